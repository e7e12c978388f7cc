package workbook

import "strings"

// The sheets about the office, its bodies, its centres and its people.

func officeSheet(of *answers) sheet[officeLine] {
	return sheet[officeLine]{
		Words: Words{"Ufficio", "Office"}, key: "office",
		help: Words{"La prefettura: una riga sola.", "The prefecture: one row only."},
		id:   func(o *officeLine) string { return foldCode(o.Code) },
		name: func(o *officeLine) string { return o.Code },
		columns: []column[officeLine]{
			{Words: Words{"codice ufficio", "office"}, also: []string{"codice"}, field: "code", key: true, needed: true, width: 14,
				of:   func(o *officeLine) value { return textOf(&o.Code) },
				help: Words{"Il codice dell'ufficio nel portale: non si cambia.", "The office's code in the portal: it does not change."}, example: "rimini"},
			{Words: Words{"denominazione", "name"}, field: "name", needed: true, width: 50,
				of: func(o *officeLine) value { return textOf(&o.Name) }, help: Words{"Per esteso.", "In full."}},
			{Words: Words{"codice fiscale", "tax code"}, field: "tax_code", needed: true, width: 16,
				of: func(o *officeLine) value { return codeOf(&o.TaxCode) }, help: Words{"11 cifre.", "11 digits."}, example: "91044110400"},
			{Words: Words{"codice univoco ufficio", "invoicing office code"}, also: []string{"codice ufficio fatture", "cuu", "office code"}, field: "office_code", needed: true, width: 22,
				of:   func(o *officeLine) value { return codeOf(&o.OfficeCode) },
				help: Words{"Per le fatture elettroniche (IPA), 6 caratteri.", "For e-invoices (IPA), 6 characters."}, example: "RNPF26"},
			{Words: Words{"PEC", "PEC"}, field: "pec", width: 32, of: func(o *officeLine) value { return textOf(&o.PEC) }, help: Words{"Posta certificata.", "Certified e-mail."}},
			{Words: Words{"e-mail", "e-mail"}, field: "email", width: 32, of: func(o *officeLine) value { return textOf(&o.Email) }, help: Words{"Posta ordinaria.", "Ordinary e-mail."}},
			{Words: Words{"calendario", "calendar"}, field: "calendar", width: 14, preset: "it", choices: of.calendars,
				of:   func(o *officeLine) value { return textOf(&o.Calendar) },
				help: Words{"Il calendario delle chiusure locali (il patrono).", "The calendar of local closures (the patron's day)."}, example: "rimini"},
			{Words: Words{"solleciti dalle", "reminders from"}, field: "rules.hours_from", width: 14, preset: "08:00",
				of: func(o *officeLine) value { return hourOfDay(&o.Rules.HoursFrom) }, help: Words{"Da che ora partono i solleciti.", "From what time reminders go out."}, example: "08:00"},
			{Words: Words{"solleciti alle", "reminders until"}, field: "rules.hours_to", width: 14, preset: "18:00",
				of: func(o *officeLine) value { return hourOfDay(&o.Rules.HoursTo) }, help: Words{"Fino a che ora.", "Until what time."}, example: "18:00"},
			{Words: Words{"giorni dei solleciti", "reminder days"}, field: "rules.ladder.steps", width: 20, preset: "-7 -2 0 1 5 15",
				of:   func(o *officeLine) value { return stepsOf(&o.Rules.Ladder.Steps) },
				help: Words{"Giorni dalla scadenza, separati da spazi: -7 è una settimana prima.", "Days from the due date, separated by spaces: -7 is a week before."}, example: "-7 -2 0 1 5 15"},
			{Words: Words{"al dirigente dopo giorni", "head told after days"}, field: "rules.ladder.escalate_after", form: asWhole, width: 22, preset: "15",
				of:   func(o *officeLine) value { return wholeOf(&o.Rules.Ladder.EscalateAfter) },
				help: Words{"Dopo quanti giorni di ritardo lo sa il dirigente; 0: mai.", "After how many days late the head of office is told; 0: never."}, example: "15"},
			{Words: Words{"giorni dei solleciti interni", "own reminder days"}, field: "rules.task_ladder.steps", width: 24, preset: "1 5 15",
				of:   func(o *officeLine) value { return stepsOf(&o.Rules.TaskLadder.Steps) },
				help: Words{"Lo stesso per i compiti dell'ufficio.", "The same for the tasks of the office."}, example: "1 5 15"},
			{Words: Words{"in scadenza da giorni", "due soon days"}, field: "rules.due_soon_days", form: asWhole, width: 20, preset: "7",
				of:   func(o *officeLine) value { return wholeOf(&o.Rules.DueSoonDays) },
				help: Words{"Quanti giorni prima un adempimento è «in scadenza».", "How many days before its date an obligation is “due”."}, example: "7"},
			{Words: Words{"giorni in anticipo", "days ahead"}, field: "rules.horizon_days", form: asWhole, width: 18, preset: "45",
				of:   func(o *officeLine) value { return wholeOf(&o.Rules.HorizonDays) },
				help: Words{"Con quanti giorni di anticipo si preparano gli adempimenti.", "How far ahead obligations are prepared."}, example: "45"},
			{Words: Words{"gravità dei controlli", "severities of rules"}, field: "rules.severities", width: 40,
				of:   func(o *officeLine) value { return severitiesValue{&o.Rules.Severities, of.severities} },
				help: Words{"Solo dove l'ufficio ne vuole un'altra: codice del controllo, due punti, gravità; più d'uno separati da punto e virgola.", "Only where the office wants another: code of the rule, colon, severity; several separated by semicolons."}, example: "R11: bloccante; R14: da valutare"},
		},
	}
}

