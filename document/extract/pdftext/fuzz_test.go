package pdftext

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// The lexer always ends, and moves forward.
func FuzzLexer(f *testing.F) {
	f.Add([]byte("BT /F1 10 Tf [(a\\051)-5<4142>] TJ <</A [1 2]/B (x)>> BDC % c\n-.5 +7 1e5 --3"))
	f.Add([]byte("[[[[((((<<<<{{{{/#4"))
	f.Add([]byte("BI /W 1 ID \x00\xFFEI EI Q"))
	f.Fuzz(func(t *testing.T, b []byte) {
		l := &lexer{b: b, one: true}
		for n := 0; ; n++ {
			tok := l.next(0)
			if tok.kind == kindEnd {
				break
			}
			if n > len(b) {
				t.Fatalf("%d tokens of %d bytes", n, len(b))
			}
		}
		v := parseValue(&lexer{b: b})
		w := writer{}
		w.write(v.token)
	})
}

// A map of codes gives text or none, whatever it is made of.
func FuzzCMap(f *testing.F) {
	f.Add([]byte("1 begincodespacerange <00> <FFFF> endcodespacerange 1 beginbfrange <00> <FF> <0041> endbfrange"), "\x00A")
	f.Add([]byte("1 beginbfrange <0000> <FFFF> [<41> /space] endbfrange 1 begincidrange <00> <ff> 5 endcidrange"), "ab")
	f.Fuzz(func(t *testing.T, b []byte, s string) {
		m := parseCMap(b)
		for len(s) > 0 {
			n := m.length(s)
			if n < 1 {
				t.Fatalf("a code of %d bytes", n)
			}
			n = min(n, len(s))
			m.text(number16(s[:n]), n)
			m.cid(number16(s[:n]), n)
			s = s[n:]
		}
	})
}

// Filters keep their limit, and never fail in another way than by saying so.
func FuzzFilters(f *testing.F) {
	f.Add([]byte("\x80\x0B\x60\x50\x22\x0C\x0C\x85\x01"), "LZWDecode", 12, 4, 1, 8)
	f.Add([]byte("\x78\x9c\x4b\x04\x00\x00\x62\x00\x62"), "FlateDecode", 2, 1, 3, 8)
	f.Add([]byte("87cURD]i~>"), "ASCII85Decode", 1, 0, 0, 0)
	f.Fuzz(func(t *testing.T, b []byte, name string, predictor, columns, colors, bits int) {
		out, _, _ := decode(b, []filter{{name: name, predictor: predictor, columns: columns, colors: colors, bits: bits}}, 1<<16)
		if len(out) > 1<<16 {
			t.Fatalf("%d bytes", len(out))
		}
	})
}

// Fonts that documents bring are not to be trusted.
func FuzzFontFiles(f *testing.F) {
	f.Add([]byte("%!PS /Encoding 256 array dup 65 /B put readonly def"))
	f.Add(smallCFF())
	f.Add([]byte("\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00cmap\x00\x00\x00\x00\x00\x00\x00\x1c\x00\x00\x00\x10"))
	f.Fuzz(func(t *testing.T, b []byte) {
		type1Encoding(b)
		cffEncoding(b)
		glyphRunesOf(b)
	})
}

// Any bytes end in pages or an error, in little time, with words that are text.
func FuzzRead(f *testing.F) {
	f.Add(encrypted(f, 5, 6))
	f.Add(withObjectStreams())
	f.Add([]byte("%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj 2 0 obj <</Kids[2 0 R 3 0 R]>> endobj 3 0 obj <</Type/Page>> endobj trailer<</Root 1 0 R>>"))
	f.Fuzz(func(t *testing.T, b []byte) {
		began := time.Now()
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		r := Read(ctx, bytes.NewReader(b), int64(len(b)), 20)
		Embedded(bytes.NewReader(b), int64(len(b)), 3)
		OnlyProof(b, len(b)/2)
		if d := time.Since(began); d > 20*time.Second {
			t.Fatalf("it took %v", d)
		}
		for _, p := range r.Pages {
			for _, w := range p.Words {
				if w.Text == "" || !utf8.ValidString(w.Text) || strings.TrimSpace(w.Text) != w.Text {
					t.Fatalf("word %q", w.Text)
				}
			}
		}
	})
}
