package web_test

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// obligations returns what the office's bodies owe, as it stands now.
func (w *world) obligations() (all []workflow.Obligation) {
	w.Helper()
	office := w.actor(province.ReviewerEmail).Office
	w.must(w.db.Read(w.Context(), storage.ForOffice(office), func(r *storage.Reader) error {
		bodies, err := r.Bodies(w.Context())
		if err != nil {
			return err
		}
		for _, b := range bodies {
			os, err := r.Obligations(w.Context(), b.ID)
			if err != nil {
				return err
			}
			all = append(all, os...)
		}
		return nil
	}))
	return all
}

// owed returns what is open and due by the day on which the list looks ahead, the
// latest first.
func (w *world) owed(keep func(workflow.Obligation) bool) (out []workflow.Obligation) {
	w.Helper()
	until := w.engine.Today().AddDays(workflow.DueSoonDays)
	for _, o := range w.obligations() {
		if o.Status == workflow.ObligationOpen && !o.Due.On.After(until) && keep(o) {
			out = append(out, o)
		}
	}
	slices.SortFunc(out, func(a, b workflow.Obligation) int {
		return cmp.Or(b.Due.On.DaysUntil(a.Due.On), cmp.Compare(a.ID, b.ID))
	})
	return out
}

func hrefs(os []workflow.Obligation, before string) (out []string) {
	for _, o := range os {
		out = append(out, fmt.Sprintf("%s/obligations/%d", before, o.ID))
	}
	return out
}

// ids makes the form of a selection.
func ids(os ...workflow.Obligation) url.Values {
	form := url.Values{}
	for _, o := range os {
		form.Add("obligation", fmt.Sprint(o.ID))
	}
	return form
}

func everything(workflow.Obligation) bool { return true }

// late is a world in which much is late: it is 25 November.
func late(t *testing.T) (*world, *browser) {
	w := newWorld(t)
	w.now = calendar.MustDate(2026, time.November, 25).At(9, 0)
	return w, w.as(province.ReviewerEmail)
}

// Each filter of the list shows what it says, on the page, in its counts and in
// its files, the latest first; the address keeps the filter.
func TestMissingFilters(t *testing.T) {
	t.Parallel()
	w, rev := late(t)
	first := w.owed(everything)[0]
	third := w.owed(everything)[2]
	w.sql(`UPDATE obligations SET status = 'withdrawn' WHERE id = $1`, third.ID)
	centre := w.slot(document.Register).CentreID
	agreement := w.slot(document.Invoice).AgreementID
	today := w.engine.Today()
	november, err := calendar.ParseMonth("2026-11")
	w.must(err)
	for query, keep := range map[string]func(workflow.Obligation) bool{
		"":                                      everything,
		"?standing=overdue":                     func(o workflow.Obligation) bool { return o.Due.On.Before(today) },
		"?standing=due":                         func(o workflow.Obligation) bool { return !o.Due.On.Before(today) },
		"?standing=declared":                    func(workflow.Obligation) bool { return false },
		fmt.Sprintf("?body=%d", first.BodyID):   func(o workflow.Obligation) bool { return o.BodyID == first.BodyID },
		fmt.Sprintf("?centre=%d", centre):       func(o workflow.Obligation) bool { return o.CentreID == centre },
		fmt.Sprintf("?agreement=%d", agreement): func(o workflow.Obligation) bool { return o.AgreementID == agreement },
		"?kind=" + string(document.Register):    func(o workflow.Obligation) bool { return o.Kind == document.Register },
		"?month=2026-11":                        func(o workflow.Obligation) bool { return november.Contains(o.Due.On) },
		"?month=2020-01":                        func(workflow.Obligation) bool { return false },
		"?late=20":                              func(o workflow.Obligation) bool { return o.Due.On.DaysUntil(today) >= 20 },
		fmt.Sprintf("?late=%d", first.DaysLate(today)):    func(o workflow.Obligation) bool { return o.DaysLate(today) >= first.DaysLate(today) },
		"?late=10&month=2026-11":                          func(o workflow.Obligation) bool { return november.Contains(o.Due.On) && o.DaysLate(today) >= 10 },
		"?body=999999":                                    func(workflow.Obligation) bool { return false },
		"?body=x&kind=Y&month=2026-13&late=-3&standing=z": everything, // what can't be read does not narrow
	} {
		want := w.owed(keep)
		lines, _ := rev.list("/missing", query)
		if got := column(rev, lines, "Nel portale"); !slices.Equal(got, hrefs(want, w.url)) {
			t.Errorf("%q: %d rows instead of %d: %q", query, len(got), len(want), got)
		}
		for i, o := range want {
			if got := column(rev, lines, "Giorni di ritardo")[i]; got != fmt.Sprint(o.DaysLate(today)) {
				t.Errorf("%q, %d: late by %s instead of %d", query, o.ID, got, o.DaysLate(today))
			}
		}
		r := rev.get("/missing" + query)
		rev.want(r, http.StatusOK)
		for i, o := range want[:min(len(want), 50)] {
			if at := strings.Index(r.body, fmt.Sprintf(`href="/obligations/%d"`, o.ID)); at < 0 {
				t.Errorf("%q: the page does not show row %d", query, i)
			}
		}
		if strings.Contains(r.body, fmt.Sprintf(`href="/obligations/%d"`, third.ID)) {
			t.Errorf("%q: the page shows what was withdrawn", query)
		}
	}
	r := rev.get(fmt.Sprintf("/missing?body=%d&standing=overdue&late=3", first.BodyID))
	rev.want(r, http.StatusOK, fmt.Sprintf(`href="/missing.xlsx?body=%d&amp;late=3&amp;standing=overdue"`, first.BodyID),
		fmt.Sprintf(`name="filter" value="body=%d&amp;late=3&amp;standing=overdue"`, first.BodyID), "mai sollecitato")
	if strings.Contains(r.body, "derivation") {
		t.Error("the list carries derivations")
	}
}

