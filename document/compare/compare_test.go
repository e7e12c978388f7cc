package compare

import (
	"fmt"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
)

func reading(pairs ...string) (r document.Reading) {
	for i := 0; i+1 < len(pairs); i += 2 {
		r.Fields = append(r.Fields, document.Field{Name: pairs[i], Value: pairs[i+1]})
	}
	return r
}

// told writes changes one a line.
func told(c Changes) string {
	var b strings.Builder
	say := func(vs []Value) {
		for _, v := range vs {
			was, is := "–", "–"
			if v.Before != nil {
				was = said(v.Before)
			}
			if v.After != nil {
				is = said(v.After)
			}
			fmt.Fprintf(&b, "%s: %s > %s\n", v.Name, was, is)
		}
	}
	say(c.Values)
	for _, r := range c.Rows {
		fmt.Fprintf(&b, "row %d > %d %s\n", r.Before, r.After, r.Guest)
		for _, m := range r.Marks {
			fmt.Fprintf(&b, "%d-%d: %q > %q\n", m.From, m.To, m.Before, m.After)
		}
		say(r.Values)
	}
	say(c.Days)
	return b.String()
}

func TestReadings(t *testing.T) {
	g := func(row int, code, present, days string) []string {
		return []string{document.RowField(row, "guest"), code, document.RowField(row, "present"), present, document.RowField(row, "days"), days}
	}
	join := func(parts ...[]string) (out []string) {
		for _, p := range parts {
			out = append(out, p...)
		}
		return out
	}
	for name, c := range map[string]struct {
		before, after []string
		want          string
		same          int
	}{
		"nothing": {join(g(1, "A1", "PPP", "3"), []string{"period", "2026-10"}), join(g(1, "A1", "PPP", "3"), []string{"period", "2026-10"}), "", 4},
		"an amount of an invoice": {[]string{document.InvoiceTotal, "100.00", document.InvoiceNumber, "7"}, []string{document.InvoiceTotal, "110.00", document.InvoiceNumber, "7"},
			"invoice.total: 100.00 > 110.00\n", 1},
		"a CIG more, another gone": {[]string{document.InvoiceCIG, "A", document.InvoiceCIG, "B", document.InvoiceCIG, "C"}, []string{document.InvoiceCIG, "C", document.InvoiceCIG, "D"},
			"invoice.cig: A > D\ninvoice.cig: B > –\n", 1},
		"a day of a row, and the totals": {join(g(1, "A1", "PPPP", "4"), []string{document.DayField(2), "1"}), join(g(1, "A1", "PAAP", "2"), []string{document.DayField(2), "0"}),
			"row 1 > 1 A1\n2-3: 'P' > 'A'\nrow.1.days: 4 > 2\nday.2: 1 > 0\n", 1},
		"a guest more above the others": {join(g(1, "A1", "PP", "2"), g(2, "A2", "PA", "1")), join(g(1, "A0", "P", "1"), g(2, "A1", "PP", "2"), g(3, "A2", "PP", "2")),
			"row 0 > 1 A0\n1-1: '\\x00' > 'P'\nrow.1.guest: – > A0\nrow.1.days: – > 1\nrow 2 > 3 A2\n2-2: 'A' > 'P'\nrow.3.days: 1 > 2\n", 4},
		"a guest who is gone": {join(g(1, "A1", "PP", "2"), g(2, "A2", "PA", "1")), g(1, "A2", "PA", "1"),
			"row 1 > 0 A1\n1-2: 'P' > '\\x00'\nrow.1.guest: A1 > –\nrow.1.days: 2 > –\n", 3},
		"a code that was mended": {g(5, "A1", "PP", "2"), g(5, "B1", "PP", "2"), "row 5 > 5 B1\nrow.5.guest: A1 > B1\n", 2},
		"another guest in the place of one": {append(g(5, "A1", "PP", "2"), document.RowField(5, "entry"), "2026-01-01"), append(g(5, "B1", "PP", "2"), document.RowField(5, "entry"), "2026-02-01"),
			"row 0 > 5 B1\n1-2: '\\x00' > 'P'\nrow.5.guest: – > B1\nrow.5.days: – > 2\nrow.5.entry: – > 2026-02-01\n" +
				"row 5 > 0 A1\n1-2: 'P' > '\\x00'\nrow.5.guest: A1 > –\nrow.5.days: 2 > –\nrow.5.entry: 2026-01-01 > –\n", 0},
		"a code twice is told by its number": {join(g(1, "A1", "PP", "2"), g(2, "A1", "AA", "0")), join(g(1, "A1", "PP", "2"), g(2, "A1", "AP", "1")),
			"row 2 > 2 A1\n2-2: 'A' > 'P'\nrow.2.days: 0 > 1\n", 4},
		"a mark that is not known is told with its row": {append(g(1, "A1", "P?", "1"), document.UnknownMark, "row.1.day.2"), g(1, "A1", "PA", "1"), "row 1 > 1 A1\n2-2: '?' > 'A'\n", 2},
		"ink is not compared":                           {[]string{document.RowField(1, "ink"), "xx"}, []string{document.RowField(1, "ink"), ".."}, "", 0},
		"the second register of a file": {[]string{"register.2.row.1.guest", "A", "register.2.row.1.present", "P", "register.2.period", "2026-09"},
			[]string{"register.2.row.1.guest", "A", "register.2.row.1.present", "A", "register.2.period", "2026-10"},
			"register.2.period: 2026-09 > 2026-10\nrow 1 > 1 A\n1-1: 'P' > 'A'\n", 1},
	} {
		got := Readings(reading(c.before...), reading(c.after...))
		if told(got) != c.want || got.Same != c.same || got.None() != (c.want == "") {
			t.Errorf("%s: %d the same, and\n%s", name, got.Same, told(got))
		}
	}
}
