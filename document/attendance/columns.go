package attendance

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// minDays is the shortest run of day columns that makes a register: half a
// month, for registers split in two tables.
const minDays = 10

// columns is what the header row of a table says of its columns; -1 is none.
type columns struct {
	header int // row
	first  int // first day column
	last   int // last day column
	days   []dayColumn
	number int
	code   int
	name   int
	entry  int
	exit   int
	total  int
}

// dayColumn is a day and the columns of its marks (two where there are two
// signatures a day).
type dayColumn struct {
	day  int
	cols []int
}

var dayText = regexp.MustCompile(`^(?:[a-z]{1,3}\.?\s*)?(\d{1,2})(?:\s*[a-z]{1,3}\.?)?$`)

// dayNumber reads a heading as a day of the month: "1", "01", "gio 1", "1 g",
// "01/10", a date of a spreadsheet; 0 when it is none.
func dayNumber(text string, date1904 bool) int {
	t := strings.Join(strings.Fields(fold(text)), " ")
	if m := dayText.FindStringSubmatch(t); m != nil {
		n, _ := strconv.Atoi(m[1])
		return within(n)
	}
	if m := civilDate.FindStringSubmatch(t); m != nil {
		n, _ := strconv.Atoi(m[1])
		return within(n)
	}
	if d, ok := parseDate(t, calendar.Period{}, date1904); ok {
		return d.Day()
	}
	return 0
}

func within(day int) int {
	if day < 1 || day > 31 {
		return 0
	}
	return day
}

// dayRun finds the longest run of consecutive days in a row. Blank cells
// between two headings belong to the heading on their left.
func dayRun(row []Cell, date1904 bool) []dayColumn {
	var best, run []dayColumn
	for c, cell := range row {
		if strings.TrimSpace(cell.Text) == "" {
			continue
		}
		day := dayNumber(cell.Text, date1904)
		if day == 0 || len(run) == 0 || day != run[len(run)-1].day+1 {
			run = nil
		}
		if day != 0 {
			run = append(run, dayColumn{day: day, cols: []int{c}})
		}
		if len(run) > len(best) {
			best = run
		}
	}
	return best
}

// findColumns reads a row as the header of a table of days; ok is false when it
// is not one.
func findColumns(g Grid, r int) (columns, bool) {
	run := dayRun(g.Rows[r], g.Date1904)
	if len(run) < minDays || !evenlySpaced(run) {
		return columns{}, false
	}
	c := columns{header: r, days: run, first: run[0].cols[0], number: -1, code: -1, name: -1, entry: -1, exit: -1, total: -1}
	c.widen()
	c.label(g)
	return c, true
}

// evenlySpaced refuses runs whose columns are spread: numbers of a text.
func evenlySpaced(run []dayColumn) bool {
	span := run[len(run)-1].cols[0] - run[0].cols[0]
	return span <= 2*(len(run)-1)
}

// widen gives each day the columns up to the next day.
func (c *columns) widen() {
	for i := range c.days[:len(c.days)-1] {
		for col := c.days[i].cols[0] + 1; col < c.days[i+1].cols[0]; col++ {
			c.days[i].cols = append(c.days[i].cols, col)
		}
	}
	width := len(c.days[0].cols)
	end := &c.days[len(c.days)-1]
	for len(end.cols) < width {
		end.cols = append(end.cols, end.cols[len(end.cols)-1]+1)
	}
	c.last = end.cols[len(end.cols)-1]
}

var headings = []struct {
	re  *regexp.Regexp
	set func(*columns) *int
}{
	{regexp.MustCompile(`\bcod\b|codice|\bcui\b|id ospite|matricola|identificativo`), func(c *columns) *int { return &c.code }},
	{regexp.MustCompile(`ingresso|entrata|arrivo|\bing\b|\bdal\b`), func(c *columns) *int { return &c.entry }},
	{regexp.MustCompile(`uscita|dimission|partenza|\busc\b|\bal\b`), func(c *columns) *int { return &c.exit }},
	{regexp.MustCompile(`cognome|\bnome\b|nominativo|\bospite\b`), func(c *columns) *int { return &c.name }},
	{regexp.MustCompile(`^(n|nr|n°|nº|num|numero|#|prog|progr|progressivo)\.?$`), func(c *columns) *int { return &c.number }},
}

var totalHeading = regexp.MustCompile(`^(tot|totale|gg|giorni|presenze|n\.? ?gg|tot\.? .*)\.?$`)

// label finds the named columns beside the days: in the header row, and where
// that has none, in the two rows above or the row below.
func (c *columns) label(g Grid) {
	for _, r := range []int{c.header, c.header - 1, c.header + 1, c.header - 2} {
		if r < 0 || r >= len(g.Rows) {
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
			if c.total < 0 && totalHeading.MatchString(t) {
				c.total = i
			}
		case i < c.first:
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
