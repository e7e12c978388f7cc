package web_test

import (
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// shownForm is what a browser would send of the form on a page, as it is shown.
func (b *browser) shownForm(path string) url.Values {
	b.Helper()
	r := b.get(path)
	b.want(r, http.StatusOK)
	return formIn(b, r.body)
}

// formIn reads the form of a page.
func formIn(b *browser, page string) url.Values {
	b.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	b.must(err)
	out := url.Values{}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == "form" && strings.Contains(attr(n, "class"), "sheet-form") {
			controls(n, out)
		}
	}
	if len(out) == 0 {
		b.Fatalf("there is no form on the page:\n%.2000s", page)
	}
	return out
}

func controls(form *html.Node, out url.Values) {
	for n := range form.Descendants() {
		name := attr(n, "name")
		if n.Type != html.ElementNode || name == "" {
			continue
		}
		switch n.Data {
		case "input":
			if kind := attr(n, "type"); (kind == "checkbox" || kind == "radio") && !has(n, "checked") {
				continue
			}
			out.Add(name, attr(n, "value"))
		case "textarea":
			out.Add(name, textOf(n))
		case "select":
			for o := range n.Descendants() {
				if o.Data == "option" && has(o, "selected") {
					out.Add(name, attr(o, "value"))
				}
			}
		}
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

func textOf(n *html.Node) string {
	var text strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			text.WriteString(c.Data)
		}
	}
	return text.String()
}

// change fills some controls of a form in and sends it; a change with no value
// unticks a box.
func (b *browser) change(path string, changes url.Values) answer {
	b.Helper()
	form := b.shownForm(path)
	for name, vs := range changes {
		if len(vs) == 0 {
			form.Del(name)
		} else {
			form[name] = vs
		}
	}
	return b.post(path, form)
}
