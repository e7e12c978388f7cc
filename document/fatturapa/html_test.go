package fatturapa_test

import (
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/fatturapa"
	"golang.org/x/net/html"
)

func page(t testing.TB, inv fatturapa.Invoice) string {
	t.Helper()
	var b strings.Builder
	if err := fatturapa.WriteHTML(&b, inv); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Every place that a field names can be lit up on the page.
func TestPageHasEveryValue(t *testing.T) {
	lot := invoice(declaration, "p", oneBody+strings.Replace(oneBody, "FPA 7/26", "FPA 8/26", 1))
	for name, text := range map[string]string{"full": stored(t, "full.xml"), "simplified": stored(t, "simplified.xml"), "lot": lot} {
		inv := parsed(t, text)
		got := page(t, inv)
		for _, f := range inv.Fields() {
			if !strings.Contains(got, `data-xpath="`+f.Place.XPath+`"`) {
				t.Errorf("%s: %s can't be lit up: %s", name, f.Name, f.Place.XPath)
			}
		}
	}
}

// The page needs nothing from outside, runs nothing, and is well-formed.
func TestPageStandsAlone(t *testing.T) {
	got := page(t, parsed(t, stored(t, "full.xml")))
	for _, bad := range []string{"<script", "<link", "<img", "src=", "http", "url(", "@import", " onclick"} {
		if strings.Contains(got, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	if strings.Count(got, "<!doctype html>") != 1 || !strings.Contains(got, `<html lang="it">`) || !strings.Contains(got, "@page { size: A4;") {
		t.Error("the page is no page of its own")
	}
	balanced(t, got)
}

// balanced asserts that every element is closed where it should be.
func balanced(t *testing.T, text string) {
	t.Helper()
	var open []string
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if !errors.Is(z.Err(), io.EOF) || len(open) > 0 {
				t.Errorf("the page ends within %v: %v", open, z.Err())
			}
			return
		case html.StartTagToken:
			if name, _ := z.TagName(); string(name) != "br" && string(name) != "meta" {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				t.Fatalf("</%s> within %v", name, open)
			}
			open = open[:len(open)-1]
		}
	}
}

// Values are written for people: amounts, dates, codes with their meaning.
func TestPageIsReadable(t *testing.T) {
	text := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page(t, parsed(t, stored(t, "full.xml"))), "\x00")
	for _, want := range []string{"30.371,40", "05/11/2026", "32,31", "22\u00a0%", "IT60 X054 2811 1010 0000 0123 456", "bonifico", "scissione dei pagamenti", "Convenzione", "calcolato", "Città Aperta &amp; C.", "6 byte"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// What stands in the file is text, whatever it looks like.
func TestPageEscapes(t *testing.T) {
	evil := `<Causale>&lt;script&gt;alert(1)&lt;/script&gt;&lt;b onclick="x"&gt;</Causale>`
	inv := parsed(t, strings.Replace(invoice(declaration, "p", oneBody), "<Causale>Accoglienza ottobre 2026</Causale>", evil, 1))
	got := page(t, inv)
	if strings.Contains(got, "<script") || strings.Contains(got, "<b ") || !strings.Contains(got, "&lt;script&gt;") {
		t.Error("markup of a value got through")
	}
	balanced(t, got)
}

// A value that can't be relied on says so, and is shown as it stands.
func TestPageOfUnsureValues(t *testing.T) {
	got := page(t, parsed(t, strings.Replace(invoice(declaration, "p", oneBody), "2026-11-05", "05/11/26", 1)))
	if !strings.Contains(got, "val-unsure") || !strings.Contains(got, "05/11/26") || !strings.Contains(got, `title="not a date"`) {
		t.Error("the date is not shown as one to verify")
	}
}

// Of a fragment, each id is given once, in the order of the page, and asked for
// only where the value is drawn.
func TestFragmentIDs(t *testing.T) {
	fields := parsed(t, stored(t, "full.xml")).Fields()
	given := map[string]int{}
	var b strings.Builder
	err := fatturapa.WriteFragment(&b, fields, fatturapa.Style{English: true, Level: 3, ID: func(xpath string) string {
		given[xpath]++
		return "x" + strings.Map(plain, xpath)
	}})
	if err != nil {
		t.Fatal(err)
	}
	for xpath, n := range given {
		if id := `id="x` + strings.Map(plain, xpath) + `"`; n != 1 || strings.Count(b.String(), id) != 1 {
			t.Errorf("%s got %d ids, which stand %d times", xpath, n, strings.Count(b.String(), id))
		}
	}
	for _, f := range fields {
		if given[f.Place.XPath] == 0 {
			t.Errorf("%s has no id", f.Name)
		}
	}
	if !strings.Contains(b.String(), "Document total") || strings.Contains(b.String(), "<html") || !strings.Contains(b.String(), `aria-level="3"`) {
		t.Error("the fragment is not an English part of a page")
	}
}

func plain(r rune) rune {
	if r == '/' || r == '[' || r == ']' {
		return '-'
	}
	return r
}

// Fields that come from elsewhere do no harm: another reader's, an old reading's,
// or none.
func TestPageOfOtherFields(t *testing.T) {
	for name, fields := range map[string][]document.Field{
		"none": nil,
		"old":  {{Name: document.InvoiceNumber, Value: "7"}, {Name: document.InvoiceIBAN, Value: "IT60X0542811101000000123456"}, {Name: document.InvoiceDueOn, Value: "2026-12-05"}},
		"odd":  {{Name: "body.999999999.invoice.number", Value: "x"}, {Name: "invoice.line..total", Value: "1"}, {Name: "invoice.line.9.discount.x.kind", Value: "SC"}, {Name: "invoice.summary.1.", Value: "1"}},
	} {
		var b strings.Builder
		if err := fatturapa.WriteFieldsHTML(&b, fields); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		balanced(t, b.String())
	}
}

// A parser of files from outside must not panic, hang or invent fields without
// a place; what it reads can be judged and drawn.
func FuzzParse(f *testing.F) {
	f.Add(invoice(declaration, "p", oneBody))
	f.Add(invoice("", "", oneBody+oneBody))
	f.Add(`<!DOCTYPE x><FatturaElettronica/>`)
	f.Add("\xFF\xFE<\x00F\x00")
	f.Add("<\x00?\x00x\x00m\x00l\x00 \x00?\x00>\x00")
	f.Add("\xEF\xBB\xBF\xEF\xBB\xBF<?xml version='1.1' encoding='x'?><FatturaElettronica>&agrave;&#x1;\x01 & \xE9<![CDATA[ & ]]><Attachment>QUJD&#13;=</Attachment></FatturaElettronica>\x00")
	f.Add(stored(f, "full.xml"))
	f.Add(stored(f, "simplified.xml"))
	f.Fuzz(func(t *testing.T, text string) {
		inv, err := fatturapa.Parse(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, field := range inv.Fields() {
			if field.Place.XPath == "" || field.Name == "" {
				t.Errorf("field without a name or place: %+v", field)
			}
		}
		for _, c := range fatturapa.Controls(inv, today, "IT1_1.xml") {
			if c.It == "" || c.En == "" || c.Code == "" {
				t.Errorf("control without a sentence: %+v", c)
			}
		}
		balancedPage(t, page(t, inv))
	})
}

// balancedPage is a quick look for markup that got through.
func balancedPage(t *testing.T, text string) {
	t.Helper()
	if strings.Count(text, "<section") != strings.Count(text, "</section") || strings.Count(text, "<html") != 1 {
		t.Error("a value broke the page")
	}
}

// What the strict reader takes, the repairing one would read alike: the first
// try must not be stricter in values than in form.
func TestRepairKeepsValues(t *testing.T) {
	strict := parsed(t, stored(t, "full.xml"))
	repaired := parsed(t, strings.Replace(stored(t, "full.xml"), `version="1.0"`, `version="1.1"`, 1))
	if len(repaired.Repairs) != 1 || len(strict.Repairs) != 0 {
		t.Fatalf("%v, %v", strict.Repairs, repaired.Repairs)
	}
	a, b := strict.Fields(), repaired.Fields()
	for i := range a {
		if len(a) != len(b) || a[i].Name != b[i].Name || a[i].Value != b[i].Value || a[i].Place != b[i].Place {
			t.Fatalf("%+v, %+v", a[i], b[i])
		}
	}
}
