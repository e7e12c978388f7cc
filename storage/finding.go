package storage

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// SaveCheck writes a run of the rules over the reading of a revision that is in
// force; the findings of earlier runs on the document are superseded.
func (t *Tx) SaveCheck(ctx context.Context, v Revision, res check.Result, at time.Time) error {
	b := &pgx.Batch{}
	b.Queue(`DELETE FROM guest_months WHERE document_id = $1`, v.DocumentID)
	b.Queue(`UPDATE findings SET superseded_at = $2 WHERE document_id = $1 AND superseded_at IS NULL`, v.DocumentID, at)
	b.Queue(`INSERT INTO checks (office_id, body_id, document_id, revision_id, checked_at, outcomes, reading_id)
		VALUES ($1, $2, $3, $4, $5, $6, (SELECT id FROM readings WHERE revision_id = $4 ORDER BY `+inForce+` LIMIT 1))`,
		v.OfficeID, v.BodyID, v.DocumentID, v.ID, at, res.Outcomes)
	for _, f := range res.Findings {
		s, err := sealFinding(t.key, v.DocumentID, f)
		if err != nil {
			return err
		}
		b.Queue(`WITH f AS (INSERT INTO findings (office_id, body_id, document_id, revision_id, rule, rule_version, severity, finding, key, found_at, sealed)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id)
			INSERT INTO asides (finding_id, office_id, aside, sealed) SELECT id, $1, '{}', $12 FROM f WHERE $12::bytea IS NOT NULL`,
			v.OfficeID, v.BodyID, v.DocumentID, v.ID, f.Rule, f.Version, f.Severity, bareFinding(f), s.key, at, s.finding, s.aside)
	}
	t.q.laterAll(b)
	return nil
}

// Findings returns the current findings on a document, worst first; with what they
// say to the office alone, where the viewer is of the office.
func (r *Reader) Findings(ctx context.Context, id document.ID) ([]check.Finding, error) {
	all, err := r.FindingsOn(ctx, []document.ID{id})
	return all[id], err
}

// Outcomes returns what became of every rule in the latest run on a document.
func (r *Reader) Outcomes(ctx context.Context, id document.ID) (out []check.Outcome, at time.Time, err error) {
	rows, err := r.q.Query(ctx, `SELECT outcomes, checked_at FROM checks WHERE document_id = $1 ORDER BY id DESC LIMIT 1`, id)
	if err != nil {
		return nil, at, err
	}
	_, err = pgx.ForEachRow(rows, []any{&out, &at}, func() error { return nil })
	return out, at, err
}

// LastCheck is when the rules last looked at a revision; zero: they never did.
func (r *Reader) LastCheck(ctx context.Context, v Revision) (at time.Time, err error) {
	var last *time.Time
	err = r.q.QueryRow(ctx, `SELECT max(checked_at) FROM checks WHERE document_id = $1 AND revision_id = $2`, v.DocumentID, v.ID).Scan(&last)
	if last != nil {
		at = *last
	}
	return at, err
}

// Changed is a document that changed, as a timeline names it.
type Changed struct {
	Document document.ID   `json:"document"`
	Kind     document.Kind `json:"kind"`
	Centre   string        `json:"centre,omitempty"` // its code
	Revision int           `json:"revision"`         // number of the latest
}

// ChangedSince returns those of some documents of which a revision was read, or a
// case decided, since an instant.
func (r *Reader) ChangedSince(ctx context.Context, ids []document.ID, since time.Time) ([]Changed, error) {
	return list[Changed](ctx, r.q, `SELECT d.id AS document, d.kind, coalesce(c.code, '') AS centre, v.number AS revision
		FROM documents d JOIN LATERAL (SELECT id, number FROM revisions WHERE document_id = d.id ORDER BY number DESC LIMIT 1) v ON true
		LEFT JOIN obligations o ON o.id = d.obligation_id LEFT JOIN centres c ON c.id = o.centre_id
		WHERE d.id = ANY(@ids) AND (EXISTS (SELECT 1 FROM readings x WHERE x.revision_id = v.id AND x.read_at > @since)
			OR EXISTS (SELECT 1 FROM cases k WHERE k.document_id = d.id AND k.closed_at > @since)) ORDER BY d.id`,
		pgx.NamedArgs{"ids": ids, "since": since})
}