// What is to be completed is in the list with its task's date, what was declared
// under its own tab.
func TestMissingOfOtherStandings(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.slot(document.Register).ID, text("missing"))
	w.decided(got, workflow.Returned, "Mancano due firme.")
	declared := w.slot(document.Invoice)
	w.must(w.engine.DeclareNothing(t.Context(), w.actor(province.OperatorEmail), declared.ID, "Centro chiuso per lavori."))
	rev := w.as(province.ReviewerEmail)
	f := w.caseOf(got.Document)

	lines, _ := rev.list("/missing", "?standing=to_complete")
	if len(lines) != 2 || column(rev, lines, "Entro il")[0] != f.Open.Due.On.It() || column(rev, lines, "Stato")[0] != "Da integrare" {
		t.Errorf("to be completed: %q", lines)
	}
	lines, _ = rev.list("/missing", "?standing=declared")
	if len(lines) != 2 || !strings.HasSuffix(column(rev, lines, "Nel portale")[0], fmt.Sprintf("/obligations/%d", declared.ID)) {
		t.Errorf("declared: %q", lines)
	}
	rev.want(rev.get("/missing?standing=declared"), http.StatusOK, "Centro chiuso per lavori.", `href="/declarations"`)
	all, _ := rev.list("/missing", "")
	if c := column(rev, all, "Nel portale"); slices.Contains(c, fmt.Sprintf("%s/obligations/%d", w.url, declared.ID)) ||
		!slices.Contains(c, fmt.Sprintf("%s/obligations/%d", w.url, w.slot(document.Register).ID)) {
		t.Errorf("all: %q", c)
	}
	w.now = f.Open.Due.On.AddDays(4).At(9, 0)
	rev = w.as(province.ReviewerEmail)
	rev.want(rev.get("/missing?standing=to_complete&late=4"), http.StatusOK, "Da integrare", "in ritardo di 4 giorni")
	if lines, _ := rev.list("/missing", "?standing=to_complete&late=5"); len(lines) != 1 {
		t.Errorf("late by five days: %q", lines)
	}
	id := w.slot(document.Register).ID
	rev.want(rev.get(fmt.Sprintf("/obligations/%d", id)), http.StatusOK, fmt.Sprintf("/reminders/preview?obligation=%d", id))
	rev.want(rev.get(fmt.Sprintf("/reminders/preview?obligation=%d", id)), http.StatusOK, "Si sollecita 1 adempimento", f.Open.Due.On.It(), "4 giorni",
		"correggere e inviare di nuovo", fmt.Sprintf("%s/documents/%d", w.url, got.Document))
}

// Of what was chased today no other reminder is promised for today: the page of the
// document says so as the list does.
func TestWhatWasChasedTodayIsNotRemindedOfAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.slot(document.Register).ID, text("missing"))
	w.decided(got, workflow.Returned, "Mancano due firme.")
	w.now = w.caseOf(got.Document).Open.Due.On.AddDays(1).At(9, 0)
	page := fmt.Sprintf("/cases/%d", w.caseOf(got.Document).Case.ID)
	rev := w.as(province.ReviewerEmail)
	rev.want(rev.get(page), http.StatusOK, "prossimo nel primo orario d&#39;ufficio")
	ids := []workflow.ObligationID{w.slot(document.Register).ID}
	p, err := w.engine.PreviewChase(t.Context(), w.actor(province.ReviewerEmail), ids)
	w.must(err)
	_, err = w.engine.Chase(t.Context(), w.actor(province.ReviewerEmail), ids, "", p.Stamp)
	w.must(err)
	r := rev.get(page)
	rev.want(r, http.StatusOK, "Sollecitato oggi")
	rev.lack(r, "prossimo nel primo orario d&#39;ufficio")
}

