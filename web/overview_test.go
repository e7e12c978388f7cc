package web_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// byDate are the templates of what is not owed for a period.
func (w *world) byDate() map[reception.RequirementID]bool {
	w.Helper()
	out := map[reception.RequirementID]bool{}
	w.read(func(r *storage.Reader) error {
		qs, err := r.Requirements(w.Context())
		for _, q := range qs {
			out[q.ID] = q.Recurrence == reception.Once || q.Recurrence == reception.BeforeExpiry || q.Recurrence == reception.AfterHappening
		}
		return err
	})
	return out
}

// every writes a paper of each recurrence for the operator's body in October,
// beside those that the registry makes, and one in each status.
func (w *world) every() {
	w.Helper()
	like := w.slot(document.Register)
	for i, x := range []struct {
		kind       document.Kind
		recurrence reception.Recurrence
		start, end string
		due        string
		status     workflow.ObligationStatus
	}{
		{document.Penalty, reception.Once, "2026-01-01", "2027-12-31", "2026-10-12", workflow.ObligationOpen},
		{document.Inspection, reception.BeforeExpiry, "2026-12-20", "2026-12-20", "2026-10-20", workflow.ObligationDeclared},
		{document.Inspection, reception.Quarterly, "2026-07-01", "2026-09-30", "2026-10-30", workflow.ObligationNothing},
		{document.Inspection, reception.Yearly, "2025-01-01", "2025-12-31", "2026-10-31", workflow.ObligationWaived},
		{document.Inspection, reception.AfterHappening, "2026-09-30", "2026-09-30", "2026-10-02", workflow.ObligationUnderReview},
		{document.Inspection, reception.Daily, "2026-10-31", "2026-10-31", "2026-11-02", workflow.ObligationRejected},
		{document.Inspection, reception.Daily, "2026-10-30", "2026-10-30", "2026-11-02", workflow.ObligationToComplete},
		{document.Inspection, reception.Daily, "2026-10-29", "2026-10-29", "2026-11-02", workflow.ObligationWithdrawn},
	} {
		w.sql(`WITH q AS (INSERT INTO requirements (office_id, kind, subject, recurrence, happening, definition, basis)
				SELECT $1, $2, 'body', $3, 'wall-' || $4::int, definition, '' FROM requirements WHERE id = $5 RETURNING id)
			INSERT INTO obligations (office_id, body_id, requirement_id, kind, slot, period_start, period_end, due_on, derivation, status)
			SELECT $1, $6, q.id, $2, 'wall/' || $4::int, $7::text::date, $8::text::date, $9::text::date, '{}', $10 FROM q`,
			like.OfficeID, x.kind, x.recurrence, i, like.RequirementID, like.BodyID, x.start, x.end, x.due, x.status)
	}
}

// Every obligation is on the wall, in one month: that which it is about, or in
// which it is due when it is about more, comes once, before an expiry or after a
// fact. What was withdrawn is nowhere.
func TestWallHasEveryObligation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.every()
	rev := w.as(province.ReviewerEmail)
	byDate := w.byDate()
	want := map[string]map[document.Kind]int{}
	all := 0
	for _, o := range w.obligations() {
		if o.Status == workflow.ObligationWithdrawn {
			continue
		}
		on := o.For.End
		if byDate[o.RequirementID] || o.For.Start.Period() != o.For.End.Period() {
			on = o.Due.On
		}
		month := on.Period().Key()
		if want[month] == nil {
			want[month] = map[document.Kind]int{}
		}
		want[month][o.Kind]++
		all++
	}
	for month, kinds := range want {
		lines, _ := rev.list("/overview", "?month="+month)
		got := 0
		for _, n := range column(rev, lines, "In tutto") {
			got += number(t, n)
		}
		sum := 0
		for _, n := range kinds {
			sum += n
		}
		if got != sum {
			t.Errorf("%s: %d instead of %d", month, got, sum)
		}
	}
	october, _ := calendar.ParseMonth("2026-10")
	total := 0
	for m := october.Previous().Previous().Previous().Previous().Previous(); !m.Start.After(october.Next().Next().Start); m = m.Next() {
		for _, n := range want[m.Key()] {
			total += n
		}
	}
	lines, _ := rev.list("/overview", "?view=months&month=2026-10")
	got := 0
	for _, n := range column(rev, lines, "In tutto") {
		got += number(t, n)
	}
	if got != total || total == 0 {
		t.Errorf("eight months: %d instead of %d", got, total)
	}
	if lines, _ := rev.list("/overview", "?view=months&month=2026-10&kind="+string(document.Register)); len(lines) < 2 || slices.ContainsFunc(lines[1:], func(l []string) bool { return !strings.Contains(strings.Join(l, ";"), "Registro presenze") }) {
		t.Errorf("one kind: %q", lines)
	}
}

func number(t *testing.T, s string) (n int) {
	t.Helper()
	if _, err := fmt.Sscan(s, &n); err != nil {
		t.Errorf("%q is no number", s)
	}
	return n
}

// A cell says in words how what falls in it stands, and leads to the list of it.
func TestWallCells(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.every()
	rev := w.as(province.ReviewerEmail)
	body := bodyOf(w, province.OperatorEmail)
	r := rev.get("/overview?month=2026-10")
	cell := rev.section(r, fmt.Sprintf(`href="/overview/2026-10/bodies/%d#%s"`, body, document.Inspection), "</td>")
	rev.want(cell, http.StatusOK, "1 respinto", "4 di 6", "1 da integrare", "1 dichiarato", "1 in esame", "1 senza nulla", "1 non richiesto")
	rev.want(r, http.StatusOK, "Legenda", `href="/overview?month=2026-09"`, `href="/overview?month=2026-11"`, `href="/overview?month=2026-10&amp;view=months"`,
		`data-label="Verbale`, `scope="row"`, `scope="col"`)
	rev.want(rev.section(r, fmt.Sprintf(`href="/overview/2026-10/bodies/%d#%s"`, body, document.Penalty), "</td>"), http.StatusOK, "1 in ritardo", "0 di 1")
	list := rev.get(fmt.Sprintf("/overview/2026-10/bodies/%d", body))
	rev.want(list, http.StatusOK, fmt.Sprintf(`id="%s"`, document.Inspection), "6 adempimenti", fmt.Sprintf(`href="/missing?body=%d"`, body))
	lines, _ := rev.list(fmt.Sprintf("/overview/2026-10/bodies/%d", body), "")
	rows := 0
	for _, l := range lines[1:] {
		if strings.HasPrefix(l[0], "Verbale") {
			rows++
		}
	}
	if rows != 6 {
		t.Errorf("%d rows in the file for the six of the cell: %q", rows, lines)
	}

	r = rev.get("/overview?view=months&month=2026-10&kind=" + string(document.Inspection))
	rev.want(r, http.StatusOK, "Mese per mese", "maggio 2026", "dicembre 2026", `href="/overview?kind=VERBALE_ISPEZIONE&amp;month=2026-04&amp;view=months"`,
		fmt.Sprintf(`<option value="%s" selected>`, document.Inspection), `href="/overview.csv?kind=VERBALE_ISPEZIONE&amp;month=2026-10&amp;view=months"`)
	rev.want(rev.section(r, fmt.Sprintf(`href="/overview/2026-10/bodies/%d#%s"`, body, document.Inspection), "</td>"), http.StatusOK, "1 respinto", "4 di 6")
	rev.want(rev.get("/overview?view=months&month=1999-01&kind=NOTHING"), http.StatusOK, "Mese per mese", "novembre 2026")
}
