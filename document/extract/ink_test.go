package extract

import (
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
)

// inkRegister is a job that read a scanned register of five days and one row, of
// which the first two marks were not recognised, with the ink of its cells; no
// table column is found for days whose ink is blank.
func inkRegister(ink string) (*job, []sheet, attendance.Register) {
	box := func(day int) *document.Box {
		return &document.Box{X: float64(20 * day), Y: 100, Width: 10, Height: 10}
	}
	r := attendance.Register{Columns: map[int]document.Place{}}
	row := attendance.Row{Number: 1, Place: document.Place{Page: 1, Box: &document.Box{X: 20, Y: 100, Width: 110, Height: 10}}}
	s := sheet{Page: document.Page{Number: 1, Method: document.MethodOCR}}
	for i := range 5 {
		m := attendance.Mark{}
		if i >= 2 {
			m = attendance.Mark{Written: "P", Presence: attendance.Present, Confidence: 0.95}
		}
		row.Marks = append(row.Marks, m)
		r.Columns[i+1] = document.Place{Page: 1, Box: box(i + 1)}
		if ink[i] != ' ' {
			s.cells = append(s.cells, inkCell{col: i, box: *box(i + 1), ink: ink[i]})
		}
	}
	r.Rows = []attendance.Row{row}
	j := &job{r: &document.Reading{}}
	for _, name := range []string{"row.1.days", "row.1.present", "day.1", "day.2", "day.3", "person_days"} {
		j.r.Fields = append(j.r.Fields, document.Field{Name: name, Method: document.MethodOCR, Confidence: 0.95})
	}
	return j, []sheet{s}, r
}

// Marks that recognition lost at the start of a row are no days before the entry:
// what was counted is unsure where their cells hold ink, or were not found.
func TestLostMarksAreNoBlanks(t *testing.T) {
	for ink, want := range map[string]string{
		"..xxx": "",
		"?.xxx": "", // a speck
		"xxxxx": "row.1.days row.1.present day.1 day.2 person_days",
		".xxxx": "row.1.days row.1.present day.2 person_days",
		"  xxx": "row.1.days row.1.present day.1 day.2 person_days",
		".. xx": "",
	} {
		j, sheets, r := inkRegister(ink)
		j.inkFields(sheets, r)
		var unsure []string
		for _, f := range j.r.Fields {
			if f.Unsure && f.Name != "row.1.ink" {
				unsure = append(unsure, f.Name)
			}
		}
		if got := strings.Join(unsure, " "); got != want {
			t.Errorf("ink %q: unsure %q, want %q", ink, got, want)
		}
	}
}
