package check

import (
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
)

// besideCases are those of the rules that look beside an invoice: at what goes
// with it, what expires and which terms run.
func besideCases() []given {
	return slices.Concat(attachmentCases(), durcCases(), expiryCases(), termCases())
}

// checklist is what the agreement asks for with an invoice.
func checklist(kinds ...document.Kind) edit {
	return func(f *Facts) { f.Agreements[0].Checklist = kinds }
}

func owes(all ...Owed) edit { return func(f *Facts) { f.Owed = all } }

// owed is a paper of October that is due on the 10th of November.
func owed(k document.Kind, c reception.CentreID, s OwedState) Owed {
	return Owed{Kind: k, Agreement: main, Centre: c, For: month("2025-10"), DueOn: day("2025-11-10"), State: s}
}

func attachmentCases() []given {
	inv := invoice(1, "12", october)
	two := checklist(document.Register, document.StaffSheets)
	asks := func(register, staff OwedState) Facts {
		return facts(this(inv), two, owes(owed(document.Register, ccA, register), owed(document.StaffSheets, 0, staff)))
	}
	longer := owed(document.StaffContracts, 0, OwedOpen)
	longer.For, longer.DueOn = period("2025-01-01", "2026-12-31"), day("2025-01-15")
	report := func(start, end, due string) Facts {
		o := owed(document.Report, 0, OwedOpen)
		o.For, o.DueOn = period(start, end), day(due)
		return facts(this(inv), checklist(document.Report), owes(o))
	}
	september := owed(document.StaffSheets, 0, OwedOpen)
	september.For = month("2025-09")
	before := owed(document.Register, ccA, OwedOpen)
	before.Agreement = 2 // it covered the centre when the paper became owed
	return []given{
		{name: "both papers of the list were sent", rule: "R10", facts: asks(OwedSent, OwedSent)},
		{name: "one was acknowledged as nothing to submit, the other waived", rule: "R10", facts: asks(OwedNothing, OwedWaived)},
		{name: "one is missing", rule: "R10", facts: asks(OwedSent, OwedOpen), want: []string{"block: 1 | 2 | −1"}},
		{name: "one was rejected, the other is missing", rule: "R10", facts: asks(OwedRejected, OwedOpen), want: []string{"block: 0 | 2 | −2"}},
		{name: "one was declared, and the office has not answered", rule: "R10", facts: asks(OwedSent, OwedDeclared), want: []string{"block: 1 | 2 | −1"}},
		{name: "one is missing, the other was declared", rule: "R10", facts: asks(OwedOpen, OwedDeclared), want: []string{"block: 0 | 2 | −2"}},
		{name: "the registers of two centres, one missing", rule: "R10", facts: facts(this(inv), centres(ccA, ccB), checklist(document.Register), owes(owed(document.Register, ccB, OwedOpen), owed(document.Register, ccA, OwedSent))), want: []string{"block: 1 | 2 | −1"}},
		{name: "the register of a centre of another agreement", rule: "R10", facts: facts(this(inv), checklist(document.Register), owes(owed(document.Register, ccA, OwedSent), owed(document.Register, ccB, OwedOpen)))},
		{name: "the register of a centre that came from another agreement", rule: "R10", facts: facts(this(inv), checklist(document.Register), owes(before)), want: []string{"block: 0 | 1 | −1"}},
		{name: "a paper of September is not of this invoice", rule: "R10", facts: facts(this(inv), checklist(document.StaffSheets), owes(owed(document.StaffSheets, 0, OwedSent), september))},
		{name: "a paper that is owed once for the agreement's term", rule: "R10", facts: facts(this(inv), checklist(document.StaffContracts), owes(longer)), want: []string{"block: 0 | 1 | −1"}},
		{name: "the report of a quarter that has just begun", rule: "R10", facts: report("2025-10-01", "2025-12-31", "2026-01-20")},
		{name: "the report of a quarter that is over", rule: "R10", facts: report("2025-08-01", "2025-10-31", "2025-11-20"), want: []string{"block: 0 | 1 | −1"}},
		{name: "the list names what the office does not ask for", rule: "R10", facts: facts(this(inv), checklist(document.Register, document.Suppliers), owes(owed(document.Register, ccA, OwedSent))), want: []string{"task:  |  | "}},
		{name: "one is missing, and one is not asked for", rule: "R10", facts: facts(this(inv), checklist(document.Register, document.Suppliers), owes(owed(document.Register, ccA, OwedOpen))), want: []string{"block: 0 | 1 | −1", "task:  |  | "}},
		{name: "an invoice that is not placed, by its CIG", rule: "R10", facts: facts(this(with(inv, noSlot)), checklist(document.StaffSheets), owes(owed(document.StaffSheets, 0, OwedOpen))), want: []string{"block: 0 | 1 | −1"}},
		{name: "an invoice that is not placed, by a CIG that is not sure", rule: "R10", facts: facts(this(with(inv, noSlot, unsure(document.InvoiceCIG, "B6DB8A4C66"))), checklist(document.StaffSheets), owes(owed(document.StaffSheets, 0, OwedOpen))), want: []string{"task: 0 | 1 | −1"}},
		{name: "an agreement without a list", rule: "R10", facts: facts(this(inv), owes(owed(document.Register, ccA, OwedOpen))), not: true},
		{name: "an invoice of no known agreement", rule: "R10", facts: facts(this(with(inv, noSlot, drop(document.InvoiceCIG))), two), not: true},
		{name: "a credit note", rule: "R10", facts: facts(this(with(inv, set(document.InvoiceType, "TD04"))), two), not: true},
	}
}

