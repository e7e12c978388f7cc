package engine_test

import (
	"sync"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// opening are the ways in which an obligation that was settled is asked for again.
func opening(w *world) map[string]struct {
	settle, open func(workflow.ObligationID) error
} {
	ctx := w.Context()
	declare := func(id workflow.ObligationID) error {
		return w.engine.DeclareNothing(ctx, w.operator, id, "centro vuoto")
	}
	return map[string]struct {
		settle, open func(workflow.ObligationID) error
	}{
		"revoked": {declare, func(id workflow.ObligationID) error { return w.engine.RevokeDeclaration(ctx, w.operator, id, "") }},
		"refused": {declare, func(id workflow.ObligationID) error {
			return w.engine.AnswerDeclaration(ctx, w.reviewer, id, false, "c'erano ospiti")
		}},
		"restored": {func(id workflow.ObligationID) error { return w.engine.Waive(ctx, w.reviewer, id, "non serve") },
			func(id workflow.ObligationID) error {
				return w.engine.RestoreObligation(ctx, w.reviewer, id, "serve")
			}},
	}
}

// due makes the monthly registers be due on another day.
func (w *world) due(day int) {
	w.Helper()
	q := w.requirement(document.Register)
	q.Due.Day = day
	_, err := w.engine.SaveRequirement(w.Context(), w.admin(), q)
	w.must(err)
	w.follow()
}

// ifAskedAgain is what the office is told before it asks for an obligation again.
func (w *world) ifAskedAgain(id workflow.ObligationID) workflow.AskedAgain {
	w.Helper()
	x, err := w.engine.IfAskedAgain(w.Context(), w.reviewer, id)
	w.must(err)
	return x
}

// november is the register of November of a centre of the operator's body, which
// nobody is late with.
func (w *world) november() (o workflow.Obligation) {
	w.Helper()
	centre := w.slot(document.Register).CentreID
	for _, o := range w.owed(document.Register) {
		if o.CentreID == centre && o.For.Key() == "2026-11" {
			return o
		}
	}
	w.Fatal("no register of November is owed")
	return o
}

// What was declared or waived while a template changed is owed by the new date once
// it is asked for again, and reminded of by it.
func TestWhatIsAskedForAgainFollows(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.clock.set(calendar.MustDate(2026, 11, 25).At(9, 0))
	w.follow()
	day := 9
	for name, how := range opening(w) {
		o := w.november()
		w.must(how.settle(o.ID))
		day++
		w.due(day)
		if now := w.obligation(o.ID); now.Due.On != o.Due.On {
			t.Errorf("%s: what was settled moved from %s to %s", name, o.Due.On, now.Due.On)
		}
		foreseen := w.ifAskedAgain(o.ID)
		w.must(how.open(o.ID))
		now := w.obligation(o.ID)
		if foreseen.Dropped || foreseen.ID != o.ID || !foreseen.Due.On.Equal(now.Due.On) {
			t.Errorf("%s: it was to be due on %s, and is on %s", name, foreseen.Due.On, now.Due.On)
		}
		if now.Status != workflow.ObligationOpen || now.Due.Derivation.Steps[1].N != day || now.RequirementVersion != w.requirement(document.Register).Version ||
			now.NudgeOn != now.Due.On.AddDays(-7) {
			t.Errorf("%s: asked for again as %+v", name, now)
		}
		if done := w.follow(); !done.IsZero() {
			t.Errorf("%s: following afterwards does %+v", name, done)
		}
	}
}

// A date that has passed stays: asking again makes nobody late by another rule.
func TestWhatIsAskedForAgainLateKeepsItsDate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.follow()
	o := w.slot(document.Register)
	w.must(w.engine.Waive(t.Context(), w.reviewer, o.ID, "non serve"))
	w.clock.set(o.Due.On.AddDays(3).At(9, 0))
	w.due(28)
	if x := w.ifAskedAgain(o.ID); x.Dropped || x.ID != o.ID || !x.Due.On.Equal(o.Due.On) {
		t.Errorf("it was to be due on %s (%+v), and is on %s", x.Due.On, x, o.Due.On)
	}
	w.must(w.engine.RestoreObligation(t.Context(), w.reviewer, o.ID, "serve"))
	if now := w.obligation(o.ID); now.Due.On != o.Due.On || now.RequirementVersion != o.RequirementVersion || now.Status != workflow.ObligationOpen {
		t.Errorf("asked for again as %+v, was %+v", now, o)
	}
}

