package extract_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/bmp"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/document/extract/raster"
)

// pageOf draws the first page of a PDF.
func pageOf(t *testing.T, pdf []byte, pixels int) raster.Gray {
	t.Helper()
	out := tool(t, pdf, "pdftoppm", "-l", "1", "-scale-to", fmt.Sprint(pixels), "-gray", "-")
	g, err := raster.ParsePGM(out)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// tool runs a program on what it reads from its standard input.
func tool(t *testing.T, in []byte, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(name, args...)
	var messages bytes.Buffer
	cmd.Stdin, cmd.Stderr = bytes.NewReader(in), &messages
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, messages.String())
	}
	return out
}

// encoded writes an image with an encoder.
func encoded(t *testing.T, encode func(*bytes.Buffer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jpegOf(t *testing.T, img image.Image) []byte {
	return encoded(t, func(b *bytes.Buffer) error { return jpeg.Encode(b, img, &jpeg.Options{Quality: 85}) })
}

// withExif puts an APP1 segment with an orientation into a JPEG.
func withExif(b []byte, orientation byte) []byte {
	exif := "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(orientation) + "\x00\x00\x00\x00\x00\x00"
	app1 := append([]byte{0xFF, 0xE1, 0, byte(len(exif) + 2)}, exif...)
	return slices.Concat(b[:2], app1, b[2:])
}

// heicOf has libheif's own encoder write a photo.
func heicOf(t *testing.T, img image.Image) []byte {
	t.Helper()
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.jpg"), filepath.Join(dir, "out.heic")
	if err := os.WriteFile(in, jpegOf(t, img), 0o600); err != nil {
		t.Fatal(err)
	}
	tool(t, nil, "heif-enc", "-q", "60", in, "-o", out)
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// scanLine is in the middle of the made-up letter, and findable whatever else a
// page holds.
const scanLine = "Il centro RN-017 ha ospitato quaranta persone nel mese di ottobre 2026"

func letterPDF(t *testing.T) []byte {
	t.Helper()
	return paper(t, "Relazione sulle attività svolte", "Gli operatori della cooperativa hanno accompagnato gli ospiti agli sportelli del comune, "+
		"alla questura e all'azienda sanitaria, secondo il calendario concordato.",
		"La scuola di italiano si è tenuta il lunedì e il giovedì; due volontarie hanno seguito chi non sapeva leggere.",
		scanLine+", come risulta dal registro delle presenze firmato ogni sera.",
		"La mediazione linguistica è stata presente quattro pomeriggi alla settimana, in arabo, bengalese e francese, anche per telefono.",
		"Nessun episodio di rilievo. Il guasto alla caldaia del giorno 9 è stato riparato entro la sera.",
		"Si allegano l'elenco dei corsi, le schede dei colloqui e la nota delle spese sostenute per il trasporto scolastico dei minori.",
		"L'assistente sociale ha incontrato ciascun nucleo almeno una volta; per tre famiglie è stato chiesto l'inserimento in un progetto diverso.")
}

// reads says that the words of a line are among those of a reading.
func reads(r document.Reading, line string) bool {
	words := map[string]bool{}
	for _, p := range r.Layout {
		for _, w := range p.Words {
			words[strings.Trim(w.Text, ".,")] = true
		}
	}
	for _, w := range strings.Fields(line) {
		if !words[w] {
			return false
		}
	}
	return true
}

// differ is the mean difference of two pictures' grey levels, 255 for pictures of
// different size.
func differ(a, b raster.Gray) float64 {
	if a.W != b.W || a.H != b.H {
		return 255
	}
	sum := 0.0
	for i := range a.Pix {
		sum += math.Abs(float64(a.Pix[i]) - float64(b.Pix[i]))
	}
	return sum / float64(len(a.Pix))
}

// samePicture says that a file holds n pages, each the given picture but for what
// compression takes away.
func samePicture(t *testing.T, b []byte, n int, want raster.Gray) {
	t.Helper()
	got, err := extract.DecodePages(b)
	if err != nil || len(got) != n {
		t.Fatalf("%d pages, want %d: %v", len(got), n, err)
	}
	for i, g := range got {
		if d := differ(g, want); d > 4 {
			t.Errorf("page %d is another picture: %d by %d, want %d by %d, mean difference %.1f", i+1, g.W, g.H, want.W, want.H, d)
		}
	}
}

// Every format of images gives the same picture, and has previews.
func TestImageFormats(t *testing.T) {
	g := pageOf(t, letterPDF(t), 1500)
	img := g.Image()
	colour := image.NewNRGBA(img.Bounds())
	draw.Draw(colour, colour.Rect, img, image.Point{}, draw.Src)
	for name, b := range map[string][]byte{
		"jpg":        jpegOf(t, img),
		"colour jpg": jpegOf(t, colour),
		"png":        encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, img) }),
		"colour png": encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, colour) }),
		"gif":        encoded(t, func(b *bytes.Buffer) error { return gif.Encode(b, img, nil) }),
		"bmp":        encoded(t, func(b *bytes.Buffer) error { return bmp.Encode(b, img) }),
		"tiff":       tiffFile(tiffSpec{w: g.W, h: g.H, data: g.Pix}),
		"heic":       heicOf(t, img),
	} {
		t.Run(name, func(t *testing.T) {
			samePicture(t, b, 1, g)
			p, err := extract.RenderPages(t.Context(), extract.Input{ReaderAt: bytes.NewReader(b), Size: int64(len(b))}, t.TempDir(), 5)
			if err != nil || p.Error != nil || len(p.Images) != 1 || p.Images[0].Height != extract.PagePixels {
				t.Errorf("previews %+v, %v", p, err)
			}
		})
	}
}

