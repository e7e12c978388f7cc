package storage

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// ToNudge is what of one office is due to be decided: whether to remind.
type ToNudge struct {
	Obligations []workflow.ObligationID
	Tasks       []workflow.TaskID
}

// DueNudges returns what is due to be decided on a day, by office, and the
// offices where a notice to somebody active waits for a digest. It reads the
// indexes of what is due and nothing else, however many obligations there are, and
// however many were due before.
func (r *Reader) DueNudges(ctx context.Context, today calendar.Date) (map[reception.OfficeID]ToNudge, error) {
	type row struct {
		OfficeID    reception.OfficeID
		Obligations []workflow.ObligationID
		Tasks       []workflow.TaskID
	}
	if _, err := r.q.Exec(ctx, walkIndexes); err != nil {
		return nil, err
	}
	rows, err := list[row](ctx, r.q, dueNudges, pgx.NamedArgs{"today": today})
	out := map[reception.OfficeID]ToNudge{}
	for _, o := range rows {
		n := out[o.OfficeID]
		n.Obligations = append(n.Obligations, o.Obligations...)
		n.Tasks = append(n.Tasks, o.Tasks...)
		out[o.OfficeID] = n
	}
	return out, err
}

// walkIndexes keeps the plan, until the transaction ends, from fetching by bitmap.
// An index scan marks the entries of rows that were due and no longer are; a
// bitmap scan visits them all each time, until the table is vacuumed.
const walkIndexes = `SET LOCAL enable_bitmapscan = off`

const dueNudges = `SELECT office_id, array_agg(id) AS obligations, NULL::bigint[] AS tasks FROM obligations
		WHERE status = 'open' AND nudge_on <= @today GROUP BY office_id
	UNION ALL SELECT office_id, NULL, array_agg(id) FROM tasks WHERE closed_at IS NULL AND nudge_on <= @today GROUP BY office_id
	UNION ALL SELECT DISTINCT n.office_id, NULL::bigint[], NULL::bigint[] FROM notices n JOIN people p ON p.id = n.person_id AND p.active
		WHERE n.channel = 'digest' AND n.carried_by IS NULL AND n.body_id IS NOT DISTINCT FROM p.body_id`

// clockLock is the first key of the locks of the offices' clocks.
const clockLock = 7413027