// Checked returns the revision that the latest run of the rules on a document
// looked at, zero when there was none; this says that it looked at the reading
// that is in force for v.
func (r *Reader) Checked(ctx context.Context, v Revision) (looked document.RevisionID, this bool, err error) {
	err = r.q.QueryRow(ctx, `SELECT c.revision_id, CASE WHEN f.id IS NULL THEN true
			WHEN c.reading_id IS NULL THEN f.read_at <= c.checked_at ELSE f.id = c.reading_id END
		FROM checks c LEFT JOIN LATERAL (SELECT id, read_at FROM readings WHERE revision_id = $2 ORDER BY `+inForce+` LIMIT 1) f ON true
		WHERE c.document_id = $1 ORDER BY c.id DESC LIMIT 1`, v.DocumentID, v.ID).Scan(&looked, &this)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, false, nil
	}
	return looked, this, err
}

// submissionSelect reads the current revision of documents with reading, slot
// and the state of the case. Of the reading only what rules look at is read.
const submissionSelect = `SELECT d.id, v.id, d.kind, coalesce(o.submitted_at, v.submitted_at), r.reading, r.sealed, r.reader_version, r.attempt,
		o.agreement_id, o.centre_id, o.period_start, o.period_end, o.due_on, o.derivation, coalesce(c.outcome, ''), c.closed_at
	FROM documents d
	JOIN LATERAL (SELECT id, submitted_at FROM revisions WHERE document_id = d.id ORDER BY number DESC LIMIT 1) v ON true
	JOIN LATERAL (SELECT reading, sealed, reader_version, attempt FROM readings WHERE revision_id = v.id ORDER BY ` + inForce + ` LIMIT 1) r ON true
	LEFT JOIN obligations o ON o.id = d.obligation_id
	LEFT JOIN cases c ON c.document_id = d.id `

func (r *Reader) scanSubmission(row pgx.CollectableRow) (s check.Submission, err error) {
	var k keptReading
	var agreement *reception.AgreementID
	var centre *reception.CentreID
	var start, end, due calendar.Date
	var derivation *calendar.Derivation
	var outcome workflow.Outcome
	var closed *time.Time
	err = row.Scan(&s.Document, &s.Revision, &s.Kind, &s.SubmittedAt, &k.Reading, &k.Sealed, &k.ReaderVersion, &k.Attempt,
		&agreement, &centre, &start, &end, &due, &derivation, &outcome, &closed)
	if err != nil {
		return s, err
	}
	k.RevisionID = s.Revision
	if s.Reading, err = r.open(k); err != nil {
		return s, err
	}
	s.Approved, s.Closed = outcome == workflow.Approved, outcome != ""
	if closed != nil {
		s.ClosedOn = calendar.DateOf(*closed)
	}
	if agreement == nil {
		return s, nil
	}
	s.Obligation = &check.Slot{Agreement: *agreement, For: calendar.Period{Start: start, End: end}, DueOn: due}
	if centre != nil {
		s.Obligation.Centre = *centre
	}
	if derivation != nil {
		s.Obligation.DueIt, s.Obligation.DueEn = derivation.It(), derivation.En()
	}
	return s, nil
}

func (r *Reader) submissions(ctx context.Context, where string, args pgx.NamedArgs) ([]check.Submission, error) {
	rows, err := r.q.Query(ctx, submissionSelect+where, args)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, r.scanSubmission)
}

// Submission returns a document as the rules see it; ok is false while its
// current revision has not been read.
func (r *Reader) Submission(ctx context.Context, id document.ID) (s check.Submission, ok bool, err error) {
	all, err := r.submissions(ctx, `WHERE d.id = @id`, pgx.NamedArgs{"id": id})
	if err != nil || len(all) == 0 {
		return s, false, err
	}
	return all[0], true, nil
}

// RegistersFor returns the attendance registers of a body for periods that
// touch the given one.
func (r *Reader) RegistersFor(ctx context.Context, body reception.BodyID, p calendar.Period) ([]check.Submission, error) {
	return r.submissions(ctx, `WHERE d.body_id = @body AND d.kind = @kind AND o.period_start <= @end AND o.period_end >= @start ORDER BY d.id`,
		pgx.NamedArgs{"body": body, "kind": document.Register, "start": p.Start, "end": p.End})
}

// ReceiptsFor returns the receipts for goods of a body for periods that touch the
// given one.
func (r *Reader) ReceiptsFor(ctx context.Context, body reception.BodyID, p calendar.Period) ([]check.Submission, error) {
	return r.submissions(ctx, `WHERE d.body_id = @body AND d.kind = @kind AND o.period_start <= @end AND o.period_end >= @start ORDER BY d.id`,
		pgx.NamedArgs{"body": body, "kind": document.KitReceipts, "start": p.Start, "end": p.End})
}

