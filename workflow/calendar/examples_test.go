package calendar

import (
	"testing"
	"time"
)

// example is a term worked out by hand from the article that it names.
type example struct {
	law  string
	got  func() (Due, error)
	want string
}

func day(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func month(s string) Period {
	p, err := ParseMonth(s)
	if err != nil {
		panic(err)
	}
	return p
}

func pause(s string) Suspension {
	p, err := ParseSuspension(s)
	if err != nil {
		panic(err)
	}
	return p
}

func instant(s string) time.Time {
	at, err := time.ParseInLocation("2006-01-02T15:04", s, Rome())
	if err != nil {
		panic(err)
	}
	return at
}

func after(from string, t Term, pauses ...string) func() (Due, error) {
	return func() (Due, error) {
		var ps []Suspension
		for _, p := range pauses {
			ps = append(ps, pause(p))
		}
		return t.After(Named("rimini"), day(from), ps...)
	}
}

func before(expiry string, t Term) func() (Due, error) {
	return func() (Due, error) { return t.Before(Named("rimini"), day(expiry)) }
}

func onDay(period string, months, n int) func() (Due, error) {
	return func() (Due, error) { return Named("rimini").DueOnDay(month(period), months, n), nil }
}

func workedExamples() []example {
	return []example{
		// The start day is excluded, the last included.
		{"art. 155 c. 1 c.p.c.", after("2027-02-01", Term{Days: 1}), "2027-02-02"},
		{"art. 155 c. 1 c.p.c.", after("2027-02-01", Term{Days: 10}), "2027-02-11"},
		{"art. 155 c. 3 c.p.c.: holidays inside count", after("2027-12-20", Term{Days: 10}), "2027-12-30"},
		{"art. 2963 c. 2 c.c.", after("2027-05-03", Term{Days: 15}), "2027-05-18"},
		{"art. 2963 c. 2 c.c.: leap day", after("2028-02-28", Term{Days: 1}), "2028-02-29"},
		{"art. 2963 c. 2 c.c.: over the year", after("2027-12-31", Term{Days: 5}), "2028-01-05"},
		{"art. 1187 c.c.", after("2026-11-10", Term{Days: 7}), "2026-11-17"},

		// A final holiday moves to the first day that is none.
		{"art. 155 c. 4 c.p.c.: Sunday", after("2027-02-04", Term{Days: 10}), "2027-02-15"},
		{"art. 2963 c. 3 c.c.: Sunday", after("2027-06-06", Term{Days: 14}), "2027-06-21"},
		{"L. 260/1949: 1 January", after("2026-12-02", Term{Days: 30}), "2027-01-02"},
		{"DPR 792/1985: Epiphany", after("2026-12-27", Term{Days: 10}), "2027-01-07"},
		{"L. 260/1949: Easter and Easter Monday", after("2027-03-18", Term{Days: 10}), "2027-03-30"},
		{"L. 260/1949: Easter Monday 2026", after("2026-03-27", Term{Days: 10}), "2026-04-07"},
		{"L. 260/1949: Easter Monday 2030", after("2030-04-12", Term{Days: 10}), "2030-04-23"},
		{"L. 260/1949: 25 April on a Tuesday", after("2028-04-15", Term{Days: 10}), "2028-04-26"},
		{"L. 260/1949: 25 April on a Sunday", after("2027-04-15", Term{Days: 10}), "2027-04-26"},
		{"L. 260/1949: 1 May on a Friday", after("2026-04-21", Term{Days: 10}), "2026-05-02"},
		{"L. 336/2000: 2 June", after("2026-05-23", Term{Days: 10}), "2026-06-03"},
		{"L. 260/1949: 15 August on a Sunday", after("2027-08-05", Term{Days: 10}), "2027-08-16"},
		{"L. 260/1949: 1 November on a Monday", after("2027-10-22", Term{Days: 10}), "2027-11-02"},
		{"L. 260/1949: 8 December", after("2027-11-28", Term{Days: 10}), "2027-12-09"},
		{"L. 260/1949: 25 and 26 December, Saturday and Sunday", after("2027-12-15", Term{Days: 10}), "2027-12-27"},
		{"L. 260/1949: Christmas on a Friday", after("2026-12-15", Term{Days: 10}), "2026-12-28"},

		// Saint Francis: from 2026, not before.
		{"L. 151/2025: Monday 4 October 2027", after("2027-09-04", Term{Days: 30}), "2027-10-05"},
		{"L. 151/2025: Sunday before it", after("2027-09-23", Term{Days: 10}), "2027-10-05"},
		{"L. 151/2025: not yet in 2025", after("2025-09-24", Term{Days: 10}), "2025-10-04"},
		{"L. 151/2025: not yet in 2024", after("2024-09-24", Term{Days: 10}), "2024-10-04"},
		{"L. 151/2025: Sunday 2026", after("2026-09-24", Term{Days: 10}), "2026-10-05"},
		{"L. 151/2025: Wednesday 2028", after("2028-09-24", Term{Days: 10}), "2028-10-05"},
		{"L. 151/2025: Saturday 2031, then Sunday", after("2031-09-24", Term{Days: 10}), "2031-10-06"},

		// Days that L. 54/1977 abolished never move anything.
		{"L. 54/1977: San Giuseppe", after("2027-03-09", Term{Days: 10}), "2027-03-19"},
		{"L. 54/1977: Ascension", after("2027-04-26", Term{Days: 10}), "2027-05-06"},
		{"L. 54/1977: Corpus Domini", after("2027-05-17", Term{Days: 10}), "2027-05-27"},
		{"L. 54/1977: Saints Peter and Paul", after("2027-06-19", Term{Days: 10}), "2027-06-29"},
		{"L. 54/1977: 4 November", after("2027-10-25", Term{Days: 10}), "2027-11-04"},

		// Saturday is no holiday, except for acts in court.
		{"art. 155 c. 4 c.p.c.: Saturday stays", after("2027-02-03", Term{Days: 10}), "2027-02-13"},
		{"art. 155 c. 5 c.p.c.: Saturday moves", after("2027-02-03", Term{Days: 10, SaturdayRolls: true}), "2027-02-15"},
		{"art. 155 c. 5 c.p.c.: then a holiday", after("2027-09-22", Term{Days: 10, SaturdayRolls: true}), "2027-10-05"},

		// The patron's day closes offices; it moves no legal term.
		{"San Gaudenzo: legal term", after("2027-10-04", Term{Days: 10}), "2027-10-14"},
		{"San Gaudenzo: reminder", after("2027-10-04", Term{Days: 10, ClosuresRoll: true}), "2027-10-15"},
		{"San Gaudenzo: working days", after("2027-10-11", Term{WorkingDays: 3}), "2027-10-15"},

		// Working days.
		{"Reg. 1182/71 art. 2", after("2027-02-01", Term{WorkingDays: 5}), "2027-02-08"},
		{"Reg. 1182/71 art. 2: from a Friday", after("2027-02-05", Term{WorkingDays: 1}), "2027-02-08"},
		{"Reg. 1182/71 art. 2: over 4 October", after("2027-09-30", Term{WorkingDays: 5}), "2027-10-08"},
		{"Reg. 1182/71 art. 2: over Christmas", after("2027-12-23", Term{WorkingDays: 2}), "2027-12-27"},

		// Months and years by the common calendar.
		{"art. 155 c. 2 c.p.c.", after("2027-01-15", Term{Months: 1}), "2027-02-15"},
		{"art. 2963 c. 4 c.c.", after("2027-03-16", Term{Months: 6}), "2027-09-16"},
		{"art. 2963 c. 5 c.c.: no 31 June", after("2027-03-31", Term{Months: 3}), "2027-06-30"},
		{"art. 2963 c. 5 c.c.: no 30 February", after("2028-11-30", Term{Months: 3}), "2029-02-28"},
		{"art. 2963 c. 5 c.c.: leap year", after("2027-10-31", Term{Months: 4}), "2028-02-29"},
		{"art. 155 c. 2 and 4: month, then Sunday", after("2027-01-31", Term{Months: 1}), "2027-03-01"},
		{"art. 155 c. 2 c.p.c.: years", after("2026-11-23", Term{Years: 1}), "2027-11-23"},
		{"art. 2963 c. 5 c.c.: 29 February", after("2028-02-29", Term{Years: 1}), "2029-02-28"},
		{"D.Lgs. 159/2011: 12 months", after("2026-11-24", Term{Months: 12}), "2027-11-24"},

		// Terms of the field.
		{"art. 4 D.Lgs. 231/2002: payment", after("2026-11-23", Term{Days: 30}), "2026-12-23"},
		{"art. 4 D.Lgs. 231/2002: 30 days to a Sunday", after("2026-11-27", Term{Days: 30}), "2026-12-28"},
		{"DM 132/2020: 15 days of SdI", after("2026-11-23", Term{Days: 15}), "2026-12-09"},
		{"DM 30 January 2015 art. 7: DURC", after("2026-11-23", Term{Days: 120}), "2027-03-23"},
		{"art. 5-bis D.Lgs. 142/2015: 20 days", after("2026-12-05", Term{Days: 20}), "2026-12-28"},
		{"art. 2 c. 2 L. 241/1990: 30 days", after("2026-12-07", Term{Days: 30}), "2027-01-07"},

		// Suspension.
		{"art. 2 c. 7 L. 241/1990", after("2027-09-04", Term{Days: 30}, "2027-09-10..2027-09-20"), "2027-10-15"},
		{"suspension that ends on a holiday", after("2027-09-04", Term{Days: 20}, "2027-09-10..2027-09-18"), "2027-10-05"},
		{"suspension over the start", after("2027-09-04", Term{Days: 10}, "2027-09-01..2027-09-06"), "2027-09-16"},
		{"suspension after the end", after("2027-09-06", Term{Days: 10}, "2027-09-17..2027-09-30"), "2027-09-16"},
		{"suspension before the start", after("2027-09-06", Term{Days: 10}, "2027-09-01..2027-09-05"), "2027-09-16"},
		{"two suspensions that overlap", after("2027-09-06", Term{Days: 10}, "2027-09-08..2027-09-10", "2027-09-10..2027-09-12"), "2027-09-21"},
		{"second suspension in the time added", after("2027-09-06", Term{Days: 10}, "2027-09-08..2027-09-10", "2027-09-18..2027-09-19"), "2027-09-21"},
		{"months suspended", after("2027-02-01", Term{Months: 1}, "2027-02-10..2027-02-11"), "2027-03-03"},
		{"working days suspended", after("2027-02-01", Term{WorkingDays: 5}, "2027-02-03..2027-02-04"), "2027-02-10"},
		{"rolled end falls in a suspension", after("2027-09-22", Term{Days: 11}, "2027-10-05..2027-10-06"), "2027-10-07"},

		// Backward terms roll back.
		{"art. 155 c.p.c. backward", before("2027-12-31", Term{Days: 60}), "2027-10-30"},
		{"insurance: expiry minus 30", before("2027-06-30", Term{Days: 30}), "2027-05-31"},
		{"working days backward", before("2027-10-05", Term{WorkingDays: 2}), "2027-09-30"},
		{"months backward", before("2027-03-31", Term{Months: 1}), "2027-02-27"},

		// A fixed day of the month rolls only from a holiday.
		{"entro il 5: Tuesday", onDay("2027-09", 1, 5), "2027-10-05"},
		{"entro il 5: Saturday", onDay("2027-05", 1, 5), "2027-06-05"},
		{"entro il 5: Sunday", onDay("2027-08", 1, 5), "2027-09-06"},
		{"entro il 4: Saint Francis", onDay("2027-09", 1, 4), "2027-10-05"},
		{"entro il 6: Epiphany", onDay("2026-12", 1, 6), "2027-01-07"},
		{"entro il 14: the patron doesn't move it", onDay("2027-09", 1, 14), "2027-10-14"},
		{"entro il 31 of a month of 30", onDay("2027-10", 1, 31), "2027-11-30"},
		{"entro il 10 of the second month", onDay("2027-09", 2, 10), "2027-11-10"},
		{"entro il 28 of the month itself", onDay("2027-02", 0, 28), "2027-03-01"},

		// No roll.
		{"no roll", after("2027-09-04", Term{Days: 30, NoRoll: true}), "2027-10-04"},
	}
}

func TestWorkedExamples(t *testing.T) {
	for _, x := range workedExamples() {
		due, err := x.got()
		if err != nil {
			t.Errorf("%s: %v", x.law, err)
			continue
		}
		if due.On.String() != x.want {
			t.Errorf("%s: got %s, want %s (%s)", x.law, due.On, x.want, due.Derivation.En())
		}
		checkDerivation(t, due)
	}
}

func TestHours(t *testing.T) {
	for _, x := range []struct {
		law, from string
		hours     int
		pauses    []string
		on, at    string
	}{
		{"art. 7 T.U.I.: 48 hours", "2027-09-06T10:20", 48, nil, "2027-09-08", "2027-09-08T11:00"},
		{"the hour that begins is excluded", "2027-09-06T10:00", 48, nil, "2027-09-08", "2027-09-08T11:00"},
		{"Sundays and holidays count", "2027-10-02T09:30", 48, nil, "2027-10-04", "2027-10-04T10:00"},
		{"midnight ends the day before", "2027-09-06T23:10", 24, nil, "2027-09-07", "2027-09-08T00:00"},
		{"clocks forward on 28 March 2027", "2027-03-27T10:20", 24, nil, "2027-03-28", "2027-03-28T12:00"},
		{"clocks back on 31 October 2027", "2027-10-30T10:20", 24, nil, "2027-10-31", "2027-10-31T10:00"},
		{"within the hour that doesn't exist", "2027-03-28T01:30", 1, nil, "2027-03-28", "2027-03-28T04:00"},
		{"suspended for a day", "2027-09-06T10:20", 48, []string{"2027-09-07..2027-09-07"}, "2027-09-09", "2027-09-09T11:00"},
		{"suspended on the first day", "2027-09-06T10:20", 2, []string{"2027-09-06..2027-09-06"}, "2027-09-07", "2027-09-07T02:00"},
	} {
		var pauses []Suspension
		for _, p := range x.pauses {
			pauses = append(pauses, pause(p))
		}
		due, err := Term{Hours: x.hours}.AfterInstant(Named("it"), instant(x.from), pauses...)
		if err != nil {
			t.Errorf("%s: %v", x.law, err)
			continue
		}
		if due.On.String() != x.on || !due.At.Equal(instant(x.at)) {
			t.Errorf("%s: got %s, %s", x.law, due.On, due.At)
		}
		checkDerivation(t, due)
	}
}

func TestHoursFromADay(t *testing.T) {
	due, err := Term{Hours: 48}.After(Named("it"), day("2027-09-04"))
	if err != nil {
		t.Fatal(err)
	}
	if due.On != day("2027-09-06") {
		t.Errorf("48 hours from a day whose hour is not known end on %s", due.On)
	}
	checkDerivation(t, due)
}

func TestPauses(t *testing.T) {
	c := Named("rimini")
	for _, x := range []struct {
		law  string
		got  Suspension
		want string
	}{
		{"art. 2 c. 7: answered in time", PauseForIntegration(day("2027-09-01"), day("2027-09-11")), "2027-09-02..2027-09-11"},
		{"art. 2 c. 7: at most 30 days", PauseForIntegration(day("2027-09-01"), day("2027-11-11")), "2027-09-02..2027-10-01"},
		{"art. 2 c. 7: answered on the same day", PauseForIntegration(day("2027-09-01"), day("2027-09-01")), ""},
		{"art. 2 c. 7: no answer", PauseForIntegration(day("2027-09-01"), Date{}), "2027-09-02..2027-10-01"},
		{"art. 10-bis: none filed", c.PauseForObjections(day("2027-09-01"), Date{}), "2027-09-02..2027-09-11"},
		{"art. 10-bis: filed on the 5th", c.PauseForObjections(day("2027-09-01"), day("2027-09-05")), "2027-09-02..2027-09-15"},
		{"art. 10-bis: filed too late", c.PauseForObjections(day("2027-09-01"), day("2027-09-20")), "2027-09-02..2027-09-11"},
		{"art. 10-bis: ten days end on a holiday", c.PauseForObjections(day("2027-09-24"), Date{}), "2027-09-25..2027-10-05"},
	} {
		want := Suspension{}
		if x.want != "" {
			want = pause(x.want)
		}
		if x.got != want {
			t.Errorf("%s: got %s..%s, want %s", x.law, x.got.From, x.got.To, x.want)
		}
	}
}
