package raster

import (
	"image"
	"math"
)

// FromImage turns an image into grey levels, reduced so that its longer side is
// at most limit pixels. Transparent parts are white.
func FromImage(img image.Image, limit int) Gray {
	b := img.Bounds()
	scale := max(1, float64(max(b.Dx(), b.Dy()))/float64(limit))
	w := max(1, int(math.Round(float64(b.Dx())/scale)))
	h := max(1, int(math.Round(float64(b.Dy())/scale)))
	row := greyRows(img)
	if w == b.Dx() && h == b.Dy() {
		out := Gray{W: w, H: h, Pix: make([]byte, w*h)}
		for y := range h {
			row(b.Min.Y+y, out.Pix[y*w:(y+1)*w])
		}
		return out
	}
	return reduce(b.Dx(), b.Dy(), w, h, func(y int, to []byte) { row(b.Min.Y+y, to) })
}

// Resize returns the image with another width and height: means of what falls
// together, or of neighbours where it grows.
func (g Gray) Resize(w, h int) Gray {
	if w == g.W && h == g.H || w <= 0 || h <= 0 || w > MaxPixels/h {
		return g
	}
	if w <= g.W && h <= g.H {
		return reduce(g.W, g.H, w, h, func(y int, to []byte) { copy(to, g.Pix[y*g.W:(y+1)*g.W]) })
	}
	out := Gray{W: w, H: h, Pix: make([]byte, w*h)}
	for y := range h {
		fy := max(((2*y+1)*g.H*one/h-one)/2, 0)
		for x := range w {
			fx := max(((2*x+1)*g.W*one/w-one)/2, 0)
			out.Pix[y*w+x] = g.between(min(fx, (g.W-1)*one-1), min(fy, (g.H-1)*one-1))
		}
	}
	return out
}

// reduce makes each pixel the mean of those that fall into it.
func reduce(fromW, fromH, w, h int, row func(y int, to []byte)) Gray {
	out := Gray{W: w, H: h, Pix: make([]byte, w*h)}
	line := make([]byte, (fromW+7)/8*8) // what is beyond the row stays 0
	sums := newColumnSums(len(line))
	first := make([]int, w+1) // the pixels of a row from which on they fall into the next one
	for x := range first {
		first[x] = (x*fromW + w - 1) / w
	}
	rows, all := 0, make([]uint32, len(line))
	for y := range fromH {
		row(y, line[:fromW])
		sums.add(line)
		rows++
		if at := y * h / fromH; y+1 == fromH || (y+1)*h/fromH != at {
			sums.take(all)
			for x := range w {
				sum := 0
				for _, n := range all[first[x]:first[x+1]] {
					sum += int(n)
				}
				out.Pix[at*w+x] = byte(sum / max(rows*(first[x+1]-first[x]), 1))
			}
			rows = 0
		}
	}
	return out
}

// greyRows returns what writes the grey levels of one row of an image; the
// kinds that decoders give most often have a fast way of their own.
func greyRows(img image.Image) func(y int, to []byte) {
	b := img.Bounds()
	switch m := img.(type) {
	case *image.Gray:
		return func(y int, to []byte) { copy(to, m.Pix[m.PixOffset(b.Min.X, y):]) }
	case *image.YCbCr:
		return func(y int, to []byte) { copy(to, m.Y[m.YOffset(b.Min.X, y):]) }
	case *image.RGBA:
		return func(y int, to []byte) {
			fourBytes(m.Pix[m.PixOffset(b.Min.X, y):], to, func(v, alpha int) int { return v + 255 - alpha })
		}
	case *image.NRGBA:
		return func(y int, to []byte) {
			fourBytes(m.Pix[m.PixOffset(b.Min.X, y):], to, func(v, alpha int) int { return (v*alpha + 255*(255-alpha)) / 255 })
		}
	case *image.Paletted:
		levels := paletteLevels(m)
		return func(y int, to []byte) {
			for x, p := range m.Pix[m.PixOffset(b.Min.X, y):][:len(to)] {
				to[x] = levels[p]
			}
		}
	}
	return func(y int, to []byte) {
		for x := range to {
			to[x] = level(img.At(b.Min.X+x, y).RGBA())
		}
	}
}

// fourBytes turns red, green, blue and alpha into grey levels.
func fourBytes(pix, to []byte, onWhite func(v, alpha int) int) {
	for x := range to {
		p := pix[4*x : 4*x+4]
		to[x] = byte(min(onWhite((299*int(p[0])+587*int(p[1])+114*int(p[2]))/1000, int(p[3])), 255))
	}
}

func paletteLevels(m *image.Paletted) [256]byte {
	var levels [256]byte
	for i, c := range m.Palette[:min(len(m.Palette), 256)] {
		levels[i] = level(c.RGBA())
	}
	return levels
}

// level is the brightness (ITU-R BT.601) of a colour on white paper.
func level(r, g, b, a uint32) byte {
	return byte(min((299*r+587*g+114*b)/1000+0xFFFF-a, 0xFFFF) >> 8)
}
