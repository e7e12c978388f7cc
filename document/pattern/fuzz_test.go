package pattern

import (
	"math/rand/v2"
	"reflect"
	"regexp"
	"regexp/syntax"
	"strings"
	"testing"
)

// FuzzPattern compares a pattern with its expression, on any text.
func FuzzPattern(f *testing.F) {
	for _, p := range [][2]string{{`\bdal\s+(\d)`, "dal 1"}, {`(?i)K\b|^à`, "K à"}, {`\x{FFFD}+`, "\xff\xfe"}, {`(?m)^$|a`, "\n\nb"}} {
		f.Add(p[0], p[1])
	}
	f.Fuzz(func(t *testing.T, expr, text string) {
		plain, err := regexp.Compile(expr)
		if err != nil || len(expr) > 200 || len(text) > 2000 {
			return
		}
		same(t, of(expr), plain, text)
	})
}

// atoms are what random expressions and texts are made of: letters that fold to
// others beyond ASCII, blanks of every kind, and bytes that are no letter.
var (
	atoms = []string{"a", "b", "k", "s", "K", "S", "à", "ß", "ſ", "K", "€", "º", "1", "0", " ", "-", ".", "_", "\n", "\t", "\f", "\u00a0", "\x00", "\u007f", "\u0080", "\u2028", "dal", "ab", "è"}
	looks = []string{`\b`, `\B`, `^`, `$`, `\A`, `\z`, `(?m:^)`, `(?m:$)`}
	sets  = []string{`\s`, `\S`, `\d`, `\D`, `\w`, `\W`, `.`, `(?s:.)`, `[^\n]`, `[a-k]`, `[^a-k]`, `[à-ü]`, `[^\x00-\x7f]`, `(?i:[a-k])`, `(?i:s)`, `(?i:k)`, `[\x7f-\x{80}]`, `\p{L}`, `\pN`, `[[:punct:]]`}
	loops = []string{"*", "+", "?", "*?", "+?", "??", "{2}", "{0,2}", "{1,3}?", "{2,}", "{0}"}
)

// writeExpr writes a random expression.
func writeExpr(r *rand.Rand, b *strings.Builder, depth int) {
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	switch k := r.IntN(12); {
	case k < 4 || depth == 0:
		b.WriteString(regexp.QuoteMeta(pick(atoms)))
	case k < 6:
		b.WriteString(pick(sets))
	case k == 6:
		b.WriteString(pick(looks))
	default:
		b.WriteString([]string{"(", "(?:", "(?i:", "(?s:", "(?m:"}[r.IntN(5)])
		for n := r.IntN(4); n >= 0; n-- {
			writeExpr(r, b, depth-1)
			if n > 0 && r.IntN(3) == 0 {
				b.WriteByte('|')
			}
		}
		b.WriteByte(')')
		if r.IntN(2) == 0 {
			b.WriteString(pick(loops))
		}
	}
}

func same(t *testing.T, p *Pattern, plain *regexp.Regexp, s string) {
	t.Helper()
	for name, got := range map[string][2]any{
		"MatchString":                {p.MatchString(s), plain.MatchString(s)},
		"FindString":                 {p.FindString(s), plain.FindString(s)},
		"FindStringIndex":            {p.FindStringIndex(s), plain.FindStringIndex(s)},
		"FindStringSubmatch":         {p.FindStringSubmatch(s), plain.FindStringSubmatch(s)},
		"FindStringSubmatchIndex":    {p.FindStringSubmatchIndex(s), plain.FindStringSubmatchIndex(s)},
		"FindAllString":              {p.FindAllString(s, -1), plain.FindAllString(s, -1)},
		"FindAllStringIndex":         {p.FindAllStringIndex(s, -1), plain.FindAllStringIndex(s, -1)},
		"FindAllStringSubmatch":      {p.FindAllStringSubmatch(s, 2), plain.FindAllStringSubmatch(s, 2)},
		"FindAllStringSubmatchIndex": {p.FindAllStringSubmatchIndex(s, -1), plain.FindAllStringSubmatchIndex(s, -1)},
		"ReplaceAllString":           {p.ReplaceAllString(s, "<$0>"), plain.ReplaceAllString(s, "<$0>")},
	} {
		if !reflect.DeepEqual(got[0], got[1]) {
			t.Fatalf("%s of %q in %q: %v, want %v", name, p, s, got[0], got[1])
		}
	}
}

// Random expressions find in random texts what package regexp finds.
func TestRandomPatterns(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	n, hits := 2000, 0
	for range n {
		var b strings.Builder
		for range 1 + r.IntN(4) {
			writeExpr(r, &b, 3)
		}
		expr := b.String()
		tree, err := syntax.Parse(expr, syntax.Perl)
		if err != nil {
			continue // too many repetitions
		}
		p, plain := of(expr), regexp.MustCompile(expr)
		for range 40 {
			var s strings.Builder
			for range r.IntN(4) {
				if s.WriteString(atoms[r.IntN(len(atoms))]); r.IntN(40) == 0 {
					s.WriteByte(0xe2)
				}
			}
			if r.IntN(2) == 0 {
				write(r, &s, tree)
			}
			for range r.IntN(3) {
				s.WriteString(atoms[r.IntN(len(atoms))])
			}
			if plain.MatchString(s.String()) {
				hits++
			}
			same(t, p, plain, s.String())
		}
	}
	if hits < n {
		t.Errorf("only %d texts of %d match", hits, 40*n)
	}
}
