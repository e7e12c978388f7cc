package engine_test

import (
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// beside returns the register slots of one centre for two months in a row.
func (w *world) beside() (before, after workflow.Obligation) {
	w.Helper()
	for _, a := range w.slots {
		for _, b := range w.slots {
			if a.Kind == document.Register && b.Kind == document.Register && a.CentreID == b.CentreID && a.CentreID != 0 &&
				a.For.End.AddDays(1).Equal(b.For.Start) {
				return a, b
			}
		}
	}
	for _, a := range w.slots {
		w.Logf("%s %s centre %d", a.Kind, a.For.Key(), a.CentreID)
	}
	w.Fatal("there are no two registers in a row")
	return before, after
}

// monthOf is the reading of a register whose guests, G1 and on, were there on
// each day of the slot's month.
func (w *world) monthOf(o workflow.Obligation, guests ...string) document.Reading {
	w.Helper()
	r := document.Reading{Kind: document.Register, KindScore: 1, Method: document.MethodCells}
	add := func(name, value string) {
		r.Fields = append(r.Fields, document.Field{Name: name, Written: value, Value: value, Method: document.MethodCells, Confidence: 1})
	}
	add(document.CentreCode, w.centreCode(o))
	add(document.PeriodMonth, o.For.Key())
	for i, g := range guests {
		add(document.RowField(i+1, "guest"), g)
		add(document.RowField(i+1, "entry"), "2026-08-01")
		add(document.RowField(i+1, "present"), strings.Repeat("P", o.For.Days()))
	}
	return r
}

// waitsFor says that a check of a document waits.
func (w *world) waitsFor(id document.ID) (ok bool) {
	w.Helper()
	w.read(storage.System(), func(r *storage.Reader) (err error) {
		_, ok, err = r.JobFor(w.Context(), workflow.JobCheck, int64(id))
		return err
	})
	return ok
}

// Whichever register comes second, both are compared with the other one.
func TestRegistersOfTwoMonths(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]bool{"the earlier month comes first": true, "the later month comes first": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			one, two := w.beside()
			stay, left := w.monthOf(one, "G1", "G2"), w.monthOf(two, "G1")
			if !first {
				one, two, stay, left = two, one, left, stay
			}
			a := w.send(w.operator, engine.Incoming{Obligation: one.ID})
			w.digest(a, stay)
			if f := ofRule(w.findings(a.Document), "R14"); len(f) != 0 {
				t.Fatalf("alone: %+v", f)
			}
			b := w.send(w.operator, engine.Incoming{Obligation: two.ID})
			w.digest(b, left)
			if f := ofRule(w.findings(b.Document), "R14"); len(f) != 1 || !strings.Contains(f[0].It, "G2 (riga 2)") {
				t.Fatalf("the second: %+v", f)
			}
			w.check(a.Document)
			if f := ofRule(w.findings(a.Document), "R14"); len(f) != 1 || !strings.Contains(f[0].It, "G2 (riga 2)") {
				t.Fatalf("the first: %+v", f)
			}
			if w.waitsFor(a.Document) || w.waitsFor(b.Document) {
				t.Error("checks ask for each other without end")
			}
			w.must(w.decide(w.reviewer, b.Document, workflow.Returned, "Correggere il registro."))
			v := w.send(w.operator, engine.Incoming{Document: b.Document})
			fixed := w.monthOf(two, "G1", "G2")
			if !first {
				fixed = w.monthOf(two, "G1")
			}
			w.digest(v, fixed)
			w.check(a.Document)
			for _, id := range []document.ID{a.Document, b.Document} {
				if f := ofRule(w.findings(id), "R14"); len(f) != 0 {
					t.Errorf("after the correction: %+v", f)
				}
			}
		})
	}
}

// A rejected register is compared with nothing; a decided one is not checked anew.
func TestADecidedRegisterBesideAnother(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one, two := w.beside()
	a := w.send(w.operator, engine.Incoming{Obligation: one.ID})
	w.digest(a, w.monthOf(one, "G1", "G2"))
	b := w.send(w.operator, engine.Incoming{Obligation: two.ID})
	w.digest(b, w.monthOf(two, "G1"))
	w.check(a.Document)
	w.must(w.decide(w.reviewer, a.Document, workflow.Rejected, "Il registro è di un altro centro."))
	w.check(b.Document)
	if f := ofRule(w.findings(b.Document), "R14"); len(f) != 0 {
		t.Errorf("compared with a rejected register: %+v", f)
	}
	w.must(w.decide(w.reviewer, b.Document, workflow.Returned, "Correggere il registro."))
	w.digest(w.send(w.operator, engine.Incoming{Document: b.Document}), w.monthOf(two, "G1", "G3"))
	if w.waitsFor(a.Document) {
		t.Error("a decided register is checked again")
	}
}

// A register that a person places in its slot is one for its neighbours.
func TestARegisterPlacedByHandHasNeighbours(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one, two := w.beside()
	a := w.send(w.operator, engine.Incoming{Obligation: one.ID})
	w.digest(a, w.monthOf(one, "G1", "G2"))
	b := w.send(w.operator, engine.Incoming{})
	r := w.monthOf(two, "G1")
	r.Kind, r.KindScore = "", 0
	w.digest(b, r)
	if w.waitsFor(a.Document) {
		t.Fatal("a paper without a slot has neighbours")
	}
	w.must(w.engine.Place(t.Context(), w.operator, b.Document, two.ID))
	w.check(b.Document)
	w.check(a.Document)
	if f := ofRule(w.findings(a.Document), "R14"); len(f) != 1 {
		t.Errorf("%+v", f)
	}
	if w.waitsFor(a.Document) || w.waitsFor(b.Document) {
		t.Error("checks ask for each other without end")
	}
}
