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

// NoticeKind is what a notice tells.
type NoticeKind string

// The kinds of notice.
const (
	NoticeDecision NoticeKind = "decision"      // subject: decision
	NoticeReminder NoticeKind = "reminder"      // a digest of obligations
	NoticeTasks    NoticeKind = "task_reminder" // a digest of overdue tasks
	NoticeUnclear  NoticeKind = "kind_unclear"  // subject: document
)

// Notice is a message to one person.
type Notice struct {
	ID        workflow.NoticeID
	OfficeID  reception.OfficeID
	BodyID    reception.BodyID // zero: to a person of the office
	PersonID  reception.PersonID
	Kind      NoticeKind
	SubjectID int64
	CreatedAt time.Time
}

// Notice returns a notice.
func (r *Reader) Notice(ctx context.Context, id workflow.NoticeID) (Notice, error) {
	n, err := one[Notice](ctx, r.q, `SELECT id, office_id, coalesce(body_id, 0) AS body_id, person_id, kind, subject_id, created_at
		FROM notices WHERE id = @id`, pgx.NamedArgs{"id": id})
	return n, orNotFound(err, "notice", "L'avviso", "The notice")
}

// AddNotice writes a notice and the work of sending it.
func (t *Tx) AddNotice(ctx context.Context, n Notice) (id workflow.NoticeID, err error) {
	err = t.q.QueryRow(ctx, `INSERT INTO notices (office_id, body_id, person_id, kind, subject_id, created_at)
		VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
		n.OfficeID, orNull(n.BodyID), n.PersonID, n.Kind, n.SubjectID, n.CreatedAt).Scan(&id)
	if err != nil {
		return 0, err
	}
	return id, t.Enqueue(ctx, n.OfficeID, workflow.JobNotify, int64(id))
}

// DeliveryOutcome is what became of sending a notice.
type DeliveryOutcome string

// The outcomes of sending.
const (
	Sent      DeliveryOutcome = "sent"
	Refused   DeliveryOutcome = "refused"    // the server will not take it
	NotNeeded DeliveryOutcome = "not_needed" // what it asked for has arrived meanwhile
)

// AddDelivery records what became of sending a notice.
func (t *Tx) AddDelivery(ctx context.Context, n Notice, o DeliveryOutcome, detail string, at time.Time) error {
	_, err := t.q.Exec(ctx, `INSERT INTO deliveries (office_id, notice_id, at, outcome, detail) VALUES ($1, $2, $3, $4, left($5, 500))`,
		n.OfficeID, n.ID, at, o, detail)
	return err
}

// Reminder is a decision to remind, on one obligation or one task.
type Reminder struct {
	OfficeID     reception.OfficeID
	BodyID       reception.BodyID // zero: to the office
	ObligationID workflow.ObligationID
	TaskID       workflow.TaskID
	Step         int
	Reason       string
	DecidedOn    calendar.Date
}

// AddReminder writes a reminder; ok is false when that step was written before.
func (t *Tx) AddReminder(ctx context.Context, m Reminder) (id workflow.ReminderID, ok bool, err error) {
	rows, err := t.q.Query(ctx, `INSERT INTO reminders (office_id, body_id, obligation_id, task_id, step, reason, decided_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING id`,
		m.OfficeID, orNull(m.BodyID), orNull(m.ObligationID), orNull(m.TaskID), m.Step, m.Reason, m.DecidedOn)
	if err != nil {
		return 0, false, err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[workflow.ReminderID])
	if err != nil || len(ids) == 0 {
		return 0, false, err
	}
	return ids[0], true, nil
}

// CarryReminders says which reminders a digest carries.
func (t *Tx) CarryReminders(ctx context.Context, n workflow.NoticeID, ids []workflow.ReminderID) error {
	_, err := t.q.Exec(ctx, `INSERT INTO reminder_notices (notice_id, reminder_id) SELECT $1, unnest($2::bigint[])`, n, ids)
	return err
}

// RemindedSteps returns the steps written so far, by obligation and by task, of
// an office: only for those still open.
func (r *Reader) RemindedSteps(ctx context.Context, office reception.OfficeID) (map[workflow.ObligationID][]int, map[workflow.TaskID][]int, error) {
	type row struct {
		ObligationID *workflow.ObligationID
		TaskID       *workflow.TaskID
		Step         int
	}
	rows, err := list[row](ctx, r.q, `SELECT m.obligation_id, m.task_id, m.step FROM reminders m
		LEFT JOIN obligations o ON o.id = m.obligation_id LEFT JOIN tasks t ON t.id = m.task_id
		WHERE m.office_id = @office AND (o.status = 'open' OR (t.id IS NOT NULL AND t.closed_at IS NULL))`, pgx.NamedArgs{"office": office})
	obligations, tasks := map[workflow.ObligationID][]int{}, map[workflow.TaskID][]int{}
	for _, m := range rows {
		if m.ObligationID != nil {
			obligations[*m.ObligationID] = append(obligations[*m.ObligationID], m.Step)
		} else {
			tasks[*m.TaskID] = append(tasks[*m.TaskID], m.Step)
		}
	}
	return obligations, tasks, err
}

// DigestObligation is an obligation of a digest that is still missing.
type DigestObligation struct {
	Obligation workflow.Obligation
	Centre     string // code and name, "" when not about one centre
	CIG        string
}

// DigestObligations returns what a digest asks for and has not arrived since.
func (r *Reader) DigestObligations(ctx context.Context, id workflow.NoticeID) ([]DigestObligation, error) {
	type row struct {
		obligationRow
		Centre string
		CIG    string `db:"cig"`
	}
	rows, err := list[row](ctx, r.q, `SELECT `+obligationColumns+`, coalesce(c.code || ' ' || c.name, '') AS centre, a.cig
		FROM reminder_notices rn JOIN reminders m ON m.id = rn.reminder_id JOIN obligations o ON o.id = m.obligation_id
		JOIN agreements a ON a.id = o.agreement_id LEFT JOIN centres c ON c.id = o.centre_id
		WHERE rn.notice_id = @id AND o.status = 'open' ORDER BY o.due_on, o.id`, pgx.NamedArgs{"id": id})
	out := make([]DigestObligation, len(rows))
	for i, o := range rows {
		out[i] = DigestObligation{o.obligation(), o.Centre, o.CIG}
	}
	return out, err
}

// DigestTask is a task of a digest that still waits.
type DigestTask struct {
	CaseID     workflow.CaseID
	DocumentID document.ID
	Kind       document.Kind
	Body       string
	Centre     string
	DueOn      calendar.Date
	Derivation calendar.Derivation
	Start, End calendar.Date // of the period
}

// DigestTasks returns the tasks of a digest that still wait.
func (r *Reader) DigestTasks(ctx context.Context, id workflow.NoticeID) ([]DigestTask, error) {
	return list[DigestTask](ctx, r.q, `SELECT k.id AS case_id, k.document_id, d.kind, b.name AS body, coalesce(c.code || ' ' || c.name, '') AS centre,
			t.due_on, t.derivation, o.period_start AS start, o.period_end AS "end"
		FROM reminder_notices rn JOIN reminders m ON m.id = rn.reminder_id JOIN tasks t ON t.id = m.task_id
		JOIN cases k ON k.id = t.case_id JOIN documents d ON d.id = k.document_id JOIN bodies b ON b.id = k.body_id
		LEFT JOIN obligations o ON o.id = d.obligation_id LEFT JOIN centres c ON c.id = o.centre_id
		WHERE rn.notice_id = @id AND t.closed_at IS NULL ORDER BY t.due_on, t.id`, pgx.NamedArgs{"id": id})
}

// ToldDecision is a decision as a notice tells it.
type ToldDecision struct {
	CaseID     workflow.CaseID
	DocumentID document.ID
	Year       int
	Number     int64
	Kind       document.Kind
	Centre     string
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

// ToldDecision returns a decision as a notice tells it.
func (r *Reader) ToldDecision(ctx context.Context, id workflow.DecisionID) (ToldDecision, error) {
	d, err := one[ToldDecision](ctx, r.q, `SELECT k.id AS case_id, k.document_id, k.year, k.number, d.kind, coalesce(c.code || ' ' || c.name, '') AS centre,
			o.period_start AS start, o.period_end AS "end", x.outcome, k.closed_at IS NOT NULL AS closed, x.reason, x.decided_at, v.file_name, f.name AS office,
			t.due_on, t.derivation
		FROM decisions x JOIN cases k ON k.id = x.case_id JOIN documents d ON d.id = k.document_id
		JOIN revisions v ON v.id = x.revision_id JOIN offices f ON f.id = k.office_id
		LEFT JOIN obligations o ON o.id = d.obligation_id LEFT JOIN centres c ON c.id = o.centre_id
		LEFT JOIN tasks t ON t.case_id = k.id AND t.closed_at IS NULL AND t.role = 'operator'
		WHERE x.id = @id`, pgx.NamedArgs{"id": id})
	return d, orNotFound(err, "decision", "La decisione", "The decision")
}
