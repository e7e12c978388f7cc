package workers

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/blob"
	"github.com/insiemi/insiemi/workflow"
)

// readRevision reads a revision in a child process with limits, on a copy of
// its bytes that is removed afterwards, and stores the page images. A file that
// can't be read is not a failed job: the reading says why.
func (w *Workers) readRevision(ctx context.Context, job workflow.JobID, subject int64) error {
	v, wanted, err := w.Engine.RevisionFor(ctx, job, document.RevisionID(subject))
	if err != nil || !wanted {
		return err
	}
	dir, err := os.MkdirTemp("", scratchPrefix)
	if err != nil {
		return fmt.Errorf("make a folder to read in: %w", err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "original")
	if err := w.copyTo(ctx, path, v); err != nil {
		return err
	}
	reading, pages, err := w.understand(ctx, path, v)
	if err != nil {
		return fmt.Errorf("read revision %d: %w", v.ID, err)
	}
	for _, p := range pages {
		key := blob.DerivedKey{SHA256: v.SHA256, Name: p.Name}
		if err := w.Blobs.PutDerived(ctx, key, bytes.NewReader(p.JPEG), "image/jpeg"); err != nil {
			return fmt.Errorf("store page image %s of revision %d: %w", p.Name, v.ID, err)
		}
	}
	return w.Engine.RecordReading(ctx, job, v.ID, reading, len(pages))
}

// understand reads a file and draws its pages, at the same time.
func (w *Workers) understand(ctx context.Context, path string, v storage.Revision) (d document.Reading, pages []extract.Preview, err error) {
	opts := w.Read
	opts.Name, opts.Today, opts.Scratch = v.FileName, w.Engine.Today(), filepath.Dir(path)
	if opts.Model, err = w.modelFor(ctx, v.OfficeID, opts.Scratch); err != nil {
		return d, nil, err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		d, err = extract.Child(ctx, opts, path)
		return err
	})
	g.Go(func() (err error) {
		pages, err = extract.PreviewChild(ctx, opts, path)
		return err
	})
	return d, pages, g.Wait()
}

// copyTo writes a revision's bytes to a file. It errs when they are not those
// that were received.
func (w *Workers) copyTo(ctx context.Context, path string, v storage.Revision) error {
	r, _, err := w.Blobs.Get(ctx, v.SHA256)
	if err != nil {
		return fmt.Errorf("open revision %d: %w", v.ID, err)
	}
	defer r.Close()
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("copy revision %d: %w", v.ID, err)
	}
	_, err = io.Copy(f, r)
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("copy revision %d: %w", v.ID, err)
	}
	return nil
}
