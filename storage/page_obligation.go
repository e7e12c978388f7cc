package storage

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// ToldReminder is a reminder with whom it told: never by name, as the body sees
// it too.
type ToldReminder struct {
	Step      int  // days from the due date
	Escalated bool // to the head of office, which is between the people of the office: a body does not see it
	OfTask    bool // to complete what was returned
	Reason    workflow.Reason
	DecidedOn calendar.Date
	DueOn     calendar.Date // of what it reminded
	Roles     []reception.Role
	People    int        // how many; those of the office are not counted for a body
	SentAt    *time.Time // the first e-mail that left; for the office only
}

// ToldReminders returns the reminders of an obligation, and of the tasks by which
// a body was to complete its document, oldest first.
func (r *Reader) ToldReminders(ctx context.Context, id workflow.ObligationID) ([]ToldReminder, error) {
	return list[ToldReminder](ctx, r.q, toldReminders(`SELECT * FROM reminders WHERE obligation_id = @id
			UNION ALL SELECT m.* FROM documents d JOIN cases k ON k.document_id = d.id JOIN tasks t ON t.case_id = k.id AND t.role = 'operator'
				JOIN reminders m ON m.task_id = t.id WHERE d.obligation_id = @id`), pgx.NamedArgs{"id": id})
}

// toldReminders shows some reminders.
func toldReminders(which string) string {
	return `SELECT m.step, m.escalated, m.task_id IS NOT NULL AS of_task, m.reason, m.decided_on, m.due_on,
			coalesce(w.roles, '{}') AS roles, coalesce(w.people, 0) AS people, w.sent_at
		FROM (` + which + `) m
		LEFT JOIN LATERAL (SELECT array_agg(DISTINCT p.role) AS roles, count(DISTINCT p.id) AS people,
				min(x.at) FILTER (WHERE x.outcome = 'sent') AS sent_at
			FROM reminder_notices rn JOIN notices n ON n.id = rn.notice_id JOIN people p ON p.id = n.person_id
			LEFT JOIN deliveries x ON x.notice_id = n.id WHERE rn.reminder_id = m.id) w ON true
		ORDER BY m.id`
}

// TaskReminding is what is kept of reminding of an open task.
type TaskReminding struct {
	Decided workflow.Reason // what was decided last; "": nothing yet
	Next    calendar.Date   // when it is decided next; zero: never
	Told    []ToldReminder  `db:"-"` // for its date, oldest first
}

// TaskReminding returns what is kept of reminding of a task.
func (r *Reader) TaskReminding(ctx context.Context, id workflow.TaskID) (k TaskReminding, err error) {
	args := pgx.NamedArgs{"id": id}
	if k, err = one[TaskReminding](ctx, r.q, `SELECT nudge_reason AS decided, nudge_on AS next FROM tasks WHERE id = @id`, args); err != nil {
		return k, orNotFound(err, "task", "Il compito", "The task")
	}
	k.Told, err = list[ToldReminder](ctx, r.q, toldReminders(`SELECT m.* FROM reminders m JOIN tasks t ON t.id = m.task_id AND t.due_on = m.due_on
		WHERE m.task_id = @id`), args)
	return k, err
}

// LostMail is an e-mail that did not arrive.
type LostMail struct {
	At      time.Time
	Outcome DeliveryOutcome
	Detail  string
	Person  string
	Kind    workflow.NoticeKind
}

// LostMails returns the e-mails about an obligation that were refused or came
// back, latest first. A body sees none.
func (r *Reader) LostMails(ctx context.Context, id workflow.ObligationID) ([]LostMail, error) {
	return list[LostMail](ctx, r.q, `SELECT x.at, x.outcome, x.detail, p.name AS person, n.kind
		FROM deliveries x JOIN notices n ON n.id = x.notice_id JOIN people p ON p.id = n.person_id
		WHERE x.outcome IN ('refused','bounced') AND x.notice_id IN (
			SELECT rn.notice_id FROM reminders m JOIN reminder_notices rn ON rn.reminder_id = m.id WHERE m.obligation_id = @id
			UNION SELECT n.id FROM obligations o JOIN people q ON q.body_id = o.body_id JOIN notices n ON n.person_id = q.id
				WHERE o.id = @id AND n.kind = ANY(@acts) AND n.subject_id IN (SELECT id FROM obligation_acts WHERE obligation_id = @id))
		ORDER BY x.id DESC`, pgx.NamedArgs{"id": id, "acts": []workflow.NoticeKind{workflow.NoticeAcknowledged, workflow.NoticeRefused,
		workflow.NoticeExtension, workflow.NoticeWaiver}})
}
