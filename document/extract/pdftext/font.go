package pdftext

import (
	"slices"
	"strings"
	"sync/atomic"
	"unicode"

	"github.com/ledongthuc/pdf"
)

// code is one character code of a string, decoded.
type code struct {
	value  int
	length int // bytes
	text   string
	width  float64 // horizontal advance, in text space for size 1
	height float64 // vertical advance
	blank  bool
}

// font decodes strings: codes to text and widths.
type font struct {
	composite bool // Type0
	ownInk    bool // Type3: its glyphs may bring their colours
	vertical  bool
	toUnicode *cmap
	encoding  *cmap // of a composite font; nil is two bytes a code
	table     [256]string
	widths    [256]float64
	codes     [256]code                      // of a simple font, ready
	pages     [256]atomic.Pointer[[256]code] // of two-byte codes, by the first byte
	national  string                         // the name of a predefined encoding that is not Identity
	cid       cidWidths
	glyphRune func(cid int) rune // where there is no toUnicode; 0 for none
	ascent    float64            // shares of the em
	descent   float64
	em        float64 // of the font's size
}

// What poppler takes for fonts that do not say.
const (
	usualAscent  = 0.95
	usualDescent = -0.35
)

// fontOf returns a font of a resource dictionary by name, nil when it has none.
func (d *doc) fontOf(r *resources, name string) (f *font) {
	defer func() {
		if recover() != nil {
			f = nil
		}
	}()
	d.mu.Lock()
	defer d.mu.Unlock()
	if r.fonts == nil {
		r.list = r.dict.Key("Font")
		key := r.list.String()
		if d.sets[key] == nil {
			d.sets[key] = fontSet{}
		}
		r.fonts = d.sets[key]
	}
	f, ok := r.fonts[name]
	if !ok {
		f = d.font(r.list.Key(name))
		r.fonts[name] = f
	}
	return f
}

// sharedFont is font for callers that do not hold the lock.
func (d *doc) sharedFont(v pdf.Value) *font {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.font(v)
}

// font returns the font of a dictionary; each is read once per document.
func (d *doc) font(v pdf.Value) *font {
	if v.Kind() != pdf.Dict {
		return nil
	}
	key := fontKey(v)
	if f, ok := d.fonts[key]; ok {
		return f
	}
	f := d.loadFont(v)
	d.fonts[key] = f
	return f
}

// fontKey identifies a font by its dictionary as written, which names its
// parts by reference.
func fontKey(v pdf.Value) string { return v.String() }

// loadFont reads a font; what it can't read of it is left at its default.
func (d *doc) loadFont(v pdf.Value) *font {
	f := &font{ascent: usualAscent, descent: usualDescent, em: 1}
	f.composite = v.Key("Subtype").Name() == "Type0"
	try(func() { f.toUnicode = d.loadCMap(v.Key("ToUnicode")) })
	if f.composite {
		try(func() { f.loadComposite(d, v) })
		return f
	}
	try(func() { f.loadEncoding(d, v) })
	try(func() { f.loadWidths(v) })
	try(func() { f.loadMetrics(v.Key("FontDescriptor")) })
	if v.Key("Subtype").Name() == "Type3" {
		f.ownInk = true
		try(func() { f.loadType3(v) })
	}
	f.ready()
	return f
}

// try runs a step of loading that a damaged object may break.
func try(step func()) {
	defer func() { _ = recover() }()
	step()
}

func (d *doc) loadCMap(v pdf.Value) *cmap {
	if v.Kind() != pdf.Stream {
		return nil
	}
	return parseCMap(d.load(v))
}

func (f *font) loadMetrics(desc pdf.Value) {
	if a := desc.Key("Ascent").Float64() / 1000; a != 0 && a > -1.9 && a < 1.9 {
		f.ascent = min(max(a, -a), 1.05)
	}
	if d := desc.Key("Descent").Float64() / 1000; d != 0 && d > -1.9 && d < 1.9 {
		f.descent = max(min(d, -d), -0.4)
	}
}

// loadType3 takes the height of the font's box for its em, since the units of
// such fonts are their own; where there is no box, a guess from the widths.
func (f *font) loadType3(v pdf.Value) {
	m, ok := matrixOf(v.Key("FontMatrix"))
	if !ok {
		return
	}
	box := v.Key("FontBBox")
	low, high := box.Index(1).Float64()*m[3], box.Index(3).Float64()*m[3]
	if low > high {
		low, high = high, low
	}
	em := high - low
	if box.Len() != 4 || em <= 0 {
		em, low, high = 1.1*slices.Max(f.widths[:]), 0, 0
	}
	if em <= 0 || em > 1e6 {
		return
	}
	f.em = em
	if high > low {
		f.ascent, f.descent = high/em, low/em
	}
}

