package docs_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// maxLines is the longest that a file may be. Files that only hold data (no
// function) are exempt.
const maxLines = 400

// outside are the packages through which the world outside gets in. A pure
// package imports none of them, nor anything below them.
func outside() []string {
	return []string{"net", "os", "io/ioutil", "database/sql", "log", "syscall", "plugin", "testing", "context",
		"math/rand", "crypto/rand", "github.com/jackc", "github.com/redis", "github.com/hibiken", "github.com/minio"}
}

// harmless are exceptions to outside: only interfaces or only computation.
func harmless() []string { return []string{"database/sql/driver", "net/url", "net/mail", "net/netip"} }

// clocks are the calls that ask the machine what time it is, or wait.
func clocks() []string {
	return []string{"time.Now", "time.Since", "time.Until", "time.Sleep", "time.After", "time.AfterFunc", "time.Tick", "time.NewTimer", "time.NewTicker"}
}

// The packages in the pure block have no clock, no I/O and no context.
func TestPurePackagesArePure(t *testing.T) {
	pure := map[string][]string{} // folder: what it may import all the same
	for _, line := range block(t, architecture, "pure") {
		dir, also, _ := strings.Cut(line, ":")
		pure[strings.TrimSpace(dir)] = strings.Fields(also)
	}
	var problems []string
	seen := map[string]bool{}
	for _, s := range load(t).gos {
		also, ok := pure[s.dir()]
		if !ok || s.test {
			continue
		}
		seen[s.dir()] = true
		problems = append(problems, impurities(s, also)...)
	}
	for dir := range pure {
		if !seen[dir] {
			problems = append(problems, fmt.Sprintf("%s: the pure block names %s, which is no package; delete the line", architecture, dir))
		}
	}
	report(t, problems)
}

func impurities(s source, also []string) []string {
	var problems []string
	for _, p := range s.imports() {
		under := func(dir string) bool { return p == dir || strings.HasPrefix(p, dir+"/") }
		if slices.ContainsFunc(outside(), under) && !slices.Contains(harmless(), p) && !slices.Contains(also, p) {
			problems = append(problems, fmt.Sprintf("%s imports %s, but its package is pure: let the caller load it and pass it in", s.path, p))
		}
	}
	ast.Inspect(s.ast, func(n ast.Node) bool {
		if e, ok := n.(*ast.SelectorExpr); ok && slices.Contains(clocks(), funcName(e)) {
			problems = append(problems, fmt.Sprintf("%s asks the clock (%s), but its package is pure: let the caller pass the date", s.at(n), funcName(e)))
		}
		return true
	})
	return problems
}

// Only main.go of a command ends the process; TestMain ends that of a test.
func TestOnlyMainEndsTheProcess(t *testing.T) {
	var problems []string
	for _, s := range load(t).gos {
		problems = append(problems, endings(s)...)
	}
	report(t, problems)
}

func endings(s source) (problems []string) {
	ends := []string{"os.Exit", "log.Fatal", "log.Fatalf", "log.Fatalln", "syscall.Exit"}
	for _, f := range functions(s) {
		inMain := s.ast.Name.Name == "main" && path.Base(s.path) == "main.go" && f.Name.Name == "main"
		if inMain || (s.test && f.Name.Name == "TestMain") {
			continue
		}
		for _, c := range calls(f) {
			if slices.Contains(ends, funcName(c.Fun)) {
				problems = append(problems, fmt.Sprintf("%s calls %s: return an error instead; only func main in main.go ends the process", s.at(c), funcName(c.Fun)))
			}
		}
	}
	return problems
}

// Every package opens with a comment that says what it is.
func TestEveryPackageHasAComment(t *testing.T) {
	has, all := map[string]bool{}, map[string]bool{}
	for _, s := range load(t).gos {
		if s.test && s.ast.Name.Name != "docs_test" {
			continue
		}
		all[s.dir()] = true
		if s.ast.Doc != nil && len(strings.Fields(s.ast.Doc.Text())) >= 8 {
			has[s.dir()] = true
		}
	}
	for dir := range all {
		if !has[dir] {
			t.Errorf("package %s has no comment: say what it is, what it never does, and its invariants, above its package clause", dir)
		}
	}
}

// No package is a drawer, none works behind the reader's back.
func TestNoDrawersAndNoInit(t *testing.T) {
	drawers := []string{"util", "utils", "common", "helper", "helpers", "model", "models", "misc", "base", "shared"}
	var problems []string
	for _, s := range load(t).gos {
		if slices.Contains(drawers, path.Base(s.dir())) {
			problems = append(problems, fmt.Sprintf("%s is a drawer: name the package after what it does", s.dir()))
		}
		for _, f := range functions(s) {
			if f.Recv == nil && f.Name.Name == "init" {
				problems = append(problems, fmt.Sprintf("%s: no init functions: make a table, or call it from where it is needed", s.at(f)))
			}
		}
	}
	report(t, problems)
}

// Files are short enough to be read in one go.
func TestFilesAreShort(t *testing.T) {
	for _, s := range load(t).gos {
		if s.lines > maxLines && len(functions(s)) > 0 {
			t.Errorf("%s has %d lines, at most %d are allowed: split it by what its parts do", s.path, s.lines, maxLines)
		}
	}
}

// Functions are short: half of them up to 15 lines, nine of ten up to 50.
func TestFunctionsAreShort(t *testing.T) {
	var lengths []int
	for _, s := range load(t).gos {
		for _, f := range functions(s) {
			lengths = append(lengths, s.fset.Position(f.End()).Line-s.fset.Position(f.Pos()).Line+1)
		}
	}
	slices.Sort(lengths)
	median, ninth := lengths[len(lengths)/2], lengths[len(lengths)*9/10]
	t.Logf("%d functions: median %d lines, 90th percentile %d", len(lengths), median, ninth)
	if median > 15 || ninth > 50 {
		t.Errorf("functions have a median of %d lines and a 90th percentile of %d; want at most 15 and 50: split the longest", median, ninth)
	}
}

