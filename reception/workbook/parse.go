package workbook

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// The dates of a workbook are days counted from an epoch (ECMA-376 part 1, 18.17.4):
// that of 1900, which counts as calendars do from 1 March 1900 on, or that of 1904.
var (
	epoch1900 = calendar.MustDate(1899, time.December, 30)
	epoch1904 = calendar.MustDate(1904, time.January, 1)
)

const (
	firstSerial = 61        // 1 March 1900
	lastSerial  = 2_958_465 // 31 December 9999
)

var (
	dayFirst   = regexp.MustCompile(`^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})$`)
	yearFirst  = regexp.MustCompile(`^(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})$`)
	shortYear  = regexp.MustCompile(`^\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2}$`)
	namedMonth = regexp.MustCompile(`^(\d{1,2})°? (\pL+)\.? (\d{4})$`)
	midnight   = regexp.MustCompile(`[T ]00:00(:00(\.0+)?)?Z?$`)
)

// months are the first letters of the months in Italian and in English.
var months = [12][2]string{{"gen", "jan"}, {"feb", "feb"}, {"mar", "mar"}, {"apr", "apr"}, {"mag", "may"}, {"giu", "jun"},
	{"lug", "jul"}, {"ago", "aug"}, {"set", "sep"}, {"ott", "oct"}, {"nov", "nov"}, {"dic", "dec"}}

func notADate(c cell) *Words {
	return wrong("«%s» non è una data. Scriverla come 31/12/2026.", "“%s” is not a date. Write it as 31/12/2026.", c.shown())
}

// readDate reads a day: of a workbook, 31/12/2026, 2026-12-31, 31 dicembre 2026,
// or the number that a spreadsheet shows where the format of the cell was lost.
func readDate(c cell) (calendar.Date, *Words) {
	s, w := c.plain()
	if w != nil {
		return calendar.Date{}, w
	}
	if c.kind == truth {
		return calendar.Date{}, notADate(c)
	}
	if n, err := strconv.ParseFloat(s, 64); err == nil && (c.kind == number || isSerial(s)) {
		return serialDate(c, n)
	}
	s = midnight.ReplaceAllString(s, "")
	if shortYear.MatchString(s) {
		return calendar.Date{}, wrong("In «%s» l'anno ha due cifre. Scriverlo con quattro: 31/12/2026.", "In “%s” the year has two digits. Write it with four: 31/12/2026.", c.shown())
	}
	year, month, dayOf, ok := dateParts(s)
	if !ok {
		return calendar.Date{}, notADate(c)
	}
	d, err := calendar.NewDate(year, time.Month(month), dayOf)
	if err != nil {
		return calendar.Date{}, wrong("Il giorno «%s» non esiste nel calendario. Il giorno viene prima del mese: 31/12/2026.",
			"The day “%s” does not exist in the calendar. The day comes before the month: 31/12/2026.", c.shown())
	}
	return d, nil
}

// isSerial says that a text is the number of a day of this or the last century.
func isSerial(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && len(s) == 5 && n >= 20_000
}

func serialDate(c cell, n float64) (calendar.Date, *Words) {
	n = math.Floor(n)
	if c.serial && n >= 0 && n <= lastSerial-1462 {
		return epoch1904.AddDays(int(n)), nil
	}
	if n < firstSerial || n > lastSerial {
		return calendar.Date{}, notADate(c)
	}
	return epoch1900.AddDays(int(n)), nil
}

func dateParts(s string) (year, month, dayOf int, ok bool) {
	num := func(s string) int { n, _ := strconv.Atoi(s); return n } // digits only, few
	if m := dayFirst.FindStringSubmatch(s); m != nil {
		return num(m[3]), num(m[2]), num(m[1]), true
	}
	if m := yearFirst.FindStringSubmatch(s); m != nil {
		return num(m[1]), num(m[2]), num(m[3]), true
	}
	if m := namedMonth.FindStringSubmatch(s); m != nil {
		name := fold(m[2])
		for i, short := range months {
			if strings.HasPrefix(name, short[0]) || strings.HasPrefix(name, short[1]) {
				return num(m[3]), i + 1, num(m[1]), true
			}
		}
	}
	return 0, 0, 0, false
}

var (
	thousands    = regexp.MustCompile(`^-?\d{1,3}(\.\d{3})+$`)
	oneGroup     = regexp.MustCompile(`^-?[1-9]\d{0,2}\.\d{3}$`)
	italianBig   = regexp.MustCompile(`^-?\d{1,3}(\.\d{3})+,\d+$`)
	italianPlain = regexp.MustCompile(`^-?\d+(,\d+)?$`)
	englishBig   = regexp.MustCompile(`^-?\d{1,3}(,\d{3})+\.\d+$`)
	englishPlain = regexp.MustCompile(`^-?\d+\.\d+$`)
)

