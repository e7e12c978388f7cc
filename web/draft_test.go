package web_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/blob"
	"github.com/insiemi/insiemi/web"
	"github.com/insiemi/insiemi/workflow"
)

// choose sends one file as the form of the page does without scripts.
func (b *browser) choose(path, name string, content []byte) answer {
	b.Helper()
	return b.do(b.chosen(path, name, content))
}

func (b *browser) chosen(path, name string, content []byte) *http.Request {
	b.Helper()
	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	part, err := m.CreateFormFile("file", name)
	b.must(err)
	_, err = part.Write(content)
	b.must(errors.Join(err, m.Close()))
	req := b.request(http.MethodPost, path, &form)
	req.Header.Set("Content-Type", m.FormDataContentType())
	return req
}

func (w *world) draft(id workflow.ObligationID) (d storage.Draft) {
	w.Helper()
	w.read(func(r *storage.Reader) (err error) {
		d, err = r.DraftOf(w.Context(), id, w.actor(province.OperatorEmail).Person)
		return err
	})
	return d
}

// readDraft does what the workers do with a draft.
func (w *world) readDraft(id workflow.ObligationID, r document.Reading) storage.Draft {
	w.Helper()
	d := w.draft(id)
	r.ReaderVersion, r.SHA256 = 1, d.SHA256
	w.must(w.engine.CheckDraft(w.Context(), w.job(w.Context(), workflow.JobReadDraft, int64(d.ID)), d, r))
	return w.draft(id)
}

func (w *world) stored(d storage.Draft) blob.Draft {
	return blob.Draft{Key: blob.DraftKey(d.StoredAs), SHA256: d.SHA256, Size: d.Size}
}

// gone says that the bytes of a draft are no longer in the object store.
func (w *world) gone(d storage.Draft) bool {
	w.Helper()
	rc, err := w.blobs.OpenDraft(w.Context(), w.stored(d))
	if err == nil {
		rc.Close()
	}
	return errors.Is(err, blob.ErrNotFound)
}

// strange is a register whose total is wrong and whose cell F9 nobody understands.
func strange(total string) document.Reading {
	r := document.Reading{Kind: document.Register, KindScore: 1, PageCount: 1, Method: document.MethodCells}
	for name, value := range map[string]string{document.PeriodMonth: "2026-10", document.DeclaredPersonDays: total} {
		r.Fields = append(r.Fields, document.Field{Name: name, Written: value, Value: value, Method: document.MethodCells, Confidence: 1})
	}
	r.Fields = append(r.Fields, document.Field{Name: document.UnknownMark, Written: "Q", Value: "Q", Place: document.Place{Sheet: "Foglio1", Cell: "F9"}, Confidence: 1})
	return r
}

// A draft whose reading fails says so, offers to try again, and can be sent or replaced
// all the same; one that is read again says why.
func TestADraftWhoseReadingFails(t *testing.T) {
	w := newWorld(t)
	o := w.slot(document.Register)
	b, page := w.as(province.OperatorEmail), fmt.Sprintf("/obligations/%d/draft", o.ID)
	b.choose(page, "registro.xlsx", []byte("the bytes of a register"))
	d := w.draft(o.ID)
	w.must(w.engine.FailDraft(t.Context(), d.ID))
	r := b.get(page)
	b.want(r, 200, "Lettura non riuscita", "Riprova adesso", "Trasmetti senza la prova", "Prova un altro file", "Elimina la prova", "registro.xlsx", "data-poll")
	if strings.Contains(r.body, "In lettura") {
		t.Error("it is still said to be read")
	}
	b.want(b.get(fmt.Sprintf("/obligations/%d", o.ID)), 200, "Riprendi la prova")
	which := url.Values{"draft": {fmt.Sprint(d.ID)}}
	if r := b.post(page+"/reading", which); r.status != http.StatusSeeOther || !strings.HasSuffix(r.header.Get("Location"), "?done=draft.retried") {
		t.Fatalf("tried again: %d to %q", r.status, r.header.Get("Location"))
	}
	b.want(b.get(page+"?done=draft.retried"), 200, "In lettura", "Il file viene letto di nuovo.")
	b.want(b.post(page+"/reading", url.Values{"draft": {"999"}}), http.StatusConflict, "Questa prova non c&#39;è più")
	w.readDraft(o.ID, strange("4321"))
	reviewer := w.actor(province.ReviewerEmail)
	w.must(w.engine.SayMark(t.Context(), reviewer, o.BodyID, "Q", reception.MarkPresent))
	w.must(w.engine.MarksMoved(t.Context(), w.job(t.Context(), workflow.JobMarksMoved, int64(o.BodyID)), o.BodyID))
	b.want(b.get(page), 200, "In lettura", "Il significato di un segno dei registri è cambiato")
	w.must(w.engine.FailDraft(t.Context(), d.ID))
	sent := b.post(page+"/submission", which)
	if sent.status != http.StatusSeeOther || !strings.HasSuffix(sent.header.Get("Location"), "?done=received") {
		t.Errorf("sent unread: %d to %q", sent.status, sent.header.Get("Location"))
	}
}

