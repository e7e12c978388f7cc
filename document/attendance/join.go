package attendance

import (
	"maps"
	"slices"
	"strconv"

	"github.com/insiemi/insiemi/document"
)

// join adds the rows of b, or its days where the guests are the same. Totals
// that are of one part only are subtotals, and are left out.
func (r Register) join(b Register) Register {
	a := r
	a.Rows = slices.Clone(r.Rows)
	whole := r
	whole.Rows = cloneRows(r.Rows)
	whole.Columns = maps.Clone(r.Columns)
	if len(b.Rows) > 0 && len(r.Rows) > 0 && disjoint(r.Columns, b.Columns) {
		whole.joinDays(b)
		whole.DeclaredDays = maps.Clone(r.DeclaredDays)
		maps.Copy(whole.DeclaredDays, b.DeclaredDays)
	} else {
		whole.addRows(b)
		whole.DeclaredDays = daysOfAll(a, b, whole)
	}
	for d, p := range b.Columns {
		whole.Columns[d] = unite(whole.Columns[d], p)
	}
	whole.DeclaredTotals = append(notOfPart(a, whole), notOfPart(b, whole)...)
	whole.doubts.join(b.doubts)
	whole.Place = unite(r.Place, b.Place)
	whole.fillHeader(b)
	return whole
}

func cloneRows(rows []Row) []Row {
	out := slices.Clone(rows)
	for i := range out {
		out[i].Marks = slices.Clone(out[i].Marks)
	}
	return out
}

func (r *Register) addRows(b Register) {
	for _, row := range b.Rows {
		if len(r.Rows) == maxRows {
			r.doubts.truncated = true
			return
		}
		row.Number = len(r.Rows) + 1
		r.Rows = append(r.Rows, row)
	}
}

// daysOfAll returns the totals per day of two parts one below the other: those
// of the last part, unless they add up that part only.
func daysOfAll(a, b, whole Register) map[int]Value {
	switch {
	case len(b.Rows) == 0 && len(b.DeclaredDays) == 0:
		return a.DeclaredDays
	case len(a.Rows) > 0 && b.daysAddUp(b.DeclaredDays) && !whole.daysAddUp(b.DeclaredDays):
		return map[int]Value{}
	}
	return b.DeclaredDays
}

func (r Register) daysAddUp(days map[int]Value) bool {
	for d, v := range days {
		if v.Text != strconv.Itoa(r.Present(d)) {
			return false
		}
	}
	return len(days) > 0
}

// notOfPart returns the grand totals of a part that are not its own sum only.
func notOfPart(part, whole Register) []Value {
	var out []Value
	for _, v := range part.DeclaredTotals {
		if v.Text != strconv.Itoa(part.PersonDays()) || part.PersonDays() == whole.PersonDays() {
			out = append(out, v)
		}
	}
	return out
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
// guests; of two guests of the same name the first goes with the first.
func (r *Register) joinDays(b Register) {
	used := map[int]bool{}
	matched, before := 0, len(r.Rows)
	for _, row := range r.Rows {
		r.doubts.unmatched = r.doubts.unmatched || row.key == ""
	}
	for _, row := range b.Rows {
		i := 0
		for i < len(r.Rows) && (used[i] || r.Rows[i].key != row.key) {
			i++
		}
		used[i] = true
		r.doubts.unmatched = r.doubts.unmatched || row.key == ""
		if i == len(r.Rows) {
			row.Number = i + 1
			r.Rows = append(r.Rows, row)
			continue
		}
		matched++
		r.Rows[i].joinDays(row)
	}
	if 2*matched < min(before, len(b.Rows)) { // other names for the same guests?
		r.doubts.unmatched = true
	}
}

// joinDays adds the other half of a guest's month. A total that is of one half
// only is left out.
func (r *Row) joinDays(o Row) {
	half := r.Days()
	r.joinFamily(o)
	for d, m := range o.Marks {
		if d >= len(r.Marks) {
			r.Marks = append(r.Marks, m)
		} else if m.Written != "" {
			r.Marks[d] = m
		}
	}
	isOf := func(v Value, n int) bool { return v.Text == strconv.Itoa(n) && n != r.Days() }
	if isOf(r.Declared, half) {
		r.Declared = Value{}
	}
	if o.Declared.Found() {
		r.Declared = o.Declared
		if isOf(o.Declared, o.Days()) {
			r.Declared = Value{}
		}
	}
}
