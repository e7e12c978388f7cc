package attendance_test

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
)

func TestOwnMarks(t *testing.T) {
	m, err := attendance.ParseMarks(strings.NewReader(`{"F": "presente", "fe": "assente", "K": "uscita", "Q": "ingresso", "X": "chiedere"}`))
	if err != nil {
		t.Fatal(err)
	}
	for mark, want := range map[string]attendance.Presence{"f": attendance.Present, "FE": attendance.Absent, "K": attendance.Absent, "Q": attendance.Present, "P": attendance.Present} {
		if got, ok := m.Judge(mark); !ok || got != want {
			t.Errorf("%s counts as %v, %v", mark, got, ok)
		}
	}
	for _, mark := range []string{"X", "Z"} {
		if _, ok := m.Judge(mark); ok {
			t.Errorf("%s was judged", mark)
		}
	}
	w := october()
	l := look{present: "F", absent: "FE", exit: "K"}
	all := m.Find(grid(l.rows(w)))
	if len(all) != 1 || all[0].PersonDays() != w.total() || all[0].Unknown() != 0 {
		t.Fatalf("%d registers", len(all))
	}
	if plain := one(t, l.rows(w)); plain.Unknown() == 0 || plain.PersonDays() != 0 {
		t.Errorf("without the meanings %d are counted and %d asked", plain.PersonDays(), plain.Unknown())
	}
}

