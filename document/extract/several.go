package extract

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract/raster"
)

// Starting tesseract costs about a twentieth of what a page does: several pages
// go into one process.

// perProcess is how many pages one process recognises at most.
const perProcess = 4

// recogniseSheets recognises pages on renderings, as many at a time as there are
// processors. look says whether a page is worth it, take what becomes of it. It
// returns how many pages succeeded and failed; those that had nothing are
// neither.
func (j *job) recogniseSheets(path string, sheets []sheet, pages []int, look func(raster.Gray, sheet) error, take func(i int, page sheet) error) (done, failed int) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	note := func(err error) {
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
	}
	next := func() (some []int) { // the fewer are left, the smaller the share
		mu.Lock()
		defer mu.Unlock()
		cores := max(1, runtime.GOMAXPROCS(0))
		n := min(perProcess, (len(pages)+cores-1)/cores)
		some, pages = pages[:n], pages[n:]
		return some
	}
	for range min(max(1, runtime.GOMAXPROCS(0)), len(pages)) {
		wg.Go(func() {
			for some := next(); len(some) > 0; some = next() {
				j.recogniseShare(path, sheets, some, look, take, note)
			}
		})
	}
	wg.Wait()
	return done, failed
}

// recogniseShare recognises the pages of one process; note gets what came of each.
func (j *job) recogniseShare(path string, sheets []sheet, pages []int, look func(raster.Gray, sheet) error, take func(int, sheet) error, note func(error)) {
	var ready []posed
	var of []int
	for _, i := range pages {
		err := guarded(func(i int) error {
			if !j.until.IsZero() && time.Now().After(j.until) {
				return errLate
			}
			g, err := j.picture(path, sheets[i].Number)
			if err == nil {
				sheets[i].asDrawn(g)
			}
			if err == nil && look != nil {
				err = look(g, sheets[i])
			}
			if err == nil {
				s := sheets[i]
				p := j.tools.pose(j.ctx, g, document.Page{Number: s.Number, Width: s.Width, Height: s.Height})
				sheets[i].look = p.look // whatever is read of it
				ready = append(ready, p)
			}
			return err
		}, i)
		if err != nil {
			note(err)
			continue
		}
		of = append(of, i)
	}
	first := j.tools.several(j.ctx, ready)
	for n, p := range ready {
		note(guarded(func(i int) error {
			if first[n].err != nil {
				return first[n].err
			}
			return take(i, j.tools.finish(j.ctx, p, first[n].sheet))
		}, of[n]))
	}
}

// looked is what recognition made of a page.
type looked struct {
	sheet
	err error
}

// several recognises pages with one process for each mode. What a process does not
// give, because it stopped over another page, is recognised by itself.
func (t Tools) several(ctx context.Context, pages []posed) []looked {
	out := make([]looked, len(pages))
	for _, mode := range []string{anyLayout, oneBlock} {
		var of []int
		var images []raster.Gray
		for i, p := range pages {
			if p.mode() == mode {
				of, images = append(of, i), append(images, p.clean)
			}
		}
		var sheets []sheet
		if len(of) > 1 {
			sheets, _ = t.listed(ctx, images, mode)
		}
		for n, i := range of {
			if len(sheets) == len(of) {
				out[i].sheet = sheets[n]
			} else {
				out[i].sheet, out[i].err = t.tesseract(ctx, pages[i].clean, mode)
			}
		}
	}
	return out
}

// listed recognises images in one process, which opens them as files: given a pipe
// it takes them byte by byte. It errs when one is missing in what the process wrote.
// Boxes are in pixels.
func (t Tools) listed(ctx context.Context, images []raster.Gray, mode string) ([]sheet, error) {
	dir, err := os.MkdirTemp(t.scratch, "reading-*")
	if err != nil {
		return nil, fmt.Errorf("make scratch folder: %w", err)
	}
	defer os.RemoveAll(dir)
	var list strings.Builder
	boxes := make([]image.Rectangle, len(images))
	for i, g := range images {
		boxes[i] = g.InkBox(inkMargin)
		name := filepath.Join(dir, fmt.Sprintf("%d.tif", i))
		if err := writeTIFF(name, g, boxes[i]); err != nil {
			return nil, err
		}
		fmt.Fprintln(&list, name)
	}
	names := filepath.Join(dir, "list.txt")
	if err := os.WriteFile(names, []byte(list.String()), 0o600); err != nil {
		return nil, err
	}
	out, _, err := run(ctx, time.Duration(len(images))*ocrTimeout, nil, t.Tesseract, recogniseArgs(names, mode)...)
	if err != nil {
		return nil, err
	}
	sheets := parseTSV(out, document.ReaderTesseract)
	if len(sheets) != len(images) {
		return nil, errNothing
	}
	for i, g := range images {
		if sheets[i].Number != i+1 {
			return nil, errNothing
		}
		sheets[i] = sheets[i].cropped(g, boxes[i])
	}
	return sheets, nil
}

// writeTIFF writes a part of an image into a file.
func writeTIFF(name string, g raster.Gray, part image.Rectangle) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(g.WriteTIFF(f, part), f.Close())
}
