package web

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"github.com/insiemi/insiemi/workflow/calendar"
)

var listNow = time.Date(2026, time.November, 3, 8, 0, 0, 0, time.UTC)

// opened writes a sheet as a workbook and reads it back.
func opened(t testing.TB, sh *sheet) *excelize.File {
	t.Helper()
	b, err := sh.xlsx("it", listNow)
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// inWorkbook is a cell as it is stored and as it is shown.
func inWorkbook(t testing.TB, f *excelize.File, at string) (raw, shown string) {
	t.Helper()
	tab := f.GetSheetName(0)
	raw, err := f.GetCellValue(tab, at, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	if shown, err = f.GetCellValue(tab, at); err != nil {
		t.Fatal(err)
	}
	return raw, shown
}

func money(s string) amount { return amount(decimal.RequireFromString(s)) }

// Every kind of cell, in both formats.
func TestCells(t *testing.T) {
	t.Parallel()
	on := calendar.MustDate(2026, time.November, 5)
	instant := time.Date(2026, 11, 5, 22, 59, 59, 0, time.UTC) // 23:59 in Rome
	for _, c := range []struct {
		cell            cell
		csv, raw, shown string
		isNumber        bool
	}{
		{cell: word("Convenzione; nuova"), csv: "Convenzione; nuova", raw: "Convenzione; nuova", shown: "Convenzione; nuova"},
		{cell: word("0012"), csv: "0012", raw: "0012", shown: "0012"},
		{cell: word(""), csv: "", raw: "", shown: ""},
		{cell: word(" a\nb "), csv: " a\nb ", raw: " a\nb ", shown: " a\nb "},
		{cell: word("<&>\""), csv: "<&>\"", raw: "<&>\"", shown: "<&>\""},
		{cell: whole(-1234567), csv: "-1234567", raw: "-1234567", shown: "-1234567", isNumber: true},
		{cell: whole(0), csv: "0", raw: "0", shown: "0", isNumber: true},
		{cell: money("1234567.5"), csv: "1234567,50", raw: "1234567.5", shown: "1,234,567.50", isNumber: true},
		{cell: money("-12"), csv: "-12,00", raw: "-12", shown: "-12.00", isNumber: true},
		{cell: money("25.39000000"), csv: "25,39", raw: "25.39", shown: "25.39", isNumber: true},
		{cell: money("0.125"), csv: "0,125", raw: "0.125", shown: "0.13", isNumber: true},
		{cell: money("1e3"), csv: "1000,00", raw: "1000", shown: "1,000.00", isNumber: true},
		{cell: money("9999999999999.99"), csv: "9999999999999,99", raw: "9999999999999.99", shown: "9,999,999,999,999.99", isNumber: true},
		{cell: day(on), csv: "05/11/2026", raw: "46331", shown: "05/11/2026", isNumber: true},
		{cell: day{}, csv: "", raw: "", shown: ""},
		{cell: day(calendar.MustDate(1900, time.March, 1)), csv: "01/03/1900", raw: "61", shown: "01/03/1900", isNumber: true},
		{cell: day(calendar.MustDate(1899, time.May, 4)), csv: "04/05/1899", raw: "04/05/1899", shown: "04/05/1899"},
		{cell: moment(instant), csv: "05/11/2026 23:59", raw: "46331.9993055555", shown: "05/11/2026 23:59", isNumber: true},
		{cell: moment{}, csv: "", raw: "", shown: ""},
		{cell: momentOf(nil), csv: "", raw: "", shown: ""},
		{cell: momentOf(&instant), csv: "05/11/2026 23:59", raw: "46331.9993055555", shown: "05/11/2026 23:59", isNumber: true},
		{cell: link{"Apri", "https://i.example/cases/1"}, csv: "https://i.example/cases/1", raw: "Apri", shown: "Apri"},
		{cell: link{}, csv: "", raw: "", shown: ""},
		{cell: link{"Apri", "https://i.example/" + strings.Repeat("x", 300)}, csv: "https://i.example/" + strings.Repeat("x", 300),
			raw: "https://i.example/" + strings.Repeat("x", 300), shown: "https://i.example/" + strings.Repeat("x", 300)},
	} {
		if got := c.cell.csv(); got != c.csv {
			t.Errorf("%T in CSV: %q instead of %q", c.cell, got, c.csv)
		}
		f := opened(t, &sheet{name: "x", title: "x", columns: []string{"x"}, rows: [][]cell{{c.cell}}})
		raw, shown := inWorkbook(t, f, "A2")
		kind, err := f.GetCellType("x", "A2")
		if err != nil {
			t.Fatal(err)
		}
		if isNumber := kind == excelize.CellTypeUnset && raw != ""; raw != c.raw || shown != c.shown || isNumber != c.isNumber {
			t.Errorf("%T in XLSX: %q shown as %q, a number: %t; instead of %q shown as %q, %t", c.cell, raw, shown, isNumber, c.raw, c.shown, c.isNumber)
		}
	}
}

// The format of amounts is the one that spreadsheets show as #.##0,00 in Italian.
func TestFormatsOfAWorkbook(t *testing.T) {
	t.Parallel()
	f := opened(t, &sheet{name: "x", title: "x", columns: []string{"a", "b", "c", "d"}, rows: [][]cell{
		{money("1"), day(calendar.MustDate(2026, time.May, 1)), moment(listNow), link{`Apri "questo"`, "https://i.example/?a=1&b=2"}}}})
	format := func(at string) string {
		id, err := f.GetCellStyle("x", at)
		if err != nil {
			t.Fatal(err)
		}
		st, err := f.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		if st.CustomNumFmt != nil {
			return *st.CustomNumFmt
		}
		return fmt.Sprint(st.NumFmt)
	}
	if got := []string{format("A2"), format("B2"), format("C2")}; !slices.Equal(got, []string{"4", "dd/mm/yyyy", "dd/mm/yyyy hh:mm"}) {
		t.Errorf("formats %q", got)
	}
	formula, err := f.GetCellFormula("x", "D2")
	if want := `HYPERLINK("https://i.example/?a=1&b=2","Apri ""questo""")`; err != nil || formula != want {
		t.Errorf("the link is %s, %v", formula, err)
	}
}

// Any minute of any day, through both changes of the clocks, and any amount of
// up to 15 digits: both formats say the same.
func TestBothFormatsSayTheSame(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	sh := &sheet{name: "x", title: "x", columns: []string{"a", "b", "c"}}
	start := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	for i := range 3000 {
		at := start.Add(time.Duration(r.IntN(366*24*60)) * time.Minute)
		if i < 24*60 {
			at = time.Date(2026, time.October, 24, 20, i, 0, 0, time.UTC) // the night of 25 hours
		}
		sh.add(moment(at), day(calendar.DateOf(at)), amount(decimal.New(r.Int64N(2e15)-1e15, -int32(r.IntN(9)))))
	}
	f := opened(t, sh)
	shown, err := f.GetRows("x")
	if err != nil {
		t.Fatal(err)
	}
	raw, err := f.GetRows("x", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range sh.rows {
		for c := range 2 {
			if got := shown[i+1][c]; got != row[c].csv() {
				t.Fatalf("row %d: %q in XLSX, %q in CSV", i, got, row[c].csv())
			}
		}
		want := decimal.Decimal(row[2].(amount))
		inCSV := decimal.RequireFromString(strings.Replace(row[2].csv(), ",", ".", 1))
		if got := decimal.RequireFromString(raw[i+1][2]); !got.Equal(want) || !inCSV.Equal(want) {
			t.Fatalf("row %d: %s became %s in XLSX and %s in CSV", i, want, got, inCSV)
		}
	}
}

// What a spreadsheet would take for a formula is text in both formats.
func TestFormulasStayText(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"=cmd|' /C calc'!A0", "+1+2", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠a",
		`=HYPERLINK("https://bad.example","Apri")`, `a";=1`} {
		sh := &sheet{name: "x", title: s, columns: []string{s, "b"}, rows: [][]cell{{word(s), link{s, s}}}}
		want := strings.ReplaceAll(s, "\r", "") // line ends are those of the file
		if s[0] != 'a' {
			want = "'" + want
		}
		read := csvLines(t, sh.csv())
		if read[0][0] != want || read[1][0] != want || read[1][1] != want {
			t.Errorf("%q in CSV: %q", s, read)
		}
		f := opened(t, sh)
		tab := f.GetSheetName(0)
		for _, at := range []string{"A1", "A2"} {
			formula, err := f.GetCellFormula(tab, at)
			if err != nil || formula != "" {
				t.Errorf("%q in XLSX has the formula %q, %v", s, formula, err)
			}
			got, _ := inWorkbook(t, f, at)
			if got != strings.ReplaceAll(s, "\r", "\n") && got != s {
				t.Errorf("%q in XLSX: %q", s, got)
			}
			if kind, err := f.GetCellType(tab, at); err != nil || kind != excelize.CellTypeInlineString {
				t.Errorf("%q in XLSX is of type %d, %v", s, kind, err)
			}
		}
		if formula, err := f.GetCellFormula(tab, "B2"); err != nil || formula != "HYPERLINK("+literal(s)+","+literal(s)+")" {
			t.Errorf("%q leaves its literal: %q, %v", s, formula, err)
		}
	}
}

func TestTabNames(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]string{"": "Insiemi", "Documenti": "Documenti", "Il mese: ottobre 2026": "Il mese  ottobre 2026", "'[a]/b'": "a  b",
		"Anagrafe degli enti e dei loro centri": "Anagrafe degli enti e dei loro", "\U0001f600": "Insiemi", "L'elenco": "L elenco"} {
		if got := tabName(title); got != want {
			t.Errorf("%q became %q", title, got)
		}
		f := opened(t, &sheet{name: "x", title: title, columns: []string{"a"}})
		if got := f.GetSheetName(0); got != want {
			t.Errorf("%q is the tab %q", title, got)
		}
	}
}

func TestRowsThatDoNotFit(t *testing.T) {
	t.Parallel()
	sh := &sheet{name: "enti", columns: []string{"a", "b"}, rows: [][]cell{{word("1"), word("2")}, {word("1")}}}
	if err := sh.check(); err == nil || !strings.Contains(err.Error(), `row 2 of the list "enti" has 1 cells for 2 columns`) {
		t.Errorf("%v", err)
	}
}

// longList is a list of n rows as long as those of documents.
func longList(n int) *sheet {
	sh := &sheet{name: "x", title: "x", columns: strings.Split("abcdefghijkl", "")}
	on := calendar.MustDate(2026, time.January, 1)
	for i := range n {
		sh.add(moment(listNow.Add(time.Duration(i)*time.Minute)), word("Registro presenze"), word("Cooperativa sociale Il Ponte di Esempio"), word("RN-001"),
			word("ottobre 2026"), day(on.AddDays(i%3000)), day(on), word("Da esaminare"), whole(i), amount(decimal.New(int64(i), -2)),
			word(strings.Repeat("0123456789abcdef", 4)), link{"Apri", fmt.Sprintf("https://insiemi.example/documents/%d", i)})
	}
	return sh
}

// A file of as many rows as it may hold is whole, is the same each time, and
// leaves nothing in the folder of temporary files.
func TestALongList(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	before, err := os.Stat(dir)
	if err != nil {
		t.Fatal(err)
	}
	sh := longList(perFile)
	b, err := sh.xlsx("it", listNow)
	if err != nil {
		t.Fatal(err)
	}
	after, err := os.Stat(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !after.ModTime().Equal(before.ModTime()) {
		t.Error("something was written to the folder of temporary files")
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range z.File {
		if strings.Contains(strings.ToLower(part.Name), "vba") {
			t.Errorf("a macro: %s", part.Name)
		}
	}
	page, err := fs.ReadFile(z, "xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(page, []byte("<row ")); n != perFile+1 {
		t.Errorf("%d rows", n)
	}
	if !bytes.Contains(page, []byte(`<autoFilter ref="$A$1:$L$100001">`)) {
		t.Error("the filter does not cover the rows")
	}
	if got := bytes.Count(sh.csv(), []byte("\r\n")); got != perFile+1 {
		t.Errorf("%d lines in CSV", got)
	}
	small := longList(50)
	one, err := small.xlsx("it", listNow)
	if err != nil {
		t.Fatal(err)
	}
	two, err := small.xlsx("it", listNow)
	if err != nil || !bytes.Equal(one, two) {
		t.Errorf("the same list gives two files, %v", err)
	}
}

func TestWidths(t *testing.T) {
	t.Parallel()
	f := opened(t, &sheet{name: "x", title: "x", columns: []string{"a", "Titolo lungo", "c", "d"}, rows: [][]cell{
		{whole(1), word("b"), word(strings.Repeat("x", 500)), day(calendar.MustDate(2026, time.May, 1))}}})
	for col, want := range map[string]float64{"A": narrowest, "B": 16, "C": widest, "D": 12} {
		if got, err := f.GetColWidth("x", col); err != nil || math.Abs(got-want) > 0.01 {
			t.Errorf("column %s is %v wide, %v", col, got, err)
		}
	}
}

func BenchmarkLongList(b *testing.B) {
	sh := longList(perFile)
	for _, format := range []string{"csv", "xlsx"} {
		b.Run(format, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if format == "csv" {
					b.SetBytes(int64(len(sh.csv())))
					continue
				}
				out, err := sh.xlsx("it", listNow)
				if err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(len(out)))
			}
		})
	}
}

// csvLines reads a CSV file back.
func csvLines(t testing.TB, b []byte) [][]string {
	t.Helper()
	b, marked := bytes.CutPrefix(b, []byte("\ufeff"))
	if !marked {
		t.Error("no byte order mark")
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.Comma = ';'
	lines, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return lines
}
