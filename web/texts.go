package web

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/insiemi/insiemi/workflow"
)

//go:embed texts*.yaml
var textFiles embed.FS

// textsYAML joins the files of the catalogue: texts.yaml and, for each part of
// the portal that has many, one of its own. A key is in one of them only.
func textsYAML() []byte {
	names, _ := fs.Glob(textFiles, "*.yaml") // the pattern is right
	var all [][]byte
	for _, name := range names {
		b, _ := textFiles.ReadFile(name) // it was just listed
		all = append(all, b)
	}
	return bytes.Join(all, []byte("\n"))
}

// texts is the catalogue of everything that the pages say: key to Italian and
// English. A key that ends in .one or .other is a form of a counted text.
type texts struct{ of map[string]workflow.Text }

// parseTexts reads the catalogue and reports every problem together: a language
// that is missing, placeholders that differ.
func parseTexts(src []byte) (*texts, error) {
	t := &texts{}
	if err := yaml.UnmarshalWithOptions(src, &t.of, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("the catalogue of texts is not readable: %w", err)
	}
	var problems []string
	for key, text := range t.of {
		if text.It == "" || text.En == "" {
			problems = append(problems, key+": a language is missing")
		}
		if strings.Count(text.It, "%") != strings.Count(text.En, "%") {
			problems = append(problems, key+": the two languages have different placeholders")
		}
	}
	if len(problems) > 0 {
		slices.Sort(problems)
		return nil, fmt.Errorf("the catalogue of texts is wrong:\n%s", strings.Join(problems, "\n"))
	}
	return t, nil
}

// has says that the catalogue has a text, or the forms of a counted one.
func (t *texts) has(key string) bool {
	_, ok := t.of[key]
	return ok
}

// say returns a text in a language, with its placeholders filled in. A key that
// is not there gives itself: the check at boot keeps templates from asking for
// one.
func (t *texts) say(lang, key string, args ...any) string {
	text, ok := t.of[key]
	if !ok {
		return key
	}
	if len(args) == 0 {
		return text.In(lang)
	}
	said := fmt.Sprintf(text.In(lang), args...)
	if lang == "it" {
		return elided(said)
	}
	return said
}

// beforeVowel finds a preposition or an article before the eighth or the
// eleventh of a month: numbers that Italian says with a vowel first.
var beforeVowel = regexp.MustCompile(`\b([Ii]l|[Aa]l|[Dd]al|[Dd]el) ((?:08|11)/\d\d/\d{4})`)

// elided writes "entro l'11/11/2026" and "dell'08/11/2026" for "entro il" and
// "del".
func elided(s string) string {
	return beforeVowel.ReplaceAllStringFunc(s, func(at string) string {
		word, date, _ := strings.Cut(at, " ")
		switch word {
		case "il":
			return "l'" + date
		case "Il":
			return "L'" + date
		}
		return word + "l'" + date
	})
}

// count returns the form of a counted text for a number, which is its first
// placeholder.
func (t *texts) count(lang, key string, n int, args ...any) string {
	form := ".other"
	if n == 1 {
		form = ".one"
	}
	return t.say(lang, key+form, append([]any{n}, args...)...)
}

// or returns the text of a key, or another text when the catalogue has none.
func (t *texts) or(lang, key, other string) string {
	if !t.has(key) {
		return other
	}
	return t.say(lang, key)
}

// headingOf is the title of an error page.
func (t *texts) headingOf(lang string, status int) string {
	key := fmt.Sprintf("error.%d", status)
	if !t.has(key) {
		key = "error.500"
	}
	return t.say(lang, key)
}
