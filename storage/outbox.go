package storage

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
)

// OutboxChannel is the channel on which PostgreSQL tells that work was written.
const OutboxChannel = "insiemi_outbox"

// Job is one row of the outbox: machine work that must happen once.
type Job struct {
	ID        workflow.JobID
	OfficeID  reception.OfficeID
	Kind      workflow.JobKind
	SubjectID int64
	Attempts  int
}

// Enqueue writes work that must follow from this transaction. It is handed to
// the queue only after the commit.
func (t *Tx) Enqueue(ctx context.Context, office reception.OfficeID, kind workflow.JobKind, subject int64) error {
	t.q.later(`INSERT INTO outbox (office_id, kind, subject_id) VALUES ($1, $2, $3)`, office, kind, subject)
	return nil
}

// ForgetSent makes every job that is not done count as never sent: the queue has
// forgotten them all.
func (t *Tx) ForgetSent(ctx context.Context) error {
	_, err := t.q.Exec(ctx, `UPDATE outbox SET sent_at = NULL WHERE done_at IS NULL AND sent_at IS NOT NULL`)
	return err
}

// ClaimJobs locks and returns up to n jobs of known kinds to hand to the queue:
// those never sent, and those sent longer ago than resend but not done since
// (the queue lost them, or a worker died). Another relay's claims are passed
// over. They count as sent when the transaction commits. Jobs of other kinds
// wait for a version that knows them.
func (t *Tx) ClaimJobs(ctx context.Context, n int, known []workflow.JobKind, resend time.Duration) ([]Job, error) {
	return list[Job](ctx, t.q, `WITH due AS (
			SELECT id FROM outbox WHERE done_at IS NULL AND kind = ANY(@known) AND (sent_at IS NULL OR sent_at < clock_timestamp() - @resend::interval)
			ORDER BY id LIMIT @n FOR UPDATE SKIP LOCKED)
		UPDATE outbox o SET sent_at = clock_timestamp(), attempts = attempts + 1 FROM due WHERE o.id = due.id
		RETURNING o.id, o.office_id, o.kind, o.subject_id, o.attempts`,
		pgx.NamedArgs{"n": n, "known": known, "resend": resend})
}

// FinishJob marks a job done. It returns false when it was done already: the
// caller must then change nothing.
func (t *Tx) FinishJob(ctx context.Context, id workflow.JobID) (first bool, err error) {
	tag, err := t.q.Exec(ctx, `UPDATE outbox SET done_at = now() WHERE id = $1 AND done_at IS NULL`, id)
	return tag.RowsAffected() == 1, err
}

// JobDone says that a job was done already.
func (r *Reader) JobDone(ctx context.Context, id workflow.JobID) (done bool, err error) {
	err = r.q.QueryRow(ctx, `SELECT done_at IS NOT NULL FROM outbox WHERE id = $1`, id).Scan(&done)
	return done, orNotFound(err, "job", "Il lavoro", "The job")
}

// NoteJobError keeps the last error of a job, for the administrator.
func (t *Tx) NoteJobError(ctx context.Context, id workflow.JobID, text string) error {
	_, err := t.q.Exec(ctx, `UPDATE outbox SET last_error = left($2, 2000) WHERE id = $1`, id, text)
	return err
}

// WaitingJobs counts the jobs that are not done.
func (r *Reader) WaitingJobs(ctx context.Context) (n int, err error) {
	err = r.q.QueryRow(ctx, `SELECT count(*) FROM outbox WHERE done_at IS NULL`).Scan(&n)
	return n, err
}

// ListenOutbox calls wake each time that PostgreSQL tells of new work, until
// ctx ends or the connection breaks.
func (db *DB) ListenOutbox(ctx context.Context, wake func()) error {
	pooled, err := db.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	conn := pooled.Hijack() // a listening connection must not serve others
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, `LISTEN `+OutboxChannel); err != nil {
		return err
	}
	wake() // what was written before listening
	for {
		if _, err := conn.WaitForNotification(ctx); err != nil {
			return err
		}
		wake()
	}
}

// JobFor returns the job of a kind and subject that is not done; ok is false
// when there is none.
func (r *Reader) JobFor(ctx context.Context, kind workflow.JobKind, subject int64) (id workflow.JobID, ok bool, err error) {
	rows, err := r.q.Query(ctx, `SELECT id FROM outbox WHERE kind = $1 AND subject_id = $2 AND done_at IS NULL ORDER BY id LIMIT 1`, kind, subject)
	if err != nil {
		return 0, false, err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[workflow.JobID])
	if err != nil || len(ids) == 0 {
		return 0, false, err
	}
	return ids[0], true, nil
}

// WaitingNotices returns the notices that were written before an instant and
// whose job is not done.
func (r *Reader) WaitingNotices(ctx context.Context, before time.Time) (map[workflow.JobID]workflow.NoticeID, error) {
	rows, err := r.q.Query(ctx, `SELECT o.id, n.id FROM outbox o JOIN notices n ON n.id = o.subject_id
		WHERE o.kind = $1 AND o.done_at IS NULL AND n.created_at < $2`, workflow.JobNotify, before)
	if err != nil {
		return nil, err
	}
	out := map[workflow.JobID]workflow.NoticeID{}
	var job workflow.JobID
	var notice workflow.NoticeID
	_, err = pgx.ForEachRow(rows, []any{&job, &notice}, func() error { out[job] = notice; return nil })
	return out, err
}
