package engine_test

import (
	"sync"
	"testing"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// Months in which nothing ran are caught up.
func TestSkippedMonthsAreExpected(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.clock.set(calendar.MustDate(2027, 3, 2).At(9, 0))
	_, err := w.engine.Tick(t.Context())
	w.must(err)
	months := map[string]int{}
	w.read(storage.System(), func(r *storage.Reader) error {
		all, err := r.Obligations(t.Context(), w.operator.Body)
		for _, o := range all {
			if o.Kind == document.Register {
				months[o.For.Key()]++
			}
		}
		return err
	})
	for _, m := range []string{"2026-11", "2026-12", "2027-01", "2027-02", "2027-03"} {
		if months[m] == 0 {
			t.Errorf("nothing is expected for %s: %v", m, months)
		}
	}
}

func TestRemindersOncePerStep(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tick := func(month, day int) engine.Ticked {
		t.Helper()
		w.clock.set(calendar.MustDate(2026, time.Month(month), day).At(9, 30))
		done, err := w.engine.Tick(t.Context())
		w.must(err)
		return done
	}
	first := tick(11, 3)
	if first.Reminders == 0 || first.Notices == 0 {
		t.Fatalf("nothing was reminded: %+v", first)
	}
	var wg sync.WaitGroup
	for range 4 { // restarts and second schedulers
		wg.Go(func() {
			if done, err := w.engine.Tick(t.Context()); err != nil || done.Reminders != 0 || done.Notices != 0 {
				t.Errorf("reminded twice: %+v, %v", done, err)
			}
		})
	}
	wg.Wait()
	if done := tick(11, 7); done.Reminders != 0 || done.Reason != workflow.ReasonClosed {
		t.Fatalf("on a Saturday: %+v", done)
	}
	slot := w.slot(document.Agreement)
	w.send(w.operator, engine.Incoming{Obligation: slot.ID})
	after := tick(12, 30) // weeks without running: one step each, none for what arrived
	if after.Reminders == 0 {
		t.Fatalf("nothing was reminded after weeks: %+v", after)
	}
	if again := tick(12, 30); again.Reminders != 0 || again.Obligations != 0 {
		t.Fatalf("again: %+v", again)
	}
}

// A body of which a document waits to be read is not chased: it may be what is
// missing.
func TestNobodyIsChasedForWhatIsBeingRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.operator, engine.Incoming{})
	_, err := w.engine.Tick(t.Context())
	w.must(err)
	if n := w.remindedOf(); n != 0 {
		t.Fatalf("%d reminders for a body whose document is being read", n)
	}
	w.digest(got, document.Reading{MediaType: "application/pdf"})
	_, err = w.engine.Tick(t.Context())
	w.must(err)
	if n := w.remindedOf(); n == 0 {
		t.Fatal("nothing is reminded after the reading")
	}
}

// What waits to be read because nothing ran is not what can't be read: after an
// outage of days nobody is chased for a file that came in it.
func TestWhatCameInAnOutageIsReadFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.send(w.operator, engine.Incoming{})
	for _, tries := range []int{0, 1} { // it waits for the readers, or is before them
		w.behind(`UPDATE outbox SET attempts = $1 WHERE kind = 'revision:read'`, tries)
		if done := w.tick(11, 13); w.remindedOf() != 0 || done.Why[workflow.ReasonBeingRead] == 0 {
			t.Fatalf("handed over %d times, after ten days: %+v", tries, done)
		}
	}
	w.behind(`UPDATE outbox SET last_error = 'it broke off' WHERE kind = 'revision:read'`)
	if w.tick(11, 13); w.remindedOf() == 0 {
		t.Fatal("what fails for ten days holds everything up")
	}
}

// What was read and is read again says nothing of what is missing.
func TestReadingAgainHoldsNothingUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Agreement).ID})
	w.digest(got, document.Reading{Kind: document.Agreement, KindScore: 0.9})
	w.clock.set(calendar.MustDate(2026, 11, 13).At(8, 0))
	if n, err := w.engine.Reread(t.Context(), 2, true); err != nil || n != 1 {
		t.Fatalf("%d to read again, %v", n, err)
	}
	if done := w.tick(11, 13); w.remindedOf() == 0 {
		t.Fatalf("nothing is reminded of while a paper is read again: %+v", done)
	}
}

