package storage

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// DraftDigest is what the digest of one person carries.
type DraftDigest struct {
	PersonID  reception.PersonID
	BodyID    reception.BodyID // zero: to a person of the office
	Reminders []workflow.ReminderID
	Notices   []workflow.NoticeID // that waited for it
}

// WaitingForDigest returns the notices of an office that active people chose to
// get in a digest and that none carries yet, as drafts of a day: of those who
// have not had that day's digest, and without what is of a body that they left.
func (r *Reader) WaitingForDigest(ctx context.Context, office reception.OfficeID, today calendar.Date) ([]DraftDigest, error) {
	return list[DraftDigest](ctx, r.q, `SELECT n.person_id, coalesce(p.body_id, 0) AS body_id, array_agg(n.id ORDER BY n.id) AS notices
		FROM notices n JOIN people p ON p.id = n.person_id AND p.active
		WHERE n.office_id = @office AND n.channel = 'digest' AND n.carried_by IS NULL AND n.body_id IS NOT DISTINCT FROM p.body_id
			AND NOT EXISTS (SELECT 1 FROM notices d WHERE d.person_id = n.person_id AND d.digest_on >= @today)
		GROUP BY n.person_id, p.body_id ORDER BY n.person_id`, pgx.NamedArgs{"office": office, "today": today})
}

// ErrDigestThere says that somebody had the digest of the day already: another
// clock was here, and this one must change nothing.
var ErrDigestThere = errors.New("a digest of that day is written already")

// AddDigests writes the digests of a day with what they carry and the work of
// sending them. Each takes over what the earlier ones of its person carry and
// that did not go out. The error is ErrDigestThere when one of the people has that day's
// digest already.
func (t *Tx) AddDigests(ctx context.Context, office reception.OfficeID, on calendar.Date, at time.Time, drafts []DraftDigest) error {
	notices := make([]Notice, len(drafts))
	for i, d := range drafts {
		notices[i] = Notice{OfficeID: office, BodyID: d.BodyID, PersonID: d.PersonID, Kind: workflow.NoticeDigest,
			Channel: workflow.ChannelNow, DigestOn: on, CreatedAt: at}
	}
	ids, err := t.insertNotices(ctx, notices)
	if err != nil {
		return asDigestThere(err)
	}
	b := &pgx.Batch{}
	for i, d := range drafts {
		b.Queue(carryReminders, ids[i], d.Reminders)
		b.Queue(`UPDATE notices SET carried_by = $1 WHERE id = ANY($2) AND carried_by IS NULL`, ids[i], d.Notices)
		b.Queue(takeOver, ids[i], d.PersonID, on)
	}
	if b.Len() > 0 {
		if err := t.q.SendBatch(ctx, b).Close(); err != nil {
			return err
		}
	}
	return t.followNotices(ctx, notices)
}

func asDigestThere(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.ConstraintName == "notices_one_digest_a_day" {
		return ErrDigestThere
	}
	return err
}

// takeOver makes a digest carry the earlier ones of its person that did not go
// out, so that one message tells what several were to tell. One that a server
// refused for longer than the days here is not told any more, nor is one of a body
// that its person left.
const takeOver = `UPDATE notices n SET carried_by = $1 WHERE person_id = $2 AND body_id IS NOT DISTINCT FROM (SELECT body_id FROM notices WHERE id = $1) AND digest_on BETWEEN $3::date - 90 AND $3::date - 1 AND carried_by IS NULL
	AND (channel = 'digest' OR NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.notice_id = n.id AND d.outcome IN ('sent','not_needed')))`

// PutOffDigest makes a digest whose day or hours have passed wait for the next of its
// person, unless one has taken it over already.
func (t *Tx) PutOffDigest(ctx context.Context, id workflow.NoticeID) error {
	_, err := t.q.Exec(ctx, `UPDATE notices SET channel = 'digest' WHERE id = $1 AND digest_on IS NOT NULL AND carried_by IS NULL`, id)
	return err
}

// told are the notice @id and, of a digest, the earlier ones that it took over
// and that did not go out after all.
const told = `WITH RECURSIVE told AS (SELECT @id::bigint AS id
	UNION ALL SELECT n.id FROM told JOIN notices n ON n.carried_by = told.id AND n.digest_on IS NOT NULL
		WHERE NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.notice_id = n.id AND d.outcome = 'sent')) `

const carryReminders = `INSERT INTO reminder_notices (notice_id, reminder_id) SELECT $1, unnest($2::bigint[])`

// CarryReminders says which reminders each of some notices carries.
func (t *Tx) CarryReminders(ctx context.Context, carried map[workflow.NoticeID][]workflow.ReminderID) error {
	b := &pgx.Batch{}
	for n, ids := range carried {
		b.Queue(carryReminders, n, ids)
	}
	if b.Len() == 0 {
		return nil
	}
	return t.q.SendBatch(ctx, b).Close()
}

