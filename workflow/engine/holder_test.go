package engine_test

import (
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// A certificate of somebody else may be accepted, with a reason; its expiry is not
// the body's.
func TestAnothersCertificateLeavesNoExpiry(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sql(`UPDATE bodies SET tax_code = '01234567897', vat_id = 'IT01234567897'`)
	durc := func(code string) document.Reading {
		return document.Reading{Kind: document.DURC, KindScore: 1, MediaType: "application/pdf", PageCount: 1, Method: document.MethodText,
			Fields: []document.Field{{Name: document.BodyName, Value: "Faro Lontano Soc. Coop.", Confidence: 1}, {Name: document.BodyTaxCode, Value: code, Confidence: 1}, {Name: document.ValidUntil, Value: "2026-12-31", Confidence: 1}}}
	}
	expiries := func() int {
		return w.count(`SELECT count(*) FROM happenings WHERE what = 'expiry:DURC' AND on_date = '2026-12-31'`)
	}
	others := w.send(w.operator, engine.Incoming{})
	w.digest(others, durc("09876543217"))
	if n := w.overrideAll(w.reviewer, others.Document); n != 1 {
		t.Fatalf("%d findings block: %+v", n, w.findings(others.Document))
	}
	for _, f := range w.findings(others.Document) {
		if f.Severity == check.Block {
			w.must(w.override(w.head, others.Document, f, workflow.OverrideConfirmed, ""))
		}
	}
	w.approve(others.Document)
	if n := expiries(); n != 0 {
		t.Errorf("the certificate of another company was recorded as the body's, %d times", n)
	}
	own := w.send(w.operator, engine.Incoming{})
	w.digest(own, durc("01234567897"))
	w.approve(own.Document)
	if n := expiries(); n != 1 {
		t.Errorf("the body's own certificate was recorded %d times", n)
	}
}
