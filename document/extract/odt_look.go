package extract

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// whyCondition is the doubt about text that a condition shows or hides.
const whyCondition = "it is shown on a condition only"

// odtStyle is what a style says of the look of text (ODF 1.3, part 3, 16.2); ""
// where it leaves that to its parent.
type odtStyle struct {
	parent                   string
	display, colour, through string
	ground, size             string
}

// odtGround is how the text of an open element looks: hidden text is left out,
// text that is struck through, white or shown on a condition is doubted. What
// colour the ground of a frame has is not known: white text counts as seen there.
type odtGround struct {
	away      bool // it stands in what is not shown
	vanish    bool
	struck    bool
	white     bool
	shaded    bool
	tiny      bool
	condition bool
}

// odtLook knows the styles of a document and the look of the open elements.
type odtLook struct {
	common, auto map[string]*odtStyle // by family and name
	isAuto       bool                 // the styles that are read are those of one part
	style        *odtStyle            // that is read
	open         []odtGround
}

// begin starts a part: automatic styles are those of their part.
func (l *odtLook) begin() {
	if l.common == nil {
		l.common = map[string]*odtStyle{}
	}
	l.auto, l.open, l.style, l.isAuto = map[string]*odtStyle{}, nil, nil, false
}

func (l *odtLook) now() odtGround {
	if n := len(l.open); n > 0 {
		return l.open[n-1]
	}
	return odtGround{}
}

// end closes an element; each start has one.
func (l *odtLook) end(name string) {
	l.open = l.open[:max(len(l.open)-1, 0)]
	if name == "style" || name == "default-style" {
		l.style = nil
	}
}

func (l *odtLook) start(t xml.StartElement) {
	l.readStyle(t)
	g := l.now()
	style := attribute(t, "style-name")
	switch name := t.Name.Local; name {
	case "p", "h":
		g.away = g.away || g.vanish // a frame in hidden text
		g.vanish, g.struck, g.white, g.tiny = false, false, false, false
		g.look(l.resolve("paragraph", style))
	case "span", "a":
		g.look(l.resolve("text", style))
	case "table", "table-row", "table-cell", "section":
		g.shaded = g.shaded || isShaded(l.resolve(name, style).ground)
		g.conditional(t)
	case "frame", "text-box", "custom-shape", "rect", "ellipse":
		g.shaded = true
	case "hidden-text":
		g.condition = true
		g.conditional(t)
	}
	g.away = g.away || attribute(t, "display") == "none" && t.Name.Local != "text-properties"
	l.open = append(l.open, g)
}

// conditional takes what a program found when it last looked at a condition.
func (g *odtGround) conditional(t xml.StartElement) {
	g.condition = g.condition || attribute(t, "display") == "condition"
	g.away = g.away || attribute(t, "is-hidden") == "true"
}

// look takes what a style says.
func (g *odtGround) look(s odtStyle) {
	if s.display != "" {
		g.vanish, g.condition = s.display == "none", g.condition || s.display == "condition"
	}
	if s.through != "" {
		g.struck = s.through != "none"
	}
	if s.colour != "" {
		g.white = isWhite(s.colour)
	}
	if points, ok := strings.CutSuffix(s.size, "pt"); ok { // shares are of a size that is not tiny
		n, err := strconv.ParseFloat(points, 64)
		g.tiny = err == nil && n < tinyPoints
	}
	g.shaded = g.shaded || isShaded(s.ground)
}

func isShaded(ground string) bool {
	return ground != "" && ground != "transparent" && !isWhite(ground)
}

// readStyle reads the styles, and notes which part they belong to.
func (l *odtLook) readStyle(t xml.StartElement) {
	switch t.Name.Local {
	case "styles", "automatic-styles":
		l.isAuto = t.Name.Local == "automatic-styles"
	case "style", "default-style":
		l.style = &odtStyle{parent: attribute(t, "parent-style-name")}
		key := attribute(t, "family") + "/" + attribute(t, "name")
		if l.isAuto {
			l.auto[key] = l.style
		} else {
			l.common[key] = l.style
		}
	case "page-layout-properties":
		if isShaded(attribute(t, "background-color")) {
			l.common["page/"] = &odtStyle{ground: "page"}
		}
	case "text-properties", "paragraph-properties", "table-cell-properties", "table-row-properties", "table-properties", "section-properties":
		if l.style != nil {
			l.style.properties(t)
		}
	}
}

func (s *odtStyle) properties(t xml.StartElement) {
	if ground := attribute(t, "background-color"); !isShaded(s.ground) && ground != "" {
		s.ground = ground
	}
	if t.Name.Local != "text-properties" {
		return
	}
	s.display, s.colour, s.size = attribute(t, "display"), attribute(t, "color"), attribute(t, "font-size")
	if attribute(t, "use-window-font-color") == "true" {
		s.colour = "window"
	}
	if s.through = attribute(t, "text-line-through-style"); s.through == "" {
		s.through = attribute(t, "text-line-through-type")
	}
}

// maxParents bounds how far a style is followed.
const maxParents = 24

// resolve is a style with what it leaves to its parents.
func (l *odtLook) resolve(family, name string) odtStyle {
	var out odtStyle
	for range maxParents {
		s := l.auto[family+"/"+name]
		if s == nil {
			s = l.common[family+"/"+name]
		}
		if s != nil {
			out.take(*s)
		}
		if name == "" {
			break
		}
		name = ""
		if s != nil {
			name = s.parent // the last one is the default style of the family
		}
	}
	return out
}

func (s *odtStyle) take(from odtStyle) {
	for _, p := range []struct{ have, give *string }{{&s.display, &from.display}, {&s.colour, &from.colour}, {&s.through, &from.through}, {&s.ground, &from.ground}, {&s.size, &from.size}} {
		if *p.have == "" {
			*p.have = *p.give
		}
	}
}

// writeLooked writes text, unless it is not shown.
func (d *odt) writeLooked(text string) {
	g := d.look.now()
	if g.away || g.vanish {
		d.leaveOut(text)
		return
	}
	d.write(text)
	switch {
	case strings.TrimSpace(text) == "":
	case g.struck:
		d.doubtPara(whyStruck)
	case g.white && !g.shaded && d.look.common["page/"] == nil:
		d.doubtPara(whyWhite)
	case g.tiny:
		d.doubtPara(whyTiny)
	case g.condition:
		d.doubtPara(whyCondition)
	}
}
