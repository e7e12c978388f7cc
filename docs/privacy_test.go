package docs_test

import (
	"fmt"
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// loggable are the attributes that a log line may have: ids, counts, kinds and
// causes. A name, an address or a file's name is none of them.
func loggable() []string {
	return []string{"request", "route", "method", "status", "bytes", "ms", "took", "job", "kind", "subject", "error", "err", "reason",
		"obligations", "reminders", "nobody", "notices", "why", "document", "revision", "case", "files", "removed", "panic", "stack", "person", "code"}
}

// Log lines carry ids and counts only: no guest's name has a way in.
func TestLogLinesHaveNoPlaceForAName(t *testing.T) {
	var problems []string
	for _, s := range load(t).gos {
		if !s.test {
			problems = append(problems, logged(s)...)
		}
	}
	report(t, problems)
}

func logged(s source) (problems []string) {
	ast.Inspect(s.ast, func(n ast.Node) bool {
		c, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		for _, key := range attributes(c) {
			if text, ok := literal(key); !ok || !slices.Contains(loggable(), text) {
				problems = append(problems, fmt.Sprintf("%s logs the attribute %q: log an id or a count; if it can never tell a person's name, add it to loggable in docs/privacy_test.go", s.at(c), text))
			}
		}
		return true
	})
	return problems
}

// attributes returns the keys of a call that logs, none of any other call.
func attributes(c *ast.CallExpr) []ast.Expr {
	f, ok := c.Fun.(*ast.SelectorExpr)
	if !ok || !strings.HasSuffix(strings.ToLower(receiver(f.X)), "log") {
		return nil
	}
	first := map[string]int{"With": 0, "Debug": 1, "Info": 1, "Warn": 1, "Error": 1, "LogAttrs": 3}
	from, ok := first[f.Sel.Name]
	if !ok || len(c.Args) < from {
		return nil
	}
	var keys []ast.Expr
	for i, a := range c.Args[from:] {
		if attr, ok := a.(*ast.CallExpr); ok && strings.HasPrefix(funcName(attr.Fun), "slog.") && len(attr.Args) > 0 {
			keys = append(keys, attr.Args[0])
		} else if f.Sel.Name != "LogAttrs" && i%2 == 0 {
			keys = append(keys, a)
		}
	}
	return keys
}

// receiver is the last name of what a method is called on.
func receiver(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		return x.Sel.Name
	}
	return ""
}

// Addresses of pages are made of ids, months, page numbers, formats, kinds of
// row, hashes and secret tokens (which the log leaves out); only the page of
// caught e-mails, off in production, has a name in its address.
func TestAddressesHaveNoPlaceForAName(t *testing.T) {
	params := regexp.MustCompile(`\{([a-z]+)`)
	for _, s := range load(t).gos {
		if s.path != "web/routes.go" {
			continue
		}
		for _, f := range functions(s) {
			allowed := []string{"id", "month", "page", "format", "rows", "sha", "token", "name"}
			if f.Name.Name != "devRoutes" {
				allowed = allowed[:len(allowed)-1]
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if l, ok := n.(*ast.BasicLit); ok {
					text, _ := unquote(l)
					for _, m := range params.FindAllStringSubmatch(text, -1) {
						if !slices.Contains(allowed, m[1]) {
							t.Errorf("%s: the address %s has the part {%s}: use the id of what it shows", s.at(l), text, m[1])
						}
					}
				}
				return true
			})
		}
		return
	}
	t.Fatal("web/routes.go was not found: a test reads the addresses there")
}

// personal are names of fields that would hold who a guest is.
func personal() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^(guest_?name|sur_?name|given_?name|first_?name|last_?name|full_?name|cognome|nome|born(_?on)?|birth.*|nationality|citizenship|religion|gender|sex)$`)
}

// What is read of a register, what events record and what e-mails are made of
// have no field for a guest's name; nor has a table.
func TestNothingIsKeptUnderAGuestsName(t *testing.T) {
	kept := []string{"document", "document/attendance", "reception", "reception/check", "workflow", "workflow/engine", "workflow/archive", "storage", "workers", "workers/mail"}
	for _, s := range load(t).gos {
		if s.test || !slices.Contains(kept, s.dir()) {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			if f, ok := n.(*ast.Field); ok {
				for _, name := range f.Names {
					if personal().MatchString(name.Name) {
						t.Errorf("%s: %s would hold who a guest is: keep the guest's code", s.at(f), name.Name)
					}
				}
			}
			return true
		})
	}
	column := regexp.MustCompile(`(?m)^\s+([a-z_]+)\s+(?:text|date|jsonb)\b`)
	for _, name := range load(t).files {
		if !strings.HasPrefix(name, "migrations/") || !strings.HasSuffix(name, ".sql") {
			continue
		}
		for _, m := range column.FindAllStringSubmatch(read(t, name), -1) {
			if personal().MatchString(m[1]) {
				t.Errorf("%s: the column %s would hold who a guest is: keep the guest's code", name, m[1])
			}
		}
	}
}

// The checks above find what they are there for.
func TestPrivacyIsChecked(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]int{
		`func f() { w.Log.Info("read", "file", name) }`:                                1,
		`func f() { log.With("guest", g).Warn("x", "error", err) }`:                    1,
		`func f() { w.Log.LogAttrs(ctx, level, "x", slog.String("email", a)) }`:        1,
		`func f() { w.Log.Info("read", "revision", id, "error", err) }`:                0,
		`func f() { w.Log.LogAttrs(ctx, level, "x", slog.Int("status", 200)) }`:        0,
		`func f() { t.Error("not a log", "file", name) }`:                              0,
		`func f() { w.Log.Error("key by name", key, value) }`:                          1,
		`func f() { log.Info("several", "ms", 1, "job", 2, "route", r, "name", who) }`: 1,
	} {
		s, err := parse("a/a.go", "package a; "+code)
		if err != nil {
			t.Fatal(err)
		}
		if got := logged(s); len(got) != want {
			t.Errorf("%s: %d problems, want %d: %q", code, len(got), want, got)
		}
	}
	for _, name := range []string{"Surname", "guest_name", "BornOn", "Cognome"} {
		if !personal().MatchString(name) {
			t.Errorf("%s is not found", name)
		}
	}
	for _, name := range []string{"Name", "Guest", "file_name", "Nominal"} {
		if personal().MatchString(name) {
			t.Errorf("%s is refused", name)
		}
	}
}
