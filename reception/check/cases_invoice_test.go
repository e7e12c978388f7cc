package check

import (
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
)

func invoiceCases() []given {
	return slices.Concat(headCases(), presenceCases(), rateCases(), sumCases(), taxCases(), payCases(), twiceCases(), pocketCases(), familyCases())
}

var october = presences("1000", "32.31")

func headCases() []given {
	inv := invoice(1, "12", october)
	return []given{
		{name: "the CIG of the agreement", rule: "R1", facts: facts(this(inv))},
		{name: "no CIG", rule: "R1", facts: facts(this(with(inv, drop(document.InvoiceCIG)))), want: []string{"block:  |  | "}},
		{name: "a CIG that is not the body's", rule: "R1", facts: facts(this(with(inv, set(document.InvoiceCIG, "A000207D1A")))), want: []string{"block: A000207D1A |  | "}},
		{name: "a CIG of nine characters", rule: "R1", facts: facts(this(with(inv, set(document.InvoiceCIG, "B6DB8A4C6")))), want: []string{"block: B6DB8A4C6 |  | "}},
		{name: "a CIG that two readers saw differently", rule: "R1", facts: facts(this(with(inv, set(document.InvoiceCIG, "B6D88A4C65"), unsure(document.InvoiceCIG, "B6DB8A4C65")))), want: []string{"task: B6D88A4C65 |  | "}},
		{name: "an agreement that ended in the month", rule: "R1", facts: facts(this(inv), term("2025-01-01", "2025-10-15")), want: []string{"block: ottobre 2025 | 01/01/2025 – 15/10/2025 | "}},
		{name: "the CIG of the body's other agreement", rule: "R1", facts: facts(this(with(inv, set(document.InvoiceCIG, "A000207D1A"))), otherAgreement), want: []string{"block: A000207D1A | B6DB8A4C65 | "}},
		{name: "two CIGs of the body", rule: "R1", facts: facts(this(with(inv, more(document.InvoiceCIG, "A000207D1A"))), otherAgreement)},
		{name: "a register has no CIG to judge", rule: "R1", facts: facts(this(thousand())), not: true},
		{name: "a file that is no invoice", rule: "R1", facts: facts(this(with(inv, seems(document.Register, 1)))), not: true},
		{name: "an invoice that can't be read", rule: "R1", facts: facts(this(with(inv, unread))), not: true},

		{name: "the office's codes", rule: "R2", facts: facts(this(inv))},
		{name: "the code of another office", rule: "R2", facts: facts(this(with(inv, set(document.BuyerOfficeCode, "HRMLA2")))), want: []string{"block: HRMLA2 | ABC123 | "}},
		{name: "no tax code of the buyer", rule: "R2", facts: facts(this(with(inv, drop(document.BuyerTaxCode)))), want: []string{"block:  | 91044110400 | "}},
		{name: "a code that a PDF does not show", rule: "R2", facts: facts(this(with(inv, drop(document.BuyerTaxCode), asText)))},
		{name: "an office without codes", rule: "R2", facts: facts(this(inv), func(f *Facts) { f.Office.OfficeCode, f.Office.TaxCode = "", "" }), not: true},
	}
}

func otherAgreement(f *Facts) {
	a := f.Agreements[0]
	a.ID, a.CIG, a.Covers = 2, "A000207D1A", reception.CoversAll(ccB)
	f.Agreements = append(f.Agreements, a)
}

func asText(s *Submission) { s.Reading.Method = document.MethodText }

