package engine_test

import (
	"slices"
	"testing"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// telling are the letters that tell something.
func telling(all []letter) (out []letter) {
	for _, l := range all {
		if !l.Empty() {
			out = append(out, l)
		}
	}
	return out
}

// approvedInDigest lets the operator choose to hear of approvals in the digest,
// and something be approved.
func (w *world) approvedInDigest() {
	w.Helper()
	w.must(w.engine.SetPreference(w.Context(), w.operator, workflow.NoticeApproved, workflow.ChannelDigest))
	got := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Agreement).ID})
	w.digest(got, paper())
	w.must(w.decide(w.reviewer, got.Document, workflow.Approved, "va bene"))
	for !w.caseOf(got.Document).Case.Closed() {
		w.must(w.decide(w.head, got.Document, workflow.Approved, "va bene"))
	}
}

// While the mail is away the clock writes a digest each day. When it comes back
// in the night of a Sunday nobody is sent anything; on Monday one digest tells
// all that still stands, once, and the days after do not tell it again.
func TestDigestsAfterAMailOutage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.approvedInDigest()
	var owed []workflow.ObligationID
	for d := 3; d <= 20; d++ {
		w.tick(11, d)
		for _, l := range telling(w.lettersTo(w.operator.Person)) {
			owed = append(owed, asked(l.Told)...)
		}
	}
	slices.Sort(owed)
	owed = slices.Compact(owed)
	if n := w.count(`SELECT count(*) FROM notices WHERE kind = 'digest' AND person_id = $1`, w.operator.Person); n < 4 || len(owed) == 0 {
		t.Fatalf("%d digests while the mail is away, of %d papers", n, len(owed))
	}
	arrived := owed[0]
	w.behind(`UPDATE obligations SET status = 'submitted' WHERE id = $1`, arrived)
	w.clock.set(calendar.MustDate(2026, 11, 22).At(3, 0))
	if n := w.deliver(w.operator.Person); n != 0 {
		t.Fatalf("%d messages on Sunday at three", n)
	}
	if _, err := w.engine.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	if all := w.lettersTo(w.operator.Person); len(all) != 0 {
		t.Fatalf("a digest of Sunday: %+v", all)
	}
	w.tick(11, 23)
	all := w.lettersTo(w.operator.Person)
	if len(all) != 1 {
		t.Fatalf("%d digests on Monday", len(all))
	}
	got := asked(all[0].Told)
	slices.Sort(got)
	if slices.Contains(got, arrived) || len(slices.Compact(slices.Clone(got))) != len(got) {
		t.Errorf("the digest asks for %v", got)
	}
	for _, id := range owed[1:] {
		if !slices.Contains(got, id) {
			t.Errorf("nobody is told of %d", id)
		}
	}
	if len(all[0].News) != 1 || all[0].News[0].Decision == nil {
		t.Errorf("the news that waited: %+v", all[0].News)
	}
	w.deliver(w.operator.Person)
	w.tick(11, 24)
	for _, l := range telling(w.lettersTo(w.operator.Person)) {
		if len(l.News) > 0 || slices.ContainsFunc(asked(l.Told), func(id workflow.ObligationID) bool { return len(w.decided(id).Sent) == 1 }) {
			t.Errorf("on Tuesday again: %+v", l.Told)
		}
	}
	w.oneADay()
}

// The head of office, told late of bodies that stay late, is told of each once.
func TestEscalationsAfterAMailOutage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, d := range [][2]int{{11, 3}, {11, 10}, {11, 25}, {11, 26}, {11, 27}, {12, 1}} {
		w.tick(d[0], d[1])
	}
	all := telling(w.lettersTo(w.head.Person))
	if len(all) != 1 || len(all[0].Late) == 0 {
		t.Fatalf("the head is told %+v", all)
	}
	for _, b := range all[0].Late {
		if n := w.count(`SELECT count(DISTINCT m.obligation_id) FROM reminders m JOIN obligations o ON o.id = m.obligation_id
			WHERE m.escalated AND o.body_id = $1 AND o.status = 'open'`, b.BodyID); n != b.Obligations {
			t.Errorf("%s: %d papers instead of %d", b.Body, b.Obligations, n)
		}
	}
}

