package extract

import (
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
	blankInk   = 0.0006 // share of dark pixels under which a page is blank
)

// recognise reads the pages that have few words or senseless ones, each on a
// rendering, and replaces them: methods are never mixed on a page.
func (j *job) recognise(path string, sheets []sheet) {
	var images []int
	for i, s := range sheets {
		if len(s.Words) < fewWords || garbage(s.Words) >= muchGarbage {
			images = append(images, i)
		}
	}
	if len(images) == 0 {
		return
	}
	if j.tools.PDFToPPM == "" || j.tools.Tesseract == "" {
		j.warn("ocr.missing", itoa(len(images)))
		j.partial = j.partial || j.tools.PDFToPPM == "" || j.anyInk(path, sheets, images)
		return
	}
	if j.in.NoOCR {
		j.r.NeedsOCR = j.anyInk(path, sheets, images)
		j.partial = j.partial || j.r.NeedsOCR
		return
	}
	if len(images) > j.in.MaxOCRPages {
		j.partial = true
		j.warn("ocr.too_many", itoa(j.in.MaxOCRPages))
		images = images[:j.in.MaxOCRPages]
	}
	j.until = time.Now().Add(j.in.OCRTime)
	done, failed := j.recogniseSheets(path, sheets, images, worth, func(i int, page sheet) error { return sheets[i].replace(page) })
	j.count(done, failed, len(sheets))
}

// lookPixels is the longer side of a rendering that only tells whether there is
// ink.
const lookPixels = 700

// anyInk says that one of the pages has ink beside its words, or senseless ones.
func (j *job) anyInk(path string, sheets []sheet, pages []int) bool {
	for _, i := range pages[:min(len(pages), j.in.MaxOCRPages)] {
		if garbage(sheets[i].Words) >= muchGarbage {
			return true
		}
		g, err := j.render(path, sheets[i].Number, lookPixels)
		if err != nil {
			continue
		}
		if sheets[i].asDrawn(g); inkBeside(g, sheets[i]) >= blankInk {
			return true
		}
	}
	return false
}

// errLate is a page that was not begun because the time for recognition was up.
var errLate = errors.New("no time was left")

// worth says whether a page is worth recognising: not when its few words are all
// the ink there is.
func worth(g raster.Gray, s sheet) error {
	if garbage(s.Words) < muchGarbage && inkBeside(g, s) < blankInk {
		return errNothing
	}
	return nil
}

// replace puts a recognised page in the place of one with fewer words, or with
// senseless ones.
func (s *sheet) replace(page sheet) error {
	better := len(page.Words) > len(s.Words) || garbage(s.Words) >= muchGarbage && len(page.Words)*3 > len(s.Words)
	if !better {
		return errNothing
	}
	*s = page
	return nil
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
	j.partial = j.partial || j.late || failed > 0
	if j.late {
		j.warn("ocr.late")
	}
	if failed > 0 {
		j.warn("ocr.failed", itoa(failed))
	}
}

// render draws a page in grey levels.
func (j *job) render(path string, number, pixels int) (raster.Gray, error) {
	size := pixels*pixels*5/7 + 2*block // of a sheet, whose sides are as 1 to the root of 2
	out, _, err := runSized(j.ctx, ocrTimeout, nil, size, j.tools.PDFToPPM, "-f", itoa(number), "-l", itoa(number),
		"-scale-to", itoa(pixels), "-gray", path)
	if err != nil {
		return raster.Gray{}, err
	}
	return raster.ParsePGM(out)
}
