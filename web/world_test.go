package web_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/insiemi/insiemi/deploy/demo"
	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/deploy/stack/stacktest"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/blob"
	"github.com/insiemi/insiemi/storage/blob/s3"
	"github.com/insiemi/insiemi/storage/storagetest"
	"github.com/insiemi/insiemi/web"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

func TestMain(m *testing.M) { os.Exit(stacktest.Main(m)) }

const (
	password = "a long password"
	other    = "ente02@insiemi.example" // operator of another body
)

// world is a portal on real parts, with a small province, on the morning of
// 3 November 2026.
type world struct {
	*testing.T
	db      *storage.DB
	address string // of the database
	blobs   blob.Store
	engine  *engine.Engine
	now     time.Time
	url     string
	log     *logBuffer
	slots   []workflow.Obligation // of the operator's body
}

// logBuffer keeps the log of the portal for a test to read.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newWorld(t *testing.T, change ...func(*web.Config)) *world {
	t.Helper()
	today := calendar.MustDate(2026, time.November, 3)
	address := storagetest.URL(t)
	w := &world{T: t, db: storagetest.Open(t, address, 8), address: address, now: today.At(9, 0), log: &logBuffer{}}
	clock := func() time.Time { return w.now }
	w.engine = engine.New(w.db, clock)
	p := province.New(province.Options{Seed: 7, Today: today, Bodies: 2, Centres: 3, Months: 1, OtherBodies: 1, OtherCentres: 1})
	l := &demo.Loader{DB: w.db, Engine: w.engine, Log: slog.New(slog.DiscardHandler), Password: password, Now: w.now}
	w.must(l.Registry(t.Context(), p))
	w.blobs = bucket(t)
	cfg := web.Config{DB: w.db, Engine: w.engine, Blobs: w.blobs, Log: slog.New(slog.NewTextHandler(w.log, nil)),
		UploadLimit: 64 << 20, Version: "test", Now: clock}
	for _, f := range change {
		f(&cfg)
	}
	h, err := web.New(cfg)
	w.must(err)
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	w.url = srv.URL
	a := w.actor(province.OperatorEmail)
	w.read(func(r *storage.Reader) (err error) {
		w.slots, err = r.Obligations(t.Context(), a.Body)
		return err
	})
	return w
}

// bucket opens an object store that only this test uses.
func bucket(t *testing.T) blob.Store {
	t.Helper()
	a := stacktest.Shared(t)
	s, err := s3.Open(t.Context(), s3.Config{Endpoint: a.S3Endpoint, AccessKey: a.S3AccessKey, SecretKey: a.S3SecretKey, Bucket: stacktest.Bucket()})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) read(f func(*storage.Reader) error) {
	w.Helper()
	w.must(w.db.Read(w.Context(), storage.System(), f))
}

func (w *world) actor(email string) (a workflow.Actor) {
	w.Helper()
	w.read(func(r *storage.Reader) error {
		p, _, ok, err := r.Credentials(w.Context(), email)
		if !ok {
			w.Fatalf("nobody has the address %s", email)
		}
		a = workflow.Actor{Person: p.ID, Office: p.OfficeID, Body: p.BodyID, Role: p.Role}
		return err
	})
	return a
}

// slot returns an open slot of the operator's body for October.
func (w *world) slot(k document.Kind) workflow.Obligation {
	w.Helper()
	for _, o := range w.slots {
		if o.Kind == k && (!o.For.IsMonth() || o.For.Key() == "2026-10") {
			return o
		}
	}
	w.Fatalf("there is no slot for %s", k)
	return workflow.Obligation{}
}

// browser is somebody at the portal.
type browser struct {
	*world
	client *http.Client
}

