package workflow_test

import (
	"testing"
	"time"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// What a changed template would do is counted by why a date stays: others'
// obligations, and those that stay without the change too, are not counted.
func TestForesee(t *testing.T) {
	row := func(id workflow.ObligationID, slot, due string) workflow.Obligation {
		return workflow.Obligation{ID: id, RequirementID: 1, RequirementVersion: 1, Slot: slot, Status: workflow.ObligationOpen, Due: calendar.Due{On: day(due)}}
	}
	next := func(o workflow.Obligation, due string) workflow.Obligation {
		o.ID, o.RequirementVersion, o.Due.On = 0, 2, day(due)
		return o
	}
	with := func(o workflow.Obligation, change func(*workflow.Obligation)) workflow.Obligation {
		change(&o)
		return o
	}
	moved, past, intoPast := row(1, "a", "2026-12-05"), row(2, "b", "2026-09-05"), row(3, "c", "2026-11-25")
	sent := with(row(4, "d", "2026-12-05"), func(o *workflow.Obligation) {
		o.Status, o.SubmittedAt = workflow.ObligationSubmitted, time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	})
	extended := with(row(5, "e", "2026-12-30"), func(o *workflow.Obligation) { o.FirstDueOn = day("2026-12-05") })
	long := with(row(6, "f", "2026-02-05"), func(o *workflow.Obligation) { o.Status = workflow.ObligationAccepted })
	others := with(row(7, "g", "2026-12-05"), func(o *workflow.Obligation) { o.RequirementID = 2 })
	gone, same := row(8, "h", "2026-12-05"), row(9, "i", "2026-12-12")
	stored := []workflow.Obligation{moved, past, intoPast, sent, extended, long, others, gone, same}
	expected := []workflow.Obligation{next(moved, "2026-12-12"), next(past, "2026-09-12"), next(intoPast, "2026-11-20"), next(sent, "2026-12-12"),
		next(extended, "2026-12-12"), next(long, "2026-02-12"), next(others, "2026-12-24"), next(same, "2026-12-12"), next(row(0, "j", "2026-12-01"), "2026-12-12")}
	foresee := func(id reception.RequirementID) workflow.Foreseen {
		return workflow.Foresee(id, workflow.Reconcile(expected, stored, day("2026-11-23")), expected, stored, day("2026-11-23"))
	}
	if got, want := foresee(1), (workflow.Foreseen{Moved: 1, Past: 2, Touched: 2, Withdrawn: 1, Added: 1}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got, want := foresee(2), (workflow.Foreseen{Moved: 1}); got != want {
		t.Errorf("of the other template: got %+v, want %+v", got, want)
	}
	if got, want := foresee(0), (workflow.Foreseen{Moved: 2, Past: 2, Touched: 2, Withdrawn: 1, Added: 1}); got != want {
		t.Errorf("of every template: got %+v, want %+v", got, want)
	}
}
