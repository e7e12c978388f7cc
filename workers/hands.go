package workers

import (
	"context"
	"runtime"
	"sync"
	"time"

	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// hands do a reading at once, in the process that relays it, where a person waits
// and one is free: the way through the queue takes longer than its own work. The
// outbox row counts as sent meanwhile; what was not done is handed to the queue, by
// whom it failed or, where the process died, by a relay after a while.
type hands struct {
	free    chan struct{}
	running sync.WaitGroup
	ctx     context.Context // ends when they must stop
	drop    context.CancelFunc
}

// handsStop is how long running jobs may go on when the workers stop.
const handsStop = 20 * time.Second

func newHands(ctx context.Context) *hands {
	h := &hands{free: make(chan struct{}, runtime.GOMAXPROCS(0))}
	h.ctx, h.drop = context.WithCancel(context.WithoutCancel(ctx))
	for range cap(h.free) {
		h.free <- struct{}{}
	}
	return h
}

// take says whether a job is done at once, and takes a hand then. What was handed
// over before goes through the queue, which knows how to retry.
func (h *hands) take(j storage.Job) bool {
	if h == nil || j.Kind != workflow.JobReadRevision && j.Kind != workflow.JobReadDraft || j.Attempts > 1 {
		return false
	}
	select {
	case <-h.free:
		return true
	default:
		return false
	}
}

// give gives hands back.
func (h *hands) give(n int) {
	for range n {
		h.free <- struct{}{}
	}
}

// close waits for what runs, for a while, and stops the rest.
func (h *hands) close() {
	late := time.AfterFunc(handsStop, h.drop)
	defer late.Stop()
	h.running.Wait()
	h.drop()
}

// atOnce does a job for which a hand was taken. It must not take as long as after
// which a relay takes it for lost.
func (w *Workers) atOnce(j storage.Job) {
	w.hands.running.Go(func() {
		defer w.hands.give(1)
		p := policies()[j.Kind]
		ctx, cancel := context.WithTimeout(w.hands.ctx, min(p.timeout, w.Resend))
		defer cancel()
		if w.do(ctx, j.Kind, p, payload{j.ID, j.SubjectID}) == nil {
			return
		}
		if err := w.enqueue(context.WithoutCancel(ctx), j); err != nil {
			w.Log.Warn("a job that failed could not be handed to the queue, a relay will", "job", j.ID, "error", err)
		}
	})
}
