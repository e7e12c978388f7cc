package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/engine"
)

// open receives something that holds others, opens it and returns it with what
// was found inside.
func (w *world) open(media, origin string, names ...string) (engine.Received, []storage.ContentLine) {
	w.Helper()
	return w.openFor(0, media, origin, names...)
}

// openFor is open for something that was sent for an obligation.
func (w *world) openFor(slot workflow.ObligationID, media, origin string, names ...string) (engine.Received, []storage.ContentLine) {
	w.Helper()
	ctx := w.Context()
	put := func(text string) (sum document.SHA256, size int64) {
		stored, err := w.blobs.Put(ctx, strings.NewReader(w.Name()+text), 0)
		w.must(err)
		return stored.SHA256, stored.Size
	}
	sum, size := put(media)
	got, err := w.engine.Receive(ctx, w.actor(province.OperatorEmail), engine.Incoming{Obligation: slot, FileName: "tutto.zip", SHA256: sum, Size: size})
	w.must(err)
	u := engine.Understood{Reading: document.Reading{ReaderVersion: 1, SHA256: sum, MediaType: media}}
	for _, n := range names {
		sum, size := put(n)
		u.Contents = append(u.Contents, engine.Inner{Name: n, Origin: origin, SHA256: sum, Size: size})
	}
	_, err = w.engine.Understand(ctx, w.job(ctx, workflow.JobReadRevision, int64(got.Revision)), got.Revision, u)
	w.must(err)
	w.must(w.engine.Check(ctx, w.job(ctx, workflow.JobCheck, int64(got.Document)), got.Document))
	var inside []storage.ContentLine
	w.read(func(r *storage.Reader) (err error) {
		inside, err = r.ContentsOf(ctx, got.Revision)
		return err
	})
	return got, inside
}

// readInside does what the workers do of a document found inside another.
func (w *world) readInside(id document.ID, d document.Reading) {
	w.Helper()
	ctx := w.Context()
	var v storage.Revision
	w.read(func(r *storage.Reader) (err error) {
		v, err = r.CurrentRevision(ctx, id)
		return err
	})
	d.ReaderVersion, d.SHA256 = 1, v.SHA256
	w.must(w.engine.RecordReading(ctx, w.job(ctx, workflow.JobReadRevision, int64(v.ID)), v.ID, d, 0))
	w.must(w.engine.Check(ctx, w.job(ctx, workflow.JobCheck, int64(id)), id))
}

// An archive or a message that was opened says what it is and asks for nothing:
// no check is awaited, no kind, and it is not among what is to be done.
func TestWhatWasOpenedAsksForNothing(t *testing.T) {
	t.Parallel()
	for origin, c := range map[string]struct{ media, title string }{
		"zip":  {"application/zip", "Archivio con 2 documenti"},
		"mail": {"message/rfc822", "Messaggio con 2 allegati"},
	} {
		t.Run(origin, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			op := w.as(province.OperatorEmail)
			got, inside := w.open(c.media, origin, "uno.pdf", "due.pdf")
			doc := fmt.Sprintf("/documents/%d", got.Document)
			r := op.get(doc)
			op.want(r, http.StatusOK, "<h1>"+c.title, "Aperto", "elencati qui sotto", "uno.pdf", "due.pdf")
			for _, s := range []string{"Documento da riconoscere", "I controlli non sono ancora finiti", "Che documento è?", "A quale adempimento corrisponde?", "data-poll", "non è stato riconosciuto"} {
				if strings.Contains(r.body, s) {
					t.Errorf("the page says %q", s)
				}
			}
			w.readInside(inside[0].Document, document.Reading{MediaType: "application/pdf", Text: "x"})
			w.readInside(inside[1].Document, document.Reading{MediaType: "application/pdf", Text: "y"})
			op.want(op.get("/"), http.StatusOK, "2 documenti ricevuti aspettano")
			for _, state := range []string{"unplaced", "open"} {
				if r := op.get("/documents?state=" + state); strings.Contains(r.body, `"`+doc+`"`) || !strings.Contains(r.body, fmt.Sprintf(`"/documents/%d"`, inside[0].Document)) {
					t.Errorf("what was opened is among the %s, or its contents are not", state)
				}
			}
			all := op.get("/documents")
			op.want(all, http.StatusOK, c.title, "Aperto")
			if strings.Contains(all.body, "data-poll") {
				t.Error("the list still waits for a check")
			}
		})
	}
}

// Where nothing inside could be read, the page of the archive says so.
func TestAnArchiveOfUnreadableDocuments(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.as(province.OperatorEmail)
	got, inside := w.open("application/zip", "zip", "uno.pdf", "due.pdf")
	doc := fmt.Sprintf("/documents/%d", got.Document)
	locked := document.Reading{MediaType: "application/pdf", Error: &document.Warning{Code: "pdf.locked", It: "Salvatelo senza password.", En: "Save it without a password."}}
	const nothing = "non si è potuto leggere nulla"
	w.readInside(inside[0].Document, locked)
	if r := op.get(doc); strings.Contains(r.body, nothing) {
		t.Error("one of the documents is not read yet")
	}
	w.readInside(inside[1].Document, locked)
	op.want(op.get(doc), http.StatusOK, nothing, "due.pdf</a> · non si è potuto leggere")
}

// The page of an archive or a message that was sent for one obligation says what became of it.
func TestAnArchiveSentForOneObligation(t *testing.T) {
	t.Parallel()
	register := document.Reading{Kind: document.Register, KindScore: 1, MediaType: "application/pdf", Text: "x"}
	for _, c := range []struct {
		media, from, title, want string
		names                    []string
	}{
		{"application/zip", "zip", "<h1>Archivio con", "risponde «uno.pdf»", []string{"uno.pdf"}},
		{"application/zip", "zip", "<h1>Archivio con", "che resta da trasmettere", []string{"uno.pdf", "due.pdf"}},
		{"message/rfc822", "mail", "<h1>Messaggio con", "risponde «uno.pdf»", []string{"uno.pdf"}},
	} {
		t.Run(c.from+" "+c.want, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			op, slot := w.as(province.OperatorEmail), w.slot(document.Register)
			got, inside := w.openFor(slot.ID, c.media, c.from, c.names...)
			doc := fmt.Sprintf("/documents/%d", got.Document)
			op.want(op.get(doc), http.StatusOK, "appena letto quello che contiene", c.title, fmt.Sprintf(`href="/obligations/%d"`, slot.ID))
			for _, l := range inside {
				w.readInside(l.Document, register)
			}
			op.want(op.get(doc), http.StatusOK, c.want)
		})
	}
}

// What of an archive was not taken in is told beside the upload, at once.
func TestWhatWasLeftInAnArchiveIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := w.send(0, document.Reading{MediaType: "application/zip", Warnings: []document.Warning{{Code: "contents.no_document",
		It: "Nel file ce ne sono altri che non possono essere documenti.", En: "The file holds others that can be no paper."}}})
	op := w.as(province.OperatorEmail)
	script := op.request(http.MethodGet, fmt.Sprintf("/documents/%d", got.Document), nil)
	script.Header.Set("Accept", "application/json")
	op.want(op.do(script), http.StatusOK, "Ricevuto e conservato. Nel file ce ne sono altri")
}
