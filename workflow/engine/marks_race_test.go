package engine_test

import (
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// A register that is being kept in the moment in which a mark begins to hold is read
// again: whoever says what a mark means waits for it.
func TestAMarkIsExplainedWhileARegisterIsKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	got := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Register).ID})
	d := withMark("K")
	d.ReaderVersion, d.SHA256 = 1, w.bytesOf(got.Revision)
	job := w.job(workflow.JobReadRevision, int64(got.Revision))

	held, err := w.look().Begin(ctx)
	w.must(err)
	_, err = held.Exec(ctx, `LOCK TABLE events IN SHARE MODE`) // nobody commits what is an event
	w.must(err)
	kept, said := make(chan error, 1), make(chan error, 1)
	go func() { kept <- w.engine.RecordReading(ctx, job, got.Revision, d, 0) }()
	w.untilWait(1, kept)
	go func() { said <- w.engine.SayMark(ctx, w.reviewer, w.body.ID, "K", reception.MarkPresent) }()
	w.untilWait(2, said)
	w.must(held.Rollback(ctx))
	w.must(<-kept)
	w.must(<-said)
	if n := w.count(`SELECT count(*) FROM outbox WHERE kind = $1 AND subject_id = $2 AND done_at IS NULL`, workflow.JobReadRevision, got.Revision); n != 1 {
		t.Errorf("the register that was judged without the mark is read again by %d jobs, want 1", n)
	}
}

// Of two who say at once what a mark means, the second is told so.
func TestTwoExplainAMarkAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	held, err := w.look().Begin(ctx)
	w.must(err)
	_, err = held.Exec(ctx, `LOCK TABLE events IN SHARE MODE`)
	w.must(err)
	first, second := make(chan error, 1), make(chan error, 1)
	go func() { first <- w.engine.SayMark(ctx, w.reviewer, w.body.ID, "K", reception.MarkPresent) }()
	w.untilWait(1, first)
	go func() { second <- w.engine.SayMark(ctx, w.head, w.body.ID, "K", reception.MarkAbsent) }()
	w.untilWait(2, second)
	w.must(held.Rollback(ctx))
	w.must(<-first)
	w.refused(<-second, "marks_one_each")
}
