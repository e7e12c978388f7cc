package extract

import (
	"image"
	"strconv"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract/raster"
)

// A row of days that is read in part is completed; a row of counts is not taken
// for one.
func TestNumberDays(t *testing.T) {
	row := func(texts ...string) (cells []raster.Placed, marks []document.Word) {
		for i, s := range texts {
			cells = append(cells, raster.Placed{Col: 8 + i, Row: 2, From: image.Rect(0, 0, 10, 12)})
			marks = append(marks, document.Word{Text: s, Confidence: 0.5})
		}
		return cells, marks
	}
	cells, marks := row("1", "2", "3", "LI", "5", "6", "TD", "8", "?", "10", "MO", "12")
	numberDays(cells, marks, 8, 19) // the last column is a total
	for i, m := range marks[:11] {
		if m.Text != strconv.Itoa(i+1) || m.Confidence < sureOCR {
			t.Errorf("day %d reads %q at %.2f", i+1, m.Text, m.Confidence)
		}
	}
	if marks[11].Text != "12" || marks[11].Confidence != 0.5 {
		t.Errorf("a column that is no day was changed: %+v", marks[11])
	}
	cells, marks = row("4", "5", "7", "8", "9", "9", "9", "9", "8", "8", "8", "9")
	numberDays(cells, marks, 8, 20)
	if marks[0].Text != "4" || marks[5].Text != "9" {
		t.Errorf("counts became days: %+v", marks)
	}
	cells, marks = row("P", "?", "?")
	cells[1].From, cells[2].From = image.Rect(0, 0, 20, 4), image.Rect(0, 0, 36, 11) // a dash, a scrawl
	readDashes(raster.Grid{X: []int{0, 40, 80, 120, 160, 200, 240, 280, 320, 360, 400, 440}, Y: []int{0, 30, 60, 90}}, cells, marks)
	if marks[0].Text != "P" || marks[1].Text != "-" || marks[2].Text != "?" {
		t.Errorf("dashes: %+v", marks)
	}
}