func presenceCases() []given {
	inv := invoice(1, "12", october)
	reg := thousand()
	two := facts(this(inv), centres(ccA, ccB), registers(
		register(101, ccA, "RN-017", "2025-10", guests(20, "P31")), register(102, ccB, "RN-018", "2025-10", guests(12, "P31"), []string{"-23 P8"})))
	doubt := register(101, ccA, "RN-017", "2025-10", guests(32, "P31"), []string{"-23 P7 ?1"})
	left := with(register(101, ccA, "RN-017", "2025-10", guests(32, "P31"), []string{"P7 A1 -23"}), set(document.RowField(33, "exit"), "2025-10-08"))
	mixed := func(units, houses string) Submission {
		return invoice(1, "12", item{"Accoglienza unità abitative ottobre", units, "25.80", "2025-10-01", "2025-10-31", ""},
			item{"Accoglienza centri collettivi ottobre", houses, "32.31", "2025-10-01", "2025-10-31", ""})
	}
	kinds := func(s Submission) Facts {
		return facts(this(s), centres(ccA, unit), registers(register(101, ccA, "RN-017", "2025-10", guests(10, "P31")), register(102, unit, "RN-021", "2025-10", guests(4, "P31"))))
	}
	return []given{
		{name: "presences as in the register", rule: "R3", facts: facts(this(inv), centres(ccA), registers(reg))},
		{name: "presences as in two registers together", rule: "R3", facts: two},
		{name: "nobody was in the second centre, and the office acknowledged it", rule: "R3", facts: facts(this(invoice(1, "12", presences("1000", "32.31"))), centres(ccA, ccB), registers(reg), owes(owed(document.Register, ccB, OwedNothing)))},
		{name: "nobody was in the second centre, so it is said", rule: "R3", facts: facts(this(invoice(1, "12", presences("1000", "32.31"))), centres(ccA, ccB), registers(reg), owes(owed(document.Register, ccB, OwedDeclared))), want: []string{"task:  |  | "}},
		{name: "the office does not ask for the second centre's register", rule: "R3", facts: facts(this(invoice(1, "12", presences("1000", "32.31"))), centres(ccA, ccB), registers(reg), owes(owed(document.Register, ccB, OwedWaived))), want: []string{"task:  |  | "}},
		{name: "presences billed of a centre in which nobody was", rule: "R3", facts: facts(this(invoice(1, "12", presences("1012", "32.31"))), centres(ccA, ccB), registers(reg), owes(owed(document.Register, ccB, OwedNothing))), want: []string{"block: 1.012 | 1.000 | +12"}},
		{name: "twelve presences more than in the register", rule: "R3", facts: facts(this(invoice(1, "12", presences("1012", "32.31"))), registers(reg)), want: []string{"block: 1.012 | 1.000 | +12"}},
		{name: "one presence less than in the register", rule: "R3", facts: facts(this(invoice(1, "12", presences("999", "32.31"))), registers(reg)), want: []string{"block: 999 | 1.000 | −1"}},
		{name: "an invoice of before the end of its month", rule: "R3", facts: facts(this(with(inv, set(document.InvoiceDate, "2025-10-27"))), centres(ccA), registers(reg)), want: []string{"warn: 27/10/2025 | 31/10/2025 | −4"}},
		{name: "an invoice of the last day of its month", rule: "R3", facts: facts(this(with(inv, set(document.InvoiceDate, "2025-10-31"))), centres(ccA), registers(reg))},
		{name: "half a presence too many", rule: "R3", facts: facts(this(invoice(1, "12", presences("1000.5", "32.31"))), registers(reg)), want: []string{"block: 1.000,5 | 1.000 | +0,5"}},
		{name: "a register still under review counts, and is called so", rule: "R3", facts: facts(this(invoice(1, "12", presences("1012", "32.31"))), registers(with(reg, pending))), want: []string{"block: 1.012 | 1.000 | +12"}},
		{name: "the approved register counts before a later one", rule: "R3", facts: facts(this(inv), registers(with(register(103, ccA, "RN-017", "2025-10", guests(5, "P31")), pending), reg))},
		{name: "of two registers under review the later counts", rule: "R3", facts: facts(this(inv), registers(with(register(99, ccA, "RN-017", "2025-10", guests(5, "P31")), pending, sentAt("2025-11-01", 9, 0)), with(reg, pending)))},
		{name: "a rejected register does not count", rule: "R3", facts: facts(this(inv), registers(with(reg, func(s *Submission) { s.Approved = false }))), want: []string{"task:  |  | "}},
		{name: "a register that names another centre does not count", rule: "R3", facts: facts(this(inv), registers(with(reg, set(document.CentreCode, "RN-018")))), want: []string{"task:  |  | "}},
		{name: "one of two registers is missing", rule: "R3", facts: facts(this(inv), centres(ccA, ccB, unit), registers(reg)), want: []string{"task:  |  | "}},
		{name: "two registers are missing", rule: "R3", facts: facts(this(inv), centres(ccA, ccB)), want: []string{"task:  |  | "}},
		{name: "a centre that had closed needs no register", rule: "R3", facts: facts(this(inv), centres(ccA, ccB), closed(ccB, "2025-09-30"), registers(reg))},
		{name: "a difference that an unknown mark may explain", rule: "R3", facts: facts(this(inv), registers(doubt)), want: []string{"task: 1.000 | 999 | +1"}},
		{name: "a difference that unknown marks can't explain", rule: "R3", facts: facts(this(invoice(1, "12", presences("1005", "32.31"))), registers(doubt)), want: []string{"block: 1.005 | 999 | +6"}},
		{name: "a difference that is the day of exit, which is paid but marked absent", rule: "R3", facts: facts(this(inv), registers(left), exitPays), want: []string{"task: 1.000 | 999 | +1"}},
		{name: "a difference that is the day of exit, which is not paid", rule: "R3", facts: facts(this(inv), registers(left)), want: []string{"block: 1.000 | 999 | +1"}},
		{name: "the day of exit is not paid but marked present", rule: "R3", facts: facts(this(invoice(1, "12", presences("999", "32.31"))), registers(with(reg, set(document.RowField(33, "exit"), "2025-10-31")))), want: []string{"task: 999 | 1.000 | −1"}},
		{name: "the day of exit is paid and marked present", rule: "R3", facts: facts(this(invoice(1, "12", presences("999", "32.31"))), registers(with(reg, set(document.RowField(33, "exit"), "2025-10-31"))), exitPays), want: []string{"block: 999 | 1.000 | −1"}},
		{name: "a register whose total OCR could not vouch for", rule: "R3", facts: facts(this(invoice(1, "12", presences("1012", "32.31"))), registers(with(reg, ocr(document.PersonDays)))), want: []string{"task: 1.012 | 1.000 | +12"}},
		{name: "a scan with a written total only", rule: "R3", facts: facts(this(invoice(1, "12", presences("1012", "32.31"))), registers(with(reg, drop("row.", "day.", document.PersonDays)))), want: []string{"task: 1.012 | 1.000 | +12"}},
		{name: "a scan in which nothing can be counted", rule: "R3", facts: facts(this(inv), registers(with(reg, drop("row.", "day.", document.PersonDays, document.DeclaredPersonDays)))), want: []string{"task:  |  | "}},
		{name: "a guest listed twice in the register", rule: "R3", facts: facts(this(invoice(1, "12", presences("969", "32.31"))), registers(with(reg, set(document.RowField(1, "guest"), "G1"), set(document.RowField(2, "guest"), "G1")))), want: []string{"task: 969 | 1.000 | −31"}},
		{name: "half a month", rule: "R3", facts: facts(this(invoice(1, "12", item{"Presenze", "480", "32.31", "2025-10-01", "2025-10-15", ""})), registers(reg))},
		{name: "a reversal counts backwards", rule: "R3", facts: facts(this(invoice(1, "12", presences("1010", "32.31"), item{"Storno presenze", "10", "-32.31", "2025-10-01", "2025-10-31", ""})), registers(reg))},
		{name: "units and houses apart", rule: "R3", facts: kinds(mixed("124", "310"))},
		{name: "ten presences of a unit billed as a house", rule: "R3", facts: kinds(mixed("114", "320")), want: []string{"block: 114 | 124 | −10", "block: 320 | 310 | +10"}},
		{name: "lines by centre", rule: "R3", facts: facts(this(invoice(1, "12", item{"Presenze centro RN-017", "620", "32.31", "2025-10-01", "2025-10-31", ""}, item{"Presenze centro RN-018", "380", "32.31", "2025-10-01", "2025-10-31", ""})),
			centres(ccA, ccB), registers(two.Registers...))},
		{name: "lines by centre, one centre wrong", rule: "R3", facts: facts(this(invoice(1, "12", item{"Presenze centro RN-017", "621", "32.31", "2025-10-01", "2025-10-31", ""}, item{"Presenze centro RN-018", "380", "32.31", "2025-10-01", "2025-10-31", ""})),
			centres(ccA, ccB), registers(two.Registers...)), want: []string{"block: 621 | 620 | +1"}},
		{name: "an invoice without lines of reception", rule: "R3", facts: facts(this(invoice(1, "12", item{"Kit di primo ingresso", "2", "173.00", "", "", ""})), registers(reg)), want: []string{"task:  |  | "}},
		{name: "an agreement without centres", rule: "R3", facts: facts(this(inv), centres(), registers(reg)), want: []string{"task:  |  | "}},
		{name: "a line that only speaks of reception, at a price far from any rate", rule: "R3", facts: facts(this(invoice(1, "12", item{"Corso per operatori dell'accoglienza", "3", "450.00", "2025-10-01", "2025-10-31", ""})), registers(reg)), want: []string{"task: 3 | 1.000 | −997"}},
		{name: "a credit note", rule: "R3", facts: facts(this(with(inv, set(document.InvoiceType, "TD04"))), registers(reg)), not: true},
		{name: "an invoice that names neither agreement nor slot", rule: "R3", facts: facts(this(with(inv, noSlot, drop(document.InvoiceCIG)))), not: true},
	}
}

