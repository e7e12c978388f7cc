package reception

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// GridRow is a guest's month in a grid, by code alone.
type GridRow struct {
	Code string        `json:"code"`
	Came calendar.Date `json:"came,omitzero"` // the day of entry; zero: not known
	Went calendar.Date `json:"went,omitzero"` // the day of exit; zero: still there
	// Family is the code of the guest's family, see document.FamilyCode; "": none.
	Family string `json:"family,omitempty"`
	// Marks are the marks by day, "" where there is none; shorter where none follow.
	Marks []string `json:"marks,omitempty"`
}

// IsBlank says that nothing is written in the row.
func (r GridRow) IsBlank() bool {
	return r.Code == "" && r.Family == "" && r.Came.IsZero() && r.Went.IsZero() && strings.Join(r.Marks, "") == ""
}

// GridRowsMax is how many guests a grid may have.
const GridRowsMax = 500

// GridProblem is what is wrong in one cell of a grid.
type GridProblem struct {
	Row int // from 0
	Day int // from 1; 0: not about a day
	Problem
}

// IsGuestCode says that a text is a guest's code and can't be a name: one word with
// a digit, of 20 bytes at most.
func IsGuestCode(s string) bool {
	return len(s) <= 20 && strings.ContainsFunc(s, unicode.IsDigit) &&
		!strings.ContainsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) })
}

// ValidateGrid tells every cell of a month's grid that can't be kept; signs are the
// marks that it may have. What is wrong is never guessed, and a text that may be a
// name never repeated.
func ValidateGrid(rows []GridRow, month calendar.Period, signs []string) (out []GridProblem) {
	known := map[string]bool{"": true}
	for _, s := range signs {
		known[s] = true
	}
	for i, r := range rows {
		cell := func(day int, field, it, en string) {
			out = append(out, GridProblem{i, day, Problem{Field: field, It: it, En: en}})
		}
		switch {
		case r.Code == "":
			cell(0, "code", fmt.Sprintf("Riga %d: manca il codice dell'ospite. Scriverlo, o togliere la riga.", i+1), fmt.Sprintf("Row %d: the guest's code is missing. Write it, or take the row out.", i+1))
		case !IsGuestCode(r.Code):
			cell(0, "code", fmt.Sprintf("Riga %d: questo non è un codice. Un codice è una parola sola con almeno una cifra, come RI00042K; i nomi non si scrivono nella griglia.", i+1),
				fmt.Sprintf("Row %d: this is no code. A code is one word with at least one digit, like RI00042K; names are not written in the grid.", i+1))
		}
		if _, ok := document.FamilyCode(r.Family); !ok && r.Family != "" {
			cell(0, "family", fmt.Sprintf("Riga %d: questo non è il codice di un nucleo. Scrivere un codice breve come N1, uguale per tutta la famiglia, o lasciare vuoto; i cognomi non si scrivono nella griglia.", i+1),
				fmt.Sprintf("Row %d: this is no code of a family. Write a short code like N1, the same for the whole family, or leave it empty; names are not written in the grid.", i+1))
		}
		if !r.Came.IsZero() && !r.Went.IsZero() && r.Went.Before(r.Came) {
			cell(0, "went", fmt.Sprintf("Riga %d: l'uscita (%s) è prima dell'ingresso (%s). Correggere una delle due date.", i+1, r.Went.It(), r.Came.It()),
				fmt.Sprintf("Row %d: the exit (%s) is before the entry (%s). Correct one of the two dates.", i+1, r.Went.It(), r.Came.It()))
		}
		for d, m := range r.Marks {
			switch {
			case d >= month.Days() && m != "":
				cell(0, "marks", fmt.Sprintf("Riga %d: il mese ha %d giorni, i segni sono di più. Togliere quelli oltre la fine del mese.", i+1, month.Days()),
					fmt.Sprintf("Row %d: the month has %d days, there are more marks. Take out those beyond its end.", i+1, month.Days()))
			case !known[m]:
				cell(d+1, "marks", fmt.Sprintf("Riga %d, giorno %d: questo segno non è della griglia. Usare %s, o lasciare vuoto.", i+1, d+1, strings.Join(signs, ", ")),
					fmt.Sprintf("Row %d, day %d: this mark is not one of the grid's. Use %s, or leave it empty.", i+1, d+1, strings.Join(signs, ", ")))
			}
		}
	}
	return out
}
