package engine_test

import (
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// asking makes the office ask for something, and follows.
func (w *world) asking(q reception.Requirement) {
	w.Helper()
	q.Active, q.Definition = true, workflow.FallbackDefinition
	q.StartsOn = calendar.MustDate(2020, 1, 1) // as the ledger begins, not this month
	w.read(storage.ForOffice(w.operator.Office), func(r *storage.Reader) error {
		all, err := r.Requirements(w.Context())
		for _, h := range all {
			if h.Kind == q.Kind && h.Recurrence == q.Recurrence {
				q.ID, q.Version = h.ID, h.Version
			}
		}
		return err
	})
	_, err := w.engine.SaveRequirement(w.Context(), w.admin(), q)
	w.must(err)
	w.follow()
}

func TestAHappeningMakesAnObligationAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asking(reception.Requirement{Kind: document.Departure, Subject: reception.PerCentre, Recurrence: reception.AfterHappening, Happening: reception.LeftCentre,
		Due: reception.DueRule{Term: calendar.Term{Hours: 48}}})
	centre := w.slot(document.Register).CentreID
	h := reception.Happening{BodyID: w.operator.Body, CentreID: centre, What: reception.LeftCentre, On: calendar.MustDate(2026, 11, 2),
		At: calendar.MustDate(2026, 11, 2).At(22, 40), Reference: "RN-001/7"}
	id, err := w.engine.RecordHappening(t.Context(), w.operator, h)
	w.must(err)
	all := w.owed(document.Departure)
	if len(all) != 1 || id == 0 {
		t.Fatalf("owed %+v", all)
	}
	for _, o := range all {
		if o.HappeningID != id || o.CentreID != centre || o.AgreementID == 0 || !o.Due.At.Equal(calendar.MustDate(2026, 11, 4).At(23, 0)) {
			t.Errorf("owed %+v", o)
		}
	}
	if again, err := w.engine.RecordHappening(t.Context(), w.operator, h); again != 0 || err != nil || len(w.owed(document.Departure)) != 1 {
		t.Errorf("recorded again as %d, %v", again, err)
	}
	_, err = w.engine.RecordHappening(t.Context(), w.other, h)
	w.refused(err, "happening.other_body")
	for _, bad := range []reception.Happening{
		{BodyID: h.BodyID, What: h.What, On: h.On, Reference: "Mario Rossi"},
		{BodyID: h.BodyID, What: h.What, On: calendar.MustDate(1500, 1, 1)},
		{BodyID: h.BodyID, What: h.What},
	} {
		_, err = w.engine.RecordHappening(t.Context(), w.operator, bad)
		w.refused(err, "happening.invalid")
	}
	stray := h
	stray.CentreID = 1 << 40
	_, err = w.engine.RecordHappening(t.Context(), w.reviewer, stray)
	w.refused(err, "happening.other_part")
	if err := w.engine.CancelHappening(t.Context(), w.other, id); err == nil {
		t.Error("another body cancelled it")
	}
	w.must(w.engine.CancelHappening(t.Context(), w.reviewer, id))
	if now := w.owed(document.Departure); count(now, workflow.ObligationWithdrawn) != 1 {
		t.Errorf("cancelled, yet %+v", now)
	}
	w.follow()
	if done := w.follow(); !done.IsZero() {
		t.Errorf("following does %+v", done)
	}
}

// When a document that expires is accepted, its renewal becomes owed.
func TestAnAcceptedPolicyIsRenewed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asking(reception.Requirement{Kind: document.Insurance, Subject: reception.PerBody, Recurrence: reception.BeforeExpiry,
		Happening: reception.ExpiryOf(document.Insurance), Due: reception.DueRule{Term: calendar.Term{Days: 30}}})
	w.sql(`DELETE FROM obligations WHERE happening_id IS NOT NULL`)
	w.sql(`DELETE FROM happenings`)
	policy := document.Reading{Kind: document.Insurance, KindScore: 1, MediaType: "application/pdf", PageCount: 1, Method: document.MethodText,
		Fields: []document.Field{{Name: document.ValidUntil, Value: "2026-12-31", Confidence: 1}}}
	got := w.send(w.operator, engine.Incoming{})
	w.digest(got, policy)
	if n := len(w.owed(document.Insurance)); n != 0 {
		t.Fatalf("%d renewals are owed before anybody accepted the policy", n)
	}
	w.approve(got.Document)
	job, id := w.toFollow()
	w.must(w.engine.FollowHappening(t.Context(), job, id))
	renewals := w.owed(document.Insurance)
	if len(renewals) != 1 {
		t.Fatalf("owed %+v", renewals)
	}
	for _, o := range renewals {
		if o.Due.On != calendar.MustDate(2026, 12, 1) || o.Status != workflow.ObligationOpen {
			t.Errorf("owed %+v", o)
		}
	}
	unsure := policy
	unsure.Fields = []document.Field{{Name: document.ValidUntil, Value: "2026-11-30", Unsure: true}}
	second := w.send(w.operator, engine.Incoming{})
	w.digest(second, unsure) // fits the renewal
	w.approve(second.Document)
	if n := len(w.owed(document.Insurance)); n != 1 {
		t.Errorf("an unsure date made %d obligations", n)
	}
}

// approve takes every approval that a case needs.
func (w *world) approve(id document.ID) {
	w.Helper()
	for _, by := range []workflow.Actor{w.reviewer, w.head} {
		if f := w.caseOf(id); !f.Case.Closed() && f.Open.Role == by.Role {
			w.must(w.decide(by, id, workflow.Approved, ""))
		}
	}
	if f := w.caseOf(id); !f.Case.Closed() {
		w.Fatalf("document %d is not approved", id)
	}
}

func TestBodiesDoNotSeeEachOthersHappeningsAndActs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.engine.RecordHappening(t.Context(), w.operator, reception.Happening{BodyID: w.operator.Body, What: reception.StaffChange, On: calendar.MustDate(2026, 11, 2)})
	w.must(err)
	slot := w.slot(document.Register)
	w.must(w.engine.DeclareNothing(t.Context(), w.operator, slot.ID, "centro vuoto"))
	see := func(a workflow.Actor) (changes, acts int) {
		w.read(storage.For(a), func(r *storage.Reader) error {
			hs, err := r.Happenings(t.Context(), 0)
			if err != nil {
				return err
			}
			for _, h := range hs {
				if h.What == reception.StaffChange {
					changes++
				}
			}
			as, err := r.Acts(t.Context(), slot.ID)
			acts = len(as)
			return err
		})
		return changes, acts
	}
	for _, a := range []workflow.Actor{w.operator, w.reviewer} {
		if h, x := see(a); h != 1 || x != 1 {
			t.Errorf("%s sees %d happenings and %d acts", a.Role, h, x)
		}
	}
	if h, x := see(w.other); h != 0 || x != 0 {
		t.Errorf("another body sees %d happenings and %d acts", h, x)
	}
}
