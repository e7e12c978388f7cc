package check

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/insiemi/insiemi/document"
)

// Cells of a scan that were not read. They say nothing against the body: the paper may
// well be filled in, and only a person can see it.

// openCount is why a computed value is unsure for cells alone that nobody can judge yet:
// M1 asks about them.
var openCount = regexp.MustCompile(`marks are not known|cells were not read`)

// unreadValue is how a cell is cited that was not read: no mark is written so.
const unreadValue = "(?)"

// unreadOn counts the cells of a register that were not read and that say so for a row
// or a day; 0 is any.
func (s *sheet) unreadOn(row, day int) int {
	n := 0
	for _, f := range s.all(document.UnreadMark) {
		r, d := markAt(f)
		if (row == 0 || row == r) && (day == 0 || day == d) {
			n++
		}
	}
	return n
}

// isUnread says that the cell of a day of the row was not read.
func (r *row) isUnread(day int) bool { return slices.Contains(r.unread, day) }

// findUnread asks a person to look at the cells that were not read.
func findUnread(d *desk) []Finding {
	cells := d.this.all(document.UnreadMark)
	if len(cells) == 0 {
		return nil
	}
	slices.SortStableFunc(cells, byRowAndDay)
	f := Finding{
		DoIt:    "Guardare queste caselle sull'immagine e dire all'ufficio se sono presenze o assenze, oppure inviare lo stesso registro come foglio elettronico o PDF con testo, che si leggono per intero. Finché non si sa, non sono contate.",
		DoEn:    "Look at these cells on the image and tell the office whether they are presences or absences, or send the same register as a spreadsheet or a PDF with text, which are read whole. Until then they are not counted.",
		Figures: compared(count(len(cells)), words{}, words{}),
	}
	for _, c := range cells {
		f.Inputs = append(f.Inputs, d.this.cite(c, cellWords(c), same(unreadValue)))
	}
	n, where := len(cells), unreadWhere(cells)
	f.It = fmt.Sprintf("Il riconoscimento ottico non ha letto %s: %s. Non vuol dire che %s.", plural(n, "una casella", count(n).it+" caselle"),
		listIt(atMost(where.it, maxCells, "altre righe")), plural(n, "sia vuota", "siano vuote"))
	f.En = fmt.Sprintf("Optical recognition did not read %s: %s. It does not mean that %s blank.", plural(n, "one cell", count(n).en+" cells"),
		listEn(atMost(where.en, maxCells, "more rows")), plural(n, "it is", "they are"))
	return []Finding{f}
}

// rowList are the cells that a sentence names, a row each.
type rowList struct{ it, en []string }

// unreadWhere names cells, in order of rows and days: "riga 2, giorni 1–9".
func unreadWhere(cells []document.Field) (out rowList) {
	for i := 0; i < len(cells); {
		row, _ := markAt(cells[i])
		var days []int
		for ; i < len(cells); i++ {
			r, day := markAt(cells[i])
			if r != row {
				break
			}
			days = append(days, day)
		}
		list := dayList(days)
		out.it = append(out.it, fmt.Sprintf("riga %d, %s %s", row, plural(len(days), "giorno", "giorni"), listIt(list)))
		out.en = append(out.en, fmt.Sprintf("row %d, %s %s", row, plural(len(days), "day", "days"), listEn(list)))
	}
	return out
}

// unreadFirst adds to a finding that compares counts how many of the cells behind it
// were not read, and asks to look at them first.
func (f *Finding) unreadFirst(n int) {
	if n == 0 {
		return
	}
	f.It += fmt.Sprintf(" %s dal riconoscimento ottico.", plural(n, "Una casella non è stata letta", count(n).it+" caselle non sono state lette"))
	f.En += fmt.Sprintf(" %s by optical recognition.", plural(n, "One cell was not read", count(n).en+" cells were not read"))
	f.DoIt = "Guardare prima sull'immagine le caselle non lette: il registro può essere giusto. " + f.DoIt
	f.DoEn = "First look at the cells on the image that were not read: the register may be right. " + f.DoEn
}
