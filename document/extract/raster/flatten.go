package raster

// Photos of paper have shadows. Fixed levels of ink need even light.
const (
	lightTiles = 48  // tiles along the longer side, in which the light is measured
	evenPaper  = 200 // paper as bright as this everywhere needs nothing
	leastPaper = 80  // paper darker than this is taken to be ink or a picture
	paperShare = 85  // percent of a tile's pixels that are darker than its paper
)

// Flatten evens the light out: paper becomes white wherever it lies in shadow.
// An evenly lit page stays as it is.
func (g Gray) Flatten() Gray {
	side := max(max(g.W, g.H)/lightTiles, 16)
	w, h := (g.W+side-1)/side, (g.H+side-1)/side
	paper := make([]int, w*h)
	even := true
	for i := range paper {
		paper[i] = g.paperOf(i%w*side, i/w*side, side)
	}
	paper = brightestNear(paper, w, h)
	for _, p := range paper {
		even = even && p >= evenPaper
	}
	if even {
		return g
	}
	out := Gray{W: g.W, H: g.H, Pix: make([]byte, len(g.Pix))}
	for y := range g.H {
		ty, fy := tileAt(y, side, h)
		for x := range g.W {
			tx, fx := tileAt(x, side, w)
			i := ty*w + tx
			right, down := min(tx+1, w-1)-tx, (min(ty+1, h-1)-ty)*w
			top := paper[i]*(side-fx) + paper[i+right]*fx
			low := paper[i+down]*(side-fx) + paper[i+down+right]*fx
			light := (top*(side-fy) + low*fy) / (side * side)
			out.Pix[y*g.W+x] = byte(min(int(g.Pix[y*g.W+x])*250/max(light, leastPaper), 255))
		}
	}
	return out
}

// tileAt returns the tile whose middle is at or before a place, and how far the
// place lies towards the next one's.
func tileAt(at, side, tiles int) (tile, further int) {
	at -= side / 2
	if at < 0 {
		return 0, 0
	}
	return min(at/side, tiles-1), at % side
}

// paperOf is the brightness of the paper in a tile: nearly its brightest.
func (g Gray) paperOf(x, y, side int) int {
	var histogram [256]int
	total := 0
	for dy := y; dy < min(y+side, g.H); dy += 3 {
		for dx := x; dx < min(x+side, g.W); dx += 3 {
			histogram[g.Pix[dy*g.W+dx]]++
			total++
		}
	}
	seen := 0
	for v, n := range histogram {
		if seen += n; seen*100 >= total*paperShare {
			return v
		}
	}
	return 255
}

// brightestNear gives each tile the brightest paper of its neighbours: a tile
// may be full of ink.
func brightestNear(paper []int, w, h int) []int {
	out := make([]int, len(paper))
	for i := range paper {
		x, y := i%w, i/w
		for ny := max(y-1, 0); ny <= min(y+1, h-1); ny++ {
			for nx := max(x-1, 0); nx <= min(x+1, w-1); nx++ {
				out[i] = max(out[i], paper[ny*w+nx])
			}
		}
	}
	return out
}
