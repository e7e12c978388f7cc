package attendance

import (
	"strconv"
	"strings"
	"unicode"
)

// finish judges blanks, cuts days that the month does not have, and notes what
// a reader should be told.
func (r *Register) finish(m Marks) {
	r.codeFromCentre()
	r.settleMonth()
	r.cutDays()
	r.fillDays()
	r.findUnfilled()
	r.heedLegend(m)
	for i := range r.Rows {
		r.judgeBlanks(&r.Rows[i])
	}
	r.doubtCounts()
	r.doubtX(m)
	r.clearTotals()
	r.findTwice()
	r.nameFamilies()
	for i := range r.Rows {
		r.Rows[i].key = ""
		r.doubtStay(&r.Rows[i])
	}
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

// cutDays drops columns beyond the month's end. A mark on such a day is told; a
// presence there says that the month is another, and what is not understood that
// the table may be. What was not read says nothing, and neither does a figure in a
// column of which the day was not: it may be that of the totals.
func (r *Register) cutDays() {
	if r.Month.IsZero() {
		return
	}
	n, there := r.Month.Days(), false
	for i := range r.Rows {
		row := &r.Rows[i]
		for d := n; d < len(row.Marks); d++ {
			if m := row.Marks[d]; m.Written != "" && !m.unread && (m.Presence == Present || !r.doubts.inferred.has(d+1)) {
				r.problem("day_out_of_month", strconv.Itoa(d+1))
				there = there || m.Presence == Present
				r.doubts.beyond = r.doubts.beyond || there || m.Presence == Unknown && !isStroke(m.Written)
			}
		}
		if len(row.Marks) > n {
			row.Marks = row.Marks[:n]
		}
	}
	if there && r.MonthAt.Doubt == "" {
		r.MonthAt.Doubt = beyondMonth
	}
	r.doubts.inferred &= 1<<(n+1) - 1
	for d := n + 1; d <= 31; d++ {
		delete(r.Columns, d)
		delete(r.DeclaredDays, d)
	}
}

// fillDays gives every row all days of the table: a guest of whom one half of the
// month has no row is blank there.
func (r *Register) fillDays() {
	last := 0
	for d := range r.Columns {
		last = max(last, d)
	}
	for i := range r.Rows {
		if row := &r.Rows[i]; len(row.Marks) < last {
			row.Marks = append(row.Marks, make([]Mark, last-len(row.Marks))...)
		}
	}
}

// isStroke says that a text is of signs only, as days that do not exist are struck
// out: "//", "***".
func isStroke(text string) bool {
	return !strings.ContainsFunc(text, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) })
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
			filled = filled || d < len(row.Marks) && (row.Marks[d].Written != "" || row.Marks[d].unread)
		}
		if !filled {
			r.Unfilled = append(r.Unfilled, d+1)
		}
	}
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