// A digest goes out on its own day, as late as office hours last; a later one takes
// over what it was to tell, unless it went out after all. One that a server refused
// is told with the next.
func TestADigestIsTakenOver(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		outcome storage.DeliveryOutcome
		told    bool // again
	}{
		"not sent":           {"", true},
		"sent after all":     {storage.Sent, false},
		"refused":            {storage.Refused, true},
		"nothing to be told": {storage.NotNeeded, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.approvedInDigest()
			w.tick(11, 3)
			w.clock.set(calendar.MustDate(2026, 11, 3).At(17, 59))
			first := w.lettersTo(w.operator.Person)
			if len(first) != 1 || len(first[0].News) != 1 || len(first[0].Obligations) == 0 {
				t.Fatalf("on its own day: %+v", first)
			}
			if o := tc.outcome; o == storage.Refused || o == storage.NotNeeded {
				w.must(w.engine.RecordDelivery(t.Context(), first[0].job, first[0].Notice, o, ""))
			}
			w.behind(`UPDATE obligations SET nudge_on = '2026-11-04', due_on = '2026-11-04' WHERE body_id = $1 AND status = 'open' AND due_on > '2026-11-04'`, w.operator.Body)
			w.tick(11, 4)
			if tc.outcome == storage.Sent { // it was on its way
				w.must(w.engine.RecordDelivery(t.Context(), first[0].job, first[0].Notice, storage.Sent, ""))
			}
			if tc.outcome == "" {
				again, wanted, err := w.engine.NoticeFor(t.Context(), first[0].job, first[0].Notice.ID)
				w.must(err)
				if !wanted || !again.Empty() || again.NotTold() != workflow.ReasonCarried {
					t.Errorf("the first tells %+v", again)
				}
			}
			now := telling(w.lettersTo(w.operator.Person))
			if len(now) != 1 {
				t.Fatalf("%d digests tell something the day after", len(now))
			}
			if got := len(now[0].News) == 1; got != tc.told {
				t.Errorf("the news of the day before are told: %v", got)
			}
		})
	}
}

// A digest that the mail kept back until the evening does not go out at night: the
// next working day's tells what it was to tell, once. So does that of a day on which
// the office closed after it was written.
func TestADigestDoesNotGoOutAtNight(t *testing.T) {
	t.Parallel()
	for name, late := range map[string]func(*world){
		"in the evening":      func(w *world) { w.clock.set(calendar.MustDate(2026, 11, 6).At(22, 30)) },
		"on the last minute":  func(w *world) { w.clock.set(calendar.MustDate(2026, 11, 6).At(18, 0)) },
		"after an early hour": func(w *world) { w.behind(`UPDATE offices SET hours_to = '09:15'`) },
		"on a day closed since": func(w *world) {
			w.behind(`INSERT INTO closures (office_id, on_date, it) VALUES ($1, '2026-11-06', 'Allagamento')`, w.operator.Office)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.approvedInDigest()
			w.tick(11, 6) // a Friday
			owed := asked(w.toldTo(w.operator.Person)[0])
			late(w)
			if n := w.deliver(w.operator.Person); n != 0 || len(owed) == 0 {
				t.Fatalf("%d messages, of %d papers", n, len(owed))
			}
			w.behind(`UPDATE offices SET hours_to = '18:00'`)
			for _, at := range []time.Time{w.clock.now().Add(10 * time.Minute), calendar.MustDate(2026, 11, 7).At(9, 30)} {
				w.clock.set(at)
				done, err := w.engine.Tick(t.Context())
				w.must(err)
				if done.Notices != 0 {
					t.Fatalf("%d digests at %s", done.Notices, at)
				}
			}
			w.tick(11, 9)
			now := telling(w.lettersTo(w.operator.Person))
			if len(now) != 1 || len(now[0].News) != 1 {
				t.Fatalf("on Monday: %+v", now)
			}
			for _, id := range owed {
				if !slices.Contains(asked(now[0].Told), id) {
					t.Errorf("on Monday nobody is told of %d", id)
				}
			}
			if n := w.deliver(w.operator.Person); n != 1 {
				t.Errorf("%d messages on Monday", n)
			}
			w.tick(11, 10)
			for _, l := range telling(w.lettersTo(w.operator.Person)) {
				if len(l.News) > 0 || slices.ContainsFunc(asked(l.Told), func(id workflow.ObligationID) bool { return len(w.decided(id).Sent) == 1 }) {
					t.Errorf("on Tuesday again: %+v", l.Told)
				}
			}
			w.oneADay()
		})
	}
}

// What waits for the digest of somebody who left holds no office open.
func TestWhatWaitsForSomebodyWhoLeft(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.approvedInDigest()
	due := func() (there bool) {
		w.read(storage.System(), func(r *storage.Reader) error {
			all, err := r.DueNudges(t.Context(), calendar.MustDate(2020, 1, 1))
			_, there = all[w.operator.Office]
			return err
		})
		return there
	}
	if !due() {
		t.Fatal("nothing waits for a digest")
	}
	w.behind(`UPDATE people SET active = false WHERE id = $1`, w.operator.Person)
	if due() {
		t.Error("the clock looks after an office for somebody who left")
	}
}
