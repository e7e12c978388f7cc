package attendance

import (
	"math"
	"strings"

	"github.com/insiemi/insiemi/document"
)

// FromPages rebuilds the table of a register from the words of pages. The day
// numbers of the header line give the columns: the straight line through their
// positions, so that a few unread headings do no harm. A page without a header
// goes on with the columns of the page before. On scans, cells in which nothing was
// recognised are unread unless they are among the blanks.
func FromPages(pages []document.Page, blanks Blanks) Grid {
	g := Grid{Method: document.MethodText}
	var l *layout
	for _, p := range pages {
		if p.Method == document.MethodOCR {
			g.Method = document.MethodOCR
		}
		l = g.addPage(scan{p, blanks[p.Number]}, l)
	}
	return g
}

// layout is where the columns of a page's table are.
type layout struct {
	origin, pitch float64 // centre of day d is origin + d*pitch
	first, last   int     // days
	left, right   []heading
	// at are the centres of the days where their headings do not stand on one
	// straight line (a column of subtotals between them); nil where they do.
	at []float64
	// marks counts the words put under days, far those that stand nearer to the
	// edge of their column than to its middle, and strays those under no day.
	marks, far, strays int
	// seen are the days whose headings were read, with their confidence; on a scan
	// the others are known by their neighbours.
	seen map[int]float64
}

// heading is a named column beside the days.
type heading struct {
	text     string
	from, to float64
}

func (l *layout) x(day int) float64 {
	if i := day - l.first; l.at != nil && i >= 0 && i < len(l.at) {
		return l.at[i]
	}
	return l.origin + float64(day)*l.pitch
}

// day returns the day that a position belongs to; ok is false between the
// columns of days that stand apart.
func (l *layout) day(x float64) (day int, ok bool) {
	if l.at == nil {
		return int(math.Round((x - l.origin) / l.pitch)), true
	}
	day = l.first
	for i, at := range l.at {
		if math.Abs(at-x) < math.Abs(l.x(day)-x) {
			day = l.first + i
		}
	}
	return day, math.Abs(l.x(day)-x) <= 0.6*l.pitch
}

// leftEdge and rightEdge bound the area of the days.
func (l *layout) leftEdge() float64 { return l.x(l.first) - 0.55*l.pitch }
func (l *layout) rightEdge() float64 {
	edge := l.x(l.last) + 0.55*l.pitch
	for _, h := range l.right { // a narrow column of totals
		edge = min(edge, (l.x(l.last)+(h.from+h.to)/2)/2)
	}
	return edge
}

func (g *Grid) addPage(p scan, before *layout) *layout {
	lines := linesOf(p.Words)
	heads := findLayouts(lines)
	if down, ok := findDown(lines); ok && before == nil && down.days() > longest(heads) {
		g.addDown(down, lines, p)
		return nil
	}
	l := before
	if len(heads) > 0 {
		l = nil // what stands above the first header is not of the page before
	}
	for i, line := range lines {
		if h := heads[i]; h != nil {
			l = h
			l.extend(lines[i+1:], p.Method)
			l.name(lines, i)
			g.Rows = append(g.Rows, l.headerRow(line, p))
			continue
		}
		if l != nil && l.isTable(line) {
			g.Rows = append(g.Rows, l.row(line, p))
			continue
		}
		g.Rows = append(g.Rows, phraseRow(line, p.Number))
	}
	if l == nil {
		return before
	}
	for _, h := range heads {
		g.Misaligned = g.Misaligned || h.astray()
	}
	g.Misaligned = g.Misaligned || l.astray()
	return l
}

// astray says that many marks do not stand under the days.
func (l *layout) astray() bool { return l.strays > 0 || 5*l.far > l.marks }

// findLayouts returns the lines that are headers of days: the one with the
// longest run of day numbers, and those with nearly as many that say nothing
// else in figures (the other half of the month, the same header again).
func findLayouts(lines []line) map[int]*layout {
	all := map[int]*layout{}
	counts := map[int]int{}
	most, at := 0, -1
	for i, ln := range lines {
		l, n := fitDays(ln.words)
		if l == nil || n < minDays {
			continue
		}
		all[i], counts[i] = l, n
		if n > most {
			most, at = n, i
		}
	}
	for i, l := range all {
		if i != at && (10*counts[i] < 4*most || l.hasFigures(lines[i])) {
			delete(all, i)
		}
	}
	return all
}

// longest is the most days that a header has.
func longest(heads map[int]*layout) int {
	n := 0
	for _, l := range heads {
		n = max(n, l.last-l.first+1)
	}
	return n
}

