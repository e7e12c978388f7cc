package engine_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// "The tariff on 30 September", before and after it was entered late.
func TestTheTariffOn30September(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	rate := func(on string) string {
		got, ok := d.agreementOn(on).TariffOn(reception.CollectiveCentre, day(on))
		if !ok {
			return "none"
		}
		return got.DailyRate.StringFixed(2)
	}
	if a, b := rate("2026-09-30"), rate("2026-10-01"); a != "32.08" || b != "32.31" {
		t.Fatalf("%s, then %s", a, b)
	}
	// On 3 November the office enters a rate that holds since 15 September.
	g := d.agreementOn("2026-11-03")
	late := g.Tariffs[0]
	late.FromOn, late.DailyRate = day("2026-09-15"), decimal.RequireFromString("32.20")
	g.Tariffs = append(g.Tariffs, late)
	_, err := d.engine.SaveAgreement(t.Context(), d.admin, g, blind(""))
	d.must(err)
	if a, b, c := rate("2026-09-14"), rate("2026-09-30"), rate("2026-10-01"); a != "32.08" || b != "32.20" || c != "32.31" {
		t.Errorf("%s, %s, %s", a, b, c)
	}
	last := d.changes(reception.EntityAgreement, int64(d.agreement.ID))[0]
	if !last.FromOn.IsZero() || last.By != "Anna Prova" || !slices.Contains(last.Fields, reception.Difference{Field: "tariffs[CC 2026-09-15].daily_rate", After: "32.2"}) {
		t.Errorf("the change says %+v", last)
	}
}

// A change dated next month: today's answer stays, next month's is known, and on
// its day it comes into force.
func TestAChangeDatedNextMonth(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	before := d.revision()
	d.must(d.saveCentre("2026-12-01", func(c *reception.Centre) { c.Places = 55 }))
	if d.revision() != before+1 {
		t.Errorf("the registry's revision is %d, was %d", d.revision(), before)
	}
	d.job(workflow.JobExpect, int64(d.office.ID))
	today := func() (c reception.Centre) {
		d.look(func(r *storage.Reader) (err error) { c, err = r.Centre(t.Context(), d.centre.ID); return err })
		return c
	}
	if c := today(); c.Places != 40 || c.PlacesOn(day("2026-11-30")) != 40 || c.PlacesOn(day("2026-12-01")) != 55 {
		t.Fatalf("today it has %d places: %+v", c.Places, c.Dated)
	}
	if a, b := d.centreOn("2026-11-30").Places, d.centreOn("2026-12-01").Places; a != 40 || b != 55 {
		t.Fatalf("on 30 November %d, on 1 December %d", a, b)
	}
	for _, tick := range []struct {
		on      string
		changed int
		places  int
	}{{"2026-11-30", 0, 40}, {"2026-12-03", 1, 55}, {"2026-12-04", 0, 55}} { // nothing ran for two days
		n, err := d.engine.ApplyVersions(t.Context(), day(tick.on))
		if err != nil || n != tick.changed || today().Places != tick.places {
			t.Fatalf("on %s: %d changed, %d places, %v", tick.on, n, today().Places, err)
		}
	}
	if got := d.centreOn("2026-11-30").Places; got != 40 {
		t.Errorf("afterwards the past says %d", got)
	}
	if d.revision() != before+2 {
		t.Errorf("nobody was told that it came into force")
	}
}

// A change with an earlier day than one that is planned reaches the planned one,
// except in the fields that this changes itself.
func TestAnEarlierChangeReachesLaterOnes(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.must(d.saveBody("2027-01-01", func(b *reception.Body) { b.IBAN, b.Name = "", "Nuovo nome" }))
	d.must(d.saveBody("2026-10-01", func(b *reception.Body) { b.LegalForm = "srl" }))
	d.must(d.saveBody("", func(b *reception.Body) { b.PEC = "prova@pec.example" }))
	type state struct{ name, iban, form, pec string }
	for on, want := range map[string]state{
		"2026-09-30": {"Cooperativa di Prova", d.body.IBAN, "", ""},
		"2026-10-01": {"Cooperativa di Prova", d.body.IBAN, "srl", ""},
		"2026-11-03": {"Cooperativa di Prova", d.body.IBAN, "srl", "prova@pec.example"},
		"2027-01-01": {"Nuovo nome", "", "srl", "prova@pec.example"},
	} {
		if b := d.bodyOn(on); (state{b.Name, b.IBAN, b.LegalForm, b.PEC}) != want {
			t.Errorf("on %s: %+v", on, b)
		}
	}
	// A correction of what never was so, and the page's history of it all.
	d.must(d.saveBody(reception.Ever().String(), func(b *reception.Body) { b.IBAN = "" }))
	if b := d.bodyOn("2026-02-01"); b.IBAN != "" {
		t.Errorf("the correction does not reach the past: %s", b.IBAN)
	}
	all := d.changes(reception.EntityBody, int64(d.body.ID))
	if len(all) != 5 || !all[4].New || all[0].FromOn != reception.Ever() || all[0].New ||
		!reflect.DeepEqual(all[0].Fields, []reception.Difference{{Field: "iban", Before: d.body.IBAN}}) {
		t.Errorf("%+v", all)
	}
}

