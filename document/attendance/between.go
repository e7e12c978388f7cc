package attendance

import (
	"regexp"
	"slices"
	"strings"
)

// What stands between two tables: the lines below the first, then those above
// the second.

var (
	// headLabels are the labels that only lines above a table have.
	headLabels = []label{labelMonth, labelYear, labelCode, labelCentre, labelBody, labelCIG, labelCapacity}
	footLabels = []label{labelTotal, labelEntered, labelLeft, labelAverage}
	// headWords are parts of the words of which a line above a table has one.
	headWords = []string{"presenz", "mese", "periodo", "anno", "cod", "centro", "struttura", "cas", "gestor", "attuatore", "ig", "capienz", "posti", "ricettivita"}
	// dayBefore is the day of a date, before its month: "31 ottobre 2026".
	dayBefore = regexp.MustCompile(`\b\d{1,2}[°º]?\s*$`)
)

// startOf returns the row, from one on, with which the lines above a header
// begin.
func startOf(g Grid, from int, c columns) int {
	for r := from; r < c.header; r++ {
		if isHeadLine(g.Rows[r]) || namesMonth(g.Rows[r]) {
			return r
		}
	}
	start := c.header
	for start > from && c.isWeekdays(g.Rows[start-1]) {
		start--
	}
	return start
}

// isHeadLine says that a row is one of those above a table: it calls it a
// register, or has a label that says whose it is.
func isHeadLine(row []Cell) bool {
	phrase, _ := foldCells(row, 0, len(row))
	phrase = strings.TrimSpace(phrase)
	if !slices.ContainsFunc(headWords, func(w string) bool { return strings.Contains(phrase, w) }) || summary.MatchString(phrase) {
		return false
	}
	if titleText.MatchString(phrase) {
		return true
	}
	found := pairs(row)
	return hasAny(found, headLabels) && !hasAny(found, footLabels)
}

func hasAny(found map[label]Value, labels []label) bool {
	for _, l := range labels {
		if found[l].Found() {
			return true
		}
	}
	return false
}

// namesMonth says that a row names a month that is not part of a date, and no
// sum of it.
func namesMonth(row []Cell) bool {
	phrase, _ := foldCells(row, 0, len(row))
	phrase = strings.TrimSpace(phrase)
	_, written, ok := Month(phrase)
	if !ok || summary.MatchString(phrase) || hasAny(pairs(row), footLabels) {
		return false
	}
	before, after, _ := strings.Cut(phrase, written)
	return !dayBefore.MatchString(before) && !strings.HasPrefix(after, "-")
}

// blocks cuts a table before lines that stand above a table and after another
// one, where isTable says that both parts hold one.
func blocks(g Grid, isTable func(Grid) bool) []Grid {
	var out []Grid
	from, start, above, table := 0, 0, true, false
	cut := func(to int) {
		part := g
		part.Rows = g.Rows[from:to]
		one := isTable(part)
		if table && one || len(out) == 0 {
			start, table = from, false
			out = append(out, part)
		}
		out[len(out)-1].Rows, table = g.Rows[start:to], table || one
		from = to
	}
	for r, row := range g.Rows {
		if isBlank(row) {
			continue
		}
		head := isHeadLine(row)
		if head && !above && r > from {
			cut(r)
		}
		above = head
	}
	cut(len(g.Rows))
	return out
}

// ofAnother says that the lines above the table of b name another centre or month
// than those above that of a.
func ofAnother(a, b Grid) bool { return !sameRegister(headOf(a), headOf(b)) }

// headOf reads the lines above a table as those of a register.
func headOf(g Grid) Register {
	var r Register
	seen := map[int][]monthSeen{}
	var labelled []monthSeen
	for _, row := range g.Rows {
		if !isHeadLine(row) && !namesMonth(row) {
			if isBlank(row) {
				continue
			}
			break
		}
		found := pairs(row)
		r.take(found)
		if v, ok := found[labelMonth]; ok {
			labelled = append(labelled, labelledMonth(v, g.Date1904)...)
		}
		r.readTitle(row, seen)
		r.readSentence(row)
	}
	r.readMonth(labelled, seen, columns{})
	r.codeFromCentre()
	return r
}
