package attendance_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/insiemi/insiemi/document/attendance"
)

// fullPage is a register with more guests on a page than the month has days, none of
// whom has left: under "Uscita" stands nothing.
func fullPage(heading string, days, guests int) [][]string {
	head := []string{heading, "Cod. ospite", "Ingresso", "Uscita"}
	for d := range days {
		head = append(head, strconv.Itoa(d+1))
	}
	rows := [][]string{{"REGISTRO PRESENZE OSPITI febbraio 2026"}, append(head, "TOT")}
	for i := range guests {
		row := []string{strconv.Itoa(i + 1), fmt.Sprintf("G031-%04d", i+1), "01/02/2025", ""}
		for range days {
			row = append(row, "X")
		}
		rows = append(rows, append(row, strconv.Itoa(days)))
	}
	return rows
}

// Running numbers are no days, however many guests a page lists: nobody leaves by the
// number of their row.
func TestRunningNumbersAreNoDays(t *testing.T) {
	t.Parallel()
	for _, heading := range []string{"N.", "Nr.", "Prog."} {
		for _, guests := range []int{27, 29, 31, 33, 40} {
			found := attendance.Find(attendance.FromPages(asPages(fullPage(heading, 28, guests), 4, rand.New(rand.NewPCG(1, 1))), nil))
			if len(found) != 1 || len(found[0].Rows) != guests {
				t.Fatalf("%s, %d guests: %d registers", heading, guests, len(found))
			}
			for _, r := range found[0].Rows {
				if r.Exit.Found() || !r.Entry.Found() || r.Days() != 28 {
					t.Errorf("%s, %d guests: row %d leaves on %q, with %d days", heading, guests, r.Number, r.Exit.Written, r.Days())
					break
				}
			}
		}
	}
}
