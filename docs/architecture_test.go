package docs_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const architecture = "docs/ARCHITECTURE.md"

// layer is one line of the imports block: a package, or a tree of packages that
// ends in "/...", and what it may import.
type layer struct {
	line    int
	pattern string
	allowed []string
}

// testLayer is the pattern of the line about test files.
const testLayer = "_test.go"

// imported is one package's import of another of the project.
type imported struct {
	file string
	test bool
	from string // folder of the importing package
	to   string // folder of the imported package
}

// Every import between packages of the project is allowed by the block in
// ARCHITECTURE.md, and the block says nothing that is no longer so.
func TestImportsOnlyGoDown(t *testing.T) {
	layers, err := parseLayers(block(t, architecture, "imports"))
	if err != nil {
		t.Fatal(err)
	}
	var uses []imported
	var dirs []string
	for _, s := range load(t).gos {
		dirs = append(dirs, s.dir())
		for _, p := range s.imports() {
			if to, ok := strings.CutPrefix(p, module+"/"); ok {
				uses = append(uses, imported{file: s.path, test: s.test, from: s.dir(), to: to})
			}
		}
	}
	slices.Sort(dirs)
	report(t, checkImports(layers, slices.Compact(dirs), uses))
}

// The check fails on what it is there for.
func TestTheImportsCheckFails(t *testing.T) {
	t.Parallel()
	layers, err := parseLayers(map[int]string{1: "_test.go: fake", 2: "web: engine", 3: "engine: storage doc", 4: "fake:", 5: "storage:", 6: "doc/...:"})
	if err != nil {
		t.Fatal(err)
	}
	dirs := []string{"web", "engine", "storage", "fake", "doc/a"}
	good := []imported{{"web/a.go", false, "web", "engine"}, {"engine/a.go", false, "engine", "storage"}, {"engine/a.go", false, "engine", "doc"},
		{"web/a_test.go", true, "web", "fake"}, {"engine/a_test.go", true, "engine", "storage"}}
	if got := checkImports(layers, dirs, good); len(got) > 0 {
		t.Fatalf("a good tree is refused: %q", got)
	}
	for name, tc := range map[string]struct {
		dirs []string
		uses []imported
		want string
	}{
		"not allowed":       {dirs, append(good, imported{"web/b.go", false, "web", "storage"}), "web/b.go imports storage"},
		"upwards":           {dirs, append(good, imported{"storage/b.go", false, "storage", "engine"}), "storage/b.go imports engine"},
		"a test upwards":    {dirs, append(good, imported{"storage/b_test.go", true, "storage", "web"}), "storage/b_test.go imports web"},
		"product to test":   {dirs, append(good, imported{"web/b.go", false, "web", "fake"}), "web/b.go imports fake"},
		"no line":           {append(dirs, "util"), good, "util has no line"},
		"no such package":   {dirs[:4], good, "line 6 (doc/...)"},
		"not used any more": {dirs, good[1:], "line 2 (web): no file imports engine"},
		"no test uses it":   {dirs, slices.Delete(slices.Clone(good), 3, 4), "line 1 (_test.go): no file imports fake"},
	} {
		if got := strings.Join(checkImports(layers, tc.dirs, tc.uses), "\n"); !strings.Contains(got, tc.want) {
			t.Errorf("%s: got %q, want %q", name, got, tc.want)
		}
	}
	for text, want := range map[string]string{"web engine": "want", "web: engine": "below"} {
		if _, err := parseLayers(map[int]string{1: text}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v", text, err)
		}
	}
}

// parseLayers reads the block and refuses a line that names a package above it.
func parseLayers(lines map[int]string) ([]layer, error) {
	var out []layer
	for _, n := range slices.Sorted(maps.Keys(lines)) {
		pattern, list, ok := strings.Cut(lines[n], ":")
		if !ok {
			return nil, fmt.Errorf("%s:%d: want \"package: what it may import\"", architecture, n)
		}
		out = append(out, layer{n, strings.TrimSpace(pattern), strings.Fields(list)})
	}
	for i, l := range out {
		for _, a := range l.allowed {
			below := slices.ContainsFunc(out[i+1:], func(m layer) bool { return matches(m.pattern, a) || m.pattern == a })
			if !below && !matches(l.pattern, a) {
				return nil, fmt.Errorf("%s:%d: %s may import %s, which has no line below it: imports only go down", architecture, l.line, l.pattern, a)
			}
		}
	}
	return out, nil
}

func matches(pattern, dir string) bool {
	if tree, ok := strings.CutSuffix(pattern, "/..."); ok {
		return dir == tree || strings.HasPrefix(dir, tree+"/")
	}
	return pattern == dir
}

// find returns the most exact line about a folder.
func find(layers []layer, dir string) (best layer, at int, ok bool) {
	for i, l := range layers {
		if matches(l.pattern, dir) && (!ok || len(l.pattern) > len(best.pattern) || l.pattern == dir) {
			best, at, ok = l, i, true
		}
	}
	return best, at, ok
}

