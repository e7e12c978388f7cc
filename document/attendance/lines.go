package attendance

import (
	"cmp"
	"slices"

	"github.com/insiemi/insiemi/document"
)

// line is the words of a page that stand at one height, from left to right.
type line struct {
	words []document.Word
	top   float64
	base  float64
}

func (l line) height() float64 { return l.base - l.top }

// linesOf groups words by height: a word joins a line when its centre is
// within the line's middle half.
func linesOf(words []document.Word) []line {
	sorted := slices.Clone(words)
	slices.SortStableFunc(sorted, func(a, b document.Word) int {
		return cmp.Compare(a.Box.Y+a.Box.Height/2, b.Box.Y+b.Box.Height/2)
	})
	var out []line
	for _, w := range sorted {
		centre := w.Box.Y + w.Box.Height/2
		if n := len(out); n > 0 && centre < out[n-1].base-out[n-1].height()/4 {
			out[n-1].add(w)
			continue
		}
		out = append(out, line{words: []document.Word{w}, top: w.Box.Y, base: w.Box.Y + w.Box.Height})
	}
	for i := range out {
		slices.SortStableFunc(out[i].words, func(a, b document.Word) int { return cmp.Compare(a.Box.X, b.Box.X) })
	}
	return out
}

// add keeps the line's height that of its first words, so that a tall word does
// not swallow the next line.
func (l *line) add(w document.Word) {
	l.words = append(l.words, w)
	l.top = min(l.top, w.Box.Y)
	l.base = max(l.base, min(w.Box.Y+w.Box.Height, l.top+1.5*l.height()))
}

// span is a stretch of a line: words close to each other.
type span struct {
	words    []document.Word
	from, to float64
}

// spansOf cuts words at gaps wider than a share of the line's height.
func spansOf(words []document.Word, height, share float64) []span {
	var out []span
	for _, w := range words {
		end := w.Box.X + w.Box.Width
		if n := len(out); n > 0 && w.Box.X-out[n-1].to < share*height {
			out[n-1].words = append(out[n-1].words, w)
			out[n-1].to = max(out[n-1].to, end)
			continue
		}
		out = append(out, span{[]document.Word{w}, w.Box.X, end})
	}
	return out
}

// cellOf makes one cell of several words of a page.
func cellOf(words []document.Word, page int) Cell {
	if len(words) == 0 {
		return Cell{}
	}
	c := Cell{Confidence: 1}
	var box document.Box
	for i, w := range words {
		if i == 0 {
			box = w.Box
		} else {
			c.Text += " "
			box = box.Union(w.Box)
		}
		c.Text += w.Text
		c.Confidence = min(c.Confidence, w.Confidence)
	}
	c.Place = document.Place{Page: page, Box: &box}
	return c
}

// phraseRow makes a row of one cell a word, glued where words are close. Its
// cells stand in no column.
func phraseRow(l line, page int) []Cell {
	out := make([]Cell, 0, len(l.words))
	for i, w := range l.words {
		c := cellOf([]document.Word{w}, page)
		c.Loose = true
		if i > 0 {
			p := l.words[i-1].Box
			c.Glued = w.Box.X-(p.X+p.Width) < 0.9*w.Box.Height
		}
		out = append(out, c)
	}
	return out
}
