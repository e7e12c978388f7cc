package engine_test

import (
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

func TestPreferences(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	all, err := w.engine.Preferences(t.Context(), w.operator)
	w.must(err)
	if len(all) == 0 || all[0].Kind != workflow.NoticeReminder || all[0].Channel != workflow.ChannelDigest {
		t.Fatalf("an operator's preferences are %+v", all)
	}
	w.refused(w.engine.SetPreference(t.Context(), w.operator, workflow.NoticeDecision, workflow.ChannelNone), "preference.formal")
	w.refused(w.engine.SetPreference(t.Context(), w.operator, workflow.NoticeTaskOpened, workflow.ChannelNow), "preference.unknown")
	w.refused(w.engine.SetPreference(t.Context(), w.operator, workflow.NoticeReminder, workflow.ChannelNow), "preference.channel")
	w.must(w.engine.SetPreference(t.Context(), w.operator, workflow.NoticeReminder, workflow.ChannelNone))
	all, err = w.engine.Preferences(t.Context(), w.operator)
	w.must(err)
	if all[0].Channel != workflow.ChannelNone {
		t.Fatalf("chosen: %+v", all[0])
	}
	w.behind(`INSERT INTO preferences SELECT office_id, id, 'reminder', 'none' FROM people WHERE body_id = $1 ON CONFLICT DO NOTHING`, w.operator.Body)
	done := w.tick(11, 3)
	if n := w.remindedOf(); n != 0 || done.Why[workflow.ReasonChoseNone] == 0 || len(w.toldTo(w.operator.Person)) != 0 {
		t.Fatalf("who chose none is told: %d, %+v", n, done)
	}
}

// What was chosen between the decision and the sending counts.
func TestAPreferenceThatChangesMeanwhile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tick(11, 3)
	if k := w.toldTo(w.operator.Person); len(k) != 1 || k[0].Empty() {
		t.Fatalf("told %+v", k)
	}
	w.must(w.engine.SetPreference(t.Context(), w.operator, workflow.NoticeReminder, workflow.ChannelNone))
	if k := w.toldTo(w.operator.Person); len(k) != 1 || !k[0].Empty() {
		t.Fatalf("told all the same: %+v", k)
	}
}

// An approval comes at once, in the digest or not at all, as the operator chose;
// what waits for the digest comes in the next.
func TestChannelsOfAnApproval(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	approve := func(k document.Kind) document.ID {
		got := w.send(w.operator, engine.Incoming{Obligation: w.slot(k).ID})
		w.digest(got, paper())
		w.must(w.decide(w.reviewer, got.Document, workflow.Approved, "va bene"))
		for !w.caseOf(got.Document).Case.Closed() {
			w.must(w.decide(w.head, got.Document, workflow.Approved, "va bene"))
		}
		return got.Document
	}
	w.must(w.engine.SetPreference(t.Context(), w.operator, workflow.NoticeApproved, workflow.ChannelDigest))
	approve(document.Agreement)
	if k := w.toldTo(w.operator.Person); len(k) != 0 {
		t.Fatalf("told at once: %+v", k)
	}
	w.tick(11, 3)
	k := w.toldTo(w.operator.Person)
	if len(k) != 1 || len(k[0].News) != 1 || k[0].News[0].Decision == nil || k[0].News[0].Decision.Outcome != workflow.Approved {
		t.Fatalf("the digest tells %+v", k)
	}
	w.deliver(w.operator.Person)
	w.tick(11, 4)
	for _, k := range w.toldTo(w.operator.Person) {
		if len(k.News) != 0 {
			t.Fatalf("told twice: %+v", k)
		}
	}
}

// A reviewer who chose so is told at once of a case that opens; the others find
// it in the queue.
func TestACaseThatOpens(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	open := func(k document.Kind) {
		got := w.send(w.operator, engine.Incoming{Obligation: w.slot(k).ID})
		w.digest(got, paper())
	}
	open(document.Agreement)
	if n := w.count(`SELECT count(*) FROM notices WHERE kind = 'task_opened'`); n != 0 {
		t.Fatalf("%d notices to people who did not choose them", n)
	}
	w.must(w.engine.SetPreference(t.Context(), w.reviewer, workflow.NoticeTaskOpened, workflow.ChannelNow))
	open(document.Register)
	k := w.toldTo(w.reviewer.Person)
	if len(k) != 1 || len(k[0].Tasks) != 1 || k[0].Tasks[0].Kind != document.Register {
		t.Fatalf("the reviewer is told %+v", k)
	}
}

// A declaration that awaits the office comes in the deciders' digest, even when
// the body's own transaction writes it; one that was answered meanwhile does not.
func TestADeclarationAwaitsTheOffice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	slot := w.slot(document.Register)
	w.must(w.engine.DeclareNothing(t.Context(), w.operator, slot.ID, "il centro era chiuso"))
	w.tick(11, 3)
	k := w.toldTo(w.reviewer.Person)
	if len(k) != 1 || len(k[0].Declared) != 1 || k[0].Declared[0].ObligationID != slot.ID {
		t.Fatalf("the reviewer is told %+v", k)
	}
	w.must(w.engine.AnswerDeclaration(t.Context(), w.head, slot.ID, false, "il registro è dovuto comunque"))
	if k := w.toldTo(w.reviewer.Person); len(k[0].Declared) != 0 {
		t.Fatalf("of what was answered: %+v", k)
	}
	var refusal bool
	for _, k := range w.toldTo(w.operator.Person) {
		refusal = refusal || k.Notice.Kind == workflow.NoticeRefused && k.Act != nil && k.Act.Reason != ""
	}
	if !refusal {
		t.Fatal("the operator is not told of the refusal")
	}
}

