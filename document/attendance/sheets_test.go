package attendance_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
)

// Workbooks are written by hand where a library would not write them so.

const (
	transitional = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	strict       = "http://purl.oclc.org/ooxml/spreadsheetml/main"
)

type book struct {
	namespace string
	props     string // of the workbook
	state     string // of the sheet
	before    string // of the sheet's data: columns
	rows      string
	after     string // merged cells
}

func (b book) bytes(t *testing.T) []byte {
	t.Helper()
	ns := or(b.namespace, transitional)
	rel := "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	if b.namespace == strict {
		rel = "http://purl.oclc.org/ooxml/officeDocument/relationships"
	}
	return zipOf(t,
		"[Content_Types].xml", `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
		"_rels/.rels", `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="`+rel+`/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml", `<?xml version="1.0"?><workbook xmlns="`+ns+`" xmlns:r="`+rel+`">`+b.props+`<sheets><sheet name="Ottobre" sheetId="1" r:id="rId1"`+b.state+`/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="`+rel+`/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml", `<?xml version="1.0"?><worksheet xmlns="`+ns+`">`+b.before+`<sheetData>`+b.rows+`</sheetData>`+b.after+`</worksheet>`)
}

// text is a cell with an inline text; formula one with a formula and its stored
// value, which is left out when empty.
func text(cell, t string) string {
	return `<c r="` + cell + `" t="inlineStr"><is><t>` + t + `</t></is></c>`
}

func num(cell, v string) string { return `<c r="` + cell + `"><v>` + v + `</v></c>` }

func formula(cell, f, v string) string {
	out := `<c r="` + cell + `"><f>` + f + `</f>`
	if v != "" {
		out += `<v>` + v + `</v>`
	}
	return out + `</c>`
}

// registerRows is a register of two guests with formulas for their totals; the
// first is present for 31 days, the second for 30. changed replaces cells.
func registerRows(changed map[string]string, hidden string) string {
	col := func(c int) string { n, _ := excelize.ColumnNumberToName(c); return n }
	cells := map[string]string{"A1": text("A1", "REGISTRO PRESENZE"), "B1": text("B1", "Mese: ottobre 2026"), "A2": text("A2", "Codice centro: RN-017"),
		"A3": text("A3", "Cod. ospite"), "AG3": text("AG3", "TOT"), "A4": text("A4", "G-001"), "A5": text("A5", "G-002"), "A6": text("A6", "Totale presenti per giorno"),
		"AG4": formula("AG4", `COUNTIF(B4:AF4,"P")`, "31"), "AG5": formula("AG5", `COUNTIF(B5:AF5,"P")`, "30"), "AG6": formula("AG6", "SUM(AG4:AG5)", "61")}
	for d := 1; d <= 31; d++ {
		c := col(d + 1)
		mark, sum := "P", "2"
		if d == 31 {
			mark, sum = "A", "1"
		}
		cells[c+"3"], cells[c+"4"], cells[c+"5"] = num(c+"3", fmt.Sprint(d)), text(c+"4", "P"), text(c+"5", mark)
		cells[c+"6"] = formula(c+"6", `COUNTIF(`+c+`4:`+c+`5,"P")`, sum)
	}
	for cell, is := range changed {
		cells[cell] = is
	}
	var b strings.Builder
	for r := 1; r <= 6; r++ {
		attrs := ""
		if strings.HasPrefix(hidden, fmt.Sprint(r)) {
			attrs = ` hidden="1"`
		}
		fmt.Fprintf(&b, `<row r="%d"%s>`, r, attrs)
		for c := 1; c <= 33; c++ {
			b.WriteString(cells[col(c)+fmt.Sprint(r)])
		}
		b.WriteString("</row>")
	}
	return b.String()
}

func readBook(t *testing.T, b book) (attendance.Grid, document.Reading) {
	t.Helper()
	g := firstOf(t)(readBack(b.bytes(t)))
	all := attendance.Find(g)
	if len(all) != 1 {
		t.Fatalf("%d registers", len(all))
	}
	return g, document.Reading{Fields: all[0].Fields()}
}

func TestWorkbooks(t *testing.T) {
	cases := map[string]struct {
		book   book
		unsure map[string]string // field: a word of why
	}{
		"as it should be": {book{rows: registerRows(nil, "")}, nil},
		"strict":          {book{namespace: strict, rows: registerRows(nil, "")}, nil},
		"a wrong sum": {book{rows: registerRows(map[string]string{"AG6": formula("AG6", "SUM(AG4:AG5)", "70")}, "")},
			map[string]string{document.DeclaredPersonDays: "formula gives 61"}},
		"a wrong count": {book{rows: registerRows(map[string]string{"AG5": formula("AG5", `COUNTIF(B5:AF5,"P")`, "31"), "AG6": formula("AG6", "AG4+AG5", "62")}, "")},
			map[string]string{"row.2.days.declared": "formula gives 30", document.DeclaredPersonDays: "formula gives 61"}},
		"a sum without a value": {book{rows: registerRows(map[string]string{"AG6": formula("AG6", "SUM(AG4:AG5)", "")}, "")},
			map[string]string{document.DeclaredPersonDays: "no stored value"}},
		"a mark without a value": {book{rows: registerRows(map[string]string{"C4": formula("C4", `IF(A1="","","P")`, "")}, "")},
			map[string]string{document.PersonDays: "not known", document.DayField(2): "not known", "row.1.days": "not known", "row.1.present": "", document.UnknownMark: "no stored value"}},
		"a shared formula": {book{rows: registerRows(map[string]string{
			"B6": `<c r="B6"><f t="shared" ref="B6:C6" si="0">COUNTIF(B4:B5,"P")</f><v>2</v></c>`,
			"C6": `<c r="C6"><f t="shared" si="0"/><v>1</v></c>`}, "")},
			map[string]string{document.DeclaredDayField(2): "formula gives 2"}},
		"a hidden guest": {book{rows: registerRows(nil, "5")},
			map[string]string{document.PersonDays: "hidden", document.GuestCount: "hidden", document.DayField(1): "hidden"}},
		"a hidden day": {book{rows: registerRows(nil, ""), before: `<cols><col min="4" max="4" hidden="1"/></cols>`},
			map[string]string{document.PersonDays: "hidden"}},
		"a hidden sheet":     {book{rows: registerRows(nil, ""), state: ` state="hidden"`}, map[string]string{document.PersonDays: "hidden"}},
		"marks merged":       {book{rows: registerRows(nil, ""), after: `<mergeCells count="1"><mergeCell ref="C4:E4"/></mergeCells>`}, map[string]string{document.PersonDays: "merged"}},
		"the title merged":   {book{rows: registerRows(nil, ""), after: `<mergeCells count="1"><mergeCell ref="B1:E1"/></mergeCells>`}, nil},
		"an unknown formula": {book{rows: registerRows(map[string]string{"AG6": formula("AG6", `SUMPRODUCT((B4:AF5="P")*1)`, "61")}, "")}, nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, r := readBook(t, c.book)
			for _, f := range r.Fields {
				word, want := c.unsure[f.Name]
				switch {
				case want && (!f.Unsure || !strings.Contains(f.Why, word)):
					t.Errorf("%s: unsure %v, %q, want %q", f.Name, f.Unsure, f.Why, word)
				case !want && f.Unsure && !strings.Contains(name, "hidden") && !strings.Contains(name, "merged"):
					t.Errorf("%s is unsure: %s", f.Name, f.Why)
				}
			}
			for name := range c.unsure {
				if _, ok := r.Field(name); !ok {
					t.Errorf("there is no %s", name)
				}
			}
		})
	}
}

// Serial dates count from 1904 where the workbook says so: 44834 is then
// 1 October 2026.
func TestDate1904(t *testing.T) {
	changed := map[string]string{"B1": text("B1", "")}
	for d := 1; d <= 31; d++ {
		c, _ := excelize.ColumnNumberToName(d + 1)
		changed[c+"3"] = num(c+"3", fmt.Sprint(44833+d))
	}
	_, r := readBook(t, book{props: `<workbookPr date1904="1"/>`, rows: registerRows(changed, "")})
	if got := r.Value(document.PeriodMonth); got != "2026-10" {
		t.Errorf("month %q", got)
	}
}

func TestRecompute(t *testing.T) {
	for f, want := range map[string]string{
		"SUM(A1:A3)": "6", "SUM(A1,A2,10)": "13", "A1+A2-A3": "0", "(A1+A2)*2": "6", "A3/A1": "3", "COUNT(A1:B3)": "3", "COUNTA(A1:B3)": "6",
		`COUNTIF(B1:B3,"p")`: "2", `COUNTIF(A1:A3,">1")`: "2", `COUNTIF(B1:B3,B1)`: "2", "AVERAGE(A1:A3)": "2", "SUBTOTAL(9,A1:A3)": "6", "SUBTOTAL(109,A1:A3)": "6",
		"$A$1+A$2": "3", "+SUM(A1:A2)+COUNTA(B1:B3)": "6", "-A1": "-1", "SUM(A1:A3)/COUNT(A1:A3)": "2",
		// Not judged.
		`COUNTIF(B1:B3,"P*")`: "", "Altro!A1": "", "SUM(Altro!A1:A3)": "", "IF(A1=1,2,3)": "", "A1+B1": "", "SUM(A1:A3": "", "A1/B9": "", "": "", "SUM(C:C)": "", `"x"`: "",
		strings.Repeat("(", 5000) + "A1": "",
	} {
		g := attendance.Grid{}
		for i, mark := range []string{"P", "A", "P"} {
			g.Rows = append(g.Rows, []attendance.Cell{{Text: fmt.Sprint(i + 1)}, {Text: mark, IsText: true}})
		}
		g.Rows = append(g.Rows, []attendance.Cell{{Text: "-999", Formula: f}})
		got := ""
		if all := attendance.Recompute(g); len(all) > 0 {
			got = all[0].Computed
		}
		if got != want {
			t.Errorf("%.40s gives %q, want %q", f, got, want)
		}
	}
}

// Bombs and damage are errors with a reason.
func TestHostileSheets(t *testing.T) {
	for name, c := range map[string]struct {
		read func() error
		want error
	}{
		"ods with entities": {func() error {
			_, err := attendance.ReadODS(strings.NewReader(`<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>` + odsStart + `<table:table/>`))
			return err
		}, attendance.ErrEntities},
		"ods nested deep": {func() error {
			_, err := attendance.ReadODS(strings.NewReader(odsStart + `<table:table>` + strings.Repeat("<a>", 10_000)))
			return err
		}, attendance.ErrTooDeep},
		"ods of a million rows": {func() error {
			_, err := attendance.ReadODS(strings.NewReader(odsStart + `<table:table><table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="1000000"><text:p>P</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>`))
			return err
		}, attendance.ErrTooLarge},
		"xlsx with entities": {func() error {
			_, err := readBack(zipOf(t, "xl/workbook.xml", `<!DOCTYPE a [<!ENTITY b "c">]><workbook/>`))
			return err
		}, attendance.ErrEntities},
		"xlsx with a far cell": {func() error {
			_, err := readBack(book{rows: `<row r="1048576">` + num("XFD1048576", "1") + `</row>`}.bytes(t))
			return err
		}, attendance.ErrTooLarge},
		"xlsx nested deep": {func() error {
			_, err := readBack(book{rows: `<row r="1">` + strings.Repeat("<a>", 1000) + strings.Repeat("</a>", 1000) + `</row>`}.bytes(t))
			return err
		}, attendance.ErrTooDeep},
		"csv of one line": {func() error {
			_, err := attendance.ReadCSV(strings.NewReader(strings.Repeat("a;", 1_000_000)))
			return err
		}, attendance.ErrTooLarge},
	} {
		if err := c.read(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// A table that was cut makes its sums unsure.
func TestTruncated(t *testing.T) {
	rows := (look{}).rows(october())
	for len(rows) < 20_010 {
		rows = append(rows, []string{"nota"})
	}
	g, err := attendance.ReadCSV(bytes.NewReader(asCSV(rows, ";", "\n")))
	if !errors.Is(err, attendance.ErrTooLarge) || !g.Truncated {
		t.Fatalf("%v, truncated %v", err, g.Truncated)
	}
	r := document.Reading{Fields: attendance.Find(g)[0].Fields()}
	if f, _ := r.Field(document.PersonDays); !f.Unsure {
		t.Error("the sum of a part is sure")
	}
}

func TestODSDetails(t *testing.T) {
	const row = `<table:table-row>`
	doc := odsStart + `<table:table table:name="a"><table:table-column/><table:table-column table:visibility="collapse"/>` +
		`<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>` +
		row + `<table:table-cell office:value-type="float" office:value="2"><office:annotation><text:p>commento</text:p></office:annotation><text:p>2,0</text:p></table:table-cell>` +
		`<table:table-cell office:value-type="float" office:value="3"><text:p>3</text:p></table:table-cell>` +
		`<table:table-cell table:formula="of:=SUM([.A4:.B4])" office:value-type="float" office:value="6"><text:p>6</text:p></table:table-cell>` +
		`<table:table-cell table:formula="of:=[$Altro.A1]" office:value-type="float" office:value="6"><text:p>6</text:p></table:table-cell>` +
		`<table:table-cell table:formula="of:=COUNTIF([.A4:.B4];&quot;;&quot;)"/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>`
	g := firstOf(t)(attendance.ReadODS(strings.NewReader(doc)))
	c := g.Rows[3]
	if c[0].Text != "2" || c[0].Place.Cell != "A4" || c[1].Hidden != true || c[0].Hidden {
		t.Errorf("cells %+v", c[:2])
	}
	if c[2].Doubt != "its formula gives 5" || c[3].Doubt != "" || !c[4].NoValue {
		t.Errorf("formulas %+v", c[2:])
	}
}

// However many blank rows stand before it, a cell has its own name, and the cells
// that its formula names are those.
func TestODSAfterBlankRows(t *testing.T) {
	blank := func(n string) string {
		return `<table:table-row table:number-rows-repeated="` + n + `"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>`
	}
	number := func(attributes, value string) string {
		return `<table:table-cell ` + attributes + ` office:value-type="float" office:value="` + value + `"><text:p>x</text:p></table:table-cell>`
	}
	end := `</office:spreadsheet></office:body></office:document-content>`
	doc := odsStart + `<table:table table:name="a">` + blank("2") + blank("1500") + `<table:table-row>` + number(`table:number-columns-spanned="2"`, "2") + `<table:covered-table-cell/></table:table-row>` +
		blank("1") + `<table:table-row>` + number(`table:formula="of:=[.A1503]*3"`, "6") + `</table:table-row>` + blank("1047072") + `</table:table><table:table table:name="b"><table:table-row>` + number("", "1") + `</table:table-row></table:table>` + end
	grids, err := attendance.ReadODS(strings.NewReader(doc))
	if err != nil || len(grids) != 2 || len(grids[0].Rows) != 1505 {
		t.Fatalf("%d sheets, %v", len(grids), err)
	}
	rows := grids[0].Rows
	if c := rows[1502][0]; c.Place.Cell != "A1503" || c.Text != "2" || c.Merged != "A1503:B1503" {
		t.Errorf("%+v", c)
	}
	if c := rows[1504][0]; c.Place.Cell != "A1505" || c.Doubt != "" {
		t.Errorf("%+v", c)
	}
	if c := grids[1].Rows[0][0]; c.Place.Cell != "A1" {
		t.Errorf("the second sheet: %+v", c)
	}
	empty := `<table:table-cell table:formula="of:=IF([.Z1]=1;1;&quot;&quot;)" office:value-type="string" office:string-value=""/>`
	counted := odsStart + `<table:table table:name="a"><table:table-row>` + number(`table:formula="of:=COUNTA([.B1:.C1])"`, "2") + empty + empty + `</table:table-row></table:table>` + end
	if grids, err = attendance.ReadODS(strings.NewReader(counted)); err != nil || grids[0].Rows[0][0].Doubt != "" {
		t.Errorf("empty texts at the end of a row are not counted: %v %+v", err, grids[0].Rows[0])
	}
	far := odsStart + `<table:table table:name="a"><table:table-row>` + number("", "1") + `</table:table-row>` + blank("900000") + `<table:table-row>` + number("", "2") + `</table:table-row></table:table>` + end
	grids, err = attendance.ReadODS(strings.NewReader(far))
	if !errors.Is(err, attendance.ErrTooLarge) || len(grids) != 1 || !grids[0].Truncated || len(grids[0].Rows) != 1 {
		t.Errorf("%d sheets, %v", len(grids), err)
	}
}

func FuzzReadXLSX(f *testing.F) {
	f.Add(zipSeed())
	f.Fuzz(func(_ *testing.T, b []byte) {
		grids, _ := readBack(b)
		attendance.Marks{}.FindAll(grids)
	})
}

// zipSeed is a small workbook.
func zipSeed() []byte {
	x := excelize.NewFile()
	_ = x.SetCellStr("Sheet1", "A1", "Registro presenze ottobre 2026")
	for d := 1; d <= 31; d++ {
		name, _ := excelize.CoordinatesToCellName(d+1, 2)
		_ = x.SetCellInt("Sheet1", name, int64(d))
	}
	_ = x.SetCellFormula("Sheet1", "AG3", "SUM(B2:AF2)")
	var b bytes.Buffer
	_ = x.Write(&b)
	return b.Bytes()
}

func FuzzReadODS(f *testing.F) {
	f.Add(asODS((look{}).rows(october())))
	f.Add(odsStart + `<table:table table:name="a"><table:table-row table:number-rows-repeated="3"><table:table-cell table:formula="of:=SUM([.A1:.B2])"/></table:table-row></table:table>`)
	f.Fuzz(func(_ *testing.T, s string) {
		grids, _ := attendance.ReadODS(strings.NewReader(s))
		attendance.Marks{}.FindAll(grids)
	})
}

func FuzzReadCSV(f *testing.F) {
	for _, sep := range []string{";", ",", "\t"} {
		f.Add(asCSV((look{}).rows(october()), sep, "\r\n"))
	}
	f.Add([]byte("sep=;\n\"a\nb\";c\n"))
	f.Add([]byte("\xFF\xFEa\x00;\x00b\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		g, err := attendance.ReadCSV(bytes.NewReader(b))
		if err != nil {
			return
		}
		for _, row := range g.Rows {
			for _, c := range row {
				if c.Place.Cell == "" {
					t.Error("a cell without a name")
				}
			}
		}
	})
}
