package blank_test

import (
	"bytes"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/reception/blank"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// mixed are marks of every kind, an entry and an exit within the month.
func mixed(guests int) blank.Register {
	r := register(func(int, int) string { return "" })
	signs := blank.Signs()
	r.Rows = nil
	for g := range guests {
		row := blank.Row{Code: fmt.Sprintf("RI%05dA", g+1), Name: "Provaldi Ospite", Came: calendar.MustDate(2026, 9, 1)}
		if g%5 == 1 || g%5 == 2 {
			row.Family = fmt.Sprintf("N%d", g/5+1)
		}
		for d := range r.Month.Days() {
			m := "P"
			if (g+d)%9 == 0 {
				m = signs[1+(g+d)/9%4] // A, AA, AG, H
			}
			row.Marks = append(row.Marks, m)
		}
		r.Rows = append(r.Rows, row)
	}
	r.Rows[0].Came, r.Rows[0].Marks[0], r.Rows[0].Marks[1], r.Rows[0].Marks[2] = calendar.MustDate(2026, 10, 3), "", "", "I"
	last := &r.Rows[guests-1]
	last.Went = calendar.MustDate(2026, 10, 29)
	last.Marks[28], last.Marks[29], last.Marks[30] = "U", "", ""
	return r
}

// What Reading tells of a register is what is read of the workbook: each field, with
// its cell. It has no names.
func TestReadingIsThatOfTheWorkbook(t *testing.T) {
	half := mixed(4)
	half.Rows[1].Marks = half.Rows[1].Marks[:10]
	half.Rows[2].Marks = nil
	for name, r := range map[string]blank.Register{"filled in": mixed(5), "half filled in": half, "empty": register(func(int, int) string { return "" })} {
		b, err := r.WithoutNames().Write()
		if err != nil {
			t.Fatal(err)
		}
		grids, err := attendance.ReadXLSX(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			t.Fatal(err)
		}
		var want []document.Field
		for _, reg := range attendance.Find(grids[0]) {
			want = append(want, reg.Fields()...)
		}
		got := r.Reading().Fields
		if len(got) != len(want) || len(want) == 0 {
			t.Fatalf("%s: %d fields, the workbook gives %d", name, len(got), len(want))
		}
		for i := range want {
			if !reflect.DeepEqual(got[i], want[i]) {
				t.Errorf("%s:\n%+v\nthe workbook gives\n%+v", name, got[i], want[i])
			}
		}
	}
}

// Places of the workbook lead to the guest and the day.
func TestWhere(t *testing.T) {
	r := mixed(3)
	for cell, want := range map[string][2]int{"G8": {1, 1}, "AK10": {3, 31}, "G9:AK9": {2, 0}, "I8:I10": {0, 3}, "G8:AK10": {}, "B8": {1, 0}, "D8": {1, 0}, "AL8": {1, 0}, "A1": {}, "G11": {0, 1}, "": {}} {
		if row, day := r.Where(document.Place{Sheet: "Registro", Cell: cell}); row != want[0] || day != want[1] {
			t.Errorf("%q is row %d, day %d; want %v", cell, row, day, want)
		}
	}
}

// The sheet to sign is read back by the product's own reader: the same presences,
// on one page and on several.
func TestThePDFIsRead(t *testing.T) {
	for _, guests := range []int{1, 5, 22, 23, 24, 50} {
		r := mixed(guests)
		b, err := r.PDF(time.Date(2026, 11, 3, 9, 5, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		got, err := extract.Read(t.Context(), extract.Input{Name: "registro.pdf", ReaderAt: bytes.NewReader(b), Size: int64(len(b))})
		if err != nil || got.Error != nil {
			t.Fatalf("%d guests: %v %v", guests, err, got.Error)
		}
		if got.Kind != document.Register {
			t.Errorf("%d guests: the kind is %q", guests, got.Kind)
		}
		want := r.Reading()
		for _, f := range want.Fields {
			if f.Name == document.CentreName { // of the workbook it is the code
				continue
			}
			g, ok := got.Field(f.Name)
			if !ok || g.Value != f.Value || g.Unsure {
				t.Errorf("%d guests: %s is %q (unsure %v: %s), want %q", guests, f.Name, g.Value, g.Unsure, g.Why, f.Value)
			}
		}
	}
}
