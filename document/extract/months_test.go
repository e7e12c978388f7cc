package extract

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/insiemi/insiemi/document"
)

// found reads one kind of field from a text as of a paper of a kind.
func found(k document.Kind, text string) document.Reading {
	j := &job{r: &document.Reading{Kind: k}}
	j.r.Fields = j.fieldsOf(facts{flat: flattenText(text)}, true)
	j.finish()
	return *j.r
}

// A month is never taken out of a date, a number of a protocol or a law; where
// the paper leaves a choice it is unsure.
func TestMonthOfAPaper(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, month string
		unsure      bool
	}{
		{"Rendiconto dei costi\nRimini, 05/11/2026", "", false},
		{"Rendiconto dei costi\nRimini, 5/11/2026\nmese: ottobre 2026", "2026-10", false},
		{"Rendiconto dei costi\nRimini, 5 novembre 2026", "", false},
		{"Rendiconto dei costi\nRimini, 1° novembre 2026\nIl mese di ottobre 2026 si chiude con", "2026-10", false},
		{"Rendiconto dei costi\nlì primo novembre 2026", "", false},
		{"Rendiconto dei costi 05 / 11 / 2026", "", false},
		{"Rendiconto dei costi 05.11.2026", "", false},
		{"Rendiconto dei costi 05-11-2026", "", false},
		{"Rendiconto dei costi 2026-11-05", "", false},
		{"RENDICONTO DEI COSTI 10/2026", "2026-10", false},
		{"Rendiconto dei costi\nperiodo 2026-10", "2026-10", false},
		{"Rendiconto dei costi, mese/anno: OTTOBRE 2026", "2026-10", false},
		{"Rendiconto dei costi, competenza ottobre/2026", "2026-10", false},
		{"Rendiconto dei costi\nProt. n. 10/2026", "", false},
		{"Rendiconto dei costi\nFattura 7/2026", "", false},
		{"Rendiconto dei costi\nCentro RN-017\n10/2026", "2026-10", true},
		{"Nota dell'ente\nottobre 2026", "2026-10", false},
		{"Nota dell'ente\nsettembre 2026 e ottobre 2026", "2026-09", true},
		{"Rendiconto del mese di ottobre 2026\n" + strings.Repeat("riga di testo senza date\n", 20) + "nel mese di settembre 2026", "2026-10", false},
		{"Rendiconto dei costi, periodo dal 01/10/2026 al 31/10/2026", "2026-10", false},
		{"Rendiconto dei costi dal 1° al 31 ottobre 2026", "2026-10", false},
		{"Rendiconto dei costi dal 15 settembre al 14 ottobre 2026", "", false},
		{"Rendiconto dei costi " + strings.Repeat("x", 120) + " 110/2026", "", false},
	} {
		r := found(document.CostStatement, c.text)
		f, _ := r.Field(document.PeriodMonth)
		if f.Value != c.month || f.Unsure != c.unsure {
			t.Errorf("%q: %q unsure %v, want %q %v", c.text, f.Value, f.Unsure, c.month, c.unsure)
		}
	}
}

func TestDaysOfAPaper(t *testing.T) {
	t.Parallel()
	r := found(document.CostStatement, "Rendiconto dal 15 settembre al 14 ottobre 2026")
	if r.Value(document.PeriodStart) != "2026-09-15" || r.Value(document.PeriodEnd) != "2026-10-14" {
		t.Errorf("%+v", r.Fields)
	}
	r = found(document.CostStatement, "Rendiconto dal 01/02/2026 al 31/02/2026")
	f, _ := r.Field(document.PeriodEnd)
	if f.Value != "2026-02-31" || !f.Unsure || f.Written != "31/02/2026" || len(r.Warnings) != 1 {
		t.Errorf("%+v, %v", f, r.Warnings)
	}
}

