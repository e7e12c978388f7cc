package pattern

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What is remembered of a text is what would be found, whoever asked before and
// whatever they did with it.
func TestRemembered(t *testing.T) {
	m := &memory{found: map[asked][][]int{}}
	expr := `\bdal\s+(\d+)`
	p, plain := of(expr), regexp.MustCompile(expr)
	long := strings.Repeat("convenzione dal 1 al 31, ", 40)
	for _, text := range []string{long, long + "dal 7", strings.Clone(long), strings.ToUpper(long)} {
		for _, n := range []int{-1, 1, 3} {
			for range 2 {
				got := m.recall(asked{p, text, n, true})
				if want := plain.FindAllStringSubmatchIndex(text, n); !reflect.DeepEqual(got, want) {
					t.Fatalf("%d of %q: %v, want %v", n, text, got, want)
				}
				slices.Reverse(got)
				for _, m := range got {
					slices.Reverse(m)
				}
			}
		}
	}
	if len(m.found) != 9 { // two of the texts are the same
		t.Errorf("%d searches are remembered", len(m.found))
	}
	for i := range mostRemembered {
		m.recall(asked{p, long[:leastRemembered] + strings.Repeat("x", i), 1, false})
	}
	if len(m.found) > mostRemembered {
		t.Errorf("%d searches are remembered", len(m.found))
	}
}

// A program that asks for it remembers long texts alone.
func TestRemember(t *testing.T) {
	t.Cleanup(func() { remembered.Store(nil) })
	Remember()
	Remember()
	p := of(`a(b)`)
	p.MatchString("xab")
	p.MatchString(strings.Repeat("x", leastRemembered) + "ab")
	if n := len(remembered.Load().found); n != 1 {
		t.Errorf("%d searches are remembered, want 1", n)
	}
}
