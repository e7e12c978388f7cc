package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// gridForm is what the form of the grid sends: a guest a row, the same mark each day.
func gridForm(version int, rows ...[2]string) url.Values {
	f := url.Values{"version": {fmt.Sprint(version)}}
	for _, r := range rows {
		f.Add("code", r[0])
		f.Add("family", "")
		f.Add("came", "")
		f.Add("went", "")
		for range 31 {
			f.Add("m", r[1])
		}
	}
	return f
}

// postJSON sends a form as the script of the page does.
func (b *browser) postJSON(path string, form url.Values) answer {
	b.Helper()
	req := b.request(http.MethodPost, path, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	return b.do(req)
}

// The operator fills in the grid without scripts: guests, marks, a row more and one
// less, what is wrong is told beside the cell and stays.
func TestTheGrid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	slot := w.slot(document.Register)
	op := w.as(province.OperatorEmail)
	page := fmt.Sprintf("/obligations/%d/grid", slot.ID)
	op.want(op.get(fmt.Sprintf("/obligations/%d", slot.ID)), http.StatusOK, page, "Compila nella griglia")
	op.want(op.get(page), http.StatusOK, "nessun ospite", "Aggiungi ospiti")
	op.follow(op.post(fmt.Sprintf("/centres/%d/guests", slot.CentreID), one("names", "Provaldi Nessuno")), "RI00001B")
	r := op.get(page)
	op.want(r, http.StatusOK, "RI00001B", "Provaldi Nessuno", `id="c1-31"`, "Non ancora salvato", "I controlli partono")
	if r.header.Get("Cache-Control") != "no-store" || strings.Contains(r.body, `id="c1-32"`) {
		t.Error("the page is kept, or October has 32 days")
	}

	wrong := gridForm(0, [2]string{"RI00001B", "p"})
	wrong["m"][3], wrong["came"][0] = "boh", "32/10/2026"
	op.want(op.post(page, wrong), http.StatusUnprocessableEntity, "Riga 1, giorno 4: questo segno non è della griglia", `href="#c1-4"`, "ingresso non è una data",
		`value="BOH"`, `value="32/10/2026"`, "ancora qui")
	op.want(op.post(page, url.Values{"version": {"0"}, "code": {"A1", "A2"}, "came": {""}, "went": {""}}), http.StatusUnprocessableEntity, "non è arrivata intera")

	named := gridForm(0, [2]string{"RI00001B", "p"})
	named["family"][0] = "Provaldi"
	r = op.post(page, named)
	op.want(r, http.StatusUnprocessableEntity, "Riga 1: questo non è il codice di un nucleo", `href="#g1"`, `name="family" value="Provaldi"`)
	op.want(op.post(page, url.Values{"version": {"0"}, "code": {"A1"}, "came": {""}, "went": {""}}), http.StatusUnprocessableEntity, "non è arrivata intera")

	good := gridForm(0, [2]string{"RI00001B", "p"})
	good["came"][0], good["family"][0] = "5.10.26", " nucleo n. 1"
	for i := range 4 {
		good["m"][i] = ""
	}
	op.follow(op.post(page, good), "Griglia salvata", `value="05/10/2026"`, `name="family" value="1"`, `value="P"`, "Salvato: ")
	op.want(op.post(page, good), http.StatusConflict, "un&#39;altra persona ha salvato", `value="5.10.26"`)

	more := gridForm(1, [2]string{"RI00001B", "P"})
	more.Set("do", "add")
	more.Set("new", "Provaldi Nessuna")
	op.want(op.post(page, more), http.StatusUnprocessableEntity, "Questo non è un codice", "Provaldi")
	more.Set("new", " g77 ")
	op.follow(op.post(page, more), "G77")
	fill := gridForm(2, [2]string{"RI00001B", "P"}, [2]string{"G77", ""})
	fill.Set("do", "fill 2")
	fill["went"][1] = "30/10/2026"
	op.follow(op.post(page, fill), `id="c2-30" name="m" value="U"`, `id="c2-29" name="m" value="P"`, `id="c2-31" name="m" value=""`)
	less := gridForm(3, [2]string{"RI00001B", "P"}, [2]string{"G77", "P"})
	less.Set("do", "remove 2")
	op.follow(op.post(page, less), "RI00001B")
	if strings.Contains(op.get(page).body, "G77") {
		t.Error("the row is still there")
	}
	if log := w.log.String(); strings.Contains(log, "Provaldi") {
		t.Errorf("the log names a guest:\n%s", log)
	}
	for _, who := range []string{other, province.ReviewerEmail} {
		b := w.as(who)
		for _, a := range []answer{b.get(page), b.get(page + ".pdf"), b.post(page, gridForm(4, [2]string{"G1", "P"})), b.post(page+"/submission", gridForm(4, [2]string{"G1", "P"}))} {
			if a.status != http.StatusNotFound && a.status != http.StatusForbidden {
				t.Errorf("%s gets %d", who, a.status)
			}
		}
	}
}

