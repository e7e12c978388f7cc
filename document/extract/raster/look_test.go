package raster

import (
	"math/rand/v2"
	"testing"
)

// naiveReduce is what reduce does, pixel by pixel.
func naiveReduce(g Gray, w, h int) Gray {
	sums, counts := make([]int, w*h), make([]int, w*h)
	for i, p := range g.Pix {
		at := i/g.W*h/g.H*w + i%g.W*w/g.W
		sums[at] += int(p)
		counts[at]++
	}
	out := Gray{W: w, H: h, Pix: make([]byte, w*h)}
	for i := range sums {
		out.Pix[i] = byte(sums[i] / counts[i])
	}
	return out
}

// A reduced page is, to the level, the means of what falls together.
func TestReducedPagesAreMeans(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 1))
	for _, size := range [][4]int{{100, 70, 100, 31}, {101, 67, 37, 66}, {768, 543, 767, 1}, {5, 900, 1, 7}, {9, 1700, 2, 3}, {17, 640, 5, 1}, {640, 480, 96, 96}, {33, 33, 33, 33}} {
		g := Gray{W: size[0], H: size[1], Pix: make([]byte, size[0]*size[1])}
		for i := range g.Pix {
			g.Pix[i] = byte(255 - r.IntN(256)*r.IntN(2)) // half of it white
		}
		if size[0] == size[2] && size[1] == size[3] {
			continue
		}
		got, want := g.Resize(size[2], size[3]), naiveReduce(g, size[2], size[3])
		for i := range want.Pix {
			if got.Pix[i] != want.Pix[i] {
				t.Fatalf("%v: pixel %d is %d, want %d", size, i, got.Pix[i], want.Pix[i])
			}
		}
	}
}

// marked is a page of 1536 by 1152 with squares of ink of a level in a field of it.
func marked(paper, ink byte, x0, y0, x1, y1 int) Gray {
	g := Gray{W: 1536, H: 1152, Pix: make([]byte, 1536*1152)}
	for i := range g.Pix {
		g.Pix[i] = paper
	}
	for y := y0; y < y1; y++ {
		for x := x0; x < x1; x++ {
			if x/12%2 == 0 && y/12%2 == 0 {
				g.Pix[y*g.W+x] = ink
			}
		}
	}
	return g
}

// A look says where the ink begins and ends, in parts of the page, and the angle at
// which the page lay.
func TestALookSaysWhereTheInkIs(t *testing.T) {
	t.Parallel()
	l, ok := marked(245, 30, 192, 144, 1344, 1008).Look(-0.4)
	if !ok || l.Angle != -0.4 {
		t.Fatalf("no look (%v), at %v", ok, l.Angle)
	}
	for name, x := range map[string][2]float64{"left": {l.Left, 0.125}, "top": {l.Top, 0.125}, "right": {l.Right, 0.875}, "bottom": {l.Bottom, 0.875}} {
		if d := x[0] - x[1]; d < -0.012 || d > 0.012 {
			t.Errorf("the ink's %s is at %.4f, want %.4f", name, x[0], x[1])
		}
	}
	if n := l.inked(); n < LookSide*LookSide*6/10 { // between the squares there is none
		t.Errorf("%d places hold ink", n)
	}
}

// How bright the paper is, how dark the ink, and how many dots an inch there are, is
// of the scanner, not of the page.
func TestALookIsOfThePageNotOfTheScanner(t *testing.T) {
	t.Parallel()
	first, ok := marked(245, 30, 200, 150, 1300, 1000).Look(0)
	if !ok {
		t.Fatal("no look")
	}
	for name, g := range map[string]Gray{
		"darker paper":          marked(205, 30, 200, 150, 1300, 1000),
		"faint ink":             marked(245, 110, 200, 150, 1300, 1000),
		"black and white":       marked(255, 0, 200, 150, 1300, 1000),
		"at twice as many dots": marked(245, 30, 200, 150, 1300, 1000).Resize(3072, 2304),
	} {
		l, ok := g.Look(0)
		if !ok {
			t.Errorf("%s: no look", name)
			continue
		}
		differ := 0
		for i, v := range l.Ink {
			if max(v, first.Ink[i])-min(v, first.Ink[i]) > 1 {
				differ++
			}
		}
		if differ > LookSide*LookSide/500 {
			t.Errorf("%s: %d places differ", name, differ)
		}
	}
}

// What is blank, too small, or hardly inked looks like nothing, whatever lies along the
// edges of the scanner.
func TestWhatHasNoLook(t *testing.T) {
	t.Parallel()
	shadow := marked(245, 30, 0, 0, 0, 0)
	for y := range shadow.H {
		for x := range 6 {
			shadow.Pix[y*shadow.W+x] = 20
		}
	}
	for name, g := range map[string]Gray{
		"a blank page":             marked(245, 30, 0, 0, 0, 0),
		"a page of the ink's grey": marked(120, 118, 200, 150, 1300, 1000),
		"a picture of a stamp":     {W: 600, H: 90, Pix: make([]byte, 600*90)},
		"a line":                   marked(245, 30, 200, 150, 1300, 160),
		"the edge of the scanner":  shadow,
		"nothing":                  {},
	} {
		if l, ok := g.Look(0); ok {
			t.Errorf("%s: it has a look, with %d places of ink", name, l.inked())
		}
		if g.Written() {
			t.Errorf("%s: it is taken for written", name)
		}
	}
	if !marked(245, 30, 200, 150, 1300, 1000).Written() {
		t.Error("a page full of ink is not taken for written")
	}
}

// A page is black and white where nothing lies between ink and paper.
func TestBilevel(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		page Gray
		want bool
	}{
		"black on white":       {marked(255, 0, 200, 150, 1300, 1000), true},
		"black on light paper": {marked(235, 20, 200, 150, 1300, 1000), true},
		"grey ink":             {marked(245, 110, 200, 150, 1300, 1000), false},
		"grey paper":           {marked(150, 10, 200, 150, 1300, 1000), false},
		"soft edges":           {marked(255, 0, 200, 150, 1300, 1000).Straighten(0.7), false},
		"blank":                {marked(255, 0, 0, 0, 0, 0), false},
	} {
		if got := c.page.Bilevel(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
