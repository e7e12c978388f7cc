package province

import (
	"bytes"
	"fmt"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// book is a register on its way into a spreadsheet. The first error is kept and
// stops what follows.
type book struct {
	f     *excelize.File
	sheet string
	s     Sheet
	h     habits
	err   error

	title, label, header, weekend, cell, day, off, date, total int // styles
	first, last                                                int // rows of guests
}

// writeXLSX writes a register as a workbook of one sheet.
func writeXLSX(s Sheet, h habits) ([]byte, error) {
	b := &book{f: excelize.NewFile(), s: s, h: h, sheet: "Registro"}
	defer b.f.Close()
	if h.layout == 1 {
		b.sheet = s.Centre.Code
	}
	b.try(b.f.SetSheetName("Sheet1", b.sheet))
	b.styles()
	b.head()
	b.columns()
	b.rows()
	b.foot()
	b.page()
	if b.err != nil {
		return nil, fmt.Errorf("write a register as XLSX: %w", b.err)
	}
	var out bytes.Buffer
	if err := b.f.Write(&out); err != nil {
		return nil, fmt.Errorf("write a register as XLSX: %w", err)
	}
	return out.Bytes(), nil
}

func (b *book) try(err error) {
	if b.err == nil {
		b.err = err
	}
}

func at(col, row int) string {
	name, _ := excelize.CoordinatesToCellName(col, row)
	return name
}

// dayColumn is the column of a day of the month; totColumn is that of the total.
func (b *book) dayColumn(day int) int { return len(b.h.fixed()) + day }
func (b *book) totColumn() int        { return b.dayColumn(b.s.columns() + 1) }
func (b *book) headerRow() int        { return 6 + b.h.layout }
func (b *book) totalsRow() int        { return b.last + 1 }
func (b *book) put(c, r int, v any) {
	b.try(b.f.SetCellValue(b.sheet, at(c, r), v))
}
func (b *book) style(c1, r1, c2, r2, style int) {
	b.try(b.f.SetCellStyle(b.sheet, at(c1, r1), at(c2, r2), style))
}

func (b *book) newStyle(s excelize.Style) int {
	id, err := b.f.NewStyle(&s)
	b.try(err)
	return id
}

// styles defines the looks of cells.
func (b *book) styles() {
	var border []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		border = append(border, excelize.Border{Type: side, Color: "7F7F7F", Style: 1})
	}
	font := func(size float64, bold bool) *excelize.Font {
		return &excelize.Font{Family: "Calibri", Size: size, Bold: bold}
	}
	fill := func(color string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
	}
	middle := &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	european := "dd/mm/yyyy"
	b.title = b.newStyle(excelize.Style{Font: font(14, true)})
	b.label = b.newStyle(excelize.Style{Font: font(10, true)})
	b.header = b.newStyle(excelize.Style{Font: font(9, true), Border: border, Fill: fill("D9E2F3"), Alignment: middle})
	b.weekend = b.newStyle(excelize.Style{Font: font(9, true), Border: border, Fill: fill("BFBFBF"), Alignment: middle})
	b.cell = b.newStyle(excelize.Style{Font: font(9, false), Border: border})
	b.day = b.newStyle(excelize.Style{Font: font(9, false), Border: border, Alignment: middle})
	b.off = b.newStyle(excelize.Style{Font: font(9, false), Border: border, Fill: fill("EDEDED"), Alignment: middle})
	b.date = b.newStyle(excelize.Style{Font: font(9, false), Border: border, CustomNumFmt: &european, Alignment: middle})
	b.total = b.newStyle(excelize.Style{Font: font(9, true), Border: border, Fill: fill("FFF2CC"), Alignment: middle})
}

