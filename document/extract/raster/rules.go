package raster

// RemoveRules whitens the ruled lines of tables, which keep text recognition
// from finding the cells. A rule is a long thin run of ink; the strokes of
// letters are far shorter. It returns the number of runs that were removed in
// either direction, and leaves pages without a table as they are.
func (g Gray) RemoveRules() (out Gray, horizontal, vertical int) {
	rows := g.runs(g.W/24, true)
	cols := g.runs(g.H/50, false)
	horizontal, vertical = len(rows), len(cols)
	if horizontal < 8 || vertical < 8 {
		return g, 0, 0
	}
	out = Gray{W: g.W, H: g.H, Pix: append([]byte(nil), g.Pix...)}
	for _, r := range rows {
		out.wipe(r, true)
	}
	for _, r := range cols {
		out.wipe(r, false)
	}
	return out, horizontal, vertical
}

// stretch is a run of dark pixels along a row or a column.
type stretch struct{ at, from, to int }

// light is the level from which on a pixel cannot be part of a rule: rules in
// scans have grey edges.
const light = 190

// runs finds dark runs of at least length pixels; gaps of two pixels, as dust
// leaves, are bridged.
func (g Gray) runs(length int, alongRows bool) []stretch {
	n, m, step, next := g.H, g.W, 1, g.W
	if !alongRows {
		n, m, step, next = g.W, g.H, g.W, 1
	}
	length = max(length, 40)
	var out []stretch
	for i := range n {
		from, gap := -1, 0
		for k := range m + 1 {
			if k < m && g.Pix[i*next+k*step] < light {
				if from < 0 {
					from = k
				}
				gap = 0
				continue
			}
			if gap++; from >= 0 && (gap > 2 || k == m) {
				if end := k - gap + 1; end-from >= length {
					out = append(out, stretch{i, from, end})
				}
				from = -1
			}
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
