package extract

import (
	"strconv"
	"unicode"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract/raster"
)

// The days above a register's columns are known before they are read: columns
// alike with 1, 2, 3 … (or 16, 17, 18 …) above. Enough of them at their place prove
// the rest, which is small print on grey, the first to get lost.
const (
	provenDays = 6 // figures at their place
	dayReading = 0.95
	// guessedDay is the confidence of a day before the first, or after the last, that
	// was read at its place.
	guessedDay = 0.6
)

// days are the columns of a ruled table that are a month's days, first to end; the
// day of a column is its index less before.
type days struct{ row, before, first, end int }

// findDays finds the row of the days among the cells of columns alike, first to end:
// the one in which most figures stand as many columns from their place, with few
// exceptions that are figures.
func findDays(grid raster.Grid, cells []raster.Placed, marks []document.Word, first, end int) (best days, ok bool) {
	most := 0
	for _, row := range rowsOf(cells) {
		before, right, wrong := shiftOf(cells, marks, row, first, end)
		if right >= provenDays && right >= 2*wrong && right > most {
			best, most = days{row: row, before: before}, right
		}
	}
	if most == 0 {
		return days{}, false
	}
	best.bound(grid, cells, marks, first, end)
	return best, true
}

// rowsOf are the rows that have cells, in order.
func rowsOf(cells []raster.Placed) (out []int) {
	for _, c := range cells {
		if len(out) == 0 || out[len(out)-1] != c.Row {
			out = append(out, c.Row)
		}
	}
	return out
}

// shiftOf is by how much most figures of a row differ from the number of their
// column, how many do so, and how many do not.
func shiftOf(cells []raster.Placed, marks []document.Word, row, first, end int) (before, right, wrong int) {
	votes, figures := map[int]int{}, 0
	for i, c := range cells {
		if n := dayOf(marks[i].Text); n > 0 && c.Row == row && c.Col >= first && c.Col < end {
			votes[c.Col-n]++
			figures++
		}
	}
	for shift, n := range votes {
		if n > right || n == right && shift < before {
			before, right = shift, n
		}
	}
	return before, right, figures - right
}

// dayOf is a text that is a day of the month, or 0.
func dayOf(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 31 {
		return 0
	}
	return n
}

// bound finds how far the days go: from the first to the last that was read at its
// place, and on over columns of the same width that say nothing else.
func (d *days) bound(grid raster.Grid, cells []raster.Placed, marks []document.Word, first, end int) {
	texts := map[int]string{}
	for i, c := range cells {
		if c.Row == d.row {
			texts[c.Col] = marks[i].Text
		}
	}
	at := func(col int) bool { n := dayOf(texts[col]); return n > 0 && n == col-d.before }
	d.first, d.end = end, first
	for col := first; col < end; col++ {
		if at(col) {
			d.first, d.end = min(d.first, col), max(d.end, col+1)
		}
	}
	may := func(col, beside int) bool {
		n := col - d.before
		return n >= 1 && n <= 31 && grid.SameWidth(col, beside) && !isLabel(texts[col])
	}
	for d.first > first && may(d.first-1, d.first) {
		d.first--
	}
	for d.end < end && may(d.end, d.end-1) {
		d.end++
	}
}

// isLabel says that a heading is a word: "TOT".
func isLabel(text string) bool {
	letters := 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return letters >= 3
}

// write writes the days above their columns, where others were recognised. Between
// days that were read there is no doubt which they are.
func (d days) write(cells []raster.Placed, marks []document.Word) {
	from, to := d.end, d.first
	for i, c := range cells {
		if c.Row == d.row && c.Col >= d.first && c.Col < d.end && dayOf(marks[i].Text) == c.Col-d.before {
			from, to = min(from, c.Col), max(to, c.Col)
		}
	}
	for i, c := range cells {
		if c.Row != d.row || c.Col < d.first || c.Col >= d.end {
			continue
		}
		marks[i].Text = strconv.Itoa(c.Col - d.before)
		if c.Col < from || c.Col > to {
			marks[i].Confidence = guessedDay
		} else {
			marks[i].Confidence = max(marks[i].Confidence, dayReading)
		}
	}
}

// unseen are the days between others above which no figure was seen at all.
func (d days) unseen(grid raster.Grid, cells []raster.Placed) (out []document.Word) {
	seen := map[int]bool{}
	for _, c := range cells {
		if c.Row == d.row {
			seen[c.Col] = true
		}
	}
	for col := d.first; col < d.end; col++ {
		if !seen[col] {
			r := grid.Cell(col, d.row)
			out = append(out, document.Word{Text: strconv.Itoa(col - d.before), Confidence: guessedDay, Box: boxOf(r.Inset(r.Dx() / 4))})
		}
	}
	return out
}

// dashFlat is the part (one in so many) of its cell's height that a dash has at most;
// a signature is higher.
const dashFlat = 5

// readDashes settles marks that are a line lying in its cell: recognition takes
// them for dust or for underlines, their shape is plain.
func readDashes(grid raster.Grid, cells []raster.Placed, marks []document.Word) {
	for i, c := range cells {
		if c.From.Dx() >= 3*c.From.Dy() && c.From.Dy()*dashFlat <= grid.Cell(c.Col, c.Row).Dy() {
			marks[i].Text, marks[i].Confidence = "-", dayReading
		}
	}
}
