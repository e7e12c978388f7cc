package extract

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"codeberg.org/go-pdf/fpdf"

	"github.com/insiemi/insiemi/document"
)

// scanPDF is a page of A4 that shows a JPEG of so many pixels.
func scanPDF(t *testing.T, w, h int, coloured bool) string {
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
	var b bytes.Buffer
	if err := jpeg.Encode(&b, src, &jpeg.Options{Quality: 80}); err != nil {
		t.Fatal(err)
	}
	f := fpdf.New("P", "mm", "A4", "")
	f.AddPage()
	opt := fpdf.ImageOptions{ImageType: "JPG"}
	f.RegisterImageOptionsReader("scan", opt, &b)
	f.ImageOptions("scan", 0, 0, 210, 297, false, opt, 0, "")
	path := filepath.Join(t.TempDir(), "scan.pdf")
	if err := f.OutputFileAndClose(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// The scanner's own image has the pixels that a drawing of the page has.
func TestAScanIsAsItWouldBeDrawn(t *testing.T) {
	for _, coloured := range []bool{false, true} {
		path := scanPDF(t, 2481, 3508, coloured)
		j := &job{ctx: t.Context(), tools: FindTools(), r: &document.Reading{}}
		got, ok := j.scanned(path, 1)
		if !ok {
			t.Fatalf("coloured %v: the scan was not taken as it is (djpeg: %q)", coloured, j.tools.DJPEG)
		}
		want, err := j.render(path, 1, ocrPixels)
		if err != nil {
			t.Fatal(err)
		}
		if got.W != want.W || got.H != want.H {
			t.Fatalf("coloured %v: %d×%d, drawn %d×%d", coloured, got.W, got.H, want.W, want.H)
		}
		far := 0
		for i := range got.Pix {
			if d := int(got.Pix[i]) - int(want.Pix[i]); d > 8 || d < -8 {
				far++
			}
		}
		if far*1000 > len(got.Pix) {
			t.Errorf("coloured %v: %d of %d pixels differ", coloured, far, len(got.Pix))
		}
	}
}

// Images of other sizes are drawn at the size at which recognition is best, and so
// is every page where djpeg is not installed.
func TestOtherScansAreDrawn(t *testing.T) {
	j := &job{ctx: t.Context(), tools: FindTools(), r: &document.Reading{}}
	for _, size := range [][2]int{{1240, 1754}, {4961, 7016}} {
		path := scanPDF(t, size[0], size[1], false)
		if _, ok := j.scanned(path, 1); ok {
			t.Errorf("a scan of %v was taken as it is", size)
		}
		if g, err := j.picture(path, 1); err != nil || g.H != ocrPixels {
			t.Errorf("%v: %d pixels high, %v", size, g.H, err)
		}
	}
	path := scanPDF(t, 2481, 3508, false)
	j.tools.DJPEG = ""
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
