package pdftext

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
)

// wordsIn reads a document and returns its words, a blank between two.
func wordsIn(t *testing.T, b []byte) string {
	t.Helper()
	r := Read(context.Background(), bytes.NewReader(b), int64(len(b)), 100)
	if r.Err != nil || len(r.Failed) > 0 {
		t.Fatalf("%v, failed %v", r.Err, r.Failed)
	}
	var out []string
	for _, p := range r.Pages {
		for _, w := range p.Words {
			out = append(out, w.Text)
		}
	}
	return strings.Join(out, " ")
}

// popplerWords is what the other reader makes of it, in its order.
func popplerWords(t *testing.T, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "in.pdf")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-raw", path, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext (poppler-utils is required): %v", err)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

// Documents that open without a password are read, with the values of their
// forms, which are strings; poppler agrees.
func TestEncrypted(t *testing.T) {
	for _, c := range [][2]int{{1, 2}, {2, 3}, {4, 4}, {5, 5}, {5, 6}} {
		t.Run(fmt.Sprintf("V%d R%d", c[0], c[1]), func(t *testing.T) {
			b := encrypted(t, c[0], c[1])
			if got := popplerWords(t, b); got != "Totale 940,50 Prova" {
				t.Fatalf("poppler reads %q: the test's document is wrong", got)
			}
			if got := wordsIn(t, b); got != "Totale 940,50 Prova" {
				t.Errorf("read %q", got)
			}
			cut := b[:bytes.LastIndex(b, []byte("xref\n0"))] // damaged too
			cut = append(cut, b[bytes.LastIndex(b, []byte("trailer")):bytes.LastIndex(b, []byte("startxref"))]...)
			if got := wordsIn(t, cut); got != "Totale 940,50 Prova" {
				t.Errorf("damaged: read %q", got)
			}
		})
	}
}

// A document that needs a password says so.
func TestNeedsPassword(t *testing.T) {
	b := bytes.Replace(encrypted(t, 5, 6), []byte("/U <"), []byte("/U <00"), 1)
	if r := Read(context.Background(), bytes.NewReader(b), int64(len(b)), 1); !errors.Is(r.Err, ErrEncrypted) {
		t.Errorf("%v", r.Err)
	}
}

// Every filter that text can have, alone and one over the other.
func TestFilters(t *testing.T) {
	flat := deflate([]byte(content))
	runs := append([]byte{byte(len(content) - 1)}, content...)
	for name, b := range map[string][]byte{
		"none":             onePage("", []byte(content)),
		"flate":            onePage("/Filter /FlateDecode", flat),
		"flate, cut off":   onePage("/Filter /FlateDecode", flat[:len(flat)-5]),
		"hexadecimal":      onePage("/Filter /ASCIIHexDecode", fmt.Appendf(nil, "%x>", content)),
		"base 85":          onePage("/Filter /ASCII85Decode", encode85([]byte(content))),
		"run lengths":      onePage("/Filter /RunLengthDecode", append(runs, 128)),
		"two":              onePage("/Filter [/ASCIIHexDecode /FlateDecode]", fmt.Appendf(nil, "%x>", flat)),
		"LZW":              onePage("/Filter /LZWDecode", lzw([]byte(content))),
		"PNG predictors":   onePage(fmt.Sprintf("/Filter /FlateDecode /DecodeParms <</Predictor 15 /Columns %d>>", len(content)/4), deflate(pngRows([]byte(content), len(content)/4))),
		"TIFF predictor":   onePage("/Filter /FlateDecode /DecodeParms [<</Predictor 2 /Columns 9>>]", deflate(tiffRows([]byte(content), 9))),
		"a wrong length":   bytes.Replace(onePage("", []byte(content)), []byte("/Length 44"), []byte("/Length 12"), 1),
		"length elsewhere": bytes.Replace(onePage("", []byte(content), []byte("44")), []byte("/Length 44"), []byte("/Length 6 0 R"), 1),
	} {
		t.Run(name, func(t *testing.T) {
			if got := wordsIn(t, b); got != "Totale 940,50" {
				t.Errorf("read %q", got)
			}
		})
	}
}

func encode85(b []byte) []byte {
	var out []byte
	for i := 0; i < len(b); i += 4 {
		var g [4]byte
		n := copy(g[:], b[i:])
		v := uint32(g[0])<<24 | uint32(g[1])<<16 | uint32(g[2])<<8 | uint32(g[3])
		var d [5]byte
		for k := 4; k >= 0; k-- {
			d[k], v = byte(v%85)+'!', v/85
		}
		out = append(out, d[:n+1]...)
	}
	return append(out, "~>"...)
}