func exitPays(f *Facts) { f.Agreements[0].Counting.ExitDay = true }

func pending(s *Submission) { s.Approved, s.Closed = false, false }

func closed(id reception.CentreID, on string) edit {
	return func(f *Facts) {
		for i := range f.Centres {
			if f.Centres[i].ID == id {
				f.Centres[i].ClosedOn = day(on)
			}
		}
	}
}

func ocr(name string) func(*Submission) {
	return onField(name, func(f *document.Field) { f.Unsure, f.Method, f.Confidence = true, document.MethodOCR, 0.6 })
}

func failed(name string) func(*Submission) {
	return onField(name, func(f *document.Field) { f.Unsure, f.Why, f.Confidence = true, document.WhyCheck, 0.4 })
}

func rateCases() []given {
	reg := thousand()
	autumn := func(items ...item) edit {
		return this(with(invoice(1, "12", items...), inSlot(&Slot{Agreement: main, For: period("2025-09-01", "2025-10-31")})))
	}
	both := registers(register(100, ccA, "RN-017", "2025-09", guests(10, "P30")), register(101, ccA, "RN-017", "2025-10", guests(10, "P31")))
	whole := item{"Presenze settembre e ottobre", "610", "32.31", "2025-09-01", "2025-10-31", ""}
	return []given{
		{name: "the rate of the month", rule: "R4", facts: facts(this(invoice(1, "12", october)), registers(reg))},
		{name: "eight decimals are the same rate", rule: "R4", facts: facts(this(invoice(1, "12", presences("1000.00", "32.31000000"))), registers(reg))},
		{name: "the rate of before the change", rule: "R4", facts: facts(this(invoice(1, "12", presences("1000", "32.08"))), registers(reg)), want: []string{"block: 32,08 € | 32,31 € | −0,23 €"}},
		{name: "swapped digits", rule: "R4", facts: facts(this(invoice(1, "12", presences("1000", "32.13"))), registers(reg)), want: []string{"block: 32,13 € | 32,31 € | −0,18 €"}},
		{name: "a price that two readers saw differently", rule: "R4", facts: facts(this(with(invoice(1, "12", presences("1000", "32.81")), unsure(document.LineField(1, "unit_price"), "32.31"))), registers(reg)), want: []string{"task: 32,81 € | 32,31 € | +0,50 €"}},
		{name: "one line across the change, with the registers", rule: "R4", facts: facts(autumn(whole), both), want: []string{"block: 19.709,10 € | 19.640,10 € | +69,00 €"}},
		{name: "one line across the change, without the registers", rule: "R4", facts: facts(autumn(whole)), want: []string{"block: 32,31 € | 32,08 € / 32,31 € | "}},
		{name: "two lines, one for each rate", rule: "R4", facts: facts(autumn(item{"Presenze settembre", "300", "32.08", "2025-09-01", "2025-09-30", ""}, item{"Presenze ottobre", "310", "32.31", "2025-10-01", "2025-10-31", ""}), both)},
		{name: "one line across the change, nobody there before it", rule: "R4", facts: facts(autumn(item{"Presenze", "310", "32.31", "2025-09-01", "2025-10-31", ""}),
			registers(register(100, ccA, "RN-017", "2025-09", guests(3, "-30")), register(101, ccA, "RN-017", "2025-10", guests(10, "P31"))))},
		{name: "a price that is the rate of either kind", rule: "R4", facts: facts(this(invoice(1, "12", item{"Presenze ottobre", "1000", "25.80", "2025-10-01", "2025-10-31", ""})), centres(ccA, unit))},
		{name: "a price that is the rate of no kind", rule: "R4", facts: facts(this(invoice(1, "12", item{"Presenze ottobre", "1000", "30.00", "2025-10-01", "2025-10-31", ""})), centres(ccA, unit)), want: []string{"block: 30,00 € | 32,31 € / 25,80 € | "}},
		{name: "a house at the rate of a unit", rule: "R4", facts: facts(this(invoice(1, "12", presences("1000", "25.80"))), centres(ccA, unit)), want: []string{"block: 25,80 € | 32,31 € | −6,51 €"}},
		{name: "the centre that the line names has a kind", rule: "R4", facts: facts(this(invoice(1, "12", item{"Presenze RN-021", "100", "32.31", "2025-10-01", "2025-10-31", ""})), centres(ccA, unit)), want: []string{"block: 32,31 € | 25,80 € | +6,51 €"}},
		{name: "an agreement without a rate for those days", rule: "R4", facts: facts(this(invoice(1, "12", october)), noTariffs), want: []string{"task: 32,31 € |  | "}},
		{name: "a line that may not bill presences", rule: "R4", facts: facts(this(invoice(1, "12", item{"Corso per operatori dell'accoglienza", "3", "450.00", "2025-10-01", "2025-10-31", ""}))), want: []string{"task: 450,00 € | 32,31 € | +417,69 €"}},
		{name: "a credit note", rule: "R4", facts: facts(this(with(invoice(1, "12", presences("10", "1.00")), set(document.InvoiceType, "TD04")))), not: true},
		{name: "no line of reception", rule: "R4", facts: facts(this(invoice(1, "12", item{"Kit di primo ingresso", "2", "173.00", "", "", ""}))), not: true},
	}
}

