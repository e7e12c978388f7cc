package web

import (
	"bytes"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
)

func visitIn(t *testing.T, lang string) *visit { return &visit{lang: lang, texts: catalogue(t)} }

func cellField(name, value, cell string) document.Field {
	return document.Field{Name: name, Value: value, Written: value, Method: document.MethodCells, Confidence: 1,
		Place: document.Place{Sheet: "Ottobre", Cell: cell}}
}

// A register from a spreadsheet: every cell that a finding may name has an id,
// and totals that differ are marked.
func TestRegisterFromCells(t *testing.T) {
	fields := []document.Field{
		cellField(document.CentreCode, "RN-001", "B2"),
		cellField(document.PersonDays, "4", "D5:F6"), cellField(document.DeclaredPersonDays, "5", "H7"),
		cellField(document.DayField(1), "2", "D5:D6"), cellField(document.DayField(2), "1", "E5:E6"), cellField(document.DayField(3), "1", "F5:F6"),
		cellField(document.DeclaredDayField(1), "2", "D7"), cellField(document.DeclaredDayField(2), "2", "E7"), cellField(document.DeclaredDayField(3), "1", "F7"),
		cellField(document.RowField(1, "guest"), "G1", "A5"), cellField(document.RowField(1, "days"), "3", "A5:G5"), cellField(document.RowField(1, "days.declared"), "3", "G5"), cellField(document.RowField(1, "present"), "PPP", "A5:G5"),
		cellField(document.RowField(2, "days"), "1", "A6:G6"), cellField(document.RowField(2, "days.declared"), "2", "G6"), cellField(document.RowField(2, "present"), "P?-", "A6:G6"),
		cellField(document.RowField(1, "entry"), "2026-10-01", "B5"), cellField(document.RowField(2, "exit"), "2026-10-02", "C6"), cellField(document.RowField(2, "family"), "N1", "B6"),
		cellField(document.RowField(2, "excused"), ".x.", "J6"), cellField(document.UnknownMark, "Q", "Z9"), cellField(document.UnknownMark, "Q", "E6"),
	}
	cell := document.Place{Sheet: "Ottobre", Cell: "E6"}
	note := document.Place{Sheet: "Note", Cell: "A1"}
	inputs := []check.Input{{It: "casella", Value: "?", Source: "document", Revision: 7, Place: cell}, {It: "nota", Value: "n", Revision: 7, Place: note}}
	e := visitIn(t, "it").evidenceOf(storage.RevisionLine{ID: 7}, storage.ReadingShown{Reading: document.Reading{Fields: fields}}, inputs)
	if e.Mode != "register" || len(e.Grid.Rows) != 2 || len(e.Grid.Days) != 3 {
		t.Fatalf("mode %s, %d rows, %d days", e.Mode, len(e.Grid.Rows), len(e.Grid.Days))
	}
	if !e.Grid.Unequal || e.Grid.Days[0].Unequal || !e.Grid.Days[1].Unequal || e.Grid.Rows[0].Unequal || !e.Grid.Rows[1].Unequal {
		t.Errorf("the totals that differ: %+v", e.Grid)
	}
	if m := e.Grid.Rows[1].Marks; m[1].Letter != "?" || m[1].Tone != "unknown" || m[2].Tone != "outside" {
		t.Errorf("marks: %+v", m)
	}
	if e.Grid.Rows[1].Family.Text != "N1" || e.Grid.Rows[0].Family.Text != "" {
		t.Errorf("families: %+v", e.Grid.Rows)
	}
	for _, f := range fields {
		if e.show(f.Place) == "" {
			t.Errorf("%s at %s can't be lit up", f.Name, f.Place.Cell)
		}
	}
	if len(e.Extra) != 3 || e.Extra[0].Path != "Ottobre J6" || e.Extra[2].Path != "Note A1" {
		t.Errorf("beside the table: %+v", e.Extra)
	}
	for _, p := range []document.Place{cell, note, {Sheet: "Ottobre", Cell: "E7"}, {Sheet: "Ottobre", Cell: "A6:G6"}, {Sheet: "Ottobre", Cell: "E5:E6"}} {
		if e.show(p) == "" {
			t.Errorf("%+v can't be lit up", p)
		}
	}
	everyIDOnce(t, &e)
}

// everyIDOnce renders the evidence and asserts that each id stands in the page
// exactly once.
func everyIDOnce(t *testing.T, e *evidence) {
	t.Helper()
	r, err := newRenderer(catalogue(t), "")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	view := documentView{Evidence: *e, Revisions: []storage.RevisionLine{{}}}
	if err := r.execute(&b, "it", "document", shown{Frame: frame{Lang: "it"}, View: view}); err != nil {
		t.Fatal(err)
	}
	for id := range e.ids {
		if n := strings.Count(b.String(), `id="`+id+`"`); n != 1 {
			t.Errorf("the id %s stands %d times in the page", id, n)
		}
	}
}

