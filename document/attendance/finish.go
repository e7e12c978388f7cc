package attendance

import (
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// finish judges blanks, cuts days that the month does not have, and notes what
// a reader should be told.
func (r *Register) finish(m Marks) {
	r.codeFromCentre()
	r.settleMonth()
	r.cutDays()
	r.findUnfilled()
	r.heedLegend(m)
	for i := range r.Rows {
		r.Rows[i].key = ""
		r.judgeBlanks(&r.Rows[i])
	}
	r.doubtCounts()
	r.doubtX(m)
	r.countMissing()
	r.noteProblems()
	r.noteDoubts()
}

// countMissing counts the days of the month that no column stands for. Where
// the month is not known the table must reach from 1 to 28.
func (r *Register) countMissing() {
	days := 28
	if !r.Month.IsZero() {
		days = r.Month.Days()
	}
	for d := 1; d <= days; d++ {
		if _, ok := r.Columns[d]; !ok && len(r.Rows) > 0 {
			r.doubts.missing++
		}
	}
}

// codeFromCentre finds a code written in the centre's name: "RN-017 Casa Aurora".
func (r *Register) codeFromCentre() {
	if r.CentreCode.Found() || !r.Centre.Found() {
		return
	}
	if m := centreCode.FindString(strings.ToUpper(r.Centre.Text)); m != "" {
		r.CentreCode = r.Centre
		r.CentreCode.Text = normalCode(m)
	}
}

// cutDays drops columns beyond the month's end. A mark on such a day is told.
func (r *Register) cutDays() {
	if r.Month.IsZero() {
		return
	}
	n := r.Month.Days()
	for i := range r.Rows {
		row := &r.Rows[i]
		for d := n; d < len(row.Marks); d++ {
			if row.Marks[d].Written != "" {
				r.problem("day_out_of_month", strconv.Itoa(d+1))
			}
		}
		if len(row.Marks) > n {
			row.Marks = row.Marks[:n]
		}
	}
	for d := n + 1; d <= 31; d++ {
		delete(r.Columns, d)
		delete(r.DeclaredDays, d)
	}
}

// findUnfilled lists the days without a mark in any row: not yet filled in.
func (r *Register) findUnfilled() {
	days := 0
	for _, row := range r.Rows {
		days = max(days, len(row.Marks))
	}
	for d := range days {
		filled := false
		for _, row := range r.Rows {
			filled = filled || d < len(row.Marks) && row.Marks[d].Written != ""
		}
		if !filled {
			r.Unfilled = append(r.Unfilled, d+1)
		}
	}
}

// judgeBlanks marks blanks within the stay as unknown. A stay starts at the
// entry date, at an entry mark, or at the first mark; it ends at the exit date,
// at an exit mark, or at the last mark.
func (r *Register) judgeBlanks(row *Row) {
	first, last := r.stay(row)
	gone := false // after an exit mark, until the next mark
	for d := range row.Marks {
		m := &row.Marks[d]
		if m.Written != "" {
			gone = m.leaves
			continue
		}
		if d >= first && d <= last && !gone && !r.isUnfilled(d+1) {
			m.Presence = Unknown
		}
	}
}

func (r *Register) isUnfilled(day int) bool {
	for _, d := range r.Unfilled {
		if d == day {
			return true
		}
	}
	return false
}

// stay returns the first and last day (from 0) of a row's stay.
func (r *Register) stay(row *Row) (first, last int) {
	first, last = len(row.Marks), -1
	entered, left := false, false
	for d, m := range row.Marks {
		if m.Written == "" {
			continue
		}
		first, last = min(first, d), d
		entered = entered || m.enters
		left = m.leaves
	}
	if d, ok := dayIn(row.Entry, r.Month); ok && !entered {
		first = min(first, d)
	}
	if d, ok := dayIn(row.Exit, r.Month); ok {
		last = max(last, min(d-1, len(row.Marks)-1)) // the day of exit itself may be blank
	} else if !left && !row.Exit.Found() && row.Entry.Found() {
		last = len(row.Marks) - 1
	}
	return first, last
}

// dayIn returns the day (from 0) of a date within the month: 0 for an earlier
// date, a day beyond the end for a later one.
func dayIn(v Value, month calendar.Period) (int, bool) {
	if !v.Found() || month.IsZero() {
		return 0, false
	}
	d, err := calendar.ParseDate(v.Text)
	if err != nil {
		return 0, false
	}
	return max(month.Start.DaysUntil(d), 0), true
}

func (r *Register) problem(code, detail string) {
	for _, p := range r.Problems {
		if p.Code == code && p.Detail == detail {
			return
		}
	}
	r.Problems = append(r.Problems, Problem{code, detail})
}

func (r *Register) noteProblems() {
	if r.Month.IsZero() {
		r.problem("no_month", "")
	}
	if len(r.Rows) == 0 {
		r.problem("no_rows", "")
		return
	}
	codes := 0
	for _, row := range r.Rows {
		if row.Guest.Found() {
			codes++
		}
	}
	if codes < len(r.Rows) {
		r.problem("no_codes", strconv.Itoa(len(r.Rows)-codes))
	}
	if len(r.Unfilled) > 0 {
		r.problem("unfilled_days", strconv.Itoa(len(r.Unfilled)))
	}
}
