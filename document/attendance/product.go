package attendance

import (
	"math"
	"strings"
)

// item is what stands in one place of an array.
type item struct {
	number  float64
	text    string
	isText  bool
	isTruth bool
	odd     bool // programs may differ on it
}

// array is a range, or what was computed of ranges of one size. A single value is
// of any size.
type array struct {
	rows, cols int // 0 for a single value
	items      []item
}

// maxArray bounds the places of an array; the marks of 600 guests are 18,600.
const maxArray = 100_000

func single(i item) array { return array{items: []item{i}} }

// sumProduct computes SUMPRODUCT(array, …): the places of the arrays are
// multiplied and added. An array is a range, a number, or what + - * / and
// comparisons make of them: (B4:AF4="P")*1.
func (e *evaluator) sumProduct() (float64, bool) {
	var all []array
	for len(all) < maxNested {
		a, ok := e.arraySum()
		if !ok || len(all) > 0 && (a.rows != all[0].rows || a.cols != all[0].cols) {
			return 0, false
		}
		all = append(all, a)
		if e.take(')') {
			return e.addProducts(all)
		}
		if !e.take(',') {
			return 0, false
		}
	}
	return 0, false
}

func (e *evaluator) addProducts(all []array) (float64, bool) {
	total := 0.0
	for i := range all[0].items {
		v := 1.0
		for _, a := range all {
			switch it := a.items[i]; {
			case it.odd || it.isTruth: // a truth alone is 0 for some and 1 for others
				return 0, false
			case it.isText:
				v = 0
			default:
				v *= it.number
			}
		}
		total += v
		e.scale = max(e.scale, math.Abs(total), math.Abs(v))
	}
	return total, true
}

// arraySum reads sums of arrays; in parentheses they may be compared.
func (e *evaluator) arraySum() (array, bool) {
	a, ok := e.arrayProduct()
	for ok {
		op := e.next()
		if op != '+' && op != '-' {
			return a, true
		}
		e.take(op)
		var b array
		if b, ok = e.arrayProduct(); ok {
			a, ok = combine(a, b, arithmetic(op))
		}
	}
	return array{}, false
}

func (e *evaluator) arrayProduct() (array, bool) {
	a, ok := e.arrayFactor()
	for ok {
		op := e.next()
		if op != '*' && op != '/' {
			return a, true
		}
		e.take(op)
		var b array
		if b, ok = e.arrayFactor(); ok {
			a, ok = combine(a, b, arithmetic(op))
		}
	}
	return array{}, false
}

func (e *evaluator) arrayFactor() (array, bool) {
	if e.depth++; e.depth > maxNested {
		return array{}, false
	}
	defer func() { e.depth-- }()
	switch {
	case e.take('-'):
		a, ok := e.arrayFactor()
		if !ok {
			return a, false
		}
		return combine(single(item{}), a, arithmetic('-'))
	case e.take('('):
		a, ok := e.arrayCompared()
		return a, ok && e.take(')')
	}
	e.next()
	before := e.text
	if r, ok := e.reference(); ok {
		return e.arrayOf(r)
	}
	if m := textToken.FindStringSubmatch(e.text); m != nil {
		e.text = e.text[len(m[0]):]
		return single(item{text: strings.ReplaceAll(m[1], `""`, `"`), isText: true}), true
	}
	e.text = before
	v, ok := e.factor()
	return single(item{number: v}), ok
}

// arrayCompared reads a sum of arrays, or two that are compared.
func (e *evaluator) arrayCompared() (array, bool) {
	a, ok := e.arraySum()
	if !ok {
		return a, false
	}
	e.next()
	op := criterionOperator.FindStringSubmatch(strings.SplitN(e.text, "\n", 2)[0])[1]
	if op == "" {
		return a, true
	}
	e.text = e.text[len(op):]
	b, ok := e.arraySum()
	if !ok {
		return b, false
	}
	return combine(a, b, comparison(op))
}

// arrayOf is a range; every cell of it is looked at, those beyond the grid too.
func (e *evaluator) arrayOf(r rect) (array, bool) {
	if n := r.rows() * r.cols(); r.rows() > maxSheetRows || n > maxArray || n >= e.left {
		return array{}, false
	}
	a := array{rows: r.rows(), cols: r.cols(), items: make([]item, 0, r.rows()*r.cols())}
	if r.single() {
		a.rows, a.cols = 0, 0
	}
	for row := range r.rows() {
		for col := range r.cols() {
			c := e.cell(r, row, col)
			v, isNumber := c.number()
			a.items = append(a.items, item{number: v, text: c.Text, isText: !isNumber && (c.Text != "" || c.Formula != ""),
				odd: c.NoValue || c.odd || c.padded || c.loose})
			e.scale = max(e.scale, math.Abs(v))
		}
	}
	return a, true
}

// combine applies f place by place. ok is false for arrays of several sizes.
func combine(a, b array, f func(a, b item) item) (array, bool) {
	if a.rows == 0 && a.cols == 0 {
		a, b = b, a
		g := f
		f = func(x, y item) item { return g(y, x) }
	}
	whole := b.rows == 0 && b.cols == 0
	if !whole && (a.rows != b.rows || a.cols != b.cols) {
		return array{}, false
	}
	out := array{rows: a.rows, cols: a.cols, items: make([]item, len(a.items))}
	for i, x := range a.items {
		y := b.items[0]
		if !whole {
			y = b.items[i]
		}
		out.items[i] = f(x, y)
		out.items[i].odd = out.items[i].odd || x.odd || y.odd
	}
	return out, true
}

func arithmetic(op byte) func(a, b item) item {
	return func(a, b item) item {
		out := item{odd: a.isText || b.isText || op == '/' && b.number == 0}
		switch op {
		case '+':
			out.number = a.number + b.number
		case '-':
			out.number = a.number - b.number
		case '*':
			out.number = a.number * b.number
		case '/':
			out.number = a.number / b.number
		}
		return out
	}
}

// comparison compares two numbers, or whether texts are the same. What programs
// may differ on is odd: case, a text before a number, a number that is nearly
// another.
func comparison(op string) func(a, b item) item {
	return func(a, b item) item {
		out := item{isTruth: true}
		met := false
		switch ab := a.isText || b.isText; {
		case ab && op != "=" && op != "<>":
			out.odd = true
		case ab:
			met = (a.isText == b.isText || a.text == "" && b.text == "") && a.text == b.text
			out.odd = !met && strings.EqualFold(a.text, b.text)
			met = met == (op == "=")
		default:
			d := a.number - b.number
			out.odd = d != 0 && math.Abs(d) < closeDigit*max(1, math.Abs(a.number))
			met = op == "=" && d == 0 || op == "<>" && d != 0 || op == "<" && d < 0 || op == ">" && d > 0 || op == "<=" && d <= 0 || op == ">=" && d >= 0
		}
		if met {
			out.number = 1
		}
		return out
	}
}
