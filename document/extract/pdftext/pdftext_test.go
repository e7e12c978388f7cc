package pdftext_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract/pdftext"
)

func read(t *testing.T, b []byte) pdftext.Result {
	t.Helper()
	return pdftext.Read(context.Background(), bytes.NewReader(b), int64(len(b)), 100)
}

// text joins the words of a page.
func text(p document.Page) string {
	var words []string
	for _, w := range p.Words {
		words = append(words, w.Text)
	}
	return strings.Join(words, " ")
}

// letter is a page of text in the standard fonts, as report generators write.
func letter(t *testing.T) []byte {
	t.Helper()
	p := fpdf.New("P", "mm", "A4", "")
	tr := p.UnicodeTranslatorFromDescriptor("")
	for i, style := range []string{"", "B", "I"} {
		p.AddPage()
		for _, family := range []string{"Helvetica", "Times", "Courier"} {
			p.SetFont(family, style, 11)
			p.MultiCell(0, 6, tr(fmt.Sprintf("Pagina %d. Presenze 1.240, importo 40.064,40 € del 31/10/2026; perché è così. CIG A0B1C2D3E4", i+1)), "", "L", false)
			p.CellFormat(30, 6, "P", "1", 0, "C", false, 0, "")
			p.CellFormat(30, 6, "AA", "1", 1, "R", false, 0, "")
		}
	}
	var b bytes.Buffer
	if err := p.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// poppler reads the same bytes with pdftotext: the other reader is the oracle.
func poppler(t *testing.T, b []byte) map[int][]document.Word {
	t.Helper()
	path := filepath.Join(t.TempDir(), "in.pdf")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-tsv", path, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext (poppler-utils is required): %v", err)
	}
	words := map[int][]document.Word{}
	for line := range strings.Lines(string(out)) {
		c := strings.Split(strings.TrimSpace(line), "\t")
		if len(c) < 12 || c[0] != "5" {
			continue
		}
		var n [4]float64
		for i := range n {
			n[i], _ = strconv.ParseFloat(c[6+i], 64)
		}
		page, _ := strconv.Atoi(c[1])
		words[page] = append(words[page], document.Word{Text: c[11], Box: document.Box{X: n[0], Y: n[1], Width: n[2], Height: n[3]}})
	}
	return words
}

// Words and boxes are poppler's, within two points.
func TestAgreesWithPoppler(t *testing.T) {
	b := letter(t)
	r := read(t, b)
	if r.Err != nil || len(r.Failed) > 0 || r.Total != 3 {
		t.Fatalf("%+v", r)
	}
	want := poppler(t, b)
	for _, p := range r.Pages {
		if len(p.Words) != len(want[p.Number]) {
			t.Errorf("page %d: %d words, poppler has %d\n%s", p.Number, len(p.Words), len(want[p.Number]), text(p))
		}
		for _, w := range want[p.Number] {
			if !hasWord(p.Words, w) {
				t.Errorf("page %d: no %q at %+v", p.Number, w.Text, w.Box)
			}
		}
	}
}

func hasWord(words []document.Word, want document.Word) bool {
	for _, w := range words {
		dx := math.Abs(w.Box.X + w.Box.Width/2 - want.Box.X - want.Box.Width/2)
		dy := math.Abs(w.Box.Y + w.Box.Height/2 - want.Box.Y - want.Box.Height/2)
		if w.Text == want.Text && dx < 2 && dy < 2 {
			return true
		}
	}
	return false
}

// object is the body of one indirect object.
type object string

// stream is an object with a stream of content.
func stream(dict, content string) object {
	return object(fmt.Sprintf("<<%s /Length %d>>\nstream\n%s\nendstream", dict, len(content), content))
}

// build writes a PDF of numbered objects, the first being the catalogue.
func build(objects ...object) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.Bytes()
}

const (
	catalogue = object("<</Type /Catalog /Pages 2 0 R>>")
	tree      = object("<</Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 300 200]>>")
	helvetica = object("<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>")
)

// page makes a document of one page: its content, more entries of the page, and
// further objects from number 6 on. Object 5 is the font F1.
func page(content, entries string, more ...object) []byte {
	p := object("<</Type /Page /Parent 2 0 R /Contents 4 0 R " + entries + " /Resources <</Font <</F1 5 0 R /F2 6 0 R>> /XObject <</X1 6 0 R>>>>>>")
	return build(append([]object{catalogue, tree, p, stream("", content), helvetica}, more...)...)
}

