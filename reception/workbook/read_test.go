package workbook_test

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/workbook"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// bodies is a sheet of two bodies in the words and the order of people.
const bodies = "Partita I.V.A.;CODICE;note nostre;Denominazione;regime iva;attivo;c. f.\r\n" +
	"it 01234567897 ;A1;;  Società   «Più» ;Esente;X;01234567897\r\n;;;;;;\r\n;a2;boh;\"Casa di\r\nAda\";IVA ridotta?;;00000000000\r\n"

// What people do to a file is put up with: titles of either language in any order
// and case, lines above them, columns of their own, blank rows, spaces, a comma or
// a semicolon, Windows-1252 or UTF-16, sheets that are missing.
func TestTolerance(t *testing.T) {
	sheet := strings.Replace(bodies, "IVA ridotta?", "reduced", 1)
	win, err := charmap.Windows1252.NewEncoder().String(sheet)
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"UTF-8": sheet, "with a mark": "\ufeff" + sheet, "Windows-1252": win, "UTF-16": wide,
		"commas": strings.ReplaceAll(sheet, ";", ","), "tabs": strings.ReplaceAll(sheet, ";", "\t"), "told": "sep=;\r\n" + sheet,
		"above": "Elenco degli enti al 3/11\r\n\r\n" + sheet, "English": strings.Replace(strings.Replace(sheet, "CODICE", "Body Code", 1), "regime iva", "VAT profile", 1),
	} {
		t.Run(name, func(t *testing.T) {
			m := workbook.Read(zipped(t, map[string]string{"02 - ENTI.CSV": content, "__MACOSX/._Enti.csv": "x"})).Over(reception.Registry{})
			sound(t, m)
			got := m.Registry.Bodies
			if len(got) != 2 || got[0].Code != "A1" || got[0].Name != "Società «Più»" || got[0].VATID != "IT01234567897" || got[0].Inactive ||
				got[1].Code != "a2" || got[1].Name != "Casa di Ada" || got[1].VATProfile != reception.VATReduced {
				t.Errorf("read %+v", got)
			}
			if !slices.ContainsFunc(m.Notes, func(n workbook.Note) bool { return strings.Contains(n.It, "«note nostre»") }) {
				t.Errorf("the column that is ours no more is not told: %+v", m.Notes)
			}
		})
	}
	// The row is that of the spreadsheet, whatever lines a text has.
	m := workbook.Read(zipped(t, map[string]string{"enti.csv": bodies + ";A3;;Ada;boh;;91044110400\r\n"})).Over(reception.Registry{})
	want := "enti!E4 \"IVA ridotta?\": «IVA ridotta?» non è tra le risposte possibili: esente, ridotta, fuori campo.\n" +
		"enti!E5 \"boh\": «boh» non è tra le risposte possibili: esente, ridotta, fuori campo.\n"
	if got := said(m.Problems); got != want {
		t.Errorf("got  %swant %s", got, want)
	}
}

// Dates, amounts and yes are read as people write them.
func TestCells(t *testing.T) {
	reg := small(demo(t))
	at := func(ref string, v any) reception.Registry {
		t.Helper()
		data := edit(t, write(t, reg, workbook.XLSX), func(f *excelize.File) {
			sheet, cell, _ := strings.Cut(ref, "!")
			if err := f.SetCellValue(sheet, cell, v); err != nil {
				t.Fatal(err)
			}
		})
		m := workbook.Read(data).Over(reg)
		sound(t, m)
		return m.Registry
	}
	day := calendar.MustDate(2024, 3, 9)
	for _, v := range []any{"09/03/2024", "9/3/2024", "09-03-2024", "09.03.2024", "2024-03-09", "2024/03/09", "2024-03-09T00:00:00", "9 marzo 2024", "1 Mar. 2024", 45360, "45360", 45360.75} {
		want := day
		if v == "1 Mar. 2024" {
			want = day.AddDays(-8)
		}
		if got := at("Centri!H2", v).Centres[0].OpenedOn; got != want {
			t.Errorf("%v was read as %s", v, got)
		}
	}
	for v, want := range map[any]string{"25,6": "25.6", "1.025,60": "1025.6", "1,025.60": "1025.6", "€ 25,60": "25.6", "25.60 EUR": "25.6", 25.6: "25.6", 0.1 + 0.2: "0.3", "1.000.000": "1000000", 30: "30"} {
		if got := at("Tariffe!E2", v).Agreements[0].Tariffs[0].DailyRate; !got.Equal(decimal.RequireFromString(want)) {
			t.Errorf("%v was read as %s", v, got)
		}
	}
	for v, want := range map[any]int{"12": 12, "12,0": 12, 12: 12, "1.200": 1200, 12.0: 12} {
		if got := at("Centri!G2", v).Centres[0].Places; got != want {
			t.Errorf("%v was read as %d", v, got)
		}
	}
	for v, want := range map[any]bool{"Sì": true, "SI": true, "s": true, "x": true, "1": true, 1: true, true: true, "yes": true, "VERO": true, "no": false, "N": false, 0: false, false: false, nil: true} {
		if got := !at("Enti!J2", v).Bodies[0].Inactive; got != want {
			t.Errorf("%v was read as %v", v, got)
		}
	}
	if got := at("Enti!E2", "00000000000").Bodies[0].TaxCode; got != "00000000000" {
		t.Errorf("the tax code lost its zeros: %s", got)
	}
	for _, v := range []any{"8:00", "8.00", "08:00", 1.0 / 3} {
		if got := at("Ufficio!H2", v).Office.Rules.HoursFrom; got != "08:00" {
			t.Errorf("%v was read as %s", v, got)
		}
	}
}

