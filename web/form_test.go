package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// formOf is a form that was sent, or shown for the first time when there are no
// values.
func formOf(t *testing.T, lang, about string, values url.Values) *form {
	t.Helper()
	method, body := http.MethodGet, ""
	if values != nil {
		method, body = http.MethodPost, values.Encode()
	}
	r := httptest.NewRequest(method, "/x", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	f, err := (&visit{w: httptest.NewRecorder(), r: r, lang: lang, texts: catalogue(t)}).newForm(about)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestTypedAmounts(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{"24,57": "24.57", "24.57": "24.57", "1.234,56": "1234.56", "1,234.56": "1234.56", "1.234": "1234",
		"1.234.567": "1234567", "0.125": "0.125", "€ 2,5": "2.5", "2,50 €": "2.5", "173": "173", "-3": "-3", "−3": "-3", "12.345.678,9": "12345678.9"} {
		d, err := parseTypedAmount(typed)
		if err != nil || !d.Equal(decimal.RequireFromString(want)) {
			t.Errorf("%q is read as %s (%v), want %s", typed, d, err, want)
		}
	}
	for _, typed := range []string{"", "abc", "1e5", "1,2,3", "24,5x", ","} {
		if d, err := parseTypedAmount(typed); err == nil {
			t.Errorf("%q is read as %s", typed, d)
		}
	}
}

// What is shown in a control is read back as it was.
func TestAmountsComeBack(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"it", "en"} {
		for _, s := range []string{"24.57", "1234.5", "0.3", "2.5", "1000000", "0.1255"} {
			want := decimal.RequireFromString(s)
			f := formOf(t, lang, "agreement", nil)
			f.set("set.agreement.pay")
			at := want
			f.amount("x", &at)
			shown := f.find("x").Value
			f = formOf(t, lang, "agreement", url.Values{"x": {shown}})
			f.set("set.agreement.pay")
			var got decimal.Decimal
			f.amount("x", &got)
			if !got.Equal(want) || len(f.problems()) > 0 {
				t.Errorf("%s: %s is shown as %q and read as %s %v", lang, s, shown, got, f.problems())
			}
		}
	}
}

// An amount of which 0 says that there is none is shown as 0, but not in a row
// that is offered to be filled in; left blank it is asked for.
func TestAnAmountOfZero(t *testing.T) {
	t.Parallel()
	bind := func(f *form, all *[]reception.Tariff) {
		rows(f, "tariffs", "set.agreement.tariffs", all, func(t *reception.Tariff) {
			f.date("from_on", &t.FromOn)
			f.amount("kit", &t.Kit, orZero)
			f.amount("family_cap", &t.FamilyCap)
		})
	}
	all := []reception.Tariff{{}}
	f := formOf(t, "it", "agreement", nil)
	bind(f, &all)
	if stored, spare, limit := f.find("tariffs.0.kit"), f.find("tariffs.1.kit"), f.find("tariffs.0.family_cap"); stored.Value != "0,00" || spare.Value != "" || limit.Value != "" {
		t.Errorf("shown as %q, %q and %q", stored.Value, spare.Value, limit.Value)
	}
	f = formOf(t, "it", "agreement", url.Values{"tariffs.0.from_on": {"2027-01-01"}, "tariffs.1.from_on": {"2027-02-01"}, "tariffs.1.kit": {"0"}, "tariffs.2.kit": {""}})
	bind(f, &all)
	if x := f.find("tariffs.0.kit"); !strings.Contains(x.Error, "Scrivere 0 se non è previsto") {
		t.Errorf("a blank kit passes: %q", x.Error)
	}
	if ps := f.problems(); len(ps) != 1 || len(all) != 2 || f.find("tariffs.2.kit").Value != "" {
		t.Errorf("read %+v with %+v", all, ps)
	}
}

func TestWhatCantBeReadIsRefusedAndKept(t *testing.T) {
	t.Parallel()
	for typed, says := range map[string]string{"domani": "non è una data", "31/02/2026": "non è una data", "01/01/1500": "dal 1980 al 2199", "1500-01-01": "Il 01/01/1500", "": "manca"} {
		f := formOf(t, "it", "centre", url.Values{"opened_on": {typed}})
		f.set("set.centre.when")
		on := calendar.MustDate(2026, time.November, 3)
		f.date("opened_on", &on, must)
		x := f.find("opened_on")
		if !strings.Contains(x.Error, says) || x.Value != typed || !on.IsZero() {
			t.Errorf("%q: says %q, shows %q, gives %s", typed, x.Error, x.Value, on)
		}
	}
	for typed, says := range map[string]string{"-3": "da 1 a 60", "3,5": "non è un numero intero", "61": "da 1 a 60", "tre": "solo cifre"} {
		f := formOf(t, "it", "agreement", url.Values{"payment_days": {typed}})
		f.set("set.agreement.pay")
		n := 30
		f.whole("payment_days", &n, 1, 60, must)
		if x := f.find("payment_days"); !strings.Contains(x.Error, says) || x.Value != typed || n != 0 {
			t.Errorf("%q: says %q, shows %q, gives %d", typed, x.Error, x.Value, n)
		}
	}
	f := formOf(t, "it", "centre", url.Values{"kind": {"CASTLE"}})
	f.set("set.centre.what")
	var kind reception.CentreKind
	pick(f, "kind", &kind, f.centreKinds(), must)
	if f.find("kind").Error == "" || kind != "" {
		t.Errorf("a kind that is not in the list gives %q", kind)
	}
}

// Empty rows and removed ones are not read; what is wrong with a row is said
// beside the row that it was typed into.
func TestRows(t *testing.T) {
	t.Parallel()
	f := formOf(t, "it", "body", url.Values{"contacts.0.name": {"Ada"}, "contacts.0.remove": {"1"}, "contacts.1.name": {" "}, "contacts.1.phone": {""},
		"contacts.2.name": {"Bea"}, "contacts.4.phone": {"0541"}, "contacts.9999.name": {"x"}})
	var got []reception.Contact
	rows(f, "contacts", "set.body.contacts", &got, func(c *reception.Contact) {
		f.text("name", &c.Name, must)
		f.text("phone", &c.Phone)
	})
	if len(got) != 2 || got[0].Name != "Bea" || got[1].Phone != "0541" {
		t.Fatalf("read %+v", got)
	}
	if x := f.find("contacts.4.name"); x.Error == "" {
		t.Error("a row with a phone and no name passes")
	}
	if f.find("contacts.1.name").Error != "" {
		t.Error("an empty row is asked for a name")
	}
	if f.find("contacts.0.name") != nil {
		t.Error("a removed row is still there")
	}
	f.blame(reception.Problems{{Field: "contacts[0].phone", It: "no"}})
	if x := f.find("contacts.2.phone"); x.Error != "no" {
		t.Errorf("what is wrong with Bea's phone is said elsewhere: %+v", f.problems())
	}
	empty := 0
	for _, r := range f.sets[0].Rows {
		if r.New {
			empty++
		}
	}
	if empty < spareRows {
		t.Errorf("%d empty rows are offered", empty)
	}
}

// A problem whose field has no control of its own is said at the nearest, or in
// the summary alone.
func TestProblemsFindTheirControl(t *testing.T) {
	t.Parallel()
	f := formOf(t, "it", "office", url.Values{})
	o := reception.Office{Rules: reception.DefaultOfficeRules()}
	f.office(&o)
	for key, control := range map[string]string{"name": "name", "rules.hours_to": "rules.hours_to", "rules.ladder.steps": "rules.ladder.before",
		"rules.task_ladder.steps[1]": "rules.task_ladder.before", "nowhere": "nowhere"} {
		if got := f.controlOf(key); got != control {
			t.Errorf("%s is said at %s, want %s", key, got, control)
		}
	}
}

func TestLadders(t *testing.T) {
	t.Parallel()
	v := &visit{lang: "it", texts: catalogue(t)}
	for want, l := range map[string]reception.Ladder{
		"7 giorni prima, 2 giorni prima, il giorno stesso, 1, 5 e 15 giorni dopo; al dirigente dopo 15 giorni": reception.DefaultOfficeRules().Ladder,
		"1 giorno dopo":              {Steps: []int{1}},
		"nessun promemoria":          {},
		"al dirigente dopo 1 giorno": {EscalateAfter: 1},
	} {
		if got := v.ladderWords(l); got != want {
			t.Errorf("%v is told as %q, want %q", l, got, want)
		}
	}
	f := formOf(t, "it", "office", url.Values{"l.before": {"2, 7 7"}, "l.same": {"1"}, "l.after": {"15;1"}, "l.escalate_after": {""}})
	f.set("set.office.ladder")
	l := reception.Ladder{EscalateAfter: 9}
	f.ladder("l.", &l, true)
	if want := []int{-7, -2, 0, 1, 15}; len(l.Steps) != len(want) || l.Steps[0] != -7 || l.Steps[4] != 15 || l.EscalateAfter != 0 || len(f.problems()) > 0 {
		t.Errorf("read %+v %v", l, f.problems())
	}
	f = formOf(t, "it", "office", url.Values{"l.before": {"-3"}})
	f.set("set.office.ladder")
	f.ladder("l.", &l, false)
	if p := f.problems(); len(p) != 1 || !strings.Contains(p[0].Text, "«-3»") {
		t.Errorf("−3 days: %v", p)
	}
}

func TestCountingInWords(t *testing.T) {
	t.Parallel()
	v := &visit{lang: "it", texts: catalogue(t)}
	for _, c := range []struct {
		rule reception.CountingRule
		want string
	}{
		{reception.CountingRule{EntryDay: true}, "Entrata pagata, uscita non pagata; es. ospite entrato il 3 e uscito il 7: 4 giornate. Le assenze non si pagano."},
		{reception.CountingRule{EntryDay: true, ExitDay: true, PaidLeaveHours: 72}, "Entrata pagata, uscita pagata; es. ospite entrato il 3 e uscito il 7: 5 giornate. Un'assenza autorizzata si paga fino a 72 ore."},
		{reception.CountingRule{}, "Entrata non pagata, uscita non pagata; es. ospite entrato il 3 e uscito il 7: 3 giornate. Le assenze non si pagano."},
	} {
		if got := v.countingWords(c.rule); got != c.want {
			t.Errorf("%+v: %q", c.rule, got)
		}
	}
}

// isKey finds a key where a text should be.
var isKey = regexp.MustCompile(`^[a-z_]+(\.[a-z_A-Z0-9]+)+$`)

// shownTexts are the texts of a form, without what stands in its controls.
func shownTexts(f *form) []string {
	var out []string
	add := func(fields []field) {
		for _, x := range fields {
			out = append(out, x.Label, x.Help, x.Unit, x.Error)
			for _, c := range x.Choices {
				out = append(out, c.Text)
			}
		}
	}
	for _, s := range f.sets {
		out = append(out, s.Legend, s.Help, s.MoreText)
		out = append(out, s.Says...)
		add(s.Fields)
		for _, r := range s.Rows {
			out = append(out, r.Legend)
			add(r.Fields)
		}
	}
	return out
}

// Every form has its texts in both languages: none shows a key.
func TestFormsHaveTexts(t *testing.T) {
	t.Parallel()
	a := reception.Agreement{Covers: reception.CoversAll(1), Tariffs: []reception.Tariff{{}}, Penalties: []reception.Penalty{{}}, Checklist: []document.Kind{document.Report}}
	frame := requirementFrame{office: reception.Office{Rules: reception.DefaultOfficeRules()}}
	for about, bind := range map[string]func(*form){
		"body":      func(f *form) { f.body(&reception.Body{Contacts: []reception.Contact{{Name: "x"}}}) },
		"centre":    func(f *form) { f.centre(&reception.Centre{}); f.from(new(calendar.Date), calendar.Date{}) },
		"agreement": func(f *form) { f.agreement(&a, nil, nil) },
		"extension": func(f *form) { f.extension(a, &reception.Extension{}) },
		"office":    func(f *form) { o := reception.Office{}; f.office(&o) },
		"closure":   func(f *form) { f.closure(&reception.Closure{}) },
		"person":    func(f *form) { f.person(&reception.Person{}, nil) },
		"happening": func(f *form) { f.happening(&reception.Happening{}, reception.Registry{}, f.v.whats(nil, true)) },
		"requirement": func(f *form) {
			f.requirement(&reception.Requirement{}, nil, frame, editing{})
			f.requirement(&reception.Requirement{}, nil, frame, editing{override: true})
		},
	} {
		for _, lang := range []string{"it", "en"} {
			f := formOf(t, lang, strings.Replace(about, "extension", "agreement", 1), nil)
			bind(f)
			for _, text := range shownTexts(f) {
				if isKey.MatchString(text) {
					t.Errorf("the form of %s shows the key %q", about, text)
				}
			}
		}
	}
}
