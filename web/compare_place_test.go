package web

import (
	"slices"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/compare"
	"github.com/insiemi/insiemi/storage"
)

// Values of one name are told apart by where they stand, those that stand alone are not.
func TestChangedValuesOfOneNameNameTheirPlace(t *testing.T) {
	t.Parallel()
	total := func(value string, p document.Place) document.Field {
		return document.Field{Name: document.DeclaredPersonDays, Value: value, Written: value, Place: p}
	}
	cell := func(c string) document.Place { return document.Place{Sheet: "Ottobre", Cell: c} }
	labels := func(lang string, before, after []document.Field) (out []string) {
		d := compare.Readings(document.Reading{Fields: before}, document.Reading{Fields: after})
		for _, x := range visitIn(t, lang).changedValues(d.Values, compared{revisions: []storage.RevisionLine{{ID: 2}, {ID: 1}}}) {
			out = append(out, x.Label)
		}
		return out
	}
	for _, c := range []struct {
		name          string
		lang          string
		before, after []document.Field
		want          []string
	}{
		{"one value alone", "it", []document.Field{total("8", cell("B2"))}, []document.Field{total("7", cell("B2"))}, []string{"Presenze dichiarate"}},
		{"two cells", "it", []document.Field{total("8", cell("B2")), total("9", cell("H40"))}, []document.Field{total("7", cell("B2")), total("6", cell("H40"))},
			[]string{"Presenze dichiarate (foglio Ottobre, cella B2)", "Presenze dichiarate (foglio Ottobre, cella H40)"}},
		{"a cell that moved", "en", []document.Field{total("8", cell("B2")), total("9", cell("H40"))}, []document.Field{total("7", cell("B2")), total("6", cell("H41"))},
			[]string{"Presences declared (sheet Ottobre, cell B2)", "Presences declared (sheet Ottobre, cell H41; before: sheet Ottobre, cell H40)"}},
		{"one that is gone", "it", []document.Field{total("8", cell("B2")), total("9", cell("H40"))}, []document.Field{total("7", cell("B2"))},
			[]string{"Presenze dichiarate (foglio Ottobre, cella B2)", "Presenze dichiarate (foglio Ottobre, cella H40)"}},
		{"pages", "it", []document.Field{total("8", document.Place{Page: 1}), total("9", document.Place{Page: 2})}, []document.Field{total("7", document.Place{Page: 1}), total("6", document.Place{Page: 2})},
			[]string{"Presenze dichiarate (pagina 1)", "Presenze dichiarate (pagina 2)"}},
		{"two of one page", "it", []document.Field{total("8", document.Place{Page: 1}), total("9", document.Place{Page: 1})}, []document.Field{total("7", document.Place{Page: 1}), total("6", document.Place{Page: 1})},
			[]string{"Presenze dichiarate (pagina 1, 1)", "Presenze dichiarate (pagina 1, 2)"}},
		{"nowhere", "it", []document.Field{total("8", document.Place{}), total("9", document.Place{})}, []document.Field{total("7", document.Place{}), total("6", document.Place{})},
			[]string{"Presenze dichiarate (1)", "Presenze dichiarate (2)"}},
	} {
		if got := labels(c.lang, c.before, c.after); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