func TestPhotosWithoutHEIFConvert(t *testing.T) {
	tools := extract.FindTools()
	tools.HEIFConvert = ""
	for _, brand := range []string{"heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1", "avif"} {
		b := append([]byte("\x00\x00\x00\x18ftyp"+brand+"\x00\x00\x00\x00heicmif1"), make([]byte, 100)...)
		if r := readWith(t, b, "", extract.Options{Tools: &tools}); r.Error == nil || r.Error.Code != "image.heic" {
			t.Errorf("%s: %+v", brand, r.Error)
		}
	}
}

// A page that lies wrong is turned, one that reads well never: the same register
// is read from each, and its boxes are those of the page as displayed.
func TestTurnedPages(t *testing.T) {
	g := pageOf(t, registerPDF(t), 3000)
	for quarters := range 4 {
		t.Run(fmt.Sprint(90*quarters), func(t *testing.T) {
			t.Parallel()
			lying := g.Turn(quarters)
			r := read(t, jpegOf(t, lying.Image()), "a.jpg")
			if r.Kind != document.Register || r.Value(document.PersonDays) != "107" || r.Value(document.PeriodMonth) != "2026-10" {
				t.Fatalf("kind %q, %s person-days, text %.200q", r.Kind, r.Value(document.PersonDays), r.Text)
			}
			page := r.Layout[0]
			if page.Turn != (4-quarters)%4 {
				t.Errorf("to be read it is turned by %d quarters", page.Turn)
			}
			if landscape := quarters%2 == 0; landscape != (page.Width > page.Height) {
				t.Errorf("the page is %.0f by %.0f", page.Width, page.Height)
			}
			f, _ := r.Field(document.PeriodMonth) // stands at the top right
			x, y := f.Place.Box.X+f.Place.Box.Width/2, f.Place.Box.Y+f.Place.Box.Height/2
			top := [4]bool{y < page.Height/4, x > page.Width*3/4, y > page.Height*3/4, x < page.Width/4}
			if !top[quarters] {
				t.Errorf("the month is said to stand at %.0f, %.0f of %.0f by %.0f", x, y, page.Width, page.Height)
			}
			if scale := page.Width / float64(lying.W); lying.InkIn(image.Rect(int(f.Place.Box.X/scale), int(f.Place.Box.Y/scale),
				int((f.Place.Box.X+f.Place.Box.Width)/scale), int((f.Place.Box.Y+f.Place.Box.Height)/scale))) < 0.05 {
				t.Error("there is no ink in the month's box")
			}
		})
	}
}

// Photos stand as their Exif says, mirrored ones too.
func TestExif(t *testing.T) {
	g := pageOf(t, letterPDF(t), 900)
	for orientation, stored := range map[byte]raster.Gray{0: g, 1: g, 2: g.Mirror(), 3: g.Turn(2), 4: g.Turn(2).Mirror(),
		5: g.Turn(1).Mirror(), 6: g.Turn(3), 7: g.Turn(3).Mirror(), 8: g.Turn(1), 9: g} {
		t.Run(fmt.Sprint(orientation), func(t *testing.T) {
			samePicture(t, withExif(jpegOf(t, stored.Image()), orientation), 1, g)
		})
	}
}

