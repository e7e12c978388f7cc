package province

import (
	"fmt"

	"github.com/insiemi/insiemi/workflow/calendar"
)

func (r *register) edit(do func(*Sheet)) { r.edits = append(r.edits, do) }

// plantBlankMark leaves the cell of an absence blank, so that no total changes.
func plantBlankMark(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	for i, r := range f.register.sheet().Rows {
		for d, mark := range r.Marks {
			if mark != Absent && mark != Leave && mark != Hospital {
				continue
			}
			f.at = fmt.Sprintf("row %d, day %d", i+1, d+1)
			f.register.edit(func(s *Sheet) { s.Rows[i].Marks[d] = Outside })
			return fmt.Sprintf("Per l'ospite %s la casella del giorno %d è vuota durante il soggiorno.", r.Code, d+1),
				fmt.Sprintf("For guest %s the cell of day %d is blank within the stay.", r.Code, d+1), true
		}
	}
	return "", "", false
}

// plantWrongYear writes last year in the head, as in the first weeks of a year.
func plantWrongYear(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	year := calendar.MonthOf(calendar.MustDate(f.Period.Start.Year()-1, f.Period.Start.Month(), 1))
	if year.Days() != f.Period.Days() {
		return "", "", false
	}
	f.at = "month"
	f.register.edit(func(s *Sheet) { s.Period = year })
	return fmt.Sprintf("Nell'intestazione c'è %s, il registro è di %s.", monthOf(year), monthOf(f.Period)),
		fmt.Sprintf("The head says %s, the register is of %s.", year.Key(), f.Period.Key()), true
}

// plantForeignCentre writes the code of a centre of another body.
func plantForeignCentre(m *maker, f *plan, c chance) (it, en string, ok bool) {
	right := m.p.centre(f.Centre)
	other := m.p.centre(pick(c, m.p.centresOf(f.Office)))
	if other.BodyID == f.Body {
		return "", "", false
	}
	f.at = "code of the centre"
	f.register.edit(func(s *Sheet) { s.Centre.Code = other.Code })
	return fmt.Sprintf("Il registro riporta il codice %s, che non è dell'ente: il centro è %s.", other.Code, right.Code),
		fmt.Sprintf("The register bears the code %s, which is not the body's: the centre is %s.", other.Code, right.Code), true
}

func plantRegisterCIG(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	right := f.register.sheet().Agreement.CIG
	wrong := swapped(right)
	if wrong == right {
		return "", "", false
	}
	f.at = "CIG"
	f.register.edit(func(s *Sheet) { s.Agreement.CIG = wrong })
	return fmt.Sprintf("Il registro riporta il CIG %s, la convenzione ha il CIG %s.", wrong, right),
		fmt.Sprintf("The register bears the CIG %s, the agreement has the CIG %s.", wrong, right), true
}

// plantExtraDay uses the sheet of a month that has one day more, and goes on marking
// guests as present; the totals are those of the month.
func plantExtraDay(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	days := f.Period.Days()
	s := f.register.sheet()
	if days > 30 || len(s.Rows) == 0 || s.Rows[0].Marks[days-1] != Present {
		return "", "", false
	}
	f.at = fmt.Sprintf("day %d", days+1)
	f.register.edit(func(s *Sheet) {
		s.ExtraDays = 1
		for i := range s.Rows {
			s.Rows[i].Marks = append(s.Rows[i].Marks, s.Rows[i].Marks[days-1])
		}
	})
	return fmt.Sprintf("Il registro di %s ha la colonna del giorno %d, con dei segni.", monthOf(f.Period), days+1),
		fmt.Sprintf("The register of %s has a column for day %d, with marks.", f.Period.Key(), days+1), true
}

// plantAfterExit writes an exit three days too early; the marks are right.
func plantAfterExit(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	for i, r := range f.register.sheet().Rows {
		if r.Exit.IsZero() || r.Exit.Day() < 8 || r.Entry.After(f.Period.Start) {
			continue
		}
		if d := r.Exit.Day() - 1; r.Marks[d-1] != Present || r.Marks[d-2] != Present {
			continue
		}
		wrong := r.Exit.AddDays(-3)
		f.at = fmt.Sprintf("exit of row %d", i+1)
		f.register.edit(func(s *Sheet) { s.Rows[i].Exit = wrong })
		return fmt.Sprintf("Per l'ospite %s l'uscita è scritta il %s, ma risulta presente fino al giorno prima del %s.", r.Code, wrong.It(), r.Exit.It()),
			fmt.Sprintf("For guest %s the exit is written as %s, but the marks say present until the day before %s.", r.Code, wrong, r.Exit), true
	}
	return "", "", false
}

