package attendance

import (
	"regexp"
	"strings"

	"github.com/insiemi/insiemi/document"
)

// minDays is the shortest run of day columns that makes a register: half a
// month, for registers split in two tables.
const minDays = 10

// columns is what the header row of a table says of its columns; -1 is none.
type columns struct {
	header  int // row
	first   int // first day column
	last    int // last day column
	days    []dayColumn
	number  int
	code    int
	name    int
	entry   int
	exit    int
	total   int
	family  int   // codes of families
	figures bool  // codes are of figures only
	more    bool  // the header row has days of another table too
	paired  bool  // the second cells of days are used
	marks   Marks // by which cells are judged

	familyAbove Cell // the family of the row above, while rows are read
}

// dayColumn is a day and the columns of its marks (two where there are two
// signatures a day).
type dayColumn struct {
	day  int
	cols []int
	head dayHead
	at   Cell // the heading
}

// findColumns reads a row as the header of a table of days; ok is false when it
// is not one.
func findColumns(g Grid, r int, m Marks) (columns, bool) {
	run, more := dayRun(g.Rows[r], g.Date1904)
	if len(run) < minDays || !evenlySpaced(run) || isCounting(cellAt(g.Rows[r], run[0].cols[0]-1)) {
		return columns{}, false
	}
	c := columns{header: r, days: run, first: run[0].cols[0], more: more, marks: m,
		number: -1, code: -1, name: -1, entry: -1, exit: -1, total: -1, family: -1}
	c.widen(g.Rows[r])
	c.label(g)
	return c, true
}

// evenlySpaced refuses runs whose columns are spread: numbers of a text. A
// column of subtotals may stand in the middle.
func evenlySpaced(run []dayColumn) bool {
	span := run[len(run)-1].cols[0] - run[0].cols[0]
	return span <= 2*(len(run)-1)+maxGap
}

// widen gives each day the blank columns up to the next heading.
func (c *columns) widen(row []Cell) {
	for i := range c.days[:len(c.days)-1] {
		d := &c.days[i]
		for col := d.cols[len(d.cols)-1] + 1; col < c.days[i+1].cols[0] && blank(row, col); col++ {
			d.cols = append(d.cols, col)
		}
	}
	width := len(c.days[0].cols)
	end := &c.days[len(c.days)-1]
	for next := end.cols[len(end.cols)-1] + 1; len(end.cols) < width && blank(row, next); next++ {
		end.cols = append(end.cols, next)
	}
	c.last = end.cols[len(end.cols)-1]
}

func blank(row []Cell, col int) bool { return strings.TrimSpace(cellAt(row, col).Text) == "" }

var countingHeading = regexp.MustCompile(`^(n|nr|n°|nº|num|numero|#|prog|progr|progressivo)\.?$`)

// headings are the named columns beside the days, in the order of the kinds below.
var headings = []struct {
	re  *regexp.Regexp
	set func(*columns) *int
}{
	{familyHeading, func(c *columns) *int { return &c.family }},
	{regexp.MustCompile(`\bcod\b|codice|\bcui\b|id ospite|matricola|identificativo`), func(c *columns) *int { return &c.code }},
	{regexp.MustCompile(`ingresso|entrata|arrivo|\bing\b|\bdal\b`), func(c *columns) *int { return &c.entry }},
	{regexp.MustCompile(`uscita|dimission|partenza|\busc\b|\bal\b`), func(c *columns) *int { return &c.exit }},
	{regexp.MustCompile(`cognome|\bnome\b|nominativo|\bospite\b`), func(c *columns) *int { return &c.name }},
	{countingHeading, func(c *columns) *int { return &c.number }},
}

// The kinds of headings: their places in headings; those of totals come after.
const (
	familyKind = iota
	codeKind
	entryKind
	exitKind
	nameKind
	numberKind
	totalKind
)

var (
	totalHeading = regexp.MustCompile(`^(tot|totale|gg|giorni|presenze|n\.? ?gg|tot\.? .*|totale .*)\.?$`)
	leftTotal    = regexp.MustCompile(`^(tot|totale|tot\.? (gg|giorni|presenze)|totale (giorni|presenze))\.?$`)
	otherCounts  = regexp.MustCompile(`assen|pasti|pocket|euro|€|import|notti`)
)

// label finds the named columns beside the days: in the header row, and where
// that has none, in the two rows above or the row below that has no marks.
func (c *columns) label(g Grid) {
	for _, r := range []int{c.header, c.header - 1, c.header + 1, c.header - 2} {
		if r < 0 || r >= len(g.Rows) || r > c.header && c.filled(g.Rows[r]) > 0 && !c.isWeekdays(g.Rows[r]) {
			continue
		}
		c.labelRow(g.Rows[r])
	}
}

func (c *columns) labelRow(row []Cell) {
	for i, cell := range row {
		t := strings.Join(strings.Fields(fold(cell.Text)), " ")
		switch {
		case t == "" || len(t) > 40 || strings.Contains(t, ":"):
		case i > c.last:
			if c.total < 0 && totalHeading.MatchString(t) && !otherCounts.MatchString(t) {
				c.total = i
			}
			if c.family < 0 && familyHeading.MatchString(t) {
				c.family = i
			}
		case i < c.first:
			if c.total < 0 && leftTotal.MatchString(t) {
				c.total = i
				continue
			}
			c.labelCell(i, t)
		}
	}
}

func (c *columns) labelCell(i int, t string) {
	for _, h := range headings {
		if h.re.MatchString(t) {
			if at := h.set(c); *at < 0 {
				*at = i
			}
			return
		}
	}
}

// cellAt returns the cell of a row, or an empty one.
func cellAt(row []Cell, col int) Cell {
	if col < 0 || col >= len(row) {
		return Cell{}
	}
	return row[col]
}

// area unites the places of all cells of a row between two columns.
func area(row []Cell, from, to int) document.Place {
	var p document.Place
	for i := max(from, 0); i <= to && i < len(row); i++ {
		if !row[i].Place.IsZero() {
			p = unite(p, row[i].Place)
		}
	}
	return p
}
