package engine_test

import (
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// override does something about a finding on a document.
func (w *world) override(a workflow.Actor, id document.ID, f check.Finding, act workflow.OverrideAct, reason string) error {
	w.Helper()
	return w.engine.Override(w.Context(), a, engine.Overriding{Case: w.caseOf(id).Case.ID, Finding: f.Key(), Act: act, Reason: reason})
}

// overrideAll proposes to override every blocking finding on a document, and
// returns how many there are.
func (w *world) overrideAll(a workflow.Actor, id document.ID) (n int) {
	w.Helper()
	for _, f := range w.findings(id) {
		if f.Severity == check.Block && !w.overrides(id)[f.Key()].Proposed() {
			w.must(w.override(a, id, f, workflow.OverrideProposed, "verificato con chi l'ha trasmesso"))
			n++
		}
	}
	return n
}

// blockedPaper sends a paper that another kind was asked for, and returns its
// blocking finding.
func (w *world) blockedPaper() (engine.Received, check.Finding) {
	w.Helper()
	got := w.send(w.operator, engine.Incoming{Obligation: w.slot(document.Agreement).ID})
	w.digest(got, document.Reading{Kind: document.DURC, KindScore: 0.95, Fields: []document.Field{}})
	for _, f := range w.findings(got.Document) {
		if f.Severity == check.Block {
			return got, f
		}
	}
	w.Fatal("nothing blocks it")
	return got, check.Finding{}
}

func (w *world) overrides(id document.ID) map[string]workflow.Override {
	w.Helper()
	out := map[string]workflow.Override{}
	w.read(storage.System(), func(r *storage.Reader) error {
		acts, err := r.OverrideActs(w.Context(), id)
		for key, steps := range acts {
			out[key] = workflow.OverrideOf(steps)
		}
		return err
	})
	return out
}

// A blocking finding is overridden by two people, with a reason; whoever could
// not see it has no say.
func TestTwoPeopleOverrideABlock(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got, f := w.blockedPaper()
	w.refused(w.override(w.operator, got.Document, f, workflow.OverrideProposed, "è giusto"), "override.role")
	w.refused(w.override(w.reviewer, got.Document, f, workflow.OverrideProposed, "  "), "override.reason")
	w.refused(w.override(w.head, got.Document, f, workflow.OverrideConfirmed, ""), "override.gone")
	w.must(w.override(w.reviewer, got.Document, f, workflow.OverrideProposed, "è il contratto, la scansione ha il frontespizio di un altro"))
	w.refused(w.override(w.head, got.Document, f, workflow.OverrideProposed, "anch'io"), "override.there")
	w.refused(w.override(w.reviewer, got.Document, f, workflow.OverrideConfirmed, ""), "override.four_eyes")
	w.refused(w.decide(w.reviewer, got.Document, workflow.Approved, ""), "override.second")
	waits := func(a workflow.Actor) (n int) {
		w.read(storage.For(a), func(r *storage.Reader) error {
			lines, err := r.Unconfirmed(t.Context(), a.Office, a.Person)
			n = len(lines)
			return err
		})
		return n
	}
	if waits(w.head) != 1 || waits(w.reviewer) != 0 {
		t.Errorf("it waits for the head in %d cases, for whoever proposed it in %d", waits(w.head), waits(w.reviewer))
	}
	w.must(w.override(w.head, got.Document, f, workflow.OverrideConfirmed, ""))
	if o := w.overrides(got.Document)[f.Key()]; !o.Holds(true) || o.By != w.reviewer.Person || o.Confirmed != w.head.Person {
		t.Fatalf("it stands as %+v", o)
	}
	if waits(w.head) != 0 {
		t.Error("it still waits")
	}
	w.must(w.decide(w.reviewer, got.Document, workflow.Approved, ""))
	if n := w.count(`SELECT count(*) FROM events WHERE document_id = $1 AND kind IN ('override.proposed','override.confirmed')`, got.Document); n != 2 {
		t.Errorf("%d events of the override", n)
	}
	if n := w.count(`SELECT count(*) FROM events WHERE document_id = $1 AND kind = 'decision.taken' AND data->'approved_over' = '["K1"]'`, got.Document); n != 1 {
		t.Error("the decision does not say what it was taken over")
	}
	w.must(w.override(w.head, got.Document, f, workflow.OverrideWithdrawn, "ripensandoci"))
	w.read(storage.For(w.head), func(r *storage.Reader) error {
		lines, err := r.ApprovedWithBlocks(t.Context(), w.head.Office)
		if len(lines) != 0 {
			t.Error("what was found before the approval counts as found after it")
		}
		return err
	})
}

// Where two levels approve, the second confirms by approving what the first
// proposed.
func TestApprovingConfirms(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.invoiceSent()
	n := w.overrideAll(w.reviewer, id)
	w.must(w.decide(w.reviewer, id, workflow.Approved, ""))
	w.must(w.decide(w.head, id, workflow.Approved, "d'accordo"))
	confirmed := 0
	for _, o := range w.overrides(id) {
		if o.By == w.reviewer.Person && o.Confirmed == w.head.Person {
			confirmed++
		}
	}
	if n == 0 || confirmed != n {
		t.Fatalf("%d of %d are confirmed", confirmed, n)
	}
}

// What is withdrawn holds no longer.
func TestAnOverrideIsWithdrawn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got, f := w.blockedPaper()
	w.must(w.override(w.reviewer, got.Document, f, workflow.OverrideProposed, "è giusto"))
	w.must(w.override(w.head, got.Document, f, workflow.OverrideConfirmed, ""))
	w.must(w.override(w.head, got.Document, f, workflow.OverrideWithdrawn, "non è il contratto"))
	w.refused(w.decide(w.reviewer, got.Document, workflow.Approved, ""), "override.missing")
}

