package demo

import (
	"context"
	"errors"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// acts says on some obligations of the first office what people say: two bodies
// have nothing to submit (one was answered), one got more time, one need not send
// its report.
func (l *Loader) acts(ctx context.Context) error {
	office := l.p.Offices[0].ID
	reviewer, head := l.ids.desks[desk{office, reception.Reviewer}], l.ids.desks[desk{office, reception.Head}]
	for _, s := range []struct {
		body reception.BodyID
		kind document.Kind
		do   func(workflow.Obligation, workflow.Actor) error
	}{
		{2, document.Register, func(o workflow.Obligation, operator workflow.Actor) error {
			if err := l.days(3).DeclareNothing(ctx, operator, o.ID, "Centro vuoto dal 1º del mese per lavori all'impianto di riscaldamento; gli ospiti sono in un altro centro."); err != nil {
				return err
			}
			return l.days(2).AnswerDeclaration(ctx, reviewer, o.ID, true, "Trasferimento già comunicato.")
		}},
		{4, document.Register, func(o workflow.Obligation, operator workflow.Actor) error {
			return l.days(1).DeclareNothing(ctx, operator, o.ID, "Nessun ospite nel mese: il centro riapre il prossimo.")
		}},
		{5, document.Invoice, func(o workflow.Obligation, _ workflow.Actor) error {
			return l.days(2).ExtendObligation(ctx, head, o.ID, l.extended(o), "Cambio del gestionale contabile, chiesto dall'ente.")
		}},
		{6, document.Report, func(o workflow.Obligation, _ workflow.Actor) error {
			return l.days(2).Waive(ctx, head, o.ID, "Il trimestre è già nella relazione finale della convenzione.")
		}},
	} {
		if err := l.say(ctx, s.body, s.kind, s.do); err != nil {
			return err
		}
	}
	return nil
}

// say does something on the latest open obligation of a body for a kind, for its
// operator; nothing where there is none, or it was done before.
func (l *Loader) say(ctx context.Context, body reception.BodyID, kind document.Kind, do func(workflow.Obligation, workflow.Actor) error) error {
	if int(body) > l.p.Options.Bodies {
		return nil
	}
	var open, said workflow.Obligation
	var operator workflow.Actor
	err := l.DB.Read(ctx, storage.System(), func(r *storage.Reader) error {
		all, err := r.Obligations(ctx, l.ids.bodies[body])
		for _, o := range all {
			if o.Kind == kind && o.Untouched() {
				open = o
			}
			if o.Kind == kind && (o.SubmittedAt.IsZero() && o.Status != workflow.ObligationOpen || !o.FirstDueOn.IsZero()) {
				said = o
			}
		}
		return err
	})
	for _, p := range l.p.People {
		if p.BodyID == body {
			operator = l.ids.people[p.ID]
		}
	}
	if err != nil || open.ID == 0 || said.ID != 0 {
		return err
	}
	if operator.Person == 0 {
		return errors.New("the body has no operator")
	}
	return do(open, operator)
}

// extended is the date that an obligation gets: a month after its own, or after
// today where that has passed. The latest may be due more than a month from today.
func (l *Loader) extended(o workflow.Obligation) calendar.Date {
	from := calendar.DateOf(l.Now)
	if o.Due.On.After(from) {
		from = o.Due.On
	}
	return from.AddDays(30)
}

// days is the engine some days before now.
func (l *Loader) days(ago int) *engine.Engine {
	return l.Engine.At(l.Now.Add(-time.Duration(ago) * 24 * time.Hour))
}
