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
	p := t.pose(ctx, g, page)
	first, err := t.tesseract(ctx, p.clean, p.mode())
	if err != nil {
		return sheet{}, err
	}
	return t.finish(ctx, p, first), nil
}

// posed is a page's image made ready to be recognised.
type posed struct {
	page  document.Page // as it came, without words
	even  raster.Gray   // as it came, in even light
	clean raster.Gray   // turned upright, straight, without the rules of tables
	rules raster.Rules
	turn  int // quarters clockwise
	angle float64
	look  document.Look // zero of one that is blank, or nearly
}

// pose makes a page ready as its shape suggests.
func (t Tools) pose(ctx context.Context, g raster.Gray, page document.Page) posed {
	g = g.Flatten()
	turn := 0
	posture, skew := g.Lie()
	switch posture {
	case raster.Sideways:
		turn = t.turnOf(ctx, g, 1, 3)
	case raster.UpsideDown:
		turn = t.turnOf(ctx, g, 2)
	}
	if turn != 0 {
		return poseTurned(g, page, turn)
	}
	return poseAt(g, g, page, 0, skew)
}

// poseTurned turns a page clockwise by quarters, straightens it and takes ruled
// lines away.
func poseTurned(even raster.Gray, page document.Page, turn int) posed {
	g := even.Turn(turn)
	return poseAt(even, g, page, turn, g.Skew())
}

// poseAt straightens a page that was turned, at whose angle it lies.
func poseAt(even, g raster.Gray, page document.Page, turn int, angle float64) posed {
	p := posed{page: page, even: even, turn: turn, angle: angle}
	straight := g.Straighten(p.angle)
	p.rules = straight.FindRules()
	p.clean = straight.WithoutRules(p.rules)
	if l, ok := straight.Look(p.angle); ok && p.clean.Written() {
		p.look = lookOf(l, even.Bilevel(), page.Number)
	}
	return p
}

// mode is how tesseract is to look for text: a table is one block of lines;
// columns would tear it apart.
func (p posed) mode() string {
	if p.rules.Table() {
		return oneBlock
	}
	return anyLayout
}

// Page segmentation modes of tesseract.
const (
	anyLayout = "3"
	oneBlock  = "6"
)

// finish is the page with what recognition found first; a page that reads badly
// is tried in other postures.
func (t Tools) finish(ctx context.Context, p posed, first sheet) sheet {
	s := t.whole(ctx, p, first)
	if p.turn != 0 || readsWell(s.Words) || p.even.Ink() < someInk {
		return s
	}
	turn := t.turnOf(ctx, p.even, 2, 1, 3)
	if turn == 0 {
		return s
	}
	q := poseTurned(p.even, p.page, turn)
	other, err := t.tesseract(ctx, q.clean, q.mode())
	if err != nil {
		return s
	}
	again := t.whole(ctx, q, other)
	before, _ := legible(s.Words)
	if after, _ := legible(again.Words); after <= before {
		return s
	}
	return again
}

// someInk is the share of dark pixels from which on a page that reads badly is
// worth another look.
const someInk = 0.002

// whole is a page with its words, the cells of its table and the ink outside both.
func (t Tools) whole(ctx context.Context, p posed, first sheet) sheet {
	s := first
	if p.rules.Table() {
		t.readCells(ctx, p.rules, p.clean, &s)
	} else {
		s = t.better(ctx, p.clean, first)
	}
	s.outside = boxesOf(p.clean.Outside(s.known()))
	s.look = p.look
	s.Number, s.Width, s.Height, s.tilt, s.turn = p.page.Number, p.page.Width, p.page.Height, p.angle, p.turn
	if p.turn%2 == 1 {
		s.Width, s.Height = s.Height, s.Width
	}
	s.scale(s.Width / float64(p.clean.W))
	return s
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

// better is what was found on a straight page. Where ink is left out in part,
// because columns were seen where there are none, the page is tried as one block.
func (t Tools) better(ctx context.Context, clean raster.Gray, s sheet) sheet {
	if area(clean.Outside(s.known()))*lostShare < area(s.known()) {
		return s
	}
	block, err := t.tesseract(ctx, clean, oneBlock)
	before, _ := legible(s.Words)
	if after, _ := legible(block.Words); err != nil || after*10 < before*11 {
		return s
	}
	return block
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
	found, err := t.listed(ctx, []raster.Gray{g}, mode)
	if err != nil {
		return sheet{}, err
	}
	return found[0], nil
}

// recogniseArgs are the arguments of tesseract for a list of images.
func recogniseArgs(list, mode string) []string {
	return []string{list, "stdout", "-l", "ita", "--psm", mode, "-c", "thresholding_method=2", "tsv"}
}

// cropped is what was found on a part of an image, on the image.
func (s sheet) cropped(g raster.Gray, box image.Rectangle) sheet {
	s.Method, s.Width, s.Height = document.MethodOCR, float64(g.W), float64(g.H)
	for i := range s.Words {
		s.Words[i].Box.X += float64(box.Min.X)
		s.Words[i].Box.Y += float64(box.Min.Y)
	}
	return s
}
