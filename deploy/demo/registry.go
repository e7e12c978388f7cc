package demo

import (
	"context"
	"slices"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// Registry writes the province's registry and the obligations of its months,
// unless they are there.
func (l *Loader) Registry(ctx context.Context, p *province.Province) error {
	l.p = p
	empty, err := Empty(ctx, l.DB)
	if err != nil {
		return err
	}
	if empty {
		if err := l.writeRegistry(ctx); err != nil {
			return err
		}
	}
	if err := l.DB.Read(ctx, storage.System(), func(r *storage.Reader) error { return l.find(ctx, r) }); err != nil {
		return err
	}
	for _, id := range l.ids.offices {
		var o reception.Office
		err := l.DB.Read(ctx, storage.System(), func(r *storage.Reader) (err error) {
			o, err = r.Office(ctx, id)
			return err
		})
		if err != nil {
			return err
		}
		if _, err := l.Engine.Expect(ctx, o, l.months()...); err != nil {
			return err
		}
	}
	return l.DB.Read(ctx, storage.System(), func(r *storage.Reader) error { return l.findSlots(ctx, r) })
}

// writeRegistry writes the whole registry in one transaction.
func (l *Loader) writeRegistry(ctx context.Context) error {
	hash, err := engine.HashPassword(l.Password)
	if err != nil {
		return err
	}
	return l.DB.Write(ctx, storage.System(), func(t *storage.Tx) error {
		w := writer{t: t, p: l.p, hash: hash, start: l.months()[0].Start}
		for _, step := range []func(context.Context) error{w.offices, w.bodies, w.centres, w.agreements, w.people, w.requirements, w.happenings} {
			if err := step(ctx); err != nil {
				return err
			}
		}
		return t.AddEvent(ctx, storage.Event{OfficeID: w.officeIDs[0], Kind: begunEvent, At: l.Now})
	})
}

// writer writes a province's rows and keeps the ids that they get.
type writer struct {
	t     *storage.Tx
	p     *province.Province
	hash  string
	start calendar.Date

	officeIDs []reception.OfficeID
	bodyIDs   []reception.BodyID
	centreIDs []reception.CentreID
}

func (w *writer) offices(ctx context.Context) error {
	definitions, err := workflow.DefaultDefinitions()
	if err != nil {
		return err
	}
	for _, o := range w.p.Offices {
		id, err := w.t.AddOffice(ctx, o)
		if err != nil {
			return err
		}
		w.officeIDs = append(w.officeIDs, id)
		for _, d := range definitions {
			if err := w.t.AddDefinition(ctx, id, d.Definition, d.Source, w.start.At(8, 0)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *writer) bodies(ctx context.Context) error {
	for _, b := range w.p.Bodies {
		b.OfficeID = w.officeIDs[b.OfficeID-1]
		id, err := w.t.AddBody(ctx, b)
		if err != nil {
			return err
		}
		w.bodyIDs = append(w.bodyIDs, id)
	}
	return nil
}

func (w *writer) centres(ctx context.Context) error {
	for _, c := range w.p.Centres {
		c.OfficeID, c.BodyID = w.officeIDs[c.OfficeID-1], w.bodyIDs[c.BodyID-1]
		id, err := w.t.AddCentre(ctx, c)
		if err != nil {
			return err
		}
		w.centreIDs = append(w.centreIDs, id)
	}
	return nil
}

func (w *writer) agreements(ctx context.Context) error {
	for _, a := range w.p.Agreements {
		a.OfficeID, a.BodyID = w.officeIDs[a.OfficeID-1], w.bodyIDs[a.BodyID-1]
		a.Covers = slices.Clone(a.Covers)
		for i, c := range a.Covers {
			a.Covers[i].CentreID = w.centreIDs[c.CentreID-1]
		}
		if _, err := w.t.AddAgreement(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) people(ctx context.Context) error {
	for _, q := range w.p.People {
		q.OfficeID = w.officeIDs[q.OfficeID-1]
		if q.BodyID != 0 {
			q.BodyID = w.bodyIDs[q.BodyID-1]
		}
		if _, err := w.t.AddPerson(ctx, q, w.hash); err != nil {
			return err
		}
	}
	return nil
}

// requirements writes what the province's offices ask for, and the rest of the
// default catalogue switched off.
func (w *writer) requirements(ctx context.Context) error {
	all := slices.Clone(w.p.Requirements)
	defaults, err := workflow.DefaultRequirements()
	if err != nil {
		return err
	}
	for _, o := range w.p.Offices {
		for _, d := range defaults {
			q := d.Requirement
			q.OfficeID, q.Active = o.ID, false
			if !slices.ContainsFunc(w.p.Requirements, func(h reception.Requirement) bool {
				return h.Kind == q.Kind && h.Recurrence == q.Recurrence && h.OfficeID == o.ID
			}) {
				all = append(all, q)
			}
		}
	}
	for _, q := range all {
		q.OfficeID = w.officeIDs[q.OfficeID-1]
		if _, err := w.t.AddRequirement(ctx, q, 0, w.start.At(8, 0)); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) happenings(ctx context.Context) error {
	for _, h := range w.p.Happenings {
		h.OfficeID, h.BodyID = w.officeIDs[h.OfficeID-1], w.bodyIDs[h.BodyID-1]
		if h.CentreID != 0 {
			h.CentreID = w.centreIDs[h.CentreID-1]
		}
		if _, _, err := w.t.AddHappening(ctx, h, 0, w.start.At(8, 0)); err != nil {
			return err
		}
	}
	return nil
}

// find maps the province's ids to those of the database, by code.
func (l *Loader) find(ctx context.Context, r *storage.Reader) error {
	l.ids = ids{offices: map[reception.OfficeID]reception.OfficeID{}, bodies: map[reception.BodyID]reception.BodyID{},
		centres: map[reception.CentreID]reception.CentreID{}, agreements: map[reception.AgreementID]reception.AgreementID{},
		people: map[reception.PersonID]workflow.Actor{}, desks: map[desk]workflow.Actor{}}
	offices, err := r.Offices(ctx)
	if err != nil {
		return err
	}
	bodies, err := r.Bodies(ctx)
	if err != nil {
		return err
	}
	centres, err := r.Centres(ctx, 0)
	if err != nil {
		return err
	}
	agreements, err := r.Agreements(ctx, 0)
	if err != nil {
		return err
	}
	l.match(offices, bodies, centres, agreements)
	return l.findPeople(ctx, r)
}

func (l *Loader) match(offices []reception.Office, bodies []reception.Body, centres []reception.Centre, agreements []reception.Agreement) {
	byCode := map[string]int64{}
	for _, o := range offices {
		byCode["office "+o.Code] = int64(o.ID)
	}
	for _, b := range bodies {
		byCode[fmtKey("body", b.OfficeID, b.Code)] = int64(b.ID)
	}
	for _, c := range centres {
		byCode[fmtKey("centre", c.OfficeID, c.Code)] = int64(c.ID)
	}
	for _, a := range agreements {
		byCode[fmtKey("agreement", a.OfficeID, a.CIG)] = int64(a.ID)
	}
	for _, o := range l.p.Offices {
		l.ids.offices[o.ID] = reception.OfficeID(byCode["office "+o.Code])
	}
	for _, b := range l.p.Bodies {
		l.ids.bodies[b.ID] = reception.BodyID(byCode[fmtKey("body", l.ids.offices[b.OfficeID], b.Code)])
	}
	for _, c := range l.p.Centres {
		l.ids.centres[c.ID] = reception.CentreID(byCode[fmtKey("centre", l.ids.offices[c.OfficeID], c.Code)])
	}
	for _, a := range l.p.Agreements {
		l.ids.agreements[a.ID] = reception.AgreementID(byCode[fmtKey("agreement", l.ids.offices[a.OfficeID], a.CIG)])
	}
}

// findPeople maps the people by e-mail, and gives each office one person a role.
func (l *Loader) findPeople(ctx context.Context, r *storage.Reader) error {
	for _, p := range l.p.People {
		found, _, ok, err := r.Credentials(ctx, p.Email)
		if err != nil || !ok {
			return err
		}
		a := workflow.Actor{Person: found.ID, Office: found.OfficeID, Body: found.BodyID, Role: found.Role}
		l.ids.people[p.ID] = a
		if k := (desk{p.OfficeID, p.Role}); l.ids.desks[k].Person == 0 {
			l.ids.desks[k] = a
		}
	}
	return nil
}

// findSlots maps what an obligation is about to its id.
func (l *Loader) findSlots(ctx context.Context, r *storage.Reader) error {
	l.ids.slots = map[slot]workflow.ObligationID{}
	for _, b := range l.p.Bodies {
		all, err := r.Obligations(ctx, l.ids.bodies[b.ID])
		if err != nil {
			return err
		}
		for _, o := range all {
			s := slot{body: o.BodyID, kind: string(o.Kind), agreement: o.AgreementID, centre: o.CentreID}
			if o.For.IsMonth() {
				s.month = o.For.Key()
			}
			l.ids.slots[s] = o.ID
		}
	}
	return nil
}
