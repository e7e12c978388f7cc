// Package calendar is the legal clock: civil dates, periods, Italian holidays
// and terms, each date with the derivation that explains it.
//
//	Calendar  which days don't count: national holidays by rule, local ones as data
//	Term      how far a date is from another, and what may move its end
//	Due       a date with its Derivation: steps as data, told by It and En
//
// It is a pure leaf: no clock of the machine, no I/O, no other package of the
// project. "Today" is always given by the caller.
//
// Invariants:
//   - the start day of a term is excluded and its last day included
//     (art. 155 c.p.c., art. 2963 c.c.);
//   - a term that rolls never ends on a legal holiday;
//   - closures of one office never move a legal term, only working days and
//     what asks for it (Term.ClosuresRoll);
//   - a Derivation replays to the date that it stands beside, without the
//     calendar that made it.
package calendar

import (
	_ "embed"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// DayOff is a day that doesn't count, and why.
type DayOff struct {
	On   Date   `json:"on"`
	Code string `json:"code"`         // a national holiday, or one of the constants
	It   string `json:"it,omitempty"` // name of a local holiday or closure
	En   string `json:"en,omitempty"`
}

// Closure is a day on which one place or office is closed: every year on a day
// of a month, or once on a date.
type Closure struct {
	Month time.Month `json:"month,omitempty"`
	Day   int        `json:"day,omitempty"`
	Since int        `json:"since,omitempty"` // first year; 0: always
	On    Date       `json:"on,omitzero"`     // once: Month and Day are not read
	Legal bool       `json:"legal,omitempty"` // a holiday by law there: moves legal terms too
	It    string     `json:"it"`
	En    string     `json:"en"`
}

func (c Closure) falls(d Date) bool {
	if !c.On.IsZero() {
		return c.On.Equal(d)
	}
	return d.Year() >= c.Since && d.Month() == c.Month && d.Day() == c.Day
}

func (c Closure) dayOff(d Date) DayOff {
	code := OfficeClosed
	if c.Legal {
		code = LocalHoliday
	}
	return DayOff{On: d, Code: code, It: c.It, En: c.En}
}

// Calendar says which days don't count. The zero Calendar has the national
// holidays alone.
type Calendar struct {
	name     string
	closures []Closure
}

//go:embed calendars.json
var calendarsJSON []byte

var named = sync.OnceValue(func() map[string][]Closure {
	var m map[string][]Closure
	if err := json.Unmarshal(calendarsJSON, &m); err != nil {
		panic(err) // the file is compiled in and tested
	}
	return m
})

// Names lists the calendars that Lookup knows, sorted.
func Names() []string { return slices.Sorted(maps.Keys(named())) }

// Lookup returns the calendar of that name; "" is "it", the national one. The
// error lists the names.
func Lookup(name string) (Calendar, error) {
	if name == "" {
		name = "it"
	}
	closures, ok := named()[name]
	if !ok {
		return Calendar{}, refuse("il calendario %q non c'è: scegliere tra %s", "there is no calendar %q: choose one of %s", name, strings.Join(Names(), ", "))
	}
	return Calendar{name: name, closures: closures}, nil
}

// Named is Lookup for names that were checked when they were stored. For a name
// that it doesn't know the legal clock is still right: it returns the national
// holidays, under that name and without local closures.
func Named(name string) Calendar {
	c, err := Lookup(name)
	if err != nil {
		return Calendar{name: name}
	}
	return c
}

// Name returns the name of the calendar.
func (c Calendar) Name() string {
	if c.name == "" {
		return "it"
	}
	return c.name
}

// With returns the calendar with further closures: those that an office adds.
func (c Calendar) With(closures ...Closure) Calendar {
	c.closures = slices.Concat(c.closures, closures)
	return c
}

// IsHoliday says whether d is a holiday by law, and which: Sundays, national
// holidays, and the holidays by law of the place.
func (c Calendar) IsHoliday(d Date) (DayOff, bool) {
	if code := nationalHoliday(d); code != "" && code != Sunday {
		return DayOff{On: d, Code: code}, true
	}
	if off, ok := c.closure(d); ok && off.Code == LocalHoliday {
		return off, true
	}
	if d.Weekday() == time.Sunday {
		return DayOff{On: d, Code: Sunday}, true
	}
	return DayOff{}, false
}

// IsClosed says whether the office is closed on d: a holiday, a closure of its
// own, or a Saturday.
func (c Calendar) IsClosed(d Date) (DayOff, bool) {
	if off, ok := c.IsHoliday(d); ok {
		return off, true
	}
	if off, ok := c.closure(d); ok {
		return off, true
	}
	if d.Weekday() == time.Saturday {
		return DayOff{On: d, Code: Saturday}, true
	}
	return DayOff{}, false
}

// closure returns the local closure on d; one by law comes first.
func (c Calendar) closure(d Date) (found DayOff, ok bool) {
	for _, x := range c.closures {
		if x.falls(d) && (!ok || x.Legal) {
			found, ok = x.dayOff(d), true
		}
	}
	return found, ok
}

// IsWorkingDay says that the office works on d: from Monday to Friday, without
// holidays and closures (as Reg. (EEC, Euratom) 1182/71 art. 2 defines them).
func (c Calendar) IsWorkingDay(d Date) bool {
	_, closed := c.IsClosed(d)
	return !closed
}

// NextWorkingDay returns the first working day after d.
func (c Calendar) NextWorkingDay(d Date) Date {
	for d = d.AddDays(1); !c.IsWorkingDay(d); d = d.AddDays(1) {
	}
	return d
}

// Holidays lists the holidays by law of a year other than plain Sundays, in
// order of date.
func (c Calendar) Holidays(year int) []DayOff {
	var offs []DayOff
	for d := MustDate(year, time.January, 1); d.Year() == year; d = d.AddDays(1) {
		if off, ok := c.IsHoliday(d); ok && off.Code != Sunday {
			offs = append(offs, off)
		}
	}
	return offs
}
