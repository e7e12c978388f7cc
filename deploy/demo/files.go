package demo

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/insiemi/insiemi/deploy/province"
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/blob"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

func fmtKey(what string, office reception.OfficeID, code string) string {
	return fmt.Sprintf("%s %d %s", what, office, code)
}

// prepared is a file whose bytes are stored and, unless it is left to the
// workers, read.
type prepared struct {
	file     province.File
	stored   blob.Stored
	reading  document.Reading
	previews []extract.Preview
}

// files loads every file in the order in which it was sent. Making, storing and
// reading go on ahead on all cores; what became of each is written in order.
func (l *Loader) files(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "insiemi-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	all := l.p.Files
	ready := make([]chan prepared, len(all))
	for i := range ready {
		ready[i] = make(chan prepared, 1)
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0) + 1)
	documents := make([]document.ID, len(all))
	g.Go(func() error {
		for i := range all {
			select {
			case f := <-ready[i]:
				if err := l.load(ctx, i, f, documents); err != nil {
					return fmt.Errorf("%s: %w", f.file.Name, err)
				}
				l.Progress(i+1, len(all))
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	for i, f := range all {
		g.Go(func() error {
			p, err := l.prepare(ctx, filepath.Join(dir, fmt.Sprintf("%d", i)), f)
			ready[i] <- p
			return err
		})
	}
	return g.Wait()
}

// prepare makes a file, stores it, and reads it in a child process.
func (l *Loader) prepare(ctx context.Context, path string, f province.File) (p prepared, err error) {
	p.file = f
	content, err := f.Bytes()
	if err != nil {
		return p, err
	}
	if p.stored, err = l.Blobs.Put(ctx, bytes.NewReader(content), 0); err != nil || f.Stage == province.Left {
		return p, err
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		return p, err
	}
	defer os.Remove(path)
	opts := l.Read
	opts.Name, opts.Today = f.Name, calendar.DateOf(f.SubmittedAt)
	if p.reading, err = extract.Child(ctx, opts, path); err != nil {
		return p, err
	}
	if p.reading.PageCount == 0 {
		return p, nil
	}
	if p.previews, err = extract.PreviewChild(ctx, opts, path); err != nil {
		return p, err
	}
	return p, l.storePreviews(ctx, p)
}

func (l *Loader) storePreviews(ctx context.Context, p prepared) error {
	for _, v := range p.previews {
		key := blob.DerivedKey{SHA256: p.stored.SHA256, Name: v.Name}
		if err := l.Blobs.PutDerived(ctx, key, bytes.NewReader(v.JPEG), "image/jpeg"); err != nil {
			return err
		}
	}
	return nil
}

// load receives a file and brings it to its stage.
func (l *Loader) load(ctx context.Context, i int, p prepared, documents []document.ID) error {
	f := p.file
	in := engine.Incoming{FileName: f.Name, SHA256: p.stored.SHA256, Size: p.stored.Size}
	switch {
	case f.Corrects != nil && documents[*f.Corrects] != 0:
		in.Document = documents[*f.Corrects]
	case f.Stage != province.Left || i%2 == 0:
		in.Obligation = l.slotOf(f)
	}
	got, err := l.receive(ctx, f, in)
	if err != nil {
		return err
	}
	if elsewhere, err := l.elsewhere(ctx, in, got); err != nil || elsewhere {
		return err
	}
	documents[i] = got.Document
	if f.Stage == province.Left {
		return nil
	}
	if err := l.record(ctx, p, got); err != nil {
		return err
	}
	return l.decide(ctx, f, got)
}

// elsewhere says that these bytes were sent before, for another slot: last
// month's file once more. The slot stays open.
func (l *Loader) elsewhere(ctx context.Context, in engine.Incoming, got engine.Received) (yes bool, err error) {
	if !got.Already || in.Obligation == 0 {
		return false, nil
	}
	err = l.DB.Read(ctx, storage.System(), func(r *storage.Reader) error {
		d, err := r.Document(ctx, got.Document)
		yes = d.ObligationID != in.Obligation
		return err
	})
	return yes, err
}

func (l *Loader) slotOf(f province.File) workflow.ObligationID {
	s := slot{body: l.ids.bodies[f.Body], kind: string(f.Kind), agreement: l.ids.agreements[f.Agreement], centre: l.ids.centres[f.Centre]}
	if !f.Period.IsZero() {
		s.month = f.Period.Key()
	}
	return l.ids.slots[s]
}

// receive hands a file in as its sender would: when the slot is taken, without
// one.
func (l *Loader) receive(ctx context.Context, f province.File, in engine.Incoming) (engine.Received, error) {
	e, a := l.Engine.At(f.SubmittedAt), l.ids.people[f.SubmittedBy]
	got, err := e.Receive(ctx, a, in)
	if workflow.IsRefusal(err, "receive.unchanged") { // loaded before
		in.Document = 0
		return e.Receive(ctx, a, in)
	}
	if r, ok := workflow.RefusalOf(err); ok && r.Code == workflow.Conflict {
		in.Obligation, in.Document = 0, 0
		return e.Receive(ctx, a, in)
	}
	return got, err
}

// record saves reading and check of a revision, as the workers would.
func (l *Loader) record(ctx context.Context, p prepared, got engine.Received) error {
	e := l.Engine.At(p.file.SubmittedAt.Add(time.Minute))
	job, waiting, err := l.job(ctx, workflow.JobReadRevision, int64(got.Revision))
	if err != nil {
		return err
	}
	if waiting {
		if err := e.RecordReading(ctx, job, got.Revision, p.reading, len(p.previews)); err != nil {
			return err
		}
	}
	if job, waiting, err = l.job(ctx, workflow.JobCheck, int64(got.Document)); err != nil || !waiting {
		return err
	}
	return e.Check(ctx, job, got.Document)
}

func (l *Loader) job(ctx context.Context, kind workflow.JobKind, subject int64) (id workflow.JobID, ok bool, err error) {
	err = l.DB.Read(ctx, storage.System(), func(r *storage.Reader) error {
		id, ok, err = r.JobFor(ctx, kind, subject)
		return err
	})
	return id, ok, err
}

// decide takes the decisions that bring a case to its stage.
func (l *Loader) decide(ctx context.Context, f province.File, got engine.Received) error {
	reviewer, head := l.ids.desks[desk{f.Office, reception.Reviewer}], l.ids.desks[desk{f.Office, reception.Head}]
	at := f.SubmittedAt
	take := func(by workflow.Actor, outcome workflow.Outcome) error {
		at = l.later(at)
		return l.take(ctx, at, by, got, outcome, f)
	}
	switch f.Stage {
	case province.Approved:
		return take(reviewer, workflow.Approved)
	case province.Confirmed:
		if err := take(reviewer, workflow.Approved); err != nil {
			return err
		}
		return take(head, workflow.Approved)
	case province.Returned, province.Corrected:
		return take(reviewer, workflow.Returned)
	case province.Rejected:
		return take(reviewer, workflow.Rejected)
	}
	return nil
}

// later is when the office gets to it: on the next working day but one, in
// office hours, never after now.
func (l *Loader) later(t time.Time) time.Time {
	cal := calendar.Named("it")
	d := calendar.DateOf(t).AddDays(1)
	for !cal.IsWorkingDay(d) {
		d = d.AddDays(1)
	}
	at := d.At(9+t.Minute()%7, t.Second())
	if latest := l.Now.Add(-time.Hour); at.After(latest) {
		at = latest
	}
	return at
}

// take is takeOnce, and once more where the case changed as it was to be approved:
// the rules found something else on that day.
func (l *Loader) take(ctx context.Context, at time.Time, by workflow.Actor, got engine.Received, outcome workflow.Outcome, f province.File) error {
	err := l.takeOnce(ctx, at, by, got, outcome, f)
	if workflow.IsRefusal(err, "case.changed") {
		return l.takeOnce(ctx, at, by, got, outcome, f)
	}
	return err
}

// takeOnce takes one decision when the case waits for that role and the file is
// the current revision.
func (l *Loader) takeOnce(ctx context.Context, at time.Time, by workflow.Actor, got engine.Received, outcome workflow.Outcome, f province.File) error {
	var file storage.CaseFile
	var ready bool
	err := l.DB.Read(ctx, storage.System(), func(r *storage.Reader) error {
		v, err := r.CurrentRevision(ctx, got.Document)
		if err != nil || v.ID != got.Revision {
			return err
		}
		file, ready, err = r.CaseOf(ctx, got.Document)
		return err
	})
	if err != nil || !ready || file.Case.Closed() || file.Open.Role != by.Role {
		return err
	}
	d := engine.Deciding{Case: file.Case.ID, Task: file.Open.ID, Version: file.Case.Version, Outcome: outcome, Reason: f.Reason}
	err = l.Engine.At(at).Decide(ctx, by, d)
	if workflow.IsRefusal(err, "override.missing") {
		return nil // the office would not have approved it either: it stays under review
	}
	return err
}