func bodySheet(of *answers) sheet[bodyLine] {
	return sheet[bodyLine]{
		Words: Words{"Enti", "Bodies"}, also: []string{"enti gestori"}, key: "bodies",
		help: Words{"Gli enti gestori, uno per riga.", "The managing bodies, one a row."},
		id:   func(l *bodyLine) string { return foldCode(l.Code) },
		name: func(l *bodyLine) string { return strings.TrimSpace(l.Code + " " + l.Name) },
		columns: []column[bodyLine]{
			{Words: Words{"codice ente", "body code"}, also: []string{"codice", "ente"}, field: "code", key: true, needed: true, width: 13,
				of:   func(l *bodyLine) value { return textOf(&l.Code) },
				help: Words{"Breve e stabile: gli altri fogli si riferiscono all'ente con questo.", "Short and stable: the other sheets refer to the body with it."}, example: "E03"},
			{Words: Words{"denominazione", "name"}, also: []string{"ragione sociale"}, field: "name", needed: true, width: 42,
				of: func(l *bodyLine) value { return textOf(&l.Name) }, help: Words{"Come nello statuto.", "As in its statute."}, example: "Cooperativa Esempio"},
			{Words: Words{"forma giuridica", "legal form"}, field: "legal_form", width: 30,
				of: func(l *bodyLine) value { return textOf(&l.LegalForm) }, help: Words{"Cooperativa sociale, associazione, S.r.l.…", "Social cooperative, association, S.r.l.…"}},
			{Words: Words{"partita IVA", "VAT number"}, also: []string{"p. iva", "piva"}, field: "vat_id", width: 16,
				of: func(l *bodyLine) value { return codeOf(&l.VATID) }, help: Words{"IT e 11 cifre.", "IT and 11 digits."}},
			{Words: Words{"codice fiscale", "tax code"}, also: []string{"c.f.", "cf"}, field: "tax_code", needed: true, width: 18,
				of: func(l *bodyLine) value { return codeOf(&l.TaxCode) }, help: Words{"11 cifre, o 16 caratteri. La colonna è testo: gli zeri iniziali restano.", "11 digits, or 16 characters. The column is text: leading zeros stay."}},
			{Words: Words{"regime IVA", "VAT profile"}, field: "vat_profile", needed: true, width: 14, choices: of.vatProfiles,
				of:   func(l *bodyLine) value { return choiceOf(&l.VATProfile, of.vatProfiles) },
				help: Words{"esente: art. 10 n. 21 (N4); ridotta: cooperative sociali, 5 %; fuori campo: volontariato (N2.2).", "exempt: art. 10 n. 21 (N4); reduced: social cooperatives, 5 %; out of scope: volunteers (N2.2)."}, example: "ridotta"},
			{Words: Words{"PEC", "PEC"}, field: "pec", width: 32, of: func(l *bodyLine) value { return textOf(&l.PEC) }, help: Words{"Posta certificata.", "Certified e-mail."}},
			{Words: Words{"e-mail", "e-mail"}, field: "email", width: 32, of: func(l *bodyLine) value { return textOf(&l.Email) }, help: Words{"Posta ordinaria.", "Ordinary e-mail."}},
			{Words: Words{"IBAN", "IBAN"}, also: []string{"iban conto dedicato"}, field: "iban", width: 32, of: func(l *bodyLine) value { return codeOf(&l.IBAN) },
				help: Words{"Del conto dedicato (L. 136/2010, art. 3).", "Of the dedicated account (L. 136/2010, art. 3)."}},
			{Words: Words{"attivo", "active"}, field: "inactive", width: 9, preset: yes, choices: of.yesNo,
				of:   func(l *bodyLine) value { return notOf(&l.Inactive) },
				help: Words{"no: non lavora più per l'ufficio, non gli si chiede altro.", "no: it no longer works for the office, nothing new is owed."}, example: yes},
		},
	}
}

