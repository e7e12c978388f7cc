package workbook_test

import (
	"testing"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/workbook"
)

// Whatever the bytes are, reading them ends with rows or with problems that have
// sentences, and what was read and is sound writes and reads as the same.
func FuzzRead(f *testing.F) {
	f.Add(smallest(f, sheetXML, stringsXML))
	f.Add(zipped(f, map[string]string{"Enti.csv": bodies}))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) { again(t, workbook.Read(data)) })
}

// FuzzCSV is FuzzRead without the ZIP around it, which few changes get through.
func FuzzCSV(f *testing.F) {
	f.Add("Enti", bodies)
	f.Add("Tariffe", "CIG;tipo di centro;dal;al;diaria\nB123456789;UA;1/10/2025;;\"25,60\"\n")
	f.Add("Adempimenti", "documento;per ogni;ricorrenza;termine in giorni;giorni dei solleciti\nDURC;ente;annuale;10;-1 0\n")
	f.Add("Fatti", "codice ente;fatto;giorno;ora\nE1;ingresso;46000;25:00\n")
	f.Fuzz(func(t *testing.T, sheet, content string) {
		again(t, workbook.Read(zipped(t, map[string]string{sheet + ".csv": content})))
	})
}

// The parts of the smallest workbook that holds a row.
const (
	sheetXML = `<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>denominazione</t></is></c><c t="str"><v>attivo</v></c></row>` +
		`<row r="3"><c r="A3"><v>7</v></c><c r="B3" t="s"><v>1</v></c><c r="C3" t="b"><f>1=1</f><v>1</v></c></row></sheetData></worksheet>`
	stringsXML = `<sst><si><t>codice ente</t></si><si><r><t>Casa</t></r><r><t xml:space="preserve"> Uno_x000D_</t></r><rPh><t>x</t></rPh></si></sst>`
)

func smallest(t testing.TB, sheet, shared string) []byte {
	return zipped(t, map[string]string{
		"xl/workbook.xml": `<workbook xmlns:r="x"><sheets><sheet name="Enti" r:id="a"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="a" Type="x/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="b" Type="x/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": shared,
	})
}

// What other programs write, in the fewest parts that the format allows, is read.
func TestSmallest(t *testing.T) {
	b := workbook.Read(smallest(t, sheetXML, stringsXML))
	m := b.Over(reception.Registry{Bodies: []reception.Body{{ID: 4, Code: "7", Name: "Due", TaxCode: "91044110400", VATProfile: reception.VATExempt, Inactive: true}}})
	sound(t, m)
	if got := m.Registry.Bodies[0]; len(m.Registry.Bodies) != 1 || got.ID != 4 || got.Name != "Casa Uno" || got.Inactive || got.TaxCode != "91044110400" {
		t.Errorf("read %+v", m.Registry.Bodies)
	}
}

// FuzzSheet is FuzzRead for the XML of a sheet and of its texts.
func FuzzSheet(f *testing.F) {
	f.Add(sheetXML, stringsXML)
	f.Fuzz(func(t *testing.T, sheet, shared string) { again(t, workbook.Read(smallest(t, sheet, shared))) })
}

func again(t *testing.T, b *workbook.Book) {
	m := b.Over(reception.Registry{})
	for _, p := range m.Problems {
		if p.It == "" || p.En == "" {
			t.Fatalf("a problem without a sentence: %+v", p)
		}
	}
	if len(m.Problems) > 0 {
		return
	}
	first := write(t, m.Registry, workbook.CSV)
	n := workbook.Read(first).Over(reception.Registry{})
	if len(n.Problems) > 0 {
		t.Fatalf("what was sound is not, once written: %s", said(n.Problems))
	}
	if second := write(t, n.Registry, workbook.CSV); string(first) != string(second) {
		t.Fatal("writing what was read gives other bytes")
	}
}