// decided takes the open task of a document's case.
func (w *world) decided(got engine.Received, o workflow.Outcome, reason string) {
	w.Helper()
	f := w.caseOf(got.Document)
	w.must(w.engine.Decide(w.Context(), w.actor(province.ReviewerEmail), engine.Deciding{Case: f.Case.ID, Task: f.Open.ID, Version: f.Case.Version, Outcome: o, Reason: reason}))
}

// A long list has pages of fifty, which keep the filter, and a page beyond the
// last is the last.
func TestMissingPages(t *testing.T) {
	t.Parallel()
	w, rev := late(t)
	o := w.owed(everything)[0]
	w.sql(`INSERT INTO obligations (office_id, body_id, requirement_id, requirement_version, kind, agreement_id, centre_id, slot, period_start, period_end, due_on, derivation)
		SELECT office_id, body_id, requirement_id, requirement_version, kind, agreement_id, centre_id, slot || '/' || g, period_start, period_end, date '2026-01-01' + g, derivation
		FROM obligations, generate_series(1, 120) g WHERE id = $1`, o.ID)
	total := len(w.owed(everything))
	last := (total + 49) / 50
	rev.want(rev.get("/missing?late=1"), http.StatusOK, "pagina 1 di", `href="/missing?late=1&amp;page=2"`)
	rev.want(rev.get("/missing?page=2"), http.StatusOK, "pagina 2 di", "02/2026")
	rev.want(rev.get("/missing?page=999"), http.StatusOK, fmt.Sprintf("pagina %d di %d", last, last), fmt.Sprintf("%d adempimenti", total))
	if lines, _ := rev.list("/missing", ""); len(lines) != total+1 {
		t.Errorf("%d lines in the file instead of %d", len(lines)-1, total)
	}
}

// The office chases what it chose: the preview says who gets what and what is
// left out, nothing leaves before it is confirmed, and the list says so after.
func TestChaseFromTheList(t *testing.T) {
	t.Parallel()
	w, rev := late(t)
	operator := w.actor(province.OperatorEmail)
	mine := w.owed(func(o workflow.Obligation) bool { return o.BodyID == operator.Body })
	theirs := w.owed(func(o workflow.Obligation) bool { return o.BodyID == bodyOf(w, other) })
	declared := mine[3]
	w.must(w.engine.DeclareNothing(t.Context(), operator, declared.ID, "Nessun ospite nel mese."))
	chosen := ids(mine[0], mine[1], theirs[0], declared)

	rev.want(rev.post("/reminders/preview", url.Values{"filter": {"late=3"}}), http.StatusUnprocessableEntity, "Non è stato scelto nessun adempimento", `name="filter" value="late=3"`)
	r := rev.post("/reminders/preview", chosen)
	rev.want(r, http.StatusOK, "Si sollecitano 3 adempimenti", "di 2 enti", province.OperatorEmail, other, "1 adempimento resta fuori",
		"dichiarato che non c&#39;è nulla da trasmettere", "Questo sollecito non è una diffida", fmt.Sprintf("%s/obligations/%d", w.url, mine[0].ID))
	chosen.Set("message", "Servono per la liquidazione.")
	chosen.Set("look", "1")
	r = rev.post("/reminders", chosen)
	rev.want(r, http.StatusOK, "Servono per la liquidazione.")
	if n := strings.Count(r.body, "Servono per la liquidazione."); n != 3 { // the field and two letters
		t.Errorf("the message is there %d times", n)
	}
	chosen.Del("look")
	chosen.Set("stamp", "old")
	rev.want(rev.post("/reminders", chosen), http.StatusConflict, "Qualcosa è cambiato", "Servono per la liquidazione.")
	if n := w.chased(); n != 0 {
		t.Fatalf("%d acts before anything was confirmed", n)
	}
	chosen.Set("stamp", between(r.body, `name="stamp" value="`, `"`))
	chosen.Set("message", strings.Repeat("a", 1001))
	rev.want(rev.post("/reminders", chosen), http.StatusUnprocessableEntity, "Il messaggio è troppo lungo")
	chosen.Set("message", "Servono per la liquidazione.")
	chosen.Set("filter", "standing=overdue")
	r = rev.post("/reminders", chosen)
	rev.want(r, http.StatusSeeOther)
	rev.want(rev.get(r.header.Get("Location")), http.StatusOK, "Solleciti inviati", "Sollecitati 3 adempimenti", "di 2 enti", `href="/missing?standing=overdue"`)
	if n := w.chased(); n != 3 {
		t.Errorf("%d acts instead of 3", n)
	}
	rev.want(rev.get("/missing"), http.StatusOK, "sollecitato oggi")
	lines, _ := rev.list("/missing", fmt.Sprintf("?body=%d", theirs[0].BodyID))
	i := slices.Index(column(rev, lines, "Nel portale"), fmt.Sprintf("%s/obligations/%d", w.url, theirs[0].ID))
	if got := column(rev, lines, "Ultimo promemoria")[i]; got != "25/11/2026" {
		t.Errorf("the file says that it was chased on %q", got)
	}
	// A second time on the same day nothing is left to do, and the page says why.
	rev.want(rev.post("/reminders/preview", chosen), http.StatusOK, "Non c&#39;è nulla da sollecitare")
	rev.want(rev.get(fmt.Sprintf("/reminders/preview?obligation=%d", mine[2].ID)), http.StatusOK, "Si sollecita 1 adempimento")
	w.now = w.now.AddDate(0, 0, 2)
	rev = w.as(province.ReviewerEmail)
	rev.want(rev.get("/missing"), http.StatusOK, "sollecitato 2 giorni fa")
}