// head writes office, title, month and the facts of the centre.
func (b *book) head() {
	b.put(1, 1, shortName(&b.s.Office))
	b.put(b.dayColumn(3), 1, registerTitle)
	b.put(b.dayColumn(16), 1, "mese/anno")
	b.put(b.dayColumn(20), 1, monthTitle(b.s.Period))
	b.style(1, 1, b.dayColumn(20), 1, b.title)
	places := [][2]int{{1, 2}, {b.dayColumn(3), 2}, {1, 3}, {b.dayColumn(3), 3}, {1, 4}, {b.dayColumn(16), 2}, {b.dayColumn(16), 3}}
	for i, l := range head(b.s) {
		c, r := places[i][0], places[i][1]
		b.style(c, r, c, r, b.label)
		if b.h.layout == 0 {
			b.put(c, r, l.what+": "+l.value)
			continue
		}
		b.put(c, r, l.what+":")
		value := c + 2
		if c > len(b.h.fixed()) {
			value = c + 4
		}
		if l.what == "Capienza" {
			b.put(value, r, b.s.Places)
			continue
		}
		b.put(value, r, l.value)
	}
}

// columns writes the header of the table; the second layout has the initials of
// the weekdays above the numbers of the days.
func (b *book) columns() {
	r := b.headerRow()
	for i, name := range b.h.fixed() {
		b.put(i+1, r, name)
	}
	b.style(1, r, b.totColumn(), r, b.header)
	for i := range b.s.columns() {
		d := b.s.Period.Start.AddDays(i)
		b.put(b.dayColumn(i+1), r, i+1)
		if isWeekend(d) {
			b.style(b.dayColumn(i+1), r, b.dayColumn(i+1), r, b.weekend)
		}
		if b.h.layout == 1 {
			b.put(b.dayColumn(i+1), r-1, weekdayInitial(d))
			b.style(b.dayColumn(i+1), r-1, b.dayColumn(i+1), r-1, b.day)
		}
	}
	b.put(b.totColumn(), r, "TOT")
	b.try(b.f.SetRowHeight(b.sheet, r, 26))
	b.widths()
}

func (b *book) widths() {
	for i, w := range []float64{5, 11.5, 27, 6, 11, 15, 11, 11, 9}[:len(b.h.fixed())] {
		name, _ := excelize.ColumnNumberToName(i + 1)
		b.try(b.f.SetColWidth(b.sheet, name, name, w))
	}
	from, _ := excelize.ColumnNumberToName(b.dayColumn(1))
	to, _ := excelize.ColumnNumberToName(b.dayColumn(31))
	b.try(b.f.SetColWidth(b.sheet, from, to, 3.6))
	tot, _ := excelize.ColumnNumberToName(b.totColumn())
	b.try(b.f.SetColWidth(b.sheet, tot, tot, 7.5))
}

// rows writes the guests and the row of totals.
func (b *book) rows() {
	b.first = b.headerRow() + 1
	b.last = b.first + len(b.s.Rows) - 1
	for i, r := range b.s.Rows {
		b.guest(b.first+i, i+1, r)
	}
	if len(b.s.Rows) > 0 {
		b.dress()
	}
	b.put(1, b.totalsRow(), "Totale presenti per giorno")
	b.style(1, b.totalsRow(), b.totColumn(), b.totalsRow(), b.total)
	for i, n := range b.s.DayTotals {
		b.sumUp(b.dayColumn(i+1), b.totalsRow(), n, at(b.dayColumn(i+1), b.first)+":"+at(b.dayColumn(i+1), b.last))
	}
	b.sumUp(b.totColumn(), b.totalsRow(), b.s.Total, at(b.dayColumn(1), b.first)+":"+at(b.dayColumn(b.s.Period.Days()), b.last))
}

func (b *book) guest(row, number int, r Row) {
	values := []any{number, r.Code, r.Name, r.Sex, serial(r.Born), r.Country, serial(r.Entry), serial(r.Exit)}
	if b.h.families {
		values = append(values, noneOf(r.Family))
	}
	for _, m := range r.Marks {
		values = append(values, b.written(m))
	}
	b.try(b.f.SetSheetRow(b.sheet, at(1, row), &values))
	days := b.s.Period.Days()
	b.sumUp(b.totColumn(), row, r.Total, at(b.dayColumn(1), row)+":"+at(b.dayColumn(days), row))
}

