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

// OpenFeed revokes the feed that a person has and opens another, under the hash
// of its token.
func (t *Tx) OpenFeed(ctx context.Context, p reception.PersonID, tokenHash []byte, now time.Time) error {
	if err := t.RevokeFeed(ctx, p, now); err != nil {
		return err
	}
	_, err := t.q.Exec(ctx, `INSERT INTO feeds (token_hash, person_id, created_at) VALUES ($1, $2, $3)`, tokenHash, p, now)
	return err
}

// RevokeFeed closes the feed that a person has, if any. An office's transaction
// may do so.
func (t *Tx) RevokeFeed(ctx context.Context, p reception.PersonID, now time.Time) error {
	return t.asSystem(ctx, func() error {
		_, err := t.q.Exec(ctx, `UPDATE feeds SET revoked_at = $2 WHERE person_id = $1 AND revoked_at IS NULL`, p, now)
		return err
	})
}

// Feed is an open calendar feed.
type Feed struct {
	PersonID  reception.PersonID
	CreatedAt time.Time
	ReadAt    *time.Time // nil: never read
}

// FeedOf returns the open feed of a person; ok is false when there is none.
func (r *Reader) FeedOf(ctx context.Context, p reception.PersonID) (f Feed, ok bool, err error) {
	return r.feed(ctx, `f.person_id = @person`, pgx.NamedArgs{"person": p})
}

// FeedByToken returns the open feed of an active person under the hash of its
// token; ok is false when there is none.
func (r *Reader) FeedByToken(ctx context.Context, tokenHash []byte) (f Feed, ok bool, err error) {
	return r.feed(ctx, `f.token_hash = @hash AND p.active`, pgx.NamedArgs{"hash": tokenHash})
}

func (r *Reader) feed(ctx context.Context, where string, args pgx.NamedArgs) (f Feed, ok bool, err error) {
	rows, err := list[Feed](ctx, r.q, `SELECT f.person_id, f.created_at, f.read_at FROM feeds f JOIN people p ON p.id = f.person_id
		WHERE f.revoked_at IS NULL AND `+where, args)
	if err != nil || len(rows) == 0 {
		return f, false, err
	}
	return rows[0], true, nil
}

// TouchFeed keeps when a feed was read, once an hour at most.
func (t *Tx) TouchFeed(ctx context.Context, tokenHash []byte, now time.Time) error {
	_, err := t.q.Exec(ctx, `UPDATE feeds SET read_at = $2::timestamptz WHERE token_hash = $1 AND (read_at IS NULL OR read_at < $2::timestamptz - interval '1 hour')`, tokenHash, now)
	return err
}

// FeedObligation is an obligation of a body as its feed shows it. Where its case
// waits for the body, the date is that of the task.
type FeedObligation struct {
	ID         workflow.ObligationID
	DocumentID document.ID // zero: nothing received
	Kind       document.Kind
	Centre     string
	CIG        string `db:"cig"`
	Basis      string
	Recurrence reception.Recurrence
	Start, End calendar.Date // of the period
	DueOn      calendar.Date
	DueAt      *time.Time
	FirstDueOn calendar.Date
	Derivation calendar.Derivation
	Status     workflow.ObligationStatus
	ChangedAt  time.Time
	Sequence   int
	Among      int // how many there are, with those beyond the limit
}

// FeedObligations returns the obligations of a body that are due from one day to
// another, and those that wait for the body however late: what waits first, and of
// those the nearest.
func (r *Reader) FeedObligations(ctx context.Context, body reception.BodyID, from, until, today calendar.Date, limit int) ([]FeedObligation, error) {
	return list[FeedObligation](ctx, r.q, `SELECT o.id, coalesce(d.id, 0) AS document_id, o.kind, coalesce(c.code || ' ' || c.name, '') AS centre, coalesce(a.cig, '') AS cig,
			q.basis, q.recurrence, o.period_start AS start, o.period_end AS "end", coalesce(t.due_on, o.due_on) AS due_on, CASE WHEN t.id IS NULL THEN o.due_at END AS due_at,
			CASE WHEN t.id IS NULL THEN o.first_due_on END AS first_due_on, coalesce(t.derivation, o.derivation) AS derivation, o.status, o.changed_at, o.sequence, count(*) OVER () AS among
		FROM obligations o JOIN requirements q ON q.id = o.requirement_id
		LEFT JOIN agreements a ON a.id = o.agreement_id LEFT JOIN centres c ON c.id = o.centre_id
		LEFT JOIN documents d ON d.obligation_id = o.id
		LEFT JOIN cases k ON k.document_id = d.id AND o.status = 'to_complete'
		LEFT JOIN tasks t ON t.case_id = k.id AND t.closed_at IS NULL AND t.role = 'operator'
		WHERE o.body_id = @body AND o.status <> 'withdrawn' AND (o.due_on BETWEEN @from AND @until OR o.status = 'to_complete' OR o.status = 'open' AND o.due_on < @from)
		ORDER BY o.status NOT IN ('open','to_complete'), abs(coalesce(t.due_on, o.due_on) - @today::date), o.id LIMIT @limit`,
		pgx.NamedArgs{"body": body, "from": from, "until": until, "today": today, "limit": limit})
}

