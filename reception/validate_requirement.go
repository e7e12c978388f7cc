package reception

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/insiemi/insiemi/workflow/calendar"
)

var (
	whatForm      = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}(:[A-Z0-9_]{1,40})?$`)
	referenceForm = regexp.MustCompile(`^[A-Z0-9./-]{0,20}$`)
	hasDigit      = regexp.MustCompile(`[0-9]`)
	wordLike      = regexp.MustCompile(`[A-Z]{5}`) // a code has no such words, a name does
)

// periodic says that the recurrence makes obligations of periods.
func (r Recurrence) periodic() bool {
	return slices.Contains([]Recurrence{Monthly, TwoMonthly, Quarterly, Yearly, Invoicing}, r)
}

// ofHappening says that the recurrence hangs off something that happens.
func (r Recurrence) ofHappening() bool { return r == BeforeExpiry || r == AfterHappening }

// Validate says everything that is wrong with the requirement.
func (q Requirement) Validate() Problems {
	var ps Problems
	if _, ok := q.Kind.Info(); !ok {
		ps.add("kind", "Manca il tipo di documento, o non è del catalogo.", "The kind of document is missing, or not of the catalogue.")
	}
	if !slices.Contains([]Subject{PerBody, PerAgreement, PerCentre}, q.Subject) {
		ps.add("subject", "Indicare se il documento è dovuto per ente, per convenzione o per centro.", "Say whether it is owed per body, per agreement or per centre.")
	}
	if q.AgreementID != 0 && q.Subject == PerBody {
		ps.add("subject", "Un adempimento di una sola convenzione è per convenzione o per centro, non per ente.", "What one agreement alone asks for is per agreement or per centre, not per body.")
	}
	if q.Removed && q.AgreementID == 0 {
		ps.add("removed", "La regola dell'ufficio non si toglie: smettere di chiedere il documento.", "The office's own rule can't be removed: stop asking for the document.")
	}
	if !slices.Contains([]Recurrence{Once, Daily, BeforeExpiry, AfterHappening}, q.Recurrence) && !q.Recurrence.periodic() {
		ps.add("recurrence", "Manca la ricorrenza: sceglierne una dell'elenco.", "The recurrence is missing: choose one of the list.")
	}
	q.checkHappening(&ps)
	ps.under("due.", q.Due.validate(q.Recurrence))
	if q.Ladder != nil {
		ps.under("ladder.", q.Ladder.Validate())
	}
	ps.date("starts_on", q.StartsOn, "Primo giorno", "First day", false)
	ps.text("definition", q.Definition, "Iter della pratica", "Workflow of the case", true)
	ps.length("basis", q.Basis, maxText, "Fonte", "Basis", false)
	ps.length("note", q.Note, maxText, "Nota", "Note", false)
	return ps
}

func (q Requirement) checkHappening(ps *Problems) {
	expiry := q.Happening == AgreementExpiry || strings.HasPrefix(string(q.Happening), "expiry:")
	switch {
	case !q.Recurrence.ofHappening():
		if q.Happening != "" {
			ps.add("happening", "Il fatto serve solo per ciò che è dovuto prima di una scadenza o dopo un fatto: toglierlo o cambiare la ricorrenza.",
				"A happening is only for what is owed before an expiry or after a happening: take it away or change the recurrence.")
		}
	case q.Happening == "" && q.Recurrence == BeforeExpiry:
		ps.add("happening", "Manca che cosa scade: indicare il documento o la fine della convenzione.", "What expires is missing: name the document or the end of the agreement.")
	case q.Happening == "":
		ps.add("happening", "Manca il fatto dopo il quale il documento è dovuto.", "The happening after which the document is owed is missing.")
	case !whatForm.MatchString(string(q.Happening)):
		ps.add("happening", fmt.Sprintf("«%s» non può essere il nome di un fatto: lettere minuscole, cifre e _, senza spazi.", q.Happening),
			fmt.Sprintf("%q can't name a happening: small letters, digits and _, without spaces.", string(q.Happening)))
	case q.Recurrence == BeforeExpiry && !expiry:
		ps.add("happening", fmt.Sprintf("«%s» è un fatto, non una scadenza: prima di un fatto nulla può essere dovuto.", q.Happening),
			fmt.Sprintf("%q is a happening, not an expiry: nothing can be owed before it.", string(q.Happening)))
	}
}

// validate says what is wrong with the rule for a recurrence.
func (d DueRule) validate(r Recurrence) Problems {
	var ps Problems
	hasDay, hasTerm := d.Day != 0 || d.Months != 0, d.Term != calendar.Term{}
	if hasDay && hasTerm {
		ps.add("day", "Indicare o un giorno fisso o un termine, non tutti e due.", "Give either a fixed day or a term, not both.")
	}
	if hasDay {
		ps.between("day", d.Day, 1, 31, "Giorno del mese", "Day of the month")
		ps.between("months", d.Months, 0, 12, "Mesi dopo il periodo", "Months after the period")
		if !r.periodic() {
			ps.add("day", "Un giorno fisso del mese vale solo per ciò che è dovuto per un periodo: qui serve un termine.",
				"A fixed day of the month is only for what is owed of a period: give a term here.")
		}
	}
	if hasTerm {
		ps.term(d.Term, r)
	}
	return ps
}

// term says what is wrong with a term, in the words of the legal clock.
func (ps *Problems) term(t calendar.Term, r Recurrence) {
	if r == BeforeExpiry {
		t.Backward = true
	}
	err := t.Validate()
	switch {
	case err != nil:
		field, it := termFault(t)
		ps.add(field, it, sentence(err.Error()))
	case t.Backward && r != BeforeExpiry:
		ps.add("term.backward", "Un termine si conta all'indietro solo da una scadenza.", "A term is counted back only from an expiry.")
	case t.Hours > 0 && r.periodic():
		ps.add("term.hours", "Un termine in ore parte da un fatto o da un giorno, non da un mese: indicare giorni.", "A term in hours starts from a happening or a day, not from a month: give days.")
	}
}

// termFault is the sentence of calendar.Term.Validate in Italian, with the field
// that it is about: of two lengths, the second.
func termFault(t calendar.Term) (field, it string) {
	lengths := []struct {
		n               int
		field, one, all string
	}{{t.Hours, "hours", "ora", "ore"}, {t.Days, "days", "giorno", "giorni"}, {t.WorkingDays, "working_days", "giorno lavorativo", "giorni lavorativi"},
		{t.Months, "months", "mese", "mesi"}, {t.Years, "years", "anno", "anni"}}
	field = "term"
	given := 0
	for _, l := range lengths {
		if l.n < 0 {
			return "term." + l.field, fmt.Sprintf("Un termine di %s non esiste: indicare un numero positivo.", counted(l.n, l.one, l.all))
		}
		if l.n > 0 {
			field = "term." + l.field
			given++
		}
	}
	switch {
	case given != 1:
		return field, "Un termine ha una sola durata: ore, giorni, giorni lavorativi, mesi o anni."
	case t.Backward && t.Hours > 0:
		return "term.hours", "Un termine in ore non si può contare all'indietro: indicare giorni."
	}
	return field, "Il termine è troppo lungo: il limite è di circa un secolo."
}

func counted(n int, one, all string) string {
	if n == 1 || n == -1 {
		return fmt.Sprintf("%d %s", n, one)
	}
	return fmt.Sprintf("%d %s", n, all)
}

// sentence makes a sentence of an error's text.
func sentence(s string) string { return strings.ToUpper(s[:1]) + s[1:] + "." }

// Validate says everything that is wrong with the happening by itself.
func (h Happening) Validate() Problems {
	var ps Problems
	if h.BodyID == 0 {
		ps.add("body_id", "Manca l'ente.", "The body is missing.")
	}
	if !whatForm.MatchString(string(h.What)) {
		ps.add("what", "Indicare che cosa è successo o scade, scegliendolo dall'elenco.", "Say what happened or expires: choose it from the list.")
	}
	ps.date("on", h.On, "Giorno del fatto", "Day of the happening", true)
	if !h.At.IsZero() && !h.On.IsZero() && !calendar.DateOf(h.At).Equal(h.On) {
		ps.add("at", "L'ora è di un altro giorno: controllare data e ora.", "The hour is of another day: check date and time.")
	}
	if !referenceForm.MatchString(h.Reference) || h.Reference != "" && !hasDigit.MatchString(h.Reference) || wordLike.MatchString(h.Reference) {
		ps.add("reference", "Il riferimento è un codice, mai il nome di un ospite: fino a 20 lettere maiuscole, cifre, punti, barre e trattini, senza spazi, "+
			"con almeno una cifra e mai più di quattro lettere di seguito (RN-2026/114).",
			"The reference is a code, never a guest's name: up to 20 capital letters, digits, points, slashes and hyphens, without spaces, "+
				"with at least one digit and never more than four letters in a row (RN-2026/114).")
	}
	return ps
}
