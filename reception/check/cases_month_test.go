package check

import (
	"fmt"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
)

// monthCases are those of rules that look beyond a month, or at what a scan shows.
func monthCases() []given {
	return append(append(crossingCases(), inkCases()...), absenceCases()...)
}

func neighbours(all ...Submission) edit { return func(f *Facts) { f.Neighbours = all } }

// coded writes a code and a date of entry into each row: G1 2025-08-01.
func coded(n int) func(*Submission) {
	return func(s *Submission) {
		for i := 1; i <= n; i++ {
			set(document.RowField(i, "guest"), fmt.Sprintf("G%d", i))(s)
			set(document.RowField(i, "entry"), "2025-08-01")(s)
		}
	}
}

func sept(edits ...func(*Submission)) Submission {
	return with(register(100, ccA, "RN-017", "2025-09", guests(4, "P30")), edits...)
}

func oct(n int, edits ...func(*Submission)) Submission {
	return with(register(101, ccA, "RN-017", "2025-10", guests(n, "P31")), edits...)
}

func inRow(n int, what, value string) func(*Submission) {
	return set(document.RowField(n, what), value)
}

// movements writes the totals of who came and left.
func movements(came, left string) func(*Submission) {
	return func(s *Submission) {
		set(document.DeclaredEntered, came)(s)
		set(document.DeclaredLeft, left)(s)
	}
}

