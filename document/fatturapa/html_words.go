package fatturapa

import (
	"fmt"
	"strings"

	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/shopspring/decimal"
)

// written writes a normalised value for people, with what a code means.
func written(name, value string, english bool) (text, note string) {
	what := name[strings.LastIndexByte(name, '.')+1:]
	if n, err := decimal.NewFromString(value); err == nil && len(value) < 30 {
		if text, ok := number(what, n, english); ok {
			return text, ""
		}
	}
	if d, err := calendar.ParseDate(value); err == nil {
		if english {
			return fmt.Sprintf("%d %s %d", d.Day(), d.Month().String()[:3], d.Year()), ""
		}
		return d.It(), ""
	}
	if what == "iban" {
		return fours(value), ""
	}
	return value, meaning(name, value, english)
}

// number writes an amount, a rate, a quantity or a size; false for other
// numbers, which are codes.
func number(what string, n decimal.Decimal, english bool) (string, bool) {
	amount, plain := amountIt, rateIt
	if english {
		amount, plain = amountEn, decimal.Decimal.String
	}
	switch what {
	case "total", "taxable", "tax", "payable", "bollo", "rounding", "amount", "unit_price", "discount", "expenses":
		return amount(n), true
	case "rate", "vat_rate", "percent":
		return plain(n) + "\u00a0%", true
	case "quantity":
		s := strings.TrimRight(amount(n), "0")
		return strings.TrimRight(s, ".,"), true
	case "size":
		return size(n.IntPart(), plain), true
	}
	return "", false
}

func size(bytes int64, plain func(decimal.Decimal) string) string {
	switch {
	case bytes < 1<<10:
		return fmt.Sprintf("%d byte", bytes)
	case bytes < 1<<20:
		return fmt.Sprintf("%d kB", (bytes+1<<9)>>10)
	}
	return plain(decimal.NewFromInt(bytes).DivRound(decimal.NewFromInt(1<<20), 1)) + " MB"
}

func fours(s string) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// meaning says in a few words what a code of the tables of Allegato A means.
func meaning(name, value string, english bool) string {
	what := name[strings.LastIndexByte(name, '.')+1:]
	switch {
	case strings.HasSuffix(name, "invoice.type"):
		return wordOf("type."+value, english)
	case what == "nature":
		return wordOf("nature."+strings.SplitN(value, ".", 2)[0], english)
	case what == "regime", what == "method", what == "terms", what == "due", what == "format", what == "issued_by":
		return wordOf(what+"."+value, english)
	case strings.Contains(name, ".withholding.") && what == "kind", strings.Contains(name, ".fund.") && what == "kind",
		strings.Contains(name, ".discount.") && what == "kind":
		return wordOf("kind."+value, english)
	case strings.Contains(name, ".line.") && what == "kind":
		return wordOf("supply."+value, english)
	case strings.Contains(name, ".reference.") && what == "kind":
		return wordOf("reference."+value, english)
	}
	return ""
}

func wordOf(key string, english bool) string {
	if w, ok := words()[key]; ok {
		return w.in(english)
	}
	return ""
}

// label is a text of the page.
func label(key string, english bool) string {
	if w, ok := labels()[key]; ok {
		return w.in(english)
	}
	return key
}

type word struct{ it, en string }

func (w word) in(english bool) string {
	if english {
		return w.en
	}
	return w.it
}
