package storage

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// WallCell counts the obligations of a body of one kind in a month, by how they
// stand.
type WallCell struct {
	BodyID     reception.BodyID
	BodyCode   string
	BodyName   string
	Kind       document.Kind
	Total      int
	Overdue    int
	Due        int // open and not late
	Submitted  int
	ToComplete int
	Accepted   int
	Rejected   int
	Waived     int
}

// WallCells counts the obligations of the scope whose period starts in a month
// and is no longer than it, by body and kind.
func (r *Reader) WallCells(ctx context.Context, month calendar.Period, today calendar.Date) ([]WallCell, error) {
	return list[WallCell](ctx, r.q, `SELECT b.id AS body_id, b.code AS body_code, b.name AS body_name, o.kind, count(*) AS total,
			count(*) FILTER (WHERE o.status = 'open' AND o.due_on < @today) AS overdue,
			count(*) FILTER (WHERE o.status = 'open' AND o.due_on >= @today) AS due,
			count(*) FILTER (WHERE o.status = 'submitted') AS submitted,
			count(*) FILTER (WHERE o.status = 'to_complete') AS to_complete,
			count(*) FILTER (WHERE o.status = 'accepted') AS accepted,
			count(*) FILTER (WHERE o.status = 'rejected') AS rejected,
			count(*) FILTER (WHERE o.status = 'waived') AS waived
		FROM obligations o JOIN bodies b ON b.id = o.body_id
		WHERE o.period_start BETWEEN @start AND @end AND o.period_end <= @end
		GROUP BY b.id, b.code, b.name, o.kind ORDER BY b.code, b.id, o.kind`,
		pgx.NamedArgs{"start": month.Start, "end": month.End, "today": today})
}

// PersonLine is a person as the administrator sees them.
type PersonLine struct {
	ID       reception.PersonID
	Name     string
	Email    string
	Role     reception.Role
	BodyName string
	Language string
	Active   bool
}

// PersonLines returns everybody of the scope, people of the office first.
func (r *Reader) PersonLines(ctx context.Context) ([]PersonLine, error) {
	return list[PersonLine](ctx, r.q, `SELECT p.id, p.name, p.email, p.role, coalesce(b.name, '') AS body_name, p.language, p.active
		FROM people p LEFT JOIN bodies b ON b.id = p.body_id ORDER BY b.code NULLS FIRST, p.name, p.id`, nil)
}

// JobLine is machine work that is not done.
type JobLine struct {
	ID        int64
	Kind      string
	SubjectID int64
	CreatedAt time.Time
	SentAt    *time.Time
	Attempts  int
	LastError string
}

// JobLines returns the work of the scope that is not done, oldest first, at
// most limit, and how much there is in all.
func (r *Reader) JobLines(ctx context.Context, limit int) (lines []JobLine, total int, err error) {
	lines, err = list[JobLine](ctx, r.q, `SELECT id, kind, subject_id, created_at, sent_at, attempts, last_error
		FROM outbox WHERE done_at IS NULL ORDER BY id LIMIT @limit`, pgx.NamedArgs{"limit": limit})
	if err != nil {
		return nil, 0, err
	}
	total, err = r.WaitingJobs(ctx)
	return lines, total, err
}

// DeliveryLine is an e-mail that left, or did not and why.
type DeliveryLine struct {
	ID      int64
	At      time.Time
	Outcome DeliveryOutcome
	Detail  string
	Kind    string // of the notice
	Person  string
}

// DeliveryLines returns the latest deliveries of the scope, those that did not
// arrive first.
func (r *Reader) DeliveryLines(ctx context.Context, limit int) ([]DeliveryLine, error) {
	return list[DeliveryLine](ctx, r.q, `SELECT x.id, x.at, x.outcome, x.detail, n.kind, p.name AS person
		FROM deliveries x JOIN notices n ON n.id = x.notice_id JOIN people p ON p.id = n.person_id
		ORDER BY array_position(ARRAY['refused','sent'], x.outcome) NULLS LAST, x.id DESC LIMIT @limit`, pgx.NamedArgs{"limit": limit})
}
