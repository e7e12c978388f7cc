package engine_test

import (
	"fmt"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// saved saves a template of the operator's office and lets the ledger follow it.
func (w *world) saved(k document.Kind, edit func(*reception.Requirement)) {
	w.Helper()
	q := w.requirement(k)
	edit(&q)
	_, err := w.engine.SaveRequirement(w.Context(), w.admin(), q)
	w.must(err)
	w.follow()
}

// A month that comes in the place of a quarter takes the quarter's date, so that
// nobody is late at once; and it is reminded of by that date.
func TestWhatComesInThePlaceOfALongerPaperIsRemindedOf(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.follow()
	october := w.slot(document.Register)
	w.saved(document.Register, func(q *reception.Requirement) { q.Recurrence = reception.Quarterly })
	w.clock.set(calendar.MustDate(2026, 11, 20).At(9, 0))
	w.saved(document.Register, func(q *reception.Requirement) { q.Recurrence = reception.Monthly })
	o := w.obligation(october.ID)
	if o.Status != workflow.ObligationOpen || !o.Due.On.After(calendar.MustDate(2027, 1, 1)) {
		t.Fatalf("October is %s, due %s", o.Status, o.Due.On)
	}
	if want := o.Due.On.AddDays(-7); !o.NudgeOn.Equal(want) {
		t.Errorf("due on %s, it is decided on %q whether to remind, not on %s", o.Due.On, o.NudgeOn, want)
	}
}

// A paper whose date has passed keeps it, and goes on being reminded of by it,
// when the template and the agreement that it is under both change.
func TestALatePaperThatFollowsGoesOnBeingRemindedOf(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.follow()
	w.clock.set(calendar.MustDate(2026, 11, 10).At(9, 0))
	october := w.slot(document.Register)
	w.sql(`UPDATE obligations SET agreement_id = NULL WHERE id = $1`, october.ID) // as of another agreement
	w.saved(document.Register, func(q *reception.Requirement) { q.Due = reception.DueRule{Day: 28, Months: 2} })
	o := w.obligation(october.ID)
	if o.AgreementID == 0 || !o.Due.On.Equal(october.Due.On) {
		t.Fatalf("October is under agreement %d, due %s", o.AgreementID, o.Due.On)
	}
	if o.NudgeOn.IsZero() || o.NudgeOn.After(calendar.MustDate(2026, 11, 10)) {
		t.Errorf("late since %s, it is decided on %q whether to remind", o.Due.On, o.NudgeOn)
	}
}

// When a template gets a ladder of its own, what is open goes by it at once, what
// was extended and what is late too.
func TestALadderOfATemplateThatChanges(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.saved(document.Register, func(q *reception.Requirement) { q.Ladder = &reception.Ladder{} }) // never
	november := w.owed(document.Register)[fmt.Sprintf("c%d/2026-11-01/1m", w.slot(document.Register).CentreID)]
	w.must(w.engine.ExtendObligation(t.Context(), w.head, november.ID, november.Due.On.AddDays(20), "guasto del gestionale"))
	w.clock.set(calendar.MustDate(2026, 11, 10).At(9, 0))
	w.saved(document.Register, func(q *reception.Requirement) { q.Ladder = &reception.Ladder{Steps: []int{-7, 0, 10}} })
	for name, id := range map[string]workflow.ObligationID{"late": w.slot(document.Register).ID, "extended": november.ID} {
		if o := w.obligation(id); !o.NudgeOn.Equal(o.Due.On.AddDays(-7)) {
			t.Errorf("what is %s, due on %s, is decided on %q", name, o.Due.On, o.NudgeOn)
		}
	}
}

// What was decided by a date is not told of another one: neither after an
// extension nor when a template moves it.
func TestWhatWasDecidedGoesWithItsDate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tick(11, 3)
	october := w.slot(document.Register)
	if was := w.decided(october.ID); was.Decided != workflow.ReasonDueSoon {
		t.Fatalf("on 3 November: %+v", was)
	}
	w.saved(document.Register, func(q *reception.Requirement) { q.Due = reception.DueRule{Day: 9, Months: 1} })
	if was := w.decided(october.ID); was.Decided != "" || !was.DecidedOn.IsZero() {
		t.Errorf("after the template moved it: %+v", was)
	}
	w.tick(11, 4)
	w.must(w.engine.ExtendObligation(t.Context(), w.head, october.ID, calendar.MustDate(2026, 11, 16), "guasto del gestionale"))
	if was := w.decided(october.ID); was.Decided != "" || !was.DecidedOn.IsZero() {
		t.Errorf("after an extension: %+v", was)
	}
}
