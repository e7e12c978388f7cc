package pdftext

import (
	"strings"
	"unicode/utf8"

	"github.com/ledongthuc/pdf"
)

// cidWidths are the advances of a CIDFont (ISO 32000-1, 9.7.4.3).
type cidWidths struct {
	usual    float64
	each     map[int]float64
	ranges   []cidRange
	vertical float64 // usual vertical advance
}

type cidRange struct {
	from, to int
	width    float64
}

func (w cidWidths) of(cid int) float64 {
	if v, ok := w.each[cid]; ok {
		return v
	}
	for _, r := range w.ranges {
		if cid >= r.from && cid <= r.to {
			return r.width
		}
	}
	return w.usual
}

func (f *font) loadComposite(d *doc, v pdf.Value) {
	f.cid = cidWidths{usual: 1, each: map[int]float64{}, vertical: -1}
	enc := v.Key("Encoding")
	f.vertical = strings.HasSuffix(enc.Name(), "-V")
	try(func() {
		if enc.Kind() == pdf.Stream {
			f.encoding = d.loadCMap(enc)
			f.vertical = enc.Key("WMode").Int64() == 1
		}
	})
	child := v.Key("DescendantFonts").Index(0)
	try(func() { f.loadMetrics(child.Key("FontDescriptor")) })
	try(func() { f.loadCIDWidths(child) })
	try(func() {
		if f.toUnicode == nil {
			f.toUnicode = predefined(enc.Name())
		}
		if enc.Kind() == pdf.Name && predefined(enc.Name()) != nil {
			f.national = enc.Name()
		}
	})
	try(func() {
		if f.toUnicode == nil {
			f.loadGlyphs(d, child)
		}
	})
}

// loadGlyphs finds out what glyphs mean where the document does not say: from
// the embedded font's own table of characters. A map from CIDs to glyphs without
// it is one that a program made whose CIDs are characters.
func (f *font) loadGlyphs(d *doc, child pdf.Value) {
	desc := child.Key("FontDescriptor")
	file := desc.Key("FontFile2")
	if file.Kind() != pdf.Stream {
		if file = desc.Key("FontFile3"); file.Key("Subtype").Name() != "OpenType" {
			return
		}
	}
	runes := glyphRunesOf(d.load(file))
	toGlyph := child.Key("CIDToGIDMap")
	if toGlyph.Kind() != pdf.Stream {
		f.glyphRune = func(cid int) rune { return runes[cid] }
		return
	}
	gids := d.load(toGlyph)
	f.glyphRune = func(cid int) rune {
		switch {
		case cid < 0 || 2*cid+2 > len(gids) || bigEndian(gids[2*cid:2*cid+2]) == 0:
			return 0
		case len(runes) == 0:
			return rune(cid)
		}
		return runes[bigEndian(gids[2*cid:2*cid+2])]
	}
}

// loadCIDWidths reads DW and W: "c [w1 w2 …]" and "from to w".
func (f *font) loadCIDWidths(child pdf.Value) {
	if dw := child.Key("DW"); !dw.IsNull() {
		f.cid.usual = dw.Float64() / 1000
	}
	if dw2 := child.Key("DW2"); dw2.Len() == 2 {
		f.cid.vertical = dw2.Index(1).Float64() / 1000
	}
	w := child.Key("W")
	for i := 0; i+1 < min(w.Len(), 100_000); {
		first := int(w.Index(i).Int64())
		next := w.Index(i + 1)
		if next.Kind() == pdf.Array {
			for k := range min(next.Len(), 70_000) {
				f.cid.each[first+k] = next.Index(k).Float64() / 1000
			}
			i += 2
			continue
		}
		f.cid.ranges = append(f.cid.ranges, cidRange{first, int(next.Int64()), w.Index(i+2).Float64() / 1000})
		i += 3
	}
}

// decodeComposite takes a code of as many bytes as the encoding's code space
// says, or two.
func (f *font) decodeComposite(s string) code {
	n := 2
	switch {
	case f.encoding != nil:
		n = f.encoding.length(s)
	case f.national != "":
		n = nationalLength(f.national, s)
	}
	n = min(n, len(s))
	c := code{length: n}
	for i := range n {
		c.value = c.value<<8 | int(s[i])
	}
	cid := c.value
	if f.encoding != nil {
		if v, ok := f.encoding.cid(c.value, n); ok {
			cid = v
		}
	}
	c.width, c.height = f.cid.of(cid), f.cid.vertical
	if f.national != "" && n == 1 { // its CID is not known; single bytes are half as wide
		c.width = f.cid.usual / 2
	}
	if f.toUnicode != nil {
		c.text, _ = f.toUnicode.text(c.value, n)
	} else if f.glyphRune != nil {
		if r := f.glyphRune(cid); r >= ' ' && utf8.ValidRune(r) {
			c.text = ligature(r)
		}
	}
	c.blank = isBlank(c.text)
	return c
}
