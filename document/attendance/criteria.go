package attendance

import (
	"regexp"
	"strconv"
	"strings"
)

var criterionOperator = regexp.MustCompile(`^(<=|>=|<>|<|>|=)?(.*)$`)

// condition is a range and what its cells must meet.
type condition struct {
	at                rect
	operator, operand string
}

// conditional computes COUNTIF(range, criterion), SUMIF(range, criterion[, sum]),
// COUNTIFS(range, criterion, …) and SUMIFS(sum, range, criterion, …), with a
// text, a number or a cell as criterion. Wildcards, blanks and what is different
// are not judged.
func (e *evaluator) conditional(name string) (float64, bool) {
	var sum rect
	var all []condition
	ok := true
	if name == "SUMIFS" {
		e.next()
		sum, ok = e.reference()
		ok = ok && e.take(',')
	}
	for ok && len(all) < maxNested {
		var c condition
		if c, ok = e.condition(); !ok {
			break
		}
		all = append(all, c)
		if e.take(')') {
			break
		}
		ok = e.take(',')
		if name == "SUMIF" && ok {
			e.next()
			sum, ok = e.reference()
			ok = ok && e.take(')')
			break
		}
		ok = ok && name != "COUNTIF"
	}
	if !ok || len(all) == 0 {
		return 0, false
	}
	if name == "SUMIF" && sum.grid == nil {
		sum = all[0].at
	}
	return e.meeting(all, sum)
}

func (e *evaluator) condition() (condition, bool) {
	e.next()
	at, ok := e.reference()
	if !ok || !e.take(',') {
		return condition{}, false
	}
	text, ok := e.criterion()
	if !ok || text == "" || strings.ContainsAny(text, "*?~") {
		return condition{}, false
	}
	m := criterionOperator.FindStringSubmatch(text)
	if m == nil || m[2] == "" || strings.TrimSpace(m[2]) != m[2] || m[1] == "<>" { // cells beyond the grid are different too
		return condition{}, false
	}
	return condition{at, m[1], m[2]}, true
}

// criterion reads the second argument of COUNTIF.
func (e *evaluator) criterion() (string, bool) {
	e.next()
	if m := textToken.FindStringSubmatch(e.text); m != nil {
		e.text = e.text[len(m[0]):]
		return strings.ReplaceAll(m[1], `""`, `"`), true
	}
	if r, ok := e.reference(); ok {
		c := e.cell(r, 0, 0)
		return c.Text, r.single() && !c.NoValue && !c.odd && !c.padded
	}
	m := numberToken.FindString(e.text)
	e.text = e.text[len(m):]
	return m, m != ""
}

// meeting counts the cells that meet all the conditions, or adds those of sum
// that stand at their places.
func (e *evaluator) meeting(all []condition, sum rect) (float64, bool) {
	first := all[0].at
	for _, c := range all[1:] {
		if c.at.rows() != first.rows() || c.at.cols() != first.cols() {
			return 0, false
		}
	}
	if sum.grid != nil && (sum.rows() != first.rows() || sum.cols() != first.cols()) {
		return 0, false
	}
	total := 0.0
	ok := e.each(first, func(row, col int, _ Cell) bool {
		met := true
		for _, c := range all {
			this, ok := meets(e.cell(c.at, row, col), c.operator, c.operand)
			if !ok {
				return false
			}
			met = met && this
		}
		switch {
		case !met:
		case sum.grid == nil:
			total++
		default:
			c := e.cell(sum, row, col)
			v, ok := c.number()
			if c.NoValue || c.odd {
				return false
			}
			if ok {
				total += v
			}
		}
		return true
	})
	return total, ok
}

// meets compares a cell with a criterion: numbers as numbers, texts without
// regard to case. ok is false where programs may differ.
func meets(c Cell, operator, operand string) (met, ok bool) {
	if c.NoValue {
		return false, false
	}
	equal := operator == "" || operator == "="
	want, err := strconv.ParseFloat(strings.Replace(operand, ",", ".", 1), 64)
	have, err2 := strconv.ParseFloat(c.Text, 64)
	if err != nil {
		same := strings.EqualFold(c.Text, operand)
		return same, equal && !c.loose && !(same && c.padded)
	}
	if c.odd || c.IsText && err2 == nil {
		return false, false
	}
	if err2 != nil {
		return false, true
	}
	switch operator {
	case "<":
		return have < want, true
	case ">":
		return have > want, true
	case "<=":
		return have <= want, true
	case ">=":
		return have >= want, true
	}
	return have == want, true
}
