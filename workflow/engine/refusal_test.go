package engine_test

import (
	"sync"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

func TestWhatABodyMayNotDo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	slot := w.slot(document.Agreement)
	_, err := w.engine.Receive(t.Context(), w.other, engine.Incoming{Obligation: slot.ID, SHA256: document.Sum([]byte("x")), Size: 1, FileName: "x"})
	w.refused(err, "obligation.not_found")
	_, err = w.engine.Receive(t.Context(), w.reviewer, engine.Incoming{SHA256: document.Sum([]byte("x")), Size: 1, FileName: "x"})
	w.refused(err, "receive.operator_only")
	got := w.send(w.operator, engine.Incoming{Obligation: slot.ID})
	w.digest(got, paper())
	f := w.caseOf(got.Document)
	err = w.engine.Decide(t.Context(), w.operator, engine.Deciding{Case: f.Case.ID, Task: f.Open.ID, Version: f.Case.Version, Outcome: workflow.Approved})
	w.refused(err, "role.other")
	_, _, err = w.engine.LoadArchive(t.Context(), w.other, f.Case.ID)
	w.refused(err, "case.not_found")
}

// Two people decide at the same instant: one decision stands, the other is told.
func TestTwoDecisionsAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Agreement).ID})
	w.digest(got, paper())
	f := w.caseOf(got.Document)
	errs := make([]error, 6)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			errs[i] = w.engine.Decide(t.Context(), w.reviewer, engine.Deciding{Case: f.Case.ID, Task: f.Open.ID, Version: f.Case.Version,
				Outcome: workflow.Returned, Reason: "manca la firma"})
		})
	}
	wg.Wait()
	stood := 0
	for _, err := range errs {
		if err == nil {
			stood++
		} else {
			w.refused(err, "case.changed")
		}
	}
	if stood != 1 {
		t.Fatalf("%d decisions stood, want 1", stood)
	}
}

// Two levels stay two levels: a document whose case is open can't be moved into
// an invoice's slot, which asks for two people.
func TestADocumentInACaseCannotBeMoved(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.operator, engine.Incoming{})
	w.digest(got, document.Reading{Kind: document.DURC, KindScore: 0.9})
	if f := w.caseOf(got.Document); f.Definition.Key != "document" {
		t.Fatalf("the case follows %s", f.Definition.Key)
	}
	slot := w.slot(document.Invoice)
	w.refused(w.engine.Place(t.Context(), w.operator, got.Document, slot.ID), "document.in_case")
	if o := w.obligation(slot.ID); o.Status != workflow.ObligationOpen {
		t.Fatalf("the slot is %s", o.Status)
	}
}

// Nobody approves a revision that was not read, or findings that they did not
// see.
func TestApprovalIsOfWhatWasChecked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Agreement).ID})
	w.digest(got, paper())
	w.must(w.decide(w.reviewer, got.Document, workflow.Returned, "manca la firma"))
	again := w.send(w.operator, engine.Incoming{Document: got.Document})
	w.refused(w.decide(w.reviewer, got.Document, workflow.Approved, ""), "revision.unread")
	seen := w.caseOf(got.Document)
	w.digest(again, document.Reading{Kind: document.DURC, KindScore: 0.95, Fields: []document.Field{}})
	if len(w.findings(got.Document)) == 0 {
		t.Fatal("a wrong kind has no finding")
	}
	err := w.engine.Decide(t.Context(), w.reviewer, engine.Deciding{Case: seen.Case.ID, Task: seen.Open.ID, Version: seen.Case.Version,
		Outcome: workflow.Approved, Reason: "visto"})
	w.refused(err, "case.changed")
	w.overrideAll(w.head, got.Document)
	w.must(w.decide(w.reviewer, got.Document, workflow.Approved, "è il contratto giusto, verificato"))
}

// The same bytes for another slot are told, not swallowed; bytes that waited for
// a slot are put into the one that they are sent for.
func TestTheSameBytesForAnotherSlot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	slot := w.slot(document.Agreement)
	first := w.send(w.operator, engine.Incoming{})
	w.digest(first, document.Reading{MediaType: "application/pdf"})
	var sum document.SHA256
	w.read(storage.System(), func(r *storage.Reader) error {
		v, err := r.Revision(t.Context(), first.Revision)
		sum = v.SHA256
		return err
	})
	again := w.send(w.operator, engine.Incoming{Obligation: slot.ID, SHA256: sum})
	if !again.Already || !again.Placed || again.Document != first.Document {
		t.Fatalf("received %+v", again)
	}
	if o := w.obligation(slot.ID); o.Status != workflow.ObligationSubmitted {
		t.Fatalf("the slot is %s", o.Status)
	}
	_, err := w.engine.Receive(t.Context(), w.operator, engine.Incoming{Obligation: w.slot(document.Register).ID, SHA256: sum, Size: 100, FileName: "f.pdf"})
	w.refused(err, "receive.elsewhere")
}

// Checks, decisions and receipts that meet on the same rows do not stop each
// other.
func TestChecksAndDecisionsAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	slot := w.slot(document.Agreement)
	got := w.send(w.operator, engine.Incoming{Obligation: slot.ID})
	w.digest(got, paper())
	for range 6 {
		f := w.caseOf(got.Document)
		w.must(w.db.Write(t.Context(), storage.System(), func(tx *storage.Tx) error {
			return tx.Enqueue(t.Context(), w.operator.Office, workflow.JobCheck, int64(got.Document))
		}))
		job := w.job(workflow.JobCheck, int64(got.Document))
		var wg sync.WaitGroup
		wg.Go(func() {
			if err := w.engine.Check(t.Context(), job, got.Document); err != nil {
				t.Errorf("check: %v", err)
			}
		})
		wg.Go(func() {
			err := w.engine.Decide(t.Context(), w.reviewer, engine.Deciding{Case: f.Case.ID, Task: f.Open.ID, Version: f.Case.Version,
				Outcome: workflow.Returned, Reason: "manca la firma"})
			if err != nil {
				t.Errorf("decide: %v", err)
			}
		})
		wg.Go(func() {
			_, err := w.engine.Receive(t.Context(), w.operator, engine.Incoming{Obligation: slot.ID, SHA256: document.Sum([]byte(t.Name())), Size: 1, FileName: "f"})
			if _, told := workflow.RefusalOf(err); err != nil && !told {
				t.Errorf("receive: %v", err)
			}
		})
		wg.Wait()
		if f := w.caseOf(got.Document); f.Open.Role == reception.Operator {
			again := w.send(w.operator, engine.Incoming{Document: got.Document})
			w.digest(again, paper())
		} else {
			return // the correction arrived in between
		}
	}
}
