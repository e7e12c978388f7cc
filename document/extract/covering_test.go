package extract

import (
	"slices"
	"testing"

	"github.com/insiemi/insiemi/document"
)

// A paper that names its annexes, or what it hands over, is no covering letter for that:
// nobody is told that it is another than they sent. A letter is.
func TestWhatIsNoCoveringLetter(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Cooperativa Alfa\nRendiconto di ottobre 2026\nVoce di spesa  importo\nTotale spese 1.000,00\nSi allegano le fatture dei fornitori e il contratto di fornitura.\n": false,
		"Planimetria dei locali - piano terra\nSi allega il certificato di idoneità igienico-sanitaria e la SCIA antincendio.\n":                                           false,
		"Ricevuta di consegna\nSi consegna all'ospite G1 il kit di primo ingresso e una scheda telefonica.\nFirma dell'ospite":                                             false,
		"Alla Prefettura di Prova\nOggetto: invio documenti\nIn allegato la polizza di responsabilità civile.\nDistinti saluti":                                            true,
		"Con la presente si trasmette il certificato di idoneità igienico-sanitaria.":                                                                                      true,
	} {
		r := classified(text)
		if got := slices.ContainsFunc(r.Warnings, func(w document.Warning) bool { return w.Code == "letter.cover" }); got != want || want && r.Kind != "" {
			t.Errorf("%q: a covering letter %v, kind %q, %+v", text, got, r.Kind, r.Guesses)
		}
	}
	if r := classified("Ricevuta di consegna\nSi consegna all'ospite G1 il kit di primo ingresso e una scheda telefonica.\nFirma dell'ospite"); len(r.Guesses) == 0 || r.Guesses[0].Kind != document.KitReceipts || r.Guesses[0].Score < 0.6 {
		t.Errorf("a receipt: %+v", r.Guesses)
	}
}
