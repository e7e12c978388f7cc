package engine

import (
	"context"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// beginning gives a template that is to ask for papers the day from which it does,
// where whoever saves it names none. What an office asks for now for the first time
// it asks for from this month on: of the months before nobody knew, and all would
// be late at once. One that an agreement has of its own begins as the office's in
// whose place it stands. What was asked for before is asked for as it was: its
// papers are there. A ledger that has not begun has no month before.
func (e *Engine) beginning(ctx context.Context, r *storage.Reader, l storage.Ledger, before *reception.Requirement, q reception.Requirement) (reception.Requirement, error) {
	if !asks(q) || !q.StartsOn.IsZero() || l.LedgerFrom.IsZero() {
		return q, nil
	}
	if before != nil {
		if !before.StartsOn.IsZero() { // no day leaves the one that is there
			q.StartsOn = before.StartsOn
			return q, nil
		}
		if asks(*before) {
			return q, nil
		}
		if ever, err := r.EverOwed(ctx, q.ID); err != nil || ever {
			return q, err
		}
	}
	office, there, err := officeTemplate(ctx, r, q)
	switch {
	case err != nil:
		return q, err
	case there:
		q.StartsOn = office.StartsOn
	default:
		q.StartsOn = e.Today().Period().Start
	}
	return q, nil
}

// asks says that papers are owed by a template.
func asks(q reception.Requirement) bool { return q.Active && !q.Removed }

// officeTemplate returns the template of the office that asks for what an
// agreement has its own for.
func officeTemplate(ctx context.Context, r *storage.Reader, q reception.Requirement) (o reception.Requirement, there bool, err error) {
	if q.AgreementID == 0 {
		return o, false, nil
	}
	all, err := r.Requirements(ctx)
	for _, o := range all {
		if o.OfficeID == q.OfficeID && o.AgreementID == 0 && asks(o) && o.Kind == q.Kind && o.Subject == q.Subject && workflow.SameClass(o, q) {
			return o, true, err
		}
	}
	return o, false, err
}
