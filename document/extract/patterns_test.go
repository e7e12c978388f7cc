package extract

import (
	"regexp"
	"testing"

	"github.com/insiemi/insiemi/document/pattern"
)

// Patterns are compiled when they are first needed: none may be wrong.
func TestPatternsCompile(t *testing.T) {
	signals()
	all := pattern.All()
	if len(all) < 150 {
		t.Errorf("only %d patterns are known", len(all))
	}
	for _, p := range all {
		if _, err := regexp.Compile(p.String()); err != nil {
			t.Errorf("%s: %v", p, err)
		}
	}
}
