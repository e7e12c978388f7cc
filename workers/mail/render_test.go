package mail_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workers/mail"
	"github.com/insiemi/insiemi/workflow"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestTemplatesParse(t *testing.T) {
	if err := mail.CheckTemplates(); err != nil {
		t.Fatal(err)
	}
}

// TestEveryKindHasASample keeps the golden files complete.
func TestEveryKindHasASample(t *testing.T) {
	seen := make(map[mail.Kind]bool)
	for _, s := range samples() {
		seen[s.kind] = true
	}
	for _, k := range mail.Kinds() {
		if !seen[k] {
			t.Errorf("no sample of kind %s", k)
		}
	}
}

func TestGolden(t *testing.T) {
	for _, s := range samples() {
		for _, lang := range []string{"it", "en"} {
			m, err := mail.Render(s.kind, lang, s.data)
			if err != nil {
				t.Fatalf("%s in %s: %v", s.name, lang, err)
			}
			name := s.name + "." + lang
			golden(t, name+".txt", "Subject: "+m.Subject+"\n\n"+m.Text)
			golden(t, name+".html", m.HTML)
			checkText(t, name, m)
			checkHTML(t, name, m)
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; go test -update writes it anew. Got:\n%s", path, got)
	}
}

var blankLines = regexp.MustCompile(`\n{3,}`)

func checkText(t *testing.T, name string, m mail.Message) {
	t.Helper()
	if m.Subject == "" || len(m.Subject) > 150 || strings.ContainsAny(m.Subject, "\r\n") {
		t.Errorf("%s: subject %q", name, m.Subject)
	}
	if blankLines.MatchString(m.Text) || strings.Contains(m.Text, "<no value>") || strings.Contains(m.Text, "&#") {
		t.Errorf("%s: untidy text:\n%s", name, m.Text)
	}
	if strings.Contains(m.Text+m.HTML+m.Subject, "nome di un ospite") {
		t.Errorf("%s: the name of a file about one guest leaves", name)
	}
}

// checkHTML reads the message as a browser would: one button, every link on our
// own site, nothing fetched, no form, no script.
func checkHTML(t *testing.T, name string, m mail.Message) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(m.HTML))
	if err != nil {
		t.Fatal(err)
	}
	buttons := 0
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "img", "script", "form", "iframe", "link", "object", "video", "svg":
			t.Errorf("%s: <%s> in an e-mail", name, n.Data)
		case "a":
			href := attribute(n, "href")
			if !strings.HasPrefix(href, "https://insiemi.example.org/") {
				t.Errorf("%s: link to %q", name, href)
			}
			if strings.Contains(attribute(n, "style"), "display:inline-block") {
				buttons++
			}
			if !strings.Contains(m.Text, href) {
				t.Errorf("%s: %q is missing in the text", name, href)
			}
		}
	}
	if buttons != 1 {
		t.Errorf("%s: %d buttons", name, buttons)
	}
	if strings.Contains(m.HTML, "url(") || strings.Contains(m.HTML, "@import") || strings.Contains(m.HTML, "ZgotmplZ") {
		t.Errorf("%s: a style that fetches, or was refused", name)
	}
	if len(m.HTML) > 100_000 {
		t.Errorf("%s: %d bytes are cut by mailboxes", name, len(m.HTML))
	}
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func TestButtonLandsOnTheExactItem(t *testing.T) {
	for name, want := range map[string]string{
		"reminder-one":      "https://insiemi.example.org/adempimenti/901",
		"reminder":          "https://insiemi.example.org/scadenze?stato=aperte",
		"decision-returned": "https://insiemi.example.org/pratiche/412#presenze",
	} {
		for _, s := range samples() {
			if s.name != name {
				continue
			}
			m, err := mail.Render(s.kind, "it", s.data)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(m.Text, ":\n"+want+"\n\n--") {
				t.Errorf("%s: the button doesn't lead to %s:\n%s", name, want, m.Text)
			}
		}
	}
}