func checkImports(layers []layer, dirs []string, uses []imported) []string {
	var problems []string
	used := map[string]bool{} // "pattern allowed"
	for _, u := range uses {
		l, at, ok := find(layers, u.from)
		if !ok || u.from == u.to {
			continue // a package without a line is told below
		}
		by, allowed := allows(layers, l, at, u)
		if !allowed {
			problems = append(problems, fmt.Sprintf("%s imports %s, which %s does not allow: move the code to where it may be, or have the caller pass what is needed; if the design changed, add %s to the line %q and a record to docs/decisions", u.file, u.to, architecture, u.to, l.pattern))
		}
		used[by] = true
	}
	for _, d := range dirs {
		if _, _, ok := find(layers, d); !ok {
			problems = append(problems, fmt.Sprintf("%s has no line in the imports block of %s: add one, as low as it can stand", d, architecture))
		}
	}
	return append(problems, stale(layers, dirs, used)...)
}

// allows says whether an import is allowed, and by which word of the block. A
// test file may import what its package may, what stands below its package, and
// what the line about test files names.
func allows(layers []layer, l layer, at int, u imported) (by string, ok bool) {
	for _, a := range l.allowed {
		if matches(a, u.to) {
			return l.pattern + " " + a, true
		}
	}
	if matches(l.pattern, u.to) && strings.HasSuffix(l.pattern, "/...") {
		return "", true
	}
	if !u.test {
		return "", false
	}
	for _, x := range layers {
		for _, a := range x.allowed {
			if x.pattern == testLayer && matches(a, u.to) {
				return testLayer + " " + a, true
			}
		}
	}
	_, below, ok := find(layers, u.to)
	return "", ok && below > at
}

// stale tells the words of the block that nothing uses.
func stale(layers []layer, dirs []string, used map[string]bool) []string {
	var problems []string
	for _, l := range layers {
		if l.pattern != testLayer && !slices.ContainsFunc(dirs, func(d string) bool { return matches(l.pattern, d) }) {
			problems = append(problems, fmt.Sprintf("%s line %d (%s): there is no such package; delete the line", architecture, l.line, l.pattern))
			continue
		}
		for _, a := range l.allowed {
			if !used[l.pattern+" "+a] {
				problems = append(problems, fmt.Sprintf("%s line %d (%s): no file imports %s any more; delete the word", architecture, l.line, l.pattern, a))
			}
		}
	}
	return problems
}

var guard = regexp.MustCompile("`([a-z0-9_/]+)\\.((?:Test|Fuzz)[A-Za-z0-9_]*)`")

// Every test that ARCHITECTURE.md or a decision names as a guard exists.
func TestGuardsExist(t *testing.T) {
	tests := map[string]bool{}
	r := load(t)
	for _, s := range r.gos {
		for _, f := range functions(s) {
			if s.test {
				tests[s.dir()+"."+f.Name.Name] = true
			}
		}
	}
	var problems []string
	for _, doc := range r.files {
		if !strings.HasPrefix(doc, "docs/") || !strings.HasSuffix(doc, ".md") {
			continue
		}
		for _, m := range guard.FindAllStringSubmatch(read(t, doc), -1) {
			if !tests[m[1]+"."+m[2]] {
				problems = append(problems, fmt.Sprintf("%s names the test %s.%s, which does not exist: name the test that guards this now, or write it", doc, m[1], m[2]))
			}
		}
	}
	report(t, problems)
}

// Every row of the table of invariants names at least one test.
func TestEveryInvariantHasAGuard(t *testing.T) {
	rows := 0
	for _, line := range strings.Split(read(t, architecture), "\n") {
		if !regexp.MustCompile(`^\| [0-9]+ \|`).MatchString(line) {
			continue
		}
		rows++
		if !guard.MatchString(line) {
			t.Errorf("%s: an invariant names no test that guards it: %.80s", architecture, line)
		}
	}
	if rows < 7 {
		t.Errorf("%s has %d invariants in its table, want the seven of the design", architecture, rows)
	}
}

// The picture shows every kind of machine work, and no other.
func TestThePictureShowsEveryJob(t *testing.T) {
	var kinds []string
	for _, s := range load(t).gos {
		if s.dir() == "workflow" && !s.test {
			kinds = append(kinds, constantsOf(s, "JobKind")...)
		}
	}
	if len(kinds) == 0 {
		t.Fatal("package workflow has no constants of type JobKind: the picture is compared with them")
	}
	tick := constant(t, "workers", "tickTask")
	_, picture, _ := strings.Cut(read(t, architecture), "\n```\n")
	picture, _, _ = strings.Cut(picture, "\n```\n")
	var shown []string
	for _, m := range regexp.MustCompile(`[a-z]+:[a-z]+`).FindAllString(picture, -1) {
		shown = append(shown, m)
		if m != tick && !slices.Contains(kinds, m) {
			t.Errorf("the picture in %s shows the job %s, which does not exist", architecture, m)
		}
	}
	for _, k := range append(kinds, tick) {
		if !slices.Contains(shown, k) {
			t.Errorf("the picture in %s does not show the job %s: add it where it leads", architecture, k)
		}
	}
}
