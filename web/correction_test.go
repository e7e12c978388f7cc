package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// A wrong kind is corrected on the page of the document, from the guesses with
// their reasons or from the whole catalogue, until somebody decides.
func TestTheKindIsCorrectedOnThePage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op, rev := w.as(province.OperatorEmail), w.as(province.ReviewerEmail)
	slot := w.slot(document.Agreement)
	got := w.send(slot.ID, document.Reading{Kind: document.PocketMoney, KindScore: 0.97, MediaType: "application/pdf", Text: "x", Guesses: []document.Guess{
		{Kind: document.PocketMoney, Score: 0.97, Why: []string{"the title says pocket money"}},
		{Kind: document.CostStatement, Score: 0.47, Why: []string{"the title says statement", "the office said so of 4 papers like it: refezione, tabella"}}}})
	doc, file := fmt.Sprintf("/documents/%d", got.Document), fmt.Sprintf("/cases/%d", w.caseOf(got.Document).Case.ID)

	op.want(op.get(doc), http.StatusOK, "Non è questo? Indicare il tipo giusto", "Rendiconto dei costi", "sicurezza 47 %: il titolo dice rendiconto; a dirlo sono stati colleghi per 4 documenti simili (parole: refezione, tabella)",
		`<option value="RELAZIONE">Relazione sulle attività</option>`)
	if r := op.get(doc); strings.Contains(r.body, `<option value="CONVENZIONE">`) {
		t.Error("the present kind is offered")
	}
	op.want(op.post(doc+"/kind", url.Values{"other": {""}}), http.StatusUnprocessableEntity, "Sceglierne uno dall&#39;elenco")
	op.want(op.post(doc+"/kind", url.Values{"kind": {"RENDICONTO_COSTI"}, "other": {"RELAZIONE"}}), http.StatusUnprocessableEntity, "Sono stati scelti due tipi")
	op.want(op.post(doc+"/kind", url.Values{"kind": {"CONVENZIONE"}}), http.StatusConflict, "è già di questo tipo")
	stranger := w.as(other)
	stranger.want(stranger.post(doc+"/kind", url.Values{"kind": {"RELAZIONE"}}), http.StatusNotFound)

	r := rev.post(doc+"/kind", url.Values{"kind": {""}, "other": {"RELAZIONE"}})
	rev.want(r, http.StatusSeeOther)
	if to := r.header.Get("Location"); to != doc+"?done=kind" {
		t.Errorf("it leads to %q", to)
	}
	rev.want(rev.get(file), http.StatusOK, "<h1>Relazione sulle attività", "Tipo: Relazione sulle attività.", "da Convenzione o contratto a Relazione sulle attività", "Pratica ripresa dall&#39;inizio")
	op.want(op.get(doc+"?done=kind"), http.StatusOK, "il tipo del documento è stato cambiato")
	w.read(func(r *storage.Reader) error {
		o, err := r.Obligation(t.Context(), slot.ID)
		if o.Status != workflow.ObligationOpen {
			t.Errorf("the slot is %s", o.Status)
		}
		return err
	})
	rev.want(rev.post(doc+"/place", url.Values{"obligation": {fmt.Sprint(slot.ID)}}), http.StatusSeeOther)
	f := w.caseOf(got.Document)
	w.must(w.engine.Check(t.Context(), w.job(t.Context(), workflow.JobCheck, int64(got.Document)), got.Document))
	f = w.caseOf(got.Document)
	rev.want(rev.post(file+"/decisions", url.Values{"task": {fmt.Sprint(f.Open.ID)}, "version": {fmt.Sprint(f.Case.Version)}, "outcome": {"returned"}, "reason": {"manca una firma"}}), http.StatusSeeOther)
	if r := rev.get(file); strings.Contains(r.body, "Indicare il tipo giusto") {
		t.Error("the kind is still offered to be changed")
	}
	rev.want(rev.post(doc+"/kind", url.Values{"kind": {"RELAZIONE"}}), http.StatusConflict, "è già stata presa una decisione")
}

// Every reason that a reading may give is said in both languages.
func TestReasonsAreTranslated(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.as(province.OperatorEmail)
	reasons := extract.Reasons()
	if len(reasons) < 60 {
		t.Fatalf("%d reasons", len(reasons))
	}
	got := w.send(0, document.Reading{MediaType: "application/pdf", Guesses: []document.Guess{{Kind: document.Report, Score: 0.5, Why: reasons}}})
	page := op.get(fmt.Sprintf("/documents/%d", got.Document))
	op.want(page, http.StatusOK, "Che documento è?")
	for _, s := range reasons {
		if strings.Contains(page.body, strings.ReplaceAll(s, "'", "&#39;")) {
			t.Errorf("the Italian page says %q", s)
		}
	}
}
