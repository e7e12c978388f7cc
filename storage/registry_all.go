package storage

import (
	"context"
	"slices"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// RegistryOn returns everything that an office knows, as it was, or will be, on
// a day; its happenings and closures carry their own days. The ids are those of
// the database.
func (r *Reader) RegistryOn(ctx context.Context, office reception.OfficeID, day calendar.Date) (g reception.Registry, err error) {
	if g.Office, err = r.OfficeOn(ctx, office, day); err != nil {
		return g, err
	}
	for _, load := range []func() error{
		func() error { g.Bodies, err = r.BodiesOn(ctx, day); return err },
		func() error { g.Centres, err = r.CentresOn(ctx, 0, day); return err },
		func() error { g.Agreements, err = r.AgreementsOn(ctx, 0, day); return err },
		func() error { g.People, err = r.PeopleOn(ctx, day); return err },
		func() error { g.Requirements, err = r.RequirementsOn(ctx, day); return err },
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
	g.Requirements = slices.DeleteFunc(g.Requirements, func(q reception.Requirement) bool { return q.OfficeID != office })
	g.Happenings = slices.DeleteFunc(g.Happenings, func(h reception.Happening) bool { return h.OfficeID != office })
	return g, nil
}
