package extract_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
)

const (
	wordStart = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><w:body>`
	wordEnd   = `</w:body></w:document>`
	odtStart  = `<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0">`
	odtBody   = `<office:body><office:text>`
	odtEnd    = `</office:text></office:body></office:document-content>`
)

// packed puts parts, given as name and text, into a container.
func packed(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i+1 < len(parts); i += 2 {
		f, err := z.Create(parts[i])
		if err == nil {
			_, err = f.Write([]byte(parts[i+1]))
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

func paragraph(text string) string {
	return `<w:p><w:r><w:t xml:space="preserve">` + text + `</w:t></w:r></w:p>`
}

func listItem(level int, text string) string {
	return fmt.Sprintf(`<w:p><w:pPr><w:numPr><w:ilvl w:val="%d"/><w:numId w:val="7"/></w:numPr></w:pPr><w:r><w:t>%s</w:t></w:r></w:p>`, level, text)
}

// table is rows of texts as a table of a format: its elements for table, row
// and cell, and what a text is within a cell.
func table(rows [][]string, elements [3]string, cell func(string) string) string {
	var b strings.Builder
	b.WriteString("<" + elements[0] + ">")
	for _, row := range rows {
		b.WriteString("<" + elements[1] + ">")
		for _, text := range row {
			b.WriteString("<" + elements[2] + ">" + cell(text) + "</" + elements[2] + ">")
		}
		b.WriteString("</" + elements[1] + ">")
	}
	return b.String() + "</" + elements[0] + ">"
}

var (
	wordTable = [3]string{"w:tbl", "w:tr", "w:tc"}
	odtTable  = [3]string{"table:table", "table:table-row", "table:table-cell"}
)

func odtParagraph(text string) string { return "<text:p>" + text + "</text:p>" }

func docxOf(t testing.TB, body string, more ...string) []byte {
	return packed(t, append([]string{"word/document.xml", wordStart + body + wordEnd}, more...)...)
}

func odtOf(t testing.TB, styles, body string, more ...string) []byte {
	return packed(t, append([]string{"mimetype", "application/vnd.oasis.opendocument.text", "content.xml", odtStart + styles + odtBody + body + odtEnd}, more...)...)
}

// A text document is read with what stands around its body.
func TestDOCXText(t *testing.T) {
	header := strings.Replace(wordStart, "w:document", "w:hdr", 1)
	numbering := `<w:numbering xmlns:w="x"><w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Art. %1"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl></w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num></w:numbering>`
	r := readBytes(t, docxOf(t,
		paragraph("Relazione")+listItem(0, "Oggetto")+listItem(1, "prima")+listItem(1, "seconda")+listItem(0, "Durata")+
			`<w:p><w:r><mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent>`+paragraph("nel riquadro")+`</w:txbxContent></wps:txbx></mc:Choice><mc:Fallback>`+paragraph("nel riquadro")+`</mc:Fallback></mc:AlternateContent><w:t>accanto</w:t></w:r></w:p>`+
			`<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:del><w:r><w:delText>tolto</w:delText></w:r></w:del><w:r><w:t>uno</w:t><w:tab/><w:t>due</w:t></w:r></w:p>`+
			table([][]string{{"a", "b"}, {"c", "d"}}, wordTable, paragraph),
		"word/header1.xml", header+paragraph("In alto")+"</w:body></w:hdr>", "word/header2.xml", header+paragraph("In alto")+"</w:body></w:hdr>",
		"word/footer1.xml", header+paragraph("In basso")+"</w:body></w:hdr>", "word/footnotes.xml", header+paragraph("Una nota")+"</w:body></w:hdr>",
		"word/numbering.xml", numbering), extract.Options{})
	want := "In alto\nRelazione\nArt. 1 Oggetto\n1.a) prima\n1.b) seconda\nArt. 2 Durata\nnel riquadro\naccanto\nuno due\na\tb\nc\td\nIn basso\nUna nota"
	if r.Text != want {
		t.Errorf("text %q\nwant %q", r.Text, want)
	}
}

func TestODTText(t *testing.T) {
	lists := `<office:automatic-styles><text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/><text:list-level-style-bullet text:level="2"/></text:list-style></office:automatic-styles>`
	around := `<office:document-styles xmlns:office="o" xmlns:style="s" xmlns:text="t"><office:master-styles><style:master-page><style:header><text:p>In alto</text:p></style:header><style:footer><text:p>In basso</text:p></style:footer></style:master-page></office:master-styles></office:document-styles>`
	r := readBytes(t, odtOf(t, lists,
		`<text:tracked-changes><text:p>tolto</text:p></text:tracked-changes>`+odtParagraph("Relazione")+
			`<text:list text:style-name="L1"><text:list-item><text:p>primo</text:p><text:p>ancora</text:p><text:list><text:list-item><text:p>sotto</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>secondo</text:p></text:list-item></text:list>`+
			`<text:p>a<text:s/>b<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>una nota</text:p></text:note-body></text:note></text:p>`+
			`<text:p><draw:frame><draw:text-box><text:p>nel riquadro</text:p></draw:text-box></draw:frame></text:p>`+
			table([][]string{{"a", "b"}}, odtTable, odtParagraph),
		"styles.xml", around), extract.Options{})
	want := "In alto\nRelazione\n1. primo\nancora\n• sotto\n2. secondo\nuna nota\na b\nnel riquadro\na\tb\nIn basso"
	if r.Text != want {
		t.Errorf("text %q\nwant %q", r.Text, want)
	}
}

// Registers in the tables of text documents give the same facts, with the cells
// of their tables.
func TestRegistersInTextDocuments(t *testing.T) {
	rows := registerRows()
	above := "Prefettura – UTG di Prova REGISTRO PRESENZE OSPITI mese/anno: OTTOBRE 2026"
	first := [][]string{rows[1]}
	for name, b := range map[string][]byte{
		"docx": docxOf(t, paragraph(above)+table(first, wordTable, paragraph)+table(rows[2:7], wordTable, paragraph)+paragraph("Totale presenze 107")),
		"odt":  odtOf(t, "", odtParagraph(above)+table(first, odtTable, odtParagraph)+table(rows[2:7], odtTable, odtParagraph)+odtParagraph("Totale presenze 107")),
	} {
		t.Run(name, func(t *testing.T) {
			r := readBytes(t, b, extract.Options{})
			if r.Kind != document.Register {
				t.Fatalf("kind %q, text %q", r.Kind, r.Text)
			}
			for field, want := range map[string]string{document.PersonDays: "107", document.PeriodMonth: "2026-10", document.CentreCode: "RN-017", document.GuestCount: "4", document.DeclaredPersonDays: "107", document.BodyName: "Cooperativa Città Aperta"} {
				if f, _ := r.Field(field); f.Value != want || f.Unsure {
					t.Errorf("%s = %q, unsure %v", field, f.Value, f.Unsure)
				}
			}
			if f, _ := r.Field(document.RowField(1, "guest")); f.Place.Sheet != "tabella 2" || f.Place.Cell != "B2" {
				t.Errorf("the first guest stands at %+v", f.Place)
			}
		})
	}
}

// Damage and bombs are an error or a warning with a reason.
func TestHostileOffice(t *testing.T) {
	for name, c := range map[string]struct {
		file          []byte
		failed, warns string
	}{
		"docx nested deep":   {docxOf(t, strings.Repeat("<w:p>", 100_000)), "office.too_deep", ""},
		"docx with entities": {packed(t, "word/document.xml", `<!DOCTYPE a [<!ENTITY b "c">]>`+wordStart+paragraph("a")+wordEnd), "office.entities", ""},
		"docx cut":           {packed(t, "word/document.xml", wordStart+paragraph("Relazione mensile")+"<w:p"), "", "office.partial"},
		"docx empty":         {packed(t, "word/document.xml", ""), "", ""},
		"odt nested deep":    {odtOf(t, "", strings.Repeat("<a>", 100_000)), "office.too_deep", ""},
		"ods nested deep":    {packed(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", odtStart+strings.Repeat("<a>", 100_000)), "office.too_deep", ""},
		"ods with entities":  {packed(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", `<!DOCTYPE a []>`+odtStart), "office.entities", ""},
		"ods cut":            {packed(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", odtStart+"<table:table><table:table-row>"), "office.damaged", ""},
	} {
		r := readBytes(t, c.file, extract.Options{})
		got := ""
		if r.Error != nil {
			got = r.Error.Code
		}
		if got != c.failed || c.warns != codes(r) {
			t.Errorf("%s: error %q, warnings %q", name, got, codes(r))
		}
	}
}

func FuzzDOCX(f *testing.F) {
	f.Add(paragraph("Relazione")+listItem(0, "a")+table([][]string{{"a", "b"}}, wordTable, paragraph), `<w:numbering/>`)
	f.Fuzz(func(t *testing.T, body, numbering string) {
		readBytes(t, docxOf(t, body, "word/numbering.xml", numbering), extract.Options{})
	})
}

func FuzzODT(f *testing.F) {
	f.Add(odtParagraph("a") + `<text:list><text:list-item><text:p>b</text:p></text:list-item></text:list>` + table([][]string{{"a"}}, odtTable, odtParagraph))
	f.Fuzz(func(t *testing.T, body string) { readBytes(t, odtOf(t, "", body), extract.Options{}) })
}
