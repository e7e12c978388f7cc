package attendance

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Limits of a register: the largest centre has some hundred guests.
const (
	maxRows  = 5_000
	maxMarks = 31 * maxRows
)

// Find returns the registers of a table, in order: usually one. A table whose
// header is repeated (page breaks) or cut in two halves of the month is one
// register; another centre code or month starts another.
func Find(g Grid) []Register {
	var out []Register
	for _, s := range segments(g) {
		r := s.register(g)
		if len(out) > 0 && sameRegister(out[len(out)-1], r) {
			out[len(out)-1] = out[len(out)-1].join(r)
			continue
		}
		out = append(out, r)
	}
	for i := range out {
		out[i].finish()
	}
	return out
}

// segment is a header row with the rows before it, after the previous table,
// and the rows under it.
type segment struct {
	cols  columns
	start int // first row of the preamble
	end   int // row after the last
}

func segments(g Grid) []segment {
	var out []segment
	for r := 0; r < len(g.Rows); r++ {
		c, ok := findColumns(g, r)
		if !ok {
			continue
		}
		out = append(out, segment{cols: c})
	}
	for i := range out {
		out[i].end = len(g.Rows)
		if i+1 < len(out) {
			out[i].end = out[i+1].cols.header
		}
		if i > 0 {
			out[i].start = lastBody(g, out[i-1]) + 1
			out[i-1].end = out[i].start
		}
	}
	return out
}

// lastBody returns the last row of a segment that belongs to its table.
func lastBody(g Grid, s segment) int {
	last := s.cols.header
	for r := s.cols.header + 1; r < s.end; r++ {
		if s.cols.isTotals(g.Rows[r]) || s.cols.isGuest(g.Rows[r]) {
			last = r
		}
	}
	return last
}

// sameRegister says that b goes on with a.
func sameRegister(a, b Register) bool {
	if b.CentreCode.Found() && a.CentreCode.Text != b.CentreCode.Text {
		return false
	}
	return b.Month.IsZero() || a.Month.IsZero() || a.Month == b.Month
}

func (s segment) register(g Grid) Register {
	r := Register{Method: g.Method, Sheet: g.Name, DeclaredDays: map[int]Value{}, Columns: map[int]document.Place{}}
	r.readHeader(g, s.start, s.cols.header)
	s.body(g, &r)
	return r
}

// body reads the rows under the header.
func (s segment) body(g Grid, r *Register) {
	totals := false
	for i := s.cols.header + 1; i < s.end && len(r.Rows) < maxRows; i++ {
		row := g.Rows[i]
		switch {
		case s.cols.isTotals(row):
			if !totals {
				totals = true
				s.cols.readTotals(row, r)
			}
		case s.cols.isGuest(row) && !totals:
			r.Rows = append(r.Rows, s.cols.readRow(g, row, len(r.Rows)+1, r))
		default:
			r.readLine(row)
		}
	}
}

var (
	totalsLabel = regexp.MustCompile(`^(tot(ale|ali|\.)?\b.*|n\.?\s*presenti.*|presenti(\s+(per|al)\s+giorno.*)?|presenze\s+(giornaliere|per\s+giorno).*|somma.*)$`)
	otherTotals = regexp.MustCompile(`assent|pasti|uscit|entrat|ingress|pocket|totale\s+presenze|totale\s+giornate`)
	weekdays    = regexp.MustCompile(`^(l|m|g|v|s|d|lu|ma|me|gi|ve|sa|do|lun|mar|mer|gio|ven|sab|dom)\.?$`)
)

// isTotals says that a row holds the totals per day.
func (c columns) isTotals(row []Cell) bool {
	numbers := c.numbers(row)
	for i := 0; i < c.first && i < len(row); i++ {
		t := strings.Join(strings.Fields(fold(row[i].Text)), " ")
		if totalsLabel.MatchString(t) {
			return numbers > 0 && !otherTotals.MatchString(t) || numbers >= minDays && !strings.Contains(t, "assent")
		}
	}
	return false
}

// numbers counts the day cells that hold a number.
func (c columns) numbers(row []Cell) int {
	n := 0
	for _, d := range c.days {
		if _, err := strconv.Atoi(strings.TrimSpace(cellAt(row, d.cols[0]).Text)); err == nil {
			n++
		}
	}
	return n
}

// isGuest says that a row is a guest's: it has a code or a number, or a name
// beside marks.
func (c columns) isGuest(row []Cell) bool {
	if c.isWeekdays(row) {
		return false
	}
	if hasDigit(cellAt(row, c.code).Text) {
		return true
	}
	if _, err := strconv.Atoi(strings.Trim(cellAt(row, c.number).Text, ". )")); err == nil {
		return c.marks(row) > 0 || c.text(row) > 1
	}
	return c.code < 0 && c.text(row) > 0 && c.marks(row) > 0
}

func (c columns) isWeekdays(row []Cell) bool {
	n, filled := 0, 0
	for _, d := range c.days {
		t := fold(strings.TrimSpace(cellAt(row, d.cols[0]).Text))
		if t == "" {
			continue
		}
		filled++
		if weekdays.MatchString(t) {
			n++
		}
	}
	return filled >= minDays && n == filled && c.text(row) == 0
}

// text counts the cells left of the days that are not empty.
func (c columns) text(row []Cell) int {
	n := 0
	for i := 0; i < c.first && i < len(row); i++ {
		if strings.TrimSpace(row[i].Text) != "" {
			n++
		}
	}
	return n
}

