package check

import (
	"slices"
	"strings"
	"testing"
)

// TestWhatWasNotCheckedIsSaid holds that a run says of R18 that the cap per family could
// not be checked, and says nothing of the kind where it was, or where there is none.
func TestWhatWasNotCheckedIsSaid(t *testing.T) {
	for _, c := range familyCases() {
		res := Run(c.facts)
		i := slices.IndexFunc(res.Outcomes, func(o Outcome) bool { return o.Rule == "R18" })
		o := res.Outcomes[i]
		it, en := ruleOf(t, "R18").Unchecked(c.facts)
		if o.UncheckedIt != it || o.UncheckedEn != en || (it == "") != (en == "") {
			t.Errorf("%s: the outcome says %q, the rule %q", c.name, o.UncheckedIt, it)
		}
		open := strings.Contains(c.name, "names no family") || strings.Contains(c.name, "not sure") || strings.Contains(c.name, "another does not") || strings.Contains(c.name, "no register")
		if open != (it != "") {
			t.Errorf("%s: %q", c.name, it)
		}
	}
}
