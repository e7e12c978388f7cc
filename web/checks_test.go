package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// crowded sends a register with more guests on each day than the centre has places.
func (w *world) crowded() engine.Received {
	w.Helper()
	slot := w.slot(document.Register)
	var c reception.Centre
	w.read(func(r *storage.Reader) (err error) { c, err = r.Centre(w.Context(), slot.CentreID); return err })
	r := document.Reading{Kind: document.Register, KindScore: 1, Method: document.MethodCells, Text: "crowded"}
	add := func(name, value string) {
		r.Fields = append(r.Fields, document.Field{Name: name, Written: value, Value: value, Method: document.MethodCells, Confidence: 1,
			Place: document.Place{Sheet: "Ottobre", Cell: fmt.Sprintf("B%d", len(r.Fields)+1)}})
	}
	add(document.CentreCode, c.Code)
	add(document.PeriodMonth, "2026-10")
	for day := 1; day <= 31; day++ {
		add(document.DayField(day), fmt.Sprint(c.Places+8))
	}
	add(document.PersonDays, fmt.Sprint(31*(c.Places+8)))
	return w.send(slot.ID, r)
}

// The rules are shown to the whole office; an administrator changes how grave their
// findings are, sees beforehand what that does, and finds it on record in words.
func TestTheRulesOfAnOffice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.crowded()
	reviewer, admin := w.as(province.ReviewerEmail), w.as(province.AdministratorEmail)
	r := reviewer.get("/rules")
	reviewer.want(r, http.StatusOK, "Presenze e posti", "capienza del centro", "Registro presenze", "Ogni documento", fmt.Sprintf("%d controlli.", len(check.Rules())), "in 1 documento", "vale dal 18/10/2017", "Serve: posti del centro per giorno")
	if strings.Contains(r.body, "/rules/edit") {
		t.Error("a reviewer is offered to change the rules")
	}
	reviewer.want(reviewer.get("/rules/edit"), http.StatusForbidden)
	w.as(province.OperatorEmail).want(w.as(province.OperatorEmail).get("/rules"), http.StatusForbidden)

	change := url.Values{"rules.severities.R11": {"block"}}
	preview := url.Values{"rules.severities.R11": {"block"}, "preview": {"1"}}
	admin.want(admin.change("/rules/edit", preview), http.StatusOK, "si rifanno i controlli di 1 documento", "R11: da «Attenzione (propria)» a «Bloccante» (1 rilievo aperto)")
	admin.want(admin.change("/rules/edit", url.Values{"rules.severities.R11": {"fatal"}}), http.StatusUnprocessableEntity, "R11 · Presenze e posti")
	page := admin.follow(admin.change("/rules/edit", change), "Gravità salvate.", "dell&#39;ufficio dal", "propria: Attenzione", "Di 1 l&#39;ufficio ha cambiato la gravità.")
	if strings.Count(page.body, "Bloccante") <= strings.Count(r.body, "Bloccante") {
		t.Error("R11 is not shown as blocking")
	}
	w.must(w.engine.Check(t.Context(), w.job(t.Context(), workflow.JobCheck, int64(got.Document)), got.Document))
	reviewer.want(reviewer.get(fmt.Sprintf("/cases/%d", w.caseOf(got.Document).Case.ID)), http.StatusOK, "C&#39;è 1 rilievo bloccante")
	office := w.actor(province.AdministratorEmail).Office
	admin.want(admin.get(fmt.Sprintf("/registry/offices/%d/history", office)), http.StatusOK, "Gravità del controllo R11 (Presenze e posti)", "Attenzione (propria)", "Bloccante")

	planned := url.Values{"rules.severities.R14": {"info"}, "from_on": {"2027-01-01"}}
	admin.follow(admin.change("/rules/edit", planned), "valgono dal giorno indicato", "Dal 01/01/2027: Nota")
	lines, _ := admin.list("/rules", "")
	i := slices.Index(column(admin, lines, "Codice"), "R11")
	if s := column(admin, lines, "Gravità")[i]; s != "Bloccante" {
		t.Errorf("the file says %q", s)
	}
}

