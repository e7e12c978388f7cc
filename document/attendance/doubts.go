package attendance

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
)

// doubts are what makes the sums of a register less than sure.
type doubts struct {
	lost      []document.Place // rows with marks that belong to nobody
	hidden    []document.Place // cells of hidden rows and columns
	merged    []document.Place // merged cells over marks of several guests or days
	spans     map[string]spot  // merged cells seen so far
	beside    bool             // another table stands beside this one
	unmatched bool             // rows of two halves of the month have no guest
	astray    bool             // marks do not stand under the days
	truncated bool             // the table was read in part
	concealed bool             // the whole sheet is hidden
	missing   int              // days of the month without a column
	inferred  dayset           // days of which the heading was not read, on a scan
	beyond    bool             // marks stand on days that the month does not have
	twice     dayset           // days on which a guest is present in two rows
	away      dayset           // days on which a guest is present outside the stay
}

// dayset is a set of days of the month.
type dayset uint32

func (s *dayset) add(day int)     { *s |= 1 << day }
func (s dayset) has(day int) bool { return s&(1<<day) != 0 }

func (s dayset) String() string {
	var out []string
	for day := 1; day <= 31; day++ {
		if s.has(day) {
			out = append(out, strconv.Itoa(day))
		}
	}
	return strings.Join(out, ", ")
}

// ranges lists the days with those that follow each other together: "1, 21–30".
func (s dayset) ranges() string {
	var out []string
	for day := 1; day <= 31; day++ {
		first := day
		for s.has(day) && s.has(day+1) {
			day++
		}
		switch {
		case !s.has(day):
		case first == day:
			out = append(out, strconv.Itoa(day))
		default:
			out = append(out, fmt.Sprintf("%d–%d", first, day))
		}
	}
	return strings.Join(out, ", ")
}

func (d *doubts) join(o doubts) {
	d.lost = append(d.lost, o.lost...)
	d.hidden = append(d.hidden, o.hidden...)
	d.merged = append(d.merged, o.merged...)
	d.beside = d.beside || o.beside
	d.astray = d.astray || o.astray
	d.unmatched = d.unmatched || o.unmatched
	d.truncated = d.truncated || o.truncated
	d.concealed = d.concealed || o.concealed
	d.inferred |= o.inferred
}

// doubts notes what the sheet says of the table's own cells.
func (s segment) doubts(g Grid, r *Register) {
	r.doubts.beside = s.cols.more
	r.doubts.truncated = g.Truncated
	r.doubts.astray = g.Misaligned
	r.doubts.concealed = g.Concealed
	r.doubts.spans = map[string]spot{}
	for _, day := range s.cols.days {
		if g.Method == document.MethodOCR && day.at.confidence() < sureHeading {
			r.doubts.inferred.add(day.day)
		}
	}
}

// sureHeading is the confidence under which the heading of a day that stands at its
// place was not read, but follows from its neighbours.
const sureHeading = 0.65

// spot is a guest's day.
type spot struct{ row, day int }

// merge notes a merged cell; one that covers several guests or days is odd.
func (d *doubts) merge(c Cell, at spot) {
	before, seen := d.spans[c.Merged]
	if seen && before != at {
		d.merged = append(d.merged, document.Place{Sheet: c.Place.Sheet, Cell: c.Merged})
	}
	d.spans[c.Merged] = at
}

// why says in a few English words why the register's sums are unsure; empty
// when they are not. What a declared total of all presences agrees with is
// complete; hidden and merged cells are not seen by whoever reads the total.
func (r Register) why() string {
	d := r.doubts
	switch {
	case d.truncated:
		return "the table was read in part"
	case len(d.hidden) > 0:
		return "rows or columns with marks are hidden"
	case d.concealed:
		return "the sheet is hidden"
	case len(d.merged) > 0:
		return "cells of marks are merged"
	case d.astray && !r.addsUp():
		return "the marks do not stand clearly under the days"
	case d.unmatched:
		return "rows of the two halves of the month have no guest"
	case d.beyond:
		return beyondMonth
	case r.confirmed():
		return ""
	case len(d.lost) > 0:
		return "rows with marks are not of a guest"
	case d.beside:
		return "another table stands beside this one"
	}
	return ""
}

// whyDay says why the sum of a day is unsure: a total that agrees with what was
// counted was counted in the same way.
func (r Register) whyDay(day int) string {
	switch why := r.why(); {
	case why != "":
		return why
	case r.doubts.inferred.has(day):
		return "the number of the day was not read: it follows from its neighbours"
	case r.doubts.twice.has(day):
		return "a guest is present in two rows"
	case r.doubts.away.has(day):
		return "a guest is present outside the stay"
	}
	return ""
}

