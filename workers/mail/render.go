package mail

import (
	"bytes"
	"embed"
	"fmt"
	htmltemplate "html/template"
	"strings"
	"sync"
	texttemplate "text/template"
)

//go:embed templates
var templateFiles embed.FS

// layouts are the two templates that lay out any page.
type layouts struct {
	html *htmltemplate.Template
	text *texttemplate.Template
}

var parsed = sync.OnceValues(func() (layouts, error) {
	html, err := htmltemplate.New("message.html").Option("missingkey=error").
		Funcs(htmltemplate.FuncMap{"lines": lines}).ParseFS(templateFiles, "templates/message.html")
	if err != nil {
		return layouts{}, fmt.Errorf("parse mail template: %w", err)
	}
	text, err := texttemplate.New("message.txt").Option("missingkey=error").
		Funcs(texttemplate.FuncMap{"indent": indent, "underline": underline, "rule": rule}).ParseFS(templateFiles, "templates/message.txt")
	if err != nil {
		return layouts{}, fmt.Errorf("parse mail template: %w", err)
	}
	return layouts{html, text}, nil
})

// CheckTemplates parses the templates, so that a fault shows at boot.
func CheckTemplates() error {
	_, err := parsed()
	return err
}

// Render makes the message of a notice in "it" or "en" (Italian for any other
// code). The message has no recipient yet: see Message.For. The error says which
// field of the data is missing or wrong.
func Render(kind Kind, lang string, data Notice) (Message, error) {
	l := languageOf(lang)
	p, err := data.page(kind, l)
	if err != nil {
		return Message{}, fmt.Errorf("render %s: %w", kind, err)
	}
	p.Subject = oneLine(p.Subject)
	t, err := parsed()
	if err != nil {
		return Message{}, err
	}
	var html, text bytes.Buffer
	if err := t.html.Execute(&html, p); err != nil {
		return Message{}, fmt.Errorf("render %s as html: %w", kind, err)
	}
	if err := t.text.Execute(&text, p); err != nil {
		return Message{}, fmt.Errorf("render %s as text: %w", kind, err)
	}
	m := Message{Lang: string(l), FromName: p.Office, Subject: p.Subject, Text: text.String(), HTML: html.String()}
	if p.Prefs != nil {
		m.Preferences = p.Prefs.URL
	}
	return m, nil
}

// lines splits a text written by people into its lines.
func lines(s string) []string {
	return strings.Split(strings.ReplaceAll(strings.TrimSpace(s), "\r\n", "\n"), "\n")
}

// indent puts two spaces before each line.
func indent(s string) string { return "  " + strings.Join(lines(s), "\n  ") }

// rule draws a thin line as long as s.
func rule(s string) string { return strings.Repeat("-", len([]rune(s))) }

// underline draws a line as long as s.
func underline(s string) string { return strings.Repeat("=", len([]rune(s))) }