func TestALongDigestStaysShort(t *testing.T) {
	d := mail.Digest{Letterhead: letterhead(), Today: date("2027-10-05"), Path: "/scadenze"}
	for i := range 60 {
		d.Items = append(d.Items, mail.DigestItem{Item: item(document.Register, fmt.Sprintf("Casa %02d", i), "2027-08"), Path: "/adempimenti/1"})
		d.Items[i].Due.On = date("2027-09-06").AddDays(i % 7)
	}
	m, err := mail.Render(mail.KindReminder, "it", d)
	if err != nil {
		t.Fatal(err)
	}
	if m.Subject != "60 adempimenti scaduti" || !strings.Contains(m.Text, "E altri 40 nella lista completa.") {
		t.Errorf("subject %q, text:\n%s", m.Subject, m.Text)
	}
	if len(m.HTML) > 100_000 {
		t.Errorf("%d bytes are cut by mailboxes", len(m.HTML))
	}
	if first := strings.Index(m.Text, "In ritardo di 29 giorni"); first < 0 || first > strings.Index(m.Text, "In ritardo di 28 giorni") {
		t.Error("the latest is not first")
	}
}

func TestPeopleCannotWriteMarkup(t *testing.T) {
	d := mail.Decision{Letterhead: letterhead(), Item: mail.Item{Kind: document.Register, Centre: "Casa\r\nBcc: a@b.example"},
		Outcome: workflow.Returned, Reason: `<script>alert(1)</script><a href="https://evil.example">qui</a>`, Path: "/pratiche/1"}
	m, err := mail.Render(mail.KindDecision, "it", d)
	if err != nil {
		t.Fatal(err)
	}
	checkHTML(t, "markup", m)
	if strings.ContainsAny(m.Subject, "\r\n") {
		t.Errorf("subject of two lines: %q", m.Subject)
	}
}

func TestRenderRefuses(t *testing.T) {
	valid := samples()[0].data.(mail.Receipt)
	change := func(f func(*mail.Receipt)) mail.Receipt {
		r := valid
		r.Files = append([]mail.ReceivedFile(nil), valid.Files...)
		f(&r)
		return r
	}
	for _, x := range []struct {
		name string
		kind mail.Kind
		data mail.Notice
		want string
	}{
		{"another kind", mail.KindDecision, valid, `kind "decision" can't be made from mail.Receipt`},
		{"unknown kind", "gossip", mail.Digest{}, `kind "gossip"`},
		{"no office", mail.KindReceipt, change(func(r *mail.Receipt) { r.Office = " " }), "the office has no name"},
		{"no base", mail.KindReceipt, change(func(r *mail.Receipt) { r.BaseURL = "insiemi" }), "is not an address"},
		{"script base", mail.KindReceipt, change(func(r *mail.Receipt) { r.BaseURL = "javascript://x" }), "is not an address"},
		{"another site", mail.KindReceipt, change(func(r *mail.Receipt) { r.Path = "//evil.example/x" }), "not a path of the installation"},
		{"relative", mail.KindReceipt, change(func(r *mail.Receipt) { r.Path = "x" }), "not a path of the installation"},
		{"no file", mail.KindReceipt, change(func(r *mail.Receipt) { r.Files = nil }), "at least one file"},
		{"no number", mail.KindReceipt, change(func(r *mail.Receipt) { r.Number = "" }), "its number and its time"},
		{"half a hash", mail.KindReceipt, change(func(r *mail.Receipt) { r.Files[0].SHA256 = sumA[:32] }), "is not a SHA-256"},
		{"no reason", mail.KindDecision, mail.Decision{Letterhead: letterhead(), Outcome: workflow.Returned, Path: "/x"}, "needs its reason"},
		{"no outcome", mail.KindDecision, mail.Decision{Letterhead: letterhead(), Reason: "x", Path: "/x"}, `no outcome ""`},
		{"empty digest", mail.KindReminder, mail.Digest{Letterhead: letterhead(), Today: date("2027-10-05"), Path: "/x"}, "at least one item"},
		{"unclear without hash", mail.KindUnclear, mail.Unclear{Letterhead: letterhead(), Number: "1", At: valid.At, Path: "/x"}, "is not a SHA-256"},
	} {
		if _, err := mail.Render(x.kind, "it", x.data); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: got %v, want a sentence with %q", x.name, err, x.want)
		}
	}
}
