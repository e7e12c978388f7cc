package engine_test

import (
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage/storagetest"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// told counts the notices of a kind to a person.
func (w *world) told(a workflow.Actor, k workflow.NoticeKind) (n int) {
	w.Helper()
	w.sqlRow(&n, `SELECT count(*) FROM notices WHERE person_id = $1 AND kind = $2`, a.Person, k)
	return n
}

func TestDeclaringNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, id := t.Context(), w.slot(document.Register).ID
	w.refused(w.engine.DeclareNothing(ctx, w.operator, id, " "), "reason.missing")
	w.refused(w.engine.DeclareNothing(ctx, w.operator, id, "x"), "reason.short")
	w.refused(w.engine.DeclareNothing(ctx, w.other, id, "centro vuoto"), "obligation.not_found")
	w.refused(w.engine.DeclareNothing(ctx, w.reviewer, id, "centro vuoto"), "obligation.body_only")
	w.must(w.engine.DeclareNothing(ctx, w.operator, id, "centro vuoto"))
	w.refused(w.engine.DeclareNothing(ctx, w.operator, id, "centro vuoto"), "obligation.declared_already")
	if w.told(w.reviewer, workflow.NoticeDeclared) != 1 || w.told(w.head, workflow.NoticeDeclared) != 1 || w.told(w.operator, workflow.NoticeDeclared) != 0 {
		t.Error("the office was not told once each")
	}
	lines, err := w.engine.DeclaredObligations(ctx, w.reviewer)
	w.must(err)
	if len(lines) != 1 || lines[0].Why != "centro vuoto" || lines[0].BodyName == "" || lines[0].DeclaredBy == "" {
		t.Fatalf("waiting: %+v", lines)
	}
	w.must(w.engine.RevokeDeclaration(ctx, w.operator, id, ""))
	if o := w.obligation(id); o.Status != workflow.ObligationOpen || o.NudgeOn.IsZero() {
		t.Errorf("revoked: %+v", o)
	}
	w.must(w.engine.DeclareNothing(ctx, w.operator, id, "centro vuoto"))
	w.refused(w.engine.AnswerDeclaration(ctx, w.operator, id, true, ""), "obligation.office_only")
	w.refused(w.engine.AnswerDeclaration(ctx, w.reviewer, id, false, ""), "reason.missing")
	w.must(w.engine.AnswerDeclaration(ctx, w.reviewer, id, false, "tre ospiti risultano presenti"))
	if o := w.obligation(id); o.Status != workflow.ObligationOpen || w.told(w.operator, workflow.NoticeRefused) != 1 {
		t.Errorf("refused: %+v", o)
	}
	w.must(w.engine.DeclareNothing(ctx, w.operator, id, "trasferiti il 30"))
	w.must(w.engine.AnswerDeclaration(ctx, w.reviewer, id, true, ""))
	if o := w.obligation(id); o.Status != workflow.ObligationNothing || !o.NudgeOn.IsZero() || w.told(w.operator, workflow.NoticeAcknowledged) != 1 {
		t.Errorf("acknowledged: %+v", o)
	}
	w.must(w.engine.RestoreObligation(ctx, w.head, id, "è emerso un ospite"))
	page, err := w.engine.ObligationPage(ctx, w.operator, id)
	w.must(err)
	acts := ""
	for _, a := range page.Acts {
		acts += string(a.Act) + " "
		if a.By == "" {
			t.Errorf("nobody said %+v", a)
		}
	}
	if acts != "declared revoked declared refused declared acknowledged restored " || len(page.Events) != 7 || page.Obligation.Status != workflow.ObligationOpen {
		t.Errorf("the page shows %s and %d events", acts, len(page.Events))
	}
	var sequence int
	w.sqlRow(&sequence, `SELECT sequence FROM obligations WHERE id = $1`, id)
	if sequence != 7 {
		t.Errorf("the sequence is %d after 7 acts", sequence)
	}
}

func TestExtending(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, slot := t.Context(), w.slot(document.Register)
	to := slot.Due.On.AddDays(15)
	w.refused(w.engine.ExtendObligation(ctx, w.operator, slot.ID, to, "x"), "obligation.office_only")
	w.refused(w.engine.ExtendObligation(ctx, w.reviewer, slot.ID, slot.Due.On, "x"), "extension.not_later")
	w.must(w.engine.ExtendObligation(ctx, w.reviewer, slot.ID, to, "alluvione"))
	o := w.obligation(slot.ID)
	if o.Due.On != to || o.FirstDueOn != slot.Due.On || o.NudgeOn != to.AddDays(-7) || w.told(w.operator, workflow.NoticeExtension) != 1 {
		t.Errorf("extended: %+v", o)
	}
	last := o.Due.Derivation.Steps[len(o.Due.Derivation.Steps)-1]
	if last.Rule != calendar.RuleExtended || last.From != slot.Due.On || last.To != to {
		t.Errorf("the derivation ends with %+v", last)
	}
	w.must(w.engine.ExtendObligation(ctx, w.head, slot.ID, to.AddDays(5), "ancora acqua"))
	if o = w.obligation(slot.ID); o.FirstDueOn != slot.Due.On || o.Due.On != to.AddDays(5) {
		t.Errorf("extended twice: %+v", o)
	}
	q := w.requirement(document.Register)
	q.Due = reception.DueRule{Day: 20, Months: 1}
	_, err := w.engine.SaveRequirement(ctx, w.admin(), q)
	w.must(err)
	w.follow()
	if o = w.obligation(slot.ID); o.Due.On != to.AddDays(5) {
		t.Errorf("the template moved an extended date to %s", o.Due.On)
	}
}

