package extract

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/pattern"
)

var (
	totalWord  = pattern.New(`(?:^|[^a-z-])(totale)\b`)
	totalEnd   = pattern.New(`[\n\f;]`)
	totalGrand = pattern.New(`^totale\s+(?:generale|complessiv[oa]|finale|da\s+(?:rimborsare|liquidare)|rendicontato|del\s+rendiconto)\b`)
	totalPlain = pattern.New(`^totale(?:\s+(?:de[il]\s+|delle\s+|di\s+)?(?:costi|spese|pasti|beni|forniture|importi|erogato|corrisposto|pocket\s+money|mese|mensile|consegnat[oi]|fornit[oi]|sostenut[eio]|` + monthName + `(?:\s+20\d\d)?))*[\s:=.\-]*(?:(?:eur|euro|€)[\s:]*)?-?\d`)
	totalOther = pattern.New(`^totale\s+(?:parziale|giornaliero|pagina|a\s+riportare|imponibile|iva\b|netto|righe|fogli|giorni|presenz|ospiti|posti)`)
	totalMoney = pattern.New(`^totale\s+(?:de[il]\s+|delle\s+|di\s+)?(?:costi|spese|importi|euro\b|eur\b|€|da\s+rimborsare|da\s+liquidare|rendicontato)`)
	onlyNumber = pattern.New(`^\s*(?:eur|euro|€)?\s*-?\d[\d.,']*\s*(?:eur|euro|€)?\s*(?:[\n\f]|$)`)
	// What follows is a part of the total before it.
	partOfTotal = pattern.New(`\b(?:di\s+cui|comprensiv[oaie]|compres[oaie]|inclus[oaie])\b`)
	// Numbers on a line of totals that say when, how many papers, or a share.
	noTotals = pattern.New(dateExpr + `|` + monthName + `\s+(?:20)?\d\d\b|\b(?:anno|annualita|esercizio)\s+\d{4}\b|\b\d{1,2}\s?[/.\-]\s?20\d\d\b|\b(?:n|nr|num)\b\s?[.°º]*\s*\d+|\bn[°º]\s*\d+|-?[\d.,']+\s*%|[\d.,']*\s?/\s?\d+|\bdal?\s+\d{1,2}\s+al\s+\d{1,2}\b|\b\d+\s+(?:giorn[oi]|ospiti|persone|fattur[ae]|ricevut[ae]|pagin[ae]|fogli|mesi|allegati)\b`)
	likeYear = pattern.New(`^(?:19|20)\d\d$`)
)

// Why a total is unsure.
const (
	whySeveralTotals  = "the paper states several totals"
	whySeveralNumbers = "several numbers stand beside it"
	whyPart           = "it may be the total of a part only"
	whyTwoWays        = "the number can be read in more than one way"
	whyNoAmount       = "the number may be no amount"
	whyHiddenTotal    = "a hidden row or text states another total"
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
	figure
	rank int // 3 grand total, 2 total of the paper, 1 total of something
	why  string
}

// totals finds what a statement gives as its total: the amount, and the number
// of meals or goods where it states one. Of totals that are equally plain the
// last one counts, unsure when they differ; so is one beside which several
// numbers stand, or that can be read in several ways.
func (f *finder) totals(k document.Kind) {
	money, counts := f.sums(k)
	f.total(document.Total, money)
	f.total(document.TotalCount, counts)
}

// total adds the best of some sums.
func (f *finder) total(name string, all []sum) {
	best, rivals := bestSum(all)
	n := len(f.fields)
	if f.add(name, best.value, best.span); len(f.fields) == n {
		return
	}
	others := slices.Clone(best.others)
	for _, r := range rivals {
		for _, v := range append([]string{r.value}, r.others...) {
			if v != best.value && !slices.Contains(others, v) {
				others = append(others, v)
			}
		}
	}
	why := best.why
	for _, r := range rivals {
		switch {
		case r.value == best.value:
		case r.unseen && !best.unseen:
			why = whyHiddenTotal
		default:
			why = whySeveralTotals
		}
	}
	if why == "" && best.rank < 2 {
		why = whyPart
	}
	if why != "" {
		f.doubt(n, why)
		f.fields[n].Others = others[max(0, len(others)-maxOthers):]
	}
}

// bestSum is the plainest of some sums, the last of those that are equally plain,
// with those that may be the total as well: others as plain, a total that is
// larger than the grand one, and what nobody sees.
func bestSum(all []sum) (best sum, rivals []sum) {
	plainer := func(a, b sum) bool { // a is no plainer than b
		return a.unseen && !b.unseen || a.unseen == b.unseen && a.rank <= b.rank
	}
	for i, s := range all {
		if i == 0 || plainer(best, s) {
			best = s
		}
	}
	for _, s := range all {
		switch {
		case s.unseen && !best.unseen && s.rank >= min(best.rank, 2):
			rivals = append(rivals, s)
		case s.unseen != best.unseen:
		case s.rank == best.rank, s.rank == 2 && best.rank == 3 && isLarger(s.value, best.value):
			rivals = append(rivals, s)
		}
	}
	return best, rivals
}

// isLarger compares two amounts that can be read.
func isLarger(a, b string) bool {
	x, err := strconv.ParseFloat(a, 64)
	y, err1 := strconv.ParseFloat(b, 64)
	return err == nil && err1 == nil && math.Abs(x) > math.Abs(y)
}