func (w *world) chased() (n int) {
	w.Helper()
	for _, o := range w.obligations() {
		w.read(func(r *storage.Reader) error {
			acts, err := r.Acts(w.Context(), o.ID)
			for _, a := range acts {
				if a.Act == workflow.ActChased {
					n++
				}
			}
			return err
		})
	}
	return n
}

// between is the text between two others.
func between(s, from, to string) string {
	_, s, _ = strings.Cut(s, from)
	s, _, _ = strings.Cut(s, to)
	return s
}

// Everything that a filter shows can be chosen at once, beyond the page.
func TestChaseAllOfAFilter(t *testing.T) {
	t.Parallel()
	w, rev := late(t)
	o := w.owed(everything)[0]
	w.sql(`INSERT INTO obligations (office_id, body_id, requirement_id, requirement_version, kind, agreement_id, centre_id, slot, period_start, period_end, due_on, derivation)
		SELECT office_id, body_id, requirement_id, requirement_version, kind, agreement_id, centre_id, slot || '/' || g, period_start, period_end, date '2026-01-01' + g, derivation
		FROM obligations, generate_series(1, 70) g WHERE id = $1`, o.ID)
	want := len(w.owed(func(x workflow.Obligation) bool { return x.BodyID == o.BodyID && x.DaysLate(w.engine.Today()) > 0 }))
	form := url.Values{"all": {"1"}, "filter": {fmt.Sprintf("body=%d&standing=overdue", o.BodyID)}}
	rev.want(rev.post("/reminders/preview", form), http.StatusOK, fmt.Sprintf("Si sollecitano %d adempimenti", want), "di 1 ente")
	w.sql(`INSERT INTO obligations (office_id, body_id, requirement_id, requirement_version, kind, agreement_id, centre_id, slot, period_start, period_end, due_on, derivation)
		SELECT office_id, body_id, requirement_id, requirement_version, kind, agreement_id, centre_id, slot || '/x' || g, period_start, period_end, date '2026-01-01', derivation
		FROM obligations, generate_series(1, 1000) g WHERE id = $1`, o.ID)
	rev.want(rev.post("/reminders/preview", form), http.StatusUnprocessableEntity, "al massimo 1000 alla volta", `name="all" value="1" id="all" checked`)
	rev.want(rev.post("/missing/waiver", form), http.StatusUnprocessableEntity, "al massimo 500 alla volta")
}