// All or nothing, and the refusal says of which.
func TestWaivingSeveral(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	var ids []workflow.ObligationID
	for _, o := range w.slots {
		if o.Kind == document.Register {
			ids = append(ids, o.ID)
		}
	}
	w.send(w.operator, engine.Incoming{Obligation: ids[0]})
	w.refused(w.engine.WaiveAll(ctx, w.reviewer, ids, "chiuso"), "obligation.not_open")
	for _, id := range ids[1:] {
		if w.obligation(id).Status != workflow.ObligationOpen {
			t.Fatal("some were waived all the same")
		}
	}
	w.refused(w.engine.WaiveAll(ctx, w.reviewer, nil, "chiuso"), "acts.none")
	w.must(w.engine.WaiveAll(ctx, w.reviewer, ids[1:], "chiuso"))
	w.must(w.engine.RestoreObligations(ctx, w.reviewer, ids[1:2], "era aperto"))
	for i, id := range ids[1:] {
		want := workflow.ObligationWaived
		if i == 0 {
			want = workflow.ObligationOpen
		}
		if got := w.obligation(id).Status; got != want {
			t.Errorf("%d is %s, want %s", id, got, want)
		}
	}
}

// Two clerks who answer at once: one does, the other is told.
func TestTwoClerksAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.slot(document.Register).ID
	w.must(w.engine.DeclareNothing(t.Context(), w.operator, id, "centro vuoto"))
	var wg sync.WaitGroup
	errs := make([]error, 2)
	for i, a := range []workflow.Actor{w.reviewer, w.head} {
		wg.Go(func() { errs[i] = w.engine.AnswerDeclaration(t.Context(), a, id, i == 0, "no") })
	}
	wg.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Fatalf("answered: %v, %v", errs[0], errs[1])
	}
	for _, err := range errs {
		if err != nil {
			w.refused(err, "obligation.not_declared")
		}
	}
}

// What arrives for a declared or waived obligation is taken all the same, and by
// how much it was late is kept.
func TestWhatArrivesIsNeverRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, slot := t.Context(), w.slot(document.Register)
	w.must(w.engine.DeclareNothing(ctx, w.operator, slot.ID, "centro vuoto"))
	w.clock.set(slot.Due.On.AddDays(4).At(10, 0))
	got := w.send(w.operator, engine.Incoming{Obligation: slot.ID})
	if o := w.obligation(slot.ID); o.Status != workflow.ObligationSubmitted || o.LateDays != 4 {
		t.Errorf("sent after a declaration: %+v", o)
	}
	var was string
	var late int
	w.sqlRow(&was, `SELECT data->>'was' FROM events WHERE document_id = $1 AND kind = 'revision.received'`, got.Document)
	w.sqlRow(&late, `SELECT (data->>'late_days')::int FROM events WHERE document_id = $1 AND kind = 'revision.received'`, got.Document)
	if was != "declared" || late != 4 {
		t.Errorf("the event tells %q, %d days late", was, late)
	}
	w.digest(got, document.Reading{Kind: document.Register, KindScore: 0.9})
	if o := w.obligation(slot.ID); o.Status != workflow.ObligationUnderReview {
		t.Errorf("its case is open, and it is %s", o.Status)
	}
	w.must(w.decide(w.reviewer, got.Document, workflow.Returned, "manca la firma"))
	w.clock.set(w.clock.now().Add(240 * time.Hour))
	w.send(w.operator, engine.Incoming{Document: got.Document})
	if o := w.obligation(slot.ID); o.Status != workflow.ObligationUnderReview || o.LateDays != 4 {
		t.Errorf("corrected: %+v", o)
	}
	waived := w.slot(document.Invoice)
	w.must(w.engine.Waive(ctx, w.reviewer, waived.ID, "non serve"))
	w.send(w.operator, engine.Incoming{Obligation: waived.ID})
	if o := w.obligation(waived.ID); o.Status != workflow.ObligationSubmitted {
		t.Errorf("sent after a waiver: %+v", o)
	}
}

// sqlRow reads one value behind the product's back.
func (w *world) sqlRow(to any, text string, args ...any) {
	w.Helper()
	conn, err := pgx.Connect(w.Context(), storagetest.AdminURL(w.T, w.url))
	w.must(err)
	defer conn.Close(w.Context())
	w.must(conn.QueryRow(w.Context(), text, args...).Scan(to))
}
