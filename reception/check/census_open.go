package check

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// openOn names the cells of the days of the month that may or may not count, a row each
// in order: "RN-017, riga 33, giorni 30 e 31"; of a register that tells no rows, the days.
func (s *sheet) openOn(days []int) []words {
	if !s.hasMarks() {
		return s.openRow(words{}, days, func(day int) bool { return s.unknown[day] > 0 })
	}
	var out []words
	for i := range s.rows {
		r, n := &s.rows[i], strconv.Itoa(s.rows[i].number)
		out = append(out, s.openRow(words{", riga " + n, ", row " + n}, days, func(day int) bool { t := r.on(day); return t.low != t.high })...)
	}
	return out
}

// openRow names those of the days that are open; nothing where none is.
func (s *sheet) openRow(row words, days []int, open func(day int) bool) []words {
	var found []int
	for _, day := range days {
		if open(day) {
			found = append(found, day)
		}
	}
	if len(found) == 0 {
		return nil
	}
	list, n := dayList(found), len(found)
	return []words{{s.centre.Code + row.it + ", " + plural(n, "giorno ", "giorni ") + listIt(list),
		s.centre.Code + row.en + ", " + plural(n, "day ", "days ") + listEn(list)}}
}

// inDoubt says how many presences of the registers are in doubt and where they are;
// empty where none is.
func (c census) inDoubt() words {
	n := c.doubtful()
	if n == 0 {
		return words{}
	}
	it, en := split(c.open)
	out := words{fmt.Sprintf(" Nei registri %s in dubbio", plural(n, "una presenza è", count(n).it+" presenze sono")),
		fmt.Sprintf(" In the registers %s in doubt", plural(n, "one presence is", count(n).en+" presences are"))}
	if len(it) > 0 {
		out.it += ": " + strings.Join(atMost(it, maxDoubts, "altre righe"), "; ")
		out.en += ": " + strings.Join(atMost(en, maxDoubts, "more rows"), "; ")
	}
	return words{out.it + ".", out.en + "."}
}

// beyond says what stays of a difference when each presence in doubt is counted as it
// suits the invoice; empty where none is in doubt, and where they may explain all of it.
func (c census) beyond(billed decimal.Decimal) words {
	n := c.doubtful()
	low, high := decimal.NewFromInt(int64(c.low)), decimal.NewFromInt(int64(c.high))
	switch {
	case n == 0:
		return words{}
	case billed.GreaterThan(high):
		rest := billed.Sub(high)
		return words{fmt.Sprintf(" Anche %s %s in più.", plural(n, "contandola", "contandole"), remain(rest).it),
			fmt.Sprintf(" Even with %s %s.", plural(n, "it", "them"), fmt.Sprintf(remain(rest).en, "more"))}
	case billed.LessThan(low):
		rest := low.Sub(billed)
		return words{fmt.Sprintf(" Anche senza %s %s in meno.", plural(n, "contarla", "contarle"), remain(rest).it),
			fmt.Sprintf(" Even without %s %s.", plural(n, "it", "them"), fmt.Sprintf(remain(rest).en, "fewer"))}
	}
	return words{}
}

// remain says that presences are left; in English after "more" or "fewer" is put in.
func remain(d decimal.Decimal) words {
	if d.Equal(decimal.NewFromInt(1)) {
		return words{"resta 1", "1 %s is left"}
	}
	return words{"restano " + figure(d).it, figure(d).en + " %s are left"}
}
