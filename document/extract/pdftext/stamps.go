package pdftext

import (
	"math"

	"github.com/ledongthuc/pdf"
)

// stamps runs the appearances of annotations: form fields, stamps and visible
// signatures (ISO 32000-1, 12.5.5).
func (m *machine) stamps(annots pdf.Value) {
	for i := range min(annots.Len(), 2000) {
		if a, ok := resolve(annots, i); ok {
			m.stamp(a)
		}
	}
}

const hiddenFlags = 1<<1 | 1<<5 // Hidden, NoView

func (m *machine) stamp(a pdf.Value) {
	defer func() { _ = recover() }()
	if a.Key("F").Int64()&hiddenFlags != 0 || a.Key("Subtype").Name() == "Popup" {
		return
	}
	if a.Key("Subtype").Name() == "Widget" && m.drawsField(a) {
		return
	}
	ap := a.Key("AP").Key("N")
	if state := a.Key("AS").Name(); ap.Kind() == pdf.Dict && state != "" {
		ap = ap.Key(state)
	}
	rect := a.Key("Rect")
	if ap.Kind() != pdf.Stream || rect.Len() != 4 {
		return
	}
	m.st = state{ctm: fit(ap, rect).mul(m.ctm), scale: 1}
	m.stack, m.operands = nil, nil
	m.runForm(ap)
}

// fit maps the appearance's box onto the annotation's rectangle.
func fit(ap, rect pdf.Value) matrix {
	mat, _ := matrixOf(ap.Key("Matrix"))
	bb := ap.Key("BBox")
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, c := range [4][2]int{{0, 1}, {2, 1}, {0, 3}, {2, 3}} {
		x, y := mat.apply(bb.Index(c[0]).Float64(), bb.Index(c[1]).Float64())
		x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x), max(y1, y)
	}
	rx0, ry0, rx1, ry1 := corners(rect)
	if bb.Len() != 4 || x1 <= x0 || y1 <= y0 {
		return matrix{1, 0, 0, 1, rx0, ry0}
	}
	sx, sy := (rx1-rx0)/(x1-x0), (ry1-ry0)/(y1-y0)
	return matrix{sx, 0, 0, sy, rx0 - x0*sx, ry0 - y0*sy}
}
