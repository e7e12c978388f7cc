package pdftext

import (
	"bytes"
	"context"
	"image/color"
	"image/jpeg"
	"io"
	"math"
	"slices"

	"github.com/ledongthuc/pdf"
)

// Photograph is the JPEG that is all there is to see on a page (numbered from 1),
// from edge to edge, as scanners write it, and by how many quarters clockwise the
// page turns it; ok is false for any other page.
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
	if b, turn = d.data(x), int((n.rotate%360+360)%360/90); !fills(m.imageTo, frame) || !isAsSaid(b, x, frame) {
		return nil, 0, false
	}
	return b, turn, true
}

// edge is the part of a page's side that may stay blank, or be cut off.
const edge = 0.01

// fills says that an image's unit square is the page, its rows running to the right
// from the top down.
func fills(to matrix, page frame) bool {
	off := func(x, side float64) bool { return math.Abs(x) > edge*side }
	left, bottom := to[4], to[5]
	right, top := left+to[0], bottom+to[3]
	return !off(left, page.width) && !off(right-page.width, page.width) && !off(top, page.height) && !off(bottom-page.height, page.height) &&
		math.Abs(to[1])+math.Abs(to[2]) <= edge
}

// isAsSaid says that a JPEG has the size and the colours that the PDF says, and the
// shape of the page.
func isAsSaid(b []byte, x pdf.Value, page frame) bool {
	c, err := jpeg.DecodeConfig(bytes.NewReader(b))
	if err != nil || int64(c.Width) != x.Key("Width").Int64() || int64(c.Height) != x.Key("Height").Int64() || c.Height == 0 {
		return false
	}
	shape := page.width / page.height
	return (c.ColorModel == color.GrayModel) == (colours(x) == 1) && math.Abs(float64(c.Width)/float64(c.Height)-shape) <= edge*shape
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
// nothing that changes its pixels or hides it.
func isPlainJPEG(x pdf.Value) bool {
	for _, key := range []string{"SMask", "Mask", "Decode", "DecodeParms", "OC"} {
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
	return colours(x) > 0
}

// colours is of how many colours an image is: 1 or 3, and 0 for others.
func colours(x pdf.Value) int64 {
	switch c := x.Key("ColorSpace"); {
	case c.Kind() == pdf.Name && c.Name() == "DeviceGray":
		return 1
	case c.Kind() == pdf.Name && c.Name() == "DeviceRGB":
		return 3
	case c.Kind() == pdf.Array && c.Len() == 2 && c.Index(0).Name() == "ICCBased":
		if n := c.Index(1).Key("N").Int64(); n == 1 || n == 3 {
			return n
		}
	}
	return 0
}
