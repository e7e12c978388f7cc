package engine_test

import (
	"sync"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// missing are the ids of what the operator's body owes.
func (w *world) missing() (ids []workflow.ObligationID) {
	for _, o := range w.slots {
		if o.Status == workflow.ObligationOpen {
			ids = append(ids, o.ID)
		}
	}
	return ids
}

func TestChase(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ids := w.missing()
	w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Agreement).ID})
	p, err := w.engine.PreviewChase(t.Context(), w.reviewer, ids)
	w.must(err)
	if len(p.Lines) != 1 || p.Items != len(ids)-1 || p.People == 0 || len(p.Lines[0].LeftOut) != 1 || p.Lines[0].LeftOut[0].Why != workflow.ReasonReceived {
		t.Fatalf("the preview is %+v", p)
	}
	done, err := w.engine.Chase(t.Context(), w.reviewer, ids, " entro venerdì, per favore ", p.Stamp)
	w.must(err)
	if done.Items != p.Items {
		t.Fatalf("%d chased of %d", done.Items, p.Items)
	}
	got := w.toldTo(w.operator.Person)
	if len(got) != 1 || got[0].Notice.Kind != workflow.NoticeChase || len(got[0].Obligations) != p.Items || got[0].Notice.Note != "entro venerdì, per favore" {
		t.Fatalf("the operator is told %+v", got)
	}
	for _, d := range got[0].Obligations {
		if (d.Obligation.AgreementID != 0) != (d.CIG != "") {
			t.Errorf("%s of agreement %d is told with the CIG %q", d.Obligation.Kind, d.Obligation.AgreementID, d.CIG)
		}
	}
	if n := w.count(`SELECT count(*) FROM obligation_acts WHERE act = 'chased' AND by_person = $1 AND reason <> ''`, w.reviewer.Person); n != p.Items {
		t.Fatalf("%d acts for %d items", n, p.Items)
	}
	again, err := w.engine.PreviewChase(t.Context(), w.head, ids)
	w.must(err)
	if again.Items != 0 || len(again.Lines[0].LeftOut) != len(ids) {
		t.Fatalf("the same day again: %+v", again)
	}
	_, err = w.engine.Chase(t.Context(), w.head, ids, "", again.Stamp)
	w.refused(err, "chase.nothing")
	if was := w.decided(w.slot(document.Register).ID); was.Decided != workflow.ReasonChased || len(was.Sent) != 1 {
		t.Fatalf("kept %+v", was)
	}
	// The clock does not repeat by itself what was chased today.
	w.clock.set(calendar.MustDate(2026, 11, 3).At(10, 0))
	_, err = w.engine.Tick(t.Context())
	w.must(err)
	for _, k := range w.toldTo(w.operator.Person) {
		if k.Notice.Kind == workflow.NoticeDigest && len(k.Obligations) > 0 {
			t.Fatalf("reminded of %v on the day of the chase", asked(k))
		}
	}
	w.clock.set(calendar.MustDate(2026, 11, 4).At(9, 0))
	next, err := w.engine.PreviewChase(t.Context(), w.head, ids)
	w.must(err)
	if next.Items != p.Items {
		t.Fatalf("the next day %d of %d may be chased", next.Items, p.Items)
	}
}

// A chase does what its preview showed, or nothing.
func TestAChaseThatChanged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ids := w.missing()
	p, err := w.engine.PreviewChase(t.Context(), w.reviewer, ids)
	w.must(err)
	w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Agreement).ID})
	_, err = w.engine.Chase(t.Context(), w.reviewer, ids, "", p.Stamp)
	w.refused(err, "chase.changed")
	if n := w.count(`SELECT count(*) FROM notices`) + w.count(`SELECT count(*) FROM obligation_acts`); n != 0 {
		t.Fatalf("%d rows were written all the same", n)
	}
}

// Of many who chase the same at once, one does.
func TestChasersAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ids := w.missing()
	p, err := w.engine.PreviewChase(t.Context(), w.reviewer, ids)
	w.must(err)
	var wg sync.WaitGroup
	var mu sync.Mutex
	won := 0
	for range 6 {
		wg.Go(func() {
			_, err := w.engine.Chase(t.Context(), w.reviewer, ids, "", p.Stamp)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				won++
			} else if !workflow.IsRefusal(err, "chase.changed") && !workflow.IsRefusal(err, "chase.nothing") {
				t.Errorf("refused with %v", err)
			}
		})
	}
	wg.Wait()
	if n := len(w.toldTo(w.operator.Person)); won != 1 || n != 1 {
		t.Fatalf("%d chased, %d e-mails", won, n)
	}
}

func TestWhoMayChase(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.engine.PreviewChase(t.Context(), w.operator, w.missing())
	w.refused(err, "office_only")
	_, err = w.engine.Chase(t.Context(), w.operator, w.missing(), "", "")
	w.refused(err, "office_only")
	_, err = w.engine.PreviewChase(t.Context(), w.reviewer, nil)
	w.refused(err, "chase.none")
	_, err = w.engine.PreviewChase(t.Context(), w.reviewer, make([]workflow.ObligationID, 1001))
	w.refused(err, "chase.many")
	_, err = w.engine.Chase(t.Context(), w.reviewer, w.missing(), string(make([]byte, 1001)), "")
	w.refused(err, "chase.note")
	stranger := workflow.Actor{Person: w.reviewer.Person, Office: w.reviewer.Office + 1000, Role: reception.Reviewer}
	p, err := w.engine.PreviewChase(t.Context(), stranger, w.missing())
	w.must(err)
	if len(p.Lines) != 0 {
		t.Fatalf("somebody of another office sees %+v", p)
	}
	w.behind(`UPDATE people SET active = false WHERE body_id = $1`, w.operator.Body)
	p, err = w.engine.PreviewChase(t.Context(), w.reviewer, w.missing())
	w.must(err)
	if p.Items != 0 || p.Lines[0].LeftOut[0].Why != workflow.ReasonNobody {
		t.Fatalf("a body with nobody: %+v", p)
	}
}
