package ical

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	rfc5545 "github.com/emersion/go-ical"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// event is one entry as a VEVENT (RFC 5545 §3.6.1), with its alarms.
func (f Feed) event(e Entry) *rfc5545.Component {
	ev := rfc5545.NewEvent()
	p := ev.Props
	p.SetText(rfc5545.PropUID, clean(e.UID)+"@"+f.Host)
	setInteger(p, rfc5545.PropSequence, e.Sequence)
	f.setStamps(p, e)
	setWhen(p, e.Due)
	p.SetText(rfc5545.PropSummary, e.summary())
	p.SetText(rfc5545.PropDescription, f.description(e))
	p.SetURI(rfc5545.PropURL, e.link())
	p.SetText(rfc5545.PropTransparency, "TRANSPARENT") // a deadline doesn't keep anybody busy
	p.SetText(rfc5545.PropStatus, string(e.status()))
	categories := rfc5545.NewProp(rfc5545.PropCategories)
	categories.SetTextList(f.categories(e))
	p.Set(categories)
	if f.publishes() {
		p.Set(f.organizer())
	}
	for _, days := range e.alarms() {
		ev.Children = append(ev.Children, alarm(e, days))
	}
	return ev.Component
}

// setStamps dates the revision of the entry, not the request for it: the same
// revision has the same stamp, and the same bytes.
func (f Feed) setStamps(p rfc5545.Props, e Entry) {
	stamp := f.Now
	if !e.Modified.IsZero() {
		stamp = e.Modified
		p.SetDateTime(rfc5545.PropLastModified, e.Modified.UTC())
	}
	p.SetDateTime(rfc5545.PropDateTimeStamp, stamp.UTC())
}

// setWhen puts a day as a whole day, whose end is the day after it (RFC 5545
// §3.8.2.2), and an instant as an instant without length.
func setWhen(p rfc5545.Props, due calendar.Due) {
	if !due.At.IsZero() {
		p.SetDateTime(rfc5545.PropDateTimeStart, due.At.UTC())
		return
	}
	p.SetDate(rfc5545.PropDateTimeStart, due.On.At(12, 0))
	p.SetDate(rfc5545.PropDateTimeEnd, due.On.AddDays(1).At(12, 0))
}

// link returns the address of the item, or nil when it is none of the web, which
// validate refuses.
func (e Entry) link() *url.URL {
	u, err := url.Parse(e.URL)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.User != nil || clean(e.URL) != e.URL {
		return nil
	}
	return u
}

func (e Entry) summary() string {
	if e.Done && !e.Withdrawn {
		return "✓ " + clean(e.Title)
	}
	return clean(e.Title)
}

func (e Entry) status() rfc5545.EventStatus {
	if e.Withdrawn {
		return rfc5545.EventCancelled
	}
	return rfc5545.EventConfirmed
}

// categories are what a subscriber filters and colours by.
func (f Feed) categories(e Entry) []string {
	out := []string{f.words().category}
	if e.Body != "" {
		out = append(out, clean(e.Body))
	}
	return out
}

func (f Feed) organizer() *rfc5545.Prop {
	p := rfc5545.NewProp(rfc5545.PropOrganizer)
	if f.Office != "" {
		p.Params.Set(rfc5545.ParamCommonName, parameter(f.Office))
	}
	p.Value = "mailto:" + f.OfficePEC // SetURI would call it VALUE=URI; it is a calendar address (§3.3.3)
	return p
}

// alarms returns the days before on which there is an alarm, each once.
func (e Entry) alarms() []int {
	if e.Done || e.Withdrawn {
		return nil
	}
	days := slices.SortedFunc(slices.Values(e.AlarmDays), func(a, b int) int { return cmp.Compare(b, a) })
	return slices.Compact(days)
}

// alarm shows the title some days before (RFC 5545 §3.6.6).
func alarm(e Entry, days int) *rfc5545.Component {
	a := rfc5545.NewComponent(rfc5545.CompAlarm)
	a.Props.SetText(rfc5545.PropAction, "DISPLAY")
	a.Props.SetText(rfc5545.PropDescription, e.summary())
	trigger := rfc5545.NewProp(rfc5545.PropTrigger)
	trigger.Value = morning(days)
	if !e.Due.At.IsZero() {
		trigger.Value = sameHour(days)
	}
	a.Props.Set(trigger)
	return a
}

// morning counts from the midnight that starts a whole day to 9 o'clock some
// days earlier. The 15 hours before a midnight never hold a change of the hour.
func morning(days int) string {
	switch days {
	case 0:
		return "PT9H"
	case 1:
		return "-PT15H"
	}
	return "-P" + strconv.Itoa(days-1) + "DT15H"
}

func sameHour(days int) string {
	if days == 0 {
		return "-PT1H"
	}
	return "-P" + strconv.Itoa(days) + "D"
}

func setInteger(p rfc5545.Props, name string, n int) {
	prop := rfc5545.NewProp(name)
	prop.Value = strconv.Itoa(n)
	p.Set(prop)
}

// description tells the date, why it is that date, and where to go. Its last
// line is the address again: many programs don't show the URL property.
func (f Feed) description(e Entry) string {
	w := f.words()
	lines := []string{w.due + ": " + e.when(w)}
	add := func(label, text string) {
		if text != "" {
			lines = append(lines, label+": "+clean(text))
		}
	}
	if e.extended() {
		add(w.firstDue, e.FirstDue.Words(w.code))
	}
	add(w.why, cmp.Or(e.Due.Derivation.In(w.code), e.Why))
	add(w.basis, e.Basis)
	add(w.body, e.Body)
	add(w.status, e.Status)
	return strings.Join(append(lines, "", e.link().String()), "\n")
}

func (e Entry) extended() bool { return !e.FirstDue.IsZero() && !e.FirstDue.Equal(e.Due.On) }

// when tells the day, or the day and hour of a term in hours.
func (e Entry) when(w words) string {
	day := e.Due.On.Words(w.code)
	if e.Due.At.IsZero() {
		return day
	}
	return day + ", " + w.hour + " " + clock(e.Due, w)
}

// clock tells the hour that a clock on the wall in Italy shows. Midnight is the
// end of the day that it is due on; an hour that comes twice says which it is.
func clock(due calendar.Due, w words) string {
	at := due.At.In(calendar.Rome())
	if !calendar.DateOf(at).Equal(due.On) {
		return "24:00" + w.rome
	}
	hour := at.Format("15:04")
	twice := at.Add(time.Hour).Format("15:04") == hour || at.Add(-time.Hour).Format("15:04") == hour
	switch {
	case twice && at.IsDST():
		return hour + w.summer
	case twice:
		return hour + w.winter
	}
	return hour + w.rome
}
