package check

import (
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
)

// bridged ends the agreement on 15 October and has another follow it, of the same centre.
func bridged(f *Facts) {
	f.Agreements[0].EndsOn = day("2025-10-15")
	next := f.Agreements[0]
	next.ID, next.CIG, next.StartsOn, next.EndsOn = 2, "A000207D1A", day("2025-10-16"), day("2026-10-15")
	f.Agreements = append(f.Agreements, next)
}

// halves bills the two halves of October, the second under a CIG.
func halves(first, second, cig string) Submission {
	return with(invoice(1, "12", item{"Presenze", first, "32.31", "2025-10-01", "2025-10-15", ""}, item{"Presenze", second, "32.31", "2025-10-16", "2025-10-31", cig}),
		more(document.InvoiceCIG, "A000207D1A"))
}

// leaves has the agreement cover the second centre up to a day alone.
func leaves(f *Facts, on string) {
	f.Agreements[0].Covers = []reception.Covering{{CentreID: ccA}, {CentreID: ccB, ToOn: day(on)}}
}

// splitCases are those in which a period falls apart: several agreements, centres and
// prices in one invoice.
func splitCases() []given {
	reg := thousand()
	half := register(102, ccB, "RN-018", "2025-10", guests(10, "P31"))
	by := func(what, n, price string) item {
		return item{what, n, price, "2025-10-01", "2025-10-31", ""}
	}
	two := registers(register(101, ccA, "RN-017", "2025-10", guests(20, "P31")), register(102, ccB, "RN-018", "2025-10", guests(12, "P31")))
	kinds := registers(register(101, ccA, "RN-017", "2025-10", guests(10, "P31")), register(102, unit, "RN-021", "2025-10", guests(4, "P31")))
	noUnits := func(f *Facts) { f.Agreements[0].Tariffs = f.Agreements[0].Tariffs[2:] }
	none := func(f *Facts) { f.Agreements[0].Tariffs = nil }
	unclear := invoice(1, "12", by("Presenze ottobre", "1000", "30.00"))
	changed := func(f *Facts) {
		f.Agreements[0].Counted = []reception.DatedCounting{{FromOn: day("2025-01-01"), Counting: reception.CountingRule{ExitDay: true}}, {FromOn: day("2025-10-16")}}
	}
	out := func(on string) Submission {
		return with(register(101, ccA, "RN-017", "2025-10", guests(32, "P31"), []string{"P7 A1 -23"}), set(document.RowField(33, "exit"), on))
	}
	return slices.Concat([]given{
		{name: "two agreements that follow each other within the month, each with its line", rule: "R1", facts: facts(this(halves("480", "520", "A000207D1A")), bridged)},
		{name: "the same, where the lines do not name their CIG", rule: "R1", facts: facts(this(halves("480", "520", "")), bridged)},
		{name: "two agreements that follow each other, a line beyond the first", rule: "R1", facts: facts(this(with(invoice(1, "12", item{"Presenze", "480", "32.31", "2025-10-01", "2025-10-17", cig}, item{"Presenze", "520", "32.31", "2025-10-18", "2025-10-31", "A000207D1A"}),
			more(document.InvoiceCIG, "A000207D1A"))), bridged), want: []string{"block: dal 01/10/2025 al 17/10/2025 | 01/01/2025 – 15/10/2025 | "}},
		{name: "two agreements that follow each other within the month, by days alone", rule: "R3", facts: facts(this(halves("480", "520", "")), bridged, registers(reg))},
		{name: "the second of two agreements bills one too many", rule: "R3", facts: facts(this(halves("480", "521", "")), bridged, registers(reg)), want: []string{"block: 521 | 520 | +1"}},
		{name: "a centre that leaves the agreement within the month counts to that day", rule: "R3", facts: facts(this(invoice(1, "12", presences("1150", "32.31"))), registers(reg, half), func(f *Facts) { leaves(f, "2025-10-15") })},
		{name: "days of a centre that had left the agreement", rule: "R3", facts: facts(this(invoice(1, "12", presences("1310", "32.31"))), registers(reg, half), func(f *Facts) { leaves(f, "2025-10-15") }), want: []string{"block: 1.310 | 1.150 | +160"}},
		{name: "the day of exit, marked absent, before it is not paid any more", rule: "R3", facts: facts(this(october1000()), registers(out("2025-10-08")), changed), want: []string{"task: 1.000 | 999 | +1"}},
		{name: "a line that says that pocket money and kit are in its rate", rule: "R3", facts: facts(this(invoice(1, "12", by("Servizio di accoglienza – presenze di ottobre, compresi pocket money e kit", "1000", "32.31"))), registers(reg))},

		{name: "no rate for any kind of centre", rule: "R4", facts: facts(this(unclear), centres(ccA, unit), none), want: []string{"task: 30,00 € |  | "}},
		{name: "no rate for one of the kinds that the line may bill", rule: "R4", facts: facts(this(unclear), centres(ccA, unit), noUnits), want: []string{"task: 30,00 € |  | "}},

		{name: "a total with the stamp duty and a rounding in it", rule: "R5", facts: facts(this(with(invoice(1, "12", october), set(document.InvoiceRounding, "-0.40"), set(document.InvoiceTotal, "32311.60"))))},

		{name: "hygiene kits of the month are no first-entry kits", rule: "R17", facts: facts(this(invoice(1, "12", presences("124", "32.31"), item{"Kit igiene personale – ottobre 2025", "40", "6.50", "", "", ""})), registers(oct(4, coded(4), entered(2)))), not: true},
		{name: "kits at the agreement's price, by that alone", rule: "R17", facts: facts(this(invoice(1, "12", presences("124", "32.31"), item{"Kit", "3", "173.00", "", "", ""})), registers(oct(4, coded(4), entered(2)))), want: []string{"warn: 3 | 2 | +1"}},

		{name: "a line for each centre", rule: "R18", facts: facts(this(invoice(1, "12", by("Presenze", "992", "32.31"), by("Pocket money centro RN-017", "620", "2.50"), by("Pocket money centro RN-018", "372", "2.50"))), centres(ccA, ccB), two)},
		{name: "a line for each centre, together too many", rule: "R18", facts: facts(this(invoice(1, "12", by("Presenze", "992", "32.31"), by("Pocket money centro RN-017", "620", "2.50"), by("Pocket money centro RN-018", "382", "2.50"))), centres(ccA, ccB), two), want: []string{"warn: 2.505,00 € | 2.480,00 € | +25,00 €"}},
		{name: "a line for each kind of centre", rule: "R18", facts: facts(this(invoice(1, "12", by("Presenze unità abitative", "124", "25.80"), by("Presenze centri collettivi", "310", "32.31"), by("Pocket money unità abitative", "124", "2.50"), by("Pocket money centri collettivi", "310", "2.50"))), centres(ccA, unit), kinds)},
		{name: "reception of which the pocket money is a part", rule: "R18", facts: facts(this(invoice(1, "12", by("Servizio di accoglienza – presenze di ottobre, pocket money compreso", "1000", "32.31"))), registers(reg)), not: true},
	}, correctedCases())
}

