package engine_test

import (
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// While an operator had the page of a month open, its cadence became quarterly.
// The paper is taken all the same, and its month is not asked for again.
func TestAPaperForAMonthThatWasWithdrawn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.follow()
	month := w.slot(document.Register)
	q := w.requirement(document.Register)
	q.Recurrence = reception.Quarterly
	_, err := w.engine.SaveRequirement(t.Context(), w.admin(), q)
	w.must(err)
	w.follow()
	if o := w.obligation(month.ID); o.Status != workflow.ObligationWithdrawn {
		t.Fatalf("the month is %s", o.Status)
	}
	w.send(w.operator, engine.Incoming{Obligation: month.ID})
	job := w.job(workflow.JobMakeWay, int64(month.ID))
	for range 2 {
		w.must(w.engine.MakeWay(t.Context(), job, month.ID))
	}
	about := month.Slot[:strings.Index(month.Slot, "/")+1]
	for slot, o := range w.owed(document.Register) {
		if !strings.HasPrefix(slot, about) || o.Status == workflow.ObligationWithdrawn || o.ID == month.ID {
			continue
		}
		if o.For.Contains(month.For.Start) {
			t.Errorf("%s asks for the month again", slot)
		}
	}
	if o := w.obligation(month.ID); o.Status != workflow.ObligationSubmitted {
		t.Errorf("what was sent is %s", o.Status)
	}
}

// An agreement's own rule that was removed is not brought back beside another one.
func TestARemovedRuleComesBackAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.slot(document.Register).AgreementID
	own := w.requirement(document.Register)
	own.ID, own.AgreementID, own.Due.Day = 0, a, 20
	save := func(q reception.Requirement) (reception.Requirement, error) {
		id, err := w.engine.SaveRequirement(t.Context(), w.admin(), q)
		return w.template(id), err
	}
	monthly, err := save(own)
	w.must(err)
	office := w.requirement(document.Register)
	office.Removed = true
	_, err = save(office)
	w.refused(err, "requirement.invalid")
	monthly.Removed = true
	monthly, err = save(monthly)
	w.must(err)
	own.Recurrence = reception.Quarterly
	quarterly, err := save(own)
	w.must(err)
	monthly.Removed = false
	_, err = save(monthly)
	w.refused(err, "requirement.other_own")
	quarterly.Recurrence = reception.Monthly // a removed one is in nobody's way
	if quarterly, err = save(quarterly); err != nil || quarterly.Recurrence != reception.Monthly {
		t.Errorf("saved %+v, %v", quarterly, err)
	}
}

func (w *world) template(id reception.RequirementID) (q reception.Requirement) {
	w.Helper()
	if id == 0 {
		return q
	}
	w.read(storage.ForOffice(w.operator.Office), func(r *storage.Reader) (err error) {
		q, err = r.Requirement(w.Context(), id)
		return err
	})
	return q
}
