package check

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// Figures are written here and nowhere else: a number, an amount and a date are words,
// as each language writes them. Italian: 1.234,56 €, 12,5 %, 05/11/2026. English:
// €1,234.56, 12.5%, 5 Nov 2026. What stands in a paper as a text stays as it stands.

// minus is the sign that screens and screen readers know as one (U+2212).
const minus = "−"

var plainNumber = regexp.MustCompile(`^[+-]?[0-9]{1,15}(\.[0-9]{1,8})?$`)

// ParseNumber reads a number as the vocabulary of package document normalises
// it: a dot before the decimals, no thousands, no exponent, at most 15 digits
// and 8 decimals. It errs on any other text.
func ParseNumber(s string) (decimal.Decimal, error) {
	if !plainNumber.MatchString(s) {
		return decimal.Zero, fmt.Errorf("%.24q is not a number like 1234.56", s)
	}
	return decimal.NewFromString(strings.TrimPrefix(s, "+"))
}

// figure writes a quantity: 1.000 and 12,5, in English 1,000 and 12.5. Decimals that
// are zero are left out.
func figure(d decimal.Decimal) words {
	return written(d, max(0, significant(d)), "", "")
}

// count is figure for a whole number.
func count(n int) words { return figure(decimal.NewFromInt(int64(n))) }

// percent writes a percentage: 12,5 %, in English 12.5%.
func percent(d decimal.Decimal) words { return figure(d).plus(words{" %", "%"}) }

// euro writes an amount with two decimals: 1.234,56 €, in English €1,234.56.
func euro(d decimal.Decimal) words { return written(d.Round(2), 2, "€", " €") }

// price writes a unit price with the decimals it has, at least two: 32,31 €,
// 32,3125 €; in English €32.31.
func price(d decimal.Decimal) words { return written(d, max(2, significant(d)), "€", " €") }

// signed puts a plus before what another formatter writes of a positive number.
func signed(d decimal.Decimal, write func(decimal.Decimal) words) words {
	if d.IsPositive() {
		return words{"+", "+"}.plus(write(d))
	}
	return write(d)
}

// signedCount is signed for a whole number.
func signedCount(n int) words { return signed(decimal.NewFromInt(int64(n)), figure) }

// date writes a civil date: 05/11/2026, in English 5 Nov 2026.
func date(d calendar.Date) words { return words{d.It(), d.En()} }

// spanOf writes the first and the last day of something.
func spanOf(p calendar.Period) words { return step("%s – %s", date(p.Start), date(p.End)) }

// step writes a line of arithmetic, which is the same in both languages but for its
// figures: step("%s × %s = %s", …).
func step(format string, figures ...words) words {
	it, en := make([]any, len(figures)), make([]any, len(figures))
	for i, w := range figures {
		it[i], en[i] = w.it, w.en
	}
	return words{fmt.Sprintf(format, it...), fmt.Sprintf(format, en...)}
}

// chain puts a sign between figures: "1 + 2".
func chain(figures []words, sign string) words {
	it, en := split(figures)
	return words{strings.Join(it, sign), strings.Join(en, sign)}
}

// significant returns the number of decimals without the zeros at the end.
func significant(d decimal.Decimal) int32 {
	_, frac, _ := strings.Cut(d.String(), ".")
	return int32(len(strings.TrimRight(frac, "0")))
}

// written writes a number in both languages, with the sign of its currency: before it in
// English, after it in Italian.
func written(d decimal.Decimal, places int32, before, after string) words {
	whole, frac, _ := strings.Cut(d.Abs().StringFixed(places), ".")
	sign := ""
	if d.IsNegative() && strings.Trim(whole+frac, "0") != "" {
		sign = minus
	}
	return words{sign + grouped(whole, frac, ".", ",") + after, sign + before + grouped(whole, frac, ",", ".")}
}

// grouped puts a separator between thousands, and a point before the decimals.
func grouped(whole, frac, thousands, point string) string {
	var b strings.Builder
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(thousands)
		}
		b.WriteRune(digit)
	}
	if frac != "" {
		b.WriteString(point + frac)
	}
	return b.String()
}