// What the registry no longer makes owed is not asked for again: it would vanish.
// The sentence says so, and nothing changes.
func TestWhatIsNoLongerOwedIsNotAskedForAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.clock.set(calendar.MustDate(2026, 11, 25).At(9, 0))
	w.follow()
	o := w.november()
	close := func(on string) {
		w.sql(`UPDATE centres SET closed_on = nullif($2, '')::date WHERE id = $1`, o.CentreID, on)
		w.sql(`UPDATE offices SET registry_revision = registry_revision + 1`)
		w.follow()
	}
	for name, how := range opening(w) {
		w.must(how.settle(o.ID))
		settled := w.obligation(o.ID).Status
		told := w.told(w.operator, workflow.NoticeRefused) + w.told(w.operator, workflow.NoticeRestored)
		close("2026-10-31")
		if x := w.ifAskedAgain(o.ID); !x.Dropped {
			t.Errorf("%s: it would be refused, and %+v is foreseen", name, x)
		}
		w.refused(how.open(o.ID), "obligation.not_owed")
		if now := w.obligation(o.ID); now.Status != settled || w.told(w.operator, workflow.NoticeRefused)+w.told(w.operator, workflow.NoticeRestored) != told {
			t.Errorf("%s: refused, and yet %+v", name, now)
		}
		close("")
		w.must(how.open(o.ID))
		if now := w.obligation(o.ID); now.Status != workflow.ObligationOpen {
			t.Errorf("%s: %+v", name, now)
		}
	}
}

// A month that was waived before the cadence changed is asked for again with those
// beside it, in their paper; whoever opens its page comes to that one.
func TestAMonthIsAskedForAgainInALongerPaper(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.clock.set(calendar.MustDate(2026, 11, 25).At(9, 0))
	w.follow()
	o := w.november()
	w.must(w.engine.Waive(t.Context(), w.reviewer, o.ID, "non serve"))
	q := w.requirement(document.Register)
	q.Recurrence = reception.TwoMonthly
	_, err := w.engine.SaveRequirement(t.Context(), w.admin(), q)
	w.must(err)
	w.follow()
	foreseen := w.ifAskedAgain(o.ID)
	w.must(w.engine.RestoreObligation(t.Context(), w.reviewer, o.ID, "serve"))
	if now := w.obligation(o.ID); now.Status != workflow.ObligationWithdrawn {
		t.Errorf("November by itself is %s", now.Status)
	}
	w.read(storage.For(w.operator), func(r *storage.Reader) error {
		id, err := r.AskedInstead(t.Context(), o.ID)
		if both := w.obligation(id); both.Status != workflow.ObligationOpen || both.For.Key() != "2026-11..2026-12" && !both.For.Contains(o.For.End) {
			t.Errorf("it is asked for in %+v", both)
		} else if foreseen.Dropped || foreseen.For != both.For || !foreseen.Due.On.Equal(both.Due.On) || foreseen.CentreID != o.CentreID {
			t.Errorf("%+v was foreseen, and it is asked for in %+v", foreseen, both)
		}
		return err
	})
	w.read(storage.For(w.other), func(r *storage.Reader) error {
		if id, err := r.AskedInstead(t.Context(), o.ID); id != 0 || err != nil {
			t.Errorf("another body is led to %d (%v)", id, err)
		}
		return nil
	})
}

// What an e-mail says of a month that is asked for again in a longer paper is that
// paper, by its date: that of the month holds no longer.
func TestWhatIsToldOfAMonthInALongerPaper(t *testing.T) {
	t.Parallel()
	for name, settled := range map[string]func(*world, workflow.ObligationID) error{
		"restored": func(w *world, id workflow.ObligationID) error {
			return w.engine.Waive(t.Context(), w.reviewer, id, "non serve")
		},
		"refused": func(w *world, id workflow.ObligationID) error {
			return w.engine.DeclareNothing(t.Context(), w.operator, id, "centro vuoto")
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.clock.set(calendar.MustDate(2026, 11, 25).At(9, 0))
			w.follow()
			o := w.november()
			w.must(settled(w, o.ID))
			q := w.requirement(document.Register)
			q.Recurrence = reception.TwoMonthly
			_, err := w.engine.SaveRequirement(t.Context(), w.admin(), q)
			w.must(err)
			w.follow()
			w.must(opening(w)[name].open(o.ID))
			w.read(storage.For(w.operator), func(r *storage.Reader) error {
				acts, err := r.Acts(t.Context(), o.ID)
				w.must(err)
				instead, err := r.AskedInstead(t.Context(), o.ID)
				w.must(err)
				both := w.obligation(instead)
				told, err := r.NoticeActs(t.Context(), []int64{int64(acts[0].ID), int64(acts[len(acts)-1].ID)})
				if len(told) != 2 || told[0].ObligationID != o.ID || told[0].End != o.For.End ||
					told[1].ObligationID != instead || !told[1].DueOn.Equal(both.Due.On) || told[1].End != both.For.End {
					t.Errorf("told: %+v", told)
				}
				return err
			})
		})
	}
}

