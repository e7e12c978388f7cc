package attendance

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/insiemi/insiemi/document"
)

// name finds the headings beside the days: words of the header line and of the
// lines just above and below it, until the first row with marks.
func (l *layout) name(lines []line, at int) {
	head := lines[at]
	var words []document.Word
	for i := max(at-2, 0); i <= min(at+1, len(lines)-1); i++ {
		gap := max(head.top-lines[i].base, lines[i].top-head.base)
		if i != at && (gap > 0.9*head.height() || l.isTable(lines[i]) || i < at && isLabelled(lines[i]) || hasDate(lines[i])) {
			continue
		}
		for _, w := range lines[i].words {
			if c := w.Box.X + w.Box.Width/2; c < l.x(l.first)-0.5*l.pitch || c > l.x(l.last)+0.5*l.pitch {
				words = append(words, w)
			}
		}
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
		if len(w.Text) > 1 && weekdays.MatchString(fold(w.Text)) {
			continue // of the first day's heading
		}
		k := headingKind(fold(w.Text))
		if k == familyKind && (kind == codeKind || kind == numberKind) && !strings.Contains(out[len(out)-1].text, " ") {
			kind = familyKind // "Cod. nucleo" is one heading
		} else if len(out) == 0 || k >= 0 && kind >= 0 && k != kind && k != nameKind {
			out = append(out, heading{text: w.Text, from: w.Box.X, to: w.Box.X + w.Box.Width})
			kind = k
			continue
		}
		h := &out[len(out)-1]
		h.text += " " + w.Text
		h.from, h.to = min(h.from, w.Box.X), max(h.to, w.Box.X+w.Box.Width)
		kind = joined(kind, k)
	}
	return out
}

// joined is the kind of a heading of which another word was read.
func joined(kind, k int) int {
	if kind == familyKind && k < 0 || k == familyKind && kind < 0 {
		return familyKind
	}
	return max(kind, k)
}

func headingKind(t string) int {
	for i, h := range headings {
		if h.re.MatchString(t) {
			return i
		}
	}
	if strings.HasPrefix(t, "tot") {
		return totalKind
	}
	return -1
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
	dates := strings.Contains(t, "data") || strings.Contains(t, "nasc") || headingKind(t) == entryKind || headingKind(t) == exitKind
	switch kind := headingKind(t); {
	case isDate:
		return dates
	case kind == familyKind:
		_, ok := document.FamilyCode(text)
		return ok || noFamily.MatchString(fold(text))
	case kind == codeKind || kind == numberKind || kind == totalKind:
		return hasDigit(text)
	case kind == entryKind || kind == exitKind:
		return false
	}
	return !hasDigit(text)
}
