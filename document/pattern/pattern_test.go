package pattern

import (
	"math/rand/v2"
	"reflect"
	"regexp"
	"regexp/syntax"
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	for expr, want := range map[string][]string{
		`registr[oi]\s+presenz`:       {"registr"}, // as long as the other, and first
		`durat|efficac|decorr`:        {"durat", "efficac", "decorr"},
		`(?:appalto|contratto)?\s*\d`: nil,
		`a|bc`:                        nil,
		`(?i)durc`:                    nil,
		`(?:euro|€)\s*\d+`:            {"euro", "€"},
		`x{2,}prorog(?:a|he)`:         {"prorog"},
		`(?:ab)*`:                     nil,
	} {
		if got := New(expr).Words(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %q, want %q", expr, got, want)
		}
	}
}

// write writes a text that an expression matches, as far as anchors allow.
func write(r *rand.Rand, b *strings.Builder, e *syntax.Regexp) {
	switch e.Op {
	case syntax.OpLiteral:
		b.WriteString(string(e.Rune))
	case syntax.OpCharClass:
		k := r.IntN(len(e.Rune)/2) * 2
		b.WriteRune(e.Rune[k] + rune(r.IntN(int(min(e.Rune[k+1]-e.Rune[k], 60))+1)))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteByte(byte('a' + r.IntN(26)))
	case syntax.OpCapture, syntax.OpConcat:
		for _, sub := range e.Sub {
			write(r, b, sub)
		}
	case syntax.OpAlternate:
		write(r, b, e.Sub[r.IntN(len(e.Sub))])
	case syntax.OpStar, syntax.OpQuest, syntax.OpPlus, syntax.OpRepeat:
		least := map[syntax.Op]int{syntax.OpPlus: 1, syntax.OpRepeat: e.Min}[e.Op]
		most := map[syntax.Op]int{syntax.OpPlus: 3, syntax.OpStar: 2, syntax.OpQuest: 1, syntax.OpRepeat: max(e.Max, e.Min)}[e.Op]
		for range least + r.IntN(min(most, least+3)-least+1) {
			write(r, b, e.Sub[0])
		}
	}
}

// Whatever a text has, a pattern finds what the expression finds.
func TestPatternsFindWhatExpressionsFind(t *testing.T) {
	exprs := []string{`\bdal(?:la\s+data)?\s+(\d{1,2})\b`, `(?:euro|eur|€)\s*(\d+)|(\d+,\d{2})\s*euro`, `registr[oi]\s+(mensil[ei]\s+)?presenz`,
		`^[a-z]{2}\s?-\s?\d{2,4}\b`, `c\.?i\.?g\.?`, `(?:prorog|estension)[ae]?\s*$`, `n[°.]?\s*\d+`,
		`\b([a-z]{2}\s?-\s?\d{2,4})\b`, `(?:^|[\n\f])\s*[a-z][a-z'. ]{1,40},\s*(\d+)`, `(?m)^\s*art\b`, `(?i)\bnº\s*[KS]\d`, `\Bà+|[^\n]{3}x`, `(?:(?:so|il|la)[a-z]{1,9}\s+){2,3}?e\b`,
		`(?s:a.{0,3}b)(c)?`, `l'anno.{0,60}?il\s+giorno|li'?\s+\d`, `x*`, `^(?:dal|12)\b|^p`, `[^a-z\s]+\z`}
	r := rand.New(rand.NewPCG(5, 6))
	for _, expr := range exprs {
		p, plain := New(expr), regexp.MustCompile(expr)
		tree, err := syntax.Parse(expr, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		hits := 0
		for range 500 {
			var b strings.Builder
			for range r.IntN(3) {
				b.WriteString([]string{" ", "contratto ", "12 euro\n", "dal 3 ", "registro ", "prorog", "è ", "ab-12", "€", "\xe2\x82", "x", "\n"}[r.IntN(12)])
			}
			if r.IntN(2) == 0 {
				write(r, &b, tree)
			}
			s := b.String()
			if plain.MatchString(s) {
				hits++
			}
			same(t, p, plain, s)
		}
		if hits < 25 {
			t.Errorf("%s: %d of 500 texts match", expr, hits)
		}
	}
}
