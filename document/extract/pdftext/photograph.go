package pdftext

import (
	"context"
	"io"
	"math"
	"slices"

	"github.com/ledongthuc/pdf"
)

// Photograph is the JPEG that is all there is to see on a page (numbered from 1),
// from edge to edge, as scanners write it, and by how many quarters clockwise the
// page turns it; ok is false for any other page. What a JPEG itself says of its size
// is for whoever opens it to judge.
func Photograph(r io.ReaderAt, size int64, number int) (jpeg []byte, turn int, ok bool) {
	defer func() {
		if recover() != nil {
			jpeg, turn, ok = nil, 0, false
		}
	}()
	d, nodes, err := open(r, size)
	if err != nil || number < 1 || number > len(nodes) {
		return nil, 0, false
	}
	n := nodes[number-1]
	contents := n.page.Key("Contents")
	if n.rotate%90 != 0 || n.page.Key("Annots").Len() > 0 || contents.Kind() != pdf.Stream {
		return nil, 0, false
	}
	m := &machine{ctx: context.Background(), doc: d}
	frame := newFrame(n.box, 0)
	m.begin(frame)
	m.resources = append(m.resources, resources{dict: n.resources})
	b := d.load(contents)
	name, ok := onlyDrawn(b)
	if !ok {
		return nil, 0, false
	}
	x := m.resource("XObject", name)
	if x.Kind() != pdf.Stream || x.Key("Subtype").Name() != "Image" || !isPlainJPEG(x) {
		return nil, 0, false
	}
	m.run(b)
	if len(m.areas) != 1 || m.at != 1 || !m.areas[0].opaque || slices.ContainsFunc(m.glyphs, func(g glyph) bool { return !g.blank }) {
		return nil, 0, false
	}
	const edge = 0.01              // of the side, that may stay blank
	a, to := m.areas[0], m.imageTo // whose rows run to the right, from the top down
	if a.x0 > edge*frame.width || a.y0 > edge*frame.height || a.x1 < (1-edge)*frame.width || a.y1 < (1-edge)*frame.height ||
		to[0] <= 0 || to[3] >= 0 || math.Abs(to[1])+math.Abs(to[2]) > edge {
		return nil, 0, false
	}
	w, h := float64(x.Key("Width").Int64()), float64(x.Key("Height").Int64())
	if w <= 0 || h <= 0 || math.Abs(w/h-frame.width/frame.height) > edge*frame.width/frame.height {
		return nil, 0, false
	}
	return d.data(x), int((n.rotate%360 + 360) % 360 / 90), true
}

// onlyDrawn is the name of the one thing that contents draw, when they draw
// nothing else.
func onlyDrawn(contents []byte) (name string, ok bool) {
	l := &lexer{b: contents, one: true}
	last := token{}
	for {
		t := l.next(0)
		switch t.kind {
		case kindEnd:
			return name, name != ""
		case kindOperator:
			switch t.str {
			case "q", "Q", "cm", "gs", "w", "J", "j", "M", "ri", "i", "g", "G", "rg", "RG", "k", "K":
			case "Do":
				if name != "" || last.str == "" {
					return "", false
				}
				name = last.str
			default:
				return "", false
			}
		default:
			last = t
		}
	}
}

// isPlainJPEG says that an image is a JPEG in grey or in red, green and blue, with
// nothing that changes its pixels.
func isPlainJPEG(x pdf.Value) bool {
	for _, key := range []string{"SMask", "Mask", "Decode", "DecodeParms"} {
		if !x.Key(key).IsNull() {
			return false
		}
	}
	f := x.Key("Filter")
	if f.Kind() == pdf.Array && f.Len() == 1 {
		f = f.Index(0)
	}
	if f.Name() != "DCTDecode" || x.Key("BitsPerComponent").Int64() != 8 || x.Key("ImageMask").Bool() {
		return false
	}
	switch c := x.Key("ColorSpace"); {
	case c.Kind() == pdf.Name:
		return c.Name() == "DeviceGray" || c.Name() == "DeviceRGB"
	case c.Kind() == pdf.Array && c.Len() == 2 && c.Index(0).Name() == "ICCBased":
		n := c.Index(1).Key("N").Int64()
		return n == 1 || n == 3
	}
	return false
}
