package attendance

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
)

// Disagreement is a formula whose stored value is not what it gives.
type Disagreement struct {
	Place    document.Place
	Stored   string
	Computed string
}

// Limits of a recomputation.
const (
	maxVisits = 5_000_000 // cells looked at
	maxNested = 32        // parentheses and functions
)

// Recompute computes the simple formulas of a grid again from the stored values
// of the cells that they name: + - * /, SUM, COUNT, COUNTA, COUNTIF with one
// plain criterion, AVERAGE, and SUBTOTAL of these. Formulas with anything else,
// or that name other sheets, are not judged.
func Recompute(g Grid) []Disagreement {
	var out []Disagreement
	g.recompute(func(row, col int, computed float64) {
		c := g.Rows[row][col]
		out = append(out, Disagreement{c.Place, c.Text, strconv.FormatFloat(computed, 'f', -1, 64)})
	})
	return out
}

// markDisagreements puts a doubt on the cells whose formula says otherwise.
func (g *Grid) markDisagreements() {
	g.recompute(func(row, col int, computed float64) {
		g.Rows[row][col].Doubt = "its formula gives " + strconv.FormatFloat(computed, 'f', -1, 64)
	})
}

func (g *Grid) recompute(tell func(row, col int, computed float64)) {
	e := evaluator{grid: g, left: maxVisits}
	for r, row := range g.Rows {
		for c, cell := range row {
			if cell.Formula == "" || cell.NoValue {
				continue
			}
			e.hidden = false
			all, ok := e.formula(cell.Formula)
			if !ok || e.agrees(cell, all) {
				continue
			}
			e.hidden = true
			if shown, ok := e.formula(cell.Formula); ok && !e.agrees(cell, shown) {
				tell(r, c, all)
			}
		}
	}
}

// agrees compares a stored value with a computed one.
func (e *evaluator) agrees(c Cell, computed float64) bool {
	stored, err := strconv.ParseFloat(c.Text, 64)
	if err != nil {
		return c.Text == "" && computed == 0 // a zero that is not shown
	}
	return math.Abs(stored-computed) <= 1e-6*max(1, math.Abs(computed))
}

// evaluator computes formulas on stored values.
type evaluator struct {
	grid   *Grid
	text   string // what is left of the formula
	depth  int
	left   int  // cells that may still be looked at
	hidden bool // SUBTOTAL leaves hidden rows out
}

func (e *evaluator) formula(text string) (float64, bool) {
	e.text, e.depth = text, 0
	v, ok := e.sum()
	return v, ok && strings.TrimSpace(e.text) == "" && e.left > 0
}

func (e *evaluator) next() byte {
	e.text = strings.TrimLeft(e.text, " \t\r\n")
	if e.text == "" {
		return 0
	}
	return e.text[0]
}

func (e *evaluator) take(b byte) bool {
	if e.next() != b {
		return false
	}
	e.text = e.text[1:]
	return true
}

func (e *evaluator) sum() (float64, bool) {
	v, ok := e.product()
	for ok {
		switch {
		case e.take('+'):
			var w float64
			w, ok = e.product()
			v += w
		case e.take('-'):
			var w float64
			w, ok = e.product()
			v -= w
		default:
			return v, true
		}
	}
	return 0, false
}

func (e *evaluator) product() (float64, bool) {
	v, ok := e.factor()
	for ok {
		switch {
		case e.take('*'):
			var w float64
			w, ok = e.factor()
			v *= w
		case e.take('/'):
			var w float64
			w, ok = e.factor()
			if w == 0 {
				return 0, false
			}
			v /= w
		default:
			return v, true
		}
	}
	return 0, false
}

var (
	numberToken = regexp.MustCompile(`^\d+(?:\.\d+)?`)
	funcToken   = regexp.MustCompile(`^(?:_xlfn\.)?([A-Za-z]+)\(`)
	refToken    = regexp.MustCompile(`^\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?(\d{1,7}))?`)
	textToken   = regexp.MustCompile(`^"((?:[^"]|"")*)"`)
)

func (e *evaluator) factor() (float64, bool) {
	if e.depth++; e.depth > maxNested {
		return 0, false
	}
	defer func() { e.depth-- }()
	switch {
	case e.take('+'):
		return e.factor()
	case e.take('-'):
		v, ok := e.factor()
		return -v, ok
	case e.take('('):
		v, ok := e.sum()
		return v, ok && e.take(')')
	}
	e.next()
	if m := funcToken.FindStringSubmatch(e.text); m != nil {
		e.text = e.text[len(m[0]):]
		return e.function(strings.ToUpper(m[1]))
	}
	if r, ok := e.reference(); ok {
		if r.r0 != r.r1 || r.c0 != r.c1 {
			return 0, false
		}
		return plainNumber(e.cell(r.r0, r.c0))
	}
	if m := numberToken.FindString(e.text); m != "" {
		e.text = e.text[len(m):]
		v, err := strconv.ParseFloat(m, 64)
		return v, err == nil
	}
	return 0, false
}

// plainNumber is a cell as an operand: blank is 0, a text is not judged.
func plainNumber(c Cell) (float64, bool) {
	if c.NoValue {
		return 0, false
	}
	if c.Text == "" {
		return 0, c.Formula == ""
	}
	v, ok := c.number()
	return v, ok
}

// number is the value of a cell that holds a number.
func (c Cell) number() (float64, bool) {
	if c.IsText {
		return 0, false
	}
	v, err := strconv.ParseFloat(c.Text, 64)
	return v, err == nil
}

// rect is a range of cells, from 0.
type rect struct{ r0, c0, r1, c1 int }

// reference reads the name of a cell or a range of this sheet.
func (e *evaluator) reference() (rect, bool) {
	m := refToken.FindStringSubmatch(e.text)
	if m == nil {
		return rect{}, false
	}
	rest := e.text[len(m[0]):]
	if rest != "" && (rest[0] == '!' || rest[0] == '(' || isWordByte(rest[0]) || rest[0] == ':') {
		return rect{}, false
	}
	c0, r0, ok := splitName(strings.ToUpper(m[1]) + m[2])
	c1, r1, ok2 := c0, r0, true
	if m[3] != "" {
		c1, r1, ok2 = splitName(strings.ToUpper(m[3]) + m[4])
	}
	e.text = rest
	return rect{min(r0, r1), min(c0, c1), max(r0, r1), max(c0, c1)}, ok && ok2
}

func (e *evaluator) cell(r, c int) Cell {
	e.left--
	if r < 0 || r >= len(e.grid.Rows) {
		return Cell{}
	}
	return cellAt(e.grid.Rows[r], c)
}
