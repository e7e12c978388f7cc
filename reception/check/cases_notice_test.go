package check

import (
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
)

func notices(all ...Submission) edit { return func(f *Facts) { f.GuestNotices = all } }

// departure is a notice that a guest left RN-017.
func departure(id document.ID, code, on string, edits ...func(*Submission)) Submission {
	return with(noticeOf(id, document.Departure, "2025-10", [][2]string{{document.CentreCode, "RN-017"}, {document.GuestCode, code}, {document.DepartedOn, on}}), edits...)
}

// leave is a notice that a guest of RN-017 will be away.
func leave(id document.ID, code, from, to string, edits ...func(*Submission)) Submission {
	return with(noticeOf(id, document.Leave, "2025-10", [][2]string{{document.CentreCode, "RN-017"}, {document.GuestCode, code},
		{document.LeaveStart, from}, {document.LeaveEnd, to}}), edits...)
}

func noticeOf(id document.ID, k document.Kind, m string, fields [][2]string) Submission {
	r := document.Reading{Kind: k, KindScore: 0.95, Method: document.MethodText}
	for _, f := range fields {
		if f[1] != "" {
			r.Fields = append(r.Fields, document.Field{Name: f[0], Written: f[1], Value: f[1], Place: document.Place{Page: 1}, Method: document.MethodText, Confidence: 0.99})
		}
	}
	return Submission{Document: id, Revision: document.RevisionID(id), Kind: k, Reading: r, SubmittedAt: day("2025-10-21").At(9, 0), Obligation: slot(ccA, m, "2025-10-21")}
}

// inCentre puts a notice into the slot of another centre; zero: into none.
func inCentre(c reception.CentreID) func(*Submission) {
	return func(s *Submission) {
		if drop(document.CentreCode)(s); c == 0 {
			s.Obligation = nil
			return
		}
		s.Obligation = slot(c, "2025-10", "2025-10-21")
	}
}

