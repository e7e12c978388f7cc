package extract

import (
	"strconv"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract/raster"
)

// The days above a register's columns are known before they are read: equal
// columns with 1, 2, 3 … above. Enough of them at their place prove the rest,
// which is small print on grey, the first to get lost.
const (
	provenDays = 6 // figures at their place
	dayReading = 0.95
)

// numberDays finds the row of the days among the cells of equal columns, first to
// end, and puts their figures where others were recognised.
func numberDays(cells []raster.Placed, marks []document.Word, first, end int) {
	for _, row := range rowsOf(cells) {
		for before := 0; before <= 3; before++ { // equal columns that are no days
			if proves(cells, marks, row, first+before, end) {
				writeDays(cells, marks, row, first+before, end)
				return
			}
		}
	}
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

// proves says that a row reads 1, 2, 3 … from a column on, with few exceptions
// that are figures.
func proves(cells []raster.Placed, marks []document.Word, row, first, end int) bool {
	right, wrong := 0, 0
	for i, c := range cells {
		if c.Row != row || c.Col < first || c.Col >= end {
			continue
		}
		n, err := strconv.Atoi(marks[i].Text)
		switch {
		case err == nil && n == c.Col-first+1:
			right++
		case err == nil:
			wrong++
		}
	}
	return right >= provenDays && right >= 2*wrong
}

// writeDays writes the days above the columns of a row that proves to be theirs.
func writeDays(cells []raster.Placed, marks []document.Word, row, first, end int) {
	for i, c := range cells {
		if day := c.Col - first + 1; c.Row == row && c.Col < end && day >= 1 && day <= 31 {
			marks[i].Text = strconv.Itoa(day)
			marks[i].Confidence = max(marks[i].Confidence, dayReading)
		}
	}
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
