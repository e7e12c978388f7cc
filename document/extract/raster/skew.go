package raster

import "math"

// Angles that are looked for, in degrees: a sheet on a scanner's glass.
const (
	maxSkew  = 4.0
	skewStep = 0.1
	minSkew  = 0.15 // below, turning costs more than it gives
)

// Skew returns the angle in degrees by which lines of the image fall to the
// right; 0 when it is too small to matter. It is the angle at which the sums of
// ink along parallel lines differ most.
func (g Gray) Skew() float64 { return skewOf(g.cells().edges()) }

func skewOf(points []point) float64 {
	if len(points) < 200 {
		return 0
	}
	best, sharpest := 0.0, sharpness(points, 0)*1.02
	for a := -maxSkew; a <= maxSkew; a += 4 * skewStep {
		if s := sharpness(points, a); s > sharpest {
			best, sharpest = a, s
		}
	}
	for a := best - 3*skewStep; a <= best+3*skewStep; a += skewStep {
		if s := sharpness(points, a); s > sharpest {
			best, sharpest = a, s
		}
	}
	if math.Abs(best) < minSkew {
		return 0
	}
	return best
}

type point struct{ x, y float64 }

// skewCell is the side in pixels of the squares into which the image is reduced.
const skewCell = 4

// cells is an image reduced to squares that hold ink or do not.
type cells struct {
	w, h int
	ink  []bool
}

func (g Gray) cells() cells {
	c := cells{w: g.W / skewCell, h: g.H / skewCell}
	c.ink = make([]bool, c.w*c.h)
	for y := range c.h {
		row, x := c.ink[y*c.w:(y+1)*c.w], 0
		for ; x+1 < c.w; x += 2 {
			if marks := g.inTwo(x, y); marks != 0 {
				row[x], row[x+1] = marks<<32 != 0, marks>>32 != 0
			}
		}
		if x < c.w {
			row[x] = g.isDark(x, y)
		}
	}
	return c
}

// edges are the squares that hold ink with no ink above: edges of lines of
// text, and rules. There are at most 40 000.
func (c cells) edges() []point {
	var out []point
	for y := 1; y < c.h; y++ {
		for x := range c.w {
			if i := y*c.w + x; c.ink[i] && !c.ink[i-c.w] {
				out = append(out, point{float64(x), float64(y)})
			}
		}
	}
	return thinned(out, 40_000)
}

// edgesAcross are the edges of the image reflected about its diagonal, whose rows
// are its columns.
func (c cells) edgesAcross() []point {
	var out []point
	for x := 1; x < c.w; x++ {
		for y := range c.h {
			if i := y*c.w + x; c.ink[i] && !c.ink[i-1] {
				out = append(out, point{float64(y), float64(x)})
			}
		}
	}
	return thinned(out, 40_000)
}

// thinned leaves every second of the points out until there are at most so many.
func thinned(all []point, most int) []point {
	for len(all) > most {
		half := all[:0]
		for i := 0; i < len(all); i += 2 {
			half = append(half, all[i])
		}
		all = half
	}
	return all
}

// inTwo marks what is dark in two squares beside each other, of what isDark looks
// at: the lower half is the first one's.
func (g Gray) inTwo(x, y int) uint64 {
	at := y*skewCell*g.W + x*skewCell
	return (below(g.Pix[at:], aboveDark) | below(g.Pix[at+2*g.W:], aboveDark)) & everySecond
}

func (g Gray) isDark(x, y int) bool {
	for dy := 0; dy < skewCell; dy += 2 {
		row := (y*skewCell + dy) * g.W
		for dx := 0; dx < skewCell; dx += 2 {
			if g.Pix[row+x*skewCell+dx] < dark {
				return true
			}
		}
	}
	return false
}

// sharpness is the sum of squares of the ink on lines at an angle.
func sharpness(points []point, degrees float64) float64 {
	t := math.Tan(degrees * math.Pi / 180)
	right, bottom := 0.0, 0.0
	for _, p := range points {
		right, bottom = max(right, p.x), max(bottom, p.y)
	}
	low, high := math.Floor(min(0, -right*t)), bottom+max(0, -right*t)
	bins := make([]int32, int(high-low)+2)
	for _, p := range points {
		bins[int(p.y-p.x*t-low)]++
	}
	sum := 0.0
	for _, n := range bins {
		sum += float64(n) * float64(n)
	}
	return sum
}

// one is 1 in the fixed-point numbers of Straighten, which are several times as
// fast as floating point.
const one = 1 << 12

// Straighten turns the image back by an angle that Skew found, about its
// centre, on white.
func (g Gray) Straighten(degrees float64) Gray {
	if degrees == 0 {
		return g
	}
	out := Gray{W: g.W, H: g.H, Pix: make([]byte, g.W*g.H)}
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	cx, cy := float64(g.W)/2, float64(g.H)/2
	stepX, stepY := int(math.Round(cos*one*one)), int(math.Round(sin*one*one)) // a pixel to the right
	for y := range g.H {
		dy := float64(y) - cy
		fx := int((cx - cx*cos - dy*sin) * one * one)
		fy := int((cy - cx*sin + dy*cos) * one * one)
		row := out.Pix[y*g.W : (y+1)*g.W]
		for x := range row {
			row[x] = g.between(fx/one, fy/one)
			fx, fy = fx+stepX, fy+stepY
		}
	}
	return out
}

// between is the level at a point between four pixels, in fixed-point numbers.
func (g Gray) between(x, y int) byte {
	if x < 0 || y < 0 {
		return 255
	}
	x0, y0 := x/one, y/one
	if x0+1 >= g.W || y0+1 >= g.H {
		return 255
	}
	fx, fy := x%one, y%one
	p := g.Pix[y0*g.W+x0:]
	q := p[g.W:]
	top := int(p[0])*(one-fx) + int(p[1])*fx
	low := int(q[0])*(one-fx) + int(q[1])*fx
	return byte((top*(one-fy) + low*fy + one*one/2) / (one * one))
}
