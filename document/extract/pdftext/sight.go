package pdftext

import (
	"math"

	"github.com/ledongthuc/pdf"

	"github.com/insiemi/insiemi/document"
)

// What can be seen of a text is told without rendering, by what surely hides it:
// a mode that paints nothing, an opacity of zero, a clip elsewhere, the colour of
// the ground, or a rectangle or image painted over it. What can't be told counts
// as seen.

// Limits of what is kept of a page's painting.
const (
	maxAreas  = 20_000
	maxLooks  = 20_000_000 // comparisons of glyphs with areas
	maxRects  = 400        // of one path
	thinArea  = 3.0        // points: under, it is a rule, which hides no word
	tinyText  = 1.0        // points: nobody reads it
	bandSize  = 16.0       // points
	maxBands  = 4_000
	scanShare = 0.5 // of the page, covered by images: its text layer is that of a scan
)

// area is a part of the page that was painted.
type area struct {
	box
	colour colour
	at     int  // in the order of painting
	opaque bool // nothing below is seen
	image  bool
}

// clipping is where painting has an effect.
type clipping struct {
	box
	on    bool
	exact bool // it is the rectangle itself, not something within
}

// path is the path under construction (8.5.2).
type path struct {
	box   box
	rects []box
	other bool // it has more than upright rectangles
	clips bool
	poly  []([2]float64) // of the open subpath, up to five points
}

func path0() path { return path{box: nowhere} }

func (p *path) reset() { *p = path{box: nowhere, rects: p.rects[:0], poly: p.poly[:0]} }

// construct runs the operators of paths (8.5.2 and 8.5.3); false for others.
func (m *machine) construct(op string) bool {
	switch op {
	case "m":
		m.path.close()
		m.point(m.num(0, 2), m.num(1, 2))
	case "l":
		m.point(m.num(0, 2), m.num(1, 2))
	case "c":
		m.curve(6)
	case "v", "y":
		m.curve(4)
	case "h":
	case "re":
		m.path.close()
		x, y, w, h := m.num(0, 4), m.num(1, 4), m.num(2, 4), m.num(3, 4)
		b, straight := m.st.ctm.of(x, y, x+w, y+h)
		m.path.rect(b, straight)
	case "W", "W*":
		m.path.clips = true
	case "f", "F", "f*", "b", "b*", "B", "B*":
		m.fillPath(op[len(op)-1] == '*')
		m.endPath()
	case "n", "s", "S":
		m.endPath()
	default:
		return false
	}
	return true
}

func (m *machine) point(x, y float64) {
	x, y = m.st.ctm.apply(x, y)
	m.path.box = m.path.box.with(x, y)
	if len(m.path.poly) == 6 {
		m.path.other = true
		return
	}
	m.path.poly = append(m.path.poly, [2]float64{x, y})
}

func (m *machine) curve(n int) {
	for i := 0; i < n; i += 2 {
		m.path.box = m.path.box.with(m.st.ctm.apply(m.num(i, n), m.num(i+1, n)))
	}
	m.path.other = true
}

func (p *path) rect(b box, straight bool) {
	p.box = p.box.with(b.x0, b.y0).with(b.x1, b.y1)
	if !straight || len(p.rects) >= maxRects {
		p.other = true
		return
	}
	p.rects = append(p.rects, b)
}

// close takes the open subpath for a rectangle where it is one.
func (p *path) close() {
	poly := p.poly
	p.poly = p.poly[:0]
	if len(poly) == 0 {
		return
	}
	if len(poly) == 5 && poly[4] == poly[0] {
		poly = poly[:4]
	}
	b := nowhere
	upright := len(poly) == 4
	for i, c := range poly {
		b = b.with(c[0], c[1])
		next := poly[(i+1)%len(poly)]
		upright = upright && (math.Abs(c[0]-next[0]) < 0.01) != (math.Abs(c[1]-next[1]) < 0.01)
	}
	p.rect(b, upright)
}

// fillPath keeps what a path fills.
func (m *machine) fillPath(evenOdd bool) {
	m.path.close()
	rects := m.path.rects
	if m.path.other {
		m.painted(area{box: m.path.box, colour: colour{unknown: true}})
		return
	}
	solid := m.solid() && !m.st.fill.pattern && (len(rects) == 1 || !evenOdd && !nested(rects))
	for _, b := range rects {
		c := m.st.fill.colour
		c.unknown = c.unknown || !solid
		m.painted(area{box: b, colour: c, opaque: solid})
	}
}

// nested says that one of some rectangles may be a hole in another.
func nested(rects []box) bool {
	if len(rects) > 16 {
		return true
	}
	for i, a := range rects {
		for k, b := range rects {
			if i != k && a.holdsBox(b) {
				return true
			}
		}
	}
	return false
}

// solid says that what is filled now lets nothing through.
func (m *machine) solid() bool { return !m.st.faint && !m.st.blends && !m.st.masked && !m.st.veiled }

func (m *machine) endPath() {
	if m.path.clips {
		m.path.close()
		m.clip(m.path.box, len(m.path.rects) == 1 && !m.path.other)
	}
	m.path.reset()
}

func (m *machine) clip(b box, exact bool) {
	if b.x1 < b.x0 {
		return // of no path: what is meant can't be told
	}
	if !m.st.clip.on {
		m.st.clip = clipping{b, true, exact}
		return
	}
	m.st.clip = clipping{m.st.clip.cut(b), true, exact && m.st.clip.exact}
}

