package check

import (
	"strings"
	"testing"
)

// TestAGuestWhoLeft tells October in a centre with three guests. On the 21st the
// body writes that G3 left on the 20th.
func TestAGuestWhoLeft(t *testing.T) {
	told := notices(departure(50, "G3", "2025-10-20"))
	october := func(marks string, total string, edits ...func(*Submission)) Submission {
		return oct(3, append([]func(*Submission){coded(3), inRow(3, "present", stay(marks)), inRow(3, "days.declared", total), drop("day.", "person_days.declared")}, edits...)...)
	}
	t.Run("the register has G3 until the 20th: nothing to say", func(t *testing.T) {
		silent(t, facts(this(october("P20 -11", "20", inRow(3, "exit", "2025-10-20"))), told, exitPays))
		silent(t, facts(this(october("P20 A11", "20")), told))
	})
	t.Run("the register has G3 to the end of the month", func(t *testing.T) {
		f := says(t, facts(this(october("P31", "31")), told), Warn, "R13", "Ospite G3 (riga 3): la comunicazione dice che ha lasciato il centro il 20/10/2025, e il registro segna 11 presenze dopo: giorni 21–31.")
		if f.Inputs[0].Document != 50 || f.Inputs[0].Place.Page != 1 || f.Inputs[3].Document != 101 || f.Inputs[3].Place.Cell != "E10" || f.Inputs[3].Value != "21–31" {
			t.Errorf("both places are not cited: %+v", f.Inputs)
		}
		if !strings.Contains(f.DoIt, "lo dice una persona") {
			t.Errorf("it says which of the two is right: %s", f.DoIt)
		}
	})
	t.Run("the body corrects the notice: it was the 31st", func(t *testing.T) {
		silent(t, facts(this(october("P31", "31")), notices(departure(50, "G3", "2025-10-31"))))
	})
	t.Run("no notice came, and the row stops on the 20th", func(t *testing.T) {
		says(t, facts(this(october("P20 -11", "20"))), Warn, "R13", "presente fino al 20/10/2025, poi la riga si ferma senza un'uscita, e nessuna comunicazione con il suo codice.")
	})
	t.Run("no notice came, and G3 is marked absent to the end: that is a question already", func(t *testing.T) {
		says(t, facts(this(october("P20 A11", "20"))), Task, "R22", "11 giorni di seguito senza presenza")
	})
	t.Run("G3 is absent on the last two days, before November is there", func(t *testing.T) {
		says(t, facts(this(october("P29 A2", "29"))), Warn, "R13", "poi assente fino alla fine del registro")
	})
	t.Run("November comes without G3: one finding, of the passage", func(t *testing.T) {
		november := with(register(102, ccA, "RN-017", "2025-11", guests(2, "P30")), coded(2))
		says(t, facts(this(october("P29 A2", "29")), neighbours(november)), Warn, "R14", "senza un'uscita scritta: G3 (riga 3)")
	})
	t.Run("G3 asked to be away from the 30th to 2 November", func(t *testing.T) {
		silent(t, facts(this(october("P29 A2", "29")), notices(leave(50, "G3", "2025-10-30", "2025-11-02"))))
	})
}
