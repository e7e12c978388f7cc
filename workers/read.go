package workers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/blob"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/insiemi/insiemi/workflow/engine"
)

// readRevision reads a revision in a child process with limits, on a copy of its
// bytes that is removed afterwards. A file that can't be read is not a failed job:
// the reading says why. One whose pages are images is left to recognise, which
// takes longer. The check follows at once, and drawing the pages when the case is
// open: the processor is for what a person waits for.
func (w *Workers) readRevision(ctx context.Context, job workflow.JobID, subject int64) error {
	return w.understand(ctx, job, document.RevisionID(subject), true)
}

// recognise is readRevision for a revision whose pages are images.
func (w *Workers) recognise(ctx context.Context, job workflow.JobID, subject int64) error {
	return w.understand(ctx, job, document.RevisionID(subject), false)
}

// understand reads a revision; quick leaves scans to another job.
func (w *Workers) understand(ctx context.Context, job workflow.JobID, id document.RevisionID, quick bool) error {
	c, err := w.folderFor(ctx, job, id, quick)
	if err != nil || c.done {
		return err
	}
	defer w.rooms.refill()
	defer c.remove()
	opts := c.options(w)
	opts.NoOCR = quick
	if opts.Keep, err = c.keep(); err != nil {
		return err
	}
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { return w.copyTo(gctx, c.path, c.revision) })
	g.Go(func() (err error) { opts.Model, err = w.modelFor(gctx, c.revision.OfficeID, c.dir); return err })
	g.Go(func() (err error) { opts.Marks, err = w.marksFor(gctx, c.revision, c.dir); return err })
	if err := g.Wait(); err != nil {
		return err
	}
	d, err := c.read(ctx, opts)
	if err != nil {
		return fmt.Errorf("read revision %d: %w", id, err)
	}
	if quick && d.NeedsOCR {
		return w.Engine.Recognise(ctx, job, id)
	}
	inner, err := w.storeContents(ctx, d, opts.Keep)
	if err != nil {
		return fmt.Errorf("store what is inside revision %d: %w", id, err)
	}
	held, err := w.Engine.Understand(ctx, job, id, engine.Understood{Reading: d, Draw: true, Contents: inner, Hold: true})
	if err != nil || held.Check == 0 {
		return err
	}
	free := []workflow.JobID{held.Draw}
	if err := w.Engine.Check(ctx, held.Check, c.revision.DocumentID); err != nil {
		w.Log.Warn("the check is left to the queue", "job", held.Check, "error", err)
		free = append(free, held.Check)
	}
	return w.Engine.Release(context.WithoutCancel(ctx), free...)
}

// marksFor writes what the body's marks mean into a folder and returns the path, ""
// where they mean what they usually do.
func (w *Workers) marksFor(ctx context.Context, v storage.Revision, dir string) (path string, err error) {
	var all []reception.Mark
	if err := w.DB.Read(ctx, storage.ForOffice(v.OfficeID), func(r *storage.Reader) (err error) {
		all, err = r.Marks(ctx, v.BodyID)
		return err
	}); err != nil {
		return "", fmt.Errorf("marks of body %d: %w", v.BodyID, err)
	}
	file, err := reception.MarksFile(all)
	if err != nil || file == nil {
		return "", err
	}
	path = filepath.Join(dir, "marks.json")
	return path, os.WriteFile(path, file, 0o600)
}

// draw makes the page images of a revision.
func (w *Workers) draw(ctx context.Context, job workflow.JobID, subject int64) error {
	c, err := w.copyOf(ctx, job, document.RevisionID(subject))
	if err != nil || c.done {
		return err
	}
	defer c.remove()
	pages, err := extract.PreviewChild(ctx, c.options(w), c.path)
	if err != nil {
		return fmt.Errorf("draw revision %d: %w", c.revision.ID, err)
	}
	for _, p := range pages {
		key := blob.DerivedKey{SHA256: c.revision.SHA256, Name: p.Name}
		if err := w.Blobs.PutDerived(ctx, key, bytes.NewReader(p.JPEG), "image/jpeg"); err != nil {
			return fmt.Errorf("store page image %s of revision %d: %w", p.Name, c.revision.ID, err)
		}
	}
	return w.Engine.RecordPreviews(ctx, job, c.revision.ID, len(pages))
}

// storeContents puts the bytes of what was found inside a document into the object
// store, before any row names them.
func (w *Workers) storeContents(ctx context.Context, d document.Reading, dir string) (out []engine.Inner, err error) {
	for _, c := range d.Contents {
		f, err := extract.OpenRegular(filepath.Join(dir, c.Reading.SHA256.String()))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		stored, err := w.Blobs.Put(ctx, f, 0)
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, err
		}
		out = append(out, engine.Inner{Name: c.Name, Origin: c.From, SHA256: stored.SHA256, Size: stored.Size})
	}
	return out, nil
}

// workingCopy is a revision's bytes in a folder of a job's own.
type workingCopy struct {
	done     bool // the job was done already: there is no copy
	revision storage.Revision
	room     *extract.Room // in which a reader waits; nil: none does
	dir      string
	path     string
	remove   func()
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

// copyOf copies the bytes of a revision that a job is about.
func (w *Workers) copyOf(ctx context.Context, job workflow.JobID, id document.RevisionID) (c workingCopy, err error) {
	c, err = w.folderFor(ctx, job, id, false)
	if err != nil || c.done {
		return c, err
	}
	if err := w.copyTo(ctx, c.path, c.revision); err != nil {
		c.remove()
		return c, err
	}
	return c, nil
}

// folderFor makes the folder for such a copy, which is still to be made; soon, where
// there is one, it is a room whose reader waits.
func (w *Workers) folderFor(ctx context.Context, job workflow.JobID, id document.RevisionID, soon bool) (c workingCopy, err error) {
	v, wanted, err := w.Engine.RevisionFor(ctx, job, id)
	if err != nil || !wanted {
		return workingCopy{done: true}, err
	}
	c.revision = v
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

// options are the child's, for this copy.
func (c workingCopy) options(w *Workers) extract.ChildOptions {
	o := w.Read
	o.Name, o.Today, o.Scratch = c.revision.FileName, w.Engine.Today(), c.dir
	o.Received = calendar.DateOf(c.revision.SubmittedAt)
	return o
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
