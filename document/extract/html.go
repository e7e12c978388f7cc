package extract

import (
	"strings"

	"golang.org/x/net/html"
)

// hiddenElements are those whose text is none, and lineElements those that begin
// a new line.
var (
	hiddenElements = map[string]bool{"script": true, "style": true, "title": true, "noscript": true, "template": true}
	lineElements   = map[string]bool{"p": true, "div": true, "br": true, "tr": true, "li": true, "h1": true, "h2": true, "h3": true, "h4": true,
		"table": true, "blockquote": true, "hr": true, "ul": true, "ol": true}
)

// htmlText is the text of an HTML page, a line for each block. Nothing of it is
// run, fetched or laid out.
func htmlText(page string) string {
	z := html.NewTokenizer(strings.NewReader(page))
	z.SetMaxBuf(1 << 20)
	var out strings.Builder
	hidden := ""
	for out.Len() < maxText {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		raw, _ := z.TagName()
		name := string(raw)
		switch {
		case hidden != "":
			if kind == html.EndTagToken && name == hidden {
				hidden = ""
			}
		case kind == html.StartTagToken && hiddenElements[name]:
			hidden = name
		case kind == html.TextToken:
			out.WriteString(html.UnescapeString(string(z.Raw())))
		case lineElements[name]:
			out.WriteByte('\n')
		case name == "td" || name == "th":
			out.WriteByte(' ')
		}
	}
	return tidy(out.String())
}