func crossingCases() []given {
	days := drop("row.", document.UnknownMark)
	return []given{
		{name: "the same guests on both days", rule: "R14", facts: facts(this(oct(4, coded(4))), neighbours(sept(coded(4))))},
		{name: "a guest who is not there any more, without an exit", rule: "R14", facts: facts(this(oct(3, coded(3))), neighbours(sept(coded(4)))), want: []string{"warn: 3 | 4 | −1"}},
		{name: "a code with two digits swapped, which another guest has", rule: "R14", facts: facts(this(oct(4, coded(4), inRow(4, "guest", "G3"))), neighbours(sept(coded(4)))), want: []string{"warn: 3 | 4 | −1"}},
		{name: "seen from the month before", rule: "R14", facts: facts(this(sept(coded(4))), neighbours(oct(3, coded(3)))), want: []string{"warn: 3 | 4 | −1"}},
		{name: "a guest who left on the last day", rule: "R14", facts: facts(this(oct(3, coded(3))), neighbours(sept(coded(4), inRow(4, "exit", "2025-09-30"))))},
		{name: "a guest who left on the last day, which is paid", rule: "R14", facts: facts(this(oct(3, coded(3))), neighbours(sept(coded(4), inRow(4, "exit", "2025-09-30"))), exitPays)},
		{name: "a guest who left on the last day and is there on the first", rule: "R14", facts: facts(this(oct(4, coded(4))), neighbours(sept(coded(4), inRow(4, "exit", "2025-09-30")))), want: []string{"warn: 4 | 3 | +1"}},
		{name: "a guest who leaves on the first day", rule: "R14", facts: facts(this(oct(4, coded(4), inRow(4, "exit", "2025-10-01"), inRow(4, "present", stay("-31")))), neighbours(sept(coded(4))))},
		{name: "a guest who leaves on the first day, written in the month before", rule: "R14", facts: facts(this(oct(3, coded(3))), neighbours(sept(coded(4), inRow(4, "exit", "2025-10-01"))))},
		{name: "a guest who enters on the first day", rule: "R14", facts: facts(this(oct(5, coded(5), inRow(5, "entry", "2025-10-01"))), neighbours(sept(coded(4))))},
		{name: "a guest who is new on the first day, without an entry", rule: "R14", facts: facts(this(oct(5, coded(5))), neighbours(sept(coded(4)))), want: []string{"warn: 5 | 4 | +1"}},
		{name: "one guest in the place of another", rule: "R14", facts: facts(this(oct(4, coded(4), inRow(4, "guest", "G9"))), neighbours(sept(coded(4)))), want: []string{"warn: 4 | 4 | −1, +1"}},
		{name: "between two months, one on each side", rule: "R14", facts: facts(this(oct(4, coded(4))), neighbours(sept(coded(4), inRow(4, "guest", "G9")), with(register(102, ccA, "RN-017", "2025-11", guests(3, "P30")), coded(3)))), want: []string{"warn: 4 | 4 | −1, +1", "warn: 3 | 4 | −1"}},
		{name: "an absence on the last day may be the exit", rule: "R14", facts: facts(this(oct(3, coded(3))), neighbours(sept(coded(4), inRow(4, "present", stay("P29 A1")))))},
		{name: "an absent guest is still one", rule: "R14", facts: facts(this(oct(3, coded(3))), neighbours(sept(coded(4), inRow(4, "present", stay("P28 A2"))))), want: []string{"warn: 3 | 4 | −1"}},
		{name: "an unknown mark on the last day", rule: "R14", facts: facts(this(oct(3, coded(3))), neighbours(sept(coded(4), inRow(4, "present", stay("P29 ?1")))))},
		{name: "a register without dates of entry does not tell who enters", rule: "R14", facts: facts(this(oct(5, coded(5), drop("row.1.entry", "row.2.entry", "row.3.entry", "row.4.entry", "row.5.entry"))), neighbours(sept(coded(4))))},
		{name: "a code that was read weakly may be that of the guest who is missing", rule: "R14", facts: facts(this(oct(4, coded(4), inRow(4, "guest", "G9"), unsure(document.RowField(4, "guest"), "Rossi Mario", "G4"))), neighbours(sept(coded(4))))},
		{name: "a code that was read weakly and is no missing guest's", rule: "R14", facts: facts(this(oct(4, coded(4), inRow(4, "guest", "X987"), unsure(document.RowField(4, "guest"), "Rossi Mario", "X981"))), neighbours(sept(coded(4)))), want: []string{"warn: 4 | 4 | −1, +1"}},
		{name: "a name in the place of the code is not repeated", rule: "R14", facts: facts(this(oct(4, coded(4), inRow(4, "guest", "Rossi Mario"))), neighbours(sept(coded(4)))), want: []string{"warn: 4 | 4 | −1, +1"}},
		{name: "without codes, as many guests", rule: "R14", facts: facts(this(oct(4)), neighbours(sept()))},
		{name: "without codes, a guest less", rule: "R14", facts: facts(this(oct(3)), neighbours(sept())), want: []string{"warn: 3 | 4 | −1"}},
		{name: "without codes, one enters and one is missing", rule: "R14", facts: facts(this(oct(4, inRow(1, "entry", "2025-08-01"), inRow(4, "entry", "2025-10-01"))), neighbours(sept())), want: []string{"warn: 4 | 5 | −1"}},
		{name: "totals of the days, with the movements of the month", rule: "R14", facts: facts(this(oct(5, days, movements("1", "0"))), neighbours(sept(days)))},
		{name: "totals of the days that the movements do not explain", rule: "R14", facts: facts(this(oct(6, days, movements("1", "0"))), neighbours(sept(days))), want: []string{"warn: 6 | 4 | +2"}},
		{name: "totals of the days without movements", rule: "R14", facts: facts(this(oct(6, days)), neighbours(sept(days))), not: true},
		{name: "the register of the month before was rejected", rule: "R14", facts: facts(this(oct(3, coded(3))), neighbours(sept(coded(4), func(s *Submission) { s.Approved = false }))), not: true},
		{name: "two registers of the month before: the approved one counts", rule: "R14", facts: facts(this(oct(3, coded(3))), neighbours(sept(coded(4), pending), with(sept(coded(3), drop("row.4.")), func(s *Submission) { s.Document, s.Revision = 99, 99 })))},
		{name: "the month before of another centre", rule: "R14", facts: facts(this(oct(3, coded(3))), neighbours(register(100, ccB, "RN-018", "2025-09", guests(4, "P30")))), not: true},
		{name: "two months before", rule: "R14", facts: facts(this(oct(3, coded(3))), neighbours(register(100, ccA, "RN-017", "2025-08", guests(4, "P31")))), not: true},
		{name: "no neighbours yet", rule: "R14", facts: facts(this(oct(3, coded(3)))), not: true},
		{name: "a register of no known centre", rule: "R14", facts: facts(this(oct(3, noSlot, drop(document.CentreCode))), neighbours(sept())), not: true},
	}
}

// scanned makes a register one that was scanned, with the ink of its rows.
func scanned(ink ...string) func(*Submission) {
	return func(s *Submission) {
		for i, x := range ink {
			onField(document.RowField(i+1, "ink"), func(f *document.Field) {
				f.Value, f.Method, f.Place = stay(x), document.MethodOCR, document.Place{Page: 1}
			})(s)
		}
	}
}

func inkCases() []given {
	return []given{
		{name: "ink in every cell", rule: "R16", facts: facts(this(oct(2, scanned("x31", "x31"))))},
		{name: "a day marked present without ink", rule: "R16", facts: facts(this(oct(2, coded(2), scanned("x31", "x9 .1 x21")))), want: []string{"warn: 62 | 61 | +1"}},
		{name: "days of two rows without ink", rule: "R16", facts: facts(this(oct(2, scanned("x28 .3", "x9 .1 x21")))), want: []string{"warn: 62 | 58 | +4"}},
		{name: "a trace of ink is not missed", rule: "R16", facts: facts(this(oct(2, scanned("x31", "x9 ?1 x21"))))},
		{name: "no ink on a day of absence", rule: "R16", facts: facts(this(oct(1, inRow(1, "present", stay("P10 A1 P20")), scanned("x10 .1 x20"))))},
		{name: "more rows than a sentence names", rule: "R16", facts: facts(this(oct(12, scanned(guests(12, "x30 .1")...)))), want: []string{"warn: 372 | 360 | +12"}},
		{name: "a spreadsheet has no ink", rule: "R16", facts: facts(this(oct(2))), not: true},
		{name: "an invoice has no cells", rule: "R16", facts: facts(this(invoice(1, "12"))), not: true},
	}
}