// whyMonth says why the sum of the month is unsure although the days are not.
func (r Register) whyMonth() string {
	switch why := r.why(); {
	case why != "":
		return why
	case r.doubts.twice != 0:
		return "a guest is present on the same day in two rows"
	case r.doubts.away != 0:
		return "a guest is present outside the stay"
	case r.MonthAt.Doubt == severalMonths || r.MonthAt.Doubt == otherHeads:
		return r.MonthAt.Doubt
	case r.doubts.missing > 0:
		return strconv.Itoa(r.doubts.missing) + " days of the month have no column"
	case len(r.Unfilled) > 0 && !r.confirmed():
		return strconv.Itoa(len(r.Unfilled)) + " days have no mark"
	}
	return ""
}

// whyGuests says why the number of guests is unsure: a row of which most marks
// are not understood may be no guest's.
func (r Register) whyGuests() string {
	for _, row := range r.Rows {
		switch n := row.Unknown(); {
		case n > row.known() && 2*row.Unread() > n:
			return "most marks of a row were not read"
		case n > row.known():
			return "most marks of a row are not understood"
		}
	}
	if r.doubts.twice != 0 {
		return "a guest stands in two rows"
	}
	return r.why()
}

// known counts the marks of a row that are understood.
func (r Row) known() int {
	n := 0
	for _, m := range r.Marks {
		if m.Presence == Present || m.Presence == Absent {
			n++
		}
	}
	return n
}

// Plausible says that the register has rows, and that what stands under its days
// are marks: not mostly numbers of something else.
func (r Register) Plausible() bool {
	filled, numbers := 0, 0
	for _, row := range r.Rows {
		for _, m := range row.Marks {
			if m.Written == "" {
				continue
			}
			filled++
			if m.Presence == Unknown && (hasDigit(m.Written) || len([]rune(m.Written)) > maxMarkRunes) {
				numbers++
			}
		}
	}
	return len(r.Rows) > 0 && 2*numbers <= filled
}

// whyRows says why the rows themselves are unsure: what was not counted may be
// theirs.
func (r Register) whyRows() string {
	switch d := r.doubts; {
	case d.astray, d.unmatched, d.truncated, d.beyond:
		return r.why()
	case (d.beside || len(d.lost) > 0) && !r.confirmed():
		return r.why()
	case d.missing > 0:
		return r.whyMonth()
	}
	return ""
}

// confirmed says that a total which the register itself declares for all its
// presences, or those of all days, are what was counted.
func (r Register) confirmed() bool {
	if r.Unknown() > 0 {
		return false
	}
	for _, v := range r.DeclaredTotals {
		if !agrees(v, r.PersonDays(), 0) || v.Doubt != "" {
			return false
		}
	}
	if len(r.DeclaredTotals) > 0 {
		return true
	}
	for d := range r.Columns {
		if !agrees(r.DeclaredDays[d], r.Present(d), 0) {
			return false
		}
	}
	return len(r.Columns) > 0
}

// noteDoubts tells the doubts as problems.
func (r *Register) noteDoubts() {
	d := r.doubts
	if len(d.lost) > 0 && !r.confirmed() {
		r.problem("lost_rows", placesText(d.lost))
	}
	if d.beside && !r.confirmed() {
		r.problem("second_table", "")
	}
	if d.astray && !r.addsUp() {
		r.problem("astray", "")
	}
	if d.unmatched {
		r.problem("unmatched", "")
	}
	if len(d.hidden) > 0 {
		r.problem("hidden", placesText(d.hidden))
	}
	if d.concealed {
		r.problem("hidden_sheet", r.Sheet)
	}
	if len(d.merged) > 0 {
		r.problem("merged", placesText(d.merged))
	}
	if d.truncated {
		r.problem("truncated", "")
	}
	if d.away != 0 {
		r.problem("outside_stay", r.awayText())
	}
	if d.inferred != 0 {
		r.problem("inferred_days", d.inferred.String())
	}
	if d.missing > 0 {
		r.problem("missing_days", strconv.Itoa(d.missing))
	}
}

// awayText lists guests, by code or else by the number of the row, with the days on
// which they are present outside their stay: "RN-0001 (21–30)".
func (r *Register) awayText() string {
	var out []string
	for _, row := range r.Rows {
		if row.away != 0 {
			out = append(out, fmt.Sprintf("%s (%s)", cmp.Or(row.Guest.Text, "n. "+strconv.Itoa(row.Number)), row.away.ranges()))
		}
	}
	if more := len(out) - maxPlaces; more > 0 {
		out = append(out[:maxPlaces], "+ "+strconv.Itoa(more))
	}
	return strings.Join(out, "; ")
}

// maxPlaces is how many places a sentence names.
const maxPlaces = 8

// placesText lists places for a sentence: cells, or pages.
func placesText(places []document.Place) string {
	var out []string
	seen := map[string]bool{}
	for _, p := range places {
		t := p.Cell
		if t == "" && p.Page > 0 {
			t = "pag. " + strconv.Itoa(p.Page)
		}
		if t == "" || seen[t] {
			continue
		}
		if seen[t] = true; len(out) == maxPlaces {
			return strings.Join(out, ", ") + " …"
		}
		out = append(out, t)
	}
	return strings.Join(out, ", ")
}
