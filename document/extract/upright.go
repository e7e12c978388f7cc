package extract

import (
	"context"
	"image"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract/raster"
)

// A page that lies on its side or upside down is turned before it is recognised.
// Shape gives the suspicion (raster.Posture), recognition of a strip the proof:
// a page is turned only when it then reads much better.

// stripShare is the part of a page's height that is tried out.
const stripShare = 7

// turnOf returns by how many quarters clockwise a page must be turned to be
// read, among candidates; 0 when none of them reads clearly better than the page
// as it is.
func (t Tools) turnOf(ctx context.Context, g raster.Gray, candidates ...int) int {
	upright := cleaned(g)
	asItIs := t.tryStrip(ctx, upright)
	best, most := 0, max(2*asItIs, fewLetters)
	var side raster.Gray
	for _, turn := range candidates {
		if turn%2 == 1 && side.W == 0 {
			side = cleaned(g.Turn(1))
		}
		turned := map[int]raster.Gray{1: side, 2: upright, 3: side}[turn]
		if turn > 1 {
			turned = turned.Turn(2)
		}
		if n := t.tryStrip(ctx, turned); n > most {
			best, most = turn, n
		}
	}
	return best
}

// fewLetters is how many letters of words that read well prove a posture.
const fewLetters = 24

// cleaned is a page made straight, without the rules of tables.
func cleaned(g raster.Gray) raster.Gray {
	g = g.Straighten(g.Skew())
	return g.WithoutRules(g.FindRules())
}

// tryStrip counts the letters in the busiest strip of a page that are recognised
// well.
func (t Tools) tryStrip(ctx context.Context, g raster.Gray) int {
	height := g.H / stripShare
	at := g.BusiestBand(height)
	s, err := t.tesseract(ctx, g.Crop(image.Rect(0, at, g.W, min(at+height, g.H))), "6")
	if err != nil {
		return 0
	}
	good, _ := legible(s.Words)
	return good
}

// legible counts the letters and figures of words that are recognised well and
// look like words, and of all words.
func legible(words []document.Word) (good, all int) {
	for _, w := range words {
		letters, other := 0, 0
		for _, r := range w.Text {
			if isLetterOrDigit(r) {
				letters++
			} else {
				other++
			}
		}
		all += letters + other
		if letters >= 3 && other <= 2 && w.Confidence >= goodWord {
			good += letters
		}
	}
	return good, all
}

const goodWord = 0.75

// readsWell says that a page's words make it needless to ask how it lies.
func readsWell(words []document.Word) bool {
	good, all := legible(words)
	return good*10 >= all*4 && good >= 2*fewLetters
}
