package pdftext

import (
	"strings"

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
		if f.toUnicode == nil && strings.HasPrefix(enc.Name(), "Uni") {
			f.toUnicode = unicodeCMap(enc.Name())
		}
	})
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
	if f.encoding != nil {
		n = f.encoding.length(s)
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
	if f.toUnicode != nil {
		c.text, _ = f.toUnicode.text(c.value, n)
	}
	c.blank = isBlank(c.text)
	return c
}
