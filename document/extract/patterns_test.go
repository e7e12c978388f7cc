package extract

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/insiemi/insiemi/document/pattern"
)

// Patterns are compiled when they are first needed: none may be wrong.
func TestPatternsCompile(t *testing.T) {
	signals()
	all := pattern.All()
	if len(all) < 150 {
		t.Errorf("only %d patterns are known", len(all))
	}
	for _, p := range all {
		if _, err := regexp.Compile(p.String()); err != nil {
			t.Errorf("%s: %v", p, err)
		}
	}
}

// In texts of many kinds of paper each pattern finds what its expression finds.
func TestPatternsFindWhatExpressionsFind(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("testdata", "kinds.txt"))
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{string(b), fold(string(b))}
	for paper := range strings.SplitSeq(texts[1], "\n") {
		texts = append(texts, paper)
	}
	signals()
	found := 0
	for _, p := range pattern.All() {
		plain := regexp.MustCompile(p.String())
		for _, text := range texts {
			got, want := p.FindAllStringSubmatchIndex(text, -1), plain.FindAllStringSubmatchIndex(text, -1)
			found += len(want)
			if !reflect.DeepEqual(got, want) || p.MatchString(text) != plain.MatchString(text) {
				t.Fatalf("%s in %q: %v, want %v", p, text, got, want)
			}
		}
	}
	if found < 1000 {
		t.Errorf("only %d matches were compared", found)
	}
}

// A text in which an expression may begin anywhere and goes along to the end, as
// dots and blanks of a form do, takes no longer than a text of words.
func TestPatternsAreDoneWithAnyText(t *testing.T) {
	signals()
	for _, run := range []string{" ", ".", "\n", "a ", "1 ", "a. ", "1/", "dal ", "dal 1 ", "n. ", "della ", "totale "} {
		text := strings.Repeat(run, 60_000/len(run))
		for _, p := range pattern.All() {
			begun := time.Now()
			p.MatchString(text)
			if took := time.Since(begun); took > 3*time.Second { // tens of seconds, where each beginning is followed
				t.Errorf("%s takes %s with %q", p, took, run)
			}
		}
	}
}
