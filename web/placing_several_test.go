package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// obligationOf is what a document fills; zero while it fills none.
func (w *world) obligationOf(id document.ID) (o workflow.ObligationID) {
	w.Helper()
	w.read(func(r *storage.Reader) error {
		d, err := r.DocumentLine(w.Context(), id)
		o = d.ObligationID
		return err
	})
	return o
}

// The documents of an archive that found no obligation are placed at once: each has
// its proposal, is changed by itself, and waits until somebody confirms.
func TestSeveralDocumentsArePlacedAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.as(province.OperatorEmail)
	register, invoice := w.slot(document.Register), w.slot(document.Invoice)
	archive, inside := w.open("application/zip", "zip", "registro.pdf", "fattura.pdf", "altro.pdf")
	guess := func(month string, kinds ...document.Guess) document.Reading {
		r := text("of an archive")
		r.Kind, r.KindScore, r.Fields, r.Guesses = "", 0, []document.Field{{Name: document.PeriodMonth, Value: month}}, kinds
		return r
	}
	w.readInside(inside[0].Document, guess(register.For.Key(), document.Guess{Kind: document.Register, Score: 0.3}))
	w.readInside(inside[1].Document, guess(invoice.For.Key(), document.Guess{Kind: document.Rebuttal, Score: 0.44}, document.Guess{Kind: document.Invoice, Score: 0.42}))
	w.readInside(inside[2].Document, guess("2026-10"))
	page := op.get(fmt.Sprintf("/documents/%d", archive.Document))
	path := fmt.Sprintf("/documents/placing?inside=%d", archive.Document)
	op.want(page, http.StatusOK, "3 documenti trovati qui dentro aspettano", path)
	op.want(op.get("/documents?state=unplaced"), http.StatusOK, `href="/documents/placing"`)

	page = op.get(path)
	op.want(page, http.StatusOK, "registro.pdf", "fattura.pdf", "altro.pdf", "sembra Fattura elettronica (42 %)", "aprirlo e scegliere", "sembra Registro presenze (30 %)", "3 documenti",
		fmt.Sprintf(`<option value="%d" selected>`, invoice.ID))
	if w.obligationOf(inside[1].Document) != 0 {
		t.Fatal("it is placed before anybody confirms")
	}
	field := func(i int) string { return fmt.Sprintf("obligation-%d", inside[i].Document) }
	form := url.Values{"inside": {fmt.Sprint(archive.Document)}}
	for i := range inside {
		form.Add("document", fmt.Sprint(inside[i].Document))
	}
	op.want(op.post("/documents/placing", form), http.StatusBadRequest, "Non è stato scelto nessun adempimento")
	form.Set(field(0), fmt.Sprint(register.ID))
	form.Set(field(1), fmt.Sprint(register.ID))
	op.want(op.post("/documents/placing", form), http.StatusBadRequest, "non è stato collegato niente", "scelto anche per un altro documento")
	if w.obligationOf(inside[0].Document) != 0 {
		t.Fatal("one of two that were to fill the same obligation is placed")
	}
	form.Set(field(1), fmt.Sprint(invoice.ID))
	r := op.post("/documents/placing", form)
	if to := r.header.Get("Location"); r.status != http.StatusSeeOther || !strings.HasPrefix(to, path) || !strings.Contains(to, "placed=2") {
		t.Fatalf("%d to %s", r.status, to)
	}
	op.want(op.get(r.header.Get("Location")), http.StatusOK, "2 documenti sono collegati ai loro adempimenti", "altro.pdf")
	if a, b := w.obligationOf(inside[0].Document), w.obligationOf(inside[1].Document); a != register.ID || b != invoice.ID {
		t.Errorf("placed for %d and %d, want %d and %d", a, b, register.ID, invoice.ID)
	}
	form.Del(field(1))
	form.Set(field(2), fmt.Sprint(invoice.ID))
	form.Del(field(0))
	op.want(op.post("/documents/placing", form), http.StatusConflict, "1 documento non si è potuto collegare", "già un documento")
	w.as(province.ReviewerEmail).want(w.as(province.ReviewerEmail).get("/documents/placing"), http.StatusOK, "altro.pdf")
}

// Several documents that fit one obligation equally well are proposed for none: which
// obligation it is is said.
func TestOneObligationForSeveralDocuments(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	register := w.slot(document.Register)
	archive, inside := w.open("application/zip", "zip", "uno.pdf", "due.pdf")
	for _, d := range inside {
		r := text("of an archive")
		r.Kind, r.KindScore, r.Fields, r.Guesses = "", 0, []document.Field{{Name: document.PeriodMonth, Value: register.For.Key()}}, []document.Guess{{Kind: document.Register, Score: 0.3}}
		w.readInside(d.Document, r)
	}
	op := w.as(province.OperatorEmail)
	op.want(op.get(fmt.Sprintf("/documents/placing?inside=%d", archive.Document)), http.StatusOK, "Più documenti qui corrispondono a «Registro presenze")
}

// What waits at another body is neither shown nor placed.
func TestAnothersDocumentsAreNotPlaced(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.as(province.OperatorEmail)
	r := text("somebody's")
	r.Kind, r.Fields = "", nil
	got := w.send(0, r)
	w.sql(`UPDATE documents SET body_id = (SELECT min(id) FROM bodies b WHERE b.office_id = documents.office_id AND b.id <> documents.body_id) WHERE id = $1`, got.Document)
	page := op.get("/documents/placing")
	op.want(page, http.StatusOK, "Nessun documento aspetta")
	form := url.Values{"document": {fmt.Sprint(got.Document)}, fmt.Sprintf("obligation-%d", got.Document): {fmt.Sprint(w.slot(document.Register).ID)}}
	if r := op.post("/documents/placing", form); r.status == http.StatusSeeOther {
		t.Error("another body's document was placed")
	}
}
