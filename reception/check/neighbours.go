package check

import (
	"slices"
	"strconv"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
)

// openNeighbours opens the registers of the months before and after this one: of
// several of a month, the one that is trusted most.
func (d *desk) openNeighbours() {
	s := d.sheet
	if s.month.IsZero() || s.centre.ID == 0 || s.mislaid {
		return
	}
	all := slices.Clone(d.Neighbours)
	slices.SortFunc(all, byTrust)
	for _, x := range all {
		r := x.Reading
		if x.Document == s.Document || x.Closed && !x.Approved || r.Error != nil || r.Kind != "" && r.Kind != document.Register {
			continue
		}
		n := d.openSheet(newPaper(x))
		if n.centre.ID != s.centre.ID || n.month.IsZero() || n.mislaid {
			continue
		}
		switch {
		case d.before == nil && n.month.End.AddDays(1).Equal(s.month.Start):
			d.before = n
		case d.after == nil && s.month.End.AddDays(1).Equal(n.month.Start):
			d.after = n
		}
	}
}

// at returns the mark of a day of the month (from 1): unknown where the row does
// not reach so far.
func (r *row) at(day int) byte {
	if day < 1 || day > len(r.pattern.Value) {
		return '?'
	}
	return r.pattern.Value[day-1]
}

// excusedOn says that the register gives a reason for the absence of a day.
func (r *row) excusedOn(day int) bool {
	return day >= 1 && day <= len(r.excused.Value) && r.excused.Value[day-1] == 'x'
}

// called names a guest by the code, else by the row: a text that is no code may
// be a name.
func (r *row) called() words {
	n := strconv.Itoa(r.number)
	if isCode(r.guest.Value) {
		return words{r.guest.Value + " (riga " + n + ")", r.guest.Value + " (row " + n + ")"}
	}
	return words{"riga " + n, "row " + n}
}

// isCode says that a text is a code and can't be a name: one word with a digit.
func isCode(s string) bool {
	return reception.IsGuestCode(s)
}

// citeGuest cites a guest's code; what is no code is not repeated.
func (s *sheet) citeGuest(r *row, where words) Input {
	return citeCode(s.paper, r.guest, words{"codice dell'ospite" + where.it, "guest's code" + where.en})
}
