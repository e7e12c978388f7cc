package check

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/insiemi/insiemi/reception"
)

// weigh says how grave a finding is that set a severity itself ("": it did not),
// where the office wants another for the rule ("": it does not). What a finding
// knows to be milder stays as mild: a task that rests on what is not sure never
// comes to block, and what only informs stays that.
func (r Rule) weigh(set, wanted Severity) Severity {
	is := cmp.Or(set, r.Severity)
	switch {
	case set == Info || rank(wanted) < 0:
		return is
	case rank(is) > rank(r.Severity): // milder than the rule, for a reason of its own
		return milder(is, wanted)
	case rank(is) < rank(r.Severity) && rank(wanted) < rank(r.Severity): // both graver than the rule
		return graver(is, wanted)
	}
	return wanted
}

func milder(a, b Severity) Severity { return Severities()[max(rank(a), rank(b))] }
func graver(a, b Severity) Severity { return Severities()[min(rank(a), rank(b))] }

// UnknownRules says which of an office's severities are for rules that are not
// there. Their fields are as in reception.Office: "rules.severities.R99".
func UnknownRules(r reception.OfficeRules) reception.Problems {
	var ps reception.Problems
	for _, id := range slices.Sorted(maps.Keys(r.Severities)) {
		if _, ok := RuleOf(id); !ok {
			ps = append(ps, reception.Problem{Field: "rules.severities." + id,
				It: fmt.Sprintf("Il controllo «%s» non esiste. I codici dei controlli sono nella pagina Controlli: correggere il codice o toglierlo.", id),
				En: fmt.Sprintf("There is no rule %q. The codes of the rules are on the page Checks: correct the code or take it out.", id)})
		}
	}
	return ps
}
