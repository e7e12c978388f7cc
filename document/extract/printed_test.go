package extract_test

import (
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