// Without scripts a file is tried, read, shown with its findings and places in words,
// and sent as it is; nothing of it is received before.
func TestAFileIsTriedAndSent(t *testing.T) {
	w := newWorld(t)
	o := w.slot(document.Register)
	b, page := w.as(province.OperatorEmail), fmt.Sprintf("/obligations/%d/draft", o.ID)
	b.want(b.get(fmt.Sprintf("/obligations/%d", o.ID)), 200, "Controlla prima di inviare", page)
	b.want(b.get("/"), 200, page)
	b.want(b.get(page), 200, "Non è stato trasmesso nulla", "si elimina da sola dopo 24 ore", "Scegli il file da provare")

	content := []byte("the bytes of a register")
	if r := b.choose(page, `C:\Documenti\registro.xlsx`, content); r.status != http.StatusSeeOther || r.header.Get("Location") != page {
		t.Fatalf("%d to %q", r.status, r.header.Get("Location"))
	}
	b.want(b.get(page), 200, "In lettura", `data-poll`, `http-equiv="refresh"`, "registro.xlsx", "Non è stato trasmesso nulla", "Elimina la prova")
	d := w.readDraft(o.ID, strange("4321"))
	r := b.get(page)
	b.want(r, 200, "Non è stato trasmesso nulla", "Trasmetti questo file", "Prova un altro file", "Registro presenze", "4.321", "Presenze dichiarate", "cella F9")
	if strings.Contains(r.body, "data-poll") || strings.Contains(r.body, `http-equiv="refresh"`) {
		t.Error("a page that is finished asks again")
	}
	if r.header.Get("Cache-Control") != "no-store" {
		t.Error("a draft is left in the browser's cache")
	}
	b.want(b.get(fmt.Sprintf("/obligations/%d", o.ID)), 200, "Riprendi la prova")
	english := b.request(http.MethodPost, "/language", strings.NewReader(url.Values{"language": {"en"}}.Encode()))
	english.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	b.do(english)
	b.want(b.get(page), 200, "Nothing was submitted", "Submit this file", "cell F9")
	b.post("/language", url.Values{"language": {"it"}})

	if there, err := w.blobs.Exists(t.Context(), d.SHA256); there || err != nil {
		t.Errorf("it is an original already (%v)", err)
	}
	send := url.Values{"draft": {fmt.Sprint(d.ID)}}
	first := b.post(page+"/submission", send)
	if first.status != http.StatusSeeOther || !strings.HasSuffix(first.header.Get("Location"), "?done=received") {
		t.Fatalf("sent: %d to %q\n%.3000s", first.status, first.header.Get("Location"), first.body)
	}
	rc, _, err := w.blobs.Get(t.Context(), d.SHA256)
	w.must(err)
	defer rc.Close()
	if got, err := io.ReadAll(rc); err != nil || !bytes.Equal(got, content) {
		t.Errorf("%q was sent, %v", got, err)
	}
	if !w.gone(d) {
		t.Error("the draft's bytes are still there")
	}
	sent := b.get(page)
	b.want(sent, 200, "è stato trasmesso: ricevuta n. 2026/000001", "Apri il documento")
	if strings.Contains(sent.body, "Non è stato trasmesso nulla") || strings.Contains(sent.body, "Prova un altro file") {
		t.Error("what was sent is shown as a draft")
	}
	again := b.post(page+"/submission", send)
	if again.status != http.StatusSeeOther || !strings.HasSuffix(again.header.Get("Location"), "?done=already") {
		t.Errorf("sent again: %d to %q", again.status, again.header.Get("Location"))
	}
}

// The office and other bodies have no part in a draft.
func TestADraftIsShownToNobodyElse(t *testing.T) {
	w := newWorld(t)
	o := w.slot(document.Register)
	page := fmt.Sprintf("/obligations/%d/draft", o.ID)
	b := w.as(province.OperatorEmail)
	b.choose(page, "registro.xlsx", []byte("x"))
	d := w.readDraft(o.ID, strange("4321"))
	send := url.Values{"draft": {fmt.Sprint(d.ID)}}
	for email, status := range map[string]int{province.ReviewerEmail: 403, province.AdministratorEmail: 403, other: 404} {
		x := w.as(email)
		x.want(x.get(page), status)
		x.want(x.choose(page, "a.pdf", []byte("y")), status)
		x.want(x.post(page+"/submission", send), status)
		if r := x.get(fmt.Sprintf("/obligations/%d", o.ID)); strings.Contains(r.body, "registro.xlsx") || strings.Contains(r.body, "Riprendi la prova") {
			t.Errorf("%s is told of the draft", email)
		}
	}
	x := w.as(other)
	x.post(page+"/removal", send)
	if w.draft(o.ID).ID != d.ID || w.gone(d) {
		t.Error("somebody else touched it")
	}
	if n, err := w.blobs.SweepDrafts(t.Context(), w.real().Add(time.Hour)); n != 1 || err != nil {
		t.Errorf("%d drafts lie in the object store, want 1 (%v)", n, err)
	}
}

