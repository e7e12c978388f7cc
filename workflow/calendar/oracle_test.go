package calendar

import (
	"testing"
	"time"
)

// The second implementation: written apart from the first, on time.Time, with
// Easter found from the moon's table (golden number and epact) instead of by one
// formula, and with holidays listed year by year instead of by rule.

// oracleEaster finds the first Sunday after the paschal full moon.
func oracleEaster(year int) time.Time {
	golden := year%19 + 1
	century := year/100 + 1
	solar := 3*century/4 - 12
	lunar := (8*century+5)/25 - 5
	epact := ((11*golden+20+lunar-solar)%30 + 30) % 30
	if epact == 24 || epact == 25 && golden > 11 {
		epact++
	}
	moon := time.Date(year, time.March, 1, 12, 0, 0, 0, time.UTC).AddDate(0, 0, 43-epact)
	if epact > 23 {
		moon = moon.AddDate(0, 0, 30)
	}
	moon = moon.AddDate(0, 0, 1)
	for moon = moon.AddDate(0, 0, -1); ; {
		moon = moon.AddDate(0, 0, 1)
		if moon.Weekday() == time.Sunday {
			return moon
		}
	}
}

// oracleHolidays returns the month-day keys of a year's holidays.
func oracleHolidays(year int) map[string]bool {
	off := map[string]bool{"01-01": true, "01-06": true, "04-25": true, "05-01": true, "06-02": true,
		"08-15": true, "11-01": true, "12-08": true, "12-25": true, "12-26": true}
	if year > 2025 {
		off["10-04"] = true
	}
	off[oracleEaster(year).AddDate(0, 0, 1).Format("01-02")] = true
	return off
}

func oracleIsHoliday(t time.Time) bool {
	return t.Weekday() == time.Sunday || oracleHolidays(t.Year())[t.Format("01-02")]
}

func TestEveryDayAgainstTheSecondImplementation(t *testing.T) {
	c := Named("rimini")
	for at := time.Date(2020, 1, 1, 12, 0, 0, 0, time.UTC); at.Year() <= 2045; at = at.AddDate(0, 0, 1) {
		d := day(at.Format(time.DateOnly))
		off, got := c.IsHoliday(d)
		if want := oracleIsHoliday(at); got != want {
			t.Errorf("%s: holiday %v (%s), want %v", d, got, off.Code, want)
		}
		patron := at.Format("01-02") == "10-14"
		works := !oracleIsHoliday(at) && at.Weekday() != time.Saturday && !patron
		if c.IsWorkingDay(d) != works {
			t.Errorf("%s: working day %v, want %v", d, !works, works)
		}
	}
}

func TestTermsAgainstTheSecondImplementation(t *testing.T) {
	c := Named("it")
	for at := time.Date(2020, 1, 1, 12, 0, 0, 0, time.UTC); at.Year() <= 2045; at = at.AddDate(0, 0, 1) {
		for _, n := range []int{1, 10, 30, 60} {
			end := at.AddDate(0, 0, n)
			for oracleIsHoliday(end) {
				end = end.AddDate(0, 0, 1)
			}
			if got := c.AfterDays(day(at.Format(time.DateOnly)), n).On.String(); got != end.Format(time.DateOnly) {
				t.Fatalf("%s + %d days: %s, want %s", at.Format(time.DateOnly), n, got, end.Format(time.DateOnly))
			}
		}
	}
}

// oracleDay is a day of the second implementation's walk.
type oracleDay = time.Time

// oracleRest says that a day is a Saturday, a holiday or the patron's of Rimini.
func oracleRest(t oracleDay) bool {
	return oracleIsHoliday(t) || t.Weekday() == time.Saturday || t.Format("01-02") == "10-14"
}

// oracleStep walks day by day until n days were counted, and on to one that ends.
func oracleStep(at oracleDay, n, dir int, counts, ends func(oracleDay) bool) oracleDay {
	for n > 0 {
		at = at.AddDate(0, 0, dir)
		if counts(at) {
			n--
		}
	}
	for !ends(at) {
		at = at.AddDate(0, 0, dir)
	}
	return at
}

// oracleMonths is the same day of a later month, or the last that it has.
func oracleMonths(at oracleDay, n int) oracleDay {
	first := time.Date(at.Year(), at.Month(), 1, 12, 0, 0, 0, time.UTC).AddDate(0, n, 0)
	for day := at.Day(); ; day-- {
		if d := first.AddDate(0, 0, day-1); d.Month() == first.Month() {
			return d
		}
	}
}

// oracleSummer is the offset of Italy from UTC in hours, by directive 2000/84/CE:
// summer time from 01:00 UTC of March's last Sunday to that of October's.
func oracleSummer(utc time.Time) time.Duration {
	change := func(m time.Month) time.Time {
		d := time.Date(utc.Year(), m, 31, 1, 0, 0, 0, time.UTC)
		for d.Weekday() != time.Sunday {
			d = d.AddDate(0, 0, -1)
		}
		return d
	}
	if !utc.Before(change(time.March)) && utc.Before(change(time.October)) {
		return 2 * time.Hour
	}
	return time.Hour
}