// DigestObligation is an obligation of a digest that is still missing.
type DigestObligation struct {
	Obligation workflow.Obligation
	About
}

// DigestObligations returns what a notice asks for: what is still missing, and
// due on the day of which it was to remind.
func (r *Reader) DigestObligations(ctx context.Context, id workflow.NoticeID) ([]DigestObligation, error) {
	type row struct {
		obligationRow
		About
	}
	rows, err := list[row](ctx, r.q, told+`SELECT `+obligationColumns+`, `+aboutColumns+`
		FROM obligations o `+aboutTables+`
		WHERE o.id IN (SELECT m.obligation_id FROM told JOIN reminder_notices rn ON rn.notice_id = told.id
			JOIN reminders m ON m.id = rn.reminder_id AND NOT m.escalated WHERE m.due_on = o.due_on)
			AND o.status = 'open' ORDER BY o.due_on, o.id`, pgx.NamedArgs{"id": id})
	out := make([]DigestObligation, len(rows))
	for i, o := range rows {
		out[i] = DigestObligation{o.obligation(), o.About}
	}
	return out, err
}

// LateBody is a body that stays late in spite of every reminder.
type LateBody struct {
	BodyID      reception.BodyID
	Body        string
	Obligations int           // with what it was to complete
	Oldest      calendar.Date // due date of the one that is late the longest
}

// DigestLate returns the bodies that a digest tells the head of office about and
// that are still late, the longest first.
func (r *Reader) DigestLate(ctx context.Context, id workflow.NoticeID) ([]LateBody, error) {
	return list[LateBody](ctx, r.q, told+`, late AS (SELECT m.obligation_id, m.task_id, m.due_on FROM told
			JOIN reminder_notices rn ON rn.notice_id = told.id JOIN reminders m ON m.id = rn.reminder_id AND m.escalated)
		SELECT b.id AS body_id, b.name AS body, count(*) AS obligations, min(x.due_on) AS oldest
		FROM (SELECT o.body_id, o.due_on, o.id AS obligation_id, 0 AS task_id FROM late JOIN obligations o ON o.id = late.obligation_id AND o.due_on = late.due_on
				WHERE o.status = 'open'
			UNION SELECT t.body_id, t.due_on, 0, t.id FROM late JOIN tasks t ON t.id = late.task_id AND t.due_on = late.due_on WHERE t.closed_at IS NULL) x
		JOIN bodies b ON b.id = x.body_id GROUP BY b.id ORDER BY min(x.due_on), b.id`, pgx.NamedArgs{"id": id})
}

// DigestTask is a task of a digest that still waits.
type DigestTask struct {
	CaseID     workflow.CaseID
	DocumentID document.ID
	Role       reception.Role
	Year       int // and number, of the case
	Number     int64
	Kind       document.Kind
	Body       string
	About
	OpenedAt   time.Time
	DueOn      calendar.Date
	Derivation calendar.Derivation
	Start, End calendar.Date // of the period
}

const (
	digestTask = `SELECT t.opened_at, ` + digestTaskOf
	// digestTaskOf is the rest of it, for those that say themselves since when.
	digestTaskOf = `k.id AS case_id, k.document_id, t.role, k.year, k.number, d.kind, b.name AS body, ` + aboutColumns + `,
		t.due_on, t.derivation, o.period_start AS start, o.period_end AS "end"
	FROM tasks t JOIN cases k ON k.id = t.case_id JOIN documents d ON d.id = k.document_id JOIN bodies b ON b.id = k.body_id
	LEFT JOIN obligations o ON o.id = d.obligation_id ` + aboutTables + ` `
)

// DigestTasks returns the tasks of a notice that still wait for whoever is to do them.
func (r *Reader) DigestTasks(ctx context.Context, id workflow.NoticeID) ([]DigestTask, error) {
	return list[DigestTask](ctx, r.q, told+digestTask+`WHERE t.id IN (SELECT m.task_id FROM told
			JOIN reminder_notices rn ON rn.notice_id = told.id JOIN reminders m ON m.id = rn.reminder_id AND NOT m.escalated) AND t.closed_at IS NULL ORDER BY t.due_on, t.id`, pgx.NamedArgs{"id": id})
}

// CarriedNotices returns the notices that a digest carries, those of the digests
// that it took over too.
func (r *Reader) CarriedNotices(ctx context.Context, id workflow.NoticeID) ([]Notice, error) {
	return list[Notice](ctx, r.q, told+`SELECT `+noticeColumns+` FROM told JOIN notices n ON n.carried_by = told.id AND n.digest_on IS NULL ORDER BY n.id`, pgx.NamedArgs{"id": id})
}
