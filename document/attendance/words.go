package attendance

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
)

// FromPages rebuilds the table of a register from the words of pages. The day
// numbers of the header line give the columns: the straight line through their
// positions, so that a few unread headings do no harm. A page without a header
// goes on with the columns of the page before.
func FromPages(pages []document.Page) Grid {
	g := Grid{Method: document.MethodText}
	var l *layout
	for _, p := range pages {
		if p.Method == document.MethodOCR {
			g.Method = document.MethodOCR
		}
		l = g.addPage(p, l)
	}
	return g
}

// layout is where the columns of a page's table are.
type layout struct {
	origin, pitch float64 // centre of day d is origin + d*pitch
	first, last   int     // days
	left, right   []heading
}

// heading is a named column beside the days.
type heading struct {
	text     string
	from, to float64
}

func (l *layout) x(day int) float64 { return l.origin + float64(day)*l.pitch }

// leftEdge and rightEdge bound the area of the days.
func (l *layout) leftEdge() float64  { return l.x(l.first) - 0.55*l.pitch }
func (l *layout) rightEdge() float64 { return l.x(l.last) + 0.55*l.pitch }

func (g *Grid) addPage(p document.Page, before *layout) *layout {
	lines := linesOf(p.Words)
	at, l := findLayout(lines)
	if l == nil {
		at, l = -1, before
	} else {
		l.extend(lines[at+1:], p.Method)
		l.name(lines, at)
	}
	for i, line := range lines {
		switch {
		case i == at:
			g.Rows = append(g.Rows, l.headerRow(line, p.Number))
		case l != nil && i > at && l.isTable(line):
			g.Rows = append(g.Rows, l.row(line, p.Number))
		default:
			g.Rows = append(g.Rows, phraseRow(line, p.Number))
		}
	}
	return l
}

// findLayout returns the line with the longest run of day numbers.
func findLayout(lines []line) (int, *layout) {
	best, at, count := (*layout)(nil), -1, minDays-1
	for i, ln := range lines {
		if l, n := fitDays(ln.words); n > count {
			best, at, count = l, i, n
		}
	}
	return at, best
}

// dayWord is a word that may be a day's heading.
type dayWord struct {
	day   int
	x     float64
	width float64
}