func xmlField(name, value, path string) document.Field {
	return document.Field{Name: name, Value: value, Written: value, Method: document.MethodXML, Confidence: 1, Place: document.Place{XPath: path}}
}

func TestInvoiceFromFields(t *testing.T) {
	const line = "/FatturaElettronica/FatturaElettronicaBody/DatiBeniServizi/DettaglioLinee[2]/"
	fields := []document.Field{
		xmlField(document.InvoiceNumber, "12", "/F/Numero"), xmlField(document.SellerName, "Ente <b>", "/F/Nome"),
		xmlField(document.LineField(2, "quantity"), "90.00", line+"Quantita"), xmlField(document.LineField(2, "unit_price"), "32.10", line+"PrezzoUnitario"),
		xmlField(document.LineField(2, "start"), "2026-10-01", line+"DataInizioPeriodo"),
		xmlField(document.PeriodStart, "2026-10-01", line+"DataInizioPeriodo"),
		xmlField(document.InvoiceTotal, "3033.45", "/F/Totale"),
	}
	cited := []check.Input{
		{Revision: 7, Value: "90", Place: document.Place{XPath: line + "Quantita"}},
		{Revision: 7, Value: "TP02", Place: document.Place{XPath: "/F/CondizioniPagamento"}},
		{Revision: 8, Value: "x", Place: document.Place{XPath: "/F/Altro"}},
	}
	e := visitIn(t, "it").evidenceOf(storage.RevisionLine{ID: 7}, storage.ReadingShown{Reading: document.Reading{Fields: fields}}, cited)
	at := document.Place{XPath: line + "Quantita"}
	for _, part := range []string{`id="` + placeID(at) + `">90</span>`, `<th scope="row" class="fpa-num">2</th>`, "Ente &lt;b&gt;", "3.033,45", "da pagare"} {
		if has := strings.Contains(string(e.Invoice), part); e.Mode != "invoice" || has == (part == "da pagare") {
			t.Errorf("mode %s: %q is there: %t, in\n%s", e.Mode, part, has, e.Invoice)
		}
	}
	if len(e.Extra) != 1 || e.Extra[0].Value != "TP02" || e.show(cited[1].Place) == "" || e.show(cited[2].Place) != "" {
		t.Errorf("values cited beside the rendering: %+v", e.Extra)
	}
	everyIDOnce(t, &e)
}

// Marks on page images: one for each box, unsure when any of its values is.
func TestMarksOnPages(t *testing.T) {
	box := &document.Box{X: 1, Y: 2, Width: 3, Height: 4}
	at := document.Place{Page: 1, Box: box}
	shown := storage.ReadingShown{Previews: 1, Sheets: []storage.Sheet{{Number: 1, Width: 595, Height: 842}, {Number: 2}}}
	shown.Reading.Fields = []document.Field{
		{Name: document.CIG, Value: "B000000001", Method: document.MethodOCR, Place: at, Unsure: true},
		{Name: document.CentreCode, Value: "RN-001", Method: document.MethodOCR, Place: at},
	}
	cited := []check.Input{{It: "totale", Revision: 7, Place: document.Place{Page: 2, Box: box}}, {It: "altrove", Revision: 9, Place: document.Place{Page: 2, Box: &document.Box{X: 9, Width: 1, Height: 1}}}}
	e := visitIn(t, "it").evidenceOf(storage.RevisionLine{ID: 7}, shown, cited)
	if e.Mode != "pages" || len(e.Sheets) != 2 || len(e.Sheets[0].Marks) != 1 || len(e.Sheets[1].Marks) != 1 {
		t.Fatalf("%+v", e.Sheets)
	}
	m := e.Sheets[0].Marks[0]
	if !m.Unsure || m.Label != "CIG: B000000001; Codice del centro: RN-001" {
		t.Errorf("mark %+v", m)
	}
	if e.Sheets[0].Image == "" || e.Sheets[1].Image != "" || e.Sheets[1].Height != 842 {
		t.Errorf("images: %+v", e.Sheets)
	}
	everyIDOnce(t, &e)
}

