package reception

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// Validate says everything that is wrong with the office.
func (o Office) Validate() Problems {
	var ps Problems
	if !officeForm.MatchString(o.Code) {
		ps.add("code", "Il codice dell'ufficio deve avere da 2 a 30 lettere minuscole, cifre e trattini, e cominciare con una lettera.",
			"The office's code must have 2 to 30 small letters, digits and hyphens, and begin with a letter.")
	}
	ps.text("name", o.Name, "Nome dell'ufficio", "Name of the office", true)
	ps.taxCode("tax_code", o.TaxCode, false)
	if !officeCodeForm.MatchString(o.OfficeCode) {
		ps.add("office_code", fmt.Sprintf("Il codice univoco ufficio «%s» non va bene: sono 6 lettere maiuscole e cifre, come nell'Indice PA.", o.OfficeCode),
			fmt.Sprintf("The office code %q won't do: it has 6 capital letters and digits, as in the Indice PA.", o.OfficeCode))
	}
	ps.address("pec", o.PEC, "PEC", "Certified e-mail")
	ps.address("email", o.Email, "E-mail", "E-mail")
	if _, err := calendar.Lookup(o.Calendar); err != nil {
		ps.add("calendar", fmt.Sprintf("Il calendario «%s» non esiste: sceglierne uno dell'elenco.", o.Calendar),
			fmt.Sprintf("There is no calendar %q: choose one of the list.", o.Calendar))
	}
	ps.under("rules.", o.Rules.Validate())
	return ps
}

// Validate says everything that is wrong with the rules.
func (r OfficeRules) Validate() Problems {
	var ps Problems
	from, to := clockForm.MatchString(r.HoursFrom), clockForm.MatchString(r.HoursTo)
	const it, en = "L'orario si scrive come 08:00, da 00:00 a 23:59.", "Write the time as 08:00, from 00:00 to 23:59."
	if !from {
		ps.add("hours_from", it, en)
	}
	if !to {
		ps.add("hours_to", it, en)
	}
	if from && to && r.HoursTo <= r.HoursFrom {
		ps.add("hours_to", fmt.Sprintf("L'orario d'ufficio finisce alle %s, prima di cominciare alle %s.", r.HoursTo, r.HoursFrom),
			fmt.Sprintf("The office hours end at %s, before they begin at %s.", r.HoursTo, r.HoursFrom))
	}
	ps.under("ladder.", r.Ladder.Validate())
	ps.under("task_ladder.", r.TaskLadder.Validate())
	ps.between("due_soon_days", r.DueSoonDays, 0, 60, "Giorni in cui una scadenza è «vicina»", "Days in which a date counts as near")
	ps.between("horizon_days", r.HorizonDays, 1, 400, "Giorni per cui scrivere gli adempimenti in anticipo", "Days for which obligations are written ahead")
	for _, id := range slices.Sorted(maps.Keys(r.Severities)) {
		if s := r.Severities[id]; !slices.Contains(Severities(), s) {
			ps.add("severities."+id, fmt.Sprintf("La gravità «%s» del controllo %s non esiste: sceglierne una tra bloccante, da valutare, attenzione e nota.", s, id),
				fmt.Sprintf("There is no severity %q, which rule %s was given: choose blocking, to be judged, attention or note.", s, id))
		}
	}
	return ps
}

// Severities are those that the findings of a rule may have, worst first.
func Severities() []string { return []string{"block", "task", "warn", "info"} }

// The limits of a ladder.
const (
	ladderSteps = 12
	ladderFirst = -60
	ladderLast  = 365
)

// Validate says everything that is wrong with the ladder. One without steps
// reminds of nothing.
func (l Ladder) Validate() Problems {
	var ps Problems
	if len(l.Steps) > ladderSteps {
		ps.add("steps", fmt.Sprintf("I solleciti sono %d: al massimo %d per ogni scadenza.", len(l.Steps), ladderSteps),
			fmt.Sprintf("There are %d reminders: at most %d for each date.", len(l.Steps), ladderSteps))
	}
	for i, s := range l.Steps {
		field := fmt.Sprintf("steps[%d]", i)
		ps.between(field, s, ladderFirst, ladderLast, "Giorno del sollecito, contato dalla scadenza", "Day of the reminder, counted from the date")
		if i > 0 && s <= l.Steps[i-1] {
			ps.add(field, fmt.Sprintf("Il sollecito del giorno %+d viene dopo quello del giorno %+d: metterli in ordine, ciascuno una volta.", s, l.Steps[i-1]),
				fmt.Sprintf("The reminder of day %+d comes after that of day %+d: put them in order, each once.", s, l.Steps[i-1]))
		}
	}
	ps.between("escalate_after", l.EscalateAfter, 0, ladderLast, "Giorni dopo i quali avvisare il dirigente (0: mai)", "Days after which to tell the head of office (0: never)")
	return ps
}

// Validate says everything that is wrong with the body.
func (b Body) Validate() Problems {
	var ps Problems
	ps.code(b.Code)
	ps.text("name", b.Name, "Denominazione", "Name", true)
	ps.text("legal_form", b.LegalForm, "Forma giuridica", "Legal form", false)
	ps.taxCode("tax_code", b.TaxCode, true)
	ps.vatID("vat_id", b.VATID)
	if !slices.Contains([]VATProfile{VATExempt, VATReduced, VATOutOfScope}, b.VATProfile) {
		ps.add("vat_profile", "Il profilo IVA manca: esente, IVA al 5 % o fuori campo.", "The VAT profile is missing: exempt, VAT at 5 % or out of scope.")
	}
	ps.address("pec", b.PEC, "PEC", "Certified e-mail")
	ps.address("email", b.Email, "E-mail", "E-mail")
	ps.iban("iban", b.IBAN)
	for i, c := range b.Contacts {
		ps.under(fmt.Sprintf("contacts[%d].", i), c.Validate())
	}
	return ps
}