// visitor is a browser that has not signed in.
func (w *world) visitor() *browser {
	jar, err := cookiejar.New(nil)
	w.must(err)
	return &browser{w, &http.Client{Jar: jar, Timeout: time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// as is a browser that has signed in.
func (w *world) as(email string) *browser {
	w.Helper()
	b := w.visitor()
	if r := b.post("/sign-in", url.Values{"email": {email}, "password": {password}}); r.status != http.StatusSeeOther {
		w.Fatalf("sign in as %s: %d\n%s", email, r.status, r.body)
	}
	return b
}

// answer is what the portal answered.
type answer struct {
	status int
	header http.Header
	body   string
}

func (b *browser) do(req *http.Request) answer {
	b.Helper()
	res, err := b.client.Do(req)
	b.must(err)
	defer res.Body.Close()
	var body io.Reader = res.Body
	if res.Header.Get("Content-Encoding") == "gzip" {
		body, err = gzip.NewReader(res.Body)
		b.must(err)
	}
	text, err := io.ReadAll(body)
	b.must(err)
	return answer{res.StatusCode, res.Header, string(text)}
}

func (b *browser) request(method, path string, body io.Reader) *http.Request {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), method, b.url+path, body)
	b.must(err)
	req.Header.Set("Accept-Language", "it")
	return req
}

func (b *browser) get(path string) answer {
	b.Helper()
	return b.do(b.request(http.MethodGet, path, nil))
}

func (b *browser) post(path string, form url.Values) answer {
	b.Helper()
	req := b.request(http.MethodPost, path, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(req)
}

// upload sends one file as the scripts of the page do.
func (b *browser) upload(path, name string, content []byte) answer {
	b.Helper()
	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	part, err := m.CreateFormFile("file", name)
	b.must(err)
	_, err = part.Write(content)
	b.must(errors.Join(err, m.Close()))
	req := b.request(http.MethodPost, path, &form)
	req.Header.Set("Content-Type", m.FormDataContentType())
	req.Header.Set("Accept", "application/json")
	return b.do(req)
}

// want asserts the status of an answer and texts in its body.
func (b *browser) want(r answer, status int, texts ...string) {
	b.Helper()
	if r.status != status {
		b.Errorf("status %d instead of %d:\n%.2000s", r.status, status, r.body)
		return
	}
	for _, s := range texts {
		if !strings.Contains(r.body, s) {
			b.Errorf("the answer does not say %q:\n%.4000s", s, r.body)
		}
	}
}

// send receives new bytes for a slot and does what the workers would do.
func (w *world) send(o workflow.ObligationID, d document.Reading) engine.Received {
	w.Helper()
	ctx := w.Context()
	stored, err := w.blobs.Put(ctx, strings.NewReader(fmt.Sprintf("%s %d %s", w.Name(), o, d.Text)), 0)
	w.must(err)
	got, err := w.engine.Receive(ctx, w.actor(province.OperatorEmail), engine.Incoming{Obligation: o, FileName: "file.pdf", SHA256: stored.SHA256, Size: stored.Size})
	w.must(err)
	d.ReaderVersion, d.SHA256 = 1, stored.SHA256
	w.must(w.engine.RecordReading(ctx, w.job(ctx, workflow.JobReadRevision, int64(got.Revision)), got.Revision, d, 0))
	w.must(w.engine.Check(ctx, w.job(ctx, workflow.JobCheck, int64(got.Document)), got.Document))
	return got
}

func (w *world) job(ctx context.Context, kind workflow.JobKind, subject int64) (id workflow.JobID) {
	w.Helper()
	w.read(func(r *storage.Reader) error {
		var ok bool
		var err error
		if id, ok, err = r.JobFor(ctx, kind, subject); err == nil && !ok {
			w.Fatalf("there is no job %s for %d", kind, subject)
		}
		return err
	})
	return id
}

func (w *world) caseOf(id document.ID) (f storage.CaseFile) {
	w.Helper()
	w.read(func(r *storage.Reader) error {
		var ok bool
		var err error
		if f, ok, err = r.CaseOf(w.Context(), id); err == nil && !ok {
			w.Fatalf("document %d has no case", id)
		}
		return err
	})
	return f
}

func bodyOf(w *world, email string) reception.BodyID { return w.actor(email).Body }
