package reception_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

func day(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func office() reception.Office {
	return reception.Office{ID: 1, Code: "rimini", Name: "Prefettura di Rimini", TaxCode: "91044110400", OfficeCode: "ABC123",
		PEC: "protocollo@pec.example", Calendar: "rimini", Rules: reception.DefaultOfficeRules()}
}

func body() reception.Body {
	return reception.Body{ID: 1, OfficeID: 1, Code: "E03", Name: "Cooperativa di Prova", TaxCode: "01234567897", VATID: "IT01234567897",
		VATProfile: reception.VATReduced, PEC: "prova@pec.example", Email: "info@prova.example", IBAN: "IT60X0542811101000000123456"}
}

func centre() reception.Centre {
	return reception.Centre{ID: 1, OfficeID: 1, BodyID: 1, Code: "RN-017", Name: "Casa di Prova", Kind: reception.CollectiveCentre,
		Places: 40, OpenedOn: day("2024-01-01")}
}

func tariff(kind reception.CentreKind, from, to, rate string) reception.Tariff {
	t := reception.Tariff{CentreKind: kind, FromOn: day(from), DailyRate: decimal.RequireFromString(rate)}
	if to != "" {
		t.ToOn = day(to)
	}
	return t
}

func agreement() reception.Agreement {
	return reception.Agreement{ID: 1, OfficeID: 1, BodyID: 1, Kind: reception.CallOff, CIG: "B6DB8A4C65", Title: "Accoglienza", StartsOn: day("2025-01-01"),
		EndsOn: day("2026-12-31"), PaymentDays: 30, InvoiceMonths: 1, Covers: reception.CoversAll(1),
		Tariffs: []reception.Tariff{tariff("CC", "2025-01-01", "", "32.08"), tariff("CC", "2025-10-01", "", "32.31"), tariff("UA", "2025-01-01", "", "25.60")}}
}

func person() reception.Person {
	return reception.Person{ID: 1, OfficeID: 1, Email: "anna@ufficio.example", Name: "Anna Prova", Role: reception.Reviewer, Language: "it"}
}

func requirement() reception.Requirement {
	return reception.Requirement{OfficeID: 1, Kind: document.Register, Subject: reception.PerCentre, Recurrence: reception.Monthly,
		Due: reception.DueRule{Day: 5, Months: 1}, Definition: "register"}
}

// wrong is a change that spoils a row, the field that must be blamed and words
// that its sentence must say.
type wrong[T any] struct {
	name  string
	spoil func(*T)
	field string
	says  string
}

func judge[T any](t *testing.T, right func() T, validate func(T) reception.Problems, all []wrong[T]) {
	t.Helper()
	if ps := validate(right()); len(ps) > 0 {
		t.Fatalf("the row that is right has %+v", ps)
	}
	for _, w := range all {
		row := right()
		w.spoil(&row)
		ps := validate(row)
		at := slices.IndexFunc(ps, func(p reception.Problem) bool { return p.Field == w.field && strings.Contains(p.It, w.says) })
		if at < 0 {
			t.Errorf("%s: no problem with %s that says %q: %+v", w.name, w.field, w.says, ps)
			continue
		}
		if p := ps[at]; p.En == "" || p.En == p.It || !strings.HasSuffix(strings.TrimSpace(p.It), ".") {
			t.Errorf("%s: not two sentences: %+v", w.name, p)
		}
	}
}

func TestOffices(t *testing.T) {
	judge(t, office, reception.Office.Validate, []wrong[reception.Office]{
		{"tax code", func(o *reception.Office) { o.TaxCode = "91044110401" }, "tax_code", "ultima cifra"},
		{"personal tax code", func(o *reception.Office) { o.TaxCode = "RSSMRA85T10A562S" }, "tax_code", "11 cifre"},
		{"office code", func(o *reception.Office) { o.OfficeCode = "ABC12" }, "office_code", "6 lettere"},
		{"PEC", func(o *reception.Office) { o.PEC = "protocollo pec.example" }, "pec", "non è un indirizzo"},
		{"calendar", func(o *reception.Office) { o.Calendar = "atlantide" }, "calendar", "atlantide"},
		{"hours", func(o *reception.Office) { o.Rules.HoursTo = "07:00" }, "rules.hours_to", "prima di cominciare"},
		{"hours form", func(o *reception.Office) { o.Rules.HoursFrom = "25:00" }, "rules.hours_from", "08:00"},
		{"ladder order", func(o *reception.Office) { o.Rules.Ladder.Steps = []int{1, -2} }, "rules.ladder.steps[1]", "in ordine"},
		{"ladder twice", func(o *reception.Office) { o.Rules.TaskLadder.Steps = []int{1, 1} }, "rules.task_ladder.steps[1]", "ciascuno una volta"},
		{"ladder range", func(o *reception.Office) { o.Rules.Ladder.Steps = []int{-61} }, "rules.ladder.steps[0]", "da -60 a 365"},
		{"ladder length", func(o *reception.Office) { o.Rules.Ladder.Steps = make([]int, 13) }, "rules.ladder.steps", "al massimo 12"},
		{"escalation", func(o *reception.Office) { o.Rules.Ladder.EscalateAfter = -1 }, "rules.ladder.escalate_after", "-1"},
		{"horizon", func(o *reception.Office) { o.Rules.HorizonDays = 0 }, "rules.horizon_days", "da 1 a 400"},
	})
}

func TestBodies(t *testing.T) {
	judge(t, body, reception.Body.Validate, []wrong[reception.Body]{
		{"no code", func(b *reception.Body) { b.Code = "" }, "code", "Manca il codice"},
		{"code with a space", func(b *reception.Body) { b.Code = "E 03" }, "code", "senza spazi"},
		{"no name", func(b *reception.Body) { b.Name = "  " }, "name", "manca"},
		{"name on two lines", func(b *reception.Body) { b.Name = "a\nb" }, "name", "una sola riga"},
		{"tax code", func(b *reception.Body) { b.TaxCode = "01234567890" }, "tax_code", "ultima cifra"},
		{"tax code short", func(b *reception.Body) { b.TaxCode = "123" }, "tax_code", "11 cifre"},
		{"tax code of a person", func(b *reception.Body) { b.TaxCode = "RSSMRA85T10A562T" }, "tax_code", "ultima lettera"},
		{"VAT number", func(b *reception.Body) { b.VATID = "IT01234567898" }, "vat_id", "ultima cifra"},
		{"VAT number without IT", func(b *reception.Body) { b.VATID = "01234567897" }, "vat_id", "IT e 11 cifre"},
		{"VAT profile", func(b *reception.Body) { b.VATProfile = "" }, "vat_profile", "manca"},
		{"IBAN digits", func(b *reception.Body) { b.IBAN = "IT61X0542811101000000123456" }, "iban", "cifre di controllo"},
		{"IBAN length", func(b *reception.Body) { b.IBAN = "IT60X054281110100000012345" }, "iban", "27 caratteri"},
		{"IBAN with spaces", func(b *reception.Body) { b.IBAN = "IT60 X054 2811 1010 0000 0123 456" }, "iban", "senza spazi"},
		{"e-mail", func(b *reception.Body) { b.Email = "info@prova" }, "email", "nome@dominio.it"},
		{"e-mail with a name", func(b *reception.Body) { b.Email = "Info <info@prova.example>" }, "email", "non è un indirizzo"},
		{"contact", func(b *reception.Body) { b.Contacts = []reception.Contact{{Name: "Rosa", Phone: "x"}} }, "contacts[0].phone", "telefono"},
	})
	for _, code := range []string{"RSSMRA85T10A562S", "01234567897", "91044110400"} {
		b := body()
		b.TaxCode = code
		if ps := b.Validate(); len(ps) > 0 {
			t.Errorf("%s: %+v", code, ps)
		}
	}
}

func TestCentresPeopleClosures(t *testing.T) {
	judge(t, centre, reception.Centre.Validate, []wrong[reception.Centre]{
		{"no places", func(c *reception.Centre) { c.Places = 0 }, "places", "0 non va bene"},
		{"fewer than none", func(c *reception.Centre) { c.Places = -3 }, "places", "-3 non va bene"},
		{"closes before it opens", func(c *reception.Centre) { c.ClosedOn = day("2023-12-31") }, "closed_on", "prima di aprire"},
		{"the year 1500", func(c *reception.Centre) { c.OpenedOn = day("1500-01-01") }, "opened_on", "fuori dagli anni dal 1980 al 2199"},
		{"kind", func(c *reception.Centre) { c.Kind = "XX" }, "kind", "UA"},
		{"no body", func(c *reception.Centre) { c.BodyID = 0 }, "body_id", "Manca l'ente"},
	})
	judge(t, person, reception.Person.Validate, []wrong[reception.Person]{
		{"operator of nobody", func(p *reception.Person) { p.Role = reception.Operator }, "body_id", "di un ente"},
		{"reviewer of a body", func(p *reception.Person) { p.BodyID = 1 }, "body_id", "lavora per l'ufficio"},
		{"no e-mail", func(p *reception.Person) { p.Email = "" }, "email", "Manca"},
		{"role", func(p *reception.Person) { p.Role = "king" }, "role", "Manca il ruolo"},
		{"language", func(p *reception.Person) { p.Language = "de" }, "language", "italiano"},
	})
	patron := func() reception.Closure {
		return reception.Closure{OfficeID: 1, Closure: calendar.Closure{Month: time.October, Day: 14, It: "San Gaudenzo"}}
	}
	judge(t, patron, reception.Closure.Validate, []wrong[reception.Closure]{
		{"31 February", func(c *reception.Closure) { c.Month, c.Day = time.February, 31 }, "day", "non esiste"},
		{"month 13", func(c *reception.Closure) { c.Month = 13 }, "day", "non esiste"},
		{"both", func(c *reception.Closure) { c.On = day("2026-12-24") }, "on", "o una data"},
		{"no name", func(c *reception.Closure) { c.It = "" }, "it", "manca"},
		{"1500", func(c *reception.Closure) { c.Month, c.Day, c.On = 0, 0, day("1500-05-01") }, "on", "1500"},
	})
}

func TestAgreements(t *testing.T) {
	judge(t, agreement, reception.Agreement.Validate, []wrong[reception.Agreement]{
		{"CIG of 9", func(a *reception.Agreement) { a.CIG = "B6DB8A4C6" }, "cig", "Il CIG ha 9 caratteri: devono essere 10, lettere maiuscole e cifre."},
		{"CIG in small letters", func(a *reception.Agreement) { a.CIG = "b6db8a4c65" }, "cig", "lettere maiuscole"},
		{"CUP", func(a *reception.Agreement) { a.CUP = "B31H2200028000" }, "cup", "15 caratteri"},
		{"ends before it starts", func(a *reception.Agreement) { a.EndsOn = day("2024-12-31") }, "ends_on", "finisce il 31/12/2024, prima di cominciare il 01/01/2025"},
		{"the year 1500", func(a *reception.Agreement) { a.StartsOn = day("1500-01-01") }, "starts_on", "1500"},
		{"places", func(a *reception.Agreement) { a.Places = -1 }, "places", "-1"},
		{"payment", func(a *reception.Agreement) { a.PaymentDays = 90 }, "payment_days", "231/2002"},
		{"invoicing", func(a *reception.Agreement) { a.InvoiceMonths = 5 }, "invoice_months", "ogni 5 mesi"},
		{"leave", func(a *reception.Agreement) { a.Counting.PaidLeaveHours = -72 }, "counting.paid_leave_hours", "-72"},
		{"checklist", func(a *reception.Agreement) { a.Checklist = []document.Kind{"RICETTA"} }, "checklist[0]", "RICETTA"},
		{"checklist twice", func(a *reception.Agreement) { a.Checklist = []document.Kind{document.DURC, document.DURC} }, "checklist[1]", "due volte"},
		{"penalty", func(a *reception.Agreement) { a.Penalties = []reception.Penalty{{Text: "Ritardo"}} }, "penalties[0].amount", "uno dei due"},
		{"framework of a bridge", func(a *reception.Agreement) { a.Kind, a.FrameworkID = reception.Bridge, 9 }, "framework_id", "Solo un contratto attuativo"},
		{"rate of zero", func(a *reception.Agreement) { a.Tariffs[0].DailyRate = decimal.Zero }, "tariffs[0].daily_rate", "più di zero"},
		{"negative kit", func(a *reception.Agreement) { a.Tariffs[0].Kit = decimal.NewFromInt(-1) }, "tariffs[0].kit", "negativo"},
		{"tariff before the term", func(a *reception.Agreement) { a.Tariffs[2].FromOn = day("2024-12-31") }, "tariffs[2].from_on", "il 31/12/2024 è fuori dalla convenzione"},
		{"tariff after the term", func(a *reception.Agreement) { a.Tariffs[1].ToOn = day("2027-01-01") }, "tariffs[1].to_on", "fuori dalla convenzione"},
		{"tariffs overlap", func(a *reception.Agreement) { a.Tariffs[0].ToOn = day("2025-10-31") }, "tariffs[1].from_on",
			"dal 01/10/2025 al 31/10/2025: quella dal 01/01/2025 e quella dal 01/10/2025 (righe 1 e 2)"},
		{"tariffs from the same day", func(a *reception.Agreement) { a.Tariffs[1].FromOn = day("2025-01-01") }, "tariffs[1].from_on", "il 01/01/2025"},
		{"covered twice", func(a *reception.Agreement) {
			a.Covers = append(a.Covers, reception.Covering{CentreID: 1, FromOn: day("2026-12-01")})
		},
			"covers[1].centre_id", "dal 01/12/2026 al 31/12/2026"},
		{"covered outside the term", func(a *reception.Agreement) { a.Covers[0].ToOn = day("2027-01-31") }, "covers[0].to_on", "fuori dalla convenzione"},
		{"extension", func(a *reception.Agreement) {
			a.Extensions = []reception.Extension{{Act: "Decreto 1", DecidedOn: day("2026-12-01"), FromEnd: day("2026-12-31"), EndsOn: day("2026-12-31")}}
		}, "extensions[0].ends_on", "non proroga"},
		{"extension that is not the end", func(a *reception.Agreement) {
			a.Extensions = []reception.Extension{{Act: "Decreto 1", DecidedOn: day("2026-12-01"), FromEnd: day("2026-12-31"), EndsOn: day("2027-06-30")}}
		}, "ends_on", "l'ultima proroga la porta al 30/06/2027"},
		{"extension with a gap", func(a *reception.Agreement) {
			a.EndsOn = day("2027-12-31")
			a.Extensions = []reception.Extension{
				{Act: "Decreto 1", DecidedOn: day("2026-12-01"), FromEnd: day("2026-12-31"), EndsOn: day("2027-06-30")},
				{Act: "Decreto 2", DecidedOn: day("2027-06-01"), FromEnd: day("2027-07-31"), EndsOn: day("2027-12-31")}}
		}, "extensions[1].from_end", "la precedente arriva al 30/06/2027"},
	})
}

// Tariffs one after the other, open or closed, don't overlap.
func TestTariffsThatFollowEachOther(t *testing.T) {
	a := agreement()
	a.Tariffs[0].ToOn = day("2025-09-30")
	if ps := a.Validate(); len(ps) > 0 {
		t.Errorf("%+v", ps)
	}
	if got, _ := a.TariffOn("CC", day("2025-09-30")); got.DailyRate.String() != "32.08" {
		t.Errorf("on 30 September it is %s", got.DailyRate)
	}
}

func TestRequirements(t *testing.T) {
	judge(t, requirement, reception.Requirement.Validate, []wrong[reception.Requirement]{
		{"kind", func(q *reception.Requirement) { q.Kind = "" }, "kind", "Manca il tipo"},
		{"subject", func(q *reception.Requirement) { q.Subject = "" }, "subject", "per ente"},
		{"subject of an agreement's", func(q *reception.Requirement) { q.AgreementID, q.Subject = 3, reception.PerBody }, "subject", "una sola convenzione"},
		{"recurrence", func(q *reception.Requirement) { q.Recurrence = "hourly" }, "recurrence", "Manca la ricorrenza"},
		{"day 32", func(q *reception.Requirement) { q.Due.Day = 32 }, "due.day", "32 non va bene"},
		{"day 0 of a month", func(q *reception.Requirement) { q.Due.Day = 0 }, "due.day", "0 non va bene"},
		{"a term of -3 days", func(q *reception.Requirement) { q.Due = reception.DueRule{Term: calendar.Term{Days: -3}} }, "due.term.days", "Un termine di -3 giorni non esiste"},
		{"two lengths", func(q *reception.Requirement) { q.Due = reception.DueRule{Term: calendar.Term{Days: 3, Months: 1}} }, "due.term.months", "una sola durata"},
		{"a term too long", func(q *reception.Requirement) { q.Due = reception.DueRule{Term: calendar.Term{Years: 101}} }, "due.term.years", "troppo lungo"},
		{"day and term", func(q *reception.Requirement) { q.Due.Term = calendar.Term{Days: 3} }, "due.day", "non tutti e due"},
		{"hours after a month", func(q *reception.Requirement) { q.Due = reception.DueRule{Term: calendar.Term{Hours: 48}} }, "due.term.hours", "ore"},
		{"backward", func(q *reception.Requirement) {
			q.Due = reception.DueRule{Term: calendar.Term{Days: 3, Backward: true}}
		}, "due.term.backward", "all'indietro"},
		{"day of what is owed once", func(q *reception.Requirement) { q.Recurrence = reception.Once }, "due.day", "serve un termine"},
		{"no expiry", func(q *reception.Requirement) { q.Recurrence, q.Due = reception.BeforeExpiry, reception.DueRule{} }, "happening", "che cosa scade"},
		{"before an entry", func(q *reception.Requirement) {
			q.Recurrence, q.Due, q.Happening = reception.BeforeExpiry, reception.DueRule{}, reception.Entry
		}, "happening", "è un fatto, non una scadenza"},
		{"hours before an expiry", func(q *reception.Requirement) {
			q.Recurrence, q.Due, q.Happening = reception.BeforeExpiry, reception.DueRule{Term: calendar.Term{Hours: 5}}, reception.AgreementExpiry
		}, "due.term.hours", "all'indietro"},
		{"after nothing", func(q *reception.Requirement) { q.Recurrence, q.Due = reception.AfterHappening, reception.DueRule{} }, "happening", "Manca il fatto"},
		{"a happening of a month", func(q *reception.Requirement) { q.Happening = reception.Entry }, "happening", "toglierlo"},
		{"a guest's name", func(q *reception.Requirement) {
			q.Recurrence, q.Due, q.Happening = reception.AfterHappening, reception.DueRule{}, "Entrata di Amina"
		}, "happening", "minuscole"},
		{"ladder", func(q *reception.Requirement) { q.Ladder = &reception.Ladder{Steps: []int{3, 3}} }, "ladder.steps[1]", "ciascuno una volta"},
		{"1500", func(q *reception.Requirement) { q.StartsOn = day("1500-01-01") }, "starts_on", "1500"},
		{"definition", func(q *reception.Requirement) { q.Definition = "" }, "definition", "manca"},
	})
}

func TestHappenings(t *testing.T) {
	right := func() reception.Happening {
		return reception.Happening{OfficeID: 1, BodyID: 1, What: reception.Entry, On: day("2026-11-02"), At: day("2026-11-02").At(9, 30), Reference: "RN-2026/114"}
	}
	judge(t, right, reception.Happening.Validate, []wrong[reception.Happening]{
		{"a name", func(h *reception.Happening) { h.Reference = "Amina Prova" }, "reference", "mai il nome di un ospite"},
		{"a name in capitals", func(h *reception.Happening) { h.Reference = "ROSSIMARIO" }, "reference", "almeno una cifra"},
		{"a short name", func(h *reception.Happening) { h.Reference = "LI-WEI" }, "reference", "almeno una cifra"},
		{"a name with a digit", func(h *reception.Happening) { h.Reference = "ROSSI1" }, "reference", "quattro lettere di seguito"},
		{"too long", func(h *reception.Happening) { h.Reference = strings.Repeat("A", 21) }, "reference", "fino a 20"},
		{"another day", func(h *reception.Happening) { h.At = day("2026-11-03").At(0, 1) }, "at", "altro giorno"},
		{"what", func(h *reception.Happening) { h.What = "Arrivo!" }, "what", "dall'elenco"},
		{"no day", func(h *reception.Happening) { h.On = calendar.Date{} }, "on", "manca la data"},
		{"no body", func(h *reception.Happening) { h.BodyID = 0 }, "body_id", "Manca l'ente"},
	})
}
