package attendance

import (
	"math"
	"strings"
)

// tally is what the functions of sums are made of.
type tally struct {
	sum, product float64
	least, most  float64
	numbers      int // cells with a number
	filled       int // cells that are not blank
	unknown      bool
	odd          bool // a date, a truth or an error is among them
	blank        bool // a text of blanks, or of nothing, is among them
}

func newTally() tally { return tally{product: 1, least: math.Inf(1), most: math.Inf(-1)} }

func (t *tally) number(v float64) {
	t.sum, t.product, t.numbers = t.sum+v, t.product*v, t.numbers+1
	t.least, t.most = min(t.least, v), max(t.most, v)
}

// function computes a function whose opening parenthesis was read.
func (e *evaluator) function(name string) (float64, bool) {
	switch name {
	case "SUM", "PRODUCT", "MIN", "MAX", "COUNT", "COUNTA", "AVERAGE":
		t, ok := e.arguments(false)
		if !ok {
			return 0, false
		}
		return t.result(name)
	case "SUBTOTAL":
		return e.subtotal()
	case "COUNTBLANK":
		return e.countBlank()
	case "COUNTIF", "COUNTIFS", "SUMIF", "SUMIFS":
		return e.conditional(name)
	case "SUMPRODUCT":
		return e.sumProduct()
	case "ROUND", "ROUNDUP", "ROUNDDOWN", "TRUNC", "INT", "ABS":
		return e.rounded(name)
	}
	return 0, false
}

func (t tally) result(name string) (float64, bool) {
	switch {
	case t.unknown, t.odd && name != "COUNTA", t.blank && name == "COUNTA":
		return 0, false
	case name == "COUNT":
		return float64(t.numbers), true
	case name == "COUNTA":
		return float64(t.filled), true
	case name == "SUM":
		return t.sum, true
	case t.numbers == 0: // programs differ
		return 0, false
	case name == "AVERAGE":
		return t.sum / float64(t.numbers), true
	case name == "PRODUCT":
		return t.product, true
	case name == "MIN":
		return t.least, true
	case name == "MAX":
		return t.most, true
	}
	return 0, false
}

// subtotal computes SUBTOTAL(n, …): 9 and 109 are SUM, 1 and 101 AVERAGE, 2 and
// 102 COUNT, 3 and 103 COUNTA (ECMA-376, part 1, 18.17.7.313). Other subtotals
// within its ranges do not count.
func (e *evaluator) subtotal() (float64, bool) {
	e.next()
	m := numberToken.FindString(e.text)
	e.text = e.text[len(m):]
	name := map[string]string{"9": "SUM", "1": "AVERAGE", "2": "COUNT", "3": "COUNTA"}[strings.TrimPrefix(m, "10")]
	if name == "" || !e.take(',') {
		return 0, false
	}
	t, ok := e.arguments(true)
	if !ok {
		return 0, false
	}
	return t.result(name)
}

// arguments reads ranges and values up to the closing parenthesis.
func (e *evaluator) arguments(subtotal bool) (tally, bool) {
	t := newTally()
	for {
		e.next()
		before := e.text
		if r, ok := e.reference(); ok && (e.next() == ',' || e.next() == ')') {
			if !e.add(&t, r, subtotal) {
				return t, false
			}
		} else {
			e.text = before
			v, ok := e.sum()
			if !ok {
				return t, false
			}
			t.number(v)
			t.filled++
		}
		e.scale = max(e.scale, math.Abs(t.sum))
		if e.take(')') {
			return t, true
		}
		if !e.take(',') {
			return t, false
		}
	}
}

// emptyText says that a range has a text of nothing at the end of a row, of which the
// row has no cell.
func (e *evaluator) emptyText(r rect) bool {
	for row := r.r0; row <= min(r.r1, maxSheetRows) && r.grid.texts != nil; row++ {
		e.left--
		col := r.c0
		if row < len(r.grid.Rows) {
			col = max(col, len(r.grid.Rows[row]))
		}
		for set := r.grid.texts[row]; set != nil && col <= r.c1; col++ {
			if set.has(col) {
				return true
			}
		}
	}
	return false
}

// add adds the cells of a range that the grid has.
func (e *evaluator) add(t *tally, r rect, subtotal bool) bool {
	t.blank = t.blank || e.emptyText(r)
	return e.each(r, func(_, _ int, c Cell) bool {
		if subtotal && (e.hidden && c.rowHidden || strings.HasPrefix(strings.ToUpper(c.Formula), "SUBTOTAL(")) {
			return true
		}
		t.unknown, t.odd = t.unknown || c.NoValue || subtotal && hasSubtotal(c.Formula), t.odd || c.odd
		t.blank = t.blank || c.Text == "" && (c.IsText || c.padded)
		if c.Text != "" || c.Formula != "" {
			t.filled++
		}
		if v, ok := c.number(); ok {
			t.number(v)
			e.scale = max(e.scale, math.Abs(v))
		}
		return true
	})
}

// hasSubtotal says that a part of a formula is a subtotal: programs differ on whether
// others leave it out.
func hasSubtotal(formula string) bool {
	formula = strings.ToUpper(formula)
	return strings.Contains(formula, "SUBTOTAL(") || strings.Contains(formula, "AGGREGATE(")
}

// countBlank computes COUNTBLANK(range): cells beyond the grid are blank too, and
// so are formulas that give an empty text.
func (e *evaluator) countBlank() (float64, bool) {
	e.next()
	r, ok := e.reference()
	if !ok || !e.take(')') {
		return 0, false
	}
	filled := 0
	ok = e.each(r, func(_, _ int, c Cell) bool {
		if c.Text != "" {
			filled++
		}
		return !c.NoValue && !c.padded
	})
	return float64(r.rows()*r.cols() - filled), ok
}

// Distances from the middle between two numbers, or from a whole one: within the
// first the number is taken to be there, within the second programs differ.
const (
	sameDigit  = 1e-9
	closeDigit = 1e-6
)

// rounded computes ROUND(x, digits) and its kin. A number so close to where it
// turns that programs differ is not judged.
func (e *evaluator) rounded(name string) (float64, bool) {
	v, ok := e.sum()
	digits := 0.0
	if ok && name != "ABS" && name != "INT" && e.take(',') {
		digits, ok = e.sum()
	}
	if !ok || !e.take(')') || digits != math.Trunc(digits) || math.Abs(digits) > 9 {
		return 0, false
	}
	if name == "ABS" {
		return math.Abs(v), true
	}
	unit := math.Pow(10, digits)
	x := math.Abs(v) * unit
	whole := math.Floor(x)
	if x-whole > 1-sameDigit {
		whole++
	}
	rest := x - whole
	turn := 0.0 // where the next number begins
	if name == "ROUND" {
		turn = 0.5
	}
	switch d := math.Abs(rest - turn); {
	case d > sameDigit && d < closeDigit, turn == 0 && 1-rest < closeDigit:
		return 0, false
	case name == "ROUND" && rest >= turn-sameDigit, name == "ROUNDUP" && d > sameDigit, name == "INT" && v < 0 && d > sameDigit:
		whole++
	}
	return math.Copysign(whole/unit, v), true
}
