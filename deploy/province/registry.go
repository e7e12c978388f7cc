package province

import (
	"fmt"
	"strings"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// bodyDetails is what the papers of a body show and the registry does not keep.
type bodyDetails struct {
	kind      bodyKind
	street    string
	seat      town
	rea       string
	phone     string
	bank      string
	signer    signer
	submitter reception.PersonID
	habits    habits
}

// signer is the legal representative of a body.
type signer struct {
	surname, name, taxCode string
	born                   calendar.Date
	female                 bool
}

func (s signer) full() string { return s.name + " " + s.surname }

// region is what differs between the two offices.
type region struct {
	prefix, province string
	towns            []town
	kinds            []bodyKind
	bodies, centres  int
}

func (p *Province) region(o reception.OfficeID) region {
	if o == 1 {
		return region{"RN", "RN", riminiTowns, bodyKinds, p.Options.Bodies, p.Options.Centres}
	}
	return region{"FC", "FC", otherTowns, otherBodyKinds, p.Options.OtherBodies, p.Options.OtherCentres}
}

// makeOffices writes the two offices. The tax code of Rimini is the public one
// (ANAC open data); its office code could not be found and is invented, as is
// everything of the second office.
func (p *Province) makeOffices() {
	p.Offices = []reception.Office{
		{ID: 1, Code: "rimini", Name: "Prefettura – Ufficio Territoriale del Governo di Rimini",
			TaxCode: "91044110400", OfficeCode: "RNPF26", PEC: "protocollo.rimini@pec.example",
			Email: "accoglienza.rimini@insiemi.example", Calendar: "rimini", Rules: reception.DefaultOfficeRules()},
		{ID: 2, Code: "forli-cesena", Name: "Prefettura – Ufficio Territoriale del Governo di Forlì-Cesena",
			TaxCode: "9900000040" + string(checkDigit("9900000040")), OfficeCode: "FCPF26",
			PEC:   "protocollo.forlicesena@pec.example",
			Email: "accoglienza.forlicesena@insiemi.example", Calendar: "forli", Rules: reception.DefaultOfficeRules()},
	}
}

// officeTown is the town in which an office sits.
func (p *Province) officeTown(o reception.OfficeID) town { return p.region(o).towns[0] }

func (p *Province) makeBodies() {
	for _, o := range p.Offices {
		r := p.region(o.ID)
		for i := range r.bodies {
			p.addBody(o, r, i)
		}
	}
}

func (p *Province) addBody(o reception.Office, r region, i int) {
	k, id := r.kinds[i%len(r.kinds)], len(p.Bodies)+1
	if round := i / len(r.kinds); round > 0 {
		k.name, k.slug = fmt.Sprintf("%s – Ramo %d", k.name, round+1), fmt.Sprintf("%s%d", k.slug, round+1)
	}
	c := p.chance("body", id)
	vat := vatNumber(int(p.Options.Seed%1000)*97 + id*37)
	p.Bodies = append(p.Bodies, reception.Body{
		ID: reception.BodyID(id), OfficeID: o.ID, Code: fmt.Sprintf("E%02d", i+1), Name: k.name, LegalForm: k.form,
		VATID: "IT" + vat, TaxCode: vat, VATProfile: k.vat,
		PEC: k.slug + "@pec.example", Email: "amministrazione@" + k.slug + ".example",
		IBAN: iban(c.digits(12)),
	})
	d := bodyDetails{
		kind: k, street: fmt.Sprintf("%s, %d", pick(c, streets), c.between(1, 120)), seat: pick(c, r.towns),
		rea: c.digits(6), phone: "0541 " + c.digits(6), bank: "Banca di Prova della Riviera", signer: newSigner(c),
	}
	d.habits = p.habitsOf(id, i, k, c)
	p.details = append(p.details, d)
}

func newSigner(c chance) signer {
	s := signer{surname: pick(c, italianSurnames), female: c.in100(50)}
	s.name = pick(c, italianMen)
	if s.female {
		s.name = pick(c, italianWomen)
	}
	s.born = calendar.MustDate(c.between(1958, 1988), time.Month(c.between(1, 12)), c.between(1, 28))
	s.taxCode = personTaxCode(s.surname, s.name, s.female, s.born, "H294")
	return s
}

func (p *Province) makeCentres() {
	for _, o := range p.Offices {
		r := p.region(o.ID)
		first := len(p.Centres)
		n := r.centres
		if o.ID == 1 && n > r.bodies {
			n-- // newAgreement opens the last one
		}
		for _, owner := range shares(p.bodiesOf(o.ID), p.details, n) {
			p.addCentre(o.ID, owner, r, len(p.Centres)-first+1)
		}
	}
	// One centre has closed within the months, the way they do.
	if n := len(p.months); n >= 3 {
		c := &p.Centres[len(p.centresOf(1))-1]
		c.ClosedOn = p.months[n-3].Start.AddDays(19)
	}
}

// shares deals n centres among the bodies in proportion to their size, at least
// one each (D'Hondt), and returns the owner of each centre, body by body.
func shares(bodies []reception.BodyID, details []bodyDetails, n int) []reception.BodyID {
	got := make([]int, len(bodies))
	for i := range got {
		got[i] = 1
	}
	for range n - len(bodies) {
		best := 0
		for i := range bodies {
			w, b := details[bodies[i]-1].kind.centres, details[bodies[best]-1].kind.centres
			if w*(got[best]+1) > b*(got[i]+1) {
				best = i
			}
		}
		got[best]++
	}
	var owners []reception.BodyID
	for i, b := range bodies {
		for range got[i] {
			owners = append(owners, b)
		}
	}
	return owners
}

func (p *Province) addCentre(o reception.OfficeID, owner reception.BodyID, r region, number int) {
	c := p.chance("centre", int(o), number)
	d, t := p.detail(owner), pick(c, r.towns)
	kind, places, label := reception.HousingUnit, c.between(4, 12), "Appartamento"
	switch own := len(p.centresOfBody(owner)); {
	case d.kind.hotel:
		kind, places, label = reception.CollectiveCentre, c.between(24, 46), "Albergo"
	case own%5 == 1:
		kind, places, label = reception.CollectiveCentre, c.between(18, 50), "Casa"
	}
	name := label + " " + centreNames[(number-1)%len(centreNames)]
	if round := (number - 1) / len(centreNames); round > 0 {
		name = fmt.Sprintf("%s %d", name, round+1)
	}
	p.owned[owner] = append(p.owned[owner], reception.CentreID(len(p.Centres)+1))
	p.Centres = append(p.Centres, reception.Centre{
		ID: reception.CentreID(len(p.Centres) + 1), OfficeID: o, BodyID: owner,
		Code: fmt.Sprintf("%s-%03d", r.prefix, number), Name: name, Kind: kind, Places: places,
		Address:      fmt.Sprintf("%s, %d – %s %s (%s)", streets[(number*7+3)%len(streets)], c.between(1, 140), t.cap, t.name, r.province),
		Municipality: t.name,
		OpenedOn:     p.months[0].Start.AddDays(-c.between(600, 1300)),
	})
}

// Addresses of the people that demonstrations sign in as.
const (
	OperatorEmail      = "operator@insiemi.example"
	ReviewerEmail      = "revisore@insiemi.example"
	HeadEmail          = "dirigente@insiemi.example"
	AdministratorEmail = "admin@insiemi.example"
	OtherReviewerEmail = "revisore2@insiemi.example"
	OtherHeadEmail     = "dirigente2@insiemi.example"
)

func (p *Province) makePeople() {
	add := func(o reception.OfficeID, b reception.BodyID, email, name string, role reception.Role, language string) reception.PersonID {
		id := reception.PersonID(len(p.People) + 1)
		p.People = append(p.People, reception.Person{ID: id, OfficeID: o, BodyID: b, Email: email, Name: name, Role: role, Language: language})
		return id
	}
	add(1, 0, AdministratorEmail, "Amministrazione del sistema", reception.Administrator, "it")
	add(1, 0, ReviewerEmail, "Teresa Lazzarini", reception.Reviewer, "it")
	add(1, 0, HeadEmail, "Ettore Bernardi", reception.Head, "it")
	add(2, 0, OtherReviewerEmail, "Irene Amati", reception.Reviewer, "it")
	add(2, 0, OtherHeadEmail, "Guido Serafini", reception.Head, "it")
	p.details[0].submitter = add(1, 1, OperatorEmail, "Nadia Semprini", reception.Operator, "it")
	for i, b := range p.Bodies {
		c := p.chance("person", i)
		name, language := pick(c, italianWomen)+" "+pick(c, italianSurnames), "it"
		if i%6 == 4 {
			language = "en"
		}
		id := add(b.OfficeID, b.ID, fmt.Sprintf("ente%02d@insiemi.example", i+1), name, reception.Operator, language)
		if p.details[i].submitter == 0 {
			p.details[i].submitter = id
		}
	}
}

// makeRequirements sets what each office asks for. No source fixes the days, so
// they are proposals.
func (p *Province) makeRequirements() {
	for _, o := range p.Offices {
		register, invoice := 5, 10
		if o.ID != 1 {
			register, invoice = 7, 15
		}
		for _, r := range []reception.Requirement{
			{Kind: document.Register, Subject: reception.PerCentre, Recurrence: reception.Monthly, Due: reception.DueRule{Day: register, Months: 1},
				Definition: "register", Basis: "DM 18 ottobre 2017; convenzione, art. 5"},
			{Kind: document.Invoice, Subject: reception.PerAgreement, Recurrence: reception.Invoicing, Due: reception.DueRule{Day: invoice, Months: 1},
				Definition: "invoice", Basis: "DM 18 ottobre 2017; convenzione, art. 6"},
			{Kind: document.Agreement, Subject: reception.PerAgreement, Recurrence: reception.Once, Due: within(10),
				Definition: "document", Basis: "D.Lgs. 18 agosto 2015 n. 142, art. 11"},
			{Kind: document.Extension, Subject: reception.PerAgreement, Recurrence: reception.BeforeExpiry, Happening: reception.AgreementExpiry, Due: within(30),
				Definition: "document", Basis: "D.Lgs. 31 marzo 2023 n. 36, art. 120"},
			{Kind: document.Insurance, Subject: reception.PerBody, Recurrence: reception.BeforeExpiry, Happening: reception.ExpiryOf(document.Insurance), Due: within(30),
				Definition: "document", Basis: "Capitolato, coperture assicurative"},
			{Kind: document.Report, Subject: reception.PerBody, Recurrence: reception.Quarterly, Due: reception.DueRule{Day: 20, Months: 1},
				StartsOn: p.quarter().Start, Definition: "document", Basis: "Convenzione, art. 9"},
		} {
			r.ID, r.OfficeID, r.Proposed, r.Active, r.Version = reception.RequirementID(len(p.Requirements)+1), o.ID, true, true, 1
			p.Requirements = append(p.Requirements, r)
		}
	}
}

func within(days int) reception.DueRule {
	return reception.DueRule{Term: calendar.Term{Days: days}}
}

// quarter is the quarter of the year in which Today lies.
func (p *Province) quarter() calendar.Period {
	m := p.Options.Today.Period()
	for int(m.Start.Month())%3 != 1 {
		m = m.Previous()
	}
	return calendar.Period{Start: m.Start, End: m.Next().Next().End}
}

// makeHappenings records when some policies expire, in days from Today: one that
// has just expired, one whose renewal is late, others that come. The bodies whose
// policy is among the files have none: theirs is read from it. Each body had a
// DURC all along, as the office acquired it every 120 days: one is about to end.
func (p *Province) makeHappenings() {
	days, durc := []int{43, -3, 0, 22, 75}, []int{64, 97, 12, 81, 110}
	for i := range p.Bodies {
		if i%5 != 2 {
			p.addExpiry(&p.Bodies[i], document.Insurance, days[i%5]+i/5*9)
		}
		for d := durc[i%5]; !p.Options.Today.AddDays(d).Before(p.months[0].Start); d -= 120 {
			p.addExpiry(&p.Bodies[i], document.DURC, d)
		}
	}
}

func (p *Province) addExpiry(b *reception.Body, k document.Kind, days int) {
	p.Happenings = append(p.Happenings, reception.Happening{ID: reception.HappeningID(len(p.Happenings) + 1), OfficeID: b.OfficeID, BodyID: b.ID,
		What: reception.ExpiryOf(k), On: p.Options.Today.AddDays(days)})
}

func (p *Province) dueDay(o reception.OfficeID, k document.Kind) int {
	for _, r := range p.Requirements {
		if r.OfficeID == o && r.Kind == k {
			return r.Due.Day
		}
	}
	return 0
}

func (p *Province) bodiesOf(o reception.OfficeID) []reception.BodyID {
	var out []reception.BodyID
	for _, b := range p.Bodies {
		if b.OfficeID == o {
			out = append(out, b.ID)
		}
	}
	return out
}

func (p *Province) centresOf(o reception.OfficeID) []reception.CentreID {
	var out []reception.CentreID
	for _, c := range p.Centres {
		if c.OfficeID == o {
			out = append(out, c.ID)
		}
	}
	return out
}

func (p *Province) centresOfBody(b reception.BodyID) []reception.CentreID { return p.owned[b] }

// shortName is the office's name as registers print it.
func shortName(o *reception.Office) string {
	return strings.Replace(o.Name, "Ufficio Territoriale del Governo", "UTG", 1)
}
