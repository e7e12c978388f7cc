package extract

import (
	"slices"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/codes"
)

// values lists the values of a field, an unsure one with a question mark.
func values(r document.Reading, name string) (out []string) {
	for _, f := range r.Fields {
		if f.Name == name && f.Unsure {
			out = append(out, f.Value+"?")
		} else if f.Name == name {
			out = append(out, f.Value)
		}
	}
	return out
}

// A code is found with or without its label, and one that fails its check is
// kept, unsure.
func TestCodesOfAPaper(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, name string
		want       []string
	}{
		{"CIG: B6DB8A4C65, cig n. A000207D1A e C.I.G. 9622907212", document.CIG, []string{"B6DB8A4C65", "A000207D1A", "9622907212"}},
		{"CIG: B6DB8A4C6", document.CIG, []string{"B6DB8A4C6?"}},
		{"il CIG accoglienza della convenzione", document.CIG, nil},
		{"CUP B31H22000280006", document.CUP, []string{"B31H22000280006"}},
		{"progetto c29e19000380007", document.CUP, []string{"C29E19000380007"}},
		{"CUP: B31H2200028000", document.CUP, []string{"B31H2200028000?"}},
		{"IBAN IT60 X054 2811 1010 0000 0123 456 intestato a", document.IBAN, []string{"IT60X0542811101000000123456"}},
		{"IBAN: IT60X0542811101000000123456", document.IBAN, []string{"IT60X0542811101000000123456"}},
		{"sul conto it60x0542811101000000123456", document.IBAN, []string{"IT60X0542811101000000123456"}},
		{"IBAN IT61X0542811101000000123456", document.IBAN, []string{"IT61X0542811101000000123456?"}},
		{"IBAN IT60X05428111010000001234", document.IBAN, []string{"IT60X05428111010000001234?"}},
		{"IBAN DE89 3704 0044 0532 0130 00", document.IBAN, []string{"DE89370400440532013000"}},
		{"comunicare l'IBAN entro il mese", document.IBAN, nil},
		{"Ente gestore: Coop\nC.F. 91044110400", document.BodyTaxCode, []string{"91044110400"}},
		{"Ente gestore: Coop\nP.IVA 91044110401", document.BodyTaxCode, []string{"91044110401?"}},
		{"Ente gestore: Coop\nP.IVA 9104411040", document.BodyTaxCode, []string{"9104411040?"}},
		{"il legale rappresentante RSSMRA85T10A562S", document.PersonTaxCode, []string{"RSSMRA85T10A562S"}},
		{"codice fiscale RSSMRA85T10A562T", document.PersonTaxCode, []string{"RSSMRA85T10A562T?"}},
		{"codice fiscale RSSMRA85T1OA562S", document.PersonTaxCode, []string{"RSSMRA85T1OA562S?"}},
		{"omocodia RSSMRA85T10A56NH", document.PersonTaxCode, []string{"RSSMRA85T10A56NH"}},
	} {
		r := found(document.DedicatedAccount, c.text)
		if got := values(r, c.name); !slices.Equal(got, c.want) {
			t.Errorf("%q: %v, want %v", c.text, got, c.want)
		}
		if warned := slices.ContainsFunc(r.Warnings, func(w document.Warning) bool { return w.Code == "code.wrong" }); warned != strings.Contains(strings.Join(c.want, ""), "?") {
			t.Errorf("%q: warnings %v", c.text, r.Warnings)
		}
	}
}