// real is the time by which the object store goes.
func (w *world) real() time.Time { return time.Now() }

// What can't be tried says why on the page; a draft that is replaced, removed or over is
// gone with its bytes.
func TestADraftIsRefused(t *testing.T) {
	w := newWorld(t, func(c *web.Config) { c.UploadLimit = 1000 })
	o := w.slot(document.Register)
	page := fmt.Sprintf("/obligations/%d/draft", o.ID)
	b := w.as(province.OperatorEmail)
	b.want(b.choose(page, "vuoto.pdf", nil), 422, "Il file è vuoto", "Scegli il file da provare")
	b.want(b.choose(page, "grande.pdf", make([]byte, 1001)), 413, "troppo grande", "Scegli il file da provare")
	b.want(b.choose(page, "enorme.pdf", make([]byte, 2<<20)), 413, "troppo grande")
	b.want(b.choose(page, "", []byte("x")), 422, "Non è stato scelto nessun file")
	b.want(b.post(page, url.Values{}), 422, "Non è stato scelto nessun file")
	b.want(b.upload(page, "vuoto.pdf", nil), 422, `"error":"Il file è vuoto`)
	b.want(b.post(page+"/submission", url.Values{"draft": {"99"}}), 409, "Questa prova non c")

	b.want(b.upload(page, "a.xlsx", []byte("one")), 200, `{"url":"`+page+`"}`)
	first := w.draft(o.ID)
	b.want(b.upload(page, "b.xlsx", []byte("two")), 200)
	second := w.readDraft(o.ID, strange("1"))
	if !w.gone(first) || w.gone(second) || second.FileName != "b.xlsx" {
		t.Errorf("now there is %+v", second)
	}
	b.want(b.post(page+"/submission", url.Values{"draft": {fmt.Sprint(first.ID)}}), 409, "Questa prova non c")
	r := b.post(page+"/removal", url.Values{"draft": {fmt.Sprint(second.ID)}})
	b.want(b.get(r.header.Get("Location")), 200, "La prova è stata eliminata. Non è stato trasmesso nulla.")
	if !w.gone(second) {
		t.Error("the bytes are still there")
	}

	b.want(b.upload(page, "c.xlsx", []byte("three")), 200)
	lost := w.readDraft(o.ID, strange("1"))
	w.must(w.blobs.DropDraft(t.Context(), blob.DraftKey(lost.StoredAs)))
	b.want(b.post(page+"/submission", url.Values{"draft": {fmt.Sprint(lost.ID)}}), 409, "il file non è più qui")
	w.now = w.now.Add(workflow.DraftLasts)
	b = w.as(province.OperatorEmail)
	b.want(b.get(page), 200, "Prova scaduta", "è stata eliminata perché sono passate 24 ore", "Scegli il file da provare")
	b.want(b.post(page+"/submission", url.Values{"draft": {fmt.Sprint(lost.ID)}}), 409, "La prova è scaduta")

	b.want(b.upload(page, "d.xlsx", []byte("four")), 200)
	late := w.readDraft(o.ID, strange("1"))
	w.send(o.ID, strange("2"))
	b.want(b.get(page), 200, "al momento non si può trasmettere un file", "Elimina la prova")
	b.want(b.post(page+"/submission", url.Values{"draft": {fmt.Sprint(late.ID)}}), 409)
	b.want(b.choose(page, "e.xlsx", []byte("five")), 409, "non c&#39;è niente da provare")
	if n, err := w.blobs.SweepDrafts(t.Context(), w.real().Add(time.Hour)); n != 1 || err != nil {
		t.Errorf("%d drafts lie in the object store, want that of the last one (%v)", n, err)
	}
}

// What a scan, an archive, a file that can't be read and a clean one say.
func TestWhatADraftSays(t *testing.T) {
	w := newWorld(t)
	o := w.slot(document.Register)
	page := fmt.Sprintf("/obligations/%d/draft", o.ID)
	b := w.as(province.OperatorEmail)
	b.choose(page, "scan.pdf", []byte("scan"))
	d := w.draft(o.ID)
	w.must(w.engine.ScanDraft(t.Context(), w.job(t.Context(), workflow.JobReadDraft, int64(d.ID)), d))
	b.want(b.get(page), 200, "Il file è una scansione", "data-poll")

	b.choose(page, "rotto.pdf", []byte("broken"))
	w.readDraft(o.ID, document.Reading{Error: &document.Warning{Code: "pdf.encrypted", It: "Il PDF è protetto da una password.", En: "The PDF is protected."}})
	b.want(b.get(page), 200, "Non leggibile", "Il PDF è protetto da una password.", "Trasmetti questo file")

	b.choose(page, "tutto.zip", []byte("zip"))
	bare := document.Content{From: "zip", Reading: document.Reading{Kind: document.DURC}}
	w.readDraft(o.ID, document.Reading{Contents: []document.Content{bare, bare}})
	b.want(b.get(page), 200, "È un archivio con 2 documenti", "Trasmetti questo file")
}
