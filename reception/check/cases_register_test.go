package check

import (
	"slices"
	"strings"

	"github.com/insiemi/insiemi/document"
)

func registerCases() []given {
	reg := thousand()
	full := register(1, unit, "RN-021", "2025-10", guests(8, "P31"))
	crowd := register(1, unit, "RN-021", "2025-10", guests(8, "P31"), []string{"-10 P3 -18"}, []string{"-11 P1 -19"})
	doubt := register(1, ccA, "RN-017", "2025-10", guests(3, "P31"), []string{"P10 ?1 P20"})
	left := with(register(1, ccA, "RN-017", "2025-10", guests(3, "P31"), []string{"P7 A1 -23"}),
		set(document.RowField(4, "exit"), "2025-10-08"), set(document.RowField(4, "days.declared"), "8"))
	return []given{
		{name: "as many guests as places", rule: "R11", facts: facts(this(full))},
		{name: "three days above the places", rule: "R11", facts: facts(this(crowd)), want: []string{"warn: 10 | 8 | +2"}},
		{name: "a day that passes the places only if an unknown mark is a presence", rule: "R11", facts: facts(this(register(1, unit, "RN-021", "2025-10", guests(8, "P31"), []string{"-10 ?1 -20"})))},
		{name: "a scan without days", rule: "R11", facts: facts(this(with(full, drop("row.", "day.")))), not: true},
		{name: "a scan with the totals of the days", rule: "R11", facts: facts(this(with(crowd, drop("row.")))), want: []string{"warn: 10 | 8 | +2"}},
		{name: "presences after the centre has closed", rule: "R11", facts: facts(this(full), shut("2025-10-29")), want: []string{"warn: 16 | 0 | +16"}},
		{name: "presences before the centre has opened", rule: "R11", facts: facts(this(full), func(f *Facts) { f.Centres[2].OpenedOn = day("2025-10-02") }), want: []string{"warn: 8 | 0 | +8"}},
		{name: "a presence after the closing that may be none", rule: "R11", facts: facts(this(register(1, unit, "RN-021", "2025-10", []string{"P29 ?2"})), shut("2025-10-29"))},
		{name: "the last day of a centre", rule: "R11", facts: facts(this(register(1, unit, "RN-021", "2025-10", []string{"P29 -2"})), shut("2025-10-29"))},
		{name: "a closed centre without places in the registry", rule: "R11", facts: facts(this(full), shut("2025-10-30"), func(f *Facts) { f.Centres[2].Places = 0 }), want: []string{"warn: 8 | 0 | +8"}},
		{name: "a centre without places in the registry", rule: "R11", facts: facts(this(full), func(f *Facts) { f.Centres[2].Places = 0 }), not: true},
		{name: "a register of no known centre", rule: "R11", facts: facts(this(with(full, noSlot, drop(document.CentreCode)))), not: true},
		{name: "an invoice has no places", rule: "R11", facts: facts(this(invoice(1, "12"))), not: true},

		{name: "every guest once", rule: "R12", facts: facts(this(with(reg, set(document.RowField(1, "guest"), "G1"), set(document.RowField(2, "guest"), "G2"))))},
		{name: "a guest in two rows on the same days", rule: "R12", facts: facts(this(with(reg, set(document.RowField(1, "guest"), "RN0001"), set(document.RowField(33, "guest"), "rn-0001")))), want: []string{"block: 8 | 0 | +8"}},
		{name: "a guest in two rows, whose code was read weakly", rule: "R12", facts: facts(this(with(reg, set(document.RowField(1, "guest"), "RN0001"), set(document.RowField(33, "guest"), "RN0001"), unsure(document.RowField(33, "guest"), "RN0007")))), want: []string{"task: 8 | 0 | +8"}},
		{name: "a guest who left and came back in another row", rule: "R12", facts: facts(this(with(register(1, ccA, "RN-017", "2025-10", []string{"P10 -21"}, []string{"-20 P11"}), set(document.RowField(1, "guest"), "G1"), set(document.RowField(2, "guest"), "G1"))))},
		{name: "a guest who is at another body on the same day", rule: "R12", facts: facts(this(with(reg, set(document.RowField(1, "guest"), "RN0001"))), elsewhere("rn 0001", strings.Repeat("A", 11)+"PP"+strings.Repeat("A", 18))), want: []string{"block: 2 | 0 | +2"}},
		{name: "a guest who is in two centres of the body", rule: "R12", facts: facts(this(with(reg, set(document.RowField(1, "guest"), "RN0001"))), elsewhere("RN0001", strings.Repeat("A", 11)+"P"+strings.Repeat("A", 19), func(x *Elsewhere) { x.Own = true })), want: []string{"block: 1 | 0 | +1"}},
		{name: "a code that the office did not issue is at another body", rule: "R12", facts: facts(this(with(reg, set(document.RowField(1, "guest"), "RN0001"))), elsewhere("RN0001", strings.Repeat("P", 31), func(x *Elsewhere) { x.Issued = false })), want: []string{"task: 31 | 0 | +31"}},
		{name: "a register without codes", rule: "R12", facts: facts(this(reg)), not: true},

		{name: "right totals", rule: "R15", facts: facts(this(reg))},
		{name: "a wrong total of the month", rule: "R15", facts: facts(this(with(reg, set(document.DeclaredPersonDays, "1001")))), want: []string{"block: 1.001 | 1.000 | +1"}},
		{name: "a wrong total of a day", rule: "R15", facts: facts(this(with(reg, set(document.DeclaredDayField(12), "33")))), want: []string{"block: 33 | 32 | +1"}},
		{name: "wrong totals of two days", rule: "R15", facts: facts(this(with(reg, set(document.DeclaredDayField(12), "33"), set(document.DeclaredDayField(19), "33")))), want: []string{"block: 66 | 64 | +2"}},
		{name: "wrong totals of two rows", rule: "R15", facts: facts(this(with(reg, set(document.RowField(3, "days.declared"), "30"), set(document.RowField(33, "days.declared"), "31")))), want: []string{"block: 61 | 39 | +22"}},
		{name: "month, day and row at once", rule: "R15", facts: facts(this(with(reg, set(document.DeclaredPersonDays, "940"), set(document.DeclaredDayField(1), "31"), set(document.RowField(1, "days.declared"), "30")))),
			want: []string{"block: 940 | 1.000 | −60", "block: 31 | 32 | −1", "block: 30 | 31 | −1"}},
		{name: "two wrong rows, one of them read weakly", rule: "R15", facts: facts(this(with(reg, set(document.RowField(3, "days.declared"), "30"), set(document.RowField(4, "days.declared"), "37"), unsure(document.RowField(4, "days.declared"), "31")))),
			want: []string{"block: 30 | 31 | −1", "task: 37 | 31 | +6"}},
		{name: "two totals of the month, one wrong", rule: "R15", facts: facts(this(with(reg, more(document.DeclaredPersonDays, "998")))), want: []string{"block: 998 | 1.000 | −2"}},
		{name: "a total that two readers saw differently", rule: "R15", facts: facts(this(with(reg, set(document.DeclaredPersonDays, "988"), unsure(document.DeclaredPersonDays, "1000")))), want: []string{"task: 988 | 1.000 | −12"}},
		{name: "totals that an unknown mark may explain", rule: "R15", facts: facts(this(with(doubt, set(document.DeclaredPersonDays, "124"), set(document.RowField(4, "days.declared"), "31"), set(document.DeclaredDayField(11), "4"))))},
		{name: "totals that an unknown mark can't explain", rule: "R15", facts: facts(this(with(doubt, set(document.RowField(4, "days.declared"), "32")))), want: []string{"block: 32 | 30 | +2"}},
		{name: "totals of a register that was read in part, with an unknown mark", rule: "R15", facts: facts(this(with(doubt, set(document.RowField(4, "days.declared"), "32"), inPart))), want: []string{"task: 32 | 30 | +2"}},
		{name: "a total that counts the day of exit, which is paid", rule: "R15", facts: facts(this(left), exitPays)},
		{name: "a total that counts the day of exit, which is not paid", rule: "R15", facts: facts(this(left)), want: []string{"block: 8 | 7 | +1"}},
		{name: "a total that counts the day of exit, under an agreement that is not known", rule: "R15", facts: facts(this(with(left, noSlot)), func(f *Facts) { f.Agreements = nil })},
		{name: "the same wrong total in two places", rule: "R15", facts: facts(this(with(reg, set(document.DeclaredPersonDays, "998"), more(document.DeclaredPersonDays, "998")))), want: []string{"block: 998 | 1.000 | −2"}},
		{name: "a total that is no number is left to a person", rule: "R15", facts: facts(this(with(reg, set(document.DeclaredPersonDays, "mille"))))},
		{name: "a register of no known month", rule: "R15", facts: facts(this(with(reg, noSlot, drop(document.PeriodMonth), set(document.RowField(2, "days.declared"), "30")))), want: []string{"block: 30 | 31 | −1"}},
		{name: "no totals", rule: "R15", facts: facts(this(with(reg, drop(document.DeclaredPersonDays, "row."))), dropDays), not: true},

		{name: "known marks only", rule: "M1", facts: facts(this(reg))},
		{name: "an unknown mark", rule: "M1", facts: facts(this(doubt)), want: []string{"task:  |  | "}},
		{name: "two unknown marks and blanks", rule: "M1", facts: facts(this(with(register(1, ccA, "RN-017", "2025-10", []string{"P3 ?2 P26"}, []string{"P30 ?1"}), blank("row.2.day.31")))), want: []string{"task:  |  | ", "task:  |  | "}},
		{name: "a text in place of a mark is not repeated", rule: "M1", facts: facts(this(with(doubt, note))), want: []string{"task:  |  | "}},
		{name: "a short text that may be a name is not repeated", rule: "M1", facts: facts(this(with(doubt, onField(document.UnknownMark, func(f *document.Field) { f.Written = "Aymen" })))), want: []string{"task:  |  | "}},
		{name: "an abbreviation", rule: "M1", facts: facts(this(with(doubt, onField(document.UnknownMark, func(f *document.Field) { f.Written = "OSP" })))), want: []string{"task:  |  | "}},
		{name: "unknown marks of a page", rule: "M1", facts: facts(this(with(doubt, onPage))), want: []string{"task:  |  | "}},
		{name: "an invoice has no marks", rule: "M1", facts: facts(this(invoice(1, "12"))), not: true},
	}
}

