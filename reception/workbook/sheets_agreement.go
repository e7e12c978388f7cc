package workbook

import "strings"

// The sheets about the agreements.

// cigColumn refers to an agreement.
func cigColumn[L any](of func(*L) *string) column[L] {
	return column[L]{Words: Words{"CIG", "CIG"}, key: true, needed: true, width: 14, list: "Convenzioni",
		of: func(l *L) value { return codeOf(of(l)) }, help: Words{"Della convenzione, dal foglio Convenzioni.", "Of the agreement, from the sheet Convenzioni."}, example: "B1234567AB"}
}

func agreementSheet(of *answers) sheet[agreementLine] {
	return sheet[agreementLine]{
		Words: Words{"Convenzioni", "Agreements"}, also: []string{"contratti"}, key: "agreements",
		help: Words{"Le convenzioni e i contratti, uno per riga.", "The agreements and contracts, one a row."},
		id:   func(l *agreementLine) string { return foldCode(l.CIG) },
		name: func(l *agreementLine) string { return strings.TrimSpace(l.CIG + " " + l.Title) },
		columns: []column[agreementLine]{
			{Words: Words{"CIG", "CIG"}, field: "cig", key: true, needed: true, width: 14,
				of: func(l *agreementLine) value { return codeOf(&l.CIG) }, help: Words{"10 caratteri.", "10 characters."}, example: "B1234567AB"},
			{Words: Words{"codice ente", "body code"}, also: []string{"ente"}, field: "body_id", needed: true, width: 13, list: "Enti",
				of: func(l *agreementLine) value { return textOf(&l.Body) }, help: Words{"Dal foglio Enti.", "From the sheet Enti."}, example: "E03"},
			{Words: Words{"tipo", "kind"}, field: "kind", width: 16, preset: "attuativo", choices: of.agreementKinds,
				of:   func(l *agreementLine) value { return choiceOf(&l.Kind, of.agreementKinds) },
				help: Words{"accordo quadro, contratto attuativo (o convenzione), affidamento ponte.", "framework, call-off contract, bridge."}, example: "attuativo"},
			{Words: Words{"CIG accordo quadro", "framework CIG"}, field: "framework_id", width: 19, list: "Convenzioni",
				of: func(l *agreementLine) value { return codeOf(&l.Framework) }, help: Words{"Dell'accordo quadro da cui discende.", "Of the framework that it belongs to."}},
			{Words: Words{"CUP", "CUP"}, field: "cup", width: 18, of: func(l *agreementLine) value { return codeOf(&l.CUP) }, help: Words{"15 caratteri, se c'è.", "15 characters, if there is one."}},
			{Words: Words{"oggetto", "title"}, also: []string{"titolo"}, field: "title", needed: true, width: 56,
				of: func(l *agreementLine) value { return textOf(&l.Title) }, help: Words{"Come nell'atto.", "As in the act."}},
			{Words: Words{"decorre dal", "starts on"}, also: []string{"decorrenza", "inizio"}, field: "starts_on", form: asDate, needed: true, width: 13,
				of: func(l *agreementLine) value { return dateOf(&l.StartsOn) }, help: Words{"Primo giorno.", "First day."}, example: "01/10/2025"},
			{Words: Words{"scade il", "ends on"}, also: []string{"scadenza", "fine"}, field: "ends_on", form: asDate, needed: true, width: 13,
				of: func(l *agreementLine) value { return dateOf(&l.EndsOn) }, help: Words{"Ultimo giorno, proroghe comprese.", "Last day, extensions included."}, example: "30/09/2027"},
			{Words: Words{"posti", "places"}, field: "places", form: asWhole, width: 9,
				of: func(l *agreementLine) value { return optionalOf(&l.Places) }, help: Words{"Vuoto: quelli dei suoi centri.", "Blank: those of its centres."}},
			{Words: Words{"giorni di pagamento", "payment days"}, field: "payment_days", form: asWhole, width: 19, preset: "30",
				of: func(l *agreementLine) value { return wholeOf(&l.PaymentDays) }, help: Words{"Da 1 a 60 (D.Lgs. 231/2002, art. 4).", "1 to 60 (D.Lgs. 231/2002, art. 4)."}, example: "30"},
			{Words: Words{"mesi per fattura", "invoice months"}, field: "invoice_months", form: asWhole, width: 17, preset: "1",
				of: func(l *agreementLine) value { return wholeOf(&l.InvoiceMonths) }, help: Words{"Ogni quanti mesi si fattura: 1, 2, 3, 4, 6 o 12.", "An invoice is of how many months: 1, 2, 3, 4, 6 or 12."}, example: "1"},
			{Words: Words{"conta il giorno di ingresso", "count entry day"}, field: "counting.entry_day", width: 25, preset: yes, choices: of.yesNo,
				of: func(l *agreementLine) value { return truthOf(&l.Counting.EntryDay) }, help: Words{"Se si paga il giorno di ingresso.", "Whether the day of entry is paid."}, example: yes},
			{Words: Words{"conta il giorno di uscita", "count exit day"}, field: "counting.exit_day", width: 23, preset: no, choices: of.yesNo,
				of: func(l *agreementLine) value { return truthOf(&l.Counting.ExitDay) }, help: Words{"Se si paga il giorno di uscita.", "Whether the day of exit is paid."}, example: no},
			{Words: Words{"ore di assenza pagate", "paid leave hours"}, field: "counting.paid_leave_hours", form: asWhole, width: 21,
				of: func(l *agreementLine) value { return optionalOf(&l.Counting.PaidLeaveHours) }, help: Words{"Di assenza autorizzata; vuoto: nessuna.", "Of authorised leave; blank: none."}, example: "72"},
			{Words: Words{"ore di assenza da verificare", "absence hours"}, field: "counting.absence_hours", form: asWhole, width: 28,
				of: func(l *agreementLine) value { return optionalOf(&l.Counting.AbsenceHours) }, help: Words{"Assenza senza motivo dopo cui l'ufficio verifica; vuoto: 72, soglia d'uso.", "Absence without a reason after which the office looks into it; blank: 72, as is customary."}, example: "72"},
			{Words: Words{"allegati alla fattura", "invoice checklist"}, field: "checklist", width: 36,
				of: func(l *agreementLine) value { return listOf(&l.Checklist, of.kinds) }, help: Words{"Codici dei documenti (foglio Elenchi), separati da punto e virgola.", "Codes of documents (sheet Elenchi), separated by semicolons."}, example: "REGISTRO_PRESENZE; FOGLI_PERSONALE"},
		},
	}
}

