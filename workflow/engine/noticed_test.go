package engine_test

import (
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// leftOn is the reading of a notice that a guest left a centre.
func (w *world) leftOn(centre, guest, on string) document.Reading {
	r := document.Reading{Kind: document.Departure, KindScore: 1, Method: document.MethodText}
	for _, f := range [][2]string{{document.CentreCode, centre}, {document.GuestCode, guest}, {document.DepartedOn, on}, {document.IssuedOn, on}} {
		if f[1] != "" {
			r.Fields = append(r.Fields, document.Field{Name: f[0], Written: f[1], Value: f[1], Method: document.MethodText, Confidence: 1})
		}
	}
	return r
}

// registerSent sends the register of a month of two guests, G1 and G2.
func (w *world) registerSent() (workflow.Obligation, document.ID) {
	w.Helper()
	o, _ := w.beside()
	got := w.send(w.operator, engine.Incoming{Obligation: o.ID})
	w.digest(got, w.monthOf(o, "G1", "G2"))
	return o, got.Document
}

// A notice that comes, is corrected or is rejected has the open register checked
// again, whether it has a slot or not.
func TestANoticeOfDepartureChecksTheRegister(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asking(reception.Requirement{Kind: document.Departure, Subject: reception.PerCentre, Recurrence: reception.AfterHappening, Happening: reception.LeftCentre})
	o, register := w.registerSent()
	if f := ofRule(w.findings(register), "R13"); len(f) != 0 {
		t.Fatalf("without a notice: %+v", f)
	}
	left := o.For.Start.AddDays(19)
	_, err := w.engine.RecordHappening(t.Context(), w.operator, reception.Happening{BodyID: w.operator.Body, CentreID: o.CentreID, What: reception.LeftCentre, On: left, Reference: "G2"})
	w.must(err)
	var due workflow.Obligation
	for _, o := range w.owed(document.Departure) {
		due = o
	}
	got := w.send(w.operator, engine.Incoming{Obligation: due.ID})
	w.digest(got, w.leftOn(w.centreCode(o), "G2", left.String()))
	if f := w.rechecked(register, "R13"); len(f) != 1 || !strings.Contains(f[0].It, "G2 (riga 2)") || f[0].Inputs[0].Document != got.Document {
		t.Fatalf("after the notice: %+v", f)
	}
	if w.waitsFor(register) || w.waitsFor(got.Document) {
		t.Error("checks ask for each other without end")
	}
	w.must(w.decide(w.reviewer, got.Document, workflow.Returned, "La data non è quella."))
	w.digest(w.send(w.operator, engine.Incoming{Document: got.Document}), w.leftOn(w.centreCode(o), "G2", o.For.End.String()))
	if f := w.rechecked(register, "R13"); len(f) != 0 {
		t.Fatalf("the notice was corrected: %+v", f)
	}
	w.must(w.decide(w.reviewer, got.Document, workflow.Returned, "La data era giusta."))
	w.digest(w.send(w.operator, engine.Incoming{Document: got.Document}), w.leftOn(w.centreCode(o), "G2", left.String()))
	if f := w.rechecked(register, "R13"); len(f) != 1 {
		t.Fatalf("and corrected back: %+v", f)
	}
	w.must(w.decide(w.reviewer, got.Document, workflow.Rejected, "Non riguarda questo ospite."))
	if f := w.rechecked(register, "R13"); len(f) != 0 {
		t.Fatalf("the notice was rejected: %+v", f)
	}
}

// A notice in no slot is read by its centre's code; a decided register is not
// checked anew.
func TestANoticeInNoSlot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o, register := w.registerSent()
	left := o.For.Start.AddDays(19).String()
	send := func(centre string) {
		w.digest(w.send(w.operator, engine.Incoming{}), w.leftOn(centre, "G2", left))
	}
	send(w.centreCode(o))
	if f := w.rechecked(register, "R13"); len(f) != 1 {
		t.Fatalf("of this centre: %+v", f)
	}
	w.must(w.decide(w.reviewer, register, workflow.Rejected, "Il registro è di un altro centro."))
	if send(""); w.waitsFor(register) {
		t.Error("a decided register is checked again")
	}
}