// dropDays takes away what is written under the days.
func dropDays(f *Facts) {
	f.This.Reading.Fields = slices.DeleteFunc(slices.Clone(f.This.Reading.Fields), func(x document.Field) bool {
		for day := 1; day <= 31; day++ {
			if x.Name == document.DeclaredDayField(day) {
				return true
			}
		}
		return false
	})
}

// inPart makes the days of a row unsure for another reason than its marks.
func inPart(s *Submission) {
	onField(document.RowField(4, "days"), func(f *document.Field) { f.Unsure, f.Why = true, "the table was read in part" })(s)
}

// blank makes an unknown mark a blank cell.
func blank(value string) func(*Submission) {
	return onField(document.UnknownMark, func(f *document.Field) {
		if f.Value == value {
			f.Written = ""
		}
	})
}

// note writes a remark into the cell of an unknown mark.
func note(s *Submission) {
	onField(document.UnknownMark, func(f *document.Field) { f.Written = "trasferito con Rossi" })(s)
}

func onPage(s *Submission) {
	onField(document.UnknownMark, func(f *document.Field) {
		f.Place = document.Place{Page: 2, Box: &document.Box{X: 10, Y: 20, Width: 8, Height: 8}}
	})(s)
}

// shut closes the housing unit after a day.
func shut(on string) edit { return func(f *Facts) { f.Centres[2].ClosedOn = day(on) } }