// beside are the registers of a centre for the periods that end right before, or
// begin right after, another.
const beside = `WHERE d.body_id = @body AND d.kind = @kind AND o.centre_id = @centre AND (o.period_end = @before OR o.period_start = @after) `

func besideArgs(body reception.BodyID, centre reception.CentreID, p calendar.Period) pgx.NamedArgs {
	return pgx.NamedArgs{"body": body, "kind": document.Register, "centre": centre, "before": p.Start.AddDays(-1), "after": p.End.AddDays(1)}
}

// RegistersBeside returns the registers of a body's centre for the periods right
// before and after one.
func (r *Reader) RegistersBeside(ctx context.Context, body reception.BodyID, centre reception.CentreID, p calendar.Period) ([]check.Submission, error) {
	return r.submissions(ctx, beside+`ORDER BY d.id`, besideArgs(body, centre, p))
}

// OpenBeside returns those of RegistersBeside whose case is not closed, or not
// open yet.
func (r *Reader) OpenBeside(ctx context.Context, body reception.BodyID, centre reception.CentreID, p calendar.Period) ([]document.ID, error) {
	rows, err := r.q.Query(ctx, `SELECT d.id FROM documents d JOIN obligations o ON o.id = d.obligation_id
		LEFT JOIN cases c ON c.document_id = d.id `+beside+`AND c.closed_at IS NULL ORDER BY d.id`, besideArgs(body, centre, p))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[document.ID])
}

// noticesBack is how many days before a register's period a notice still bears on
// it: who left half a year ago has a stay of its own since, or is not there.
const noticesBack = 184

// GuestNoticesFor returns a body's notices of departure and leaves that bear on a period
// of a centre: those in the slots of the centre for the days up to its end, and
// those that are in no slot. A zero centre is every one.
func (r *Reader) GuestNoticesFor(ctx context.Context, body reception.BodyID, centre reception.CentreID, p calendar.Period) ([]check.Submission, error) {
	return r.submissions(ctx, `WHERE d.body_id = @body AND d.kind = ANY(@kinds)
		AND (o.id IS NULL AND v.submitted_at >= @since::date
			OR o.period_start BETWEEN @since AND @until AND (@centre = 0 OR o.centre_id IS NULL OR o.centre_id = @centre)) ORDER BY d.id`,
		pgx.NamedArgs{"body": body, "kinds": []document.Kind{document.Departure, document.Leave}, "centre": centre,
			"since": p.Start.AddDays(-noticesBack), "until": p.End})
}

// OpenRegisters returns the registers of a body's centre whose case is not closed,
// or not open yet; a zero centre is every one. Those in no slot count for all.
func (r *Reader) OpenRegisters(ctx context.Context, body reception.BodyID, centre reception.CentreID) ([]document.ID, error) {
	rows, err := r.q.Query(ctx, `SELECT d.id FROM documents d LEFT JOIN obligations o ON o.id = d.obligation_id
		LEFT JOIN cases c ON c.document_id = d.id
		WHERE c.closed_at IS NULL AND d.body_id = $1 AND d.kind = $2 AND ($3 = 0 OR o.centre_id IS NULL OR o.centre_id = $3) ORDER BY d.id`,
		body, document.Register, centre)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[document.ID])
}

// InvoicesOf returns the invoices of a body other than one document that were
// first sent since an instant.
func (r *Reader) InvoicesOf(ctx context.Context, body reception.BodyID, except document.ID, since time.Time) ([]check.Submission, error) {
	return r.submissions(ctx, `WHERE d.body_id = @body AND d.kind = @kind AND d.id <> @except AND d.created_at > @since ORDER BY d.id`,
		pgx.NamedArgs{"body": body, "kind": document.Invoice, "except": except, "since": since})
}

// InvoicesTouching returns the invoices of a body that were not rejected, approved
// ones too, and whose slot is about a period, that a paper of a kind bears on:
// every one a register or receipts for goods, else those whose agreement asks for
// the kind with them.
func (r *Reader) InvoicesTouching(ctx context.Context, body reception.BodyID, k document.Kind, p calendar.Period) ([]document.ID, error) {
	rows, err := r.q.Query(ctx, `SELECT d.id FROM documents d JOIN obligations o ON o.id = d.obligation_id
		LEFT JOIN cases c ON c.document_id = d.id
		WHERE (c.closed_at IS NULL OR c.outcome = 'approved') AND d.body_id = $1 AND d.kind = $2 AND o.period_start <= $4 AND o.period_end >= $3
		AND ($5 = ANY ($6) OR EXISTS (SELECT 1 FROM agreements a WHERE a.id = o.agreement_id AND $5 = ANY (a.checklist))) ORDER BY d.id`,
		body, document.Invoice, p.Start, p.End, string(k), []string{string(document.Register), string(document.KitReceipts)})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[document.ID])
}