// Every unit, forward, backward and suspended, from every day.
func TestEveryUnitAgainstTheSecondImplementation(t *testing.T) {
	c, all := Named("rimini"), func(oracleDay) bool { return true }
	ends := func(d oracleDay) bool { return !oracleIsHoliday(d) }
	for at := time.Date(2020, 1, 1, 12, 0, 0, 0, time.UTC); at.Year() <= 2045; at = at.AddDate(0, 0, 1) {
		from := day(at.Format(time.DateOnly))
		paused := func(d oracleDay) bool { // two spans that overlap
			n := int(d.Sub(at).Hours() / 24)
			return n >= 3 && n <= 7 || n >= 6 && n <= 11
		}
		pauses := []Suspension{{from.AddDays(6), from.AddDays(11)}, {from.AddDays(3), from.AddDays(7)}}
		months := oracleMonths(at, 1)
		moved := 0
		for d := at; !d.After(months); d = d.AddDate(0, 0, 1) {
			if paused(d) {
				moved++
			}
		}
		free := func(d oracleDay) bool { return !paused(d) }
		for _, x := range []struct {
			name string
			got  func() (Due, error)
			want oracleDay
		}{
			{"a month", func() (Due, error) { return Term{Months: 1}.After(c, from) }, oracleStep(months, 0, 1, all, ends)},
			{"13 months", func() (Due, error) { return Term{Months: 13}.After(c, from) }, oracleStep(oracleMonths(at, 13), 0, 1, all, ends)},
			{"a year", func() (Due, error) { return Term{Years: 1}.After(c, from) }, oracleStep(oracleMonths(at, 12), 0, 1, all, ends)},
			{"7 working days", func() (Due, error) { return Term{WorkingDays: 7}.After(c, from) },
				oracleStep(at, 7, 1, func(d oracleDay) bool { return !oracleRest(d) }, all)},
			{"7 working days back", func() (Due, error) { return Term{WorkingDays: 7, Backward: true}.Before(c, from) },
				oracleStep(at, 7, -1, func(d oracleDay) bool { return !oracleRest(d) }, all)},
			{"30 days back", func() (Due, error) { return Term{Days: 30}.Before(c, from) }, oracleStep(at, 30, -1, all, ends)},
			{"10 days suspended", func() (Due, error) { return Term{Days: 10}.After(c, from, pauses...) },
				oracleStep(at, 10, 1, free, func(d oracleDay) bool { return ends(d) && free(d) })},
			{"5 working days suspended", func() (Due, error) { return Term{WorkingDays: 5}.After(c, from, pauses...) },
				oracleStep(at, 5, 1, func(d oracleDay) bool { return free(d) && !oracleRest(d) }, all)},
			{"a month suspended", func() (Due, error) { return Term{Months: 1}.After(c, from, pauses...) },
				oracleStep(months, moved, 1, free, ends)},
		} {
			due, err := x.got()
			if err != nil || due.On.String() != x.want.Format(time.DateOnly) {
				t.Fatalf("%s, %s: %s (%v), want %s", from, x.name, due.On, err, x.want.Format(time.DateOnly))
			}
		}
		oracleHours(t, c, from, at)
	}
}

// oracleHours compares 72 hours from 10:20 of a day.
func oracleHours(t *testing.T, c Calendar, from Date, at oracleDay) {
	t.Helper()
	noon := time.Date(at.Year(), at.Month(), at.Day(), 10, 20, 0, 0, time.UTC)
	start := noon.Add(-oracleSummer(noon)) // the clocks change at night
	end := start.Add(40*time.Minute + 72*time.Hour)
	want := end.Add(oracleSummer(end)).Format("2006-01-02 15:04")
	due, err := Term{Hours: 72}.AfterInstant(c, from.At(10, 20))
	if got := due.At.In(Rome()).Format("2006-01-02 15:04"); err != nil || got != want {
		t.Fatalf("%s, 72 hours: %s (%v), want %s", from, got, err, want)
	}
}

func TestEaster(t *testing.T) {
	for _, monday := range []string{"2025-04-21", "2026-04-06", "2027-03-29", "2028-04-17", "2029-04-02", "2030-04-22", "2031-04-14"} {
		d := day(monday)
		if got := EasterSunday(d.Year()).AddDays(1); got != d {
			t.Errorf("Easter Monday %d: %s, want %s", d.Year(), got, d)
		}
	}
	for year := FirstYear; year <= LastYear; year++ {
		if got, want := EasterSunday(year).String(), oracleEaster(year).Format(time.DateOnly); got != want {
			t.Errorf("Easter %d: %s, want %s", year, got, want)
		}
	}
}
