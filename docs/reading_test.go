package docs_test

import (
	"fmt"
	"go/ast"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const reading = "docs/reading.md"

// Every flag that a document gives to insiemi read or insiemi corpus exists.
func TestDocumentsNameFlagsThatExist(t *testing.T) {
	have := map[string][]string{"read": flagsOf(t, "cmd/insiemi/read.go"), "corpus": flagsOf(t, "cmd/insiemi/corpus.go")}
	call := regexp.MustCompile("insiemi (read|corpus)( [^`\n|#]*)?")
	flag := regexp.MustCompile(`(?:^|\s)--([a-z-]+)`)
	named := 0
	for _, name := range documents(t) {
		for _, m := range call.FindAllStringSubmatch(quoted(read(t, name)), -1) {
			for _, f := range flag.FindAllStringSubmatch(m[2], -1) {
				if named++; !slices.Contains(have[m[1]], f[1]) {
					t.Errorf("%s names the flag --%s of insiemi %s, which has %s", name, f[1], m[1], strings.Join(have[m[1]], ", "))
				}
			}
		}
	}
	if named < 5 {
		t.Errorf("only %d flags are named: %s tells how to repeat what was measured", named, reading)
	}
}

// flagsOf are the names of the flags that a file of a command defines.
func flagsOf(t *testing.T, file string) (out []string) {
	t.Helper()
	for _, s := range load(t).gos {
		if s.path != file {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) < 3 {
				return true
			}
			f, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || !strings.HasSuffix(f.Sel.Name, "Var") {
				return true
			}
			if name, ok := literal(call.Args[1]); ok {
				out = append(out, name)
			}
			return true
		})
	}
	if len(out) == 0 {
		t.Fatalf("%s defines no flags: the documents are compared with it", file)
	}
	return out
}

var fuzzed = regexp.MustCompile("(?m)^\\| `([a-z0-9_/]+)\\.(Fuzz[A-Za-z0-9_]*)` \\|")

// The list of fuzz targets is that of the sources: a parser without one is seen.
func TestEveryFuzzTargetOfDocumentsIsListed(t *testing.T) {
	have := map[string]bool{}
	for _, s := range load(t).gos {
		if !s.test || !strings.HasPrefix(s.path, "document/") {
			continue
		}
		for _, f := range functions(s) {
			if strings.HasPrefix(f.Name.Name, "Fuzz") {
				have[s.dir()+"."+f.Name.Name] = true
			}
		}
	}
	listed := map[string]bool{}
	for _, m := range fuzzed.FindAllStringSubmatch(read(t, reading), -1) {
		listed[m[1]+"."+m[2]] = true
	}
	for _, name := range slices.Sorted(maps.Keys(have)) {
		if !listed[name] {
			t.Errorf("%s does not list the fuzz target `%s`: add a row that says what it feeds", reading, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(listed)) {
		if !have[name] {
			t.Errorf("%s lists the fuzz target `%s`, which does not exist", reading, name)
		}
	}
}

// The benchmarks that the page on reading names exist, and the keys of an
// expectation are those that insiemi corpus understands.
func TestReadingNamesWhatExists(t *testing.T) {
	text := read(t, reading)
	benchmarks := map[string]bool{}
	var keys []string
	for _, s := range load(t).gos {
		for _, f := range functions(s) {
			benchmarks[f.Name.Name] = benchmarks[f.Name.Name] || s.test
		}
		if s.path == "cmd/insiemi/corpus_expected.go" {
			keys = tagsOf(s, "expected")
		}
	}
	for _, m := range regexp.MustCompile(`\bBenchmark[A-Z][A-Za-z]*`).FindAllString(text, -1) {
		if !benchmarks[m] {
			t.Errorf("%s names %s, which does not exist", reading, m)
		}
	}
	for _, k := range keys {
		if !strings.Contains(text, fmt.Sprintf("| `%s` |", k)) {
			t.Errorf("%s has no row about the key `%s` of an expectation", reading, k)
		}
	}
	if len(keys) == 0 {
		t.Error("cmd/insiemi/corpus_expected.go has no type expected: the page is compared with it")
	}
}

// tagsOf are the JSON keys of a struct.
func tagsOf(s source, name string) (out []string) {
	ast.Inspect(s.ast, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok || spec.Name.Name != name {
			return true
		}
		fields, ok := spec.Type.(*ast.StructType)
		if !ok {
			return true
		}
		for _, f := range fields.Fields.List {
			if m := regexp.MustCompile(`json:"([^",]+)`).FindStringSubmatch(f.Tag.Value); m != nil {
				out = append(out, m[1])
			}
		}
		return false
	})
	return out
}
