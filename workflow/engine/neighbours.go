package engine

import (
	"context"
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// seenBefore says that the latest run of the rules on a document looked at the
// reading that is in force: it runs again because something else has changed, and
// those who are compared with it need not follow.
func seenBefore(ctx context.Context, t *storage.Tx, v storage.Revision) (bool, error) {
	looked, same, err := t.Checked(ctx, v)
	return same && looked == v.ID, err
}

// centreOf is the centre of the slot that a submission fills; zero: none.
func centreOf(s check.Submission) reception.CentreID {
	if s.Obligation == nil {
		return 0
	}
	return s.Obligation.Centre
}

// recheckNoticed asks for new checks of the open registers of a notice's centre: it
// came, was corrected, or counts no longer, and may have told another day before. A
// notice whose centre is not known bears on every centre of its body.
func (e *Engine) recheckNoticed(ctx context.Context, t *storage.Tx, doc storage.Document) error {
	var centre reception.CentreID
	if doc.ObligationID != 0 {
		o, err := t.Obligation(ctx, doc.ObligationID)
		if err != nil {
			return err
		}
		centre = o.CentreID
	}
	ids, err := t.OpenRegisters(ctx, doc.BodyID, centre)
	if err != nil {
		return err
	}
	return recheck(ctx, t, doc.OfficeID, ids)
}

// recheckNeighbours asks for new checks of the registers of the same centre for
// the months before and after, unless they were decided: a register came between
// them, was corrected, or counts no longer. Their checks ask for none in turn. For
// a notice see recheckNoticed, for an invoice recheckBills.
func (e *Engine) recheckNeighbours(ctx context.Context, t *storage.Tx, doc storage.Document) error {
	if doc.Kind == document.Departure || doc.Kind == document.Leave {
		return e.recheckNoticed(ctx, t, doc)
	}
	if doc.Kind == document.Invoice {
		return recheckBills(ctx, t, doc)
	}
	if doc.Kind != document.Register || doc.ObligationID == 0 {
		return nil
	}
	o, err := t.Obligation(ctx, doc.ObligationID)
	if err != nil || o.CentreID == 0 {
		return err
	}
	ids, err := t.OpenBeside(ctx, doc.BodyID, o.CentreID, o.For)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := t.Enqueue(ctx, doc.OfficeID, workflow.JobCheck, int64(id)); err != nil {
			return err
		}
	}
	return nil
}

// recheckBills asks for new checks of the body's other open invoices: one that may bill
// the same days came, was corrected or counts no longer, or a credit note on one of
// them did.
func recheckBills(ctx context.Context, t *storage.Tx, doc storage.Document) error {
	ids, err := t.OpenInvoices(ctx, doc.BodyID)
	if err != nil {
		return err
	}
	return recheck(ctx, t, doc.OfficeID, slices.DeleteFunc(ids, func(id document.ID) bool { return id == doc.ID }))
}
