package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
)

func meaning(mark, meaning string) url.Values {
	return url.Values{"mark": {mark}, "meaning": {meaning}}
}

// saying is what becomes of the first that was said.
func saying(do string) url.Values { return url.Values{"said": {"1"}, "do": {do}} }

// The operator says what a mark of a register means, the office confirms it; each
// page leads to the other, and another body sees nothing.
func TestMarksOfRegisters(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	slot := w.slot(document.Register)
	got := w.send(slot.ID, document.Reading{Kind: document.Register, KindScore: 0.9, Fields: []document.Field{
		{Name: document.UnknownMark, Written: "k", Value: "row.1.day.3", Place: document.Place{Cell: "F7"}, Method: document.MethodCells, Confidence: 1, Unsure: true},
		{Name: document.UnknownMark, Written: "K", Value: "row.2.day.3", Place: document.Place{Cell: "F8"}, Method: document.MethodCells, Confidence: 1, Unsure: true},
		{Name: document.UnknownMark, Written: "Rossi Mario", Value: "row.3.day.3", Place: document.Place{Cell: "F9"}, Method: document.MethodCells, Confidence: 1, Unsure: true}}})
	page := fmt.Sprintf("/bodies/%d/marks", slot.BodyID)
	op, rev := w.as(province.OperatorEmail), w.as(province.ReviewerEmail)
	op.want(op.get(fmt.Sprintf("/documents/%d", got.Document)), http.StatusOK, `href="`+page+`"`, "Spiega il segno")
	op.want(op.get("/findings"), http.StatusOK, `href="`+page+`"`)
	r := op.get(page)
	op.want(r, http.StatusOK, "Da spiegare", "in 2 caselle", fmt.Sprintf(`href="/documents/%d"`, got.Document), "ottobre 2026", "Proponi all")
	op.lack(r, "Rossi", "Conferma<")
	op.want(op.post(page, meaning("", "present")), http.StatusUnprocessableEntity, "Manca il segno", `aria-invalid="true"`)
	op.want(op.post(page, meaning("K", "boh")), http.StatusUnprocessableEntity, "Manca il significato", `value="K"`)
	op.follow(op.post(page, meaning("K", "excused")), "Proposta inviata", "In attesa dell", "con un motivo")
	op.want(op.post(page, meaning("K", "excused")), http.StatusConflict, "manca la conferma")

	rev.want(rev.get("/tasks"), http.StatusOK, `href="`+page+`"`, "1 segno dei registri da confermare")
	rev.want(rev.get(fmt.Sprintf("/registry/bodies/%d", slot.BodyID)), http.StatusOK, `href="`+page+`"`)
	rev.want(rev.get(page), http.StatusOK, "Proposti dall", "Conferma", "/cases/")
	answer := page + "/answers"
	op.want(op.post(answer, saying("confirm")), http.StatusForbidden)
	rev.want(rev.post(answer, saying("x")), http.StatusUnprocessableEntity, "pulsanti")
	rev.follow(rev.post(answer, saying("confirm")), "Significato salvato", "confermato da")
	rev.want(rev.post(answer, saying("confirm")), http.StatusConflict, "ha già confermato")
	rev.lack(rev.get("/tasks"), "da confermare")
	op.lack(op.get(page), "Da spiegare", "Togli<")
	rev.follow(rev.post(page, meaning("Z", "present")), "Significato salvato")
	rev.follow(rev.post(answer, saying("end")), "Segno tolto", "Da spiegare")

	if o := w.as(other); o.get(page).status != http.StatusNotFound || o.post(page, meaning("K", "present")).status == http.StatusSeeOther {
		t.Error("another body sees or explains the marks")
	}
	rev.post("/language", one("language", "en"))
	rev.want(rev.get(page), http.StatusOK, "Marks of registers", "To explain")
}

// Who confirms a mark that usually means the opposite is told so before.
func TestAMarkThatUsuallyMeansTheOpposite(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	page := fmt.Sprintf("/bodies/%d/marks", w.slot(document.Register).BodyID)
	op, rev := w.as(province.OperatorEmail), w.as(province.ReviewerEmail)
	for _, m := range []string{"K", "P"} {
		op.follow(op.post(page, meaning(m, "present")), "Proposta inviata")
	}
	rev.lack(rev.get(page), "Attenzione")
	op.follow(op.post(page, meaning("A", "entry")), "Proposta inviata")
	rev.want(rev.get(page), http.StatusOK, "Attenzione: di solito questo segno vale assente")
	rev.follow(rev.post(page, meaning("P", "exit")), "Attenzione: di solito questo segno vale presente")
}
