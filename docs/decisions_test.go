package docs_test

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// decisionLines is the length of half a page, give or take.
const decisionLines = 45

// Decisions are numbered without gaps, are listed, are short, and say what was
// rejected and what it costs.
func TestDecisionsAreWhole(t *testing.T) {
	index := read(t, "docs/decisions/README.md")
	numbered := regexp.MustCompile(`^docs/decisions/(\d{4})-[a-z0-9-]+\.md$`)
	var numbers []string
	for _, name := range load(t).files {
		m := numbered.FindStringSubmatch(name)
		if m == nil {
			continue
		}
		numbers = append(numbers, m[1])
		text := read(t, name)
		title, _, _ := strings.Cut(text, "\n")
		if !strings.HasPrefix(title, "# "+m[1]+" ") {
			t.Errorf("%s must open with \"# %s \" and what was decided", name, m[1])
		}
		for _, part := range []string{"\nStatus: ", "\n**Context.** ", "\n**Decision.** ", "\n**Rejected.**", "\n**It costs** "} {
			if !strings.Contains(text, part) {
				t.Errorf("%s has no %q", name, strings.TrimSpace(part))
			}
		}
		if n := strings.Count(text, "\n"); n > decisionLines {
			t.Errorf("%s has %d lines, half a page is %d: say it shorter", name, n, decisionLines)
		}
		row := fmt.Sprintf("| [%s](%s) | %s |", m[1], path.Base(name), strings.TrimPrefix(title, "# "+m[1]+" "))
		if !strings.Contains(index, row) {
			t.Errorf("docs/decisions/README.md lacks the row\n%s", row)
		}
	}
	slices.Sort(numbers)
	for i, n := range numbers {
		if want := fmt.Sprintf("%04d", i+1); n != want {
			t.Errorf("docs/decisions: want number %s, found %s: numbers have no gaps and are not used twice", want, n)
			break
		}
	}
	if len(numbers) < 9 {
		t.Errorf("only %d decisions were found", len(numbers))
	}
}
