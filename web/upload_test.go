package web_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/web"
)

// received is what the portal answers a script.
type received struct {
	URL, Receipt, SHA256, Text, Error, Name string
	Already                                 bool
}

func parse(t *testing.T, r answer) (out received) {
	t.Helper()
	if err := json.Unmarshal([]byte(r.body), &out); err != nil {
		t.Fatalf("%v: %s", err, r.body)
	}
	return out
}

func TestUploadGivesAReceipt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.as(province.OperatorEmail)
	o := w.slot(document.Register)
	content := []byte("a register")
	sum := sha256.Sum256(content)

	r := op.upload(fmt.Sprintf("/obligations/%d/uploads", o.ID), "registro.csv", content)
	op.want(r, http.StatusOK)
	got := parse(t, r)
	if got.SHA256 != hex.EncodeToString(sum[:]) || got.Receipt != "2026/000001" || got.Already {
		t.Errorf("the answer is %+v", got)
	}
	op.want(op.get(got.URL), http.StatusOK, "In lettura", got.SHA256, "2026/000001", "registro.csv")

	body, size, err := w.blobs.Get(t.Context(), sum)
	w.must(err)
	defer body.Close()
	kept, err := io.ReadAll(body)
	w.must(err)
	if string(kept) != string(content) || size != int64(len(content)) {
		t.Errorf("the store keeps %q (%d bytes)", kept, size)
	}

	again := parse(t, op.upload("/uploads", "altro nome.csv", content))
	if !again.Already || again.Receipt != got.Receipt || again.URL != got.URL {
		t.Errorf("the same bytes again gave %+v", again)
	}
}

func TestUploadRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *web.Config) { c.UploadLimit = 1 << 20 })
	op := w.as(province.OperatorEmail)
	o := w.slot(document.Register)
	mine := fmt.Sprintf("/obligations/%d/uploads", o.ID)
	for _, c := range []struct {
		what, path string
		content    []byte
		status     int
		name, says string
	}{
		{"an empty file", mine, nil, http.StatusUnprocessableEntity, "upload.empty", "inviarlo di nuovo"},
		{"a file over the limit", mine, make([]byte, 1<<20+1), http.StatusRequestEntityTooLarge, "upload.too_large", "1 MB"},
		{"a slot that is not there", "/obligations/999999/uploads", []byte("x"), http.StatusNotFound, "obligation.not_found", "non esiste"},
		{"a document that is not there", "/documents/999999/revisions", []byte("y"), http.StatusNotFound, "document.not_found", "non esiste"},
	} {
		r := op.upload(c.path, "file.pdf", c.content)
		op.want(r, c.status)
		if got := parse(t, r); got.Name != c.name || !strings.Contains(got.Error, c.says) {
			t.Errorf("%s: %+v", c.what, got)
		}
	}
	var documents int
	w.read(func(r *storage.Reader) (err error) {
		_, documents, err = r.DocumentLines(t.Context(), storage.DocumentFilter{Limit: 1})
		return err
	})
	if documents != 0 {
		t.Errorf("%d documents were recorded for files that were refused", documents)
	}
}

// A file for another body's slot is refused as if the slot did not exist.
func TestUploadForAnotherBody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.as(other).upload(fmt.Sprintf("/obligations/%d/uploads", w.slot(document.Register).ID), "file.pdf", []byte("x"))
	if r.status != http.StatusNotFound {
		t.Errorf("status %d: %s", r.status, r.body)
	}
}

// endless is a request body that says how long it is and fails the test when
// more than a little of it is read.
type endless struct {
	t    *testing.T
	read int64
}

func (e *endless) Read(p []byte) (int, error) {
	e.read += int64(len(p))
	if e.read > 64<<20 {
		e.t.Error("the portal goes on reading a file that is too large")
		return 0, io.EOF
	}
	return len(p), nil
}

func TestThreeGigabytesAreRefusedAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.as(province.OperatorEmail)
	req := op.request(http.MethodPost, "/uploads", &endless{t: t})
	req.ContentLength = 3 << 30
	req.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	req.Header.Set("Expect", "100-continue")
	op.client.Transport = &http.Transport{ExpectContinueTimeout: 30 * time.Second}
	op.want(op.do(req), http.StatusRequestEntityTooLarge, "troppo grande", "dividere il documento")
}

// A file that goes on beyond its announced end is cut off, and nothing stays.
func TestAnUploadCutShortLeavesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.as(province.OperatorEmail)
	req := op.request(http.MethodPost, "/uploads", strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\nhalf a fi"))
	req.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	op.want(op.do(req), http.StatusUnprocessableEntity, "non è arrivato intero", "Nulla è stato registrato")
	if ok, err := w.blobs.Exists(t.Context(), sha256.Sum256([]byte("half a fi"))); ok || err != nil {
		t.Errorf("the half is kept: %t %v", ok, err)
	}
}

// Memory does not grow with the size of a file.
func TestMemoryStaysFlat(t *testing.T) {
	const size = 200 << 20
	w := newWorld(t, func(c *web.Config) { c.UploadLimit = size })
	op := w.as(province.OperatorEmail)
	pr, pw := io.Pipe()
	m := multipart.NewWriter(pw)
	go func() {
		part, err := m.CreateFormFile("file", "grande.pdf")
		if err == nil {
			_, err = io.CopyN(part, zeros{}, size)
		}
		if err == nil {
			err = m.Close()
		}
		pw.CloseWithError(err)
	}()
	req := op.request(http.MethodPost, "/uploads", pr)
	req.Header.Set("Content-Type", m.FormDataContentType())
	req.Header.Set("Accept", "application/json")
	runtime.GC()
	stop, peak := make(chan struct{}), make(chan uint64)
	go watchHeap(stop, peak)
	r := op.do(req)
	close(stop)
	most := <-peak
	op.want(r, http.StatusOK)
	if most > 100<<20 {
		t.Errorf("the heap grew to %d MB for a file of 200 MB", most>>20)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// watchHeap samples the heap until it is told to stop, then says the most.
func watchHeap(stop <-chan struct{}, peak chan<- uint64) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	var most uint64
	for {
		select {
		case <-stop:
			peak <- most
			return
		case <-tick.C:
			var s runtime.MemStats
			runtime.ReadMemStats(&s)
			most = max(most, s.HeapInuse)
		}
	}
}
