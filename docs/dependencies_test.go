package docs_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const dependencies = "docs/dependencies.md"

// acceptable are the licences that code of the product may come under.
func acceptable() []string {
	return []string{"MIT", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "ISC", "MPL-2.0"}
}

// dependency is one row of the table.
type dependency struct {
	licence string
	places  []string
}

// Every module that go.mod requires has its row, with a licence that is
// acceptable and the packages that import it; no row is left over.
func TestEveryDependencyIsTold(t *testing.T) {
	told := toldDependencies(t)
	required := requiredModules(read(t, "go.mod"))
	if len(required) == 0 {
		t.Fatal("go.mod requires nothing: the test does not read it any more")
	}
	imports := importsByModule(load(t), required)
	var problems []string
	for _, m := range required {
		d, ok := told[m]
		if !ok {
			problems = append(problems, fmt.Sprintf("%s has no row for %s, which go.mod requires: read its licence and say why it was taken", dependencies, m))
			continue
		}
		if !slices.Contains(acceptable(), d.licence) {
			problems = append(problems, fmt.Sprintf("%s: %s is under %q, which is not among %s: replace it, or have the licence examined", dependencies, m, d.licence, strings.Join(acceptable(), ", ")))
		}
		if got := imports[m]; len(got) == 0 {
			problems = append(problems, fmt.Sprintf("%s is required by go.mod and imported nowhere: run go mod tidy and delete its row in %s", m, dependencies))
		} else if !slices.Equal(got, d.places) {
			problems = append(problems, fmt.Sprintf("%s: %s is imported in %s; the row says %s. Is the new place needed? Then write it there", dependencies, m, inTicks(got), inTicks(d.places)))
		}
	}
	for m := range told {
		if !slices.Contains(required, m) {
			problems = append(problems, fmt.Sprintf("%s has a row for %s, which go.mod does not require directly: delete the row", dependencies, m))
		}
	}
	report(t, problems)
}

func inTicks(list []string) string {
	return "`" + strings.Join(list, "` `") + "`"
}

func toldDependencies(t *testing.T) map[string]dependency {
	t.Helper()
	told := map[string]dependency{}
	for line := range strings.SplitSeq(read(t, dependencies), "\n") {
		cells := strings.Split(line, "|")
		if !strings.HasPrefix(line, "| `") || len(cells) != 7 {
			continue
		}
		name := strings.Trim(cells[1], " `")
		told[name] = dependency{strings.TrimSpace(cells[2]), strings.Fields(strings.ReplaceAll(cells[3], "`", ""))}
		if !regexp.MustCompile(`^20\d\d-[01]\d(, old)?$`).MatchString(strings.TrimSpace(cells[5])) {
			t.Errorf("%s: %s: write the month of its release as 2026-05, with \", old\" after more than two years", dependencies, name)
		}
	}
	return told
}

// requiredModules returns the modules that a go.mod requires directly.
func requiredModules(mod string) (out []string) {
	line := regexp.MustCompile(`(?m)^\s*(?:require )?([a-z0-9.-]+\.[a-z]+/\S+) v\S+(.*)$`)
	for _, m := range line.FindAllStringSubmatch(mod, -1) {
		if !strings.Contains(m[2], "indirect") {
			out = append(out, m[1])
		}
	}
	return out
}

// onlyTests is the place of a module that only test files import.
const onlyTests = "tests"

// importsByModule returns the packages of the main module that import each
// module, sorted.
func importsByModule(r tree, modules []string) map[string][]string {
	found, tested := map[string]map[string]bool{}, map[string]bool{}
	for _, s := range r.gos {
		if strings.HasPrefix(s.path, "deploy/s3d/") || s.dir() == "." {
			continue
		}
		for _, m := range modules {
			if !slices.ContainsFunc(s.imports(), func(p string) bool { return p == m || strings.HasPrefix(p, m+"/") }) {
				continue
			}
			tested[m] = tested[m] || s.test
			if found[m] == nil {
				found[m] = map[string]bool{}
			}
			if !s.test {
				found[m][s.dir()] = true
			}
		}
	}
	out := map[string][]string{}
	for m, dirs := range found {
		out[m] = slices.Sorted(maps.Keys(dirs))
		if len(dirs) == 0 && tested[m] {
			out[m] = []string{onlyTests}
		}
	}
	return out
}

func TestRequiredModules(t *testing.T) {
	t.Parallel()
	mod := "module example.org/a\n\ngo 1.26\n\nrequire example.org/b/v2 v2.0.0\n\nrequire (\n\texample.org/c v1.2.3\n\texample.org/d v0.0.0-2026 // indirect\n)\n"
	if got := requiredModules(mod); !slices.Equal(got, []string{"example.org/b/v2", "example.org/c"}) {
		t.Errorf("got %q", got)
	}
}
