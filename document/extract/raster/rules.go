package raster

import "slices"

// Rules are the ruled lines of a straightened image, as long thin runs of ink;
// the strokes of letters are far shorter.
type Rules struct{ rows, cols []stretch }

// FindRules finds the ruled lines in both directions.
func (g Gray) FindRules() Rules {
	return Rules{rows: g.thin(g.runsAlong(g.W/24), true), cols: g.thin(g.runsDown(g.H/50), false)}
}

// thickRule is the part (one in so many) of the longer side that no rule is as thick
// as: what is, is a picture, a filled cell, or the table that a photographed sheet
// lies on.
const thickRule = 100

// lookedAt are the places along a run, in ninety-sevenths of it, where its thickness
// is looked at: not all of them are where evenly spaced rules cross it.
var lookedAt = [...]int{7, 19, 31, 43, 59, 71, 89}

// thin leaves out runs that at most places are no thinner than any rule.
func (g Gray) thin(all []stretch, rows bool) []stretch {
	step, across, limit := 1, g.W, g.H
	if !rows {
		step, across, limit = g.W, 1, g.W
	}
	most := max(max(g.W, g.H)/thickRule, 12)
	return slices.DeleteFunc(all, func(s stretch) bool {
		thick := 0
		for _, part := range lookedAt {
			i := s.at*across + (s.from+(s.to-s.from)*part/97)*step
			if g.thickness(i, across, s.at, limit, most) >= most {
				thick++
			}
		}
		return 2*thick > len(lookedAt)
	})
}

// minRuns is the number of runs in each direction from which on a page holds a
// table; a single line under a title has fewer.
const minRuns = 8

// Table says that there are enough lines in both directions for a table.
func (r Rules) Table() bool { return len(r.rows) >= minRuns && len(r.cols) >= minRuns }

// WithoutRules whitens the ruled lines of tables, which keep text recognition
// from finding the cells. A page without a table stays as it is.
func (g Gray) WithoutRules(r Rules) Gray {
	if !r.Table() {
		return g
	}
	out := Gray{W: g.W, H: g.H, Pix: append([]byte(nil), g.Pix...)}
	for _, s := range r.rows {
		out.wipe(s, true)
	}
	for _, s := range r.cols {
		out.wipe(s, false)
	}
	return out
}

// stretch is a run of dark pixels along a row or a column.
type stretch struct{ at, from, to int }

// light is the level from which on a pixel cannot be part of a rule: rules in
// scans have grey edges.
const light = 190

// maxGap is the number of light pixels in a row that are bridged: dust.
const maxGap = 2

// minRun is the least length of a run in pixels, however small the image.
const minRun = 40

// crossings is how many of the places that are looked at first a run crosses.
const crossings = 4

// runsAlong finds dark runs of at least length pixels in the rows, in order. A run
// so long crosses some of the places that are looked at first; most rows hold none.
func (g Gray) runsAlong(length int) []stretch {
	length = max(length, minRun)
	var out []stretch
	for y := range g.H {
		row := g.Pix[y*g.W : (y+1)*g.W]
		if crossed(row, length/crossings) {
			out = g.runsOf(out, row, y, length)
		}
	}
	return out
}

// crossed says that some places beside each other, step apart, have a dark pixel
// within what is bridged.
func crossed(row []byte, step int) bool {
	n := 0
	for x := 0; x < len(row); x += step {
		here := false
		for k := x; k < len(row) && k <= x+maxGap; k++ {
			here = here || row[k] < light
		}
		if !here {
			n = 0
		} else if n++; n == crossings {
			return true
		}
	}
	return false
}

// runsOf finds the dark runs of one row.
func (g Gray) runsOf(out []stretch, row []byte, y, length int) []stretch {
	from, gap := -1, 0
	for x := 0; x < len(row); x++ {
		for from < 0 && x+8 <= len(row) && allAbove(row[x:], aboveLight) {
			x += 8
		}
		if x == len(row) {
			break
		}
		switch {
		case row[x] < light:
			if from < 0 {
				from = x
			}
			gap = 0
		case from >= 0:
			if gap++; gap > maxGap {
				if end := x - gap + 1; end-from >= length {
					out = append(out, stretch{y, from, end})
				}
				from = -1
			}
		}
	}
	if end := g.W - gap; from >= 0 && end-from >= length {
		out = append(out, stretch{y, from, end})
	}
	return out
}

// runsDown finds dark runs of at least length pixels in the columns. A run so long
// crosses two of the bands of rows that are looked at first; from where it does,
// it is followed up and down.
func (g Gray) runsDown(length int) []stretch {
	length = max(length, minRun)
	step := length / 2
	var out []stretch
	before, here := make([]bool, g.W), make([]bool, g.W)
	done := make([]int32, g.W) // the row up to which a column is known
	for y := 0; y < g.H; y += step {
		g.darkIn(here, y, min(y+maxGap+1, g.H))
		for x, is := range here {
			if !is || !before[x] || int(done[x]) > y {
				continue
			}
			if s := g.follow(x, y-step); s.to-s.from >= length {
				out = append(out, s)
				done[x] = int32(s.to)
			}
		}
		before, here = here, before
	}
	return out
}

// darkIn marks the columns that have a dark pixel in some rows.
func (g Gray) darkIn(marks []bool, from, to int) {
	clear(marks)
	for y := from; y < to; y++ {
		row := g.Pix[y*g.W : (y+1)*g.W]
		for x := 0; x < len(row); x++ {
			for x+8 <= len(row) && allAbove(row[x:], aboveLight) {
				x += 8
			}
			if x < len(row) && row[x] < light {
				marks[x] = true
			}
		}
	}
}

// follow is the run of a column that holds the first dark pixel from a row on.
func (g Gray) follow(x, y int) stretch {
	for y < g.H && g.Pix[y*g.W+x] >= light {
		y++
	}
	s := stretch{x, y, y}
	for gap := 0; s.to < g.H && gap <= maxGap; s.to++ {
		if gap++; g.Pix[s.to*g.W+x] < light {
			gap = 0
		}
	}
	for s.to > s.from && g.Pix[(s.to-1)*g.W+x] >= light {
		s.to--
	}
	for k, gap := y-1, 0; k >= 0 && gap <= maxGap; k-- {
		if gap++; g.Pix[k*g.W+x] < light {
			s.from, gap = k, 0
		}
	}
	return s
}

// wipe whitens a run where the ink is no thicker than a rule: where a letter
// crosses it, the letter stays.
func (g Gray) wipe(s stretch, row bool) {
	step, across, limit := 1, g.W, g.H
	at := s.at * g.W
	if !row {
		step, across, limit, at = g.W, 1, g.W, s.at
	}
	thick := max(min(g.W, g.H)/300, 4)
	for k := s.from; k < s.to; k++ {
		i := at + k*step
		if g.thickness(i, across, s.at, limit, thick+1) <= thick {
			g.Pix[i] = 255
			for _, side := range [2]int{-1, 1} { // the grey edge
				if p := s.at + side; p >= 0 && p < limit && g.Pix[i+side*across] >= dark {
					g.Pix[i+side*across] = 255
				}
			}
		}
	}
}

// thickness counts dark pixels across a run at one point, up to most.
func (g Gray) thickness(i, across, at, limit, most int) int {
	n := 1
	for p, k := at-1, i-across; p >= 0 && n < most && g.Pix[k] < light; p, k = p-1, k-across {
		n++
	}
	for p, k := at+1, i+across; p < limit && n < most && g.Pix[k] < light; p, k = p+1, k+across {
		n++
	}
	return n
}