func noTariffs(f *Facts) {
	f.Agreements[0].Tariffs = f.Agreements[0].Tariffs[:2]
}

func sumCases() []given {
	inv := invoice(1, "12", october, item{"Pocket money", "1000", "2.50", "2025-10-01", "2025-10-31", ""})
	line, summary := document.LineField, document.SummaryField
	return []given{
		{name: "right sums", rule: "R5", facts: facts(this(inv))},
		{name: "a line a cent and nine tenths off is tolerated", rule: "R5", facts: facts(this(with(inv, set(line(1, "total"), "32310.019"))))},
		{name: "a line two cents off", rule: "R5", facts: facts(this(with(inv, set(line(1, "total"), "32310.02")))), want: []string{"block: 32.310,02 € | 32.310,00 € | +0,02 €"}},
		{name: "a line without a quantity is one piece", rule: "R5", facts: facts(this(invoice(1, "12", item{"Rimborso una tantum", "", "250.00", "", "", ""})))},
		{name: "a line with a discount", rule: "R5", facts: facts(this(with(invoice(1, "12", october), set(line(1, "discount"), "0.31"), set(line(1, "total"), "32000.00"), set(summary(1, "taxable"), "32000.00"), set(document.InvoiceTaxable, "32000.00"), set(document.InvoiceTotal, "32000.00"))))},
		{name: "a line total that two readers saw differently", rule: "R5", facts: facts(this(with(inv, set(line(1, "total"), "32370.00"), unsure(line(1, "total"), "32310.00"), set(summary(1, "taxable"), "34870.00"), set(document.InvoiceTaxable, "34870.00"), set(document.InvoiceTotal, "34870.00")))), want: []string{"task: 32.370,00 € | 32.310,00 € | +60,00 €"}},
		{name: "a summary a euro off", rule: "R5", facts: facts(this(with(inv, set(summary(1, "taxable"), "34811.00"), set(document.InvoiceTaxable, "34811.00"), set(document.InvoiceTotal, "34811.00")))), want: []string{"block: 34.811,00 € | 34.810,00 € | +1,00 €"}},
		{name: "a summary 99 cents off is tolerated", rule: "R5", facts: facts(this(with(inv, set(summary(1, "taxable"), "34810.99"), set(document.InvoiceTaxable, "34810.99"), set(document.InvoiceTotal, "34810.99"))))},
		{name: "tax where the rate is zero", rule: "R5", facts: facts(this(with(inv, set(summary(1, "tax"), "0.02"), set(document.InvoiceTax, "0.02"), set(document.InvoiceTotal, "34810.02")))), want: []string{"block: 0,02 € | 0,00 € | +0,02 €"}},
		{name: "a cent of tax is tolerated", rule: "R5", facts: facts(this(with(inv, set(summary(1, "tax"), "0.01"), set(document.InvoiceTax, "0.01"), set(document.InvoiceTotal, "34810.01"))))},
		{name: "a total that does not add up", rule: "R5", facts: facts(this(with(inv, set(document.InvoiceTotal, "34910.00")))), want: []string{"warn: 34.910,00 € | 34.810,00 € | +100,00 €"}},
		{name: "a total with the stamp duty in it", rule: "R5", facts: facts(this(with(inv, set(document.InvoiceTotal, "34812.00"))))},
		{name: "no nature at a rate of zero", rule: "R5", facts: facts(this(with(inv, drop(line(2, "nature"))))), want: []string{"block:  |  | ", "block: 34.810,00 € | 32.310,00 € | +2.500,00 €", "block:  |  | "}},
		{name: "a nature at 5 %", rule: "R5", facts: facts(this(with(inv, set(summary(1, "vat_rate"), "5.00"), set(line(1, "vat_rate"), "5.00"), set(line(2, "vat_rate"), "5.00")))), want: []string{"block:  |  | ", "block:  |  | ", "block: 0,00 € | 1.740,50 € | −1.740,50 €", "block:  |  | "}},
		{name: "no summary for the lines at N1", rule: "R5", facts: facts(this(with(inv, set(line(2, "nature"), "N1")))), want: []string{"block: 34.810,00 € | 32.310,00 € | +2.500,00 €", "block:  |  | "}},
		{name: "a contribution to a fund is part of the taxable amount", rule: "R5", facts: facts(this(with(inv, set(document.FundField(1, "amount"), "1392.40"), set(document.FundField(1, "vat_rate"), "0.00"), set(document.FundField(1, "nature"), "N4"), set(summary(1, "taxable"), "36202.40"), set(document.InvoiceTaxable, "36202.40"), set(document.InvoiceTotal, "36202.40"))))},
		{name: "a fund of another rate is not", rule: "R5", facts: facts(this(with(inv, set(document.FundField(1, "amount"), "1392.40"), set(document.FundField(1, "vat_rate"), "22.00"), set(summary(1, "taxable"), "36202.40"), set(document.InvoiceTaxable, "36202.40"), set(document.InvoiceTotal, "36202.40")))), want: []string{"block: 36.202,40 € | 34.810,00 € | +1.392,40 €"}},
		{name: "the rounding of a summary", rule: "R5", facts: facts(this(with(inv, set(summary(1, "rounding"), "-2.00"), set(summary(1, "taxable"), "34808.00"), set(document.InvoiceTaxable, "34808.00"), set(document.InvoiceTotal, "34808.00"))))},
		{name: "the rounding of the total", rule: "R5", facts: facts(this(with(inv, set(document.InvoiceRounding, "-0.40"), set(document.InvoiceTotal, "34809.60"))))},
		{name: "a simplified invoice", rule: "R5", facts: facts(this(with(inv, set(document.InvoiceFormat, "FSM10")))), not: true},
		{name: "lines that could not be read", rule: "R5", facts: facts(this(with(inv, drop("invoice.line.")))), not: true},
	}
}