// sums lists the totals that the text states, in its order: amounts, and numbers
// of things.
func (f *finder) sums(k document.Kind) (money, counts []sum) {
	text := f.flat.text
	all := totalWord.FindAllStringSubmatchIndex(text, 500)
	for i, m := range all {
		from, to := m[2], len(text)
		if i+1 < len(all) {
			to = all[i+1][2]
		}
		if end := totalEnd.FindStringIndex(text[from:to]); end != nil {
			to = from + end[0]
		}
		if totalOther.MatchString(text[from:to]) {
			continue
		}
		numbers := f.numbers(span{from, to})
		if len(numbers) == 0 && to < len(text) && text[to] == '\n' { // the number stands alone on the next line
			to += 1 + len(strings.TrimRight(onlyNumber.FindString(text[to+1:]), "\n\f"))
			numbers = f.numbers(span{from, to})
		}
		line := text[from:to]
		rank := f.rankOf(line)
		a, c := apart(k, from, line, numbers)
		if s, ok := sumOf(text, a, rank, false); ok {
			money = append(money, s)
		}
		if s, ok := sumOf(text, c, rank, true); ok {
			counts = append(counts, s)
		}
	}
	return money, counts
}

// rankOf says how plainly a line states the total of the paper. One that names
// another month than the paper's is about that month.
func (f *finder) rankOf(line string) int {
	month := f.value(document.PeriodMonth)
	for _, m := range anyMonthName.FindAllString(line, 3) {
		if len(month) == 7 && itoa(slices.Index(monthNames, m)+1) != strings.TrimPrefix(month[5:], "0") {
			return 0
		}
	}
	switch {
	case totalGrand.MatchString(line):
		return 3
	case totalPlain.MatchString(line):
		return 2
	}
	return 1
}

var anyMonthName = pattern.New(monthName)

// numbers lists the numbers of a line of totals, without those that say something
// else.
func (f *finder) numbers(s span) []figure {
	line := f.flat.text[s.from:s.to]
	text := masked(line) + f.flat.text[s.to:min(len(f.flat.text), s.to+12)]
	if f.flat.cells != nil {
		return f.flat.rowNumbers(text, s)
	}
	all := numbersIn(f.flat.columns(text, s.from), span{0, len(line)}, s.from)
	for i := range all {
		all[i].unseen = f.flat.unseen(all[i].span)
	}
	return all
}

// masked blanks the numbers of a line that are no totals. A figure with decimals
// before a month is no day: of "1.234,56 ottobre 2026" the month goes.
func masked(line string) string {
	b := []byte(line)
	for _, m := range noTotals.FindAllStringIndex(line, -1) {
		from := m[0]
		if from > 0 && strings.IndexByte("0123456789.,'", line[from-1]) >= 0 {
			month := anyMonthName.FindStringIndex(line[from:m[1]])
			if month == nil {
				continue
			}
			from += month[0]
		}
		for i := from; i < m[1]; i++ {
			b[i] = '\n' // no blank: nothing is joined over it
		}
	}
	return string(b)
}

// apart tells amounts from numbers of things. Only papers about meals and goods
// count things; a whole number in others is an amount where the line says so.
func apart(k document.Kind, from int, line string, all []figure) (money, counts []figure) {
	if cut := partOfTotal.FindStringIndex(line); cut != nil && len(all) > 0 && all[0].from < from+cut[0] {
		all = slices.DeleteFunc(slices.Clone(all), func(n figure) bool { return n.from > from+cut[0] })
	}
	var whole []figure
	for _, n := range all {
		if n.money || n.cents > 0 || n.odd {
			money = append(money, n)
		} else {
			whole = append(whole, n)
		}
	}
	if k == document.MealStatement || k == document.GoodsStatement {
		return money, whole
	}
	if len(money) == 0 {
		for i := range whole {
			whole[i].money = totalMoney.MatchString(line)
		}
		return whole, nil
	}
	for _, n := range whole { // 1.300 beside 1.234,56
		if len(n.value) > 3 && !likeYear.MatchString(n.value) {
			money = append(money, n)
		}
	}
	slices.SortFunc(money, func(a, b figure) int { return cmp.Compare(a.from, b.from) })
	return money, nil
}

// sumOf makes one sum of the numbers of a line. Of several, which columns have,
// the last one counts; the first where words stand between.
func sumOf(text string, all []figure, rank int, count bool) (sum, bool) {
	seen := slices.DeleteFunc(slices.Clone(all), func(n figure) bool { return n.unseen })
	if len(seen) > 0 {
		all = seen
	}
	if len(all) == 0 {
		return sum{}, false
	}
	s := sum{figure: all[len(all)-1], rank: rank}
	if len(all) > 1 && hasWord(text[all[0].to:s.from]) {
		s.figure = all[0]
	}
	s.others = slices.Clone(s.others)
	switch {
	case !s.sure():
		s.why = whyTwoWays
	case !count && (s.cents > 2 || s.cents == 0 && !s.money):
		s.why = whyNoAmount
	case count && likeYear.MatchString(s.value):
		s.why = whyNoAmount
	}
	for _, n := range all {
		if n.value != s.value && !slices.Contains(s.others, n.value) {
			s.others = append(s.others, n.value)
			s.why = whySeveralNumbers
		}
	}
	return s, true
}

// hasWord says that a text has letters beside the name of the currency.
func hasWord(s string) bool {
	return strings.IndexFunc(strings.NewReplacer("euro", "", "eur", "").Replace(s), unicode.IsLetter) >= 0
}
