package engine_test

import (
	"slices"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// centreCode is the code of a slot's centre.
func (w *world) centreCode(o workflow.Obligation) (code string) {
	w.Helper()
	w.read(storage.System(), func(r *storage.Reader) error {
		all, err := r.Centres(w.Context(), w.operator.Body)
		for _, c := range all {
			if c.ID == o.CentreID {
				code = c.Code
			}
		}
		return err
	})
	return code
}

func (w *world) document(id document.ID) (d storage.Document) {
	w.Helper()
	w.read(storage.System(), func(r *storage.Reader) (err error) {
		d, err = r.Document(w.Context(), id)
		return err
	})
	return d
}

// check does the check that waits for a document.
func (w *world) check(id document.ID) {
	w.Helper()
	w.must(w.engine.Check(w.Context(), w.job(workflow.JobCheck, int64(id)), id))
}

// monthly is a reading of a paper of October for a slot's centre.
func (w *world) monthly(k document.Kind, o workflow.Obligation) document.Reading {
	return document.Reading{Kind: k, KindScore: 0.9, Terms: []string{"refezione", "tabella"}, Fields: []document.Field{
		{Name: document.PeriodMonth, Value: "2026-10", Confidence: 1}, {Name: document.CentreCode, Value: w.centreCode(o), Confidence: 1}}}
}

// A date of a paper is no month: the paper is not filed in the wrong month, nor
// in any on a guess.
func TestAPaperIsNotFiledInTheWrongMonth(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	slot := w.slot(document.Register)
	code := document.Field{Name: document.CentreCode, Value: w.centreCode(slot), Confidence: 1}
	for name, month := range map[string]document.Field{
		"a date alone":      {Name: document.IssuedOn, Value: "2026-10-05", Confidence: 1},
		"an unsure month":   {Name: document.PeriodMonth, Value: "2026-10", Unsure: true, Confidence: 0.4},
		"another month":     {Name: document.PeriodMonth, Value: "2026-11", Confidence: 1},
		"an impossible day": {Name: document.PeriodStart, Value: "2026-10-32", Unsure: true, Confidence: 0.4},
	} {
		got := w.send(w.operator, engine.Incoming{})
		w.digest(got, document.Reading{Kind: document.Register, KindScore: 0.9, Fields: []document.Field{month, code}})
		if d := w.document(got.Document); d.ObligationID == slot.ID {
			t.Errorf("%s: the paper was filed in October", name)
		}
	}
	if o := w.obligation(slot.ID); o.Status != workflow.ObligationOpen {
		t.Errorf("the slot is %s", o.Status)
	}
}

// A wrong kind is corrected before anybody decides: the slot is free again, the
// paper goes where it belongs, and its case follows the definition of its kind.
func TestAWrongKindIsCorrected(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	wrong, right := w.slot(document.Register), w.slot(document.Agreement)
	got := w.send(w.operator, engine.Incoming{})
	w.digest(got, w.monthly(document.Register, wrong))
	if w.document(got.Document).ObligationID == 0 || w.caseOf(got.Document).Definition.Key != "register" {
		t.Fatal("the paper was not filed")
	}
	taken := w.document(got.Document).ObligationID

	w.refused(w.engine.CorrectKind(t.Context(), w.other, got.Document, document.Agreement), "document.not_found")
	w.refused(w.engine.CorrectKind(t.Context(), w.reviewer, got.Document, "ALTRO"), "kind.unknown")
	w.refused(w.engine.CorrectKind(t.Context(), w.reviewer, got.Document, document.Register), "kind.same")
	before := w.caseOf(got.Document)
	w.must(w.engine.CorrectKind(t.Context(), w.reviewer, got.Document, document.Agreement))
	w.check(got.Document)

	if o := w.obligation(taken); o.Status != workflow.ObligationOpen || !o.SubmittedAt.IsZero() || o.LateDays != 0 {
		t.Errorf("the slot that was wrong is %+v", o)
	}
	d, f := w.document(got.Document), w.caseOf(got.Document)
	if d.Kind != document.Agreement || f.Case.ID != before.Case.ID || f.Definition.Key == "register" || f.Case.Version <= before.Case.Version || f.Open.ID == before.Open.ID {
		t.Errorf("document %+v, case %+v", d, f)
	}
	w.refused(w.engine.Decide(t.Context(), w.reviewer, engine.Deciding{Case: f.Case.ID, Task: before.Open.ID, Version: before.Case.Version, Outcome: workflow.Approved}), "case.changed")
	if d.ObligationID == 0 { // several slots fit: the office chooses, a body may not in a case
		w.refused(w.engine.Place(t.Context(), w.operator, got.Document, right.ID), "document.in_case")
		w.must(w.engine.Place(t.Context(), w.reviewer, got.Document, right.ID))
		w.check(got.Document)
		d = w.document(got.Document)
	}
	if o := w.obligation(d.ObligationID); o.Kind != document.Agreement || o.Status != workflow.ObligationUnderReview {
		t.Errorf("the slot is %+v", o)
	}
	if kinds := w.events(got.Document); !slices.Contains(kinds, "document.kind_corrected") || !slices.Contains(kinds, "case.refiled") {
		t.Errorf("the timeline is %v", kinds)
	}
	w.overrideAll(w.head, got.Document)
	w.must(w.decide(w.reviewer, got.Document, workflow.Approved, "visto"))
	w.refused(w.engine.CorrectKind(t.Context(), w.reviewer, got.Document, document.DURC), "kind.decided")
}

// An operator says what an unrecognised paper is, and it finds its slot; a later
// reading does not take it back.
func TestAnOperatorSaysTheKind(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	slot := w.slot(document.Register)
	got := w.send(w.operator, engine.Incoming{})
	w.refused(w.engine.CorrectKind(t.Context(), w.operator, got.Document, document.Register), "document.being_read")
	w.digest(got, w.monthly("", slot))
	if d := w.document(got.Document); d.ObligationID != 0 || d.Kind != "" {
		t.Fatalf("it was filed: %+v", d)
	}
	w.must(w.engine.CorrectKind(t.Context(), w.operator, got.Document, document.Register))
	w.check(got.Document)
	if d := w.document(got.Document); d.Kind != document.Register || d.ObligationID != slot.ID {
		t.Errorf("document %+v, want slot %d", d, slot.ID)
	}
	if o := w.obligation(slot.ID); o.Status != workflow.ObligationUnderReview {
		t.Errorf("the slot is %s", o.Status)
	}
}

// The office's lessons are its corrections, its placings and its approvals; those
// of another office are not.
func TestLessonsOfAnOffice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lessons := func(office reception.OfficeID) (out []storage.Lesson, last int64) {
		w.read(storage.System(), func(r *storage.Reader) (err error) {
			if out, err = r.Lessons(t.Context(), office); err != nil {
				return err
			}
			last, err = r.LastCorrection(t.Context(), office)
			return err
		})
		return out, last
	}
	if got, last := lessons(w.operator.Office); len(got) != 0 || last != 0 {
		t.Fatalf("%v", got)
	}
	placed := w.send(w.operator, engine.Incoming{})
	w.digest(placed, document.Reading{Kind: document.DURC, Terms: []string{"regolare"}})
	if w.document(placed.Document).ObligationID == 0 {
		w.must(w.engine.CorrectKind(t.Context(), w.operator, placed.Document, document.Report))
	}
	approved := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Agreement).ID})
	d := paper()
	d.Terms = []string{"convenzione", "servizio"}
	w.digest(approved, d)
	w.must(w.decide(w.reviewer, approved.Document, workflow.Approved, "visto"))
	got, last := lessons(w.operator.Office)
	if len(got) != 2 || last == 0 || got[0].Kind != document.Report || got[0].Was != document.DURC || !slices.Equal(got[0].Terms, []string{"regolare"}) ||
		got[1].Kind != document.Agreement || got[1].Was != "" || len(got[1].Terms) != 2 {
		t.Errorf("%+v, last %d", got, last)
	}
	if got, last := lessons(w.operator.Office + 1); len(got) != 0 || last != 0 {
		t.Errorf("another office learns %v", got)
	}
}
