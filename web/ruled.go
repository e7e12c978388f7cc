package web

import (
	"cmp"
	"slices"
)

// ruledView sums up what was checked: a document without findings still says what
// was looked at, and what was not.
type ruledView struct {
	All, Applied, Not int
	Clean             []string // the titles of the rules that found nothing
	Why               []whyNotView
	// Unchecked are the rules that applied and could not check all that they check.
	Unchecked []ruleView
}

// whyNotView is one reason for which rules did not apply.
type whyNotView struct {
	Why   string
	Count int
}

// ruled sums up the rules; nil where none ran. The reasons come with the most rules
// first.
func ruled(rules []ruleView) *ruledView {
	if len(rules) == 0 {
		return nil
	}
	r := ruledView{All: len(rules)}
	for _, x := range rules {
		if x.Unchecked != "" {
			r.Unchecked = append(r.Unchecked, x)
		}
		switch {
		case x.Applied && x.Found == 0:
			r.Applied++
			r.Clean = append(r.Clean, x.Title)
		case x.Applied:
			r.Applied++
		default:
			r.Not++
			i := slices.IndexFunc(r.Why, func(w whyNotView) bool { return w.Why == x.Why })
			if i < 0 {
				i = len(r.Why)
				r.Why = append(r.Why, whyNotView{Why: x.Why})
			}
			r.Why[i].Count++
		}
	}
	slices.SortStableFunc(r.Why, func(a, b whyNotView) int { return cmp.Compare(b.Count, a.Count) })
	return &r
}
