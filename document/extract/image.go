package extract

import (
	"bytes"
	"image"
	_ "image/gif"  // decoders of images
	_ "image/jpeg" // decoders of images
	_ "image/png"  // decoders of images
	"io"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract/raster"
)

func newReader(b []byte) io.Reader { return bytes.NewReader(b) }

// longSide is the length in points that an image's longer side is given: A4's.
// Photos do not say how large the paper was.
const longSide = 842.0

// readImage recognises the text of a photo or scan.
func (j *job) readImage(c content, f Format) {
	j.r.PageCount = 1
	if j.tools.Tesseract == "" {
		j.warn("ocr.missing", "1")
		return
	}
	sheets, err := j.imagePages(c, f)
	if err != nil {
		j.fail("image.damaged")
		return
	}
	j.r.PageCount = len(sheets)
	done := 0
	for _, s := range sheets {
		if len(s.Words) > 0 {
			done++
		}
	}
	j.count(done, 0, len(sheets))
	j.understand(sheets, nil)
}

// imagePages decodes what Go decodes, and leaves the rest to tesseract.
func (j *job) imagePages(c content, f Format) ([]sheet, error) {
	if f == TIFF || f == WebP || f == BMP {
		return j.foreignPages(c)
	}
	g, err := decodeImage(c)
	if err != nil {
		return nil, err
	}
	scale := longSide / float64(max(g.W, g.H))
	page := document.Page{Number: 1, Width: float64(g.W) * scale, Height: float64(g.H) * scale}
	s, err := j.tools.recognisePage(j.ctx, g, page)
	if err != nil {
		s = sheet{Page: page}
		s.Method, s.Reader = document.MethodOCR, document.ReaderTesseract
	}
	return []sheet{s}, nil
}

// decodeImage decodes an image into grey levels, upright.
func decodeImage(c content) (raster.Gray, error) {
	cfg, _, err := image.DecodeConfig(c.reader())
	if err != nil {
		return raster.Gray{}, err
	}
	if cfg.Width <= 0 || cfg.Height <= 0 || cfg.Width > raster.MaxPixels/cfg.Height {
		return raster.Gray{}, raster.ErrTooLarge
	}
	img, _, err := image.Decode(c.reader())
	if err != nil {
		return raster.Gray{}, err
	}
	head := make([]byte, min(c.size, 64<<10))
	n, _ := c.ReadAt(head, 0)
	return raster.FromImage(img, ocrPixels).Turn(quarterTurns(head[:n])), nil
}

// quarterTurns reads how far a photo must be turned clockwise to stand upright
// (Exif 2.3, tag 0x0112). Mirrored photos are left as they are.
func quarterTurns(head []byte) int {
	at := bytes.Index(head, []byte("Exif\x00\x00"))
	if at < 0 || at+14 > len(head) {
		return 0
	}
	t := head[at+6:]
	big := bytes.HasPrefix(t, []byte("MM"))
	u16 := func(i int) int {
		if i+2 > len(t) {
			return 0
		}
		if big {
			return int(t[i])<<8 | int(t[i+1])
		}
		return int(t[i+1])<<8 | int(t[i])
	}
	ifd := u16(4)<<16 | u16(6)
	if !big {
		ifd = u16(6)<<16 | u16(4)
	}
	if ifd < 8 || ifd > len(t) {
		return 0
	}
	for i := range min(u16(ifd), 64) {
		if e := ifd + 2 + 12*i; u16(e) == 0x0112 {
			return map[int]int{6: 1, 3: 2, 8: 3}[u16(e+8)]
		}
	}
	return 0
}

// foreignPages lets tesseract read a file of another format, with all its
// pages.
func (j *job) foreignPages(c content) ([]sheet, error) {
	path, err := j.file(c, "image")
	if err != nil {
		return nil, err
	}
	out, _, err := run(j.ctx, 4*ocrTimeout, nil, j.tools.Tesseract, path, "stdout",
		"-l", "ita", "--psm", "3", "-c", "thresholding_method=2", "tsv")
	if err != nil {
		return nil, err
	}
	sheets := parseTSV(out, document.ReaderTesseract)
	for i := range sheets {
		toPoints(&sheets[i])
	}
	return sheets, nil
}

// toPoints scales a page from pixels to points.
func toPoints(s *sheet) {
	s.Method = document.MethodOCR
	scale := longSide / max(s.Width, s.Height, 1)
	s.Width, s.Height = s.Width*scale, s.Height*scale
	for i := range s.Words {
		b := &s.Words[i].Box
		b.X, b.Y, b.Width, b.Height = b.X*scale, b.Y*scale, b.Width*scale, b.Height*scale
	}
}
