package docs_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	readme = "README.md"
)

func unquote(l *ast.BasicLit) (string, bool) {
	if l.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(l.Value)
	return s, err == nil
}

// rows returns the elements of the list that a function of a file returns, each
// as its named fields as they stand in the source, strings without quotes.
func rows(t *testing.T, file, function string) []map[string]string {
	t.Helper()
	for _, s := range load(t).gos {
		if s.path != file {
			continue
		}
		for _, f := range functions(s) {
			if f.Name.Name == function {
				return elements(t, s, f)
			}
		}
	}
	t.Fatalf("%s has no function %s: the documents are compared with it", file, function)
	return nil
}

func elements(t *testing.T, s source, f *ast.FuncDecl) (out []map[string]string) {
	t.Helper()
	ast.Inspect(f, func(n ast.Node) bool {
		l, ok := n.(*ast.CompositeLit)
		if !ok || l.Type != nil {
			return true
		}
		row := map[string]string{}
		for _, e := range l.Elts {
			kv, ok := e.(*ast.KeyValueExpr)
			if !ok {
				t.Fatalf("%s: name the fields of the rows, a test reads them", s.at(e))
			}
			value, ok := literal(kv.Value)
			if id, named := kv.Value.(*ast.Ident); !ok && named {
				value = id.Name
			}
			row[kv.Key.(*ast.Ident).Name] = value
		}
		out = append(out, row)
		return false
	})
	return out
}

// table returns the rows of the table under a heading of the README.
func table(t *testing.T, heading string) []string {
	t.Helper()
	_, after, ok := strings.Cut(read(t, readme), "\n## "+heading+"\n")
	if !ok {
		t.Fatalf("%s has no heading %q: a test reads the table under it", readme, heading)
	}
	after, _, _ = strings.Cut(after, "\n## ")
	var out []string
	for line := range strings.SplitSeq(after, "\n") {
		if strings.HasPrefix(line, "| `") {
			out = append(out, line)
		}
	}
	return out
}

// The configuration table of the README is the table of settings.
func TestTheReadmeShowsEverySetting(t *testing.T) {
	var want []string
	for _, s := range rows(t, "cmd/insiemi/config.go", "settings") {
		preset := "–"
		switch {
		case s["needed"] == "true":
			preset = "needed"
		case s["preset"] != "":
			preset = "`" + s["preset"] + "`"
		}
		want = append(want, fmt.Sprintf("| `%s` | %s | %s |", s["name"], preset, s["help"]))
	}
	same(t, "Configuration", want)
}

// The table of commands of the README is the list of commands.
func TestTheReadmeShowsEveryCommand(t *testing.T) {
	var want []string
	for _, c := range rows(t, "cmd/insiemi/main.go", "commands") {
		if c["hide"] != "true" {
			want = append(want, fmt.Sprintf("| `insiemi %s` | %s |", c["name"], c["help"]))
		}
	}
	same(t, "Commands", want)
}

func same(t *testing.T, heading string, want []string) {
	t.Helper()
	if len(want) == 0 {
		t.Fatal("the source has no rows")
	}
	if got := table(t, heading); !slices.Equal(got, want) {
		t.Errorf("%s: the table under %q is not that of the program. It must be:\n%s", readme, heading, strings.Join(want, "\n"))
	}
}

// quoted returns what stands between backticks or in fenced blocks.
func quoted(text string) string {
	var b strings.Builder
	in := false
	span := regexp.MustCompile("`[^`]+`")
	for line := range strings.SplitSeq(text, "\n") {
		switch {
		case strings.HasPrefix(strings.TrimSpace(line), "```"):
			in = !in
		case in:
			fmt.Fprintln(&b, line)
		default:
			fmt.Fprintln(&b, strings.Join(span.FindAllString(line, -1), "\n"))
		}
	}
	return b.String()
}