// The body reads what it has to mend on one page and as a file, the message first;
// the office has the same for its queue and for a body's month.
func TestTheListOfFindings(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	operator, reviewer := w.as(province.OperatorEmail), w.as(province.ReviewerEmail)
	operator.want(operator.get("/findings"), http.StatusOK, "Nessun rilievo")
	got := w.crowded()
	operator.want(operator.get("/"), http.StatusOK, `href="/findings"`, "1 rilievo in 1 documento")
	page := operator.get("/findings")
	operator.want(page, http.StatusOK, "superano i posti del centro", "Controllare il registro.", fmt.Sprintf("/documents/%d#c", got.Document), "Registro presenze RN-")
	own, _ := operator.list("/findings", "")
	if !slices.Equal(own[0][:5], []string{"Rilievo", "Pratica", "Periodo", "Centro", "Riga"}) || len(own) != 2 {
		t.Fatalf("%q", own)
	}
	at := column(operator, own, "Nel portale")[0]
	_, fragment, _ := strings.Cut(at, "#")
	operator.want(operator.get(fmt.Sprintf("/documents/%d", got.Document)), http.StatusOK, `id="`+fragment+`"`, `href="#`+fragment+`"`)
	if where := column(operator, own, "Dove")[0]; !strings.HasPrefix(where, "file.pdf: Ottobre B") {
		t.Errorf("it is at %q", where)
	}
	if slices.Contains(own[0], "Ente") {
		t.Error("the body is told of bodies")
	}

	f := w.caseOf(got.Document)
	body := bodyOf(w, province.OperatorEmail)
	for path, query := range map[string]string{"/tasks/findings": "?all=1", fmt.Sprintf("/overview/2026-10/bodies/%d/findings", body): ""} {
		lines, _ := reviewer.list(path, query)
		if len(lines) != 2 || !strings.Contains(column(reviewer, lines, "Nel portale")[0], fmt.Sprintf("/cases/%d#c", f.Case.ID)) || column(reviewer, lines, "Ente")[0] == "" {
			t.Errorf("%s: %q", path, lines)
		}
		operator.want(operator.get(path+".csv"+query), http.StatusForbidden)
	}
	var found []check.Finding
	w.read(func(r *storage.Reader) (err error) {
		found, err = r.Findings(t.Context(), got.Document)
		return err
	})
	w.must(w.engine.Override(t.Context(), w.actor(province.ReviewerEmail), engine.Overriding{Case: f.Case.ID, Finding: found[0].Key(), Act: workflow.OverrideProposed, Reason: "Posti aggiunti il 3."}))
	lines, _ := reviewer.list("/tasks/findings", "?all=1")
	if got := column(reviewer, lines, "Motivo del superamento")[0]; got != "Posti aggiunti il 3." || column(reviewer, lines, "Superamento")[0] != "Rilievo superato" {
		t.Errorf("overridden: %q", lines)
	}
	if own, _ := operator.list("/findings", ""); slices.Contains(own[0], "Superamento") || strings.Contains(fmt.Sprint(own), "Posti aggiunti") {
		t.Error("the body is told of the override")
	}
	if lines, _ := reviewer.list("/tasks/findings", "?all=1&kind="+string(document.Invoice)); len(lines) != 1 {
		t.Errorf("of invoices: %q", lines)
	}
	w.must(w.engine.Decide(t.Context(), w.actor(province.ReviewerEmail), engine.Deciding{Case: f.Case.ID, Task: f.Open.ID, Version: w.caseOf(got.Document).Case.Version, Outcome: workflow.Rejected, Reason: "No."}))
	operator.want(operator.get("/findings"), http.StatusOK, "Nessun rilievo")
}

// What was checked is said without opening anything.
func TestWhatWasChecked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.crowded()
	operator := w.as(province.OperatorEmail)
	var outcomes []check.Outcome
	w.read(func(r *storage.Reader) (err error) {
		outcomes, _, err = r.Outcomes(t.Context(), got.Document)
		return err
	})
	applied := 0
	for _, o := range outcomes {
		if o.Applied {
			applied++
		}
	}
	r := operator.get(fmt.Sprintf("/documents/%d", got.Document))
	operator.want(r, http.StatusOK, fmt.Sprintf("%d controlli: %d applicati.", len(outcomes), applied), fmt.Sprintf("%d non applicabili.", len(outcomes)-applied), "Vale solo per: ")
	open := r.body[strings.Index(r.body, `id="rules-title"`):]
	if i := strings.Index(open, "<details"); !strings.Contains(open[:i], "Vale solo per: ") || !strings.Contains(open[:i], "senza rilievi:") {
		t.Error("the reasons are hidden")
	}
}
