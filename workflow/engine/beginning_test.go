package engine_test

import (
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// late counts the open obligations of a kind whose date has passed.
func (w *world) late(k document.Kind) (n int) {
	w.Helper()
	for _, o := range w.owed(k) {
		if o.Status == workflow.ObligationOpen && o.Due.On.Before(w.engine.Today()) {
			n++
		}
	}
	return n
}

// What an office asks for months after its ledger began makes nobody late of the
// months before; switched off and on again it is asked for as it was.
func TestAskedForTheFirstTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.follow()
	w.clock.set(calendar.MustDate(2027, 4, 20).At(9, 0))
	w.follow()
	const costs = "RENDICONTO_COSTI"
	q := w.requirement(costs)
	if q.Active || !q.StartsOn.IsZero() {
		t.Fatalf("at first it is %+v", q)
	}
	q.Active = true
	does, err := w.engine.PreviewRequirement(t.Context(), w.admin(), q)
	w.must(err)
	_, err = w.engine.SaveRequirement(t.Context(), w.admin(), q)
	w.must(err)
	done := w.follow()
	if n := w.late(costs); n != 0 || len(w.owed(costs)) == 0 {
		t.Errorf("%d of %d are late at once", n, len(w.owed(costs)))
	}
	if does.Late != 0 || does.Added != done.Added || does.Added == 0 {
		t.Errorf("the preview says %+v, saving did %+v", does, done)
	}
	if q = w.requirement(costs); !q.StartsOn.Equal(calendar.MustDate(2027, 4, 1)) {
		t.Errorf("it begins on %s", q.StartsOn)
	}
	q.StartsOn = calendar.Date{} // a workbook from before, read again
	_, err = w.engine.SaveRequirement(t.Context(), w.admin(), q)
	w.must(err)
	if again := w.requirement(costs); again.Version != q.Version || !again.StartsOn.Equal(calendar.MustDate(2027, 4, 1)) {
		t.Errorf("without a day it becomes %+v", again)
	}
	q.StartsOn = calendar.MustDate(2026, 12, 1) // the office's will
	does, err = w.engine.PreviewRequirement(t.Context(), w.admin(), q)
	w.must(err)
	_, err = w.engine.SaveRequirement(t.Context(), w.admin(), q)
	w.must(err)
	done = w.follow()
	if n := w.late(costs); n == 0 || does.Late < n || does.Added != done.Added {
		t.Errorf("%d are late; the preview said %+v, saving did %+v", n, does, done)
	}
}

// What was asked for before is asked for as it was, late or not.
func TestAskedForAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.follow()
	w.clock.set(calendar.MustDate(2027, 1, 20).At(9, 0))
	w.follow()
	late := w.late(document.Register)
	for _, active := range []bool{false, true} {
		q := w.requirement(document.Register)
		q.Active = active
		does, err := w.engine.PreviewRequirement(t.Context(), w.admin(), q)
		w.must(err)
		_, err = w.engine.SaveRequirement(t.Context(), w.admin(), q)
		w.must(err)
		w.follow()
		if n := w.late(document.Register); active != (n == late) || active != (does.Late >= late) || late == 0 {
			t.Errorf("active %v: %d of %d late, foreseen %+v", active, n, late, does)
		}
	}
	if q := w.requirement(document.Register); !q.StartsOn.IsZero() {
		t.Errorf("it begins on %s", q.StartsOn)
	}
}

// A new template that names no day begins this month; one that an agreement has of
// its own, as the office's; with a ledger that has not begun, with it.
func TestWhenANewTemplateBegins(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.follow()
	w.clock.set(calendar.MustDate(2027, 4, 20).At(9, 0))
	w.follow()
	add := func(q reception.Requirement) reception.Requirement {
		t.Helper()
		q.ID, q.Version, q.Active = 0, 0, true
		id, err := w.engine.SaveRequirement(t.Context(), w.admin(), q)
		w.must(err)
		w.follow()
		return w.template(id)
	}
	const monthly = "RENDICONTO_PASTI"
	fresh := reception.Requirement{Kind: monthly, Subject: reception.PerCentre, Recurrence: reception.Monthly, Due: reception.DueRule{Day: 10, Months: 1}, Definition: "document"}
	if q := add(fresh); !q.StartsOn.Equal(calendar.MustDate(2027, 4, 1)) || w.late(monthly) != 0 || len(w.owed(monthly)) == 0 {
		t.Errorf("a new template begins on %s, with %d late", q.StartsOn, w.late(monthly))
	}
	own := w.requirement(document.Register)
	own.AgreementID, own.Due = w.slot(document.Register).AgreementID, reception.DueRule{Day: 20, Months: 1}
	before := w.late(document.Register)
	if q := add(own); !q.StartsOn.IsZero() || w.late(document.Register) != before {
		t.Errorf("an agreement's own begins on %s, with %d late of %d", q.StartsOn, w.late(document.Register), before)
	}
	w.sql(`UPDATE offices SET ledger_from = NULL WHERE id = $1`, w.operator.Office)
	other := fresh
	other.Subject = reception.PerBody
	if q := add(other); !q.StartsOn.IsZero() {
		t.Errorf("with a ledger that has not begun it begins on %s", q.StartsOn)
	}
}
