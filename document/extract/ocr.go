package extract

import (
	"context"
	"errors"
	"image"
	"runtime"
	"sync"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract/raster"
)

// Settings of optical recognition. 3508 pixels are the long side of A4 at 300
// dpi; sizes are set in pixels because photos in PDFs have no true density.
// Threshold method 2 (Sauvola) reads shaded photos of which the usual one loses
// most words.
const (
	ocrPixels  = 3508
	ocrTimeout = 40 * time.Second
	lookPixels = 700    // of a rendering that only tells whether there is ink
	blankInk   = 0.0006 // share of dark pixels under which a page is blank
)

// recognise reads the pages that have few words, each on a rendering, and
// replaces them: methods are never mixed on a page.
func (j *job) recognise(path string, sheets []sheet) {
	var images []int
	for i, s := range sheets {
		if len(s.Words) < fewWords {
			images = append(images, i)
		}
	}
	if len(images) == 0 {
		return
	}
	if j.tools.PDFToPPM == "" || j.tools.Tesseract == "" {
		j.warn("ocr.missing", itoa(len(images)))
		return
	}
	if len(images) > j.in.MaxOCRPages {
		j.warn("ocr.too_many", itoa(j.in.MaxOCRPages))
		images = images[:j.in.MaxOCRPages]
	}
	until := time.Now().Add(j.in.OCRTime)
	done, failed := j.each(images, func(i int) error {
		if time.Now().After(until) {
			return errLate
		}
		return j.recogniseSheet(path, &sheets[i])
	})
	j.count(done, failed, len(sheets))
}

// errLate is a page that was not begun because the time for recognition was up.
var errLate = errors.New("no time was left")

// recogniseSheet recognises a page unless its few words are all the ink there
// is, which a small rendering tells.
func (j *job) recogniseSheet(path string, s *sheet) error {
	small, err := j.render(path, s.Number, lookPixels)
	if err != nil {
		return err
	}
	if inkBeside(small, *s) < blankInk {
		return errNothing
	}
	g, err := j.render(path, s.Number, ocrPixels)
	if err != nil {
		return err
	}
	return j.replace(s, g)
}

// inkBeside is the share of dark pixels outside the words of a page.
func inkBeside(g raster.Gray, s sheet) float64 {
	ink := g.Ink()
	scale := float64(g.W) / max(s.Width, 1)
	for _, w := range s.Words {
		b := w.Box
		r := image.Rect(int((b.X-2)*scale), int((b.Y-2)*scale), int((b.X+b.Width+2)*scale), int((b.Y+b.Height+2)*scale))
		ink -= g.InkIn(r) * float64(r.Dx()*r.Dy()) / float64(g.W*g.H)
	}
	return ink
}

// errNothing is a page on which recognition found no more than was there.
var errNothing = errors.New("nothing was recognised")

// replace recognises a rendering and takes the result when it says more than
// the page's text layer.
func (j *job) replace(s *sheet, g raster.Gray) error {
	page, err := j.tools.recognisePage(j.ctx, g, document.Page{Number: s.Number, Width: s.Width, Height: s.Height})
	if err != nil {
		return err
	}
	if len(page.Words) <= len(s.Words) {
		return errNothing
	}
	*s = page
	return nil
}

// each runs a step for pages, as many at a time as there are processors, and
// returns how many succeeded, failed, and had nothing.
func (j *job) each(pages []int, step func(int) error) (done, failed int) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	slots := make(chan struct{}, max(1, runtime.GOMAXPROCS(0)))
	for _, p := range pages {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			err := guarded(step, p)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				done++
			case errors.Is(err, errLate):
				j.late = true
			case !errors.Is(err, errNothing):
				failed++
			}
		})
	}
	wg.Wait()
	return done, failed
}

// guarded keeps a panic within its page.
func guarded(step func(int) error, p int) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("the page could not be processed")
		}
	}()
	return step(p)
}

// count sets method and warnings by what recognition did.
func (j *job) count(done, failed, pages int) {
	if done > 0 {
		j.warn("ocr.used", itoa(done))
		j.r.Readers = append(j.r.Readers, document.ReaderTesseract)
	}
	if done > 0 && done*2 >= pages {
		j.r.Method = document.MethodOCR
	}
	if j.late {
		j.warn("ocr.late")
	}
	if failed > 0 {
		j.warn("ocr.failed", itoa(failed))
	}
}

// render draws a page in grey levels.
func (j *job) render(path string, number, pixels int) (raster.Gray, error) {
	out, _, err := run(j.ctx, ocrTimeout, nil, j.tools.PDFToPPM, "-f", itoa(number), "-l", itoa(number),
		"-scale-to", itoa(pixels), "-gray", path)
	if err != nil {
		return raster.Gray{}, err
	}
	return raster.ParsePGM(out)
}

// recognisePage straightens a rendering, takes ruled lines away and recognises
// its words. Boxes are in points of the straight page.
func (t Tools) recognisePage(ctx context.Context, g raster.Gray, page document.Page) (sheet, error) {
	angle := g.Skew()
	straight := g.Straighten(angle)
	clean, rules, _ := straight.RemoveRules()
	mode := "3"
	if rules > 0 { // a table is one block of lines; columns would tear it apart
		mode = "6"
	}
	s, err := t.tesseract(ctx, clean, mode)
	if err != nil {
		return sheet{}, err
	}
	if rules > 0 {
		t.readCells(ctx, straight, clean, &s)
	}
	scale := page.Width / float64(g.W)
	for i := range s.Words {
		b := &s.Words[i].Box
		*b = document.Box{X: b.X * scale, Y: b.Y * scale, Width: b.Width * scale, Height: b.Height * scale}
	}
	s.Number, s.Width, s.Height, s.tilt = page.Number, page.Width, page.Height, angle
	return s, nil
}

// tesseract recognises one image with a page segmentation mode. Boxes are in
// pixels.
func (t Tools) tesseract(ctx context.Context, g raster.Gray, mode string) (sheet, error) {
	out, _, err := run(ctx, ocrTimeout, newReader(g.PGM()), t.Tesseract, "stdin", "stdout",
		"-l", "ita", "--psm", mode, "-c", "thresholding_method=2", "tsv")
	if err != nil {
		return sheet{}, err
	}
	pages := parseTSV(out, document.ReaderTesseract)
	if len(pages) == 0 {
		return sheet{}, errNothing
	}
	pages[0].Method = document.MethodOCR
	return pages[0], nil
}