// Tests run always, and wait for a signal, never for a while.
func TestTestsNeitherSkipNorSleep(t *testing.T) {
	var problems []string
	for _, s := range load(t).gos {
		if s.test || strings.HasSuffix(s.dir(), "test") {
			problems = append(problems, evasions(s)...)
		}
	}
	pattern := regexp.MustCompile(`\b(?:test|it|describe)\.(?:skip|only|fixme)\b|waitForTimeout\(`)
	for _, name := range load(t).files {
		if ext := path.Ext(name); (ext != ".js" && ext != ".mjs" && ext != ".ts") || isVendored(name) {
			continue
		}
		for i, line := range strings.Split(read(t, name), "\n") {
			if m := pattern.FindString(line); m != "" {
				problems = append(problems, fmt.Sprintf("%s:%d has %s: browser tests neither skip nor sleep; wait for what should be on the page", name, i+1, m))
			}
		}
	}
	report(t, problems)
}

func evasions(s source) (problems []string) {
	subjects := []string{"t", "b", "f", "tb", "tt", "st"}
	ast.Inspect(s.ast, func(n ast.Node) bool {
		e, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		x, sel, _ := strings.Cut(funcName(e), ".")
		switch {
		case slices.Contains(subjects, x) && strings.HasPrefix(sel, "Skip"), x == "testing" && sel == "Short":
			problems = append(problems, fmt.Sprintf("%s may skip: a test that does not run guards nothing; make it run everywhere", s.at(n)))
		case s.test && x == "time" && sel == "Sleep":
			problems = append(problems, fmt.Sprintf("%s sleeps: wait for a signal, or use testing/synctest", s.at(n)))
		}
		return true
	})
	return problems
}

// Templates get typed views: a misspelt field is then found at boot.
func TestTemplatesGetTypedViews(t *testing.T) {
	var problems []string
	for _, s := range load(t).gos {
		if !s.test && (s.dir() == "web" || s.dir() == "workers/mail") {
			problems = append(problems, bags(s)...)
		}
	}
	report(t, problems)
}

func bags(s source) (problems []string) {
	ast.Inspect(s.ast, func(n ast.Node) bool {
		m, ok := n.(*ast.MapType)
		if !ok {
			return true
		}
		_, empty := m.Value.(*ast.InterfaceType)
		if id, named := m.Value.(*ast.Ident); empty || (named && id.Name == "any") {
			problems = append(problems, fmt.Sprintf("%s: a map of anything: make a struct of it", s.at(n)))
		}
		return true
	})
	return problems
}

// The checks above find what they are there for, and leave alone what is fine.
func TestHabitsAreChecked(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		path, code string
		check      func(source) []string
		want       int
	}{
		"the clock":           {"a/a.go", `import "time"; var x = time.Now()`, func(s source) []string { return impurities(s, nil) }, 1},
		"a date":              {"a/a.go", `import "time"; var x = time.UTC`, func(s source) []string { return impurities(s, nil) }, 0},
		"files":               {"a/a.go", `import "os/exec"`, func(s source) []string { return impurities(s, nil) }, 1},
		"the network":         {"a/a.go", `import "net/http"`, func(s source) []string { return impurities(s, nil) }, 1},
		"an interface":        {"a/a.go", `import "database/sql/driver"`, func(s source) []string { return impurities(s, nil) }, 0},
		"allowed by name":     {"a/a.go", `import "math/rand/v2"`, func(s source) []string { return impurities(s, []string{"math/rand/v2"}) }, 0},
		"an exit":             {"a/a.go", `import "os"; func f() { os.Exit(1) }`, endings, 1},
		"an exit in a test":   {"a/a_test.go", `import "os"; func TestMain() { os.Exit(1) }`, endings, 0},
		"a skip":              {"a/a_test.go", `func TestA(t *testing.T) { t.Sk` + `ipf("x") }`, evasions, 1},
		"a sleep":             {"a/a_test.go", `func TestA(t *testing.T) { time.Sleep(1) }`, evasions, 1},
		"skipping an element": {"a/a_test.go", `func TestA(t *testing.T) { decoder.Skip() }`, evasions, 0},
		"a bag":               {"web/a.go", `var x = map[string]any{}`, bags, 1},
		"a typed map":         {"web/a.go", `var x = map[string]int{}`, bags, 0},
	} {
		s, err := parse(tc.path, "package a; "+tc.code)
		if err != nil {
			t.Fatal(err)
		}
		if got := tc.check(s); len(got) != tc.want {
			t.Errorf("%s: %d problems, want %d: %q", name, len(got), tc.want, got)
		}
	}
}

// functions returns the functions and methods of a file.
func functions(s source) []*ast.FuncDecl {
	var out []*ast.FuncDecl
	for _, d := range s.ast.Decls {
		if f, ok := d.(*ast.FuncDecl); ok {
			out = append(out, f)
		}
	}
	return out
}

// calls returns the calls within a function.
func calls(f *ast.FuncDecl) []*ast.CallExpr {
	var out []*ast.CallExpr
	ast.Inspect(f, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok {
			out = append(out, c)
		}
		return true
	})
	return out
}

// literal returns the value of a string literal or of literals joined with +.
func literal(e ast.Expr) (string, bool) {
	switch x := e.(type) {
	case *ast.BasicLit:
		return unquote(x)
	case *ast.BinaryExpr:
		a, ok := literal(x.X)
		b, too := literal(x.Y)
		return a + b, ok && too && x.Op == token.ADD
	}
	return "", false
}
