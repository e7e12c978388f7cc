package pdftext

import (
	"bytes"
	"image"
	"image/jpeg"
	"strings"
	"testing"
)

// scanOf is a PDF with one page, which shows an image by the contents.
func scanOf(t *testing.T, page, contents, entries string) ([]byte, []byte) {
	t.Helper()
	var img bytes.Buffer
	var pixels image.Image = image.NewGray(image.Rect(0, 0, 30, 20))
	if strings.Contains(entries, "/DeviceRGB") {
		pixels = image.NewRGBA(pixels.Bounds())
	}
	if err := jpeg.Encode(&img, pixels, nil); err != nil {
		t.Fatal(err)
	}
	return made("", dict("/Type /Catalog /Pages 2 0 R"), dict("%s", pagesDict),
		dict("/Type /Page /Parent 2 0 R /Contents 4 0 R /Resources <</XObject <</I 5 0 R>> /Font <</F <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>>> %s", page),
		streamOf("", []byte(contents)), streamOf("/Type /XObject /Subtype /Image "+entries, img.Bytes())), img.Bytes()
}

const plainImage = "/Width 30 /Height 20 /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /DCTDecode"

// A page that a scanner wrote is its JPEG, byte for byte; whatever else is on a page,
// or done to the image, makes it another page.
func TestPhotograph(t *testing.T) {
	for name, x := range map[string]struct {
		page, contents, image string
		turn                  int
		want                  bool
	}{
		"a scan":                {"", "q 300 0 0 200 0 0 cm /I Do Q", plainImage, 0, true},
		"with states":           {"", "0 J 0 j 0.57 w 0 G 0 g q 299.5 0 0 200 0.2 0 cm /I Do Q", plainImage, 0, true},
		"in colour":             {"", "q 300 0 0 200 0 0 cm /I Do Q", "/Width 30 /Height 20 /BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter [/DCTDecode]", 0, true},
		"text beside it":        {"", "q 300 0 0 200 0 0 cm /I Do Q BT /F 12 Tf 10 10 Td (ciao) Tj ET", plainImage, 0, false},
		"a line over it":        {"", "q 300 0 0 200 0 0 cm /I Do Q 0 0 m 100 100 l S", plainImage, 0, false},
		"twice":                 {"", "q 300 0 0 200 0 0 cm /I Do Q q 10 0 0 10 0 0 cm /I Do Q", plainImage, 0, false},
		"a part of the page":    {"", "q 150 0 0 100 0 0 cm /I Do Q", plainImage, 0, false},
		"mirrored":              {"", "q -300 0 0 200 300 0 cm /I Do Q", plainImage, 0, false},
		"upside down":           {"", "q 300 0 0 -200 0 200 cm /I Do Q", plainImage, 0, false},
		"turned":                {"", "q 0 200 -300 0 300 0 cm /I Do Q", plainImage, 0, false},
		"a page that is turned": {"/Rotate 90", "q 300 0 0 200 0 0 cm /I Do Q", plainImage, 1, true},
		"turned the other way":  {"/Rotate -90", "q 300 0 0 200 0 0 cm /I Do Q", plainImage, 3, true},
		"turned a little":       {"/Rotate 10", "q 300 0 0 200 0 0 cm /I Do Q", plainImage, 0, false},
		"with a note":           {"/Annots [<</Type /Annot /Subtype /Text /Rect [0 0 9 9]>>]", "q 300 0 0 200 0 0 cm /I Do Q", plainImage, 0, false},
		"with a mask":           {"", "q 300 0 0 200 0 0 cm /I Do Q", plainImage + " /Mask [0 10]", 0, false},
		"negative":              {"", "q 300 0 0 200 0 0 cm /I Do Q", plainImage + " /Decode [1 0]", 0, false},
		"in inks":               {"", "q 300 0 0 200 0 0 cm /I Do Q", "/Width 30 /Height 20 /BitsPerComponent 8 /ColorSpace /DeviceCMYK /Filter /DCTDecode", 0, false},
		"packed over":           {"", "q 300 0 0 200 0 0 cm /I Do Q", "/Width 30 /Height 20 /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter [/FlateDecode /DCTDecode]", 0, false},
		"stretched":             {"", "q 300 0 0 200 0 0 cm /I Do Q", "/Width 30 /Height 40 /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /DCTDecode", 0, false},
		"larger than the page":  {"", "q 600 0 0 400 0 0 cm /I Do Q", plainImage, 0, false},
		"cut at all sides":      {"", "q 330 0 0 220 -15 -10 cm /I Do Q", plainImage, 0, false},
		"not shown":             {"", "q 300 0 0 200 0 0 cm /I Do Q", plainImage + " /OC <</Type /OCG /Name (scan)>>", 0, false},
		"of another size":       {"", "q 300 0 0 200 0 0 cm /I Do Q", "/Width 3 /Height 2 /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /DCTDecode", 0, false},
		"of other colours":      {"", "q 300 0 0 200 0 0 cm /I Do Q", "/Width 30 /Height 20 /BitsPerComponent 8 /ColorSpace [/ICCBased <</N 3>>] /Filter /DCTDecode", 0, false},
		"no image":              {"", "q 300 0 0 200 0 0 cm /X Do Q", plainImage, 0, false},
		"nothing":               {"", "", plainImage, 0, false},
	} {
		b, img := scanOf(t, x.page, x.contents, x.image)
		got, turn, ok := Photograph(bytes.NewReader(b), int64(len(b)), 1)
		if ok != x.want || turn != x.turn || ok && !bytes.Equal(got, img) {
			t.Errorf("%s: %v, turned by %d, %d bytes, want %v by %d", name, ok, turn, len(got), x.want, x.turn)
		}
	}
	for _, b := range [][]byte{nil, []byte("%PDF-1.7"), []byte("ciao")} {
		if _, _, ok := Photograph(bytes.NewReader(b), int64(len(b)), 1); ok {
			t.Errorf("%q is a photograph", b)
		}
	}
}
