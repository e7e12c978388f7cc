package attendance

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document/pattern"
	"github.com/insiemi/insiemi/workflow/calendar"
)

var (
	titleText  = pattern.New(`registr[oi]\s+(delle\s+|mensile\s+(delle\s+)?|di\s+)?presenz|foglio\s+(delle\s+)?presenz|presenze\s+(degli\s+)?ospiti|rilevazione\s+(delle\s+)?presenz`)
	centreCode = regexp.MustCompile(`\b([A-Z]{2})\s?[-–]\s?(\d{2,4})\b`)
	cigText    = regexp.MustCompile(`\b[0-9A-Z]{10}\b`)
)

// readHeader reads the lines above the table, and what stands left of the days
// in its header.
func (r *Register) readHeader(g Grid, from int, c columns) {
	var year, month Value
	var labelled []monthSeen
	seen := map[int][]monthSeen{}
	r.weekdays = c.weekdaysOf(g)
	for i := from; i <= c.header; i++ {
		row := g.Rows[i]
		if i == c.header {
			row = row[:min(c.first, len(row))]
		}
		found := pairs(row)
		r.take(found)
		if v, ok := found[labelMonth]; ok {
			labelled = append(labelled, labelledMonth(v, g.Date1904)...)
			if !month.Found() {
				month = v
			}
		}
		if v, ok := found[labelYear]; ok && !year.Found() {
			year = v
		}
		r.readTitle(row, seen)
		r.readSentence(row)
		r.readLegend(row)
	}
	if len(labelled) == 0 && month.Found() && year.Found() {
		labelled = fromParts(month, year)
	}
	r.readMonth(labelled, seen, c)
}

// labelledMonth reads the month behind a label.
func labelledMonth(v Value, date1904 bool) []monthSeen {
	if p, _, ok := Month(v.Text); ok {
		return []monthSeen{{p, v}}
	}
	if d, ok := serialDate(v.Text, date1904); ok {
		return []monthSeen{{calendar.MonthOf(d), v}}
	}
	return nil
}

// fromParts reads a month and a year that stand in cells of their own.
func fromParts(month, year Value) []monthSeen {
	n := monthNumber(fold(month.Text))
	if d, err := strconv.Atoi(month.Text); err == nil {
		n = d
	}
	p, ok := monthOf(n, year.Text)
	if !ok {
		return nil
	}
	v := month
	v.Written = month.Written + " " + year.Written
	v.Place = unite(month.Place, year.Place)
	return []monthSeen{{p, v}}
}

// readTitle looks for the words that name a register, and for the month,
// anywhere in a line above the table.
func (r *Register) readTitle(row []Cell, seen map[int][]monthSeen) {
	phrase, _ := joinCells(row, 0, len(row))
	isTitle := titleText.MatchString(fold(phrase))
	if !r.Title.Found() && isTitle {
		r.Title = rowValue(row, strings.Join(strings.Fields(phrase), " "))
	}
	if p, written, ok := Month(phrase); ok {
		weight := byLine
		if isTitle {
			weight = byTitle
		}
		seen[weight] = append(seen[weight], monthSeen{p, placeOf(row, written)})
	}
}

// rowValue is a text that takes a whole row.
func rowValue(row []Cell, text string) Value {
	v := Value{Text: text, Written: text, Confidence: 1}
	for _, c := range row {
		if c.Text != "" {
			v.Place = unite(v.Place, c.Place)
			v.Confidence = min(v.Confidence, c.confidence())
		}
	}
	return v
}

// placeOf finds the fewest cells of a row that hold a text.
func placeOf(row []Cell, text string) Value {
	for n := 1; n <= 6; n++ {
		for start := 0; start+n <= len(row); start++ {
			joined, _ := foldCells(row, start, start+n)
			if strings.Contains(joined, text) {
				return joinValue(row[start : start+n])
			}
		}
	}
	return rowValue(row, text)
}

// take keeps the values of a line's labels; the first of each wins.
func (r *Register) take(found map[label]Value) {
	keep := func(at *Value, v Value) {
		if !at.Found() && v.Found() {
			*at = v
		}
	}
	keep(&r.Body, found[labelBody])
	keep(&r.Entered, number(cellOfValue(found[labelEntered])))
	keep(&r.Left, number(cellOfValue(found[labelLeft])))
	keep(&r.Average, average(cellOfValue(found[labelAverage])))
	keep(&r.Centre, found[labelCentre])
	if v := found[labelCode]; v.Found() {
		v.Text = normalCode(v.Written)
		keep(&r.CentreCode, v)
	}
	if v := found[labelCIG]; cigText.MatchString(strings.ToUpper(v.Text)) {
		v.Text = cigText.FindString(strings.ToUpper(v.Text))
		keep(&r.CIG, v)
	}
	if v := found[labelCapacity]; v.Found() {
		keep(&r.Capacity, number(cellOfValue(v)))
	}
	if v := found[labelTotal]; v.Found() {
		if n := number(cellOfValue(v)); n.Found() {
			r.DeclaredTotals = append(r.DeclaredTotals, n)
		}
	}
}

// cellOfValue is the first number of a value as a cell.
func cellOfValue(v Value) Cell {
	c := Cell{Text: firstNumber(v.Text), Place: v.Place, Confidence: v.Confidence, Doubt: v.Doubt}
	c.NoValue = v.Doubt == noValue
	return c
}

// normalCode writes a centre's code in capitals without blanks; of a longer
// text, the part that looks like a code.
func normalCode(text string) string {
	up := strings.ToUpper(strings.TrimSpace(text))
	if m := centreCode.FindStringSubmatch(up); m != nil {
		return m[1] + "-" + m[2]
	}
	if first := strings.Fields(up); len(first) > 0 {
		return first[0]
	}
	return up
}

func firstNumber(text string) string {
	for f := range strings.FieldsSeq(text) {
		if f = strings.Trim(f, ".,;:()"); wholeNumber.MatchString(f) || decimalNumber.MatchString(f) {
			return f
		}
	}
	return ""
}

// readLine reads a line below the table.
func (r *Register) readLine(row []Cell) { r.take(pairs(row)) }

// fillHeader takes what this register lacks from one that continues it.
func (r *Register) fillHeader(b Register) {
	for _, p := range []struct{ to, from *Value }{
		{&r.Title, &b.Title}, {&r.CentreCode, &b.CentreCode}, {&r.Centre, &b.Centre},
		{&r.Body, &b.Body}, {&r.CIG, &b.CIG}, {&r.Capacity, &b.Capacity},
	} {
		if !p.to.Found() {
			*p.to = *p.from
		}
	}
	if r.Month.IsZero() {
		r.Month, r.MonthAt = b.Month, b.MonthAt
	} else if r.MonthAt.Doubt == "" {
		r.MonthAt.Doubt = b.MonthAt.Doubt
	}
	for _, p := range []struct{ to, from *Value }{{&r.Entered, &b.Entered}, {&r.Left, &b.Left}, {&r.Average, &b.Average}} {
		if p.from.Found() { // below the last part of the table stand the totals of all
			*p.to = *p.from
		}
	}
	for mark, meaning := range b.legend {
		r.addLegend(mark, meaning)
	}
}