// painted keeps an area that was painted, as far as it is on the page.
func (m *machine) painted(a area) {
	m.at++
	a.at = m.at
	a.box = a.cut(box{0, 0, m.width, m.height})
	if m.st.clip.on {
		a.box = a.cut(m.st.clip.box)
		if !m.st.clip.exact {
			a.opaque, a.colour.unknown = false, true
		}
	}
	if a.image && a.x1 > a.x0 && a.y1 > a.y0 {
		m.images += (a.x1 - a.x0) * (a.y1 - a.y0)
	}
	if a.opaque {
		m.covered = a.at
	}
	if !(a.x1-a.x0 >= thinArea && a.y1-a.y0 >= thinArea) || len(m.areas) >= maxAreas {
		return
	}
	for i := band(a.y0); i <= band(a.y1); i++ {
		for len(m.bands) <= i {
			m.bands = append(m.bands, nil)
		}
		m.bands[i] = append(m.bands[i], int32(len(m.areas)))
	}
	m.areas = append(m.areas, a)
}

func band(y float64) int { return int(max(0, min(maxBands, y/bandSize))) }

// image keeps the place of an image XObject, which fills the unit square.
func (m *machine) image(x pdf.Value) {
	m.imageTo = m.st.ctm
	b, straight := m.st.ctm.of(0, 0, 1, 1)
	opaque := straight && m.solid() && x.Key("SMask").IsNull() && x.Key("Mask").IsNull() && !x.Key("ImageMask").Bool()
	m.painted(area{box: b, colour: colour{unknown: true}, opaque: opaque, image: true})
}

func (m *machine) inlineImage() {
	b, _ := m.st.ctm.of(0, 0, 1, 1)
	m.painted(area{box: b, colour: colour{unknown: true}, image: true})
}

// shade keeps what a shading fills: all that is not clipped.
func (m *machine) shade() {
	m.painted(area{box: box{0, 0, m.width, m.height}, colour: colour{unknown: true}})
}

// core is the part of a glyph that must be hidden for it not to be read: the
// middle of its advance, from the baseline to half of its height.
func (g *glyph) core() box {
	b := nowhere
	for _, at := range [2]float64{0.25, 0.75} {
		x, y := g.x+at*(g.ex-g.x), g.y+at*(g.ey-g.y)
		for _, h := range [2]float64{0.1, 0.5} {
			b = b.with(x+g.up[0]*h*g.size, y+g.up[1]*h*g.size)
		}
	}
	return b
}

// look sets what can be told of a glyph when it is drawn.
func (m *machine) look(g *glyph) {
	m.at++
	g.at = m.at
	core := g.core()
	switch {
	case m.st.mode == 3 || m.st.mode == 7, g.size < tinyText && !m.st.font.ownInk:
		g.unseen = true
	case m.st.clip.on && (m.st.clip.cut(core).x1 < m.st.clip.cut(core).x0 || m.st.clip.cut(core).y1 < m.st.clip.cut(core).y0):
		g.unseen = true
	default:
		g.unseen = !m.leavesTrace(core)
	}
}

// leavesTrace says that the ink of the text differs from the ground.
func (m *machine) leavesTrace(core box) bool {
	if m.st.font.ownInk {
		return true
	}
	mode := m.st.mode & 3
	fills, strokes := mode == 0 || mode == 2, mode == 1 || mode == 2
	ground := white
	x, y := (core.x0+core.x1)/2, (core.y0+core.y1)/2
	if a := m.topmost(x, y, math.MaxInt, func(a *area) bool { return true }); a != nil {
		ground = a.colour
	}
	return fills && !m.st.fill.clear && !m.st.fill.like(ground) || strokes && !m.st.stroke.clear && !m.st.stroke.like(ground)
}

// topmost returns the last area painted at a point of those that fit.
func (m *machine) topmost(x, y float64, before int, fits func(*area) bool) *area {
	i := band(y)
	if i >= len(m.bands) || y < 0 {
		return nil
	}
	for k := len(m.bands[i]) - 1; k >= 0 && m.looks < maxLooks; k-- {
		m.looks++
		if a := &m.areas[m.bands[i][k]]; a.at < before && a.holds(x, y) && fits(a) {
			return a
		}
	}
	return nil
}

// settleSight judges the glyphs of a page by all that was painted on it: what was
// painted over them, and whether they are the text layer of a scan.
func (m *machine) settleSight() {
	scan := m.images >= scanShare*m.width*m.height
	for i := range m.glyphs {
		g := &m.glyphs[i]
		if g.blank || len(m.areas) == 0 {
			continue
		}
		core := g.core()
		x, y := (core.x0+core.x1)/2, (core.y0+core.y1)/2
		if !g.unseen && g.at < m.covered {
			over := m.topmost(x, y, math.MaxInt, func(a *area) bool { return a.opaque && a.at > g.at && a.holdsBox(core) })
			g.unseen = over != nil
		}
		if g.unseen && scan && m.topmost(x, y, math.MaxInt, func(a *area) bool { return a.image }) != nil {
			g.unseen, g.layer = false, true
		}
	}
}

// sight is what a word is: unseen where one of its glyphs is.
func (p *piece) sight() document.Sight {
	switch {
	case p.unseen:
		return document.Unseen
	case p.layer:
		return document.Layer
	}
	return document.Seen
}
