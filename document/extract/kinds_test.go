package extract

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
)

// paperText is a paper of testdata/kinds.txt.
type paperText struct {
	at    string // kind and number
	kind  document.Kind
	asked bool // it must be asked about
	text  string
}

func kindPapers(t *testing.T) (out []paperText) {
	t.Helper()
	b, err := os.ReadFile("testdata/kinds.txt")
	if err != nil {
		t.Fatal(err)
	}
	for i, part := range strings.Split("\n"+string(b), "\n=== ") {
		head, text, _ := strings.Cut(part, "\n")
		if i == 0 {
			continue
		}
		kind, asked := strings.CutPrefix(head, "?")
		out = append(out, paperText{fmt.Sprintf("%s (paper %d)", head, i), document.Kind(kind), asked, strings.TrimSpace(text)})
	}
	return out
}

func classified(text string) document.Reading {
	j := &job{r: &document.Reading{}}
	j.classify(facts{flat: flattenText(text)})
	return *j.r
}

// Every kind of the catalogue is recognised in several wordings, also where the
// papers of other kinds mention it.
func TestEveryKind(t *testing.T) {
	t.Parallel()
	seen := map[document.Kind]int{}
	for _, p := range kindPapers(t) {
		seen[p.kind]++
		r := classified(p.text)
		best := document.Kind("")
		if len(r.Guesses) > 0 {
			best = r.Guesses[0].Kind
		}
		switch {
		case p.asked && r.Kind != "":
			t.Errorf("%s is taken for %s: %+v", p.at, r.Kind, r.Guesses)
		case p.kind != "" && best != p.kind, !p.asked && r.Kind != p.kind:
			t.Errorf("%s: kind %q, guesses %+v", p.at, r.Kind, r.Guesses)
		}
		for _, g := range r.Guesses {
			if len(g.Why) == 0 || g.Score <= 0 || g.Score > 1 {
				t.Errorf("%s: a guess without a reason: %+v", p.at, g)
			}
			if one := slices.Compact(slices.Sorted(slices.Values(g.Why))); len(one) < len(g.Why) {
				t.Errorf("%s: a reason is given twice: %q", p.at, g.Why)
			}
		}
	}
	for _, k := range document.Catalogue() {
		if seen[k.Kind] < 2 {
			t.Errorf("%s has %d papers", k.Kind, seen[k.Kind])
		}
	}
}

// A title below a long head, and one that is only larger than the rest, counts
// as one.
func TestTitleBySize(t *testing.T) {
	t.Parallel()
	p := document.Page{Number: 1, Width: 600, Height: 800, Method: document.MethodText}
	line := func(y, height float64, text string) {
		for i, w := range strings.Fields(text) {
			p.Words = append(p.Words, document.Word{Text: w, Confidence: 1, Box: document.Box{X: float64(20 + 60*i), Y: y, Width: 50, Height: height}})
		}
	}
	for i := range 12 {
		line(float64(20+12*i), 9, "Cooperativa sociale Alfa, via delle Prove 1, Provaville")
	}
	plain := p
	plain.Words = slices.Clip(p.Words)
	p = plain
	line(220, 9, "Rendiconto dei beni forniti agli ospiti")
	small := p
	p = plain
	line(220, 16, "Rendiconto dei beni forniti agli ospiti")
	for name, c := range map[string]struct {
		page document.Page
		want document.Kind
	}{"small": {small, ""}, "large": {p, document.GoodsStatement}} {
		j := &job{r: &document.Reading{}}
		j.classify(j.factsOf([]sheet{arrange(c.page)}))
		if j.r.Kind != c.want {
			t.Errorf("%s: %q, %+v", name, j.r.Kind, j.r.Guesses)
		}
	}
}
