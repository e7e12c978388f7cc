package check

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/shopspring/decimal"
)

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

// Count writes a quantity: 1.000, 12,5. Decimals that are zero are left out.
func Count(d decimal.Decimal) string {
	return italian(d, max(0, significant(d)))
}

// Euro writes an amount with two decimals: 1.234,56 €.
func Euro(d decimal.Decimal) string { return italian(d.Round(2), 2) + " €" }

// Price writes a unit price with the decimals it has, at least two: 32,31 €,
// 32,3125 €.
func Price(d decimal.Decimal) string { return italian(d, max(2, significant(d))) + " €" }

// signed puts a plus before what another formatter writes of a positive number.
func signed(d decimal.Decimal, write func(decimal.Decimal) string) string {
	if d.IsPositive() {
		return "+" + write(d)
	}
	return write(d)
}

func count(n int) string { return Count(decimal.NewFromInt(int64(n))) }

// significant returns the number of decimals without the zeros at the end.
func significant(d decimal.Decimal) int32 {
	_, frac, _ := strings.Cut(d.String(), ".")
	return int32(len(strings.TrimRight(frac, "0")))
}

// italian writes a number with a dot between thousands and a comma before the
// decimals.
func italian(d decimal.Decimal, places int32) string {
	whole, frac, _ := strings.Cut(d.Abs().StringFixed(places), ".")
	var b strings.Builder
	if d.IsNegative() && strings.Trim(whole+frac, "0") != "" {
		b.WriteString(minus)
	}
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte('.')
		}
		b.WriteRune(digit)
	}
	if frac != "" {
		b.WriteString("," + frac)
	}
	return b.String()
}
