package extract

import (
	"bytes"
	"errors"
	"io"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract/raster"
)

func newReader(b []byte) io.Reader { return bytes.NewReader(b) }

// longSide is the length in points that an image's longer side is given: A4's.
// Photos do not say how large the paper was.
const longSide = 842.0

// readImage recognises the text of photos and scans, all formats by one way.
func (j *job) readImage(c content, f Format) {
	a, err := j.album(c, f)
	if err != nil {
		j.fail(imageCode(err))
		return
	}
	j.r.PageCount = a.pages
	switch {
	case j.tools.Tesseract == "":
		j.warn("ocr.missing", itoa(a.pages))
		return
	case j.in.NoOCR:
		j.r.NeedsOCR = true
		return
	}
	sheets, damaged := j.recogniseAlbum(a, c, f)
	if damaged != nil {
		j.fail(imageCode(damaged))
		return
	}
	j.understand(sheets, nil)
}

// imageCode is the sentence for an image that was not decoded.
func imageCode(err error) string {
	switch {
	case errors.Is(err, raster.ErrTooLarge):
		return "image.too_large"
	case errors.Is(err, errNoHEIF):
		return "image.heic"
	}
	return "image.damaged"
}

// recogniseAlbum recognises the pages of an image file. The error is that of the
// first page when none could be decoded.
func (j *job) recogniseAlbum(a album, c content, f Format) ([]sheet, error) {
	n := min(a.pages, j.in.MaxOCRPages)
	if n < a.pages {
		j.partial = true
		j.warn("ocr.too_many", itoa(n))
	}
	sheets, errs, numbers := make([]sheet, n), make([]error, n), make([]int, n)
	for i := range sheets {
		numbers[i] = i
		sheets[i].Page = document.Page{Number: i + 1, Method: document.MethodOCR, Reader: document.ReaderTesseract}
	}
	j.until = time.Now().Add(j.in.OCRTime)
	done, failed := j.each(numbers, func(i int) error {
		if time.Now().After(j.until) {
			return errLate
		}
		g, err := a.page(i)
		if errs[i] = err; err != nil {
			if f != TIFF || errors.Is(err, raster.ErrTooLarge) {
				return err
			}
			errs[i] = j.foreignPage(c, i, &sheets[i])
			return errs[i]
		}
		return j.recogniseImage(g, &sheets[i])
	})
	j.count(done, failed, n)
	if n > 0 && done == 0 && failed == n {
		return nil, errors.Join(errs...)
	}
	return sheets, nil
}

// smallImage is the longer side in pixels under which a picture is enlarged:
// letters of a page scanned at 100 dpi are too small to be recognised well.
const smallImage = 1800

// recogniseImage recognises one decoded page. A page without words stays.
func (j *job) recogniseImage(g raster.Gray, s *sheet) error {
	scale := longSide / float64(max(g.W, g.H))
	s.Width, s.Height = float64(g.W)*scale, float64(g.H)*scale
	if max(g.W, g.H) < smallImage && min(g.W, g.H) > 0 {
		g = g.Resize(2*g.W, 2*g.H)
	}
	found, err := j.tools.recognisePage(j.ctx, g, s.Page)
	if err != nil {
		return err
	}
	*s = found
	return nil
}

// foreignPage lets tesseract open a page of a TIFF file that we cannot decode,
// with less care: nothing is straightened.
func (j *job) foreignPage(c content, i int, s *sheet) error {
	path, err := j.file(c, "image")
	if err != nil {
		return err
	}
	out, _, err := run(j.ctx, ocrTimeout, nil, j.tools.Tesseract, path, "stdout",
		"-l", "ita", "--psm", "3", "-c", "thresholding_method=2", "-c", "tessedit_page_number="+itoa(i), "tsv")
	if err != nil {
		return err
	}
	pages := parseTSV(out, document.ReaderTesseract)
	if len(pages) == 0 {
		return errNothing
	}
	number := s.Number
	*s = pages[0]
	s.Number = number
	toPoints(s)
	return nil
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
