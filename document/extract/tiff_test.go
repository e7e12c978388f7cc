package extract_test

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"

	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/document/extract/raster"
)

func crc(b []byte) uint32 { return crc32.ChecksumIEEE(b) }

// tiffSpec is a page that tiffFile writes.
type tiffSpec struct {
	w, h        int
	data        []byte // one strip
	compression int    // 0 and 1: none
	bits        int    // 0: 8
	white       bool   // 0 is white
	xdpi, ydpi  int
	orientation int
}

// tiffFile writes pages as a TIFF file.
func tiffFile(pages ...tiffSpec) []byte { return tiffAs(binary.LittleEndian, false, pages...) }

// tiffAs writes pages in a byte order, as TIFF 6.0 or as BigTIFF.
func tiffAs(order binary.AppendByteOrder, big bool, pages ...tiffSpec) []byte {
	head := map[bool]string{true: "II", false: "MM"}[order.String() == "LittleEndian"]
	out := []byte(head)
	out = order.AppendUint16(out, map[bool]uint16{false: 42, true: 43}[big])
	word := func(b []byte, v int) []byte {
		if big {
			return order.AppendUint64(b, uint64(v))
		}
		return order.AppendUint32(b, uint32(v))
	}
	if big {
		out = order.AppendUint16(order.AppendUint16(out, 8), 0)
	}
	link := len(out)
	out = word(out, 0)
	for _, p := range pages {
		data := len(out)
		out = append(out, p.data...)
		ratios := len(out)
		for _, n := range []int{max(p.xdpi, 1), 1, max(p.ydpi, 1), 1} {
			out = order.AppendUint32(out, uint32(n))
		}
		copy(out[link:], word(nil, len(out)))
		tags := [][3]int{{256, 4, p.w}, {257, 4, p.h}, {258, 3, cmp.Or(p.bits, 8)},
			{259, 3, max(p.compression, 1)}, {262, 3, map[bool]int{false: 1, true: 0}[p.white]}, {273, 4, data},
			{274, 3, max(p.orientation, 1)}, {277, 3, 1}, {278, 4, p.h}, {279, 4, len(p.data)}, {282, 5, ratios}, {283, 5, ratios + 8}}
		if big {
			out = order.AppendUint64(out, uint64(len(tags)))
		} else {
			out = order.AppendUint16(out, uint16(len(tags)))
		}
		for _, t := range tags {
			out = word(order.AppendUint16(order.AppendUint16(out, uint16(t[0])), uint16(t[1])), 1)
			switch {
			case t[1] == 5 && big: // fits into the entry
				out = append(out, out[t[2]:t[2]+8]...)
			case t[1] == 3:
				out = order.AppendUint16(out, uint16(t[2]))
				out = append(out, make([]byte, len(word(nil, 0))-2)...)
			case t[1] == 4 && big:
				out = order.AppendUint32(out, uint32(t[2]))
				out = order.AppendUint32(out, 0)
			default:
				out = word(out, t[2])
			}
		}
		link = len(out)
		out = word(out, 0)
	}
	return out
}

// faxStrip has tesseract write the page's image as CCITT Group 4 into a PDF, and
// poppler take the bare data out: an encoder that is not ours.
func faxStrip(t *testing.T, g raster.Gray) (data []byte, w, h int) {
	t.Helper()
	bits := []byte(fmt.Sprintf("P4\n%d %d\n", g.W, g.H))
	for y := range g.H {
		row := make([]byte, (g.W+7)/8)
		for x := range g.W {
			if g.At(x, y).Y < 128 {
				row[x/8] |= 0x80 >> (x % 8)
			}
		}
		bits = append(bits, row...)
	}
	dir := t.TempDir()
	pdf := tool(t, bits, "tesseract", "stdin", "stdout", "--psm", "6", "pdf")
	in := filepath.Join(dir, "in.pdf")
	if err := os.WriteFile(in, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	tool(t, nil, "pdfimages", "-ccitt", in, filepath.Join(dir, "fax"))
	data, err := os.ReadFile(filepath.Join(dir, "fax-000.ccitt"))
	if err != nil {
		t.Fatal(err)
	}
	params, err := os.ReadFile(filepath.Join(dir, "fax-000.params"))
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`-X (\d+)`).FindSubmatch(params)
	w, _ = strconv.Atoi(string(m[1]))
	return data, w, g.H
}