// FeedTask is a task as a feed shows it.
type FeedTask struct {
	ID    workflow.TaskID
	Among int // how many there are, with those beyond the limit
	DigestTask
}

// FeedTasks returns the open tasks of people of an office who have a role: those of
// which the date is nearest, past or to come.
func (r *Reader) FeedTasks(ctx context.Context, office reception.OfficeID, role reception.Role, until, today calendar.Date, limit int) ([]FeedTask, error) {
	return list[FeedTask](ctx, r.q, feedTask+`WHERE t.office_id = @office AND t.role = @role AND t.closed_at IS NULL AND t.due_on <= @until
		ORDER BY abs(t.due_on - @today::date), t.id LIMIT @limit`, pgx.NamedArgs{"office": office, "role": role, "until": until, "today": today, "limit": limit})
}

// FeedLooseTasks returns the tasks that wait for a body whose documents fill no
// obligation, the nearest first.
func (r *Reader) FeedLooseTasks(ctx context.Context, body reception.BodyID, today calendar.Date, limit int) ([]FeedTask, error) {
	return list[FeedTask](ctx, r.q, feedTask+`WHERE t.body_id = @body AND t.role = 'operator' AND t.closed_at IS NULL AND d.obligation_id IS NULL
		ORDER BY abs(t.due_on - @today::date), t.id LIMIT @limit`, pgx.NamedArgs{"body": body, "today": today, "limit": limit})
}

const feedTask = `SELECT t.id, count(*) OVER () AS among, k.id AS case_id, k.document_id, t.role, k.year, k.number, d.kind, b.name AS body, ` + aboutColumns + `,
		t.opened_at, t.due_on, t.derivation, o.period_start AS start, o.period_end AS "end"
	FROM tasks t JOIN cases k ON k.id = t.case_id JOIN documents d ON d.id = k.document_id JOIN bodies b ON b.id = k.body_id
	LEFT JOIN obligations o ON o.id = d.obligation_id ` + aboutTables + ` `

// DueCount is how many obligations of an office are due on a day and not there.
type DueCount struct {
	On        calendar.Date
	Open      int
	Bodies    int
	Kinds     []KindCount // the most first
	ChangedAt time.Time   // the latest change of one that is due that day, or was before an extension
	Among     int         // how many such days there are, with those beyond the limit
}

// KindCount is how many of a kind.
type KindCount struct {
	Kind document.Kind `json:"kind"`
	Open int           `json:"open"`
}

// DueCounts counts the open obligations of an office by their date, those of the
// nearest days.
func (r *Reader) DueCounts(ctx context.Context, office reception.OfficeID, until, today calendar.Date, limit int) ([]DueCount, error) {
	return list[DueCount](ctx, r.q, `WITH due AS MATERIALIZED (SELECT due_on, kind, body_id, changed_at FROM obligations
			WHERE office_id = @office AND status = 'open' AND due_on <= @until),
		kinds AS (SELECT due_on, jsonb_agg(jsonb_build_object('kind', kind, 'open', n) ORDER BY n DESC, kind) AS kinds
			FROM (SELECT due_on, kind, count(*) AS n FROM due GROUP BY due_on, kind) x GROUP BY due_on),
		days AS (SELECT due_on, count(*) AS open, count(DISTINCT body_id) AS bodies, max(changed_at) AS changed_at FROM due GROUP BY due_on),
		changed AS (SELECT x.day, max(o.changed_at) AS at FROM obligations o, LATERAL (VALUES (o.due_on), (o.first_due_on)) x(day)
			WHERE o.office_id = @office AND o.period_end >= (SELECT min(due_on) FROM due) - 460 AND x.day <= @until GROUP BY x.day)
		SELECT d.due_on AS on, d.open, d.bodies, k.kinds, greatest(d.changed_at, c.at) AS changed_at, count(*) OVER () AS among
		FROM days d JOIN kinds k ON k.due_on = d.due_on LEFT JOIN changed c ON c.day = d.due_on
		ORDER BY abs(d.due_on - @today::date), d.due_on LIMIT @limit`,
		pgx.NamedArgs{"office": office, "until": until, "today": today, "limit": limit})
}
