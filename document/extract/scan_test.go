package extract

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"codeberg.org/go-pdf/fpdf"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract/raster"
)

// jpegOf is a blank JPEG.
func jpegOf(t *testing.T, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, w, h)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// scanPDF is a page of A4 that shows a JPEG of so many pixels, turned by degrees.
func scanPDF(t *testing.T, w, h, turn int, coloured bool) string {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			v := byte(255)
			if (x/9+y/31)%7 == 0 {
				v = byte(x * y % 90)
			}
			img.SetRGBA(x, y, color.RGBA{v, v, v, 255})
		}
	}
	var src image.Image = img
	if !coloured {
		grey := image.NewGray(img.Rect)
		for i := range grey.Pix {
			grey.Pix[i] = img.Pix[4*i]
		}
		src = grey
	}
	var encoded bytes.Buffer
	if err := jpeg.Encode(&encoded, src, &jpeg.Options{Quality: 80}); err != nil {
		t.Fatal(err)
	}
	f := fpdf.New("P", "mm", "A4", "")
	f.AddPage()
	opt := fpdf.ImageOptions{ImageType: "JPG"}
	f.RegisterImageOptionsReader("scan", opt, &encoded)
	f.ImageOptions("scan", 0, 0, 210, 297, false, opt, 0, "")
	var pdf bytes.Buffer
	if err := f.Output(&pdf); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "scan.pdf")
	b := pdf.Bytes()
	if turn != 0 { // which moves the objects, for which readers look then
		b = bytes.Replace(b, []byte("<</Type /Page\n"), fmt.Appendf(nil, "<</Type /Page /Rotate %d\n", turn), 1)
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// The scanner's own image has the pixels that a drawing of the page has; where a
// page is turned or larger, seen from some way off.
func TestAScanIsAsItWouldBeDrawn(t *testing.T) {
	for _, x := range []struct {
		w, h, turn, most int // most: how many of 1000 pixels may be other ones
		coloured         bool
	}{{2481, 3508, 0, 1, false}, {2481, 3508, 0, 1, true}, {2481, 3508, 90, 1, false}, {2481, 3508, 180, 1, false}, {2481, 3508, 270, 1, false}, {4961, 7016, 0, 20, false}} {
		path := scanPDF(t, x.w, x.h, x.turn, x.coloured)
		j := &job{ctx: t.Context(), tools: FindTools(), r: &document.Reading{}, counted: true}
		got, ok := j.scanned(path, 1)
		if !ok {
			t.Fatalf("%+v: the scan was not taken as it is (djpeg: %q)", x, j.tools.DJPEG)
		}
		want, err := j.render(path, 1, ocrPixels)
		if err != nil {
			t.Fatal(err)
		}
		if got.W != want.W || got.H != want.H {
			t.Fatalf("%+v: %d×%d, drawn %d×%d", x, got.W, got.H, want.W, want.H)
		}
		if x.turn != 0 || x.h != want.H { // drawn by taking lines out here and there
			by := 32 * 2481 / x.w
			got, want = got.Resize(got.W/by, got.H/by), want.Resize(want.W/by, want.H/by)
		}
		n, other := differing(got, want), differing(got.Turn(2), want)
		if n > x.most || other < 10*x.most+100 {
			t.Errorf("%+v: %d of 1000 pixels differ, %d turned round", x, n, other)
		}
	}
}

// differing is how many of 1000 pixels of two images differ.
func differing(a, b raster.Gray) int {
	n := 0
	for i := range a.Pix {
		if d := int(a.Pix[i]) - int(b.Pix[i]); d > 16 || d < -16 {
			n++
		}
	}
	return n * 1000 / len(a.Pix)
}

// Images that are too small, and so large that no eighth of them fits, are drawn at
// the size at which recognition is best, and so is every page where djpeg is not
// installed.
func TestOtherScansAreDrawn(t *testing.T) {
	j := &job{ctx: t.Context(), tools: FindTools(), r: &document.Reading{}, counted: true}
	for _, size := range [][2]int{{1240, 1754}, {4000, 16_000}, {12_000, 34_000}} {
		if eighths, _ := fits(jpegOf(t, size[0], size[1])); (eighths != 0) != (size[0] == 4000) {
			t.Errorf("a scan of %v is taken at %d eighths", size, eighths)
		}
	}
	path := scanPDF(t, 1240, 1754, 0, false)
	if g, err := j.picture(path, 1); err != nil || g.H != ocrPixels {
		t.Errorf("%d pixels high, %v", g.H, err)
	}
	for long, want := range map[int]int{3158: 8, 3508: 8, 4209: 8, 4677: 6, 5262: 5, 7016: 4, 9354: 3} {
		if eighths, _ := fits(jpegOf(t, 40, long)); eighths != want {
			t.Errorf("%d pixels are taken at %d eighths, want %d", long, eighths, want)
		}
	}
	path = scanPDF(t, 2481, 3508, 0, false)
	j.counted = false
	if _, ok := j.scanned(path, 1); ok {
		t.Error("a scan was taken whose page may be another one to poppler")
	}
	j.counted, j.tools.DJPEG = true, ""
	if _, ok := j.scanned(path, 1); ok {
		t.Error("a scan was opened without djpeg")
	}
	if err := os.Truncate(path, 4000); err != nil {
		t.Fatal(err)
	}
	if _, ok := j.scanned(path, 1); ok {
		t.Error("a damaged scan was taken as it is")
	}
}
