package reception_test

import (
	"testing"

	"github.com/insiemi/insiemi/reception"
)

// Beside its field a sentence does not repeat the field's name; alone it has it.
func TestASentenceBesideItsField(t *testing.T) {
	b := reception.Body{Code: "E01", TaxCode: "12345678903", PEC: "nope", VATProfile: reception.VATExempt}
	want := map[string][4]string{
		"name": {"Denominazione: manca. Compilare il campo.", "Manca. Compilare il campo.", "Name: missing. Fill the field in.", "Missing. Fill the field in."},
		"pec": {"PEC: «nope» non è un indirizzo. Deve essere come nome@dominio.it.", "«nope» non è un indirizzo. Deve essere come nome@dominio.it.",
			`Certified e-mail: "nope" is no address. It must look like name@domain.it.`, `"nope" is no address. It must look like name@domain.it.`},
	}
	for _, p := range b.Validate() {
		if got := [4]string{p.In("it"), p.Beside("it"), p.In("en"), p.Beside("en")}; got != want[p.Field] {
			t.Errorf("%s: %q", p.Field, got)
		}
		delete(want, p.Field)
	}
	if len(want) > 0 {
		t.Errorf("not told: %v", want)
	}
	plain := reception.Problem{It: "Un termine di -3 giorni non esiste: indicare un numero positivo."}
	if plain.Beside("it") != plain.It {
		t.Errorf("a colon within is no name: %q", plain.Beside("it"))
	}
}
