package web_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// because asserts that a page has each derivation, within the disclosure of a
// row, with words that say whose date it is.
func (b *browser) because(r answer, of ...calendar.Derivation) {
	b.Helper()
	b.want(r, http.StatusOK, `<details class="why row-why" name="row-why"><summary>perché<span class="visually-hidden"> questa data: `)
	for _, d := range of {
		if d.IsZero() {
			b.Fatal("the date has no derivation")
		}
		b.want(r, http.StatusOK, "<p>"+html.EscapeString(d.It()))
	}
}

// whys asserts that a file says of each row why its date is what it is.
func (b *browser) whys(path, query string, of map[string]calendar.Derivation) {
	b.Helper()
	lines, _ := b.list(path, query)
	says, to := column(b, lines, "Perché"), column(b, lines, "Nel portale")
	found := 0
	for i, href := range to {
		d, asked := of[strings.TrimPrefix(href, b.url)]
		if says[i] == "" || asked && !strings.HasPrefix(says[i], d.It()) {
			b.Errorf("%s, %s: the reason is %q instead of %q", path, href, says[i], d.It())
		}
		if asked {
			found++
		}
	}
	if found != len(of) {
		b.Errorf("%s has %d of %d rows", path, found, len(of))
	}
}

// Every list that shows a date says why, on the page and in its files.
func TestListsSayWhyTheirDates(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	returned := w.send(w.slot(document.Register).ID, text("why"))
	w.decided(returned, workflow.Returned, "Mancano due firme.")
	waits := w.send(w.slot(document.Invoice).ID, text("waits"))
	w.now = calendar.MustDate(2026, time.November, 25).At(9, 0)
	rev, op := w.as(province.ReviewerEmail), w.actor(province.OperatorEmail)
	mine := w.owed(func(o workflow.Obligation) bool { return o.BodyID == op.Body })
	late, declared := mine[0], mine[1]
	w.must(w.engine.DeclareNothing(t.Context(), op, declared.ID, "Nessun ospite nel mese."))
	mend, decide := w.caseOf(returned.Document), w.caseOf(waits.Document)
	page := func(id workflow.ObligationID) string { return fmt.Sprintf("/obligations/%d", id) }
	register := w.slot(document.Register)

	missing := rev.get("/missing?standing=to_complete")
	rev.because(missing, mend.Open.Due.Derivation)
	rev.lack(missing, "<p>"+html.EscapeString(register.Due.Derivation.It()))
	rev.because(rev.get("/missing"), late.Due.Derivation)
	rev.whys("/missing", "", map[string]calendar.Derivation{page(late.ID): late.Due.Derivation, page(register.ID): mend.Open.Due.Derivation})

	rev.because(rev.get("/tasks"), decide.Open.Due.Derivation)
	rev.whys("/tasks", "", map[string]calendar.Derivation{fmt.Sprintf("/cases/%d", decide.Case.ID): decide.Open.Due.Derivation})

	rev.because(rev.get("/declarations"), declared.Due.Derivation)
	rev.whys("/declarations", "", map[string]calendar.Derivation{page(declared.ID): declared.Due.Derivation})

	rev.because(rev.post("/missing/waiver", ids(late)), late.Due.Derivation)
	rev.because(rev.post("/missing/extension", ids(late)), late.Due.Derivation)
	rev.because(rev.post("/reminders/preview", ids(late, declared)), late.Due.Derivation, declared.Due.Derivation)

	month := fmt.Sprintf("/overview/2026-10/bodies/%d", op.Body)
	rev.because(rev.get(month), register.Due.Derivation, mend.Open.Due.Derivation)
	rev.whys(month, "", map[string]calendar.Derivation{page(register.ID): register.Due.Derivation})
}

// A list names the source of a term, and a term that is a proposal for those who
// are to confirm it; in English it does so in English.
func TestAReasonNamesItsSource(t *testing.T) {
	t.Parallel()
	w, rev := late(t)
	o := w.owed(everything)[0]
	w.sql(`UPDATE requirements SET basis = 'art. 9 della convenzione', proposed = true WHERE id = $1`, o.RequirementID)
	rev.want(rev.get("/missing"), http.StatusOK, "Fonte: art. 9 della convenzione.", "Termine proposto, che l&#39;ufficio deve confermare.")
	rev.want(rev.post("/language", url.Values{"language": {"en"}, "back": {"/missing"}}), http.StatusSeeOther)
	rev.want(rev.get("/missing"), http.StatusOK, "<summary>why<span", html.EscapeString(o.Due.Derivation.En())+" <span>Source: art. 9 della convenzione.")
	lines, _ := rev.list("/missing", "")
	if says := column(rev, lines, "Why")[0]; says != o.Due.Derivation.En()+" Source: art. 9 della convenzione. A proposed term, which the office is to confirm." {
		t.Errorf("the file says %q", says)
	}
}

// A file of more rows than are asked for at a time gives each its own reason.
func TestALongFileSaysWhy(t *testing.T) {
	t.Parallel()
	w, rev := late(t)
	o := w.owed(everything)[0]
	w.sql(`INSERT INTO obligations (office_id, body_id, requirement_id, requirement_version, kind, agreement_id, centre_id, slot, period_start, period_end, due_on, derivation)
		SELECT office_id, body_id, requirement_id, requirement_version, kind, agreement_id, centre_id, slot || '/' || g, period_start, period_end, date '2026-01-01' + g % 200, derivation
		FROM obligations, generate_series(1, 2100) g WHERE id = $1`, o.ID)
	lines, _ := rev.list("/missing", "")
	says := column(rev, lines, "Perché")
	if len(says) < 2100 {
		t.Fatalf("%d rows", len(says))
	}
	for i, s := range says {
		if s == "" {
			t.Fatalf("row %d has no reason", i)
		}
	}
}
