package storage

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// WallCell counts the obligations of a body of one kind that belong to a month,
// by how they stand.
type WallCell struct {
	BodyID     reception.BodyID
	BodyCode   string
	BodyName   string
	Kind       document.Kind // "" where kinds are counted together
	Month      calendar.Date // its first day
	Total      int
	Overdue    int
	Soon       int // open and due within the office's days
	Upcoming   int // open and due later
	Submitted  int // received, with or without a case
	ToComplete int
	Accepted   int
	Rejected   int
	Waived     int
	Declared   int
	Nothing    int
	LatestLate int // by how many days the latest of those that are overdue is late
}

// WallAsked says which part of the wall is asked for.
type WallAsked struct {
	Office   reception.OfficeID
	From, To calendar.Date // first and last day of whole months
	Kind     document.Kind // "": all
	Together bool          // kinds are counted together
	Now      time.Time     // decides what is late
	SoonDays int           // how many days before its date an obligation counts as due
}

// wallCells counts what belongs to each month of the office. What is about one
// month, or a day, belongs to that month; everything else (longer periods, what
// comes once, before an expiry or after something that happened) to the month in
// which it is due: see onWall. The two halves are asked apart, so that each reads
// its index and nothing else: an office has few templates of the second kind. No
// due date is further than 400 days before the first day of its period or 1,100
// days after it.
const wallCells = `WITH q AS (SELECT id, recurrence FROM requirements WHERE office_id = @office),
	found AS (
		SELECT o.body_id, o.kind, o.period_end AS belongs_on, o.status, o.due_on, o.due_at FROM obligations o
		WHERE o.office_id = @office AND o.period_end BETWEEN @from AND @to AND ` + oneMonth + `
			AND o.requirement_id <> ALL (ARRAY(SELECT id FROM q WHERE recurrence IN ` + notOfPeriod + `))
		UNION ALL
		SELECT o.body_id, o.kind, o.due_on, o.status, o.due_on, o.due_at FROM obligations o
		WHERE o.requirement_id = ANY (ARRAY(SELECT id FROM q WHERE recurrence NOT IN ('daily','monthly')))
			AND o.period_start BETWEEN @from::date - 1100 AND @to::date + 400 AND o.due_on BETWEEN @from AND @to
			AND (NOT ` + oneMonth + ` OR o.requirement_id = ANY (ARRAY(SELECT id FROM q WHERE recurrence IN ` + notOfPeriod + `)))),
	grouped AS (
		SELECT body_id, CASE WHEN @together THEN '' ELSE kind END AS kind, date_trunc('month', belongs_on::timestamp)::date AS month,
			CASE WHEN status <> 'open' THEN status WHEN ` + isLate + ` THEN 'overdue' WHEN due_on <= @soon THEN 'soon' ELSE 'upcoming' END AS stands,
			count(*) AS n, min(due_on) AS first_due
		FROM found WHERE status <> 'withdrawn' AND (@kind = '' OR kind = @kind) GROUP BY 1, 2, 3, 4),
	counted AS (
		SELECT body_id, kind, month, sum(n)::bigint AS total,
			coalesce(sum(n) FILTER (WHERE stands = 'overdue'), 0)::bigint AS overdue,
			coalesce(sum(n) FILTER (WHERE stands = 'soon'), 0)::bigint AS soon,
			coalesce(sum(n) FILTER (WHERE stands = 'upcoming'), 0)::bigint AS upcoming,
			coalesce(sum(n) FILTER (WHERE stands IN ('submitted','under_review')), 0)::bigint AS submitted,
			coalesce(sum(n) FILTER (WHERE stands = 'to_complete'), 0)::bigint AS to_complete,
			coalesce(sum(n) FILTER (WHERE stands = 'accepted'), 0)::bigint AS accepted,
			coalesce(sum(n) FILTER (WHERE stands = 'rejected'), 0)::bigint AS rejected,
			coalesce(sum(n) FILTER (WHERE stands = 'waived'), 0)::bigint AS waived,
			coalesce(sum(n) FILTER (WHERE stands = 'declared'), 0)::bigint AS declared,
			coalesce(sum(n) FILTER (WHERE stands = 'nothing'), 0)::bigint AS nothing,
			coalesce(@today - min(first_due) FILTER (WHERE stands = 'overdue'), 0) AS latest_late
		FROM grouped GROUP BY 1, 2, 3)
	SELECT c.*, b.code AS body_code, b.name AS body_name FROM counted c JOIN bodies b ON b.id = c.body_id
	ORDER BY b.code, b.id, c.kind, c.month`

// notOfPeriod are the recurrences whose period is no part of a calendar.
const notOfPeriod = `('once','before_expiry','after_happening')`

// oneMonth is the condition that the period of an obligation o lies within one
// month.
const oneMonth = `(o.period_start >= date_trunc('month', o.period_end::timestamp)::date)`

// onWall is the day by which an obligation o of a requirement q belongs to a
// month of the office.
const onWall = `CASE WHEN q.recurrence NOT IN ` + notOfPeriod + ` AND ` + oneMonth + ` THEN o.period_end ELSE o.due_on END`

// SlotsOnWall returns the obligations of a body that the wall has in a month, by
// centre and agreement. Those of every day are left out: see DaysOfMonth.
func (r *Reader) SlotsOnWall(ctx context.Context, body reception.BodyID, month calendar.Period) ([]SlotLine, error) {
	return list[SlotLine](ctx, r.q, slotLines+` WHERE o.id = ANY(ARRAY(
		SELECT o.id FROM obligations o JOIN requirements q ON q.id = o.requirement_id
		WHERE o.body_id = @body AND o.status <> 'withdrawn' AND q.recurrence <> 'daily'
			AND o.period_start BETWEEN @start::date - 1100 AND @end::date + 400 AND `+onWall+` BETWEEN @start AND @end))`+inOrder, monthOf(body, month))
}

// WallCells counts the obligations of an office by body, kind and month. What was
// withdrawn is not among them.
func (r *Reader) WallCells(ctx context.Context, w WallAsked) ([]WallCell, error) {
	today := calendar.DateOf(w.Now)
	return list[WallCell](ctx, r.q, wallCells, pgx.NamedArgs{"office": w.Office, "from": w.From, "to": w.To, "kind": w.Kind,
		"together": w.Together, "now": w.Now, "today": today, "soon": today.AddDays(w.SoonDays)})
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
		ORDER BY x.outcome IN ('refused','bounced') DESC, x.outcome = 'not_needed', x.id DESC LIMIT @limit`, pgx.NamedArgs{"limit": limit})
}
