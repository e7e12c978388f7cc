package check

import (
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// elsewhere puts a guest of a register of the October world into another register,
// present on some days.
func elsewhere(code, present string, edits ...func(*Elsewhere)) edit {
	x := Elsewhere{GuestMonth: GuestMonth{Row: 4, Guest: bare(code), Code: code, For: month("2025-10"), Present: present, Sure: true,
		Place: document.Place{Sheet: "Ottobre", Cell: "D9"}}, Document: 90, Revision: 91, Centre: "RN-020 Casa Blu", Body: "Cooperativa Beta", Issued: true}
	for _, e := range edits {
		e(&x)
	}
	return func(f *Facts) { f.Elsewhere = append(f.Elsewhere, x) }
}

// TestTwoPlaces tells of a guest who is in two centres at once.
func TestTwoPlaces(t *testing.T) {
	register := with(thousand(), set(document.RowField(1, "guest"), "RN0001"))
	code := register.Reading.Value(document.RowField(1, "guest"))
	if !isCode(code) || register.Reading.Value(document.RowField(1, "present"))[11] != 'P' {
		t.Fatalf("the world's first guest is %q", code)
	}
	on12 := strings.Repeat("A", 11) + "P" + strings.Repeat("A", 19)

	t.Run("at another body", func(t *testing.T) {
		f := says(t, facts(this(register), elsewhere(code, on12)), Block, "R12", "risulta presente anche altrove: giorno 12. L'ufficio sta verificando.")
		for _, s := range []string{f.It, f.En, f.DoIt, f.DoEn} {
			if strings.Contains(s, "Beta") || strings.Contains(s, "RN-020") {
				t.Errorf("the body is told whose it is: %s", s)
			}
		}
		for _, in := range f.Inputs {
			if in.Document == 90 || strings.Contains(in.It+in.En, "RN-020") {
				t.Errorf("the body is shown the other sheet: %+v", in)
			}
		}
		if f.Aside == nil || !strings.Contains(f.Aside.It, "RN-020 Casa Blu (Cooperativa Beta), riga 4") || len(f.Aside.Inputs) != 1 || f.Aside.Inputs[0].Document != 90 {
			t.Errorf("the office is told %+v", f.Aside)
		}
	})
	t.Run("at another centre of the same body", func(t *testing.T) {
		f := says(t, facts(this(register), elsewhere(code, on12, func(x *Elsewhere) { x.Own = true })), Block, "R12", "anche nel registro di RN-020 Casa Blu: giorno 12.")
		if f.Aside != nil || f.Inputs[len(f.Inputs)-1].Document != 90 {
			t.Errorf("the body does not see its own sheet: %+v", f)
		}
	})
	t.Run("a code that bodies make up may name two people", func(t *testing.T) {
		says(t, facts(this(register), elsewhere(code, on12, func(x *Elsewhere) { x.Issued = false })), Task, "R12", "anche altrove")
	})
	t.Run("the other reading is not sure", func(t *testing.T) {
		says(t, facts(this(register), elsewhere(code, on12, func(x *Elsewhere) { x.Sure = false })), Task, "R12", "anche altrove")
	})
	t.Run("absent there on those days", func(t *testing.T) {
		silent(t, facts(this(register), elsewhere(code, strings.Repeat("A", 31))))
	})
	t.Run("another guest", func(t *testing.T) {
		silent(t, facts(this(register), elsewhere("RN9999-1", strings.Repeat("P", 31))))
	})
	t.Run("another month", func(t *testing.T) {
		silent(t, facts(this(register), elsewhere(code, strings.Repeat("P", 30), func(x *Elsewhere) { x.For = month("2025-11") })))
	})
}

// The day of a transfer is in both registers and in neither twice.
func TestTheDayOfATransfer(t *testing.T) {
	oct := month("2025-10")
	on := func(day int) calendar.Date { return oct.Start.AddDays(day - 1) }
	leaves := GuestMonth{For: oct, Present: strings.Repeat("P", 12) + strings.Repeat("-", 19), Went: on(12)}
	comes := GuestMonth{For: oct, Present: strings.Repeat("-", 11) + strings.Repeat("P", 20), Came: on(12)}
	if days := both(leaves, comes); len(days) != 0 {
		t.Errorf("transferred on the 12th, present twice on %v", days)
	}
	comes.Came = on(11)
	if days := both(leaves, comes); len(days) != 1 || days[0] != 12 {
		t.Errorf("came the day before, present twice on %v", days)
	}
}
