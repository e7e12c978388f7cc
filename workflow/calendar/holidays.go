package calendar

import "time"

// The years of which terms can be computed: those in which the rules below are
// the law (L. 54/1977 abolished the weekday holidays still printed in L.
// 260/1949) and Italian clocks never change at midnight.
const (
	FirstYear = 1980
	LastYear  = 2199
)

// Codes of the days that don't count. They are stored with derivations: don't
// rename them.
const (
	Sunday       = "sunday"
	Saturday     = "saturday"
	OfficeClosed = "closure"       // closure of an office: moves working days, never legal terms
	LocalHoliday = "local_holiday" // holiday by law in one place only
	Suspended    = "suspended"     // day in which a term was suspended
)

// holiday is a national holiday: a fixed day of the year, or a number of days
// after Easter Sunday, in force from a year on.
type holiday struct {
	code        string
	month       time.Month // 0: counted from Easter
	day         int
	since       int // first year in force; 0: all
	it, en, law string
}

// national lists the holidays of the whole country other than Sundays. The
// days that L. 151/2025 prints again from art. 2 L. 260/1949 (San Giuseppe,
// Ascension, Corpus Domini, Saints Peter and Paul, 4 November) are not here:
// L. 54/1977 took their civil effects away.
var national = [...]holiday{
	{"new_year", time.January, 1, 0, "Capodanno", "New Year's Day", "L. 260/1949 art. 2"},
	{"epiphany", time.January, 6, 1986, "Epifania", "Epiphany", "DPR 792/1985 art. 1"},
	{"easter_monday", 0, 1, 0, "Lunedì dell'Angelo", "Easter Monday", "L. 260/1949 art. 2"},
	{"liberation", time.April, 25, 0, "Anniversario della Liberazione", "Liberation Day", "L. 260/1949 art. 2"},
	{"labour", time.May, 1, 0, "Festa del lavoro", "Labour Day", "L. 260/1949 art. 2"},
	{"republic", time.June, 2, 2001, "Festa della Repubblica", "Republic Day", "L. 336/2000 art. 1"},
	{"assumption", time.August, 15, 0, "Ferragosto", "Assumption Day", "L. 260/1949 art. 2"},
	{"francis", time.October, 4, 2026, "San Francesco d'Assisi", "Saint Francis of Assisi", "L. 151/2025"},
	{"all_saints", time.November, 1, 0, "Ognissanti", "All Saints' Day", "L. 260/1949 art. 2"},
	{"immaculate", time.December, 8, 0, "Immacolata Concezione", "Immaculate Conception", "L. 260/1949 art. 2"},
	{"christmas", time.December, 25, 0, "Natale", "Christmas Day", "L. 260/1949 art. 2"},
	{"stephen", time.December, 26, 0, "Santo Stefano", "Saint Stephen's Day", "L. 260/1949 art. 2"},
}

// EasterSunday returns Easter of a year of the Gregorian calendar, by the
// arithmetic of Meeus, Jones and Butcher.
func EasterSunday(year int) Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 19*l) / 433
	month := (h + l - 7*m + 90) / 25
	day := (h + l - 7*m + 33*month + 19) % 32
	return MustDate(year, time.Month(month), day)
}

// falls says that the holiday is on d.
func (h holiday) falls(d Date) bool {
	if d.Year() < h.since {
		return false
	}
	if h.month == 0 {
		return EasterSunday(d.Year()).AddDays(h.day).Equal(d)
	}
	return d.Month() == h.month && d.Day() == h.day
}

// nationalHoliday returns the code of the national holiday on d, or "". A
// named holiday that falls on a Sunday is called by its name.
func nationalHoliday(d Date) string {
	for _, h := range national {
		if h.falls(d) {
			return h.code
		}
	}
	if d.Weekday() == time.Sunday {
		return Sunday
	}
	return ""
}

// holidayByCode returns the national holiday with that code.
func holidayByCode(code string) (holiday, bool) {
	for _, h := range national {
		if h.code == code {
			return h, true
		}
	}
	return holiday{}, false
}
