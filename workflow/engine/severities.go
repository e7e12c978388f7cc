package engine

import (
	"context"
	"slices"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// OfficeProblems is everything that is wrong with an office: also with what it says
// of the rules, which the registry does not know.
func OfficeProblems(o reception.Office) reception.Problems {
	return slices.Concat(o.Validate(), check.UnknownRules(o.Rules))
}

// recheckGraver asks for new checks of the documents that are not decided and have
// findings of a rule to which an office gives another severity.
func recheckGraver(ctx context.Context, t *storage.Tx, before, now reception.Office) error {
	rules := Reweighed(before.Rules.Severities, now.Rules.Severities)
	if len(rules) == 0 {
		return nil
	}
	return t.EnqueueForRules(ctx, now.ID, rules, workflow.JobCheck)
}

// Reweighed are the ids of the rules of which the severity differs, in the order of
// the table.
func Reweighed(before, now map[string]string) []string {
	var out []string
	for _, r := range check.Rules() {
		if before[r.ID] != now[r.ID] {
			out = append(out, r.ID)
		}
	}
	return out
}
