package raster

import (
	"image"
	"math"
)

// Strip is an image in which the contents of cells stand side by side with wide
// gaps, a row of the table a line: text recognition reads that far better than
// single letters in boxes.
type Strip struct {
	Image  Gray
	Places []Placed
}

// Placed is one cell's ink in a strip.
type Placed struct {
	Col, Row int             // of the grid
	From     image.Rectangle // in the page
	At       image.Rectangle // in the strip
	Class    int             // cells of one class look the same
}

// margins of a strip, in pixels.
const (
	stripEdge = 40
	lineGap   = 48
)

// Strip takes the ink of the cells in columns first to last of a grid.
func (g Gray) Strip(t Grid, first, last int) Strip {
	var s Strip
	y, width := stripEdge, 0
	for row := 0; row+1 < len(t.Y); row++ {
		line, height := g.stripLine(t, first, last, row)
		if len(line) == 0 {
			continue
		}
		for i := range line { // stand on one baseline
			down := y + height - line[i].At.Dy()
			line[i].At = line[i].At.Add(image.Pt(0, down))
		}
		s.Places = append(s.Places, line...)
		width = max(width, line[len(line)-1].At.Max.X)
		y += height + lineGap
	}
	if len(s.Places) == 0 || (width+stripEdge)*(y+stripEdge) > MaxPixels {
		return Strip{}
	}
	s.Image = g.paste(s.Places, width+stripEdge, y+stripEdge)
	g.classify(s.Places)
	return s
}

func (g Gray) stripLine(t Grid, first, last, row int) (line []Placed, height int) {
	x := stripEdge
	for col := first; col < last; col++ {
		box := g.Glyph(t.Cell(col, row))
		if box.Empty() {
			continue
		}
		line = append(line, Placed{Col: col, Row: row, From: box, At: image.Rect(x, 0, x+box.Dx(), box.Dy())})
		height = max(height, box.Dy())
		x += box.Dx() + max(box.Dy()*3/2, 40)
	}
	return line, height
}

// Repeat makes a strip with a line for each cell, on which its ink stands several
// times: a second look at single marks. Places come cell by cell.
func (g Gray) Repeat(cells []Placed, times int) Strip {
	var s Strip
	y, width := stripEdge, 0
	for _, c := range cells {
		x := stripEdge
		for range times {
			p := c
			p.At = image.Rect(x, y, x+c.From.Dx(), y+c.From.Dy())
			s.Places = append(s.Places, p)
			x = p.At.Max.X + max(c.From.Dy()*3/2, 40)
		}
		width = max(width, x)
		y += c.From.Dy() + lineGap
	}
	if len(s.Places) == 0 || (width+stripEdge)*(y+stripEdge) > MaxPixels {
		return Strip{}
	}
	s.Image = g.paste(s.Places, width+stripEdge, y+stripEdge)
	return s
}

func (g Gray) paste(all []Placed, w, h int) Gray {
	out := Gray{W: w, H: h, Pix: make([]byte, w*h)}
	for i := range out.Pix {
		out.Pix[i] = 255
	}
	for _, p := range all {
		for dy := range p.From.Dy() {
			src := (p.From.Min.Y+dy)*g.W + p.From.Min.X
			dst := (p.At.Min.Y+dy)*w + p.At.Min.X
			copy(out.Pix[dst:dst+p.From.Dx()], g.Pix[src:src+p.From.Dx()])
		}
	}
	return out
}

// Cells of this size are compared, and count as alike from this correlation on.
const (
	sampleW, sampleH = 12, 16
	sameClass        = 0.86
	wideClass        = 0.96 // of several characters, which differ in small parts
	wideShape        = 0.85 // width by height
)

type sample [sampleW * sampleH]float64

// classify gives cells that look the same the same class.
func (g Gray) classify(all []Placed) {
	type class struct {
		sum   sample
		shape float64 // width by height
		n     float64
	}
	var classes []class
	for i := range all {
		s, shape := g.sample(all[i].From), float64(all[i].From.Dx())/float64(all[i].From.Dy())
		best, most := -1, sameClass
		if shape > wideShape {
			most = wideClass
		}
		for k, c := range classes {
			if math.Abs(math.Log(shape/c.shape)) > 0.35 {
				continue
			}
			if r := correlation(s, c.sum); r > most {
				best, most = k, r
			}
		}
		if best < 0 {
			classes = append(classes, class{sum: s, shape: shape, n: 1})
			best = len(classes) - 1
		} else {
			c := &classes[best]
			for p := range s {
				c.sum[p] += s[p]
			}
			c.n++
		}
		all[i].Class = best
	}
}

// sample reduces a rectangle to a small picture of darkness.
func (g Gray) sample(r image.Rectangle) sample {
	var s sample
	for y := range sampleH {
		for x := range sampleW {
			x0, x1 := r.Min.X+x*r.Dx()/sampleW, r.Min.X+(x+1)*r.Dx()/sampleW
			y0, y1 := r.Min.Y+y*r.Dy()/sampleH, r.Min.Y+(y+1)*r.Dy()/sampleH
			s[y*sampleW+x] = g.darkness(x0, y0, max(x1, x0+1), max(y1, y0+1))
		}
	}
	return s
}

func (g Gray) darkness(x0, y0, x1, y1 int) float64 {
	sum := 0
	for y := y0; y < y1; y++ {
		for x := x0; x < x1; x++ {
			sum += 255 - int(g.Pix[y*g.W+x])
		}
	}
	return float64(sum) / float64((x1-x0)*(y1-y0))
}

func correlation(a, b sample) float64 {
	var ma, mb float64
	for i := range a {
		ma, mb = ma+a[i], mb+b[i]
	}
	ma, mb = ma/float64(len(a)), mb/float64(len(b))
	var ab, aa, bb float64
	for i := range a {
		ab += (a[i] - ma) * (b[i] - mb)
		aa += (a[i] - ma) * (a[i] - ma)
		bb += (b[i] - mb) * (b[i] - mb)
	}
	if aa == 0 || bb == 0 { // solid blocks are like each other only
		if aa == bb {
			return 1
		}
		return 0
	}
	return ab / math.Sqrt(aa*bb)
}
