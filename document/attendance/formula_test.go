package attendance_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document/attendance"
)

// costs are the columns A (numbers), B (marks), C (numbers written as texts) and
// D (amounts) of a sheet.
func costs(formula, stored string) attendance.Grid {
	g := attendance.Grid{Name: "Costi"}
	for i, mark := range []string{"P", "A", "P"} {
		g.Rows = append(g.Rows, []attendance.Cell{{Text: fmt.Sprint(i + 1)}, {Text: mark, IsText: true},
			{Text: fmt.Sprint(i), IsText: true}, {Text: fmt.Sprint(float64(i) + 0.125)}})
	}
	g.Rows = append(g.Rows, []attendance.Cell{{Text: stored, Formula: formula}})
	return g
}

// The formulas of registers and cost sheets are computed again.
func TestRecomputeFormulas(t *testing.T) {
	other := attendance.Grid{Name: "Foglio d'ottobre", Rows: [][]attendance.Cell{{{Text: "7"}, {Text: "8"}}}}
	for f, want := range map[string]string{
		"A1": "1", "A3*22%": "0.66", "A1*(A2+A3)%": "0.05", "SUM(A1:A2,A3,D1)": "6.125", "SUM(A1:A2)+SUM(D1:D3)": "6.375",
		"PRODUCT(A1:A3)": "6", "MIN(A1:A3)": "1", "MAX(A1:A3,9)": "9", "COUNTBLANK(A1:B5)": "3",
		"ROUND(D2*A3,2)": "3.38", "ROUND(D1,2)": "0.13", "ROUND(-D1,2)": "-0.13", "ROUND(15,-1)": "20", "ROUNDUP(D1,1)": "0.2", "ROUNDDOWN(D1,2)": "0.12",
		"INT(-D1)": "-1", "INT(D3)": "2", "TRUNC(D3)": "2", "ABS(-A2)": "2", "ROUND(0.1+0.2,1)": "0.3", "ROUNDUP(0.1*3,1)": "0.3",
		`SUMIF(B1:B3,"P",A1:A3)`: "4", `SUMIF(A1:A3,">1")`: "5", `SUMIFS(D1:D3,B1:B3,"P",A1:A3,">1")`: "2.125", `COUNTIFS(B1:B3,"P",A1:A3,"<3")`: "1", `COUNTIF(A1:B5,"P")`: "2",
		"SUMPRODUCT(A1:A3,D1:D3)": "8.75", `SUMPRODUCT((B1:B3="P")*1)`: "2", `SUMPRODUCT(--(B1:B3="P"),A1:A3)`: "4", `SUMPRODUCT((B1:B3="P")*(A1:A3>1)*D1:D3)`: "2.125",
		`SUMPRODUCT((B1:B3<>"P")*A1:A3)`: "2", "SUMPRODUCT(A1:A3*2)": "12", `SUMPRODUCT(1*("P"=B1:B3))`: "2", "SUMPRODUCT(A1:A3-D1:D3)": "2.625",
		"'Foglio d''ottobre'!A1*2": "14", "SUM('foglio d''ottobre'!A1:B1,A1)": "16", "SUM(Costi!A1:A3)": "6",
		// Not judged.
		"Vitto!A1": "", "SUM([1]Costi!A1:A3)": "", "'Costi:Vitto'!A1": "", "IF(A1=1,2,3)": "", "SUM(A1:A3 A1:A2)": "", "A1^2": "", "C2+1": "", "B1": "",
		`SUMPRODUCT(B1:B3="P")`: "", "SUMPRODUCT(A1:A3,D1:D2)": "", `SUMPRODUCT((B1:B3="p")*1)`: "", "SUMPRODUCT(B1:B3*A1:A3)": "", `SUMPRODUCT(A1:A3,"x")`: "",
		`COUNTIF(C1:C3,"1")`: "", `COUNTIF(B1:B3,"P ")`: "", `COUNTIF(B1:B3,"<>P")`: "", `COUNTIF(B1:B3,"P",A1:A3)`: "", `SUMIF(B1:B3,"P",A1:A2)`: "",
		"ROUND(0.1249999,2)": "0.12", "ROUND(0.12499999999,2)": "", "ROUND(A1,D1)": "", "MIN(B1:B3)": "", "SUM(A1:ZZ3)": "", "COUNTIF(": "", "SUMPRODUCT((": "", "ROUND(1,2": "",
	} {
		got := ""
		if all := attendance.Recompute(costs(f, "-999"), other); len(all) > 0 {
			got = all[0].Computed
		}
		if got != want {
			t.Errorf("%s gives %q, want %q", f, got, want)
		}
	}
}