func coveringSheet(of *answers) sheet[coveringLine] {
	return sheet[coveringLine]{
		Words: Words{"Coperture", "Coverings"}, also: []string{"centri coperti"}, key: "covers", part: true,
		help: Words{"Quali centri copre una convenzione, e da quando a quando.", "Which centres an agreement covers, and from when to when."},
		id: func(l *coveringLine) string {
			return joined(foldCode(l.CIG), foldCode(l.Centre), l.FromOn.String())
		},
		name: func(l *coveringLine) string { return l.CIG + " · " + l.Centre },
		columns: []column[coveringLine]{
			cigColumn(func(l *coveringLine) *string { return &l.CIG }),
			{Words: Words{"codice centro", "centre code"}, also: []string{"centro"}, field: "centre_id", key: true, needed: true, width: 14, list: "Centri",
				of: func(l *coveringLine) value { return textOf(&l.Centre) }, help: Words{"Dal foglio Centri.", "From the sheet Centri."}, example: "RN-017"},
			{Words: Words{"dal", "from"}, field: "from_on", form: asDate, width: 13,
				of: func(l *coveringLine) value { return dateOf(&l.FromOn) }, help: Words{"Vuoto: dall'inizio della convenzione.", "Blank: from the agreement's start."}},
			{Words: Words{"al", "to"}, field: "to_on", form: asDate, width: 13,
				of: func(l *coveringLine) value { return dateOf(&l.ToOn) }, help: Words{"Vuoto: fino alla fine.", "Blank: to its end."}},
		},
	}
}

func extensionSheet(of *answers) sheet[extensionLine] {
	return sheet[extensionLine]{
		Words: Words{"Proroghe", "Extensions"}, key: "extensions", part: true,
		help: Words{"Gli atti che hanno spostato la scadenza di una convenzione.", "The acts that moved the end of an agreement."},
		id:   func(l *extensionLine) string { return joined(foldCode(l.CIG), l.EndsOn.String()) },
		name: func(l *extensionLine) string { return l.CIG + " · " + l.EndsOn.It() },
		columns: []column[extensionLine]{
			cigColumn(func(l *extensionLine) *string { return &l.CIG }),
			{Words: Words{"atto", "act"}, field: "act", needed: true, width: 44,
				of: func(l *extensionLine) value { return textOf(&l.Act) }, help: Words{"Con numero e data.", "With number and date."}, example: "Proroga tecnica, decreto n. 123"},
			{Words: Words{"deciso il", "decided on"}, field: "decided_on", form: asDate, needed: true, width: 13,
				of: func(l *extensionLine) value { return dateOf(&l.DecidedOn) }, help: Words{"Data dell'atto.", "Date of the act."}, example: "10/09/2026"},
			{Words: Words{"scadenza precedente", "previous end"}, field: "from_end", form: asDate, needed: true, width: 20,
				of: func(l *extensionLine) value { return dateOf(&l.FromEnd) }, help: Words{"Quella prima dell'atto.", "The end before it."}, example: "30/09/2026"},
			{Words: Words{"nuova scadenza", "new end"}, field: "ends_on", form: asDate, key: true, needed: true, width: 16,
				of: func(l *extensionLine) value { return dateOf(&l.EndsOn) }, help: Words{"Quella dopo l'atto.", "The end after it."}, example: "31/12/2026"},
		},
	}
}