func taxCases() []given {
	inv := invoice(1, "12", october)
	coop := body(func(b *reception.Body) {
		b.VATProfile, b.LegalForm = reception.VATReduced, "società cooperativa sociale"
	})
	five := func(s *Submission) {
		for _, e := range []func(*Submission){set(document.LineField(1, "vat_rate"), "5.00"), drop(document.LineField(1, "nature")), set(document.SummaryField(1, "vat_rate"), "5.00"),
			drop(document.SummaryField(1, "nature")), set(document.SummaryField(1, "tax"), "1615.50"), set(document.SummaryField(1, "due"), "S")} {
			e(s)
		}
	}
	return []given{
		{name: "an exempt body, exempt", rule: "R6", facts: facts(this(inv))},
		{name: "an exempt body at 5 %", rule: "R6", facts: facts(this(with(inv, five))), want: []string{"warn: IVA 5 % | esente (aliquota 0 %, natura N4) | "}},
		{name: "a social cooperative at 5 %", rule: "R6", facts: facts(this(with(inv, five)), coop)},
		{name: "a social cooperative, exempt", rule: "R6", facts: facts(this(inv), coop), want: []string{"warn: IVA 0 % natura N4 | con IVA al 5 %, senza natura | "}},
		{name: "a volunteer organisation with N4", rule: "R6", facts: facts(this(inv), body(func(b *reception.Body) { b.VATProfile = reception.VATOutOfScope })), want: []string{"warn: IVA 0 % natura N4 | fuori campo IVA (aliquota 0 %, natura N2.2) | "}},
		{name: "VAT without split payment", rule: "R23", facts: facts(this(with(inv, five, set(document.SummaryField(1, "due"), "I"))), coop), want: []string{"warn: I | S | "}},
		{name: "VAT without split payment after June 2026 is not judged", rule: "R23", facts: facts(this(with(inv, five, set(document.SummaryField(1, "due"), "I"), set(document.InvoiceDate, "2026-07-01"))), coop), not: true},
		{name: "VAT under split payment", rule: "R23", facts: facts(this(with(inv, five)), coop)},
		{name: "a body without a profile", rule: "R6", facts: facts(this(inv), body(func(b *reception.Body) { b.VATProfile = "" })), not: true},
		{name: "no line of reception", rule: "R6", facts: facts(this(invoice(1, "12", item{"Kit di primo ingresso", "2", "173.00", "", "", ""}))), not: true},

		{name: "with stamp duty", rule: "R7", facts: facts(this(inv))},
		{name: "without stamp duty", rule: "R7", facts: facts(this(with(inv, drop(document.InvoiceStampDuty)))), want: []string{"warn: — | 32.310,00 € | "}},
		{name: "77,47 € need no stamp duty", rule: "R7", facts: facts(this(with(invoice(1, "12", item{"Rimborso", "1", "77.47", "", "", ""}), drop(document.InvoiceStampDuty))))},
		{name: "77,48 € need it", rule: "R7", facts: facts(this(with(invoice(1, "12", item{"Rimborso", "1", "77.48", "", "", ""}), drop(document.InvoiceStampDuty)))), want: []string{"warn: — | 77,48 € | "}},
		{name: "amounts with VAT need none", rule: "R7", facts: facts(this(with(inv, five, drop(document.InvoiceStampDuty))))},
		{name: "a social cooperative owes none", rule: "R7", facts: facts(this(with(inv, drop(document.InvoiceStampDuty))), coop), not: true},
		{name: "an ETS owes none", rule: "R7", facts: facts(this(with(inv, drop(document.InvoiceStampDuty))), body(func(b *reception.Body) { b.LegalForm = "associazione ETS" })), not: true},
		{name: "a credit note", rule: "R7", facts: facts(this(with(inv, set(document.InvoiceType, "TD04")))), not: true},
		{name: "lines that could not be read", rule: "R7", facts: facts(this(with(inv, drop("invoice.line.")))), not: true},
	}
}

