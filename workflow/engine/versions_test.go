package engine_test

import (
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/storagetest"
	"github.com/insiemi/insiemi/workflow/engine"
)

// Saved twice on a day, a requirement has three versions, and what came of the
// first still says so.
func TestEveryVersionOfARequirementIsKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.slot(document.Register)
	w.send(w.operator, engine.Incoming{Obligation: o.ID})
	first := w.requirement(document.Register)
	for _, day := range []int{8, 9} {
		q := w.requirement(document.Register)
		q.Due = reception.DueRule{Day: day, Months: 1}
		_, err := w.engine.SaveRequirement(t.Context(), w.admin(), q)
		w.must(err)
	}
	w.follow()
	w.read(storage.For(w.operator), func(r *storage.Reader) error {
		all, err := r.RequirementVersions(t.Context(), first.ID)
		if err != nil {
			return err
		}
		if len(all) != 3 {
			t.Fatalf("%d versions are kept: %+v", len(all), all)
		}
		for i, day := range []int{9, 8, first.Due.Day} {
			v := all[i]
			if v.Is.Version != 3-i || v.Is.Due.Day != day || v.Is.ID != first.ID || v.At.IsZero() || (v.By == "") != (i == 2) {
				t.Errorf("version %d is %+v", 3-i, v)
			}
		}
		p, err := r.ObligationPage(t.Context(), o.ID)
		if p.Template.Is.Version != 1 || p.Template.Is.Due.Day != first.Due.Day {
			t.Errorf("the obligation came of %+v", p.Template)
		}
		return err
	})
	for slot, x := range w.owed(document.Register) {
		if x.ID != o.ID && x.RequirementVersion != 3 {
			t.Errorf("%s follows version %d", slot, x.RequirementVersion)
		}
	}
	conn, err := pgx.Connect(t.Context(), storagetest.AdminURL(t, w.url))
	w.must(err)
	defer conn.Close(t.Context())
	for _, sql := range []string{"UPDATE requirement_versions SET version = version", "DELETE FROM requirement_versions", "TRUNCATE requirement_versions"} {
		if _, err := conn.Exec(t.Context(), sql); err == nil {
			t.Errorf("%s was allowed", sql)
		}
	}
}

// The lists of an earlier day do not name what was added later, unless it was
// added as of then.
func TestTheListsOfAnEarlierDay(t *testing.T) {
	t.Parallel()
	d := newDesk(t) // all of it added on 3 November
	early := d.body
	early.ID, early.Code, early.Name, early.TaxCode, early.VATID, early.IBAN = 0, "E02", "Cooperativa di Prima", "12345678903", "IT12345678903", ""
	earlyID, err := d.engine.SaveBody(t.Context(), d.admin, early, engine.Saving{FromOn: day("2026-01-01")})
	d.must(err)
	_, err = d.engine.SavePerson(t.Context(), d.admin, reception.Person{OfficeID: d.office.ID, BodyID: d.body.ID, Email: "op@ente.example", Name: "Olga Prova",
		Role: reception.Operator, Language: "it"}, engine.Saving{})
	d.must(err)
	on := func(date string) (g reception.Registry) {
		g, err := d.engine.RegistryOn(t.Context(), d.admin, d.office.ID, day(date))
		d.must(err)
		return g
	}
	codes := func(g reception.Registry) (out []string) {
		for _, b := range g.Bodies {
			out = append(out, b.Code)
		}
		return out
	}
	for date, want := range map[string][]string{"2025-12-31": nil, "2026-01-01": {"E02"}, "2026-01-31": {"E02"}, "2026-11-02": {"E02"},
		"2026-11-03": {"E01", "E02"}, "2027-06-01": {"E01", "E02"}} {
		g := on(date)
		if !slices.Equal(codes(g), want) {
			t.Errorf("on %s there are %v, want %v", date, codes(g), want)
		}
		there := len(want) == 2
		if (len(g.Centres) > 0) != there || (len(g.Agreements) > 0) != there || (len(g.People) > 1) != there {
			t.Errorf("on %s: %d centres, %d agreements, %d people", date, len(g.Centres), len(g.Agreements), len(g.People))
		}
		d.read(storage.For(d.admin), func(r *storage.Reader) error {
			bodies, err := r.BodiesOn(t.Context(), day(date))
			if len(bodies) != len(want) {
				t.Errorf("BodiesOn(%s) has %d", date, len(bodies))
			}
			whole, err2 := r.WholeRegistryOn(t.Context(), d.office.ID, day(date))
			if len(whole.Bodies) != 2 || err2 != nil {
				t.Errorf("what a change from %s on is compared with has %d bodies, %v", date, len(whole.Bodies), err2)
			}
			return err
		})
	}
	if earlyID == 0 {
		t.Error("the body was not added")
	}
}

// A requirement that was added later is not among those of an earlier day.
func TestARequirementThatCameLater(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	q := w.requirement(document.Register)
	q.ID, q.Version, q.Kind, q.Subject, q.Recurrence = 0, 0, document.Departure, reception.PerBody, reception.Yearly
	id, err := w.engine.SaveRequirement(t.Context(), w.admin(), q)
	w.must(err)
	for date, want := range map[string]bool{"2026-11-02": false, "2026-11-03": true} {
		w.read(storage.For(w.reviewer), func(r *storage.Reader) error {
			all, err := r.RequirementsOn(t.Context(), day(date))
			if got := slices.ContainsFunc(all, func(x reception.Requirement) bool { return x.ID == id }); got != want || len(all) < 5 {
				t.Errorf("on %s it is there: %v (of %d)", date, got, len(all))
			}
			return err
		})
	}
}