// Of two administrators at once, the second is told who was first, and nothing of
// theirs is saved.
func TestTwoAdministratorsAtOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	var seen workflow.EventID
	d.look(func(r *storage.Reader) (err error) {
		seen, err = r.LastChange(ctx, reception.EntityCentre, int64(d.centre.ID))
		return err
	})
	mine, theirs := d.centreOn("2026-11-03"), d.centreOn("2026-11-03")
	mine.Name, theirs.Places = "Casa Nuova", 12
	_, err := d.engine.SaveCentre(ctx, d.second, mine, engine.Saving{Seen: seen})
	d.must(err)
	_, err = d.engine.SaveCentre(ctx, d.admin, theirs, engine.Saving{Seen: seen})
	d.refused(err, "registry.changed_meanwhile")
	r, _ := workflow.RefusalOf(err)
	if r.Code != workflow.Conflict || !strings.Contains(r.It, "Bruno Prova") || !strings.Contains(r.It, "03/11/2026 alle 09:00") {
		t.Errorf("it says %s %q", r.Code, r.It)
	}
	if c := d.centreOn("2026-11-03"); c.Places != 40 || c.Name != "Casa Nuova" {
		t.Errorf("%+v", c)
	}
	// Many at once, all of whom saw the same: one is first, the others are told.
	seen = d.changes(reception.EntityCentre, int64(d.centre.ID))[0].ID
	done := make(chan error, 6)
	for n := range cap(done) {
		go func() {
			c := mine
			c.Places = 60 + n
			_, err := d.engine.SaveCentre(ctx, d.admin, c, engine.Saving{Seen: seen})
			done <- err
		}()
	}
	won := 0
	for range cap(done) {
		if err := <-done; err == nil {
			won++
		} else {
			d.refused(err, "registry.changed_meanwhile")
		}
	}
	if won != 1 {
		t.Errorf("%d of them were first", won)
	}
}

// Everything that is wrong is told at once, beside its field, and nothing changes.
func TestProblemsAreToldTogether(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	g := d.agreementOn("2026-11-03")
	before := d.revision()
	g.CIG, g.EndsOn, g.Covers = "B6DB8A4C6", day("2025-12-31"), reception.CoversAll(99)
	g.Tariffs[0].FromOn = day("1500-01-01")
	_, err := d.engine.SaveAgreement(t.Context(), d.admin, g, blind(""))
	d.refused(err, "registry.problems")
	ps := reception.ProblemsOf(err)
	for _, field := range []string{"cig", "ends_on", "covers[0].centre_id", "tariffs[0].from_on"} {
		if len(ps.Of(field)) != 1 {
			t.Errorf("%s: %+v", field, ps.Of(field))
		}
	}
	r, _ := workflow.RefusalOf(err)
	if !strings.Contains(r.It, "Il CIG ha 9 caratteri: devono essere 10, lettere maiuscole e cifre.") || !strings.HasPrefix(r.It, "Ci sono 4 cose") {
		t.Errorf("it says %q", r.It)
	}
	if diff := reception.Differences(reception.FieldsOf(d.agreement), reception.FieldsOf(d.agreementOn("2026-11-03"))); diff != nil || d.revision() != before {
		t.Errorf("something was saved all the same: %+v", diff)
	}
	c := d.centre
	c.ID, c.Name = 0, "Casa Altra"
	_, err = d.engine.SaveCentre(t.Context(), d.admin, c, engine.Saving{})
	if ps := reception.ProblemsOf(err); len(ps.Of("code")) != 1 {
		t.Errorf("a second centre of the same code: %v", err)
	}
	_, err = d.engine.SaveCentre(t.Context(), d.admin, d.centre, blind("1500-01-01"))
	if ps := reception.ProblemsOf(err); len(ps.Of("from_on")) != 1 {
		t.Errorf("from the year 1500: %v", err)
	}
	other := d.body
	other.ID, other.Code, other.TaxCode, other.VATID = 0, "E02", "91044110400", ""
	other.ID, err = d.engine.SaveBody(t.Context(), d.admin, other, engine.Saving{})
	d.must(err)
	d.refused(d.saveCentre("", func(c *reception.Centre) { c.BodyID = other.ID }), "registry.problems")
}

