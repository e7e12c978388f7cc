package attendance

import (
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
)

// cellName returns the A1 name of a column and row, both from 0.
func cellName(col, row int) string { return columnName(col) + strconv.Itoa(row+1) }

// CellName returns the A1 name of a column and row, both from 0.
func CellName(col, row int) string { return cellName(col, row) }

func columnName(col int) string {
	name := ""
	for col++; col > 0; col = (col - 1) / 26 {
		name = string(rune('A'+(col-1)%26)) + name
	}
	return name
}

// cellRange returns the smallest A1 range that holds two names or ranges.
func cellRange(a, b string) string {
	c0, r0, c1, r1, ok := corners(a)
	d0, s0, d1, s1, ok2 := corners(b)
	if !ok || !ok2 {
		return a
	}
	c0, r0, c1, r1 = min(c0, d0), min(r0, s0), max(c1, d1), max(r1, s1)
	if c0 == c1 && r0 == r1 {
		return cellName(c0, r0)
	}
	return cellName(c0, r0) + ":" + cellName(c1, r1)
}

func corners(name string) (c0, r0, c1, r1 int, ok bool) {
	first, last, isRange := strings.Cut(name, ":")
	if !isRange {
		last = first
	}
	c0, r0, ok = splitName(first)
	c1, r1, ok2 := splitName(last)
	return c0, r0, c1, r1, ok && ok2
}

func splitName(name string) (col, row int, ok bool) {
	i := 0
	for i < len(name) && name[i] >= 'A' && name[i] <= 'Z' {
		col = col*26 + int(name[i]-'A') + 1
		i++
	}
	row, err := strconv.Atoi(name[i:])
	return col - 1, row - 1, err == nil && i > 0 && i <= 3 && row > 0
}

func itoa(n int) string { return strconv.Itoa(n) }

// Unite returns the smallest place that holds both, where they share a page or
// a sheet; otherwise the first.
func Unite(a, b document.Place) document.Place { return unite(a, b) }
