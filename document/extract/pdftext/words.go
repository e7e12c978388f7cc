package pdftext

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/insiemi/insiemi/document"
)

// wordGap is the gap between two glyphs, as a share of the size, from which on
// they belong to different words. Programs that draw no blanks leave a gap of
// a fifth of the size or more; kerning stays under a tenth.
const (
	wordGap  = 0.12
	overlap  = 0.45 // a glyph set back by more than this starts a new word
	lineDrop = 0.25 // a baseline off by more than this starts a new word
)

// piece is a word being built: glyphs along one direction.
type piece struct {
	text       strings.Builder
	size       float64
	dir        [2]float64 // of the baseline
	x, y       float64    // origin of the first glyph
	ex, ey     float64    // where the last advance ends
	box        document.Box
	horizontal bool
	unseen     bool // a glyph of it is
	layer      bool
}

// wordsOf joins glyphs to words, in the order drawn, then joins the pieces of
// words that were drawn apart.
func wordsOf(glyphs []glyph, f frame) []document.Word {
	var pieces []*piece
	var cur *piece
	shadow := shadowed(glyphs)
	for i := range glyphs {
		g := &glyphs[i]
		if shadow[i] {
			continue
		}
		if g.blank {
			cur = nil
			continue
		}
		if g.text == "" { // nothing is known of it: what stands around it must not be joined
			if cur != nil && math.Hypot(g.ex-g.x, g.ey-g.y) > 0.02*g.size {
				cur = nil
			}
			continue
		}
		if cur == nil || !cur.continues(g) {
			cur = newPiece(g)
			pieces = append(pieces, cur)
			continue
		}
		cur.add(g)
	}
	return finishWords(joinPieces(pieces), f)
}

func newPiece(g *glyph) *piece {
	p := &piece{size: g.size, x: g.x, y: g.y, box: g.bounds()}
	p.dir = direction(g)
	p.horizontal = math.Abs(p.dir[1]) < 0.2
	p.text.WriteString(g.text)
	p.ex, p.ey = g.ex, g.ey
	p.unseen, p.layer = g.unseen, g.layer
	return p
}

// direction is that of the advance, or across the up direction where the glyph
// has no width.
func direction(g *glyph) [2]float64 {
	dx, dy := g.ex-g.x, g.ey-g.y
	if l := math.Hypot(dx, dy); l > 0.01 {
		return [2]float64{dx / l, dy / l}
	}
	return [2]float64{-g.up[1], g.up[0]}
}

// along and across give where a point lies from the end of a piece.
func (p *piece) along(x, y float64) float64  { return (x-p.ex)*p.dir[0] + (y-p.ey)*p.dir[1] }
func (p *piece) across(x, y float64) float64 { return (y-p.ey)*p.dir[0] - (x-p.ex)*p.dir[1] }

// continues says that a glyph belongs to the word.
func (p *piece) continues(g *glyph) bool {
	size := max(p.size, 0.1)
	if g.size < 0.45*size || g.size > 2.2*size {
		return false
	}
	if d := direction(g); d[0]*p.dir[0]+d[1]*p.dir[1] < 0.9 {
		return false
	}
	gap := p.along(g.x, g.y)
	return gap < wordGap*size && gap > -overlap*size && math.Abs(p.across(g.x, g.y)) < lineDrop*size
}

func (p *piece) add(g *glyph) {
	p.text.WriteString(g.text)
	p.ex, p.ey = g.ex, g.ey
	p.box = p.box.Union(g.bounds())
	p.size = max(p.size, g.size)
	p.unseen, p.layer = p.unseen || g.unseen, p.layer || g.layer
}

// bounds is the box of a glyph: its advance, from the font's descent to its
// ascent.
func (g *glyph) bounds() document.Box {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, o := range [2][2]float64{{g.x, g.y}, {g.ex, g.ey}} {
		for _, h := range [2]float64{g.ascent, g.depth} {
			x, y := o[0]+g.up[0]*h*g.size, o[1]+g.up[1]*h*g.size
			x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x), max(y1, y)
		}
	}
	return document.Box{X: x0, Y: y0, Width: x1 - x0, Height: y1 - y0}
}

