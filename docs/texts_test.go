package docs_test

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// forbidden is text that no source may hold. The patterns are put together here
// so that this file does not hold it.
func forbidden() map[string]*regexp.Regexp {
	slash := "/"
	hosts := strings.Join([]string{`10(?:\.\d+){3}`, `192\.168(?:\.\d+){2}`, `172\.(?:1[6-9]|2\d|3[01])(?:\.\d+){2}`,
		`[a-z0-9.-]+\.(?:internal|corp|lan|intranet)`}, "|")
	return map[string]*regexp.Regexp{
		"names a folder of one machine: use a path from the root of the repository, or a temporary folder": regexp.MustCompile(
			`(?m)(?:^|[\s=(:,])["'` + "`" + `]?` + slash + `(?:work|root|home` + slash + `[a-z]+|Users` + slash + `[a-zA-Z]+)` + slash + `[\w.]`),
		"names a host of one network: use the public address, or none": regexp.MustCompile(`https?://(?:[^/\s"'@]*@)?(?:` + hosts + `)(?::\d+)?(?:/|\b)`),
		"names a registry: leave that to the settings of whoever builds": regexp.MustCompile(
			`proxy\.golang` + `\.org|GOPROXY` + `=|registry\.npmjs` + `\.org|npm config set ` + `registry`),
		"has an open end: do it, or file an issue": regexp.MustCompile(`\b(?:TO` + `DO|FIX` + `ME|X` + `XX)\b`),
	}
}

// isVendored says that a file comes from elsewhere as it is.
func isVendored(name string) bool {
	return strings.HasPrefix(name, "web/static/bootstrap-italia/") || strings.HasPrefix(name, "web/static/fonts/") ||
		strings.Contains(name, ".min.") || strings.HasSuffix(name, "go.sum")
}

// isText says that a file is one that people write.
func isText(name string) bool {
	texts := []string{".go", ".md", ".sql", ".sh", ".yaml", ".yml", ".html", ".css", ".js", ".mjs", ".ts", ".txt", ".json", ".service", ".conf", ".toml", ".mod", ".txtar", ".golden"}
	return slices.Contains(texts, path.Ext(name)) || slices.Contains([]string{"Makefile", "Dockerfile", "run"}, path.Base(name))
}

// No source names a machine, a private host or a registry, or has an open end.
func TestSourcesNameNoMachineAndHaveNoOpenEnds(t *testing.T) {
	patterns := forbidden()
	var problems []string
	for _, name := range load(t).files {
		if !isText(name) || isVendored(name) {
			continue
		}
		text := read(t, name)
		for why, pattern := range patterns {
			for _, at := range pattern.FindAllStringIndex(text, -1) {
				line := strings.Count(text[:at[0]], "\n") + 1
				problems = append(problems, fmt.Sprintf("%s:%d %s (%q)", name, line, why, strings.TrimSpace(text[at[0]:at[1]])))
			}
		}
	}
	report(t, problems)
}

// The patterns find what they are there for and leave alone what is fine.
func TestForbiddenTextIsFound(t *testing.T) {
	t.Parallel()
	slash := "/"
	bad := []string{`dir := "` + slash + `work/main"`, "see " + slash + "root/.ssh", "cd " + slash + "home/anna/x", "http://" + "10.1.2.3:8081/go", "https://npm." + "corp/x",
		"// TO" + "DO later", "GOPROXY" + "=https://x", "https://registry.npmjs" + ".org/a/-/a-1.tgz"}
	good := []string{"user/work/main", "the root/other folder", "https://www.gazzettaufficiale.it/", "http://127.0.0.1:8080/", "net/http/pprof", "docs/work/x"}
	found := func(s string) bool {
		for _, p := range forbidden() {
			if p.MatchString(s) {
				return true
			}
		}
		return false
	}
	for _, s := range bad {
		if !found(s) {
			t.Errorf("%q is not found", s)
		}
	}
	for _, s := range good {
		if found(s) {
			t.Errorf("%q is refused", s)
		}
	}
}
