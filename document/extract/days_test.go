package extract

import (
	"image"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract/raster"
)

// columnsOf is a table of columns of so many pixels and of four rows.
func columnsOf(widths ...int) raster.Grid {
	g := raster.Grid{X: []int{0}, Y: []int{0, 30, 60, 90, 120}}
	for _, w := range widths {
		g.X = append(g.X, g.X[len(g.X)-1]+w)
	}
	return g
}

// A row of days that is read in part is completed, whatever their first; a row of
// counts is not taken for one, nor what stands beside the days.
func TestDaysOfColumns(t *testing.T) {
	same := make([]int, 24)
	for i := range same {
		same[i] = 40
	}
	for _, x := range []struct{ read, want, guessed string }{
		{"1 2 3 LI 5 6 TD 8 ? 10 MO TOT", "1 2 3 4 5 6 7 8 9 10 11 TOT", "11"},
		{"LI 2 3 4 5 6 7 TD", "1 2 3 4 5 6 7 8", "1 8"},
		{"16 17 lB 19 20 21 22 23 TOT", "16 17 18 19 20 21 22 23 TOT", ""},
		{"M 1 2 3 4 5 6 7 8", "M 1 2 3 4 5 6 7 8", ""},
		{"25 26 27 28 29 30 31 31", "25 26 27 28 29 30 31 31", ""},
		{"4 5 7 8 9 9 9 9 8 8 8 9", "4 5 7 8 9 9 9 9 8 8 8 9", ""},
		{"P P P 1 1 1 1 1 1 1", "P P P 1 1 1 1 1 1 1", ""},
	} {
		cells, marks := rowOf(strings.Fields(x.read)...)
		if d, ok := findDays(columnsOf(same...), cells, marks, 8, 24); ok {
			d.write(cells, marks)
		}
		var got, guessed []string
		for _, m := range marks {
			if got = append(got, m.Text); m.Confidence == guessedDay {
				guessed = append(guessed, m.Text)
			}
		}
		if strings.Join(got, " ") != x.want || strings.Join(guessed, " ") != x.guessed {
			t.Errorf("%s: %v, guessed %v", x.read, got, guessed)
		}
	}
}

// rowOf is a row of the table from its ninth column on.
func rowOf(texts ...string) (cells []raster.Placed, marks []document.Word) {
	for i, s := range texts {
		cells = append(cells, raster.Placed{Col: 8 + i, Row: 2, From: image.Rect(0, 0, 10, 12)})
		marks = append(marks, document.Word{Text: s, Confidence: 0.5})
	}
	return cells, marks
}

// Days of one figure have narrower columns than those of two; a day above which
// nothing was seen is there.
func TestDaysOfNarrowColumns(t *testing.T) {
	widths := []int{200, 200, 200, 200, 200, 200, 200, 200}
	for day := 1; day <= 31; day++ {
		widths = append(widths, 25+11*min(day/10, 1))
	}
	grid := columnsOf(append(widths, 50)...)
	var texts []string
	for day := 1; day <= 31; day++ {
		texts = append(texts, strconv.Itoa(day))
	}
	texts[3] = "A"
	cells, marks := rowOf(append(texts, "TOT")...)
	cells, marks = slices.Delete(cells, 6, 7), slices.Delete(marks, 6, 7) // the seventh
	first, end, _ := grid.AlikeColumns(minCells)
	d, ok := findDays(grid, cells, marks, first, end)
	if !ok || d.first != 8 || d.end != 39 {
		t.Fatalf("days in columns %d to %d (%v), want 8 to 39", d.first, d.end, ok)
	}
	d.write(cells, marks)
	if marks[3].Text != "4" {
		t.Errorf("the fourth day reads %q", marks[3].Text)
	}
	if unseen := d.unseen(grid, cells); len(unseen) != 1 || unseen[0].Text != "7" || unseen[0].Confidence >= sureOCR {
		t.Errorf("days above which nothing was seen: %+v", unseen)
	}
}

func TestDashes(t *testing.T) {
	cells, marks := rowOf("P", "?", "?")
	cells[1].From, cells[2].From = image.Rect(0, 0, 20, 4), image.Rect(0, 0, 36, 11) // a dash, a scrawl
	readDashes(raster.Grid{X: []int{0, 40, 80, 120, 160, 200, 240, 280, 320, 360, 400, 440}, Y: []int{0, 30, 60, 90}}, cells, marks)
	if marks[0].Text != "P" || marks[1].Text != "-" || marks[2].Text != "?" {
		t.Errorf("dashes: %+v", marks)
	}
}
