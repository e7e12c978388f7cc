package reception_test

import (
	"strings"
	"testing"
	"time"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// registry is an office with two bodies, two centres, a framework with a
// call-off, and one of everything else.
func registry() reception.Registry {
	second, house := body(), centre()
	second.ID, second.Code, second.Name, second.TaxCode, second.VATID = 2, "E04", "Associazione di Prova", "91044110400", ""
	house.ID, house.BodyID, house.Code, house.Name = 2, 2, "RN-018", "Casa Seconda"
	frame := agreement()
	frame.ID, frame.Kind, frame.CIG, frame.Title, frame.Covers, frame.Tariffs = 2, reception.Framework, "A000207D1A", "Accordo quadro", nil, nil
	call := agreement()
	call.FrameworkID = 2
	admin := person()
	admin.ID, admin.Role, admin.Email = 2, reception.Administrator, "capo@ufficio.example"
	return reception.Registry{Office: office(), Bodies: []reception.Body{body(), second}, Centres: []reception.Centre{centre(), house},
		Agreements: []reception.Agreement{call, frame}, People: []reception.Person{person(), admin},
		Requirements: []reception.Requirement{requirement()},
		Happenings:   []reception.Happening{{OfficeID: 1, BodyID: 1, CentreID: 1, What: reception.Entry, On: day("2026-11-02")}},
		Closures:     []reception.Closure{{OfficeID: 1, Closure: calendar.Closure{Month: time.October, Day: 14, It: "San Gaudenzo"}}}}
}

func TestRelations(t *testing.T) {
	judge(t, registry, reception.Registry.Validate, []wrong[reception.Registry]{
		{"two centres of one code", func(g *reception.Registry) { g.Centres[1].Code = "rn-017" }, "centres[1].code", "già di un altro centro, Casa di Prova"},
		{"two bodies of one code", func(g *reception.Registry) { g.Bodies[1].Code = "E03" }, "bodies[1].code", "già di un altro ente"},
		{"one body twice", func(g *reception.Registry) { g.Bodies[1].TaxCode = "01234567897" }, "bodies[1].tax_code", "Se è lo stesso ente"},
		{"two CIGs", func(g *reception.Registry) { g.Agreements[1].CIG = "B6DB8A4C65" }, "agreements[1].cig", "già di un'altra convenzione"},
		{"two people of one address", func(g *reception.Registry) { g.People[1].Email = "ANNA@ufficio.example" }, "people[1].email", "già di un'altra persona"},
		{"a centre of nobody", func(g *reception.Registry) { g.Centres[0].BodyID = 9 }, "centres[0].body_id", "non esiste"},
		{"a centre of another body", func(g *reception.Registry) { g.Agreements[0].Covers = reception.CoversAll(2) }, "agreements[0].covers[0].centre_id", "di un altro ente"},
		{"a centre that is closed", func(g *reception.Registry) {
			g.Centres[0].OpenedOn, g.Centres[0].ClosedOn = day("2020-01-01"), day("2021-01-01")
		},
			"agreements[0].covers[0].centre_id", "non è aperto"},
		{"no such centre", func(g *reception.Registry) { g.Agreements[0].Covers = reception.CoversAll(9) }, "agreements[0].covers[0].centre_id", "non esiste"},
		{"no such framework", func(g *reception.Registry) { g.Agreements[0].FrameworkID = 9 }, "agreements[0].framework_id", "non esiste"},
		{"the framework of another body", func(g *reception.Registry) { g.Agreements[1].BodyID = 2 }, "agreements[0].framework_id", "di un altro ente, Associazione di Prova"},
		{"a framework that is none", func(g *reception.Registry) { g.Agreements[1].Kind = reception.Bridge }, "agreements[0].framework_id", "non è un accordo quadro"},
		{"and what hangs off it", func(g *reception.Registry) { g.Agreements[1].Kind = reception.Bridge }, "agreements[1].kind", "deve restare un accordo quadro"},
		{"a framework that ends too early", func(g *reception.Registry) { g.Agreements[1].EndsOn = day("2026-06-30") }, "agreements[0].framework_id", "non comprende tutto il contratto"},
		{"the same from above", func(g *reception.Registry) { g.Agreements[1].EndsOn = day("2026-06-30") }, "agreements[1].ends_on", "deve comprenderlo"},
		{"an operator of nobody", func(g *reception.Registry) { g.People[0].Role, g.People[0].BodyID = reception.Operator, 9 }, "people[0].body_id", "non esiste"},
		{"a requirement of nothing", func(g *reception.Registry) { g.Requirements[0].AgreementID = 9 }, "requirements[0].agreement_id", "non esiste"},
		{"the same requirement twice", func(g *reception.Registry) { g.Requirements = append(g.Requirements, requirement()) }, "requirements[1].kind", "già alla riga 1"},
		{"a happening elsewhere", func(g *reception.Registry) { g.Happenings[0].CentreID = 2 }, "happenings[0].centre_id", "non è di questo ente"},
		{"the same closure twice", func(g *reception.Registry) { g.Closures = append(g.Closures, g.Closures[0]) }, "closures[1].on", "già alla riga 1"},
		{"a row by itself", func(g *reception.Registry) { g.Agreements[0].Tariffs[2].FromOn = day("1500-01-01") }, "agreements[0].tariffs[2].from_on", "1500"},
		{"the office", func(g *reception.Registry) { g.Office.TaxCode = "1" }, "office.tax_code", "11 cifre"},
	})
}

// A body that is not there is told at the row that names it, and not as another's by
// an empty name where a centre or a framework of it is used.
func TestABodyThatIsNotThereIsToldOnce(t *testing.T) {
	g := registry()
	g.Centres[0].BodyID, g.Agreements[1].BodyID = 9, 9
	for _, p := range g.Validate() {
		if strings.Contains(p.It, "altro ente") || strings.Contains(p.En, "another body") {
			t.Errorf("%s: %s", p.Field, p.It)
		}
	}
}

// Rows that are put keep their keys, give up those they had, and never make one
// conflict with itself.
func TestRelationsFollowWhatIsPut(t *testing.T) {
	r := registry().Relations()
	b := body()
	b.Code = "E99"
	if ps := r.Body(b); len(ps) > 0 {
		t.Fatalf("%+v", ps)
	}
	r.PutBody(b)
	fresh := body()
	fresh.ID, fresh.TaxCode = 0, "01234567897"
	ps := r.Body(fresh)
	if len(ps) != 1 || ps[0].Field != "tax_code" { // the code E03 is free again
		t.Fatalf("%+v", ps)
	}
	fresh.Code = "e99"
	if ps := r.Body(fresh); len(ps) != 2 {
		t.Fatalf("%+v", ps)
	}
}

func TestProblemsOf(t *testing.T) {
	g := registry()
	g.Agreements[0].Tariffs[1].DailyRate = g.Agreements[0].Tariffs[1].DailyRate.Neg()
	g.Agreements[0].CIG = ""
	ps := g.Validate()
	if got := ps.Of("agreements[0].tariffs"); len(got) != 1 || got[0].In("en") == got[0].In("it") {
		t.Errorf("%+v", got)
	}
	if got := ps.Of("agreements[0].cig"); len(got) != 1 {
		t.Errorf("%+v", got)
	}
	if len(ps.Of("agreements[0].c")) != 0 || !strings.Contains(ps.Error(), "agreements[0].tariffs[1].daily_rate") {
		t.Errorf("%v", ps)
	}
}
