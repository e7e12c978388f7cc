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
func (g Gray) Skew() float64 {
	points := g.inkPoints()
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

// skewCell is the side of the squares into which the image is reduced.
const skewCell = 4

// inkPoints are the squares that hold ink with no ink above: edges of lines of
// text, and rules.
func (g Gray) inkPoints() []point {
	w, h := g.W/skewCell, g.H/skewCell
	var out []point
	for y := 1; y < h; y++ {
		for x := range w {
			if g.isDark(x, y) && !g.isDark(x, y-1) {
				out = append(out, point{float64(x), float64(y)})
			}
		}
	}
	for len(out) > 40_000 {
		half := out[:0]
		for i := 0; i < len(out); i += 2 {
			half = append(half, out[i])
		}
		out = half
	}
	return out
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
	bins := map[int]int{}
	for _, p := range points {
		bins[int(math.Floor(p.y-p.x*t))]++
	}
	sum := 0.0
	for _, n := range bins {
		sum += float64(n) * float64(n)
	}
	return sum
}

// Straighten turns the image back by an angle that Skew found, about its
// centre, on white.
func (g Gray) Straighten(degrees float64) Gray {
	if degrees == 0 {
		return g
	}
	out := Gray{W: g.W, H: g.H, Pix: make([]byte, g.W*g.H)}
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	cx, cy := float64(g.W)/2, float64(g.H)/2
	for y := range g.H {
		dy := float64(y) - cy
		for x := range g.W {
			dx := float64(x) - cx
			out.Pix[y*g.W+x] = g.between(cx+dx*cos-dy*sin, cy+dx*sin+dy*cos)
		}
	}
	return out
}

// between is the level at a point between four pixels.
func (g Gray) between(x, y float64) byte {
	x0, y0 := int(math.Floor(x)), int(math.Floor(y))
	if x0 < 0 || y0 < 0 || x0+1 >= g.W || y0+1 >= g.H {
		return 255
	}
	fx, fy := x-float64(x0), y-float64(y0)
	i := y0*g.W + x0
	top := float64(g.Pix[i])*(1-fx) + float64(g.Pix[i+1])*fx
	low := float64(g.Pix[i+g.W])*(1-fx) + float64(g.Pix[i+g.W+1])*fx
	return byte(top*(1-fy) + low*fy + 0.5)
}
