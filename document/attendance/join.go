package attendance

import (
	"slices"

	"github.com/insiemi/insiemi/document"
)

// join adds the rows of b, or its days where the guests are the same.
func (r Register) join(b Register) Register {
	if len(b.Rows) > 0 && len(r.Rows) > 0 && disjoint(r.Columns, b.Columns) {
		r.joinDays(b)
	} else {
		for _, row := range b.Rows {
			row.Number = len(r.Rows) + 1
			r.Rows = append(r.Rows, row)
		}
	}
	for d, v := range b.DeclaredDays {
		r.DeclaredDays[d] = v
	}
	for d, p := range b.Columns {
		r.Columns[d] = unite(r.Columns[d], p)
	}
	r.DeclaredTotals = append(r.DeclaredTotals, b.DeclaredTotals...)
	r.doubts.join(b.doubts)
	r.Problems = append(r.Problems, b.Problems...)
	r.Place = unite(r.Place, b.Place)
	r.fillHeader(b)
	return r
}

func disjoint(a, b map[int]document.Place) bool {
	for d := range a {
		if _, both := b[d]; both {
			return false
		}
	}
	return len(a) > 0 && len(b) > 0
}

// joinDays adds the marks of the month's other half to the rows of the same
// guests.
func (r *Register) joinDays(b Register) {
	for _, row := range b.Rows {
		i := slices.IndexFunc(r.Rows, func(o Row) bool { return o.Guest.Found() && o.Guest.Text == row.Guest.Text })
		if i < 0 {
			row.Number = len(r.Rows) + 1
			r.Rows = append(r.Rows, row)
			continue
		}
		for d, m := range row.Marks {
			if d >= len(r.Rows[i].Marks) {
				r.Rows[i].Marks = append(r.Rows[i].Marks, m)
			} else if m.Written != "" {
				r.Rows[i].Marks[d] = m
			}
		}
		if row.Declared.Found() {
			r.Rows[i].Declared = row.Declared
		}
	}
}
