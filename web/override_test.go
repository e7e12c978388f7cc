package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// A blocking finding is overridden on the case's page by two people, and the body
// sees nothing of it.
func TestOverridesOnTheCase(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.slot(document.Register).ID, document.Reading{Kind: document.Register, KindScore: 0.9, Fields: []document.Field{{Name: document.PeriodMonth, Value: "2026-01", Confidence: 1}}})
	f := w.caseOf(got.Document)
	var block check.Finding
	var all []check.Finding
	w.read(func(r *storage.Reader) (err error) { all, err = r.Findings(t.Context(), got.Document); return err })
	for _, x := range all {
		if x.Severity == check.Block {
			block = x
		}
	}
	if block.Rule == "" {
		t.Fatal("nothing blocks it")
	}
	page := fmt.Sprintf("/cases/%d", f.Case.ID)
	path := page + "/overrides"
	act := func(key, act, reason string) url.Values {
		return url.Values{"finding": {key}, "act": {act}, "reason": {reason}}
	}
	reviewer, head, operator := w.as(province.ReviewerEmail), w.as(province.HeadEmail), w.as(province.OperatorEmail)

	reviewer.want(reviewer.get(page), http.StatusOK, "Supera questo rilievo", block.Key(), "per approvare, scrivere accanto")
	r := reviewer.post(path, act(block.Key(), "proposed", ""))
	reviewer.want(r, http.StatusUnprocessableEntity, "Manca il motivo.")
	reviewer.follow(reviewer.post(path, act(block.Key(), "proposed", "Il foglio è quello giusto: verificato con il centro.")),
		"Superamento registrato.", "serve la conferma di una seconda persona", "Il foglio è quello giusto: verificato con il centro.", "Ritira il superamento")
	if r := reviewer.get(page); strings.Contains(r.body, "Conferma il superamento") {
		t.Error("whoever proposed may confirm")
	}
	if r := reviewer.get("/tasks"); strings.Contains(r.body, "Superamenti da confermare") {
		t.Error("the reviewer is asked to confirm their own proposal")
	}
	head.want(head.get("/tasks"), http.StatusOK, "Superamenti da confermare", page+"#findings")
	head.want(head.get(page), http.StatusOK, "Conferma il superamento")
	head.follow(head.post(path, act(block.Key(), "confirmed", "")), "Superamento confermato.", "Rilievo superato", "confermato da")
	if r := operator.get(fmt.Sprintf("/documents/%d", got.Document)); r.status != http.StatusOK || strings.Contains(r.body, "uperament") || strings.Contains(r.body, "verificato con il centro") {
		t.Errorf("the body's page answers %d and tells what the office thinks", r.status)
	}
	operator.want(operator.post(path, act(block.Key(), "proposed", "x")), http.StatusForbidden)
	reviewer.want(reviewer.post(path, act(strings.Repeat("0", 64), "proposed", "x")), http.StatusConflict, "Questo rilievo non c")
}

// An override that holds no longer, as an input changed, is told beside the finding of
// now: by whom, when, why, and what changed.
func TestAnOverrideThatLapsedIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	month := func(m string) document.Reading {
		return document.Reading{Kind: document.Register, KindScore: 0.9, Fields: []document.Field{{Name: document.PeriodMonth, Value: m, Confidence: 1}}}
	}
	got := w.send(w.slot(document.Register).ID, month("2026-01"))
	page := fmt.Sprintf("/cases/%d", w.caseOf(got.Document).Case.ID)
	act := func(act, reason string) url.Values {
		var all []check.Finding
		w.read(func(r *storage.Reader) (err error) { all, err = r.Findings(t.Context(), got.Document); return err })
		for _, f := range all {
			if f.Severity == check.Block {
				return url.Values{"finding": {f.Key()}, "act": {act}, "reason": {reason}}
			}
		}
		t.Fatal("nothing blocks it")
		return nil
	}
	reviewer, head, operator := w.as(province.ReviewerEmail), w.as(province.HeadEmail), w.as(province.OperatorEmail)
	reviewer.follow(reviewer.post(page+"/overrides", act("proposed", "Il mese sul foglio è un refuso.")), "Superamento registrato.")
	head.follow(head.post(page+"/overrides", act("confirmed", "")), "Superamento confermato.")
	if r := reviewer.get(page); strings.Contains(r.body, "non vale più") {
		t.Error("an override that holds is told as one that does not")
	}
	w.decided(got, workflow.Returned, "Manca un giorno.")
	w.sendAgain(got.Document, month("2026-02"))
	reviewer.want(reviewer.get(page), http.StatusOK, "Era già stato superato, ma il superamento non vale più", "Il mese sul foglio è un refuso.",
		"confermato da", "Da allora è cambiato:", "era 01/2026, ora è 02/2026", "Supera questo rilievo")
	reviewer.post("/language", url.Values{"language": {"en"}})
	reviewer.want(reviewer.get(page), http.StatusOK, "It was overridden before, but that override no longer holds", "was January 2026, now is February 2026")
	if r := operator.get(fmt.Sprintf("/documents/%d", got.Document)); strings.Contains(r.body, "refuso") || strings.Contains(r.body, "non vale più") {
		t.Error("the body is told what the office thinks")
	}
}
