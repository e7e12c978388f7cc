package attendance

import (
	"strings"

	"github.com/insiemi/insiemi/document"
)

// Limits of a register: the largest centre has some hundred guests.
const (
	maxRows  = 5_000
	maxMarks = 31 * maxRows
)

// Find returns the registers of a table by the default table of marks; see
// Marks.Find.
func Find(g Grid) []Register { return Marks{}.Find(g) }

// Find returns the registers of a table, in order: usually one. A table whose
// header is repeated (page breaks) or cut in two halves of the month is one
// register; another centre code or month starts another. A table with the days
// in rows and the guests in columns, and a list of dates, guests and marks, are
// turned first.
func (m Marks) Find(g Grid) []Register { return m.FindAll([]Grid{g}) }

// FindAll returns the registers of several tables (the sheets of a workbook).
// Two halves of one register's month may stand on two sheets.
func (m Marks) FindAll(grids []Grid) []Register {
	var out []Register
	for _, hidden := range []bool{false, true} {
		for _, g := range grids {
			if g.Concealed == hidden {
				out = addRegisters(out, m.raw(g))
			}
		}
	}
	for i := range out {
		out[i].finish(m)
	}
	return out
}

// addRegisters appends the registers of another sheet, or joins the first of
// them where it is the other half of the last one's month.
func addRegisters(all, more []Register) []Register {
	if len(all) > 0 && len(more) > 0 {
		last := &all[len(all)-1]
		if len(last.Rows) > 0 && len(more[0].Rows) > 0 && disjoint(last.Columns, more[0].Columns) && sameRegister(*last, more[0]) {
			*last = last.join(more[0])
			more = more[1:]
		}
	}
	return append(all, more...)
}

// raw returns the registers of a table before blanks are judged. Where days
// stand both across and down, the longer run says which way the table lies.
func (m Marks) raw(g Grid) []Register {
	upright := func() []Register { return m.upright(g) }
	lying := func() []Register { return m.lying(g) }
	listed := func() []Register { return m.lists(g) }
	ways := []func() []Register{upright, lying, listed}
	if across := acrossRun(g); across < minDays && hasList(g) {
		ways = []func() []Register{listed, lying, upright}
	} else if run, down := longestDown(g); down && len(run.rows) > across {
		ways = []func() []Register{lying, upright, listed}
	}
	for _, way := range ways {
		if out := way(); plausible(out) {
			return out
		}
	}
	return upright()
}

func plausible(all []Register) bool {
	for _, r := range all {
		if r.Plausible() {
			return true
		}
	}
	return false
}

// upright returns the registers with a column a day.
func (m Marks) upright(g Grid) []Register {
	var out []Register
	for _, s := range segments(g, m) {
		out = addRegister(out, s.register(g))
	}
	return out
}

// lying returns the registers of a table whose days are rows; nil when there is
// none.
func (m Marks) lying(g Grid) []Register {
	var out []Register
	for _, part := range blocks(g, hasDown) {
		turned, ok := transpose(part)
		if !ok {
			continue
		}
		for _, r := range m.upright(turned) {
			out = addRegister(out, r)
		}
	}
	return out
}

func hasDown(g Grid) bool {
	_, ok := longestDown(g)
	return ok
}

// addRegister appends a register, or joins it to the last one that it goes on.
func addRegister(all []Register, r Register) []Register {
	if n := len(all); n > 0 && sameRegister(all[n-1], r) {
		all[n-1] = all[n-1].join(r)
		return all
	}
	return append(all, r)
}

// segment is a header row with the rows before it, after the previous table,
// and the rows under it.
type segment struct {
	cols  columns
	start int // first row of the preamble
	end   int // row after the last
}