// The script saves as one types: it is told the version and the findings, and a
// sentence where somebody else was faster.
func TestTheGridIsSavedAsOneTypes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	slot := w.slot(document.Register)
	op := w.as(province.OperatorEmail)
	page := fmt.Sprintf("/obligations/%d/grid", slot.ID)
	var rows [][2]string
	for i := range w.placesOf(slot.CentreID) + 1 {
		rows = append(rows, [2]string{fmt.Sprintf("G%d", i+1), "P"})
	}
	r := op.postJSON(page, gridForm(0, rows...))
	op.want(r, http.StatusOK, `"version":1`, `"checked":true`)
	var told struct {
		Text     string
		Findings []struct{ Rule, Text, Href, Tone, Where string }
	}
	w.must(json.Unmarshal([]byte(r.body), &told))
	over := false
	for _, f := range told.Findings {
		over = over || strings.Contains(f.Rule, "R11") && f.Href != "" && f.Where != ""
	}
	if !over || !strings.Contains(told.Text, "Salvato: ") {
		t.Errorf("over capacity: %+v", told)
	}
	op.want(op.get(page), http.StatusOK, told.Findings[0].Text[:20], "R11")
	op.want(op.postJSON(page, gridForm(0, rows...)), http.StatusConflict, "grid.moved", "copiarle")
	bad := gridForm(1, rows...)
	bad["m"][0] = "F"
	op.want(op.postJSON(page, bad), http.StatusUnprocessableEntity, "grid.invalid", "Riga 1, giorno 1")
	if n := w.gridVersion(slot.ID); n != 1 {
		t.Errorf("version %d after what was refused", n)
	}
}

// What is in the grid is sent as a workbook, with a receipt; after that the grid is
// closed, and its PDF still comes.
func TestTheGridIsSubmitted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	slot := w.slot(document.Register)
	op := w.as(province.OperatorEmail)
	page := fmt.Sprintf("/obligations/%d/grid", slot.ID)
	op.want(op.post(page+"/submission", gridForm(0, [2]string{"G1", ""})), http.StatusUnprocessableEntity, "ancora nessun segno", "G1")
	wrong := gridForm(1, [2]string{"G1", "P"})
	wrong["m"][0] = "F"
	op.want(op.post(page+"/submission", wrong), http.StatusUnprocessableEntity, "Riga 1, giorno 1")
	op.follow(op.post(page+"/submission", gridForm(1, [2]string{"G1", "P"}, [2]string{"G2", "AA"})), "registro-RN-0", "ricevuta")
	op.want(op.get(page), http.StatusOK, "Trasmesso: ricevuta n. 2026/", "readonly", `value="AA"`)
	op.want(op.post(page, gridForm(2, [2]string{"G1", "P"})), http.StatusConflict, "già stato trasmesso")
	r := op.get(page + ".pdf")
	op.want(r, http.StatusOK, "%PDF-")
	if name := r.header.Get("Content-Disposition"); !strings.Contains(name, "registro-RN-0") || r.header.Get("Content-Type") != "application/pdf" || r.header.Get("Cache-Control") != "no-store" {
		t.Errorf("sent as %s", name)
	}
	w.read(func(sr *storage.Reader) error {
		id, ok, err := sr.DocumentOf(t.Context(), slot.ID)
		if !ok {
			t.Error("the slot has no document")
		}
		v, err2 := sr.CurrentRevision(t.Context(), id)
		w.must(err2)
		b, size, err2 := w.blobs.Get(t.Context(), v.SHA256)
		w.must(err2)
		if size != v.Size || v.FileName == "" {
			t.Errorf("%d bytes are kept of %d, as %q", size, v.Size, v.FileName)
		}
		w.must(b.Close())
		return err
	})
}

func (w *world) gridVersion(id workflow.ObligationID) (n int) {
	w.Helper()
	w.read(func(r *storage.Reader) error {
		g, err := r.MonthGrid(w.Context(), id)
		n = g.Version
		return err
	})
	return n
}

func (w *world) placesOf(id reception.CentreID) (n int) {
	w.Helper()
	w.read(func(r *storage.Reader) error {
		c, err := r.Centre(w.Context(), id)
		n = c.PlacesOn(calendar.MustDate(2026, 10, 31))
		return err
	})
	return n
}
