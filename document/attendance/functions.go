package attendance

import (
	"regexp"
	"strconv"
	"strings"
)

// tally is what the functions of sums are made of.
type tally struct {
	sum     float64
	numbers int // cells with a number
	filled  int // cells that are not blank
	unknown bool
}

// function computes a function whose opening parenthesis was read.
func (e *evaluator) function(name string) (float64, bool) {
	switch name {
	case "SUM", "COUNT", "COUNTA", "AVERAGE":
		t, ok := e.arguments(false)
		if !ok {
			return 0, false
		}
		return t.result(name)
	case "SUBTOTAL":
		return e.subtotal()
	case "COUNTIF":
		return e.countIf()
	}
	return 0, false
}

func (t tally) result(name string) (float64, bool) {
	switch {
	case t.unknown:
		return 0, false
	case name == "COUNT":
		return float64(t.numbers), true
	case name == "COUNTA":
		return float64(t.filled), true
	case name == "AVERAGE" && t.numbers == 0:
		return 0, false
	case name == "AVERAGE":
		return t.sum / float64(t.numbers), true
	}
	return t.sum, true
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
	var t tally
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
			t.sum, t.numbers, t.filled = t.sum+v, t.numbers+1, t.filled+1
		}
		if e.take(')') {
			return t, true
		}
		if !e.take(',') {
			return t, false
		}
	}
}

// add adds the cells of a range that the grid has.
func (e *evaluator) add(t *tally, r rect, subtotal bool) bool {
	for row := r.r0; row <= r.r1 && row < len(e.grid.Rows); row++ {
		for col := r.c0; col <= r.c1 && col < len(e.grid.Rows[row]); col++ {
			c := e.cell(row, col)
			if e.left <= 0 {
				return false
			}
			if subtotal && (e.hidden && c.Hidden || strings.HasPrefix(strings.ToUpper(c.Formula), "SUBTOTAL(")) {
				continue
			}
			t.unknown = t.unknown || c.NoValue
			if c.Text != "" || c.Formula != "" {
				t.filled++
			}
			if v, ok := c.number(); ok {
				t.sum, t.numbers = t.sum+v, t.numbers+1
			}
		}
	}
	return true
}

var criterionOperator = regexp.MustCompile(`^(<=|>=|<>|<|>|=)?(.*)$`)

// countIf computes COUNTIF(range, criterion) with a text, a number or a cell as
// criterion. Wildcards and blanks are not judged.
func (e *evaluator) countIf() (float64, bool) {
	e.next()
	r, ok := e.reference()
	if !ok || !e.take(',') {
		return 0, false
	}
	criterion, ok := e.criterion()
	if !ok || !e.take(')') || criterion == "" || strings.ContainsAny(criterion, "*?~") {
		return 0, false
	}
	m := criterionOperator.FindStringSubmatch(criterion)
	if m[2] == "" {
		return 0, false
	}
	n := 0
	for row := r.r0; row <= r.r1 && row < len(e.grid.Rows); row++ {
		for col := r.c0; col <= r.c1 && col < len(e.grid.Rows[row]); col++ {
			c := e.cell(row, col)
			if c.NoValue || e.left <= 0 {
				return 0, false
			}
			if meets(c, m[1], m[2]) {
				n++
			}
		}
	}
	if m[1] == "<>" { // cells beyond the grid are different too
		return 0, false
	}
	return float64(n), true
}

// criterion reads the second argument of COUNTIF.
func (e *evaluator) criterion() (string, bool) {
	e.next()
	if m := textToken.FindStringSubmatch(e.text); m != nil {
		e.text = e.text[len(m[0]):]
		return strings.ReplaceAll(m[1], `""`, `"`), true
	}
	if r, ok := e.reference(); ok {
		c := e.cell(r.r0, r.c0)
		return c.Text, r.r0 == r.r1 && r.c0 == r.c1 && !c.NoValue
	}
	m := numberToken.FindString(e.text)
	e.text = e.text[len(m):]
	return m, m != ""
}

// meets compares a cell with a criterion: numbers as numbers, texts without
// regard to case.
func meets(c Cell, operator, operand string) bool {
	want, err := strconv.ParseFloat(strings.Replace(operand, ",", ".", 1), 64)
	have, err2 := strconv.ParseFloat(c.Text, 64)
	if err != nil {
		return (operator == "" || operator == "=") && strings.EqualFold(c.Text, operand)
	}
	if err2 != nil || c.IsText && operator != "" && operator != "=" {
		return false
	}
	switch operator {
	case "<":
		return have < want
	case ">":
		return have > want
	case "<=":
		return have <= want
	case ">=":
		return have >= want
	}
	return have == want
}

// moveFormula moves the relative names of cells in a formula.
func moveFormula(text string, rows, cols int) string {
	var b strings.Builder
	for i, part := range strings.Split(text, `"`) {
		if i > 0 {
			b.WriteByte('"')
		}
		if i%2 == 1 {
			b.WriteString(part)
			continue
		}
		b.WriteString(nameInFormula.ReplaceAllStringFunc(part, func(name string) string {
			m := nameInFormula.FindStringSubmatch(name)
			return moveName(m, rows, cols)
		}))
	}
	return b.String()
}

var nameInFormula = regexp.MustCompile(`(\$?)\b([A-Z]{1,3})(\$?)(\d{1,7})\b`)

// moveName moves one name; one that would leave the sheet is written so that it
// is not judged.
func moveName(m []string, rows, cols int) string {
	col, row, ok := splitName(m[2] + m[4])
	if !ok {
		return m[0]
	}
	if m[1] == "" {
		col += cols
	}
	if m[3] == "" {
		row += rows
	}
	if col < 0 || row < 0 {
		return "#REF!"
	}
	return m[1] + columnName(col) + m[3] + strconv.Itoa(row+1)
}
