package extract

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
)

// flat is a document's text folded to lower case without accents, in which a
// stretch of bytes leads back to the words on the pages.
type flat struct {
	text   string
	starts []int // offset of each word
	at     []wordAt
	sheets []sheet
	cells  []*attendance.Cell // of each word, where the sheets are tables
	typed  bool               // the cells are those of a workbook
	// Of text without pages: as it was written, and where it and the folded text
	// run apart.
	written string
	shifts  []shift
}

// shift says that from an offset of the folded text on, the written text is by
// so many bytes ahead.
type shift struct{ from, by int }

type wordAt struct{ sheet, word int }

var foldAccents = strings.NewReplacer("\u00ad", "", "à", "a", "á", "a", "è", "e", "é", "e", "ì", "i", "í", "i", "ò", "o", "ó", "o",
	"ù", "u", "ú", "u", "’", "'", "‘", "'", "“", "\"", "”", "\"", "–", "-", "—", "-", "\u00a0", " ", "\u202f", " ", "\u2009", " ", "\u2212", "-", "ﬁ", "fi", "ﬂ", "fl",
	"\u0300", "", "\u0301", "") // accents that stand as characters of their own (NFD)

// fold lowers a text and takes accents and typographic signs away. It works rune
// by rune: folding the runes of a text one by one gives the same.
func fold(s string) string {
	s = strings.ToLower(s)
	if isASCII(s) {
		return s
	}
	return foldAccents.Replace(s)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

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

// flattenText is flatten for text without pages: there are no places, but every
// stretch leads back to the text as it was written.
func flattenText(text string) flat {
	f := flat{written: text[:cutAt(text, maxFlat)]}
	var b strings.Builder
	b.Grow(len(f.written))
	by := 0
	for i, r := range f.written {
		if now := i - b.Len(); now != by {
			f.shifts = append(f.shifts, shift{b.Len(), now})
			by = now
		}
		if r < 0x80 {
			b.WriteByte(lower(byte(r)))
		} else {
			b.WriteString(fold(string(r)))
		}
	}
	f.text = b.String()
	if now := len(f.written) - len(f.text); now != by {
		f.shifts = append(f.shifts, shift{len(f.text), now})
	}
	return f
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

// cutAt is the largest length up to n at which a text may be cut.
func cutAt(s string, n int) int {
	if len(s) <= n {
		return len(s)
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}

// asWritten returns a stretch of text without pages as it was written.
func (f flat) asWritten(s span) string {
	from, to := f.origin(s.from), f.origin(s.to)
	if f.written == "" || from > to || to > len(f.written) {
		return f.text[s.from:s.to]
	}
	return f.written[from:to]
}

// origin is where an offset of the folded text lies in the written one.
func (f flat) origin(offset int) int {
	i := sort.Search(len(f.shifts), func(i int) bool { return f.shifts[i].from > offset })
	if i == 0 {
		return offset
	}
	return offset + f.shifts[i-1].by
}

// span is a stretch of the folded text.
type span struct{ from, to int }

// words returns the words that a stretch touches.
func (f flat) words(s span) []wordAt {
	lo := f.firstWord(s)
	hi := sort.Search(len(f.starts), func(i int) bool { return f.starts[i] >= s.to })
	if lo < 0 || lo >= hi {
		return nil
	}
	return f.at[lo:hi]
}

// firstWord is the index of the word in which a stretch begins; -1 before all.
func (f flat) firstWord(s span) int {
	return sort.Search(len(f.starts), func(i int) bool { return f.starts[i] > s.from }) - 1
}

// doubt says why what stands in a stretch is not to be relied on, whatever it is
// read as; "" where it is.
func (f flat) doubt(s span) string {
	if f.cells != nil {
		return f.cellDoubt(s)
	}
	if f.unseen(s) {
		return whyUnseen
	}
	return ""
}

// columnGap is the gap between two words, as a share of their height, from which
// on they stand in columns: a blank takes a third of it.
const columnGap = 0.7

// columns writes tabs for the blanks of a text, which stands at an offset, where
// the words on the page stand apart.
func (f flat) columns(text string, at int) string {
	b := []byte(text)
	for i := f.firstWord(span{at, at}) + 1; i > 0 && i < len(f.starts) && f.starts[i] < at+len(text); i++ {
		if blank := f.starts[i] - 1 - at; blank >= 0 && b[blank] == ' ' && f.areApart(f.at[i-1], f.at[i]) {
			b[blank] = '\t'
		}
	}
	return string(b)
}

func (f flat) areApart(a, b wordAt) bool {
	l, r := f.sheets[a.sheet].Words[a.word].Box, f.sheets[b.sheet].Words[b.word].Box
	return a.sheet == b.sheet && r.X-(l.X+l.Width) > columnGap*max(l.Height, r.Height)
}

// place returns where a stretch stands (its first page), how it is written, and
// the confidence of its weakest word.
func (f flat) place(s span) (p document.Place, written string, confidence float64, m document.Method) {
	at := f.words(s)
	if len(at) == 0 {
		return document.Place{}, strings.Trim(f.asWritten(s), " \t\r\n\f"), 1, document.MethodText
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
