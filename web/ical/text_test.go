package ical_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	foreign "github.com/arran4/golang-ical"

	"github.com/insiemi/insiemi/web/ical"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Titles as people write them, and as people write who want to break things.
func TestAwkwardTitles(t *testing.T) {
	for _, title := range []string{
		`Registro, fattura; "ottobre" 'Casa Vela': RN-001 \ RN-002`,
		"Attività già ricevuta: perché no? È così – «ŠĐ» 日本語 مرحبا",
		"Casa 🏠 famiglia 👩‍👩‍👧‍👦 bandiera 🇮🇹 pollice 👍🏽",
		"prima riga\nseconda riga\n\nquarta",
		" spazi  prima   e dopo  ",
		"tabulazione\tin mezzo",
		`\n non è un a capo, \\n nemmeno; \, \; sì`,
		"END:VEVENT\nBEGIN:VEVENT\nUID:altro\nATTENDEE:mailto:a@b.example",
		"SUMMARY;LANGUAGE=it:x:y;z",
		strings.Repeat("Registro presenze àè🏠,; ", 12) + "fine",
		strings.Repeat("x", 300),
		strings.Repeat("è", 300),
		strings.Repeat("🏠", 300),
		strings.Repeat("\n", 298) + "a",
		strings.Repeat(`\`, 299) + "a",
		"a" + strings.Repeat(" ", 299),
	} {
		e := register()
		e.Title, e.Body, e.Basis, e.Status = title, title, title, title
		ev := only(t, e, "it")
		same(t, "SUMMARY", value(t, ev, "SUMMARY"), title)
		want := "\nRiferimento: " + title + "\nEnte gestore: " + title + "\nStato: " + title + "\n\n"
		if text := value(t, ev, "DESCRIPTION"); !strings.Contains(text, want) {
			t.Errorf("no %q in %q", want, text)
		}
	}
}

// What iCalendar cannot carry is made into what it can.
func TestTextsThatCannotBeCarried(t *testing.T) {
	for given, want := range map[string]string{
		"a\r\nb\rc\u2028d\u2029e\u0085f":    "a\nb\nc\nd\ne\nf",
		"nulla \x00 campana \x07 canc \x7f": "nulla  campana  canc ",
		"rotto \xff\xfe qui":                "rotto \uFFFD qui",
		"a\rATTENDEE:mailto:x@y.example":    "a\nATTENDEE:mailto:x@y.example",
	} {
		e := register()
		e.Title = given
		same(t, "SUMMARY", value(t, only(t, e, "it"), "SUMMARY"), want)
	}
}

// At every length before it, a character that must stay whole stays whole.
func TestFoldingNeverCuts(t *testing.T) {
	for _, whole := range []string{"\n", ",", ";", `\`, "è", "€", "🏠", "\\\n", "🏠\n"} {
		for n := range 200 {
			e := register()
			e.Title = strings.Repeat("x", n) + whole + "y"
			same(t, fmt.Sprintf("%d before %q", n, whole), value(t, only(t, e, "it"), "SUMMARY"), e.Title)
		}
	}
}

func TestRefusals(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*ical.Feed)
		want   string
	}{
		"no name":      {func(f *ical.Feed) { f.Name = " \x00" }, "the calendar has no name"},
		"no host":      {func(f *ical.Feed) { f.Host = "" }, `the host "" is not a DNS name`},
		"odd host":     {func(f *ical.Feed) { f.Host = "a b@c" }, `the host "a b@c" is not a DNS name`},
		"no now":       {func(f *ical.Feed) { f.Now = time.Time{} }, "the calendar has no date of its own (Now)"},
		"bad PEC":      {func(f *ical.Feed) { f.OfficePEC = "protocollo" }, `the PEC "protocollo" of the office is not an e-mail address`},
		"sly PEC":      {func(f *ical.Feed) { f.OfficePEC = "a@b.example?bcc=c@d.example" }, `is not an e-mail address`},
		"no UID":       {func(f *ical.Feed) { f.Entries[1].UID = "" }, "entry 2 (): it has no UID"},
		"twice":        {func(f *ical.Feed) { f.Entries[1].UID = f.Entries[0].UID }, "entry 2 (obligation-123): another one has the same UID"},
		"no title":     {func(f *ical.Feed) { f.Entries[1].Title = "\n\t" }, "entry 2 (b): it has no title"},
		"no date":      {func(f *ical.Feed) { f.Entries[1].Due = calendar.Due{} }, "entry 2 (b): it has no date"},
		"sequence":     {func(f *ical.Feed) { f.Entries[1].Sequence = -1 }, "its sequence is not between 0 and 2147483647"},
		"no address":   {func(f *ical.Feed) { f.Entries[1].URL = "" }, `its address "" is not one of the web`},
		"relative":     {func(f *ical.Feed) { f.Entries[1].URL = "/adempimenti/1" }, `its address "/adempimenti/1" is not one of the web`},
		"script":       {func(f *ical.Feed) { f.Entries[1].URL = "javascript:alert(1)" }, `is not one of the web`},
		"with a name":  {func(f *ical.Feed) { f.Entries[1].URL = "https://me:secret@h.example/" }, `is not one of the web`},
		"two lines":    {func(f *ical.Feed) { f.Entries[1].URL = "https://h.example/\r\nATTENDEE:x" }, `is not one of the web`},
		"not UTF-8":    {func(f *ical.Feed) { f.Entries[1].URL = "https://h.example/?a=\xff" }, `is not one of the web`},
		"alarm after":  {func(f *ical.Feed) { f.Entries[1].AlarmDays = []int{-1} }, "an alarm -1 days before is not between 0 and 365"},
		"alarm so far": {func(f *ical.Feed) { f.Entries[1].AlarmDays = []int{366} }, "an alarm 366 days before is not between 0 and 365"},
	} {
		other := register()
		other.UID = "b"
		f := feed(register(), other)
		tt.change(&f)
		out, err := f.Render()
		if out != nil || err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %d bytes and the error %v, want %q", name, len(out), err, tt.want)
		}
	}
}

func TestEveryProblemIsTold(t *testing.T) {
	_, err := ical.Feed{Entries: []ical.Entry{{}}}.Render()
	if err == nil {
		t.Fatal("an empty entry was taken")
	}
	if got := strings.Count(err.Error(), "\n") + 1; got != 7 {
		t.Errorf("%d problems, want 7:\n%v", got, err)
	}
}

// FuzzRender gives any texts to every field, and reads them back.
func FuzzRender(f *testing.F) {
	f.Add("Registro, \"ottobre\"; 🏠\nCasa", "art. 7", "da inviare", "adempimenti/1?a=b", 5, int64(0), true)
	f.Add(strings.Repeat("\n", 80), strings.Repeat("è", 80), strings.Repeat(" ", 80), `\`, 0, int64(1792911600), false)
	f.Add("a\r\nb\rc\u2028", "\x00\xff", "END:VCALENDAR", "%zz\x7f", -400000, int64(-1), false)
	f.Fuzz(func(t *testing.T, title, basis, status, path string, days int, at int64, done bool) {
		e := register()
		e.Title, e.Basis, e.Status, e.Done = title, basis, status, done
		e.URL = "https://insiemi.example/" + path
		e.Due = calendar.Due{On: e.Due.On.AddDays(days % 40_000)}
		if at > 0 {
			e.Due.At = time.Unix(at%4_000_000_000, 0)
		}
		out, err := feed(e).Render()
		if err != nil {
			mayRefuse(t, e, err)
			return
		}
		if err := wellFormed(out); err != nil {
			t.Fatalf("%v, in\n%s", err, out)
		}
		events := read(t, out).Events()
		if len(events) != 1 {
			t.Fatalf("%d events", len(events))
		}
		sameTexts(t, events[0], e)
	})
}

// mayRefuse says that the only texts to refuse are a blank title and an address
// that is none.
func mayRefuse(t *testing.T, e ical.Entry, err error) {
	if strings.TrimSpace(readable(e.Title)) == "" {
		return
	}
	if plain := regexp.MustCompile(`^[\w./?=&-]*$`); plain.MatchString(e.URL[len("https://insiemi.example/"):]) {
		t.Fatalf("refused: %v", err)
	}
}

func sameTexts(t *testing.T, ev *foreign.VEvent, e ical.Entry) {
	title := readable(e.Title)
	if e.Done {
		title = "✓ " + title
	}
	same(t, "SUMMARY", value(t, ev, "SUMMARY"), title)
	text := value(t, ev, "DESCRIPTION")
	for label, given := range map[string]string{"Riferimento": e.Basis, "Stato": e.Status} {
		if want := "\n" + label + ": " + readable(given) + "\n"; given != "" && !strings.Contains(text, want) {
			t.Errorf("no %q in %q", want, text)
		}
	}
	if link := value(t, ev, "URL"); !strings.HasSuffix(text, "\n\n"+link) {
		t.Errorf("the text %q does not end with the address %q", text, link)
	}
	if !e.Due.At.IsZero() {
		if at, err := ev.GetStartAt(); err != nil || !at.Equal(e.Due.At) {
			t.Errorf("read back as %v (%v), not %v", at, err, e.Due.At)
		}
		return
	}
	same(t, "DTSTART", value(t, ev, "DTSTART"), strings.ReplaceAll(e.Due.On.String(), "-", ""))
}

// readable is what a text is expected to come back as, said in another way than
// the package does it.
func readable(s string) string {
	if !utf8.ValidString(s) {
		s = string([]rune(strings.ToValidUTF8(s, "\uFFFD")))
	}
	s = regexp.MustCompile("\r\n|[\r\u0085\u2028\u2029]").ReplaceAllString(s, "\n")
	return regexp.MustCompile(`[\x00-\x08\x0b-\x1f\x7f-\x{9f}]`).ReplaceAllString(s, "")
}
