package extract

import (
	"regexp"
	"strings"

	"github.com/insiemi/insiemi/document"
)

var (
	totalLine  = regexp.MustCompile(`(?:^|[^a-z-])(totale\b[^\n\f;]*)`)
	totalGrand = regexp.MustCompile(`^totale\s+(?:generale|complessiv[oa]|finale|da\s+(?:rimborsare|liquidare)|rendicontato|del\s+rendiconto)\b`)
	totalPlain = regexp.MustCompile(`^totale(?:\s+(?:de[il]\s+|delle\s+|di\s+)?(?:costi|spese|pasti|beni|forniture|importi|erogato|corrisposto|pocket\s+money|mese|mensile|consegnat[oi]|fornit[oi]|sostenut[eio]))*[\s:=.\-]*(?:(?:eur|euro|€)\s*)?\d`)
	totalOther = regexp.MustCompile(`^totale\s+(?:parziale|giornaliero|pagina|a\s+riportare|imponibile|iva\b|netto|righe|fogli|giorni|presenz|ospiti|posti)`)
	totalUnit  = regexp.MustCompile(`(?:eur|euro|€)\s*$`)
	unitAfter  = regexp.MustCompile(`^\s*(?:eur|euro|€)`)
	anyNumber  = regexp.MustCompile(`\d{1,3}(?:[.']\d{3})+(?:,\d{1,2})?|\d+(?:[.,]\d{1,2})?`)
	onlyNumber = regexp.MustCompile(`^\s*(?:eur|euro|€)?\s*(?:\d{1,3}(?:[.']\d{3})+(?:,\d{1,2})?|\d+(?:[.,]\d{1,2})?)\s*(?:eur|euro|€)?\s*(?:[\n\f]|$)`)
)

// hasTotal says that papers of a kind state a total.
func hasTotal(k document.Kind) bool {
	switch k {
	case document.CostStatement, document.MealStatement, document.PocketMoney, document.GoodsStatement:
		return true
	}
	return false
}

// sum is a total that a text states.
type sum struct {
	span
	value string
	money bool
	rank  int // 3 grand total, 2 total of the paper, 1 total of something
}

// totals finds what a statement gives as its total: the amount, and the number
// of meals or goods where it states one. Of totals that are equally plain the
// last one counts, unsure when they differ.
func (f *finder) totals() {
	for _, kind := range []struct {
		name  string
		money bool
	}{{document.Total, true}, {document.TotalCount, false}} {
		best, others := sum{}, []string(nil)
		for _, s := range f.sums() {
			switch {
			case s.money != kind.money || s.rank < best.rank:
			case s.rank > best.rank:
				best, others = s, nil
			case s.value != best.value:
				others = append(others, best.value)
				best = s
			}
		}
		n := len(f.fields)
		if f.add(kind.name, best.value, best.span); len(f.fields) == n {
			continue
		}
		switch {
		case len(others) > 0:
			f.doubt(n, "the paper states several totals")
			f.fields[n].Others = others[max(0, len(others)-maxOthers):]
		case best.rank < 2:
			f.doubt(n, "it may be the total of a part only")
		}
	}
}

// sums lists the totals that the text states, in its order.
func (f *finder) sums() (out []sum) {
	text := f.flat.text
	for _, m := range totalLine.FindAllStringSubmatchIndex(text, 500) {
		line := text[m[2]:m[3]]
		if totalOther.MatchString(line) {
			continue
		}
		end := m[3]
		if !anyNumber.MatchString(line) { // the number stands alone on the next line
			next := onlyNumber.FindString(text[min(end+1, len(text)):])
			end = min(end+1, len(text)) + len(next)
			line = text[m[2]:end]
		}
		if s, ok := f.sumOf(m[2], line); ok {
			out = append(out, s)
		}
	}
	return out
}

// sumOf reads the last number of a line of totals.
func (f *finder) sumOf(at int, line string) (sum, bool) {
	all := anyNumber.FindAllStringIndex(line, -1)
	for i := len(all) - 1; i >= 0; i-- {
		n := all[i]
		written := line[n[0]:n[1]]
		if strings.HasPrefix(strings.TrimLeft(line[n[1]:], " "), "%") || strings.HasPrefix(line[n[1]:], "/") || n[0] > 0 && strings.ContainsRune("/", rune(line[n[0]-1])) {
			continue
		}
		s := sum{span: span{at + n[0], at + n[1]}, value: normalTotal(written), rank: 1}
		s.money = hasDecimals(written) || totalUnit.MatchString(line[:n[0]]) || unitAfter.MatchString(line[n[1]:])
		switch {
		case totalGrand.MatchString(line):
			s.rank = 3
		case totalPlain.MatchString(line):
			s.rank = 2
		}
		return s, true
	}
	return sum{}, false
}

func hasDecimals(s string) bool {
	i := strings.LastIndexAny(s, ".,'")
	return i >= 0 && len(s)-i-1 < 3
}

// normalTotal turns 1.234,56, 1'234 and 16200.5 into 1234.56, 1234 and 16200.5:
// a sign before three digits parts thousands, as Italian amounts are written.
func normalTotal(s string) string {
	whole, cents := s, ""
	if hasDecimals(s) {
		i := strings.LastIndexAny(s, ".,")
		whole, cents = s[:i], "."+s[i+1:]
	}
	return strings.NewReplacer(".", "", "'", "", ",", "").Replace(whole) + cents
}
