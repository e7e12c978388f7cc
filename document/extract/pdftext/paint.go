package pdftext

import "math"

// pen is what the glyphs of one string have in common.
type pen struct {
	glyph  glyph
	trm    matrix // from glyph space, at the start of the string
	toPage matrix // from text space
}

// pen is the state's; the way from glyph to page space only moves within a
// string (ISO 32000-1, 9.4.4).
func (m *machine) pen() pen {
	f := m.st.font
	p := pen{toPage: m.tm.mul(m.st.ctm)}
	p.trm = matrix{m.st.size * m.st.scale, 0, 0, m.st.size, 0, m.st.rise}.mul(p.toPage)
	p.glyph = glyph{ascent: f.ascent, depth: f.descent, size: math.Hypot(p.trm[2], p.trm[3])}
	if s := p.glyph.size; s > 0 {
		p.glyph.up = [2]float64{p.trm[2] / s, p.trm[3] / s}
	}
	p.glyph.size *= f.em
	return p
}

// show draws a string.
func (m *machine) show(s string) {
	f := m.st.font
	if f == nil {
		return
	}
	p := m.pen()
	moved := 0.0
	for len(s) > 0 && len(m.glyphs) <= maxGlyphs {
		c := f.decode(s)
		s = s[max(c.length, 1):]
		moved += m.draw(f, c, p, moved)
	}
	if f.vertical {
		m.tm = matrix{1, 0, 0, 1, 0, moved}.mul(m.tm)
	} else {
		m.tm = matrix{1, 0, 0, 1, moved, 0}.mul(m.tm)
	}
}

// draw adds a glyph and returns its advance in text space; moved is that of the
// glyphs of the string before it.
func (m *machine) draw(f *font, c code, p pen, moved float64) (advance float64) {
	g, trm, to := p.glyph, &p.trm, &p.toPage
	if f.vertical {
		advance = c.height*m.st.size + m.st.charSpace
		g.x, g.y = trm[4]+moved*to[2], trm[5]+moved*to[3]
		g.ex, g.ey = g.x+c.height*trm[2], g.y+c.height*trm[3]
	} else {
		advance = c.width*m.st.size + m.st.charSpace
		if c.length == 1 && c.value == ' ' {
			advance += m.st.words
		}
		advance *= m.st.scale
		g.x, g.y = trm[4]+moved*to[0], trm[5]+moved*to[1]
		g.ex, g.ey = g.x+c.width*trm[0], g.y+c.width*trm[1]
	}
	if g.text = m.meaning(c.text); (g.text != "" || c.text == "") && finite(&g) {
		g.blank = c.blank
		m.look(&g)
		m.glyphs = append(m.glyphs, g)
	}
	return advance
}

func finite(g *glyph) bool {
	sum := g.x + g.y + g.ex + g.ey + g.size
	return !math.IsNaN(sum) && !math.IsInf(sum, 0) && math.Abs(sum) < 1e7
}

// meaning replaces what glyphs show by their ActualText, once.
func (m *machine) meaning(text string) string {
	n := len(m.actual)
	if n == 0 || !m.actual[n-1].has {
		return text
	}
	if r := &m.actual[n-1]; !r.done {
		r.done = true
		return r.text
	}
	return ""
}

func (m *machine) actualText(op string) replacement {
	if op != "BDC" || len(m.operands) == 0 {
		return m.outer()
	}
	arr := m.last().arr
	for i := 0; i+1 < len(arr); i++ {
		if arr[i].kind == kindName && arr[i].str == "ActualText" && arr[i+1].kind == kindString {
			return replacement{text: textString(arr[i+1].str), has: true}
		}
	}
	return m.outer()
}

// outer is the replacement in force around a new sequence; its text was given
// already when it is done.
func (m *machine) outer() replacement {
	if n := len(m.actual); n > 0 {
		return m.actual[n-1]
	}
	return replacement{}
}
