package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// The most that an agreement pays as pocket money to one family (nucleo familiare) on
// one day. Registers know families by a code: guests of one register with the same
// code are one.

// capped is days on which one family would come to more than the cap.
type capped struct {
	sheet     *sheet
	code      string
	persons   int // present on each of the days, the doubtful ones too
	days      int
	rate, cap decimal.Decimal
}

// over is by how much the family comes to more than the cap, on all of the days.
func (c capped) over() decimal.Decimal {
	return c.rate.Mul(decimal.NewFromInt(int64(c.persons))).Sub(c.cap).Mul(decimal.NewFromInt(int64(c.days)))
}

func (c capped) sameAs(o capped) bool {
	return c.sheet == o.sheet && c.code == o.code && c.persons == o.persons && c.rate.Equal(o.rate) && c.cap.Equal(o.cap)
}

// toldFamilies is what registers tell of families on the days of some lines.
type toldFamilies struct {
	capped   []capped
	highest  decimal.Decimal // cap of the agreement on these days; zero: it has none
	on       calendar.Date   // from which it is taken
	known    int             // registers that name them, without a doubt
	silent   []words         // those that name none
	doubtful []words         // in which some are not certain
}

// look counts a register's families on days of its month.
func (f *toldFamilies) look(a *reception.Agreement, s *sheet, days []int) {
	if !f.asks(a, s, days) || len(s.rows) == 0 {
		return
	}
	w := periodWords(s.month)
	name := words{s.centre.Code + " (" + w.it + ")", s.centre.Code + " (" + w.en + ")"}
	switch {
	case !s.tellsFamilies():
		f.silent = append(f.silent, name)
	case !s.hasMarks() || slices.ContainsFunc(s.rows, func(r row) bool { return r.family.Unsure }):
		f.doubtful = append(f.doubtful, name)
	default:
		f.known++
	}
	for _, m := range s.families() {
		for _, day := range days {
			t, ok := a.TariffOn(s.centre.Kind, s.dateOf(day))
			if !ok || t.FamilyCap.IsZero() {
				continue
			}
			c := capped{sheet: s, code: m.code, days: 1, rate: t.PocketMoney, cap: t.FamilyCap}
			for _, r := range m.rows {
				c.persons += r.on(day).high
			}
			if c.over().IsPositive() {
				f.add(c)
			}
		}
	}
}

// asks says that the agreement has a cap on some of the days, and notes the highest.
func (f *toldFamilies) asks(a *reception.Agreement, s *sheet, days []int) (asks bool) {
	for _, day := range days {
		t, ok := a.TariffOn(s.centre.Kind, s.dateOf(day))
		asks = asks || ok && t.FamilyCap.IsPositive()
		if ok && t.FamilyCap.GreaterThan(f.highest) {
			f.highest, f.on = t.FamilyCap, s.dateOf(day)
		}
	}
	return asks
}

func (f *toldFamilies) add(c capped) {
	if i := slices.IndexFunc(f.capped, c.sameAs); i >= 0 {
		f.capped[i].days++
		return
	}
	f.capped = append(f.capped, c)
}

// over is by how much all families come to more than their caps.
func (f toldFamilies) over() decimal.Decimal {
	sum := decimal.Zero
	for _, c := range f.capped {
		sum = sum.Add(c.over())
	}
	return sum
}

// count is how many families come to more than the cap on some day.
func (f toldFamilies) count() int {
	seen := map[string]bool{}
	for _, c := range f.capped {
		seen[c.sheet.centre.Code+"\x00"+c.code] = true
	}
	return len(seen)
}

// linesMax is how many families an arithmetic tells one by one.
const linesMax = 8

// lines opens the arithmetic: a line for each family and number of persons, or where
// these are many one for each number of persons.
func (f toldFamilies) lines() (it, en []string) {
	all := slices.Clone(f.capped)
	byName := len(all) <= linesMax
	if !byName {
		all = bySize(all)
	}
	for _, c := range all {
		n := count(c.persons)
		of := words{"nucleo " + c.code + " (" + c.sheet.centre.Code + ") di " + n.it + " persone", "family " + c.code + " (" + c.sheet.centre.Code + ") of " + n.en + " persons"}
		days := words{plural(c.days, "giorno", "giorni"), plural(c.days, "day", "days")}
		if !byName {
			of = words{"nuclei di " + n.it + " persone", "families of " + n.en + " persons"}
			days = words{plural(c.days, "giornata", "giornate"), days.en}
		}
		due, less := step("min(%s × %s, %s) = %s", n, price(c.rate), price(c.cap), price(c.cap)), euro(c.over().Neg())
		it = append(it, fmt.Sprintf("%s %s × %s: %s al giorno, %s", count(c.days).it, days.it, of.it, due.it, less.it))
		en = append(en, fmt.Sprintf("%s %s × %s: %s a day, %s", count(c.days).en, days.en, of.en, due.en, less.en))
	}
	return it, en
}