// Ink outside the text that was read is said on its page, and can be lit up; the
// hint of ink in a row's cells is said in words.
func TestInkOnPages(t *testing.T) {
	box := document.Box{X: 1, Y: 2, Width: 3, Height: 4}
	shown := storage.ReadingShown{Previews: 2, Sheets: []storage.Sheet{{Number: 1, Width: 595, Height: 842}, {Number: 2}}}
	shown.Reading.Fields = []document.Field{{Name: document.RowField(3, "ink"), Value: "xxx.x?..", Method: document.MethodOCR, Place: document.Place{Page: 1, Box: &box}}}
	shown.Reading.Outside = []document.Region{{Page: 2, Box: box}, {Page: 2, Box: box}, {Page: 2, Box: document.Box{X: 50, Y: 2, Width: 3, Height: 4}}}
	for lang, want := range map[string][]string{
		"it": {"Riga 3, segni nelle caselle (indizio, non conta): c&#39;è un segno: 1–3, 5; nessun segno: 4, 7–8; non si vede bene: 6",
			"Su questa pagina c&#39;è inchiostro fuori dal testo letto", `href="#ink-p2-1-2-3-4"`, `id="ink-p2-50-2-3-4" class="ink"`},
		"en": {"Row 3, ink in the cells (a hint, not counted): there is ink: 1–3, 5; no ink: 4, 7–8; not clear: 6", "On this page there is ink outside the text"},
	} {
		e := visitIn(t, lang).evidenceOf(storage.RevisionLine{ID: 7}, shown, nil)
		if len(e.Sheets[0].Ink) != 0 || len(e.Sheets[1].Ink) != 2 || len(e.Sheets[1].Marks) != 2 {
			t.Fatalf("%+v", e.Sheets)
		}
		everyIDOnce(t, &e)
		r, err := newRenderer(catalogue(t), "")
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		view := documentView{Evidence: e, Revisions: []storage.RevisionLine{{}}}
		if err := r.execute(&b, lang, "document", inFrame(lang, view)); err != nil {
			t.Fatal(err)
		}
		for _, part := range want {
			if n := strings.Count(b.String(), part); n != 1 {
				t.Errorf("%s: %q stands %d times", lang, part, n)
			}
		}
	}
}

func inFrame(lang string, view documentView) shown {
	return shown{Frame: frame{Lang: lang}, View: view}
}

// A figure in another document leads there, to the same place.
func TestInputOfAnotherDocument(t *testing.T) {
	e := evidence{Revision: storage.RevisionLine{ID: 7}, ids: map[string]bool{}}
	in := check.Input{It: "totale del registro", Value: "938", Source: "document", Document: 5, Revision: 6, Place: document.Place{Page: 3}}
	got := visitIn(t, "it").input(in, 4, &e)
	if got.Show != "/documents/5?of=6#p3" || !got.Another || got.Where != "pagina 3" {
		t.Errorf("%+v", got)
	}
	if in.Document = 4; visitIn(t, "it").input(in, 4, &e).Show != "/documents/4?of=6#p3" {
		t.Error("a figure in another revision of this document does not lead there")
	}
}

// The totals that a register declares have their places, also where it has none for
// the days, and where it declares two.
func TestDeclaredTotalsHaveAPlace(t *testing.T) {
	fields := []document.Field{
		cellField(document.PersonDays, "4", "D5:F6"), cellField(document.DeclaredPersonDays, "4", "AF13"), cellField(document.DeclaredPersonDays, "156", "B20"),
		cellField(document.DayField(1), "2", "D5:D6"),
		cellField(document.RowField(1, "days"), "4", "A5:G5"), cellField(document.RowField(1, "present"), "PPPP", "A5:G5"),
	}
	e := visitIn(t, "it").evidenceOf(storage.RevisionLine{ID: 7}, storage.ReadingShown{Reading: document.Reading{Fields: fields}}, nil)
	for _, cell := range []string{"AF13", "B20"} {
		if e.show(document.Place{Sheet: "Ottobre", Cell: cell}) == "" {
			t.Errorf("%s can't be lit up", cell)
		}
	}
	if !e.Grid.Unequal {
		t.Error("a declared total that differs is not marked")
	}
	everyIDOnce(t, &e)
}

// Every field of the vocabulary that is written out in docs/fields.md, but for those
// that only the rendering of an invoice shows, has a name on the screens.
func TestFieldsHaveNames(t *testing.T) {
	b, err := os.ReadFile("../docs/fields.md")
	if err != nil {
		t.Fatal(err)
	}
	names := 0
	for _, line := range strings.Split(string(b), "\n") {
		cell, found := strings.CutPrefix(line, "| `")
		if !found {
			continue
		}
		cell, _, _ = strings.Cut(cell, " |")
		for _, name := range strings.Split(strings.ReplaceAll("`"+cell, "`", ""), ",") {
			name = strings.TrimSpace(name)
			if !regexp.MustCompile(`^[a-z_]+(\.[a-z_]+)+$`).MatchString(name) || strings.HasPrefix(name, "pdf.") {
				continue
			}
			names++
			if group, _, _ := strings.Cut(name, "."); slices.Contains([]string{"invoice", "seller", "buyer"}, group) {
				continue // those of the rendering of an invoice alone: see onlyInRendering
			}
			if v := visitIn(t, "it"); v.fieldLabel(name) == name {
				t.Errorf("%s has no name", name)
			}
		}
	}
	if names < 40 {
		t.Errorf("only %d fields were found in the document", names)
	}
}

func TestReasonsWithNumbers(t *testing.T) {
	v := visitIn(t, "it")
	for s, want := range map[string]string{
		"1 marks are not known and were not counted":  "1 segno non si conosce e non è stato contato",
		"12 marks are not known and were not counted": "12 segni non si conoscono e non sono stati contati",
	} {
		if got := v.reason(s); got != want {
			t.Errorf("%s: %q", s, got)
		}
	}
}
