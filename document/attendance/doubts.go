package attendance

import (
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
}

// doubts notes what the sheet says of the table's own cells.
func (s segment) doubts(g Grid, r *Register) {
	r.doubts.beside = s.cols.more
	r.doubts.truncated = g.Truncated
	r.doubts.astray = g.Misaligned
	r.doubts.concealed = g.Concealed
	r.doubts.spans = map[string]spot{}
}

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
	case r.confirmed():
		return ""
	case len(d.lost) > 0:
		return "rows with marks are not of a guest"
	case d.beside:
		return "another table stands beside this one"
	}
	return ""
}

// whyMonth says why the sum of the month is unsure although the days are not.
func (r Register) whyMonth() string {
	switch why := r.why(); {
	case why != "":
		return why
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
		if n := row.Unknown(); n > row.known() {
			return "most marks of a row are not understood"
		}
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

// whyRows says why the rows themselves are unsure: what was not counted may be
// theirs.
func (r Register) whyRows() string {
	if d := r.doubts; d.astray || d.unmatched || d.truncated || len(d.lost) > 0 && !r.confirmed() {
		return r.why()
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
	if d.missing > 0 {
		r.problem("missing_days", strconv.Itoa(d.missing))
	}
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