func noticeCases() []given {
	three := oct(3, coded(3))
	marked := func(s string, edits ...func(*Submission)) Submission {
		return oct(3, append([]func(*Submission){coded(3), inRow(3, "present", stay(s))}, edits...)...)
	}
	rejected := func(s *Submission) { s.Closed = true }
	out := []given{
		{name: "nobody left", rule: "R13", facts: facts(this(three))},
		{name: "present after a notified departure", rule: "R13", facts: facts(this(three), notices(departure(50, "G3", "2025-10-20"))), want: []string{"warn: 11 | 0 | +11"}},
		{name: "present until the day of departure", rule: "R13", facts: facts(this(marked("P20 A11")), notices(departure(50, "G3", "2025-10-20")))},
		{name: "present on one day after it", rule: "R13", facts: facts(this(marked("P21 A10")), notices(departure(50, "g-3", "2025-10-20"))), want: []string{"warn: 1 | 0 | +1"}},
		{name: "of two notices the first counts", rule: "R13", facts: facts(this(three), notices(departure(51, "G3", "2025-10-29"), departure(50, "G3", "2025-10-20"))), want: []string{"warn: 11 | 0 | +11"}},
		{name: "a departure of the month before", rule: "R13", facts: facts(this(three), notices(departure(50, "G3", "2025-09-20"))), want: []string{"warn: 31 | 0 | +31"}},
		{name: "back with a new entry after the departure", rule: "R13", facts: facts(this(marked("P31", inRow(3, "entry", "2025-10-01"))), notices(departure(50, "G3", "2025-09-20")))},
		{name: "a departure whose date is one of two: the later one", rule: "R13", facts: facts(this(marked("P21 A10")), notices(departure(50, "G3", "2025-10-20", unsure(document.DepartedOn, "2025-10-21"))))},
		{name: "a departure whose code was read weakly", rule: "R13", facts: facts(this(three), notices(departure(50, "G3", "2025-10-20", unsure(document.GuestCode, "Rossi Mario", "G8")))), want: []string{"warn: 11 | 0 | +11"}},
		{name: "a departure without a date", rule: "R13", facts: facts(this(three), notices(departure(50, "G3", "")))},
		{name: "a departure from another centre", rule: "R13", facts: facts(this(three), notices(departure(50, "G3", "2025-10-20", inCentre(ccB))))},
		{name: "a departure from a centre that is not known", rule: "R13", facts: facts(this(three), notices(departure(50, "G3", "2025-10-20", inCentre(0)))), want: []string{"warn: 11 | 0 | +11"}},
		{name: "a number alone, from a centre that is not known", rule: "R13", facts: facts(this(oct(3, coded(3), inRow(3, "guest", "3"))), notices(departure(50, "3", "2025-10-20", inCentre(0))))},
		{name: "a notice that was rejected", rule: "R13", facts: facts(this(three), notices(departure(50, "G3", "2025-10-20", rejected)))},
		{name: "a notice that is another paper", rule: "R13", facts: facts(this(three), notices(departure(50, "G3", "2025-10-20", func(s *Submission) { s.Reading.Kind = document.Report })))},
		{name: "a leave is no departure", rule: "R13", facts: facts(this(three), notices(leave(50, "G3", "2025-10-20", "2025-10-25")))},

		{name: "the row stops without an exit", rule: "R13", facts: facts(this(marked("P20 -11"))), want: []string{"warn: 0 | 1 | −1"}},
		{name: "the row stops, and a departure was notified", rule: "R13", facts: facts(this(marked("P20 -11")), notices(departure(50, "G3", "2025-10-20")))},
		{name: "the row stops, and the departure has no date", rule: "R13", facts: facts(this(marked("P20 -11")), notices(departure(50, "G3", "")))},
		{name: "the row stops, and another guest's departure was notified", rule: "R13", facts: facts(this(marked("P20 -11")), notices(departure(50, "G2", "2025-10-31"))), want: []string{"warn: 0 | 1 | −1"}},
		{name: "the row stops, and the code of a notice can't be read", rule: "R13", facts: facts(this(marked("P20 -11")), notices(departure(50, "", "2025-10-20"))), want: []string{"warn: 0 | 1 | −1"}},
		{name: "the row stops with an exit", rule: "R13", facts: facts(this(marked("P20 -11", inRow(3, "exit", "2025-10-21"))))},
		{name: "the row stops with the mark of an exit", rule: "R13", facts: facts(this(marked("P20 A1 -10")))},
		{name: "every row stops: the register ends there", rule: "R13", facts: facts(this(oct(2, coded(2), inRow(1, "present", stay("P20 -11")), inRow(2, "present", stay("P20 -11")))))},
		{name: "the row stops and another one goes on", rule: "R13", facts: facts(this(marked("P20 -11", inRow(2, "guest", "G3"), inRow(2, "present", stay("-25 P6")))))},
		{name: "the row stops, and the next month has the guest: R14 tells", rule: "R13", facts: facts(this(marked("P20 -11")), neighbours(with(register(102, ccA, "RN-017", "2025-11", guests(3, "P30")), coded(3))))},
		{name: "a row without a code stops", rule: "R13", facts: facts(this(marked("P20 -11", drop(document.RowField(3, "guest")))))},
		{name: "absent on the last two days", rule: "R13", facts: facts(this(marked("P29 A2"))), want: []string{"warn: 0 | 1 | −1"}},
		{name: "absent on the last two days, on leave", rule: "R13", facts: facts(this(marked("P29 A2")), notices(leave(50, "G3", "2025-10-30", "2025-11-02")))},
		{name: "absent on the last two days, on leave before", rule: "R13", facts: facts(this(marked("P29 A2")), notices(leave(50, "G3", "2025-10-10", "2025-10-12"))), want: []string{"warn: 0 | 1 | −1"}},
		{name: "absent on the last two days, with a reason", rule: "R13", facts: facts(this(marked("P29 A2", inRow(3, "excused", stay(".29 x2")))))},
		{name: "absent on the last day: it may be the exit", rule: "R13", facts: facts(this(marked("P30 A1")))},
		{name: "absent on the last four days: R22 asks", rule: "R13", facts: facts(this(marked("P27 A4")))},
		{name: "absent on the last two days, and the next month is there: R14 or R22 tell", rule: "R13", facts: facts(this(marked("P29 A2")), neighbours(with(register(102, ccA, "RN-017", "2025-11", guests(2, "P30")), coded(2))))},
		{name: "marks that nobody can read to the end", rule: "R13", facts: facts(this(marked("P20 ?11")))},
		{name: "a register without codes", rule: "R13", facts: facts(this(oct(3))), not: true},
		{name: "totals of the days only", rule: "R13", facts: facts(this(oct(3, drop("row.")))), not: true},
		{name: "a register of no known month", rule: "R13", facts: facts(this(oct(3, coded(3), noSlot, drop(document.PeriodMonth)))), not: true},
		{name: "an invoice", rule: "R13", facts: facts(this(invoice(1, "12"))), not: true},
	}
	return append(out, noticedAbsenceCases()...)
}

// noticedAbsenceCases are of R22: a notice gives the reason.
func noticedAbsenceCases() []given {
	away := oct(3, coded(3), inRow(3, "present", stay("P20 A11")))
	return []given{
		{name: "absent after a notified departure", rule: "R22", facts: facts(this(away), notices(departure(50, "G3", "2025-10-21")))},
		{name: "absent long before the notified departure", rule: "R22", facts: facts(this(away), notices(departure(50, "G3", "2025-10-28"))), want: []string{"task: 7 | 3 | +4"}},
		{name: "absent on leave", rule: "R22", facts: facts(this(away), notices(leave(50, "G3", "2025-10-21", "2025-10-31")))},
		{name: "absent longer than the leave", rule: "R22", facts: facts(this(away), notices(leave(50, "G3", "2025-10-21", "2025-10-25"))), want: []string{"task: 6 | 3 | +3"}},
		{name: "a notice that the reading does not vouch for gives no reason", rule: "R22", facts: facts(this(away), notices(departure(50, "G3", "2025-10-21", unsure(document.DepartedOn)))), want: []string{"task: 11 | 3 | +8"}},
		{name: "on from the month before, on leave there", rule: "R22", facts: facts(this(oct(2, coded(2), inRow(2, "present", stay("A2 P29")))),
			neighbours(sept(coded(4), inRow(2, "present", stay("P28 A2")))), notices(leave(50, "G2", "2025-09-29", "2025-09-30")))},
	}
}
