package engine

import (
	"context"
	"slices"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// askedAgain is an obligation, as it was, that an act asks for again.
type askedAgain struct {
	workflow.Obligation
	act workflow.Act
}

// reopen is act for a rule that asks for obligations again. While they were
// declared or waived they did not follow the registry: they do at once, so that
// each is owed by the date that it has now. What is no longer owed at all is
// refused, and nothing changes.
func (e *Engine) reopen(ctx context.Context, a workflow.Actor, ids []workflow.ObligationID, r rule) error {
	return e.acting(ctx, a, ids, func(w *acting) error {
		// Before the rows, as those do that follow: nobody waits in a circle.
		if _, err := w.t.LockLedger(ctx, a.Office); err != nil {
			return err
		}
		if err := w.all(ctx, r); err != nil {
			return err
		}
		return w.follow(ctx)
	})
}

// follow makes the obligations of every body follow of which some were opened.
func (w *acting) follow(ctx context.Context) error {
	done := map[reception.BodyID]bool{}
	for _, o := range w.opened {
		if done[o.BodyID] {
			continue
		}
		done[o.BodyID] = true
		if err := w.followBody(ctx, o.OfficeID, o.BodyID); err != nil {
			return err
		}
	}
	return nil
}

func (w *acting) followBody(ctx context.Context, office reception.OfficeID, body reception.BodyID) error {
	l, until, err := w.e.lockBody(ctx, w.t, office, body)
	if err != nil || until.IsZero() {
		return err
	}
	c, skipped, err := w.e.compare(ctx, w.t, l, until)
	if err != nil {
		return err
	}
	for _, o := range w.opened {
		if o.BodyID == body && c.Drops(o.Obligation) {
			return named(o.Obligation, workflow.NoLongerOwed(o.act), len(w.ids))
		}
	}
	_, err = w.e.apply(ctx, w.t, l, c, len(skipped))
	return err
}

// IfAskedAgain says what refusing the declaration on an obligation, or asking again
// for a waived one, would lead to today. It only reads: the act may find something
// else, if the registry changes meanwhile.
func (e *Engine) IfAskedAgain(ctx context.Context, a workflow.Actor, id workflow.ObligationID) (x workflow.AskedAgain, err error) {
	err = e.db.Read(ctx, storage.For(a), func(r *storage.Reader) error {
		o, err := r.Obligation(ctx, id)
		if err != nil {
			return err
		}
		x.Obligation = o
		l, err := r.Ledger(ctx, o.OfficeID)
		if err != nil {
			return err
		}
		w, until, err := e.bodyLedger(ctx, r, l, o.OfficeID, o.BodyID)
		if err != nil || until.IsZero() {
			return err
		}
		stored, err := r.LedgerRows(ctx, o.OfficeID, o.BodyID, false)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(stored, func(s workflow.Obligation) bool { return s.ID == id }); i >= 0 {
			stored[i].Status = workflow.ObligationOpen
		}
		c, _ := e.changes(w, stored, until)
		x = workflow.IfAskedAgain(o, c)
		return nil
	})
	return x, err
}
