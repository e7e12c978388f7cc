package extract_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
)

// XML that programs write badly is an invoice all the same, with a warning, from
// the first byte on.
func TestInvoicesWrittenBadly(t *testing.T) {
	inv := string(invoiceXML("2026-11-05"))
	latin := strings.Replace(inv, "Città", "Citt\xE0", 1)
	wide := make([]byte, 0, 2*len(latin))
	for i := range len(latin) {
		wide = append(wide, latin[i], 0)
	}
	for name, c := range map[string]struct{ text, warning string }{
		"two byte-order marks":    {"\xEF\xBB\xBF\xEF\xBB\xBF" + inv, "xml.characters"},
		"a mark that was encoded": {"ï»¿" + inv, ""},
		"8 bits that say UTF-8":   {latin, "xml.encoding"},
		"UTF-16 without a mark":   {string(wide), "xml.encoding"},
		"UTF-8 that says UTF-16":  {strings.Replace(inv, "UTF-8", "UTF-16", 1), "xml.encoding"},
		"version 1.1":             {strings.Replace(inv, `version="1.0"`, `version="1.1"`, 1), "xml.version"},
		"NULs at its end":         {inv + "\x00\x00", ""},
		"names of HTML":           {strings.Replace(inv, "Città", "Citt&agrave;", 1), "xml.entities"},
		"two documents":           {inv + "<a/>", "xml.trailing"},
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, []byte(c.text), "f.xml")
			if r.Kind != document.Invoice || r.Error != nil || r.Value(document.SellerName) != "Cooperativa Città Aperta" || r.Value(document.InvoiceTotal) != "3457.17" {
				t.Fatalf("%s, %+v, seller %q, total %q", r.Kind, r.Error, r.Value(document.SellerName), r.Value(document.InvoiceTotal))
			}
			codes := warningCodes(r)
			if c.warning != "" && !slices.Contains(codes, c.warning) {
				t.Errorf("warnings %v, want %s", codes, c.warning)
			}
		})
	}
}

func warningCodes(r document.Reading) []string {
	var out []string
	for _, w := range r.Warnings {
		out = append(out, w.Code)
	}
	return out
}

// A fault by the exchange system's controls is a warning with code, sentence and
// place; in a lot it says of which invoice.
func TestControlsAreWarnings(t *testing.T) {
	right := string(invoiceXML("2026-11-05"))
	if codes := warningCodes(read(t, []byte(right), "f.xml")); len(codes) > 0 {
		t.Errorf("a right invoice: %v", codes)
	}
	wrong := strings.Replace(right, "<PrezzoTotale>3457.17", "<PrezzoTotale>3467.17", 1)
	const want = "/FatturaElettronica/FatturaElettronicaBody/DatiBeniServizi/DettaglioLinee/PrezzoTotale"
	r := read(t, []byte(wrong), "f.xml")
	i := slices.IndexFunc(r.Warnings, func(w document.Warning) bool { return w.Code == document.ControlCode+"00423" })
	if i < 0 || r.Warnings[i].XPath != want || !strings.Contains(r.Warnings[i].It, "Riga 1") || !strings.Contains(r.Warnings[i].It, "SdI 00423") {
		t.Errorf("warnings %+v", r.Warnings)
	}
	start, end := strings.Index(wrong, "<FatturaElettronicaBody>"), strings.Index(wrong, "</p:FatturaElettronica>")
	lot := right[:end] + strings.Replace(wrong[start:end], "7/26", "8/26", 1) + "</p:FatturaElettronica>"
	r = read(t, []byte(lot), "f.xml")
	i = slices.IndexFunc(r.Warnings, func(w document.Warning) bool { return w.Code == document.ControlCode+"00423" })
	if i < 0 || !strings.Contains(r.Warnings[i].It, "Fattura 2 del lotto") || r.Value("body.2.invoice.number") != "8/26" {
		t.Errorf("warnings %+v, number %q", r.Warnings, r.Value("body.2.invoice.number"))
	}
}

// Of very many faults the first are told, and how many there are.
func TestManyControls(t *testing.T) {
	inv := string(invoiceXML("2026-11-05"))
	start, end := strings.Index(inv, "<DettaglioLinee>"), strings.Index(inv, "<DatiRiepilogo>")
	line := strings.Replace(inv[start:end], "3457.17", "1.00", 1)
	r := read(t, []byte(inv[:start]+strings.Repeat(line, 200)+inv[end:]), "f.xml")
	if codes := warningCodes(r); len(codes) != 61 || codes[60] != "invoice.more_faults" {
		t.Errorf("%d warnings: %v", len(codes), codes)
	}
}

// A lot beyond all measure gives its first values, and says so.
func TestInvoiceBeyondMeasure(t *testing.T) {
	inv := string(invoiceXML("2026-11-05"))
	start, end := strings.Index(inv, "<DettaglioLinee>"), strings.Index(inv, "<DatiRiepilogo>")
	r := read(t, []byte(inv[:start]+strings.Repeat("<DettaglioLinee><Descrizione>x</Descrizione></DettaglioLinee>", 60_000)+inv[end:]), "f.xml")
	if len(r.Fields) != 50_000 || !slices.Contains(warningCodes(r), "invoice.cut") {
		t.Errorf("%d fields, %v", len(r.Fields), warningCodes(r)[:1])
	}
}