func payCases() []given {
	inv := invoice(1, "12", october)
	return []given{
		{name: "the dedicated account", rule: "R8", facts: facts(this(inv))},
		{name: "the dedicated account written in groups", rule: "R8", facts: facts(this(with(inv, set(document.InvoiceIBAN, "IT60 X054 2811 1010 0000 0123 456"))))},
		{name: "another account", rule: "R8", facts: facts(this(with(inv, set(document.InvoiceIBAN, "IT73X0998724200000000999999")))), want: []string{"block: IT73 X099 8724 2000 0000 0999 999 | IT60 X054 2811 1010 0000 0123 456 | "}},
		{name: "swapped digits in the account", rule: "R8", facts: facts(this(with(inv, set(document.InvoiceIBAN, "IT60X0542811101000000123465")))), want: []string{"block: IT60 X054 2811 1010 0000 0123 465 | IT60 X054 2811 1010 0000 0123 456 | "}},
		{name: "wrong check digits that the reading of the XML marked", rule: "R8", facts: facts(this(with(inv, set(document.InvoiceIBAN, "IT60X0542811101000000123465"), failed(document.InvoiceIBAN)))), want: []string{"block: IT60 X054 2811 1010 0000 0123 465 | IT60 X054 2811 1010 0000 0123 456 | "}},
		{name: "two accounts, one of them another", rule: "R8", facts: facts(this(with(inv, more(document.InvoiceIBAN, "IT73X0998724200000000999999")))), want: []string{"block: IT73 X099 8724 2000 0000 0999 999 | IT60 X054 2811 1010 0000 0123 456 | "}},
		{name: "no account on the invoice", rule: "R8", facts: facts(this(with(inv, drop(document.InvoiceIBAN)))), want: []string{"warn:  |  | "}},
		{name: "no account in the registry", rule: "R8", facts: facts(this(inv), body(func(b *reception.Body) { b.IBAN = "" })), want: []string{"task: IT60 X054 2811 1010 0000 0123 456 |  | "}},
		{name: "a credit note pays nothing", rule: "R8", facts: facts(this(with(inv, set(document.InvoiceType, "TD04")))), not: true},
	}
}