// ends makes the agreement end on a day.
func ends(on string) edit { return func(f *Facts) { f.Agreements[0].EndsOn = day(on) } }

// expiries are those recorded of the body, in the place of the world's own.
func expiries(all ...Recorded) edit { return func(f *Facts) { f.Expiries = all } }

// until is an expiry of a paper of the whole body.
func until(k document.Kind, on, reference string) Recorded {
	return Recorded{Happening: reception.Happening{BodyID: 7, What: reception.ExpiryOf(k), On: day(on), Reference: reference}}
}

func ofCentre(h Recorded, c reception.CentreID) Recorded {
	h.CentreID = c
	return h
}

func ofAgreement(h Recorded, a reception.AgreementID) Recorded {
	h.AgreementID = a
	return h
}

func byBody(h Recorded) Recorded {
	h.ByBody = true
	return h
}

func durcCases() []given {
	inv := invoice(1, "12", october)
	durc := func(on ...string) Facts {
		var all []Recorded
		for _, x := range on {
			all = append(all, until(document.DURC, x, ""))
		}
		return facts(this(inv), expiries(all...))
	}
	return []given{
		{name: "a DURC that lasts", rule: "R19", facts: durc("2026-02-28")},
		{name: "the last invoice of the agreement, with a DURC of before its end", rule: "R19", facts: facts(this(inv), ends("2025-10-31"), expiries(until(document.DURC, "2026-01-31", ""))), want: []string{"task: 03/10/2025 | 31/10/2025 | "}},
		{name: "the last invoice of the agreement, with a DURC of after its end", rule: "R19", facts: facts(this(inv), ends("2025-10-31"), expiries(until(document.DURC, "2026-03-05", "")))},
		{name: "no DURC is recorded", rule: "R19", facts: durc(), want: []string{"task:  |  | "}},
		{name: "only the policy is recorded", rule: "R19", facts: facts(this(inv), expiries(until(document.Insurance, "2026-03-31", ""))), want: []string{"task:  |  | "}},
		{name: "a DURC that ended yesterday", rule: "R19", facts: durc("2025-11-19"), want: []string{"block: 19/11/2025 | 20/11/2025 | −1"}},
		{name: "a DURC that ends today", rule: "R19", facts: durc("2025-11-20"), want: []string{"info: 20/11/2025 | 20/11/2025 | 0"}},
		{name: "a DURC that ends in fifteen days", rule: "R19", facts: durc("2025-12-05"), want: []string{"info: 05/12/2025 | 20/11/2025 | +15"}},
		{name: "a DURC that ends in sixteen days", rule: "R19", facts: durc("2025-12-06")},
		{name: "a new DURC after one that ended", rule: "R19", facts: durc("2025-11-10", "2026-03-01", "2025-07-01")},
		{name: "the last day that a DURC of today can have", rule: "R19", facts: durc("2026-03-20")},
		{name: "a DURC that the body recorded itself", rule: "R19", facts: facts(this(inv), expiries(byBody(until(document.DURC, "2026-02-28", "")))), want: []string{"task:  |  | "}},
		{name: "a DURC that ended, and one that the body recorded itself", rule: "R19", facts: facts(this(inv), expiries(until(document.DURC, "2025-11-10", ""), byBody(until(document.DURC, "2026-02-28", "")))), want: []string{"block: 10/11/2025 | 20/11/2025 | −10"}},
		{name: "a DURC that lasts longer than one can", rule: "R19", facts: durc("2026-11-20"), want: []string{"task: 20/11/2026 | 20/11/2025 | +365"}},
		{name: "a DURC that lasts longer than one can, beside one that is valid", rule: "R19", facts: durc("2026-11-20", "2026-02-28")},
		{name: "a DURC that lasts longer than one can, beside one that ended", rule: "R19", facts: durc("2026-11-20", "2025-11-10"), want: []string{"task: 20/11/2026 | 20/11/2025 | +365"}},
		{name: "a case that is closed", rule: "R19", facts: facts(this(with(inv, func(s *Submission) { s.Approved, s.Closed = true, true })), expiries()), not: true},
		{name: "a credit note", rule: "R19", facts: facts(this(with(inv, set(document.InvoiceType, "TD04"))), expiries()), not: true},
	}
}

