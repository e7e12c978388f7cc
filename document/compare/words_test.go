package compare

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// marked writes a comparison as people read it: [-removed-] and {+added+}.
func marked(before, after string) string {
	a, b := strings.Fields(before), strings.Fields(after)
	var out []string
	for _, r := range Words(a, b) {
		switch r.Op {
		case Same:
			out = append(out, a[r.BeforeFrom:r.BeforeTo]...)
		case Removed:
			out = append(out, "[-"+strings.Join(a[r.BeforeFrom:r.BeforeTo], " ")+"-]")
		case Added:
			out = append(out, "{+"+strings.Join(b[r.AfterFrom:r.AfterTo], " ")+"+}")
		}
	}
	return strings.Join(out, " ")
}

func TestWords(t *testing.T) {
	for _, c := range []struct{ before, after, want string }{
		{"", "", ""},
		{"la rata è pagata", "la rata è pagata", "la rata è pagata"},
		{"", "nuova riga", "{+nuova riga+}"},
		{"riga tolta", "", "[-riga tolta-]"},
		{"il totale è 1.000 euro", "il totale è 1.100 euro", "il totale è [-1.000-] {+1.100+} euro"},
		{"presenze di ottobre del centro", "presenze del centro", "presenze [-di ottobre-] del centro"},
		{"si si no no si", "si no no no si", "si [-si-] {+no+} no no si"},
		{"uno due tre quattro", "quattro tre due uno", "[-uno due tre-] quattro {+tre due uno+}"},
		{"a b a b a b", "b a b a", "[-a-] b a b a [-b-]"},
	} {
		if got := marked(c.before, c.after); got != c.want {
			t.Errorf("%q, %q: %s", c.before, c.after, got)
		}
	}
}

// whole asserts that runs hold every word of both texts once, in order, that the
// same words are the same, and that neighbours are told apart.
func whole(t *testing.T, a, b []string, runs []Run) {
	t.Helper()
	x, y := 0, 0
	for i, r := range runs {
		if r.BeforeFrom != x || r.AfterFrom != y || r.BeforeTo < x || r.AfterTo < y {
			t.Fatalf("run %d %+v does not follow %d, %d", i, r, x, y)
		}
		x, y = r.BeforeTo, r.AfterTo
		switch {
		case r.Op == Same && strings.Join(a[r.BeforeFrom:x], " ") != strings.Join(b[r.AfterFrom:y], " "):
			t.Fatalf("run %d %+v is not the same", i, r)
		case r.Op == Removed && r.AfterFrom != y, r.Op == Added && r.BeforeFrom != x:
			t.Fatalf("run %d %+v has words of the other text", i, r)
		case i > 0 && (runs[i-1].Op == r.Op || runs[i-1].Op == Added && r.Op == Removed):
			t.Fatalf("run %d %+v comes after %+v", i, r, runs[i-1])
		}
	}
	if x != len(a) || y != len(b) {
		t.Fatalf("the runs end at %d, %d of %d, %d", x, y, len(a), len(b))
	}
}

func FuzzWords(f *testing.F) {
	f.Add("a b c a b", "b c a d")
	f.Add("x x x x", "x x")
	f.Fuzz(func(t *testing.T, before, after string) {
		a, b := strings.Split(before, ""), strings.Split(after, "")
		whole(t, a, b, Words(a, b))
	})
}

func TestManyWords(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	text := func(n, vocabulary int) []string {
		out := make([]string, n)
		for i := range out {
			out[i] = "w" + strings.Repeat("x", r.IntN(vocabulary))
		}
		return out
	}
	for range 300 {
		a, b := text(r.IntN(40), 1+r.IntN(6)), text(r.IntN(40), 1+r.IntN(6))
		whole(t, a, b, Words(a, b))
	}
}

// What is huge and has nothing in common is compared within the bounds.
func TestTheCostIsBounded(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	a, b := make([]string, 100_000), make([]string, 100_000)
	for i := range a {
		a[i], b[i] = string(rune('a'+r.IntN(20))), string(rune('a'+r.IntN(20)))
	}
	d := differ{}
	ids := map[string]int{}
	d.a, d.b = numbered(a, ids), numbered(b, ids)
	d.between(0, len(d.a), 0, len(d.b), 0)
	whole(t, a, b, d.runs)
	if d.steps > maxSteps+len(a)+len(b) {
		t.Errorf("%d steps", d.steps)
	}
	copy(b, a)
	b[50_000] = "changed"
	if runs := Words(a, b); len(runs) != 4 || runs[1].BeforeTo-runs[1].BeforeFrom != 1 {
		t.Errorf("one word changed: %+v", runs)
	}
}