func twiceCases() []given {
	inv := invoice(2, "12", october)
	before := with(invoice(1, "11", october), sentAt("2025-11-05", 9, 0))
	september := with(invoice(1, "11", item{"Presenze settembre", "300", "32.08", "2025-09-01", "2025-09-30", ""}), sentAt("2025-10-05", 9, 0))
	credit := func(total string) Submission {
		return with(invoice(3, "12/NC", october), set(document.InvoiceType, "TD04"), set(document.InvoiceLinked, "11"), set(document.InvoiceTotal, total))
	}
	by := func(code string) item {
		return item{"Presenze centro " + code, "310", "32.31", "2025-10-01", "2025-10-31", ""}
	}
	return []given{
		{name: "the first invoice", rule: "R9", facts: facts(this(inv))},
		{name: "the invoice of the month before", rule: "R9", facts: facts(this(inv), invoices(september))},
		{name: "the same number in the same year", rule: "R9", facts: facts(this(inv), invoices(with(september, set(document.InvoiceNumber, "12")))), want: []string{"block: 12 | 12 | "}},
		{name: "the same number in another year", rule: "R9", facts: facts(this(inv), invoices(with(september, set(document.InvoiceNumber, "12"), set(document.InvoiceDate, "2024-11-03"))))},
		{name: "the same days again", rule: "R9", facts: facts(this(inv), invoices(before)), want: []string{"block: ottobre 2025 | 11 | "}},
		{name: "the later of the two is judged, not the earlier", rule: "R9", facts: facts(this(before), invoices(inv))},
		{name: "an approved invoice came first, whenever it was sent", rule: "R9", facts: facts(this(before), invoices(with(inv, func(s *Submission) { s.Approved, s.Closed = true, true }))), want: []string{"block: ottobre 2025 | 12 | "}},
		{name: "a rejected invoice bills nothing", rule: "R9", facts: facts(this(inv), invoices(with(before, func(s *Submission) { s.Closed = true })))},
		{name: "an invoice that was taken back", rule: "R9", facts: facts(this(inv), invoices(before, credit("32310.00")))},
		{name: "an invoice that was taken back in part", rule: "R9", facts: facts(this(inv), invoices(before, credit("310.00"))), want: []string{"task: ottobre 2025 | 11 | "}},
		{name: "the same days of other centres", rule: "R9", facts: facts(this(invoice(2, "12", by("RN-017"))), centres(ccA, ccB), invoices(with(invoice(1, "11", by("RN-018")), sentAt("2025-11-05", 9, 0))))},
		{name: "the same days of another agreement", rule: "R9", facts: facts(this(inv), otherAgreement, invoices(with(before, set(document.InvoiceCIG, "A000207D1A"), inSlot(&Slot{Agreement: 2, For: month("2025-10")}))))},
		{name: "an earlier revision of this document", rule: "R9", facts: facts(this(inv), invoices(with(inv, sentAt("2025-11-02", 9, 0))))},
		{name: "a credit note repeats nothing", rule: "R9", facts: facts(this(credit("1.00")), invoices(before)), not: true},
	}
}

