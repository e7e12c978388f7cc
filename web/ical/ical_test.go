package ical_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	foreign "github.com/arran4/golang-ical"

	"github.com/insiemi/insiemi/web/ical"
	"github.com/insiemi/insiemi/workflow/calendar"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Every field of an entry comes back as it was given.
func TestAnEntryIsReadBack(t *testing.T) {
	e := register()
	ev := only(t, e, "it")
	same(t, "UID", value(t, ev, "UID"), "obligation-123@insiemi.example")
	same(t, "SEQUENCE", value(t, ev, "SEQUENCE"), "4")
	same(t, "SUMMARY", value(t, ev, "SUMMARY"), e.Title)
	same(t, "URL", value(t, ev, "URL"), e.URL)
	same(t, "TRANSP", value(t, ev, "TRANSP"), "TRANSPARENT")
	same(t, "STATUS", value(t, ev, "STATUS"), "CONFIRMED")
	same(t, "CATEGORIES", value(t, ev, "CATEGORIES"), "Scadenze,Cooperativa Il Faro")
	same(t, "DTSTAMP", value(t, ev, "DTSTAMP"), "20261001T083000Z")
	same(t, "LAST-MODIFIED", value(t, ev, "LAST-MODIFIED"), "20261001T083000Z")
	same(t, "DESCRIPTION", value(t, ev, "DESCRIPTION"), strings.Join([]string{
		"Scadenza: giovedì 5 novembre 2026",
		"Perché questa data: Entro il giorno 5 del mese successivo a ottobre 2026: giovedì 5 novembre 2026.",
		"Riferimento: art. 7 del capitolato; allegato A, punto 3",
		"Ente gestore: Cooperativa Il Faro",
		"Stato: da inviare",
		"",
		e.URL,
	}, "\n"))
	organizer := ev.GetProperty(foreign.ComponentPropertyOrganizer)
	same(t, "ORGANIZER", organizer.Value, "mailto:protocollo.prefrn@pec.example")
	same(t, "CN", organizer.ICalParameters["CN"][0], "Prefettura 'UTG' di Rimini; area IV")
	if len(organizer.ICalParameters) != 1 {
		t.Errorf("an organizer is a calendar address without more ado, not one with %v", organizer.ICalParameters)
	}
}

// A day is a whole day, until the day after: no time zone moves it.
func TestADayIsAWholeDay(t *testing.T) {
	for _, tt := range []struct{ due, end calendar.Date }{
		{calendar.MustDate(2026, time.November, 5), calendar.MustDate(2026, time.November, 6)},
		{calendar.MustDate(2026, time.October, 25), calendar.MustDate(2026, time.October, 26)},
		{calendar.MustDate(2026, time.March, 29), calendar.MustDate(2026, time.March, 30)},
		{calendar.MustDate(2026, time.December, 31), calendar.MustDate(2027, time.January, 1)},
		{calendar.MustDate(2028, time.February, 28), calendar.MustDate(2028, time.February, 29)},
	} {
		e := register()
		e.Due = calendar.Due{On: tt.due}
		ev := only(t, e, "it")
		start, end := ev.GetProperty(foreign.ComponentPropertyDtStart), ev.GetProperty(foreign.ComponentPropertyDtEnd)
		if start.ICalParameters["VALUE"][0] != "DATE" || end.ICalParameters["VALUE"][0] != "DATE" {
			t.Errorf("%s: not a date but %v, %v", tt.due, start.ICalParameters, end.ICalParameters)
		}
		same(t, "DTSTART", start.Value, strings.ReplaceAll(tt.due.String(), "-", ""))
		same(t, "DTEND", end.Value, strings.ReplaceAll(tt.end.String(), "-", ""))
	}
}

func TestAnExtensionShowsBothDates(t *testing.T) {
	e := register()
	e.FirstDue = e.Due.On
	before := only(t, e, "it")
	if text := value(t, before, "DESCRIPTION"); strings.Contains(text, "Prorogata") {
		t.Errorf("not moved, yet extended:\n%s", text)
	}
	e.Due, e.Sequence = e.Due.Extend(calendar.MustDate(2026, time.November, 20)), 5
	for lang, lines := range map[string][]string{
		"it": {"Scadenza: venerdì 20 novembre 2026", "Prorogata; prima scadenza: giovedì 5 novembre 2026", "Proroga concessa: la nuova scadenza è venerdì 20 novembre 2026"},
		"en": {"Due: Friday 20 November 2026", "Extended; first due: Thursday 5 November 2026", "Friday 20 November 2026."},
	} {
		after := only(t, e, lang)
		same(t, "DTSTART", value(t, after, "DTSTART"), "20261120")
		same(t, "UID", value(t, after, "UID"), value(t, before, "UID"))
		for _, want := range lines {
			if text := value(t, after, "DESCRIPTION"); !strings.Contains(text, want) {
				t.Errorf("no %q in\n%s", want, text)
			}
		}
	}
}

