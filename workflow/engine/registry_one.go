package engine

import (
	"context"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
)

// ownOffice is the office that a row names, else the actor's own.
func ownOffice(a workflow.Actor, named reception.OfficeID) reception.OfficeID {
	if named == 0 {
		return a.Office
	}
	return named
}

// SaveOffice changes an office in a transaction of its own.
func (e *Engine) SaveOffice(ctx context.Context, a workflow.Actor, o reception.Office, s Saving) error {
	return e.Registry(ctx, a, ownOffice(a, o.ID), func(r *Registrar) error { return r.SaveOffice(ctx, o, s) })
}

// SaveBody is Registrar.SaveBody in a transaction of its own.
func (e *Engine) SaveBody(ctx context.Context, a workflow.Actor, b reception.Body, s Saving) (id reception.BodyID, err error) {
	err = e.Registry(ctx, a, ownOffice(a, b.OfficeID), func(r *Registrar) error { id, err = r.SaveBody(ctx, b, s); return err })
	return id, err
}

// SaveCentre is Registrar.SaveCentre in a transaction of its own.
func (e *Engine) SaveCentre(ctx context.Context, a workflow.Actor, c reception.Centre, s Saving) (id reception.CentreID, err error) {
	err = e.Registry(ctx, a, ownOffice(a, c.OfficeID), func(r *Registrar) error { id, err = r.SaveCentre(ctx, c, s); return err })
	return id, err
}

// SaveAgreement is Registrar.SaveAgreement in a transaction of its own.
func (e *Engine) SaveAgreement(ctx context.Context, a workflow.Actor, g reception.Agreement, s Saving) (id reception.AgreementID, err error) {
	err = e.Registry(ctx, a, ownOffice(a, g.OfficeID), func(r *Registrar) error { id, err = r.SaveAgreement(ctx, g, s); return err })
	return id, err
}

// SavePerson is Registrar.SavePerson in a transaction of its own.
func (e *Engine) SavePerson(ctx context.Context, a workflow.Actor, p reception.Person, s Saving) (id reception.PersonID, err error) {
	err = e.Registry(ctx, a, ownOffice(a, p.OfficeID), func(r *Registrar) error { id, err = r.SavePerson(ctx, p, s); return err })
	return id, err
}

// AddClosure is Registrar.AddClosure in a transaction of its own.
func (e *Engine) AddClosure(ctx context.Context, a workflow.Actor, c reception.Closure) (id reception.ClosureID, err error) {
	err = e.Registry(ctx, a, ownOffice(a, c.OfficeID), func(r *Registrar) error { id, err = r.AddClosure(ctx, c); return err })
	return id, err
}

// RemoveClosure is Registrar.RemoveClosure in a transaction of its own.
func (e *Engine) RemoveClosure(ctx context.Context, a workflow.Actor, id reception.ClosureID) error {
	return e.Registry(ctx, a, a.Office, func(r *Registrar) error { return r.RemoveClosure(ctx, id) })
}
