package reception

import "github.com/insiemi/insiemi/workflow/calendar"

// Needless says that the office does not work on the day of the closure anyway,
// and why, by its calendar without the closures that it added. A closure on a
// Saturday is no needless one: it moves what rolls over closures.
func (c Closure) Needless(cal calendar.Calendar) (ps Problems) {
	off, ok := c.offAnyway(cal)
	if !ok {
		return nil
	}
	on := Problem{Field: "on", It: "Questo giorno", En: "This day"}
	if !c.On.IsZero() {
		on.It += ", " + c.On.Words("it") + ","
		on.En += ", " + c.On.Words("en") + ","
	}
	if off.Code == calendar.OfficeClosed {
		on.It, on.En = on.It+" l'ufficio è già chiuso", on.En+" the office is closed already"
	} else {
		on.It, on.En = on.It+" è già festivo", on.En+" is a holiday already"
	}
	if c.On.IsZero() {
		on.It, on.En = on.It+" ogni anno", on.En+" every year"
	}
	if name := off.In("it"); name != "" {
		on.It, on.En = on.It+": "+name, on.En+": "+off.In("en")
	}
	on.It += ". Una chiusura non cambierebbe nulla: scegliere un altro giorno."
	on.En += ". A closure would change nothing: choose another day."
	return Problems{on}
}

// years is after how many years the days of the week come again.
const years = 28

// offAnyway returns the day off that is there without the closure: of one of every
// year, the one that is there every year.
func (c Closure) offAnyway(cal calendar.Calendar) (off calendar.DayOff, ok bool) {
	if !c.On.IsZero() {
		return c.offOn(cal, c.On)
	}
	for y := calendar.LastYear + 1 - years; y <= calendar.LastYear; y++ {
		d, err := calendar.NewDate(y, c.Month, c.Day)
		if err != nil {
			continue // 29 February
		}
		is, there := c.offOn(cal, d)
		if !there {
			return off, false
		}
		if is.Code != calendar.Sunday {
			off, ok = is, true
		}
	}
	return off, ok
}

// offOn is the day off of one date. What is closed only is no holiday by law yet.
func (c Closure) offOn(cal calendar.Calendar, d calendar.Date) (calendar.DayOff, bool) {
	off, closed := cal.IsClosed(d)
	if off.Code == calendar.Saturday || c.Legal && off.Code == calendar.OfficeClosed {
		return off, false
	}
	return off, closed
}
