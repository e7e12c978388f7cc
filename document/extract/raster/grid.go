package raster

import (
	"cmp"
	"image"
	"slices"
)

// Grid is the ruled table of a page: the positions of its lines, in pixels,
// ascending.
type Grid struct {
	X, Y []int
}

// Grid finds the largest ruled table: lines across most of the table's width
// and height. ok is false when there is none.
func (r Rules) Grid() (grid Grid, ok bool) {
	grid.Y = longest(merge(r.rows), 0.5)
	grid.X = longest(merge(r.cols), 0.35)
	return grid, len(grid.X) >= 4 && len(grid.Y) >= 3
}

// rule is a line made of stretches on neighbouring rows or columns.
type rule struct {
	at       int // centre, weighted
	from, to int
	length   int // of ink
}

// merge joins stretches that lie within a few pixels of each other: a rule is
// some pixels thick and drifts a little.
func merge(all []stretch) []rule {
	const near = 6
	slices.SortFunc(all, func(a, b stretch) int { return cmp.Compare(a.at, b.at) })
	var out []rule
	var group []stretch
	flush := func() {
		if len(group) > 0 {
			out = append(out, ruleOf(group))
		}
		group = nil
	}
	for _, s := range all {
		if len(group) > 0 && s.at-group[len(group)-1].at > near {
			flush()
		}
		group = append(group, s)
	}
	flush()
	return out
}

func ruleOf(group []stretch) rule {
	r := rule{from: group[0].from, to: group[0].to}
	weight, covered := 0, map[int]bool{}
	for _, s := range group {
		n := s.to - s.from
		r.at += s.at * n
		weight += n
		r.from, r.to = min(r.from, s.from), max(r.to, s.to)
		for k := s.from / 8; k < s.to/8; k++ {
			covered[k] = true
		}
	}
	r.at /= max(weight, 1)
	r.length = 8 * len(covered)
	return r
}

// longest returns the positions of the rules that are at least a share of the
// longest one.
func longest(rules []rule, share float64) []int {
	most := 0
	for _, r := range rules {
		most = max(most, r.length)
	}
	var out []int
	for _, r := range rules {
		if float64(r.length) >= share*float64(most) {
			out = append(out, r.at)
		}
	}
	return out
}

// AlikeColumns returns the longest run of neighbouring columns of which the widest
// is at most twice as wide as the narrowest, as indexes of X: the columns are
// between X[first] and X[last]. Days of one and of two figures differ in width, and
// on a photo those that are farther away are narrower. ok is false when fewer than
// n columns are alike.
func (t Grid) AlikeColumns(n int) (first, last int, ok bool) {
	for i := 0; i+1 < len(t.X); i++ {
		least, most := t.Width(i), t.Width(i)
		k := i + 1
		for ; k+1 < len(t.X); k++ {
			w := t.Width(k)
			if max(most, w) > 2*min(least, w) {
				break
			}
			least, most = min(least, w), max(most, w)
		}
		if k-i > last-first {
			first, last = i, k
		}
	}
	return first, last, last-first >= n
}

// Width is that of a column, in pixels.
func (t Grid) Width(col int) int { return t.X[col+1] - t.X[col] }

// SameWidth says that two columns are of about the same width.
func (t Grid) SameWidth(a, b int) bool {
	x, y := t.Width(a), t.Width(b)
	return x*10 >= y*8 && x*10 <= y*12
}

// Cell returns the rectangle between two neighbouring lines in each direction.
func (t Grid) Cell(col, row int) image.Rectangle {
	return image.Rect(t.X[col], t.Y[row], t.X[col+1], t.Y[row+1])
}

// Glyph returns the box of the ink within a rectangle, leaving out what touches
// its edges as a rule's remains do; empty when there is no ink to speak of.
func (g Gray) Glyph(r image.Rectangle) image.Rectangle {
	inset := max(r.Dx(), r.Dy())/14 + 2
	r = r.Inset(inset).Intersect(image.Rect(0, 0, g.W, g.H))
	level := g.inkLevel(r)
	box, n := image.Rectangle{}, 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if g.Pix[y*g.W+x] < level {
				n++
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	dash := box.Dx() >= r.Dx()/6 && box.Dx() <= r.Dx()*3/4 // longer ones are remains of rules
	if n < 12 || box.Dy() < r.Dy()/8 && !dash {
		return image.Rectangle{}
	}
	return box
}

// Trace says that there is some ink within a rectangle, though not enough for a
// glyph.
func (g Gray) Trace(r image.Rectangle) bool {
	r = r.Inset(max(r.Dx(), r.Dy())/14 + 2).Intersect(image.Rect(0, 0, g.W, g.H))
	level, n := g.inkLevel(r), 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for _, p := range g.Pix[y*g.W+r.Min.X : y*g.W+r.Max.X] {
			if p < level {
				n++
			}
		}
	}
	return n >= 8
}

// inkLevel is the level that parts ink from paper within a rectangle: cells may
// be shaded.
func (g Gray) inkLevel(r image.Rectangle) byte {
	var histogram [256]int
	total := 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for _, p := range g.Pix[y*g.W+r.Min.X : y*g.W+r.Max.X] {
			histogram[p]++
			total++
		}
	}
	seen, paper := 0, 255
	for v := 255; v >= 0; v-- { // the paper is the median
		if seen += histogram[v]; seen*2 >= total {
			paper = v
			break
		}
	}
	return byte(max(min(paper-70, dark), 40))
}