func TestContent(t *testing.T) {
	form := stream("/Type /XObject /Subtype /Form /BBox [0 0 100 50] /Matrix [1 0 0 1 20 0]", "BT /F1 10 Tf 10 10 Td (timbro) Tj ET")
	for name, c := range map[string]struct {
		pdf  []byte
		want string
	}{
		"spaces from gaps":     {page("BT /F1 10 Tf 10 100 Td [(Totale)-600(presenze)-30( 9)40(40)] TJ ET", ""), "Totale presenze 940"},
		"letter by letter":     {page("BT /F1 10 Tf 10 100 Td (2) Tj 5.56 0 Td (0) Tj 5.56 0 Td (2) Tj 5.56 0 Td (6) Tj ET", ""), "2026"},
		"moves between words":  {page("BT /F1 10 Tf 10 100 Td (uno) Tj 40 0 Td (due) Tj 0 -20 Td (tre) Tj ET", ""), "uno due tre"},
		"next line operators":  {page("BT /F1 10 Tf 12 TL 10 100 Td (uno) Tj T* (due) Tj (tre) ' 0 0 (quattro) \" ET", ""), "uno due tre quattro"},
		"nested state":         {page("q 1 0 0 1 50 50 cm BT /F1 10 Tf (a) Tj ET Q BT /F1 10 Tf 10 10 Td (b) Tj ET", ""), "a b"},
		"form":                 {page("BT /F1 10 Tf 10 100 Td (prima) Tj ET /X1 Do", "", form), "prima timbro"},
		"inline image":         {page("BT /F1 10 Tf 10 100 Td (prima) Tj ET BI /W 2 /H 2 /BPC 8 /CS /G ID \x01(\xFFEI \xFE EI Q BT /F1 10 Tf 10 80 Td (dopo) Tj ET", ""), "prima dopo"},
		"hexadecimal, octal":   {page("BT /F1 10 Tf 10 100 Td <43494720> Tj (\\101\\060) Tj ET", ""), "CIG A0"},
		"actual text":          {page("BT /F1 10 Tf 10 100 Td /Span <</ActualText (940)>> BDC (xyz) Tj EMC ET", ""), "940"},
		"drawn twice for bold": {page("BT /F1 10 Tf 10 100 Td (Totale) Tj ET BT /F1 10 Tf 10.2 100 Td (Totale) Tj ET", ""), "Totale"},
		"accents":              {page("BT /F1 10 Tf 10 100 Td (perch\xE9 \x80 5) Tj ET", ""), "perché € 5"},
		"differences": {page("BT /F2 10 Tf 10 100 Td (abc) Tj ET", "",
			object("<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding <</Differences [97 /uni0039 /four /zero.alt]>>>>")), "940"},
		"two-byte codes": {page("BT /F2 10 Tf 10 100 Td <000100020003> Tj ET", "",
			object("<</Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [7 0 R] /ToUnicode 8 0 R>>"),
			object("<</Type /Font /Subtype /CIDFontType2 /BaseFont /X /DW 500 /W [1 [600 600] 3 3 600]>>"),
			stream("", "1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0001> <0002> <0041> endbfrange 1 beginbfchar <0003> <00660069> endbfchar")), "ABfi"},
		"stamp": {page("BT /F1 10 Tf 10 100 Td (testo) Tj ET", "/Annots [<</Subtype /Stamp /Rect [100 10 200 60] /AP <</N 6 0 R>>>>]", form), "testo timbro"},
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, c.pdf)
			if r.Err != nil || len(r.Failed) > 0 {
				t.Fatalf("%v, failed %v", r.Err, r.Failed)
			}
			if got := text(r.Pages[0]); got != c.want {
				t.Errorf("read %q, want %q", got, c.want)
			}
		})
	}
}

// Boxes are those of the page as displayed, whatever its rotation.
func TestRotation(t *testing.T) {
	for rotate, want := range map[int][2]float64{0: {10, 100}, 90: {100, 10}, 180: {290, 100}, 270: {100, 290}} {
		b := page("BT /F1 10 Tf 10 100 Td (P) Tj ET", fmt.Sprintf("/Rotate %d", rotate))
		r := read(t, b)
		if r.Err != nil || len(r.Pages[0].Words) != 1 {
			t.Fatalf("%d: %+v", rotate, r)
		}
		box := r.Pages[0].Words[0].Box
		if math.Abs(box.X+box.Width/2-want[0]) > 12 || math.Abs(box.Y+box.Height/2-want[1]) > 12 {
			t.Errorf("rotated by %d: at %+v, want near %v", rotate, box, want)
		}
		other := poppler(t, b)[1][0].Box
		if math.Abs(box.X-other.X) > 2.5 || math.Abs(box.Y-other.Y) > 2.5 {
			t.Errorf("rotated by %d: at %+v, poppler says %+v", rotate, box, other)
		}
	}
}

