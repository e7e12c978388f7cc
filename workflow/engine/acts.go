package engine

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// actData is the data of an event about what was said on an obligation.
type actData struct {
	Act    workflow.ActID `json:"act"`
	Reason string         `json:"reason,omitempty"`
	From   calendar.Date  `json:"from,omitzero"` // of an extension
	To     calendar.Date  `json:"to,omitzero"`
}

// DeclareNothing declares for a body's operator that there is nothing to submit
// for an obligation, with a reason that the office then acknowledges or refuses.
func (e *Engine) DeclareNothing(ctx context.Context, a workflow.Actor, id workflow.ObligationID, reason string) error {
	return e.DeclareNothingForAll(ctx, a, []workflow.ObligationID{id}, reason)
}

// DeclareNothingForAll is DeclareNothing for several obligations: all or none.
func (e *Engine) DeclareNothingForAll(ctx context.Context, a workflow.Actor, ids []workflow.ObligationID, reason string) error {
	return e.act(ctx, a, ids, func(o workflow.Obligation) (workflow.Acted, error) {
		return workflow.DeclareNothing(o, a, reason)
	})
}

// RevokeDeclaration takes a declaration back that was not answered yet: the paper is
// then owed by the date that it has now. Without a reason it says that the body took
// it back.
func (e *Engine) RevokeDeclaration(ctx context.Context, a workflow.Actor, id workflow.ObligationID, reason string) error {
	return e.reopen(ctx, a, []workflow.ObligationID{id}, func(o workflow.Obligation) (workflow.Acted, error) {
		return workflow.RevokeDeclaration(o, a, reason)
	})
}

// AnswerDeclaration acknowledges a declaration for the office, or refuses it with
// a reason: the paper is then owed by the date that it has now.
func (e *Engine) AnswerDeclaration(ctx context.Context, a workflow.Actor, id workflow.ObligationID, acknowledge bool, reason string) error {
	return e.AnswerDeclarations(ctx, a, []workflow.ObligationID{id}, acknowledge, reason)
}

// AnswerDeclarations is AnswerDeclaration for several obligations: all or none.
func (e *Engine) AnswerDeclarations(ctx context.Context, a workflow.Actor, ids []workflow.ObligationID, acknowledge bool, reason string) error {
	answer := func(o workflow.Obligation) (workflow.Acted, error) {
		return workflow.AnswerDeclaration(o, a, acknowledge, reason)
	}
	if acknowledge {
		return e.act(ctx, a, ids, answer)
	}
	return e.reopen(ctx, a, ids, answer)
}

// ExtendObligation gives an open obligation a later date, with a reason. Both
// dates stay visible, and the obligation no longer follows its template.
func (e *Engine) ExtendObligation(ctx context.Context, a workflow.Actor, id workflow.ObligationID, to calendar.Date, reason string) error {
	return e.ExtendObligations(ctx, a, []workflow.ObligationID{id}, to, reason)
}

// ExtendObligations is ExtendObligation for several obligations: all or none.
func (e *Engine) ExtendObligations(ctx context.Context, a workflow.Actor, ids []workflow.ObligationID, to calendar.Date, reason string) error {
	return e.act(ctx, a, ids, func(o workflow.Obligation) (workflow.Acted, error) {
		return workflow.Extend(o, a, to, reason, e.Today())
	})
}

// Waive says for the office that it does not ask for an obligation.
func (e *Engine) Waive(ctx context.Context, a workflow.Actor, id workflow.ObligationID, reason string) error {
	return e.WaiveAll(ctx, a, []workflow.ObligationID{id}, reason)
}

// WaiveAll is Waive for several obligations: all or none.
func (e *Engine) WaiveAll(ctx context.Context, a workflow.Actor, ids []workflow.ObligationID, reason string) error {
	return e.act(ctx, a, ids, func(o workflow.Obligation) (workflow.Acted, error) {
		return workflow.Waive(o, a, reason)
	})
}

// RestoreObligation asks again for what was waived or acknowledged as nothing, by
// the date that it has now.
func (e *Engine) RestoreObligation(ctx context.Context, a workflow.Actor, id workflow.ObligationID, reason string) error {
	return e.RestoreObligations(ctx, a, []workflow.ObligationID{id}, reason)
}