// A total over sums that were not computed since is as old as they are, though it adds
// what is stored there; one that is right is not denied by them.
func TestRecomputeFollowsOldSums(t *testing.T) {
	sheet := func(total string) attendance.Grid {
		return attendance.Grid{Name: "Ottobre", Rows: [][]attendance.Cell{
			{{Text: "1"}, {Text: "1"}, {Text: "0", Formula: "SUM(A1:B1)"}, {Text: "0", Formula: "C3*2"}},
			{{Text: "2"}, {Text: "2"}, {Text: "0", Formula: "SUM(A2:B2)"}},
			{{}, {}, {Text: total, Formula: "SUM(C1:C2)"}},
		}}
	}
	for total, want := range map[string]string{"0": "0→2 0→12 0→4 0→6", "6": "0→2 0→12 0→4"} {
		g := sheet(total)
		var got []string
		for _, d := range attendance.Recompute(g) {
			got = append(got, d.Stored+"→"+d.Computed)
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("total %s: %s, want %s", total, s, want)
		}
		if g.Rows[2][2].Text != total || g.Rows[0][2].Text != "0" {
			t.Error("what is stored was changed")
		}
	}
}

// What a program stored rightly is never said to be wrong.
func TestRecomputeIsNoFalseAlarm(t *testing.T) {
	const red = `<calcPr calcId="191029" fullPrecision="0"/>`
	cell := func(name, kind, v string) string {
		return fmt.Sprintf(`<c r="%s" t="%s"><v>%s</v></c>`, name, kind, v)
	}
	row := func(cells string) string { return `<row r="1">` + cells + `</row>` }
	for name, c := range map[string]struct {
		book  book
		doubt bool
	}{
		"a stale sum":              {book{rows: row(num("A1", "1") + num("B1", "2") + formula("C1", "SUM(A1:B1)", "4"))}, true},
		"as shown":                 {book{rows: row(num("A1", "1") + num("B1", "2") + formula("C1", "A1/3", "0.33")), after: "", props: red}, false},
		"a truth":                  {book{rows: row(cell("A1", "b", "1") + num("B1", "2") + formula("C1", "SUM(A1:B1)", "3"))}, false},
		"an error":                 {book{rows: row(cell("A1", "e", "#N/A") + num("B1", "2") + `<c r="C1" t="e"><f>SUM(A1:B1)</f><v>#N/A</v></c>`)}, false},
		"blanks around":            {book{rows: row(`<c r="A1" t="inlineStr"><is><t xml:space="preserve">P </t></is></c>` + text("B1", "P") + formula("C1", `COUNTIF(A1:B1,"P")`, "1"))}, false},
		"large numbers":            {book{rows: row(num("A1", "1000000000000.33") + num("B1", "-1000000000000") + formula("C1", "A1+B1", "0.33"))}, false},
		"a text of blanks":         {book{rows: row(`<c r="A1" t="inlineStr"><is><t xml:space="preserve"> </t></is></c>` + text("B1", "P") + formula("C1", `COUNTA(A1:B1)`, "2"))}, false},
		"an empty text":            {book{rows: row(`<c r="A1" t="inlineStr"><is><t></t></is></c>` + text("B1", "P") + formula("C1", `COUNTA(A1:B1)`, "2"))}, false},
		"a day as text":            {book{rows: row(num("A1", "46296") + num("B1", "46297") + formula("C1", `COUNTIF(A1:B1,"01/10/2026")`, "1"))}, false},
		"a share":                  {book{rows: row(num("A1", "0.5") + num("B1", "1") + formula("C1", `COUNTIF(A1:B1,"50%")`, "1"))}, false},
		"thousands":                {book{rows: row(num("A1", "1499") + num("B1", "1600") + formula("C1", `COUNTIF(A1:B1,">1.500")`, "1"))}, false},
		"English thousands":        {book{rows: row(num("A1", "1499") + num("B1", "1600") + formula("C1", `COUNTIF(A1:B1,">1,500")`, "1"))}, false},
		"a truth in words":         {book{rows: row(cell("A1", "b", "1") + num("B1", "2") + formula("C1", `COUNTIF(A1:B1,"TRUE")`, "1"))}, false},
		"an error in words":        {book{rows: row(cell("A1", "e", "#DIV/0!") + num("B1", "2") + formula("C1", `COUNTIF(A1:B1,"#DIV/0!")`, "1"))}, false},
		"an expression":            {book{rows: row(text("A1", "P") + text("B1", "A") + formula("C1", `COUNTIF(A1:B1,"P|A")`, "2"))}, false},
		"a part of sums":           {book{rows: row(num("A1", "3") + formula("B1", "+SUBTOTAL(9,A1:A1)", "3") + formula("C1", "SUBTOTAL(9,A1:B1)", "3"))}, false},
		"a marks count":            {book{rows: row(text("A1", "P") + text("B1", "A") + formula("C1", `COUNTIF(A1:B1,"P")`, "2"))}, true},
		"a rule of colour":         {book{rows: row(num("A1", "1") + num("B1", "2") + formula("C1", "SUM(A1:B1)", "3")), after: `<extLst><ext><x14:cfRule xmlns:x14="x"><x14:cfvo><xm:f xmlns:xm="m">30</xm:f></x14:cfvo></x14:cfRule></ext></extLst>`}, false},
		"a rule of a value":        {book{rows: row(num("A1", "1") + num("B1", "2") + num("C1", "3")), after: `<extLst><ext><x14:formula1 xmlns:x14="x"><xm:f xmlns:xm="m">SUM(A1:A1)</xm:f></x14:formula1></ext></extLst>`}, false},
		"half a euro in a million": {book{rows: row(num("A1", "999000.25") + num("B1", "1000.25") + formula("C1", "SUM(A1:B1)", "1000001"))}, true},
		"a cent in ten million":    {book{rows: row(num("A1", "9999000.25") + num("B1", "1000.25") + formula("C1", "A1+B1", "10000000.51"))}, true},
		"fifteen digits":           {book{rows: row(num("A1", "9999000.25") + num("B1", "7") + formula("C1", "A1/B1", "1428428.60714286"))}, false},
		"a column far away":        {book{rows: row(num("A1", "1") + formula("C1", "SUM(A1:ABC1)", "9"))}, false},
	} {
		grids, err := readBack(c.book.bytes(t))
		if err != nil {
			t.Fatal(name, err)
		}
		if got := grids[0].Rows[0][2].Doubt; (got != "") != c.doubt {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// A text of nothing counts at the end of a row too.
func TestEmptyTextsAtTheEnd(t *testing.T) {
	b := book{rows: `<row r="1">` + formula("A1", "COUNTA(A2:B2)", "2") + `</row><row r="2">` + num("A2", "1") + `<c r="B2" t="inlineStr"><is><t></t></is></c></row>`}
	grids, err := readBack(b.bytes(t))
	if err != nil || grids[0].Rows[0][0].Doubt != "" {
		t.Errorf("%v, %+v", err, grids[0].Rows)
	}
}

// SUBTOTAL leaves hidden rows out, and counts hidden columns.
func TestSubtotalOfAHiddenColumn(t *testing.T) {
	rows := `<row r="1">` + num("A1", "1") + `</row><row r="2" hidden="1">` + num("A2", "2") + `</row><row r="3">` + num("A3", "4") + formula("B3", "SUBTOTAL(9,A1:A3)", "STORED") + `</row>`
	for stored, doubt := range map[string]bool{"5": false, "7": false, "6": true} {
		b := book{rows: strings.Replace(rows, "STORED", stored, 1), before: `<cols><col min="1" max="1" hidden="1"/></cols>`}
		grids, err := readBack(b.bytes(t))
		if err != nil {
			t.Fatal(err)
		}
		if got := grids[0].Rows[2][1].Doubt; (got != "") != doubt {
			t.Errorf("%s: %q", stored, got)
		}
	}
}

// A sheet that sums up others is judged too, in the names of OpenDocument.
func TestRecomputeAcrossODS(t *testing.T) {
	cell := func(formula, kind, value string) string {
		return `<table:table-cell table:formula="` + formula + `" office:value-type="` + kind + `" office:value="` + value + `"><text:p>x</text:p></table:table-cell>`
	}
	sheet := func(name, cells string) string {
		return `<table:table table:name="` + name + `"><table:table-row>` + cells + `</table:table-row></table:table>`
	}
	doc := odsStart + sheet("Vitto e alloggio", cell("", "float", "2")+cell("", "float", "3")+`<table:table-cell office:value-type="date" office:date-value="2026-10-01"><text:p>1/10</text:p></table:table-cell>`) +
		sheet("Totali", cell("of:=SUM([$'Vitto e alloggio'.A1:.B1])", "float", "6")+cell("of:=[$'Vitto e alloggio'.A1]*[$'Vitto e alloggio'.$B$1]", "float", "6")+
			cell("of:=COUNT([$'Vitto e alloggio'.A1:.C1])", "float", "3")+cell("of:=ROUND([.B1]/4;1)", "float", "1.4")) + `</office:spreadsheet></office:body></office:document-content>`
	grids, err := attendance.ReadODS(strings.NewReader(doc))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range grids[1].Rows[0] {
		got = append(got, c.Doubt)
	}
	if want := "its formula gives 5|||its formula gives 1.5"; strings.Join(got, "|") != want {
		t.Errorf("%q", got)
	}
}

func FuzzRecompute(f *testing.F) {
	f.Add(`SUM(A1:B2)+COUNTIF(A1:A3,"P")/(1+AVERAGE(A1,B1))-SUBTOTAL(109,A1:A9)`)
	f.Add(`SUMPRODUCT((A1:A3="P")*(B1:B3>=1),--('Altro'!A1:A3<>2))`)
	f.Add(`ROUND(SUMIFS(A1:A2,B1:B2,"<=3")*22%,2)&"x"`)
	f.Fuzz(func(_ *testing.T, formula string) {
		attendance.Recompute(costs(formula, "2"), attendance.Grid{Name: "Altro"})
	})
}
