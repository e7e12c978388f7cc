package extract

import (
	"slices"
	"strings"
)

// largeTitle is by how much the words of a title are higher than those of the
// page; maxTitle bounds the bytes of such titles.
const (
	largeTitle = 1.3
	maxTitle   = 300
)

// titleOf returns the folded lines of the first page that are written larger than
// the rest: a title may stand below a long letterhead.
func titleOf(sheets []sheet) string {
	if len(sheets) == 0 || len(sheets[0].Words) == 0 {
		return ""
	}
	s := sheets[0]
	heights := make([]float64, len(s.Words))
	for i, w := range s.Words {
		heights[i] = w.Box.Height
	}
	slices.Sort(heights)
	least := heights[len(heights)/2] * largeTitle
	var b strings.Builder
	for i, from := range s.breaks {
		to := len(s.Words)
		if i+1 < len(s.breaks) {
			to = s.breaks[i+1]
		}
		if b.Len() > maxTitle || !isLarge(s, from, to, least) {
			continue
		}
		for _, w := range s.Words[from:to] {
			b.WriteString(fold(w.Text) + " ")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// isLarge says that most words of a line are at least so high.
func isLarge(s sheet, from, to int, least float64) bool {
	n := 0
	for _, w := range s.Words[from:to] {
		if w.Box.Height >= least {
			n++
		}
	}
	return 2*n > to-from
}
