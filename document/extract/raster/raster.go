// Package raster prepares page images for optical recognition: grey levels in
// memory, ink, skew, ruled lines.
//
// It never writes a file and never changes an original: it works on renderings.
//
// Invariants:
//   - coordinates are pixels from the top left corner;
//   - a step that finds nothing to do returns the image as it was.
package raster

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"math"
	"strconv"
)

// MaxPixels bounds an image: A3 at 400 dpi is 31 million.
const MaxPixels = 64_000_000

// ErrTooLarge is an image beyond MaxPixels.
var ErrTooLarge = errors.New("the image is too large")

// Gray is an image in grey levels, 0 black to 255 white, row by row.
type Gray struct {
	W, H int
	Pix  []byte
}

// ParsePGM reads a binary portable grey map (P5) of 8 bits.
func ParsePGM(b []byte) (Gray, error) {
	if !bytes.HasPrefix(b, []byte("P5")) {
		return Gray{}, errors.New("not a PGM image")
	}
	pos := 2
	var n [3]int
	for i := range n {
		v, next, err := pgmNumber(b, pos)
		if err != nil {
			return Gray{}, err
		}
		n[i], pos = v, next
	}
	pos++ // one blank before the pixels
	w, h := n[0], n[1]
	if w <= 0 || h <= 0 || n[2] != 255 || w > MaxPixels || h > MaxPixels || w*h > MaxPixels {
		return Gray{}, fmt.Errorf("PGM of %d by %d: %w", w, h, ErrTooLarge)
	}
	if len(b)-pos < w*h {
		return Gray{}, errors.New("the PGM image ends early")
	}
	return Gray{W: w, H: h, Pix: b[pos : pos+w*h]}, nil
}

func pgmNumber(b []byte, pos int) (n, next int, err error) {
	for pos < len(b) && (b[pos] == ' ' || b[pos] == '\n' || b[pos] == '\t' || b[pos] == '\r' || b[pos] == '#') {
		if b[pos] == '#' {
			for pos < len(b) && b[pos] != '\n' {
				pos++
			}
			continue
		}
		pos++
	}
	start := pos
	for pos < len(b) && b[pos] >= '0' && b[pos] <= '9' {
		pos++
	}
	n, err = strconv.Atoi(string(b[start:pos]))
	if err != nil {
		return 0, 0, fmt.Errorf("damaged PGM header: %w", err)
	}
	return n, pos, nil
}

// PGM writes the image as a binary portable grey map.
func (g Gray) PGM() []byte {
	head := fmt.Sprintf("P5\n%d %d\n255\n", g.W, g.H)
	return append([]byte(head), g.Pix...)
}

// FromImage turns an image into grey levels, reduced so that its longer side is
// at most limit pixels. Transparent parts are white.
func FromImage(img image.Image, limit int) Gray {
	b := img.Bounds()
	scale := max(1, math.Ceil(float64(max(b.Dx(), b.Dy()))/float64(limit)*1000)/1000)
	g := Gray{W: max(1, int(float64(b.Dx())/scale)), H: max(1, int(float64(b.Dy())/scale))}
	g.Pix = make([]byte, g.W*g.H)
	for y := range g.H {
		y0, y1 := b.Min.Y+int(float64(y)*scale), b.Min.Y+int(float64(y+1)*scale)
		for x := range g.W {
			x0, x1 := b.Min.X+int(float64(x)*scale), b.Min.X+int(float64(x+1)*scale)
			g.Pix[y*g.W+x] = meanGray(img, x0, y0, max(x1, x0+1), max(y1, y0+1), b)
		}
	}
	return g
}

func meanGray(img image.Image, x0, y0, x1, y1 int, b image.Rectangle) byte {
	sum, n := 0, 0
	for y := y0; y < min(y1, b.Max.Y); y++ {
		for x := x0; x < min(x1, b.Max.X); x++ {
			sum += int(grayAt(img, x, y))
			n++
		}
	}
	if n == 0 {
		return 255
	}
	return byte(sum / n)
}

func grayAt(img image.Image, x, y int) byte {
	switch m := img.(type) {
	case *image.Gray:
		return m.GrayAt(x, y).Y
	case *image.YCbCr:
		return m.Y[m.YOffset(x, y)]
	}
	r, gr, bl, a := img.At(x, y).RGBA()
	lum := (299*r + 587*gr + 114*bl) / 1000
	return byte((lum + (0xFFFF - a)) >> 8)
}

// Image returns the image for encoders.
func (g Gray) Image() image.Image {
	return &image.Gray{Pix: g.Pix, Stride: g.W, Rect: image.Rect(0, 0, g.W, g.H)}
}

// dark is the level under which a pixel is ink.
const dark = 150

// Ink returns the share of dark pixels, leaving out a border of 3 % where scans
// have shadows.
func (g Gray) Ink() float64 {
	bx, by := g.W*3/100, g.H*3/100
	return g.InkIn(image.Rect(bx, by, g.W-bx, g.H-by))
}

// InkIn returns the share of dark pixels in a rectangle.
func (g Gray) InkIn(r image.Rectangle) float64 {
	r = r.Intersect(image.Rect(0, 0, g.W, g.H))
	if r.Empty() {
		return 0
	}
	n := 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for _, p := range g.Pix[y*g.W+r.Min.X : y*g.W+r.Max.X] {
			if p < dark {
				n++
			}
		}
	}
	return float64(n) / float64(r.Dx()*r.Dy())
}

// Turn returns the image turned clockwise by quarters of a circle.
func (g Gray) Turn(quarters int) Gray {
	switch ((quarters % 4) + 4) % 4 {
	case 1:
		return g.remap(g.H, g.W, func(x, y int) (int, int) { return y, g.H - 1 - x })
	case 2:
		return g.remap(g.W, g.H, func(x, y int) (int, int) { return g.W - 1 - x, g.H - 1 - y })
	case 3:
		return g.remap(g.H, g.W, func(x, y int) (int, int) { return g.W - 1 - y, x })
	}
	return g
}

func (g Gray) remap(w, h int, from func(x, y int) (int, int)) Gray {
	out := Gray{W: w, H: h, Pix: make([]byte, w*h)}
	for y := range h {
		for x := range w {
			sx, sy := from(x, y)
			out.Pix[y*w+x] = g.Pix[sy*g.W+sx]
		}
	}
	return out
}

// At implements reading of one pixel; outside is white.
func (g Gray) At(x, y int) color.Gray {
	if x < 0 || y < 0 || x >= g.W || y >= g.H {
		return color.Gray{Y: 255}
	}
	return color.Gray{Y: g.Pix[y*g.W+x]}
}
