package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// require makes a requirement, unless the office has it.
func (w *world) require(like workflow.Obligation, kind, subject, recurrence string) {
	w.Helper()
	w.sql(`INSERT INTO requirements (office_id, kind, subject, recurrence, definition, due) SELECT office_id, $2, $3, $4, definition, '{}'
		FROM requirements WHERE id = $1 ON CONFLICT (office_id, agreement_id, kind, subject, recurrence, happening) WHERE NOT removed DO UPDATE SET due = excluded.due`, like.RequirementID, kind, subject, recurrence)
}

// daily makes a requirement of every day with its obligations for some days of
// the body's first centre.
func (w *world) daily(from calendar.Date, days int) {
	w.Helper()
	o := w.slot(document.Register)
	w.require(o, "COM_GIORNALIERA", "centre", "daily")
	w.sql(`INSERT INTO obligations (office_id, body_id, requirement_id, kind, agreement_id, centre_id, slot, period_start, period_end, due_on, derivation)
		SELECT o.office_id, o.body_id, q.id, q.kind, o.agreement_id, o.centre_id, 'c' || o.centre_id || '/' || d::date || '/1d', d::date, d::date, d::date, o.derivation
		FROM obligations o JOIN requirements q ON q.office_id = o.office_id AND q.recurrence = 'daily' AND q.kind = 'COM_GIORNALIERA',
			generate_series($2::date, $3::date, '1 day') d WHERE o.id = $1`, o.ID, from.String(), from.AddDays(days-1).String())
}

// What waits for the body stands on top in its order, in whatever month it is,
// and in every month that is looked at.
func TestHomeShowsWhatWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.as(province.OperatorEmail)
	register := w.slot(document.Register)
	r := op.get("/")
	op.want(r, http.StatusOK, "Documenti per ottobre 2026", "In scadenza entro martedì 10/11/2026", "giovedì 05/11/2026", "Perché questa data",
		"Niente da trasmettere", "ottobre 2026: 0 di")
	op.lack(op.section(r, `data-live="home"`, `id="w-due"`), "Registro presenze")

	w.now = register.Due.On.AddDays(3).At(9, 0)
	op = w.as(province.OperatorEmail)
	for _, path := range []string{"/", "/month/2026-10", "/month/2027-03"} {
		r = op.get(path)
		late := op.section(r, `id="w-late"`, "</section>")
		op.want(late, http.StatusOK, "in ritardo di 3 giorni", "RN-001", fmt.Sprintf("/obligations/%d", register.ID))
	}
	got := w.send(register.ID, text("home"))
	rev := w.as(province.ReviewerEmail)
	f := w.caseOf(got.Document)
	rev.want(rev.post(fmt.Sprintf("/cases/%d/decisions", f.Case.ID), url.Values{"task": {fmt.Sprint(f.Open.ID)}, "version": {fmt.Sprint(f.Case.Version)},
		"outcome": {"returned"}, "reason": {"Manca la firma."}}), http.StatusSeeOther)
	r = op.get("/")
	op.want(op.section(r, `id="w-to_complete"`, "</section>"), http.StatusOK, "Manca la firma.", "Invia la versione corretta")
	if late, mend := strings.Index(r.body, `id="w-late"`), strings.Index(r.body, `id="w-to_complete"`); late < 0 || mend < late {
		t.Errorf("what is late (%d) does not come before what is to be completed (%d)", late, mend)
	}
}

// The office says how many days before its date something counts as due.
func TestHomeFollowsTheOfficesDays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sql(`UPDATE offices SET due_soon_days = 0`)
	w.sql(`UPDATE obligations SET status = 'accepted' WHERE due_on < '2026-11-03'`)
	op := w.as(province.OperatorEmail)
	r := op.get("/")
	op.want(r, http.StatusOK, "niente in scadenza nei prossimi giorni", "Da trasmettere")
	op.lack(r, `id="w-due"`)
}

// Thirty papers a month of one kind are one line with a calendar behind it.
func TestEveryDayIsOneLine(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.daily(calendar.MustDate(2026, time.July, 1), 130) // to 7 November
	op := w.as(province.OperatorEmail)
	r := op.get("/")
	late := op.section(r, `id="w-late"`, "</section>")
	op.want(late, http.StatusOK, "125 giorni in ritardo", "Comincia da mercoledì 01/07/2026", `/month/2026-07">luglio 2026 (31)`, `/month/2026-09">settembre 2026 (30)`)
	if n := strings.Count(late.body, `class="slot strip`); n != 1 {
		t.Errorf("%d lines instead of one", n)
	}
	if n := strings.Count(late.body, `class="day day-`); n != 33 {
		t.Errorf("%d days instead of those of two months", n)
	}
	op.want(op.section(r, `id="w-due"`, "</section>"), http.StatusOK, "5 giorni in scadenza")
	month := op.section(op.get("/month/2026-07"), `data-live="slots"`, "</main>")
	op.want(month, http.StatusOK, "31 giorni in ritardo", "0 giorni su 31 trasmessi", `from-3"><a class="day`)
	rev := w.as(province.ReviewerEmail)
	rev.want(rev.get(fmt.Sprintf("/overview/2026-07/bodies/%d", bodyOf(w, province.OperatorEmail))), http.StatusOK, "Comunicazione giornaliera", "31 giorni in ritardo")
}