// Several bodies' papers at once: one that is no longer owed is named, and none is
// asked for.
func TestAskingAgainForSeveral(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.clock.set(calendar.MustDate(2026, 11, 25).At(9, 0))
	w.follow()
	o := w.november()
	ids := []workflow.ObligationID{o.ID}
	w.read(storage.System(), func(r *storage.Reader) error {
		theirs, err := r.Obligations(t.Context(), w.other.Body)
		for _, x := range theirs {
			if x.Kind == document.Register && x.For.Key() == "2026-11" {
				ids = append(ids, x.ID)
			}
		}
		return err
	})
	w.must(w.engine.WaiveAll(t.Context(), w.reviewer, ids, "non serve"))
	w.sql(`UPDATE centres SET closed_on = '2026-10-31' WHERE id = $1`, o.CentreID)
	w.sql(`UPDATE offices SET registry_revision = registry_revision + 1`)
	w.follow()
	w.refused(w.engine.RestoreObligations(t.Context(), w.reviewer, ids, "servono"), "obligation.not_owed")
	for _, id := range ids {
		if now := w.obligation(id); now.Status != workflow.ObligationWaived {
			t.Errorf("%d is %s", id, now.Status)
		}
	}
	w.must(w.engine.RestoreObligations(t.Context(), w.reviewer, ids[1:], "servono"))
}

// Two clerks and the job that follows the registry at once: nobody waits in a
// circle, and all is done.
func TestAskingAgainWhileTheLedgerFollows(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.clock.set(calendar.MustDate(2026, 11, 25).At(9, 0))
	w.follow()
	var ids []workflow.ObligationID
	for _, o := range w.owed(document.Register) {
		if o.For.Key() == "2026-11" {
			ids = append(ids, o.ID)
		}
	}
	for day := range 4 {
		w.must(w.engine.WaiveAll(t.Context(), w.reviewer, ids, "non serve"))
		q := w.requirement(document.Register)
		q.Due.Day = 11 + day
		_, err := w.engine.SaveRequirement(t.Context(), w.admin(), q)
		w.must(err)
		var wg sync.WaitGroup
		wg.Go(func() { _, err := w.engine.Follow(t.Context(), w.operator.Office); w.must(err) })
		wg.Go(func() { w.must(w.engine.RestoreObligations(t.Context(), w.reviewer, ids, "servono")) })
		wg.Wait()
		for _, id := range ids {
			if now := w.obligation(id); now.Status != workflow.ObligationOpen || now.Due.Derivation.Steps[1].N != 11+day {
				t.Fatalf("asked for again as %+v", now)
			}
		}
	}
}

// A slot whose paper turned out to be another one follows what changed while it
// was filled.
func TestASlotThatIsFreeAgainFollows(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.clock.set(calendar.MustDate(2026, 11, 25).At(9, 0))
	w.follow()
	o := w.november()
	got := w.send(w.operator, engine.Incoming{Obligation: o.ID})
	w.digest(got, document.Reading{Kind: document.Register, KindScore: 0.9})
	w.due(17)
	w.must(w.engine.CorrectKind(t.Context(), w.operator, got.Document, document.Invoice))
	w.must(w.engine.MakeWay(t.Context(), w.job(workflow.JobMakeWay, int64(o.ID)), o.ID))
	if now := w.obligation(o.ID); now.Status != workflow.ObligationOpen || now.Due.Derivation.Steps[1].N != 17 {
		t.Errorf("free again: %+v", now)
	}
}
