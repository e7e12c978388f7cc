package web

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// parseTypedDate reads 2026-09-30, as browsers send it, and 30/09/2026, as
// people write it.
func parseTypedDate(s string) (calendar.Date, error) {
	if parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("/.", r) }); len(parts) == 3 && len(parts[2]) == 4 {
		s = fmt.Sprintf("%s-%02s-%02s", parts[2], parts[1], parts[0])
	}
	return calendar.ParseDate(s)
}

// parseTypedAmount reads 1.234,56 and 1,234.56, 24,57 and 24.57, with or without
// the sign of the euro. The last separator is the decimal one, unless three
// digits follow it and it is a dot: 1.234 is one thousand.
func parseTypedAmount(s string) (decimal.Decimal, error) {
	s = strings.NewReplacer("€", "", " ", "", "\u00a0", "", "−", "-").Replace(s)
	dot, comma := strings.LastIndex(s, "."), strings.LastIndex(s, ",")
	switch {
	case comma > dot:
		s = strings.ReplaceAll(s, ".", "")
		if strings.Count(s, ",") > 1 {
			return decimal.Zero, fmt.Errorf("%q has two decimal commas", s)
		}
		s = strings.Replace(s, ",", ".", 1)
	case comma >= 0:
		s = strings.ReplaceAll(s, ",", "")
	case strings.Count(s, ".") > 1 || (dot > 0 && len(s)-dot == 4 && s[0] != '0'):
		s = strings.ReplaceAll(s, ".", "")
	}
	if strings.ContainsAny(s, "eE") {
		return decimal.Zero, fmt.Errorf("%q is no amount", s)
	}
	return decimal.NewFromString(s)
}
