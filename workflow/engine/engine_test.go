package engine_test

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// paper is a reading of a contract, about which no rule has anything to say.
func paper() document.Reading {
	return document.Reading{Kind: document.Agreement, KindScore: 1, MediaType: "application/pdf", PageCount: 2, Method: document.MethodText, Text: "Convenzione"}
}

func TestAPaperFromReceiptToApproval(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	slot := w.slot(document.Agreement)
	got := w.send(w.operator, engine.Incoming{Obligation: slot.ID})
	if got.Number != 1 || got.Receipt.Year != 2026 || got.Receipt.Number != 1 || !got.Receipt.IssuedAt.Equal(w.clock.now()) {
		t.Fatalf("received %+v", got)
	}
	if o := w.obligation(slot.ID); o.Status != workflow.ObligationSubmitted || o.SubmittedAt.IsZero() {
		t.Fatalf("the obligation is %+v", o)
	}
	w.digest(got, paper())
	f := w.caseOf(got.Document)
	if f.Case.Step != "review" || f.Open.Role != reception.Reviewer || f.Number != 1 {
		t.Fatalf("the case is %+v", f)
	}
	w.must(w.decide(w.reviewer, got.Document, workflow.Approved, "visto"))
	if f := w.caseOf(got.Document); f.Case.Outcome != workflow.Approved || f.Open.ID != 0 {
		t.Fatalf("the case is %+v", f)
	}
	if o := w.obligation(slot.ID); o.Status != workflow.ObligationAccepted {
		t.Fatalf("the obligation is %s", o.Status)
	}
	want := []string{"revision.received", "revision.read", "document.checked", "case.opened", "decision.taken"}
	if got := w.events(got.Document); !slices.Equal(got, want) {
		t.Fatalf("the timeline is %v, want %v", got, want)
	}
}

func TestACorrectionKeepsTheOldRevision(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Agreement).ID})
	_, err := w.engine.Receive(t.Context(), w.operator, engine.Incoming{Document: got.Document, SHA256: document.Sum([]byte("early")), Size: 5, FileName: "x.pdf"})
	w.refused(err, "document.being_read")
	w.digest(got, paper())
	_, err = w.engine.Receive(t.Context(), w.operator, engine.Incoming{Document: got.Document, SHA256: document.Sum([]byte("early")), Size: 5, FileName: "x.pdf"})
	w.refused(err, "case.not_waiting")
	w.must(w.decide(w.reviewer, got.Document, workflow.Returned, "manca la firma"))
	var old storage.Revision
	w.read(storage.System(), func(r *storage.Reader) (err error) {
		old, err = r.Revision(t.Context(), got.Revision)
		return err
	})
	_, err = w.engine.Receive(t.Context(), w.operator, engine.Incoming{Document: got.Document, SHA256: old.SHA256, Size: 100, FileName: "same.pdf"})
	w.refused(err, "receive.unchanged")
	again := w.send(w.operator, engine.Incoming{Document: got.Document})
	if again.Document != got.Document || again.Number != 2 || again.Receipt.Number != 2 {
		t.Fatalf("received %+v", again)
	}
	if f := w.caseOf(got.Document); f.Case.Step != "review" || f.Open.Role != reception.Reviewer {
		t.Fatalf("the case is %+v", f)
	}
	w.read(storage.System(), func(r *storage.Reader) error {
		all, err := r.Revisions(t.Context(), got.Document)
		if len(all) != 2 || all[0].SHA256 != old.SHA256 {
			t.Errorf("the revisions are %+v", all)
		}
		return err
	})
}

func TestTheSameBytesGiveTheEarlierReceipt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sum := document.Sum([]byte("the same bytes"))
	in := engine.Incoming{Obligation: w.slot(document.Agreement).ID, SHA256: sum, Size: 14, FileName: "a.pdf"}
	var wg sync.WaitGroup
	got := make([]engine.Received, 8)
	for i := range got {
		wg.Go(func() {
			var err error
			if got[i], err = w.engine.Receive(t.Context(), w.operator, in); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	fresh := 0
	for _, g := range got {
		if g.Revision != got[0].Revision || g.Receipt.Number != got[0].Receipt.Number {
			t.Errorf("two receipts: %+v and %+v", got[0], g)
		}
		if !g.Already {
			fresh++
		}
	}
	if fresh != 1 {
		t.Errorf("%d uploads were taken as new, want 1", fresh)
	}
	other := w.send(w.other, engine.Incoming{SHA256: sum})
	if other.Already || other.Revision == got[0].Revision {
		t.Error("another body was given this body's receipt")
	}
}

// A job's second run changes nothing.
func TestJobsRunTwiceActOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Agreement).ID})
	read := w.job(workflow.JobReadRevision, int64(got.Revision))
	d := paper()
	d.SHA256 = w.bytesOf(got.Revision)
	for range 2 {
		w.must(w.engine.RecordReading(t.Context(), read, got.Revision, d, 2))
	}
	chk := w.job(workflow.JobCheck, int64(got.Document))
	for range 2 {
		w.must(w.engine.Check(t.Context(), chk, got.Document))
	}
	want := []string{"revision.received", "revision.read", "document.checked", "case.opened"}
	if got := w.events(got.Document); !slices.Equal(got, want) {
		t.Fatalf("the timeline is %v, want %v", got, want)
	}
	if _, wanted, err := w.engine.RevisionFor(t.Context(), read, got.Revision); err != nil || wanted {
		t.Fatalf("a job that is done is wanted again (%v)", err)
	}
}