func october1000() Submission { return invoice(1, "12", presences("1000", "32.31")) }

// correctedCases are those of invoices that credit notes correct.
func correctedCases() []given {
	reg := registers(thousand())
	bill := func(n string) Submission { return invoice(1, "12", presences(n, "32.31")) }
	note := func(id document.ID, items ...item) Submission {
		return with(invoice(id, "12/NC", items...), set(document.InvoiceType, "TD04"), set(document.InvoiceLinked, "12"), sentAt("2025-11-12", 9, 0))
	}
	ten := note(3, presences("10", "32.31"))
	amount := note(3, item{"Storno parziale della fattura 12", "", "323.10", "", "", ""})
	whole := note(3, presences("1010", "32.31"))
	gone := func(s *Submission) { s.Closed = true }
	dated := func(on string) func(*Submission) {
		return func(s *Submission) {
			for _, e := range []func(*Submission){set(document.ReferenceField(1, "kind"), "DatiFattureCollegate"), set(document.ReferenceField(1, "document"), "12"), set(document.ReferenceField(1, "date"), on)} {
				e(s)
			}
		}
	}
	inv := with(invoice(2, "13", october), sentAt("2025-11-15", 9, 0))
	before := with(bill("1000"), sentAt("2025-11-05", 9, 0))
	part := func(id document.ID, total string) Submission {
		return with(note(id, presences("1", total)), set(document.InvoiceTotal, total))
	}
	both := with(part(3, "60000.00"), more(document.InvoiceLinked, "11"))
	other := with(invoice(5, "11", presences("1000", "32.31")), sentAt("2025-11-05", 9, 0))
	return []given{
		{name: "a credit note takes back the presences that are too many", rule: "R3", facts: facts(this(bill("1010")), reg, invoices(ten))},
		{name: "a credit note takes back too few", rule: "R3", facts: facts(this(bill("1012")), reg, invoices(ten)), want: []string{"block: 1.002 | 1.000 | +2"}},
		{name: "a credit note that was rejected", rule: "R3", facts: facts(this(bill("1010")), reg, invoices(with(ten, gone))), want: []string{"block: 1.010 | 1.000 | +10"}},
		{name: "a credit note on another invoice", rule: "R3", facts: facts(this(bill("1010")), reg, invoices(with(ten, set(document.InvoiceLinked, "10")))), want: []string{"block: 1.010 | 1.000 | +10"}},
		{name: "a credit note on the invoice of that number of the year before", rule: "R3", facts: facts(this(bill("1010")), reg, invoices(with(ten, dated("2024-11-03")))), want: []string{"block: 1.010 | 1.000 | +10"}},
		{name: "a credit note of an amount, without presences", rule: "R3", facts: facts(this(bill("1010")), reg, invoices(amount)), want: []string{"task: 1.010 | 1.000 | +10"}},
		{name: "a credit note on the price takes no presences back", rule: "R3", facts: facts(this(bill("1000")), reg, invoices(note(3, presences("1000", "0.23"))))},
		{name: "a credit note takes the whole invoice back", rule: "R3", facts: facts(this(bill("1010")), reg, invoices(whole)), want: []string{"task: 32.633,10 € | 0,00 € | +32.633,10 €"}},
		{name: "a rate that a credit note may correct", rule: "R4", facts: facts(this(invoice(1, "12", presences("1000", "32.54"))), reg, invoices(note(3, presences("1000", "0.23")))), want: []string{"task: 32,54 € | 32,31 € | +0,23 €"}},
		{name: "a rate of an invoice that was taken back", rule: "R4", facts: facts(this(invoice(1, "12", presences("1010", "32.54"))), reg, invoices(with(whole, set(document.InvoiceTotal, "32865.40")))), not: true},

		{name: "an invoice that two notes took back together", rule: "R9", facts: facts(this(inv), invoices(before, part(3, "32000.00"), part(4, "310.00")))},
		{name: "a note on the invoice of that number of the year before", rule: "R9", facts: facts(this(inv), invoices(before, with(part(3, "32310.00"), dated("2024-11-03")))), want: []string{"block: ottobre 2025 | 12 | "}},

		{name: "a note on two invoices", rule: "K5", facts: facts(this(both), invoices(before, other))},
		{name: "a note on two invoices, more than both", rule: "K5", facts: facts(this(with(both, set(document.InvoiceTotal, "64620.50"))), invoices(before, other)), want: []string{"block: 64.620,50 € | 64.620,00 € | +0,50 €"}},
		{name: "a note on two invoices, of which one was not sent", rule: "K5", facts: facts(this(with(both, more(document.InvoiceLinked, "99"))), invoices(before, other)), want: []string{"task: 99 |  | "}},
		{name: "a note on the invoice of that number of the year before, by its date", rule: "K5", facts: facts(this(with(part(3, "32310.00"), dated("2024-11-03"))), invoices(with(before, set(document.InvoiceTotal, "100.00")))), want: []string{"task: 12 |  | "}},
	}
}
