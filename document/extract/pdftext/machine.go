package pdftext

import (
	"context"
	"math"

	"github.com/ledongthuc/pdf"
)

// Limits of one document's content.
const (
	maxContent = 128 << 20 // bytes of content streams, inflated
	maxStream  = 48 << 20  // of one of them
	maxGlyphs  = 400_000   // a page
	maxOps     = 5_000_000 // a page
	maxForms   = 12        // nesting of form XObjects
	maxStates  = 512       // nesting of q
)

// glyph is what one code drew: its text, and where.
type glyph struct {
	text   string
	x, y   float64 // origin, in points from the top left of the page
	ex, ey float64 // where the advance ends
	size   float64 // height of the em on the page
	up     [2]float64
	ascent float64 // of the font, a share of size
	depth  float64
	blank  bool
}

// state is what q saves (ISO 32000-1, 8.4.1 and 9.3.1).
type state struct {
	ctm              matrix
	font             *font
	size             float64
	charSpace, words float64
	scale            float64 // 1 is 100 %
	leading, rise    float64
}

// machine interprets content streams.
type machine struct {
	ctx       context.Context
	doc       *doc
	ctm       matrix // of the page
	st        state
	stack     []state
	tm, line  matrix
	resources []resources
	forms     int
	ops       int
	glyphs    []glyph
	operands  []token
	actual    []replacement
}

// replacement is the ActualText of a marked-content sequence: what its glyphs
// mean together (ISO 32000-1, 14.9.4).
type replacement struct {
	text string
	has  bool
	done bool
}

// begin prepares for a page; what the last one took is used again.
func (m *machine) begin(f frame) {
	*m = machine{ctx: m.ctx, doc: m.doc, ctm: f.toPage, st: state{ctm: f.toPage, scale: 1},
		glyphs: m.glyphs[:0], operands: m.operands[:0], stack: m.stack[:0], resources: m.resources[:0], actual: m.actual[:0]}
}

// runContents runs the page's stream, or its array of streams as one.
func (m *machine) runContents(v pdf.Value) {
	if v.Kind() != pdf.Array {
		m.run(m.doc.load(v))
		return
	}
	var all []byte
	for i := range v.Len() {
		if s, ok := resolve(v, i); ok {
			all = append(append(all, m.doc.load(s)...), '\n')
		}
	}
	m.run(all)
}

func (m *machine) run(b []byte) {
	l := &lexer{b: b, one: true}
	for {
		t := l.next(0)
		switch t.kind {
		case kindEnd:
			return
		case kindOperator:
			if m.ops++; m.ops > maxOps || len(m.glyphs) > maxGlyphs || m.ops%1024 == 0 && m.ctx.Err() != nil {
				return
			}
			if t.str == "BI" {
				l.skipImage()
			} else {
				m.do(t.str)
			}
			m.operands = m.operands[:0]
		case kindClose:
		default:
			if len(m.operands) < 64 {
				m.operands = append(m.operands, t)
			}
		}
	}
}

// num returns the i-th of the last n operands.
func (m *machine) num(i, n int) float64 {
	at := len(m.operands) - n + i
	if at < 0 || at >= len(m.operands) {
		return 0
	}
	return m.operands[at].num
}

func (m *machine) last() token {
	if len(m.operands) == 0 {
		return token{}
	}
	return m.operands[len(m.operands)-1]
}

func (m *machine) matrix() matrix {
	var out matrix
	for i := range out {
		out[i] = m.num(i, 6)
	}
	return out
}

// do runs an operator that matters for text.
func (m *machine) do(op string) {
	switch op {
	case "q":
		if len(m.stack) < maxStates {
			m.stack = append(m.stack, m.st)
		}
	case "Q":
		if n := len(m.stack); n > 0 {
			m.st, m.stack = m.stack[n-1], m.stack[:n-1]
		}
	case "cm":
		m.st.ctm = m.matrix().mul(m.st.ctm)
	case "Do":
		m.form(m.last().str)
	case "gs":
		m.graphicsState(m.last().str)
	case "BDC", "BMC":
		m.actual = append(m.actual, m.actualText(op))
	case "EMC":
		if n := len(m.actual); n > 0 {
			m.actual = m.actual[:n-1]
		}
	default:
		m.text(op)
	}
}

