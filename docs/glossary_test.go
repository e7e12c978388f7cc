package docs_test

import (
	"go/ast"
	"regexp"
	"strings"
	"testing"
)

const glossary = "docs/GLOSSARY.md"

// The code uses every word that the glossary gives it, and declares no type
// under a word that the glossary rules out.
func TestTheGlossaryIsSpoken(t *testing.T) {
	used, types := identifiers(load(t))
	word := regexp.MustCompile("`([A-Za-z0-9.]+)`")
	rows := 0
	for line := range strings.SplitSeq(read(t, glossary), "\n") {
		cells := strings.Split(line, "|")
		if !strings.HasPrefix(line, "| ") || len(cells) != 6 || !strings.Contains(cells[2], "`") {
			continue
		}
		rows++
		for _, m := range word.FindAllStringSubmatch(cells[2], -1) {
			if !used[m[1]] {
				t.Errorf("%s: the code does not use the word %s: correct the row, or delete it", glossary, m[1])
			}
		}
		for _, m := range word.FindAllStringSubmatch(cells[4], -1) {
			if at, ok := types[m[1]]; ok {
				t.Errorf("%s declares the type %s; the word for this is %s (%s)", at, m[1], strings.TrimSpace(cells[2]), glossary)
			}
		}
	}
	if rows < 30 {
		t.Errorf("%s: only %d rows were found; has the form of its tables changed?", glossary, rows)
	}
}

// identifiers returns the names that the sources declare, and where they declare
// types.
func identifiers(r tree) (used map[string]bool, types map[string]string) {
	used, types = map[string]bool{}, map[string]string{}
	for _, s := range r.gos {
		if s.test {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			switch x := n.(type) {
			case *ast.TypeSpec:
				types[x.Name.Name] = s.at(x)
				used[x.Name.Name] = true
			case *ast.Ident:
				used[x.Name] = true
			}
			return true
		})
	}
	return used, types
}
