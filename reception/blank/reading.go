package blank

import (
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Signs are the marks alone.
func Signs() []string {
	out := make([]string, 0, len(Marks()))
	for _, m := range Marks() {
		out = append(out, m.Sign)
	}
	return out
}

// Counts says that a mark is a day of presence, as the totals count them.
func Counts(mark string) bool { return mark == "P" || mark == "I" }

// GridRows are the rows by code alone.
func (r Register) GridRows() []reception.GridRow {
	out := make([]reception.GridRow, len(r.Rows))
	for i, g := range r.Rows {
		out[i] = reception.GridRow{Code: g.Code, Family: g.Family, Came: g.Came, Went: g.Went, Marks: g.Marks}
	}
	return out
}

// WithoutNames is the same register with codes alone, and no free rows.
func (r Register) WithoutNames() Register {
	r.Rows = slices.Clone(r.Rows)
	for i := range r.Rows {
		r.Rows[i].Name = ""
	}
	r.Free = 0
	return r
}

// TellsFamilies says that some guest is of a family.
func (r Register) TellsFamilies() bool {
	return slices.ContainsFunc(r.Rows, func(g Row) bool { return g.Family != "" })
}

// Marked says that some day has a mark.
func (r Register) Marked() bool {
	return slices.ContainsFunc(r.Rows, func(g Row) bool { return strings.Join(g.Marks, "") != "" })
}

// Reading is what is read of the workbook that Write makes of the register, each
// value with its cell, without writing it. Names are left out.
func (r Register) Reading() document.Reading {
	out := document.Reading{Kind: document.Register, KindScore: 1, Method: document.MethodCells}
	if !r.Month.IsMonth() {
		return out
	}
	b := &book{}
	b.fill(r.WithoutNames())
	g := attendance.Grid{Name: sheetName, Method: document.MethodCells}
	for row := 1; row <= b.last+3; row++ {
		var cells []attendance.Cell
		for i, c := range b.cells[row] {
			cells = append(cells, cellOf(c, i+1, row))
		}
		g.Rows = append(g.Rows, cells)
	}
	for _, reg := range attendance.Find(g) {
		out.Fields = append(out.Fields, reg.Fields()...)
	}
	return out
}

// RowsOf returns the guests of a register of the month as it was read, by code: what
// was not understood is left blank. It has none where the reading is of another month.
func RowsOf(d document.Reading, month calendar.Period) []Row {
	if d.Value(document.PeriodMonth) != month.Key() {
		return nil
	}
	var out []Row
	for n := 1; ; n++ {
		present, ok := d.Field(document.RowField(n, "present"))
		if !ok {
			return out
		}
		r := Row{Code: d.Value(document.RowField(n, "guest"))}
		if f, ok := d.Field(document.RowField(n, "family")); ok && !f.Unsure {
			r.Family = f.Value
		}
		// A date that is not one is left out.
		r.Came, _ = calendar.ParseDate(d.Value(document.RowField(n, "entry")))
		r.Went, _ = calendar.ParseDate(d.Value(document.RowField(n, "exit")))
		excused := d.Value(document.RowField(n, "excused"))
		for i, p := range present.Value[:min(len(present.Value), month.Days())] {
			r.Marks = append(r.Marks, signOf(p, i < len(excused) && excused[i] == 'x', r.Went.Equal(month.Start.AddDays(i))))
		}
		out = append(out, r)
	}
}

// signOf is the mark of a day as it was read.
func signOf(read rune, excused, exit bool) string {
	switch {
	case read == 'P':
		return "P"
	case read == 'A' && exit:
		return "U"
	case read == 'A' && excused:
		return "AG"
	case read == 'A':
		return "A"
	}
	return ""
}

func cellOf(c any, col, row int) attendance.Cell {
	out := attendance.Cell{Place: document.Place{Sheet: sheetName, Cell: at(col, row)}}
	x, ok := c.(excelize.Cell)
	if !ok || x.Value == nil {
		return out
	}
	out.Text, out.Formula = fmt.Sprint(x.Value), x.Formula
	_, out.IsText = x.Value.(string)
	return out
}

// Where tells which guest and which day (both from 1) a place of the workbook is
// about; 0 where it is about none, or several.
func (r Register) Where(p document.Place) (row, day int) {
	from, to, isRange := strings.Cut(p.Cell, ":")
	c0, r0, err := excelize.CellNameToCoordinates(from)
	if err != nil || p.Sheet != sheetName {
		return 0, 0
	}
	c1, r1 := c0, r0
	if isRange {
		if c1, r1, err = excelize.CellNameToCoordinates(to); err != nil {
			return 0, 0
		}
	}
	if r0 == r1 && r0 > headRow && r0 <= headRow+len(r.Rows) {
		row = r0 - headRow
	}
	if c0 == c1 && c0 >= dayColumn && c0 < dayColumn+r.Month.Days() {
		day = c0 - dayColumn + 1
	}
	return row, day
}
