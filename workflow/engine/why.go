package engine

import (
	"context"

	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// WhyReminded says why an obligation is reminded of or not, for its page. When the
// head of office is told is between the people of the office.
func (e *Engine) WhyReminded(ctx context.Context, a workflow.Actor, id workflow.ObligationID) (x workflow.ReasonTold, err error) {
	err = e.db.Read(ctx, storage.For(a), func(r *storage.Reader) error {
		o, err := r.Obligation(ctx, id)
		if err != nil {
			return err
		}
		office, err := r.Office(ctx, o.OfficeID)
		if err != nil {
			return err
		}
		was, own, err := r.Reminded(ctx, id)
		if err != nil {
			return err
		}
		if was.Calendar, err = calendarOf(ctx, r, o.OfficeID); err != nil {
			return err
		}
		l := workflow.LadderOf(office.Rules.Ladder, own)
		if a.Body != 0 {
			l.EscalateAfter = 0
		}
		x = workflow.Explain(o, l, was, e.Today())
		return err
	})
	return x, err
}
