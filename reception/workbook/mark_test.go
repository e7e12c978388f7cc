package workbook_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/workbook"
)

// saved changes a text within a part of a package, in the element that holds
// another, as a spreadsheet does that saves results.
func saved(t testing.TB, data []byte, part, near, old, with string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(b)
	}
	at := strings.Index(files[part], near)
	if at < 0 || !strings.Contains(files[part][at:], old) {
		t.Fatalf("%s has no %q", part, near)
	}
	files[part] = files[part][:at] + strings.Replace(files[part][at:], old, with, 1)
	return zipped(t, files)
}

// The marked file has each wrong cell red with its sentence, keeps what people had
// in it, and is mended and sent again.
func TestMark(t *testing.T) {
	reg := demo(t)
	bad := edit(t, write(t, reg, workbook.XLSX), func(f *excelize.File) {
		f.SetCellValue("Centri", "H2", "ieri")
		f.SetCellValue("Centri", "B5", "E99")
		f.SetCellValue("Centri", "K7", "un appunto")
		f.SetColWidth("Centri", "K", "K", 55)
	})
	m := workbook.Read(bad).Over(reg)
	marked, err := workbook.Mark(bad, m.Problems, "it")
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(marked))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := f.GetSheetList()[0]; got != "Problemi" {
		t.Errorf("the first sheet is %s", got)
	}
	red, comments := 0, map[string]string{}
	all, _ := f.GetComments("Centri")
	for _, c := range all {
		comments[c.Cell] = c.Text
	}
	for _, ref := range []string{"H2", "B5", "H3"} {
		id, _ := f.GetCellStyle("Centri", ref)
		if s, err := f.GetStyle(id); err == nil && len(s.Fill.Color) == 1 && s.Fill.Color[0] == "FFC7CE" {
			red++
		}
	}
	note, _ := f.GetCellValue("Centri", "K7")
	if red != 2 || comments["H2"] != "«ieri» non è una data. Scriverla come 31/12/2026." || !strings.Contains(comments["A1"], "Obbligatoria") || note != "un appunto" {
		t.Errorf("%d red, comments %q, note %q", red, comments, note)
	}
	if v, _ := f.GetCellValue("Problemi", "F2"); v != m.Problems[0].It {
		t.Errorf("the list says %q", v)
	}
	// Mended and marked once more, the cell is as it was.
	again := edit(t, marked, func(f *excelize.File) { f.SetCellValue("Centri", "H2", "01/02/2024") })
	m = workbook.Read(again).Over(reg)
	if len(m.Problems) != 1 || m.Problems[0].Column != "B" {
		t.Fatalf("after mending: %s", said(m.Problems))
	}
	if marked, err = workbook.Mark(again, m.Problems, "en"); err != nil {
		t.Fatal(err)
	}
	g, err := excelize.OpenReader(bytes.NewReader(marked))
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	id, _ := g.GetCellStyle("Centri", "H2")
	if s, err := g.GetStyle(id); err != nil || len(s.Fill.Color) != 0 {
		t.Errorf("the cell that was mended is still red: %+v %v", s, err)
	}
	rows, _ := g.GetRows("Problemi")
	if len(rows) != 2 || rows[1][5] != m.Problems[0].En {
		t.Errorf("the list of the second time: %q", rows)
	}
}

// A file that is no workbook comes back as one.
func TestMarkOthers(t *testing.T) {
	for name, data := range map[string][]byte{
		"CSV":     zipped(t, map[string]string{"Enti.csv": "codice ente;denominazione;regime IVA\nE1;Uno;boh\n"}),
		"a text":  []byte("boh"),
		"nothing": nil,
	} {
		m := workbook.Read(data).Over(reception.Registry{})
		marked, err := workbook.Mark(data, m.Problems, "it")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		f, err := excelize.OpenReader(bytes.NewReader(marked))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if v, _ := f.GetCellValue("Problemi", "F2"); v == "" || v != m.Problems[0].It {
			t.Errorf("%s: the list says %q", name, v)
		}
		if name == "CSV" {
			if v, _ := f.GetCellValue("Enti", "C2"); v != "boh" {
				t.Errorf("the cell says %q", v)
			}
		}
		f.Close()
	}
}
