package engine_test

import (
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// billOf is the reading of an invoice of October for the agreement of a slot.
func (w *world) billOf(o workflow.Obligation, number string, also ...[2]string) document.Reading {
	w.Helper()
	var a reception.Agreement
	w.read(storage.System(), func(r *storage.Reader) (err error) { a, err = r.Agreement(w.Context(), o.AgreementID); return err })
	r := document.Reading{Kind: document.Invoice, KindScore: 1, Method: document.MethodXML}
	line := func(what string) string { return document.LineField(1, what) }
	for _, f := range append([][2]string{{document.InvoiceNumber, number}, {document.InvoiceDate, "2026-11-02"}, {document.InvoiceCIG, a.CIG},
		{document.InvoiceTotal, "3231.00"}, {line("description"), "Presenze ottobre"}, {line("quantity"), "100"}, {line("unit_price"), "32.31"},
		{line("start"), "2026-10-01"}, {line("end"), "2026-10-31"}}, also...) {
		r.Fields = append(r.Fields, document.Field{Name: f[0], Written: f[1], Value: f[1], Method: document.MethodXML, Confidence: 1})
	}
	return r
}

// A credit note has the invoice that it corrects checked again, and its own check asks
// for no other in turn.
func TestACreditNoteChecksItsInvoice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	slot := w.slot(document.Invoice)
	inv := w.send(w.operator, engine.Incoming{Obligation: slot.ID})
	w.digest(inv, w.billOf(slot, "12"))
	if f := ofRule(w.findings(inv.Document), "R3"); len(f) == 0 || strings.Contains(f[0].It, "nota di credito") {
		t.Fatalf("alone: %+v", f)
	}
	note := w.send(w.operator, engine.Incoming{})
	w.digest(note, w.billOf(slot, "12/NC", [2]string{document.InvoiceType, "TD04"}, [2]string{document.InvoiceLinked, "12"}))
	if !w.waitsFor(inv.Document) {
		t.Fatal("nothing checks the invoice again")
	}
	w.check(inv.Document)
	if f := ofRule(w.findings(inv.Document), "R3"); len(f) != 1 || f[0].Severity != check.Task || !strings.Contains(f[0].It, "storna per intero") {
		t.Errorf("with the note: %+v", f)
	}
	if w.waitsFor(inv.Document) || w.waitsFor(note.Document) {
		t.Error("checks ask for each other without end")
	}
}

// An invoice that repeats another is free once that one is rejected.
func TestARejectedInvoiceBillsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	slot := w.slot(document.Invoice)
	first := w.send(w.operator, engine.Incoming{Obligation: slot.ID})
	w.digest(first, w.billOf(slot, "12"))
	again := w.send(w.operator, engine.Incoming{})
	w.digest(again, w.billOf(slot, "13"))
	if f := ofRule(w.findings(again.Document), "R9"); len(f) != 1 || f[0].Severity != check.Block {
		t.Fatalf("while the first stands: %+v", f)
	}
	w.check(first.Document)
	w.must(w.decide(w.reviewer, first.Document, workflow.Rejected, "La fattura è di un altro contratto."))
	if !w.waitsFor(again.Document) {
		t.Fatal("nothing checks the second again")
	}
	w.check(again.Document)
	if f := ofRule(w.findings(again.Document), "R9"); len(f) != 0 {
		t.Errorf("once the first is rejected: %+v", f)
	}
}
