package extract

import (
	"math"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document/pattern"
)

// figure is a number that a text writes.
type figure struct {
	span          // with a sign that touches it
	value  string // 1234.56, -3
	cents  int    // digits after the decimal sign
	money  bool   // it stands beside the word or the sign of the euro
	others []string
	odd    bool // no way of writing numbers: the value is as it stands
	unseen bool // nobody sees it in the document
}

// sure says that the number can be read in one way only.
func (n figure) sure() bool { return len(n.others) == 0 && !n.odd }

var (
	numberRun   = pattern.New(`\d(?:[\d.,']*\d)?`)
	groupedIt   = pattern.New(`^\d{1,3}(?:[.']\d{3})+(?:,(\d+))?$`)
	groupedEn   = pattern.New(`^\d{1,3}(?:[,']\d{3})+\.(\d+)$|^\d{1,3}(?:,\d{3}){2,}$`)
	plainNumber = pattern.New(`^\d+(?:[.,](\d+))?$`)
	unitBefore  = pattern.New(`(?:\beur|euro|€)[\s:]*[-(]?$`)
	unitAfter   = pattern.New(`^\)?\s?(?:eur\b|euro\b|€)`)
	cutBefore   = pattern.New(`(?:^|[^\d.,'])(\d{1,3}(?:[.']\d{3})*) $`) // "1 " of "1 234,56"
	cutAfter    = pattern.New(`^ (\d{3})(?:[.,'\s)]|$)`)
	endOfNumber = pattern.New(`(?:^|[\s€(])[.,']$`)           // the number lost its beginning; dots that lead to it are none
	brokenAfter = pattern.New(`^[.,]\s+(\d{1,3})(?:[^\d]|$)`) // ", 56" of "1.234, 56"
)

// numbersIn lists the numbers of a stretch of a folded text, each with the other
// ways in which it can be read. Codes, which have letters that touch them, are
// none. The text stands at an offset of the document's.
func numbersIn(text string, s span, at int) (out []figure) {
	for _, m := range numberRun.FindAllStringIndex(text[s.from:s.to], 200) {
		from, to := s.from+m[0], s.from+m[1]
		n, ok := readNumber(text[from:to])
		if !ok || touchesWord(text, from, to) {
			continue
		}
		n.span = span{from, to}
		n.around(text)
		n.from, n.to = n.from+at, n.to+at
		out = append(out, n)
	}
	return out
}

// readNumber reads digits with their signs: 1.234,56, 1'234, 1,234.56, 1234.56,
// 1.234. A comma before three digits parts thousands in English and decimals in
// Italian: then both are given.
func readNumber(run string) (n figure, ok bool) {
	bare := strings.NewReplacer(".", "", ",", "", "'", "")
	cut := func(digits string) {
		n.cents = len(digits)
		n.value = bare.Replace(run[:len(run)-len(digits)])
		if n.cents > 0 {
			n.value += "." + digits
		}
	}
	if m := groupedIt.FindStringSubmatch(run); m != nil {
		cut(m[1])
		return n, true
	}
	if m := groupedEn.FindStringSubmatch(run); m != nil {
		cut(m[1])
		return n, true
	}
	if m := plainNumber.FindStringSubmatch(run); m != nil {
		cut(m[1])
		if len(m[1]) == 3 && len(run) <= 7 { // 1,234
			n.others = []string{bare.Replace(run)}
		}
		return n, true
	}
	return figure{value: run, odd: true}, true
}

// touchesWord says that letters stand right before or after a number, other
// than the name of the currency.
func touchesWord(text string, from, to int) bool {
	before, after := text[max(0, from-4):from], text[to:min(len(text), to+4)]
	switch {
	case strings.HasSuffix(before, "eur"), strings.HasSuffix(before, "euro"):
	case before != "" && isWordByte(before[len(before)-1]):
		return true
	case strings.HasSuffix(before, "-") && len(before) > 1 && isWordByte(before[len(before)-2]):
		return true // the code of a centre
	}
	return after != "" && isWordByte(after[0]) && !strings.HasPrefix(after, "eur")
}

func isWordByte(b byte) bool { return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '_' }

// around looks at what stands beside a number: signs, the currency, and digits
// that a blank may have cut off.
func (n *figure) around(text string) {
	before, after := text[max(0, n.from-24):n.from], text[n.to:min(len(text), n.to+12)]
	n.money = unitBefore.MatchString(before) || unitAfter.MatchString(after)
	if endOfNumber.MatchString(before) {
		n.odd = true
	}
	whole := text[n.from:n.to]
	if m := cutBefore.FindStringSubmatch(before); m != nil && startsWithThree(whole) {
		n.other(pieced(m[1]+whole, n.value))
	}
	if m := cutAfter.FindStringSubmatch(after); m != nil && n.cents == 0 && len(lastGroup(whole)) <= 3 {
		n.other(pieced(whole+m[1], n.value))
	}
	if m := brokenAfter.FindStringSubmatch(after); m != nil && n.cents == 0 {
		n.other(pieced(whole+after[:1]+m[1], n.value))
	}
	n.sign(before, after)
}

// sign reads the sign of a number: one that touches it, or the currency before
// it, is its own; a dash apart, one behind it or parentheses may be.
func (n *figure) sign(before, after string) {
	bare := strings.TrimRight(strings.TrimSuffix(strings.TrimSuffix(strings.TrimRight(before, " :"), "€"), "euro"), " ")
	switch {
	case strings.HasSuffix(before, "--"): // a line that leads to the number
	case strings.HasSuffix(before, "-"):
		n.from--
		n.value = negative(n.value)
		for i := range n.others {
			n.others[i] = negative(n.others[i])
		}
	case strings.HasSuffix(bare, "-") && strings.HasSuffix(before, bare): // no currency between
		n.other(negative(n.value))
	case strings.HasSuffix(bare, "-"):
		n.other(negative(n.value))
	case strings.HasSuffix(before, "(") && strings.HasPrefix(after, ")"):
		n.other(negative(n.value))
	case strings.HasPrefix(after, "-") && (len(after) == 1 || !isDigit(after[1])):
		n.other(negative(n.value))
	}
}

func (n *figure) other(value string) {
	if value != "" && value != n.value {
		n.others = append(n.others, value)
	}
}

func negative(s string) string {
	if s == "" || strings.Trim(s, "0.") == "" {
		return s
	}
	return "-" + s
}

// pieced reads two pieces as one number; "" where they make none.
func pieced(run, not string) string {
	n, ok := readNumber(strings.ReplaceAll(run, " ", ""))
	if !ok || n.odd || n.value == not {
		return ""
	}
	return n.value
}

func startsWithThree(run string) bool {
	i := strings.IndexAny(run, ".,'")
	return i == 3 || i < 0 && len(run) == 3
}

func lastGroup(run string) string { return run[strings.LastIndexAny(run, ".,'")+1:] }

// typedNumber reads the stored value of a cell that holds a number. What binary
// fractions leave behind the sixth decimal is taken off.
func typedNumber(text string) (n figure, ok bool) {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) || math.Abs(v) > 1e12 || !isDigit(text[len(text)-1]) {
		return figure{}, false
	}
	n.value = text
	if rounded := math.Round(v*1e6) / 1e6; decimalsOf(text) > 6 || strings.ContainsAny(text, "eE+") {
		n.value = strconv.FormatFloat(rounded, 'f', -1, 64)
	}
	n.cents = decimalsOf(n.value)
	return n, true
}

func decimalsOf(s string) int {
	_, d, _ := strings.Cut(s, ".")
	return len(d)
}
