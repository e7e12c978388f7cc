package raster

import (
	"math"
	"slices"
)

// LookSide is how many places a look has along each side of the page's ink.
const LookSide = 96

// Look is what a page looks like: where its ink lies, in few places, so that the
// same page is told again when it was scanned once and saved twice.
type Look struct {
	// Ink is how much there is in each place, row by row: 0 none, 1 a little, 2 as
	// much as in most, 3 more.
	Ink [LookSide * LookSide]byte
	// Angle is that by which the lines of the page fall to the right, in degrees.
	Angle float64
	// Left, Top, Right and Bottom bound the ink, in parts of the page's sides.
	Left, Top, Right, Bottom float64
}

// How a page is looked at.
const (
	lookPixels = 768  // longer side of the reduced page: 0.4 mm of A4 each
	lookEdge   = 5    // pixels along the borders that are left out: shadows of the scanner
	lookBorder = 4    // pixels with ink in a row or column where the ink begins
	lookFaint  = 10   // levels under the paper that are none
	lookFull   = 100  // and levels more that are as good as any more
	lookSome   = 0.02 // mean ink of a place from which on it counts as inked

	leastWritten = 500 // inked places of a page, without its rules, that is filled in
)

// The bounds of the four amounts of ink, in parts of what most inked places hold.
var lookBounds = [3]float64{0.25, 0.7, 1.4}

// Written says that more is on a page than on a form that nobody filled in. It is to
// be asked of a straight page without the rules of tables.
func (g Gray) Written() bool {
	l, ok := g.Look(0)
	return ok && l.inked() >= leastWritten
}

// Bilevel says that a page is black and white: that hardly any of its pixels are between
// ink and paper.
func (g Gray) Bilevel() bool {
	black, grey := 0, 0
	for _, p := range g.Pix {
		switch {
		case p < bilevelBlack:
			black++
		case p < bilevelWhite:
			grey++
		}
	}
	return black > 0 && grey*mostGrey < black
}

// Between these levels is what a page in black and white has none of, but for what a
// lossy image adds along its edges: fewer than one pixel for so many black ones.
const (
	bilevelBlack, bilevelWhite = 64, 192
	mostGrey                   = 20
)

func (l *Look) inked() (n int) {
	for _, v := range l.Ink {
		if v > 0 {
			n++
		}
	}
	return n
}

// Look looks at an evenly lit page that was straightened by an angle that Skew
// found. ok is false for a page that is too small, or blank.
func (g Gray) Look(angle float64) (l Look, ok bool) {
	scale := float64(max(g.W, g.H)) / lookPixels
	if scale < 1 || min(g.W, g.H) < LookSide {
		return l, false
	}
	small := g.Resize(int(float64(g.W)/scale), int(float64(g.H)/scale))
	ink := small.inkLevels()
	x0, y0, x1, y1 := small.inkBounds(&ink)
	if x1-x0 < LookSide || y1-y0 < LookSide {
		return l, false
	}
	w, h := float64(small.W), float64(small.H)
	l = Look{Angle: angle, Left: x0 / w, Top: y0 / h, Right: x1 / w, Bottom: y1 / h}
	places := small.places(&ink, x0, y0, x1, y1)
	usual, n := usualInk(places)
	for i, v := range places {
		for _, b := range lookBounds {
			if v >= b*usual {
				l.Ink[i]++
			}
		}
	}
	return l, n > 0
}

// inkLevels is how much ink a pixel of each grey level holds, 0 to 1, beside the
// page's own paper, which is more than half of it. It grows evenly, so that a thin
// stroke counts the same wherever it falls on the pixels.
func (g Gray) inkLevels() (of [256]float64) {
	var count [256]int
	for _, p := range g.Pix {
		count[p]++
	}
	paper, n := 0, 0
	for n*2 < len(g.Pix) && paper < 255 {
		n += count[paper]
		paper++
	}
	for p := range of {
		of[p] = min(1, max(0, float64(paper-lookFaint-p)/lookFull))
	}
	return of
}

// inkBounds bounds the ink by the first and last rows and columns that hold some,
// and beside which others do.
func (g Gray) inkBounds(ink *[256]float64) (x0, y0, x1, y1 float64) {
	columns, rows := make([]float64, g.W), make([]float64, g.H)
	for y := lookEdge; y < g.H-lookEdge; y++ {
		for x := lookEdge; x < g.W-lookEdge; x++ {
			v := ink[g.Pix[y*g.W+x]]
			columns[x] += v
			rows[y] += v
		}
	}
	x0, x1 = inkedSpan(columns)
	y0, y1 = inkedSpan(rows)
	return x0, y0, x1, y1
}

// inkedSpan is from where to where there is ink, between pixels.
func inkedSpan(all []float64) (from, to float64) {
	begins := func(at func(i int) float64) float64 {
		for i := 1; i+1 < len(all); i++ {
			if v := at(i); v >= lookBorder && at(i+1) >= lookBorder {
				return float64(i+1) - min(1, v/(4*lookBorder))
			}
		}
		return float64(len(all))
	}
	from = begins(func(i int) float64 { return all[i] })
	to = float64(len(all)) - begins(func(i int) float64 { return all[len(all)-1-i] })
	return from, to
}

// places is the mean ink of each place of a part of the page.
func (g Gray) places(ink *[256]float64, x0, y0, x1, y1 float64) []float64 {
	sums := make([]float64, (g.W+1)*(g.H+1)) // of all ink above and to the left
	for y := range g.H {
		row := 0.0
		for x := range g.W {
			row += ink[g.Pix[y*g.W+x]]
			sums[(y+1)*(g.W+1)+x+1] = sums[y*(g.W+1)+x+1] + row
		}
	}
	at := func(x, y float64) float64 {
		x, y = min(x, float64(g.W)-1e-6), min(y, float64(g.H)-1e-6)
		ix, iy := math.Floor(x), math.Floor(y)
		fx, fy := x-ix, y-iy
		p := sums[int(iy)*(g.W+1)+int(ix):]
		q := p[g.W+1:]
		return (p[0]*(1-fx)+p[1]*fx)*(1-fy) + (q[0]*(1-fx)+q[1]*fx)*fy
	}
	stepX, stepY := (x1-x0)/LookSide, (y1-y0)/LookSide
	out := make([]float64, LookSide*LookSide)
	for i := range out {
		l, t := x0+float64(i%LookSide)*stepX, y0+float64(i/LookSide)*stepY
		r, b := l+stepX, t+stepY
		out[i] = (at(r, b) - at(l, b) - at(r, t) + at(l, t)) / (stepX * stepY)
	}
	return out
}

// usualInk is the ink that half of the inked places have at most, and how many there
// are.
func usualInk(places []float64) (usual float64, n int) {
	var all []float64
	for _, v := range places {
		if v >= lookSome {
			all = append(all, v)
		}
	}
	if len(all) == 0 {
		return 1, 0
	}
	slices.Sort(all)
	return all[len(all)/2], len(all)
}
