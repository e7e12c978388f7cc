package pdftext

import (
	"context"

	"github.com/ledongthuc/pdf"
)

// Limits of one document's content.
const (
	maxContent = 128 << 20 // bytes of content streams, inflated
	maxStream  = 48 << 20  // of one of them
	maxGlyphs  = 400_000   // a page
	maxOps     = 5_000_000 // a page; a form counts as formOps
	maxAllOps  = 30_000_000
	formOps    = 200
	maxForms   = 12  // nesting of form XObjects
	maxStates  = 512 // nesting of q
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
	at     int  // in the order of painting
	unseen bool // nobody sees it: see sight.go
	layer  bool // it lies over or under the image of a scan
}

// state is what q saves (ISO 32000-1, 8.4.1 and 9.3.1).
type state struct {
	ctm              matrix
	font             *font
	size             float64
	charSpace, words float64
	scale            float64 // 1 is 100 %
	leading, rise    float64
	mode             int // of text: 3 paints nothing
	fill, stroke     ink
	clip             clipping
	faint            bool // what is filled is translucent,
	blends, masked   bool // mixes with what is below, is masked,
	veiled           bool // or is within what is one of these
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
	counted   int // of ops, in those of the document
	glyphs    []glyph
	operands  []token
	actual    []replacement
	values    []float64 // components of a colour

	path          path
	areas         []area
	bands         [][]int32 // areas by height on the page
	at, looks     int
	covered       int     // when the last opaque area was painted
	width, height float64 // of the page
	images        float64 // area of the images, in square points
	imageTo       matrix  // of the last image, from its unit square to the page
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
	for i := range m.bands {
		m.bands[i] = m.bands[i][:0]
	}
	*m = machine{ctx: m.ctx, doc: m.doc, ctm: f.toPage, st: state{ctm: f.toPage, scale: 1}, width: f.width, height: f.height,
		areas: m.areas[:0], bands: m.bands, values: m.values[:0], path: path{box: nowhere},
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
			if m.ops++; m.isOver() {
				return
			}
			if t.str == "BI" {
				l.skipImage()
				m.inlineImage()
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

// isOver says that the page has had its share, or that the reading was stopped.
func (m *machine) isOver() bool {
	if m.ops > maxOps || len(m.glyphs) > maxGlyphs {
		m.doc.cut.Store(true)
		return true
	}
	if m.ops-m.counted < 1024 {
		return false
	}
	all := m.doc.ops.Add(int64(m.ops - m.counted))
	m.counted = m.ops
	if all > maxAllOps {
		m.doc.cut.Store(true)
	}
	return all > maxAllOps || m.ctx.Err() != nil
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
	case "sh":
		m.shade()
	default:
		if !m.construct(op) && !m.setColour(op) {
			m.text(op)
		}
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
	case "Tr":
		m.st.mode = int(m.num(0, 1)) & 7
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
	if x.Kind() != pdf.Stream {
		return
	}
	switch kind := x.Key("Subtype").Name(); {
	case kind == "Image":
		m.image(x)
		return
	case kind != "Form" || m.forms >= maxForms:
		return
	}
	if m.ops += formOps; m.isOver() {
		return
	}
	saved, stack, operands := m.st, m.stack, m.operands
	tm, line := m.tm, m.line
	m.stack, m.operands = nil, nil
	m.forms++
	if mat, ok := matrixOf(x.Key("Matrix")); ok {
		m.st.ctm = mat.mul(m.st.ctm)
	}
	m.st.veiled = !m.solid()
	path := m.path
	m.path = path0()
	if b := x.Key("BBox"); b.Len() == 4 {
		x0, y0, x1, y1 := corners(b)
		m.clip(m.st.ctm.of(x0, y0, x1, y1))
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
	m.path = path
	m.st, m.stack, m.operands, m.tm, m.line = saved, stack, operands, tm, line
}
