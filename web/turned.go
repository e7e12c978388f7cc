package web

import (
	"fmt"
	"slices"

	"github.com/insiemi/insiemi/document"
)

// turned is how the image of a page that lies on its side or upside down is put
// upright. The image is of the page as displayed, so are the boxes of its reading;
// the names of places (placeID) are those of these boxes.
type turned struct {
	Width, Height float64 // of the image, in points
	Transform     string  // of SVG; "" for a page that stands upright
}

// turn puts a page upright, with its marks and words.
func (s *sheetView) turn(quarters int) {
	w, h := s.Width, s.Height
	s.Turned = turned{Width: w, Height: h}
	switch quarters {
	case 1:
		s.Turned.Transform = fmt.Sprintf("translate(%g,0) rotate(90)", h)
	case 2:
		s.Turned.Transform = fmt.Sprintf("translate(%g,%g) rotate(180)", w, h)
	case 3:
		s.Turned.Transform = fmt.Sprintf("translate(0,%g) rotate(-90)", w)
	default:
		return
	}
	s.Marks = slices.Clone(s.Marks)
	for i := range s.Marks {
		s.Marks[i].Box = s.Marks[i].Box.Upright(quarters, w, h)
	}
	if quarters%2 == 1 {
		s.Width, s.Height = h, w
	}
}

// upright are the words of a page as it is displayed, on the page put upright.
func upright(words []document.Word, quarters int, width, height float64) []document.Word {
	if quarters == 0 {
		return words
	}
	out := slices.Clone(words)
	for i := range out {
		out[i].Box = out[i].Box.Upright(quarters, width, height)
	}
	return out
}
