package check

import (
	"regexp"
	"slices"
	"testing"
)

// Figures of one language's way of writing, and a figure that was put into a sentence in
// both languages at once.
var (
	italianFigure = regexp.MustCompile(`\d\.\d{3}(\D|$)|\d,\d{1,2}( |$|\D)|\d €|\d %|\b\d\d/\d\d/\d{4}`)
	englishFigure = regexp.MustCompile(`€ ?\d|\d%|\d,\d{3}(,|\.|\s|$)`)
	unformatted   = regexp.MustCompile(`\{[^}]*\}|%!`)
)

// TestEachLanguageWritesItsFigures: English sentences, arithmetic, figures and inputs
// write numbers, amounts and dates as English does, Italian ones as Italian does.
func TestEachLanguageWritesItsFigures(t *testing.T) {
	figures := 0
	for _, c := range cases() {
		for _, f := range Run(c.facts).Findings {
			it, en := f.FiguresIn("it"), f.FiguresIn("en")
			says := map[string][]string{
				"it": slices.Concat([]string{f.It, f.DoIt, it.Declared, it.Computed, it.Difference}, f.ArithmeticIt),
				"en": slices.Concat([]string{f.En, f.DoEn, en.Declared, en.Computed, en.Difference}, f.ArithmeticEn),
			}
			for _, in := range f.Inputs {
				says["it"] = append(says["it"], in.It, in.ValueIn("it"))
				says["en"] = append(append(says["en"], in.En, in.ValueIn("en")), in.OthersIn("en")...)
			}
			for _, s := range says["en"] {
				if italianFigure.MatchString(s) || unformatted.MatchString(s) {
					t.Errorf("%s, %s: %q", f.Rule, c.name, s)
				}
			}
			for _, s := range says["it"] {
				if englishFigure.MatchString(s) || unformatted.MatchString(s) {
					t.Errorf("%s, %s: %q", f.Rule, c.name, s)
				}
			}
			if en != it {
				figures++
			}
		}
	}
	if figures < 50 {
		t.Errorf("%d findings have figures that the languages write otherwise: too few to say anything", figures)
	}
}
