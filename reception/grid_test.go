package reception_test

import (
	"strings"
	"testing"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// What can't be kept of a grid is told with its cell and what to do; what is only
// not complete is no problem, and what may be a name is not repeated.
func TestValidateGrid(t *testing.T) {
	month := calendar.MonthOf(calendar.MustDate(2026, 2, 1))
	signs := []string{"P", "A", "AA"}
	day := func(d int) calendar.Date { return calendar.MustDate(2026, 2, d) }
	rows := []reception.GridRow{
		{Code: "RI00001B"},
		{Code: "G-017/3", Came: day(5), Went: day(5), Marks: []string{"", "P", "AA"}},
		{Code: ""},
		{Code: "Provaldi", Marks: []string{"F", "p"}},
		{Code: "G1", Came: day(9), Went: day(5)},
		{Code: "G2", Marks: append(make([]string, 28), "P")},
		{Code: "G3", Marks: make([]string, 31)},
		{Code: "G4", Family: "N1"},
		{Code: "G5", Family: "Provaldi"},
	}
	type where struct {
		row, day int
		field    string
	}
	got := map[where]string{}
	for _, p := range reception.ValidateGrid(rows, month, signs) {
		got[where{p.Row, p.Day, p.Field}] = p.It
		if p.En == "" || strings.Contains(p.It+p.En, "Provaldi") {
			t.Errorf("%+v", p)
		}
	}
	for w, says := range map[where]string{{2, 0, "code"}: "manca il codice", {3, 0, "code"}: "almeno una cifra", {3, 1, "marks"}: "Riga 4, giorno 1", {3, 2, "marks"}: "P, A, AA",
		{4, 0, "went"}: "(05/02/2026) è prima dell'ingresso (09/02/2026)", {5, 0, "marks"}: "ha 28 giorni", {8, 0, "family"}: "codice breve come N1"} {
		if !strings.Contains(got[w], says) {
			t.Errorf("%+v is told as %q", w, got[w])
		}
		delete(got, w)
	}
	if len(got) > 0 {
		t.Errorf("told without a reason: %v", got)
	}
	if !(reception.GridRow{Marks: make([]string, 31)}).IsBlank() || rows[0].IsBlank() {
		t.Error("which rows are blank")
	}
}
