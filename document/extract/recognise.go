package extract

import (
	"context"
	"image"
	"unicode"

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
	s, err := t.words(ctx, clean, rules.Table())
	if err != nil {
		return sheet{}, err
	}
	if rules.Table() {
		t.readCells(ctx, rules, clean, &s)
	}
	s.outside = boxesOf(clean.Outside(s.known()))
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

// words recognises the words of a straight page. A table is one block of lines:
// columns would tear it apart. A page whose ink is left out in part, because
// columns were seen where there are none, is tried as one block too.
func (t Tools) words(ctx context.Context, clean raster.Gray, table bool) (sheet, error) {
	if table {
		return t.tesseract(ctx, clean, "6")
	}
	s, err := t.tesseract(ctx, clean, "3")
	if err != nil || area(clean.Outside(s.known()))*lostShare < area(s.known()) {
		return s, err
	}
	block, err := t.tesseract(ctx, clean, "6")
	before, _ := legible(s.Words)
	if after, _ := legible(block.Words); err != nil || after*10 < before*11 {
		return s, nil
	}
	return block, nil
}

// lostShare is the share (one in so many) of the area of the words from which on
// ink outside them gives cause for another try.
const lostShare = 8

func area(all []image.Rectangle) int {
	n := 0
	for _, r := range all {
		n += r.Dx() * r.Dy()
	}
	return n
}

// A word counts as found from a confidence on, or from a lower one when it is
// long: what recognition makes of a signature or a stamp is short and weak.
const (
	foundWord  = 0.6
	longWord   = 5 // letters and figures
	weakButHas = 0.2
)

func isFound(w document.Word) bool {
	n := 0
	for _, r := range w.Text {
		if isLetterOrDigit(r) {
			n++
		}
	}
	return n > 0 && w.Confidence >= foundWord || n >= longWord && w.Confidence >= weakButHas
}

// known are the places, in pixels, of which it is known what the ink there is:
// words, and the cells of a table, whose ink is told apart.
func (s sheet) known() []image.Rectangle {
	var out []image.Rectangle
	for _, w := range s.Words {
		if isFound(w) {
			out = append(out, rectangle(w.Box))
		}
	}
	for _, c := range s.cells {
		out = append(out, rectangle(c.box))
	}
	return out
}

func isLetterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

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

// inkMargin is the white in pixels that is left around the ink: recognition needs
// some.
const inkMargin = 64

// tesseract recognises one image with a page segmentation mode. Boxes are in
// pixels.
func (t Tools) tesseract(ctx context.Context, g raster.Gray, mode string) (sheet, error) {
	box := g.InkBox(inkMargin)
	out, _, err := run(ctx, ocrTimeout, newReader(g.Crop(box).PGM()), t.Tesseract, "stdin", "stdout",
		"-l", "ita", "--psm", mode, "-c", "thresholding_method=2", "tsv")
	if err != nil {
		return sheet{}, err
	}
	pages := parseTSV(out, document.ReaderTesseract)
	if len(pages) == 0 {
		return sheet{}, errNothing
	}
	s := pages[0]
	s.Method, s.Width, s.Height = document.MethodOCR, float64(g.W), float64(g.H)
	for i := range s.Words {
		s.Words[i].Box.X += float64(box.Min.X)
		s.Words[i].Box.Y += float64(box.Min.Y)
	}
	return s, nil
}
