package attendance

import (
	"math"
	"strconv"

	"github.com/insiemi/insiemi/document"
)

// The lines of a page as rows of its layout.

func (l *layout) width() int { return len(l.left) + l.last - l.first + 1 + max(len(l.right), 1) }

// headerRow writes the header as findColumns expects it: every day once.
func (l *layout) headerRow(ln line, p scan) []Cell {
	row := make([]Cell, l.width())
	at := cellOf(ln.words, p.Number).Place
	for i, h := range l.left {
		row[i] = Cell{Text: h.text, Place: at}
	}
	for d := l.first; d <= l.last; d++ {
		row[len(l.left)+d-l.first] = Cell{Text: strconv.Itoa(d), Place: at, Confidence: l.certainty(d, p.Method)}
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
func (l *layout) row(ln line, p scan) []Cell {
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
		row[i] = cellOf(words, p.Number)
		if day := l.first + i - len(l.left); day >= l.first && day <= l.last {
			row[i] = p.marked(row[i], ln, l.x(day), l.pitch)
		}
	}
	return row
}

// guessed is the confidence of a day whose heading was not read.
const guessed = 0.5

// seenOf are the days whose headings were read, with their confidence.
func seenOf(days []dayWord) map[int]float64 {
	out := map[int]float64{}
	for _, d := range days {
		out[d.day] = d.confidence
	}
	return out
}

// certainty is how sure it is that a column is that of a day.
func (l *layout) certainty(day int, m document.Method) float64 {
	if c, ok := l.seen[day]; ok || m != document.MethodOCR {
		return c
	}
	return guessed
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
	day, ok := l.day(centre)
	if !ok {
		if _, err := strconv.Atoi(w.Text); err != nil {
			l.strays++
		}
		return
	}
	if l.marks++; math.Abs(centre-l.x(day)) > 0.3*l.pitch {
		l.far++
	}
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
