package engine

import (
	"context"
	"slices"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// PreviewRequirement counts, for an administrator, what saving a template, one that is
// there or a new one, would do to the obligations of the office today. It only reads: saving
// may find others, if the registry changes meanwhile. A ledger that has not begun
// has nothing to move.
func (e *Engine) PreviewRequirement(ctx context.Context, a workflow.Actor, q reception.Requirement) (f workflow.Foreseen, err error) {
	if err := mayAdminister(a); err != nil {
		return f, err
	}
	q.OfficeID = a.Office
	if err := refuseProblems(q.Validate(), "requirement.invalid"); err != nil {
		return f, err
	}
	err = e.db.Read(ctx, storage.For(a), func(r *storage.Reader) error {
		f, err = e.foresee(ctx, r, q)
		return err
	})
	return f, err
}

// foresee follows in memory, with the template as it would be. The papers of other
// kinds stand in other places, so that they are not looked at.
func (e *Engine) foresee(ctx context.Context, r *storage.Reader, q reception.Requirement) (f workflow.Foreseen, err error) {
	l, err := r.Ledger(ctx, q.OfficeID)
	if err != nil || l.LedgerFrom.IsZero() {
		return f, err
	}
	o, err := r.Office(ctx, q.OfficeID)
	if err != nil {
		return f, err
	}
	if q, err = e.asItBegins(ctx, r, l, q); err != nil {
		return f, err
	}
	w, err := load(ctx, r, o, l.LedgerFrom)
	if err != nil {
		return f, err
	}
	w.try(q)
	stored, err := r.LedgerRows(ctx, o.ID, 0, false)
	if err != nil {
		return f, err
	}
	stored = slices.DeleteFunc(w.bound(stored, e.Today()), func(x workflow.Obligation) bool { return x.Kind != q.Kind })
	return e.compared(w, l, stored, q.ID), nil
}

// asItBegins gives a template the day from which it would ask, and a new one an id
// that nobody has.
func (e *Engine) asItBegins(ctx context.Context, r *storage.Reader, l storage.Ledger, q reception.Requirement) (reception.Requirement, error) {
	if q.ID == 0 {
		q, err := e.beginning(ctx, r, l, nil, q)
		q.ID = -1
		return q, err
	}
	before, err := r.Requirement(ctx, q.ID)
	if err != nil {
		return q, err
	}
	if err := sameRequirement(before, q); err != nil {
		return q, err
	}
	return e.beginning(ctx, r, l, &before, q)
}

// compared counts what following would do to what is stored, for one template; for
// all of them where it is 0.
func (e *Engine) compared(w ledger, l storage.Ledger, stored []workflow.Obligation, id reception.RequirementID) workflow.Foreseen {
	until := e.horizon(w.office)
	if l.ExpectedUntil.After(until) {
		until = l.ExpectedUntil
	}
	expected, _ := w.expect(reaching(until, stored))
	c := workflow.Reconcile(expected, stored, e.Today())
	c.Add = workflow.Ahead(c.Add, w.office.Rules.HorizonDays, calendar.Date{}, until)
	return workflow.Foresee(id, c, expected, stored, e.Today())
}

// PreviewAgreement counts, for an administrator, what saving an agreement would do
// to what its body owes, once the change holds. As PreviewRequirement it only reads.
func (e *Engine) PreviewAgreement(ctx context.Context, a workflow.Actor, g reception.Agreement) (f workflow.Foreseen, err error) {
	if err := mayRegister(a, g.OfficeID); err != nil {
		return f, err
	}
	if err := refuseProblems(g.Validate(), "registry.problems"); err != nil {
		return f, err
	}
	err = e.db.Read(ctx, storage.For(a), func(r *storage.Reader) error {
		l, err := r.Ledger(ctx, g.OfficeID)
		if err != nil || l.LedgerFrom.IsZero() {
			return err
		}
		o, err := r.Office(ctx, g.OfficeID)
		if err != nil {
			return err
		}
		w, err := loadBody(ctx, r, o, g.BodyID, l.LedgerFrom)
		if err != nil {
			return err
		}
		w.tryAgreement(g)
		stored, err := r.LedgerRows(ctx, o.ID, g.BodyID, false)
		f = e.compared(w, l, w.bound(stored, e.Today()), 0)
		return err
	})
	return f, err
}

// tryAgreement puts an agreement in the place of the one that is stored, or beside
// the others when it is new.
func (w *ledger) tryAgreement(g reception.Agreement) {
	if g.ID == 0 {
		g.ID = -1 // nobody has it
	}
	for i := range w.grounds {
		of := slices.DeleteFunc(slices.Clone(w.grounds[i].Agreements), func(a reception.Agreement) bool { return a.ID == g.ID })
		w.grounds[i].Agreements = append(of, g)
	}
}

// try puts a template in the place of the one that is stored, or beside the others
// when it is new, and leaves out those of other kinds.
func (w *ledger) try(q reception.Requirement) {
	q.Version++
	for i := range w.grounds {
		var of []reception.Requirement
		if q.ID < 0 {
			of = append(of, q)
		}
		for _, x := range w.grounds[i].Requirements {
			switch {
			case x.ID == q.ID:
				of = append(of, q)
			case x.Kind == q.Kind:
				of = append(of, x)
			}
		}
		w.grounds[i].Requirements = of
	}
}