// lzw writes codes of nine bits only, with a clear code before they grow.
func lzw(b []byte) []byte {
	var out []byte
	acc, bits := 0, 0
	put := func(code int) {
		acc, bits = acc<<9|code, bits+9
		for bits >= 8 {
			out = append(out, byte(acc>>(bits-8)))
			bits -= 8
		}
	}
	for i, c := range b {
		if i%100 == 0 {
			put(256)
		}
		put(int(c))
	}
	put(257)
	return append(out, byte(acc<<(8-bits)))
}

// The example of ISO 32000-1, 7.4.4.2, and codes that grow.
func TestLZW(t *testing.T) {
	got := unLZW([]byte{0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01}, true, 100)
	if want := []byte{45, 45, 45, 45, 45, 65, 45, 45, 45, 66}; !bytes.Equal(got, want) {
		t.Errorf("%v", got)
	}
}

// pngRows writes rows with each predictor in turn (PNG specification, 9.2).
func pngRows(b []byte, columns int) []byte {
	var out []byte
	before := make([]byte, columns)
	for i := 0; len(b) > 0; i++ {
		row := slices.Concat(b[:min(columns, len(b))])
		b = b[len(row):]
		kind := byte(i % 5)
		out = append(out, kind)
		for k, c := range row {
			var left, corner byte
			if k > 0 {
				left, corner = row[k-1], before[k-1]
			}
			out = append(out, c-[5]byte{0, left, before[k], byte((int(left) + int(before[k])) / 2), paeth(left, before[k], corner)}[kind])
		}
		before = row
	}
	return out
}

func tiffRows(b []byte, columns int) []byte {
	out := bytes.Clone(b)
	for i := len(b) - 1; i >= 0; i-- {
		if i%columns > 0 {
			out[i] -= b[i-1]
		}
	}
	return out
}

// Objects in object streams are found with the cross-reference and without.
func TestObjectStreams(t *testing.T) {
	b := withObjectStreams()
	if got := popplerWords(t, b); got != "Totale 940,50" {
		t.Fatalf("poppler reads %q: the test's document is wrong", got)
	}
	for name, b := range map[string][]byte{
		"whole":         b,
		"end cut off":   b[:bytes.LastIndex(b, []byte("7 0 obj"))],
		"wrong offsets": bytes.Replace(b, []byte("%PDF-1.7\n"), []byte("%PDF-1.7\n%more bytes\n"), 1),
	} {
		if got := wordsIn(t, b); got != "Totale 940,50" {
			t.Errorf("%s: read %q", name, got)
		}
	}
}

// Pages without a catalogue are pages still.
func TestLostCatalogue(t *testing.T) {
	b := bytes.Replace(onePage("", []byte(content)), []byte("/Type /Catalog /Pages 2 0 R"), []byte("/Type /Other"), 1)
	b = bytes.Replace(b, []byte("/Kids [3 0 R]"), []byte("/Kid"), 1)
	if got := wordsIn(t, b); got != "Totale 940,50" {
		t.Errorf("read %q", got)
	}
}

