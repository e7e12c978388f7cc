package raster

// Rules are the ruled lines of a straightened image, as long thin runs of ink;
// the strokes of letters are far shorter.
type Rules struct{ rows, cols []stretch }

// FindRules finds the ruled lines in both directions.
func (g Gray) FindRules() Rules {
	return Rules{rows: g.runsAlong(g.W / 24), cols: g.runsDown(g.H / 50)}
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

// runsAlong finds dark runs of at least length pixels in the rows.
func (g Gray) runsAlong(length int) []stretch {
	length = max(length, minRun)
	var out []stretch
	for y := range g.H {
		row := g.Pix[y*g.W : (y+1)*g.W]
		from, gap := -1, 0
		for x, p := range row {
			switch {
			case p < light:
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
	}
	return out
}

// runsDown finds dark runs of at least length pixels in the columns. It goes
// row by row, which is several times as fast as column by column.
func (g Gray) runsDown(length int) []stretch {
	length = max(length, minRun)
	var out []stretch
	from, gap := make([]int32, g.W), make([]int32, g.W) // from: first row and one; 0 is no run
	for y := range g.H {
		for x, p := range g.Pix[y*g.W : (y+1)*g.W] {
			switch {
			case p < light:
				if from[x] == 0 {
					from[x] = int32(y) + 1
				}
				gap[x] = 0
			case from[x] != 0:
				if gap[x]++; gap[x] > maxGap {
					if end := y - int(gap[x]) + 1; end-int(from[x])+1 >= length {
						out = append(out, stretch{x, int(from[x]) - 1, end})
					}
					from[x] = 0
				}
			}
		}
	}
	for x := range g.W {
		if end := g.H - int(gap[x]); from[x] != 0 && end-int(from[x])+1 >= length {
			out = append(out, stretch{x, int(from[x]) - 1, end})
		}
	}
	return out
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
