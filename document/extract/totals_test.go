package extract

import (
	"slices"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
)

// shown writes a value as the tests compare it: with a question mark where it is
// unsure, and the other values behind.
func shown(r document.Reading, name string) string {
	var out []string
	for _, f := range r.Fields {
		if f.Name != name {
			continue
		}
		s := f.Value
		if f.Unsure {
			s += "? " + strings.Join(f.Others, " ")
		}
		out = append(out, strings.TrimSpace(s))
	}
	return strings.Join(out, ", ")
}

// The total of a line is never another figure that stands there, nor a part of
// its own figures.
func TestTotalOfALine(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"Totale costi € 1.234,56":                                         "1234.56",
		"Totale costi € 1,234.56":                                         "1234.56",
		"Totale costi € 1 234,56":                                         "234.56? 1234.56 1",
		"Totale costi € 1\u00a0234,56":                                    "234.56? 1234.56 1",
		"Totale costi € 1.234,\n56":                                       "1234? 1234.56",
		"Totale costi € 1.234, 56":                                        "1234? 1234.56",
		"Totale costi € 1.234,567":                                        "1234.567?",
		"Totale costi € 1.234.567":                                        "1234567",
		"Totale costi € 1.234.56":                                         "1.234.56?",
		"Totale costi € 1,234":                                            "1.234? 1234",
		"Totale costi € 1.234,56.":                                        "1234.56",
		"Totale costi € 1.234,56 di cui IVA € 222,00":                     "1234.56",
		"Totale costi di cui IVA € 222,00 € 1.234,56":                     "1234.56? 222.00",
		"Totale costi € 1.234,56 mese precedente € 1.100,00":              "1234.56? 1100.00",
		"Totale costi € 1.234,56 ottobre 2026":                            "1234.56",
		"Totale costi € 1.234,56 al 31.10.2026":                           "1234.56",
		"Totale costi ottobre 2026 € 1.234,56":                            "1234.56",
		"Totale costi anno 2026 1.234,56":                                 "1234.56? ",
		"Totale costi € 1.234,56 (n. 3 ricevute)":                         "1234.56",
		"Totale costi € 1.234,56 (milleduecentotrentaquattro/56)":         "1234.56",
		"Totale costi € 1.234,56 per 31 giorni":                           "1234.56",
		"Totale costi € -1.234,56":                                        "-1234.56",
		"Totale costi −1.234,56":                                          "-1234.56",
		"Totale costi - € 1.234,56":                                       "1234.56? -1234.56",
		"Totale costi ........1.234,56":                                   "1234.56",
		"Totale costi -----1.234,56":                                      "1234.56",
		"Totale costi € ,56":                                              "56?",
		"Totale costi ottobre 2026:\n€ 1.234,56":                          "1234.56",
		"Totale costi € (1.234,56)":                                       "1234.56? -1234.56",
		"Totale costi € 1.234,56-":                                        "1234.56? -1234.56",
		"Totale costi € 1235":                                             "1235",
		"Totale 1235":                                                     "1235?",
		"Totale generale costi settembre € 900,00\nTotale costi € 500,00": "500.00",
		"Totale generale € 900,00\nTotale costi € 1.234,56":               "900.00? 1234.56",
		"Totale costi € 900,00\nTotale generale € 1.234,56":               "1234.56",
		"Totale costi 1.000,00 IVA 22% 220,00 totale 1.220,00":            "1220.00? 1000.00 220.00",
		"Totale giorni 62 Totale euro 155,00":                             "155.00",
	} {
		r := found(document.CostStatement, "Rendiconto dei costi\nMese di ottobre 2026\n"+line)
		if got := shown(r, document.Total); got != strings.TrimSpace(want) {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
		if got := shown(r, document.TotalCount); got != "" {
			t.Errorf("%q counts %q", line, got)
		}
	}
}

// Only what a line of totals counts is its number: no year, no day.
func TestCountOfALine(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"Totale pasti 1.234 ottobre 2026\nTotale € 4.936,00": "1234",
		"Totale pasti 310 300 305 915 di 31 giorni":          "915? 310 300 305",
		"Totale pasti 915":    "915",
		"Totale pasti 2026":   "2026?",
		"Totale pasti 12 345": "345? 12345 12",
	} {
		got := shown(found(document.MealStatement, "Rendiconto dei pasti\nMese di ottobre 2026\n"+line), document.TotalCount)
		for i, s := range strings.Fields(got) {
			if w := strings.Fields(want); i == 0 && s != w[0] || !slices.Contains(w, s) && len(w) < 4 {
				t.Errorf("%q: %q, want %q", line, got, want)
			}
		}
		if got == "" {
			t.Errorf("%q counts nothing", line)
		}
	}
}
