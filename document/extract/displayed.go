package extract

import (
	"math"

	"github.com/insiemi/insiemi/document/extract/raster"
)

// Poppler tells the size of a page's sheet, and places its words on the page as it is
// displayed: where the PDF turns a page by a quarter, the size is the other way round.

// displayed gives pages the size at which they are displayed, as the second reader
// tells it where its pages are the same ones, or else as their words do.
func (j *job) displayed(sheets []sheet, two twoReaders) {
	pages := map[int]sheet{}
	if j.counted && two.firstErr == nil && two.secondErr == nil {
		pages = byNumber(two.second)
	}
	for i := range sheets {
		s := &sheets[i]
		if p := pages[s.Number]; p.Width > 0 && p.Height > 0 {
			s.asHigh(p.Width, p.Height)
		} else if w, h := s.reach(); (w > s.Width+1 || h > s.Height+1) && w <= s.Height+1 && h <= s.Width+1 {
			s.Width, s.Height = s.Height, s.Width
		}
	}
}

// asHigh exchanges the sides of a page where that makes it the shape of what is
// width by height.
func (s *sheet) asHigh(width, height float64) {
	off := func(a, b float64) float64 { return math.Abs(a*height - b*width) }
	if off(s.Height, s.Width) < off(s.Width, s.Height) {
		s.Width, s.Height = s.Height, s.Width
	}
}

// asDrawn is asHigh for a drawing of the page.
func (s *sheet) asDrawn(g raster.Gray) { s.asHigh(float64(g.W), float64(g.H)) }

// reach is how far to the right and down the words of a page stand.
func (s *sheet) reach() (right, bottom float64) {
	for _, w := range s.Words {
		right, bottom = max(right, w.Box.X+w.Box.Width), max(bottom, w.Box.Y+w.Box.Height)
	}
	return right, bottom
}
