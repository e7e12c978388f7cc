package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
)

// A signature that does not match what it is on is told wherever the paper is: beside
// the upload, at its obligation, among the findings, at the signature.
func TestABrokenSignature(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.slot(document.Register)
	r := text("signed, then changed")
	r.Signatures = []document.Signature{{Form: "CAdES", Signer: "Anna Prova", Intact: "no", Coverage: "whole", Why: "the content was changed after it was signed"}}
	r.Warnings = []document.Warning{{Code: "p7m.not_intact", It: "La firma non corrisponde.", En: "The signature does not match."}}
	got := w.send(o.ID, r)
	op := w.as(province.OperatorEmail)
	path := fmt.Sprintf("/documents/%d", got.Document)
	script := op.request(http.MethodGet, path, nil)
	script.Header.Set("Accept", "application/json")
	op.want(op.do(script), http.StatusOK, "vale come non firmato. Firmarlo di nuovo e inviarlo")
	page := op.get(path)
	op.want(page, http.StatusOK, `notice notice-bad" role="alert"`, "vale come non apposta", "Bloccante")
	if strings.Contains(page.body, "La firma non corrisponde.") {
		t.Error("it is told as a warning of the reading, too")
	}
	op.want(op.get("/month/2026-10"), http.StatusOK, "Ricevuto, ma la firma non corrisponde")
	script = op.request(http.MethodGet, fmt.Sprintf("/documents/%d", w.send(0, text("unsigned")).Document), nil)
	script.Header.Set("Accept", "application/json")
	if answer := op.do(script); strings.Contains(answer.body, "non firmato") {
		t.Errorf("a paper without signatures: %s", answer.body)
	}
}
