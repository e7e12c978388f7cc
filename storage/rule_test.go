package storage

import (
	"testing"

	"github.com/insiemi/insiemi/reception"
)

// The version that brought a rule is the last one that changed it: confirming a
// proposal and a note do not, and before the first version that is known nothing
// tells of a change.
func TestRuleOf(t *testing.T) {
	t.Parallel()
	version := func(n, day int) RequirementVersion {
		return RequirementVersion{Is: reception.Requirement{Version: n, Recurrence: reception.Monthly, Due: reception.DueRule{Day: day, Months: 1}}}
	}
	all := []RequirementVersion{version(6, 5), version(5, 20), version(4, 12), version(3, 12), version(2, 5)} // 1 is not known
	for of, want := range map[int]int{6: 6, 5: 5, 4: 3, 3: 3, 2: 0, 1: 0} {
		if got := ruleOf(all, of).Is.Version; got != want {
			t.Errorf("the rule of version %d is told to be of %d, not %d", of, got, want)
		}
	}
}
