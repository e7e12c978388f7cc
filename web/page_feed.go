package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gorilla/mux"

	"github.com/insiemi/insiemi/web/ical"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// calendarFeed answers a calendar program. There is no session: the token of the
// address says whose calendar it is. One that is not there, was revoked, or is of
// somebody who may no longer sign in gets one and the same answer, in plain text.
func (s *site) calendarFeed(v *visit) error {
	c, err := s.Engine.FeedOf(v.r.Context(), mux.Vars(v.r)["token"])
	if workflow.IsRefusal(err, "feed.not_found") {
		return v.noFeed(err)
	}
	if err != nil {
		return err
	}
	v.lang = c.Person.Language
	body, err := s.feed(v, c).Render()
	if err != nil {
		return fmt.Errorf("calendar of person %d: %w", c.Person.ID, err)
	}
	sum := sha256.Sum256(body)
	tag := `W/"` + hex.EncodeToString(sum[:16]) + `"` // weak: it may be sent compressed
	h := v.w.Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", "private, no-cache")
	if sameTag(v.r.Header.Get("If-None-Match"), tag) {
		h.Add("Vary", "Accept-Encoding")
		v.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", ical.ContentType)
	h.Set("Content-Disposition", `inline; filename="insiemi.ics"`)
	return send(v, http.StatusOK, body)
}

// noFeed says in plain text that there is no such calendar.
func (v *visit) noFeed(err error) error {
	r, _ := workflow.RefusalOf(err)
	v.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	v.w.WriteHeader(http.StatusNotFound)
	_, _ = fmt.Fprintf(v.w, "%s\n\n%s\n", r.It, r.En) // whoever asked may have gone
	return nil
}

// sameTag says that a list of entity tags (RFC 9110 §13.1.2) has one, compared
// weakly.
func sameTag(list, tag string) bool {
	for _, t := range strings.Split(list, ",") {
		t = strings.TrimSpace(t)
		if t == "*" || strings.TrimPrefix(t, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

// feed makes the calendar. What has no moment of change of its own counts as
// changed this morning, so that the same day gives the same bytes.
func (s *site) feed(v *visit, c engine.CalendarFeed) ical.Feed {
	origin := s.origin(v)
	f := ical.Feed{Name: v.t("feed.name", c.Office.Name), Description: v.t("feed.description"), Lang: v.lang, Host: hostOf(origin),
		Now: s.Engine.Today().At(0, 0), Office: c.Office.Name, OfficePEC: c.Office.PEC}
	if c.Body != "" {
		f.Name = v.t("feed.name.body", c.Body)
	}
	var ring []int
	for _, step := range c.Office.Rules.Ladder.Steps {
		if step <= 0 {
			ring = append(ring, -step)
		}
	}
	for _, e := range c.Entries {
		f.Entries = append(f.Entries, v.feedEntry(e, origin, ring))
	}
	return f
}

// hostOf is the DNS name of an address.
func hostOf(origin string) string {
	u, err := url.Parse(origin)
	if err != nil {
		return origin
	}
	host := u.Hostname()
	if ip := net.ParseIP(host); ip != nil && ip.To4() == nil {
		return "[" + host + "]"
	}
	return host
}

// feedEntry makes one entry. The device rings on the office's days before the
// date, for what the body or the person owes; not for what is owed every day,
// which would never be quiet.
func (v *visit) feedEntry(e engine.FeedEntry, origin string, ring []int) ical.Entry {
	out := ical.Entry{UID: e.UID, Sequence: e.Sequence, Modified: e.ChangedAt, Due: e.Due, FirstDue: e.FirstDueOn, Title: v.feedTitle(e),
		Body: e.Body, Basis: e.Basis, URL: origin + feedHref(e), Done: e.Done, Withdrawn: e.Withdrawn}
	if e.Status != "" {
		out.Status = v.t("feed.status." + string(e.Status))
	}
	switch {
	case e.Missing > 0:
		out.Why = v.feedCount(e)
	case e.Full:
		out.Why = v.t("feed.left_out.why")
	}
	if !e.Daily && e.Missing == 0 && !e.Full {
		out.AlarmDays = ring
	}
	return out
}

// feedCount says what is due on a day of the office, and where each date is
// explained.
func (v *visit) feedCount(e engine.FeedEntry) string {
	g := tongue{v.lang, v.texts}
	kinds := make([]string, len(e.Kinds))
	for i, k := range e.Kinds {
		kinds[i] = fmt.Sprintf("%s %d", g.kind(k.Kind), k.Open)
	}
	return v.texts.count(v.lang, "feed.due", e.Missing) + " " + v.texts.count(v.lang, "feed.due.of", e.Bodies) + ": " + strings.Join(kinds, ", ") + ". " + v.t("feed.due.why")
}

// feedTitle names an entry as a phone lists it: paper, period, centre.
func (v *visit) feedTitle(e engine.FeedEntry) string {
	if e.Missing > 0 {
		return v.texts.count(v.lang, "feed.missing", e.Missing)
	}
	if e.Full {
		return v.t("feed.left_out")
	}
	g := tongue{v.lang, v.texts}
	parts := []string{g.kind(e.Kind)}
	if p := g.period(e.For); p != "" {
		parts = append(parts, p)
	}
	switch {
	case e.Centre != "":
		parts = append(parts, e.Centre)
	case e.CIG != "":
		parts = append(parts, v.t("cig", e.CIG))
	}
	title := strings.Join(parts, " – ")
	switch {
	case e.Case != 0:
		return v.t("feed.case", e.Number, title)
	case e.Status == workflow.ObligationToComplete || e.Obligation == 0:
		return v.t("feed.mend", title)
	}
	return title
}

// feedHref is the page of an entry.
func feedHref(e engine.FeedEntry) string {
	switch {
	case e.Obligation != 0:
		return obligationHref(e.Obligation)
	case e.Case != 0:
		return caseHref(e.Case)
	case e.Document != 0:
		return documentHref(e.Document)
	case e.Full:
		return "/"
	}
	return "/missing?month=" + strconv.Itoa(e.Due.On.Year()) + "-" + fmt.Sprintf("%02d", int(e.Due.On.Month()))
}