// loadEncoding builds the table of a simple font: base encoding, the embedded
// font's own, differences, then ToUnicode above all (ISO 32000-1, 9.6.6 and
// 9.10.2).
func (f *font) loadEncoding(d *doc, v pdf.Value) {
	enc := v.Key("Encoding")
	base := enc.Name()
	if enc.Kind() == pdf.Dict {
		base = enc.Key("BaseEncoding").Name()
	}
	f.table = baseEncoding(base, baseFont(v), symbolic(v))
	if base == "" {
		try(func() { f.own(d.ownEncoding(v.Key("FontDescriptor"))) })
	}
	if enc.Kind() == pdf.Dict {
		try(func() { f.differences(enc.Key("Differences"), v.Key("Subtype").Name() == "Type3") })
	}
	for i := 1; i < ' '; i++ { // a sign that cannot be shown; left out, it would turn one figure into another
		if f.table[i] == "" && !unicode.IsSpace(rune(i)) {
			f.table[i] = string(rune(i))
		}
	}
	if f.toUnicode == nil {
		return
	}
	for i := range f.table {
		if t, ok := f.toUnicode.text(i, 1); ok {
			f.table[i] = t
		}
	}
}

// ownEncoding reads the encoding of an embedded Type 1 font.
func (d *doc) ownEncoding(desc pdf.Value) builtin {
	if file := desc.Key("FontFile"); file.Kind() == pdf.Stream {
		return type1Encoding(d.load(file))
	}
	if file := desc.Key("FontFile3"); file.Key("Subtype").Name() == "Type1C" {
		return cffEncoding(d.load(file))
	}
	return nil
}

// own takes the embedded font's encoding; codes without a glyph in it show
// nothing.
func (f *font) own(names builtin) {
	if len(names) == 0 {
		return
	}
	f.table = [256]string{}
	for code, name := range names {
		f.table[code] = nameText(name)
	}
}

// nameText returns the text of a named glyph, none where the name says nothing.
func nameText(name string) string {
	if name == ".notdef" {
		return ""
	}
	return glyphText(name, numberedName(name))
}

// differences replaces codes by names. In Type 3 fonts, whose names are often
// made up, a code with such a name stands for itself, as for other readers.
func (f *font) differences(diff pdf.Value, type3 bool) {
	at := 0
	for i := range min(diff.Len(), 1024) {
		switch e := diff.Index(i); e.Kind() {
		case pdf.Integer:
			at = int(e.Int64())
		case pdf.Name:
			if at >= 0 && at < 256 {
				if f.table[at] = nameText(e.Name()); type3 && f.table[at] == "" && at >= ' ' {
					f.table[at] = string(rune(at))
				}
			}
			at++
		}
	}
}

// baseFont returns the font's name without the tag of a subset.
func baseFont(v pdf.Value) string {
	name := v.Key("BaseFont").Name()
	if len(name) > 7 && name[6] == '+' {
		name = name[7:]
	}
	return name
}

func symbolic(v pdf.Value) bool { return v.Key("FontDescriptor").Key("Flags").Int64()&4 != 0 }

func (f *font) loadWidths(v pdf.Value) {
	scale := 0.001
	if v.Key("Subtype").Name() == "Type3" {
		if m, ok := matrixOf(v.Key("FontMatrix")); ok {
			scale = m[0]
		}
	}
	missing := v.Key("FontDescriptor").Key("MissingWidth").Float64() * scale
	for i := range f.widths {
		f.widths[i] = missing
	}
	w := v.Key("Widths")
	if w.Len() == 0 {
		f.coreWidths(baseFont(v))
		return
	}
	first := int(v.Key("FirstChar").Int64())
	for i := range min(w.Len(), 256) {
		if at := first + i; at >= 0 && at < 256 {
			f.widths[at] = w.Index(i).Float64() * scale
		}
	}
}

// coreWidths takes the widths of the standard fonts, by what the name says.
func (f *font) coreWidths(name string) {
	if strings.Contains(name, "Courier") || strings.Contains(name, "Mono") {
		for i := range f.widths {
			f.widths[i] = 0.6
		}
		return
	}
	table := coreWidths[coreName(name)]
	for i, w := range table {
		f.widths[32+i] = float64(w) / 1000
	}
}

func coreName(name string) string {
	bold := strings.Contains(name, "Bold")
	italic := strings.Contains(name, "Italic") || strings.Contains(name, "Oblique")
	switch serif := strings.Contains(name, "Times") || strings.Contains(name, "Serif"); {
	case serif && bold && italic:
		return "Times-BoldItalic"
	case serif && bold:
		return "Times-Bold"
	case serif && italic:
		return "Times-Italic"
	case serif:
		return "Times-Roman"
	case bold:
		return "Helvetica-Bold"
	}
	return "Helvetica"
}

// decode takes the first code of a string.
func (f *font) decode(s string) code {
	switch {
	case !f.composite:
		return f.codes[s[0]]
	case f.encoding != nil || f.national != "" || len(s) < 2:
		return f.decodeComposite(s)
	}
	return f.page(s[0])[s[1]]
}

// page returns the codes that begin with a byte, made when they are first met.
func (f *font) page(hi byte) *[256]code {
	if p := f.pages[hi].Load(); p != nil {
		return p
	}
	p := new([256]code)
	for lo := range p {
		p[lo] = f.decodeComposite(string([]byte{hi, byte(lo)}))
	}
	f.pages[hi].Store(p)
	return p
}

// ready makes the codes of a simple font.
func (f *font) ready() {
	for i := range f.codes {
		f.codes[i] = code{value: i, length: 1, text: f.table[i], width: f.widths[i], blank: isBlank(f.table[i])}
	}
}