// A change that a later, planned one makes impossible is told with its day.
func TestAProblemInAPlannedChange(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	p := reception.Person{OfficeID: d.office.ID, Email: "carla@ufficio.example", Name: "Carla Prova", Role: reception.Reviewer, Language: "it"}
	var err error
	p.ID, err = d.engine.SavePerson(ctx, d.admin, p, engine.Saving{})
	d.must(err)
	p.Role = reception.Head
	_, err = d.engine.SavePerson(ctx, d.admin, p, blind("2027-01-01"))
	d.must(err)
	p.Role, p.BodyID = reception.Operator, d.body.ID
	_, err = d.engine.SavePerson(ctx, d.admin, p, blind("2026-12-01"))
	d.refused(err, "registry.problems")
	if r, _ := workflow.RefusalOf(err); !strings.Contains(r.It, "Con la modifica già prevista dal 01/01/2027") {
		t.Errorf("it says %q", r.It)
	}
}

// Only administrators of the office change its registry; a body reads its own part
// of it and never writes, even if the engine forgot to ask.
func TestWhoMayChangeTheRegistry(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	operator := workflow.Actor{Office: d.office.ID, Body: d.body.ID, Role: reception.Operator}
	var err error
	operator.Person, err = d.engine.SavePerson(ctx, d.admin, reception.Person{OfficeID: d.office.ID, BodyID: d.body.ID, Email: "op@ente.example",
		Name: "Olga Prova", Role: reception.Operator, Language: "it"}, engine.Saving{})
	d.must(err)
	reviewer := workflow.Actor{Person: d.admin.Person, Office: d.office.ID, Role: reception.Reviewer}
	cunning := operator
	cunning.Role = reception.Administrator
	for _, a := range []workflow.Actor{operator, reviewer, d.stranger, cunning, {}} {
		b := d.body
		b.Name = "Altro"
		_, err := d.engine.SaveBody(ctx, a, b, engine.Saving{Blind: true})
		d.refused(err, "registry.denied")
		_, err = d.engine.AddClosure(ctx, a, reception.Closure{OfficeID: d.office.ID, Closure: calendar.Closure{On: day("2026-12-24"), It: "Vigilia"}})
		d.refused(err, "registry.denied")
	}
	// An administrator of another office who names the row under their own.
	b := d.body
	b.OfficeID = d.stranger.Office
	_, err = d.engine.SaveBody(ctx, d.stranger, b, engine.Saving{Blind: true})
	d.refused(err, "body.not_found")
	d.must(d.saveCentre("2026-12-01", func(c *reception.Centre) { c.Places = 55 }))
	d.read(storage.For(operator), func(r *storage.Reader) error {
		g, err := r.RegistryOn(ctx, d.office.ID, day("2026-12-01"))
		if err == nil && (len(g.Bodies) != 1 || len(g.Centres) != 1 || g.Centres[0].Places != 55 || len(g.Agreements) != 1) {
			t.Errorf("the operator reads %+v", g)
		}
		return err
	})
	writes := map[string]func(*storage.Tx) error{
		"body":      func(x *storage.Tx) error { return x.SetBody(ctx, d.body) },
		"centre":    func(x *storage.Tx) error { return x.SetCentre(ctx, d.centre) },
		"agreement": func(x *storage.Tx) error { return x.SetAgreement(ctx, d.agreement) },
		"office":    func(x *storage.Tx) error { return x.SetOffice(ctx, d.office) },
		"person": func(x *storage.Tx) error {
			return x.SetPerson(ctx, reception.Person{ID: operator.Person, Email: "x@y.example", Role: reception.Operator, BodyID: d.body.ID, Language: "it"})
		},
		"new": func(x *storage.Tx) error {
			_, err := x.AddCentre(ctx, reception.Centre{OfficeID: d.office.ID, BodyID: d.body.ID, Code: "X", Name: "X", Kind: "CC", Places: 1, OpenedOn: day("2026-01-01")})
			return err
		},
		"version": func(x *storage.Tx) error {
			return x.PutVersion(ctx, storage.Version{OfficeID: d.office.ID, BodyID: d.body.ID, Entity: reception.EntityCentre, EntityID: int64(d.centre.ID), FromOn: day("2026-11-01"), Data: reception.Fields{}, At: time.Now()})
		},
	}
	for name, f := range writes {
		if err := d.db.Write(ctx, storage.For(operator), f); err == nil {
			t.Errorf("the body's scope wrote the %s", name)
		}
	}
	d.must(d.engine.SetLanguage(ctx, operator, "en")) // but for their own language
	d.look(func(r *storage.Reader) error {
		p, err := r.Person(ctx, operator.Person)
		if p.Language != "en" {
			t.Errorf("the language is %s", p.Language)
		}
		return err
	})
}

