package extract_test

import (
	"testing"

	"github.com/insiemi/insiemi/document"
)

// A notice in a PDF has its code and its day on the page, seen by both readers.
func TestNoticeInAPDF(t *testing.T) {
	t.Parallel()
	r := read(t, paper(t, "COMUNICAZIONE DI ALLONTANAMENTO DELL'OSPITE", "Centro RN-017, CIG A0B1C2D3E4",
		"Si comunica che l'ospite Persona Inventata (codice G017-003), nata il 05/03/2001, non è più rientrata in struttura dalla sera del 20 ottobre 2026, ai sensi dell'art. 23 D.Lgs. 142/2015.",
		"Rimini, 22/10/2026"), "allontanamento.pdf")
	if r.Kind != document.Departure {
		t.Fatalf("%s: %+v", r.Kind, r.Guesses)
	}
	for name, want := range map[string]string{document.GuestCode: "G017-003", document.DepartedOn: "2026-10-20", document.IssuedOn: "2026-10-22", document.CentreCode: "RN-017"} {
		f, ok := r.Field(name)
		if !ok || f.Value != want || f.Unsure || f.Place.Page != 1 || f.Place.Box == nil || f.Confidence < 0.9 {
			t.Errorf("%s: %+v, want %s", name, f, want)
		}
	}
}

// A leave in a DOCX.
func TestNoticeInADOCX(t *testing.T) {
	t.Parallel()
	p := func(text string) string { return `<w:p><w:r><w:t>` + text + `</w:t></w:r></w:p>` }
	r := read(t, docxOf(t, p("RICHIESTA DI AUTORIZZAZIONE ALL'ASSENZA")+p("Centro RN-017")+p("L'ospite G017-004 chiede di assentarsi dal 12 al 14 ottobre 2026.")+p("Rimini, 10/10/2026")), "assenza.docx")
	for name, want := range map[string]string{document.GuestCode: "G017-004", document.LeaveStart: "2026-10-12", document.LeaveEnd: "2026-10-14", document.IssuedOn: "2026-10-10"} {
		if f, ok := r.Field(name); !ok || f.Value != want || f.Unsure || r.Kind != document.Leave {
			t.Errorf("%s of a %s: %+v, want %s", name, r.Kind, f, want)
		}
	}
}
