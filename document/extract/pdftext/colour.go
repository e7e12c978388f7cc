package pdftext

import (
	"math"

	"github.com/ledongthuc/pdf"
)

// colour is what fills or strokes, as far as it can be told without rendering.
// The zero colour is black, with which a page begins (ISO 32000-1, 8.6.8).
type colour struct {
	rgb     [3]float32
	unknown bool // a pattern, a spot colour, an index
	pattern bool // it may leave holes
}

var white = colour{rgb: [3]float32{1, 1, 1}}

// tell is the difference of a component from which on two colours can be told
// apart.
const tell = 0.06

func (c colour) like(o colour) bool {
	if c.unknown || o.unknown {
		return false
	}
	for i := range c.rgb {
		if d := c.rgb[i] - o.rgb[i]; d > tell || d < -tell {
			return false
		}
	}
	return true
}

// colourOf reads components by their number: grey, RGB or CMYK.
func colourOf(v []float64) colour {
	clip := func(f float64) float32 { return float32(max(0, min(1, f))) }
	switch len(v) {
	case 1:
		return colour{rgb: [3]float32{clip(v[0]), clip(v[0]), clip(v[0])}}
	case 3:
		return colour{rgb: [3]float32{clip(v[0]), clip(v[1]), clip(v[2])}}
	case 4:
		return colour{rgb: [3]float32{clip(1 - v[0] - v[3]), clip(1 - v[1] - v[3]), clip(1 - v[2] - v[3])}}
	}
	return colour{unknown: true}
}

// space is how components of a colour space are read.
type space uint8

const (
	spaceDevice  space = iota // grey, RGB or CMYK, by the number of components
	spaceOther                // a spot colour, an index, CIE components
	spacePattern              // tiles or shadings
)

// ink is what the painting operators use: for filling, or for stroking.
type ink struct {
	colour
	space space
	clear bool // it leaves no trace: its opacity is about zero
}

// setColour runs the operators of colour (8.6.8); false for others.
func (m *machine) setColour(op string) bool {
	i := &m.st.fill
	if op[0] >= 'A' && op[0] <= 'Z' {
		i = &m.st.stroke
	}
	switch op {
	case "g", "G":
		i.space, i.colour = spaceDevice, colourOf(m.components(1))
	case "rg", "RG":
		i.space, i.colour = spaceDevice, colourOf(m.components(3))
	case "k", "K":
		i.space, i.colour = spaceDevice, colourOf(m.components(4))
	case "cs", "CS":
		i.space = m.space(m.last().str)
		i.colour = colour{unknown: i.space != spaceDevice, pattern: i.space == spacePattern}
	case "sc", "scn", "SC", "SCN":
		if i.space == spaceDevice {
			i.colour = colourOf(m.components(len(m.operands)))
		}
	default:
		return false
	}
	return true
}

// components returns the last n operands.
func (m *machine) components(n int) []float64 {
	if n > 4 || n > len(m.operands) {
		return nil
	}
	m.values = m.values[:0]
	for k := range n {
		m.values = append(m.values, m.num(k, n))
	}
	return m.values
}

// space finds a colour space, once for each dictionary of resources.
func (m *machine) space(name string) space {
	switch name {
	case "DeviceGray", "DeviceRGB", "DeviceCMYK", "CalGray", "CalRGB":
		return spaceDevice
	case "Pattern":
		return spacePattern
	}
	return remembered(m, name, func(r *resources) *map[string]space { return &r.spaces }, func() space {
		v := m.resource("ColorSpace", name)
		if v.Kind() == pdf.Array {
			v = v.Index(0)
		}
		switch v.Name() {
		case "DeviceGray", "DeviceRGB", "DeviceCMYK", "CalGray", "CalRGB", "ICCBased":
			return spaceDevice
		case "Pattern":
			return spacePattern
		}
		return spaceOther
	})
}

// graphics is what a dictionary of graphics state sets (8.4.5), as far as it
// matters here; nil is not set.
type graphics struct {
	font          *font
	size          float64
	fill, stroke  *float64 // opacity
	blend, masked *bool    // it mixes with, or is masked by, what is below
}

func (m *machine) graphicsState(name string) {
	g := remembered(m, name, func(r *resources) *map[string]graphics { return &r.states }, func() graphics {
		return m.readGraphics(m.resource("ExtGState", name))
	})
	if g.font != nil {
		m.st.font, m.st.size = g.font, g.size
	}
	if g.fill != nil {
		m.st.fill.clear, m.st.faint = *g.fill < tell, *g.fill < 1
	}
	if g.stroke != nil {
		m.st.stroke.clear = *g.stroke < tell
	}
	if g.blend != nil {
		m.st.blends = *g.blend
	}
	if g.masked != nil {
		m.st.masked = *g.masked
	}
}

func (m *machine) readGraphics(v pdf.Value) (g graphics) {
	defer func() { _ = recover() }()
	if f := v.Key("Font"); f.Len() == 2 {
		g.font, g.size = m.doc.sharedFont(f.Index(0)), f.Index(1).Float64()
	}
	opacity := func(key string) *float64 {
		x := v.Key(key)
		if k := x.Kind(); k != pdf.Integer && k != pdf.Real {
			return nil
		}
		f := x.Float64()
		return &f
	}
	g.fill, g.stroke = opacity("ca"), opacity("CA")
	flag := func(key, none string) *bool {
		x := v.Key(key)
		if x.IsNull() {
			return nil
		}
		is := x.Name() != none
		return &is
	}
	g.blend, g.masked = flag("BM", "Normal"), flag("SMask", "None")
	return g
}

// remembered looks a name up in the innermost dictionary of resources once.
func remembered[T any](m *machine, name string, of func(*resources) *map[string]T, find func() T) (out T) {
	n := len(m.resources)
	if n == 0 {
		return out
	}
	known := of(&m.resources[n-1])
	if v, ok := (*known)[name]; ok {
		return v
	}
	func() {
		defer func() { _ = recover() }()
		out = find()
	}()
	known = of(&m.resources[n-1])
	if *known == nil {
		*known = map[string]T{}
	}
	(*known)[name] = out
	return out
}

// box is a rectangle on the page.
type box struct{ x0, y0, x1, y1 float64 }

var nowhere = box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}

func (b box) with(x, y float64) box {
	return box{min(b.x0, x), min(b.y0, y), max(b.x1, x), max(b.y1, y)}
}

func (b box) cut(o box) box {
	return box{max(b.x0, o.x0), max(b.y0, o.y0), min(b.x1, o.x1), min(b.y1, o.y1)}
}

func (b box) holds(x, y float64) bool { return x >= b.x0 && x <= b.x1 && y >= b.y0 && y <= b.y1 }

func (b box) holdsBox(o box) bool {
	return o.x0 >= b.x0 && o.x1 <= b.x1 && o.y0 >= b.y0 && o.y1 <= b.y1
}

// of returns the rectangle around a rectangle that a matrix moves, and whether
// it still is one.
func (m matrix) of(x0, y0, x1, y1 float64) (box, bool) {
	b := nowhere
	for _, c := range [4][2]float64{{x0, y0}, {x1, y0}, {x0, y1}, {x1, y1}} {
		b = b.with(m.apply(c[0], c[1]))
	}
	const flat = 1e-4
	straight := math.Abs(m[1])+math.Abs(m[2]) < flat || math.Abs(m[0])+math.Abs(m[3]) < flat
	return b, straight
}