func segments(g Grid, m Marks) []segment {
	var out []segment
	for r := 0; r < len(g.Rows); r++ {
		c, ok := findColumns(g, r, m)
		if !ok || len(out) > 0 && out[len(out)-1].cols.owns(g, r) {
			continue
		}
		out = append(out, segment{cols: c})
	}
	for i := range out {
		out[i].end = len(g.Rows)
		if i+1 < len(out) {
			out[i].end = out[i+1].cols.header
		}
		body := g.Rows[out[i].cols.header+1 : out[i].end]
		out[i].cols.inferCode(g.Rows[out[i].cols.header], body)
		out[i].cols.findFigures(body)
		out[i].cols.findPairs(body)
		if i > 0 {
			out[i].start = startOf(g, lastBody(g, out[i-1])+1, out[i].cols)
			out[i-1].end = out[i].start
		}
	}
	return out
}

// owns says that a row which looks like a header is a row of this table: a
// guest's whose marks count on, or totals that do.
func (c columns) owns(g Grid, r int) bool {
	row := g.Rows[r]
	if c.repeats(g.Rows[c.header], row) {
		return false
	}
	if c.isTotals(row) || hasDigit(cellAt(row, c.code).Text) {
		return true
	}
	return c.number >= 0 && wholeNumber.MatchString(cellAt(row, c.number).Text)
}

// repeats says that a row has the same headings left of the days.
func (c columns) repeats(header, row []Cell) bool {
	same := 0
	for i := range c.first {
		a, b := strings.TrimSpace(cellAt(header, i).Text), strings.TrimSpace(cellAt(row, i).Text)
		if a != b {
			return false
		}
		if a != "" {
			same++
		}
	}
	return same > 0
}

// lastBody returns the last row of a segment that belongs to its table.
func lastBody(g Grid, s segment) int {
	last := s.cols.header
	for r := s.cols.header + 1; r < s.end; r++ {
		if s.cols.isTotals(g.Rows[r]) || s.cols.isGuest(g.Rows[r]) || s.cols.isLost(g.Rows[r]) {
			last = r
		}
	}
	return last
}

// sameRegister says that b goes on with a. A table of other days than a's may be
// the one that says the month.
func sameRegister(a, b Register) bool {
	if b.CentreCode.Found() && a.CentreCode.Text != b.CentreCode.Text {
		return false
	}
	if a.Centre.Found() && b.Centre.Found() && fold(a.Centre.Text) != fold(b.Centre.Text) {
		return false
	}
	if a.Month.IsZero() && !b.Month.IsZero() && len(a.Rows) > 0 {
		return disjoint(a.Columns, b.Columns)
	}
	return b.Month.IsZero() || a.Month.IsZero() || a.Month == b.Month
}

func (s segment) register(g Grid) Register {
	r := Register{Method: g.Method, Sheet: g.Name, listed: g.listed, DeclaredDays: map[int]Value{}, Columns: map[int]document.Place{}}
	r.readHeader(g, s.start, s.cols)
	s.doubts(g, &r)
	s.body(g, &r)
	return r
}

// body reads the rows under the header.
func (s *segment) body(g Grid, r *Register) {
	var totals []totalsRow
	for i := s.cols.header + 1; i < s.end; i++ {
		row := g.Rows[i]
		switch {
		case s.cols.isTotals(row) || s.cols.isBareTotals(row, r.Rows):
			totals = append(totals, totalsRow{row, len(r.Rows), len(r.doubts.lost)})
		case s.cols.isGuest(row) && (len(totals) == 0 || s.cols.isLost(row) || s.cols.hasBareCode(row)):
			if len(r.Rows) == maxRows {
				r.doubts.truncated = true
				return
			}
			r.Rows = append(r.Rows, s.cols.readRow(g, row, len(r.Rows)+1, r))
		default:
			s.other(row, r)
		}
	}
	s.cols.settleTotals(totals, r)
}

// other reads a row that is neither a guest's nor a total.
func (s segment) other(row []Cell, r *Register) {
	if s.cols.isLost(row) {
		r.doubts.lost = append(r.doubts.lost, area(row, 0, s.cols.last))
	}
	if v := s.cols.ownTotal(row); v.Found() {
		r.DeclaredTotals = append(r.DeclaredTotals, v)
		return
	}
	r.readLegend(row)
	r.readLine(row)
}