func contactSheet(of *answers) sheet[contactLine] {
	return sheet[contactLine]{
		Words: Words{"Contatti", "Contacts"}, key: "contacts", part: true,
		help: Words{"Chi chiamare presso un ente. Non dà accesso al portale.", "Whom to call at a body. It gives no access to the portal."},
		id:   func(l *contactLine) string { return joined(foldCode(l.Body), fold(l.Name)) },
		name: func(l *contactLine) string { return l.Body + " · " + l.Name },
		columns: []column[contactLine]{
			{Words: Words{"codice ente", "body code"}, also: []string{"ente"}, key: true, needed: true, width: 13, list: "Enti",
				of: func(l *contactLine) value { return textOf(&l.Body) }, help: Words{"Dal foglio Enti.", "From the sheet Enti."}, example: "E03"},
			{Words: Words{"nome", "name"}, also: []string{"nome e cognome"}, field: "name", key: true, needed: true, width: 30,
				of: func(l *contactLine) value { return textOf(&l.Name) }, help: Words{"Nome e cognome.", "First name and surname."}},
			{Words: Words{"ruolo", "role"}, field: "role", width: 26, of: func(l *contactLine) value { return textOf(&l.Role) }, help: Words{"Con le parole dell'ente.", "In the body's words."}, example: "Coordinatrice"},
			{Words: Words{"e-mail", "e-mail"}, field: "email", width: 32, of: func(l *contactLine) value { return textOf(&l.Email) }, help: Words{"Posta ordinaria.", "Ordinary e-mail."}},
			{Words: Words{"telefono", "phone"}, field: "phone", width: 18, of: func(l *contactLine) value { return textOf(&l.Phone) }, help: Words{"La colonna è testo: zeri e + restano.", "The column is text: zeros and + stay."}, example: "0541 123456"},
		},
	}
}

