package check

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// GuestMonth is a guest's month in one register, as it is compared with other
// registers.
type GuestMonth struct {
	Row     int
	Guest   string          // the code in capitals, without punctuation
	Code    string          // as written
	For     calendar.Period // the register's month
	Present string          // a letter a day: P present, A absent, ? unknown, - not there
	Came    calendar.Date   // the day of entry; zero: not in the register
	Went    calendar.Date   // the day of exit; zero: not in the register
	Family  string          `json:",omitempty"` // code of the family, where it is sure
	Sure    bool            // the reading vouches for code and days
	Place   document.Place  // of the days
}

// Elsewhere is a presence in another register of the office, of a guest of this
// one: the body's own, or another body's.
type Elsewhere struct {
	GuestMonth
	Document document.ID
	Revision document.RevisionID
	Centre   string // code and name
	Body     string // name
	Own      bool   // the register is the same body's
	// Issued says that the code is of the office's own register of guests, so that
	// it names one person wherever it stands. Codes that bodies make up may name two.
	Issued bool
}

// Aside is what a finding says to the office alone: it may name another body, or is for
// the office to decide.
type Aside struct {
	It     string  `json:"it"`
	En     string  `json:"en"`
	Inputs []Input `json:"inputs"`
}

// GuestMonthsOf returns the months of the guests of a register, to be kept and
// compared with those of other registers; none where its centre or month is not
// certain. A text that may be a name is left out.
func GuestMonthsOf(f Facts) []GuestMonth { return open(f).guestMonths() }

func (d *desk) guestMonths() []GuestMonth {
	if d.sheet == nil || d.sheet.mislaid || d.sheet.centre.ID == 0 || d.sheet.month.IsZero() || d.This.Reading.Error != nil {
		return nil
	}
	var out []GuestMonth
	for i := range d.sheet.rows {
		r := &d.sheet.rows[i]
		if !isCode(r.guest.Value) || bare(r.guest.Value) == "" || r.pattern.Value == "" {
			continue
		}
		p := GuestMonth{Row: r.number, Guest: reception.FoldGuestCode(r.guest.Value), Code: r.guest.Value, For: d.sheet.month, Present: r.pattern.Value, Went: r.exit,
			Sure: !r.guest.Unsure && !d.sheet.weak(r.pattern), Place: r.pattern.Place}
		if came, err := calendar.ParseDate(r.came.Value); err == nil {
			p.Came = came
		}
		if !r.family.Unsure {
			p.Family = r.family.Value
		}
		out = append(out, p)
	}
	return out
}

// both lists the days on which a guest is present in two registers. The day on
// which one says that the guest left and the other that the guest came is a
// transfer.
func both(a, b GuestMonth) []int {
	var days []int
	if a.For != b.For {
		return nil
	}
	for i := 0; i < len(a.Present) && i < len(b.Present); i++ {
		day := a.For.Start.AddDays(i)
		moved := !a.Went.IsZero() && a.Went.Equal(day) && b.Came.Equal(day) || !b.Went.IsZero() && b.Went.Equal(day) && a.Came.Equal(day)
		if a.Present[i] == 'P' && b.Present[i] == 'P' && !moved {
			days = append(days, i+1)
		}
	}
	return days
}

// judgeElsewhere is R12 across registers: for each guest of this one who is
// present on the same day in another.
func (d *desk) judgeElsewhere() []Finding {
	others := slices.Clone(d.Elsewhere)
	slices.SortFunc(others, func(a, b Elsewhere) int { return int(a.Document-b.Document)*1000 + a.Row - b.Row })
	var out []Finding
	for _, mine := range d.guestMonths() {
		for _, x := range others {
			if x.Guest != mine.Guest || x.Document == d.This.Document {
				continue
			}
			if days := both(mine, x.GuestMonth); len(days) > 0 {
				out = append(out, d.sheet.twoPlaces(mine, x, days))
			}
		}
	}
	return out
}

func (s *sheet) twoPlaces(mine GuestMonth, x Elsewhere, days []int) Finding {
	var r *row
	for i := range s.rows {
		if s.rows[i].number == mine.Row {
			r = &s.rows[i]
		}
	}
	n, row := count(len(days)), strconv.Itoa(mine.Row)
	list := dayList(days)
	f := Finding{Figures: compared(n, same("0"), same("+").plus(n)), Severity: Block,
		Inputs: []Input{s.citeGuest(r, words{", riga " + row, ", row " + row}), s.citeMark(r.pattern, r.number, n)}}
	if !x.Issued {
		f.Severity = Task
	}
	there := Input{It: "presenze nel registro di " + x.Centre + ", riga " + strconv.Itoa(x.Row), En: "presences in the register of " + x.Centre + ", row " + strconv.Itoa(x.Row),
		Source: "document", Document: x.Document, Revision: x.Revision, Place: x.Place, Unsure: !x.Sure}.valued(n)
	if x.Own {
		f.It = fmt.Sprintf("L'ospite %s (riga %s) è presente negli stessi giorni anche nel registro di %s: %s %s.", mine.Code, row, x.Centre, plural(len(days), "giorno", "giorni"), listIt(list))
		f.En = fmt.Sprintf("Guest %s (row %s) is present on the same days in the register of %s too: %s %s.", mine.Code, row, x.Centre, plural(len(days), "day", "days"), listEn(list))
		f.DoIt = "Verificare in quale dei due centri era l'ospite, correggere l'altro registro e inviarlo di nuovo. Se il codice è di due persone diverse, correggere il codice."
		f.DoEn = "Find out in which of the two centres the guest was, correct the other register and send it again. If the code is of two different people, correct the code."
		f.Inputs = append(f.Inputs, there)
		return f
	}
	f.It = fmt.Sprintf("L'ospite %s (riga %s) risulta presente anche altrove: %s %s. L'ufficio sta verificando.", mine.Code, row, plural(len(days), "giorno", "giorni"), listIt(list))
	f.En = fmt.Sprintf("Guest %s (row %s) is recorded as present elsewhere too: %s %s. The office is looking at it.", mine.Code, row, plural(len(days), "day", "days"), listEn(list))
	f.DoIt = "Verificare codice e presenze di questa riga. Se sono giusti non serve altro: l'ufficio confronta i registri."
	f.DoEn = "Check the code and the presences of this row. If they are right nothing else is needed: the office compares the registers."
	if !x.Sure {
		f.Severity = Task
	}
	f.Aside = &Aside{
		It:     fmt.Sprintf("Lo stesso codice è presente in quei giorni nel registro di %s (%s), riga %d.", x.Centre, x.Body, x.Row),
		En:     fmt.Sprintf("The same code is present on those days in the register of %s (%s), row %d.", x.Centre, x.Body, x.Row),
		Inputs: []Input{there},
	}
	return f
}
