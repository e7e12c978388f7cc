package pdftext

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
)

//go:embed glyphnames.txt
var glyphNames string

// glyphRunes maps the names of glyphs to characters (Adobe Glyph List, the
// Latin, Greek and symbol parts).
var glyphRunes = sync.OnceValue(func() map[string]rune {
	m := make(map[string]rune, 700)
	for line := range strings.Lines(glyphNames) {
		f := strings.Fields(line)
		if len(f) < 2 {
			continue
		}
		if r, err := strconv.ParseUint(f[0], 16, 32); err == nil {
			for _, name := range f[1:] {
				m[name] = rune(r)
			}
		}
	}
	return m
})

// glyphText returns the text of a named glyph, or fallback: names of the list,
// uniXXXX and uXXXXX, parts joined by _, suffixes after a dot ignored.
func glyphText(name, fallback string) string {
	if r, ok := glyphRunes()[name]; ok {
		return ligature(r)
	}
	if r, ok := cyrillicName(name); ok {
		return string(r)
	}
	stem, _, _ := strings.Cut(name, ".")
	var b strings.Builder
	for part := range strings.SplitSeq(stem, "_") {
		r, ok := glyphRunes()[part]
		if !ok {
			r, ok = unicodeName(part)
		}
		if !ok {
			if name == ".notdef" {
				return ""
			}
			return fallback
		}
		b.WriteString(ligature(r))
	}
	return b.String()
}

func unicodeName(s string) (rune, bool) {
	hex := ""
	switch {
	case strings.HasPrefix(s, "uni") && len(s) >= 7:
		hex = s[3:7]
	case strings.HasPrefix(s, "u") && len(s) >= 5 && len(s) <= 7:
		hex = s[1:]
	}
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || n < 32 || n > unicode.MaxRune {
		return 0, false
	}
	return rune(n), true
}

// cyrillicName reads the names afii10017 to afii10097 of the Russian letters.
func cyrillicName(s string) (rune, bool) {
	n, err := strconv.Atoi(strings.TrimPrefix(s, "afii"))
	switch {
	case err != nil || len(s) != len("afii10017"):
		return 0, false
	case n == 10023:
		return 'Ё', true
	case n == 10071:
		return 'ё', true
	case n >= 10017 && n <= 10022:
		return 'А' + rune(n-10017), true
	case n >= 10024 && n <= 10049:
		return 'Ж' + rune(n-10024), true
	case n >= 10065 && n <= 10070:
		return 'а' + rune(n-10065), true
	case n >= 10072 && n <= 10097:
		return 'ж' + rune(n-10072), true
	}
	return 0, false
}

// numberedName reads names that are a code: G41 in hexadecimal digits, c65 or
// a65 in decimal ones.
func numberedName(s string) string {
	if len(s) < 3 || len(s) > 4 {
		return ""
	}
	base := 10
	switch s[0] {
	case 'G':
		base = 16
	case 'a', 'A', 'c', 'C':
	default:
		return ""
	}
	n, err := strconv.ParseUint(s[1:], base, 8)
	if err != nil || n < 32 {
		return ""
	}
	return string(charmap.Windows1252.DecodeByte(byte(n)))
}

// ligature writes out ff, fi, fl, ffi and ffl, as poppler's text does.
func ligature(r rune) string {
	switch r {
	case 'ﬀ':
		return "ff"
	case 'ﬁ':
		return "fi"
	case 'ﬂ':
		return "fl"
	case 'ﬃ':
		return "ffi"
	case 'ﬄ':
		return "ffl"
	}
	return string(r)
}

// baseEncoding returns the table of a named encoding, or of the font's own.
func baseEncoding(name, font string, symbolic bool) [256]string {
	switch {
	case name == "WinAnsiEncoding":
		return charmapTable(charmap.Windows1252)
	case name == "MacRomanEncoding":
		return charmapTable(charmap.Macintosh)
	case strings.Contains(font, "ZapfDingbats"):
		return dingbats()
	case strings.HasPrefix(font, "Symbol"):
		return symbolFont()
	case symbolic && name == "":
		return charmapTable(charmap.Windows1252)
	}
	return standardTable()
}

func charmapTable(c *charmap.Charmap) [256]string {
	var t [256]string
	for i := 32; i < 256; i++ {
		if r := c.DecodeByte(byte(i)); r != unicode.ReplacementChar && !unicode.IsControl(r) {
			t[i] = string(r)
		}
	}
	if c == charmap.Windows1252 {
		t[0xAD], t[0xA0] = "-", " "
		t[0x7F], t[0x95] = "•", "•"
	}
	return t
}

// standardUpper are the codes of StandardEncoding above ASCII (ISO 32000-1,
// annex D.2); a blank is a code without a glyph.
var standardUpper = map[int]string{
	0xA1: "¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ", 0xB1: "–†‡·", 0xB6: "¶•‚„”»…‰", 0xBF: "¿",
	0xC1: "`´ˆ˜¯˘˙¨", 0xCA: "˚¸", 0xCD: "˝˛ˇ—", 0xE1: "Æ", 0xE3: "ª", 0xE8: "ŁØŒº",
	0xF1: "æ", 0xF5: "ı", 0xF8: "łøœß",
}

func standardTable() [256]string {
	var t [256]string
	for i := 32; i < 127; i++ {
		t[i] = string(rune(i))
	}
	t['\''], t['`'] = "’", "‘"
	for start, runes := range standardUpper {
		for i, r := range []rune(runes) {
			t[start+i] = ligature(r)
		}
	}
	return t
}

// textString decodes a text string (ISO 32000-1, 7.9.2.2): UTF-16 with a mark,
// UTF-8 with a mark, or bytes of a Latin encoding.
func textString(s string) string {
	switch {
	case strings.HasPrefix(s, "\xFE\xFF"):
		units := make([]uint16, (len(s)-2)/2)
		for i := range units {
			units[i] = uint16(s[2+2*i])<<8 | uint16(s[3+2*i])
		}
		return string(utf16.Decode(units))
	case strings.HasPrefix(s, "\xEF\xBB\xBF"):
		return s[3:]
	}
	r := make([]rune, len(s))
	for i := range len(s) {
		r[i] = rune(s[i])
	}
	return string(r)
}

func isBlank(s string) bool {
	return s != "" && strings.TrimSpace(strings.ReplaceAll(s, "\u00a0", " ")) == ""
}
