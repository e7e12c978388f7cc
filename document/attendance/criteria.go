package attendance

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

var criterionOperator = regexp.MustCompile(`^(<=|>=|<>|<|>|=)?(.*)$`)

// condition is a range and what its cells must meet.
type condition struct {
	at       rect
	operator string
	operand
}

// operand is what cells are compared with: a number, or a text.
type operand struct {
	text     string
	number   float64
	isNumber bool
}

// conditional computes COUNTIF(range, criterion), SUMIF(range, criterion[, sum]),
// COUNTIFS(range, criterion, …) and SUMIFS(sum, range, criterion, …), with a
// text, a number or a cell as criterion. Blanks, what is different, and texts that
// programs take for more than words (isWord) are not judged.
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
	text, exact, ok := e.criterion()
	if !ok {
		return condition{}, false
	}
	m := criterionOperator.FindStringSubmatch(text)
	if m == nil || m[1] == "<>" { // cells beyond the grid are different too
		return condition{}, false
	}
	c := condition{at: at, operator: m[1]}
	c.operand, ok = operandOf(m[2], exact)
	return c, ok
}

// criterion reads the second argument of COUNTIF; exact says that it is a number,
// not a text in which one may be written as people write it.
func (e *evaluator) criterion() (text string, exact, ok bool) {
	e.next()
	if m := textToken.FindStringSubmatch(e.text); m != nil {
		e.text = e.text[len(m[0]):]
		return strings.ReplaceAll(m[1], `""`, `"`), false, true
	}
	if r, ok := e.reference(); ok {
		c := e.cell(r, 0, 0)
		return c.Text, !c.IsText, r.single() && !c.NoValue && !c.odd && !c.padded
	}
	m := numberToken.FindString(e.text)
	e.text = e.text[len(m):]
	return m, true, m != ""
}

var integerText = regexp.MustCompile(`^-?\d{1,15}$`)

// operandOf is a whole number, an exact one, or a word. In a text everything else
// with a figure may be a number to a program: 01/10/2026, 50%, 1.500 in Italian.
func operandOf(text string, exact bool) (operand, bool) {
	if exact || integerText.MatchString(text) {
		v, err := strconv.ParseFloat(text, 64)
		return operand{text: text, number: v, isNumber: true}, err == nil
	}
	return operand{text: text}, isWord(text)
}

// isWord says that a text means itself as a criterion: it is no number, no truth,
// no error, and has none of the signs of wildcards and expressions, of which a file
// does not say whether its program heeds them.
func isWord(text string) bool {
	plain := func(r rune) bool { return unicode.IsLetter(r) || strings.ContainsRune(" '/_-", r) }
	return text != "" && strings.TrimSpace(text) == text && !strings.ContainsFunc(text, func(r rune) bool { return !plain(r) }) &&
		!slices.Contains([]string{"TRUE", "FALSE", "VERO", "FALSO"}, strings.ToUpper(text))
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
			this, ok := c.meets(e.cell(c.at, row, col))
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

// meets says that a cell meets the criterion: numbers as numbers, texts without
// regard to case. ok is false where programs may differ.
func (c condition) meets(cell Cell) (met, ok bool) {
	if cell.NoValue {
		return false, false
	}
	if !c.isNumber {
		same := strings.EqualFold(cell.Text, c.text)
		return same, (c.operator == "" || c.operator == "=") && !cell.loose && !(same && (cell.padded || cell.odd))
	}
	have, err := strconv.ParseFloat(cell.Text, 64)
	if cell.odd || cell.IsText && err == nil {
		return false, false
	}
	if err != nil {
		return false, true
	}
	switch c.operator {
	case "<":
		return have < c.number, true
	case ">":
		return have > c.number, true
	case "<=":
		return have <= c.number, true
	case ">=":
		return have >= c.number, true
	}
	return have == c.number, true
}
