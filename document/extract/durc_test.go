package extract

import (
	"slices"
	"testing"

	"github.com/insiemi/insiemi/document"
)

// A certificate that says that contributions are not in order is told from one that
// says that they are.
func TestNotRegular(t *testing.T) {
	for said, want := range map[string]bool{
		"RISULTA REGOLARE nei confronti di I.N.P.S. e I.N.A.I.L.":      false,
		"RISULTA NON REGOLARE nei confronti di I.N.P.S.":               true,
		"il soggetto non risulta regolare nei confronti di I.N.A.I.L.": true,
		"l'impresa non è in regola con i contributi":                   true,
		"Esito: irregolare": true,
		"Il Documento non è utilizzabile dopo la scadenza. RISULTA REGOLARE": false,
	} {
		r := found(document.DURC, "Durc On Line\nScadenza validità 29/01/2027\nsi dichiara che il soggetto "+said)
		got := slices.ContainsFunc(r.Warnings, func(w document.Warning) bool { return w.Code == "durc.not_regular" })
		if got != want {
			t.Errorf("%q: %v, want %v", said, got, want)
		}
	}
}