// The name is judged where it was made for the exchange system, and not where a
// person gave it.
func TestNamesOfInvoices(t *testing.T) {
	for name, want := range map[string]bool{"fattura ottobre.xml": false, ".xml": false, "IT99000000010_00001.xml": false, "IT99000000010_0000001.xml": true} {
		if got := slices.Contains(warningCodes(read(t, invoiceXML("2026-11-05"), name)), "sdi.00001"); got != want {
			t.Errorf("%s: judged wrong: %t", name, got)
		}
	}
}

// Dates of the second invoice of a lot are judged as those of the first.
func TestDatesOfALot(t *testing.T) {
	inv, old := string(invoiceXML("2026-11-05")), string(invoiceXML("1900-11-05"))
	start, end := strings.Index(old, "<FatturaElettronicaBody>"), strings.Index(old, "</p:FatturaElettronica>")
	r := read(t, []byte(strings.TrimSuffix(inv, "</p:FatturaElettronica>")+old[start:end]+"</p:FatturaElettronica>"), "f.xml")
	f, ok := r.Field("body.2.invoice.date")
	if !ok || !f.Unsure {
		t.Errorf("%+v", f)
	}
	if extract.Sniff(strings.NewReader("\xEF\xBB\xBF\xEF\xBB\xBF<a/>"), 10) != extract.XML {
		t.Error("two marks hide the XML")
	}
}

// A value whose element is not as the format has it is unsure, as are one of two
// and a period that ends before it begins.
func TestMisshapenValues(t *testing.T) {
	right := string(invoiceXML("2026-11-05"))
	const total, start = "<ImportoTotaleDocumento>3457.17</ImportoTotaleDocumento>", "<DataInizioPeriodo>2026-10-01</DataInizioPeriodo><DataFinePeriodo>2026-10-31</DataFinePeriodo>"
	for name, c := range map[string]struct {
		from, to string
		want     map[string]string // "?" behind what is unsure
	}{
		"right":           {"", "", map[string]string{document.InvoiceTotal: "3457.17", document.InvoiceTaxable: "3457.17", document.PeriodMonth: "2026-10"}},
		"thousands":       {total, "<ImportoTotaleDocumento>3.457</ImportoTotaleDocumento>", map[string]string{document.InvoiceTotal: "3.457?", document.InvoiceTaxable: "3457.17"}},
		"two totals":      {total, total + "<ImportoTotaleDocumento>9999.00</ImportoTotaleDocumento>", map[string]string{document.InvoiceTotal: "3457.17?", document.InvoiceNumber: "7/26"}},
		"within":          {total, "<ImportoTotaleDocumento>3457.17<x>5</x></ImportoTotaleDocumento>", map[string]string{document.InvoiceTotal: "3457.17?"}},
		"another's":       {total, `<q:ImportoTotaleDocumento xmlns:q="urn:x">1.00</q:ImportoTotaleDocumento>` + total, map[string]string{document.InvoiceTotal: "3457.17?", document.InvoiceNumber: "7/26"}},
		"another's alone": {total, `<q:ImportoTotaleDocumento xmlns:q="urn:x">1.00</q:ImportoTotaleDocumento>`, map[string]string{document.InvoiceTotal: "", "invoice.other": "1.00?"}},
		"older schema":    {total, strings.Replace(total, ">", ` xmlns="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.1">`, 1), map[string]string{document.InvoiceTotal: "3457.17"}},
		"reversed": {start, "<DataInizioPeriodo>2026-10-31</DataInizioPeriodo><DataFinePeriodo>2026-10-01</DataFinePeriodo>",
			map[string]string{document.PeriodMonth: "2026-10?", document.PeriodStart: "2026-10-31?", document.PeriodEnd: "2026-10-01?", document.LineField(1, "start"): "2026-10-31?", document.InvoiceTotal: "3457.17"}},
		"two bodies of goods": {"</DatiBeniServizi>", "</DatiBeniServizi><DatiBeniServizi><DettaglioLinee><NumeroLinea>1</NumeroLinea></DettaglioLinee></DatiBeniServizi>",
			map[string]string{document.InvoiceTaxable: "3457.17?", document.LineField(1, "total"): "3457.17?", document.InvoiceTotal: "3457.17"}},
	} {
		r := read(t, []byte(strings.Replace(right, c.from, c.to, 1)), "f.xml")
		for field, want := range c.want {
			f, _ := r.Field(field)
			if got := f.Value + strings.Repeat("?", map[bool]int{true: 1}[f.Unsure]); got != want {
				t.Errorf("%s: %s %q, want %q (%s)", name, field, got, want, f.Why)
			}
		}
		if has := slices.Contains(warningCodes(r), "invoice.reversed"); has != (name == "reversed") {
			t.Errorf("%s: warnings %v", name, warningCodes(r))
		}
	}
}