func centreSheet(of *answers) sheet[centreLine] {
	return sheet[centreLine]{
		Words: Words{"Centri", "Centres"}, also: []string{"strutture"}, key: "centres",
		help: Words{"I centri di accoglienza, uno per riga.", "The reception centres, one a row."},
		id:   func(l *centreLine) string { return foldCode(l.Code) },
		name: func(l *centreLine) string { return strings.TrimSpace(l.Code + " " + l.Name) },
		columns: []column[centreLine]{
			{Words: Words{"codice centro", "centre code"}, also: []string{"codice", "centro"}, field: "code", key: true, needed: true, width: 14,
				of: func(l *centreLine) value { return textOf(&l.Code) }, help: Words{"Quello stampato sui registri.", "The one printed on registers."}, example: "RN-017"},
			{Words: Words{"codice ente", "body code"}, also: []string{"ente"}, field: "body_id", needed: true, width: 13, list: "Enti",
				of: func(l *centreLine) value { return textOf(&l.Body) }, help: Words{"L'ente che lo gestisce, dal foglio Enti.", "The body that runs it, from the sheet Enti."}, example: "E03"},
			{Words: Words{"nome", "name"}, also: []string{"denominazione"}, field: "name", needed: true, width: 32,
				of: func(l *centreLine) value { return textOf(&l.Name) }, help: Words{"Come lo si chiama.", "What it is called."}, example: "Casa Aurora"},
			{Words: Words{"tipo", "kind"}, also: []string{"tipo di centro"}, field: "kind", needed: true, width: 8, choices: of.centreKinds,
				of:   func(l *centreLine) value { return choiceOf(&l.Kind, of.centreKinds) },
				help: Words{"UA: unità abitativa; CC: centro collettivo.", "UA: housing unit; CC: collective centre."}, example: "UA"},
			{Words: Words{"indirizzo", "address"}, field: "address", width: 48, of: func(l *centreLine) value { return textOf(&l.Address) }, help: Words{"Via, numero, CAP, località.", "Street, number, postcode, place."}},
			{Words: Words{"comune", "municipality"}, field: "municipality", width: 24, of: func(l *centreLine) value { return textOf(&l.Municipality) }, help: Words{"Il comune in cui si trova.", "Where it is."}},
			{Words: Words{"posti", "places"}, field: "places", form: asWhole, needed: true, width: 9,
				of:   func(l *centreLine) value { return wholeOf(&l.Places) },
				help: Words{"Quanti sono dal giorno da cui vale l'importazione.", "How many from the day on from which the import holds."}, example: "12"},
			{Words: Words{"aperto dal", "opened on"}, field: "opened_on", form: asDate, needed: true, width: 13,
				of: func(l *centreLine) value { return dateOf(&l.OpenedOn) }, help: Words{"Primo giorno.", "First day."}, example: "01/10/2025"},
			{Words: Words{"chiuso dal", "closed on"}, also: []string{"chiuso il"}, field: "closed_on", form: asDate, width: 13,
				of: func(l *centreLine) value { return dateOf(&l.ClosedOn) }, help: Words{"Ultimo giorno; vuoto: è aperto.", "Last day; blank: it is open."}},
		},
	}
}

func personSheet(of *answers) sheet[personLine] {
	return sheet[personLine]{
		Words: Words{"Persone", "People"}, also: []string{"utenti"}, key: "people",
		help: Words{"Chi entra nel portale. Chi è nuovo riceve un invito per e-mail.", "Who signs in to the portal. Whoever is new gets an invitation by e-mail."},
		id:   func(l *personLine) string { return strings.ToLower(l.Email) },
		name: func(l *personLine) string { return l.Email },
		columns: []column[personLine]{
			{Words: Words{"e-mail", "e-mail"}, also: []string{"posta elettronica"}, field: "email", key: true, needed: true, width: 34,
				of: func(l *personLine) value { return textOf(&l.Email) }, help: Words{"Con cui entra: una per persona.", "With which they sign in: one for each person."}, example: "nome@ente.example"},
			{Words: Words{"nome", "name"}, also: []string{"nome e cognome"}, field: "name", needed: true, width: 30,
				of: func(l *personLine) value { return textOf(&l.Name) }, help: Words{"Nome e cognome.", "First name and surname."}},
			{Words: Words{"ruolo", "role"}, field: "role", needed: true, width: 16, choices: of.roles,
				of:   func(l *personLine) value { return choiceOf(&l.Role, of.roles) },
				help: Words{"operatore: di un ente; gli altri sono dell'ufficio.", "operator: of a body; the others are of the office."}, example: "operatore"},
			{Words: Words{"codice ente", "body code"}, also: []string{"ente"}, field: "body_id", width: 13, list: "Enti",
				of: func(l *personLine) value { return textOf(&l.Body) }, help: Words{"Solo per gli operatori.", "For operators only."}, example: "E03"},
			{Words: Words{"lingua", "language"}, field: "language", width: 10, preset: "italiano", choices: of.languages,
				of: func(l *personLine) value { return choiceOf(&l.Language, of.languages) }, help: Words{"In cui le si scrive.", "In which they are written to."}, example: "italiano"},
			{Words: Words{"attiva", "active"}, also: []string{"attivo"}, field: "inactive", width: 9, preset: yes, choices: of.yesNo,
				of: func(l *personLine) value { return notOf(&l.Inactive) }, help: Words{"no: non entra più.", "no: may no longer sign in."}, example: yes},
		},
	}
}
