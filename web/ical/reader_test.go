package ical_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	foreign "github.com/arran4/golang-ical"

	"github.com/insiemi/insiemi/web/ical"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// The feeds are written with one library and read back with another, whose
// parser knows nothing of how they came about.

func render(t *testing.T, f ical.Feed) []byte {
	t.Helper()
	out, err := f.Render()
	if err != nil {
		t.Fatal(err)
	}
	if err := wellFormed(out); err != nil {
		t.Fatalf("%v, in\n%s", err, out)
	}
	return out
}

func read(t *testing.T, out []byte) *foreign.Calendar {
	t.Helper()
	cal, err := foreign.ParseCalendar(bytes.NewReader(out))
	if err != nil {
		t.Fatalf("the other parser refuses it: %v\n%s", err, out)
	}
	return cal
}

// only renders a feed of one entry and returns that entry as read back.
func only(t *testing.T, e ical.Entry, lang string) *foreign.VEvent {
	t.Helper()
	f := feed(e)
	f.Lang = lang
	events := read(t, render(t, f)).Events()
	if len(events) != 1 {
		t.Fatalf("%d events came back, not 1", len(events))
	}
	return events[0]
}

// wellFormed checks what parsers are lenient about: RFC 5545 §3.1.
func wellFormed(out []byte) error {
	if !bytes.HasSuffix(out, []byte("\r\n")) {
		return errors.New("the last line has no end")
	}
	for i, line := range strings.Split(strings.TrimSuffix(string(out), "\r\n"), "\r\n") {
		if err := wellFormedLine(line); err != nil {
			return fmt.Errorf("line %d, %q: %w", i+1, line, err)
		}
	}
	return nil
}

func wellFormedLine(line string) error {
	switch {
	case line == "":
		return errors.New("empty")
	case len(line) > 75:
		return fmt.Errorf("%d octets", len(line))
	case !utf8.ValidString(line):
		return errors.New("a character is cut")
	case strings.ContainsFunc(line, func(r rune) bool { return unicode.IsControl(r) && r != '\t' }):
		return errors.New("a control character")
	case (len(line)-len(strings.TrimRight(line, `\`)))%2 == 1:
		return errors.New("an escape is cut")
	}
	return nil
}

func value(t *testing.T, ev *foreign.VEvent, name string) string {
	t.Helper()
	found := ev.GetProperties(foreign.ComponentProperty(name))
	if len(found) != 1 {
		t.Fatalf("%d properties %s, not 1", len(found), name)
	}
	return found[0].Value
}

func calendarValue(cal *foreign.Calendar, name string) string {
	for _, p := range cal.CalendarProperties {
		if p.IANAToken == name {
			return p.Value
		}
	}
	return ""
}

func same(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s\n got %q\nwant %q", what, got, want)
	}
}

func national(t testing.TB) calendar.Calendar {
	c, err := calendar.Lookup("it")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func changed() time.Time { return time.Date(2026, 10, 1, 8, 30, 0, 0, time.UTC) }

// register is due on 5 November 2026, a Thursday.
func register() ical.Entry {
	october := calendar.MonthOf(calendar.MustDate(2026, time.October, 1))
	return ical.Entry{
		UID: "obligation-123", Sequence: 4, Modified: changed(),
		Due:    calendar.Calendar{}.DueOnDayAfter(october, 5),
		Title:  "Registro presenze – ottobre 2026 – RN-001 Casa Vela",
		Body:   "Cooperativa Il Faro",
		Basis:  "art. 7 del capitolato; allegato A, punto 3",
		URL:    "https://insiemi.example/adempimenti/123?mese=2026-10&vista=ente,centro",
		Status: "da inviare", AlarmDays: []int{2, 7, 7},
	}
}

func feed(entries ...ical.Entry) ical.Feed {
	return ical.Feed{
		Name: "Scadenze – Prefettura di Rimini", Description: "Che cosa manca, e per quando.", Lang: "it",
		Host: "insiemi.example", Now: time.Date(2026, 10, 20, 7, 0, 0, 0, time.UTC),
		Office: `Prefettura "UTG" di Rimini; area IV`, OfficePEC: "protocollo.prefrn@pec.example",
		Entries: entries,
	}
}
