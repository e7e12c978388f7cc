package engine

import (
	"context"
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// besideInvoice loads what the rules look at beside an invoice: what goes with it
// by the lists of the agreements, receipts for goods, and what expires.
func besideInvoice(ctx context.Context, t *storage.Tx, body reception.BodyID, p calendar.Period, f *check.Facts) (err error) {
	kinds := []document.Kind{document.Register}
	for _, a := range f.Agreements {
		kinds = append(kinds, a.Checklist...)
	}
	if !p.IsZero() {
		slices.Sort(kinds)
		if f.Owed, err = t.OwedFor(ctx, body, slices.Compact(kinds), p); err != nil {
			return err
		}
	}
	if !p.IsZero() {
		if f.Receipts, err = t.ReceiptsFor(ctx, body, p); err != nil {
			return err
		}
	}
	f.Expiries, err = t.Expiries(ctx, body)
	return err
}

// recheckInvoices asks for new checks of the open invoices that a document bears
// on, whose reading or case has changed.
func (e *Engine) recheckInvoices(ctx context.Context, t *storage.Tx, doc storage.Document) error {
	if doc.Kind == document.Invoice || doc.ObligationID == 0 {
		return nil
	}
	o, err := t.Obligation(ctx, doc.ObligationID)
	if err != nil {
		return err
	}
	ids, err := t.InvoicesTouching(ctx, doc.BodyID, doc.Kind, o.For)
	if err != nil {
		return err
	}
	return recheck(ctx, t, doc.OfficeID, ids)
}

// recheckExpiring asks for new checks of the body's open invoices when something
// was recorded that expires.
func recheckExpiring(ctx context.Context, t *storage.Tx, h reception.Happening) error {
	if h.What.Expires() == "" {
		return nil
	}
	ids, err := t.OpenInvoices(ctx, h.BodyID)
	if err != nil {
		return err
	}
	return recheck(ctx, t, h.OfficeID, ids)
}

func recheck(ctx context.Context, t *storage.Tx, office reception.OfficeID, ids []document.ID) error {
	for _, id := range ids {
		if err := t.Enqueue(ctx, office, workflow.JobCheck, int64(id)); err != nil {
			return err
		}
	}
	return nil
}
