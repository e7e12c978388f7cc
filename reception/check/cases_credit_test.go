package check

import "github.com/insiemi/insiemi/document"

// noteOf is a credit note of a total on the invoice of a number.
func noteOf(id document.ID, linked, total string) Submission {
	return with(invoice(id, "12/NC", presences("1000", "32.31")), set(document.InvoiceType, "TD04"), set(document.InvoiceLinked, linked), set(document.InvoiceTotal, total))
}

func creditCases() []given {
	before := with(invoice(1, "11", presences("1000", "32.31")), set(document.InvoiceTotal, "32310.00"), sentAt("2025-11-05", 9, 0))
	note := noteOf(3, "11", "32310.00")
	first := with(noteOf(4, "11", "10000.00"), sentAt("2025-11-06", 9, 0))
	return []given{
		{name: "a note on a whole invoice", rule: "K5", facts: facts(this(note), invoices(before))},
		{name: "a note on a part of an invoice", rule: "K5", facts: facts(this(noteOf(3, "11", "310.00")), invoices(before))},
		{name: "a note with a negative total", rule: "K5", facts: facts(this(noteOf(3, "11", "-32310.00")), invoices(before))},
		{name: "more than the invoice", rule: "K5", facts: facts(this(noteOf(3, "11", "32320.50")), invoices(before)), want: []string{"block: 32.320,50 € | 32.310,00 € | +10,50 €"}},
		{name: "more than the invoice, read weakly", rule: "K5", facts: facts(this(with(noteOf(3, "11", "32320.50"), unsure(document.InvoiceTotal, "32310.00"))), invoices(before)), want: []string{"task: 32.320,50 € | 32.310,00 € | +10,50 €"}},
		{name: "with an earlier note more than the invoice", rule: "K5", facts: facts(this(note), invoices(before, first)), want: []string{"block: 42.310,00 € | 32.310,00 € | +10.000,00 €"}},
		{name: "an earlier note on another invoice", rule: "K5", facts: facts(this(note), invoices(before, with(first, set(document.InvoiceLinked, "10"))))},
		{name: "the earlier of two notes is right", rule: "K5", facts: facts(this(first), invoices(before, note))},
		{name: "an invoice that is not there", rule: "K5", facts: facts(this(noteOf(3, "99", "32310.00")), invoices(before)), want: []string{"task: 99 |  | "}},
		{name: "an invoice that was rejected", rule: "K5", facts: facts(this(note), invoices(with(before, func(s *Submission) { s.Closed = true })))},
		{name: "more than an invoice that was rejected", rule: "K5", facts: facts(this(noteOf(3, "11", "32320.50")), invoices(with(before, func(s *Submission) { s.Closed = true }))), want: []string{"block: 32.320,50 € | 32.310,00 € | +10,50 €"}},
		{name: "a note on no invoice", rule: "K5", facts: facts(this(with(note, drop(document.InvoiceLinked))), invoices(before)), want: []string{"warn:  |  | "}},
		{name: "an invoice takes nothing back", rule: "K5", facts: facts(this(before)), not: true},
	}
}
