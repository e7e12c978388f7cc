package attendance

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/xuri/excelize/v2"
)

// Limits of a workbook. A cell far down or far right makes a sheet of millions
// of empty rows, and a compressed sheet may be a bomb.
const (
	maxUnzip     = 200 << 20
	maxUnzipXML  = 16 << 20 // above, a part is unpacked to a temporary file
	maxSheets    = 64
	maxSheetRows = 20_000
	maxColumns   = 512
	maxCells     = 600_000 // a register of 600 guests has 24,000
	maxCSV       = 32 << 20
	maxDepth     = 256 // nested elements of XML
)

// What may be wrong with a table as a whole.
var (
	// ErrTooLarge is a table beyond the limits.
	ErrTooLarge = errors.New("the table is larger than any register")
	// ErrTooDeep is XML that is nested deeper than any sheet.
	ErrTooDeep = errors.New("the table is nested too deep")
	// ErrEntities is XML with a document type or entities of its own, which no
	// office program writes.
	ErrEntities = errors.New("the table declares XML entities")
)

// ReadXLSX returns the sheets of an Office Open XML workbook (ECMA-376,
// transitional or strict) as grids, in order. Formulas give their stored
// values, with a doubt where a recomputation disagrees. Sheets and cells beyond
// the limits are left out; the grid is then Truncated, and the error wraps
// ErrTooLarge beside the grids that were read.
func ReadXLSX(r io.ReaderAt, size int64) ([]Grid, error) {
	notes, err := readNotes(r, size)
	if err != nil {
		return nil, err
	}
	f, err := excelize.OpenReader(io.NewSectionReader(r, 0, size), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnzip, UnzipXMLSizeLimit: maxUnzipXML,
	})
	if err != nil {
		return nil, fmt.Errorf("open workbook: %w", err)
	}
	defer f.Close()
	w := workbook{file: f, left: maxCells, notes: notes}
	if p, err := f.GetWorkbookProps(); err == nil && p.Date1904 != nil {
		w.date1904 = *p.Date1904
	}
	if p, err := f.GetCalcProps(); err == nil && p.FullPrecision != nil {
		w.rounded = !*p.FullPrecision
	}
	return w.grids()
}

// workbook counts the cells that may still be read.
type workbook struct {
	file     *excelize.File
	left     int
	date1904 bool
	rounded  bool                   // computed with numbers as they are shown
	notes    map[string]*sheetNotes // by sheet
}

func (w *workbook) grids() (out []Grid, err error) {
	defer func() { markDisagreements(out) }()
	names := w.file.GetSheetList()
	for i, name := range names {
		if i == maxSheets {
			out[len(out)-1].Truncated = true
			return out, fmt.Errorf("%w: %d sheets", ErrTooLarge, len(names))
		}
		g, err := w.sheet(name)
		if n := w.notes[name]; n != nil {
			n.apply(&g)
		}
		g.Truncated = g.Truncated || err != nil
		out = append(out, g)
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

func (w *workbook) sheet(name string) (Grid, error) {
	g := Grid{Name: name, Method: document.MethodCells, Date1904: w.date1904, Rounded: w.rounded}
	rows, err := w.file.Rows(name)
	if err != nil {
		return g, fmt.Errorf("read sheet: %w", err)
	}
	defer rows.Close()
	for n := 0; rows.Next(); n++ {
		if n == maxSheetRows {
			return g, fmt.Errorf("%w: more than %d rows", ErrTooLarge, maxSheetRows)
		}
		texts, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return g, fmt.Errorf("read row %d: %w", n+1, err)
		}
		if w.left -= len(texts); w.left < 0 {
			return g, fmt.Errorf("%w: more than %d cells", ErrTooLarge, maxCells)
		}
		g.addRow(n, texts)
	}
	return g, rows.Error()
}

// addRow appends a row of texts; row is its number from 0. What stands beyond
// the last column that is read makes the grid Truncated.
func (g *Grid) addRow(row int, texts []string) {
	out := make([]Cell, min(len(texts), maxColumns))
	for i := range out {
		out[i] = Cell{Text: strings.TrimSpace(texts[i]),
			Place: document.Place{Sheet: g.Name, Cell: cellName(i, row)}}
		out[i].padded = out[i].Text != texts[i]
	}
	for _, t := range texts[len(out):] {
		g.Truncated = g.Truncated || strings.TrimSpace(t) != ""
	}
	g.Rows = append(g.Rows, out)
}
