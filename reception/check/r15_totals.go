package check

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/document"
)

// declaredTotals is R15: the totals written in a register are the sums of its
// marks: of each row, of each day, of the month.
func declaredTotals() Rule {
	return Rule{
		ID: "R15", Version: 2, TitleIt: "Totali del registro", TitleEn: "Totals of the register",
		Basis: "DM 18 ottobre 2017, registro delle presenze; capitolato", Severity: Block,
		Kinds: []document.Kind{document.Register},
		applies: func(d *desk) (string, string, bool) {
			if len(d.sheet.sums()) == 0 {
				return "Il registro non ha totali scritti da confrontare con le caselle.",
					"The register has no written totals to compare with its cells.", false
			}
			return "", "", true
		},
		find: findTotals,
	}
}

// sum is a total as written beside what the marks make.
type sum struct {
	sort     string // "row", "day", "month"
	number   int    // of the row or day
	declared decimal.Decimal
	tally
	written document.Field
	in      Input // what was computed
}

// sums returns every written total that the marks allow to compute.
func (s *sheet) sums() []sum {
	var out []sum
	add := func(x sum) {
		n, err := ParseNumber(x.written.Value)
		if err == nil {
			x.declared = n
			out = append(out, x)
		}
	}
	month := tally{}
	for i := range s.rows {
		r := &s.rows[i]
		total := r.total()
		month = month.plus(total)
		if r.pattern.Value == "" {
			continue
		}
		for _, f := range r.declared {
			add(sum{"row", r.number, decimal.Zero, total, f, s.citeRow(r, total.n)})
		}
	}
	for day := 1; day <= 31; day++ {
		t, ok := s.on(day)
		f, written := s.first(document.DeclaredDayField(day))
		if ok && written {
			add(sum{"day", day, decimal.Zero, t, f, s.citeDay(day, t.n)})
		}
	}
	f, ok := s.first(document.PersonDays)
	if !s.hasMarks() && ok {
		n, _, _ := s.number(document.PersonDays)
		whole := int(n.IntPart())
		month = tally{whole, whole, whole + s.open()}
	}
	for _, w := range s.all(document.DeclaredPersonDays) {
		if s.hasMarks() || ok {
			add(sum{"month", 0, decimal.Zero, month, w, s.citeMarks(f, month.n)})
		}
	}
	return out
}

func (s *sheet) citeRow(r *row, total int) Input {
	n := strconv.Itoa(r.number)
	f := r.days
	if f.Name == "" {
		f = r.pattern
	}
	in := s.cite(f, words{"presenze contate nella riga " + n, "presences counted in row " + n}, count(total))
	in.Unsure = s.weak(f)
	return in
}

func (s *sheet) citeMarks(f document.Field, n int) Input {
	in := s.cite(f, words{"presenze contate nel registro", "presences counted in the register"}, count(n))
	in.Unsure = s.weak(f)
	return in
}

// off says that no reading of the doubtful marks makes the written total.
func (x sum) off() bool {
	return !x.declared.IsInteger() || !x.holds(x.declared.IntPart())
}

// findTotals makes a finding of each wrong total of the month, one of the wrong
// days, one of the wrong rows; those that the reading does not vouch for apart,
// so that they don't soften the others.
func findTotals(d *desk) []Finding {
	var out []Finding
	sums := d.sheet.sums()
	for _, sort := range []string{"month", "day", "row"} {
		var sure, weak []sum
		for _, x := range sums {
			switch {
			case x.sort != sort || !x.off():
			case x.written.Unsure || x.in.Unsure:
				weak = append(weak, x)
			default:
				sure = append(sure, x)
			}
		}
		for _, all := range append(apart(sure), apart(weak)...) {
			out = append(out, d.sheet.wrongSums(all))
		}
	}
	return out
}