// marks counts the day cells that are not empty.
func (c columns) marks(row []Cell) int {
	n := 0
	for _, d := range c.days {
		if strings.TrimSpace(cellAt(row, d.cols[0]).Text) != "" {
			n++
		}
	}
	return n
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

func (c columns) readTotals(row []Cell, r *Register) {
	for _, d := range c.days {
		for _, col := range d.cols {
			if v := number(cellAt(row, col)); v.Found() {
				r.DeclaredDays[d.day] = v
				break
			}
		}
	}
	if v := number(cellAt(row, c.total)); v.Found() {
		r.DeclaredTotals = append(r.DeclaredTotals, v)
	}
}

var wholeNumber = regexp.MustCompile(`^(\d{1,3}(?:[.']\d{3})+|\d+)(?:[.,]0+)?$`)

// number reads a count: "940", "1.240" (thousands), "31,0". Anything else is
// not found.
func number(c Cell) Value {
	t := strings.TrimSpace(c.Text)
	m := wholeNumber.FindStringSubmatch(t)
	if m == nil {
		return Value{}
	}
	n, err := strconv.Atoi(strings.NewReplacer(".", "", "'", "").Replace(m[1]))
	if err != nil || n > 1_000_000 {
		return Value{}
	}
	return Value{Text: strconv.Itoa(n), Written: t, Place: c.Place, Confidence: c.confidence()}
}

func (c columns) readRow(g Grid, row []Cell, n int, r *Register) Row {
	out := Row{Number: n, Guest: guestCode(cellAt(row, c.code)), Declared: number(cellAt(row, c.total)),
		Place: area(row, c.first, c.last)}
	out.Entry = date(cellAt(row, c.entry), r.Month, g.Date1904)
	out.Exit = date(cellAt(row, c.exit), r.Month, g.Date1904)
	out.Marks = make([]Mark, c.days[len(c.days)-1].day)
	for _, d := range c.days {
		m := dayMark(row, d)
		out.Marks[d.day-1] = m
		if !m.Place.IsZero() {
			r.Columns[d.day] = unite(r.Columns[d.day], m.Place)
		}
	}
	r.Place = unite(r.Place, out.Place)
	return out
}

// dayMark reads the cell of a day, or its two cells when they agree.
func dayMark(row []Cell, d dayColumn) Mark {
	m := markOf(cellAt(row, d.cols[0]))
	for _, col := range d.cols[1:] {
		o := markOf(cellAt(row, col))
		switch {
		case o.Written == "":
		case m.Written == "":
			m = o
		case o.Presence != m.Presence:
			m.Written, m.Presence = m.Written+"/"+o.Written, Unknown
			m.Place = unite(m.Place, o.Place)
		}
	}
	return m
}

func markOf(c Cell) Mark {
	t := strings.Join(strings.Fields(c.Text), " ")
	m := Mark{Written: t, Place: c.Place, Confidence: c.confidence()}
	if t == "" {
		return m
	}
	p, ok := Judge(t)
	if !ok {
		p = Unknown
	}
	m.Presence = p
	return m
}

var codeText = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9./_\-]*$`)

// guestCode keeps a text as a code only when it looks like one: never a name.
func guestCode(c Cell) Value {
	t := strings.TrimSpace(c.Text)
	if !hasDigit(t) || len(t) > 32 || !codeText.MatchString(strings.ReplaceAll(t, " ", "")) {
		return Value{}
	}
	return Value{Text: strings.ToUpper(strings.ReplaceAll(t, " ", "")), Written: t, Place: c.Place, Confidence: c.confidence()}
}

// dateText is what a date may be made of; a text with letters may be a name.
var dateText = regexp.MustCompile(`^[\d/.\-: T]+$`)

func date(c Cell, month calendar.Period, date1904 bool) Value {
	t := strings.TrimSpace(c.Text)
	if !hasDigit(t) || !dateText.MatchString(t) {
		return Value{}
	}
	v := Value{Written: t, Text: t, Place: c.Place, Confidence: c.confidence()}
	if d, ok := parseDate(t, month, date1904); ok {
		v.Text = d.String()
	}
	return v
}

// join adds the rows of b, or its days where the guests are the same.
func (r Register) join(b Register) Register {
	if len(b.Rows) > 0 && len(r.Rows) > 0 && disjoint(r.Columns, b.Columns) {
		r.joinDays(b)
	} else {
		for _, row := range b.Rows {
			row.Number = len(r.Rows) + 1
			r.Rows = append(r.Rows, row)
		}
	}
	for d, v := range b.DeclaredDays {
		r.DeclaredDays[d] = v
	}
	for d, p := range b.Columns {
		r.Columns[d] = unite(r.Columns[d], p)
	}
	r.DeclaredTotals = append(r.DeclaredTotals, b.DeclaredTotals...)
	r.Place = unite(r.Place, b.Place)
	r.fillHeader(b)
	return r
}

func disjoint(a, b map[int]document.Place) bool {
	for d := range a {
		if _, both := b[d]; both {
			return false
		}
	}
	return len(a) > 0 && len(b) > 0
}

// joinDays adds the marks of the month's other half to the rows of the same
// guests.
func (r *Register) joinDays(b Register) {
	for _, row := range b.Rows {
		i := slices.IndexFunc(r.Rows, func(o Row) bool { return o.Guest.Found() && o.Guest.Text == row.Guest.Text })
		if i < 0 {
			row.Number = len(r.Rows) + 1
			r.Rows = append(r.Rows, row)
			continue
		}
		for d, m := range row.Marks {
			if d >= len(r.Rows[i].Marks) {
				r.Rows[i].Marks = append(r.Rows[i].Marks, m)
			} else if m.Written != "" {
				r.Rows[i].Marks[d] = m
			}
		}
		if row.Declared.Found() {
			r.Rows[i].Declared = row.Declared
		}
	}
}