// An override is of just what was looked at: a corrected revision has findings of
// its own, and the old override is said to have lapsed.
func TestAnOverrideLapses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got, f := w.blockedPaper()
	seen := w.caseOf(got.Document)
	w.must(w.override(w.reviewer, got.Document, f, workflow.OverrideProposed, "è giusto"))
	w.must(w.override(w.head, got.Document, f, workflow.OverrideConfirmed, ""))
	w.refused(w.engine.Decide(t.Context(), w.reviewer, engine.Deciding{Case: seen.Case.ID, Task: seen.Open.ID, Version: seen.Case.Version,
		Outcome: workflow.Approved}), "case.changed")
	w.must(w.decide(w.reviewer, got.Document, workflow.Returned, "manca la firma"))
	again := w.send(w.operator, engine.Incoming{Document: got.Document})
	w.digest(again, document.Reading{Kind: document.DURC, KindScore: 0.9, Fields: []document.Field{}})
	w.refused(w.decide(w.reviewer, got.Document, workflow.Approved, ""), "override.missing")
	if n := w.count(`SELECT count(*) FROM events WHERE document_id = $1 AND kind = 'override.lapsed'`, got.Document); n != 1 {
		t.Errorf("%d events say that it lapsed", n)
	}
	w.refused(w.override(w.head, got.Document, f, workflow.OverrideProposed, "è giusto"), "finding.changed")
}

// The second person is told: whoever may confirm, but not who proposed, as long as
// it waits.
func TestTheSecondPersonIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got, f := w.blockedPaper()
	w.must(w.override(w.reviewer, got.Document, f, workflow.OverrideProposed, "è il contratto"))
	if n := w.told(w.reviewer, workflow.NoticeConfirm); n != 0 {
		t.Errorf("who proposed is told %d times", n)
	}
	if n := w.told(w.operator, workflow.NoticeConfirm) + w.told(w.admin(), workflow.NoticeConfirm); n != 0 {
		t.Errorf("%d people are told who may not confirm", n)
	}
	w.tick(11, 3)
	confirms := func() (out []engine.News) {
		for _, k := range w.toldTo(w.head.Person) {
			for _, n := range k.News {
				if n.Kind == workflow.NoticeConfirm {
					out = append(out, n)
				}
			}
		}
		return out
	}
	told := confirms()
	if len(told) != 1 || told[0].Task.CaseID != w.caseOf(got.Document).Case.ID || told[0].Task.OpenedAt.IsZero() || told[0].Task.Body == "" {
		t.Fatalf("the head is told %+v", told)
	}
	w.must(w.override(w.head, got.Document, f, workflow.OverrideConfirmed, ""))
	if told := confirms(); len(told) != 0 {
		t.Errorf("of what is confirmed: %+v", told)
	}
}