// bare removes what people write around a number.
func bare(s string) string {
	s = strings.NewReplacer("€", "", "EUR", "", "eur", "", "euro", "", " ", "", "−", "-", "'", "", "’", "").Replace(s)
	if inner, ok := strings.CutPrefix(s, "("); ok && strings.HasSuffix(inner, ")") {
		s = "-" + strings.TrimSuffix(inner, ")")
	}
	return s
}

func notANumber(c cell) *Words {
	return wrong("«%s» non è un numero. Scriverlo come 1234,50.", "“%s” is not a number. Write it as 1234,50.", c.shown())
}

// The largest amount and its decimals, as they are stored: numeric(12,4).
const (
	amountDecimals = 4
	amountDigits   = 8
)

// readAmount reads an amount: the number of a workbook, or a text with the
// Italian or the English separators where they can't be mistaken.
func readAmount(c cell) (decimal.Decimal, *Words) {
	s, w := c.plain()
	if w != nil {
		return decimal.Zero, w
	}
	if c.kind == number { // 15 digits are what a spreadsheet computes with
		f, _ := strconv.ParseFloat(c.text, 64) // plain has parsed it
		s, _, _ = strings.Cut(strconv.FormatFloat(f, 'g', 15, 64), "e-")
		if math.Abs(f) < 1e-6 {
			s = "0"
		} else if strings.Contains(strconv.FormatFloat(f, 'g', 15, 64), "e") {
			s = strconv.FormatFloat(f, 'f', 12, 64)
		}
	} else if s, w = separated(c, bare(s)); w != nil {
		return decimal.Zero, w
	}
	d, err := decimal.NewFromString(s)
	switch {
	case err != nil || c.kind == truth:
		return decimal.Zero, notANumber(c)
	case d.Abs().GreaterThanOrEqual(decimal.New(1, amountDigits)):
		return decimal.Zero, wrong("«%s» è troppo grande: sono ammessi importi sotto i 100 milioni.", "“%s” is too large: amounts below 100 million are accepted.", c.shown())
	case !d.Equal(d.Round(amountDecimals)):
		return decimal.Zero, wrong("«%[1]s» ha più di %[2]d decimali. Arrotondarlo.", "“%[1]s” has more than %[2]d decimals. Round it.", c.shown(), amountDecimals)
	}
	return d.Truncate(amountDecimals), nil
}

// separated writes a text with a full stop before its decimals and nothing else.
func separated(c cell, s string) (string, *Words) {
	switch {
	case len(s) > 24:
		return "", notANumber(c)
	case oneGroup.MatchString(s):
		whole := strings.ReplaceAll(s, ".", "")
		return "", wrong("Non è chiaro se «%[1]s» sia %[2]s o %[3]s. Scrivere i decimali con la virgola e le migliaia senza punto.",
			"It is not clear whether “%[1]s” is %[2]s or %[3]s. Write decimals with a comma and thousands without a full stop.",
			c.shown(), whole, strings.Replace(s, ".", ",", 1))
	case thousands.MatchString(s):
		return strings.ReplaceAll(s, ".", ""), nil
	case italianBig.MatchString(s):
		return strings.Replace(strings.ReplaceAll(s, ".", ""), ",", ".", 1), nil
	case italianPlain.MatchString(s):
		return strings.Replace(s, ",", ".", 1), nil
	case englishBig.MatchString(s):
		return strings.ReplaceAll(s, ",", ""), nil
	case englishPlain.MatchString(s):
		return s, nil
	}
	return "", notANumber(c)
}

// readWhole reads a whole number; thousands may have their full stop.
func readWhole(c cell) (int, *Words) {
	s, w := c.plain()
	if w != nil {
		return 0, w
	}
	notWhole := wrong("«%s» non è un numero intero. Scriverlo in cifre, senza decimali.", "“%s” is not a whole number. Write it in digits, without decimals.", c.shown())
	if c.kind == truth || len(s) > 24 {
		return 0, notWhole
	}
	if c.kind != number {
		if s = bare(s); thousands.MatchString(s) {
			s = strings.ReplaceAll(s, ".", "")
		}
		if !italianPlain.MatchString(s) && !englishPlain.MatchString(s) {
			return 0, notWhole
		}
		s = strings.Replace(s, ",", ".", 1)
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f != math.Trunc(f) {
		return 0, notWhole
	}
	if math.Abs(f) > 1_000_000_000 {
		return 0, wrong("Il numero «%s» è troppo grande.", "The number “%s” is too large.", c.shown())
	}
	return int(f), nil
}

// How yes and no are written; what else is read for them.
const (
	yes = "sì"
	no  = "no"
)

func readTruth(c cell) (bool, *Words) {
	s, w := c.plain()
	if w != nil {
		return false, w
	}
	f := fold(s)
	switch {
	case slices.Contains([]string{"si", "s", "x", "1", "vero", "yes", "y", "true"}, f), s == "✓", s == "✔":
		return true, nil
	case slices.Contains([]string{"no", "n", "0", "falso", "false", ""}, f):
		return false, nil
	}
	return false, wrong("«%s» non è una risposta. Scrivere sì oppure no.", "“%s” is no answer. Write sì (yes) or no.", c.shown())
}
