package mail_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workers/mail"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
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
		"decision-returned": "https://insiemi.example.org/pratiche/412#presenze",
		"digest-one":        "https://insiemi.example.org/month/2027-09#obligation-901",
		"digest-body":       "https://insiemi.example.org/?stato=aperti",
		"digest-head":       "https://insiemi.example.org/overview",
		"chase-one":         "https://insiemi.example.org/month/2027-08#obligation-877",
		"chase-mend":        "https://insiemi.example.org/documents/398",
		"invite":            "https://insiemi.example.org/password/q3Jx-invented-secret",
	} {
		s := named(t, name)
		m, err := mail.Render(s.kind, "it", s.data)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(m.Text, ":\n"+want+"\n\n--") {
			t.Errorf("%s: the button doesn't lead to %s:\n%s", name, want, m.Text)
		}
	}
}

// named returns the sample of that name.
func named(t *testing.T, name string) sample {
	t.Helper()
	for _, s := range samples() {
		if s.name == name {
			return s
		}
	}
	t.Fatalf("no sample is called %s", name)
	return sample{}
}

// What can be turned off says where; what is formal never does, whatever its
// letterhead says.
func TestOnlyWhatCanBeTurnedOffSaysSo(t *testing.T) {
	optional := map[string]bool{"digest-body": true, "digest-one": true, "digest-reviewer": true, "digest-head": true, "digest-many": true,
		"declaration-acknowledged": true, "extension": true, "extension-expiry": true, "waiver": true, "decision-approved": true,
		"reminder": true, "reminder-one": true, "task_reminder": true}
	for _, s := range samples() {
		m, err := mail.Render(s.kind, "it", withPreferences(s.data))
		if err != nil {
			t.Fatal(err)
		}
		says := strings.Contains(m.Text, "Scegliete quali avvisi ricevere: https://insiemi.example.org/preferences") && m.Preferences == "https://insiemi.example.org/preferences"
		silent := !strings.Contains(m.Text+m.HTML, "preferences") && m.Preferences == ""
		if optional[s.name] && !says || !optional[s.name] && !silent {
			t.Errorf("%s can be turned off: %v; its text:\n%s", s.name, optional[s.name], m.Text)
		}
	}
}

// withPreferences puts the path of the preferences into any letterhead.
func withPreferences(n mail.Notice) mail.Notice {
	v := reflect.New(reflect.TypeOf(n)).Elem()
	v.Set(reflect.ValueOf(n))
	v.FieldByName("Preferences").SetString("/preferences")
	return v.Interface().(mail.Notice)
}

var familiar = regexp.MustCompile(`(?i)\b(?:tu|tuo|tua|tuoi|tue|ti|hai|devi|puoi|vuoi|ricevi|riceverai|conserva|leggi|scrivi|correggi|scegli|copia questo|non rispondere|pensi|trasmettilo)\b`)

// Italian sentences say voi, as the pages do.
func TestItalianIsCourteous(t *testing.T) {
	for _, s := range samples() {
		m, err := mail.Render(s.kind, "it", s.data)
		if err != nil {
			t.Fatal(err)
		}
		if found := familiar.FindAllString(m.Subject+"\n"+m.Text, -1); len(found) > 0 {
			t.Errorf("%s says %q:\n%s", s.name, found, m.Text)
		}
	}
}

// No type that an e-mail is made of has a field for a guest.
func TestNoNoticeHasAFieldForAGuest(t *testing.T) {
	for _, s := range samples() {
		for _, f := range reflect.VisibleFields(reflect.TypeOf(s.data)) {
			if strings.Contains(strings.ToLower(f.Name), "guest") {
				t.Errorf("%T has the field %s", s.data, f.Name)
			}
		}
	}
}

