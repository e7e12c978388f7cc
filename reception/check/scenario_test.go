package check

import (
	"slices"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
)

// TestOctober tells a month. The body runs one collective centre of 40 places;
// on 1 October 2025 its rate goes from 32,08 to 32,31 €. In October there were
// 1.000 person-days and two new arrivals, all single adults:
//
//	1.000 × 32,31 = 32.310,00   reception
//	1.000 ×  2,50 =  2.500,00   pocket money
//	    2 × 173   =    346,00   first-entry kits
//	    2 ×   5   =     10,00   phone cards
//	               35.166,00
func TestOctober(t *testing.T) {
	bill := func(quantity, price string) Submission {
		return invoice(7, "12/PA",
			item{"Servizio di accoglienza in centri collettivi – presenze mese di ottobre 2025", quantity, price, "2025-10-01", "2025-10-31", ""},
			item{"Pocket money erogato agli ospiti – mese di ottobre 2025", "1000", "2.50", "2025-10-01", "2025-10-31", ""},
			item{"Kit di primo ingresso – mese di ottobre 2025", "2", "173.00", "", "", ""},
			item{"Scheda telefonica di primo ingresso – mese di ottobre 2025", "2", "5.00", "", "", ""})
	}
	right := bill("1000", "32.31")
	if got := right.Reading.Value(document.InvoiceTotal); got != "35166.00" {
		t.Fatalf("the worked example makes 35.166,00 €, this invoice %s", got)
	}
	register := thousand()

	t.Run("the register is clean", func(t *testing.T) {
		silent(t, facts(this(register)))
	})
	t.Run("before the register has come, the invoice waits", func(t *testing.T) {
		says(t, facts(this(right)), Task, "R3", "manca il registro di RN-017 (ottobre 2025)")
	})
	t.Run("with the register the invoice is clean", func(t *testing.T) {
		silent(t, facts(this(right), registers(register)))
	})
	t.Run("billed at the rate of September", func(t *testing.T) {
		f := says(t, facts(this(bill("1000", "32.08")), registers(register)), Block, "R4", "32,31 € per i centri collettivi (dal 01/10/2025)")
		want := "1.000 presenze × 32,31 € (tariffa dal 01/10/2025) = 32.310,00 €"
		if f.ArithmeticIt[0] != want || f.Difference != "−0,23 €" {
			t.Errorf("%q, %s", f.ArithmeticIt, f.Difference)
		}
	})
	t.Run("the person who counted was off by one", func(t *testing.T) {
		f := says(t, facts(this(bill("1001", "32.31")), registers(register)), Block, "R3", "1 in più")
		if f.Declared != "1.001" || f.Computed != "1.000" || f.Difference != "+1" {
			t.Errorf("%s − %s = %s", f.Declared, f.Computed, f.Difference)
		}
		places := map[string]bool{}
		for _, in := range f.Inputs {
			places[in.Place.XPath+in.Place.Cell] = true
		}
		if !places["/FatturaElettronica/FatturaElettronicaBody/DatiBeniServizi/DettaglioLinee[1]/Quantita"] || !places["E8"] {
			t.Errorf("the finding does not say where the figures stand: %v", places)
		}
	})
	t.Run("then the register is corrected by one, and the right invoice is wrong", func(t *testing.T) {
		corrected := with(register, set(document.RowField(33, "present"), stay("-22 P9")))
		says(t, facts(this(right), registers(corrected)), Block, "R3", "i registri 1.001")
	})
	t.Run("in September and October together the line must be split", func(t *testing.T) {
		inv := with(invoice(7, "12/PA", item{"Presenze settembre e ottobre", "1300", "32.31", "2025-09-01", "2025-10-31", ""}),
			inSlot(&Slot{Agreement: main, For: period("2025-09-01", "2025-10-31"), DueOn: day("2025-11-10")}))
		f := says(t, facts(this(inv), registers(register, september())), Block, "R4", "ha un prezzo solo")
		if f.Computed != "41.934,00 €" || f.Declared != "42.003,00 €" || f.Difference != "+69,00 €" {
			t.Errorf("300 × 32,08 + 1.000 × 32,31 = 41.934,00; got %s, %s, %s", f.Declared, f.Computed, f.Difference)
		}
	})
	t.Run("every way to go wrong at once", func(t *testing.T) {
		inv := with(bill("1012", "32.08"), set(document.InvoiceCIG, "A000207D1A"), set(document.BuyerOfficeCode, "HRMLA2"),
			set(document.InvoiceIBAN, "IT60X0542811101000000123465"), set(document.InvoiceTotal, "35000.00"), drop(document.InvoiceStampDuty), sentAt("2025-11-12", 9, 0))
		var rules []string
		for _, f := range Run(facts(this(inv), registers(register))).Findings {
			rules = append(rules, string(f.Severity)+" "+f.Rule)
		}
		want := []string{"block R1", "block R2", "block R3", "block R4", "block R8", "warn T1", "warn R5", "warn R7", "info R21"}
		if !slices.Equal(rules, want) {
			t.Errorf("%q, want %q", rules, want)
		}
	})
}

func september() Submission {
	return register(100, ccA, "RN-017", "2025-09", guests(10, "P30"))
}

// run is Run without the terms, which are told of every invoice.
func run(f Facts) Result {
	res := Run(f)
	res.Findings = slices.DeleteFunc(res.Findings, func(x Finding) bool { return x.Rule == "R21" })
	return res
}

// silent asserts that nothing is found, and that something was looked at.
func silent(t *testing.T, f Facts) {
	t.Helper()
	res := run(f)
	for _, x := range res.Findings {
		t.Errorf("%s %s: %s", x.Severity, x.Rule, x.It)
	}
	if !slices.ContainsFunc(res.Outcomes, func(o Outcome) bool { return o.Applied && strings.HasPrefix(o.Rule, "R") }) {
		t.Error("no rule on the content applied")
	}
}

// says asserts that there is exactly one finding, and returns it.
func says(t *testing.T, f Facts, s Severity, rule, sentence string) Finding {
	t.Helper()
	res := run(f)
	if len(res.Findings) != 1 {
		t.Fatalf("%d findings: %v", len(res.Findings), brief(res.Findings))
	}
	x := res.Findings[0]
	if x.Severity != s || x.Rule != rule || !strings.Contains(x.It, sentence) || res.Worst() != s {
		t.Fatalf("%s %s: %s", x.Severity, x.Rule, x.It)
	}
	return x
}