// noneOf keeps a cell empty that has no text.
func noneOf(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// written is a mark as a value of a cell: digits are numbers, no mark is an
// empty cell.
func (b *book) written(m Mark) any {
	switch s := b.h.symbol(m); s {
	case "":
		return nil
	case "1":
		return 1
	case "0":
		return 0
	default:
		return s
	}
}

// dress gives the rows of guests their looks, a block at a time.
func (b *book) dress() {
	b.style(1, b.first, b.totColumn(), b.last, b.cell)
	b.style(5, b.first, 5, b.last, b.date)
	b.style(7, b.first, 8, b.last, b.date)
	b.style(b.dayColumn(1), b.first, b.dayColumn(b.s.Period.Days()), b.last, b.day)
	for i := range b.s.Period.Days() {
		if isWeekend(b.s.Period.Start.AddDays(i)) {
			b.style(b.dayColumn(i+1), b.first, b.dayColumn(i+1), b.last, b.off)
		}
	}
	b.style(b.totColumn(), b.first, b.totColumn(), b.last, b.total)
}

// sumUp writes a total. Where the body's sheets compute, and the total is what
// the marks give, the cell holds a formula with its value; else a typed number.
func (b *book) sumUp(c, r, n int, cells string) {
	b.put(c, r, n)
	if !b.h.formulas || n != b.count(c, r) {
		return
	}
	formula := fmt.Sprintf(`COUNTIF(%s,"%s")`, cells, b.h.marks.present)
	if b.h.marks.present == "1" {
		formula = fmt.Sprintf("SUM(%s)", cells)
	}
	b.try(b.f.SetCellFormula(b.sheet, at(c, r), formula))
}

// count is the total that the marks give for the cell.
func (b *book) count(c, r int) int {
	n := 0
	for i, row := range b.s.Rows {
		if r != b.totalsRow() && r != b.first+i {
			continue
		}
		for d, m := range row.Marks {
			if m == Present && (c == b.totColumn() || c == b.dayColumn(d+1)) {
				n++
			}
		}
	}
	return n
}

// foot writes the line under the table and the place of the signature.
func (b *book) foot() {
	r := b.totalsRow() + 2
	for i, l := range tail(b.s) {
		c := []int{1, 3, 5, 7}[i]
		b.put(c, r, l.what+" "+l.value)
		b.style(c, r, c, r, b.label)
	}
	if l := b.h.legend(); l != "" {
		b.put(1, r+1, l)
	}
	b.put(b.dayColumn(8), r, "Firma del responsabile / timbro")
	b.put(b.dayColumn(8), r+2, "______________________________")
}

// page sets what is printed: landscape, one page wide, the header on each page.
func (b *book) page() {
	landscape, paper, wide, tall := "landscape", 9, 1, 0
	if b.h.layout == 1 {
		paper = 8 // A3
	}
	b.try(b.f.SetPageLayout(b.sheet, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &paper, FitToWidth: &wide, FitToHeight: &tall}))
	fit := true
	b.try(b.f.SetSheetProps(b.sheet, &excelize.SheetPropsOptions{FitToPage: &fit}))
	b.try(b.f.SetPanes(b.sheet, &excelize.Panes{Freeze: true, XSplit: 3, YSplit: b.headerRow(),
		TopLeftCell: at(4, b.headerRow()+1), ActivePane: "bottomRight"}))
	b.try(b.f.SetHeaderFooter(b.sheet, &excelize.HeaderFooterOptions{OddFooter: "&L" + b.s.Centre.Code + "&RPag. &P di &N"}))
	b.try(b.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: b.sheet,
		RefersTo: fmt.Sprintf("'%s'!$%d:$%d", b.sheet, b.headerRow(), b.headerRow())}))
	b.try(b.f.SetDocProps(&excelize.DocProperties{Creator: b.s.Body.Name, LastModifiedBy: b.s.Body.Name,
		Title: registerTitle + " " + b.s.Centre.Code, Language: "it-IT",
		Created: b.s.Period.End.At(9, 30).UTC().Format(time.RFC3339), Modified: b.s.Period.End.At(18, 5).UTC().Format(time.RFC3339)}))
}

// serial is the number of a day in a spreadsheet (1900 system); nil: no date.
func serial(d calendar.Date) any {
	if d.IsZero() {
		return nil
	}
	n := calendar.MustDate(1899, time.December, 30).DaysUntil(d)
	if n < 61 {
		n-- // spreadsheets believe in 29 February 1900
	}
	return n
}
