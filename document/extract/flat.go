package extract

import (
	"sort"
	"strings"

	"github.com/insiemi/insiemi/document"
)

// flat is a document's text folded to lower case without accents, in which a
// stretch of bytes leads back to the words on the pages.
type flat struct {
	text   string
	starts []int // offset of each word
	at     []wordAt
	sheets []sheet
	cells  []document.Place // of each word, where the sheets are tables
}

type wordAt struct{ sheet, word int }

var foldAccents = strings.NewReplacer("à", "a", "á", "a", "è", "e", "é", "e", "ì", "i", "í", "i", "ò", "o", "ó", "o",
	"ù", "u", "ú", "u", "’", "'", "‘", "'", "“", "\"", "”", "\"", "–", "-", "—", "-", "\u00a0", " ", "ﬁ", "fi", "ﬂ", "fl")

// fold lowers a text and takes accents and typographic signs away.
func fold(s string) string { return foldAccents.Replace(strings.ToLower(s)) }

// maxFlat bounds the text that fields are looked for in: papers of this field
// have their facts on the first pages.
const maxFlat = 400_000

// flatten joins the words of pages: blanks within a line, a line end between
// lines, a form feed between pages.
func flatten(sheets []sheet) flat {
	f := flat{sheets: sheets}
	var b strings.Builder
	for si, s := range sheets {
		if si > 0 {
			b.WriteByte('\f')
		}
		next := 0
		for wi, w := range s.Words {
			if b.Len() > maxFlat {
				break
			}
			switch {
			case next < len(s.breaks) && s.breaks[next] == wi:
				next++
				if wi > 0 {
					b.WriteByte('\n')
				}
			case wi > 0:
				b.WriteByte(' ')
			}
			f.starts = append(f.starts, b.Len())
			f.at = append(f.at, wordAt{si, wi})
			b.WriteString(fold(w.Text))
		}
	}
	f.text = b.String()
	return f
}

// flattenText is flatten for text without pages: no places.
func flattenText(text string) flat { return flat{text: fold(text[:min(len(text), maxFlat)])} }

// span is a stretch of the folded text.
type span struct{ from, to int }

// words returns the words that a stretch touches.
func (f flat) words(s span) []wordAt {
	lo := sort.Search(len(f.starts), func(i int) bool { return f.starts[i] > s.from }) - 1
	hi := sort.Search(len(f.starts), func(i int) bool { return f.starts[i] >= s.to })
	if lo < 0 || lo >= hi {
		return nil
	}
	return f.at[lo:hi]
}

// place returns where a stretch stands (its first page), how it is written, and
// the confidence of its weakest word.
func (f flat) place(s span) (p document.Place, written string, confidence float64, m document.Method) {
	at := f.words(s)
	if len(at) == 0 {
		return document.Place{}, strings.Trim(f.text[s.from:s.to], " \n\f"), 1, document.MethodText
	}
	if f.cells != nil {
		return f.cellPlace(s, at)
	}
	page := f.sheets[at[0].sheet]
	var texts []string
	var box document.Box
	confidence = 1
	for i, a := range at {
		w := f.sheets[a.sheet].Words[a.word]
		texts = append(texts, w.Text)
		confidence = min(confidence, w.Confidence)
		switch {
		case i == 0:
			box = w.Box
		case a.sheet == at[0].sheet:
			box = box.Union(w.Box)
		}
	}
	return document.Place{Page: page.Number, Box: &box}, strings.Join(texts, " "), confidence, page.Method
}
