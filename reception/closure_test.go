package reception_test

import (
	"strings"
	"testing"
	"time"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// A closure on a day that is a holiday anyway is needless; one of every year only
// where it is one every year.
func TestNeedlessClosures(t *testing.T) {
	once := func(s string) calendar.Closure { return calendar.Closure{On: day(s), It: "Chiusura"} }
	yearly := func(m time.Month, d int) calendar.Closure { return calendar.Closure{Month: m, Day: d, It: "Chiusura"} }
	legal := yearly(time.October, 14)
	legal.Legal = true
	for name, c := range map[string]struct {
		calendar string
		closure  calendar.Closure
		it, en   string // what is said, "" where nothing is
	}{
		"a named holiday":            {"it", once("2026-12-08"), "Questo giorno, martedì 8 dicembre 2026, è già festivo: Immacolata Concezione. ", "This day, Tuesday 8 December 2026, is a holiday already: Immaculate Conception. "},
		"a Sunday":                   {"it", once("2026-11-15"), "Questo giorno, domenica 15 novembre 2026, è già festivo. ", "This day, Sunday 15 November 2026, is a holiday already. "},
		"the patron":                 {"rimini", once("2026-10-14"), "mercoledì 14 ottobre 2026, l'ufficio è già chiuso: San Gaudenzo, patrono. ", "the office is closed already: Saint Gaudentius, patron. "},
		"the patron, elsewhere":      {"it", once("2026-10-14"), "", ""},
		"the patron of every year":   {"rimini", yearly(time.October, 14), "Questo giorno l'ufficio è già chiuso ogni anno: San Gaudenzo, patrono. ", "every year: Saint Gaudentius"},
		"the patron, made legal":     {"rimini", legal, "", ""},
		"a patron by law":            {"roma", yearly(time.June, 29), "è già festivo ogni anno: Santi Pietro e Paolo. ", "holiday already every year"},
		"Christmas of every year":    {"it", yearly(time.December, 25), "Questo giorno è già festivo ogni anno: Natale. ", "This day is a holiday already every year: Christmas Day. "},
		"a day that is one once":     {"it", yearly(time.April, 6), "", ""}, // Easter Monday of 2026
		"29 February":                {"it", yearly(time.February, 29), "", ""},
		"a Saturday":                 {"it", once("2026-11-14"), "", ""},
		"4 October before it was":    {"it", once("2025-10-04"), "", ""}, // a Saturday
		"4 October of a working day": {"it", once("2027-10-04"), "San Francesco d'Assisi", "Saint Francis"},
		"a working day":              {"rimini", once("2026-12-07"), "", ""},
	} {
		ps := reception.Closure{Closure: c.closure}.Needless(calendar.Named(c.calendar))
		switch {
		case c.it == "" && len(ps) == 0:
		case len(ps) != 1 || c.it == "" || !strings.Contains(ps[0].It, c.it) || !strings.Contains(ps[0].En, c.en) || ps[0].Field != "on":
			t.Errorf("%s: %+v", name, ps)
		}
	}
}
