package extract

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
)

// words makes a page of one line of words, ten points apart.
func words(texts ...string) sheet {
	p := document.Page{Number: 1, Width: 600, Height: 800, Method: document.MethodText}
	for i, text := range texts {
		p.Words = append(p.Words, document.Word{Text: text, Confidence: 1,
			Box: document.Box{X: float64(60 * i), Y: 100, Width: 50, Height: 10}})
	}
	return arrange(p)
}

// compared reads the fields of an agreement from two readers' words.
func compared(first, second sheet) document.Reading {
	j := &job{r: &document.Reading{Kind: document.Agreement}}
	f := j.factsOf([]sheet{first})
	j.r.Fields = j.fieldsOf(f, true)
	other := &job{r: &document.Reading{Kind: document.Agreement}}
	j.compare(other.fieldsOf(other.factsOf([]sheet{second}), false), []sheet{first}, []sheet{second})
	return *j.r
}

// A figure on which the readers differ is unsure, with both values; the others
// are not touched.
func TestReadersThatDiffer(t *testing.T) {
	first := words("convenzione", "dal", "01/11/2025", "al", "31/10/2027", "EUR", "32,31", "pro", "die", "CIG", "A0B1C2D3E4")
	second := words("convenzione", "dal", "01/11/2025", "al", "31/10/2027", "EUR", "32,37", "pro", "die", "CIG", "A0B1C2D3E4")
	r := compared(first, second)
	f, ok := r.Field(document.ContractRate)
	if !ok || f.Value != "32.31" || !f.Unsure || !slices.Equal(f.Others, []string{"32.37"}) || f.Why == "" || f.Confidence > 0.5 {
		t.Errorf("rate %+v", f)
	}
	for _, name := range []string{document.ContractStart, document.ContractEnd, document.CIG} {
		if f, _ := r.Field(name); f.Unsure || f.Confidence != agreed {
			t.Errorf("%s: %+v", name, f)
		}
	}
	if len(r.Warnings) != 1 || r.Warnings[0].Code != "readers.differ" {
		t.Errorf("warnings %+v", r.Warnings)
	}
}

// A figure that the second reader does not see counts as a disagreement only
// where it sees the rest of the page.
func TestReaderThatDoesNotSee(t *testing.T) {
	all := []string{"convenzione", "decorre", "dal", "01/11/2025", "per", "il", "servizio", "di", "accoglienza", "EUR", "32,31", "pro", "die"}
	first := words(all...)
	blind := words(all...)
	blind.Words = slices.Delete(slices.Clone(blind.Words), 10, 11)
	if f := rateOf(compared(first, blind)); !f.Unsure {
		t.Errorf("missing on a page that is read well: %+v", f)
	}
	weak := words("altro")
	if f := rateOf(compared(first, weak)); f.Unsure || f.Confidence != unread || f.Why == "" {
		t.Errorf("missing on a page that is not read: %+v", f)
	}
	j := &job{r: &document.Reading{Fields: []document.Field{{Confidence: 1, Method: document.MethodText, Place: document.Place{Page: 1}}, {Confidence: 1, Method: document.MethodOCR, Place: document.Place{Page: 1}}}}}
	if j.alone(); j.r.Fields[0].Confidence != unchecked || j.r.Fields[0].Why == "" || j.r.Fields[1].Confidence != 1 {
		t.Errorf("read by one program: %+v", j.r.Fields)
	}
}

// Names are compared too: another name is unsure with both, blanks and quotation
// marks are not another name.
func TestNamesOfTwoReaders(t *testing.T) {
	body := func(name ...string) sheet {
		all := append([]string{"convenzione", "per", "il", "servizio", "di", "accoglienza", "Ente", "gestore:"}, name...)
		return words(append(all, "CIG", "A0B1C2D3E4", "e", "altre", "parole", "di", "questa", "pagina")...)
	}
	first := body("Coop", "Città", "Aperta")
	for _, c := range []struct {
		second sheet
		unsure bool
		others []string
	}{
		{body("Coop", "Città", "Aperta"), false, nil},
		{body("Coop", "Citta`", "Aperta"), false, nil},
		{body("Coop", "“Città", "Aperta”"), false, nil},
		{body("Coop", "Città", "Aporta"), true, []string{"Coop Città Aporta"}},
	} {
		r := compared(first, c.second)
		f, ok := r.Field(document.BodyName)
		if !ok || f.Unsure != c.unsure || !slices.Equal(f.Others, c.others) || f.Value != "Coop Città Aperta" {
			t.Errorf("%+v", f)
		}
	}
}