// RestoreObligations is RestoreObligation for several obligations: all or none.
func (e *Engine) RestoreObligations(ctx context.Context, a workflow.Actor, ids []workflow.ObligationID, reason string) error {
	return e.reopen(ctx, a, ids, func(o workflow.Obligation) (workflow.Acted, error) {
		return workflow.Restore(o, a, reason)
	})
}

// actsAtOnce is how many obligations one act may be about.
const actsAtOnce = 500

// rule says what an act changes of an obligation, or why it may not.
type rule func(workflow.Obligation) (workflow.Acted, error)

// act applies a rule to obligations and saves what it says, in one transaction.
func (e *Engine) act(ctx context.Context, a workflow.Actor, ids []workflow.ObligationID, r rule) error {
	return e.acting(ctx, a, ids, func(w *acting) error { return w.all(ctx, r) })
}

// acting runs one transaction in which somebody says something on obligations.
func (e *Engine) acting(ctx context.Context, a workflow.Actor, ids []workflow.ObligationID, say func(*acting) error) error {
	ids = slices.Compact(slices.Sorted(slices.Values(ids))) // locked in one order
	if err := someOf(ids); err != nil {
		return err
	}
	return e.write(ctx, a, func(t *storage.Tx) error {
		w := acting{e: e, t: t, by: a, ids: ids}
		if err := say(&w); err != nil {
			return err
		}
		if err := w.recheck(ctx); err != nil {
			return err
		}
		_, err := t.AddNotices(ctx, w.notices)
		return err
	})
}

func someOf(ids []workflow.ObligationID) error {
	switch {
	case len(ids) == 0:
		return workflow.Refuse(workflow.Invalid, "acts.none",
			"Non è stato scelto nessun adempimento. Selezionarne almeno uno.", "No obligation was chosen. Select at least one.")
	case len(ids) > actsAtOnce:
		return workflow.Refuse(workflow.Invalid, "acts.too_many",
			"Sono stati scelti troppi adempimenti in una volta. Selezionarne al massimo 500.", "Too many obligations were chosen at once. Select at most 500.")
	}
	return nil
}

// named says which of several obligations a refusal is about.
func named(o workflow.Obligation, err error, of int) error {
	var r *workflow.Refusal
	if of == 1 || !errors.As(err, &r) {
		return err
	}
	info, _ := o.Kind.Info()
	about := *r
	about.It = info.It + ", " + o.For.Words("it") + ": " + r.It + " Nulla è stato cambiato."
	about.En = info.En + ", " + o.For.Words("en") + ": " + r.En + " Nothing was changed."
	return &about
}

// acting is one transaction in which people say something on obligations.
type acting struct {
	e       *Engine
	t       *storage.Tx
	by      workflow.Actor
	ids     []workflow.ObligationID
	opened  []askedAgain
	ladders map[reception.RequirementID]reception.Ladder
	told    map[reception.BodyID][]reception.Person // zero: the office's deciders
	notices []storage.Notice
	bearing map[document.ID]reception.OfficeID // invoices to check again
}

// all applies a rule to each obligation and saves what it says.
func (w *acting) all(ctx context.Context, r rule) error {
	for _, id := range w.ids {
		o, err := w.t.LockObligation(ctx, id)
		if err != nil {
			return err
		}
		acted, err := r(o)
		if err != nil {
			return named(o, err, len(w.ids))
		}
		if err := w.save(ctx, o, acted); err != nil {
			return err
		}
		if o.Status != workflow.ObligationOpen && acted.Status == workflow.ObligationOpen {
			w.opened = append(w.opened, askedAgain{o, acted.Act})
		}
	}
	return nil
}

// save writes an act with its event and what it changes.
func (w *acting) save(ctx context.Context, o workflow.Obligation, a workflow.Acted) error {
	now := w.e.now()
	id, err := w.t.AddAct(ctx, o, a, w.by.Person, now)
	if err != nil {
		return err
	}
	nudge, err := w.nudge(ctx, o, a)
	if err != nil {
		return err
	}
	if err := w.t.ActOnObligation(ctx, o.ID, a, nudge, now); err != nil {
		return err
	}
	err = w.t.AddEvent(ctx, storage.Event{OfficeID: o.OfficeID, BodyID: o.BodyID, Kind: "obligation." + string(a.Act), At: now, By: w.by.Person,
		Data: actData{id, a.Reason, a.From, a.Due.On}, Entity: storage.EntityObligation, EntityID: int64(o.ID)})
	if err != nil {
		return err
	}
	if err := w.bears(ctx, o, a); err != nil {
		return err
	}
	return w.tell(ctx, o, a, id)
}