// apart keeps wrong rows together, and wrong days; of totals of the month, those
// that say the same (a register writes it in several places).
func apart(all []sum) [][]sum {
	var out [][]sum
	for _, x := range all {
		i := slices.IndexFunc(out, func(g []sum) bool { return x.sort != "month" || g[0].declared.Equal(x.declared) })
		if i < 0 {
			out = append(out, nil)
			i = len(out) - 1
		}
		out[i] = append(out[i], x)
	}
	return out
}

// one and many begin the sentence about one wrong total, and about several.
func (x sum) one() words {
	n := strconv.Itoa(x.number)
	switch x.sort {
	case "row":
		return words{"Il totale della riga " + n, "The total of row " + n}
	case "day":
		return words{"Il totale del giorno " + n, "The total of day " + n}
	}
	return words{"Il totale del mese", "The total of the month"}
}

func (x sum) many() words {
	if x.sort == "row" {
		return words{"Nelle righe", "In rows"}
	}
	return words{"Nei giorni", "On days"}
}

// maxListed bounds how many wrong totals a sentence names.
const maxListed = 10

func (s *sheet) wrongSums(all []sum) Finding {
	declared, computed, unread := decimal.Zero, 0, 0
	var names []string
	f := Finding{
		DoIt: "Correggere il totale o le caselle del registro e inviarlo di nuovo.",
		DoEn: "Correct the total or the cells of the register and send it again.",
	}
	for i, x := range all {
		f.Inputs = append(f.Inputs, s.citeSum(x))
		if x.sort == "month" && i > 0 {
			continue
		}
		f.Inputs = append(f.Inputs, x.in)
		declared, computed, unread = declared.Add(x.declared), computed+x.n, unread+s.unreadIn(x)
		names = append(names, strconv.Itoa(x.number))
		it, en := sumWords(x)
		f.ArithmeticIt = append(f.ArithmeticIt, fmt.Sprintf("%s: scritto %s, contato %s", it, figure(x.declared).it, x.bounds().it))
		f.ArithmeticEn = append(f.ArithmeticEn, fmt.Sprintf("%s: written %s, counted %s", en, figure(x.declared).en, x.bounds().en))
	}
	f.Figures = compared(figure(declared), count(computed), signed(declared.Sub(decimal.NewFromInt(int64(computed))), figure))
	if len(names) == 1 {
		x, one := all[0], all[0].one()
		f.It = fmt.Sprintf("%s è scritto %s, ma le caselle fanno %s.", one.it, figure(x.declared).it, x.bounds().it)
		f.En = fmt.Sprintf("%s is written as %s, but the cells make %s.", one.en, figure(x.declared).en, x.bounds().en)
		f.unreadFirst(unread)
		return f
	}
	many := all[0].many()
	f.It = fmt.Sprintf("%s %s il totale scritto non è la somma delle caselle.", many.it, listIt(atMost(names, maxListed, "altri")))
	f.En = fmt.Sprintf("%s %s the total as written is not the sum of the cells.", many.en, listEn(atMost(names, maxListed, "more")))
	f.unreadFirst(unread)
	return f
}

// unreadIn is how many of the cells that a total is the sum of were not read.
func (s *sheet) unreadIn(x sum) int {
	switch x.sort {
	case "row":
		return s.unreadOn(x.number, 0)
	case "day":
		return s.unreadOn(0, x.number)
	}
	return s.unreadOn(0, 0)
}

// bounds writes what the marks make: one number, or its bounds.
func (x sum) bounds() words {
	if x.low == x.high {
		return count(x.n)
	}
	if x.high == x.low+1 {
		return count(x.low).plus(words{" o ", " or "}).plus(count(x.high))
	}
	return step("%s–%s", count(x.low), count(x.high))
}

func sumWords(x sum) (it, en string) {
	n := strconv.Itoa(x.number)
	switch x.sort {
	case "row":
		return "riga " + n, "row " + n
	case "day":
		return "giorno " + n, "day " + n
	}
	return "mese", "month"
}

func (s *sheet) citeSum(x sum) Input {
	it, en := sumWords(x)
	return s.cite(x.written, words{strings.TrimSpace("totale scritto, " + it), strings.TrimSpace("total as written, " + en)}, figure(x.declared))
}
