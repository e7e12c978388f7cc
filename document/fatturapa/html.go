package fatturapa

import (
	"embed"
	"html/template"
	"io"
	"sync"

	"github.com/insiemi/insiemi/document"
)

//go:embed sheet.html sheet.css
var sheetFiles embed.FS

// CSS is the style of what WriteHTML and WriteFragment write. Everything in it is
// below the class fpa.
func CSS() []byte {
	b, _ := sheetFiles.ReadFile("sheet.css") // embedded
	return b
}

// Style tunes WriteFragment. The zero Style is Italian and gives no ids.
type Style struct {
	English bool
	// ID returns the id of the first value at an XPath, "" for none. It is called
	// for each value in the order of the page.
	ID func(xpath string) string
	// Level is the level of the first heading, from 1.
	Level int
}

// WriteHTML writes the invoice as a page of HTML that needs nothing else: in
// Italian, to be read on screens of any width and printed on A4. Every value
// stands in an element whose data-xpath says where it was read.
func WriteHTML(w io.Writer, inv Invoice) error { return WriteFieldsHTML(w, inv.Fields()) }

// WriteFieldsHTML is WriteHTML from the fields of a reading.
func WriteFieldsHTML(w io.Writer, fields []document.Field) error {
	t, err := italian()
	if err != nil {
		return err
	}
	return t.ExecuteTemplate(w, "page", page{Sheet: sheetOf(fields, Style{Level: 1}), CSS: template.CSS(CSS())})
}

// WriteFragment writes the invoice as an article for a page that has the style
// of CSS.
func WriteFragment(w io.Writer, fields []document.Field, s Style) error {
	parsed := italian
	if s.English {
		parsed = english
	}
	t, err := parsed()
	if err != nil {
		return err
	}
	return t.ExecuteTemplate(w, "sheet", sheetOf(fields, s))
}

type page struct {
	Sheet sheet
	CSS   template.CSS
}

// italian and english are the templates, parsed once.
var (
	italian = sync.OnceValues(func() (*template.Template, error) { return parseSheet(false) })
	english = sync.OnceValues(func() (*template.Template, error) { return parseSheet(true) })
)

func parseSheet(english bool) (*template.Template, error) {
	return template.New("sheet").Funcs(template.FuncMap{
		"t":  func(key string) string { return label(key, english) },
		"up": func(level int) int { return level + 1 },
	}).ParseFS(sheetFiles, "sheet.html")
}