// bears notes the open invoices for which it counts what was said.
func (w *acting) bears(ctx context.Context, o workflow.Obligation, a workflow.Acted) error {
	if a.Status == o.Status || o.Kind == document.Invoice {
		return nil
	}
	ids, err := w.t.InvoicesTouching(ctx, o.BodyID, o.Kind, o.For)
	if w.bearing == nil {
		w.bearing = map[document.ID]reception.OfficeID{}
	}
	for _, id := range ids {
		w.bearing[id] = o.OfficeID
	}
	return err
}

// recheck asks for new checks of what was noted, each once.
func (w *acting) recheck(ctx context.Context) error {
	for _, id := range slices.Sorted(maps.Keys(w.bearing)) {
		if err := recheck(ctx, w.t, w.bearing[id], []document.ID{id}); err != nil {
			return err
		}
	}
	return nil
}

// nudge is the day on which it is decided next whether to remind; zero when the
// obligation no longer waits for the body.
func (w *acting) nudge(ctx context.Context, o workflow.Obligation, a workflow.Acted) (calendar.Date, error) {
	if a.Status != workflow.ObligationOpen {
		return calendar.Date{}, nil
	}
	l, ok := w.ladders[o.RequirementID]
	if !ok {
		office, err := w.t.Office(ctx, o.OfficeID)
		if err != nil {
			return calendar.Date{}, err
		}
		q, err := w.t.Requirement(ctx, o.RequirementID)
		if err != nil {
			return calendar.Date{}, err
		}
		if w.ladders == nil {
			w.ladders = map[reception.RequirementID]reception.Ladder{}
		}
		l = workflow.LadderOf(office.Rules.Ladder, q.Ladder)
		w.ladders[o.RequirementID] = l
	}
	due := o.Due.On
	if !a.Due.On.IsZero() {
		due = a.Due.On
	}
	return workflow.FirstNudge(l, due), nil
}

// tell notes whom to tell of an act.
func (w *acting) tell(ctx context.Context, o workflow.Obligation, a workflow.Acted, id workflow.ActID) error {
	kind, ok := workflow.NoticeOf(a.Act)
	if !ok {
		return nil
	}
	body := o.BodyID
	if kind == workflow.NoticeDeclared { // to the office
		body = 0
	}
	people, err := w.people(ctx, o.OfficeID, body)
	if err != nil {
		return err
	}
	for _, p := range people {
		w.notices = append(w.notices, storage.Notice{OfficeID: o.OfficeID, BodyID: body, PersonID: p.ID, Kind: kind,
			SubjectID: int64(id), CreatedAt: w.e.now()})
	}
	return nil
}

// people are the operators of a body, or those who decide for the office.
func (w *acting) people(ctx context.Context, office reception.OfficeID, body reception.BodyID) (people []reception.Person, err error) {
	if known, ok := w.told[body]; ok {
		return known, nil
	}
	roles := []reception.Role{reception.Operator}
	if body == 0 {
		roles = []reception.Role{reception.Reviewer, reception.Head}
	}
	for _, role := range roles {
		some, err := w.t.People(ctx, office, body, role)
		if err != nil {
			return nil, err
		}
		people = append(people, some...)
	}
	if w.told == nil {
		w.told = map[reception.BodyID][]reception.Person{}
	}
	w.told[body] = people
	return people, nil
}

// ObligationPage returns everything that the page of an obligation shows, within
// what the actor may see.
func (e *Engine) ObligationPage(ctx context.Context, a workflow.Actor, id workflow.ObligationID) (p storage.ObligationPage, err error) {
	err = e.db.Read(ctx, storage.For(a), func(r *storage.Reader) error {
		p, err = r.ObligationPage(ctx, id)
		return err
	})
	return p, err
}

// DeclaredObligations returns the declarations that wait for the actor's office.
func (e *Engine) DeclaredObligations(ctx context.Context, a workflow.Actor) (lines []storage.DeclaredLine, err error) {
	err = e.db.Read(ctx, storage.For(a), func(r *storage.Reader) error {
		lines, err = r.DeclaredObligations(ctx, a.Office)
		return err
	})
	return lines, err
}
