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