func TestAFileFindsItsSlot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	slot := w.slot(document.Register)
	var code string
	w.read(storage.System(), func(r *storage.Reader) error {
		all, err := r.Centres(t.Context(), w.operator.Body)
		for _, c := range all {
			if c.ID == slot.CentreID {
				code = c.Code
			}
		}
		return err
	})
	got := w.send(w.operator, engine.Incoming{})
	w.digest(got, document.Reading{Kind: document.Register, KindScore: 0.9, Fields: []document.Field{
		{Name: document.PeriodMonth, Value: "2026-10"}, {Name: document.CentreCode, Value: code}}})
	if o := w.obligation(slot.ID); o.Status != workflow.ObligationUnderReview {
		t.Fatalf("the slot is %s", o.Status)
	}
	if f := w.caseOf(got.Document); f.Definition.Key != "register" {
		t.Fatalf("the case follows %s", f.Definition.Key)
	}
}

// A file that no slot fits is kept, its sender is told, and a person places it.
func TestAFileThatNoSlotFitsIsPlacedByHand(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.operator, engine.Incoming{})
	w.digest(got, document.Reading{MediaType: "application/pdf"})
	if n := w.waiting(); n != 1 {
		t.Fatalf("%d jobs wait, want the notice", n)
	}
	slot := w.slot(document.Agreement)
	w.must(w.engine.Place(t.Context(), w.operator, got.Document, slot.ID))
	w.must(w.engine.Check(t.Context(), w.job(workflow.JobCheck, int64(got.Document)), got.Document))
	w.caseOf(got.Document)
	w.refused(w.engine.Place(t.Context(), w.operator, got.Document, slot.ID), "document.placed")
	want := []string{"revision.received", "revision.read", "document.checked", "document.unplaced", "document.placed", "document.checked", "case.opened"}
	if got := w.events(got.Document); !slices.Equal(got, want) {
		t.Fatalf("the timeline is %v", got)
	}
}

// A late register is found late, and approving over a blocking finding needs a
// reason.
func TestFindingsStandInTheWay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	slot := w.slot(document.Register)
	w.clock.set(calendar.MustDate(2026, 11, 9).At(10, 0)) // due on the 5th
	got := w.send(w.operator, engine.Incoming{Obligation: slot.ID})
	w.digest(got, document.Reading{Kind: document.Register, KindScore: 0.9, Fields: []document.Field{
		{Name: document.PeriodMonth, Value: "2026-09", Confidence: 1}}})
	found := w.findings(got.Document)
	late := slices.IndexFunc(found, func(f check.Finding) bool { return f.Rule == "T1" })
	wrong := slices.IndexFunc(found, func(f check.Finding) bool { return f.Severity == check.Block })
	if late < 0 || wrong < 0 || !strings.Contains(found[late].It, "4 giorni") {
		t.Fatalf("the findings are %+v", found)
	}
	w.refused(w.decide(w.reviewer, got.Document, workflow.Approved, "il mese sul foglio è un refuso"), "override.missing")
	for _, f := range found {
		if f.Severity == check.Block {
			w.must(w.override(w.reviewer, got.Document, f, workflow.OverrideProposed, "il mese sul foglio è un refuso, verificato al telefono"))
		}
	}
	w.refused(w.decide(w.reviewer, got.Document, workflow.Approved, "verificato"), "override.second")
	for _, f := range found {
		if f.Severity == check.Block {
			w.must(w.override(w.head, got.Document, f, workflow.OverrideConfirmed, ""))
		}
	}
	w.must(w.decide(w.reviewer, got.Document, workflow.Approved, ""))
}

func TestTheSameCaseExportsTheSameBytes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Agreement).ID})
	w.digest(got, paper())
	f := w.caseOf(got.Document)
	open := func(document.SHA256) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("the bytes received")), nil
	}
	var a, b bytes.Buffer
	w.must(w.engine.Export(t.Context(), w.reviewer, f.Case.ID, open, &a))
	w.clock.set(w.clock.now().Add(time.Hour))
	w.must(w.engine.Export(t.Context(), w.reviewer, f.Case.ID, open, &b))
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Fatal("the same case gave other bytes")
	}
}
