package extract

import (
	"io"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
)

// readWorkbook reads an XLSX workbook.
func (j *job) readWorkbook(c content) {
	grids, err := attendance.ReadXLSX(c, c.size)
	if j.tablesFailed(grids, err) {
		return
	}
	if j.r.MediaType == XLSM.MediaType() || j.r.ContentType == XLSM.MediaType() {
		j.warn("office.macros")
	}
	j.readGrids(grids, true)
}

// readODS reads the tables of an OpenDocument sheet (OASIS ODF 1.3, part 3).
func (j *job) readODS(c content) {
	grids, err := odsGrids(c)
	if !j.tablesFailed(grids, err) {
		j.readGrids(grids, true)
	}
}

// odsGrids reads the content as a stream; one that goes on beyond the limit is
// too large.
func odsGrids(c content) ([]attendance.Grid, error) {
	z, err := openZip(c)
	if err != nil {
		return nil, err
	}
	f, err := z.Open("content.xml")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	limited := &io.LimitedReader{R: f, N: maxPart}
	grids, err := attendance.ReadODS(limited)
	if limited.N == 0 {
		err = errTooLarge
	}
	return grids, err
}

// readTable reads a text table.
func (j *job) readTable(c content) {
	g, err := attendance.ReadCSV(c.reader())
	if !j.tablesFailed([]attendance.Grid{g}, err) {
		j.readGrids([]attendance.Grid{g}, false)
	}
}

// tablesFailed says what was wrong with tables: an error where nothing was
// read of them, a warning where something was.
func (j *job) tablesFailed(grids []attendance.Grid, err error) bool {
	if err == nil {
		return false
	}
	code := officeError(err)
	if !hasCells(grids) || code == "office.entities" || code == "office.too_deep" {
		j.fail(code)
		return true
	}
	if code == "office.damaged" {
		code = "office.partial"
	}
	j.warn(code)
	return false
}

func hasCells(grids []attendance.Grid) bool {
	for _, g := range grids {
		for _, row := range g.Rows {
			for _, c := range row {
				if c.Text != "" {
					return true
				}
			}
		}
	}
	return false
}

// readGrids classifies tables and reads their fields; typed as in flattenGrids.
func (j *job) readGrids(grids []attendance.Grid, typed bool) {
	j.r.Method, j.r.PageCount = document.MethodCells, len(grids)
	j.r.Text = clipText(gridText(grids))
	j.gridRemarks(grids)
	f := facts{flat: flattenGrids(grids, typed), registers: j.marks().FindAll(grids)}
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
