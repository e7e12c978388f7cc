package main

import (
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
)

// A table of a reading is tidy in a terminal: columns begin at the same place whatever
// the letters are, no line ends in blanks, and a long or broken value moves no other.
func TestTheTableOfAReadingIsTidy(t *testing.T) {
	place := document.Place{Page: 1, Box: &document.Box{X: 70, Y: 120}}
	field := func(name, value string) document.Field {
		return document.Field{Name: name, Value: value, Place: place, Confidence: 0.99}
	}
	long := strings.Repeat("Servizio di accoglienza ", 6)
	r := document.Reading{PageCount: 1, MediaType: "application/pdf", Fields: []document.Field{
		field("centre.name", "Città di Forlì"), field("body.name", "Citta\u0300 di Forli\u0300"), field("seller.name", "合同会社"),
		field("invoice.cause", long), field("invoice.other", "una riga\n\tun'altra"), field("empty", ""),
		{Name: "period", Value: "2026-10", Unsure: true, Why: "several", Confidence: 0.4},
	}}
	var b strings.Builder
	if err := printTable(&b, "perché.pdf", r); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), " 1 page,") {
		t.Errorf("not a sentence:\n%s", b.String())
	}
	at, rows := -1, 0
	for line := range strings.Lines(b.String()) {
		line = strings.TrimSuffix(line, "\n")
		if strings.TrimRight(line, " \t") != line || strings.ContainsAny(line, "\t\r") {
			t.Errorf("%q ends in blanks, or holds what moves the cursor", line)
		}
		if i := strings.Index(line, "0.99"); i >= 0 {
			rows++
			if w := displayWidth(line[:i]); at < 0 {
				at = w
			} else if w != at {
				t.Errorf("the confidence stands in column %d, not %d: %q", w, at, line)
			}
		}
	}
	if rows != 6 || at > 80 {
		t.Errorf("%d rows, the confidence in column %d:\n%s", rows, at, b.String())
	}
	if out := strings.Join(strings.Fields(b.String()), " "); !strings.Contains(out, strings.TrimSpace(long)) || !strings.Contains(out, "una riga un'altra") || !strings.Contains(out, "unsure: several") {
		t.Errorf("a value is missing:\n%s", b.String())
	}
}

func TestDisplayWidth(t *testing.T) {
	for s, want := range map[string]int{"": 0, "abc": 3, "città": 5, "citta\u0300": 5, "合同": 4, "a\u200db": 2, "ｆｕｌｌ": 8, "1.234,56 €": 10} {
		if got := displayWidth(s); got != want {
			t.Errorf("%q is %d wide, want %d", s, got, want)
		}
	}
}