// Validate says everything that is wrong with the contact.
func (c Contact) Validate() Problems {
	var ps Problems
	ps.text("name", c.Name, "Nome del contatto", "Name of the contact", true)
	ps.text("role", c.Role, "Ruolo del contatto", "Role of the contact", false)
	ps.address("email", c.Email, "E-mail del contatto", "E-mail of the contact")
	if c.Phone != "" && !phoneForm.MatchString(c.Phone) {
		ps.add("phone", fmt.Sprintf("«%s» non è un numero di telefono: cifre, con + e spazi se servono.", c.Phone),
			fmt.Sprintf("%q is no telephone number: digits, with + and spaces if need be.", c.Phone))
	}
	return ps
}

// Validate says everything that is wrong with the centre.
func (c Centre) Validate() Problems {
	var ps Problems
	ps.code(c.Code)
	ps.text("name", c.Name, "Nome del centro", "Name of the centre", true)
	ps.text("address", c.Address, "Indirizzo", "Address", false)
	ps.text("municipality", c.Municipality, "Comune", "Municipality", false)
	switch c.Kind {
	case HousingUnit, CollectiveCentre:
	case "":
		ps.add("kind", "Il tipo di centro manca: UA (unità abitativa) o CC (centro collettivo).", "The kind of centre is missing: UA (housing unit) or CC (collective centre).")
	default:
		ps.add("kind", fmt.Sprintf("«%s» non è un tipo di centro: scrivere UA (unità abitativa) o CC (centro collettivo).", c.Kind),
			fmt.Sprintf("%q is no kind of centre: write UA (housing unit) or CC (collective centre).", c.Kind))
	}
	ps.between("places", c.Places, 1, 10000, "Posti del centro", "Places of the centre")
	opened := ps.date("opened_on", c.OpenedOn, "Apertura", "Opening", true)
	closed := ps.date("closed_on", c.ClosedOn, "Chiusura", "Closing", false)
	if opened && closed && c.ClosedOn.Before(c.OpenedOn) {
		ps.add("closed_on", fmt.Sprintf("Il centro chiude il %s, prima di aprire il %s. Controllare le due date.", c.ClosedOn.It(), c.OpenedOn.It()),
			fmt.Sprintf("The centre closes on %s, before it opens on %s. Check the two dates.", c.ClosedOn, c.OpenedOn))
	}
	if c.BodyID == 0 {
		ps.add("body_id", "Manca l'ente che gestisce il centro.", "The body that manages the centre is missing.")
	}
	return ps
}

// Validate says everything that is wrong with the person.
func (p Person) Validate() Problems {
	var ps Problems
	ps.text("name", p.Name, "Nome", "Name", true)
	if p.Email == "" {
		ps.add("email", "Manca l'indirizzo e-mail: serve per accedere.", "The e-mail address is missing: it is needed to sign in.")
	}
	ps.address("email", p.Email, "E-mail", "E-mail")
	switch {
	case !slices.Contains([]Role{Operator, Reviewer, Head, Administrator}, p.Role):
		ps.add("role", "Manca il ruolo: operatore dell'ente, istruttore, dirigente o amministratore.",
			"The role is missing: operator of a body, reviewer, head of office or administrator.")
	case p.Role == Operator && p.BodyID == 0:
		ps.add("body_id", "Un operatore è di un ente: indicare quale.", "An operator belongs to a body: say which.")
	case p.Role != Operator && p.BodyID != 0:
		ps.add("body_id", "Chi lavora per l'ufficio non è di un ente: togliere l'ente o scegliere il ruolo di operatore.",
			"Whoever works for the office belongs to no body: take the body away, or choose the role of operator.")
	}
	if p.Language != "it" && p.Language != "en" {
		ps.add("language", "La lingua è italiano (it) o inglese (en).", "The language is Italian (it) or English (en).")
	}
	return ps
}

// Validate says everything that is wrong with the closure.
func (c Closure) Validate() Problems {
	var ps Problems
	once, yearly := !c.On.IsZero(), c.Month != 0 || c.Day != 0
	switch {
	case once == yearly:
		ps.add("on", "Indicare o una data, o un giorno e un mese di ogni anno.", "Give either a date, or a day and month of every year.")
	case once:
		ps.date("on", c.On, "Chiusura dell'ufficio", "Closure of the office", true)
	default:
		if _, err := calendar.NewDate(2024, c.Month, c.Day); err != nil || c.Month < time.January || c.Month > time.December { // a leap year
			ps.add("day", fmt.Sprintf("Il giorno %d del mese %d non esiste.", c.Day, int(c.Month)), fmt.Sprintf("There is no day %d of month %d.", c.Day, int(c.Month)))
		}
	}
	if c.Since != 0 {
		ps.between("since", c.Since, calendar.FirstYear, calendar.LastYear, "Primo anno", "First year")
	}
	ps.text("it", c.It, "Nome della chiusura", "Name of the closure", true)
	ps.text("en", c.En, "Nome in inglese", "Name in English", false)
	return ps
}
