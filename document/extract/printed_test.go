package extract_test

import (
	"slices"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"

	"github.com/insiemi/insiemi/document"
)

// tablePrint is a print of an invoice as programs make them that follow the common
// style sheet: rows of labels with the values below.
func tablePrint(t *testing.T) []byte {
	t.Helper()
	p := fpdf.New("P", "mm", "A4", "")
	tr := p.UnicodeTranslatorFromDescriptor("")
	p.AddPage()
	p.SetFont("Helvetica", "", 9)
	line := func(text string) { p.CellFormat(0, 5, tr(text), "", 1, "L", false, 0, "") }
	row := func(cells ...string) {
		for _, c := range cells {
			p.CellFormat(190/float64(len(cells)), 6, tr(c), "1", 0, "L", false, 0, "")
		}
		p.Ln(-1)
	}
	line("FATTURA ELETTRONICA - copia di cortesia")
	line("Cedente/prestatore (fornitore)")
	line("Identificativo fiscale ai fini IVA: IT99000000994")
	line("Denominazione: Cooperativa Città Aperta")
	line("Cessionario/committente (cliente)")
	line("Identificativo fiscale ai fini IVA: IT91000000405")
	line("Denominazione: Prefettura di Prova")
	p.Ln(4)
	row("Tipologia documento", "Numero documento", "Data documento", "Codice destinatario")
	row("TD01 (fattura)", "7/26", "05-11-2026", "UFT3ST")
	p.Ln(4)
	row("Descrizione", "Quantità", "Prezzo unitario", "Prezzo totale")
	row("Accoglienza ottobre 2026, CIG A0B1C2D3E4", "107,00", "32,31", "3.457,17")
	p.Ln(4)
	row("Totale imponibile", "Totale imposta", "Totale documento")
	row("3.457,17", "172,86", "3.630,03")
	return output(t, p)
}

// inlinePrint is one as programs make them that write each label beside its value.
func inlinePrint(t *testing.T, total string) []byte {
	t.Helper()
	return paper(t, "Cooperativa Città Aperta - P.IVA 99000000994", "Spett.le Prefettura di Prova, C.F. 91000000405",
		"FATTURA N. 7/26 DEL 05/11/2026", "Rif. ns. fattura n. 6/26 del 06/10/2026", "Periodo: ottobre 2026 - CIG: A0B1C2D3E4",
		"Servizio di accoglienza, 107 giornate a EUR 32,31", "Totale imponibile € 3.457,17", "IVA 5% € 172,86", "Totale documento € "+total,
		"IBAN: IT60X0542811101000000123456", "Scadenza pagamento: 05/12/2026")
}

// A print of an invoice is no invoice, but says what it says: what stands beside its
// label as it is, what stands below it to be looked at.
func TestPrintsOfInvoices(t *testing.T) {
	for name, x := range map[string]struct {
		pdf    []byte
		want   map[string]string
		unsure string
	}{
		"labels beside": {inlinePrint(t, "3.630,03"), map[string]string{document.InvoiceNumber: "7/26", document.InvoiceDate: "2026-11-05", document.InvoiceCIG: "A0B1C2D3E4",
			document.SellerVATID: "IT99000000994", document.InvoiceTotal: "3630.03", document.InvoiceTaxable: "3457.17", document.InvoiceTax: "172.86",
			document.InvoiceIBAN: "IT60X0542811101000000123456", document.InvoiceDueOn: "2026-12-05", document.PeriodMonth: "2026-10"}, ""},
		"labels above": {tablePrint(t), map[string]string{document.InvoiceNumber: "7/26", document.InvoiceDate: "2026-11-05", document.InvoiceCIG: "A0B1C2D3E4",
			document.SellerVATID: "IT99000000994", document.BuyerTaxCode: "91000000405", document.BuyerOfficeCode: "UFT3ST",
			document.InvoiceTotal: "3630.03", document.InvoiceTaxable: "3457.17", document.InvoiceTax: "172.86"},
			"invoice.number invoice.date buyer.office_code invoice.total invoice.taxable invoice.tax"},
		"amounts that do not add up": {inlinePrint(t, "3.830,03"), map[string]string{document.InvoiceTotal: "3830.03", document.InvoiceTaxable: "3457.17"},
			"invoice.total invoice.taxable invoice.tax"},
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, x.pdf, "fattura.pdf")
			if r.Kind != "" || len(r.Guesses) == 0 || r.Guesses[0].Kind != document.Invoice || r.Guesses[0].Score < 0.8 || !has(r, "invoice.copy") {
				t.Errorf("kind %q, guesses %+v, warnings %v", r.Kind, r.Guesses, r.Warnings)
			}
			for field, want := range x.want {
				f, ok := r.Field(field)
				if !ok || f.Value != want || f.Place.Page != 1 || f.Place.Box == nil {
					t.Errorf("%s: %+v, want %s", field, f, want)
				}
				if unsure := strings.Contains(" "+x.unsure+" ", " "+field+" "); f.Unsure != unsure {
					t.Errorf("%s is unsure: %v (%s)", field, f.Unsure, f.Why)
				}
			}
			for _, f := range r.Fields {
				if f.Value == "6/26" || f.Value == "2026-10-06" {
					t.Errorf("%s is of another invoice: %+v", f.Name, f)
				}
			}
		})
	}
}