func TestNoOCR(t *testing.T) {
	for name, c := range map[string]struct {
		b    []byte
		want bool
	}{
		"scan.pdf":    {scanned(t, registerPDF(t), 100), true},
		"digital.pdf": {contractPDF(t), false},
		"blank.pdf":   {paper(t, " "), false},
		"image.jpg":   {jpegOf(t, pageOf(t, contractPDF(t), 800).Image()), true},
	} {
		r := readWith(t, c.b, name, extract.Options{NoOCR: true})
		if r.NeedsOCR != c.want || r.Method == document.MethodOCR || r.Error != nil || c.want && has(r, "pdf.no_text") {
			t.Errorf("%s: needs OCR %v, method %q, warnings %v", name, r.NeedsOCR, r.Method, r.Warnings)
		}
	}
}

// What cannot be read is told, with its place.
func TestInkOutside(t *testing.T) {
	g := pageOf(t, letterPDF(t), 2400)
	for _, f := range []func(x int) int{func(x int) int { return 2000 + x%97 - x%31 }, func(x int) int { return 2060 - x%83 + x%41 }} {
		for x := 300; x < 900; x++ { // a scrawl
			for d := range 5 {
				g.Pix[(f(x)+d)*g.W+x] = 30
			}
		}
	}
	r := read(t, jpegOf(t, g.Image()), "a.jpg")
	if len(r.Outside) != 1 || !has(r, "ocr.outside") {
		t.Fatalf("regions %+v, warnings %v", r.Outside, r.Warnings)
	}
	b, scale := r.Outside[0].Box, 842.0/2400
	if r.Outside[0].Page != 1 || b.X > 310*scale || b.Y < 1880*scale || b.Y > 2040*scale || b.X+b.Width < 800*scale {
		t.Errorf("region %+v", r.Outside)
	}
	if r = read(t, jpegOf(t, pageOf(t, letterPDF(t), 2400).Image()), "a.jpg"); len(r.Outside) != 0 {
		t.Errorf("a page of text alone: %+v", r.Outside)
	}
}

// Ink in cells is a hint: it tells the blank from the unread, and is unsure where
// the marks say otherwise.
func TestInkOfRows(t *testing.T) {
	r := read(t, scanned(t, registerPDF(t), 200), "scan.pdf")
	for row, want := range map[int]string{1: strings.Repeat("x", 31), 2: "...." + strings.Repeat("x", 27), 3: strings.Repeat("x", 20) + strings.Repeat(".", 11)} {
		if f, _ := r.Field(document.RowField(row, "ink")); f.Value != want || f.Unsure || f.Place.Box == nil {
			t.Errorf("row %d: %+v, want %s", row, f, want)
		}
	}
	if _, ok := func() (document.Field, bool) {
		d := read(t, registerPDF(t), "a.pdf")
		return d.Field(document.RowField(1, "ink"))
	}(); ok {
		t.Error("a register with a text layer has a hint of ink")
	}
}

// A stamp's text over a scan is a text layer without what the paper says.
func TestSecondOpinion(t *testing.T) {
	stamped := stampedScan(t, contractPDF(t), "Protocollo generale numero 0012345 del giorno 26 ottobre 2025, ufficio protocollo della prefettura di Prova, copia conforme all'originale depositato agli atti")
	r := read(t, stamped, "a.pdf")
	if r.Kind != document.Agreement || r.Value(document.CIG) != "A0B1C2D3E4" || !has(r, "ocr.second") || r.Layout[0].Method != document.MethodOCR {
		t.Errorf("kind %q, CIG %q, warnings %v", r.Kind, r.Value(document.CIG), r.Warnings)
	}
	for _, w := range r.Layout[0].Words {
		if w.Confidence == 1 {
			t.Errorf("%q is of the text layer: methods are mixed", w.Text)
		}
	}
	if r = readWith(t, stamped, "a.pdf", extract.Options{NoOCR: true}); !r.NeedsOCR || has(r, "ocr.second") {
		t.Errorf("without OCR: %v, %v", r.NeedsOCR, r.Warnings)
	}
	if r = read(t, letterPDF(t), "a.pdf"); has(r, "ocr.second") || len(r.Readers) != 2 {
		t.Errorf("a page whose ink is all text was recognised: %v", r.Warnings)
	}
}

func pngHeader(w, h uint32) []byte {
	b := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0DIHDR")
	b = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(b, w), h)
	b = append(b, 8, 0, 0, 0, 0)
	return binary.BigEndian.AppendUint32(b, crc(b[12:]))
}

func bmpHeader(w, h uint32) []byte {
	b := append([]byte("BM\xFF\xFF\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00"), make([]byte, 36)...)
	binary.LittleEndian.PutUint32(b[18:], w)
	binary.LittleEndian.PutUint32(b[22:], h)
	b[26], b[28] = 1, 24
	return b
}
