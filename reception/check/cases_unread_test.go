package check

import (
	"fmt"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
)

// unreadIn makes a register a scan of which some cells of a row were not read.
func unreadIn(row int, days ...int) func(*Submission) {
	return func(s *Submission) {
		for i := range s.Reading.Fields {
			f := &s.Reading.Fields[i]
			f.Method = document.MethodOCR
			f.Place = document.Place{Page: 1, Box: &document.Box{X: 10, Y: 20, Width: 8, Height: 8}}
			switch f.Name {
			case document.RowField(row, "present"):
				p := []byte(f.Value)
				for _, d := range days {
					p[d-1] = '?'
				}
				f.Value, f.Unsure, f.Why = string(p), true, "some cells were not read"
			case document.RowField(row, "days"), document.PersonDays:
				f.Unsure, f.Why = true, fmt.Sprintf("%d cells were not read and were not counted", len(days))
			}
		}
		for _, d := range days {
			s.Reading.Fields = append(s.Reading.Fields, document.Field{Name: document.UnreadMark, Value: fmt.Sprintf("row.%d.day.%d", row, d),
				Place: document.Place{Page: 1, Box: &document.Box{X: float64(20 * d), Y: 20, Width: 8, Height: 8}}, Method: document.MethodOCR, Unsure: true})
		}
	}
}

// Cells that were not read are asked about as such: nothing says that they are blank,
// or that the totals of the register are wrong.
func TestUnreadIsAsked(t *testing.T) {
	reg := register(1, ccA, "RN-017", "2025-10", guests(5, "P31"))
	lost := with(reg, unreadIn(2, 1, 2, 3, 9), unreadIn(4, 7))
	x := says(t, facts(this(lost)), Task, "M1", "non ha letto 5 caselle: riga 2, giorni 1–3 e 9 e riga 4, giorno 7. Non vuol dire che siano vuote.")
	if x.AsksMeaning() || len(x.Inputs) != 5 {
		t.Errorf("nobody can say what an unread mark means: %+v", x.Inputs)
	}
	for _, f := range run(facts(this(lost))).Findings {
		if strings.Contains(f.It, "vuota dur") || strings.Contains(f.It, "sono vuote dur") || strings.Contains(f.It, "Che cosa significa") {
			t.Errorf("%s: %s", f.Rule, f.It)
		}
		if f.Rule == "R15" {
			t.Errorf("a total is said to be wrong that the cells allow: %s", f.It)
		}
		if f.Severity == Block {
			t.Errorf("%s blocks: %s", f.Rule, f.It)
		}
	}
}

// A total that the cells do not allow, whatever stands in those that were not read, is
// told with how many these are; it does not block.
func TestTotalBesideUnreadCells(t *testing.T) {
	reg := register(1, ccA, "RN-017", "2025-10", guests(5, "P31"))
	lost := with(reg, unreadIn(2, 1, 2, 3), onField(document.RowField(2, "days.declared"), func(f *document.Field) { f.Value, f.Written = "20", "20" }))
	for _, f := range run(facts(this(lost))).Findings {
		if f.Rule != "R15" {
			continue
		}
		want := "Il totale della riga 2 è scritto 20, ma le caselle fanno 28–31. 3 caselle non sono state lette dal riconoscimento ottico."
		if f.It != want || f.Severity != Task || !strings.Contains(f.DoIt, "Guardare prima sull'immagine") {
			t.Errorf("%s: %s %s", f.Severity, f.It, f.DoIt)
		}
		return
	}
	t.Error("a total that no mark makes is not told")
}

// A print of an invoice bills nothing: its lines are not asked for, and the XML that
// comes after it bills nothing twice.
func TestPrintsBillNothing(t *testing.T) {
	inv := invoice(1, "12")
	print := with(invoice(2, "12"), seems("", 0), guess(document.Invoice, 0.85), func(s *Submission) {
		s.Approved, s.Closed = false, false
		s.SubmittedAt = inv.SubmittedAt.AddDate(0, 0, -1)
		var kept []document.Field
		for _, f := range s.Reading.Fields {
			if !strings.HasPrefix(f.Name, "invoice.line.") && !strings.HasPrefix(f.Name, "invoice.summary.") {
				kept = append(kept, f)
			}
		}
		s.Reading.Fields = kept
	})
	unread := with(print, drop(document.InvoiceCIG, document.InvoiceIBAN))
	for name, f := range map[string]Facts{"the print": facts(this(print)), "one of which codes were not read": facts(this(unread)), "the XML after it": facts(this(inv), invoices(print))} {
		for _, x := range run(f).Findings {
			if x.Rule == "R9" || x.Rule == "R3" && name != "the XML after it" || x.Rule == "R1" || x.Rule == "R8" {
				t.Errorf("%s: %s %s", name, x.Rule, x.It)
			}
		}
	}
	twice := with(print, seems(document.Invoice, 1), func(s *Submission) { s.Reading.Guesses = nil })
	found := false
	for _, x := range run(facts(this(inv), invoices(twice))).Findings {
		found = found || x.Rule == "R9"
	}
	if !found {
		t.Error("an invoice with the number of an earlier one is not told")
	}
}

// guess gives a paper of no certain kind a guess.
func guess(k document.Kind, score float64) func(*Submission) {
	return func(s *Submission) { s.Reading.Guesses = []document.Guess{{Kind: k, Score: score}} }
}

// covers makes a paper a covering letter.
func covers(s *Submission) {
	s.Reading.Warnings = append(s.Reading.Warnings, document.Warning{Code: coveringLetter, It: "x", En: "x"})
}
