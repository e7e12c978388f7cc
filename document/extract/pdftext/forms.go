package pdftext

import (
	"strings"

	"github.com/ledongthuc/pdf"
	"golang.org/x/text/encoding/charmap"
)

// Flags of form fields (ISO 32000-1, tables 228 to 230).
const (
	fieldMultiline = 1 << 12
	fieldPassword  = 1 << 13
	fieldCombo     = 1 << 17
	fieldComb      = 1 << 24
)

const (
	maxParents = 16
	maxOptions = 500
	usualSize  = 12.0 // points, of a field whose size is left to the program
	fieldEdge  = 2.0  // points between the edge and the text
)

// field is a form field whose value the document shows without an appearance:
// programs that fill in forms leave it to the reader to draw it.
type field struct {
	text          []string // lines
	size          float64
	width, height float64
	flags         int64
	comb          int64
}

// inherited finds an entry of a field or of those above it.
func inherited(v pdf.Value, key string) pdf.Value {
	for range maxParents {
		if own := v.Key(key); !own.IsNull() {
			return own
		}
		if v = v.Key("Parent"); v.IsNull() {
			break
		}
	}
	return pdf.Value{}
}

// drawsField shows the value of a text or choice field that has no appearance,
// or of all where the document asks for it (NeedAppearances); false for other
// annotations.
func (m *machine) drawsField(a pdf.Value) bool {
	kind := inherited(a, "FT").Name()
	if kind != "Tx" && kind != "Ch" {
		return false
	}
	form := m.doc.r.Trailer().Key("Root").Key("AcroForm")
	if a.Key("AP").Key("N").Kind() == pdf.Stream && !form.Key("NeedAppearances").Bool() {
		return false
	}
	rect := a.Key("Rect")
	x0, y0, x1, y1 := corners(rect)
	f := field{width: x1 - x0, height: y1 - y0, flags: inherited(a, "Ff").Int64(), comb: inherited(a, "MaxLen").Int64()}
	if f.flags&fieldPassword != 0 && kind == "Tx" || rect.Len() != 4 || f.width <= 0 {
		return true
	}
	f.text = valueLines(a, kind, f.flags)
	appearance := inherited(a, "DA").RawString()
	if appearance == "" {
		appearance = form.Key("DA").RawString()
	}
	f.size = sizeIn(appearance)
	m.st = state{ctm: matrix{1, 0, 0, 1, x0, y0}.mul(m.ctm), scale: 1, font: fieldFont()}
	m.drawField(f, kind)
	return true
}

func corners(rect pdf.Value) (x0, y0, x1, y1 float64) {
	a, b, c, d := rect.Index(0).Float64(), rect.Index(1).Float64(), rect.Index(2).Float64(), rect.Index(3).Float64()
	return min(a, c), min(b, d), max(a, c), max(b, d)
}

// valueLines returns what a field shows: its value, or all options of a list.
func valueLines(a pdf.Value, kind string, flags int64) []string {
	value := inherited(a, "V")
	if kind == "Tx" {
		return strings.FieldsFunc(textString(value.RawString()), func(r rune) bool { return r == '\r' || r == '\n' })
	}
	options := inherited(a, "Opt")
	var out []string
	for i := range min(options.Len(), maxOptions) {
		o := options.Index(i)
		export, shown := o.RawString(), o.RawString()
		if o.Len() == 2 {
			export, shown = o.Index(0).RawString(), o.Index(1).RawString()
		}
		if flags&fieldCombo == 0 || export == value.RawString() {
			out = append(out, textString(shown))
		}
	}
	if len(out) == 0 && value.RawString() != "" {
		out = []string{textString(value.RawString())}
	}
	return out
}

// sizeIn returns the size of "/Helv 10 Tf" in a default appearance, 0 for none.
func sizeIn(appearance string) float64 {
	l := &lexer{b: []byte(appearance)}
	size := 0.0
	for t := l.next(0); t.kind != kindEnd; t = l.next(0) {
		if t.kind == kindNumber {
			size = t.num
		}
		if t.kind == kindOperator && t.str == "Tf" {
			return size
		}
	}
	return 0
}

// drawField places the lines as other readers do: one line in the middle, more
// of them from the top.
func (m *machine) drawField(f field, kind string) {
	many := f.flags&fieldMultiline != 0 && kind == "Tx" || kind == "Ch" && f.flags&fieldCombo == 0
	if f.size <= 0 || f.size > 100 {
		f.size = usualSize
		if !many {
			f.size = min(usualSize, 0.67*f.height)
		}
	}
	m.st.size = f.size
	y := (f.height-f.size)/2 + 0.2*f.size
	if many {
		y = f.height - f.size - fieldEdge
	}
	for _, line := range f.text {
		if !many {
			m.write(strings.Join(f.text, " "), fieldEdge, y, f)
			return
		}
		for _, part := range wrapped(line, (f.width-2*fieldEdge)/f.size) {
			m.write(part, fieldEdge, y, f)
			y -= 1.1 * f.size
		}
	}
}

// wrapped cuts a line into parts not wider than a multiple of the size.
func wrapped(line string, width float64) []string {
	var out []string
	part, at := "", 0.0
	for word := range strings.FieldsSeq(line) {
		w := 0.0
		for _, r := range word {
			w += runeWidth(r)
		}
		if part != "" && at+w > width {
			out, part, at = append(out, part), "", 0
		}
		if part != "" {
			part += " "
		}
		part, at = part+word, at+w+runeWidth(' ')
	}
	return append(out, part)
}

// write draws a text whose characters are known, with the widths of Helvetica,
// or one in each cell of a comb.
func (m *machine) write(text string, x, y float64, f field) {
	m.tm = matrix{1, 0, 0, 1, x, y}
	p := m.pen()
	moved := 0.0
	for _, r := range text {
		if len(m.glyphs) > maxGlyphs {
			return
		}
		c := code{text: string(r), width: runeWidth(r), length: 1, blank: isBlank(string(r))}
		if f.flags&fieldComb != 0 && f.comb > 0 {
			c.width = f.width / float64(f.comb) / f.size
		}
		moved += m.draw(m.st.font, c, p, moved)
	}
}

func fieldFont() *font { return &font{ascent: usualAscent, descent: usualDescent, em: 1} }

// runeWidth is the advance of a character in Helvetica, half an em where it
// has none.
func runeWidth(r rune) float64 {
	if b, ok := charmap.Windows1252.EncodeRune(r); ok && b >= 32 {
		return float64(coreWidths["Helvetica"][b-32]) / 1000
	}
	return 0.5
}
