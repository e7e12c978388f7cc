package engine_test

import (
	"slices"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// validUntil is a reading of the agreement that says until when it is valid.
func validUntil(version int, day string) document.Reading {
	d := paper()
	d.ReaderVersion = version
	d.Fields = []document.Field{{Name: document.ValidUntil, Value: day, Confidence: 1}}
	return d
}

// A reading that comes while somebody looks at an earlier one is not the one they
// decide on: the decision is refused until the rules have looked at the newer one
// and the person has it before them.
func TestADecisionIsOnTheReadingThatWasSeen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Agreement).ID})
	w.digest(got, validUntil(1, "2027-12-31"))
	seen := w.caseOf(got.Document)
	if n, err := w.engine.Reread(t.Context(), 2, true); err != nil || n != 1 {
		t.Fatalf("%d to read again, %v", n, err)
	}
	w.understand(got, engine.Understood{Reading: validUntil(2, "2030-01-01")})
	for _, o := range []workflow.Outcome{workflow.Approved, workflow.Returned} {
		w.refused(w.engine.Decide(t.Context(), w.reviewer, engine.Deciding{Case: seen.Case.ID, Task: seen.Open.ID, Version: seen.Case.Version,
			Outcome: o, Reason: "Visto."}), "case.changed")
	}
	w.refused(w.decide(w.reviewer, got.Document, workflow.Approved, "Visto."), "reading.unchecked")
	if n := w.count(`SELECT count(*) FROM decisions`); n != 0 {
		t.Fatalf("%d decisions", n)
	}
	w.check(got.Document)
	w.must(w.decide(w.reviewer, got.Document, workflow.Approved, "Visto."))
	if n := w.count(`SELECT count(*) FROM decisions d JOIN readings r ON r.id = d.reading_id WHERE r.reader_version = 2`); n != 1 {
		t.Errorf("%d decisions rely on what was seen", n)
	}
	// What comes after a decision does not stand between it and the next one.
	before := w.caseOf(got.Document).Case.Version
	if n, err := w.engine.Reread(t.Context(), 3, false); err != nil || n != 1 {
		t.Fatalf("%d to read again, %v", n, err)
	}
	w.understand(got, engine.Understood{Reading: validUntil(3, "2031-01-01")})
	if f := w.caseOf(got.Document); f.Case.Version != before {
		t.Error("a reading that is not in force changed the case")
	}
}

// A check from before runs named their reading holds for the readings it can have
// looked at.
func TestAnOlderCheckHolds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Agreement).ID})
	w.digest(got, validUntil(1, "2027-12-31"))
	w.count(`WITH older AS (UPDATE checks SET reading_id = NULL RETURNING id) SELECT count(*) FROM older`)
	w.must(w.decide(w.reviewer, got.Document, workflow.Approved, "Visto."))
}

// A reading that broke off is made again by the same reader, as often as somebody
// asks; what came to an end is not, and nothing is lost.
func TestABrokenReadingIsMadeAgain(t *testing.T) {
	t.Parallel()
	for _, code := range document.BrokeOff() {
		w := newWorld(t)
		got := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Agreement).ID})
		broken := document.Reading{Error: &document.Warning{Code: code, It: "Interrotta.", En: "Broken off."}}
		w.digest(got, broken)
		again := func(want int) {
			t.Helper()
			if n, err := w.engine.Reread(t.Context(), 1, true); err != nil || n != want {
				t.Fatalf("%s: %d to read again, %v", code, n, err)
			}
		}
		again(1)
		again(0) // it is on its way
		w.understand(got, engine.Understood{Reading: broken})
		again(1)
		w.understand(got, engine.Understood{Reading: validUntil(1, "2027-12-31")})
		w.read(storage.For(w.reviewer), func(r *storage.Reader) error {
			shown, _, err := r.ReadingShown(t.Context(), got.Revision)
			if shown.Reading.Error != nil || shown.Reading.Value(document.ValidUntil) != "2027-12-31" {
				t.Errorf("%s: in force is %+v", code, shown.Reading)
			}
			return err
		})
		again(0)
		if n := w.count(`SELECT count(*) FROM readings`); n != 2 {
			t.Errorf("%s: %d readings are kept", code, n)
		}
	}
}

// What the second reader read for want of the first is read again when the first
// is there, once.
func TestWhatOneReaderReadIsReadByBoth(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Agreement).ID})
	alone, both := validUntil(1, "2027-12-31"), validUntil(1, "2027-12-31")
	alone.Readers = []document.Reader{document.ReaderLedongthuc}
	both.Readers = []document.Reader{document.ReaderPoppler, document.ReaderLedongthuc}
	w.digest(got, alone)
	again := func(want int) {
		t.Helper()
		if n, err := w.engine.RereadAlone(t.Context(), true); err != nil || n != want {
			t.Fatalf("%d to read again, %v", n, err)
		}
	}
	if n, err := w.engine.Reread(t.Context(), 1, true); err != nil || n != 0 {
		t.Fatalf("%d to read again, %v", n, err)
	}
	again(1)
	w.understand(got, engine.Understood{Reading: alone}) // the worker has it not yet
	again(1)
	w.understand(got, engine.Understood{Reading: document.Reading{Error: &document.Warning{Code: "read.timeout"}}}) // no step back
	again(1)
	w.understand(got, engine.Understood{Reading: both})
	again(0)
	w.read(storage.For(w.reviewer), func(r *storage.Reader) error {
		shown, _, err := r.ReadingShown(t.Context(), got.Revision)
		if !slices.Equal(shown.Reading.Readers, both.Readers) {
			t.Errorf("in force is %+v", shown.Reading)
		}
		return err
	})
}

// Who sent a file that no slot fits is told once, however often it is checked or
// read again.
func TestAFileToBePlacedIsToldOfOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.operator, engine.Incoming{})
	w.digest(got, document.Reading{MediaType: "application/pdf"})
	for version := 2; version < 4; version++ {
		if n, err := w.engine.Reread(t.Context(), version, true); err != nil || n != 1 {
			t.Fatalf("%d to read again, %v", n, err)
		}
		w.understand(got, engine.Understood{Reading: document.Reading{MediaType: "application/pdf", ReaderVersion: version}, Check: true})
	}
	if n := w.count(`SELECT count(*) FROM notices WHERE kind = 'kind_unclear'`); n != 1 {
		t.Errorf("%d notices", n)
	}
	if n := w.count(`SELECT count(*) FROM events WHERE kind = 'document.unplaced'`); n != 1 {
		t.Errorf("%d times in the timeline", n)
	}
}
