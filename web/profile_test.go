package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
)

// Choices are kept, all or none; formal notices and ways that a kind does not
// offer are refused.
func TestProfile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.as(province.OperatorEmail)
	r := op.get("/profile")
	op.want(r, http.StatusOK, province.OperatorEmail, "Promemoria delle scadenze", "Comunicazioni formali", `name="reminder" value="digest" checked`, "Crea il calendario")
	op.lack(r, `name="reminder" value="now"`, `name="decision"`)
	op.want(op.post("/profile/preferences", url.Values{"reminder": {"none"}, "approved": {"digest"}}), http.StatusSeeOther)
	op.want(op.get("/profile?done=preferences"), http.StatusOK, "Preferenze salvate", `name="reminder" value="none" checked`, `name="approved" value="digest" checked`)
	for _, bad := range []url.Values{{"decision": {"none"}}, {"reminder": {"now"}}, {"reminder": {"digest"}, "refused": {"digest"}}} {
		op.want(op.post("/profile/preferences", bad), http.StatusUnprocessableEntity, `role="alert"`)
	}
	op.want(op.get("/profile"), http.StatusOK, `name="reminder" value="none" checked`)
	rev := w.as(province.ReviewerEmail)
	rev.want(rev.get("/profile"), http.StatusOK, "Dichiarazioni «niente da trasmettere»")
	v := w.visitor()
	v.want(v.get("/profile"), http.StatusSeeOther)
}

var feedAddress = regexp.MustCompile(`value="(http[^"]*(/calendar/([A-Za-z0-9_-]+)\.ics))"`)

func TestCalendarFeed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.as(province.OperatorEmail)
	o := w.slot(document.Register)
	made := op.post("/profile/feed", nil)
	op.want(made, http.StatusOK, "Il calendario è pronto", "iPhone", "Outlook")
	m := feedAddress.FindStringSubmatch(made.body)
	if m == nil {
		t.Fatalf("no address on the page:\n%s", made.body)
	}
	path, token := m[2], m[3]
	if again := op.get("/profile"); strings.Contains(again.body, token) || !strings.Contains(again.body, "Attivo dal 03/11/2026") {
		t.Error("the address is shown again, or the page does not say that it is there")
	}

	phone := w.visitor()
	r := phone.get(path)
	phone.want(r, http.StatusOK, "BEGIN:VCALENDAR", fmt.Sprintf("UID:obligation-%d@", o.ID), "Registro presenze – ottobre 2026 – RN-001")
	unfolded := strings.ReplaceAll(r.body, "\r\n ", "")
	for _, part := range []string{fmt.Sprintf("URL:%s/obligations/%d", w.url, o.ID), "DTSTART;VALUE=DATE:20261105", "TRIGGER:-P6DT15H"} {
		if !strings.Contains(unfolded, part) {
			t.Errorf("the calendar lacks %q", part)
		}
	}
	if strings.Contains(r.body, token) || strings.Contains(r.body, province.OperatorEmail) {
		t.Error("the calendar says more than it must")
	}
	for k, v := range map[string]string{"Content-Type": "text/calendar; charset=utf-8", "Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"} {
		if r.header.Get(k) != v {
			t.Errorf("%s: %q", k, r.header.Get(k))
		}
	}
	w.now = w.now.Add(30 * time.Minute)
	for _, tag := range []string{r.header.Get("ETag"), `"x", ` + strings.TrimPrefix(r.header.Get("ETag"), "W/"), "*"} {
		req := phone.request(http.MethodGet, path, nil)
		req.Header.Set("If-None-Match", tag)
		if same := phone.do(req); same.status != http.StatusNotModified || same.body != "" || same.header.Get("ETag") != r.header.Get("ETag") {
			t.Errorf("If-None-Match %s: %d", tag, same.status)
		}
	}
	if head := phone.do(phone.request(http.MethodHead, path, nil)); head.status != http.StatusOK || head.body != "" {
		t.Errorf("HEAD: %d %q", head.status, head.body)
	}
	// A later date changes the entry that the phone has.
	w.must(w.engine.ExtendObligation(t.Context(), w.actor(province.HeadEmail), o.ID, o.Due.On.AddDays(7), "Allagamento"))
	moved := phone.get(path)
	phone.want(moved, http.StatusOK, "20261112", "SEQUENCE:1")
	if moved.header.Get("ETag") == r.header.Get("ETag") {
		t.Error("another calendar has the same tag")
	}

	op.want(op.get("/profile/feed"), http.StatusSeeOther)
	renewed := feedAddress.FindStringSubmatch(op.post("/profile/feed", nil).body)
	gone, never := phone.get(path), phone.get("/calendar/"+strings.Repeat("A", len(token))+".ics")
	if gone.status != http.StatusNotFound || never.status != http.StatusNotFound || gone.body != never.body || gone.header.Get("Content-Type") != "text/plain; charset=utf-8" {
		t.Errorf("a revoked address: %d %q; an unknown one: %d %q", gone.status, gone.body, never.status, never.body)
	}
	phone.want(phone.get(renewed[2]), http.StatusOK)
	op.want(op.post("/profile/feed/revocation", nil), http.StatusSeeOther)
	phone.want(phone.get(renewed[2]), http.StatusNotFound)
	if log := w.log.String(); strings.Contains(log, token) || strings.Contains(log, renewed[3]) || !strings.Contains(log, "/calendar/{token") {
		t.Errorf("the log has a token, or not the route:\n%s", log)
	}
}

