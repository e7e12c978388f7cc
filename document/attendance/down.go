package attendance

import (
	"math"
	"slices"
	"strings"

	"github.com/insiemi/insiemi/document"
)

// down is a page's table whose days are lines: where its columns are.
type down struct {
	first, last int       // lines of the first and the last day
	edge        float64   // right end of the days
	columns     []float64 // centres, from left to right
}

func (d down) days() int { return d.last - d.first + 1 }

// columnGap is the least distance of two columns, in points: marks of one
// column stand nearer to each other.
const columnGap = 7.0

// findDown finds lines one below the other that begin with consecutive days,
// and the columns of the words beside them.
func findDown(lines []line) (down, bool) {
	best, start, day := down{}, 0, 0
	for i, ln := range lines {
		n, _ := dayOfLine(ln)
		if n == 0 || n != day+1 || i > 0 && day == 0 {
			start = i
		}
		if day = n; n == 0 {
			continue
		}
		if d := (down{first: start, last: i}); d.days() > best.days() {
			best = d
		}
	}
	if best.days() < minDays || numbersBelow(lines, best) {
		return down{}, false
	}
	var centres []float64
	for _, ln := range lines[best.first : best.last+1] {
		_, k := dayOfLine(ln)
		best.edge = max(best.edge, ln.words[k].Box.X+ln.words[k].Box.Width)
		for _, w := range ln.words[k+1:] {
			centres = append(centres, w.Box.X+w.Box.Width/2)
		}
	}
	best.columns = cluster(centres)
	return best, len(best.columns) > 0 && len(best.columns) <= maxAcross
}

// numbersBelow says that the days of a table stand below the heading of running
// numbers: they are no days, where a page lists more guests than the month has.
func numbersBelow(lines []line, d down) bool {
	box := lines[d.first].words[0].Box
	for i := max(d.first-2, 0); i < d.first; i++ {
		for _, w := range lines[i].words {
			if w.Box.X < box.X+box.Width && box.X < w.Box.X+w.Box.Width && countingHeading.MatchString(fold(w.Text)) {
				return true
			}
		}
	}
	return false
}

// dayOfLine reads the first word of a line as a day, or the second one after a
// weekday; k is the last word of the day.
func dayOfLine(ln line) (day, k int) {
	if len(ln.words) == 0 {
		return 0, 0
	}
	if d := dayNumber(ln.words[0].Text, false); d != 0 {
		if len(ln.words) > 1 && len(ln.words[1].Text) > 1 && weekdays.MatchString(fold(ln.words[1].Text)) {
			return d, 1
		}
		return d, 0
	}
	if len(ln.words) > 1 && weekdays.MatchString(fold(ln.words[0].Text)) {
		return dayNumber(ln.words[1].Text, false), 1
	}
	return 0, 0
}

// cluster returns the middles of the groups that positions form.
func cluster(positions []float64) []float64 {
	slices.Sort(positions)
	var out []float64
	from := 0
	for i := range positions {
		if i+1 < len(positions) && positions[i+1]-positions[i] < columnGap {
			continue
		}
		out = append(out, (positions[from]+positions[i])/2)
		from = i + 1
	}
	return out
}

// addDown writes the lines of a page as rows: those of the table, its headings
// above and its totals below have one cell a column.
func (g *Grid) addDown(d down, lines []line, p scan) {
	top, end := d.first, d.last+1
	for top > 0 && d.first-top < maxHeads && d.fits(lines[top-1]) {
		top--
	}
	for end < len(lines) && end-d.last <= 2 && d.fits(lines[end]) {
		end++
	}
	for i, ln := range lines {
		if i < top || i >= end {
			g.Rows = append(g.Rows, phraseRow(ln, p.Number))
			continue
		}
		cells := make([][]document.Word, len(d.columns)+1)
		for _, sp := range spansOf(ln.words, ln.height(), wordGap) {
			for _, part := range d.split(sp) {
				k, clear := d.column(part)
				cells[k] = append(cells[k], part.words...)
				g.Misaligned = g.Misaligned || !clear && i >= d.first
			}
		}
		row := make([]Cell, len(cells))
		for k, words := range cells {
			row[k] = cellOf(words, p.Number)
			if k > 0 && i >= d.first && i <= d.last {
				row[k] = p.marked(row[k], ln, d.columns[k-1], d.pitch())
			}
		}
		g.Rows = append(g.Rows, row)
	}
}

// wordGap is the widest gap between two words of a cell, as a share of the
// line's height.
const wordGap = 0.45

// column returns the column of a stretch of words: 0 is that of the days and
// labels. clear says that it stands nearer to the column than to the next one.
func (d down) column(s span) (column int, clear bool) {
	centre := (s.from + s.to) / 2
	best := 0
	for i, c := range d.columns {
		if math.Abs(c-centre) < math.Abs(d.columns[best]-centre) {
			best = i
		}
	}
	if s.to < d.columns[best] && (centre <= d.edge || s.to < d.columns[best]-d.pitch()/2) {
		return 0, true
	}
	return best + 1, math.Abs(d.columns[best]-centre) <= 0.4*d.pitch()
}

// split cuts a stretch that lies over several columns into its words, put
// together again where they are of one column.
func (d down) split(s span) []span {
	over := 0
	for _, c := range d.columns {
		if c > s.from && c < s.to {
			over++
		}
	}
	if over < 2 {
		return []span{s}
	}
	var out []span
	last := -1
	for _, w := range s.words {
		one := span{[]document.Word{w}, w.Box.X, w.Box.X + w.Box.Width}
		k, _ := d.column(one)
		if n := len(out); n > 0 && k == last {
			out[n-1].words = append(out[n-1].words, w)
			out[n-1].to = one.to
			continue
		}
		out, last = append(out, one), k
	}
	return out
}

// pitch is the least distance of two columns.
func (d down) pitch() float64 {
	if len(d.columns) == 1 {
		return d.columns[0] - d.edge
	}
	least := math.Inf(1)
	for i := 1; i < len(d.columns); i++ {
		least = min(least, d.columns[i]-d.columns[i-1])
	}
	return least
}

// fits says that a line is a heading or a total of the table: no label with a
// value, and its words stand over the columns.
func (d down) fits(ln line) bool {
	if isLabelled(ln) {
		return false
	}
	phrase := make([]string, len(ln.words))
	for i, w := range ln.words {
		phrase[i] = w.Text
	}
	text := fold(strings.Join(phrase, " "))
	if _, _, month := Month(text); month || titleText.MatchString(text) {
		return false
	}
	over, right := 0, 0
	for _, sp := range spansOf(ln.words, ln.height(), wordGap) {
		for _, part := range d.split(sp) {
			if k, clear := d.column(part); k > 0 {
				right++
				if clear {
					over++
				}
			}
		}
	}
	return over*10 >= right*8 && (right > 0 || headingKind(text) >= 0)
}
