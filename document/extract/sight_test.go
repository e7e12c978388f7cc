package extract_test

import (
	"testing"

	"codeberg.org/go-pdf/fpdf"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
)

// hiding is a statement of costs of which a second, larger total is drawn in some
// way.
func hiding(t *testing.T, draw func(p *fpdf.Fpdf, total string)) document.Reading {
	t.Helper()
	p := fpdf.New("P", "mm", "A4", "")
	tr := p.UnicodeTranslatorFromDescriptor("")
	p.AddPage()
	p.SetFont("Helvetica", "", 11)
	for _, line := range []string{"RENDICONTO DEI COSTI", "Mese di ottobre 2026", "Ente gestore: Cooperativa Città Aperta",
		"Voce di costo e spese sostenute", "Vitto 900,00", "Alloggio 334,56", "Totale costi € 1.234,56"} {
		p.CellFormat(0, 7, tr(line), "", 1, "L", false, 0, "")
	}
	draw(p, tr("Totale generale € 9.999,00"))
	return readBytes(t, output(t, p), extract.Options{})
}

// A total that nobody sees is never taken for the one that stands on the page,
// which is unsure beside it.
func TestTotalThatNobodySees(t *testing.T) {
	for name, draw := range map[string]func(p *fpdf.Fpdf, total string){
		"white": func(p *fpdf.Fpdf, total string) { p.SetTextColor(255, 255, 255); p.Text(20, 120, total) },
		"clipped": func(p *fpdf.Fpdf, total string) {
			p.ClipRect(0, 0, 1, 1, false)
			p.Text(20, 120, total)
			p.ClipEnd()
		},
		"covered": func(p *fpdf.Fpdf, total string) {
			p.Text(20, 120, total)
			p.SetFillColor(255, 255, 255)
			p.Rect(15, 110, 120, 15, "F")
		},
		"without ink": func(p *fpdf.Fpdf, total string) { p.SetTextRenderingMode(3); p.Text(20, 120, total) },
	} {
		t.Run(name, func(t *testing.T) {
			r := hiding(t, draw)
			f, _ := r.Field(document.Total)
			if f.Value != "1234.56" || !f.Unsure || len(f.Others) != 1 || f.Others[0] != "9999.00" {
				t.Errorf("%+v", f)
			}
			if f, _ := r.Field(document.PeriodMonth); f.Unsure || f.Value != "2026-10" {
				t.Errorf("the month: %+v", f)
			}
		})
	}
	r := hiding(t, func(p *fpdf.Fpdf, total string) {
		p.SetFillColor(0, 60, 120)
		p.Rect(15, 110, 120, 15, "F")
		p.SetTextColor(255, 255, 255)
		p.Text(20, 120, total)
	})
	if f, _ := r.Field(document.Total); f.Value != "9999.00" || f.Unsure {
		t.Errorf("white on blue: %+v", f)
	}
}

// A value that stands nowhere but in text that nobody sees is kept, unsure, and a
// warning says so.
func TestValueThatNobodySees(t *testing.T) {
	r := hiding(t, func(p *fpdf.Fpdf, _ string) {
		p.SetTextRenderingMode(3)
		p.Text(20, 120, "CIG A0B1C2D3E4")
	})
	if f, _ := r.Field(document.CIG); f.Value != "A0B1C2D3E4" || !f.Unsure || codes(r) != "pdf.unseen" {
		t.Errorf("%+v, %s", f, codes(r))
	}
}

// The text layer of a scan is read as before, never surer than one reader is.
func TestTextLayerOfAScan(t *testing.T) {
	b := textLayer(t, contractPDF(t))
	r := readBytes(t, b, extract.Options{NoOCR: true})
	f, _ := r.Field(document.ContractEnd)
	if f.Value != "2027-10-31" || f.Unsure || f.Confidence > 0.90 || f.Why == "" || codes(r) != "" {
		t.Errorf("%+v, kind %q, warnings %s", f, r.Kind, codes(r))
	}
}
