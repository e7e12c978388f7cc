package workbook

import (
	"strings"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// The sheets about what is owed: templates, happenings, closures.

func requirementSheet(of *answers) sheet[requirementLine] {
	return sheet[requirementLine]{
		Words: Words{"Adempimenti", "Requirements"}, also: []string{"tipi di adempimento"}, key: "requirements",
		help: Words{"Che cosa si chiede, a chi, ogni quanto ed entro quando. Il termine si dà in un modo solo: il giorno del mese, oppure una durata.",
			"What is asked, of whom, how often and by when. The term is given in one way only: the day of the month, or a length."},
		id: func(l *requirementLine) string {
			return joined(string(l.Kind), foldCode(l.CIG), string(l.Subject), string(l.Recurrence), string(l.Happening))
		},
		name: func(l *requirementLine) string { return strings.TrimSpace(string(l.Kind) + " " + l.CIG) },
		columns: []column[requirementLine]{
			{Words: Words{"documento", "document"}, field: "kind", key: true, needed: true, width: 26, choices: of.kindCodes,
				of: func(l *requirementLine) value { return choiceOf(&l.Kind, of.kinds) }, help: Words{"Il codice del documento (foglio Elenchi).", "The code of the document (sheet Elenchi)."}, example: "REGISTRO_PRESENZE"},
			{Words: Words{"per ogni", "for each"}, field: "subject", key: true, needed: true, width: 13, choices: of.subjects,
				of: func(l *requirementLine) value { return choiceOf(&l.Subject, of.subjects) }, help: Words{"ente, convenzione o centro.", "body, agreement or centre."}, example: "centro"},
			{Words: Words{"ricorrenza", "recurrence"}, field: "recurrence", key: true, needed: true, width: 22, choices: of.recurrences,
				of: func(l *requirementLine) value { return choiceOf(&l.Recurrence, of.recurrences) }, help: Words{"Ogni quanto.", "How often."}, example: "mensile"},
			{Words: Words{"fatto", "happening"}, field: "happening", width: 28, choices: of.happenings,
				of: func(l *requirementLine) value { return openOf(&l.Happening, of.happenings) }, help: Words{"Quello prima o dopo il quale è dovuto.", "What it is owed before or after."}, example: "ingresso"},
			{Words: Words{"CIG", "CIG"}, field: "agreement_id", width: 14, list: "Convenzioni",
				of: func(l *requirementLine) value { return codeOf(&l.CIG) }, help: Words{"Di una sola convenzione; vuoto: di tutto l'ufficio.", "Of one agreement only; blank: of the whole office."}},
			{Words: Words{"giorno del mese", "day of month"}, field: "due.day", form: asWhole, width: 16,
				of: func(l *requirementLine) value { return optionalOf(&l.Due.Day) }, help: Words{"Da 1 a 31.", "1 to 31."}, example: "5"},
			{Words: Words{"mesi dopo", "months after"}, field: "due.months", form: asWhole, width: 11,
				of: func(l *requirementLine) value { return optionalOf(&l.Due.Months) }, help: Words{"Quanti mesi dopo il periodo cade quel giorno.", "How many months after the period that day is."}, example: "1"},
			{Words: Words{"termine in ore", "term in hours"}, field: "due.term.hours", form: asWhole, width: 15,
				of: func(l *requirementLine) value { return optionalOf(&l.Due.Term.Hours) }, help: Words{"Dal fatto.", "From the happening."}, example: "24"},
			{Words: Words{"termine in giorni", "term in days"}, field: "due.term.days", form: asWhole, width: 17,
				of: func(l *requirementLine) value { return optionalOf(&l.Due.Term.Days) }, help: Words{"Di calendario.", "Calendar days."}, example: "10"},
			{Words: Words{"termine in giorni lavorativi", "term in working days"}, field: "due.term.working_days", form: asWhole, width: 26,
				of: func(l *requirementLine) value { return optionalOf(&l.Due.Term.WorkingDays) }, help: Words{"Dell'ufficio.", "Of the office."}},
			{Words: Words{"termine in mesi", "term in months"}, field: "due.term.months", form: asWhole, width: 16,
				of: func(l *requirementLine) value { return optionalOf(&l.Due.Term.Months) }, help: Words{"Di calendario comune.", "By the common calendar."}},
			{Words: Words{"termine in anni", "term in years"}, field: "due.term.years", form: asWhole, width: 15,
				of: func(l *requirementLine) value { return optionalOf(&l.Due.Term.Years) }, help: Words{"Di calendario comune.", "By the common calendar."}},
			{Words: Words{"a ritroso", "backward"}, field: "due.term.backward", width: 11, preset: no, choices: of.yesNo,
				of: func(l *requirementLine) value { return truthOf(&l.Due.Term.Backward) }, help: Words{"sì: contato all'indietro da una scadenza.", "yes: counted back from an expiry."}, example: no},
			{Words: Words{"non slitta", "no roll"}, field: "due.term.no_roll", width: 11, preset: no, choices: of.yesNo,
				of: func(l *requirementLine) value { return truthOf(&l.Due.Term.NoRoll) }, help: Words{"sì: resta anche se cade di festa.", "yes: it stays even on a holiday."}, example: no},
			{Words: Words{"slitta di sabato", "saturday rolls"}, field: "due.term.saturday_rolls", width: 16, preset: no, choices: of.yesNo,
				of: func(l *requirementLine) value { return truthOf(&l.Due.Term.SaturdayRolls) }, help: Words{"sì: il sabato vale come festa.", "yes: Saturday counts as a holiday."}, example: no},
			{Words: Words{"slitta per chiusure", "closures roll"}, field: "due.term.closures_roll", width: 18, preset: no, choices: of.yesNo,
				of: func(l *requirementLine) value { return truthOf(&l.Due.Term.ClosuresRoll) }, help: Words{"sì: anche per le chiusure dell'ufficio.", "yes: for closures of the office too."}, example: no},
			{Words: Words{"giorni dei solleciti", "reminder days"}, field: "ladder.steps", width: 20,
				of: func(l *requirementLine) value { return ladderOf(&l.Ladder) }, help: Words{"Vuoto: quelli dell'ufficio.", "Blank: the office's."}, example: "-2 0 1 5"},
			{Words: Words{"decorre dal", "starts on"}, field: "starts_on", form: asDate, width: 13,
				of: func(l *requirementLine) value { return dateOf(&l.StartsOn) }, help: Words{"Primo giorno di cui si chiede qualcosa. Vuoto: da quando l'ufficio usa il portale, o dal mese in corso se si chiede da adesso; una data che c'è già resta.",
					"First day of which papers are owed. Empty: from when the office began to use the portal, or from this month if it is asked for from now on; a date that is there stays."}},
			{Words: Words{"iter", "definition"}, field: "definition", width: 14,
				of: func(l *requirementLine) value { return textOf(&l.Definition) }, help: Words{"Il modello che la sua pratica segue.", "The definition that its case follows."}, example: "register"},
			{Words: Words{"fonte", "basis"}, field: "basis", width: 44, of: func(l *requirementLine) value { return textOf(&l.Basis) }, help: Words{"Norma o clausola.", "Law or clause."}, example: "DM 18 ottobre 2017"},
			{Words: Words{"proposta", "proposed"}, field: "proposed", width: 10, preset: no, choices: of.yesNo,
				of: func(l *requirementLine) value { return truthOf(&l.Proposed) }, help: Words{"sì: nessuna fonte fissa il termine, lo conferma l'ufficio.", "yes: no source fixes the term, the office confirms it."}, example: no},
			{Words: Words{"note", "note"}, field: "note", width: 40, of: func(l *requirementLine) value { return textOf(&l.Note) }, help: Words{"Per l'ufficio.", "For the office."}},
			{Words: Words{"attivo", "active"}, field: "active", width: 9, preset: yes, choices: of.yesNo,
				of: func(l *requirementLine) value { return truthOf(&l.Active) }, help: Words{"no: non si chiede più.", "no: it is no longer asked."}, example: yes},
		},
	}
}

func happeningSheet(of *answers) sheet[happeningLine] {
	return sheet[happeningLine]{
		Words: Words{"Fatti", "Happenings"}, also: []string{"fatti e scadenze"}, key: "happenings",
		help: Words{"Ciò che è accaduto o che scade, da cui decorre un termine. Mai il nome di un ospite.", "What happened or expires, from which a term runs. Never a guest's name."},
		id: func(l *happeningLine) string {
			return joined(foldCode(l.Body), foldCode(l.CIG), foldCode(l.Centre), string(l.What), l.On.String(), l.Reference)
		},
		name: func(l *happeningLine) string {
			return l.Body + " · " + openOf(&l.What, of.happenings).out().text + " " + l.On.It()
		},
		columns: []column[happeningLine]{
			{Words: Words{"codice ente", "body code"}, also: []string{"ente"}, field: "body_id", key: true, needed: true, width: 13, list: "Enti",
				of: func(l *happeningLine) value { return textOf(&l.Body) }, help: Words{"Dal foglio Enti.", "From the sheet Enti."}, example: "E03"},
			{Words: Words{"fatto", "happening"}, field: "what", key: true, needed: true, width: 28, choices: of.happenings,
				of: func(l *happeningLine) value { return openOf(&l.What, of.happenings) }, help: Words{"Che cosa è accaduto o scade.", "What happened or expires."}, example: "scadenza POLIZZA_RCT"},
			{Words: Words{"giorno", "day"}, also: []string{"data", "date"}, field: "on", form: asDate, key: true, needed: true, width: 13,
				of: func(l *happeningLine) value { return dateOf(&l.On) }, help: Words{"Quando.", "When."}, example: "31/12/2026"},
			{Words: Words{"ora", "hour"}, field: "at", width: 8,
				of: func(l *happeningLine) value { return hourOfDay(&l.Hour) }, help: Words{"Dove conta.", "Where it counts."}, example: "14:30"},
			{Words: Words{"CIG", "CIG"}, field: "agreement_id", width: 14, list: "Convenzioni",
				of: func(l *happeningLine) value { return codeOf(&l.CIG) }, help: Words{"Della convenzione, se ne riguarda una.", "Of the agreement, if it is about one."}},
			{Words: Words{"codice centro", "centre code"}, also: []string{"centro"}, field: "centre_id", width: 14, list: "Centri",
				of: func(l *happeningLine) value { return textOf(&l.Centre) }, help: Words{"Del centro, se ne riguarda uno.", "Of the centre, if it is about one."}},
			{Words: Words{"riferimento", "reference"}, field: "reference", width: 22,
				of: func(l *happeningLine) value { return codeOf(&l.Reference) }, help: Words{"Un codice di al più 20 caratteri, mai un nome.", "A code of at most 20 characters, never a name."}, example: "2026/117"},
		},
	}
}

func closureSheet(of *answers) sheet[closureLine] {
	return sheet[closureLine]{
		Words: Words{"Chiusure", "Closures"}, key: "closures",
		help: Words{"I giorni in cui l'ufficio è chiuso oltre a quelli del suo calendario: una data, oppure giorno e mese di ogni anno.",
			"Days on which the office is closed beside those of its calendar: a date, or day and month of every year."},
		id: func(l *closureLine) string { return closureID(l.Closure.Closure) },
		name: func(l *closureLine) string {
			if !l.On.IsZero() {
				return l.On.It() + " " + l.It
			}
			return l.It
		},
		columns: []column[closureLine]{
			{Words: Words{"data", "date"}, field: "on", form: asDate, width: 13,
				of: func(l *closureLine) value { return dateOf(&l.On) }, help: Words{"Una volta sola.", "Once."}, example: "07/12/2026"},
			{Words: Words{"giorno", "day"}, field: "day", form: asWhole, width: 9,
				of: func(l *closureLine) value { return optionalOf(&l.Day) }, help: Words{"Ogni anno: il giorno…", "Every year: the day…"}, example: "14"},
			{Words: Words{"mese", "month"}, field: "month", form: asWhole, width: 9,
				of: func(l *closureLine) value { return monthOf(&l.Month) }, help: Words{"…e il mese, da 1 a 12.", "…and the month, 1 to 12."}, example: "10"},
			{Words: Words{"dall'anno", "since year"}, field: "since", form: asWhole, width: 11,
				of: func(l *closureLine) value { return optionalOf(&l.Since) }, help: Words{"Primo anno; vuoto: da sempre.", "First year; blank: always."}},
			{Words: Words{"festa di legge", "legal holiday"}, field: "legal", width: 15, preset: no, choices: of.yesNo,
				of: func(l *closureLine) value { return truthOf(&l.Legal) }, help: Words{"sì: sposta anche i termini di legge.", "yes: it moves legal terms too."}, example: no},
			{Words: Words{"nome", "name"}, also: []string{"nome in italiano"}, field: "it", needed: true, width: 34,
				of: func(l *closureLine) value { return textOf(&l.It) }, help: Words{"Perché è chiuso.", "Why it is closed."}, example: "Chiusura per disinfestazione"},
			{Words: Words{"nome in inglese", "name in English"}, field: "en", width: 34,
				of: func(l *closureLine) value { return textOf(&l.En) }, help: Words{"Per le schermate in inglese.", "For the English screens."}},
		},
	}
}

// closureID is the day of a closure; "" where it has none.
func closureID(c calendar.Closure) string {
	if !c.On.IsZero() {
		return c.On.String()
	}
	if c.Month == 0 || c.Day == 0 {
		return ""
	}
	return joined(c.Month.String(), optionalOf(&c.Day).out().text)
}

// tables are the sheets in the order in which a workbook has them.
func tables() []table {
	of := newAnswers()
	return []table{
		bound[officeLine]{officeSheet(of), func(l *lines) *[]officeLine { return &l.offices }},
		bound[bodyLine]{bodySheet(of), func(l *lines) *[]bodyLine { return &l.bodies }},
		bound[contactLine]{contactSheet(of), func(l *lines) *[]contactLine { return &l.contacts }},
		bound[centreLine]{centreSheet(of), func(l *lines) *[]centreLine { return &l.centres }},
		bound[agreementLine]{agreementSheet(of), func(l *lines) *[]agreementLine { return &l.agreements }},
		bound[coveringLine]{coveringSheet(of), func(l *lines) *[]coveringLine { return &l.coverings }},
		bound[extensionLine]{extensionSheet(of), func(l *lines) *[]extensionLine { return &l.extensions }},
		bound[tariffLine]{tariffSheet(of), func(l *lines) *[]tariffLine { return &l.tariffs }},
		bound[penaltyLine]{penaltySheet(of), func(l *lines) *[]penaltyLine { return &l.penalties }},
		bound[personLine]{personSheet(of), func(l *lines) *[]personLine { return &l.people }},
		bound[requirementLine]{requirementSheet(of), func(l *lines) *[]requirementLine { return &l.requirements }},
		bound[happeningLine]{happeningSheet(of), func(l *lines) *[]happeningLine { return &l.happenings }},
		bound[closureLine]{closureSheet(of), func(l *lines) *[]closureLine { return &l.closures }},
	}
}
