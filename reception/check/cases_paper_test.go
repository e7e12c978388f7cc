package check

import (
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// given is one case of one rule: the facts, and what the rule must say.
type given struct {
	name  string
	rule  string
	facts Facts
	// want is the findings in order: "severity: declared | computed |
	// difference". Empty: the rule applies and is silent.
	want []string
	// not says that the rule must not apply.
	not bool
}

func paperCases() []given {
	reg := thousand()
	open := func(s *Submission) { s.Approved, s.Closed = false, false }
	return []given{
		{name: "sent on the due date, one minute before midnight", rule: "T1", facts: facts(this(with(reg, sentAt("2025-11-05", 23, 59))))},
		{name: "sent the day after the due date", rule: "T1", facts: facts(this(with(reg, sentAt("2025-11-06", 0, 0)))), want: []string{"warn: 06/11/2025 | 05/11/2025 | +1"}},
		{name: "sent four days late", rule: "T1", facts: facts(this(with(reg, sentAt("2025-11-09", 18, 0)))), want: []string{"warn: 09/11/2025 | 05/11/2025 | +4"}},
		{name: "a draft while the term is open", rule: "T1", facts: facts(this(with(reg, draft)), today("2025-11-05"))},
		{name: "a draft after the term", rule: "T1", facts: facts(this(with(reg, draft)), today("2025-11-07")), want: []string{"warn: 07/11/2025 | 05/11/2025 | +2"}},
		{name: "a document without a slot has no term", rule: "T1", facts: facts(this(with(reg, noSlot))), not: true},
		{name: "an obligation without a date", rule: "T1", facts: facts(this(with(reg, inSlot(&Slot{Agreement: main})))), not: true},

		{name: "a register in the slot of a register", rule: "K1", facts: facts(this(reg))},
		{name: "an invoice in the slot of a register", rule: "K1", facts: facts(this(with(reg, seems(document.Invoice, 1)))), want: []string{"block: Fattura elettronica | Registro presenze | "}},
		{name: "what may be an invoice in the slot of a register", rule: "K1", facts: facts(this(with(reg, seems(document.Invoice, 0.55)))), want: []string{"task: Fattura elettronica | Registro presenze | "}},
		{name: "a register that was not recognised", rule: "K1", facts: facts(this(with(reg, seems("", 0)))), want: []string{"task:  |  | "}},
		{name: "an insurance policy that was not recognised", rule: "K1", facts: facts(this(with(reg, seems("", 0), kind(document.Insurance))))},
		{name: "a photo of an invoice in the slot of a register", rule: "K1", facts: facts(this(with(reg, seems("", 0), guess(document.Invoice, 0.85)))), want: []string{"task: copia di una fattura | Registro presenze | "}},
		{name: "a photo that may be an invoice in the slot of an insurance policy", rule: "K1", facts: facts(this(with(reg, seems("", 0), guess(document.Invoice, 0.75), kind(document.Insurance)))), want: []string{"task: copia di una fattura | Polizza RCT/RCO | "}},
		{name: "a weak guess", rule: "K1", facts: facts(this(with(reg, seems("", 0), guess(document.Invoice, 0.5), kind(document.Insurance))))},
		{name: "a print of an invoice in the slot of an invoice", rule: "K1", facts: facts(this(with(reg, seems("", 0), guess(document.Invoice, 0.85), kind(document.Invoice)))), want: []string{"task:  |  | "}},
		{name: "a supplier's invoice among those of subcontracts", rule: "K1", facts: facts(this(with(reg, seems("", 0), guess(document.Invoice, 0.85), kind(document.Subcontracts))))},
		{name: "a covering letter in the slot of a report", rule: "K1", facts: facts(this(with(reg, seems("", 0), covers, kind(document.Report)))), want: []string{"task:  |  | "}},
		{name: "a document that is not placed", rule: "K1", facts: facts(this(with(reg, kind("")))), not: true},
		{name: "a file that could not be read", rule: "K1", facts: facts(this(with(reg, unread))), not: true},

		{name: "the register of the slot", rule: "K2", facts: facts(this(reg))},
		{name: "the register of September for October", rule: "K2", facts: facts(this(with(reg, set(document.PeriodMonth, "2025-09")))), want: []string{"block: settembre 2025 | ottobre 2025 | "}},
		{name: "a month in a paper that was not recognised", rule: "K2", facts: facts(this(with(reg, set(document.PeriodMonth, "2025-09"), func(s *Submission) { s.Reading.Kind = "" }))), want: []string{"task: settembre 2025 | ottobre 2025 | "}},
		{name: "a month on which two readers disagree", rule: "K2", facts: facts(this(with(reg, set(document.PeriodMonth, "2025-09"), unsure(document.PeriodMonth, "2025-10")))), want: []string{"task: settembre 2025 | ottobre 2025 | "}},
		{name: "the register of another centre of the body", rule: "K2", facts: facts(this(with(reg, set(document.CentreCode, "RN-018")))), want: []string{"block: RN-018 | RN-017 | "}},
		{name: "the register of a centre that is not the body's", rule: "K2", facts: facts(this(with(reg, set(document.CentreCode, "RN-040")))), want: []string{"block: RN-040 |  | "}},
		{name: "the code written without its dash", rule: "K2", facts: facts(this(with(reg, set(document.CentreCode, "RN017"))))},
		{name: "a foreign code before the document is placed", rule: "K2", facts: facts(this(with(reg, noSlot, set(document.CentreCode, "RN-040")))), want: []string{"block: RN-040 |  | "}},
		{name: "an invoice for part of the month", rule: "K2", facts: facts(this(with(invoice(1, "1"), set(document.PeriodStart, "2025-10-01"), set(document.PeriodEnd, "2025-10-15"))))},
		{name: "an invoice for two months", rule: "K2", facts: facts(this(with(invoice(1, "1"), set(document.PeriodStart, "2025-09-01"), set(document.PeriodEnd, "2025-10-31")))), want: []string{"warn: dal 01/09/2025 al 31/10/2025 | ottobre 2025 | "}},
		{name: "a register with the CIG of another agreement", rule: "K2", facts: facts(this(with(reg, set(document.CIG, "A000207D1A")))), want: []string{"warn: A000207D1A | B6DB8A4C65 | "}},
		{name: "neither period nor centre could be read", rule: "K2", facts: facts(this(with(reg, drop(document.CentreCode, document.PeriodMonth)))), not: true},

		{name: "a reading without doubts", rule: "K3", facts: facts(this(reg))},
		{name: "two readers disagree on a total", rule: "K3", facts: facts(this(with(reg, set(document.DeclaredPersonDays, "938"), unsure(document.DeclaredPersonDays, "988")))), want: []string{"warn:  |  | "}},
		{name: "values that are unsure for unknown marks only", rule: "K3", facts: facts(this(with(register(1, ccA, "RN-017", "2025-10", []string{"P30 ?1"}), unsureComputed(document.PersonDays))))},
		{name: "cells that M1 asks about", rule: "K3", facts: facts(this(with(register(1, ccA, "RN-017", "2025-10", []string{"P30 ?1"}), remarked("register.unknown"))))},
		{name: "cells that are not understood and stand nowhere", rule: "K3", facts: facts(this(with(reg, remarked("register.unknown")))), want: []string{"warn:  |  | "}},
		{name: "formulas without a value are told once", rule: "K3", facts: facts(this(with(reg, neverComputed, remarked("office.no_value")))), want: []string{"warn:  |  | "}},
		{name: "a guest in two rows, whom R12 tells", rule: "K3", facts: facts(this(with(register(1, ccA, "RN-017", "2025-10", []string{"P31", "P31"}), inRow(1, "guest", "G1"), inRow(2, "guest", "G1"), remarked("register.twice"))))},
		{name: "somebody without a code in two rows", rule: "K3", facts: facts(this(with(reg, remarked("register.twice")))), want: []string{"warn:  |  | "}},
		{name: "days without marks on which the centre was closed", rule: "K3", facts: facts(this(with(register(1, unit, "RN-021", "2025-10", []string{"P19 -12"}), unfilled)), shut("2025-10-20"))},
		{name: "days without marks before the centre closed", rule: "K3", facts: facts(this(with(register(1, unit, "RN-021", "2025-10", []string{"P18 -13"}), unfilled, set(document.DeclaredDayField(19), "1"))), shut("2025-10-20")), want: []string{"warn:  |  | "}},
		{name: "days without marks for which the register counts nobody", rule: "K3", facts: facts(this(with(register(1, unit, "RN-021", "2025-10", []string{"-5 P26"}), unfilled)))},
		{name: "an invoice of 1900", rule: "K3", facts: facts(this(with(invoice(1, "1"), set(document.InvoiceDate, "1900-01-01")))), want: []string{"warn: 01/01/1900 |  | "}},
		{name: "an invoice of tomorrow", rule: "K3", facts: facts(this(with(invoice(1, "1"), set(document.InvoiceDate, "2025-11-21")))), want: []string{"warn: 21/11/2025 |  | "}},
		{name: "a guest who entered in 1900", rule: "K3", facts: facts(this(with(reg, set(document.RowField(1, "entry"), "2025-06-01"), set(document.RowField(2, "entry"), "1900-01-01")))), want: []string{"warn:  |  | "}},
		{name: "a contract that ends in twelve years", rule: "K3", facts: facts(this(with(reg, kind(document.Agreement), set(document.ContractEnd, "2037-12-31"))))},
		{name: "a contract that ends in 2999", rule: "K3", facts: facts(this(with(reg, kind(document.Agreement), set(document.ContractEnd, "2999-12-31")))), want: []string{"warn: 31/12/2999 |  | "}},
		{name: "a period that ends before it starts", rule: "K3", facts: facts(this(with(invoice(1, "1"), set(document.PeriodStart, "2025-10-31"), set(document.PeriodEnd, "2025-10-01")))), want: []string{"warn:  |  | "}},
		{name: "what the reading itself has to say", rule: "K3", facts: facts(this(with(reg, warned))), want: []string{"warn:  |  | "}},
		{name: "a code of a paper that fails its check is told once", rule: "K3", facts: facts(this(with(reg, set(document.CIG, "9622907212"), unsure(document.CIG, "9622907213"), codeWarned))), want: []string{"warn:  |  | "}},
		{name: "a code of an XML that fails its check is no doubt of the reading", rule: "K3", facts: facts(this(with(invoice(1, "1"), failed(document.InvoiceIBAN), codeWarned))), want: []string{"warn:  |  | "}},
		{name: "a file that can't be opened", rule: "K3", facts: facts(this(with(reg, unread))), want: []string{"task:  |  | "}},
		{name: "a control of the exchange system", rule: "K3", facts: facts(this(with(invoice(1, "1"), control("00425", "/F/Numero")))), want: []string{"warn:  |  | "}},
		{name: "a control that the sums say already", rule: "K3", facts: facts(this(wrongLine(control("00423", lineTotal))))},
		{name: "a control of the sums that are right", rule: "K3", facts: facts(this(with(invoice(1, "1", october), control("00423", lineTotal)))), want: []string{"warn:  |  | "}},
		{name: "another control of the same element", rule: "K3", facts: facts(this(wrongLine(control("00200", lineTotal)))), want: []string{"warn:  |  | "}},
		{name: "too few summaries, where the sums say which", rule: "K3", facts: facts(this(wrongLine(control("00419", "/FatturaElettronica/FatturaElettronicaBody"))))},
		{name: "too few summaries, in the second invoice of a lot", rule: "K3", facts: facts(this(wrongLine(control("00419", "/FatturaElettronica/FatturaElettronicaBody[2]")))), want: []string{"warn:  |  | "}},
		{name: "an amount that is none, by the reading and by a control", rule: "K3", facts: facts(this(with(invoice(1, "1", october), badTotal, control("00200", "/F/Importo")))), want: []string{"warn:  |  | "}},
		{name: "a warning that is said twice", rule: "K3", facts: facts(this(with(reg, warned, warnedAgain))), want: []string{"warn:  |  | "}},
		{name: "an unsure code that other readers took for a name", rule: "K3", facts: facts(this(with(reg, set(document.RowField(1, "guest"), "G1"), unsure(document.RowField(1, "guest"), "Rossi", "G7")))), want: []string{"warn:  |  | "}},
		{name: "an unsure name in the place of a code", rule: "K3", facts: facts(this(with(reg, set(document.RowField(1, "guest"), "Rossi Mario"), unsure(document.RowField(1, "guest"), "Rossi Maria")))), want: []string{"warn:  |  | "}},
		{name: "ink and days that are unsure are told in words", rule: "K3", facts: facts(this(with(reg, set(document.RowField(2, "ink"), "xx..x?xxxx"), unsure(document.RowField(2, "ink")), set(document.RowField(2, "excused"), "..xxx....."), unsure(document.RowField(2, "excused")), set(document.RowField(2, "present"), "PPAA?PPPPP"), unsure(document.RowField(2, "present"))))), want: []string{"warn:  |  | "}},
		{name: "what every scan of a signed sheet says of itself", rule: "K3", facts: facts(this(with(reg, howScanned))), want: []string{"info:  |  | ", "info:  |  | "}},
		{name: "codes that are hard to read, which the registry and the month before have", rule: "K3", facts: facts(this(oct(4, coded(4), set(document.CIG, "B6DB8A4C65"), ocr(document.CIG), ocr(document.CentreCode), ocr(document.RowField(2, "guest")), ocr(document.RowField(2, "entry")))), neighbours(sept(coded(4))))},
		{name: "a guest's code that is hard to read and that no other register has", rule: "K3", facts: facts(this(oct(4, coded(4), ocr(document.RowField(4, "guest")))), neighbours(with(register(100, ccA, "RN-017", "2025-09", guests(3, "P30")), coded(3)))), want: []string{"warn:  |  | "}},
		{name: "a code that is hard to read and stands in two rows", rule: "K3", facts: facts(this(oct(4, coded(4), set(document.RowField(3, "guest"), "G2"), ocr(document.RowField(3, "guest")))), neighbours(sept(coded(4)))), want: []string{"warn:  |  | "}},
		{name: "an entry that is hard to read and differs from the month before", rule: "K3", facts: facts(this(oct(4, coded(4), set(document.RowField(2, "entry"), "2025-03-01"), ocr(document.RowField(2, "entry")))), neighbours(sept(coded(4)))), want: []string{"warn:  |  | "}},
		{name: "a code of another centre that is hard to read", rule: "K3", facts: facts(this(with(reg, set(document.CentreCode, "RN-018"), ocr(document.CentreCode)))), want: []string{"warn:  |  | "}},
		{name: "a lot of three invoices", rule: "K3", facts: facts(this(with(invoice(1, "1"), set(document.InvoiceBodies, "3")))), want: []string{"task: 3 | 1 | "}},

		{name: "the body's own invoice", rule: "K4", facts: facts(this(invoice(1, "1")))},
		{name: "an invoice of somebody else", rule: "K4", facts: facts(this(with(invoice(1, "1"), set(document.SellerVATID, "IT09876543210")))), want: []string{"task: IT09876543210 | IT01234567897 | "}},
		{name: "the VAT number of a group (DPR 633/1972, art. 70-bis) with the body's tax code", rule: "K4", facts: facts(this(with(invoice(1, "1"), set(document.SellerVATID, "IT09876543217"), set(document.SellerTaxCode, "01234567897"))))},
		{name: "an invoice without the seller's codes", rule: "K4", facts: facts(this(with(invoice(1, "1"), drop(document.SellerVATID)))), not: true},
		{name: "a register has no seller", rule: "K4", facts: facts(this(with(reg, open))), not: true},
	}
}

func today(s string) edit { return func(f *Facts) { f.Today = day(s) } }

func inSlot(s *Slot) func(*Submission) { return func(x *Submission) { x.Obligation = s } }

func kind(k document.Kind) func(*Submission) {
	return func(s *Submission) { s.Kind = k }
}

func seems(k document.Kind, score float64) func(*Submission) {
	return func(s *Submission) { s.Reading.Kind, s.Reading.KindScore = k, score }
}

func unread(s *Submission) {
	s.Reading = document.Reading{Error: &document.Warning{Code: "truncated", It: "Il PDF è incompleto: manca la fine del file.", En: "The PDF is incomplete: its end is missing."}}
}

func warned(s *Submission) {
	s.Reading.Warnings = []document.Warning{{Code: "unfilled_days", It: "Due giorni del registro non sono compilati.", En: "Two days of the register are not filled in."}}
}

func howScanned(s *Submission) {
	s.Reading.Warnings = []document.Warning{{Code: "ocr.used", It: "Pagine lette con il riconoscimento ottico: 1.", En: "Pages read by optical recognition: 1."},
		{Code: "ocr.outside", It: "C'è inchiostro senza parole riconosciute alle pagine 1.", En: "There is ink without recognised words on pages 1."}}
}

// remarked makes a reading that warns of something.
func remarked(code string) func(*Submission) {
	return func(s *Submission) {
		s.Reading.Warnings = []document.Warning{{Code: code, It: "Il registro va guardato.", En: "The register must be looked at."}}
	}
}

// neverComputed is a total whose formula has no stored value.
func neverComputed(s *Submission) {
	onField(document.DeclaredPersonDays, func(f *document.Field) {
		f.Written, f.Value, f.Unsure, f.Confidence, f.Why = "=", "", true, 0.5, "the cell's formula has no stored value"
	})(s)
}

func warnedAgain(s *Submission) {
	s.Reading.Warnings = append(s.Reading.Warnings, s.Reading.Warnings...)
}

// lineTotal is where the total of the first line of a made-up invoice stands.
const lineTotal = "/FatturaElettronica/FatturaElettronicaBody/DatiBeniServizi/DettaglioLinee[1]/PrezzoTotale"

func control(code, xpath string) func(*Submission) {
	return func(s *Submission) {
		s.Reading.Warnings = []document.Warning{{Code: "sdi." + code, It: "Un controllo dello SdI.", En: "A control of the exchange system.", XPath: xpath}}
	}
}

// wrongLine is an invoice whose first line is 10 euros too high.
func wrongLine(edits ...func(*Submission)) Submission {
	inv := invoice(1, "1", october)
	return with(with(inv, set(document.LineField(1, "total"), "32320.00")), edits...)
}

// badTotal is one element that gives two values, of which neither is an amount.
func badTotal(s *Submission) {
	for _, name := range []string{document.InvoicePayable, document.PaymentField(1, "amount")} {
		drop(name)(s)
		s.Reading.Fields = append(s.Reading.Fields, document.Field{Name: name, Value: "x", Written: "x", Unsure: true, Method: document.MethodXML, Place: document.Place{XPath: "/F/Importo"}})
	}
}

// codeWarned is the warning that sums up the codes which failed their check.
func codeWarned(s *Submission) {
	s.Reading.Warnings = []document.Warning{{Code: "code.wrong", It: "Un codice non supera il controllo.", En: "A code fails its check."}}
}

// unsureComputed marks a computed value, which stands nowhere in the document.
func unsureComputed(name string) func(*Submission) {
	return onField(name, func(f *document.Field) { f.Unsure, f.Written = true, "" })
}

// term is an agreement's term.
func term(start, end string) edit {
	return func(f *Facts) {
		f.Agreements[0].StartsOn, f.Agreements[0].EndsOn = day(start), day(end)
	}
}

func period(start, end string) calendar.Period {
	return calendar.Period{Start: day(start), End: day(end)}
}

// unfilled is what the reading says of days without any mark.
func unfilled(s *Submission) {
	s.Reading.Warnings = []document.Warning{{Code: "register.unfilled", It: "Giorni del registro senza nessun segno.", En: "Days of the register without any mark."}}
}
