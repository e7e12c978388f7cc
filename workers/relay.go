package workers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/hibiken/asynq"

	"github.com/insiemi/insiemi/storage"
)

const (
	relayBatch = 100
	relayPoll  = 2 * time.Second
	// memoryKey is set in Redis for as long as it remembers what was handed to
	// it. When it is gone, Redis was emptied or replaced.
	memoryKey = "insiemi:remembers"
)

// relay hands what is in the outbox to the queue, as soon as PostgreSQL tells of
// it, and at each poll what was lost. It goes on through failures of either.
func (w *Workers) relay(ctx context.Context) error {
	wake := make(chan struct{}, 1)
	go w.listen(ctx, wake)
	var asked time.Time
	for ctx.Err() == nil {
		relay := w.handOver
		if time.Since(asked) >= relayPoll { // whether Redis remembers
			relay, asked = w.Relay, time.Now()
		}
		n, err := relay(ctx)
		if err != nil {
			asked = time.Time{}
		}
		switch {
		case err != nil && ctx.Err() == nil:
			w.Log.Warn("the outbox could not be relayed, trying again", "error", err)
		case n == relayBatch:
			continue
		}
		select {
		case <-ctx.Done():
		case <-wake:
		case <-time.After(relayPoll):
		}
	}
	return ctx.Err()
}

// listen turns PostgreSQL's notifications into wake-ups, and reconnects.
func (w *Workers) listen(ctx context.Context, wake chan<- struct{}) {
	for ctx.Err() == nil {
		err := w.DB.ListenOutbox(ctx, func() {
			select {
			case wake <- struct{}{}:
			default: // it is awake already
			}
		})
		if ctx.Err() == nil {
			w.Log.Warn("listening to the outbox broke off, polling meanwhile", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(relayPoll):
		}
	}
}

// Relay hands one batch to the queue and returns how many jobs it held. The
// claim and the mark are one transaction around the enqueueing: a relay that is
// killed in between leaves the rows unclaimed, and the queue refuses a job that
// it already holds. A reading for which a hand is free is begun after the commit.
func (w *Workers) Relay(ctx context.Context) (n int, err error) {
	if err := w.remind(ctx); err != nil {
		return 0, err
	}
	return w.handOver(ctx)
}

// handOver is Relay for when Redis is known to remember.
func (w *Workers) handOver(ctx context.Context) (n int, err error) {
	var now []storage.Job
	err = w.DB.Write(ctx, storage.System().PlannedOnce(), func(t *storage.Tx) error {
		w.hands.give(len(now)) // of a transaction that is run again
		now = nil
		jobs, err := t.ClaimJobs(ctx, relayBatch, knownKinds(), w.Resend)
		if err != nil {
			return err
		}
		n = len(jobs)
		for _, j := range jobs {
			if w.hands.take(j) {
				now = append(now, j)
				continue
			}
			if err := w.enqueue(ctx, j); err != nil {
				return fmt.Errorf("enqueue job %d: %w", j.ID, err)
			}
		}
		return nil
	})
	if err != nil {
		w.hands.give(len(now))
		return n, err
	}
	for _, j := range now {
		w.atOnce(j)
	}
	return n, nil
}

// remind makes every job that is not done start anew when Redis has forgotten
// what was handed to it. A crash in between only repeats that.
func (w *Workers) remind(ctx context.Context) error {
	forgot, err := w.forgot(ctx)
	if err != nil || !forgot {
		return err
	}
	if err := w.DB.Write(ctx, storage.System(), func(t *storage.Tx) error { return t.ForgetSent(ctx) }); err != nil {
		return err
	}
	return w.redis.Set(ctx, memoryKey, "yes", 0).Err()
}

// forgot says that Redis holds none of what was handed to it.
func (w *Workers) forgot(ctx context.Context) (bool, error) {
	n, err := w.redis.Exists(ctx, memoryKey).Result()
	if err != nil {
		return false, fmt.Errorf("ask Redis: %w", err)
	}
	return n == 0, nil
}

// enqueue hands one job to the queue. A job that the queue already holds is
// left alone, unless the queue has given it up, or its worker died: then it
// starts again. The engine lets a job that runs twice act once.
func (w *Workers) enqueue(ctx context.Context, j storage.Job) error {
	p := policies()[j.Kind]
	body, err := json.Marshal(payload{j.ID, j.SubjectID})
	if err != nil {
		return err
	}
	id := strconv.FormatInt(int64(j.ID), 10)
	task := asynq.NewTask(string(j.Kind), body)
	opts := []asynq.Option{asynq.Queue(p.queue), asynq.Timeout(p.timeout), asynq.MaxRetry(p.retries)}
	_, err = w.client.EnqueueContext(ctx, task, append(opts, asynq.TaskID(id))...)
	if !errors.Is(err, asynq.ErrTaskIDConflict) {
		return err
	}
	again, err := w.revive(p.queue, id)
	if err != nil || !again {
		return err
	}
	id = fmt.Sprintf("%s-%d", id, j.Attempts)
	_, err = w.client.EnqueueContext(ctx, task, append(opts, asynq.TaskID(id))...)
	if errors.Is(err, asynq.ErrTaskIDConflict) {
		return nil
	}
	return err
}

// revive looks at a job that the queue already holds. One that was given up is
// started again here; again is true for one whose worker died, which must be
// handed over under another name.
func (w *Workers) revive(queue, id string) (again bool, err error) {
	info, err := w.inspector.GetTaskInfo(queue, id)
	if errors.Is(err, asynq.ErrTaskNotFound) || errors.Is(err, asynq.ErrQueueNotFound) {
		return false, nil // done this instant
	}
	if err != nil {
		return false, err
	}
	switch info.State {
	case asynq.TaskStateArchived:
		return false, w.inspector.RunTask(queue, id)
	case asynq.TaskStateActive:
		return w.orphaned(queue, id)
	}
	return false, nil
}

// orphaned says that a running job's worker has died: its lease, which a living
// worker extends, has run out.
func (w *Workers) orphaned(queue, id string) (bool, error) {
	active, err := w.inspector.ListActiveTasks(queue, asynq.PageSize(1000))
	if err != nil {
		return false, err
	}
	for _, t := range active {
		if t.ID == id {
			return t.IsOrphaned, nil
		}
	}
	return false, nil
}
