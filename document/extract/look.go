package extract

import (
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract/raster"
)

// lookOf packs what a page looks like; bilevel: it is black and white.
func lookOf(l raster.Look, bilevel bool, page int) document.Look {
	s := document.SeenPage{Ink: l.Ink, Angle: l.Angle, Left: l.Left, Top: l.Top, Right: l.Right, Bottom: l.Bottom, Bilevel: bilevel}
	return s.Look(page)
}
