package storage

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// ChaseItem is an obligation that somebody of the office wants to chase by hand.
type ChaseItem struct {
	DigestObligation
	Body          string
	RemindedToday bool
}

// ChaseItems returns obligations to chase, by body and date; those that are not
// of the scope, and those that are no longer owed, are not among them.
func (r *Reader) ChaseItems(ctx context.Context, ids []workflow.ObligationID, today calendar.Date) ([]ChaseItem, error) {
	type row struct {
		obligationRow
		About
		Body          string
		RemindedToday bool
	}
	rows, err := list[row](ctx, r.q, `SELECT `+obligationColumns+`, `+aboutColumns+`, b.name AS body,
			EXISTS (SELECT 1 FROM reminders m WHERE m.obligation_id = o.id AND m.decided_on = @today AND NOT m.escalated) AS reminded_today
		FROM obligations o JOIN bodies b ON b.id = o.body_id `+aboutTables+`
		WHERE o.id = ANY(@ids) AND o.status <> 'withdrawn' ORDER BY b.name, b.id, o.due_on, o.id`, pgx.NamedArgs{"ids": ids, "today": today})
	out := make([]ChaseItem, len(rows))
	for i, o := range rows {
		out[i] = ChaseItem{DigestObligation{o.obligation(), o.About}, o.Body, o.RemindedToday}
	}
	return out, err
}

// LockObligations keeps others from changing some obligations until the
// transaction ends.
func (t *Tx) LockObligations(ctx context.Context, ids []workflow.ObligationID) error {
	_, err := t.q.Exec(ctx, `SELECT 1 FROM obligations WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE`, ids)
	return err
}

// OperatorsOf returns the active people of some bodies.
func (r *Reader) OperatorsOf(ctx context.Context, bodies []reception.BodyID) (map[reception.BodyID][]reception.Person, error) {
	rows, err := list[personRow](ctx, r.q, `SELECT `+personColumns+` FROM people p WHERE p.body_id = ANY(@bodies) AND p.active ORDER BY p.id`,
		pgx.NamedArgs{"bodies": bodies})
	out := map[reception.BodyID][]reception.Person{}
	for _, p := range rows {
		out[p.person().BodyID] = append(out[p.person().BodyID], p.person())
	}
	return out, err
}

// AddChases writes that a person of the office chased obligations on a day.
func (t *Tx) AddChases(ctx context.Context, ids []workflow.ObligationID, note string, by reception.PersonID, at time.Time) error {
	_, err := t.q.Exec(ctx, `INSERT INTO obligation_acts (office_id, body_id, obligation_id, act, reason, at, by_person)
		SELECT o.office_id, o.body_id, o.id, $2, $3, $4, $5 FROM obligations o WHERE o.id = ANY($1) ORDER BY o.id`,
		ids, workflow.ActChased, note, at, by)
	if err != nil {
		return err
	}
	_, err = t.q.Exec(ctx, `UPDATE obligations SET nudged_on = $2, nudge_reason = $3 WHERE id = ANY($1)`,
		ids, calendar.DateOf(at), workflow.ReasonChased)
	return err
}