// Codes that the document does not explain are explained by the fonts.
func TestFontsThatExplainThemselves(t *testing.T) {
	ttf, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	var codes, map2 []byte
	for i, r := range "Presenze 31" {
		gid, _ := ttf.GlyphIndex(nil, r)
		codes = fmt.Appendf(codes, "%04x", gid)
		for len(map2) < 2*(int(r)+1) {
			map2 = append(map2, 0)
		}
		map2[2*r], map2[2*r+1] = byte(gid>>8), byte(gid)
		_ = i
	}
	var asText []byte
	for _, r := range "Presenze 31" {
		asText = fmt.Appendf(asText, "%04x", r)
	}
	composite := func(codes []byte, entries string, more ...[]byte) []byte {
		return onePage("", fmt.Appendf(nil, "BT /F1 10 Tf 10 100 Td <%s> Tj ET", codes), append([][]byte{
			dict("/Type /Font /Subtype /CIDFontType2 /BaseFont /Go /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /FontDescriptor 7 0 R /DW 600 %s", entries),
			dict("/Type /FontDescriptor /FontFile2 8 0 R"), streamOf("", goregular.TTF)}, more...)...)
	}
	type0 := func(b []byte) []byte {
		return bytes.Replace(b, []byte("<<"+fontDict), []byte("<</Type /Font /Subtype /Type0 /BaseFont /Go /Encoding /Identity-H /DescendantFonts [6 0 R]"), 1)
	}
	simple := func(text, font string, more ...[]byte) []byte {
		b := onePage("", fmt.Appendf(nil, "BT /F1 10 Tf 10 100 Td (%s) Tj ET", text), more...)
		return bytes.Replace(b, []byte("<<"+fontDict), []byte("<<"+font), 1)
	}
	for name, c := range map[string]struct {
		pdf  []byte
		want string
	}{
		"glyphs of a TrueType font":  {type0(composite(codes, "/CIDToGIDMap /Identity")), "Presenze 31"},
		"a map from CIDs to glyphs":  {type0(composite(asText, "/CIDToGIDMap 9 0 R", streamOf("", map2))), "Presenze 31"},
		"Shift-JIS":                  {bytes.Replace(type0(composite([]byte("938c8b9e33"), "")), []byte("/Identity-H"), []byte("/90ms-RKSJ-H"), 1), "東京3"},
		"GBK":                        {bytes.Replace(type0(composite([]byte("b1b1bea933"), "")), []byte("/Identity-H"), []byte("/GBK-EUC-H"), 1), "北京3"},
		"Unicode":                    {bytes.Replace(type0(composite([]byte("53174eac"), "")), []byte("/Identity-H"), []byte("/UniGB-UCS2-H"), 1), "北京"},
		"encoding of a Type 1 font":  {simple("ABC", "/Type /Font /Subtype /Type1 /BaseFont /X /FontDescriptor 6 0 R", dict("/Type /FontDescriptor /FontFile 7 0 R"), streamOf("", []byte("%!PS\n/Encoding 256 array\ndup 65 /nine put\ndup 66 /four put\ndup 67 /zero put\nreadonly def eexec"))), "940"},
		"encoding of a compact font": {simple("AA", "/Type /Font /Subtype /Type1 /BaseFont /X /FontDescriptor 6 0 R", dict("/Type /FontDescriptor /FontFile3 7 0 R"), streamOf("/Subtype /Type1C", smallCFF())), "00"},
		"names of Russian letters":   {simple("ab", "/Type /Font /Subtype /Type1 /BaseFont /X /Encoding <</Differences [97 /afii10017 /afii10097]>>"), "Ая"},
		"names that are numbers":     {simple("ab", "/Type /Font /Subtype /Type1 /BaseFont /X /Encoding <</Differences [97 /G41 /c57]>>"), "A9"},
		"names that say nothing":     {simple("9a4", "/Type /Font /Subtype /Type1 /BaseFont /X /Encoding <</Differences [97 /g17]>>"), "9 4"},
		"signs that cannot be shown": {simple("9\\0034", fontDict), "9\x034"},
		"marks of the Symbol font":   {simple("\\247\\336", "/Type /Font /Subtype /Type1 /BaseFont /Symbol"), "♣⇒"},
		"ticks of ZapfDingbats":      {simple("4", "/Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats"), "✔"},
		"names of a drawn font":      {simple("Ab", "/Type /Font /Subtype /Type3 /FontMatrix [0.01 0 0 0.01 0 0] /FontBBox [0 -20 60 80] /FirstChar 65 /Widths [50] /Encoding <</Differences [65 /x0001]>> /CharProcs <<>>"), "Ab"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := wordsIn(t, c.pdf); got != c.want {
				t.Errorf("read %q, want %q", got, c.want)
			}
		})
	}
}

// Values of form fields that the reader must draw stand in their fields.
func TestFormValues(t *testing.T) {
	for name, c := range map[string]struct{ form, field, want string }{
		"text without appearance": {"", "/FT /Tx /V (Cooperativa Aurora)", "Cooperativa Aurora"},
		"value of the parent":     {"", "/Parent <</FT /Tx /V (940)>>", "940"},
		"UTF-16":                  {"", "/FT /Tx /V <FEFF00E8>", "è"},
		"several lines":           {"", "/FT /Tx /Ff 4096 /V (uno\\ndue tre)", "uno due tre"},
		"a comb":                  {"", "/FT /Tx /Ff 16777216 /MaxLen 16 /V (RSSMRA80A01H501U)", "RSSMRA80A01H501U"},
		"choice":                  {"", "/FT /Ch /Ff 131072 /V (rn) /Opt [[(fc) (Cesena)] [(rn) (Rimini)]]", "Rimini"},
		"list":                    {"", "/FT /Ch /V (rn) /Opt [[(fc) (Cesena)] (Rimini)]", "Cesena Rimini"},
		"password":                {"", "/FT /Tx /Ff 8192 /V (segreto)", ""},
		"hidden":                  {"", "/FT /Tx /F 2 /V (nascosto)", ""},
		"an appearance":           {"", "/FT /Tx /V (nuovo) /AP <</N 6 0 R>>", "vecchio"},
		"appearances out of date": {"/NeedAppearances true", "/FT /Tx /V (nuovo) /AP <</N 6 0 R>>", "nuovo"},
	} {
		t.Run(name, func(t *testing.T) {
			b := made("", dict("/Type /Catalog /Pages 2 0 R /AcroForm <</DA (/Helv 0 Tf) %s>>", c.form), dict(pagesDict),
				dict(pageDict+" /Annots [<</Subtype /Widget /Rect [10 20 200 80] %s>>]", c.field), streamOf("", nil), dict(fontDict),
				streamOf("/Type /XObject /Subtype /Form /BBox [0 0 190 60] /Resources <</Font <</F1 5 0 R>>>>", []byte("BT /F1 10 Tf 5 5 Td (vecchio) Tj ET")))
			if got := wordsIn(t, b); got != c.want {
				t.Errorf("read %q, want %q", got, c.want)
			}
		})
	}
}