// A formula says the result that was saved with it, and that is told.
func TestFormula(t *testing.T) {
	reg := demo(t)
	data := edit(t, write(t, reg, workbook.XLSX), func(f *excelize.File) {
		f.SetCellFormula("Centri", "C2", `="Casa"&" "&"Nuova"`)
		f.UpdateLinkedValue()
	})
	data = saved(t, data, "xl/worksheets/sheet5.xml", `Casa`, "</f>", "</f><v>Casa Nuova</v>")
	m := workbook.Read(data).Over(reg)
	sound(t, m)
	if got := m.Registry.Centres[0].Name; got != "Casa Nuova" {
		t.Errorf("read %q", got)
	}
	if len(m.Notes) != 1 || m.Notes[0].It != "Foglio Centri: di 1 celle con una formula è stato letto il risultato che il foglio di calcolo ha salvato." {
		t.Errorf("notes %+v", m.Notes)
	}
}

// What differs is told column by column, as people write it; what is not in the
// file stays; a column that the file lacks is not touched.
func TestOver(t *testing.T) {
	reg := demo(t)
	data := edit(t, write(t, reg, workbook.XLSX), func(f *excelize.File) {
		f.RemoveCol("Centri", "E") // the address
		f.SetCellValue("Centri", "A3", "rn-002")
		f.SetCellValue("Centri", "F3", 77) // places, one column on
		f.RemoveRow("Centri", 4)
		f.DeleteSheet("Persone")
		next := 2
		for _, a := range reg.Agreements {
			next += len(a.Tariffs)
		}
		for c, v := range map[string]any{"A": reg.Agreements[0].CIG, "B": "cc", "C": "01/01/2026", "D": "31/01/2026", "E": "40,00", "F": "2,50", "H": 0, "I": "0"} {
			f.SetCellValue("Tariffe", c+strconv.Itoa(next), v)
		}
	})
	m := workbook.Read(data).Over(reg)
	sound(t, m)
	var got []string
	for _, r := range m.Rows {
		line := r.List.It + " " + r.Name + " " + string(r.State)
		for _, c := range r.Changes {
			line += " " + c.It + ": " + c.Before + " -> " + c.After + ";"
		}
		got = append(got, line)
	}
	second, third := reg.Centres[1], reg.Centres[2]
	want := []string{
		"Centri " + second.Code + " " + second.Name + " changed posti: " + decimal.NewFromInt(int64(second.Places)).String() + " -> 77;",
		"Centri " + third.Code + " " + third.Name + " absent",
		"Tariffe " + reg.Agreements[0].CIG + " · CC 01/01/2026 new CIG:  -> " + reg.Agreements[0].CIG + "; tipo di centro:  -> CC; dal:  -> 01/01/2026; al:  -> 31/01/2026; diaria:  -> 40,00; pocket money:  -> 2,50; kit:  -> 0,00; scheda telefonica:  -> 0,00;",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if m.Registry.Centres[1].Address != second.Address || m.Registry.Centres[1].Code != second.Code || len(m.Registry.People) != len(reg.People) || m.Registry.Centres[2].ID != third.ID {
		t.Error("what the file lacks did not stay")
	}
	if got := m.Touched("centres"); !slices.Equal(got, []int{1}) || m.IsNew("centres", 1) {
		t.Errorf("touched centres %v", got)
	}
	if got := m.Touched("agreements"); !slices.Equal(got, []int{0}) || m.IsNew("agreements", 0) {
		t.Errorf("touched agreements %v", got)
	}
}

// All problems come at once, 500 at most, by sheet, row and column.
func TestManyProblems(t *testing.T) {
	var b strings.Builder
	b.WriteString("codice ente;denominazione;regime IVA\n")
	for range 400 {
		b.WriteString("!;;boh\n")
	}
	m := workbook.Read(zipped(t, map[string]string{"Enti.csv": b.String()})).Over(reception.Registry{})
	if len(m.Problems) != 500 || !m.More {
		t.Errorf("%d problems, more: %v", len(m.Problems), m.More)
	}
	row, column := 0, ""
	for _, p := range m.Problems {
		if p.Row < row || p.Row == row && p.Column < column {
			t.Fatalf("row %d column %s comes after row %d column %s", p.Row, p.Column, row, column)
		}
		row, column = p.Row, p.Column
	}
}

// A CSV says what the XLSX says.
func TestFormatsAgree(t *testing.T) {
	reg := demo(t)
	a, b := workbook.Read(write(t, reg, workbook.XLSX)).Over(reception.Registry{}), workbook.Read(write(t, reg, workbook.CSV)).Over(reception.Registry{})
	if flat(t, a.Registry) != flat(t, b.Registry) {
		t.Error("the two formats read differently")
	}
	if !bytes.Equal(write(t, a.Registry, workbook.XLSX), write(t, b.Registry, workbook.XLSX)) {
		t.Error("the two formats write differently")
	}
}
