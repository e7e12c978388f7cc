package web

import "testing"

// Every page is executed in both languages with an empty view.
func TestTemplatesAndTexts(t *testing.T) {
	texts, err := parseTexts(textsYAML)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := newRenderer(texts, "/static/test"); err != nil {
		t.Fatal(err)
	}
}
