package blank_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/blank"
	"github.com/insiemi/insiemi/workflow/calendar"
)

func register(marks func(guest, day int) string) blank.Register {
	oct := calendar.MonthOf(calendar.MustDate(2026, 10, 1))
	r := blank.Register{Office: "Prefettura – UTG di Prova", Body: "Cooperativa Alfa", CIG: "A0B1C2D3E4", Places: 12, Month: oct, Free: 4,
		Centre: reception.Centre{Code: "RN-017", Name: "Casa del Pino"}}
	for g := range 3 {
		row := blank.Row{Code: fmt.Sprintf("RI0000%dA", g+1), Name: "Prova Ospite", Came: calendar.MustDate(2026, 9, 1)}
		for d := range oct.Days() {
			row.Marks = append(row.Marks, marks(g, d+1))
		}
		r.Rows = append(r.Rows, row)
	}
	r.Rows[0].Family, r.Rows[2].Family = "N1", "N1"
	r.Rows[1].Went = calendar.MustDate(2026, 10, 20)
	return r
}

// What the workbook says is what is read of it: centre, month, guests, each day,
// and totals that agree.
func TestWhatIsWrittenIsRead(t *testing.T) {
	marks := func(g, d int) string {
		switch {
		case g == 1 && d == 20:
			return "U"
		case g == 1 && d > 20:
			return ""
		case g == 2 && d < 4:
			return "AA"
		}
		return "P"
	}
	b, err := register(marks).Write()
	if err != nil {
		t.Fatal(err)
	}
	grids, err := attendance.ReadXLSX(bytes.NewReader(b), int64(len(b)))
	if err != nil || len(grids) != 1 {
		t.Fatalf("%d grids, %v", len(grids), err)
	}
	regs := attendance.Find(grids[0])
	if len(regs) != 1 {
		t.Fatalf("%d registers", len(regs))
	}
	got := map[string]document.Field{}
	for _, f := range regs[0].Fields() {
		got[f.Name] = f
		if f.Unsure {
			t.Errorf("unsure: %+v", f)
		}
	}
	for name, want := range map[string]string{
		document.PeriodMonth: "2026-10", document.CentreCode: "RN-017", "cig": "A0B1C2D3E4", "body.name": "Cooperativa Alfa", "guests": "3", "capacity": "12",
		document.PersonDays: "78", "person_days.declared": "78",
		document.FamilyCount: "1", document.RowField(1, "family"): "N1", document.RowField(2, "family"): "", document.RowField(3, "family"): "N1",
		document.RowField(1, "guest"): "RI00001A", document.RowField(1, "entry"): "2026-09-01", document.RowField(1, "present"): strings.Repeat("P", 31),
		document.RowField(2, "exit"): "2026-10-20", document.RowField(2, "present"): strings.Repeat("P", 19) + "A" + strings.Repeat("-", 11),
		document.RowField(3, "present"): "AAA" + strings.Repeat("P", 28), document.RowField(3, "excused"): "xxx" + strings.Repeat(".", 28),
		document.RowField(3, "days.declared"): "28",
	} {
		if got[name].Value != want {
			t.Errorf("%s is read as %q, written %q", name, got[name].Value, want)
		}
	}
	if _, ok := got[document.RowField(4, "guest")]; ok {
		t.Error("a free row is a guest")
	}
}

// openEmpty is the workbook of a register without marks.
func openEmpty(t *testing.T) *excelize.File {
	t.Helper()
	b, err := register(func(int, int) string { return "" }).Write()
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// An empty one has nothing to count, and free rows are no guests.
func TestAnEmptyRegister(t *testing.T) {
	f := openEmpty(t)
	v, err := f.GetDataValidations("Registro")
	if err != nil || len(v) != 2 || !strings.HasPrefix(v[0].Sqref, "G8:AK14") || !strings.HasPrefix(v[1].Sqref, "D8:D14") {
		t.Errorf("the marks to choose from: %+v, %v", v, err)
	}
}

func TestNotAMonth(t *testing.T) {
	r := register(func(int, int) string { return "P" })
	r.Month.End = r.Month.End.AddDays(1)
	if _, err := r.Write(); err == nil {
		t.Error("a period that is no month makes a register")
	}
}

// A program that fills the sheet in without computing leaves the totals as they were:
// they are unsure, and nobody is told that they were declared.
func TestTotalsThatNobodyComputed(t *testing.T) {
	f := openEmpty(t)
	for _, cell := range []string{"G8", "H8", "G9", "G10"} {
		if err := f.SetCellValue("Registro", cell, "P"); err != nil {
			t.Fatal(err)
		}
	}
	var filled bytes.Buffer
	if _, err := f.WriteTo(&filled); err != nil {
		t.Fatal(err)
	}
	grids, err := attendance.ReadXLSX(bytes.NewReader(filled.Bytes()), int64(filled.Len()))
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, x := range attendance.Find(grids[0])[0].Fields() {
		switch {
		case x.Name == document.PersonDays && x.Value != "4":
			t.Errorf("presences %+v", x)
		case strings.HasSuffix(x.Name, ".declared") && x.Value == "0" && strings.Contains(x.Why, "formula gives"):
			told++
			if !x.Unsure {
				t.Errorf("%s is sure", x.Name)
			}
		case x.Name == document.DeclaredPersonDays:
			t.Errorf("the total of the month is taken as %+v", x)
		}
	}
	if told < 4 {
		t.Errorf("%d totals are unsure", told)
	}
}
