// Package docs_test keeps true what the documents say: which package may import
// which, which test guards which invariant, what the settings, commands and
// targets are called, under which licences the parts come. It reads the sources
// in-process, so a change to any of them makes the tests run again.
//
// It never shells out, never builds anything, and needs no service.
package docs_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

const (
	root   = ".."
	module = "github.com/insiemi/insiemi"
)

// source is one Go file.
type source struct {
	path  string // from the root of the repository, with slashes
	test  bool
	lines int
	fset  *token.FileSet
	ast   *ast.File
}

// imports returns the paths that the file imports.
func (s source) imports() []string {
	var out []string
	for _, i := range s.ast.Imports {
		out = append(out, strings.Trim(i.Path.Value, `"`))
	}
	return out
}

// at names a place in the file.
func (s source) at(n ast.Node) string {
	return fmt.Sprintf("%s:%d", s.path, s.fset.Position(n.Pos()).Line)
}

// dir is the package's folder from the root; "." for the root itself.
func (s source) dir() string { return path.Dir(s.path) }

// tree is what the repository holds.
type tree struct {
	files []string // every file, from the root
	gos   []source
}

// repository reads the whole repository once for all tests.
var repository = sync.OnceValues(func() (tree, error) {
	var r tree
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			if p != root && leftOut(d.Name()) {
				return filepath.SkipDir
			}
			return nil
		}
		name := filepath.ToSlash(strings.TrimPrefix(p, root+string(filepath.Separator)))
		r.files = append(r.files, name)
		if strings.HasSuffix(name, ".go") && !strings.Contains(name, "/testdata/") {
			src, err := os.ReadFile(p)
			if err != nil {
				return err
			}
			s, err := parse(name, string(src))
			if err != nil {
				return err
			}
			r.gos = append(r.gos, s)
		}
		return nil
	})
	return r, err
})

// leftOut says that a folder holds nothing that is part of the sources.
func leftOut(name string) bool {
	return (strings.HasPrefix(name, ".") && name != ".ci") || slices.Contains([]string{"bin", "node_modules"}, name)
}

func parse(name, src string) (source, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return source{}, fmt.Errorf("parse: %w", err)
	}
	return source{path: name, test: strings.HasSuffix(name, "_test.go"), lines: strings.Count(src, "\n"), fset: fset, ast: f}, nil
}

// load returns the repository.
func load(t *testing.T) tree {
	t.Helper()
	r, err := repository()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// read returns the text of a file named from the root.
func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// report fails the test with one line for each problem.
func report(t *testing.T, problems []string) {
	t.Helper()
	slices.Sort(problems)
	for _, p := range slices.Compact(problems) {
		t.Error(p)
	}
}

// block returns the lines of the fenced block of that name in a document, by
// their number in the file.
func block(t *testing.T, document, name string) map[int]string {
	t.Helper()
	out, in := map[int]string{}, false
	for i, line := range strings.Split(read(t, document), "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "```"+name:
			in = true
		case in && line == "```":
			return out
		case in && line != "" && !strings.HasPrefix(line, "#"):
			out[i+1] = line
		}
	}
	t.Fatalf("%s has no block that starts with ```%s: the test reads it", document, name)
	return nil
}

// funcName is the name of a call's function as it stands there: "os.Exit".
func funcName(e ast.Expr) string {
	switch f := e.(type) {
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok {
			return x.Name + "." + f.Sel.Name
		}
		return "." + f.Sel.Name
	case *ast.Ident:
		return f.Name
	}
	return ""
}

// constantsOf returns the values of the string constants of a type in a file.
func constantsOf(s source, typ string) (out []string) {
	for _, d := range s.ast.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST {
			continue
		}
		for _, spec := range g.Specs {
			v := spec.(*ast.ValueSpec)
			id, ok := v.Type.(*ast.Ident)
			if !ok || id.Name != typ {
				continue
			}
			for _, e := range v.Values {
				if text, ok := literal(e); ok {
					out = append(out, text)
				}
			}
		}
	}
	return out
}
