package workers

import (
	"context"
	"errors"
	"time"

	"github.com/hibiken/asynq"

	"github.com/insiemi/insiemi/document/extract"
)

// tickTask is the queue's name for a tick of the clock. It is not in the
// outbox: a tick that is lost is caught up by the next.
const tickTask = "clock:tick"

// schedule only enqueues ticks, and tidies this machine up with each: one at the start, one soon after it, as what
// waited to be read then is read by now, and one at each interval. Several
// schedulers do no harm: a tick is unique while it waits, and ticking twice does
// nothing twice.
func (w *Workers) schedule(ctx context.Context) error {
	soon := time.After(min(w.TickEvery, soonAfterStart))
	every := time.NewTicker(w.TickEvery)
	defer every.Stop()
	for {
		w.sweep()
		w.sealLeft(ctx)
		_, err := w.client.EnqueueContext(ctx, asynq.NewTask(tickTask, nil),
			asynq.Queue(queueQuick), asynq.Unique(w.TickEvery), asynq.Timeout(5*time.Minute), asynq.MaxRetry(1))
		if err != nil && !errors.Is(err, asynq.ErrDuplicateTask) && ctx.Err() == nil {
			w.Log.Warn("the clock could not tick, trying again at the next interval", "error", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-soon:
		case <-every.C:
		}
	}
}

// sweep removes the copies of papers that killed readings left on this machine.
func (w *Workers) sweep() {
	n, err := extract.SweepScratch("", time.Now())
	if err != nil {
		w.Log.Warn("what killed readings left could not be removed", "error", err)
	} else if n > 0 {
		w.Log.Info("what killed readings left is gone", "removed", n)
	}
}

// sealLeft seals what stands in the clear: what a process of an earlier version wrote
// after the database was brought to this one.
func (w *Workers) sealLeft(ctx context.Context) {
	n, err := w.DB.SealLeft(ctx)
	if err != nil && ctx.Err() == nil {
		w.Log.Warn("what an earlier version left in the clear could not be sealed, trying again at the next interval", "error", err)
	} else if n > 0 {
		w.Log.Info("what an earlier version left in the clear is sealed: run insiemi migrate, which removes it from the disk of the database", "files", n)
	}
}

// soonAfterStart is when the second tick comes.
const soonAfterStart = 20 * time.Second

// tick lets the engine bring obligations and reminders up to date, and ends drafts.
func (w *Workers) tick(ctx context.Context) error {
	done, err := w.Engine.Tick(ctx) // where one office fails, the others were brought up to date
	w.Log.Info("ticked", "obligations", done.Obligations, "reminders", done.Reminders, "notices", done.Notices, "nobody", done.Nobody, "reason", done.Reason, "why", done.Why)
	return errors.Join(err, w.endDrafts(ctx))
}
