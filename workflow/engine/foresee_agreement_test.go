package engine_test

import (
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// What the preview of an agreement counts is what following then does: an invoice
// every two months in the place of one a month takes some away and adds others.
func TestPreviewOfAnAgreement(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.follow()
	rows := func() map[workflow.ObligationID]workflow.Obligation {
		out := map[workflow.ObligationID]workflow.Obligation{}
		w.read(storage.ForOffice(w.operator.Office), func(r *storage.Reader) error {
			all, err := r.LedgerRows(w.Context(), w.operator.Office, w.operator.Body, false)
			for _, o := range all {
				out[o.ID] = o
			}
			return err
		})
		return out
	}
	var a reception.Agreement
	w.read(storage.ForOffice(w.operator.Office), func(r *storage.Reader) (err error) {
		a, err = r.Agreement(w.Context(), w.slot(document.Invoice).AgreementID)
		return err
	})
	same, err := w.engine.PreviewAgreement(t.Context(), w.admin(), a)
	w.must(err)
	if same != (workflow.Foreseen{}) {
		t.Errorf("nothing changes: %+v", same)
	}
	before := rows()
	a.InvoiceMonths = 2
	does, err := w.engine.PreviewAgreement(t.Context(), w.admin(), a)
	w.must(err)
	if len(rows()) != len(before) {
		t.Error("the preview wrote obligations")
	}
	_, err = w.engine.SaveAgreement(t.Context(), w.admin(), a, engine.Saving{FromOn: w.engine.Today()})
	w.must(err)
	w.follow()
	var did workflow.Foreseen
	for id, o := range rows() {
		was, there := before[id]
		switch {
		case !there:
			did.Added++
		case was.Status != o.Status && o.Status == workflow.ObligationWithdrawn:
			did.Withdrawn++
		case !was.Due.On.Equal(o.Due.On):
			did.Moved++
		}
	}
	if does.Added != did.Added || does.Withdrawn != did.Withdrawn || does.Moved != did.Moved || does == (workflow.Foreseen{}) {
		t.Errorf("the preview says %+v, following did %+v", does, did)
	}
	_, err = w.engine.PreviewAgreement(t.Context(), w.operator, a)
	w.refused(err, "registry.denied")
}