func TestADigestShowsSomeOfEverything(t *testing.T) {
	m, err := mail.Render(mail.KindDigest, "it", named(t, "digest-many").data)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(m.Text, "\n* "); got != 20 {
		t.Errorf("%d cards, want 20", got)
	}
	for _, want := range []string{"Ce ne sono ancora 16 nell'elenco completo.", "Ce ne sono ancora 2 nell'elenco completo.", "\nDa integrare\n", "\nNovità\n"} {
		if !strings.Contains(m.Text, want) {
			t.Errorf("%q is missing in:\n%s", want, m.Text)
		}
	}
}

func TestADigestTellsTheMostUrgentFirst(t *testing.T) {
	for name, want := range map[string][2]string{
		"digest-body":     {"1 adempimento scaduto, 3 in scadenza e 1 documento da integrare – Cooperativa sociale Il Melograno", "1 obligation overdue, 3 due soon and 1 document to complete – Cooperativa sociale Il Melograno"},
		"digest-one":      {"Scade domani: Registro presenze – Casa Ginestra, settembre 2027", "Due tomorrow: Attendance register – Casa Ginestra, September 2027"},
		"digest-reviewer": {"2 pratiche da decidere (1 oltre il termine) e 1 dichiarazione da esaminare", "2 cases to decide (1 late) and 1 declaration to examine"},
		"digest-head":     {"2 enti in ritardo e 1 pratica da decidere", "2 managing bodies late and 1 case to decide"},
	} {
		for i, lang := range []string{"it", "en"} {
			m, err := mail.Render(mail.KindDigest, lang, named(t, name).data)
			if err != nil || m.Subject != want[i] {
				t.Errorf("%s: subject %q, %v, want %q", name, m.Subject, err, want[i])
			}
		}
	}
	d := named(t, "digest-body").data.(mail.Daily)
	d.Owed, d.ToComplete[0].Due.On = d.Owed[:1], date("2027-10-01")
	m, err := mail.Render(mail.KindDigest, "it", d)
	if err != nil || !strings.HasPrefix(m.Subject, "1 documento da integrare oltre il termine e 1 adempimento in scadenza") {
		t.Errorf("subject %q, %v", m.Subject, err)
	}
	if strings.Index(m.Text, "\nDa integrare\n") > strings.Index(m.Text, "\nDa trasmettere\n") {
		t.Errorf("what is late doesn't come first:\n%s", m.Text)
	}
}

// Where the hour counts, what is late is late once its hour has passed, as the
// pages say.
func TestLateByTheHour(t *testing.T) {
	today := date("2027-10-05")
	owe := func(centre string, hour int) mail.DueItem {
		due := calendar.Due{On: today}
		if hour > 0 {
			due.At = today.At(hour, 0)
		}
		return mail.DueItem{Item: item(document.DailyReport, centre, "2027-10"), Due: due, Path: "/obligations/1"}
	}
	items := []mail.DueItem{owe("Casa Ginestra", 0), owe("Villa dei Tigli", 24), owe("Casa del Faro", 12)}
	for _, x := range []struct {
		at            time.Time
		subject, text string
		en            string
	}{
		{today.At(12, 0), "3 adempimenti in scadenza", "Scade oggi", "Due today"},
		{today.At(12, 1), "1 adempimento scaduto", "In ritardo di 1 ora", "1 hour late"},
		{today.At(15, 0), "1 adempimento scaduto", "In ritardo di 3 ore", "3 hours late"},
		{today.AddDays(1).At(8, 0), "3 adempimenti scaduti", "In ritardo di 1 giorno", "1 day late"},
	} {
		for kind, data := range map[mail.Kind]mail.Notice{
			mail.KindDigest: mail.Daily{Letterhead: letterhead(), Now: x.at, Body: melograno, Owed: items, Path: "/"},
			mail.KindChase:  mail.Chase{Letterhead: letterhead(), Now: x.at, Body: melograno, Items: items, Path: "/"},
		} {
			m, err := mail.Render(kind, "it", data)
			if err != nil {
				t.Fatal(err)
			}
			late, faro := strings.Index(m.Text, x.text), strings.Index(m.Text, "Casa del Faro")
			if !strings.Contains(m.Subject, x.subject) || late < 0 || faro < 0 || faro > strings.Index(m.Text, "Casa Ginestra") {
				t.Errorf("%s at %s: %q\n%s", kind, x.at, m.Subject, m.Text)
			}
			if !strings.Contains(m.Text, "5 ottobre 2027, ore\u00a012:00") || !strings.Contains(m.Text, "5 ottobre 2027, ore\u00a024:00") {
				t.Errorf("%s does not tell the hours:\n%s", kind, m.Text)
			}
			if m, err = mail.Render(kind, "en", data); err != nil || !strings.Contains(m.Text, x.en) {
				t.Errorf("%s at %s, %v:\n%s", kind, x.at, err, m.Text)
			}
		}
	}
}