// Terms in hours are instants. 72 hours over a change of the hour end an hour
// earlier or later on the wall, and the feed says so.
func TestHoursAcrossBothChanges(t *testing.T) {
	rome := calendar.Rome()
	for _, tt := range []struct {
		from        time.Time
		hours       int
		start, when string
	}{
		{time.Date(2026, 10, 24, 10, 20, 0, 0, rome), 72, "20261027T090000Z", "Scadenza: martedì 27 ottobre 2026, ore 10:00 (ora italiana)"},
		{time.Date(2026, 3, 28, 10, 20, 0, 0, rome), 72, "20260331T100000Z", "Scadenza: martedì 31 marzo 2026, ore 12:00 (ora italiana)"},
		{time.Date(2026, 10, 24, 1, 20, 0, 0, rome), 24, "20261025T000000Z", "Scadenza: domenica 25 ottobre 2026, ore 02:00 (ora legale)"},
		{time.Date(2026, 10, 24, 1, 20, 0, 0, rome), 25, "20261025T010000Z", "Scadenza: domenica 25 ottobre 2026, ore 02:00 (ora solare)"},
		{time.Date(2026, 11, 2, 23, 20, 0, 0, rome), 48, "20261104T230000Z", "Scadenza: mercoledì 4 novembre 2026, ore 24:00 (ora italiana)"},
	} {
		due, err := calendar.Term{Hours: tt.hours}.AfterInstant(national(t), tt.from)
		if err != nil {
			t.Fatal(err)
		}
		e := register()
		e.Due = due
		ev := only(t, e, "it")
		same(t, "DTSTART", value(t, ev, "DTSTART"), tt.start)
		if at, err := ev.GetStartAt(); err != nil || !at.Equal(due.At) {
			t.Errorf("read back as %v (%v), not %v", at, err, due.At)
		}
		if ev.HasProperty(foreign.ComponentPropertyDtEnd) {
			t.Error("an instant has an end")
		}
		text := value(t, ev, "DESCRIPTION")
		if first, _, _ := strings.Cut(text, "\n"); first != tt.when {
			t.Errorf("got %q, want %q", first, tt.when)
		}
		if !strings.Contains(text, "Perché questa data: "+due.Derivation.It()+"\n") {
			t.Errorf("no derivation in\n%s", text)
		}
	}
}

// What is done or withdrawn stays where it was, and rings no more.
func TestDoneAndWithdrawn(t *testing.T) {
	e := register()
	for _, tt := range []struct {
		done, withdrawn bool
		status, title   string
		alarms          int
	}{
		{false, false, "CONFIRMED", e.Title, 2},
		{true, false, "CONFIRMED", "✓ " + e.Title, 0},
		{false, true, "CANCELLED", e.Title, 0},
		{true, true, "CANCELLED", e.Title, 0},
	} {
		e.Done, e.Withdrawn = tt.done, tt.withdrawn
		ev := only(t, e, "it")
		same(t, "STATUS", value(t, ev, "STATUS"), tt.status)
		same(t, "SUMMARY", value(t, ev, "SUMMARY"), tt.title)
		if n := len(ev.Alarms()); n != tt.alarms {
			t.Errorf("%+v: %d alarms", tt, n)
		}
	}
}

// Alarms ring in the morning of their day, each once.
func TestAlarms(t *testing.T) {
	e := register()
	e.AlarmDays = []int{0, 7, 1, 2, 7}
	sameTriggers(t, only(t, e, "it"), e.Title, "-P6DT15H", "-P1DT15H", "-PT15H", "PT9H")
	e.Due.At = e.Due.On.At(11, 0)
	sameTriggers(t, only(t, e, "it"), e.Title, "-P7D", "-P2D", "-P1D", "-PT1H")
	e.AlarmDays = nil
	sameTriggers(t, only(t, e, "it"), e.Title)
}

func sameTriggers(t *testing.T, ev *foreign.VEvent, title string, want ...string) {
	t.Helper()
	var got []string
	for _, a := range ev.Alarms() {
		got = append(got, a.GetProperty(foreign.ComponentPropertyTrigger).Value)
		same(t, "ACTION", a.GetProperty(foreign.ComponentPropertyAction).Value, "DISPLAY")
		same(t, "DESCRIPTION", a.GetProperty(foreign.ComponentPropertyDescription).Value, title)
	}
	if !slices.Equal(got, want) {
		t.Errorf("triggers %q, want %q", got, want)
	}
}