func tariffSheet(of *answers) sheet[tariffLine] {
	return sheet[tariffLine]{
		Words: Words{"Tariffe", "Tariffs"}, key: "tariffs", part: true,
		help: Words{"Che cosa paga una convenzione da un giorno in poi. Euro, IVA esclusa.", "What an agreement pays from a day on. Euros, VAT excluded."},
		id:   func(l *tariffLine) string { return joined(foldCode(l.CIG), string(l.CentreKind), l.FromOn.String()) },
		name: func(l *tariffLine) string { return l.CIG + " · " + string(l.CentreKind) + " " + l.FromOn.It() },
		columns: []column[tariffLine]{
			cigColumn(func(l *tariffLine) *string { return &l.CIG }),
			{Words: Words{"tipo di centro", "kind of centre"}, also: []string{"tipo"}, field: "centre_kind", key: true, needed: true, width: 14, choices: of.centreKinds,
				of: func(l *tariffLine) value { return choiceOf(&l.CentreKind, of.centreKinds) }, help: Words{"UA o CC.", "UA or CC."}, example: "UA"},
			{Words: Words{"dal", "from"}, field: "from_on", form: asDate, key: true, needed: true, width: 13,
				of: func(l *tariffLine) value { return dateOf(&l.FromOn) }, help: Words{"Primo giorno.", "First day."}, example: "01/10/2026"},
			{Words: Words{"al", "to"}, field: "to_on", form: asDate, width: 13,
				of: func(l *tariffLine) value { return dateOf(&l.ToOn) }, help: Words{"Vuoto: fino alla tariffa seguente.", "Blank: until the next tariff."}},
			{Words: Words{"diaria", "daily rate"}, also: []string{"pro capite pro die"}, field: "daily_rate", form: asAmount, needed: true, width: 11,
				of: func(l *tariffLine) value { return amountOf(&l.DailyRate) }, help: Words{"A persona e giorno.", "Per person and day."}, example: "25,60"},
			{Words: Words{"pocket money", "pocket money"}, field: "pocket_money", form: asAmount, needed: true, orZero: true, width: 14,
				of: func(l *tariffLine) value { return chargeOf(&l.PocketMoney) }, help: Words{"A persona e giorno; 0 se non è previsto.", "Per person and day; 0 if there is none."}, example: "2,50"},
			{Words: Words{"tetto per famiglia", "family cap"}, field: "family_cap", form: asAmount, width: 18,
				of: func(l *tariffLine) value { return amountOf(&l.FamilyCap) }, help: Words{"Del pocket money, al giorno; vuoto: nessuno.", "Of pocket money, per day; blank: none."}, example: "7,50"},
			{Words: Words{"kit", "kit"}, also: []string{"kit di ingresso"}, field: "kit", form: asAmount, needed: true, orZero: true, width: 10,
				of: func(l *tariffLine) value { return chargeOf(&l.Kit) }, help: Words{"A ingresso; 0 se non è previsto.", "Per entry; 0 if there is none."}, example: "173,00"},
			{Words: Words{"scheda telefonica", "phone card"}, field: "phone_card", form: asAmount, needed: true, orZero: true, width: 17,
				of: func(l *tariffLine) value { return chargeOf(&l.PhoneCard) }, help: Words{"A ingresso; 0 se non è previsto.", "Per entry; 0 if there is none."}, example: "5,00"},
		},
	}
}

func penaltySheet(of *answers) sheet[penaltyLine] {
	return sheet[penaltyLine]{
		Words: Words{"Penali", "Penalties"}, key: "penalties", part: true,
		help: Words{"Le penali di una convenzione: un importo, oppure un per mille al giorno.", "The penalties of an agreement: an amount, or a per mille per day."},
		id:   func(l *penaltyLine) string { return joined(foldCode(l.CIG), fold(l.Text)) },
		name: func(l *penaltyLine) string { return l.CIG + " · " + shorten(l.Text) },
		columns: []column[penaltyLine]{
			cigColumn(func(l *penaltyLine) *string { return &l.CIG }),
			{Words: Words{"inadempimento", "default"}, also: []string{"testo"}, field: "text", key: true, needed: true, width: 60,
				of: func(l *penaltyLine) value { return textOf(&l.Text) }, help: Words{"Con la clausola, nelle parole della convenzione.", "With the clause, in the agreement's words."}},
			{Words: Words{"importo", "amount"}, field: "amount", form: asAmount, width: 12,
				of: func(l *penaltyLine) value { return amountOf(&l.Amount) }, help: Words{"Euro.", "Euros."}, example: "500,00"},
			{Words: Words{"per mille al giorno", "per mille per day"}, field: "per_mille", form: asAmount, width: 18,
				of: func(l *penaltyLine) value { return amountOf(&l.PerMille) }, help: Words{"Dell'ammontare netto (D.Lgs. 36/2023, art. 126).", "Of the net value (D.Lgs. 36/2023, art. 126)."}, example: "0,60"},
			{Words: Words{"giorni per controdedurre", "days to reply"}, field: "reply_days", form: asWhole, width: 23,
				of: func(l *penaltyLine) value { return optionalOf(&l.ReplyDays) }, help: Words{"Per le controdeduzioni dell'ente.", "For the body to rebut it."}, example: "10"},
		},
	}
}
