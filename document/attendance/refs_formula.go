package attendance

import (
	"regexp"
	"strconv"
	"strings"
)

// rect is a range of cells of a sheet, from 0.
type rect struct {
	grid           *Grid
	r0, c0, r1, c1 int
}

func (r rect) single() bool { return r.r0 == r.r1 && r.c0 == r.c1 }

func (r rect) rows() int { return r.r1 - r.r0 + 1 }
func (r rect) cols() int { return r.c1 - r.c0 + 1 }

// known says that all the cells of the range were read.
func (r rect) known() bool {
	return r.c1 < maxColumns && (!r.grid.Truncated || r.r1 < len(r.grid.Rows))
}

var (
	refToken   = regexp.MustCompile(`^\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?([A-Za-z]{1,3})\$?(\d{1,7}))?`)
	sheetToken = regexp.MustCompile(`^(?:'((?:[^']|'')+)'|([\pL_][\pL\d_.]*))!`)
)

// reference reads the name of a cell or a range, of this sheet or of another one
// of the workbook. One that can't be followed is left where it stands.
func (e *evaluator) reference() (rect, bool) {
	g, text := e.grid, e.text
	if m := sheetToken.FindStringSubmatch(text); m != nil {
		g, text = e.book[strings.ToLower(strings.ReplaceAll(m[1], "''", "'")+m[2])], text[len(m[0]):]
	}
	m := refToken.FindStringSubmatch(text)
	if m == nil || g == nil {
		return rect{}, false
	}
	rest := text[len(m[0]):]
	if rest != "" && (strings.IndexByte("!(:#", rest[0]) >= 0 || isWordByte(rest[0])) {
		return rect{}, false
	}
	c0, r0, ok := splitName(strings.ToUpper(m[1]) + m[2])
	c1, r1, ok2 := c0, r0, true
	if m[3] != "" {
		c1, r1, ok2 = splitName(strings.ToUpper(m[3]) + m[4])
	}
	r := rect{g, min(r0, r1), min(c0, c1), max(r0, r1), max(c0, c1)}
	if !ok || !ok2 || !r.known() {
		return rect{}, false
	}
	e.text = rest
	return r, true
}

// cell is the cell of a range at a row and a column of it.
func (e *evaluator) cell(r rect, row, col int) Cell {
	e.left--
	if row += r.r0; row >= len(r.grid.Rows) {
		return Cell{}
	}
	return cellAt(r.grid.Rows[row], r.c0+col)
}

// each calls f for the cells of a range that the sheet has, until it says no.
func (e *evaluator) each(r rect, f func(row, col int, c Cell) bool) bool {
	for row := r.r0; row <= r.r1 && row < len(r.grid.Rows); row++ {
		for col := r.c0; col <= r.c1 && col < len(r.grid.Rows[row]); col++ {
			if e.left--; e.left <= 0 || !f(row-r.r0, col-r.c0, r.grid.Rows[row][col]) {
				return false
			}
		}
	}
	return true
}

// moveFormula moves the relative names of cells in a formula; what stands in
// quotes, a text or the name of a sheet, stays.
func moveFormula(text string, rows, cols int) string {
	var b strings.Builder
	for text != "" {
		n := strings.IndexAny(text, `"'`)
		if n < 0 {
			n = len(text)
		}
		b.WriteString(nameInFormula.ReplaceAllStringFunc(text[:n], func(name string) string {
			return moveName(nameInFormula.FindStringSubmatch(name), rows, cols)
		}))
		if text = text[n:]; text == "" {
			break
		}
		end := strings.IndexByte(text[1:], text[0])
		if end < 0 {
			end = len(text) - 2
		}
		b.WriteString(text[:end+2])
		text = text[end+2:]
	}
	return b.String()
}

var nameInFormula = regexp.MustCompile(`(\$?)\b([A-Z]{1,3})(\$?)(\d{1,7})\b`)

// moveName moves one name; one that would leave the sheet is written so that it
// is not judged.
func moveName(m []string, rows, cols int) string {
	col, row, ok := splitName(m[2] + m[4])
	if !ok {
		return m[0]
	}
	if m[1] == "" {
		col += cols
	}
	if m[3] == "" {
		row += rows
	}
	if col < 0 || row < 0 {
		return "#REF!"
	}
	return m[1] + columnName(col) + m[3] + strconv.Itoa(row+1)
}
