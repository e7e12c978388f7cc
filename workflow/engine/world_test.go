package engine_test

import (
	"crypto/sha256"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/insiemi/insiemi/deploy/demo"
	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/deploy/stack/stacktest"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/storagetest"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

func TestMain(m *testing.M) { os.Exit(stacktest.Main(m)) }

// clock is a clock that a test sets.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time  { c.mu.Lock(); defer c.mu.Unlock(); return c.t }
func (c *clock) set(t time.Time) { c.mu.Lock(); defer c.mu.Unlock(); c.t = t }

// world is a small province on a database of its own, with an engine whose
// clock stands still until it is set.
type world struct {
	*testing.T
	url      string
	db       *storage.DB
	engine   *engine.Engine
	clock    *clock
	operator workflow.Actor
	other    workflow.Actor // operator of another body
	reviewer workflow.Actor
	head     workflow.Actor
	body     reception.Body
	slots    []workflow.Obligation // of the operator's body
	files    int
}

// newWorld opens a province on a morning: 3 November 2026, a Tuesday.
func newWorld(t *testing.T) *world {
	t.Helper()
	today := calendar.MustDate(2026, 11, 3)
	w := &world{T: t, url: storagetest.URL(t), clock: &clock{t: today.At(9, 0)}}
	w.db = storagetest.Open(t, w.url, 8)
	w.engine = engine.New(w.db, w.clock.now)
	p := province.New(province.Options{Seed: 7, Today: today, Bodies: 2, Centres: 3, Months: 1, OtherBodies: 1, OtherCentres: 1})
	l := &demo.Loader{DB: w.db, Engine: w.engine, Log: slog.New(slog.DiscardHandler), Password: "secret", Now: w.clock.now()}
	if err := l.Registry(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	w.operator, w.reviewer, w.head = w.actor(province.OperatorEmail), w.actor(province.ReviewerEmail), w.actor(province.HeadEmail)
	w.other = w.actor("ente02@insiemi.example")
	w.read(storage.System(), func(r *storage.Reader) (err error) {
		if w.body, err = r.Body(t.Context(), w.operator.Body); err != nil {
			return err
		}
		w.slots, err = r.Obligations(t.Context(), w.operator.Body)
		return err
	})
	return w
}

func (w *world) read(s storage.Scope, f func(*storage.Reader) error) {
	w.Helper()
	if err := w.db.Read(w.Context(), s, f); err != nil {
		w.Fatal(err)
	}
}

func (w *world) actor(email string) (a workflow.Actor) {
	w.Helper()
	w.read(storage.System(), func(r *storage.Reader) error {
		p, _, ok, err := r.Credentials(w.Context(), email)
		if !ok {
			w.Fatalf("nobody has the address %s", email)
		}
		a = workflow.Actor{Person: p.ID, Office: p.OfficeID, Body: p.BodyID, Role: p.Role}
		return err
	})
	return a
}

// slot returns an empty slot of the operator's body for October.
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

// send receives a file of new bytes.
func (w *world) send(a workflow.Actor, in engine.Incoming) engine.Received {
	w.Helper()
	w.files++
	if in.SHA256.IsZero() {
		in.SHA256 = sha256.Sum256(fmt.Appendf(nil, "%s file %d", w.Name(), w.files))
	}
	in.FileName, in.Size = "file.pdf", 100
	got, err := w.engine.Receive(w.Context(), a, in)
	if err != nil {
		w.Fatal(err)
	}
	return got
}

func (w *world) job(kind workflow.JobKind, subject int64) (id workflow.JobID) {
	w.Helper()
	w.read(storage.System(), func(r *storage.Reader) error {
		var ok bool
		var err error
		if id, ok, err = r.JobFor(w.Context(), kind, subject); err == nil && !ok {
			w.Fatalf("there is no job %s for %d", kind, subject)
		}
		return err
	})
	return id
}

// digest does what the workers do after a file was received: a reading, then
// the check.
func (w *world) digest(got engine.Received, d document.Reading) {
	w.Helper()
	d.ReaderVersion, d.SHA256 = 1, w.bytesOf(got.Revision)
	if err := w.engine.RecordReading(w.Context(), w.job(workflow.JobReadRevision, int64(got.Revision)), got.Revision, d, 0); err != nil {
		w.Fatal(err)
	}
	if err := w.engine.Check(w.Context(), w.job(workflow.JobCheck, int64(got.Document)), got.Document); err != nil {
		w.Fatal(err)
	}
}

// bytesOf is the hash of what was sent.
func (w *world) bytesOf(id document.RevisionID) (sum document.SHA256) {
	w.Helper()
	w.read(storage.System(), func(r *storage.Reader) error {
		v, err := r.Revision(w.Context(), id)
		sum = v.SHA256
		return err
	})
	return sum
}

// caseOf returns the case of a document.
func (w *world) caseOf(id document.ID) (f storage.CaseFile) {
	w.Helper()
	w.read(storage.System(), func(r *storage.Reader) (err error) {
		var ok bool
		if f, ok, err = r.CaseOf(w.Context(), id); err == nil && !ok {
			w.Fatalf("document %d has no case", id)
		}
		return err
	})
	return f
}

// decide takes a decision on the open task, as somebody who sees it now.
func (w *world) decide(a workflow.Actor, id document.ID, o workflow.Outcome, reason string) error {
	w.Helper()
	f := w.caseOf(id)
	return w.engine.Decide(w.Context(), a, engine.Deciding{Case: f.Case.ID, Task: f.Open.ID, Version: f.Case.Version, Outcome: o, Reason: reason})
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) refused(err error, name string) {
	w.Helper()
	r, ok := workflow.RefusalOf(err)
	if !ok || r.Name != name {
		w.Fatalf("want the refusal %q, got %v", name, err)
	}
	if r.It == "" || r.En == "" {
		w.Fatalf("%s says nothing to people", name)
	}
}

func (w *world) obligation(id workflow.ObligationID) (o workflow.Obligation) {
	w.Helper()
	w.read(storage.System(), func(r *storage.Reader) (err error) {
		o, err = r.Obligation(w.Context(), id)
		return err
	})
	return o
}

func (w *world) events(id document.ID) (kinds []string) {
	w.Helper()
	w.read(storage.System(), func(r *storage.Reader) error {
		all, err := r.Timeline(w.Context(), id)
		for _, e := range all {
			kinds = append(kinds, e.Kind)
		}
		return err
	})
	return kinds
}

func (w *world) findings(id document.ID) (out []check.Finding) {
	w.Helper()
	w.read(storage.System(), func(r *storage.Reader) (err error) {
		out, err = r.Findings(w.Context(), id)
		return err
	})
	return out
}

// waiting counts the jobs of a kind that are not done.
func (w *world) waiting() (n int) {
	w.Helper()
	w.read(storage.System(), func(r *storage.Reader) (err error) {
		n, err = r.WaitingJobs(w.Context())
		return err
	})
	return n
}
