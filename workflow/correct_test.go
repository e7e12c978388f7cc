package workflow

import (
	"testing"

	"github.com/insiemi/insiemi/document"
)

func TestCorrect(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		is, said document.Kind
		open     bool
		outcome  Outcome
		taken    int
		want     string
	}{
		{"not recognised", "", document.Register, false, "", 0, ""},
		{"another kind", document.DURC, document.Register, false, "", 0, ""},
		{"in a case, undecided", document.DURC, document.Register, true, "", 0, ""},
		{"the same kind", document.DURC, document.DURC, false, "", 0, "kind.same"},
		{"no kind of the catalogue", document.DURC, "ALTRO", false, "", 0, "kind.unknown"},
		{"no kind at all", document.DURC, "", false, "", 0, "kind.unknown"},
		{"returned once", document.DURC, document.Register, true, "", 1, "kind.decided"},
		{"closed", document.DURC, document.Register, true, Approved, 1, "kind.decided"},
	} {
		err := Correct(c.is, c.said, c.open, Case{Outcome: c.outcome}, c.taken)
		if (err == nil) != (c.want == "") || err != nil && !IsRefusal(err, c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
		if can := CanCorrect(c.open, Case{Outcome: c.outcome}, c.taken); can != (c.want != "kind.decided") {
			t.Errorf("%s: can %v", c.name, can)
		}
	}
}
