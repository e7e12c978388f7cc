package extract

import (
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
	"github.com/insiemi/insiemi/document/extract/raster"
)

// What the ink in the cells of a scanned register says: that there is some, not
// what it means and not who wrote it. It tells a blank cell from one that was not
// read.
const (
	inkThere  = 'x'
	inkNone   = '.'
	inkUnsure = '?' // a trace, or no cell was found
)

// inkCell is a cell of a ruled table and whether it holds ink.
type inkCell struct {
	col, row int // of the days' columns, and of the table's rows
	box      document.Box
	ink      byte
}

// inkCells looks into the cells of columns first to end of a straight page
// without its rules. Boxes are in pixels.
func inkCells(grid raster.Grid, first, end int, clean raster.Gray) []inkCell {
	var out []inkCell
	for row := 0; row+1 < len(grid.Y); row++ {
		for col := first; col < end; col++ {
			r := grid.Cell(col, row)
			c := inkCell{col: col - first, row: row, box: boxOf(r), ink: inkNone}
			if !clean.Glyph(r).Empty() {
				c.ink = inkThere
			} else if clean.Trace(r) {
				c.ink = inkUnsure
			}
			out = append(out, c)
		}
	}
	return out
}

// blanksOf are the cells of which it is seen that they hold no mark.
func blanksOf(sheets []sheet) attendance.Blanks {
	out := attendance.Blanks{}
	for _, s := range sheets {
		for _, c := range s.cells {
			if c.ink != inkThere {
				out[s.Number] = append(out[s.Number], attendance.Blank{Box: c.box, Trace: c.ink == inkUnsure})
			}
		}
	}
	return out
}

// inkFields adds for each row of a scanned register which of its days have ink.
func (j *job) inkFields(sheets []sheet, r attendance.Register) {
	pages := map[int]sheet{}
	for _, s := range sheets {
		if len(s.cells) > 0 {
			pages[s.Number] = s
		}
	}
	columns := dayColumns(pages, r)
	if len(columns) == 0 {
		return
	}
	for _, row := range r.Rows {
		if s, ok := pages[row.Place.Page]; ok && row.Place.Box != nil {
			if f, ok := inkOfRow(s, columns, row); ok {
				doubtBlanks(j.r.Fields, row, f.Value, columns)
				j.r.Fields = append(j.r.Fields, f)
			}
		}
	}
}

// dayColumns finds the table's column of each day of the month, from the page on
// which the days stand.
func dayColumns(pages map[int]sheet, r attendance.Register) map[int]int {
	out := map[int]int{}
	for day, place := range r.Columns {
		s, ok := pages[place.Page]
		if !ok || place.Box == nil {
			continue
		}
		middle := place.Box.X + place.Box.Width/2
		for _, c := range s.cells {
			if middle >= c.box.X && middle < c.box.X+c.box.Width {
				out[day] = c.col
				break
			}
		}
	}
	return out
}

// inkOfRow writes one character a day. It is a hint: it is unsure where it does
// not go together with the marks that were read.
func inkOfRow(s sheet, columns map[int]int, row attendance.Row) (document.Field, bool) {
	middle := row.Place.Box.Y + row.Place.Box.Height/2
	line := map[int]byte{}
	for _, c := range s.cells {
		if middle >= c.box.Y && middle < c.box.Y+c.box.Height {
			line[c.col] = c.ink
		}
	}
	if len(line) == 0 {
		return document.Field{}, false
	}
	f := document.Field{Name: document.RowField(row.Number, "ink"), Place: row.Place, Method: document.MethodOCR, Confidence: inkConfidence}
	var b strings.Builder
	for i, m := range row.Marks {
		ink := byte(inkUnsure)
		if col, ok := columns[i+1]; ok && line[col] != 0 {
			ink = line[col]
		}
		read := m.Written != "" && !m.Unread()
		if ink == inkUnsure || read != (ink == inkThere) {
			f.Unsure, f.Why, f.Confidence = true, "ink and recognised marks do not go together", 0.5
		}
		b.WriteByte(ink)
	}
	f.Value = b.String()
	return f, true
}

// whyBlank is said of counts of days on which nothing was recognised although there
// may be a mark.
const whyBlank = "in days read as blank there is ink, or no cell was found"

// doubtBlanks makes what was counted in a row unsure, and the days, where a mark was
// taken for a blank but its cell holds ink, or was not found: before its first mark
// a guest would pass for one who has not come yet, and nobody would be asked.
func doubtBlanks(fields []document.Field, row attendance.Row, ink string, columns map[int]int) {
	doubted := map[string]bool{}
	for i, m := range row.Marks {
		_, found := columns[i+1]
		if m.Written == "" && (ink[i] == inkThere || !found) {
			doubted[document.DayField(i+1)] = true
		}
	}
	if len(doubted) == 0 {
		return
	}
	for _, name := range []string{document.RowField(row.Number, "days"), document.RowField(row.Number, "present"), document.PersonDays} {
		doubted[name] = true
	}
	for i, f := range fields {
		if doubted[f.Name] && !f.Unsure {
			fields[i].Unsure, fields[i].Why = true, whyBlank
		}
	}
}

// inkConfidence is that of ink that the marks confirm: on printed registers both
// agreed in every cell, on signed sheets 28 of 30 were right.
const inkConfidence = 0.9
