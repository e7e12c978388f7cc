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
		row := g.Pix[y*g.W+r.Min.X : y*g.W+r.Max.X]
		for ; len(row) >= 8; row = row[8:] {
			n += countDark(below(row, aboveDark))
		}
		for _, p := range row {
			if p < dark {
				n++
			}
		}
	}
	return float64(n) / float64(r.Dx()*r.Dy())
}

// Crop copies a rectangle out of the image.
func (g Gray) Crop(r image.Rectangle) Gray {
	r = r.Intersect(image.Rect(0, 0, g.W, g.H))
	out := Gray{W: r.Dx(), H: r.Dy(), Pix: make([]byte, 0, r.Dx()*r.Dy())}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		out.Pix = append(out.Pix, g.Pix[y*g.W+r.Min.X:y*g.W+r.Max.X]...)
	}
	return out
}

// Turn returns the image turned clockwise by quarters of a circle.
func (g Gray) Turn(quarters int) Gray {
	switch ((quarters % 4) + 4) % 4 {
	case 1:
		return g.walk(g.H, g.W, g.W*(g.H-1), -g.W, 1)
	case 2:
		return g.walk(g.W, g.H, g.W*g.H-1, -1, -g.W)
	case 3:
		return g.walk(g.H, g.W, g.W-1, g.W, -1)
	}
	return g
}

// Mirror returns the image with left and right exchanged.
func (g Gray) Mirror() Gray { return g.walk(g.W, g.H, g.W-1, -1, g.W) }

// walk fills an image from pixels that lie step apart along its rows and down
// apart along its columns, from a first one on.
func (g Gray) walk(w, h, first, step, down int) Gray {
	out := Gray{W: w, H: h, Pix: make([]byte, w*h)}
	for y := range h {
		i := first + y*down
		row := out.Pix[y*w : (y+1)*w]
		for x := range row {
			row[x] = g.Pix[i]
			i += step
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
