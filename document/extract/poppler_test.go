package extract

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"

	"github.com/insiemi/insiemi/document"
)

// tsvLine is a word as pdftotext and tesseract write it.
func tsvLine(page, line int, text string) string {
	return fmt.Sprintf("5\t%d\t0\t0\t%d\t0\t10.5\t20.000000\t30\t8\t96.5\t%s\n", page, line, text)
}

// Words are kept as they are, but for blanks and what is no text; a row that is
// none is left out.
func TestParseTSV(t *testing.T) {
	in := "level\tpage_num\n1\t1\t0\t0\t0\t0\t0\t0\t595\t842\t-1\t###PAGE###\n" +
		tsvLine(1, 0, "\uF0B7") + tsvLine(1, 0, "9\x0340") + tsvLine(1, 0, " con\u00ADto ") + "5\t1\tx\n" +
		tsvLine(1, 1, "םולש") + tsvLine(1, 1, "a\x00\xFFb") + tsvLine(1, 1, " ") + tsvLine(2, 0, "fine") + "5\t2\t0\t0\t0\t0\t1"
	pages := parseTSV([]byte(in), document.ReaderPoppler)
	if len(pages) != 2 || pages[0].Width != 595 || pages[0].Height != 842 {
		t.Fatalf("%+v", pages)
	}
	if got, want := pages[0].text(), "\uF0B7 9\x0340 con\u00ADto\n\u202Bשלום\u202C a\uFFFD\uFFFDb"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if w := pages[0].Words[1]; w.Confidence != 0.965 || w.Box != (document.Box{X: 10.5, Y: 20, Width: 30, Height: 8}) {
		t.Errorf("%+v", w)
	}
	if got := parseTSV([]byte(tsvLine(1, 0, "שלום")), document.ReaderTesseract)[0].Words[0].Text; got != "שלום" {
		t.Errorf("tesseract's order was changed: %q", got)
	}
}

// A long document is read by two processes: the same pages as by one.
func TestLongDocument(t *testing.T) {
	p := fpdf.New("P", "mm", "A4", "")
	p.SetFont("Helvetica", "", 11)
	p.SetCompression(false) // so that the file is large
	for n := range 40 {
		p.AddPage()
		for line := range 40 {
			p.CellFormat(0, 6, fmt.Sprintf("pagina %d riga %d: presenze degli ospiti del centro %d, importo %d,50", n+1, line, n*line, n+line), "", 1, "L", false, 0, "")
		}
	}
	var b bytes.Buffer
	if err := p.Output(&b); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "long.pdf")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if n := countPages(path); n != 40 {
		t.Fatalf("counted %d pages of %d bytes", n, b.Len())
	}
	tools := FindTools()
	for _, limit := range []int{300, 25} {
		two, err := tools.readPoppler(context.Background(), path, limit)
		if err != nil {
			t.Fatal(err)
		}
		one, err := tools.readRange(context.Background(), path, 1, limit)
		if err != nil || !reflect.DeepEqual(one, two) {
			t.Errorf("limit %d: %d pages by two, %d by one: %v", limit, len(two), len(one), err)
		}
	}
}

// A bomb ends as an error that says so, not as a page without text.
func TestUnpacksToTooMuch(t *testing.T) {
	p := fpdf.New("P", "mm", "A4", "")
	p.AddPage()
	p.RawWriteStr(strings.Repeat(" ", 60<<20))
	var b bytes.Buffer
	if err := p.Output(&b); err != nil {
		t.Fatal(err)
	}
	r, err := Read(context.Background(), Input{ReaderAt: bytes.NewReader(b.Bytes()), Size: int64(b.Len())})
	if err != nil || r.Error == nil || r.Error.Code != "read.too_large" {
		t.Errorf("%v, error %+v, warnings %+v", err, r.Error, r.Warnings)
	}
}

func FuzzParseTSV(f *testing.F) {
	f.Add([]byte(tsvLine(1, 0, "uno") + tsvLine(2, 3, "due\xFF")))
	f.Add([]byte("5\t1\t\t\t\t\t1\t1\t1\t1\t1\t\n1\t1\t0\t0\t0\t0\t0\t0\tNaN\t1e999\t-1\t"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, s := range parseTSV(b, document.ReaderPoppler) {
			for _, w := range s.Words {
				if w.Text == "" || w.Text != strings.TrimSpace(w.Text) {
					t.Fatalf("word %q", w.Text)
				}
			}
		}
	})
}

// A number is read as the library reads it, whatever stands there.
func TestDecimalOf(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"0", "0.000000", "595.280000", "72.024000", "-1", "-0.5", "96.123456", "123456789012345", "1234567890123456789", "12345678.1234567", "1e3", "inf", "nan", "NaN", ".5", "5.", "", ".", "1.2.3", "0x1p2", "1_0", " 1", "842.250001", "99999999.999999"} {
		want, wantErr := strconv.ParseFloat(s, 64)
		got, err := decimalOf([]byte(s))
		if got != want && !(math.IsNaN(got) && math.IsNaN(want)) || (err == nil) != (wantErr == nil) {
			t.Errorf("%q: %v (%v), want %v (%v)", s, got, err, want, wantErr)
		}
	}
	for n := range 200000 {
		s := strconv.FormatFloat(float64(n*7919)/1e6*3.7, 'f', 6, 64)
		want, _ := strconv.ParseFloat(s, 64)
		if got, err := decimalOf([]byte(s)); got != want || err != nil {
			t.Fatalf("%s is read as %v (%v)", s, got, err)
		}
	}
}
