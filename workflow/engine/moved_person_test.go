package engine_test

import (
	"testing"
	"time"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Who goes over to another body is told nothing more of the one that they left:
// neither what waits to be sent, nor what a later digest would take over.
func TestWhoChangesBodyIsToldNothingOfTheFormer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.approvedInDigest()
	w.tick(11, 3)
	var p reception.Person
	w.read(storage.System(), func(r *storage.Reader) (err error) {
		p, err = r.Person(t.Context(), w.operator.Person)
		return err
	})
	if len(telling(w.lettersTo(p.ID))) == 0 {
		t.Fatal("nothing waits to be sent")
	}
	p.BodyID = w.other.Body
	_, err := w.engine.SavePerson(t.Context(), w.admin(), p, blind(""))
	w.must(err)
	for _, l := range w.lettersTo(p.ID) {
		if !l.Empty() || l.NotTold() != workflow.ReasonInactive {
			t.Errorf("told of the body that was left: %+v", l.Told)
		}
	}
	for day := 3; day < 20; day++ { // the mail is away, and what waits is taken over
		w.clock.set(calendar.MustDate(2026, time.November, day).At(9, 40))
		_, err := w.engine.Tick(t.Context())
		w.must(err)
		if day == 4 || day == 12 {
			w.clock.set(calendar.MustDate(2026, time.November, day).At(22, 0)) // put off
			w.deliver(p.ID)
		}
		for _, l := range w.lettersTo(p.ID) {
			for _, o := range l.Obligations {
				if o.Obligation.BodyID != w.other.Body {
					t.Fatalf("on %d November it tells of %+v", day, o)
				}
			}
			if len(l.News) > 0 {
				t.Fatalf("on %d November it tells %+v", day, l.News)
			}
		}
	}
	if n := w.count(`SELECT count(*) FROM notices WHERE kind = 'digest' AND person_id = $1 AND body_id = $2`, p.ID, w.other.Body); n == 0 {
		t.Error("no digest of the new body")
	}
}