// A message that comes back is recorded once, and makes its person unreachable
// until a later one has stood for a day.
func TestBounces(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tick(11, 3)
	n := w.lettersTo(w.operator.Person)[0]
	token := n.Notice.Token
	w.refused(w.engine.RecordBounce(t.Context(), n.Notice.ID, token, "casella piena"), "bounce.too_soon")
	w.refused(w.engine.RecordBounce(t.Context(), 999999, token, "casella piena"), "notice.not_found")
	w.deliver(w.operator.Person)
	for _, forged := range []string{"", "0f8fad5b-d9cd-469f-a165-70867728950e", token[:35], token + "0"} {
		w.refused(w.engine.RecordBounce(t.Context(), n.Notice.ID, forged, "casella piena"), "bounce.not_believed")
	}
	if n := w.count(`SELECT count(*) FROM deliveries WHERE outcome = 'bounced'`); n != 0 {
		t.Fatalf("%d forged bounces were recorded", n)
	}
	for range 3 {
		w.must(w.engine.RecordBounce(t.Context(), n.Notice.ID, token, "La casella è piena."))
	}
	if n := w.count(`SELECT count(*) FROM deliveries WHERE outcome = 'bounced'`); n != 1 {
		t.Fatalf("%d bounces", n)
	}
	unreachable := func() []storage.UnreachablePerson {
		t.Helper()
		all, err := w.engine.Unreachable(t.Context(), w.reviewer)
		w.must(err)
		return all
	}
	all := unreachable()
	if len(all) != 1 || all[0].ID != w.operator.Person || all[0].Outcome != storage.Bounced || all[0].Detail != "La casella è piena." || all[0].Lost != 1 {
		t.Fatalf("unreachable: %+v", all)
	}
	_, err := w.engine.Unreachable(t.Context(), w.operator)
	w.refused(err, "office_only")
	w.tick(11, 10)
	if w.deliver(w.operator.Person) == 0 {
		t.Fatal("nothing more was sent")
	}
	if len(unreachable()) != 1 {
		t.Fatal("reachable, before the later message had a day to come back")
	}
	w.clock.set(calendar.MustDate(2026, 11, 11).At(10, 0))
	if all := unreachable(); len(all) != 0 {
		t.Fatalf("a day later: %+v", all)
	}
	w.tick(11, 25)
	k := w.lettersTo(w.head.Person)[0]
	w.must(w.engine.RecordDelivery(t.Context(), k.job, k.Notice, storage.NotNeeded, "arrivato"))
	w.refused(w.engine.RecordBounce(t.Context(), k.Notice.ID, k.Notice.Token, "casella piena"), "bounce.not_sent")
}

// A declaration comes at once to those who chose so, that one alone and only while it
// waits; to the others in the next digest.
func TestADeclarationAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.must(w.engine.SetPreference(t.Context(), w.reviewer, workflow.NoticeDeclared, workflow.ChannelNow))
	first, second := w.slot(document.Register).ID, w.slot(document.Invoice).ID
	w.must(w.engine.DeclareNothing(t.Context(), w.operator, first, "centro vuoto"))
	w.must(w.engine.DeclareNothing(t.Context(), w.operator, second, "nessuna fattura"))
	now := telling(w.lettersTo(w.reviewer.Person))
	if len(now) != 2 || len(now[0].Declared) != 1 || now[0].Declared[0].ObligationID != first || now[1].Declared[0].ObligationID != second {
		t.Fatalf("at once: %+v", now)
	}
	if later := w.lettersTo(w.head.Person); len(later) != 0 {
		t.Errorf("the head of office is told at once: %+v", later)
	}
	w.must(w.engine.AnswerDeclaration(t.Context(), w.head, first, true, ""))
	if now = telling(w.lettersTo(w.reviewer.Person)); len(now) != 1 || now[0].Declared[0].ObligationID != second {
		t.Errorf("once one is answered: %+v", now)
	}
	w.clock.set(calendar.MustDate(2026, 11, 3).At(23, 0)) // at night too: it is no digest
	if n := w.deliver(w.reviewer.Person); n != 1 {
		t.Errorf("%d messages at night", n)
	}
	w.tick(11, 4)
	for _, l := range telling(w.lettersTo(w.reviewer.Person)) {
		if len(l.Declared) > 0 {
			t.Errorf("told again in the digest: %+v", l.Told)
		}
	}
	if got := telling(w.lettersTo(w.head.Person)); len(got) != 1 || len(got[0].Declared) != 1 {
		t.Errorf("the digest of the head tells %+v", got)
	}
}
