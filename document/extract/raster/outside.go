package raster

import (
	"cmp"
	"image"
	"math"
	"slices"
)

// Outside finds ink outside known rectangles (the words that were found).
//
// Distances are parts of the image's longer side, which is A4's 297 mm for most
// papers: 1/300 is about a millimetre.
const (
	outsideCell   = 8          // pixels: side of the squares that are looked at
	outsideEdge   = 0.03       // of each side: shadows of the scanner, punched holes
	nearEnough    = 1.0 / 75   // 4 mm: ink so far apart is one region
	leastWide     = 1.0 / 50   // 6 mm: smaller regions are dust, dots and ticks
	leastHigh     = 1.0 / 110  // 2.7 mm
	leastInk      = 1.0 / 4500 // of the square of the longer side … 20 mm² of inked squares
	lineThickness = 1.0 / 150  // 2 mm: thinner and much longer is a line
	lineShape     = 12         // length by thickness
	framedInk     = 0.06       // a large region with fewer inked squares is a frame
)

// Outside returns the regions that hold ink and none of the known rectangles,
// the largest first. Lines, frames, the borders of the sheet and dust are left
// out. It is to be asked of a straight image without the rules of tables.
func (g Gray) Outside(known []image.Rectangle) []image.Rectangle {
	c := g.inkSquares(outsideEdge)
	for _, r := range known {
		c.clear(r)
	}
	long := float64(max(g.W, g.H))
	var boxes []image.Rectangle
	var ink []int
	for _, b := range c.blobs() {
		if !isLine(b.box, long) {
			boxes, ink = append(boxes, b.box), append(ink, b.n)
		}
	}
	boxes, ink = joinNear(boxes, ink, int(long*nearEnough))
	var out []image.Rectangle
	for i, b := range boxes {
		area := float64(b.Dx()*b.Dy()) / (outsideCell * outsideCell)
		if float64(b.Dx()) >= long*leastWide && float64(b.Dy()) >= long*leastHigh && !isLine(b, long) &&
			float64(ink[i]*outsideCell*outsideCell) >= long*long*leastInk && float64(ink[i]) >= framedInk*area {
			out = append(out, b)
		}
	}
	slices.SortStableFunc(out, func(a, b image.Rectangle) int { return cmp.Compare(b.Dx()*b.Dy(), a.Dx()*a.Dy()) })
	return out
}

func isLine(b image.Rectangle, long float64) bool {
	thick, length := float64(min(b.Dx(), b.Dy())), float64(max(b.Dx(), b.Dy()))
	return thick <= long*lineThickness && length >= lineShape*max(thick, outsideCell)
}

// squares is an image reduced to squares with ink.
type squares struct {
	w, h int
	ink  []bool
}

// InkBox returns the smallest rectangle that holds all ink, with a margin; the
// whole image when it has none. Recognition takes the less time the smaller the
// image.
func (g Gray) InkBox(margin int) image.Rectangle {
	all := image.Rect(0, 0, g.W, g.H)
	c, box := g.inkSquares(0), image.Rectangle{}
	for i, ink := range c.ink {
		if ink {
			x, y := i%c.w, i/c.w
			box = box.Union(image.Rect(x, y, x+1, y+1))
		}
	}
	if box.Empty() {
		return all
	}
	box = image.Rectangle{Min: box.Min.Mul(outsideCell), Max: box.Max.Mul(outsideCell)}
	return box.Inset(-margin - outsideCell).Intersect(all)
}

// inkSquares leaves a share of the image out at each border.
func (g Gray) inkSquares(edge float64) squares {
	c := squares{w: g.W / outsideCell, h: g.H / outsideCell}
	c.ink = make([]bool, c.w*c.h)
	ex, ey := int(math.Ceil(float64(c.w)*edge)), int(math.Ceil(float64(c.h)*edge))
	for y := ey; y < c.h-ey; y++ {
		for x := ex; x < c.w-ex; x++ {
			c.ink[y*c.w+x] = g.inked(x*outsideCell, y*outsideCell)
		}
	}
	return c
}

// inked says that a square has more dark pixels than grain leaves.
func (g Gray) inked(x, y int) bool {
	n := 0
	for dy := 0; dy < outsideCell; dy += 2 {
		n += countDark(below(g.Pix[(y+dy)*g.W+x:], aboveDark) & everySecond) // outsideCell is eight pixels
	}
	return n >= 2
}

// clear takes the squares of a rectangle away, with half a line around it.
func (c squares) clear(r image.Rectangle) {
	around := max(r.Dy()/2, outsideCell)
	r = r.Inset(-around)
	for y := max(r.Min.Y/outsideCell, 0); y <= min(r.Max.Y/outsideCell, c.h-1); y++ {
		for x := max(r.Min.X/outsideCell, 0); x <= min(r.Max.X/outsideCell, c.w-1); x++ {
			c.ink[y*c.w+x] = false
		}
	}
}

// blob is ink that hangs together.
type blob struct {
	box image.Rectangle // pixels
	n   int             // squares
}

// blobs finds ink that hangs together, corners included.
func (c squares) blobs() []blob {
	var out []blob
	var open []int
	for start := range c.ink {
		if !c.ink[start] {
			continue
		}
		b := blob{}
		open, c.ink[start] = append(open[:0], start), false
		for len(open) > 0 {
			i := open[len(open)-1]
			open = open[:len(open)-1]
			x, y := i%c.w, i/c.w
			b.n++
			b.box = b.box.Union(image.Rect(x, y, x+1, y+1))
			for ny := max(y-1, 0); ny <= min(y+1, c.h-1); ny++ {
				for nx := max(x-1, 0); nx <= min(x+1, c.w-1); nx++ {
					if k := ny*c.w + nx; c.ink[k] {
						c.ink[k] = false
						open = append(open, k)
					}
				}
			}
		}
		b.box = image.Rectangle{Min: b.box.Min.Mul(outsideCell), Max: b.box.Max.Mul(outsideCell)}
		out = append(out, b)
	}
	return out
}

// maxBlobs bounds what is joined: a page with more is grain or a photo.
const maxBlobs = 3000

// joinNear joins boxes that lie within a distance, until none do.
func joinNear(boxes []image.Rectangle, ink []int, distance int) ([]image.Rectangle, []int) {
	if len(boxes) > maxBlobs {
		boxes, ink = boxes[:maxBlobs], ink[:maxBlobs]
	}
	for joined := true; joined; {
		joined = false
		for i := 0; i < len(boxes); i++ {
			for k := i + 1; k < len(boxes); k++ {
				if boxes[i].Inset(-distance).Overlaps(boxes[k]) {
					boxes[i], ink[i] = boxes[i].Union(boxes[k]), ink[i]+ink[k]
					boxes, ink = slices.Delete(boxes, k, k+1), slices.Delete(ink, k, k+1)
					joined, k = true, k-1
				}
			}
		}
	}
	return boxes, ink
}