func TestALongDigestStaysShort(t *testing.T) {
	d := mail.Daily{Letterhead: letterhead(), Now: date("2027-10-05").At(8, 0), Path: "/scadenze"}
	for i := range 60 {
		d.Owed = append(d.Owed, mail.DueItem{Item: item(document.Register, fmt.Sprintf("Casa %02d", i), "2027-08"), Path: "/adempimenti/1"})
		d.Owed[i].Due.On = date("2027-09-06").AddDays(i % 7)
	}
	m, err := mail.Render(mail.KindDigest, "it", d)
	if err != nil {
		t.Fatal(err)
	}
	if m.Subject != "60 adempimenti scaduti" || !strings.Contains(m.Text, "Ce ne sono ancora 40 nell'elenco completo.") {
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
	valid := named(t, "receipt").data.(mail.Receipt)
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
		{"unknown kind", "gossip", mail.Daily{}, `kind "gossip"`},
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
		{"digest without a day", mail.KindDigest, mail.Daily{Letterhead: letterhead(), Owed: owedSamples(), Path: "/"}, "needs its day"},
		{"digest of nothing", mail.KindDigest, mail.Daily{Letterhead: letterhead(), Now: date("2027-10-05").At(8, 0), Path: "/"}, "at least one item"},
		{"digest of gossip", mail.KindDigest, mail.Daily{Letterhead: letterhead(), Now: date("2027-10-05").At(8, 0), Path: "/",
			News: []mail.NewsItem{{What: "gossip", At: valid.At, Path: "/"}}}, `news "gossip" is not known`},
		{"news that leads elsewhere", mail.KindDigest, mail.Daily{Letterhead: letterhead(), Now: date("2027-10-05").At(8, 0), Path: "/",
			News: []mail.NewsItem{{What: mail.NewsApproved, At: valid.At, Path: "https://evil.example"}}}, "not a path of the installation"},
		{"chase for nothing", mail.KindChase, mail.Chase{Letterhead: letterhead(), Now: date("2027-10-05").At(8, 0), Path: "/"}, "at least one item"},
		{"refusal without a date", mail.KindDeclaration, mail.Declaration{Letterhead: letterhead(), Reason: "x", Path: "/"}, "the date by which to submit"},
		{"extension backwards", mail.KindExtension, mail.Extension{Letterhead: letterhead(), Reason: "x", FirstDue: date("2027-10-20"),
			Due: calendar.Due{On: date("2027-10-10")}, Path: "/"}, "a later date"},
		{"waiver without a reason", mail.KindWaiver, mail.Waiver{Letterhead: letterhead(), Reason: " ", Path: "/"}, "needs its reason"},
		{"invitation without an end", mail.KindInvite, mail.Invite{Letterhead: letterhead(), Path: "/"}, "until when"},
		{"unclear without hash", mail.KindUnclear, mail.Unclear{Letterhead: letterhead(), Number: "1", At: valid.At, Path: "/x"}, "is not a SHA-256"},
	} {
		if _, err := mail.Render(x.kind, "it", x.data); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: got %v, want a sentence with %q", x.name, err, x.want)
		}
	}
}
