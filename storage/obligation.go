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

func kindOf(s string) document.Kind { return document.Kind(s) }

type obligationRow struct {
	ID          workflow.ObligationID
	OfficeID    reception.OfficeID
	BodyID      reception.BodyID
	Kind        document.Kind
	AgreementID reception.AgreementID
	CentreID    *reception.CentreID
	PeriodStart calendar.Date
	PeriodEnd   calendar.Date
	DueOn       calendar.Date
	Derivation  calendar.Derivation
	Status      workflow.ObligationStatus
	SubmittedAt *time.Time
}

const obligationColumns = `o.id, o.office_id, o.body_id, o.kind, o.agreement_id, o.centre_id, o.period_start, o.period_end,
	o.due_on, o.derivation, o.status, o.submitted_at`

func (o obligationRow) obligation() workflow.Obligation {
	out := workflow.Obligation{ID: o.ID, OfficeID: o.OfficeID, BodyID: o.BodyID, Kind: o.Kind, AgreementID: o.AgreementID,
		For: calendar.Period{Start: o.PeriodStart, End: o.PeriodEnd},
		Due: calendar.Due{On: o.DueOn, Derivation: o.Derivation}, Status: o.Status}
	if o.CentreID != nil {
		out.CentreID = *o.CentreID
	}
	if o.SubmittedAt != nil {
		out.SubmittedAt = *o.SubmittedAt
	}
	return out
}

func (r *Reader) obligations(ctx context.Context, where string, args pgx.NamedArgs) ([]workflow.Obligation, error) {
	rows, err := list[obligationRow](ctx, r.q, `SELECT `+obligationColumns+` FROM obligations o `+where, args)
	out := make([]workflow.Obligation, len(rows))
	for i, o := range rows {
		out[i] = o.obligation()
	}
	return out, err
}

// Obligation returns an obligation.
func (r *Reader) Obligation(ctx context.Context, id workflow.ObligationID) (workflow.Obligation, error) {
	rows, err := r.obligations(ctx, `WHERE o.id = @id`, pgx.NamedArgs{"id": id})
	if err == nil && len(rows) == 0 {
		err = pgx.ErrNoRows
	}
	if err != nil {
		return workflow.Obligation{}, orNotFound(err, "obligation", "L'adempimento", "The obligation")
	}
	return rows[0], nil
}

// LockObligation returns an obligation and keeps others from changing it until
// the transaction ends.
func (t *Tx) LockObligation(ctx context.Context, id workflow.ObligationID) (workflow.Obligation, error) {
	if _, err := t.q.Exec(ctx, `SELECT 1 FROM obligations WHERE id = $1 FOR NO KEY UPDATE`, id); err != nil {
		return workflow.Obligation{}, err
	}
	return t.Obligation(ctx, id)
}

// Slots returns the obligations of a body for a kind of document that no
// document fills yet, oldest first.
func (r *Reader) Slots(ctx context.Context, body reception.BodyID, kind document.Kind) ([]workflow.Obligation, error) {
	return r.obligations(ctx, `WHERE o.body_id = @body AND o.kind = @kind
		AND NOT EXISTS (SELECT 1 FROM documents d WHERE d.obligation_id = o.id)
		ORDER BY o.period_start, o.id`, pgx.NamedArgs{"body": body, "kind": kind})
}

// OpenObligations returns the obligations of an office for which nothing was
// received and that are due by a day, by body and date. Bodies of which a
// document waits to be read are left out: it may be what is missing.
func (r *Reader) OpenObligations(ctx context.Context, office reception.OfficeID, dueBy calendar.Date) ([]workflow.Obligation, error) {
	return r.obligations(ctx, `WHERE o.office_id = @office AND o.status = 'open' AND o.due_on <= @by
		AND o.body_id NOT IN (SELECT v.body_id FROM outbox x JOIN revisions v ON v.id = x.subject_id
			WHERE x.kind = @read AND x.done_at IS NULL)
		ORDER BY o.body_id, o.due_on, o.id`, pgx.NamedArgs{"office": office, "by": dueBy, "read": workflow.JobReadRevision})
}

// LatestMonth returns the first day of the latest month for which an office has
// monthly obligations; zero when it has none.
func (r *Reader) LatestMonth(ctx context.Context, office reception.OfficeID) (d calendar.Date, err error) {
	err = r.q.QueryRow(ctx, `SELECT max(o.period_start) FROM obligations o JOIN requirements q ON q.id = o.requirement_id
		WHERE o.office_id = $1 AND q.recurrence = 'monthly'`, office).Scan(&d)
	return d, err
}

// AddObligations writes the obligations that a requirement makes, and passes
// over those that are there already. It returns how many were new.
func (t *Tx) AddObligations(ctx context.Context, q reception.RequirementID, os []workflow.Obligation) (int, error) {
	b := &pgx.Batch{}
	added := 0
	for _, o := range os {
		b.Queue(`INSERT INTO obligations (office_id, body_id, requirement_id, kind, agreement_id, centre_id, period_start, period_end, due_on, derivation)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT ON CONSTRAINT obligations_unique DO NOTHING`,
			o.OfficeID, o.BodyID, q, o.Kind, o.AgreementID, orNull(o.CentreID), o.For.Start, o.For.End, o.Due.On, o.Due.Derivation)
	}
	res := t.q.SendBatch(ctx, b)
	defer res.Close()
	for range os {
		tag, err := res.Exec()
		if err != nil {
			return added, err
		}
		added += int(tag.RowsAffected())
	}
	return added, nil
}

// SetObligation changes the stored status. The first submission sets the
// instant of receipt, which later ones keep.
func (t *Tx) SetObligation(ctx context.Context, id workflow.ObligationID, s workflow.ObligationStatus, receivedAt time.Time) error {
	_, err := t.q.Exec(ctx, `UPDATE obligations SET status = $2, submitted_at = coalesce(submitted_at, $3) WHERE id = $1`,
		id, s, instant(receivedAt))
	return err
}

// Obligations returns every obligation of a body, by period.
func (r *Reader) Obligations(ctx context.Context, body reception.BodyID) ([]workflow.Obligation, error) {
	return r.obligations(ctx, `WHERE o.body_id = @body ORDER BY o.period_start, o.id`, pgx.NamedArgs{"body": body})
}
