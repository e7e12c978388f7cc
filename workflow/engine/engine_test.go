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

// A job's second run changes nothing.
func TestJobsRunTwiceActOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Agreement).ID})
	read := w.job(workflow.JobReadRevision, int64(got.Revision))
	for range 2 {
		w.must(w.engine.RecordReading(t.Context(), read, got.Revision, paper(), 2))
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
	if o := w.obligation(slot.ID); o.Status != workflow.ObligationSubmitted {
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
	w.refused(w.decide(w.reviewer, got.Document, workflow.Approved, ""), "reason.blocking")
	w.must(w.decide(w.reviewer, got.Document, workflow.Approved, "il mese sul foglio è un refuso, verificato al telefono"))
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
	if !again.Already || again.Document != first.Document {
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

// Months in which nothing ran are caught up.
func TestSkippedMonthsAreExpected(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.clock.set(calendar.MustDate(2027, 3, 2).At(9, 0))
	_, err := w.engine.Tick(t.Context())
	w.must(err)
	months := map[string]int{}
	w.read(storage.System(), func(r *storage.Reader) error {
		all, err := r.Obligations(t.Context(), w.operator.Body)
		for _, o := range all {
			if o.Kind == document.Register {
				months[o.For.Key()]++
			}
		}
		return err
	})
	for _, m := range []string{"2026-11", "2026-12", "2027-01", "2027-02", "2027-03"} {
		if months[m] == 0 {
			t.Errorf("nothing is expected for %s: %v", m, months)
		}
	}
}

func TestRemindersOncePerStep(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tick := func(month, day int) engine.Ticked {
		t.Helper()
		w.clock.set(calendar.MustDate(2026, time.Month(month), day).At(9, 30))
		done, err := w.engine.Tick(t.Context())
		w.must(err)
		return done
	}
	first := tick(11, 3)
	if first.Reminders == 0 || first.Notices == 0 {
		t.Fatalf("nothing was reminded: %+v", first)
	}
	var wg sync.WaitGroup
	for range 4 { // restarts and second schedulers
		wg.Go(func() {
			if done, err := w.engine.Tick(t.Context()); err != nil || done.Reminders != 0 || done.Notices != 0 {
				t.Errorf("reminded twice: %+v, %v", done, err)
			}
		})
	}
	wg.Wait()
	if done := tick(11, 7); done.Reminders != 0 || done.Reason != "not a working day" {
		t.Fatalf("on a Saturday: %+v", done)
	}
	slot := w.slot(document.Agreement)
	w.send(w.operator, engine.Incoming{Obligation: slot.ID})
	after := tick(12, 30) // weeks without running: one step each, none for what arrived
	if after.Reminders == 0 {
		t.Fatalf("nothing was reminded after weeks: %+v", after)
	}
	if again := tick(12, 30); again.Reminders != 0 || again.Obligations != 0 {
		t.Fatalf("again: %+v", again)
	}
}

// What a digest asks for is looked up when it is sent, so nobody is chased for
// what arrived meanwhile.
func TestADigestLeavesOutWhatArrived(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.engine.Tick(t.Context())
	w.must(err)
	var notices map[workflow.JobID]workflow.NoticeID
	w.read(storage.System(), func(r *storage.Reader) (err error) {
		notices, err = r.WaitingNotices(t.Context(), w.clock.now().Add(time.Hour))
		return err
	})
	count := func() (n int) {
		for job, id := range notices {
			told, wanted, err := w.engine.NoticeFor(t.Context(), job, id)
			w.must(err)
			if wanted && told.To.ID == w.operator.Person {
				n += len(told.Obligations)
			}
		}
		return n
	}
	before := count()
	w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Agreement).ID})
	if after := count(); before == 0 || after != before-1 {
		t.Fatalf("%d obligations before, %d after one arrived", before, after)
	}
}

func TestOverdueTasksAreReminded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Agreement).ID})
	w.digest(got, paper())
	w.clock.set(calendar.MustDate(2026, 12, 10).At(9, 0)) // due 30 days after 3 November
	_, err := w.engine.Tick(t.Context())
	w.must(err)
	var found bool
	w.read(storage.System(), func(r *storage.Reader) error {
		notices, err := r.WaitingNotices(t.Context(), w.clock.now().Add(time.Hour))
		for job, id := range notices {
			told, _, e := w.engine.NoticeFor(t.Context(), job, id)
			if e != nil {
				return e
			}
			found = found || (told.To.ID == w.reviewer.Person && len(told.Tasks) == 1)
		}
		return err
	})
	if !found {
		t.Fatal("the reviewer was not reminded of the overdue task")
	}
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

func TestSignIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	s, err := w.engine.SignIn(ctx, "OPERATOR@insiemi.example", "secret")
	w.must(err)
	p, err := w.engine.WhoIs(ctx, s.Token)
	if err != nil || p.ID != w.operator.Person || p.BodyID != w.operator.Body {
		t.Fatalf("signed in as %+v, %v", p, err)
	}
	w.must(w.engine.SignOut(ctx, s.Token))
	_, err = w.engine.WhoIs(ctx, s.Token)
	w.refused(err, "sign_in.needed")
	s, err = w.engine.SignIn(ctx, "operator@insiemi.example", "secret")
	w.must(err)
	w.clock.set(w.clock.now().Add(13 * time.Hour))
	_, err = w.engine.WhoIs(ctx, s.Token)
	w.refused(err, "sign_in.needed")
	_, err = w.engine.SignIn(ctx, "nobody@insiemi.example", "secret")
	w.refused(err, "sign_in.wrong")
	for range 10 {
		_, err = w.engine.SignIn(ctx, "operator@insiemi.example", "guess")
		w.refused(err, "sign_in.wrong")
	}
	_, err = w.engine.SignIn(ctx, "operator@insiemi.example", "secret")
	w.refused(err, "sign_in.wait")
}
