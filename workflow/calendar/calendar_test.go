package calendar

import (
	"testing"
	"time"
)

func TestHolidaysOfAYear(t *testing.T) {
	// L. 54/1977; then the Epiphany from 1986, the Republic from 2001, Saint Francis from 2026.
	for year, want := range map[int]int{1980: 9, 1985: 9, 1986: 10, 2000: 10, 2001: 11, 2025: 11, 2026: 12, 2027: 12} {
		offs := Named("it").Holidays(year)
		if len(offs) != want {
			t.Errorf("%d has %d holidays, want %d: %v", year, len(offs), want, offs)
		}
	}
}

func TestNamedCalendarsAreWellFormed(t *testing.T) {
	for _, name := range Names() {
		c, err := Lookup(name)
		if err != nil || c.Name() != name {
			t.Fatalf("%s: %v", name, err)
		}
		for _, x := range c.closures {
			if x.It == "" || x.En == "" {
				t.Errorf("%s: closure without a name: %+v", name, x)
			}
			if _, err := NewDate(2027, x.Month, x.Day); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestNamedKeepsTheLegalClockForAnUnknownName(t *testing.T) {
	c := Named("atlantide")
	if _, ok := c.IsHoliday(day("2027-10-04")); !ok || c.Name() != "atlantide" {
		t.Errorf("calendar %q without national holidays", c.Name())
	}
	if (Calendar{}).Name() != "it" {
		t.Error("the zero calendar is the national one")
	}
}

func TestRomeHasALocalHolidayByLaw(t *testing.T) {
	due := Named("roma").AfterDays(day("2027-06-19"), 10)
	if due.On != day("2027-06-30") {
		t.Errorf("Saints Peter and Paul in Rome (DPR 792/1985): %s", due.On)
	}
	checkDerivation(t, due)
}

func TestClosuresOfAnOffice(t *testing.T) {
	c := Named("rimini").With(Closure{On: day("2027-11-05"), It: "disinfestazione", En: "pest control"})
	if c.IsWorkingDay(day("2027-11-05")) || !c.IsWorkingDay(day("2026-11-05")) {
		t.Error("a dated closure is on its date alone")
	}
	if got := c.NextWorkingDay(day("2027-11-04")); got != day("2027-11-08") {
		t.Errorf("next working day: %s", got)
	}
	if !Named("rimini").IsWorkingDay(day("2027-11-05")) {
		t.Error("With changed the calendar that it was called on")
	}
	if off, ok := c.IsClosed(day("2027-11-06")); !ok || off.Code != Saturday {
		t.Errorf("Saturday: %+v", off)
	}
	if off, ok := c.IsClosed(day("2027-10-14")); !ok || off.Code != OfficeClosed || off.It != "San Gaudenzo, patrono" {
		t.Errorf("San Gaudenzo: %+v", off)
	}
}

func TestDatesInItaly(t *testing.T) {
	if got := DateOf(time.Date(2027, 6, 30, 22, 30, 0, 0, time.UTC)); got != day("2027-07-01") {
		t.Errorf("half past midnight in Rome is %s", got)
	}
	if got := DateOf(time.Date(2027, 12, 31, 22, 30, 0, 0, time.UTC)); got != day("2027-12-31") {
		t.Errorf("half past eleven at night in Rome is %s", got)
	}
	if got := day("2027-03-28").At(12, 0).UTC().Hour(); got != 10 {
		t.Errorf("noon of summer time is %d UTC", got)
	}
}

// A date has passed once its day has, or its hour where it has one; the hours
// after it count as begun.
func TestPassed(t *testing.T) {
	today := day("2027-10-05")
	byDay, byHour, midnight := Due{On: today}, Due{On: today, At: today.At(12, 0)}, Due{On: today, At: today.At(24, 0)}
	for _, x := range []struct {
		due    Due
		at     time.Time
		passed bool
		hours  int
	}{
		{byDay, today.At(23, 59), false, 0},
		{byDay, today.AddDays(1).At(0, 0), true, 0},
		{byHour, today.At(12, 0), false, 0},
		{byHour, today.At(12, 0).Add(time.Second), true, 1},
		{byHour, today.At(13, 0), true, 1},
		{byHour, today.At(15, 1), true, 4},
		{byHour, today.AddDays(1).At(12, 0), true, 24},
		{midnight, today.AddDays(1).At(0, 0), false, 0},
		{midnight, today.AddDays(1).At(0, 1), true, 1},
	} {
		if passed, hours := x.due.Passed(x.at), x.due.HoursLate(x.at); passed != x.passed || hours != x.hours {
			t.Errorf("%s %s at %s: passed %v, %d hours; want %v, %d", x.due.On, x.due.At, x.at, passed, hours, x.passed, x.hours)
		}
	}
}

func TestExtendShowsBothDates(t *testing.T) {
	due := Named("rimini").DueOnDayAfter(month("2027-09"), 5)
	moved := due.Extend(day("2027-10-20"))
	checkDerivation(t, moved)
	if moved.On != day("2027-10-20") || len(due.Derivation.Steps) != 2 {
		t.Errorf("extended to %s; the old derivation has %d steps", moved.On, len(due.Derivation.Steps))
	}
	if late := moved.DaysLate(day("2027-10-23")); late != 3 {
		t.Errorf("%d days late", late)
	}
	if late := moved.DaysLate(day("2027-10-20")); late != 0 {
		t.Errorf("late on the day itself: %d", late)
	}
}