// TIFF files of several pages, in both byte orders, as BigTIFF, from a fax,
// turned, and in every compression that office scanners use.
func TestTIFF(t *testing.T) {
	g := pageOf(t, letterPDF(t), 1900)
	plain := tiffSpec{w: g.W, h: g.H, data: g.Pix}
	fax, w, h := faxStrip(t, g)
	g4 := tiffSpec{w: w, h: h, data: fax, compression: 4, bits: 1, white: true}
	half := g.Resize(g.W, g.H/2)
	side := g.Turn(3)
	for name, c := range map[string]struct {
		b     []byte
		pages int
		want  raster.Gray
	}{
		"three pages":  {tiffFile(plain, plain, plain), 3, g},
		"big-endian":   {tiffAs(binary.BigEndian, false, plain), 1, g},
		"BigTIFF":      {tiffAs(binary.LittleEndian, true, plain, plain), 2, g},
		"BigTIFF MM":   {tiffAs(binary.BigEndian, true, plain), 1, g},
		"fax, Group 4": {tiffFile(g4), 1, g},
		"fax, Group 3": {tiffFile(tiffSpec{w: 1728, h: 40, data: whiteFax(40), compression: 3, bits: 1, white: true}), 1, white(1728, 40)},
		"flat pixels":  {tiffFile(tiffSpec{w: half.W, h: half.H, data: half.Pix, xdpi: 200, ydpi: 100}), 1, half.Resize(g.W, 2*half.H)},
		"turned":       {tiffFile(tiffSpec{w: side.W, h: side.H, data: side.Pix, orientation: 6}), 1, g},
		"LZW":          {popplerTIFF(t, "lzw"), 1, g},
		"deflate":      {popplerTIFF(t, "deflate"), 1, g},
		"packbits":     {popplerTIFF(t, "packbits"), 1, g},
		"JPEG":         {popplerTIFF(t, "jpeg"), 1, g},
	} {
		t.Run(name, func(t *testing.T) { samePicture(t, c.b, c.pages, c.want) })
	}
}

// whiteFax is Group 3 (ITU-T T.4) of white lines of 1728 pixels: end of line,
// 1728 white, 0 white; six ends of line after the last.
func whiteFax(lines int) []byte {
	const eol = "000000000001"
	bits := strings.Repeat(eol+"010011011"+"00110101", lines) + strings.Repeat(eol, 6)
	var out []byte
	for ; len(bits) > 0; bits = bits[min(8, len(bits)):] {
		n, _ := strconv.ParseUint((bits + "0000000")[:8], 2, 8)
		out = append(out, byte(n))
	}
	return out
}

func white(w, h int) raster.Gray {
	return raster.Gray{W: w, H: h, Pix: bytes.Repeat([]byte{255}, w*h)}
}

func popplerTIFF(t *testing.T, compression string) []byte {
	t.Helper()
	dir := t.TempDir()
	tool(t, letterPDF(t), "pdftoppm", "-l", "1", "-scale-to", "1900", "-gray", "-tiff", "-tiffcompression", compression, "-", filepath.Join(dir, "page"))
	b, err := os.ReadFile(filepath.Join(dir, "page-1.tif"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// One page that is too large does not take the others away.
func TestTIFFWithABomb(t *testing.T) {
	g := pageOf(t, letterPDF(t), 1900)
	b := tiffFile(tiffSpec{w: 60_000, h: 60_000, data: []byte{0}}, tiffSpec{w: g.W, h: g.H, data: g.Pix})
	r := read(t, b, "a.tif")
	if r.Error != nil || r.PageCount != 2 || len(r.Layout) != 2 || !has(r, "ocr.failed") || !reads(r, scanLine) {
		t.Errorf("error %+v, warnings %v, text %.100q", r.Error, r.Warnings, r.Text)
	}
	p, err := extract.RenderPages(t.Context(), extract.Input{ReaderAt: bytes.NewReader(b), Size: int64(len(b))}, t.TempDir(), 5)
	if err != nil || len(p.Images) != 1 || p.Images[0].Number != 2 {
		t.Errorf("previews %+v, %v", p, err)
	}
}

// stampedScan is the image of a PDF's first page under a line of text.
func stampedScan(t *testing.T, pdf []byte, stamp string) []byte {
	t.Helper()
	g := pageOf(t, pdf, 2400)
	p := fpdf.New("P", "mm", "A4", "")
	p.SetAutoPageBreak(false, 0)
	p.AddPage()
	p.RegisterImageOptionsReader("scan", fpdf.ImageOptions{ImageType: "JPG"}, bytes.NewReader(jpegOf(t, g.Image())))
	p.ImageOptions("scan", 0, 0, 210, 297, false, fpdf.ImageOptions{ImageType: "JPG"}, 0, "")
	p.SetFont("Helvetica", "", 7)
	p.SetXY(10, 284)
	p.MultiCell(190, 3, stamp, "", "L", false)
	return output(t, p)
}