// Every obligation is in exactly one month, whatever its period, so that none is
// ever out of sight.
func TestEveryObligationIsInOneMonth(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.slot(document.Register)
	for _, c := range []struct{ kind, recurrence, from, to, due string }{
		{"RELAZIONE", "quarterly", "2026-07-01", "2026-09-30", "2026-10-30"},
		{"RENDICONTO_COSTI", "yearly", "2026-01-01", "2026-12-31", "2027-03-01"},
		{"CARTA_SERVIZI", "once", "2026-01-01", "2027-12-31", "2026-01-31"},
		{"POLIZZA_RCT", "before_expiry", "2027-03-31", "2027-03-31", "2027-03-01"},
		{"ALLONTANAMENTO", "after_happening", "2026-10-31", "2026-10-31", "2026-11-03"},
	} {
		w.require(o, c.kind, "body", c.recurrence)
		w.sql(`INSERT INTO obligations (office_id, body_id, requirement_id, kind, slot, period_start, period_end, due_on, derivation)
			SELECT o.office_id, o.body_id, q.id, q.kind, 'b/test', $3, $4, $5, o.derivation FROM obligations o JOIN requirements q ON q.office_id = o.office_id AND q.kind = $2
			AND q.recurrence = $6 AND q.happening = '' AND q.subject = 'body' AND q.agreement_id IS NULL WHERE o.id = $1`, o.ID, c.kind, c.from, c.to, c.due, c.recurrence)
	}
	w.daily(calendar.MustDate(2026, time.October, 30), 4)
	seen := map[workflow.ObligationID]int{}
	var all []workflow.Obligation
	w.read(func(r *storage.Reader) error {
		m, _ := calendar.ParseMonth("2024-01")
		for ; m.Start.Year() < 2030; m = m.Next() {
			slots, err := r.SlotsOfMonth(t.Context(), o.BodyID, m)
			if err != nil {
				return err
			}
			days, err := r.DaysOfMonth(t.Context(), o.BodyID, m)
			if err != nil {
				return err
			}
			for _, s := range slots {
				seen[s.ID]++
			}
			for _, d := range days {
				seen[d.ID]++
			}
		}
		var err error
		all, err = r.Obligations(t.Context(), o.BodyID)
		return err
	})
	if len(all) < 12 {
		t.Fatalf("only %d obligations to look for", len(all))
	}
	for _, x := range all {
		if seen[x.ID] != 1 {
			t.Errorf("%s for %s to %s, due %s, is in %d months", x.Kind, x.For.Start, x.For.End, x.Due.On, seen[x.ID])
		}
	}
	op := w.as(province.OperatorEmail)
	op.want(op.get("/month/2026-09"), http.StatusOK, "luglio–settembre 2026", "Per tutto l&#39;ente")
	op.want(op.get("/month/2027-03"), http.StatusOK, "Polizza RCT/RCO")
	op.want(op.get("/month/2026-12"), http.StatusOK, "anno 2026")
	op.want(op.section(op.get("/"), `id="w-late"`, "</section>"), http.StatusOK, "Carta dei servizi", "una volta, all&#39;inizio")
}

// What a body may not see is not in its months.
func TestHomeOfAnotherBody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.as(other)
	r := b.get("/month/2026-10")
	for _, o := range w.slots {
		b.lack(r, fmt.Sprintf(`"/obligations/%d"`, o.ID))
	}
}

// That a date rests on a proposal is the office's matter, until it gives the date.
func TestAProposedTermIsMarkedForTheOffice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	proposed := map[reception.RequirementID]bool{}
	w.read(func(r *storage.Reader) error {
		all, err := r.Requirements(w.Context())
		for _, q := range all {
			proposed[q.ID] = q.Proposed
		}
		return err
	})
	body := bodyOf(w, province.OperatorEmail)
	o := w.owed(func(o workflow.Obligation) bool { return o.BodyID == body && proposed[o.RequirementID] })[0]
	op, rev, page := w.as(province.OperatorEmail), w.as(province.ReviewerEmail), fmt.Sprintf("/obligations/%d", o.ID)
	const mark = `class="proposed"`
	op.lack(op.get(page), mark)
	op.lack(op.get("/"), mark)
	rev.want(rev.get(page), http.StatusOK, mark)
	w.must(w.engine.ExtendObligation(t.Context(), w.actor(province.HeadEmail), o.ID, calendar.MustDate(2026, time.December, 28), "Allagamento"))
	rev.lack(rev.get(page), mark)
}