func absenceCases() []given {
	away := func(s string, edits ...func(*Submission)) Submission {
		return oct(2, append([]func(*Submission){coded(2), inRow(2, "present", stay(s))}, edits...)...)
	}
	before := func(s string) edit { return neighbours(sept(coded(4), inRow(2, "present", stay(s)))) }
	hours := func(n int) edit { return func(f *Facts) { f.Agreements[0].Counting.AbsenceHours = n } }
	return []given{
		{name: "six days, the agreement asks beyond 120 hours", rule: "R22", facts: facts(this(away("P10 A5 P5 A6 P5")), hours(120)), want: []string{"task: 6 | 5 | +1"}},
		{name: "two days, the agreement asks beyond 36 hours", rule: "R22", facts: facts(this(away("P10 A2 P5 A1 P13")), hours(36)), want: []string{"task: 2 | 1 | +1"}},
		{name: "an agreement of another centre states a threshold", rule: "R22", facts: facts(this(away("P10 A3 P18")), centres(ccA), func(f *Facts) {
			other := f.Agreements[0]
			other.ID, other.CIG, other.Counting.AbsenceHours = 99, "A000207D1B", 24
			other.Covers = reception.CoversAll(ccB)
			f.Agreements = append(f.Agreements, other)
		})},
		{name: "three days", rule: "R22", facts: facts(this(away("P10 A3 P18")))},
		{name: "five days", rule: "R22", facts: facts(this(away("P10 A5 P16"))), want: []string{"task: 5 | 3 | +2"}},
		{name: "twice, with a day between", rule: "R22", facts: facts(this(away("P10 A4 P1 A6 P10"))), want: []string{"task: 4 | 3 | +1", "task: 6 | 3 | +3"}},
		{name: "a day that nobody can read breaks it", rule: "R22", facts: facts(this(away("P10 A3 ?1 A2 P15")))},
		{name: "five days with a reason", rule: "R22", facts: facts(this(away("P10 A5 P16", inRow(2, "excused", stay(".10 x5 .16")))))},
		{name: "a reason for some of the days only", rule: "R22", facts: facts(this(away("P10 A7 P14", inRow(2, "excused", stay(".10 x2 .19"))))), want: []string{"task: 5 | 3 | +2"}},
		{name: "the last day is the mark of the exit", rule: "R22", facts: facts(this(away("P10 A4 -17")))},
		{name: "absent until the exit", rule: "R22", facts: facts(this(away("P10 A6 -15", inRow(2, "exit", "2025-10-16")))), want: []string{"task: 5 | 3 | +2"}},
		{name: "on from the month before", rule: "R22", facts: facts(this(away("A2 P29")), before("P28 A2")), want: []string{"task: 4 | 3 | +1"}},
		{name: "on from the month before, whose register told it", rule: "R22", facts: facts(this(away("A2 P29")), before("P20 A10"))},
		{name: "on from the month before, which is not there", rule: "R22", facts: facts(this(away("A2 P29")))},
		{name: "on from the month before, where the code is in two rows", rule: "R22", facts: facts(this(away("A2 P29")), neighbours(sept(coded(4), inRow(2, "present", stay("P28 A2")), inRow(4, "guest", "G2"))))},
		{name: "without a code only the month itself is known", rule: "R22", facts: facts(this(oct(2, inRow(2, "present", stay("A5 P26")))), neighbours(sept())), want: []string{"task: 5 | 3 | +2"}},
		{name: "a register of no known month", rule: "R22", facts: facts(this(away("P10 A5 P16", noSlot, drop(document.PeriodMonth)))), want: []string{"task: 5 | 3 | +2"}},
		{name: "a register of another month in this slot: its days have no dates here", rule: "R22", facts: facts(this(away("P10 A5 P16", set(document.PeriodMonth, "2025-09")))), not: true},
		{name: "a name in the place of the code is not repeated in the question", rule: "R22", facts: facts(this(away("P10 A5 P16", inRow(2, "guest", "Rossi Mario")))), want: []string{"task: 5 | 3 | +2"}},
		{name: "totals of the days only", rule: "R22", facts: facts(this(oct(2, drop("row.")))), not: true},
	}
}
