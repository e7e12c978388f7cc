package raster_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"
	"math"
	"testing"

	"golang.org/x/image/tiff"

	"github.com/insiemi/insiemi/document/extract/raster"
)

func blank(w, h int) raster.Gray {
	g := raster.Gray{W: w, H: h, Pix: make([]byte, w*h)}
	for i := range g.Pix {
		g.Pix[i] = 255
	}
	return g
}

func fill(g raster.Gray, r image.Rectangle) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			g.Pix[y*g.W+x] = 0
		}
	}
}

// table draws a ruled table of 12 columns and 9 rows with a small block of ink
// in every cell.
func table() raster.Gray {
	g := blank(1400, 1000)
	for c := range 13 {
		fill(g, image.Rect(100+c*80, 100, 103+c*80, 643))
	}
	for r := range 10 {
		fill(g, image.Rect(100, 100+r*60, 1063, 103+r*60))
	}
	for c := range 12 {
		for r := range 9 {
			fill(g, image.Rect(130+c*80, 118+r*60, 148+c*80, 146+r*60))
		}
	}
	return g
}

func TestGridAndRules(t *testing.T) {
	g := table()
	grid, ok := g.FindRules().Grid()
	if !ok || len(grid.X) != 13 || len(grid.Y) != 10 {
		t.Fatalf("grid %+v", grid)
	}
	first, last, ok := grid.AlikeColumns(10)
	if !ok || first != 0 || last != 12 {
		t.Errorf("columns alike %d to %d", first, last)
	}
	rules := g.FindRules()
	if !rules.Table() {
		t.Fatal("no rule was found")
	}
	clean := g.WithoutRules(rules)
	if ink := clean.InkIn(image.Rect(100, 100, 1063, 103)); ink > 0.01 {
		t.Errorf("%.2f of a rule is left", ink)
	}
	cell := image.Rect(130, 118, 148, 146)
	if ink := clean.InkIn(cell); ink < 0.99 {
		t.Errorf("%.2f of a cell's ink is left", ink)
	}
	if got := clean.Glyph(grid.Cell(0, 0)); got != cell {
		t.Errorf("ink at %v, want %v", got, cell)
	}
	strip := clean.Strip(grid, 0, 12)
	if len(strip.Places) != 12*9 || strip.Places[0].Class != strip.Places[107].Class {
		t.Errorf("%d cells in the strip, classes %d and %d", len(strip.Places), strip.Places[0].Class, strip.Places[107].Class)
	}
}

// Days of one figure may have narrower columns than those of two; names and codes
// beside them are wider still.
func TestColumnsAlike(t *testing.T) {
	grid := raster.Grid{X: []int{0}}
	add := func(n, width int) {
		for range n {
			grid.X = append(grid.X, grid.X[len(grid.X)-1]+width)
		}
	}
	add(1, 120)
	add(9, 25)
	add(22, 36)
	add(1, 90)
	if first, last, ok := grid.AlikeColumns(10); !ok || first != 1 || last != 32 {
		t.Errorf("columns %d to %d (%v), want 1 to 32", first, last, ok)
	}
	if !grid.SameWidth(1, 9) || grid.SameWidth(9, 10) || grid.SameWidth(31, 32) {
		t.Error("widths are not told apart")
	}
	if _, _, ok := grid.AlikeColumns(32); ok {
		t.Error("31 columns are 32")
	}
}

// The table that a photographed sheet lies on is dark all around it, and no rule.
func TestTableOnATable(t *testing.T) {
	g := table()
	for _, r := range []image.Rectangle{image.Rect(0, 0, g.W, 60), image.Rect(0, g.H-60, g.W, g.H), image.Rect(0, 0, 50, g.H), image.Rect(g.W-50, 0, g.W, g.H)} {
		fill(g, r)
	}
	grid, ok := g.FindRules().Grid()
	if !ok || len(grid.X) != 13 || len(grid.Y) != 10 {
		t.Errorf("grid %+v (%v)", grid, ok)
	}
}

func TestPageWithoutTableIsLeftAlone(t *testing.T) {
	g := blank(800, 1000)
	fill(g, image.Rect(100, 500, 700, 503)) // one line under a title
	rules := g.FindRules()
	if out := g.WithoutRules(rules); rules.Table() || &out.Pix[0] != &g.Pix[0] {
		t.Error("rules were removed")
	}
	if _, ok := rules.Grid(); ok {
		t.Error("a grid was found")
	}
}

// An image turned by an angle is straightened by the angle that is found.
func TestSkew(t *testing.T) {
	for _, degrees := range []float64{-2.5, -0.6, 0, 0.4, 1.8, 3.3} {
		t.Run(fmt.Sprint(degrees), func(t *testing.T) {
			turned := table().Straighten(-degrees)
			got := turned.Skew()
			if math.Abs(got-degrees) > 0.16 {
				t.Errorf("found %.2f", got)
			}
			if grid, ok := turned.Straighten(got).FindRules().Grid(); !ok || len(grid.X) != 13 || len(grid.Y) != 10 {
				t.Errorf("grid after straightening: %d by %d", len(grid.X), len(grid.Y))
			}
		})
	}
}

func TestTurn(t *testing.T) {
	g := blank(30, 20)
	fill(g, image.Rect(25, 0, 30, 5)) // top right
	for quarters, corner := range map[int]image.Point{0: {27, 2}, 1: {17, 27}, 2: {2, 17}, 3: {2, 2}} {
		out := g.Turn(quarters)
		if out.At(corner.X, corner.Y).Y != 0 {
			t.Errorf("turned by %d quarters: no ink at %v", quarters, corner)
		}
	}
}

