package check

import (
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
)

// TestBeforePaying tells what happens beside the invoice of October, which is
// right. The agreement asks for the register and the staff's sheets with it. The
// body sends it on Saturday 8 November 2025:
//
//	23 November   the last of 15 days to accept or refuse it at the SdI: a
//	              Sunday, which does not move that term
//	 9 December   the last of 30 days to pay it: the 8th is a holiday
func TestBeforePaying(t *testing.T) {
	right, register := invoice(7, "12/PA", october), thousand()
	on := func(date string, register, staff OwedState, edits ...edit) Facts {
		f := facts(this(right), registers(thousand()), today(date), checklist(document.Register, document.StaffSheets),
			owes(owed(document.Register, ccA, register), owed(document.StaffSheets, 0, staff)))
		for _, e := range edits {
			e(&f)
		}
		return f
	}

	t.Run("on the day of arrival both terms begin", func(t *testing.T) {
		f := ofRule(t, on("2025-11-08", OwedSent, OwedSent), "R21")
		if f.Severity != Info || f.It != "La fattura si può accettare o rifiutare allo SdI fino al 23/11/2025; va pagata entro il 09/12/2025." {
			t.Errorf("%s: %s", f.Severity, f.It)
		}
		if !strings.Contains(f.ArithmeticIt[0], "questo termine non si sposta") || !strings.Contains(f.ArithmeticIt[1], "si passa a") {
			t.Errorf("the days are not derived: %q", f.ArithmeticIt)
		}
	})
	t.Run("the staff's sheets have not come", func(t *testing.T) {
		f := says(t, on("2025-11-08", OwedSent, OwedOpen), Block, "R10", "ottobre 2025: Fogli firma e buste paga del personale.")
		if f.Declared != "1" || f.Computed != "2" || f.Difference != "−1" {
			t.Errorf("%s of %s: %s", f.Declared, f.Computed, f.Difference)
		}
	})
	t.Run("the body declares that there is nothing, the office has to answer", func(t *testing.T) {
		says(t, on("2025-11-09", OwedSent, OwedDeclared), Block, "R10", "(dichiarato «niente da trasmettere»)")
	})
	t.Run("the office acknowledges it: nothing is left to say", func(t *testing.T) {
		silent(t, on("2025-11-10", OwedSent, OwedNothing))
	})
	t.Run("the register is rejected meanwhile", func(t *testing.T) {
		says(t, on("2025-11-10", OwedRejected, OwedNothing), Block, "R10", "Registro presenze di RN-017 (respinto)")
	})
	t.Run("the DURC ends before anybody approves", func(t *testing.T) {
		ended := expiries(until(document.DURC, "2025-11-11", "INPS-4471"))
		says(t, on("2025-11-11", OwedSent, OwedSent, ended), Info, "R19", "vale fino al 11/11/2025")
		f := says(t, on("2025-11-12", OwedSent, OwedSent, ended), Block, "R19", "non ha un DURC valido dal 12/11/2025")
		if !strings.Contains(f.DoIt, "All'ente non va chiesto") || f.Inputs[0].Value != "11/11/2025" || !strings.Contains(f.Inputs[0].It, "INPS-4471") {
			t.Errorf("%s, %+v", f.DoIt, f.Inputs)
		}
	})
	t.Run("the office acquires a new one", func(t *testing.T) {
		silent(t, on("2025-11-12", OwedSent, OwedSent, expiries(until(document.DURC, "2025-11-11", "INPS-4471"), until(document.DURC, "2026-03-12", "INPS-5120"))))
	})
	t.Run("the policy ended in the middle of October", func(t *testing.T) {
		f := on("2025-11-12", OwedSent, OwedSent)
		f.Expiries = append(f.Expiries, until(document.Insurance, "2025-10-15", "POL-2025/7"))
		says(t, f, Warn, "R20", "Polizza RCT/RCO (POL-2025/7): la scadenza registrata è il 15/10/2025")
	})
	t.Run("asking for more papers stops no term", func(t *testing.T) {
		f := ofRule(t, on("2025-11-21", OwedSent, OwedOpen), "R21")
		if f.Severity != Warn || !strings.Contains(f.DoIt, "richieste di integrazione: non fermano questi termini") || !strings.Contains(f.DoIt, "la consegna dello SdI non è nota") {
			t.Errorf("%s: %s", f.Severity, f.DoIt)
		}
	})
	t.Run("the register alone has none of this", func(t *testing.T) {
		silent(t, facts(this(register), expiries()))
	})
}

// ofRule returns the one finding of a rule.
func ofRule(t *testing.T, f Facts, rule string) Finding {
	t.Helper()
	found := ruleOf(t, rule).Find(f)
	if len(found) != 1 {
		t.Fatalf("%s finds %v", rule, brief(found))
	}
	return found[0]
}