// joinPieces joins pieces of a line that touch: words whose glyphs were drawn
// one by one or out of order.
func joinPieces(pieces []*piece) []*piece {
	var flat, other []*piece
	for _, p := range pieces {
		if p.horizontal && p.dir[0] > 0 {
			flat = append(flat, p)
		} else {
			other = append(other, p)
		}
	}
	orderByLine(flat)
	var out []*piece
	for _, p := range flat {
		if n := len(out); n > 0 && touches(out[n-1], p) {
			last := out[n-1]
			last.text.WriteString(p.text.String())
			last.ex, last.ey = p.ex, p.ey
			last.box = last.box.Union(p.box)
			last.unseen, last.layer = last.unseen || p.unseen, last.layer || p.layer
			continue
		}
		out = append(out, p)
	}
	return append(out, other...)
}

// orderByLine orders pieces by baseline, and on a baseline from left to right.
func orderByLine(pieces []*piece) {
	slices.SortStableFunc(pieces, func(a, b *piece) int { return cmp.Compare(a.y, b.y) })
	for start := 0; start < len(pieces); {
		end := start + 1
		for end < len(pieces) && pieces[end].y-pieces[start].y < 0.1*max(pieces[start].size, 1) {
			end++
		}
		slices.SortStableFunc(pieces[start:end], func(a, b *piece) int { return cmp.Compare(a.x, b.x) })
		start = end
	}
}

func touches(a, b *piece) bool {
	size := max(a.size, 0.1)
	gap := a.along(b.x, b.y)
	return b.size > 0.45*size && b.size < 2.2*size && math.Abs(a.across(b.x, b.y)) < 0.1*size &&
		gap < 0.06*size && gap > -0.15*size
}

// finishWords keeps what lies on the page and can be read.
func finishWords(pieces []*piece, f frame) []document.Word {
	out := make([]document.Word, 0, len(pieces))
	for _, p := range pieces {
		text := strings.TrimSpace(p.text.String())
		if text == "" || !utf8.ValidString(text) || !onPage(p.box, f) {
			continue
		}
		if strings.IndexFunc(text, unicode.IsSpace) < 0 {
			out = append(out, document.Word{Text: Logical(text), Box: rounded(p.box), Confidence: 1, Sight: p.sight()})
			continue
		}
		for _, w := range splitBlanks(text, p.box) {
			w.Sight = p.sight()
			out = append(out, w)
		}
	}
	return out
}

func onPage(b document.Box, f frame) bool {
	cx, cy := b.X+b.Width/2, b.Y+b.Height/2
	return cx >= -2 && cy >= -2 && cx <= f.width+2 && cy <= f.height+2
}

// splitBlanks cuts a text that has blanks within (of ActualText or a font whose
// codes stand for several characters), sharing the box by length.
func splitBlanks(text string, b document.Box) []document.Word {
	parts := strings.Fields(text)
	total := float64(utf8.RuneCountInString(text))
	var out []document.Word
	at := 0
	for _, p := range parts {
		i := at + strings.Index(text[at:], p)
		from := float64(utf8.RuneCountInString(text[:i])) / total
		width := float64(utf8.RuneCountInString(p)) / total
		box := document.Box{X: b.X + from*b.Width, Y: b.Y, Width: width * b.Width, Height: b.Height}
		out = append(out, document.Word{Text: p, Box: rounded(box), Confidence: 1})
		at = i + len(p)
	}
	return out
}

// rounded keeps hundredths of a point.
func rounded(b document.Box) document.Box {
	r := func(v float64) float64 { return math.Round(v*100) / 100 }
	return document.Box{X: r(b.X), Y: r(b.Y), Width: r(b.Width), Height: r(b.Height)}
}
