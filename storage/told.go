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

// About is what a paper is about, as messages tell it.
type About struct {
	Centre string         // code and name, "" when not about one centre
	CIG    string         `db:"cig"`
	What   reception.What // that it comes before or after; "" for a period
}

// aboutColumns are what an obligation o is about, of aboutTables.
const aboutColumns = `coalesce(c.code || ' ' || c.name, '') AS centre, coalesce(a.cig, '') AS cig, coalesce(h.what, q.happening, '') AS what`

const aboutTables = `LEFT JOIN agreements a ON a.id = o.agreement_id LEFT JOIN centres c ON c.id = o.centre_id
	LEFT JOIN happenings h ON h.id = o.happening_id LEFT JOIN requirements q ON q.id = o.requirement_id`

// ToldDecision is a decision as a notice tells it.
type ToldDecision struct {
	ID         workflow.DecisionID
	CaseID     workflow.CaseID
	DocumentID document.ID
	Year       int
	Number     int64
	Kind       document.Kind
	About
	Start      calendar.Date
	End        calendar.Date
	Outcome    workflow.Outcome
	Closed     bool
	Reason     string
	DecidedAt  time.Time
	FileName   string
	Office     string
	DueOn      calendar.Date // of the task that waits for the body, if any
	Derivation *calendar.Derivation
}

// ToldDecisions returns decisions as notices tell them.
func (r *Reader) ToldDecisions(ctx context.Context, ids []int64) ([]ToldDecision, error) {
	return list[ToldDecision](ctx, r.q, `SELECT x.id, k.id AS case_id, k.document_id, k.year, k.number, d.kind, `+aboutColumns+`,
			o.period_start AS start, o.period_end AS "end", x.outcome, k.closed_at IS NOT NULL AS closed, x.reason, x.decided_at, v.file_name, f.name AS office,
			t.due_on, t.derivation
		FROM decisions x JOIN cases k ON k.id = x.case_id JOIN documents d ON d.id = k.document_id
		JOIN revisions v ON v.id = x.revision_id JOIN offices f ON f.id = k.office_id
		LEFT JOIN obligations o ON o.id = d.obligation_id `+aboutTables+`
		LEFT JOIN tasks t ON t.case_id = k.id AND t.closed_at IS NULL AND t.role = 'operator'
		WHERE x.id = ANY(@ids) ORDER BY x.id`, pgx.NamedArgs{"ids": ids})
}

// NoticeAct is what the office or a body said about an obligation, as a notice
// tells it.
type NoticeAct struct {
	ID           workflow.ActID
	Act          workflow.Act
	Reason       string
	At           time.Time
	FromOn       calendar.Date // extended: the date before
	ToOn         calendar.Date // extended: the date after
	ObligationID workflow.ObligationID
	BodyID       reception.BodyID
	Body         string
	Kind         document.Kind
	About
	Start, End calendar.Date // of the period
	Status     workflow.ObligationStatus
	DueOn      calendar.Date
	DueAt      *time.Time // where the hour counts
	Derivation calendar.Derivation
}

// Due is the date of the obligation, as it is now.
func (a NoticeAct) Due() calendar.Due {
	due := calendar.Due{On: a.DueOn, Derivation: a.Derivation}
	if a.DueAt != nil {
		due.At = *a.DueAt
	}
	return due
}

const noticeAct = `SELECT x.id, x.act, x.reason, x.at, x.from_on, x.to_on, o.id AS obligation_id, o.body_id, b.name AS body, o.kind, ` + aboutColumns + `,
		o.period_start AS start, o.period_end AS "end", o.status, o.due_on, o.due_at, o.derivation
	FROM obligations o JOIN bodies b ON b.id = o.body_id ` + aboutTables + ` `

// NoticeActs returns acts as notices tell them. One that asks for a paper again whose
// days are asked for in another one now tells of that one, by its date.
func (r *Reader) NoticeActs(ctx context.Context, ids []int64) ([]NoticeAct, error) {
	return list[NoticeAct](ctx, r.q, noticeAct+`JOIN obligation_acts x ON o.id = coalesce(
		CASE WHEN x.act IN ('refused','restored') THEN `+insteadOf("x.obligation_id")+` END, x.obligation_id) WHERE x.id = ANY(@ids) ORDER BY x.id`, pgx.NamedArgs{"ids": ids})
}

// WaitingDeclarations returns the declarations of "nothing to submit" that await
// an office, the oldest first.
func (r *Reader) WaitingDeclarations(ctx context.Context, office reception.OfficeID) ([]NoticeAct, error) {
	return list[NoticeAct](ctx, r.q, noticeAct+`JOIN LATERAL (SELECT * FROM obligation_acts WHERE obligation_id = o.id AND act = 'declared' ORDER BY id DESC LIMIT 1) x ON true
		WHERE o.office_id = @office AND o.status = 'declared' ORDER BY x.id`, pgx.NamedArgs{"office": office})
}

// OpenTasksOf returns the open tasks of some cases that wait for a role.
func (r *Reader) OpenTasksOf(ctx context.Context, cases []int64, role reception.Role) ([]DigestTask, error) {
	return list[DigestTask](ctx, r.q, digestTask+`WHERE k.id = ANY(@cases) AND t.closed_at IS NULL AND t.role = @role ORDER BY t.due_on, t.id`,
		pgx.NamedArgs{"cases": cases, "role": role})
}

// UnplacedDocument is a document that waits for a person to say what it is for.
type UnplacedDocument struct {
	DocumentID  document.ID
	Kind        document.Kind // "" when it was not recognised
	SubmittedAt time.Time
	Inside      bool // it came inside another
}

// UnplacedOf returns those of some documents that still wait for a person to say
// what they are for.
func (r *Reader) UnplacedOf(ctx context.Context, documents []int64) ([]UnplacedDocument, error) {
	return list[UnplacedDocument](ctx, r.q, `SELECT d.id AS document_id, coalesce(d.kind, '') AS kind, d.created_at AS submitted_at,
			EXISTS (SELECT 1 FROM contents c WHERE c.document_id = d.id) AS inside FROM documents d
		WHERE d.id = ANY(@ids) AND `+unplaced+` ORDER BY d.id`, pgx.NamedArgs{"ids": documents})
}
