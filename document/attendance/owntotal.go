package attendance

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Totals of the whole register that stand in a line of their own.

// ofEverything are the words of a line that holds a total of all, without saying
// of what.
var ofEverything = regexp.MustCompile(`^tot(ale|\.)?(\s+(generale|complessivo|finale))?(\s+((del|nel)\s+)?mese)?\s*:?$`)

// ofWhat is the doubt about a total that does not say what it counts.
const ofWhat = "the line does not say of what it is the total"

// severalNumbers is the doubt about a total beside which other numbers stand.
const severalNumbers = "several numbers stand behind the label"

// ownTotal is the only number of a line that is called a total of all, wherever
// it stands.
func (c columns) ownTotal(row []Cell) Value {
	var v Value
	named := false
	for i, cell := range row {
		t := strings.Join(strings.Fields(fold(cell.Text)), " ")
		switch n := number(cell); {
		case n.Found() && v.Found():
			return Value{}
		case n.Found():
			v = n
		case t == "":
		case i < c.first && !named && ofEverything.MatchString(t):
			named = true
		default:
			return Value{}
		}
	}
	if !named || isLoose(row) {
		return Value{}
	}
	if v.Doubt == "" {
		v.Doubt = ofWhat
	}
	return v
}

// clearTotals takes the doubt off totals that are those of the presences.
func (r *Register) clearTotals() {
	for i := range r.DeclaredTotals {
		if v := &r.DeclaredTotals[i]; v.Doubt == ofWhat && v.Text == strconv.Itoa(r.PersonDays()) {
			v.Doubt = ""
		}
	}
}

// sumOf is what stands behind a label of a total: the number after the last
// colon, or the only one that is not of the month's name; where there is none,
// the first number in the cells that follow.
func sumOf(v Value, row []Cell, at int) Value {
	text := v.Text
	if i := strings.LastIndex(text, ":"); i >= 0 {
		text = text[i+1:]
	} else if _, month, ok := Month(text); ok {
		text = strings.Replace(fold(text), month, " ", 1)
	}
	numbers := numbersIn(text)
	if len(numbers) > 0 {
		v.Text = numbers[0]
		if len(slices.Compact(numbers)) > 1 && v.Doubt == "" {
			v.Doubt = severalNumbers
		}
		return v
	}
	before := ""
	for i := at; i < len(row); i++ {
		if n := number(row[i]); i > at && n.Found() && !row[i].Glued && monthNumber(before) == 0 {
			return n
		}
		if words := strings.Fields(fold(row[i].Text)); len(words) > 0 {
			before = words[len(words)-1]
		}
	}
	return v
}

func numbersIn(text string) []string {
	var out []string
	for f := range strings.FieldsSeq(text) {
		if f = strings.Trim(f, ".,;:()"); wholeNumber.MatchString(f) {
			out = append(out, f)
		}
	}
	return out
}
