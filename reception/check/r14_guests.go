package check

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// crossing is a guest, known by code, at the end of a month or at the start of
// the next: the first row that tells.
type crossing struct {
	*row
	low, high int
	entered   bool // may have entered on the first day
}

// crossings joins the rows of each code; codes come in the order of the rows.
func crossings(s *sheet, judge func(*row) (tally, bool)) (codes []string, all map[string]*crossing) {
	all = map[string]*crossing{}
	for i := range s.rows {
		r := &s.rows[i]
		code := bare(r.guest.Value)
		t, entered := judge(r)
		if code == "" {
			continue
		}
		c := all[code]
		if c == nil {
			c = &crossing{row: r}
			all[code] = c
			codes = append(codes, code)
		}
		if t.low > c.low {
			c.row = r
		}
		c.low, c.high, c.entered = max(c.low, t.low), max(c.high, t.high), c.entered || entered
	}
	return codes, all
}

// judgeGuests names who is there on one day only, without a reason that either
// register writes.
func (h handover) judgeGuests() []Finding {
	before, from := crossings(h.from, func(r *row) (tally, bool) { return h.stays(r), false })
	after, to := crossings(h.to, func(r *row) (tally, bool) { return h.there(r), h.enters(r).high > 0 })
	var lost, found []*row
	for _, code := range before {
		if from[code].low > 0 && (to[code] == nil || to[code].high == 0) {
			lost = append(lost, from[code].row)
		}
	}
	for _, code := range after {
		if c := to[code]; c.low > 0 && !c.entered && (from[code] == nil || from[code].high == 0) {
			found = append(found, c.row)
		}
	}
	if lost, found = misread(lost, found); len(lost)+len(found) == 0 {
		return nil
	}
	p, _ := h.perGuest()
	f := h.finding(p)
	f.Difference = missingAndNew(len(lost), len(found))
	f.It, f.En = fmt.Sprintf("I registri di %s non si seguono.", h.to.centre.Code), fmt.Sprintf("The registers of %s don't follow each other.", h.to.centre.Code)
	if len(lost) > 0 {
		it, en := nameAll(lost)
		f.It += fmt.Sprintf(" Ci sono il %s e non il %s, senza un'uscita scritta: %s.", h.last().It(), h.first().It(), it)
		f.En += fmt.Sprintf(" There on %s and not on %s, without an exit being written: %s.", h.last().En(), h.first().En(), en)
	}
	if len(found) > 0 {
		it, en := nameAll(found)
		f.It += fmt.Sprintf(" Ci sono il %s e non il %s, senza un ingresso scritto: %s.", h.first().It(), h.last().It(), it)
		f.En += fmt.Sprintf(" There on %s and not on %s, without an entry being written: %s.", h.first().En(), h.last().En(), en)
	}
	f.Inputs = append(f.Inputs, h.from.citeCrossing(lost, h.from.month.Days())...)
	f.Inputs = append(f.Inputs, h.to.citeCrossing(found, 1)...)
	return []Finding{f.verifyFirst()}
}

// misread takes out guests who are missing and new at once because a code was read
// wrong: one of the two is not vouched for, and they differ in two characters at most.
func misread(lost, found []*row) (left, fresh []*row) {
	fresh = slices.Clone(found)
	for _, l := range lost {
		i := slices.IndexFunc(fresh, func(f *row) bool {
			return (l.guest.Unsure || f.guest.Unsure) && strokes(bare(l.guest.Value), bare(f.guest.Value)) <= 2
		})
		if i < 0 {
			left = append(left, l)
			continue
		}
		fresh = slices.Delete(fresh, i, i+1)
	}
	return left, fresh
}

// strokes is how many characters must be changed, added or taken out to make one
// text of the other.
func strokes(a, b string) int {
	before := make([]int, len(b)+1)
	for j := range before {
		before[j] = j
	}
	for i := range len(a) {
		now := make([]int, len(b)+1)
		now[0] = i + 1
		for j := range len(b) {
			change := before[j]
			if a[i] != b[j] {
				change++
			}
			now[j+1] = min(change, before[j+1]+1, now[j]+1)
		}
		before = now
	}
	return before[len(b)]
}

// missingAndNew writes how many guests are missing, and how many are new.
func missingAndNew(lost, found int) string {
	switch {
	case lost == 0:
		return "+" + strconv.Itoa(found)
	case found == 0:
		return "−" + strconv.Itoa(lost)
	}
	return fmt.Sprintf("−%d, +%d", lost, found)
}

// nameAll lists guests, the first ten by name.
func nameAll(rows []*row) (it, en string) {
	var names, namesEn []string
	for _, r := range rows {
		w := r.called()
		names, namesEn = append(names, w.it), append(namesEn, w.en)
	}
	return listIt(atMost(names, maxListed, "altri")), listEn(atMost(namesEn, maxListed, "more"))
}

// citeCrossing cites code, mark and dates of the guests that a sentence names.
func (s *sheet) citeCrossing(rows []*row, day int) []Input {
	var out []Input
	w := periodWords(s.month)
	for _, r := range rows[:min(len(rows), maxListed)] {
		n, on := strconv.Itoa(r.number), date(s.month.Start.AddDays(day-1))
		row := words{", riga " + n + " del registro di " + w.it, ", row " + n + " of the register of " + w.en}
		out = append(out, s.citeGuest(r, row))
		mark := s.cite(r.pattern, words{"segno del " + on.it + row.it, "mark of " + on.en + row.en}, same(string(r.at(day))))
		mark.Unsure, mark.Others, mark.OthersEn = s.weak(r.pattern), nil, nil
		out = append(out, mark)
		for _, f := range []document.Field{r.came, r.went} {
			if d, err := calendar.ParseDate(f.Value); err == nil {
				what := partWords([]string{f.Name[strings.LastIndexByte(f.Name, '.')+1:]})
				out = append(out, s.cite(f, words{what.it + row.it, what.en + row.en}, date(d)))
			}
		}
	}
	return out
}
