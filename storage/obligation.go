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

// isLate is the condition that an obligation is late at @now, of the day @today:
// past its hour where the hour counts, else past its day.
const isLate = `coalesce(due_at < @now::timestamptz, due_on < @today)`

func kindOf(s string) document.Kind { return document.Kind(s) }

type obligationRow struct {
	ID                 workflow.ObligationID
	OfficeID           reception.OfficeID
	BodyID             reception.BodyID
	Kind               document.Kind
	RequirementID      reception.RequirementID
	RequirementVersion int
	AgreementID        reception.AgreementID
	CentreID           reception.CentreID
	HappeningID        reception.HappeningID
	Slot               string
	PeriodStart        calendar.Date
	PeriodEnd          calendar.Date
	DueOn              calendar.Date
	Derivation         calendar.Derivation
	Status             workflow.ObligationStatus
	SubmittedAt        *time.Time
	DueAt              *time.Time
	FirstDueOn         calendar.Date
	LateDays           int
	NudgeOn            calendar.Date
}

const obligationColumns = `o.id, o.office_id, o.body_id, o.kind, o.requirement_id, o.requirement_version,
	coalesce(o.agreement_id, 0) AS agreement_id, coalesce(o.centre_id, 0) AS centre_id, coalesce(o.happening_id, 0) AS happening_id, o.slot,
	o.period_start, o.period_end, o.due_on, o.due_at, o.first_due_on, o.derivation, o.status, o.submitted_at,
	coalesce(o.late_days, 0) AS late_days, o.nudge_on`

func (o obligationRow) obligation() workflow.Obligation {
	out := workflow.Obligation{ID: o.ID, OfficeID: o.OfficeID, BodyID: o.BodyID, Kind: o.Kind,
		RequirementID: o.RequirementID, RequirementVersion: o.RequirementVersion,
		AgreementID: o.AgreementID, CentreID: o.CentreID, HappeningID: o.HappeningID, Slot: o.Slot,
		For: calendar.Period{Start: o.PeriodStart, End: o.PeriodEnd},
		Due: calendar.Due{On: o.DueOn, Derivation: o.Derivation}, FirstDueOn: o.FirstDueOn, Status: o.Status,
		LateDays: o.LateDays, NudgeOn: o.NudgeOn}
	if o.DueAt != nil {
		out.Due.At = *o.DueAt
	}
	if o.SubmittedAt != nil {
		out.SubmittedAt = *o.SubmittedAt
	}
	return out
}

func (r *Reader) obligations(ctx context.Context, where string, args pgx.NamedArgs) (out []workflow.Obligation, err error) {
	var g gathering
	g.obligations(&out, where, args)
	return out, g.get(ctx, r)
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
func (r *Reader) Slots(ctx context.Context, body reception.BodyID, kind document.Kind) (out []workflow.Obligation, err error) {
	var g gathering
	g.slots(&out, body, kind)
	return out, g.get(ctx, r)
}

// SetObligation changes the stored status, where it is another.
func (t *Tx) SetObligation(ctx context.Context, id workflow.ObligationID, s workflow.ObligationStatus, at time.Time) error {
	t.q.later(`UPDATE obligations SET status = $2, changed_at = $3, sequence = sequence + 1 WHERE id = $1 AND status <> $2`, id, s, at)
	return nil
}

// SubmitObligation sets the status of one for which something was received. The
// first submission sets the instant of receipt and by how many days it was late,
// which later ones keep.
func (t *Tx) SubmitObligation(ctx context.Context, id workflow.ObligationID, receivedAt time.Time, late int, at time.Time) error {
	t.q.later(`UPDATE obligations SET status = $2, submitted_at = coalesce(submitted_at, $3), late_days = coalesce(late_days, $4),
		changed_at = $5, sequence = sequence + 1 WHERE id = $1`, id, workflow.ObligationSubmitted, receivedAt, late, at)
	return nil
}

// ActOnObligation writes what an act changes: the status, and of an extension the
// date, which keeps the one before the first. What was decided about reminding by
// the date before says nothing of the new one.
func (t *Tx) ActOnObligation(ctx context.Context, id workflow.ObligationID, a workflow.Acted, nudgeOn calendar.Date, at time.Time) error {
	args := pgx.NamedArgs{"id": id, "status": a.Status, "nudge": nudgeOn, "at": at, "due": a.Due.On, "derivation": a.Due.Derivation}
	sql := `UPDATE obligations SET status = @status, nudge_on = @nudge, changed_at = @at, sequence = sequence + 1`
	if !a.Due.On.IsZero() {
		sql += `, first_due_on = coalesce(first_due_on, due_on), due_on = @due, due_at = NULL, derivation = @derivation, nudged_on = NULL, nudge_reason = ''`
	}
	_, err := t.q.Exec(ctx, sql+` WHERE id = @id`, args)
	return err
}

// Obligations returns every obligation of a body, by period.
func (r *Reader) Obligations(ctx context.Context, body reception.BodyID) ([]workflow.Obligation, error) {
	return r.obligations(ctx, `WHERE o.body_id = @body ORDER BY o.period_start, o.id`, pgx.NamedArgs{"body": body})
}
