package workers

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// original is what is to be read: a revision, or a draft.
type original struct {
	what     string // "revision", "draft"
	id       int64
	office   reception.OfficeID
	body     reception.BodyID
	fileName string
	received calendar.Date // the day of a draft is today
	open     func(context.Context) (io.ReadCloser, error)
}

// String names it in errors.
func (o original) String() string { return fmt.Sprintf("%s %d", o.what, o.id) }

func (w *Workers) ofRevision(v storage.Revision) original {
	return original{what: "revision", id: int64(v.ID), office: v.OfficeID, body: v.BodyID, fileName: v.FileName, received: calendar.DateOf(v.SubmittedAt),
		open: func(ctx context.Context) (io.ReadCloser, error) {
			r, _, err := w.Blobs.Get(ctx, v.SHA256)
			return r, err
		}}
}

// workingCopy is an original's bytes in a folder of a job's own.
type workingCopy struct {
	of     original
	room   *extract.Room // in which a reader waits; nil: none does
	dir    string
	path   string
	kept   string // folder for the bytes of contents, once it was read
	remove func()
}

// folderFor makes the folder for a copy, which is still to be made; soon, where there is
// one, it is a room whose reader waits.
func (w *Workers) folderFor(of original, soon bool) (c workingCopy, err error) {
	c.of = of
	if soon {
		c.room = w.rooms.take()
	}
	if c.room != nil {
		c.dir, c.remove = c.room.Dir(), c.room.Close
	} else if c.dir, c.remove, err = extract.NewScratch(""); err != nil {
		return c, err
	}
	c.path = filepath.Join(c.dir, "original")
	return c, nil
}

// readCopy copies an original and reads it, by what its office's decisions taught and
// what its body's marks mean; quick leaves scans to another job.
func (w *Workers) readCopy(ctx context.Context, c *workingCopy, quick bool) (d document.Reading, err error) {
	opts := c.options(w)
	opts.NoOCR = quick
	if c.kept, err = c.keep(); err != nil {
		return d, err
	}
	opts.Keep = c.kept
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return c.copy(gctx) })
	g.Go(func() (err error) { opts.Model, err = w.modelFor(gctx, c.of.office, c.dir); return err })
	g.Go(func() (err error) { opts.Marks, err = w.marksFor(gctx, c.of, c.dir); return err })
	if err := g.Wait(); err != nil {
		return d, err
	}
	if d, err = c.read(ctx, opts); err != nil {
		return d, fmt.Errorf("read %s: %w", c.of, err)
	}
	return d, nil
}

// keep is the folder for the bytes of contents.
func (c workingCopy) keep() (string, error) {
	if c.room != nil {
		return c.room.Keep(), nil
	}
	dir := filepath.Join(c.dir, "contents")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return "", fmt.Errorf("make a folder for contents: %w", err)
	}
	return dir, nil
}

// read reads the copy, by the reader that waits for it or by another.
func (c workingCopy) read(ctx context.Context, o extract.ChildOptions) (document.Reading, error) {
	if c.room != nil {
		return c.room.Child(ctx, o, c.path)
	}
	return extract.Child(ctx, o, c.path)
}

// options are the child's, for this copy.
func (c workingCopy) options(w *Workers) extract.ChildOptions {
	o := w.Read
	o.Name, o.Today, o.Scratch = c.of.fileName, w.Engine.Today(), c.dir
	o.Received = c.of.received
	return o
}

// copy writes the original's bytes to a file. It errs when they are not those that
// were stored.
func (c workingCopy) copy(ctx context.Context) error {
	r, err := c.of.open(ctx)
	if err != nil {
		return fmt.Errorf("open %s: %w", c.of, err)
	}
	defer r.Close()
	f, err := os.OpenFile(c.path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("copy %s: %w", c.of, err)
	}
	_, err = io.Copy(f, r)
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("copy %s: %w", c.of, err)
	}
	return nil
}
