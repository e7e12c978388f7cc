package web

import (
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/compare"
	"github.com/insiemi/insiemi/storage"
)

// How many words without a change are shown before and after one; more are folded.
const (
	wordsAround = 12
	wordsFolded = 40
)

// changedText is a text word by word, the parts that did not change folded.
type changedText struct {
	Parts   []textPart
	Changed int  // stretches that differ
	Open    bool // it is what the document is about
}

// textPart is a paragraph with changes, or a folded part without.
type textPart struct {
	Folded int // words without a change; 0: a paragraph
	Page   int // of the later revision on which it begins; 0: on the page of the one before
	Text   string
	Pieces []textPiece
}

// textPiece is words of which the same became: "same", "removed", "added".
type textPiece struct{ Op, Text string }

// changedText compares the words of two readings; nil where one has none, or is of
// elements and cells.
func (v *visit) changedText(c compared) *changedText {
	was, is := c.words[0], c.words[1]
	if len(was) == 0 || len(is) == 0 || c.line.Kind == document.Invoice {
		return nil
	}
	was, is = was[:min(len(was), maxCompared)], is[:min(len(is), maxCompared)]
	t := &changedText{Open: c.line.Kind != document.Register}
	b := textBuilder{t: t, was: was, is: is}
	for i, r := range compare.Words(textsOf(was), textsOf(is)) {
		b.run(r, i == 0, r.BeforeTo == len(was) && r.AfterTo == len(is))
	}
	b.end()
	return t
}

func textsOf(words []storage.PageWord) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = w.Text
	}
	return out
}

type textBuilder struct {
	t       *changedText
	was, is []storage.PageWord
	now     textPart
	page    int
	changed bool // the stretch before was a change
}

func (b *textBuilder) run(r compare.Run, first, last bool) {
	switch r.Op {
	case compare.Removed:
		b.piece("removed", b.was[r.BeforeFrom:r.BeforeTo], 0)
	case compare.Added:
		b.piece("added", b.is[r.AfterFrom:r.AfterTo], b.is[r.AfterFrom].Page)
	default:
		b.same(b.is[r.AfterFrom:r.AfterTo], first, last)
	}
	if r.Op != compare.Same && !b.changed {
		b.t.Changed++
	}
	b.changed = r.Op != compare.Same
}

// same shows a few words around changes and folds those between.
func (b *textBuilder) same(words []storage.PageWord, first, last bool) {
	before, after := wordsAround, wordsAround
	if first {
		before = 0
	}
	if last {
		after = 0
	}
	if len(words) <= max(wordsFolded, before+after) && !(first && last) {
		b.piece("same", words, words[0].Page)
		return
	}
	middle := words[before : len(words)-after]
	if before > 0 {
		b.piece("same", words[:before], words[0].Page)
	}
	b.end()
	b.t.Parts = append(b.t.Parts, textPart{Folded: len(middle), Page: b.turned(middle[0].Page), Text: joinedWords(middle)})
	if after > 0 {
		b.piece("same", words[len(words)-after:], words[len(words)-after].Page)
	}
}

func (b *textBuilder) piece(op string, words []storage.PageWord, page int) {
	if len(b.now.Pieces) == 0 && page > 0 {
		b.now.Page = b.turned(page)
	}
	b.now.Pieces = append(b.now.Pieces, textPiece{op, joinedWords(words)})
}

// turned is a page that was not said before; else 0.
func (b *textBuilder) turned(page int) int {
	if page == b.page {
		return 0
	}
	b.page = page
	return page
}

// end ends the paragraph.
func (b *textBuilder) end() {
	if len(b.now.Pieces) > 0 {
		b.t.Parts = append(b.t.Parts, b.now)
	}
	b.now = textPart{}
}

func joinedWords(words []storage.PageWord) string { return strings.Join(textsOf(words), " ") }
