package storage

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// FrameShown is what the head of every page shows of a signed-in person.
type FrameShown struct {
	OfficeName string
	BodyName   string // "" for people of the office
	Tasks      int    // open tasks of the person's role; for an operator those of the body
	Unplaced   int    // documents without a slot
	Overdue    int    // obligations that are open and late
}

// FrameShown reads the head of the pages for a person, within the person's
// scope; what is late is late on the day today.
func (r *Reader) FrameShown(ctx context.Context, p reception.Person, today calendar.Date) (FrameShown, error) {
	return one[FrameShown](ctx, r.q, `SELECT o.name AS office_name,
			coalesce((SELECT name FROM bodies WHERE id = @body), '') AS body_name,
			(SELECT count(*) FROM tasks WHERE office_id = o.id AND role = @role AND closed_at IS NULL) AS tasks,
			(SELECT count(*) FROM documents d WHERE d.office_id = o.id AND `+unplaced+`) AS unplaced,
			(SELECT count(*) FROM obligations WHERE office_id = o.id AND status = 'open' AND due_on < @today) AS overdue
		FROM offices o WHERE o.id = @office`,
		pgx.NamedArgs{"office": p.OfficeID, "body": orNull(p.BodyID), "role": p.Role, "today": today})
}

// WaitingFiles counts documents of the scope that are not where they belong yet.
type WaitingFiles struct {
	Unplaced int // wait for a person to say which slot they fill
	Working  int // machines are at them
}

// WaitingFiles counts the documents of the scope that wait for a person to
// place them, and those received since a moment that were not checked yet.
func (r *Reader) WaitingFiles(ctx context.Context, since time.Time) (WaitingFiles, error) {
	return one[WaitingFiles](ctx, r.q, `SELECT count(*) FILTER (WHERE `+unplaced+`) AS unplaced,
			count(*) FILTER (WHERE d.created_at >= @since AND NOT EXISTS (SELECT 1 FROM checks WHERE document_id = d.id)) AS working
		FROM documents d`, pgx.NamedArgs{"since": since})
}

// unplaced is the condition that a document d waits for a person to say which
// slot it fills: the rules ran, found none, and opened no case.
const unplaced = `d.obligation_id IS NULL AND EXISTS (SELECT 1 FROM checks WHERE document_id = d.id)
	AND NOT EXISTS (SELECT 1 FROM cases WHERE document_id = d.id)`

// SlotLine is an obligation of a body with the document that fills it.
type SlotLine struct {
	ID             workflow.ObligationID
	BodyID         reception.BodyID
	Kind           document.Kind
	AgreementID    reception.AgreementID
	AgreementTitle string
	CIG            string             `db:"cig"`
	CentreID       reception.CentreID // zero: not about one centre
	CentreCode     string
	CentreName     string
	PeriodStart    calendar.Date
	PeriodEnd      calendar.Date
	DueOn          calendar.Date
	Derivation     calendar.Derivation
	Basis          string // law or clause of the requirement
	Proposed       bool   // the due date is a proposal that no source fixes
	Status         workflow.ObligationStatus
	FirstAt        *time.Time // first revision received

	DocumentID     document.ID // zero: nothing received
	RevisionNumber int
	SubmittedAt    *time.Time // latest revision
	ReceiptYear    int
	ReceiptNumber  int64
	Findings       int // current ones that block, warn or ask
	Read           bool
	TaskDueOn      calendar.Date // of the open task
	Reason         string        // of the latest return or rejection
}

// Obligation is the line as the rules of package workflow see it.
func (s SlotLine) Obligation() workflow.Obligation {
	o := workflow.Obligation{ID: s.ID, BodyID: s.BodyID, Kind: s.Kind, AgreementID: s.AgreementID, CentreID: s.CentreID,
		For:    calendar.Period{Start: s.PeriodStart, End: s.PeriodEnd},
		Due:    calendar.Due{On: s.DueOn, Derivation: s.Derivation},
		Status: s.Status}
	if s.FirstAt != nil {
		o.SubmittedAt = *s.FirstAt
	}
	return o
}

