package check

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
)

// capOf gives the agreement a cap of pocket money per family and day.
func capOf(amount string) edit {
	return func(f *Facts) {
		f.Agreements[0].Tariffs = slices.Clone(f.Agreements[0].Tariffs)
		for i := range f.Agreements[0].Tariffs {
			f.Agreements[0].Tariffs[i].FamilyCap = dec(amount)
		}
	}
}

// inFamilies gives rows of a register the code of their family, as its reader leaves it.
func inFamilies(of map[int]string) func(*Submission) {
	return func(s *Submission) {
		names := map[string]bool{}
		for n := range 200 {
			if code := of[n]; code != "" {
				names[code] = true
				f := document.Field{Name: document.RowField(n, "family"), Written: code, Value: code, Confidence: 1,
					Place: document.Place{Sheet: "Ottobre", Cell: "D" + strconv.Itoa(n+7)}, Method: document.MethodCells}
				s.Reading.Fields = append(slices.Clone(s.Reading.Fields), f)
			}
		}
		*s = with(*s, set(document.FamilyCount, strconv.Itoa(len(names))))
	}
}

// familiesOf says that rows from first on are families of some sizes: N1, N2, …
func familiesOf(first int, sizes ...int) map[int]string {
	out := map[int]string{}
	for i, size := range sizes {
		for range size {
			out[first] = fmt.Sprintf("N%d", i+1)
			first++
		}
	}
	return out
}

// familyCases are those of R18 with the cap per family: a register of ten guests, who
// are there all of October, 310 presences.
func familyCases() []given {
	bill := func(days string) edit {
		return this(invoice(1, "12", presences("310", "32.31"), item{"Pocket money erogato agli ospiti – mese di ottobre 2025", days, "2.50", "2025-10-01", "2025-10-31", ""}))
	}
	ten := register(100, ccA, "RN-017", "2025-10", guests(10, "P31"))
	four := with(ten, inFamilies(familiesOf(3, 4)))
	away := with(register(100, ccA, "RN-017", "2025-10", guests(9, "P31"), []string{"P12 A19"}), inFamilies(map[int]string{7: "N1", 8: "N1", 9: "N1", 10: "N1"}))
	other := register(101, ccB, "RN-018", "2025-10", guests(2, "P31"))
	both := this(invoice(1, "12", presences("372", "32.31"), item{"Pocket money", "372", "2.50", "2025-10-01", "2025-10-31", ""}))
	many := with(register(100, ccA, "RN-017", "2025-10", guests(45, "P31")), inFamilies(familiesOf(1, 4, 4, 4, 4, 4, 4, 4, 5, 5, 6)))
	crowd := this(invoice(1, "12", presences("1395", "32.31"), item{"Pocket money", "1395", "2.50", "2025-10-01", "2025-10-31", ""}))
	return []given{
		{name: "a family of four, billed for three", rule: "R18", facts: facts(capOf("7.50"), bill("279"), registers(four))},
		{name: "a family of four, billed for four", rule: "R18", facts: facts(capOf("7.50"), bill("310"), registers(four)), want: []string{"warn: 775,00 € | 697,50 € | +77,50 €"}},
		{name: "a family of four of whom one is away from the 13th on", rule: "R18", facts: facts(capOf("7.50"), bill("291"), registers(away)), want: []string{"warn: 727,50 € | 697,50 € | +30,00 €"}},
		{name: "a family of three is not above the cap", rule: "R18", facts: facts(capOf("7.50"), bill("310"), registers(with(ten, inFamilies(familiesOf(1, 3, 3)))))},
		{name: "a member whose days are in doubt is counted", rule: "R18", facts: facts(capOf("7.50"), bill("310"),
			registers(with(register(100, ccA, "RN-017", "2025-10", guests(9, "P31"), []string{"?31"}), inFamilies(map[int]string{7: "N1", 8: "N1", 9: "N1", 10: "N1"})))), want: []string{"warn: 775,00 € | 697,50 € | +77,50 €"}},
		{name: "many families are told by their size", rule: "R18", facts: facts(capOf("7.50"), crowd, registers(many)), want: []string{"warn: 3.487,50 € | 2.402,50 € | +1.085,00 €"}},
		{name: "a register that names no family", rule: "R18", facts: facts(capOf("7.50"), bill("310"), registers(ten))},
		{name: "a register that says that nobody is of a family", rule: "R18", facts: facts(capOf("7.50"), bill("310"), registers(with(ten, inFamilies(nil))))},
		{name: "families of which the reading is not sure", rule: "R18", facts: facts(capOf("7.50"), bill("310"), registers(with(four, unsure(document.RowField(3, "family")))))},
		{name: "one register names families and another does not", rule: "R18", facts: facts(capOf("7.50"), both, centres(ccA, ccB), registers(four, other)), want: []string{"warn: 930,00 € | 852,50 € | +77,50 €"}},
		{name: "a cap per family and no register", rule: "R18", facts: facts(capOf("7.50"), bill("310"))},
		{name: "an agreement without a cap pays every member", rule: "R18", facts: facts(bill("310"), registers(four))},
		{name: "families of two centres share no code", rule: "R18", facts: facts(capOf("7.50"), both, centres(ccA, ccB),
			registers(with(ten, inFamilies(familiesOf(1, 2))), with(other, inFamilies(familiesOf(1, 2)))))},
		{name: "a cap that begins within the period", rule: "R18", facts: facts(capFrom("2025-10-17"), bill("310"), registers(four)), want: []string{"warn: 775,00 € | 737,50 € | +37,50 €"}},
	}
}

// capFrom gives the agreement a cap of 7,50 € from a day on.
func capFrom(on string) edit {
	return func(f *Facts) {
		from := day(on)
		var out []reception.Tariff
		for _, t := range f.Agreements[0].Tariffs {
			out = append(out, t)
			if t.FromOn == day("2025-10-01") {
				t.FromOn, t.FamilyCap = from, dec("7.50")
				out = append(out, t)
			}
		}
		f.Agreements[0].Tariffs = out
	}
}
