package attendance

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/insiemi/insiemi/document"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
)

// Limits of a workbook. A cell far down or far right makes a sheet of millions
// of empty rows, and a compressed sheet may be a bomb.
const (
	maxUnzip     = 200 << 20
	maxUnzipXML  = 16 << 20 // above, a part is unpacked to a temporary file
	maxSheets    = 64
	maxSheetRows = 20_000
	maxColumns   = 512
	maxCells     = 2_000_000
	maxCSV       = 32 << 20
)

// ErrTooLarge is a table beyond the limits.
var ErrTooLarge = errors.New("the table is larger than any register")

// ReadXLSX returns the sheets of an Office Open XML workbook (ECMA-376) as
// grids, in order. Formulas give their stored values. Sheets and cells beyond
// the limits are left out, and the error then wraps ErrTooLarge beside the
// grids that were read.
func ReadXLSX(r io.ReaderAt, size int64) ([]Grid, error) {
	f, err := excelize.OpenReader(io.NewSectionReader(r, 0, size), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnzip, UnzipXMLSizeLimit: maxUnzipXML,
	})
	if err != nil {
		return nil, fmt.Errorf("open workbook: %w", err)
	}
	defer f.Close()
	w := workbook{file: f, left: maxCells}
	if p, err := f.GetWorkbookProps(); err == nil && p.Date1904 != nil {
		w.date1904 = *p.Date1904
	}
	return w.grids()
}

// workbook counts the cells that may still be read.
type workbook struct {
	file     *excelize.File
	left     int
	date1904 bool
}

func (w *workbook) grids() ([]Grid, error) {
	var out []Grid
	names := w.file.GetSheetList()
	for i, name := range names {
		if i == maxSheets {
			return out, fmt.Errorf("%w: %d sheets", ErrTooLarge, len(names))
		}
		g, err := w.sheet(name)
		out = append(out, g)
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

func (w *workbook) sheet(name string) (Grid, error) {
	g := Grid{Name: name, Method: document.MethodCells, Date1904: w.date1904}
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
		g.Rows = append(g.Rows, cells(name, n, texts))
	}
	return g, rows.Error()
}

func cells(sheet string, row int, texts []string) []Cell {
	out := make([]Cell, min(len(texts), maxColumns))
	for i := range out {
		out[i] = Cell{Text: strings.TrimSpace(texts[i]),
			Place: document.Place{Sheet: sheet, Cell: cellName(i, row)}}
	}
	return out
}

// ReadCSV returns a text table as a grid: separated by ; , or tab, in UTF-8 or
// windows-1252.
func ReadCSV(r io.Reader) (Grid, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxCSV+1))
	if err != nil {
		return Grid{}, fmt.Errorf("read table: %w", err)
	}
	if len(b) > maxCSV {
		return Grid{}, fmt.Errorf("%w: more than %d MB", ErrTooLarge, maxCSV>>20)
	}
	return parseCSV(decodeText(b))
}

func decodeText(b []byte) []byte {
	b = bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF"))
	if utf8.Valid(b) {
		return b
	}
	if d, err := charmap.Windows1252.NewDecoder().Bytes(b); err == nil {
		return d
	}
	return bytes.ToValidUTF8(b, []byte("?"))
}

func parseCSV(b []byte) (Grid, error) {
	c := csv.NewReader(bytes.NewReader(b))
	c.Comma, c.LazyQuotes, c.FieldsPerRecord = separator(b), true, -1
	c.ReuseRecord = true
	g := Grid{Method: document.MethodCells}
	for left := maxCells; ; {
		line, err := c.Read()
		if errors.Is(err, io.EOF) {
			return g, nil
		}
		if err != nil {
			return g, fmt.Errorf("read table: %w", err)
		}
		if left -= len(line); left < 0 || len(g.Rows) == maxSheetRows {
			return g, fmt.Errorf("%w: more than %d rows", ErrTooLarge, len(g.Rows))
		}
		row, _ := c.FieldPos(0)
		g.Rows = append(g.Rows, cells("", row-1, line))
	}
}

// separator is the one that stands most often in the first lines.
func separator(b []byte) rune {
	head := b[:min(len(b), 8<<10)]
	best, count := ';', 0
	for _, s := range ";\t," {
		if n := bytes.Count(head, []byte(string(s))); n > count {
			best, count = s, n
		}
	}
	return best
}
