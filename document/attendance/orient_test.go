package attendance_test

import (
	"strconv"
	"testing"
)

// TestMoreGuestsThanDays: the running numbers of a page with more guests than the
// month has days are no days, though a letter of the next heading has strayed into
// theirs.
func TestMoreGuestsThanDays(t *testing.T) {
	for _, heading := range []string{"N.", "N. e", "Nr. e"} {
		rows := [][]string{{"REGISTRO PRESENZE OSPITI"}, {"mese/anno: NOVEMBRE 2025"}}
		days := []string{heading, "Cod. ospite", "Cognome nome", "Ingresso", "Uscita"}
		for d := 1; d <= 30; d++ {
			days = append(days, strconv.Itoa(d))
		}
		rows = append(rows, append(days, "TOT"))
		for n := 1; n <= 33; n++ {
			row := []string{strconv.Itoa(n), "G009-00" + strconv.Itoa(10+n), "Ospite Di Prova", "01/02/2025", ""}
			for range 30 {
				row = append(row, "1")
			}
			rows = append(rows, append(row, "30"))
		}
		r := one(t, rows)
		if len(r.Rows) != 33 || !r.Rows[0].Guest.Found() || len(r.Columns) != 30 {
			t.Errorf("%q: %d rows with %d days, the first of guest %q", heading, len(r.Rows), len(r.Columns), r.Rows[0].Guest.Text)
		}
	}
}
