package attendance

import (
	"regexp"
	"strconv"
	"strings"
)

// totalsRow is a row of totals per day, how many rows of guests stand above it,
// and how many that are of nobody.
type totalsRow struct {
	row  []Cell
	rows int
	lost int
}

// settleTotals takes the row of totals of all guests. Totals above the last
// row with marks are subtotals, and so are those below it that are called like
// them.
func (c columns) settleTotals(all []totalsRow, r *Register) {
	sub := map[string]bool{}
	from := 0
	for _, t := range all {
		if t.rows < len(r.Rows) || t.lost < len(r.doubts.lost) {
			sub[c.labelOf(t.row)] = true
			from = t.rows
		}
	}
	for _, t := range all {
		if t.rows < len(r.Rows) || t.lost < len(r.doubts.lost) {
			continue
		}
		label := c.labelOf(t.row)
		if len(sub) > 0 && (sub[label] && !c.addsUp(t.row, r.Rows) || c.isSubtotal(t.row, r.Rows, from)) {
			continue
		}
		c.readTotals(t.row, r)
		return
	}
}

// labelOf is what a row of totals is called: its words without figures.
func (c columns) labelOf(row []Cell) string {
	return strings.Join(strings.FieldsFunc(c.leftText(row), func(r rune) bool { return r == ' ' || r >= '0' && r <= '9' }), " ")
}

// isSubtotal says that a row's totals are those of the guests from a row on,
// and not those of all.
func (c columns) isSubtotal(row []Cell, rows []Row, from int) bool {
	return c.addsUp(row, rows[from:]) && !c.addsUp(row, rows)
}

// addsUp says that a row holds the presences of the given rows, day by day.
func (c columns) addsUp(row []Cell, rows []Row) bool {
	seen := 0
	for _, d := range c.days {
		v := c.dayTotal(row, d)
		if !v.Found() {
			continue
		}
		seen++
		n := 0
		for _, r := range rows {
			if d.day <= len(r.Marks) && r.Marks[d.day-1].Presence == Present {
				n++
			}
		}
		if v.Text != strconv.Itoa(n) {
			return false
		}
	}
	return seen >= minDays
}

// isBareTotals says that a row without a label holds the totals of the guests
// above.
func (c columns) isBareTotals(row []Cell, above []Row) bool {
	return len(above) > 0 && !isLoose(row) && c.text(row) == 0 && c.numbers(row) >= minDays && c.addsUp(row, above)
}

func (c columns) dayTotal(row []Cell, d dayColumn) Value {
	for _, col := range d.cols {
		if v := number(cellAt(row, col)); v.Found() {
			return v
		}
	}
	return Value{}
}

func (c columns) readTotals(row []Cell, r *Register) {
	for _, d := range c.days {
		if v := c.dayTotal(row, d); v.Found() {
			r.DeclaredDays[d.day] = v
		}
	}
	if v := number(cellAt(row, c.total)); v.Found() {
		r.DeclaredTotals = append([]Value{v}, r.DeclaredTotals...) // it stands above the lines below the table
	}
}

var (
	wholeNumber   = regexp.MustCompile(`^(\d{1,3}(?:[.']\d{3})+|\d+)(?:[.,]0+)?$`)
	decimalNumber = regexp.MustCompile(`^\d+(?:[.,]\d+)?$`)
)

// noValue is the doubt of a formula that was never computed.
const noValue = "the cell's formula has no stored value"

// number reads a count: "940", "1.240" (thousands), "31,0". A formula without a
// stored value is found, with its doubt; anything else is not found.
func number(c Cell) Value {
	if c.NoValue {
		return Value{Written: "=", Place: c.Place, Confidence: c.confidence(), Doubt: noValue}
	}
	t := strings.TrimSpace(c.Text)
	m := wholeNumber.FindStringSubmatch(t)
	if m == nil {
		return Value{}
	}
	n, err := strconv.Atoi(strings.NewReplacer(".", "", "'", "").Replace(m[1]))
	if err != nil || n > 1_000_000 {
		return Value{}
	}
	v := valueOf(c)
	v.Text = strconv.Itoa(n)
	return v
}

// average reads a number with decimals: "30,5" is 30.5.
func average(c Cell) Value {
	t := strings.TrimSpace(c.Text)
	if c.NoValue {
		return number(c)
	}
	if !decimalNumber.MatchString(t) {
		return Value{}
	}
	v := valueOf(c)
	v.Text = strings.Replace(t, ",", ".", 1)
	return v
}
