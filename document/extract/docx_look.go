package extract

import (
	"encoding/hex"
	"encoding/xml"
	"strings"
)

// Why the text of a document is not to be relied on.
const (
	whyStruck = "it is struck through"
	whyWhite  = "it is white on white"
	whyTiny   = "it is too small to be seen"
)

// tinyPoints is the size in points under which nobody reads a text; the small print of
// forms has 5.
const tinyPoints = 3

// runLook is how the text of a run looks (ECMA-376, part 1, 17.3.2): hidden text
// is left out, text that is struck through or white is doubted. What colour the
// ground of a text box or of a shaded cell has is not known: white text counts
// as seen there.
type runLook struct {
	run, para, cell []ground // open ones, innermost last
	inR             int      // in the properties of a run
	boxes           int      // open text boxes
	coloured        bool     // the page has a colour
}

// ground is what a run, a paragraph or a cell says.
type ground struct {
	vanish, struck, white, shaded, tiny bool
}

// paleFrom is the level of red, green and blue from which on a colour can't be told
// from paper.
const paleFrom = 0xF0

// isWhite says that a colour, as six hexadecimal digits, is white or nearly.
func isWhite(colour string) bool {
	b, err := hex.DecodeString(strings.TrimPrefix(colour, "#"))
	return err == nil && len(b) == 3 && min(b[0], b[1], b[2]) >= paleFrom
}

func top(all []ground) *ground {
	if len(all) == 0 {
		return &ground{}
	}
	return &all[len(all)-1]
}

func isOn(t xml.StartElement) bool {
	v := attribute(t, "val")
	return v != "0" && v != "false" && v != "off"
}

func (l *runLook) start(t xml.StartElement, vanish map[string]bool) {
	run := top(l.run)
	switch name := t.Name.Local; name {
	case "p":
		l.para = append(l.para, ground{})
	case "tc":
		l.cell = append(l.cell, ground{})
	case "r":
		l.run = append(l.run, ground{vanish: top(l.para).vanish})
	case "rPr":
		if len(l.run) > 0 {
			l.inR++
		}
	case "txbxContent":
		l.boxes++
	case "background":
		l.coloured = true
	case "pStyle":
		top(l.para).vanish = vanish[attribute(t, "val")]
	case "rStyle":
		run.vanish = run.vanish || l.inR > 0 && vanish[attribute(t, "val")]
	case "shd", "highlight":
		l.shade(t)
	case "vanish", "strike", "dstrike", "color", "sz":
		if l.inR > 0 {
			run.set(t)
		}
	}
}

func (g *ground) set(t xml.StartElement) {
	switch t.Name.Local {
	case "vanish":
		g.vanish = isOn(t)
	case "strike", "dstrike":
		g.struck = isOn(t)
	case "sz": // half points
		n := number(attribute(t, "val"))
		g.tiny = n > 0 && n < 2*tinyPoints
	case "color":
		theme := attribute(t, "themeColor")
		g.white = isWhite(attribute(t, "val")) && (theme == "" || theme == "background1")
	}
}

// shade notes that the ground of the innermost run, paragraph or cell is no white.
func (l *runLook) shade(t xml.StartElement) {
	if fill := attribute(t, "fill"); t.Name.Local == "shd" && (fill == "" || strings.EqualFold(fill, "auto") || isWhite(fill)) {
		return
	}
	switch {
	case l.inR > 0:
		top(l.run).shaded = true
	case len(l.para) > 0 && len(l.para) > l.boxes:
		top(l.para).shaded = true
	default:
		top(l.cell).shaded = true
	}
	if len(l.cell) > 0 && l.inR == 0 {
		top(l.cell).shaded = true
	}
}

func (l *runLook) end(name string) {
	pop := func(all []ground) []ground { return all[:max(len(all)-1, 0)] }
	switch name {
	case "p":
		l.para = pop(l.para)
	case "tc":
		l.cell = pop(l.cell)
	case "r":
		l.run = pop(l.run)
	case "rPr":
		l.inR = max(l.inR-1, 0)
	case "txbxContent":
		l.boxes = max(l.boxes-1, 0)
	}
}

// writeRun writes the text of a run, unless it is not shown.
func (d *docx) writeRun(text string) {
	l := &d.look
	run := top(l.run)
	if run.vanish {
		d.leaveOut(text)
		return
	}
	d.write(text)
	switch {
	case strings.TrimSpace(text) == "":
	case run.struck:
		d.doubtPara(whyStruck)
	case run.white && !run.shaded && !top(l.para).shaded && !top(l.cell).shaded && l.boxes == 0 && !l.coloured:
		d.doubtPara(whyWhite)
	case run.tiny:
		d.doubtPara(whyTiny)
	}
}
