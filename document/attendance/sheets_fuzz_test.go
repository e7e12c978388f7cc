package attendance_test

import (
	"archive/zip"
	"bytes"
	"testing"

	"github.com/insiemi/insiemi/document/attendance"
)

// FuzzODS: the content of a spreadsheet (OpenDocument 1.3), whatever it repeats
// and however deep it is, gives grids in which registers can be looked for.
func FuzzODS(f *testing.F) {
	f.Add([]byte(`<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><table:table table:name="a"><table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="2"><text:p>1</text:p></table:table-cell></table:table-row></table:table></office:document-content>`))
	f.Add([]byte(`<table:table-row xmlns:table="t" table:number-rows-repeated="999999999"><table:table-cell table:number-columns-repeated="-1"/></table:table-row>`))
	f.Fuzz(func(t *testing.T, b []byte) {
		grids, err := attendance.ReadODS(bytes.NewReader(b))
		if err != nil {
			return
		}
		for _, g := range grids {
			attendance.Find(g)
		}
	})
}

// FuzzXLSX: the sheet of a workbook (ECMA-376, part 1, 18.3), whatever its cells
// claim.
func FuzzXLSX(f *testing.F) {
	f.Add([]byte(`<row r="1"><c r="A1" t="inlineStr"><is><t>1</t></is></c><c r="XFD1"><v>2</v></c></row>`))
	f.Add([]byte(`<row r="1048576"><c r="A0" t="s"><v>-1</v></c></row><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>`))
	f.Fuzz(func(t *testing.T, rows []byte) {
		b := workbook(t, rows)
		grids, err := attendance.ReadXLSX(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			return
		}
		for _, g := range grids {
			attendance.Find(g)
		}
	})
}

// workbook is a workbook with one sheet of these rows.
func workbook(t *testing.T, rows []byte) []byte {
	t.Helper()
	const head, main = `<?xml version="1.0"?>`, `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	const rel = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"[Content_Types].xml":        head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
		"_rels/.rels":                head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="` + rel + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            head + `<workbook ` + main + ` xmlns:r="` + rel + `"><sheets><sheet name="a" sheetId="1" r:id="r"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="` + rel + `/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   head + `<worksheet ` + main + `><sheetData>` + string(rows) + `</sheetData></worksheet>`,
	} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
