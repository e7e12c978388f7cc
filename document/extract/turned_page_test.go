package extract_test

import (
	"bytes"
	"fmt"
	"math"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
)

// turnedPDF is a PDF of fpdf whose pages say that they are to be turned.
func turnedPDF(t *testing.T, b []byte, degrees int) []byte {
	t.Helper()
	out := bytes.ReplaceAll(b, []byte("<</Type /Page\n"), fmt.Appendf(nil, "<</Type /Page /Rotate %d\n", degrees))
	if len(out) == len(b) {
		t.Fatal("no page was turned")
	}
	return out
}

// The words of a page that its PDF turns stand where they are displayed, on a page
// of the size that is displayed: of text by both readers and by the first alone, and
// of a scan.
func TestPagesThatThePDFTurns(t *testing.T) {
	text, scan := registerPDF(t), scanned(t, letterPDF(t), 150)
	for name, c := range map[string]struct {
		b    []byte
		opts extract.Options
	}{"text": {text, extract.Options{}}, "the first reader": {text, extract.Options{OneReader: true}}, "scan": {scan, extract.Options{}}} {
		plain := readWith(t, c.b, "a.pdf", c.opts).Layout[0]
		for _, quarters := range []int{1, 3} {
			got := readWith(t, turnedPDF(t, c.b, 90*quarters), "a.pdf", c.opts).Layout[0]
			w, h := plain.Width, plain.Height
			if quarters%2 == 1 {
				w, h = h, w
			}
			if math.Abs(got.Width-w) > 1 || math.Abs(got.Height-h) > 1 {
				t.Errorf("%s, turned by %d: %.0f×%.0f, want %.0f×%.0f", name, quarters, got.Width, got.Height, w, h)
			}
			found, near := 0, 0
			for _, p := range plain.Words {
				want := p.Box.Upright(quarters, plain.Width, plain.Height)
				there, here := placeOf(got.Words, p.Text, want)
				if there {
					found++
				}
				if here {
					near++
				}
			}
			if found < len(plain.Words)*6/10 || near < found*95/100 {
				t.Errorf("%s, turned by %d: of %d words %d found, %d at their places", name, quarters, len(plain.Words), found, near)
			}
		}
	}
}

// placeOf says whether a text is among words, and within six points of a box.
func placeOf(words []document.Word, text string, at document.Box) (there, here bool) {
	for _, w := range words {
		if w.Text == text {
			there = true
			here = here || math.Hypot(w.Box.X+w.Box.Width/2-at.X-at.Width/2, w.Box.Y+w.Box.Height/2-at.Y-at.Height/2) < 6
		}
	}
	return there, here
}
