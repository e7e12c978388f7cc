package raster

import (
	"image"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestAllAbove(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200_000 {
		pix := make([]byte, 8)
		for i := range pix {
			pix[i] = byte(255 - r.IntN(4))
		}
		pix[r.IntN(8)] = byte(r.IntN(256))
		for level, added := range map[byte]uint64{dark: aboveDark, light: aboveLight} {
			want := slices.Min(pix) >= level
			if got := allAbove(pix, added); got != want {
				t.Fatalf("%v, level %d: %v", pix, level, got)
			}
		}
	}
}

func TestBelow(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 100_000 {
		pix := make([]byte, 8)
		all, second := 0, 0
		for i := range pix {
			if pix[i] = byte(r.IntN(256)); pix[i] < dark {
				all++
				second += 1 - i%2
			}
		}
		marks := below(pix, aboveDark)
		if countDark(marks) != all || countDark(marks&everySecond) != second {
			t.Fatalf("%v: %x, want %d and %d dark ones", pix, marks, all, second)
		}
	}
}

// slowRuns finds the runs of one line of pixels, one by one.
func slowRuns(line []byte, at, length int) (out []stretch) {
	from, last := -1, -1 // last: the last dark pixel
	end := func() {
		if from >= 0 && last+1-from >= length {
			out = append(out, stretch{at, from, last + 1})
		}
		from = -1
	}
	for i, p := range line {
		if p < light {
			if from < 0 {
				from = i
			}
			last = i
		} else if i-last > maxGap {
			end()
		}
	}
	end()
	return out
}

// What passes over paper finds what looking at each pixel finds.
func TestPassingOverPaperLosesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 60 {
		g := Gray{W: 40 + r.IntN(90), H: 40 + r.IntN(90)}
		g.Pix = make([]byte, g.W*g.H)
		for i := range g.Pix {
			g.Pix[i] = 255
		}
		for range r.IntN(12) { // lines, whole and with holes
			w, h := 1+r.IntN(g.W), 1+r.IntN(2)
			if r.IntN(2) == 0 {
				w, h = 1+r.IntN(2), 1+r.IntN(g.H)
			}
			x, y, level := r.IntN(g.W), r.IntN(g.H), byte(r.IntN(256))
			for dy := range min(h, g.H-y) {
				for dx := range min(w, g.W-x) {
					if r.IntN(9) > 0 {
						g.Pix[(y+dy)*g.W+x+dx] = level
					}
				}
			}
		}
		var rows, cols []stretch
		n := 0
		for y := range g.H {
			rows = append(rows, slowRuns(g.Pix[y*g.W:(y+1)*g.W], y, minRun)...)
		}
		for x := range g.W {
			line := make([]byte, g.H)
			for y := range g.H {
				if line[y] = g.Pix[y*g.W+x]; line[y] < dark {
					n++
				}
			}
			cols = append(cols, slowRuns(line, x, minRun)...)
		}
		order := func(a, b stretch) int { return (a.at-b.at)*10_000 + a.from - b.from }
		found := g.runsDown(0)
		slices.SortFunc(found, order)
		if got := g.runsAlong(0); !slices.Equal(got, rows) || !slices.Equal(found, cols) {
			t.Fatalf("%d×%d: %v and %v, want %v and %v", g.W, g.H, got, found, rows, cols)
		}
		if got := g.InkIn(image.Rect(0, 0, g.W, g.H)); got != float64(n)/float64(g.W*g.H) {
			t.Fatalf("%v of ink, want %d pixels", got, n)
		}
		for _, to := range []int{g.W, g.W - 1, g.W / 2} {
			for y, got := range g.rowInk(3, to) {
				want := 0
				for x := 3; x < to; x += columnsToSkip {
					if g.Pix[y*g.W+x] < dark {
						want++
					}
				}
				if got != float64(want) {
					t.Fatalf("row %d to %d: %v of ink, want %d", y, to, got, want)
				}
			}
		}
		posture, skew := g.Lie()
		if posture != g.Posture() || skew != g.Skew() {
			t.Fatalf("%v and %v in one look, %v and %v in two", posture, skew, g.Posture(), g.Skew())
		}
		ink := g.cells()
		turned := Gray{W: g.H, H: g.W, Pix: make([]byte, len(g.Pix))}
		for i, p := range g.Pix {
			turned.Pix[i%g.W*g.H+i/g.W] = p
		}
		if got, want := ink.edgesAcross(), turned.cells().edges(); !slices.Equal(got, want) {
			t.Fatalf("edges across are not those of the page reflected: %d, want %d", len(got), len(want))
		}
		for y := range ink.h {
			for x := range ink.w {
				if ink.ink[y*ink.w+x] != g.isDark(x, y) {
					t.Fatalf("the square %d, %d is not as its pixels", x, y)
				}
			}
		}
	}
}