// The calendar of somebody of the office leads to cases.
func TestCalendarFeedOfTheOffice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.caseOf(w.send(w.slot(document.Register).ID, text("feed")).Document)
	for _, who := range []string{province.ReviewerEmail, province.HeadEmail, province.AdministratorEmail} {
		b := w.as(who)
		m := feedAddress.FindStringSubmatch(b.post("/profile/feed", nil).body)
		r := w.visitor().get(m[2])
		b.want(r, http.StatusOK, "BEGIN:VCALENDAR")
		if isReviewer := who == province.ReviewerEmail; strings.Contains(strings.ReplaceAll(r.body, "\r\n ", ""), fmt.Sprintf("/cases/%d", f.Case.ID)) != isReviewer {
			t.Errorf("%s: the case is in the calendar: %t", who, !isReviewer)
		}
	}
}

// The days of a head of office say what is due on them, and where each date is
// explained.
func TestTheCalendarOfAHead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token, err := w.engine.NewFeed(t.Context(), w.actor(province.HeadEmail))
	w.must(err)
	r := w.visitor().get("/calendar/" + token + ".ics")
	r.body = strings.ReplaceAll(r.body, "\r\n ", "")
	w.visitor().want(r, http.StatusOK, "UID:due-", `Perché questa data: `, "scadono in questo giorno\\, di 2 enti: ", "Registro presenze ", "La pagina di ciascuno dice da quale regola viene la sua data.")
	if strings.Contains(r.body, "SEQUENCE:0\r\n") {
		t.Error("a count is in its first revision for ever")
	}
}

// A calendar that is full says so on today's date, and leads to the portal.
func TestAFullCalendar(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sql(`INSERT INTO obligations (office_id, body_id, kind, slot, requirement_id, period_start, period_end, due_on, derivation)
		SELECT o.office_id, o.body_id, o.kind, 'many/' || g, o.requirement_id, o.period_start, o.period_end, o.due_on, o.derivation
		FROM obligations o, generate_series(1, 600) g WHERE o.id = $1`, w.slot(document.Register).ID)
	token, err := w.engine.NewFeed(t.Context(), w.actor(province.OperatorEmail))
	w.must(err)
	r := w.visitor().get("/calendar/" + token + ".ics")
	r.body = strings.ReplaceAll(r.body, "\r\n ", "")
	w.visitor().want(r, http.StatusOK, "UID:left-out@", "Altre scadenze sono sul portale\\, non in questo calendario", "Il calendario è pieno: tiene le scadenze più vicine a oggi.")
}