// The calendar says what it is, how often to come back, and who publishes it.
func TestTheCalendar(t *testing.T) {
	f := feed(register())
	cal := read(t, render(t, f))
	for name, want := range map[string]string{
		"VERSION": "2.0", "PRODID": "-//Insiemi//Insiemi//IT", "CALSCALE": "GREGORIAN", "METHOD": "PUBLISH",
		"NAME": f.Name, "X-WR-CALNAME": f.Name, "DESCRIPTION": f.Description, "X-WR-CALDESC": f.Description,
		"REFRESH-INTERVAL": "PT4H", "X-PUBLISHED-TTL": "PT4H",
	} {
		same(t, name, calendarValue(cal, name), want)
	}
	out := string(render(t, f))
	for _, line := range []string{"\r\nREFRESH-INTERVAL;VALUE=DURATION:PT4H\r\n", "\r\nX-WR-CALNAME:"} {
		if !strings.Contains(out, line) {
			t.Errorf("no line %q in\n%s", line, out)
		}
	}
	f.Entries[0].Body = "Rossi, Bianchi; e altri"
	if out := string(render(t, f)); !strings.Contains(out, "\r\nCATEGORIES:Scadenze,Rossi\\, Bianchi\\; e altri\r\n") {
		t.Errorf("the body is not one category in\n%s", out)
	}
	f.OfficePEC = "" // PUBLISH without an organizer would break RFC 5546
	cal = read(t, render(t, f))
	same(t, "METHOD", calendarValue(cal, "METHOD"), "")
	if cal.Events()[0].HasProperty(foreign.ComponentPropertyOrganizer) {
		t.Error("an organizer without an address")
	}
}

// A calendar has at least one component (RFC 5545 §3.6): without entries it is a
// time zone, of which nothing shows.
func TestAnEmptyFeed(t *testing.T) {
	cal := read(t, render(t, feed()))
	if len(cal.Events()) != 0 || len(cal.Components) != 1 || len(cal.Timezones()) != 1 {
		t.Fatalf("%d components, %d of them events, %d time zones", len(cal.Components), len(cal.Events()), len(cal.Timezones()))
	}
	same(t, "METHOD", calendarValue(cal, "METHOD"), "")
	if changes := cal.Timezones()[0].Components; len(changes) != 2 {
		t.Errorf("%d changes of the hour, not 2", len(changes))
	}
}

// The order of the entries, and the moment of the request, change nothing.
func TestTheSameEntriesGiveTheSameBytes(t *testing.T) {
	var entries []ical.Entry
	for i, day := range []int{5, 4, 5, 30} {
		e := register()
		e.UID += string(rune('a' + i))
		e.Due = calendar.Due{On: calendar.MustDate(2026, time.November, day)}
		entries = append(entries, e)
	}
	want := render(t, feed(entries...))
	slices.Reverse(entries)
	given := slices.Clone(entries)
	f := feed(entries...)
	f.Now = f.Now.Add(time.Hour)
	for range 20 {
		if got := render(t, f); !bytes.Equal(got, want) {
			t.Fatalf("got\n%s\nwant\n%s", got, want)
		}
	}
	for i := range given {
		if given[i].UID != entries[i].UID {
			t.Fatal("the caller's list was sorted")
		}
	}
}

// The golden files are what a person subscribes to, to be looked at.
func TestGolden(t *testing.T) {
	late, hours, moved, gone := register(), register(), register(), register()
	late.UID, late.Done, late.Status = "obligation-90", true, "accettato"
	due, err := calendar.Term{Hours: 72}.AfterInstant(national(t), time.Date(2026, 10, 24, 10, 20, 0, 0, calendar.Rome()))
	if err != nil {
		t.Fatal(err)
	}
	hours.UID, hours.Due, hours.Title = "obligation-124", due, "Comunicazione di allontanamento – RN-001 Casa Vela"
	moved.UID, moved.FirstDue, moved.Due = "obligation-125", moved.Due.On, moved.Due.Extend(calendar.MustDate(2026, time.November, 20))
	gone.UID, gone.Withdrawn, gone.Status = "obligation-126", true, "non più dovuto"
	for name, f := range map[string]ical.Feed{"office": feed(late, hours, moved, gone), "empty": feed()} {
		path, got := filepath.Join("testdata", name+".ics"), render(t, f)
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
}
