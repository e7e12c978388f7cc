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
)

// The page of a body as files: its centres, and its agreements with a row for each
// tariff, as of the day of the page, for whoever of the office sees the page.
func TestABodyAsFiles(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	body := bodyOf(w, province.OperatorEmail)
	page := fmt.Sprintf("/registry/bodies/%d", body)
	var centres []reception.Centre
	var agreements []reception.Agreement
	w.read(func(r *storage.Reader) (err error) {
		if centres, err = r.CentresOn(w.Context(), body, w.engine.Today()); err == nil {
			agreements, err = r.AgreementsOn(w.Context(), body, w.engine.Today())
		}
		return err
	})
	rows, tariff := 0, agreements[0].Tariffs[0]
	for _, a := range agreements {
		rows += max(1, len(a.Tariffs))
	}
	for _, who := range []string{province.ReviewerEmail, province.HeadEmail, province.AdministratorEmail} {
		b := w.as(who)
		b.want(b.get(page), http.StatusOK, `href="`+page+`/centres.csv"`, `href="`+page+`/centres.xlsx"`, `href="`+page+`/agreements.csv"`, `href="`+page+`/agreements.xlsx"`)
		lines, _ := b.list(page+"/centres", "")
		if got := column(b, lines, "Codice"); len(got) != len(centres) || got[0] != centres[0].Code || column(b, lines, "Posti")[0] != fmt.Sprint(centres[0].Places) {
			t.Errorf("%s, centres: %q", who, lines)
		}
		lines, _ = b.list(page+"/agreements", "")
		if len(lines) != rows+1 {
			t.Errorf("%s: %d rows for %d tariffs", who, len(lines)-1, rows)
		}
		i := slices.Index(column(b, lines, "CIG"), agreements[0].CIG)
		for title, want := range map[string]string{"Dal": tariff.FromOn.It(), "Pro die pro capite": strings.Replace(tariff.DailyRate.StringFixed(2), ".", ",", 1),
			"Inizio": agreements[0].StartsOn.It(), "Fine": agreements[0].EndsOn.It(), "Oggetto": agreements[0].Title} {
			if got := column(b, lines, title)[i]; got != want {
				t.Errorf("%s, %s: %q instead of %q", who, title, got, want)
			}
		}
	}
	op := w.as(province.OperatorEmail) // who does not see the page
	op.want(op.get(page+"/centres.csv"), http.StatusForbidden)
	op.want(op.get(page+"/agreements.xlsx"), http.StatusForbidden)
	rev := w.as(province.ReviewerEmail)
	rev.want(rev.get("/registry/bodies/999999/centres.csv"), http.StatusNotFound)
}

// Files are as of the day of the page, and an agreement without tariffs has its row.
func TestABodyAsFilesOnADay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	body := bodyOf(w, province.OperatorEmail)
	page := fmt.Sprintf("/registry/bodies/%d", body)
	rev := w.as(province.ReviewerEmail)
	w.sql(`UPDATE agreements SET ends_on = date '2026-11-30' WHERE body_id = $1`, body)
	w.sql(`DELETE FROM tariffs WHERE agreement_id IN (SELECT min(id) FROM agreements WHERE body_id = $1)`, body)
	rev.want(rev.get(page+"?on=2026-12-15"), http.StatusOK, `href="`+page+`/agreements.csv?on=2026-12-15"`, `href="`+page+`/centres.xlsx?on=2026-12-15"`)
	lines, _ := rev.list(page+"/agreements", "?on=2026-12-15")
	if got := column(rev, lines, "Stato"); got[0] != "Conclusa" {
		t.Errorf("the state on the day is %q", got)
	}
	if got := column(rev, lines, "Pro die pro capite"); !slices.Contains(got, "") {
		t.Errorf("the agreement without tariffs has %q", got)
	}
	if to := column(rev, lines, "Nel portale")[0]; !strings.HasSuffix(to, page+"?on=2026-12-15#agreements") {
		t.Errorf("the file leads to %s", to)
	}
	r := rev.get(page + "/centres.csv?on=2026-12-15")
	rev.want(r, http.StatusOK)
	if d := r.header.Get("Content-Disposition"); !strings.Contains(d, "-2026-12-15.csv") {
		t.Errorf("the file is called %s", d)
	}
	rev.want(rev.get(page+"/agreements.csv?on=boh"), http.StatusUnprocessableEntity)
}

// The next dates of a requirement and its versions are files, too.
func TestARequirementAsFiles(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rev := w.as(province.ReviewerEmail)
	page := fmt.Sprintf("/requirements/%d", w.slot(document.Register).RequirementID)
	r := rev.get(page)
	rev.want(r, http.StatusOK, `href="`+page+`/dates.csv"`, `href="`+page+`/versions.xlsx"`)
	lines, _ := rev.list(page+"/dates", "")
	if len(lines) != 4 {
		t.Fatalf("the next dates are %q", lines)
	}
	for _, why := range column(rev, lines, "Perché") {
		rev.want(r, http.StatusOK, why)
	}
	if due := column(rev, lines, "Entro il"); due[0] != "05/11/2026" {
		t.Errorf("the next dates are %q", due)
	}
	lines, _ = rev.list(page+"/versions", "")
	if got := column(rev, lines, "Versione"); !slices.Equal(got, []string{"1"}) {
		t.Errorf("the versions are %q", got)
	}
	rev.want(rev.get("/requirements/999999/dates.csv"), http.StatusNotFound)
	rev.want(w.as(province.OperatorEmail).get(page+"/versions.csv"), http.StatusForbidden)
}
