package extract

import (
	"context"
	"image"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract/raster"
)

// recognisePage recognises the words of a page's image, however it lies. Boxes
// are in points of the upright, straight page until settle.
func (t Tools) recognisePage(ctx context.Context, g raster.Gray, page document.Page) (sheet, error) {
	g = g.Flatten()
	turn := 0
	switch g.Posture() {
	case raster.Sideways:
		turn = t.turnOf(ctx, g, 1, 3)
	case raster.UpsideDown:
		turn = t.turnOf(ctx, g, 2)
	}
	s, err := t.recogniseTurned(ctx, g, page, turn)
	if err != nil || turn != 0 || readsWell(s.Words) || g.Ink() < someInk {
		return s, err
	}
	if turn = t.turnOf(ctx, g, 2, 1, 3); turn == 0 {
		return s, nil
	}
	again, err := t.recogniseTurned(ctx, g, page, turn)
	before, _ := legible(s.Words)
	if after, _ := legible(again.Words); err != nil || after <= before {
		return s, nil
	}
	return again, nil
}

// someInk is the share of dark pixels from which on a page that reads badly is
// worth another look.
const someInk = 0.002

// recogniseTurned straightens a page that is turned clockwise by quarters first,
// takes ruled lines away and recognises its words.
func (t Tools) recogniseTurned(ctx context.Context, g raster.Gray, page document.Page, turn int) (sheet, error) {
	g = g.Turn(turn)
	if turn%2 == 1 {
		page.Width, page.Height = page.Height, page.Width
	}
	angle := g.Skew()
	straight := g.Straighten(angle)
	rules := straight.FindRules()
	clean := straight.WithoutRules(rules)
	mode := "3"
	if rules.Table() { // a table is one block of lines; columns would tear it apart
		mode = "6"
	}
	s, err := t.tesseract(ctx, clean, mode)
	if err != nil {
		return sheet{}, err
	}
	if rules.Table() {
		t.readCells(ctx, rules, clean, &s)
	}
	known := make([]image.Rectangle, len(s.Words))
	for i, w := range s.Words {
		known[i] = rectangle(w.Box)
	}
	s.outside = boxesOf(clean.Outside(known))
	s.scale(page.Width / float64(g.W))
	s.Number, s.Width, s.Height, s.tilt, s.turn = page.Number, page.Width, page.Height, angle, turn
	return s, nil
}

// scale multiplies all boxes.
func (s *sheet) scale(by float64) {
	times := func(b document.Box) document.Box {
		return document.Box{X: b.X * by, Y: b.Y * by, Width: b.Width * by, Height: b.Height * by}
	}
	for i := range s.Words {
		s.Words[i].Box = times(s.Words[i].Box)
	}
	for i := range s.outside {
		s.outside[i] = times(s.outside[i])
	}
	for i := range s.cells {
		s.cells[i].box = times(s.cells[i].box)
	}
}

func rectangle(b document.Box) image.Rectangle {
	return image.Rect(int(b.X), int(b.Y), int(b.X+b.Width), int(b.Y+b.Height))
}

func boxesOf(all []image.Rectangle) []document.Box {
	out := make([]document.Box, len(all))
	for i, r := range all {
		out[i] = boxOf(r)
	}
	return out
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