// A photo of an invoice says as much as its text does that it is one.
func TestPhotoOfAnInvoice(t *testing.T) {
	r := read(t, photo(t, inlinePrint(t, "3.630,03")), "foto.jpg")
	if r.Kind != "" || len(r.Guesses) == 0 || r.Guesses[0].Kind != document.Invoice || r.Guesses[0].Score < 0.7 {
		t.Fatalf("kind %q, guesses %+v", r.Kind, r.Guesses)
	}
	truth := map[string]string{document.InvoiceNumber: "7/26", document.InvoiceTotal: "3630.03", document.InvoiceDate: "2026-11-05"}
	for name, want := range truth {
		if f, ok := r.Field(name); ok && f.Value != want && !f.Unsure {
			t.Errorf("%s is surely %s, want %s", name, f.Value, want)
		}
	}
}

// printOf is a print of an invoice of these lines; cells of a row are parted by "|".
func printOf(t *testing.T, lines ...string) []byte {
	t.Helper()
	p := fpdf.New("P", "mm", "A4", "")
	tr := p.UnicodeTranslatorFromDescriptor("")
	p.AddPage()
	p.SetFont("Helvetica", "", 9)
	for _, l := range lines {
		cells := strings.Split(l, "|")
		for _, c := range cells {
			p.CellFormat(190/float64(len(cells)), 6, tr(c), "", 0, "L", false, 0, "")
		}
		p.Ln(-1)
	}
	return output(t, p)
}

