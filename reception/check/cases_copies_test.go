package check

import (
	"time"

	"github.com/insiemi/insiemi/document"
)

// alike says that another document of the office has a print of this one.
func alike(sort PrintSort, edits ...func(*Alike)) edit {
	return func(f *Facts) {
		for _, p := range PrintsOf(*f) {
			if p.Sort != sort {
				continue
			}
			x := Alike{Print: p, Document: 70, Revision: 71, Kind: document.Register, Centre: "RN-020 Casa Blu", Body: "Cooperativa Beta", For: month("2025-09"),
				SubmittedAt: f.This.SubmittedAt.Add(-24 * time.Hour), Own: true}
			for _, e := range edits {
				e(&x)
			}
			f.Alike = append(f.Alike, x)
		}
	}
}

// scanOf is what an invented page looks like that lay at an angle.
func scanOf(page int, seed byte, angle float64) document.Look {
	s := document.SeenPage{Angle: angle, Left: 0.1, Top: 0.1, Right: 0.9, Bottom: 0.9}
	for i := range s.Ink {
		s.Ink[i] = byte(i*i/7+i/3*int(seed)) % 4
	}
	return s.Look(page)
}

// looking gives the submission pages that are images.
func looking(looks ...document.Look) func(*Submission) {
	return func(s *Submission) { s.Reading.Looks = looks }
}

// looksLike says that a page of another document has a look.
func looksLike(l document.Look, edits ...func(*Alike)) edit {
	return func(f *Facts) {
		x := Alike{Print: Print{Sort: PrintLook}, Look: l, Document: 70, Revision: 71, Kind: document.Register, Centre: "RN-020 Casa Blu", Body: "Cooperativa Beta",
			For: month("2025-09"), SubmittedAt: f.This.SubmittedAt.Add(-24 * time.Hour), Own: true}
		for _, e := range edits {
			e(&x)
		}
		f.Alike = append(f.Alike, x)
	}
}

func anothers(x *Alike)  { x.Own = false }
func cameLater(x *Alike) { x.SubmittedAt = x.SubmittedAt.AddDate(0, 0, 3) }

// copyCases are of D1.
func copyCases() []given {
	bytes := func(s *Submission) { s.Reading.SHA256 = [32]byte{1, 2, 3} }
	uneven := register(1, ccA, "RN-017", "2025-10", []string{"P3 A2 P4 A1 P6 A2 P13"}, []string{"A1 P7 A3 P5 A2 P13"}, []string{"P9 A1 P2 A4 P8 A1 P6"})
	even := register(1, ccA, "RN-017", "2025-10", guests(3, "P31"))
	bill := with(invoice(1, "12", presences("1000", "32.31")), bytes, func(s *Submission) { s.Kind = document.Subcontracts })
	return []given{
		{name: "nothing like it", rule: "D1", facts: facts(this(with(uneven, bytes)))},
		{name: "the same file again", rule: "D1", facts: facts(this(with(uneven, bytes)), alike(PrintBytes)), want: []string{"task:  |  | "}},
		{name: "the same file, of another body", rule: "D1", facts: facts(this(with(uneven, bytes)), alike(PrintBytes, anothers)), want: []string{"task:  |  | "}},
		{name: "the other one came later", rule: "D1", facts: facts(this(with(uneven, bytes)), alike(PrintBytes, cameLater))},
		{name: "the same sheet under another month", rule: "D1", facts: facts(this(uneven), alike(PrintMarks)), want: []string{"task:  |  | "}},
		{name: "the same file and the same marks are told once", rule: "D1", facts: facts(this(with(uneven, bytes)), alike(PrintBytes), alike(PrintMarks)), want: []string{"task:  |  | "}},
		{name: "everybody was there every day, as in the month before", rule: "D1", facts: facts(this(with(even, bytes)), alike(PrintMarks))},
		{name: "a supplier's invoice that another body sent", rule: "D1", facts: facts(this(bill), alike(PrintNumber, anothers)), want: []string{"task:  |  | "}},
		{name: "a supplier's invoice of the same total and month", rule: "D1", facts: facts(this(bill), alike(PrintAmounts)), want: []string{"task:  |  | "}},
		{name: "the same scan", rule: "D1", facts: facts(this(with(even, looking(scanOf(1, 3, 0.4)))), looksLike(scanOf(2, 3, 0.4))), want: []string{"task:  |  | "}},
		{name: "the same scan, of another body", rule: "D1", facts: facts(this(with(even, looking(scanOf(1, 3, 0.4)))), looksLike(scanOf(2, 3, 0.4), anothers)), want: []string{"task:  |  | "}},
		{name: "the same scan came later", rule: "D1", facts: facts(this(with(even, looking(scanOf(1, 3, 0.4)))), looksLike(scanOf(2, 3, 0.4), cameLater))},
		{name: "the same scan and the same file are told once", rule: "D1", facts: facts(this(with(even, bytes, looking(scanOf(1, 3, 0.4)))), looksLike(scanOf(2, 3, 0.4)), alike(PrintBytes)), want: []string{"task:  |  | "}},
		{name: "another page on the same form", rule: "D1", facts: facts(this(with(even, looking(scanOf(1, 3, 0.4)))), looksLike(scanOf(2, 5, 0.4)))},
		{name: "one scan of a bundle", rule: "D1", facts: facts(this(with(even, looking(scanOf(1, 3, 0.4), scanOf(2, 5, 0.1), scanOf(3, 6, 0.2)))), looksLike(scanOf(9, 5, 0.1))), want: []string{"task:  |  | "}},
		{name: "one page of a bundle that was printed twice", rule: "D1", facts: facts(this(with(even, looking(scanOf(1, 3, 0.4), scanOf(2, 5, 0.1), scanOf(3, 6, 0.2)))), looksLike(scanOf(9, 5, 0.9)))},
		{name: "nothing to tell it by", rule: "D1", facts: facts(this(even)), not: true},
	}
}
