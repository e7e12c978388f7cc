package extract_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"
	"github.com/xuri/excelize/v2"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
)

// statement is a workbook of costs that ends in some rows; change may do more.
func statement(t *testing.T, change func(*excelize.File), rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	all := append([][]any{{"RENDICONTO DEI COSTI"}, {"Mese di ottobre 2026"}, {"Ente gestore: Cooperativa Città Aperta"},
		{"Voce di costo", "spese sostenute"}, {"Vitto", 900}, {"Alloggio", 334.56}}, rows...)
	for i, row := range all {
		name, err := excelize.CoordinatesToCellName(1, i+1)
		if err == nil {
			err = f.SetSheetRow("Sheet1", name, &row)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if change != nil {
		change(f)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The total of a sheet is the value that its cell holds, sign and all; where
// several cells may hold it, or nobody sees it, it is unsure.
func TestTotalOfASheet(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*excelize.File)
		rows   [][]any
		want   string
	}{
		"number":   {nil, [][]any{{"Totale costi", 1234.56}}, "1234.56"},
		"whole":    {nil, [][]any{{"Totale costi", 1235}}, "1235"},
		"euro":     {nil, [][]any{{"Totale", "€", 1235}}, "1235"},
		"negative": {nil, [][]any{{"Totale costi", -1234.56}}, "-1234.56"},
		"binary":   {nil, [][]any{{"Totale costi", 1234.5600000000002}}, "1234.56"},
		"thirds":   {nil, [][]any{{"Totale costi", 1234.567}}, "1234.567?"},
		"text":     {nil, [][]any{{"Totale costi", "1,234.56"}}, "1234.56"},
		"two":      {nil, [][]any{{"Totale costi", 1234.56, 1300.5}}, "1300.5? 1234.56"},
		"columns":  {nil, [][]any{{"Totale costi", 1300, 1234.56, 65.44}}, "65.44? 1234.56 1300"},
		"rate":     {nil, [][]any{{"Totale costi", 1234.56, "22%"}}, "1234.56"},
		"hidden row": {func(f *excelize.File) { _ = f.SetRowVisible("Sheet1", 8, false) },
			[][]any{{"Totale costi", 1234.56}, {"Totale generale", 9999.5}}, "1234.56? 9999.5"},
		"only hidden": {func(f *excelize.File) { _ = f.SetRowVisible("Sheet1", 7, false) }, [][]any{{"Totale costi", 1234.56}}, "1234.56?"},
		"formula": {func(f *excelize.File) { _ = f.SetCellFormula("Sheet1", "B7", "SUM(B5:B6)") },
			[][]any{{"Totale costi", 9999.5}}, "9999.5?"},
	} {
		t.Run(name, func(t *testing.T) {
			r := readBytes(t, statement(t, c.change, c.rows...), extract.Options{})
			f, _ := r.Field(document.Total)
			got := f.Value
			if f.Unsure {
				others := slices.Sorted(slices.Values(f.Others))
				got = strings.TrimSpace(got + "? " + strings.Join(others, " "))
			}
			if got != c.want || r.Value(document.TotalCount) != "" {
				t.Errorf("%q, want %q (%s); counts %q", got, c.want, f.Why, r.Value(document.TotalCount))
			}
		})
	}
}

// A number in a text table is as it is written in Italian.
func TestTotalOfATextTable(t *testing.T) {
	head := "RENDICONTO DEI COSTI\t\t\nMese di ottobre 2026\t\t\nVoce di costo\tnote\tspese sostenute\nVitto\tmensa\t1.900,00\nAlloggio\taffitto\t10,00\n"
	for row, want := range map[string]string{"Totale costi\t\t1.900": "1900", "Totale costi\t\t1.900,50": "1900.50", "Totale costi\t\t1 900,50": "900.50?"} {
		r := readBytes(t, []byte(head+row+"\n"), extract.Options{})
		f, _ := r.Field(document.Total)
		if got := f.Value + strings.Repeat("?", map[bool]int{true: 1}[f.Unsure]); got != want || r.Method != document.MethodCells {
			t.Errorf("%s: %q, want %q, kind %q, %s", row, got, want, r.Kind, r.Method)
		}
	}
}

// Figures that stand in columns of a page are never one number.
func TestTotalInColumns(t *testing.T) {
	p := fpdf.New("P", "mm", "A4", "")
	p.AddPage()
	p.SetFont("Helvetica", "", 11)
	for _, row := range [][]string{{"RENDICONTO DEI BENI FORNITI", "", ""}, {"Mese di ottobre 2026", "", ""}, {"Bene", "quantita", "totale"},
		{"Scarpe", "10", "125,00"}, {"Totale beni", "15", "225,00"}} {
		for _, text := range row {
			p.CellFormat(50, 8, text, "", 0, "L", false, 0, "")
		}
		p.Ln(-1)
	}
	r := readBytes(t, output(t, p), extract.Options{})
	for name, want := range map[string]string{document.Total: "225.00", document.TotalCount: "15"} {
		if f, _ := r.Field(name); f.Value != want || f.Unsure {
			t.Errorf("%s %q, unsure %v (%s), kind %q", name, f.Value, f.Unsure, f.Why, r.Kind)
		}
	}
}
