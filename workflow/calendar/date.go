package calendar

import (
	"database/sql/driver"
	"fmt"
	"regexp"
	"time"
)

// Date is a civil date, without time or zone. The zero Date means "no date".
type Date struct{ t time.Time } // midnight UTC, or zero

// NewDate returns the date of year, month and day. It errs when the calendar
// has no such day.
func NewDate(year int, month time.Month, day int) (Date, error) {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if t.Year() != year || t.Month() != month || t.Day() != day {
		return Date{}, refuse("il giorno %02d/%02d/%d non esiste", "the calendar has no %02d/%02d/%d", day, int(month), year)
	}
	return Date{t}, nil
}

// MustDate is NewDate for dates that the program itself writes; it panics on a
// day that does not exist.
func MustDate(year int, month time.Month, day int) Date {
	d, err := NewDate(year, month, day)
	if err != nil {
		panic(err)
	}
	return d
}

var dateForm = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)

// ParseDate reads YYYY-MM-DD (ISO 8601).
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil && dateForm.MatchString(s) {
		return Date{}, refuse("%q è un giorno che non esiste: controllare giorno e mese", "%q is a day that does not exist: check day and month", s)
	}
	if err != nil {
		return Date{}, refuse("%q non è una data della forma AAAA-MM-GG", "%q is not a date of the form YYYY-MM-DD", s)
	}
	return Date{t}, nil
}

// DateOf returns the date that a clock on the wall in Italy shows at t.
func DateOf(t time.Time) Date {
	y, m, d := t.In(Rome()).Date()
	return Date{time.Date(y, m, d, 0, 0, 0, 0, time.UTC)}
}

// String returns YYYY-MM-DD, or "" for the zero date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.t.Format(time.DateOnly)
}

// It returns the date as Italian screens write it: 05/11/2026.
func (d Date) It() string {
	if d.IsZero() {
		return ""
	}
	return d.t.Format("02/01/2006")
}

// En returns the date as English screens write it: 5 Nov 2026.
func (d Date) En() string {
	if d.IsZero() {
		return ""
	}
	return d.t.Format("2 Jan 2006")
}

// IsZero says that there is no date.
func (d Date) IsZero() bool { return d.t.IsZero() }

// Year, Month, Day and Weekday are those of the date.
func (d Date) Year() int             { return d.t.Year() }
func (d Date) Month() time.Month     { return d.t.Month() }
func (d Date) Day() int              { return d.t.Day() }
func (d Date) Weekday() time.Weekday { return d.t.Weekday() }

// AddDays returns the date n calendar days later (earlier when n is negative).
func (d Date) AddDays(n int) Date { return Date{d.t.AddDate(0, 0, n)} }

// DaysUntil returns the calendar days from d to o: negative when o is earlier.
func (d Date) DaysUntil(o Date) int { return int(o.t.Sub(d.t) / (24 * time.Hour)) }

// Before, After and Equal compare dates.
func (d Date) Before(o Date) bool { return d.t.Before(o.t) }
func (d Date) After(o Date) bool  { return d.t.After(o.t) }
func (d Date) Equal(o Date) bool  { return d.t.Equal(o.t) }

// At returns the instant at which a clock on the wall in Italy shows that hour
// and minute of the date.
func (d Date) At(hour, minute int) time.Time {
	return time.Date(d.Year(), d.Month(), d.Day(), hour, minute, 0, 0, Rome())
}

// Clock is At for an hour that somebody wrote. It errs when clocks in Italy do
// not show it on that day (02:00 to 02:59 on the last Sunday of March); twice says
// that they show it two times (the same hours on the last Sunday of October), of
// which it returns the later, so that no term in hours ends too early.
func (d Date) Clock(hour, minute int) (at time.Time, twice bool, err error) {
	at = d.At(hour, minute)
	if at.Hour() != hour || at.Minute() != minute {
		return time.Time{}, false, refuse("il %s l'ora %02d:%02d non esiste: gli orologi passano all'ora legale",
			"on %s there is no %02d:%02d: clocks go forward to summer time", d, hour, minute)
	}
	for _, o := range []time.Time{at.Add(time.Hour), at.Add(-time.Hour)} {
		if o.Hour() == hour && o.Minute() == minute {
			if o.After(at) {
				at = o
			}
			return at, true, nil
		}
	}
	return at, false, nil
}

// Month of the date as a period.
func (d Date) Period() Period { return MonthOf(d) }

// MarshalText writes YYYY-MM-DD, or nothing for the zero date.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD, or nothing as the zero date.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	v, err := ParseDate(string(b))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// Value makes a Date an SQL date; the zero date is NULL.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.t, nil
}

// Scan reads an SQL date; NULL is the zero date.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Date{}
	case time.Time:
		*d = Date{time.Date(v.Year(), v.Month(), v.Day(), 0, 0, 0, 0, time.UTC)}
	case string:
		return d.UnmarshalText([]byte(v))
	default:
		return fmt.Errorf("a date can't be read from %T", src)
	}
	return nil
}