// bySize joins days of families of one size.
func bySize(all []capped) []capped {
	var out []capped
	for _, c := range all {
		same := func(o capped) bool { return o.persons == c.persons && o.rate.Equal(c.rate) && o.cap.Equal(c.cap) }
		if i := slices.IndexFunc(out, same); i >= 0 {
			out[i].days += c.days
			continue
		}
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b capped) int { return a.persons - b.persons })
	return out
}

// inputs cites the families one by one, as far as the arithmetic tells them, and the
// cap.
func (f toldFamilies) inputs() []Input {
	var out []Input
	told := map[string]bool{}
	for _, c := range f.capped {
		key := c.sheet.centre.Code + "\x00" + c.sheet.month.Key() + "\x00" + c.code
		if !told[key] && len(told) < linesMax {
			told[key] = true
			out = append(out, c.sheet.citeFamily(c.code))
		}
	}
	return append(out, registry(words{"massimo di pocket money per famiglia al giorno", "most pocket money per family and day"}, price(f.highest), f.on))
}

// unchecked says why the cap could not be checked, or not in every register; empty
// where it was, or where there is none.
func (f toldFamilies) unchecked() words {
	if f.highest.IsZero() || len(f.silent)+len(f.doubtful) == 0 {
		return words{}
	}
	var it, en []string
	if n := len(f.silent); n > 0 {
		namesIt, namesEn := split(f.silent)
		it = append(it, fmt.Sprintf("%s %s non %s i nuclei familiari", plural(n, "il registro di", "i registri di"), listIt(atMost(namesIt, linesMax, "altri")), plural(n, "dice", "dicono")))
		en = append(en, fmt.Sprintf("the %s of %s %s no families", plural(n, "register", "registers"), listEn(atMost(namesEn, linesMax, "others")), plural(n, "names", "name")))
	}
	if n := len(f.doubtful); n > 0 {
		namesIt, namesEn := split(f.doubtful)
		it = append(it, fmt.Sprintf("%s %s i nuclei letti non sono certi", plural(n, "nel registro di", "nei registri di"), listIt(atMost(namesIt, linesMax, "altri"))))
		en = append(en, fmt.Sprintf("in the %s of %s the families that were read are not certain", plural(n, "register", "registers"), listEn(atMost(namesEn, linesMax, "others"))))
	}
	all := words{}
	if f.known > 0 {
		all = words{" in tutti i registri", " in every register"}
	}
	most := price(f.highest)
	return words{"Il massimo per famiglia (" + most.it + " al giorno) non si è potuto controllare" + all.it + ": " + strings.Join(it, "; ") + ".",
		"The cap per family (" + most.en + " a day) could not be checked" + all.en + ": " + strings.Join(en, "; ") + "."}
}

// family is the guests of a register who share a code.
type family struct {
	code string
	rows []*row
}

// families are those of a register of whom the reading is sure, in its order. A guest
// whose family is not is counted alone: that can only make more due.
func (s *sheet) families() []family {
	var out []family
	for i := range s.rows {
		r := &s.rows[i]
		if r.family.Value == "" || r.family.Unsure {
			continue
		}
		at := slices.IndexFunc(out, func(h family) bool { return h.code == r.family.Value })
		if at < 0 {
			at = len(out)
			out = append(out, family{code: r.family.Value})
		}
		out[at].rows = append(out[at].rows, r)
	}
	return out
}

// tellsFamilies says that the register says of some guest which family is his or hers,
// or that there is none.
func (s *sheet) tellsFamilies() bool {
	_, ok := s.first(document.FamilyCount)
	return ok || slices.ContainsFunc(s.rows, func(r row) bool { return r.family.Value != "" })
}

// citeFamily cites a family by the cell of its first guest.
func (s *sheet) citeFamily(code string) Input {
	var numbers []int
	var first document.Field
	for _, r := range s.rows {
		if r.family.Value == code && !r.family.Unsure {
			if len(numbers) == 0 {
				first = r.family
			}
			numbers = append(numbers, r.number)
		}
	}
	rows := strings.Join(dayList(numbers), ", ")
	return s.cite(first, words{"nucleo " + code + " nel registro di " + s.centre.Code + ", righe " + rows, "family " + code + " in the register of " + s.centre.Code + ", rows " + rows},
		count(len(numbers)))
}
