package workflow

import (
	"strings"
	"testing"
)

// A catalogue with a ladder that can't be used is refused with the row and why.
func TestLaddersOfTheCatalogue(t *testing.T) {
	const row = `- {kind: COM_GIORNALIERA, subject: centre, recurrence: daily, due: {term: {hours: 12}}, basis: b, note: {it: i, en: e}`
	for _, tc := range []struct{ name, ladder, want string }{
		{"usable", ", ladder: [0, 1]}", ""},
		{"none at all", ", ladder: []}", ""},
		{"the office's", "}", "begins on the due day"},
		{"before its day", ", ladder: [-1, 0]}", "begins on the due day"},
		{"not in order", ", ladder: [1, 0]}", "ladder.steps[1]"},
		{"too late", ", ladder: [0, 999]}", "ladder.steps[1]"},
	} {
		all, err := parseRequirements([]byte(row + tc.ladder))
		switch {
		case tc.want == "" && (err != nil || all[0].Ladder == nil):
			t.Errorf("%s: %+v, %v", tc.name, all, err)
		case tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want) || !strings.Contains(err.Error(), "row 1")):
			t.Errorf("%s: %v", tc.name, err)
		}
	}
}
