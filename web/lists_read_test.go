package web_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"
)

// sql runs a statement on the world's database, for what the portal itself would
// refuse.
func (w *world) sql(statement string, args ...any) {
	w.Helper()
	c, err := pgx.Connect(w.Context(), w.address)
	w.must(err)
	defer c.Close(w.Context())
	tx, err := c.Begin(w.Context())
	w.must(err)
	_, err = tx.Exec(w.Context(), `SELECT set_config('insiemi.scope', 'all', true)`)
	w.must(err)
	tag, err := tx.Exec(w.Context(), statement, args...)
	w.must(err)
	if tag.RowsAffected() == 0 {
		w.Fatalf("%s changed nothing", statement)
	}
	w.must(tx.Commit(w.Context()))
}

// list downloads a list in both formats, compares them cell by cell, and
// returns the lines of the CSV file and the workbook.
func (b *browser) list(path, query string) ([][]string, *excelize.File) {
	b.Helper()
	r := b.get(path + ".csv" + query)
	b.want(r, http.StatusOK)
	if got := r.header.Get("Content-Type"); got != "text/csv; charset=utf-8" {
		b.Errorf("%s: media type %q", path, got)
	}
	lines := linesOf(b, r.body)
	r = b.get(path + ".xlsx" + query)
	b.want(r, http.StatusOK)
	if got := r.header.Get("Content-Type"); got != "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" {
		b.Errorf("%s: media type %q", path, got)
	}
	if d := r.header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment; filename=") || !strings.HasSuffix(strings.Trim(d, `"`), ".xlsx") {
		b.Errorf("%s: Content-Disposition %q", path, d)
	}
	f, err := excelize.OpenReader(strings.NewReader(r.body))
	b.must(err)
	b.Cleanup(func() { _ = f.Close() })
	b.sameCells(path, lines, f)
	return lines, f
}

func linesOf(b *browser, body string) [][]string {
	b.Helper()
	body, marked := strings.CutPrefix(body, "\ufeff")
	if !marked {
		b.Error("the CSV file has no byte order mark")
	}
	if n := strings.Count(body, "\n"); n != strings.Count(body, "\r\n") {
		b.Error("lines of the CSV file do not end in CRLF")
	}
	r := csv.NewReader(strings.NewReader(body))
	r.Comma = ';'
	lines, err := r.ReadAll()
	b.must(err)
	return lines
}

// sameCells asserts that a workbook holds what a CSV file does: text as text,
// numbers as numbers, dates as dates, addresses as links.
func (b *browser) sameCells(path string, lines [][]string, f *excelize.File) {
	b.Helper()
	tabs := f.GetSheetList()
	if len(tabs) != 1 {
		b.Fatalf("%s: sheets %q", path, tabs)
	}
	rows, err := f.GetRows(tabs[0])
	b.must(err)
	if len(rows) != len(lines) {
		b.Fatalf("%s: %d rows in XLSX, %d in CSV", path, len(rows), len(lines))
	}
	for i, line := range lines {
		if len(line) != len(lines[0]) {
			b.Errorf("%s: line %d has %d cells", path, i, len(line))
		}
		for c, inCSV := range line {
			at, err := excelize.CoordinatesToCellName(c+1, i+1)
			b.must(err)
			if got := said(b, f, tabs[0], at); got != inCSV {
				b.Errorf("%s, %s: %q in XLSX, %q in CSV", path, at, got, inCSV)
			}
		}
	}
}

// said is what a cell of a workbook would be in a CSV file.
func said(b *browser, f *excelize.File, tab, at string) string {
	b.Helper()
	raw, err := f.GetCellValue(tab, at, excelize.Options{RawCellValue: true})
	b.must(err)
	formula, err := f.GetCellFormula(tab, at)
	b.must(err)
	if to, isLink := strings.CutPrefix(formula, `HYPERLINK("`); isLink {
		to, _, _ = strings.Cut(to, `"`)
		return to
	}
	kind, err := f.GetCellType(tab, at)
	b.must(err)
	if kind != excelize.CellTypeUnset || raw == "" {
		if raw != "" && strings.ContainsRune("=+-@", rune(raw[0])) {
			return "'" + raw
		}
		return raw
	}
	shown, err := f.GetCellValue(tab, at)
	b.must(err)
	switch format := formatOf(b, f, tab, at); format {
	case "dd/mm/yyyy", "dd/mm/yyyy hh:mm":
		return shown
	case "4":
		return strings.Replace(decimal.RequireFromString(raw).StringFixed(2), ".", ",", 1)
	case "0":
		return decimal.RequireFromString(raw).String()
	default:
		b.Errorf("%s has the format %q", at, format)
		return ""
	}
}

func formatOf(b *browser, f *excelize.File, tab, at string) string {
	b.Helper()
	id, err := f.GetCellStyle(tab, at)
	b.must(err)
	st, err := f.GetStyle(id)
	b.must(err)
	if st.CustomNumFmt != nil {
		return *st.CustomNumFmt
	}
	return fmt.Sprint(st.NumFmt)
}

// column is the values below a title.
func column(b *browser, lines [][]string, title string) (out []string) {
	b.Helper()
	i := slices.Index(lines[0], title)
	if i < 0 {
		b.Fatalf("there is no column %q: %q", title, lines[0])
	}
	for _, l := range lines[1:] {
		out = append(out, l[i])
	}
	return out
}

// noFormulas asserts that the only formulas of a workbook lead to the portal.
func noFormulas(b *browser, path string, f *excelize.File) {
	b.Helper()
	tab := f.GetSheetName(0)
	rows, err := f.GetRows(tab)
	b.must(err)
	for i, row := range rows {
		for c := range row {
			at, err := excelize.CoordinatesToCellName(c+1, i+1)
			b.must(err)
			formula, err := f.GetCellFormula(tab, at)
			b.must(err)
			if formula != "" && !strings.HasPrefix(formula, `HYPERLINK("`+portalAddress+`/`) {
				b.Errorf("%s, %s: the formula %s", path, at, formula)
			}
		}
	}
}

// plain is all the text of a workbook.
func plain(b *browser, ext, body string) string {
	b.Helper()
	if ext != ".xlsx" {
		return ""
	}
	f, err := excelize.OpenReader(strings.NewReader(body))
	b.must(err)
	defer f.Close()
	var all bytes.Buffer
	rows, err := f.GetRows(f.GetSheetName(0))
	b.must(err)
	if len(rows) == 0 {
		b.Error("a workbook without rows")
	}
	for _, r := range rows {
		fmt.Fprintln(&all, r)
	}
	props, err := f.GetDocProps()
	b.must(err)
	fmt.Fprintln(&all, *props)
	return all.String()
}