// What a print does not say for sure is never told as if it did: what stands beside a
// label may be of the next column, of another invoice or of another party.
func TestPrintsThatMislead(t *testing.T) {
	head := []string{"Cooperativa Città Aperta - P.IVA 99000000994", "FATTURA N. 7/26 DEL 05/11/2026", "Spett.le Prefettura di Prova"}
	with := func(more ...string) []string { return append(slices.Clone(head), more...) }
	e := []string{"FATTURA ELETTRONICA - copia di cortesia", "Cedente/prestatore", "Partita IVA: IT99000000994"}
	for name, x := range map[string]struct {
		lines []string
		want  map[string]string // "?" before a value: it is unsure; "": there is none
	}{
		"the label of the next column is no office": {append(slices.Clone(e), "Codice destinatario|Numero documento|Data documento|Causale", "UFT3ST|7/26|05-11-2026|Ottobre", "Totale documento EUR 3.630,03"),
			map[string]string{document.BuyerOfficeCode: "?UFT3ST", document.InvoiceNumber: "?7/26", document.InvoiceDate: "?2026-11-05"}},
		"an office of letters":       {with("Codice destinatario: UFTABC", "Totale documento 3.630,03"), map[string]string{document.BuyerOfficeCode: "?UFTABC"}},
		"an office behind its label": {with("Codice univoco ufficio UFT3ST", "Totale documento 3.630,03"), map[string]string{document.BuyerOfficeCode: "UFT3ST"}},
		"the body's number at the foot": {[]string{"FATTURA N. 7/26 DEL 05/11/2026", "Spett.le Prefettura di Prova", "Totale documento € 3.630,03", "Cooperativa Città Aperta - P.IVA 99000000994 - REA 1234"},
			map[string]string{document.BuyerTaxCode: "", document.SellerVATID: "?IT99000000994"}},
		"the program's number at the foot": {with("Totale documento € 3.630,03", "Stampato con Fatture Facili di Altra S.r.l. P.IVA 01234567897"),
			map[string]string{document.BuyerTaxCode: "", document.SellerVATID: "IT99000000994"}},
		"the buyer in the right column": {[]string{"Cooperativa Città Aperta|Spett.le Prefettura di Prova", "Via Verdi 3|Via Roma 1", "P.IVA 99000000994|47921 Rimini", "FATTURA N. 7/26 DEL 05/11/2026", "Totale documento € 3.630,03"},
			map[string]string{document.BuyerTaxCode: "", document.SellerVATID: "IT99000000994"}},
		"both parties side by side": {[]string{"FATTURA N. 7/26 DEL 05/11/2026", "Cedente/prestatore (fornitore)|Cessionario/committente (cliente)", "Partita IVA: IT99000000994|Partita IVA: IT91000000405", "Totale documento € 3.630,03"},
			map[string]string{document.BuyerTaxCode: "91000000405", document.SellerVATID: "IT99000000994"}},
		"a row of taxable amount and tax":  {with("IVA 5% 3.457,17 172,86", "Totale documento € 3.630,03"), map[string]string{document.InvoiceTax: "?3457.17", document.InvoiceTotal: "3630.03"}},
		"a row of all amounts":             {with("Totale documento 3.457,17 172,86 3.630,03"), map[string]string{document.InvoiceTotal: "?3457.17"}},
		"a number that lost its beginning": {with("Totale documento .630,03"), map[string]string{document.InvoiceTotal: "?630.03"}},
		"thousands apart":                  {with("Totale documento € 3 630,03"), map[string]string{document.InvoiceTotal: "?3"}},
		"amounts that are taken back":      {with("Totale documento € -3.630,03"), map[string]string{document.InvoiceTotal: "-3630.03"}},
		"two totals":                       {with("Totale documento € 3.630,03", "Totale fattura € 3.457,17"), map[string]string{document.InvoiceTotal: "?3630.03"}},
		"a number in pieces": {[]string{"Cooperativa Città Aperta - P.IVA 99000000994", "FATTURA N. 7 / 2026 DEL 05/11/2026", "Totale documento € 3.630,03"},
			map[string]string{document.InvoiceNumber: "7/2026", document.InvoiceDate: "2026-11-05"}},
		"a number with letters behind": {[]string{"Cooperativa Città Aperta - P.IVA 99000000994", "FATTURA N. 12 PA DEL 05/11/2026", "Totale documento € 3.630,03"},
			map[string]string{document.InvoiceNumber: "?12 PA", document.InvoiceDate: "2026-11-05"}},
		"another invoice in a sentence": {append(slices.Clone(e), "Numero documento|Data documento", "7/26|05-11-2026", "Conguaglio fattura n. 5/26 del 06/10/2026", "Totale documento EUR 3.630,03"),
			map[string]string{document.InvoiceNumber: "?7/26", document.InvoiceDate: "?2026-11-05"}},
		"an invoice in a sentence alone": {append(slices.Clone(e), "Conguaglio fattura n. 5/26 del 06/10/2026", "Totale documento EUR 3.630,03"),
			map[string]string{document.InvoiceNumber: "?5/26", document.InvoiceDate: "?2026-10-06"}},
		"a year of two figures, and the date of an act": {[]string{"Cooperativa Città Aperta - P.IVA 99000000994", "FATTURA N. 7/26 DEL 05/11/26", "Determina a contrarre n. 45 in data 01/02/2026", "Totale documento € 3.630,03"},
			map[string]string{document.InvoiceDate: "?2026-11-05"}},
		"issued on a date": {[]string{"Cooperativa Città Aperta - P.IVA 99000000994", "FATTURA N. 7/26", "emessa in data 05/11/2026", "Totale documento € 3.630,03"},
			map[string]string{document.InvoiceDate: "2026-11-05"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, printOf(t, x.lines...), "fattura.pdf")
			for field, want := range x.want {
				f, ok := r.Field(field)
				value, unsure := strings.CutPrefix(want, "?")
				if ok != (want != "") || f.Value != value || ok && f.Unsure != unsure {
					t.Errorf("%s: %q, unsure %v (%s), others %v; want %q", field, f.Value, f.Unsure, f.Why, f.Others, want)
				}
			}
		})
	}
}
