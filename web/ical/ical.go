// Package ical turns a list of what is due into a calendar that phones and
// desktop programs subscribe to (iCalendar, RFC 5545 and RFC 7986).
//
//	[]Entry ──▶ Feed.Render ──▶ go-ical: properties, escaping, rules of the RFC
//	                               └──▶ fold: lines of at most 75 octets ──▶ bytes
//
// It is pure: no clock, no I/O. It decides nothing about what is due, for whom
// or why: dates come from workflow/calendar with their derivation, and the words
// of a status from the caller. An Entry has no field for a person, and the
// address of the feed itself (which holds its token) is never written.
//
// Invariants:
//   - the same entries give the same bytes, in whatever order they come, so that
//     an ETag over them holds until something changes;
//   - a UID depends on the entry and the host alone: a date that moves, an
//     extension or a withdrawal changes the entry that the phone already has;
//   - a date is a whole day that no time zone can move, and a term in hours is an
//     instant in UTC, exact even in the hour that October has twice;
//   - what is written can be read: no text from outside can end a line, a value
//     or an entry.
package ical

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	rfc5545 "github.com/emersion/go-ical"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// ContentType is the media type that a feed is served under (RFC 5545 §8.1).
const ContentType = rfc5545.MIMEType + "; charset=utf-8"

// refresh is how often a subscriber is asked to come back (RFC 5545 §3.3.6).
const refresh = "PT4H"

// Feed is one calendar to subscribe to.
type Feed struct {
	Name        string // as the phone lists it: "Scadenze – Prefettura di Rimini"
	Description string // one sentence; may be empty
	Lang        string // "en", or Italian for any other
	Host        string // DNS name of the installation: makes UIDs unique in the world

	// Now stands for the change of entries that don't tell their own.
	Now time.Time

	// Office and OfficePEC name the organizer. A feed with entries and with a PEC
	// declares METHOD:PUBLISH, which has one by rule (RFC 5546 §3.2.1); without it
	// the feed is a plain snapshot, which any subscriber takes alike.
	Office, OfficePEC string

	Entries []Entry
}

// Entry is one thing that is due.
type Entry struct {
	UID      string        // stable for the obligation whatever happens: "obligation-123"
	Sequence int           // grows when the entry changes (RFC 5545 §3.8.7.4), from 0
	Modified time.Time     // when it last changed; zero: Feed.Now
	Due      calendar.Due  // a day, or an instant when At is set
	FirstDue calendar.Date // the day before an extension; zero when it was not moved
	Title    string        // "Registro presenze – ottobre 2026 – RN-001 Casa Vela"
	Body     string        // name of the managing body; "" in a body's own feed
	Why      string        // why it is that day, where the date has no derivation
	Basis    string        // the law or the clause; may be empty
	URL      string        // http or https address of the exact item
	Status   string        // in words, in the language of the feed

	Done      bool // nothing is left to do: ticked, without alarms
	Withdrawn bool // no longer asked for: cancelled, without alarms

	// AlarmDays are how many days before, from 0 to 365, the device reminds: at 9
	// in the morning for a day, at the same hour for a term in hours (0: one hour
	// before it).
	AlarmDays []int
}

// Render writes the feed. It errs, naming every entry with a problem, on a feed
// without name, host or Now, and on entries with an empty or repeated UID, no
// title, no date, a negative sequence, an address that is not http(s), or alarms
// out of range.
func (f Feed) Render() ([]byte, error) {
	if err := f.validate(); err != nil {
		return nil, err
	}
	cal := f.calendar()
	for _, e := range inOrder(f.Entries) {
		cal.Children = append(cal.Children, f.event(e))
	}
	if len(cal.Children) == 0 {
		cal.Children = append(cal.Children, romeZone())
	}
	var b bytes.Buffer
	if err := rfc5545.NewEncoder(&b).Encode(cal); err != nil {
		return nil, fmt.Errorf("write the calendar %q: %w", f.Name, err)
	}
	return fold(b.Bytes()), nil
}

func inOrder(entries []Entry) []Entry {
	return slices.SortedFunc(slices.Values(entries), func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Due.On.String(), b.Due.On.String()), a.Due.At.Compare(b.Due.At), cmp.Compare(a.UID, b.UID))
	})
}

// calendar returns the calendar with its properties, without components.
func (f Feed) calendar() *rfc5545.Calendar {
	cal := rfc5545.NewCalendar()
	p := cal.Props
	p.SetText(rfc5545.PropVersion, "2.0")
	p.SetText(rfc5545.PropProductID, "-//Insiemi//Insiemi//"+strings.ToUpper(f.words().code))
	p.SetText(rfc5545.PropCalendarScale, "GREGORIAN")
	p.SetText(rfc5545.PropName, clean(f.Name))
	setPlain(p, "X-WR-CALNAME", clean(f.Name))
	if f.Description != "" {
		p.SetText(rfc5545.PropDescription, clean(f.Description))
		setPlain(p, "X-WR-CALDESC", clean(f.Description))
	}
	interval := rfc5545.NewProp(rfc5545.PropRefreshInterval)
	interval.Params.Set(rfc5545.ParamValue, string(rfc5545.ValueDuration)) // RFC 7986 §5.7 has no default type
	interval.Value = refresh
	p.Set(interval)
	setPlain(p, "X-PUBLISHED-TTL", refresh)
	if f.publishes() {
		p.SetText(rfc5545.PropMethod, "PUBLISH")
	}
	return cal
}

func (f Feed) publishes() bool { return f.OfficePEC != "" && len(f.Entries) > 0 }

// setPlain sets a text property of an unregistered name. The library would write
// VALUE=TEXT, which is right and which programs that look for "X-WR-CALNAME:"
// don't find.
func setPlain(p rfc5545.Props, name, text string) {
	p.SetText(name, text)
	p.Get(name).Params.Del(rfc5545.ParamValue)
}

// romeZone is the component of a feed without entries: a calendar must have one
// (RFC 5545 §3.4, §3.6), and a time zone is one that shows nothing on a screen.
func romeZone() *rfc5545.Component {
	zone := rfc5545.NewComponent(rfc5545.CompTimezone)
	zone.Props.SetText(rfc5545.PropTimezoneID, "Europe/Rome")
	zone.Children = []*rfc5545.Component{
		changeOfHour(rfc5545.CompTimezoneDaylight, "CEST", "+0100", "+0200", "19960331T020000", "3"),
		changeOfHour(rfc5545.CompTimezoneStandard, "CET", "+0200", "+0100", "19961027T030000", "10"),
	}
	return zone
}

// changeOfHour is the last Sunday of a month, since Directive 94/21/EC.
func changeOfHour(kind, name, from, to, since, month string) *rfc5545.Component {
	c := rfc5545.NewComponent(kind)
	c.Props.SetText(rfc5545.PropTimezoneName, name)
	for prop, value := range map[string]string{
		rfc5545.PropTimezoneOffsetFrom: from,
		rfc5545.PropTimezoneOffsetTo:   to,
		rfc5545.PropDateTimeStart:      since,
		rfc5545.PropRecurrenceRule:     "FREQ=YEARLY;BYMONTH=" + month + ";BYDAY=-1SU",
	} {
		p := rfc5545.NewProp(prop)
		p.Value = value
		c.Props.Set(p)
	}
	return c
}