func TestBadMarks(t *testing.T) {
	for _, text := range []string{``, `[]`, `{"P": "forse"}`, `{"": "presente"}`, `{"P": 1}`, `{"` + strings.Repeat("a", 30) + `": "presente"}`} {
		if _, err := attendance.ParseMarks(strings.NewReader(text)); !errors.Is(err, attendance.ErrMarks) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// What is ambiguous is asked, with the reason, and never counted.
func TestQuestions(t *testing.T) {
	w := october()
	at := func(row, col int, mark string) func([][]string) [][]string {
		return func(r [][]string) [][]string { r[row][col] = mark; return r }
	}
	for name, c := range map[string]struct {
		look   look
		change func([][]string) [][]string
		why    string
	}{
		"the own legend says otherwise":     {look{present: "X", absent: "A", foot: foot([]string{"Legenda: X = assente, P = presente"})}, nil, "the register's own legend says: assente"},
		"the own legend is not understood":  {look{foot: foot([]string{"Legenda: P = permesso, A = assente"})}, nil, "the register's own legend says: permesso"},
		"a legend explains an unknown mark": {look{foot: foot([]string{"Legenda: F = firma"})}, at(4, 8, "F"), "the register's own legend says: firma"},
		"P and X, without totals":           {look{noTotals: true}, at(4, 8, "X"), "the register writes presence in another way too"},
		"one of two signatures":             {look{second: "blank", noTotals: true}, at(4, 8, ""), "only one of the two cells of the day is filled in"},
		"two signatures that differ":        {look{second: "blank", noTotals: true}, at(4, 8, "A"), "the symbol is not in the table of marks"},
		"twice in the list":                 {look{list: true}, func(r [][]string) [][]string { return append(r, []string{"03/10/2026", "G017-001", "", "A"}) }, "the list has the guest twice on this day"},
		"a line of the list without a mark": {look{list: true}, func(r [][]string) [][]string { return append(r, []string{"02/10/2026", "G017-002", "", ""}) }, "the list has the day without a mark"},
	} {
		t.Run(name, func(t *testing.T) {
			rows := c.look.rows(w)
			if c.change != nil {
				rows = c.change(rows)
			}
			r := document.Reading{Fields: one(t, rows).Fields()}
			f, ok := r.Field(document.UnknownMark)
			if !ok || f.Why != c.why || !f.Unsure {
				t.Errorf("question %+v, want %q", f, c.why)
			}
			if f, _ := r.Field(document.PersonDays); !f.Unsure {
				t.Error("the sum is sure")
			}
		})
	}
}

// Sums of a part, months that two things name differently, rows of nobody.
func TestDoubts(t *testing.T) {
	w := october()
	for name, c := range map[string]struct {
		rows    [][]string
		field   string
		problem string
	}{
		"half a month":             {cut((look{}).rows(w), 20), document.PersonDays, "missing_days"},
		"another month in the day": {(look{day: func(_ world, d int) string { return fmt.Sprintf("%02d/11", d) }}).rows(w), document.PeriodMonth, ""},
		"a row without a guest":    {without((look{noTotals: true, columns: []string{"Cod. ospite"}}).rows(w), 5, 0), document.PersonDays, "lost_rows"},
		"a table beside":           {beside((look{noTotals: true}).rows(w)), document.PersonDays, "second_table"},
		"two months in titles":     {(look{head: head([]string{"Registro presenze ottobre 2026"}, []string{"Registro presenze novembre 2026"})}).rows(w), document.PeriodMonth, ""},
		"the weekdays of another":  {(look{weekdays: "above", head: head([]string{"Registro presenze", "mese:", "agosto 2026"})}).rows(w), document.PeriodMonth, ""},
	} {
		t.Run(name, func(t *testing.T) {
			reg := one(t, c.rows)
			r := document.Reading{Fields: reg.Fields()}
			if f, _ := r.Field(c.field); !f.Unsure || f.Why == "" {
				t.Errorf("%s = %q is sure", c.field, f.Value)
			}
			told := c.problem == ""
			for _, p := range reg.Problems {
				told = told || p.Code == c.problem
			}
			if !told {
				t.Errorf("problems %+v, want %s", reg.Problems, c.problem)
			}
		})
	}
}

// The declared total of all is taken as a proof that nothing is missing.
func TestConfirmedByTotals(t *testing.T) {
	rows := (look{}).rows(october())
	rows = append(rows[:6:6], append([][]string{{"nota", "", "", "", "", "", "P"}}, rows[6:]...)...)
	rows[6][2] = ""
	r := document.Reading{Fields: one(t, rows).Fields()}
	if f, _ := r.Field(document.PersonDays); f.Unsure || f.Value != "135" {
		t.Errorf("person-days %+v", f)
	}
}

func cut(rows [][]string, days int) [][]string {
	for i, r := range rows {
		if len(r) > 5+days {
			rows[i] = r[:5+days]
		}
	}
	return rows
}

func without(rows [][]string, row, col int) [][]string {
	rows[row][col] = ""
	return rows
}

func beside(rows [][]string) [][]string {
	for i := 3; i < len(rows); i++ {
		rows[i] = append(rows[i], append([]string{""}, rows[i][5:]...)...)
	}
	return rows
}

// An absence whose mark gives a reason is told apart from one that is none; the
// register's own legend comes before the table.
func TestAbsencesWithAReason(t *testing.T) {
	w := october()
	all := map[string]string{"G017-004": strings.Repeat(".", 11) + "x" + strings.Repeat(".", 19), "G017-005": strings.Repeat(".", 28) + "xxx"}
	for name, c := range map[string]struct {
		look look
		want map[string]string
	}{
		"absent":                         {look{}, nil},
		"not excused":                    {look{absent: "AI"}, nil},
		"authorised":                     {look{absent: "AA"}, all},
		"in hospital":                    {look{absent: "H"}, all},
		"authorised, says the legend":    {look{absent: "A", foot: foot([]string{"Legenda: P = presente, A = assenza autorizzata"})}, all},
		"unauthorised, says the legend":  {look{absent: "AA", foot: foot([]string{"Legenda: P = presente, AA = assenza non autorizzata"})}, nil},
		"no reason, says the legend":     {look{absent: "AG", foot: foot([]string{"Legenda: P = presente, AG = assenza ingiustificata"})}, nil},
		"two cells a day, each says so":  {look{absent: "AA", second: "twice"}, all},
		"a line for each guest and day":  {look{absent: "AA", list: true}, all},
		"the guests stand in the header": {look{absent: "AA", transposed: true}, all},
	} {
		t.Run(name, func(t *testing.T) {
			r := document.Reading{Fields: one(t, c.look.rows(w)).Fields()}
			got := map[string]string{}
			for n := 1; n <= len(w.stays); n++ {
				if f, ok := r.Field(document.RowField(n, "excused")); ok {
					got[r.Value(document.RowField(n, "guest"))] = f.Value
				}
			}
			if !maps.Equal(got, c.want) {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}
