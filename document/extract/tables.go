package extract

import (
	"errors"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
)

// readWorkbook reads an XLSX workbook.
func (j *job) readWorkbook(c content) {
	grids, err := attendance.ReadXLSX(c, c.size)
	if errors.Is(err, attendance.ErrTooLarge) {
		j.warn("office.too_large")
	} else if err != nil && len(grids) == 0 {
		j.fail("office.damaged")
		return
	}
	if j.r.MediaType == XLSM.MediaType() || j.r.ContentType == XLSM.MediaType() {
		j.warn("office.macros")
	}
	j.readGrids(grids)
}

// readGrids classifies tables and reads their fields.
func (j *job) readGrids(grids []attendance.Grid) {
	j.r.Method, j.r.PageCount = document.MethodCells, len(grids)
	j.r.Text = clipText(gridText(grids))
	f := facts{flat: flattenText(j.r.Text)}
	for _, g := range grids {
		f.registers = append(f.registers, attendance.Find(g)...)
	}
	j.classify(f)
	j.r.Fields = j.fieldsOf(f, true)
}

// gridText writes tables as lines of cells separated by tabs, sheets by form
// feeds.
func gridText(grids []attendance.Grid) string {
	var b strings.Builder
	for i, g := range grids {
		if i > 0 {
			b.WriteByte('\f')
		}
		for _, row := range g.Rows {
			writeRow(&b, row)
		}
		if b.Len() > maxText {
			break
		}
	}
	return strings.TrimSpace(b.String())
}

func writeRow(b *strings.Builder, row []attendance.Cell) {
	last := len(row)
	for last > 0 && row[last-1].Text == "" {
		last--
	}
	for i, c := range row[:last] {
		if i > 0 {
			b.WriteByte('\t')
		}
		b.WriteString(strings.Join(strings.Fields(c.Text), " "))
	}
	b.WriteByte('\n')
}
