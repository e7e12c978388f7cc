package raster

import "math"

// Posture is a guess at how a page of text lies, from the shape of its ink
// alone: good enough to say that a page may lie wrong, never that it does.
type Posture int

// The postures. A page with little text, or of capitals and tables only, counts
// as Upright.
const (
	Upright    Posture = iota
	UpsideDown         // turned by half a circle
	Sideways           // turned by a quarter, one way or the other
)

// Limits of the guess, on contracts, registers and policies: lines of text are
// 1.3 to 10 times as sharp along as across; of the ink outside the body of lines,
// 63 to 85 % stands above it (ascenders, capitals), the rest hangs below.
const (
	sidewaysFrom   = 1.15
	upsideDownFrom = -0.15
	minPosture     = 400    // edges of ink under which nothing is said
	postureEdges   = 16_000 // edges that are looked at: each second or fourth of a full page
)

// Posture guesses how the page lies.
func (g Gray) Posture() Posture {
	c := g.cells()
	return g.posture(c, c.edges())
}

// Lie is what Posture and Skew say, found in one look at the page.
func (g Gray) Lie() (Posture, float64) {
	c := g.cells()
	along := c.edges()
	skew := skewOf(along) // before they are thinned
	return g.posture(c, along), skew
}

func (g Gray) posture(cells cells, along []point) Posture {
	across := cells.edgesAcross()
	if min(len(along), len(across)) < minPosture {
		return Upright
	}
	along, across = thinned(along, postureEdges), thinned(across, postureEdges)
	if lineSharpness(across, cells.w) > sidewaysFrom*lineSharpness(along, cells.h) {
		return Sideways
	}
	if g.ascent() < upsideDownFrom {
		return UpsideDown
	}
	return Upright
}

// lineSharpness is the highest sharpness at any angle of a scan, such that
// pages of different shape can be compared: 1 is ink spread evenly.
func lineSharpness(points []point, height int) float64 {
	best := 0.0
	for a := -maxSkew; a <= maxSkew; a += 4 * skewStep {
		best = max(best, sharpness(points, a))
	}
	return best * float64(height) / math.Pow(float64(len(points)), 2)
}

// Parts of text lines that ascent looks at: pieces an eighth of the page wide,
// of a plausible height in pixels, with some ink.
const (
	slabs              = 8
	minLine, maxLine   = 16, 90
	minLineInk         = 0.08 // of the piece's width, in its fullest row
	halfInk            = 0.5
	columnsToSkip      = 2
	fewestPiecesOfLine = 12
)

// ascent compares the ink that stands above the body of text lines with the ink
// that hangs below: 1 all of it rises, -1 all hangs.
func (g Gray) ascent() float64 {
	up, down, pieces := 0.0, 0.0, 0
	width := g.W / slabs
	for s := range slabs {
		rows := g.rowInk(s*width, (s+1)*width)
		for y := 0; y < len(rows); {
			end := y
			for end < len(rows) && rows[end] > 0 {
				end++
			}
			if n := end - y; n >= minLine && n < maxLine {
				above, below, ok := overhang(rows[y:end], minLineInk*float64(width)/columnsToSkip)
				if ok {
					up, down, pieces = up+above, down+below, pieces+1
				}
			}
			y = end + 1
		}
	}
	if pieces < fewestPiecesOfLine {
		return 0
	}
	return (up - down) / max(up+down, 1)
}

// rowInk counts the dark pixels of each row between two columns, looking at
// every second one.
func (g Gray) rowInk(from, to int) []float64 {
	rows := make([]float64, g.H)
	for y := range rows {
		n := 0
		end := y*g.W + to
		x := y*g.W + from
		for ; x+8 <= end; x += 8 {
			n += countDark(below(g.Pix[x:], aboveDark) & everySecond)
		}
		for ; x < end; x += columnsToSkip {
			if g.Pix[x] < dark {
				n++
			}
		}
		rows[y] = float64(n)
	}
	return rows
}

// overhang is the ink of a line above and below its body, where rows hold more
// than half the ink of the fullest one. ok is false for what is no line.
func overhang(rows []float64, least float64) (above, below float64, ok bool) {
	most := 0.0
	for _, n := range rows {
		most = max(most, n)
	}
	if most < least || most == 0 {
		return 0, 0, false
	}
	for i := 0; rows[i] < most*halfInk; i++ {
		above += rows[i]
	}
	for i := len(rows) - 1; rows[i] < most*halfInk; i-- {
		below += rows[i]
	}
	return above, below, true
}

// BusiestBand returns the first row of the band of the given height that has
// most edges of ink: where text is to be tried out.
func (g Gray) BusiestBand(height int) int {
	rows := make([]int, g.H/skewCell+1)
	for _, p := range g.cells().edges() {
		rows[int(p.y)]++
	}
	n := max(height/skewCell, 1)
	sum, best, at := 0, -1, 0
	for i, r := range rows {
		if sum += r; i >= n {
			sum -= rows[i-n]
		}
		if sum > best {
			best, at = sum, max(i-n+1, 0)
		}
	}
	return at * skewCell
}