// Every command of ours and every target of make that a document names exists.
func TestDocumentsNameWhatExists(t *testing.T) {
	var commands []string
	for _, c := range rows(t, "cmd/insiemi/main.go", "commands") {
		commands = append(commands, c["name"])
	}
	var targets []string
	for _, m := range regexp.MustCompile(`(?m)^([a-z][a-z-]*)(?: [a-z /-]+)?:.*##`).FindAllStringSubmatch(read(t, "Makefile"), -1) {
		targets = append(targets, m[1])
	}
	ours := regexp.MustCompile("(?m)(?:^|[`/ ])insiemi ([a-z][a-z-]*)")
	made := regexp.MustCompile("(?m)(?:^|[` ])make ([a-z][a-z-]*)")
	for _, name := range documents(t) {
		text := quoted(read(t, name))
		for _, m := range ours.FindAllStringSubmatch(text, -1) {
			if !slices.Contains(commands, m[1]) {
				t.Errorf("%s names the command %q, which cmd/insiemi/main.go does not have: it has %s", name, "insiemi "+m[1], strings.Join(commands, ", "))
			}
		}
		for _, m := range made.FindAllStringSubmatch(text, -1) {
			if !slices.Contains(targets, m[1]) {
				t.Errorf("%s names %q, which the Makefile does not have (or without a ## text): it has %s", name, "make "+m[1], strings.Join(targets, ", "))
			}
		}
	}
}

// documents returns the documents for people, from the root.
func documents(t *testing.T) (out []string) {
	t.Helper()
	for _, name := range load(t).files {
		if path.Ext(name) == ".md" && !isVendored(name) {
			out = append(out, name)
		}
	}
	return out
}

// Every file, folder and heading that a document links to exists.
func TestLinksLead(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)\s]+)\)`)
	for _, name := range documents(t) {
		for _, m := range link.FindAllStringSubmatch(read(t, name), -1) {
			if strings.Contains(m[1], "://") || strings.HasPrefix(m[1], "mailto:") {
				continue
			}
			to, anchor, _ := strings.Cut(m[1], "#")
			target := path.Join(path.Dir(name), to)
			if to == "" {
				target = name
			}
			if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(target))); err != nil {
				t.Errorf("%s links to %s, which is not there", name, m[1])
				continue
			}
			if anchor != "" && !slices.Contains(anchors(read(t, target)), anchor) {
				t.Errorf("%s links to %s, which has no such heading", name, m[1])
			}
		}
	}
}

func anchors(text string) (out []string) {
	drop := regexp.MustCompile(`[^\p{L}\p{N} _-]`)
	for line := range strings.SplitSeq(text, "\n") {
		if h, ok := strings.CutPrefix(line, "#"); ok {
			h = strings.ToLower(strings.TrimSpace(strings.TrimLeft(h, "#")))
			out = append(out, strings.ReplaceAll(drop.ReplaceAllString(h, ""), " ", "-"))
		}
	}
	return out
}

// The README names each demo account, and the password, as seed prints them.
func TestTheReadmeShowsTheDemoAccounts(t *testing.T) {
	text := read(t, readme)
	for _, name := range []string{"OperatorEmail", "ReviewerEmail", "HeadEmail", "AdministratorEmail"} {
		if v := constant(t, "deploy/province", name); !strings.Contains(text, "`"+v+"`") {
			t.Errorf("%s does not name the demo account %s (province.%s)", readme, v, name)
		}
	}
	if v := constant(t, "cmd/insiemi", "demoPassword"); !strings.Contains(text, "`"+v+"`") {
		t.Errorf("%s does not name the demo password %s", readme, v)
	}
}

// constant returns the value of a string constant of a package.
func constant(t *testing.T, dir, name string) string {
	t.Helper()
	for _, s := range load(t).gos {
		if s.dir() != dir {
			continue
		}
		for _, d := range s.ast.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, spec := range g.Specs {
				v := spec.(*ast.ValueSpec)
				if i := slices.IndexFunc(v.Names, func(n *ast.Ident) bool { return n.Name == name }); i >= 0 && i < len(v.Values) {
					if text, ok := literal(v.Values[i]); ok {
						return text
					}
				}
			}
		}
	}
	t.Fatalf("package %s has no string constant %s: the documents are compared with it", dir, name)
	return ""
}