// What a registrar saves commits together or not at all.
func TestARegistrarIsAllOrNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	before := d.revision()
	broken := errors.New("the file ends here")
	err := d.engine.Registry(ctx, d.admin, d.office.ID, func(r *engine.Registrar) error {
		b := d.body
		b.ID, b.Code, b.TaxCode, b.VATID = 0, "E02", "91044110400", ""
		id, err := r.SaveBody(ctx, b, engine.Saving{})
		if err != nil {
			return err
		}
		c := d.centre // of the body that is new in the same transaction
		c.ID, c.BodyID, c.Code = 0, id, "RN-018"
		if _, err := r.SaveCentre(ctx, c, engine.Saving{}); err != nil {
			return err
		}
		return broken
	})
	if !errors.Is(err, broken) {
		t.Fatal(err)
	}
	d.look(func(r *storage.Reader) error {
		all, err := r.Bodies(ctx)
		if len(all) != 1 || d.revision() != before {
			t.Errorf("%d bodies", len(all))
		}
		return err
	})
}

func TestSavingTheSameIsNoChange(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	before := d.revision()
	g := d.agreementOn("2026-11-03")
	slices.Reverse(g.Tariffs)
	g.Tariffs[0].DailyRate = decimal.RequireFromString("32.3100")
	_, err := d.engine.SaveAgreement(t.Context(), d.admin, g, blind("2026-12-01"))
	d.must(err)
	d.must(d.saveBody("", func(b *reception.Body) { b.Contacts = []reception.Contact{} }))
	if n := len(d.changes(reception.EntityAgreement, int64(g.ID))); n != 1 || d.revision() != before {
		t.Errorf("%d changes, revision %d after %d", n, d.revision(), before)
	}
}

func TestClosuresAndOfficeRules(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	id, err := d.engine.AddClosure(ctx, d.admin, reception.Closure{OfficeID: d.office.ID, Closure: calendar.Closure{On: day("2026-12-24"), It: "Vigilia", En: "Eve"}})
	d.must(err)
	_, err = d.engine.AddClosure(ctx, d.admin, reception.Closure{OfficeID: d.office.ID, Closure: calendar.Closure{On: day("2026-12-24"), It: "Vigilia"}})
	d.refused(err, "closures_unique")
	o := d.office
	o.Rules.Ladder.Steps, o.Rules.HoursTo = []int{-10, 0}, "14:00"
	d.must(d.engine.SaveOffice(ctx, d.admin, o, blind("2027-01-01")))
	d.look(func(r *storage.Reader) error {
		now, err := r.OfficeOn(ctx, o.ID, day("2026-12-31"))
		if err != nil {
			return err
		}
		then, err := r.OfficeOn(ctx, o.ID, day("2027-01-01"))
		if !reflect.DeepEqual(now.Rules, d.office.Rules) || then.Rules.HoursTo != "14:00" || len(then.Rules.Ladder.Steps) != 2 {
			t.Errorf("%+v, then %+v", now.Rules, then.Rules)
		}
		return err
	})
	_, err = d.engine.ApplyVersions(ctx, day("2027-01-01"))
	d.must(err)
	d.look(func(r *storage.Reader) error {
		is, err := r.Office(ctx, o.ID)
		if is.Rules.HoursTo != "14:00" {
			t.Errorf("%+v", is.Rules)
		}
		return err
	})
	d.must(d.engine.RemoveClosure(ctx, d.admin, id))
	d.refused(d.engine.RemoveClosure(ctx, d.admin, id), "closure.not_found")
	all := d.changes(reception.EntityOffice, int64(o.ID))
	if len(all) != 3 || !slices.Contains(all[0].Fields, reception.Difference{Field: "closures[Vigilia].on", Before: "2026-12-24"}) {
		t.Errorf("%+v", all)
	}
}
