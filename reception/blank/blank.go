// Package blank writes the office's own attendance register: one centre, one
// month, a row a guest and a column a day, filled with what is known, with the
// legend of its marks. As a workbook (XLSX) it has lists to choose them from and
// totals that count by themselves; as a PDF it is for signing. Both are read back
// like any other register, and Reading tells what will be read before.
package blank

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Row is one guest.
type Row struct {
	Code string // the office's code of the guest
	Name string // "" where it is not known
	// Family is the code of the guest's family, see document.FamilyCode; "": none.
	Family string
	Came   calendar.Date // the day of entry; zero: not known
	Went   calendar.Date // the day of exit; zero: still there
	// Marks are the marks by day, "" or shorter where they are still to be filled in.
	Marks []string
}

// Register is what a workbook is made of.
type Register struct {
	Office string // "Prefettura – UTG di Rimini"
	Body   string
	CIG    string // "" where none is known
	Centre reception.Centre
	Places int // on the last day of the month
	Month  calendar.Period
	Rows   []Row
	Free   int // empty rows below, for who arrives
}

// Marks are the marks of the register with what they mean, in the order of its
// legend. The reading of registers knows each.
func Marks() []Mark {
	return []Mark{{"P", "presente", "present"}, {"A", "assente", "absent"}, {"AA", "assenza autorizzata", "authorised absence"},
		{"AG", "assenza giustificata", "justified absence"}, {"H", "ricovero", "in hospital"}, {"I", "ingresso", "entry"},
		{"U", "uscita", "exit"}, {"T", "trasferimento", "transfer"}}
}

// Mark is one mark, with what it means.
type Mark struct{ Sign, It, En string }

// The layout: the table's headings are in row headRow, guests from the next one on.
const (
	sheetName = "Registro"
	headRow   = 7
	dayColumn = 7 // of the first day

	familyColumn = 4
)

// Write makes the workbook. It errs on a period that is not one month.
func (r Register) Write() ([]byte, error) {
	if !r.Month.IsMonth() {
		return nil, fmt.Errorf("a register is of one month, not of %s", r.Month.Key())
	}
	b := &book{f: excelize.NewFile()}
	defer b.f.Close()
	b.try(b.f.SetSheetName("Sheet1", sheetName))
	b.styles()
	b.fill(r)
	b.choices()
	b.page()
	b.stream()
	if b.err != nil {
		return nil, fmt.Errorf("write a register: %w", b.err)
	}
	var out bytes.Buffer
	if err := b.f.Write(&out); err != nil {
		return nil, fmt.Errorf("write a register: %w", err)
	}
	return out.Bytes(), nil
}

// fill lays the register out in cells.
func (b *book) fill(r Register) {
	b.r, b.last, b.cells = r, headRow+len(r.Rows)+r.Free, map[int][]any{}
	b.head()
	b.columns()
	for i := range r.Rows {
		b.guest(headRow+1+i, i+1, r.Rows[i])
	}
	for i := range r.Free {
		b.guest(headRow+1+len(r.Rows)+i, len(r.Rows)+i+1, Row{})
	}
	b.totals()
}

// book is a register on its way into a workbook. The first error is kept.
type book struct {
	f    *excelize.File
	r    Register
	last int // row of the last guest
	err  error

	cells map[int][]any // by row, from the first column

	title, label, heading, weekend, mark, off, text, date, total int // styles
}

func (b *book) try(err error) {
	if b.err == nil {
		b.err = err
	}
}

func at(col, row int) string {
	name, _ := excelize.CoordinatesToCellName(col, row) // columns and rows are from 1
	return name
}

func (b *book) set(col, row, style int, value any) {
	b.put(col, row, excelize.Cell{StyleID: style, Value: value})
}

func (b *book) put(col, row int, c excelize.Cell) {
	for len(b.cells[row]) < col {
		b.cells[row] = append(b.cells[row], nil)
	}
	b.cells[row][col-1] = c
}

