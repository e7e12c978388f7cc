package storage

import (
	"context"
	"slices"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// RegistryOn returns everything that an office knows, as it was, or will be, on
// a day: bodies, people and requirements that were added later are not in it, and
// nothing of such a body. Happenings and closures carry their own days. The ids
// are those of the database.
func (r *Reader) RegistryOn(ctx context.Context, office reception.OfficeID, day calendar.Date) (g reception.Registry, err error) {
	if g, err = r.WholeRegistryOn(ctx, office, day); err != nil {
		return g, err
	}
	if g.Bodies, err = thereOn(ctx, r, reception.EntityBody, day, g.Bodies, bodyID); err != nil {
		return g, err
	}
	if g.People, err = thereOn(ctx, r, reception.EntityPerson, day, g.People, personID); err != nil {
		return g, err
	}
	if g.Requirements, err = thereOn(ctx, r, reception.EntityRequirement, day, g.Requirements, requirementID); err != nil {
		return g, err
	}
	return withoutStrays(g), nil
}

// withoutStrays leaves out what refers to a body that is not there.
func withoutStrays(g reception.Registry) reception.Registry {
	bodies := map[reception.BodyID]bool{0: true} // of the office itself
	for _, b := range g.Bodies {
		bodies[b.ID] = true
	}
	g.Centres = slices.DeleteFunc(g.Centres, func(c reception.Centre) bool { return !bodies[c.BodyID] })
	g.Agreements = slices.DeleteFunc(g.Agreements, func(a reception.Agreement) bool { return !bodies[a.BodyID] })
	g.People = slices.DeleteFunc(g.People, func(p reception.Person) bool { return !bodies[p.BodyID] })
	g.Happenings = slices.DeleteFunc(g.Happenings, func(h reception.Happening) bool { return !bodies[h.BodyID] })
	agreements := map[reception.AgreementID]bool{0: true} // the office's own requirements
	for _, a := range g.Agreements {
		agreements[a.ID] = true
	}
	g.Requirements = slices.DeleteFunc(g.Requirements, func(q reception.Requirement) bool { return !agreements[q.AgreementID] })
	return g
}

// WholeRegistryOn is RegistryOn with the rows that were added after the day: what
// a change from that day on is compared with.
func (r *Reader) WholeRegistryOn(ctx context.Context, office reception.OfficeID, day calendar.Date) (g reception.Registry, err error) {
	if g.Office, err = r.OfficeOn(ctx, office, day); err != nil {
		return g, err
	}
	if g.Bodies, err = r.Bodies(ctx); err == nil {
		g.Bodies, err = asOf(ctx, r, reception.EntityBody, day, g.Bodies, bodyID)
	}
	if err != nil {
		return g, err
	}
	if g.People, err = r.Everybody(ctx); err == nil {
		g.People, err = asOf(ctx, r, reception.EntityPerson, day, g.People, personID)
	}
	if err != nil {
		return g, err
	}
	if g.Requirements, err = r.Requirements(ctx); err == nil {
		g.Requirements, err = asOf(ctx, r, reception.EntityRequirement, day, g.Requirements, requirementID)
	}
	if err != nil {
		return g, err
	}
	for _, load := range []func() error{
		func() error { g.Centres, err = r.CentresOn(ctx, 0, day); return err },
		func() error { g.Agreements, err = r.AgreementsOn(ctx, 0, day); return err },
		func() error { g.Happenings, err = r.Happenings(ctx, 0); return err },
		func() error { g.Closures, err = r.Closures(ctx, office); return err },
	} {
		if err := load(); err != nil {
			return g, err
		}
	}
	// A scope may see more than one office.
	g.Bodies = slices.DeleteFunc(g.Bodies, func(b reception.Body) bool { return b.OfficeID != office })
	g.Centres = slices.DeleteFunc(g.Centres, func(c reception.Centre) bool { return c.OfficeID != office })
	g.Agreements = slices.DeleteFunc(g.Agreements, func(a reception.Agreement) bool { return a.OfficeID != office })
	g.People = slices.DeleteFunc(g.People, func(p reception.Person) bool { return p.OfficeID != office })
	g.Requirements = slices.DeleteFunc(g.Requirements, func(q reception.Requirement) bool { return q.OfficeID != office || q.Removed })
	g.Happenings = slices.DeleteFunc(g.Happenings, func(h reception.Happening) bool { return h.OfficeID != office })
	return g, nil
}