// What other readers open, and the object layer alone does not.
func TestRepaired(t *testing.T) {
	good := page("BT /F1 10 Tf 10 100 Td (Totale 940) Tj ET", "")
	for name, b := range map[string][]byte{
		"junk before the header": append([]byte("\r\n\r\nHTTP rubbish\n"), good...),
		"PDF 2.0":                bytes.Replace(good, []byte("%PDF-1.4"), []byte("%PDF-2.0"), 1),
		"bytes after the end":    append(bytes.Clone(good), bytes.Repeat([]byte("\x00"), 3000)...),
		"end cut off":            good[:bytes.LastIndex(good, []byte("xref\n0"))],
		"wrong offsets":          bytes.Replace(good, []byte("%PDF-1.4\n"), []byte("%PDF-1.4\n%more bytes here\n"), 1),
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, b)
			if r.Err != nil {
				t.Fatal(r.Err)
			}
			if got := text(r.Pages[0]); got != "Totale 940" {
				t.Errorf("read %q", got)
			}
		})
	}
}

// Hostile documents end in an error, not in a crash or a loop.
func TestHostile(t *testing.T) {
	endless := build(catalogue, object("<</Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000000>>"))
	huge := bytes.Replace(page("BT /F1 10 Tf 10 100 Td (vivo) Tj ET", ""), []byte("/Size 6"), []byte("/Size 4294967290"), 1)
	deep := page("BT /F1 10 Tf 10 100 Td (vivo) Tj ET "+strings.Repeat("[", 100_000), "")
	looped := page("/X1 Do BT /F1 10 Tf 10 100 Td (vivo) Tj ET", "",
		stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</X1 6 0 R>>>>", "/X1 Do /X1 Do"))
	for name, b := range map[string][]byte{"endless page tree": endless, "no pages": build(catalogue), "not a PDF": []byte("%PDF-1.4 no")} {
		if r := read(t, b); !errors.Is(r.Err, pdftext.ErrDamaged) {
			t.Errorf("%s: %v, want it damaged", name, r.Err)
		}
	}
	for name, b := range map[string][]byte{"deep nesting": deep, "form in itself": looped, "claims objects": huge} {
		if r := read(t, b); r.Err != nil || text(r.Pages[0]) != "vivo" {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

func TestStopsWhenTold(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	b := letter(t)
	if r := pdftext.Read(ctx, bytes.NewReader(b), int64(len(b)), 100); len(r.Pages) != 0 {
		t.Errorf("%d pages were read after the end", len(r.Pages))
	}
	if r := pdftext.Read(context.Background(), bytes.NewReader(b), int64(len(b)), 2); len(r.Pages) != 2 || r.Total != 3 {
		t.Errorf("limit: %d of %d pages", len(r.Pages), r.Total)
	}
}

// Whatever stands in a content stream, the interpreter ends, and its words are
// valid text on the page.
func FuzzContent(f *testing.F) {
	f.Add("BT /F1 10 Tf 10 100 Td [(Totale)-600(940)] TJ ET")
	f.Add("q 1 0 0 1 5 5 cm BI /W 1 ID x EI Q /X1 Do (\\8\\) ' <4")
	f.Add("BT /F1 1e9 Tf 0 0 0 0 0 0 Tm (a) Tj 9999999999999999999 Tz T* ET")
	f.Fuzz(func(t *testing.T, content string) {
		b := page(content, "", stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9]", "BT /F1 9 Tf (x) Tj ET"))
		r := pdftext.Read(context.Background(), bytes.NewReader(b), int64(len(b)), 1)
		if r.Err != nil || len(r.Pages) != 1 {
			return
		}
		for _, w := range r.Pages[0].Words {
			if strings.TrimSpace(w.Text) != w.Text || w.Text == "" || math.IsNaN(w.Box.X+w.Box.Width) {
				t.Errorf("word %+v", w)
			}
		}
	})
}