// Lines of text: words of random length whose letters rise above more often than
// they hang below.
func text() raster.Gray {
	g := blank(1600, 2200)
	n := uint32(7)
	for y := 200; y < 2000; y += 60 {
		for x := 150; x < 1400; {
			n = n*1664525 + 1013904223
			for range 3 + n>>29 {
				n = n*1664525 + 1013904223
				fill(g, image.Rect(x, y, x+4, y+20))
				fill(g, image.Rect(x, y+16, x+14, y+20))
				if n>>30 == 0 {
					fill(g, image.Rect(x, y-10, x+4, y))
				}
				if n>>29 == 7 {
					fill(g, image.Rect(x, y+20, x+4, y+27))
				}
				x += 18
			}
			x += 14
		}
	}
	return g
}

func TestPosture(t *testing.T) {
	for quarters, want := range []raster.Posture{raster.Upright, raster.Sideways, raster.UpsideDown, raster.Sideways} {
		if got := text().Straighten(0.7).Turn(quarters).Posture(); got != want {
			t.Errorf("turned by %d quarters: %v, want %v", quarters, got, want)
		}
	}
	if got := table().Posture(); got == raster.Sideways {
		t.Error("a table lies on its side")
	}
	if got := blank(900, 900).Posture(); got != raster.Upright {
		t.Errorf("a blank page: %v", got)
	}
}

// A page in shadow becomes what it is in even light; an even one stays.
func TestFlatten(t *testing.T) {
	g := text()
	if out := g.Flatten(); &out.Pix[0] != &g.Pix[0] {
		t.Error("an evenly lit page was changed")
	}
	shaded := blank(g.W, g.H)
	for i, p := range g.Pix {
		shaded.Pix[i] = byte(int(p) * (255 - 150*(i%g.W)/g.W) / 255)
	}
	if shaded.Ink() < 0.2 {
		t.Fatalf("only %.2f of the shaded page is dark: the test says nothing", shaded.Ink())
	}
	if got, want := shaded.Flatten().Ink(), g.Ink(); math.Abs(got-want) > want/5 {
		t.Errorf("ink %.4f, in even light %.4f", got, want)
	}
}

func TestCropMirrorResize(t *testing.T) {
	g := blank(40, 20)
	fill(g, image.Rect(30, 0, 40, 10)) // top right
	if m := g.Mirror(); m.At(2, 2).Y != 0 || m.At(37, 2).Y != 255 {
		t.Error("left and right were not exchanged")
	}
	if c := g.Crop(image.Rect(28, 4, 60, 12)); c.W != 12 || c.H != 8 || c.At(0, 0).Y != 255 || c.At(2, 0).Y != 0 || c.At(2, 6).Y != 255 {
		t.Errorf("cropped to %d by %d", c.W, c.H)
	}
	for _, size := range []image.Point{{80, 40}, {20, 10}, {20, 40}} {
		r := g.Resize(size.X, size.Y)
		if r.W != size.X || r.H != size.Y || r.At(size.X-2, 1).Y != 0 || r.At(1, size.Y-2).Y != 255 {
			t.Errorf("resized to %d by %d: %d and %d", r.W, r.H, r.At(size.X-2, 1).Y, r.At(1, size.Y-2).Y)
		}
	}
	if b := g.InkBox(2); b.Min.X < 14 || b.Max != image.Pt(40, 20) || blank(30, 20).InkBox(2) != image.Rect(0, 0, 30, 20) {
		t.Errorf("ink within %v", b)
	}
	if y := g.BusiestBand(8); y > 4 {
		t.Errorf("the busiest band begins at %d", y)
	}
}

func TestPGM(t *testing.T) {
	g := table()
	back, err := raster.ParsePGM(g.PGM())
	if err != nil || back.W != g.W || back.H != g.H || back.Ink() != g.Ink() {
		t.Errorf("%d by %d, %v", back.W, back.H, err)
	}
	if _, err := raster.ParsePGM([]byte("P5\n# note\n2 1\n255\n\x00\xFF")); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{"", "P6\n1 1\n255\n\x00", "P5\n9 9\n255\n\x00", "P5\n-1 1\n255\n", "P5\nx"} {
		if _, err := raster.ParsePGM([]byte(bad)); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
	if _, err := raster.ParsePGM([]byte("P5\n100000 100000\n255\n")); !errors.Is(err, raster.ErrTooLarge) {
		t.Errorf("a bomb: %v", err)
	}
}

func TestWriteTIFF(t *testing.T) {
	g := blank(37, 29)
	for i := range g.Pix {
		g.Pix[i] = byte(i * 7)
	}
	part := image.Rect(5, 3, 30, 99)
	var b bytes.Buffer
	if err := g.WriteTIFF(&b, part); err != nil {
		t.Fatal(err)
	}
	img, err := tiff.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	want := g.Crop(part)
	if got := raster.FromImage(img, 99); got.W != 25 || got.H != 26 || !bytes.Equal(got.Pix, want.Pix) {
		t.Errorf("%d×%d, or other pixels", got.W, got.H)
	}
	if err := g.WriteTIFF(full{}, part); err == nil {
		t.Error("a disk that is full was not told of")
	}
}

// full is a disk that is full.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestFromImage(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 400, 200))
	for y := range 200 {
		for x := range 200 {
			img.Set(x, y, color.Black)
		}
	}
	g := raster.FromImage(img, 100)
	if g.W != 100 || g.H != 50 || g.At(10, 10).Y != 0 || g.At(90, 10).Y != 255 {
		t.Errorf("%d by %d, left %d, right (transparent) %d", g.W, g.H, g.At(10, 10).Y, g.At(90, 10).Y)
	}
}
