package check

import (
	"slices"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
)

// A count that no doubtful cell can explain names the doubtful cells all the same, and
// says what stays when each is counted as it suits the invoice.
func TestDoubtfulCellsAreNamed(t *testing.T) {
	doubt := register(101, ccA, "RN-017", "2025-10", guests(32, "P31"), []string{"-23 P6 ?2"})
	tell := func(n string) Finding {
		found := ruleOf(t, "R3").Find(facts(this(invoice(1, "12", presences(n, "32.31"))), registers(doubt)))
		if len(found) != 1 {
			t.Fatalf("%s billed: %v", n, brief(found))
		}
		return found[0]
	}
	for n, want := range map[string]words{
		"1000": {"Nei registri 2 presenze sono in dubbio: RN-017, riga 33, giorni 30 e 31.", "In the registers 2 presences are in doubt: RN-017, row 33, days 30 and 31."},
		"1005": {"RN-017, riga 33, giorni 30 e 31. Anche contandole restano 5 in più.", "RN-017, row 33, days 30 and 31. Even with them 5 more are left."},
		"990":  {"RN-017, riga 33, giorni 30 e 31. Anche senza contarle restano 8 in meno.", "RN-017, row 33, days 30 and 31. Even without them 8 fewer are left."},
	} {
		if f := tell(n); !strings.HasSuffix(f.It, want.it) || !strings.HasSuffix(f.En, want.en) {
			t.Errorf("%s billed:\n%s\n%s", n, f.It, f.En)
		}
	}
	if f := tell("1005"); f.Severity != Block {
		t.Errorf("what no cell explains does not block: %s", f.Severity)
	}
	sums := with(doubt, drop("row."), set(document.UnknownMark, "row.33.day.31"))
	found := ruleOf(t, "R3").Find(facts(this(invoice(1, "12", presences("1005", "32.31"))), registers(sums)))
	if len(found) != 1 || !strings.Contains(found[0].It, "RN-017, giorno 31.") {
		t.Errorf("a register that tells no rows: %v", brief(found))
	}
}

// What the office is to decide is not said to the body, which is told what happens.
func TestTermsSpeakToEach(t *testing.T) {
	for _, c := range cases() {
		if c.rule != "R21" {
			continue
		}
		for _, f := range ruleOf(t, "R21").Find(c.facts) {
			if strings.Contains(f.DoIt, "decide ora") || strings.Contains(f.DoEn, "decide now") {
				t.Errorf("%s: the body is told what the office is to do: %s", c.name, f.DoIt)
			}
			if !strings.Contains(f.DoIt, "L'ente") || !strings.Contains(f.DoEn, "The body") {
				t.Errorf("%s: the body is not told what it can do: %s", c.name, f.DoIt)
			}
			if near := f.Severity == Warn; near != (f.Aside != nil) || near && !strings.Contains(f.Aside.It, "decide ora") {
				t.Errorf("%s: the office is not told: %+v", c.name, f.Aside)
			}
		}
	}
}

// A sentence that sends somebody to a place names the place.
func TestWarningsNameTheirPlace(t *testing.T) {
	warned := func(w document.Warning) Finding {
		s := with(thousand(), func(s *Submission) { s.Reading.Warnings = []document.Warning{w} })
		found := ruleOf(t, "K3").Find(facts(this(s)))
		if len(found) != 1 {
			t.Fatalf("%v", brief(found))
		}
		return found[0]
	}
	f := warned(document.Warning{Code: "xml.odd", It: "Strano.", En: "Odd.", XPath: "/FatturaElettronica/FatturaElettronicaBody/DatiGenerali/DatiGeneraliDocumento/Numero"})
	if !strings.HasPrefix(f.DoIt, "Controllare nel file l'elemento Numero:") || !strings.HasPrefix(f.DoEn, "Check the element Numero of the file:") {
		t.Errorf("%s / %s", f.DoIt, f.DoEn)
	}
	f = warned(document.Warning{Code: "file.odd", It: "Mancano segni.", En: "Marks are missing."})
	if strings.Contains(f.DoIt, "punto") || strings.Contains(f.DoEn, "point") || f.DoIt == "" {
		t.Errorf("%s / %s", f.DoIt, f.DoEn)
	}
}

// A guest in two rows is one cause: R12 tells it, and K3 does not say of every sum that
// it comes from there.
func TestAGuestTwiceIsToldOnce(t *testing.T) {
	why := func(name, why string) func(*Submission) {
		return onField(name, func(f *document.Field) { f.Unsure, f.Written, f.Why = true, "", why })
	}
	reg := with(register(1, ccA, "RN-017", "2025-10", []string{"P31", "P31"}), inRow(1, "guest", "G1"), inRow(2, "guest", "G1"), remarked("register.twice"),
		why(document.PersonDays, "a guest is present on the same day in two rows"), why(document.GuestCount, "a guest stands in two rows"),
		why(document.DayField(3), "a guest is present in two rows"))
	x := says(t, facts(this(reg)), Block, "R12", "in due righe")
	if len(x.Inputs) != 4 {
		t.Errorf("%+v", x.Inputs)
	}
	other := with(reg, why(document.DayField(4), "a guest is present outside the stay"))
	if found := run(facts(this(other))).Findings; !slices.ContainsFunc(found, func(f Finding) bool {
		return f.Rule == "K3" && strings.Contains(f.It, "giorno 4") && !strings.Contains(f.It, "giorno 3")
	}) {
		t.Errorf("what is doubtful for another reason is not told: %v", brief(found))
	}
	nobody := with(reg, inRow(1, "guest", ""), inRow(2, "guest", ""))
	if found := ruleOf(t, "K3").Find(facts(this(nobody))); len(found) < 2 {
		t.Errorf("R12 does not know guests without a code, K3 must tell: %v", brief(found))
	}
}
