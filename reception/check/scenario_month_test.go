package check

import (
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
)

// TestFromSeptemberToOctober tells the turn of a month in a centre with four
// guests, G1 to G4, all of whom were there on 30 September.
func TestFromSeptemberToOctober(t *testing.T) {
	september := sept(coded(4))

	t.Run("October comes first: there is nothing to compare with yet", func(t *testing.T) {
		silent(t, facts(this(oct(3, coded(3)))))
	})
	t.Run("the same four guests are there on 1 October", func(t *testing.T) {
		silent(t, facts(this(oct(4, coded(4))), neighbours(september)))
	})
	t.Run("G4 is not in October, and nobody wrote that he left", func(t *testing.T) {
		f := says(t, facts(this(oct(3, coded(3))), neighbours(september)), Warn, "R14", "senza un'uscita scritta: G4 (riga 4)")
		if f.Declared != "3" || f.Computed != "4" || f.Difference != "−1" {
			t.Errorf("%s − %s = %s", f.Declared, f.Computed, f.Difference)
		}
		if f.ArithmeticIt[0] != "4 che restano il 30/09/2025 + 0 che entrano il 01/10/2025 = 4; nel registro 3" {
			t.Errorf("%q", f.ArithmeticIt)
		}
	})
	t.Run("the person who looks at September reads the same", func(t *testing.T) {
		says(t, facts(this(september), neighbours(oct(3, coded(3)))), Warn, "R14", "senza un'uscita scritta: G4 (riga 4)")
	})
	t.Run("September is corrected: G4 left on the 30th", func(t *testing.T) {
		corrected := sept(coded(4), inRow(4, "exit", "2025-09-30"), inRow(4, "present", stay("P29 A1")), inRow(4, "days.declared", "29"),
			set(document.DeclaredPersonDays, "119"), set(document.DeclaredDayField(30), "3"), set(document.DayField(30), "3"))
		silent(t, facts(this(oct(3, coded(3))), neighbours(corrected)))
		silent(t, facts(this(corrected), neighbours(oct(3, coded(3)))))
	})
	t.Run("G5 came on 1 October", func(t *testing.T) {
		silent(t, facts(this(oct(5, coded(5), inRow(5, "entry", "2025-10-01"))), neighbours(september)))
	})
	t.Run("G5 is there on 1 October, but is written as having come in August", func(t *testing.T) {
		says(t, facts(this(oct(5, coded(5))), neighbours(september)), Warn, "R14", "senza un ingresso scritto: G5 (riga 5)")
	})
}

// TestASheetThatWasSigned tells a scanned sheet with two guests, on which the
// signature of one day can't be seen.
func TestASheetThatWasSigned(t *testing.T) {
	t.Run("every day is signed", func(t *testing.T) {
		silent(t, facts(this(oct(2, coded(2), scanned("x31", "x31")))))
	})
	t.Run("on the 10th G2 is marked present, and the cell looks empty", func(t *testing.T) {
		f := says(t, facts(this(oct(2, coded(2), scanned("x31", "x9 .1 x21"))), exitPays), Warn, "R16", "G2 (riga 2), giorno 10")
		if !strings.Contains(f.It, "solo un indizio") || !strings.Contains(f.DoIt, "Decide una persona") {
			t.Errorf("ink is told as more than a hint: %s %s", f.It, f.DoIt)
		}
	})
}

// TestAGuestWhoIsAway tells a guest who is absent for some days: a person is asked,
// and nothing is concluded.
func TestAGuestWhoIsAway(t *testing.T) {
	away := func(marks string, total string, edits ...func(*Submission)) Submission {
		return oct(1, append([]func(*Submission){coded(1), inRow(1, "present", stay(marks)), inRow(1, "days.declared", total), drop("day.", document.DeclaredPersonDays)}, edits...)...)
	}
	t.Run("three days are within the threshold", func(t *testing.T) {
		silent(t, facts(this(away("P10 A3 P18", "28"))))
	})
	t.Run("four are not: somebody must ask", func(t *testing.T) {
		f := says(t, facts(this(away("P10 A4 P17", "27"))), Task, "R22", "Ospite G1 (riga 1): 4 giorni di seguito senza presenza (11/10/2025 – 14/10/2025)")
		if !strings.Contains(f.ArithmeticIt[0], "non di legge") {
			t.Errorf("it does not say where the threshold comes from: %q", f.ArithmeticIt)
		}
	})
	t.Run("four days in hospital", func(t *testing.T) {
		silent(t, facts(this(away("P10 A4 P17", "27", inRow(1, "excused", stay(".10 x4 .17"))))))
	})
	t.Run("two days at the end of September and two in October", func(t *testing.T) {
		before := neighbours(with(register(100, ccA, "RN-017", "2025-09", []string{"P28 A2"}), coded(1)))
		says(t, facts(this(away("A2 P29", "29")), before), Task, "R22", "29/09/2025 – 02/10/2025")
	})
}

// TestMarksOfAbsence reads a register in which a guest is away for five days.
func TestMarksOfAbsence(t *testing.T) {
	for mark, asks := range map[string]bool{"A": true, "AI": true, "AA": false, "H": false} {
		days := strings.Fields(month31("P"))
		for i := 9; i < 14; i++ {
			days[i] = mark
		}
		reg := readRegister(t, "57", month31("P"), strings.Join(days, " "))
		if !asks {
			silent(t, facts(this(reg)))
			continue
		}
		says(t, facts(this(reg)), Task, "R22", "Ospite RN0002 (riga 2): 5 giorni di seguito")
	}
}

// TestNobodyIsSaidToHaveLeft: no rule says why a guest is not there.
func TestNobodyIsSaidToHaveLeft(t *testing.T) {
	for _, c := range cases() {
		for _, f := range Run(c.facts).Findings {
			for _, s := range []string{f.It, f.En, f.DoIt, f.DoEn} {
				if strings.Contains(strings.ToLower(s), "abbandon") || strings.Contains(strings.ToLower(s), "abandon") {
					t.Errorf("%s/%s: %s", c.rule, c.name, s)
				}
			}
			if strings.Contains(f.It+f.DoIt, "Rossi") {
				t.Errorf("%s/%s repeats a name: %s", c.rule, c.name, f.It)
			}
			for _, in := range f.Inputs {
				if strings.Contains(in.Value+strings.Join(in.Others, " "), "Rossi") {
					t.Errorf("%s/%s: %s repeats a name: %+v", c.rule, c.name, f.Rule, in)
				}
			}
		}
	}
}