func rateOf(r document.Reading) document.Field {
	f, _ := r.Field(document.ContractRate)
	return f
}

// Every code that the package names has a sentence, every sentence is used, and
// both languages use the same arguments.
func TestSentences(t *testing.T) {
	used := map[string]bool{}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".go") && !strings.HasSuffix(e.Name(), "_test.go") && !strings.HasPrefix(e.Name(), "warnings") {
			collectCodes(t, e.Name(), used)
		}
	}
	for code := range used {
		if _, ok := sentences[code]; !ok {
			t.Errorf("%s has no sentence", code)
		}
	}
	verb := regexp.MustCompile(`%[^\[]`)
	for code, s := range sentences {
		if !used[code] {
			t.Errorf("%s is never said", code)
		}
		if len(s.it) < 30 || len(s.en) < 30 || verb.MatchString(s.it+s.en) {
			t.Errorf("%s: %q, %q", code, s.it, s.en)
		}
	}
}

// collectCodes finds string literals that look like codes.
func collectCodes(t *testing.T, file string, used map[string]bool) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	code := regexp.MustCompile(`^(durc|letter|file|name|format|office|image|zip|contents|mail|xml|invoice|pdf|ocr|p7m|register|date|code|readers|text|read)\.[a-z_0-9]+$`)
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if s, err := strconv.Unquote(lit.Value); err == nil && code.MatchString(s) {
				used[s] = true
			}
		}
		return true
	})
}

func TestNormalForms(t *testing.T) {
	for in, want := range map[string]string{"1.234,56": "1234.56", "32,31": "32.31", "32.31": "32.31", "12.345.678,9012": "12345678.9012",
		"1,234.56": "1234.56", "1,234,567": "1234567", "1'234.50": "1234.50", "1.234": "1234", "16200.5": "16200.5"} {
		if got, _ := readNumber(in); got.value != want || !got.sure() {
			t.Errorf("amount %q = %q, want %q", in, got.value, want)
		}
	}
	for _, in := range []string{"1,234", "1.234.56", "1.23.456", "12,345.6,7"} {
		if got, _ := readNumber(in); got.sure() {
			t.Errorf("amount %q = %q and is sure", in, got.value)
		}
	}
	for in, want := range map[string]string{"05/11/2026": "2026-11-05", "5.11.2026": "2026-11-05", "1° novembre 2025": "2025-11-01",
		"primo ottobre 2026": "2026-10-01", "31/11/2026": "", "29/02/2028": "2028-02-29", "29/02/2026": ""} {
		if got := normalDate(in); got != want {
			t.Errorf("date %q = %q, want %q", in, got, want)
		}
	}
	if normalCIG("accoglienz") != "" || normalCIG("a0b1c2d3e4") != "A0B1C2D3E4" {
		t.Error("CIG")
	}
}

func TestRates(t *testing.T) {
	text := "la prefettura corrisponde il prezzo pro die e pro capite indicato:\ntipologia decorrenza prezzo pro die\nunita (ua) dal 01/10/2025 eur 25,80\ncentri (cc) dal 01/10/2025 eur 32,31\nunita (ua) dal 01/10/2026 eur 26,05\n\nsi aggiungono: il pocket money di eur 2,50 al giorno per persona, fino a eur 7,50 per nucleo; il kit, eur 173,00 per persona; penale giornaliera di eur 100,00."
	f := &finder{flat: flattenText(text), seen: map[string]bool{}}
	f.rates()
	var got []string
	for _, x := range f.fields {
		got = append(got, x.Name+" "+x.Value)
	}
	want := []string{document.ContractRate + " 25.80", document.ContractRate + " 32.31", document.ContractRate + " 26.05", document.PocketRate + " 2.50"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
