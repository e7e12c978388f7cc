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

// Recompute computes the simple formulas of a workbook again from the stored
// values of the cells that they name: + - * / %, SUM, PRODUCT, COUNT, COUNTA,
// COUNTBLANK, MIN, MAX, AVERAGE and SUBTOTAL of these, COUNTIF(S) and SUMIF(S)
// with plain criteria, ROUND and its kin, SUMPRODUCT of ranges and of what they
// are compared with. A formula with anything else, or with a cell of which it is
// not known how programs count it, is not judged.
func Recompute(book ...Grid) []Disagreement {
	var out []Disagreement
	recompute(book, func(c *Cell, computed string) {
		out = append(out, Disagreement{c.Place, c.Text, computed})
	})
	return out
}

// markDisagreements puts a doubt on the cells whose formula says otherwise.
func markDisagreements(book []Grid) {
	recompute(book, func(c *Cell, computed string) { c.Doubt = "its formula gives " + computed })
}

// mostPasses bounds how often a workbook is computed: formulas mostly name cells above
// or to the left, which one pass follows.
const mostPasses = 4

// recompute tells the cells whose stored value is not what their formula gives. Where a
// formula names such a cell it is computed from what that one should hold: a total over
// sums that were not computed since is as old as they are.
func recompute(book []Grid, tell func(c *Cell, computed string)) {
	e := evaluator{book: map[string]*Grid{}}
	for i := range book {
		e.book[strings.ToLower(book[i].Name)] = &book[i]
		if book[i].Rounded {
			return
		}
	}
	stored := map[*Cell]string{} // of cells that hold what they should, meanwhile
	for range mostPasses {
		if !e.pass(book, stored) {
			break
		}
	}
	eachCell(book, func(_ *Grid, c *Cell) {
		if was, ok := stored[c]; ok {
			computed := c.Text
			c.Text = was
			tell(c, computed)
		}
	})
}

// pass computes a workbook once, and writes into cells what they should hold; stored
// gets what they held. It says whether any was written.
func (e *evaluator) pass(book []Grid, stored map[*Cell]string) (wrote bool) {
	e.grid = nil
	eachCell(book, func(g *Grid, c *Cell) {
		if e.grid != g {
			e.grid, e.left = g, maxVisits
		}
		computed, denied := e.denies(*c)
		if !denied {
			return
		}
		if _, ok := stored[c]; !ok {
			stored[c] = c.Text
		}
		c.Text, wrote = strconv.FormatFloat(computed, 'f', -1, 64), true
		if e.agrees(stored[c], computed) {
			c.Text = stored[c]
			delete(stored, c)
		}
	})
	return wrote
}

// eachCell calls f for the cells of a workbook, sheet by sheet, row by row.
func eachCell(book []Grid, f func(*Grid, *Cell)) {
	for i := range book {
		for r := range book[i].Rows {
			for c := range book[i].Rows[r] {
				f(&book[i], &book[i].Rows[r][c])
			}
		}
	}
}

// denies says that the formula of a cell does not give its stored value, neither
// with hidden rows nor without.
func (e *evaluator) denies(c Cell) (computed float64, denied bool) {
	if c.Formula == "" || c.NoValue || c.odd {
		return 0, false
	}
	e.hidden = false
	computed, ok := e.formula(c.Formula)
	if !ok || e.agrees(c.Text, computed) {
		return 0, false
	}
	e.hidden = true
	shown, ok := e.formula(c.Formula)
	return computed, ok && !e.agrees(c.Text, shown)
}

// How far a stored value may be from the computed one: programs keep fifteen digits,
// and a sum of thousands of numbers has fewer that are right.
const (
	leastPart  = 1e-6
	sameDigits = 1e-11 // of the largest number on the way
)

// agrees compares a stored value with a computed one, as exactly as the numbers
// that it was computed from allow.
func (e *evaluator) agrees(text string, computed float64) bool {
	stored, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return text == "" && computed == 0 // a zero that is not shown
	}
	return math.Abs(stored-computed) <= leastPart+sameDigits*max(math.Abs(computed), e.scale)
}

// evaluator computes formulas on stored values.
type evaluator struct {
	book   map[string]*Grid // by name, in lower case
	grid   *Grid
	text   string // what is left of the formula
	depth  int
	left   int     // cells that may still be looked at
	hidden bool    // SUBTOTAL leaves hidden rows out
	scale  float64 // the largest number on the way
}

func (e *evaluator) formula(text string) (float64, bool) {
	e.text, e.depth, e.scale = text, 0, 0
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
		e.scale = max(e.scale, math.Abs(v))
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
		case e.take('%'):
			v /= 100
		case e.take('*'):
			var w float64
			w, ok = e.percent()
			v *= w
		case e.take('/'):
			var w float64
			w, ok = e.percent()
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

// percent is a factor that is divided, or multiplied by.
func (e *evaluator) percent() (float64, bool) {
	v, ok := e.factor()
	for ok && e.take('%') {
		v /= 100
	}
	return v, ok
}

var (
	numberToken = regexp.MustCompile(`^\d+(?:\.\d+)?`)
	funcToken   = regexp.MustCompile(`^(?:_xlfn\.)?([A-Za-z]+)\(`)
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
		if !r.single() {
			return 0, false
		}
		return plainNumber(e.cell(r, 0, 0))
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
	if c.NoValue || c.odd {
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