// hasFigures says that a line has figures left of its days: it is a row.
func (l *layout) hasFigures(ln line) bool {
	for _, w := range ln.words {
		if w.Box.X+w.Box.Width/2 < l.leftEdge() && hasDigit(w.Text) {
			return true
		}
	}
	return false
}

// dayWord is a word that may be a day's heading.
type dayWord struct {
	day        int
	x          float64
	width      float64
	confidence float64
}

// fitDays finds the straight line x = origin + day*pitch that most day numbers
// of a line of words lie on, and how many do.
func fitDays(words []document.Word) (*layout, int) {
	var days []dayWord
	for i, w := range words {
		if d := dayNumber(w.Text, false); d != 0 && len(w.Text) <= 12 {
			from, to := headingOf(words, i)
			days = append(days, dayWord{d, (from + to) / 2, to - from, w.Confidence})
		}
	}
	if len(days) < minDays || len(days) > 80 {
		return nil, 0
	}
	var best []dayWord
	for i, a := range days {
		for _, b := range days[i+1:] {
			if in := inliers(days, a, b); len(in) > len(best) {
				best = in
			}
		}
	}
	if chain := chainOf(days); len(chain) >= max(len(best), minDays) {
		if l, ok := apartLayout(chain); ok && (len(chain) > len(best) || bends(best)) {
			return l, len(chain)
		}
	}
	if len(best) < minDays {
		return nil, 0
	}
	return regress(best), len(best)
}

// inliers returns the day numbers, each once, near the line through a and b.
func inliers(days []dayWord, a, b dayWord) []dayWord {
	pitch := (b.x - a.x) / float64(b.day-a.day)
	if b.day <= a.day || pitch < 3 || pitch > 60 {
		return nil
	}
	origin := a.x - float64(a.day)*pitch
	var in []dayWord
	seen := map[int]bool{}
	for _, d := range days {
		if !seen[d.day] && math.Abs(d.x-origin-float64(d.day)*pitch) < 0.3*pitch && d.width < 1.2*pitch {
			seen[d.day] = true
			in = append(in, d)
		}
	}
	return in
}

// regress is the least-squares line through the day numbers.
func regress(days []dayWord) *layout {
	var n, sd, sx, sdd, sdx float64
	l := &layout{first: 31, seen: seenOf(days)}
	for _, d := range days {
		f := float64(d.day)
		n, sd, sx, sdd, sdx = n+1, sd+f, sx+d.x, sdd+f*f, sdx+f*d.x
		l.first, l.last = min(l.first, d.day), max(l.last, d.day)
	}
	l.pitch = (n*sdx - sd*sx) / (n*sdd - sd*sd)
	l.origin = (sx - l.pitch*sd) / n
	return l
}

// extend adds the days at the ends whose headings OCR did not read but whose
// columns hold words.
func (l *layout) extend(below []line, m document.Method) {
	if m != document.MethodOCR {
		return
	}
	if l.first <= 3 {
		l.first = 1
	}
	for day := l.last + 1; day <= 31; day++ {
		n := 0
		for _, ln := range below {
			for _, w := range ln.words {
				if math.Abs(w.Box.X+w.Box.Width/2-l.x(day)) < 0.25*l.pitch && w.Box.Width < 0.6*l.pitch {
					n++
				}
			}
		}
		if n < 3 {
			return
		}
		l.last = day
	}
}

// isTable says that a line is a row of the table: what stands in the area of
// the days stands in its columns.
func (l *layout) isTable(ln line) bool {
	in, fits := 0, 0
	for _, w := range ln.words {
		c := w.Box.X + w.Box.Width/2
		if c < l.leftEdge() || c > l.rightEdge() {
			continue
		}
		in++
		day, ok := l.day(c)
		if !ok || math.Abs(c-l.x(day)) < 0.42*l.pitch && w.Box.Width < 1.4*l.pitch || isMarks(w.Text) {
			fits++
		}
	}
	if in == 0 {
		return len(ln.words) > 1 && (hasDigit(ln.words[0].Text) || hasDate(ln)) && !isLabelled(ln)
	}
	return fits*10 >= in*7
}

// hasDate says that a word of a line is a date.
func hasDate(ln line) bool {
	for _, w := range ln.words {
		if civilDate.MatchString(w.Text) || isoDate.MatchString(w.Text) {
			return true
		}
	}
	return false
}

// isMarks says that a text is made of letters of marks only: marks of
// neighbouring cells that were read as one word.
func isMarks(text string) bool {
	for _, r := range text {
		if !strings.ContainsRune("PXAIEUDT10-", r) {
			return false
		}
	}
	return true
}