// stream writes the cells in one go: only so a formula keeps a number as what it
// gives, where SetCellFormula would keep a text.
func (b *book) stream() {
	w, err := b.f.NewStreamWriter(sheetName)
	b.try(err)
	if err != nil {
		return
	}
	for _, c := range []struct {
		from, to int
		width    float64
	}{{1, 1, 4}, {2, 2, 13}, {3, 3, 26}, {familyColumn, familyColumn, 8}, {5, 6, 11}, {dayColumn, b.totalColumn() - 1, 3.6}, {b.totalColumn(), b.totalColumn(), 8}} {
		b.try(w.SetColWidth(c.from, c.to, c.width))
	}
	b.try(w.SetPanes(&excelize.Panes{Freeze: true, XSplit: 3, YSplit: headRow, TopLeftCell: at(4, headRow+1), ActivePane: "bottomRight"}))
	for row := 1; row <= b.last+3; row++ {
		if cells := b.cells[row]; cells != nil {
			b.try(w.SetRow(at(1, row), cells))
		}
	}
	b.try(w.MergeCell(at(1, b.last+1), at(dayColumn-1, b.last+1)))
	b.try(w.Flush())
}

func (b *book) styles() {
	line := []excelize.Border{{Type: "left", Color: "9AA5B1", Style: 1}, {Type: "right", Color: "9AA5B1", Style: 1}, {Type: "top", Color: "9AA5B1", Style: 1}, {Type: "bottom", Color: "9AA5B1", Style: 1}}
	centred := &excelize.Alignment{Horizontal: "center", Vertical: "center"}
	style := func(s excelize.Style) (id int) {
		id, err := b.f.NewStyle(&s)
		b.try(err)
		return id
	}
	fill := func(colour string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
	}
	dates := "dd/mm/yyyy"
	b.title = style(excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}})
	b.label = style(excelize.Style{Font: &excelize.Font{Bold: true}})
	b.heading = style(excelize.Style{Font: &excelize.Font{Bold: true}, Border: line, Fill: fill("DCE6F2"), Alignment: centred})
	b.weekend = style(excelize.Style{Font: &excelize.Font{Bold: true}, Border: line, Fill: fill("F2DCDB"), Alignment: centred})
	b.mark = style(excelize.Style{Border: line, Alignment: centred})
	b.off = style(excelize.Style{Border: line, Fill: fill("FBF0EF"), Alignment: centred})
	b.text = style(excelize.Style{Border: line})
	b.date = style(excelize.Style{Border: line, CustomNumFmt: &dates})
	b.total = style(excelize.Style{Font: &excelize.Font{Bold: true}, Border: line, Fill: fill("EDEDED"), Alignment: centred})
}

// head writes what the register is of.
func (b *book) head() {
	r := b.r
	b.set(1, 1, b.title, "REGISTRO DELLE PRESENZE DEGLI OSPITI")
	b.set(1, 2, b.label, r.Office)
	pair := func(row, col int, label string, value any) {
		b.set(col, row, b.label, label)
		at := col + 2
		if col > dayColumn { // columns of days are narrow
			at = col + 4
		}
		b.set(at, row, 0, value)
	}
	pair(3, 1, "Ente gestore:", r.Body)
	pair(3, dayColumn+6, "CIG:", r.CIG)
	pair(4, 1, "Centro:", r.Centre.Code)
	pair(4, dayColumn+6, "Denominazione:", r.Centre.Name)
	pair(5, 1, "Mese:", strings.ToUpper(r.Month.Words("it")))
	pair(5, dayColumn+6, "Capienza:", r.Places)
	var legend []string
	for _, m := range Marks() {
		legend = append(legend, m.Sign+" = "+m.It)
	}
	b.set(1, 6, 0, "Legenda: "+strings.Join(legend, "; "))
}

func (b *book) columns() {
	for i, name := range []string{"N.", "Cod. ospite", "Cognome e nome", "Nucleo", "Ingresso", "Uscita"} {
		b.set(i+1, headRow, b.heading, name)
	}
	for d := range b.r.Month.Days() {
		style := b.heading
		if b.weekendOn(d) {
			style = b.weekend
		}
		b.set(dayColumn+d, headRow, style, d+1)
	}
	b.set(b.totalColumn(), headRow, b.heading, "Totale")
}