// fitDays finds the straight line x = origin + day*pitch that most day numbers
// of a line of words lie on, and how many do.
func fitDays(words []document.Word) (*layout, int) {
	var days []dayWord
	for _, w := range words {
		if d := dayNumber(w.Text, false); d != 0 && len(w.Text) <= 5 {
			days = append(days, dayWord{d, w.Box.X + w.Box.Width/2, w.Box.Width})
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
	l := &layout{first: 31}
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

// name finds the headings beside the days: words of the header line and of the
// lines just above and below it, until the first row with marks.
func (l *layout) name(lines []line, at int) {
	head := lines[at]
	var words []document.Word
	for i := max(at-2, 0); i <= min(at+1, len(lines)-1); i++ {
		gap := max(head.top-lines[i].base, lines[i].top-head.base)
		if i != at && (gap > 0.9*head.height() || l.isTable(lines[i]) || i < at && isLabelled(lines[i])) {
			continue
		}
		words = append(words, lines[i].words...)
	}
	slices.SortStableFunc(words, func(a, b document.Word) int { return cmp.Compare(a.Box.X, b.Box.X) })
	for _, s := range spansOf(words, head.height(), 0.45) {
		for _, h := range splitHeadings(s) {
			switch c := (h.from + h.to) / 2; {
			case c < l.leftEdge():
				l.left = append(l.left, h)
			case c > l.rightEdge():
				l.right = append(l.right, h)
			}
		}
	}
}

// isLabelled says that a line is of the document's header: "Ente gestore: …".
func isLabelled(l line) bool {
	for _, w := range l.words {
		if strings.HasSuffix(w.Text, ":") {
			return true
		}
	}
	return false
}

// splitHeadings cuts a span where two headings stand close to each other.
func splitHeadings(s span) []heading {
	var out []heading
	kind := -1
	for _, w := range s.words {
		k := headingKind(fold(w.Text))
		if len(out) == 0 || k >= 0 && kind >= 0 && k != kind && k != 3 {
			out = append(out, heading{text: w.Text, from: w.Box.X, to: w.Box.X + w.Box.Width})
			kind = k
			continue
		}
		h := &out[len(out)-1]
		h.text += " " + w.Text
		h.from, h.to = min(h.from, w.Box.X), max(h.to, w.Box.X+w.Box.Width)
		kind = max(kind, k)
	}
	return out
}

func headingKind(t string) int {
	for i, h := range headings {
		if h.re.MatchString(t) {
			return i
		}
	}
	return -1
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
		day := int(math.Round((c - l.origin) / l.pitch))
		if math.Abs(c-l.x(day)) < 0.42*l.pitch && w.Box.Width < 1.4*l.pitch || isMarks(w.Text) {
			fits++
		}
	}
	if in == 0 {
		return len(ln.words) > 1 && hasDigit(ln.words[0].Text) && !isLabelled(ln)
	}
	return fits*10 >= in*7
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

func (l *layout) width() int { return len(l.left) + l.last - l.first + 1 + max(len(l.right), 1) }

// headerRow writes the header as findColumns expects it: every day once.
func (l *layout) headerRow(ln line, page int) []Cell {
	row := make([]Cell, l.width())
	at := cellOf(ln.words, page).Place
	for i, h := range l.left {
		row[i] = Cell{Text: h.text, Place: at}
	}
	for d := l.first; d <= l.last; d++ {
		row[len(l.left)+d-l.first] = Cell{Text: strconv.Itoa(d), Place: at}
	}
	for i, h := range l.right {
		row[len(row)-len(l.right)+i] = Cell{Text: h.text, Place: at}
	}
	if len(l.right) == 0 {
		row[len(row)-1] = Cell{Text: "TOT", Place: at}
	}
	return row
}

// row puts the words of a line into the columns.
func (l *layout) row(ln line, page int) []Cell {
	cols := make([][]document.Word, l.width())
	for _, w := range ln.words {
		switch c := w.Box.X + w.Box.Width/2; {
		case c < l.leftEdge():
			if i := nearest(l.left, w); i >= 0 {
				cols[i] = append(cols[i], w)
			}
		case c > l.rightEdge():
			i := max(nearest(l.right, w), 0)
			i += len(cols) - max(len(l.right), 1)
			cols[i] = append(cols[i], w)
		default:
			l.mark(cols, w)
		}
	}
	row := make([]Cell, len(cols))
	for i, words := range cols {
		row[i] = cellOf(words, page)
	}
	return row
}

// mark puts a word into its day, or its characters into several days when it is
// wider than one.
func (l *layout) mark(cols [][]document.Word, w document.Word) {
	runes := []rune(w.Text)
	if len(runes) < 2 || w.Box.Width < 1.15*l.pitch {
		l.put(cols, w, w.Box.X+w.Box.Width/2)
		return
	}
	step := w.Box.Width / float64(len(runes))
	for i, r := range runes {
		part := w
		part.Text = string(r)
		part.Box.X, part.Box.Width = w.Box.X+float64(i)*step, step
		l.put(cols, part, part.Box.X+step/2)
	}
}

func (l *layout) put(cols [][]document.Word, w document.Word, centre float64) {
	day := int(math.Round((centre - l.origin) / l.pitch))
	day = min(max(day, l.first), l.last)
	i := len(l.left) + day - l.first
	if n := len(cols[i]); n > 0 && w.Box.X-cols[i][n-1].Box.X-cols[i][n-1].Box.Width < 1 {
		last := &cols[i][n-1]
		last.Text += w.Text
		last.Box = last.Box.Union(w.Box)
		last.Confidence = min(last.Confidence, w.Confidence)
		return
	}
	cols[i] = append(cols[i], w)
}

// nearest returns the column that a word belongs to, by what it looks like and
// by distance: dates go to columns of dates, codes to columns of codes.
func nearest(cols []heading, w document.Word) int {
	best, distance := -1, math.Inf(1)
	for i, h := range cols {
		d := apart(h, w)
		if !suits(h.text, w.Text) {
			d += 1000
		}
		if d < distance {
			best, distance = i, d
		}
	}
	return best
}

// apart is the gap between a word and a heading; overlapping ones are compared
// by their centres.
func apart(h heading, w document.Word) float64 {
	from, to := w.Box.X, w.Box.X+w.Box.Width
	gap := max(h.from-to, from-h.to, 0)
	return 4*gap + math.Abs((h.from+h.to)/2-(from+to)/2)
}

func suits(heading, text string) bool {
	t := fold(heading)
	isDate := civilDate.MatchString(text) || isoDate.MatchString(text)
	dates := strings.Contains(t, "data") || strings.Contains(t, "nasc") || headingKind(t) == 1 || headingKind(t) == 2
	switch kind := headingKind(t); {
	case isDate:
		return dates
	case kind == 0 || kind == 4:
		return hasDigit(text)
	case kind == 1 || kind == 2:
		return false
	}
	return !hasDigit(text)
}