// Who may see and do all this: people of the office, for their own office.
func TestAccessToWhatIsMissing(t *testing.T) {
	t.Parallel()
	w, _ := late(t)
	o := w.owed(everything)[0]
	body := fmt.Sprintf("/overview/2026-10/bodies/%d", o.BodyID)
	gets := []string{"/missing", "/missing.csv", "/missing.xlsx", "/declarations", "/declarations.csv", "/unreachable", "/unreachable.xlsx",
		fmt.Sprintf("/reminders/preview?obligation=%d", o.ID), "/reminders/done", body, body + ".csv", body + ".xlsx"}
	posts := []string{"/missing/extension", "/missing/waiver", "/reminders/preview", "/reminders", "/declarations"}
	nobody, op := w.visitor(), w.as(province.OperatorEmail)
	form := ids(o)
	for k, v := range map[string]string{"confirm": "1", "to": "2026-12-15", "reason": "x", "refuse": fmt.Sprint(o.ID)} {
		form.Set(k, v)
	}
	for _, path := range gets {
		nobody.want(nobody.get(path), http.StatusSeeOther)
		op.want(op.get(path), http.StatusForbidden)
		w.as(province.HeadEmail).want(w.as(province.HeadEmail).get(path), http.StatusOK)
	}
	for _, path := range posts {
		nobody.want(nobody.post(path, form), http.StatusUnauthorized)
		op.want(op.post(path, form), http.StatusForbidden)
	}
	// Another office neither sees nor changes what is ours.
	foreign := w.as(province.OtherReviewerEmail)
	foreign.want(foreign.get(body), http.StatusNotFound)
	r := foreign.get("/missing")
	if strings.Contains(r.body, fmt.Sprintf(`href="/obligations/%d"`, o.ID)) {
		t.Error("another office sees our obligation")
	}
	foreign.want(foreign.get(fmt.Sprintf("/reminders/preview?obligation=%d", o.ID)), http.StatusUnprocessableEntity)
	foreign.want(foreign.post("/missing/extension", ids(o)), http.StatusUnprocessableEntity)
	foreign.want(foreign.post("/missing/waiver", form), http.StatusNotFound)
	if now := w.obligation(o.ID); now.Status != workflow.ObligationOpen || !now.Due.On.Equal(o.Due.On) {
		t.Errorf("it is %s, due on %s", now.Status, now.Due.On)
	}
}

// Addresses that do not receive are listed with what their servers said, and the
// preview of a chase warns of them.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	w, rev := late(t)
	rev.want(rev.get("/unreachable"), http.StatusOK, "Tutti gli indirizzi ricevono")
	op := w.actor(province.OperatorEmail)
	w.sql(`WITH n AS (INSERT INTO notices (office_id, body_id, person_id, kind, subject_id, created_at) VALUES ($1, $2, $3, 'digest', 0, $4) RETURNING id)
		INSERT INTO deliveries (office_id, notice_id, at, outcome, detail) SELECT $1, id, $4, 'bounced', 'La casella non esiste.' FROM n`,
		op.Office, op.Body, op.Person, calendar.MustDate(2026, time.November, 20).At(8, 0))
	rev.want(rev.get("/unreachable"), http.StatusOK, province.OperatorEmail, "La casella non esiste.", "tornata indietro", "20/11/2026 08:00", "1 e-mail non arrivata",
		fmt.Sprintf(`href="/registry/bodies/%d"`, op.Body))
	lines, _ := rev.list("/unreachable", "")
	if len(lines) != 2 || column(rev, lines, "Dettaglio")[0] != "La casella non esiste." || column(rev, lines, "E-mail perse")[0] != "1" {
		t.Errorf("the file says %q", lines)
	}
	w.sql(`INSERT INTO deliveries (office_id, notice_id, at, outcome) SELECT office_id, id, created_at, 'sent' FROM notices`)
	w.sql(`INSERT INTO deliveries (office_id, notice_id, at, outcome) SELECT office_id, id, created_at, 'not_needed' FROM notices`)
	lines, _ = w.as(province.AdministratorEmail).list("/deliveries", "")
	if states := column(rev, lines, "Stato"); states[0] != "Respinta" || slices.Index(states, "Inviata") > slices.Index(states, "Non necessaria") {
		t.Errorf("the e-mails stand as %q", states)
	}
	rev.want(rev.get("/missing"), http.StatusOK, "A 1 persona le e-mail non arrivano", `href="/unreachable"`)
	mine := w.owed(func(o workflow.Obligation) bool { return o.BodyID == op.Body })
	preview := rev.post("/reminders/preview", ids(mine[0]))
	rev.want(preview, http.StatusOK, "le e-mail non arrivano dal 20/11/2026")
	rev.lack(preview, "parte subito, fuori dall&#39;orario")
	rev.lack(rev.get("/missing?standing=due"), `class="never"`) // what is not due yet needs no reminder
	w.now = calendar.MustDate(2026, time.November, 25).At(23, 11)
	rev = w.as(province.ReviewerEmail)
	rev.want(rev.post("/reminders/preview", ids(mine[0])), http.StatusOK, "parte subito, fuori dall&#39;orario dell&#39;ufficio")
	foreign := w.as(province.OtherReviewerEmail)
	foreign.want(foreign.get("/unreachable"), http.StatusOK, "Tutti gli indirizzi ricevono")
}
