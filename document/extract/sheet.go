package extract

import (
	"cmp"
	"slices"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract/pdftext"
)

// sheet is a page with the places where its lines begin.
type sheet struct {
	document.Page
	breaks []int // index of the first word of each line, ascending
	// tilt is the angle in degrees by which the page was turned to stand
	// straight; boxes are those of the straight page until settle.
	tilt float64
	// turn is by how many quarters clockwise the page was turned before that.
	turn    int
	outside []document.Box // ink without words
	look    document.Look  // of a page that is an image; else zero
	// concealed says that the table is on a hidden sheet.
	concealed bool
	cells     []inkCell // of a ruled table with one column per day
}

// text returns the page's words in reading order, a line a line.
func (s sheet) text() string {
	var b strings.Builder
	next := 0
	for i, w := range s.Words {
		switch {
		case next < len(s.breaks) && s.breaks[next] == i:
			if i > 0 {
				b.WriteByte('\n')
			}
			next++
		case i > 0:
			b.WriteByte(' ')
		}
		b.WriteString(directed(w.Text))
	}
	return b.String()
}

// directed encloses a word that is read from right to left in the marks of
// Unicode for it (RLE and PDF, UAX 9), as poppler does: in text with words of
// both directions nothing else tells them.
func directed(word string) string {
	if !pdftext.RightToLeft(word) {
		return word
	}
	return "\u202B" + word + "\u202C"
}

// arrange puts words in reading order by their boxes, line by line from the
// top: for readers that give no order of their own.
func arrange(p document.Page) sheet {
	words := slices.Clone(p.Words)
	slices.SortStableFunc(words, func(a, b document.Word) int {
		return cmp.Compare(a.Box.Y+a.Box.Height/2, b.Box.Y+b.Box.Height/2)
	})
	s := sheet{Page: p}
	s.Words = make([]document.Word, 0, len(words))
	for len(words) > 0 {
		n := lineLength(words, p.Method)
		line := words[:n]
		slices.SortStableFunc(line, func(a, b document.Word) int { return cmp.Compare(a.Box.X, b.Box.X) })
		s.breaks = append(s.breaks, len(s.Words))
		s.Words = append(s.Words, line...)
		words = words[n:]
	}
	return s
}

// Share of the height of a line's highest word above which the middles of the
// others lie. The boxes of recognised words are those of their ink: that of "pro"
// lies lower than that of "EUR".
const (
	middleText = 0.75
	middleInk  = 0.95
)

// lineLength returns how many of the words, ordered by height, share the first
// one's line.
func lineLength(words []document.Word, m document.Method) int {
	share := middleText
	if m == document.MethodOCR {
		share = middleInk
	}
	base := words[0].Box.Y + words[0].Box.Height*share
	n := 1
	for n < len(words) && words[n].Box.Y+words[n].Box.Height/2 < base {
		n++
	}
	return n
}

func pagesOf(sheets []sheet) []document.Page {
	out := make([]document.Page, len(sheets))
	for i, s := range sheets {
		out[i] = s.Page
	}
	return out
}

// joinText joins the pages by form feeds, as text tools do.
func joinText(sheets []sheet) string {
	parts := make([]string, len(sheets))
	for i, s := range sheets {
		parts[i] = s.text()
	}
	return strings.Join(parts, "\f")
}