// text runs the text operators (ISO 32000-1, 9.3 and 9.4).
func (m *machine) text(op string) {
	switch op {
	case "BT":
		m.tm, m.line = identity, identity
	case "Tf":
		m.setFont()
	case "Tc":
		m.st.charSpace = m.num(0, 1)
	case "Tw":
		m.st.words = m.num(0, 1)
	case "Tz":
		m.st.scale = m.num(0, 1) / 100
	case "TL":
		m.st.leading = m.num(0, 1)
	case "Ts":
		m.st.rise = m.num(0, 1)
	case "Tm":
		m.line = m.matrix()
		m.tm = m.line
	case "Td":
		m.move(m.num(0, 2), m.num(1, 2))
	case "TD":
		m.st.leading = -m.num(1, 2)
		m.move(m.num(0, 2), m.num(1, 2))
	case "T*":
		m.move(0, -m.st.leading)
	default:
		m.paint(op)
	}
}

// paint runs the operators that show text.
func (m *machine) paint(op string) {
	switch op {
	case "Tj":
		m.show(m.last().str)
	case "'":
		m.move(0, -m.st.leading)
		m.show(m.last().str)
	case "\"":
		m.st.words, m.st.charSpace = m.num(0, 3), m.num(1, 3)
		m.move(0, -m.st.leading)
		m.show(m.last().str)
	case "TJ":
		for _, t := range m.last().arr {
			switch t.kind {
			case kindString:
				m.show(t.str)
			case kindNumber:
				m.kern(t.num)
			}
		}
	}
}

func (m *machine) move(x, y float64) {
	m.line = matrix{1, 0, 0, 1, x, y}.mul(m.line)
	m.tm = m.line
}

func (m *machine) kern(n float64) {
	shift := -n / 1000 * m.st.size
	if m.st.font != nil && m.st.font.vertical {
		m.tm = matrix{1, 0, 0, 1, 0, shift}.mul(m.tm)
		return
	}
	m.tm = matrix{1, 0, 0, 1, shift * m.st.scale, 0}.mul(m.tm)
}

func (m *machine) setFont() {
	if len(m.operands) < 2 {
		return
	}
	m.st.size = m.num(1, 2)
	m.st.font = m.namedFont(m.operands[len(m.operands)-2].str)
}

// namedFont finds a font of the resources. Object streams are inflated anew for
// every object, so each dictionary of fonts is looked into once per document.
func (m *machine) namedFont(name string) *font {
	for i := len(m.resources) - 1; i >= 0; i-- {
		if f := m.doc.fontOf(&m.resources[i], name); f != nil {
			return f
		}
	}
	return nil
}

func (m *machine) graphicsState(name string) {
	if f := m.resource("ExtGState", name).Key("Font"); f.Len() == 2 {
		m.st.font, m.st.size = m.doc.sharedFont(f.Index(0)), f.Index(1).Float64()
	}
}

// resource finds a named resource in the innermost dictionary that has it.
func (m *machine) resource(class, name string) (v pdf.Value) {
	defer func() {
		if recover() != nil {
			v = pdf.Value{}
		}
	}()
	for i := len(m.resources) - 1; i >= 0; i-- {
		if v := m.resources[i].dict.Key(class).Key(name); !v.IsNull() {
			return v
		}
	}
	return pdf.Value{}
}

// form runs a form XObject in its own state.
func (m *machine) form(name string) {
	m.runForm(m.resource("XObject", name))
}

func (m *machine) runForm(x pdf.Value) {
	if x.Kind() != pdf.Stream || x.Key("Subtype").Name() != "Form" || m.forms >= maxForms {
		return
	}
	saved, stack, operands := m.st, m.stack, m.operands
	tm, line := m.tm, m.line
	m.stack, m.operands = nil, nil
	m.forms++
	if mat, ok := matrixOf(x.Key("Matrix")); ok {
		m.st.ctm = mat.mul(m.st.ctm)
	}
	pushed := false
	if r := x.Key("Resources"); r.Kind() == pdf.Dict {
		m.resources, pushed = append(m.resources, resources{dict: r}), true
	}
	m.run(m.doc.load(x))
	if pushed {
		m.resources = m.resources[:len(m.resources)-1]
	}
	m.forms--
	m.st, m.stack, m.operands, m.tm, m.line = saved, stack, operands, tm, line
}

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
