package attendance

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// months are the Italian names; three letters are enough to know one.
var months = []string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
	"luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"}

var accents = strings.NewReplacer("à", "a", "è", "e", "é", "e", "ì", "i", "ò", "o", "ù", "u",
	"’", "'", "\u00a0", " ")

// fold lowers a text and takes the accents of Italian away, for comparisons.
func fold(s string) string {
	s = strings.ToLower(s)
	if isASCII(s) {
		return s
	}
	return accents.Replace(s)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

var (
	monthInWords  = regexp.MustCompile(`\b(gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre|gen|feb|mar|apr|mag|giu|lug|ago|set|sett|ott|nov|dic)\.?(?:\s+|\s*[/\-']\s*|\s+del\s+|\s+anno\s+)(20\d\d)\b`)
	monthInDigits = regexp.MustCompile(`(?:^|[^\d/.\-])(0?[1-9]|1[0-2])\s*[/\-]\s*(20\d\d)\b`)
	isoMonth      = regexp.MustCompile(`\b(20\d\d)-(0[1-9]|1[0-2])\b`)
	dateRange     = regexp.MustCompile(`\bdal\s+(\d{1,2})[/.\-](\d{1,2})[/.\-](20\d\d)\s+al\s+(\d{1,2})[/.\-](\d{1,2})[/.\-](20\d\d)\b`)
	monthAlone    = regexp.MustCompile(`\b(gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre)\b`)
	yearAlone     = regexp.MustCompile(`\b(20\d\d)\b`)
	civilDate     = regexp.MustCompile(`^(\d{1,2})[/.\-](\d{1,2})(?:[/.\-](\d{2}|\d{4}))?$`)
	isoDate       = regexp.MustCompile(`^(20\d\d)-(\d\d)-(\d\d)(?:[T ].*)?$`)
)

// Month finds the month that an Italian text names: "ottobre 2026", "10/2026",
// "2026-10", "dal 01/10/2026 al 31/10/2026". ok is false when it names none.
func Month(text string) (p calendar.Period, written string, ok bool) {
	t := fold(text)
	if m := monthInWords.FindStringSubmatch(t); m != nil {
		p, ok = monthOf(monthNumber(m[1]), m[2])
		return p, m[0], ok
	}
	if m := dateRange.FindStringSubmatch(t); m != nil && m[2] == m[5] && m[3] == m[6] {
		n, _ := strconv.Atoi(m[2])
		p, ok = monthOf(n, m[3])
		return p, m[0], ok
	}
	if m := monthInDigits.FindStringSubmatch(t); m != nil {
		n, _ := strconv.Atoi(m[1])
		p, ok = monthOf(n, m[2])
		return p, m[1] + "/" + m[2], ok
	}
	if m := isoMonth.FindStringSubmatch(t); m != nil {
		n, _ := strconv.Atoi(m[2])
		p, ok = monthOf(n, m[1])
		return p, m[0], ok
	}
	return monthApart(t)
}

// monthApart reads a month and a year that stand apart ("mese: ottobre anno:
// 2026"), when the text has one of each.
func monthApart(t string) (calendar.Period, string, bool) {
	m, y := monthAlone.FindAllString(t, 2), yearAlone.FindAllString(t, 2)
	if len(m) != 1 || len(y) != 1 || !strings.Contains(t, "anno") && !strings.Contains(t, "mese") {
		return calendar.Period{}, "", false
	}
	p, ok := monthOf(monthNumber(m[0]), y[0])
	return p, m[0] + " " + y[0], ok
}

func monthNumber(name string) int {
	for i, m := range months {
		if len(name) >= 3 && strings.HasPrefix(m, name[:3]) {
			return i + 1
		}
	}
	return 0
}

func monthOf(month int, year string) (calendar.Period, bool) {
	y, err := strconv.Atoi(year)
	if err != nil || month < 1 || month > 12 {
		return calendar.Period{}, false
	}
	d, err := calendar.NewDate(y, time.Month(month), 1)
	if err != nil {
		return calendar.Period{}, false
	}
	return calendar.MonthOf(d), true
}

// parseDate reads a date of a row: 05/10/2026, 5.10.26, 05/10 (of the month's
// year), 2026-10-05, or the serial number of a spreadsheet.
func parseDate(text string, month calendar.Period, date1904 bool) (calendar.Date, bool) {
	t := strings.TrimSpace(text)
	if m := isoDate.FindStringSubmatch(t); m != nil {
		d, err := calendar.ParseDate(m[1] + "-" + m[2] + "-" + m[3])
		return d, err == nil
	}
	if m := civilDate.FindStringSubmatch(t); m != nil {
		return civil(m, month)
	}
	return serialDate(t, date1904)
}

func civil(m []string, month calendar.Period) (calendar.Date, bool) {
	day, _ := strconv.Atoi(m[1])
	mon, _ := strconv.Atoi(m[2])
	year, _ := strconv.Atoi(m[3])
	switch {
	case m[3] == "" && month.IsZero():
		return calendar.Date{}, false
	case m[3] == "":
		year = month.Start.Year()
	case len(m[3]) == 2:
		year += 2000
	}
	d, err := calendar.NewDate(year, time.Month(mon), day)
	return d, err == nil
}

// serialDate reads the day number of a spreadsheet (1900 or 1904 system), for
// dates of this century.
func serialDate(t string, date1904 bool) (calendar.Date, bool) {
	whole, _, _ := strings.Cut(t, ".")
	n, err := strconv.Atoi(whole)
	if err != nil || n < 35000 || n > 75000 {
		return calendar.Date{}, false
	}
	epoch := calendar.MustDate(1899, time.December, 30)
	if date1904 {
		epoch = calendar.MustDate(1904, time.January, 1)
	}
	return epoch.AddDays(n), true
}
