package extract

import (
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract/raster"
)

// lookOf packs what a page looks like.
func lookOf(l raster.Look, page int) document.Look {
	s := document.SeenPage{Ink: l.Ink, Angle: l.Angle, Left: l.Left, Top: l.Top, Right: l.Right, Bottom: l.Bottom}
	return s.Look(page)
}