func pocketCases() []given {
	pocket := func(n string) item {
		return item{"Pocket money erogato agli ospiti – mese di ottobre 2025", n, "2.50", "2025-10-01", "2025-10-31", ""}
	}
	return []given{
		{name: "as many days as presences", rule: "R18", facts: facts(this(invoice(1, "12", october, pocket("1000"))), registers(thousand()))},
		{name: "fewer days, for a family's ceiling", rule: "R18", facts: facts(this(invoice(1, "12", october, pocket("970"))), registers(thousand()))},
		{name: "twenty days more than presences", rule: "R18", facts: facts(this(invoice(1, "12", october, pocket("1020"))), registers(thousand())), want: []string{"warn: 2.550,00 € | 2.500,00 € | +50,00 €"}},
		{name: "more days than presences, one of which is in doubt", rule: "R18", facts: facts(this(invoice(1, "12", october, pocket("1020"))), registers(register(100, ccA, "RN-017", "2025-10", guests(31, "P31"), []string{"P7 ?1 P23"}))), want: []string{"warn: 2.550,00 € | 2.480,00 € | +70,00 €"}},
		{name: "more days than the invoice's own presences", rule: "R18", facts: facts(this(invoice(1, "12", october, pocket("1020")))), want: []string{"warn: 2.550,00 € | 2.500,00 € | +50,00 €"}},
		{name: "no pocket money", rule: "R18", facts: facts(this(invoice(1, "12", october))), not: true},
		{name: "a credit note", rule: "R18", facts: facts(this(with(invoice(1, "12", pocket("9999")), set(document.InvoiceType, "TD04")))), not: true},
	}
}
