package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// sendAgain sends a corrected revision of a document and does what the workers do.
func (w *world) sendAgain(id document.ID, d document.Reading) {
	w.Helper()
	ctx := w.Context()
	stored, err := w.blobs.Put(ctx, strings.NewReader(fmt.Sprint(w.Name(), id, d)), 0)
	w.must(err)
	got, err := w.engine.Receive(ctx, w.actor(province.OperatorEmail), engine.Incoming{Document: id, FileName: "corretto.pdf", SHA256: stored.SHA256, Size: stored.Size})
	w.must(err)
	d.ReaderVersion, d.SHA256 = 1, stored.SHA256
	w.must(w.engine.RecordReading(ctx, w.job(ctx, workflow.JobReadRevision, int64(got.Revision)), got.Revision, d, 0))
	w.must(w.engine.Check(ctx, w.job(ctx, workflow.JobCheck, int64(id)), id))
}

func rows(total string, rows ...string) document.Reading {
	r := document.Reading{Kind: document.Register, KindScore: 1, Method: document.MethodCells}
	add := func(name, value, cell string) {
		r.Fields = append(r.Fields, document.Field{Name: name, Written: value, Value: value, Method: document.MethodCells, Confidence: 1, Place: document.Place{Sheet: "Ottobre", Cell: cell}})
	}
	add(document.PeriodMonth, "2026-10", "B1")
	add(document.DeclaredPersonDays, total, "B2")
	add(document.DayField(2), total, "C2")
	for i, row := range rows {
		code, present, _ := strings.Cut(row, " ")
		add(document.RowField(i+1, "guest"), code, fmt.Sprintf("A%d", i+5))
		add(document.RowField(i+1, "present"), present, fmt.Sprintf("B%d:F%d", i+5, i+5))
	}
	return r
}

// A corrected register says what changed, row by row and day by day, to the body
// and to the office; a page of what is not there says so.
func TestWhatChangedInARegister(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(w.slot(document.Register).ID, rows("8", "G1 PPP", "G2 PPP", "G3 PP-"))
	reviewer, operator := w.as(province.ReviewerEmail), w.as(province.OperatorEmail)
	doc := fmt.Sprintf("/documents/%d", got.Document)
	if r := operator.get(doc); strings.Contains(r.body, "/changes?to=") {
		t.Error("one revision is compared with none")
	}
	operator.want(operator.get(doc+"/changes"), http.StatusNotFound, "Non ci sono due versioni")
	w.decided(got, workflow.Returned, "Due giorni sono sbagliati.")
	w.sendAgain(got.Document, rows("7", "G0 P", "G1 PAA", "G2 PPP"))

	operator.want(operator.get(doc), http.StatusOK, doc+"/changes?to=2")
	page := operator.get(doc + "/changes?to=2")
	operator.want(page, http.StatusOK, "Che cosa è cambiato", "corretto.pdf", "Presenze dichiarate", "Riga 1 · G0", "riga nuova", "Riga 2 · G1", "era alla riga 1", "2–3:", "assente",
		"Riga 3 · G3", "riga tolta", "Presenti contati", doc+"?revision=1#cOttobre-B2", doc+"#cOttobre-B2")
	if strings.Contains(page.body, "G2") {
		t.Error("it tells of a row that only moved")
	}
	operator.want(operator.get(fmt.Sprintf("%s?of=%d", doc, got.Revision)), http.StatusOK, "G3", "versione 1")
	for _, path := range []string{"/changes?from=1&to=2", "/changes?from=2&to=1", "/changes"} {
		reviewer.want(reviewer.get(doc+path), http.StatusOK, "Riga 2 · G1", fmt.Sprintf("/cases/%d", w.caseOf(got.Document).Case.ID))
	}
	for _, path := range []string{"/changes?from=1&to=9", "/changes?to=1", "/changes?from=x&to=2"} {
		reviewer.want(reviewer.get(doc+path), http.StatusNotFound, "Non ci sono due versioni")
	}
	w.as("ente02@insiemi.example").want(w.as("ente02@insiemi.example").get(doc+"/changes"), http.StatusNotFound)
}

// A text is compared word by word: what changed stands out, what did not is folded.
func TestWhatChangedInAText(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	paper := func(words string) document.Reading {
		r := document.Reading{Kind: document.Register, KindScore: 0.9, Method: document.MethodText, Layout: []document.Page{{Number: 1, Width: 595, Height: 842, Method: document.MethodText, Reader: document.ReaderPoppler}}}
		for i, x := range strings.Fields(words) {
			r.Layout[0].Words = append(r.Layout[0].Words, document.Word{Text: x, Box: document.Box{X: 10, Y: float64(i), Width: 30, Height: 8}, Confidence: 1})
		}
		return r
	}
	same := strings.Repeat("resta <uguale> ", 60)
	got := w.send(w.slot(document.Register).ID, paper(same+"il totale è 10 euro"))
	w.decided(got, workflow.Returned, "Il totale è sbagliato.")
	w.sendAgain(got.Document, paper(same+"il totale è 12 euro"))
	op := w.as(province.OperatorEmail)
	op.want(op.get(fmt.Sprintf("/documents/%d/changes", got.Document)), http.StatusOK, "<del>10</del>", "<ins>12</ins>", "111 parole uguali", "resta &lt;uguale&gt;", "Mostra 1 punto in cui cambia")
}