func expiryCases() []given {
	inv := invoice(1, "12", october)
	policy := func(on string) Recorded { return until(document.Insurance, on, "POL-2025/7") }
	fire := func(on string, c reception.CentreID) Recorded {
		return ofCentre(until(document.FireSafety, on, ""), c)
	}
	with1 := func(all ...Recorded) Facts { return facts(this(inv), expiries(all...)) }
	return []given{
		{name: "a policy that lasts", rule: "R20", facts: with1(policy("2026-03-31"))},
		{name: "a policy that lasts to the last day of the period", rule: "R20", facts: with1(policy("2025-10-31"))},
		{name: "a policy that ended the day before", rule: "R20", facts: with1(policy("2025-10-30")), want: []string{"warn: 30/10/2025 | 31/10/2025 | −1"}},
		{name: "a policy that ended and was renewed", rule: "R20", facts: with1(policy("2025-10-15"), until(document.Insurance, "2026-10-15", "POL-2026/9"))},
		{name: "fire safety of two centres, one of this agreement", rule: "R20", facts: with1(fire("2025-10-01", ccA), fire("2025-10-01", ccB)), want: []string{"warn: 01/10/2025 | 31/10/2025 | −30"}},
		{name: "fire safety renewed under another agreement", rule: "R20", facts: with1(ofAgreement(fire("2025-10-01", ccA), 2), ofAgreement(fire("2030-10-01", ccA), main))},
		{name: "a policy of a centre, and a later one of the whole body", rule: "R20", facts: with1(ofCentre(policy("2025-09-30"), ccA), policy("2026-09-30"))},
		{name: "the guarantee of another agreement", rule: "R20", facts: with1(policy("2026-03-31"), ofAgreement(until(document.PerformanceBond, "2025-06-30", "FID-88"), 2))},
		{name: "guarantee, lease and anti-mafia information have ended", rule: "R20", facts: with1(ofAgreement(until(document.PerformanceBond, "2025-06-30", "FID-88"), main), ofCentre(until(document.Premises, "2025-10-20", ""), ccA), until(document.AntiMafia, "2025-10-02", "")),
			want: []string{"warn: 20/10/2025 | 31/10/2025 | −11", "warn: 02/10/2025 | 31/10/2025 | −29", "warn: 30/06/2025 | 31/10/2025 | −123"}},
		{name: "nothing is recorded but the DURC", rule: "R20", facts: facts(this(inv)), not: true},
		{name: "an invoice of no known agreement", rule: "R20", facts: facts(this(with(inv, noSlot, drop(document.InvoiceCIG))), expiries(policy("2025-10-01"))), not: true},
		{name: "a credit note", rule: "R20", facts: facts(this(with(inv, set(document.InvoiceType, "TD04"))), expiries(policy("2025-10-01"))), not: true},
	}
}

func termCases() []given {
	inv := invoice(1, "12", october) // received on 8 November
	on := func(s string) Facts { return facts(this(inv), today(s)) }
	days := func(n int) edit { return func(f *Facts) { f.Agreements[0].PaymentDays = n } }
	return []given{
		{name: "both terms are open", rule: "R21", facts: on("2025-11-19"), want: []string{"info:  |  | "}},
		{name: "three days to refuse", rule: "R21", facts: on("2025-11-20"), want: []string{"warn:  |  | "}},
		{name: "the term to refuse has ended", rule: "R21", facts: on("2025-11-24"), want: []string{"warn:  |  | "}},
		{name: "both terms have ended", rule: "R21", facts: on("2025-12-10"), want: []string{"warn:  |  | "}},
		{name: "sixty days of payment by agreement", rule: "R21", facts: facts(this(inv), today("2025-11-10"), days(60)), want: []string{"info:  |  | "}},
		{name: "an agreement that does not say", rule: "R21", facts: facts(this(inv), today("2025-11-10"), days(0)), want: []string{"info:  |  | "}},
		{name: "an invoice of no known agreement", rule: "R21", facts: facts(this(with(inv, noSlot, drop(document.InvoiceCIG))), today("2025-11-10")), want: []string{"info:  |  | "}},
		{name: "a credit note is refused, not paid", rule: "R21", facts: facts(this(with(inv, set(document.InvoiceType, "TD04"))), today("2025-11-10")), want: []string{"info:  |  | "}},
		{name: "a draft", rule: "R21", facts: facts(this(with(inv, draft))), not: true},
		{name: "a case that is closed", rule: "R21", facts: facts(this(with(inv, func(s *Submission) { s.Approved, s.Closed = true, true }))), not: true},
	}
}
