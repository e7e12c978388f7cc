package pdftext

import "math"

// cell is the side of a square of the raster on which glyphs of the same text
// are looked up, in steps of shadowStep.
const cell = 16

// shadowed tells the glyphs that repeat an earlier one at nearly the same place:
// some programs draw bold text twice. Where one of them is seen, all are. Blanks
// are never shadows.
func shadowed(glyphs []glyph) []bool {
	out := make([]bool, len(glyphs))
	shadow := shadows(glyphs)
	for i := range glyphs {
		out[i] = shadow(i)
	}
	return out
}

// shadows returns the function behind shadowed, which must be asked in order.
func shadows(glyphs []glyph) func(i int) bool {
	at := make(map[uint64]int32, len(glyphs)) // the last glyph in a cell, by text
	before := make([]int32, len(glyphs))      // the one before it there, or -1
	return func(i int) bool {
		g := &glyphs[i]
		step := max(g.size*0.06, 0.2)
		x, y := g.x/(cell*step), g.y/(cell*step)
		cx, cy := math.Floor(x), math.Floor(y)
		if !g.blank && drawnNear(glyphs, at, before, g, step, [4]float64{x, y, cx, cy}) {
			return true
		}
		key := spot(g.text, cx, cy)
		last, ok := at[key]
		if !ok {
			last = -1
		}
		before[i], at[key] = last, int32(i)
		return false
	}
}

// drawnNear looks into the glyph's cell, and into those beside it whose edge is
// within a step and a half.
func drawnNear(glyphs []glyph, at map[uint64]int32, before []int32, g *glyph, step float64, p [4]float64) bool {
	const reach = 1.5 / cell
	fx, fy := p[0]-p[2], p[1]-p[3]
	for dx := -1.0; dx <= 1; dx++ {
		if dx < 0 && fx > reach || dx > 0 && fx < 1-reach {
			continue
		}
		for dy := -1.0; dy <= 1; dy++ {
			if dy < 0 && fy > reach || dy > 0 && fy < 1-reach {
				continue
			}
			i, ok := at[spot(g.text, p[2]+dx, p[3]+dy)]
			for n := 0; ok && i >= 0 && n < maxChain; n++ {
				o := &glyphs[i]
				if math.Abs(o.x-g.x) <= 1.5*step && math.Abs(o.y-g.y) <= 1.5*step && o.text == g.text {
					o.unseen, o.layer = o.unseen && g.unseen, o.layer && g.layer
					return true
				}
				i = before[i]
			}
		}
	}
	return false
}

// maxChain bounds how many glyphs of one cell are compared.
const maxChain = 32

// spot is a number for a text in a cell; two that share one are told apart by
// the comparison.
func spot(text string, x, y float64) uint64 {
	h := uint64(int64(x))*0x9E3779B97F4A7C15 ^ uint64(int64(y))*0xC2B2AE3D27D4EB4F
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 0x100000001B3
	}
	return h
}