// LockClock takes the clock of an office until the transaction ends; ok is false
// when another has it, who does the same work.
func (t *Tx) LockClock(ctx context.Context, office reception.OfficeID) (ok bool, err error) {
	err = t.q.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock($1, $2)`, clockLock, int32(office)).Scan(&ok)
	return ok, err
}

// NudgedObligation is an open obligation about which to decide whether to remind.
type NudgedObligation struct {
	ID     workflow.ObligationID
	BodyID reception.BodyID
	DueOn  calendar.Date
	Steps  []int // of the requirement's own ladder; nil: the office's
}

// Own is the requirement's own ladder; nil: the office's holds.
func (o NudgedObligation) Own() *reception.Ladder {
	if o.Steps == nil {
		return nil
	}
	return &reception.Ladder{Steps: o.Steps}
}

// LockNudgedObligations returns those of some obligations that are still open
// and due to be decided, and keeps others from changing them. Those that somebody
// is changing right now are passed over: they are for the next time.
func (t *Tx) LockNudgedObligations(ctx context.Context, ids []workflow.ObligationID, today calendar.Date) ([]NudgedObligation, error) {
	return list[NudgedObligation](ctx, t.q, `SELECT o.id, o.body_id, o.due_on, q.ladder AS steps
		FROM obligations o JOIN requirements q ON q.id = o.requirement_id
		WHERE o.id = ANY(@ids) AND o.status = 'open' AND o.nudge_on <= @today
		ORDER BY o.id FOR NO KEY UPDATE OF o SKIP LOCKED`, pgx.NamedArgs{"ids": ids, "today": today})
}

// NudgedTask is an open task about which to decide whether to remind.
type NudgedTask struct {
	ID     workflow.TaskID
	BodyID reception.BodyID
	Role   reception.Role
	DueOn  calendar.Date
	Steps  []int // of the own ladder of the requirement that its document is for; nil: the office's
}

// Own is the requirement's own ladder; nil: the office's holds.
func (k NudgedTask) Own() *reception.Ladder { return NudgedObligation{Steps: k.Steps}.Own() }

// LockNudgedTasks is LockNudgedObligations for tasks.
func (t *Tx) LockNudgedTasks(ctx context.Context, ids []workflow.TaskID, today calendar.Date) ([]NudgedTask, error) {
	return list[NudgedTask](ctx, t.q, `SELECT t.id, t.body_id, t.role, t.due_on, q.ladder AS steps
		FROM tasks t JOIN cases k ON k.id = t.case_id JOIN documents d ON d.id = k.document_id
		LEFT JOIN obligations o ON o.id = d.obligation_id LEFT JOIN requirements q ON q.id = o.requirement_id
		WHERE t.id = ANY(@ids) AND t.closed_at IS NULL AND t.nudge_on <= @today
		ORDER BY t.id FOR NO KEY UPDATE OF t SKIP LOCKED`, pgx.NamedArgs{"ids": ids, "today": today})
}

// BodiesBeingRead returns the bodies of an office of which a document waits to be
// read: it may be what is missing. One that came before an instant and that readers
// tried in vain holds nothing up, nor does one that is only read again; one that
// nothing tried, because nothing ran, does.
func (r *Reader) BodiesBeingRead(ctx context.Context, office reception.OfficeID, since time.Time) (map[reception.BodyID]bool, error) {
	return r.beingRead(ctx, office, since, `true`)
}

// BodiesWithUnplacedBeingRead is BodiesBeingRead of documents that nobody sent for one
// obligation.
func (r *Reader) BodiesWithUnplacedBeingRead(ctx context.Context, office reception.OfficeID, since time.Time) (map[reception.BodyID]bool, error) {
	return r.beingRead(ctx, office, since, `d.obligation_id IS NULL`)
}

// triedInVain is how often a reading is handed over, and again when nothing comes of
// it, before it counts as one that does not end.
const triedInVain = `2`

func (r *Reader) beingRead(ctx context.Context, office reception.OfficeID, since time.Time, where string) (map[reception.BodyID]bool, error) {
	rows, err := r.q.Query(ctx, `SELECT DISTINCT v.body_id FROM outbox x JOIN revisions v ON v.id = x.subject_id JOIN documents d ON d.id = v.document_id
		WHERE x.office_id = $1 AND x.kind = ANY($2) AND x.done_at IS NULL AND `+where+` AND (v.submitted_at > $3 OR x.attempts <= `+triedInVain+` AND x.last_error = ''
			AND (d.obligation_id IS NULL OR NOT EXISTS (SELECT 1 FROM readings p WHERE p.revision_id = v.id)))`, office,
		[]workflow.JobKind{workflow.JobReadRevision, workflow.JobRecognise}, since)
	if err != nil {
		return nil, err
	}
	out := map[reception.BodyID]bool{}
	var id reception.BodyID
	_, err = pgx.ForEachRow(rows, []any{&id}, func() error { out[id] = true; return nil })
	return out, err
}

type sentRow struct {
	ID        int64
	Step      int
	Escalated bool
	DecidedOn calendar.Date
}

func sentBy[ID ~int64](rows []sentRow) map[ID][]workflow.Sent {
	out := map[ID][]workflow.Sent{}
	for _, m := range rows {
		out[ID(m.ID)] = append(out[ID(m.ID)], workflow.Sent{Step: m.Step, Escalated: m.Escalated, On: m.DecidedOn})
	}
	return out
}

// SentOf returns the reminders of obligations that were sent for their present
// due date, oldest first.
func (r *Reader) SentOf(ctx context.Context, ids []workflow.ObligationID) (map[workflow.ObligationID][]workflow.Sent, error) {
	rows, err := list[sentRow](ctx, r.q, `SELECT o.id, m.step, m.escalated, m.decided_on FROM reminders m
		JOIN obligations o ON o.id = m.obligation_id AND o.due_on = m.due_on
		WHERE m.obligation_id = ANY(@ids) ORDER BY m.id`, pgx.NamedArgs{"ids": ids})
	return sentBy[workflow.ObligationID](rows), err
}

// SentOfTasks is SentOf for tasks.
func (r *Reader) SentOfTasks(ctx context.Context, ids []workflow.TaskID) (map[workflow.TaskID][]workflow.Sent, error) {
	rows, err := list[sentRow](ctx, r.q, `SELECT t.id, m.step, m.escalated, m.decided_on FROM reminders m
		JOIN tasks t ON t.id = m.task_id AND t.due_on = m.due_on
		WHERE m.task_id = ANY(@ids) ORDER BY m.id`, pgx.NamedArgs{"ids": ids})
	return sentBy[workflow.TaskID](rows), err
}

// Recipients returns the active people of some bodies of an office and those of
// the office itself, with what they chose and the day of their latest digest.
func (r *Reader) Recipients(ctx context.Context, office reception.OfficeID, bodies []reception.BodyID) ([]workflow.Recipient, error) {
	return list[workflow.Recipient](ctx, r.q, `SELECT p.id AS person, coalesce(p.body_id, 0) AS body, p.role,
			(SELECT jsonb_object_agg(f.kind, f.channel) FROM preferences f WHERE f.person_id = p.id) AS chosen,
			(SELECT max(n.digest_on) FROM notices n WHERE n.person_id = p.id AND n.digest_on IS NOT NULL) AS last_on
		FROM people p WHERE p.office_id = @office AND p.active AND (p.body_id IS NULL OR p.body_id = ANY(@bodies))
		ORDER BY p.id`, pgx.NamedArgs{"office": office, "bodies": bodies})
}

// Reminder is a decision to remind, on one obligation or one task.
type Reminder struct {
	OfficeID     reception.OfficeID
	BodyID       reception.BodyID // zero: to the office
	ObligationID workflow.ObligationID
	TaskID       workflow.TaskID
	DueOn        calendar.Date // of what it reminds
	Step         int           // days from the due date
	Escalated    bool          // to the head of office
	Reason       workflow.Reason
	DecidedOn    calendar.Date
}

// AddReminders writes reminders and returns their ids, in order; 0 stands for one
// that was written before.
func (t *Tx) AddReminders(ctx context.Context, all []Reminder) ([]workflow.ReminderID, error) {
	ids := make([]workflow.ReminderID, len(all))
	if len(all) == 0 {
		return ids, nil
	}
	b := &pgx.Batch{}
	for _, m := range all {
		b.Queue(`WITH added AS (INSERT INTO reminders (office_id, body_id, obligation_id, task_id, due_on, step, escalated, reason, decided_on)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING id)
			SELECT coalesce(max(id), 0) FROM added`,
			m.OfficeID, orNull(m.BodyID), orNull(m.ObligationID), orNull(m.TaskID), m.DueOn, m.Step, m.Escalated, m.Reason, m.DecidedOn)
	}
	res := t.q.SendBatch(ctx, b)
	var err error
	for i := range all {
		if err = res.QueryRow().Scan(&ids[i]); err != nil {
			break
		}
	}
	if e := res.Close(); err == nil {
		err = e
	}
	return ids, err
}

// Nudged is what was decided about reminding of one row, and when to decide
// again.
type Nudged struct {
	ID     int64         // of the obligation or the task
	Next   calendar.Date // zero: never
	Reason workflow.Reason
}

// SetNudged keeps what was decided on a day about obligations.
func (t *Tx) SetNudged(ctx context.Context, all []Nudged, today calendar.Date) error {
	return t.nudged(ctx, `UPDATE obligations o SET nudge_on = x.next, nudged_on = @today::date, nudge_reason = x.reason
		FROM (SELECT unnest(@ids::bigint[]) AS id, unnest(@nexts::date[]) AS next, unnest(@reasons::text[]) AS reason) x
		WHERE o.id = x.id AND (o.nudge_on, o.nudged_on, o.nudge_reason) IS DISTINCT FROM (x.next, @today::date, x.reason)`, all, pgx.NamedArgs{"today": today})
}

// SetTasksNudged keeps what was decided about tasks.
func (t *Tx) SetTasksNudged(ctx context.Context, all []Nudged) error {
	return t.nudged(ctx, `UPDATE tasks o SET nudge_on = x.next, nudge_reason = x.reason
		FROM (SELECT unnest(@ids::bigint[]) AS id, unnest(@nexts::date[]) AS next, unnest(@reasons::text[]) AS reason) x
		WHERE o.id = x.id AND (o.nudge_on, o.nudge_reason) IS DISTINCT FROM (x.next, x.reason)`, all, pgx.NamedArgs{})
}

func (t *Tx) nudged(ctx context.Context, sql string, all []Nudged, args pgx.NamedArgs) error {
	if len(all) == 0 {
		return nil
	}
	ids, nexts, reasons := make([]int64, len(all)), make([]calendar.Date, len(all)), make([]workflow.Reason, len(all))
	for i, n := range all {
		ids[i], nexts[i], reasons[i] = n.ID, n.Next, n.Reason
	}
	args["ids"], args["nexts"], args["reasons"] = ids, nexts, reasons
	_, err := t.q.Exec(ctx, sql, args)
	return err
}

// NudgeObligationsAnew sets the day on which to decide whether to remind of open
// obligations to so many days from their date, nil for never; for those of a
// requirement with steps of its own, to the first of these. They are those of one
// requirement, or of the office where it is 0.
func (t *Tx) NudgeObligationsAnew(ctx context.Context, office reception.OfficeID, of reception.RequirementID, first *int) error {
	_, err := t.q.Exec(ctx, `UPDATE obligations o SET nudge_on = o.due_on + CASE WHEN q.ladder IS NULL THEN $2::integer ELSE (SELECT min(s) FROM unnest(q.ladder) s) END
		FROM requirements q WHERE q.id = o.requirement_id AND o.office_id = $1 AND o.status = 'open' AND ($3::bigint IS NULL OR q.id = $3)`, office, first, orNull(of))
	return err
}

// nudgeTasks sets the day on which to decide whether to remind of open tasks. Of the
// office's it is the first step of its ladder for tasks. What a body is to complete
// goes by the ladder of what it owes, its requirement's own where that has one: by
// the first step after the day on which it was returned, as that day tells it anyway,
// else by the day on which the head of office is told.
const nudgeTasks = `UPDATE tasks t SET nudge_on = CASE WHEN t.role <> 'operator' THEN t.due_on + (SELECT min(s) FROM unnest(f.task_ladder) s)
		ELSE coalesce((SELECT min(t.due_on + s) FROM unnest(coalesce(q.ladder, f.ladder)) s WHERE t.due_on + s > (t.opened_at AT TIME ZONE 'Europe/Rome')::date),
			CASE WHEN f.escalate_after > 0 AND q.ladder IS DISTINCT FROM '{}' THEN t.due_on + f.escalate_after END) END
	FROM offices f, cases k JOIN documents d ON d.id = k.document_id LEFT JOIN obligations o ON o.id = d.obligation_id
		LEFT JOIN requirements q ON q.id = o.requirement_id
	WHERE f.id = t.office_id AND k.id = t.case_id AND t.closed_at IS NULL `

// NudgeTasksAnew is NudgeObligationsAnew for the open tasks of an office.
func (t *Tx) NudgeTasksAnew(ctx context.Context, office reception.OfficeID) error {
	_, err := t.q.Exec(ctx, nudgeTasks+`AND t.office_id = $1`, office)
	return err
}

// Reminded returns what is kept of reminding about an obligation.
func (r *Reader) Reminded(ctx context.Context, id workflow.ObligationID) (was workflow.Reminded, own *reception.Ladder, err error) {
	type row struct {
		NudgedOn    calendar.Date
		NudgeReason workflow.Reason
		Steps       []int
	}
	o, err := one[row](ctx, r.q, `SELECT o.nudged_on, o.nudge_reason, q.ladder AS steps
		FROM obligations o JOIN requirements q ON q.id = o.requirement_id WHERE o.id = @id`, pgx.NamedArgs{"id": id})
	if err != nil {
		return was, nil, orNotFound(err, "obligation", "L'adempimento", "The obligation")
	}
	sent, err := r.SentOf(ctx, []workflow.ObligationID{id})
	return workflow.Reminded{Sent: sent[id], DecidedOn: o.NudgedOn, Decided: o.NudgeReason}, NudgedObligation{Steps: o.Steps}.Own(), err
}