// What can't be read for days holds nothing up.
func TestWhatCannotBeReadHoldsNothingUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.send(w.operator, engine.Incoming{})
	w.behind(`UPDATE outbox SET attempts = 3 WHERE kind = 'revision:read'`)
	if done := w.tick(11, 4); w.remindedOf() != 0 || done.Why[workflow.ReasonBeingRead] == 0 {
		t.Fatalf("a day later: %+v", done)
	}
	if w.tick(11, 6); w.remindedOf() == 0 {
		t.Fatal("nothing is reminded of three days later")
	}
}

// remindedOf counts the reminders to the operator's body.
func (w *world) remindedOf() (n int) {
	w.Helper()
	w.read(storage.System(), func(r *storage.Reader) error {
		var ids []workflow.ObligationID
		for _, o := range w.slots {
			ids = append(ids, o.ID)
		}
		sent, err := r.SentOf(w.Context(), ids)
		for _, all := range sent {
			for _, s := range all {
				if !s.Escalated {
					n++
				}
			}
		}
		return err
	})
	return n
}

// A correction is not late against the first due date: what counts is when the
// document came first.
func TestACorrectionIsNotLate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Register).ID}) // in time
	w.digest(got, document.Reading{Kind: document.Register, KindScore: 0.9})
	w.must(w.decide(w.reviewer, got.Document, workflow.Returned, "manca la firma"))
	w.clock.set(calendar.MustDate(2026, 11, 20).At(10, 0))
	w.digest(w.send(w.operator, engine.Incoming{Document: got.Document}), document.Reading{Kind: document.Register, KindScore: 0.9})
	for _, f := range w.findings(got.Document) {
		if f.Rule == "T1" {
			t.Fatalf("the correction is called late: %s", f.En)
		}
	}
}

// What a body without operators owes is told to the head of office when it is
// late enough; whoever comes is reminded from the next day.
func TestNobodyToRemind(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.behind(`UPDATE people SET active = false WHERE role = 'operator'`)
	first := w.tick(11, 3)
	if first.Nobody == 0 || first.Why[workflow.ReasonNobody] != first.Nobody {
		t.Fatalf("ticked %+v", first)
	}
	for _, k := range w.toldTo(w.head.Person) {
		if len(k.Late) == 0 || len(k.Obligations) > 0 {
			t.Fatalf("the head of office is told %+v", k)
		}
	}
	if again := w.tick(11, 3); again.Nobody != 0 || again.Reminders != 0 {
		t.Fatalf("the same day again: %+v", again)
	}
	w.behind(`UPDATE people SET active = true WHERE role = 'operator'`)
	second := w.tick(11, 4)
	if second.Reminders == 0 || second.Nobody != 0 || len(w.toldTo(w.operator.Person)) != 1 {
		t.Fatalf("after %+v: %+v", first, second)
	}
}

// What a digest asks for is looked up when it is sent, so nobody is chased for
// what arrived meanwhile.
func TestADigestLeavesOutWhatArrived(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.engine.Tick(t.Context())
	w.must(err)
	var notices map[workflow.JobID]workflow.NoticeID
	w.read(storage.System(), func(r *storage.Reader) (err error) {
		notices, err = r.WaitingNotices(t.Context(), w.clock.now().Add(time.Hour))
		return err
	})
	count := func() (n int) {
		for job, id := range notices {
			told, wanted, err := w.engine.NoticeFor(t.Context(), job, id)
			w.must(err)
			if wanted && told.To.ID == w.operator.Person {
				n += len(told.Obligations)
			}
		}
		return n
	}
	before := count()
	w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Agreement).ID})
	if after := count(); before == 0 || after != before-1 {
		t.Fatalf("%d obligations before, %d after one arrived", before, after)
	}
}

func TestOverdueTasksAreReminded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Agreement).ID})
	w.digest(got, paper())
	w.clock.set(calendar.MustDate(2026, 12, 10).At(9, 0)) // due 30 days after 3 November
	_, err := w.engine.Tick(t.Context())
	w.must(err)
	var found bool
	w.read(storage.System(), func(r *storage.Reader) error {
		notices, err := r.WaitingNotices(t.Context(), w.clock.now().Add(time.Hour))
		for job, id := range notices {
			told, _, e := w.engine.NoticeFor(t.Context(), job, id)
			if e != nil {
				return e
			}
			found = found || (told.To.ID == w.reviewer.Person && len(told.Tasks) == 1)
		}
		return err
	})
	if !found {
		t.Fatal("the reviewer was not reminded of the overdue task")
	}
}
