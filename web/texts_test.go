package web

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"text/template/parse"
)

func catalogue(t *testing.T) *texts {
	t.Helper()
	c, err := parseTexts(textsYAML())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Every page is executed in both languages with an empty view, and every text
// that a template asks for is in the catalogue.
func TestTemplates(t *testing.T) {
	r, err := newRenderer(catalogue(t), "/static/test")
	if err != nil {
		t.Fatal(err)
	}
	if want := 2 * len(pages()); len(r.sets) != want {
		t.Errorf("%d sets of templates instead of %d: a page is listed twice", len(r.sets), want)
	}
	files, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	parts, err := fs.Glob(templateFiles, "templates/parts*.html")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != len(pages())+len(parts)+1 { // the layout
		t.Errorf("%d templates for %d pages", len(files), len(pages()))
	}
}

func TestATemplateThatAsksForAMissingText(t *testing.T) {
	c := catalogue(t)
	delete(c.of, "decide.submit")
	delete(c.of, "facts.values.one")
	_, err := newRenderer(c, "")
	if err == nil || !strings.Contains(err.Error(), "decide.submit") || !strings.Contains(err.Error(), "facts.values.one") {
		t.Errorf("the check at boot says: %v", err)
	}
}

func TestTextsThatAreWrong(t *testing.T) {
	for src, says := range map[string]string{
		`a: {it: "x", en: ""}`:             "a: a language is missing",
		`b: {it: "%d giorni", en: "days"}`: "b: the two languages have different placeholders",
		`c: {it: "x", en: "y", fr: "z"}`:   "not readable",
	} {
		if _, err := parseTexts([]byte(src)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", src, err)
		}
	}
}

// keysInGo are the texts that the code asks for by a constant or by the
// beginning of a key.
var keysInGo = regexp.MustCompile(`(?:\.t\(|\.say\([^,]*, |\.count\([^"\n]*|\.or\([^"\n]*|headingOf\(|add\("[^"]*", |choices\(|submit: |orText\(e\.submit, |Key:? |key :?= )"([a-z_A-Z0-9.]+)"( ?\+)?`)

// sheetKeys are the texts that a list asks for when it begins: the name of its
// file and the titles of its columns.
var (
	sheetKeys = regexp.MustCompile(`\.sheet\(((?s:.*?))\)\n`)
	constant  = regexp.MustCompile(`"([a-z_A-Z0-9.]+)"`)
)

// Every text of the catalogue is asked for somewhere, and every constant key in
// the code is in the catalogue.
func TestTextsAreUsed(t *testing.T) {
	c := catalogue(t)
	used, prefixes := usedTexts(t)
	for key := range c.of {
		base := strings.TrimSuffix(strings.TrimSuffix(key, ".one"), ".other")
		if used[key] || used[base] || hasPrefix(key, prefixes) {
			continue
		}
		t.Errorf("nothing asks for the text %q", key)
	}
	for key := range used {
		if !c.has(key) && !c.has(key+".one") {
			t.Errorf("the text %q is not in the catalogue", key)
		}
	}
}

func hasPrefix(key string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(key, p) {
			return true
		}
	}
	return false
}

func usedTexts(t *testing.T) (used map[string]bool, prefixes []string) {
	t.Helper()
	used = map[string]bool{}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range keysInGo.FindAllStringSubmatch(string(src), -1) {
			if strings.HasSuffix(m[1], ".") || m[2] != "" {
				prefixes = append(prefixes, m[1])
			} else {
				used[m[1]] = true
			}
		}
		for _, call := range sheetKeys.FindAllStringSubmatch(string(src), -1) {
			for _, m := range constant.FindAllStringSubmatch(call[1], -1) {
				used[m[1]] = true
			}
		}
	}
	// keys made of a part that only the data knows
	prefixes = append(prefixes, "status.", "decide.", "upload.", "error.", "state.", "language.", "centre.", "column.", "marks.meaning.")
	prefixes = append(prefixes, "label.", "set.") // of forms: see TestFormsHaveTexts
	templates, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range templates {
		collect(t, f, used)
	}
	return used, prefixes
}

func collect(t *testing.T, file string, used map[string]bool) {
	t.Helper()
	src, err := templateFiles.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	trees, err := parse.Parse(file, string(src), "", "", funcs(catalogue(t), "it", ""),
		map[string]any{"if": 1, "eq": 1, "ne": 1, "gt": 1, "and": 1, "or": 1, "not": 1, "len": 1, "index": 1, "printf": 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, tree := range trees {
		walkTexts(tree.Root, func(fn, key string) {
			if fn == "t" || fn == "n" {
				used[key] = true
			}
		})
	}
}

// The content security policy allows neither inline styles nor inline scripts.
func TestNothingIsInline(t *testing.T) {
	inline := regexp.MustCompile(`(?i)\sstyle=|<style|\son[a-z]+="|javascript:|<script>|<script [^>]*>[^<]`)
	files, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		src, err := templateFiles.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if at := inline.FindString(string(src)); at != "" {
			t.Errorf("%s has %q", f, at)
		}
	}
}

// One rule that speaks anew is one, and a share stands beside its sign as the language
// of the page has it.
func TestWordsOfOneAndOfMany(t *testing.T) {
	for lang, want := range map[string][3]string{
		"it": {"regola R3: sono cambiate l'anagrafe o la data", "regole R3, R21: il documento è stato letto di nuovo", "sicurezza 98 %"},
		"en": {"rule R3: the registry or the date changed", "rules R3, R21: the document was read again", "certainty 98%"},
	} {
		v := visitIn(t, lang)
		got := [3]string{v.reopenedText(eventData{Rules: []string{"R3"}}), v.reopenedText(eventData{Rules: []string{"R3", "R21"}, Reread: true}), v.t("kind.guess", 98)}
		if got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}
