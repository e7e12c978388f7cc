// Package nation invents the registry of a whole country, and loads it with a
// year of obligations: the size at which the ledger must stay quick.
//
//	Registry(n) ── the nth of 106 offices ──▶ reception.Registry
//	Loader.Load ── registries, obligations of a year, what became of them
//
// The obligations are made by the product's own rules (engine.Expect), each with
// its derivation. What became of them (submitted, accepted, late) is written
// straight into the tables: no document was ever sent. It is for measuring only,
// and refuses an installation that holds anything.
//
// The same number gives the same nation. All names are invented.
package nation

import (
	"fmt"
	"math/rand/v2"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// The size of the country: 106 prefectures of which In Migrazione counted the
// centres; 5,469 centres at the end of 2019 (openpolis).
const (
	Offices = 106
	Centres = 5500
)

// dailyOffices is how many offices in a hundred ask for a daily report.
const dailyOffices = 74

// Registry invents the nth office, from 0, for a year.
func Registry(n, year int) reception.Registry {
	b := builder{rnd: rand.New(rand.NewPCG(2026, uint64(n))), n: n, year: year}
	b.office()
	b.bodies()
	b.requirements()
	return b.reg
}

type builder struct {
	rnd  *rand.Rand
	n    int
	year int
	reg  reception.Registry
}

func (b *builder) office() {
	b.reg.Office = reception.Office{ID: 1, Code: fmt.Sprintf("ufficio-%03d", b.n+1), Name: fmt.Sprintf("Prefettura di prova %d", b.n+1),
		TaxCode: fmt.Sprintf("9%010d", b.n+1), OfficeCode: fmt.Sprintf("UF%04d", b.n+1), Calendar: "it",
		PEC: fmt.Sprintf("protocollo%d@pec.example", b.n+1), Email: fmt.Sprintf("ufficio%d@insiemi.example", b.n+1),
		Rules: reception.DefaultOfficeRules()}
	for i, role := range []reception.Role{reception.Administrator, reception.Reviewer, reception.Head} {
		b.person(0, fmt.Sprintf("ufficio%03d.%s@insiemi.example", b.n+1, role), fmt.Sprintf("Persona %d dell'ufficio %d", i+1, b.n+1), role)
	}
}

func (b *builder) person(body reception.BodyID, email, name string, role reception.Role) {
	b.reg.People = append(b.reg.People, reception.Person{ID: reception.PersonID(len(b.reg.People) + 1), OfficeID: 1, BodyID: body,
		Email: email, Name: name, Role: role, Language: "it"})
}

// bodies gives the office its share of the centres, a body to four of them.
func (b *builder) bodies() {
	centres := Centres / Offices
	if b.n < Centres%Offices {
		centres++
	}
	for centres > 0 {
		n := min(centres, 1+b.rnd.IntN(7))
		b.body(n)
		centres -= n
	}
}

func (b *builder) body(centres int) {
	id := reception.BodyID(len(b.reg.Bodies) + 1)
	b.reg.Bodies = append(b.reg.Bodies, reception.Body{ID: id, OfficeID: 1, Code: fmt.Sprintf("E%03d", id),
		Name: fmt.Sprintf("Cooperativa di prova %d.%d", b.n+1, id), LegalForm: "Cooperativa sociale",
		VATID: fmt.Sprintf("IT%011d", b.n*1000+int(id)), TaxCode: fmt.Sprintf("%011d", b.n*1000+int(id)), VATProfile: reception.VATReduced,
		PEC: fmt.Sprintf("ente%d.%d@pec.example", b.n+1, id), Email: fmt.Sprintf("ente%d.%d@insiemi.example", b.n+1, id)})
	b.person(id, fmt.Sprintf("operatore%d.%d@insiemi.example", b.n+1, id), fmt.Sprintf("Operatore %d.%d", b.n+1, id), reception.Operator)
	var covers []reception.CentreID
	for range centres {
		covers = append(covers, b.centre(id))
	}
	b.agreement(id, covers)
}

func (b *builder) centre(body reception.BodyID) reception.CentreID {
	id := reception.CentreID(len(b.reg.Centres) + 1)
	kind, places := reception.HousingUnit, 4+b.rnd.IntN(9)
	if b.rnd.IntN(3) == 0 {
		kind, places = reception.CollectiveCentre, 20+b.rnd.IntN(31)
	}
	b.reg.Centres = append(b.reg.Centres, reception.Centre{ID: id, OfficeID: 1, BodyID: body, Code: fmt.Sprintf("C%03d-%03d", b.n+1, id),
		Name: fmt.Sprintf("Centro %d", id), Kind: kind, Places: places, Municipality: fmt.Sprintf("Comune %d", 1+b.rnd.IntN(25)),
		OpenedOn: calendar.MustDate(b.year-2, 3, 1)})
	return id
}

func (b *builder) agreement(body reception.BodyID, centres []reception.CentreID) {
	id := reception.AgreementID(len(b.reg.Agreements) + 1)
	a := reception.Agreement{ID: id, OfficeID: 1, BodyID: body, Kind: reception.CallOff, CIG: fmt.Sprintf("B%04d%05d", b.n+1, id),
		Title: "Servizio di accoglienza", StartsOn: calendar.MustDate(b.year-1, 1, 1), EndsOn: calendar.MustDate(b.year+1, 12, 31),
		PaymentDays: 30, InvoiceMonths: 1, Counting: reception.CountingRule{EntryDay: true}, Covers: reception.CoversAll(centres...)}
	for _, k := range []reception.CentreKind{reception.HousingUnit, reception.CollectiveCentre} {
		a.Tariffs = append(a.Tariffs, reception.Tariff{CentreKind: k, FromOn: a.StartsOn, DailyRate: decimal.New(3208, -2), PocketMoney: decimal.New(25, -1)})
	}
	b.reg.Agreements = append(b.reg.Agreements, a)
}

// requirements asks for what the DM of 18 October 2017 lists, every month, and
// in most offices for a daily report.
func (b *builder) requirements() {
	monthly := func(k document.Kind, s reception.Subject, day int) {
		b.require(reception.Requirement{Kind: k, Subject: s, Recurrence: reception.Monthly, Due: reception.DueRule{Day: day, Months: 1}})
	}
	for _, k := range []document.Kind{document.Register, document.PocketMoney, document.KitReceipts, document.MealStatement} {
		monthly(k, reception.PerCentre, 5)
	}
	for _, k := range []document.Kind{document.Invoice, document.StaffSheets, document.CostStatement, document.Suppliers} {
		monthly(k, reception.PerAgreement, 10)
	}
	b.require(reception.Requirement{Kind: document.Report, Subject: reception.PerBody, Recurrence: reception.Quarterly, Due: reception.DueRule{Day: 20, Months: 1}})
	if b.n*100 < dailyOffices*Offices {
		b.require(reception.Requirement{Kind: document.DailyReport, Subject: reception.PerCentre, Recurrence: reception.Daily,
			Due: reception.DueRule{Term: calendar.Term{Days: 1, NoRoll: true}}})
	}
}

func (b *builder) require(q reception.Requirement) {
	q.ID, q.OfficeID, q.Version, q.Active = reception.RequirementID(len(b.reg.Requirements)+1), 1, 1, true
	q.Definition, q.Basis = "document", "DM 18 ottobre 2017"
	b.reg.Requirements = append(b.reg.Requirements, q)
}