// An impossible date is kept as it stands, unsure, with the possible ones after it.
func TestImpossibleDates(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"DURC\nScadenza validità 31/02/2026": "2026-02-31", "DURC\nScadenza validità 05/13/2026": "2026-13-05",
		"DURC\nScadenza validità 30 febbraio 2026": "2026-02-30", "DURC\nvalido fino al 2026-02-30": "2026-02-30",
	} {
		r := found(document.DURC, text)
		f, _ := r.Field(document.ValidUntil)
		if f.Value != want || !f.Unsure || f.Why != whyImpossible || !slices.ContainsFunc(r.Warnings, func(w document.Warning) bool { return w.Code == "date.impossible" }) {
			t.Errorf("%q: %+v, %v", text, f, r.Warnings)
		}
	}
	r := found(document.DURC, "DURC\nScadenza validità 31/02/2026\nScadenza validità 28/02/2026")
	if f, _ := r.Field(document.ValidUntil); !slices.Equal(f.Others, []string{"2026-02-28"}) {
		t.Errorf("%+v", f)
	}
	r = found(document.Agreement, "Convenzione\ndal 31/11/2025 al 31/10/2027")
	if f, _ := r.Field(document.ContractStart); f.Value != "2025-11-31" || !f.Unsure {
		t.Errorf("%+v", f)
	}
	if f, _ := r.Field(document.ContractEnd); f.Value != "2027-10-31" || f.Unsure {
		t.Errorf("%+v", f)
	}
}

// Text without pages keeps its case and accents in what was written.
func TestWrittenAsItStands(t *testing.T) {
	t.Parallel()
	text := "RENDICONTO DEI COSTI – perché “così”\nEnte gestore: Coop Città Aperta, C.F. 91044110400\nCIG: B6db8A4c65\nCentro: Casa dell’Übermut è (RN-017)\nMese di Ottobre 2026\nTotale costi € 1.000,00"
	r := found(document.CostStatement, text)
	for name, want := range map[string][2]string{
		document.BodyName: {"Coop Città Aperta", "Coop Città Aperta"}, document.CIG: {"B6db8A4c65", "B6DB8A4C65"},
		document.CentreName: {"Casa dell’Übermut è", "Casa dell’Übermut è"}, document.PeriodMonth: {"Ottobre 2026", "2026-10"},
		document.Total: {"1.000,00", "1000.00"}, document.BodyTaxCode: {"91044110400", "91044110400"},
	} {
		if f, _ := r.Field(name); f.Written != want[0] || f.Value != want[1] || f.Unsure {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

// FuzzFlattenText: the folded text is that of fold, and every stretch between
// two runes leads back to a text that folds to it.
func FuzzFlattenText(f *testing.F) {
	f.Add("Città “Aperta” ﬁn\u00a0e")
	f.Add("a\u0300b\xff\xfeÈ")
	f.Add("\u0130x")
	f.Fuzz(func(t *testing.T, s string) {
		x := flattenText(s)
		for from := range min(len(x.text), 40) {
			for to := from; to <= len(x.text); to++ {
				_ = x.asWritten(span{from, to}) // any stretch, in the middle of a rune too
			}
		}
		if !utf8.ValidString(s) || len(s) > maxFlat {
			return
		}
		if x.text != fold(s) {
			t.Fatalf("%q folds to %q, want %q", s, x.text, fold(s))
		}
		bare := strings.TrimLeft(s, "\u0300\u0301") // accents of no letter have no place
		if got := x.asWritten(span{0, len(x.text)}); got != bare {
			t.Fatalf("%q comes back as %q", s, got)
		}
	})
}

// FuzzDates: whatever dateExpr matches is either a day of the calendar or kept
// as an impossible one, and a month is one of twelve.
func FuzzDates(f *testing.F) {
	f.Add("Rendiconto dal 31/02/2026 al 5 novembre 2026, mese 10/2026")
	f.Add("05-11-2026 l'11 ottobre 2026 primo maggio 2026 99.99.9999")
	f.Fuzz(func(t *testing.T, s string) {
		for _, k := range []document.Kind{document.CostStatement, document.DURC, document.Agreement} {
			r := found(k, s)
			for _, x := range r.Fields {
				switch x.Name {
				case document.PeriodMonth:
					if len(x.Value) != 7 || x.Value[5:] < "01" || x.Value[5:] > "12" {
						t.Fatalf("%q gives the month %q", s, x.Value)
					}
				case document.PeriodStart, document.PeriodEnd, document.IssuedOn, document.ValidUntil, document.ContractStart, document.ContractEnd:
					if normalDate(x.Value) == "" && !x.Unsure {
						t.Fatalf("%q gives %s %q and is sure", s, x.Name, x.Value)
					}
				}
			}
		}
	})
}