// OpenInvoices returns the invoices of a body whose case is not closed, or not
// open yet.
func (r *Reader) OpenInvoices(ctx context.Context, body reception.BodyID) ([]document.ID, error) {
	rows, err := r.q.Query(ctx, `SELECT d.id FROM documents d LEFT JOIN cases c ON c.document_id = d.id
		WHERE c.closed_at IS NULL AND d.body_id = $1 AND d.kind = $2 ORDER BY d.id`, body, document.Invoice)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[document.ID])
}

// RecheckOpen asks for new checks of the registers and invoices of an office that
// wait for somebody, but for those of which a check waits already.
func (t *Tx) RecheckOpen(ctx context.Context, office reception.OfficeID) (n int64, err error) {
	tag, err := t.q.Exec(ctx, `INSERT INTO outbox (office_id, kind, subject_id)
		SELECT d.office_id, $2, d.id FROM tasks t JOIN cases k ON k.id = t.case_id JOIN documents d ON d.id = k.document_id
		WHERE t.office_id = $1 AND t.closed_at IS NULL AND d.kind = ANY($3)
			AND NOT EXISTS (SELECT 1 FROM outbox x WHERE x.done_at IS NULL AND x.kind = $2 AND x.subject_id = d.id)
		ORDER BY d.id`, office, workflow.JobCheck, []document.Kind{document.Register, document.Invoice})
	return tag.RowsAffected(), err
}

// OwedFor returns what a body owes for periods that touch the given one, of some
// kinds, and what became of it.
func (r *Reader) OwedFor(ctx context.Context, body reception.BodyID, kinds []document.Kind, p calendar.Period) ([]check.Owed, error) {
	rows, err := r.q.Query(ctx, `SELECT o.kind, coalesce(o.agreement_id, 0), coalesce(o.centre_id, 0), o.period_start, o.period_end, o.due_on, o.status, coalesce(d.id, 0)
		FROM obligations o LEFT JOIN documents d ON d.obligation_id = o.id
		WHERE o.body_id = @body AND o.kind = ANY(@kinds) AND o.period_start <= @end AND o.period_end >= @start AND o.status <> @withdrawn ORDER BY o.id`,
		pgx.NamedArgs{"body": body, "kinds": kinds, "start": p.Start, "end": p.End, "withdrawn": workflow.ObligationWithdrawn})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (o check.Owed, err error) {
		var status workflow.ObligationStatus
		err = row.Scan(&o.Kind, &o.Agreement, &o.Centre, &o.For.Start, &o.For.End, &o.DueOn, &status, &o.Document)
		o.State = owedState(status)
		return o, err
	})
}

// owedState is a stored status as the rules see it: what was received counts as
// sent until it is rejected.
func owedState(s workflow.ObligationStatus) check.OwedState {
	switch s {
	case workflow.ObligationOpen:
		return check.OwedOpen
	case workflow.ObligationRejected:
		return check.OwedRejected
	case workflow.ObligationDeclared:
		return check.OwedDeclared
	case workflow.ObligationNothing:
		return check.OwedNothing
	case workflow.ObligationWaived:
		return check.OwedWaived
	}
	return check.OwedSent
}

// Expiries returns the expiries recorded of a body's papers, without what was
// cancelled, oldest first, and whether the body itself recorded them.
func (r *Reader) Expiries(ctx context.Context, body reception.BodyID) ([]check.Recorded, error) {
	type row struct {
		happeningRow
		ByBody bool
	}
	rows, err := list[row](ctx, r.q, `SELECT `+happeningColumns+`, EXISTS (SELECT 1 FROM people p WHERE p.id = h.recorded_by AND p.body_id IS NOT NULL) AS by_body
		FROM happenings h WHERE cancelled_at IS NULL AND body_id = @body AND what LIKE 'expiry:%' ORDER BY on_date, id`, pgx.NamedArgs{"body": body})
	out := make([]check.Recorded, len(rows))
	for i, h := range rows {
		out[i] = check.Recorded{Happening: h.happening(), ByBody: h.ByBody}
	}
	return out, err
}
