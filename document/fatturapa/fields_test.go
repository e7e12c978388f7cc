package fatturapa_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/fatturapa"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with a file of testdata; -update writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := "testdata/" + name
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; run with -update and look at the difference\n%s", path, got)
	}
}

// Every value of a full invoice, and of a simplified one, has its name.
func TestAllFields(t *testing.T) {
	for _, name := range []string{"full", "simplified"} {
		var b strings.Builder
		for _, f := range parsed(t, stored(t, name+".xml")).Fields() {
			_, place, _ := strings.Cut(strings.TrimPrefix(f.Place.XPath, "/"), "/")
			fmt.Fprintf(&b, "%s = %s", f.Name, f.Value)
			switch f.Written {
			case f.Value:
			case "":
				b.WriteString(" (computed)")
			default:
				fmt.Fprintf(&b, " (%s)", f.Written)
			}
			fmt.Fprintf(&b, " @ %s\n", place)
			if f.Unsure || f.Confidence != 1 {
				t.Errorf("%s is not sure", f.Name)
			}
		}
		golden(t, name+".fields", b.String())
	}
}

// Each text of the file is in some field, at its place or above it.
func TestNothingIsLeftOut(t *testing.T) {
	for _, name := range []string{"full.xml", "simplified.xml"} {
		text := stored(t, name)
		var all strings.Builder
		for _, f := range parsed(t, text).Fields() {
			all.WriteString(f.Name + " " + f.Written + " " + f.Value + "\n")
		}
		rest := text[strings.Index(text, "<FatturaElettronicaHeader>"):]
		rest, _, _ = strings.Cut(rest, "<Attachment>")
		for part := range strings.SplitSeq(rest, ">") {
			value, _, ok := strings.Cut(part, "<")
			value = strings.ReplaceAll(strings.TrimSpace(value), "&amp;", "&")
			if ok && value != "" && value != "CIG" && !strings.Contains(all.String(), value) {
				t.Errorf("%s: %q is in no field", name, value)
			}
		}
	}
}

// The second invoice of a lot has the same names with a prefix, and the first
// keeps its own.
func TestFieldsOfALot(t *testing.T) {
	second := strings.Replace(oneBody, "FPA 7/26", "FPA 8/26", 1)
	one := parsed(t, invoice(declaration, "p", oneBody)).Fields()
	r := document.Reading{Fields: parsed(t, invoice(declaration, "p", oneBody+second)).Fields()}
	seen := map[string]bool{}
	for _, f := range r.Fields {
		n, name := document.CutBody(f.Name)
		if strings.Contains(f.Place.XPath, "FatturaElettronicaBody[2]") != (n == 2) {
			t.Errorf("%s is at %s", f.Name, f.Place.XPath)
		}
		seen[document.OfBody(n, name)] = true
	}
	for _, f := range one {
		if !seen[f.Name] || strings.Contains(f.Place.XPath, "FatturaElettronicaBody") && !seen["body.2."+f.Name] {
			t.Errorf("%s is not given of both invoices", f.Name)
		}
	}
	if r.Value("body.2.invoice.number") != "FPA 8/26" || r.Value(document.InvoiceNumber) != "FPA 7/26" {
		t.Errorf("%q and %q", r.Value(document.InvoiceNumber), r.Value("body.2.invoice.number"))
	}
}

func TestSimplifiedSums(t *testing.T) {
	for name, c := range map[string]struct {
		pairs []string
		want  [3]string // total, taxable, tax
		sure  bool
	}{
		"by rate and as written": {nil, [3]string{"95.50", "87.23", "8.27"}, true},
		"an amount that is none": {[]string{"80.00", "ottanta"}, [3]string{"15.50", "14.50", "1.00"}, false},
		"neither rate nor tax":   {[]string{"<Importo>80.00</Importo><DatiIVA><Aliquota>10.00</Aliquota></DatiIVA>", "<Importo>80.00</Importo><DatiIVA/>"}, [3]string{"95.50", "94.50", "1.00"}, false},
	} {
		r := document.Reading{Fields: parsed(t, changed(t, stored(t, "simplified.xml"), c.pairs...)).Fields()}
		for i, field := range []string{document.InvoiceTotal, document.InvoiceTaxable, document.InvoiceTax} {
			f, ok := r.Field(field)
			if !ok || f.Value != c.want[i] || f.Unsure == c.sure || f.Written != "" {
				t.Errorf("%s: %s = %q, unsure: %t", name, field, f.Value, f.Unsure)
			}
		}
	}
}

func TestNamesOfBodies(t *testing.T) {
	for name, want := range map[string]struct {
		n    int
		rest string
	}{
		"invoice.number": {1, "invoice.number"}, "body.2.invoice.number": {2, "invoice.number"}, "body.12.period": {12, "period"},
		"body.name": {1, "body.name"}, "body.tax_code": {1, "body.tax_code"}, "body.1.x": {1, "body.1.x"}, "body.02.x": {1, "body.02.x"},
		"body.-2.x": {1, "body.-2.x"}, "body.2": {1, "body.2"}, "body.": {1, "body."},
	} {
		if n, rest := document.CutBody(name); n != want.n || rest != want.rest {
			t.Errorf("%s: %d, %q", name, n, rest)
		}
	}
}

// An Invoice that was not parsed has no fields.
func TestFieldsOfNothing(t *testing.T) {
	if got := (fatturapa.Invoice{}).Fields(); got != nil {
		t.Error(got)
	}
}
