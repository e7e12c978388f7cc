package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/seal"
	"github.com/insiemi/insiemi/storage/storagetest"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// A draft ends by itself: it is not sent, not read and not shown any more, says so, and
// what was found of it is gone; later it is forgotten.
func TestADraftEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.slot(document.Register)
	d := w.try(w.operator, w.trying(o), w.crowd(o))
	w.clock.set(d.EndsAt.Add(-time.Second))
	if n, err := w.engine.EndDrafts(t.Context()); n != 0 || err != nil {
		t.Errorf("%d ended early (%v)", n, err)
	}
	w.clock.set(d.EndsAt)
	_, err := w.sendDraft(w.operator, d)
	w.refused(err, "draft.ended")
	_, err = w.engine.Receive(t.Context(), w.operator, engine.Incoming{Obligation: o.ID, Draft: d.ID, FileName: "x", SHA256: d.SHA256, Size: d.Size})
	w.refused(err, "draft.ended")
	for _, want := range []int64{1, 0} {
		if n, err := w.engine.EndDrafts(t.Context()); n != want || err != nil {
			t.Errorf("%d ended, want %d (%v)", n, want, err)
		}
	}
	if got := w.draft(w.operator, o.ID); got.StateAt(w.clock.now()) != workflow.DraftEnded || got.FileName != "" || len(got.Findings) != 0 || got.Summary.Kind != "" {
		t.Errorf("once it has ended it is %+v", got)
	}
	w.clock.set(d.EndsAt.Add(workflow.DraftNotedFor))
	_, err = w.engine.EndDrafts(t.Context())
	w.must(err)
	if w.draft(w.operator, o.ID).ID != 0 || w.count(`SELECT count(*) FROM revisions`) != 0 {
		t.Error("it is not forgotten")
	}

	// one that nobody came to read is not read any more
	_, err = w.engine.PutDraft(t.Context(), w.operator, w.trying(o))
	w.must(err)
	late := w.draft(w.operator, o.ID)
	w.clock.set(late.EndsAt)
	if _, wanted, err := w.engine.DraftFor(t.Context(), w.job(workflow.JobReadDraft, int64(late.ID)), late.ID); wanted || err != nil {
		t.Errorf("it is still to be read (%v)", err)
	}
}

// A draft whose words another key sealed is none: it is not taken for one without
// findings.
func TestADraftUnderAnotherKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.slot(document.Register)
	d := w.try(w.operator, w.trying(o), w.crowd(o))
	k, err := seal.ParseKey(seal.NewKey())
	w.must(err)
	w.must(w.db.WithSeal(k).Read(t.Context(), storage.System(), func(r *storage.Reader) error {
		got, err := r.Draft(t.Context(), d.ID)
		if got.ID != 0 {
			t.Errorf("there is %+v", got)
		}
		return err
	}))
	if w.draft(w.operator, o.ID).ID != d.ID {
		t.Error("under its own key it is gone too")
	}
}

// Of an archive that document is checked which would come to be in the slot; where none
// or several can be meant, nothing is said.
func TestADraftOfAnArchive(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.slot(document.Register)
	zip := func(in ...document.Reading) (r document.Reading) {
		for i, c := range in {
			r.Contents = append(r.Contents, document.Content{Name: fmt.Sprintf("%d.xlsx", i), From: "zip", Reading: c})
		}
		return r
	}
	d := w.try(w.operator, w.trying(o), zip(document.Reading{Kind: document.DURC}, w.crowd(o)))
	if d.Summary.Inside != 2 || !d.Summary.Meant || d.Summary.Kind != document.Register || len(ofRule(d.Findings, "R11")) == 0 {
		t.Errorf("an archive with the register: %+v %q", d.Summary, say(d.Findings))
	}
	bare := document.Reading{Kind: document.Register, KindScore: 1}
	d = w.try(w.operator, w.trying(o), zip(bare, bare))
	if d.Summary.Inside != 2 || d.Summary.Meant || len(d.Findings) != 0 || d.Summary.Rules != 0 {
		t.Errorf("an archive with two that can be meant: %+v %q", d.Summary, say(d.Findings))
	}
}