// plantBeforeEntry writes an entry in the month for a guest who was there before it;
// the marks are right.
func plantBeforeEntry(_ *maker, f *plan, c chance) (it, en string, ok bool) {
	wrong := f.Period.Start.AddDays(c.between(3, 8))
	for i, r := range f.register.sheet().Rows {
		if !r.Entry.Before(f.Period.Start) || !r.Exit.IsZero() || r.Total < f.Period.Days() {
			continue
		}
		f.at = fmt.Sprintf("entry of row %d", i+1)
		f.register.edit(func(s *Sheet) { s.Rows[i].Entry = wrong })
		return fmt.Sprintf("Per l'ospite %s l'ingresso è scritto il %s, ma risulta presente dal primo del mese.", r.Code, wrong.It()),
			fmt.Sprintf("For guest %s the entry is written as %s, but the marks say present since the first of the month.", r.Code, wrong), true
	}
	return "", "", false
}

// plantWhileClosed marks a guest as present on two days after the centre has closed.
// The day of the closing itself is an absence, so that what is paid is right.
func plantWhileClosed(m *maker, f *plan, _ chance) (it, en string, ok bool) {
	closed := m.p.centre(f.Centre).ClosedOn
	if closed.IsZero() || !f.Period.Contains(closed) || f.Period.End.Day() < closed.Day()+2 || m.p.agreement(f.Agreement).Counting.ExitDay {
		return "", "", false
	}
	for i, r := range f.register.sheet().Rows {
		if r.Exit != closed {
			continue
		}
		f.at = fmt.Sprintf("row %d, days %d and %d", i+1, closed.Day()+1, closed.Day()+2)
		f.register.edit(func(s *Sheet) {
			s.Rows[i].Exit = calendar.Date{}
			s.Rows[i].Marks[closed.Day()-1] = Absent
			s.Rows[i].Marks[closed.Day()], s.Rows[i].Marks[closed.Day()+1] = Present, Present
			s.sum()
		})
		return fmt.Sprintf("Il centro ha chiuso il %s, ma l'ospite %s risulta presente i due giorni dopo.", closed.It(), r.Code),
			fmt.Sprintf("The centre closed on %s, but guest %s is marked present on the two days after.", closed, r.Code), true
	}
	return "", "", false
}

// plantUnsigned leaves three days of a guest without any mark on a register that was
// printed, signed and scanned. The totals count them.
func plantUnsigned(_ *maker, f *plan, c chance) (it, en string, ok bool) {
	from := c.between(4, 20)
	for i, r := range f.register.sheet().Rows {
		if r.Total != f.Period.Days() {
			continue
		}
		f.at = fmt.Sprintf("row %d, days %d to %d", i+1, from, from+2)
		f.register.edit(func(s *Sheet) {
			for d := from; d < from+3; d++ {
				s.Rows[i].Marks[d-1] = Outside
			}
		})
		return fmt.Sprintf("Per l'ospite %s le caselle dei giorni da %d a %d sono vuote, ma sono contate.", r.Code, from, from+2),
			fmt.Sprintf("For guest %s the cells of days %d to %d are blank, and counted.", r.Code, from, from+2), true
	}
	return "", "", false
}

// plantNoticed sends the notice that a guest left who is marked present to the end
// of the month. Which of the two is wrong is not for the register to say.
func plantNoticed(m *maker, f *plan, c chance) (it, en string, ok bool) {
	left := f.Period.Start.AddDays(c.between(8, 18))
	for i, r := range f.register.sheet().Rows {
		if r.Total != f.Period.Days() || !r.Exit.IsZero() {
			continue
		}
		m.notice(f.Centre, r.Code, left, f.age, c)
		f.at = fmt.Sprintf("row %d, from day %d on", i+1, left.Day()+1)
		return fmt.Sprintf("L'allontanamento dell'ospite %s è stato comunicato per il %s, e il registro lo segna presente fino a fine mese.", r.Code, left.It()),
			fmt.Sprintf("The departure of guest %s was notified for %s, and the register marks presences to the end of the month.", r.Code, left), true
	}
	return "", "", false
}