func (b *book) weekendOn(d int) bool {
	on := b.r.Month.Start.AddDays(d).Weekday()
	return on == time.Saturday || on == time.Sunday
}

func (b *book) totalColumn() int { return dayColumn + b.r.Month.Days() }

func (b *book) guest(row, number int, g Row) {
	b.set(1, row, b.text, number)
	if g.Code == "" && g.Name == "" {
		b.set(1, row, b.text, nil)
	}
	b.set(2, row, b.text, none(g.Code))
	b.set(3, row, b.text, none(g.Name))
	b.set(familyColumn, row, b.mark, none(g.Family))
	b.day(5, row, g.Came)
	b.day(6, row, g.Went)
	present := 0
	for d := range b.r.Month.Days() {
		style := b.mark
		if b.weekendOn(d) {
			style = b.off
		}
		var mark string
		if d < len(g.Marks) {
			mark = g.Marks[d]
		}
		if Counts(mark) {
			present++
		}
		b.set(dayColumn+d, row, style, none(mark))
	}
	cells := at(dayColumn, row) + ":" + at(b.totalColumn()-1, row)
	b.formula(b.totalColumn(), row, present, cells)
}

// none keeps a cell empty that has nothing to say.
func none(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func (b *book) day(col, row int, d calendar.Date) {
	b.set(col, row, b.date, nil)
	if !d.IsZero() {
		b.set(col, row, b.date, d.At(0, 0).Format("02/01/2006"))
	}
}

// formula counts the days of presence in some cells, and keeps what it is now, for
// who reads the file without computing.
func (b *book) formula(col, row, now int, cells string) {
	b.put(col, row, excelize.Cell{StyleID: b.total, Value: now, Formula: fmt.Sprintf(`COUNTIF(%s,"P")+COUNTIF(%s,"I")`, cells, cells)})
}

func (b *book) totals() {
	row := b.last + 1
	b.set(1, row, b.total, "Totale presenti per giorno")
	all := 0
	for d := range b.r.Month.Days() {
		n := 0
		for _, g := range b.r.Rows {
			if d < len(g.Marks) && Counts(g.Marks[d]) {
				n++
			}
		}
		all += n
		b.formula(dayColumn+d, row, n, at(dayColumn+d, headRow+1)+":"+at(dayColumn+d, b.last))
	}
	b.put(b.totalColumn(), row, excelize.Cell{StyleID: b.total, Value: all,
		Formula: fmt.Sprintf("SUM(%s:%s)", at(b.totalColumn(), headRow+1), at(b.totalColumn(), b.last))})
	b.set(1, row+2, 0, "Il responsabile del centro")
	b.set(dayColumn+6, row+2, 0, "Data e firma")
}

// choices lets each day be chosen from the marks, and refuses any other; it says what
// stands in the column of families.
func (b *book) choices() {
	signs := Signs()
	v := excelize.NewDataValidation(true)
	v.SetSqref(at(dayColumn, headRow+1) + ":" + at(b.totalColumn()-1, b.last))
	b.try(v.SetDropList(signs))
	v.SetError(excelize.DataValidationErrorStyleStop, "Segno sconosciuto", "Segni ammessi: "+strings.Join(signs, ", ")+".")
	b.try(b.f.AddDataValidation(sheetName, v))
	f := excelize.NewDataValidation(true)
	f.SetSqref(at(familyColumn, headRow+1) + ":" + at(familyColumn, b.last))
	f.SetInput("Nucleo familiare", "Un codice breve (N1, N2 …), uguale per tutta la famiglia. Vuoto per chi è solo. Non scrivere il cognome.")
	b.try(b.f.AddDataValidation(sheetName, f))
}

// page makes it fit on paper: landscape, one page wide, headings on each.
func (b *book) page() {
	landscape, a4, wide, tall := "landscape", 9, 1, 0
	fit := true
	b.try(b.f.SetPageLayout(sheetName, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a4, FitToWidth: &wide, FitToHeight: &tall}))
	b.try(b.f.SetSheetProps(sheetName, &excelize.SheetPropsOptions{FitToPage: &fit}))
	b.try(b.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: fmt.Sprintf("%s!$%d:$%d", sheetName, headRow, headRow), Scope: sheetName}))
}