// What can't be read says why, in the words of what was sent; a body's own marks have
// the draft read again where they changed meanwhile.
func TestADraftThatCannotBeRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.slot(document.Register)
	broken := document.Reading{Error: &document.Warning{Code: "pdf.encrypted", It: "Il PDF è protetto da una password.", En: "The PDF is protected by a password."}}
	d := w.try(w.operator, w.trying(o), broken)
	if d.Summary.Error == nil || d.Summary.Error.It != broken.Error.It {
		t.Errorf("its error is %+v", d.Summary.Error)
	}
	if f := ofRule(d.Findings, "K3"); len(f) != 1 || f[0].It != broken.Error.It {
		t.Errorf("it is found: %q", say(d.Findings))
	}
	w.must(w.engine.SayMark(t.Context(), w.reviewer, w.operator.Body, "Q", reception.MarkPresent))
	_, err := w.engine.PutDraft(t.Context(), w.operator, w.trying(o))
	w.must(err)
	d = w.draft(w.operator, o.ID)
	r := w.crowd(o)
	r.SHA256 = d.SHA256
	job := w.job(workflow.JobReadDraft, int64(d.ID))
	if err := w.engine.CheckDraft(t.Context(), job, d, r); err == nil || !strings.Contains(err.Error(), engine.ErrMarksMoved.Error()) {
		t.Errorf("a reading by other meanings is taken: %v", err)
	}
}

// Nothing of what was read of a draft stands in the clear, its totals and what could not
// be read neither.
func TestADraftsSummaryIsSealed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.slot(document.Register)
	d := w.try(w.operator, w.trying(o), document.Reading{Kind: document.Register, Error: &document.Warning{Code: "a.b", It: guestName, En: guestName},
		Fields: []document.Field{{Name: document.InvoiceNumber, Value: guestName}}})
	if found := storagetest.Find(t, w.url, guestName); len(found) > 0 {
		t.Errorf("names stand in %v", found)
	}
	if d.Summary.Error == nil || d.Summary.Error.It != guestName || len(d.Summary.Values) != 1 || d.Summary.Values[0].Value != guestName {
		t.Errorf("with the key it is %+v", d.Summary)
	}
}

// A draft whose reading fails says so, to whoever tried it alone can have it tried again,
// and is read all the same when machines succeed.
func TestADraftWhoseReadingFails(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	o := w.slot(document.Register)
	_, err := w.engine.PutDraft(ctx, w.operator, w.trying(o))
	w.must(err)
	d := w.draft(w.operator, o.ID)
	state := func() workflow.DraftState { return w.draft(w.operator, o.ID).StateAt(w.clock.now()) }
	jobs := func() int { return w.count(`SELECT count(*) FROM outbox WHERE kind = 'draft:read'`) }
	w.must(w.engine.RetryDraft(ctx, w.operator, o.ID, d.ID)) // nothing failed
	if jobs() != 1 {
		t.Error("what is being read is read twice")
	}
	w.must(w.engine.FailDraft(ctx, d.ID))
	if state() != workflow.DraftFailed {
		t.Fatalf("it is %s", state())
	}
	w.refused(w.engine.RetryDraft(ctx, w.operator, o.ID, d.ID+1), "draft.none")
	w.refused(w.engine.RetryDraft(ctx, w.other, o.ID, d.ID), "draft.none")
	w.refused(w.engine.RetryDraft(ctx, w.reviewer, o.ID, d.ID), "draft.none")
	for range 2 { // two clicks
		w.must(w.engine.RetryDraft(ctx, w.operator, o.ID, d.ID))
	}
	if state() != workflow.DraftReading || jobs() != 2 {
		t.Errorf("tried again it is %s, with %d jobs", state(), jobs())
	}
	w.must(w.engine.FailDraft(ctx, d.ID))
	first := w.job(workflow.JobReadDraft, int64(d.ID))
	if _, wanted, err := w.engine.DraftFor(ctx, first, d.ID); !wanted || err != nil {
		t.Errorf("machines gave up (%v)", err)
	}
	r := w.crowd(o)
	r.SHA256 = d.SHA256
	w.must(w.engine.CheckDraft(ctx, first, d, r))
	w.must(w.engine.FailDraft(ctx, d.ID)) // the other job, late
	if state() != workflow.DraftChecked {
		t.Errorf("once it is read it is %s", state())
	}
	if _, wanted, err := w.engine.DraftFor(ctx, w.job(workflow.JobReadDraft, int64(d.ID)), d.ID); wanted || err != nil {
		t.Errorf("it is read twice (%v)", err)
	}
}