const slotLines = `SELECT o.id, o.body_id, o.kind, o.agreement_id, a.title AS agreement_title, a.cig,
		coalesce(o.centre_id, 0) AS centre_id, coalesce(c.code, '') AS centre_code, coalesce(c.name, '') AS centre_name,
		o.period_start, o.period_end, o.due_on, o.derivation, q.basis, q.proposed, o.status, o.submitted_at AS first_at,
		coalesce(d.id, 0) AS document_id, coalesce(v.number, 0) AS revision_number, v.submitted_at,
		coalesce(rc.year, 0) AS receipt_year, coalesce(rc.number, 0) AS receipt_number,
		(SELECT count(*) FROM findings f WHERE f.document_id = d.id AND f.superseded_at IS NULL AND f.severity <> 'info') AS findings,
		EXISTS (SELECT 1 FROM readings WHERE revision_id = v.id) AS read, t.due_on AS task_due_on,
		coalesce((SELECT reason FROM decisions x WHERE x.case_id = k.id AND x.outcome <> 'approved' ORDER BY x.id DESC LIMIT 1), '') AS reason
	FROM obligations o JOIN agreements a ON a.id = o.agreement_id JOIN requirements q ON q.id = o.requirement_id
	LEFT JOIN centres c ON c.id = o.centre_id
	LEFT JOIN documents d ON d.obligation_id = o.id
	LEFT JOIN LATERAL (SELECT * FROM revisions WHERE document_id = d.id ORDER BY number DESC LIMIT 1) v ON true
	LEFT JOIN receipts rc ON rc.revision_id = v.id
	LEFT JOIN cases k ON k.document_id = d.id
	LEFT JOIN tasks t ON t.case_id = k.id AND t.closed_at IS NULL`

// SlotsOfMonth returns the obligations of a body for a period that starts in
// the month and is no longer than it, by agreement and centre.
func (r *Reader) SlotsOfMonth(ctx context.Context, body reception.BodyID, month calendar.Period) ([]SlotLine, error) {
	return list[SlotLine](ctx, r.q, slotLines+` WHERE o.body_id = @body AND o.period_start BETWEEN @start AND @end AND o.period_end <= @end
		ORDER BY a.starts_on, a.id, c.code NULLS FIRST, o.due_on, o.id`,
		pgx.NamedArgs{"body": body, "start": month.Start, "end": month.End})
}

// SlotsToMend returns the obligations of a body, of any month, that wait for
// it: to be completed, or open and due by a day; the earliest date first.
func (r *Reader) SlotsToMend(ctx context.Context, body reception.BodyID, due calendar.Date) ([]SlotLine, error) {
	return list[SlotLine](ctx, r.q, slotLines+` WHERE o.body_id = @body AND (o.status = 'to_complete' OR (o.status = 'open' AND o.due_on <= @due))
		ORDER BY o.status <> 'to_complete', coalesce(t.due_on, o.due_on), o.id`, pgx.NamedArgs{"body": body, "due": due})
}

// SlotsToFill returns the obligations of a body that have no document, the
// earliest date first: those that an unrecognised document may be for.
func (r *Reader) SlotsToFill(ctx context.Context, body reception.BodyID) ([]SlotLine, error) {
	return list[SlotLine](ctx, r.q, slotLines+` WHERE o.body_id = @body AND d.id IS NULL AND o.status = 'open'
		ORDER BY o.period_start DESC, c.code NULLS FIRST, o.id LIMIT 400`, pgx.NamedArgs{"body": body})
}

// SlotLine returns one obligation.
func (r *Reader) SlotLine(ctx context.Context, id workflow.ObligationID) (SlotLine, error) {
	s, err := one[SlotLine](ctx, r.q, slotLines+` WHERE o.id = @id`, pgx.NamedArgs{"id": id})
	return s, orNotFound(err, "obligation", "L'adempimento", "The obligation")
}