// What would take all memory or time ends in ErrTooLarge, soon.
func TestBombs(t *testing.T) {
	level := func(refs int, next int) []byte {
		return dict("/Type /Pages /Kids [%s] /Count 1", strings.Repeat(fmt.Sprintf("%d 0 R ", next), refs))
	}
	tree := [][]byte{dict("/Type /Catalog /Pages 2 0 R")}
	for i := range 8 {
		tree = append(tree, level(10, 3+i))
	}
	tree = append(tree, dict("/Type /Page"))
	form := func(next int) []byte {
		return streamOf(fmt.Sprintf("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</X %d 0 R>>>>", next), bytes.Repeat([]byte("/X Do "), 40))
	}
	forms := [][]byte{}
	for i := range 9 {
		forms = append(forms, form(7+i))
	}
	forms = append(forms, streamOf("/Type /XObject /Subtype /Form /BBox [0 0 9 9]", nil))
	flat := deflate(make([]byte, 60<<20))
	for name, b := range map[string][]byte{
		"a tree of a million pages": made("", tree...),
		"flate":                     onePage("/Filter /FlateDecode", flat),
		"flate over flate":          onePage("/Filter [/FlateDecode /FlateDecode]", deflate(flat)),
		"forms in forms": bytes.Replace(onePage("", []byte("/X Do"), forms...),
			[]byte("/Resources <<"), []byte("/Resources <</XObject <</X 6 0 R>> "), 1),
	} {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			r := Read(context.Background(), bytes.NewReader(b), int64(len(b)), 100)
			if !errors.Is(r.Err, ErrTooLarge) {
				t.Errorf("%v, %d pages", r.Err, len(r.Pages))
			}
			if d := time.Since(began); d > 30*time.Second {
				t.Errorf("it took %v", d)
			}
		})
	}
}

// Words of scripts read from right to left are in the order they are read.
func TestLogical(t *testing.T) {
	for in, want := range map[string]string{
		"Totale":       "Totale",
		"םולש":         "שלום",
		"دمحم":         "محمد",
		"12/05/2026":   "12/05/2026",
		"1.240,50םולש": "שלום1.240,50",
		"":             "",
	} {
		if got := Logical(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// Pages read at the same time come in order, and fonts that they share are read
// once.
func TestManyPages(t *testing.T) {
	const n = 60
	objects := [][]byte{dict("/Type /Catalog /Pages 2 0 R"), nil, dict(fontDict)}
	kids := ""
	for i := range n {
		kids += fmt.Sprintf("%d 0 R ", len(objects)+1)
		objects = append(objects, dict("/Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Resources <</Font <</F1 3 0 R>>>> /Contents %d 0 R", len(objects)+2),
			streamOf("", fmt.Appendf(nil, "BT /F1 10 Tf 10 100 Td (pagina %d) Tj ET", i+1)))
	}
	objects[1] = dict("/Type /Pages /Count 3 /Kids [%s]", kids)
	b := made("", objects...)
	r := Read(context.Background(), bytes.NewReader(b), int64(len(b)), 50)
	if r.Total != n || len(r.Pages) != 50 {
		t.Fatalf("%d of %d pages: %v", len(r.Pages), r.Total, r.Err)
	}
	for i, p := range r.Pages {
		if len(p.Words) != 2 || p.Words[1].Text != fmt.Sprint(i+1) || p.Number != i+1 {
			t.Errorf("page %d: %+v", i+1, p)
		}
	}
	if got, err := Count(bytes.NewReader(b), int64(len(b))); got != n || err != nil {
		t.Errorf("counted %d: %v", got, err)
	}
}
