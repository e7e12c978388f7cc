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

// ChaseItem is an obligation that somebody of the office wants to chase by hand. One
// of which the document waits for the body to complete it has a task, and the date of
// that.
type ChaseItem struct {
	DigestObligation
	Body          string
	RemindedToday bool
	TaskID        workflow.TaskID // zero: nothing waits to be completed
	DocumentID    document.ID     // and the number of its case
	Year          int
	Number        int64
}

type chaseRow struct {
	obligationRow
	About
	Body          string
	RemindedToday bool
	TaskID        workflow.TaskID
	DocumentID    document.ID
	Year          int
	Number        int64
	MendOn        calendar.Date
	MendWhy       *calendar.Derivation
}

func (o chaseRow) item() ChaseItem {
	i := ChaseItem{DigestObligation{o.obligation(), o.About}, o.Body, o.RemindedToday, o.TaskID, o.DocumentID, o.Year, o.Number}
	if i.TaskID != 0 { // what came first, and when, says nothing of what is asked for now
		i.Obligation.Due = calendar.Due{On: o.MendOn}
		if o.MendWhy != nil {
			i.Obligation.Due.Derivation = *o.MendWhy
		}
		i.Obligation.FirstDueOn, i.Obligation.SubmittedAt = calendar.Date{}, time.Time{}
	}
	return i
}

// ChaseItems returns obligations to chase, by body and date; those that are not
// of the scope, and those that are no longer owed, are not among them.
func (r *Reader) ChaseItems(ctx context.Context, ids []workflow.ObligationID, today calendar.Date) ([]ChaseItem, error) {
	rows, err := list[chaseRow](ctx, r.q, `SELECT `+obligationColumns+`, `+aboutColumns+`, b.name AS body,
			EXISTS (SELECT 1 FROM reminders m WHERE m.obligation_id = o.id AND m.decided_on = @today AND NOT m.escalated)
				OR EXISTS (SELECT 1 FROM reminders m WHERE m.task_id = t.id AND m.decided_on = @today AND NOT m.escalated) AS reminded_today,
			coalesce(t.id, 0) AS task_id, coalesce(d.id, 0) AS document_id, coalesce(k.year, 0) AS year, coalesce(k.number, 0) AS number,
			t.due_on AS mend_on, t.derivation AS mend_why
		FROM obligations o JOIN bodies b ON b.id = o.body_id `+aboutTables+`
		LEFT JOIN documents d ON d.obligation_id = o.id AND o.status = 'to_complete' LEFT JOIN cases k ON k.document_id = d.id
		LEFT JOIN tasks t ON t.case_id = k.id AND t.closed_at IS NULL AND t.role = 'operator'
		WHERE o.id = ANY(@ids) AND o.status <> 'withdrawn' ORDER BY b.name, b.id, coalesce(t.due_on, o.due_on), o.id`, pgx.NamedArgs{"ids": ids, "today": today})
	out := make([]ChaseItem, len(rows))
	for i, o := range rows {
		out[i] = o.item()
	}
	return out, err
}

// LockChased keeps others from changing some obligations, and from reminding of what
// bodies are to complete for them, until the transaction ends.
func (t *Tx) LockChased(ctx context.Context, ids []workflow.ObligationID) error {
	if _, err := t.q.Exec(ctx, `SELECT 1 FROM obligations WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE`, ids); err != nil {
		return err
	}
	_, err := t.q.Exec(ctx, `SELECT 1 FROM tasks t JOIN cases k ON k.id = t.case_id JOIN documents d ON d.id = k.document_id
		WHERE d.obligation_id = ANY($1) AND t.closed_at IS NULL AND t.role = 'operator' ORDER BY t.id FOR NO KEY UPDATE OF t`, ids)
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

// AddChases writes that a person of the office chased obligations on a day, some of
// them for the tasks by which their documents are to be completed.
func (t *Tx) AddChases(ctx context.Context, ids []workflow.ObligationID, tasks []workflow.TaskID, note string, by reception.PersonID, at time.Time) error {
	_, err := t.q.Exec(ctx, `INSERT INTO obligation_acts (office_id, body_id, obligation_id, act, reason, at, by_person)
		SELECT o.office_id, o.body_id, o.id, $2, $3, $4, $5 FROM obligations o WHERE o.id = ANY($1) ORDER BY o.id`,
		ids, workflow.ActChased, note, at, by)
	if err != nil {
		return err
	}
	if _, err = t.q.Exec(ctx, `UPDATE tasks SET nudge_reason = $2 WHERE id = ANY($1)`, tasks, workflow.ReasonChased); err != nil {
		return err
	}
	_, err = t.q.Exec(ctx, `UPDATE obligations SET nudged_on = $2, nudge_reason = $3 WHERE id = ANY($1)`,
		ids, calendar.DateOf(at), workflow.ReasonChased)
	return err
}