// A code without a label is a centre's only where it begins with a province.
func TestCentreOfAPaper(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"spina DB-25 e IA-64": nil, "centro DB-25 e RN - 017": {"RN-017"}, "codice centro: XX-12": {"XX-12"},
	} {
		if got := values(found(document.CostStatement, text), document.CentreCode); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// Papers about guests keep no person's code and no account.
func TestGuestsCodesAreNotKept(t *testing.T) {
	t.Parallel()
	text := "mese di ottobre 2026, codice fiscale RSSMRA85T10A562S, IBAN IT60X0542811101000000123456, CIG B6DB8A4C65"
	for _, info := range document.Catalogue() {
		r := found(info.Kind, text)
		kept := len(values(r, document.PersonTaxCode))+len(values(r, document.IBAN)) > 0
		if kept == namesGuests(info.Kind) {
			t.Errorf("%s: %v", info.Kind, r.Fields)
		}
	}
}

// The codes of an invoice are checked like those of any paper.
func TestCodesOfAnInvoice(t *testing.T) {
	t.Parallel()
	j := &job{r: &document.Reading{Fields: []document.Field{
		{Name: document.InvoiceIBAN, Value: "IT61X0542811101000000123456", Method: document.MethodXML, Confidence: 1},
		{Name: document.SellerVATID, Value: "IT91044110400", Confidence: 1}, {Name: document.SellerVATID, Value: "IT91044110401", Confidence: 1},
		{Name: document.SellerVATID, Value: "DE123456789", Confidence: 1}, {Name: document.LineField(1, "cig"), Value: "B6DB", Confidence: 1},
		{Name: document.InvoiceNumber, Value: "7", Confidence: 1},
	}}}
	j.finish()
	var why []string
	for _, f := range j.r.Fields {
		if f.Unsure != (f.Why != "") || f.Unsure != (f.Confidence < 1) {
			t.Errorf("%+v", f)
		}
		why = append(why, f.Why)
	}
	if want := []string{document.WhyCheck, "", document.WhyCheck, "", document.WhyForm, ""}; !slices.Equal(why, want) {
		t.Errorf("%q", why)
	}
}

func TestTotalsOfAStatement(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text         string
		total, count []string
	}{
		{"Rendiconto\nTotale personale 12.000,00\nTotale utenze 1.200,00\nTotale generale EUR 13.200,00", []string{"13200.00"}, nil},
		{"Rendiconto\nTotale personale 12.000,00\nTOTALE: € 13.200,00", []string{"13200.00"}, nil},
		{"Rendiconto\nTotale costi\n€ 13.200,00\n", []string{"13200.00"}, nil},
		{"Rendiconto\tvoce\nTotale\t\t13200.50\n", []string{"13200.50"}, nil},
		{"Rendiconto\nTotale complessivo 13'200 euro", []string{"13200"}, nil},
		{"Rendiconto\nTotale personale 12.000,00", []string{"12000.00?"}, nil},
		{"Rendiconto\nTotale: 100,00\nTotale: 200,00", []string{"200.00?"}, nil},
		{"Rendiconto\nSub-totale 10,00\nsubtotale 20,00\nTotale parziale 30,00\ntotale imponibile 5,00", nil, nil},
		{"Rendiconto pasti\nTotale pasti consegnati 3.210\nTotale generale € 9.630,00", []string{"9630.00"}, []string{"3210"}},
		{"Rendiconto\nTotale IVA 22% 10,00\nTotale costi 110,00", []string{"110.00"}, nil},
		{"Rendiconto\nil totale dei costi è da definire", nil, nil},
	} {
		r := found(document.MealStatement, c.text)
		if got := values(r, document.Total); !slices.Equal(got, c.total) {
			t.Errorf("%q: total %v, want %v", c.text, got, c.total)
		}
		if got := values(r, document.TotalCount); !slices.Equal(got, c.count) {
			t.Errorf("%q: count %v, want %v", c.text, got, c.count)
		}
	}
}

// FuzzCodes: a code that is sure passes its check, and an amount that is sure is
// a number.
func FuzzCodes(f *testing.F) {
	f.Add("CIG B6DB8A4C65 IBAN IT60 X054 2811 1010 0000 0123 456 cf RSSMRA85T10A562S cup B31H22000280006")
	f.Add("totale 1.234,56 € totale generale 1'2 totale\n12")
	f.Fuzz(func(t *testing.T, s string) {
		for _, k := range []document.Kind{document.CostStatement, document.Agreement} {
			r := found(k, s)
			for _, x := range r.Fields {
				if c, ok := checkOf(x.Name); ok && !x.Unsure && !c.valid(codes.Bare(x.Value)) {
					t.Fatalf("%q gives %s %q and is sure", s, x.Name, x.Value)
				}
				if !x.Unsure && (x.Name == document.Total || x.Name == document.TotalCount || x.Name == document.ContractRate) {
					if value := strings.TrimPrefix(x.Value, "-"); strings.Trim(strings.Replace(value, ".", "", 1), "0123456789") != "" {
						t.Fatalf("%q gives the amount %q", s, x.Value)
					}
				}
			}
		}
	})
}
