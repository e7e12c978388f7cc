package workers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/blob"
	"github.com/insiemi/insiemi/workflow"
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
	v, wanted, err := w.Engine.RevisionFor(ctx, job, id)
	if err != nil || !wanted {
		return err
	}
	c, err := w.folderFor(w.ofRevision(v), quick)
	if err != nil {
		return err
	}
	defer w.rooms.refill()
	defer c.remove()
	d, err := w.readCopy(ctx, &c, quick)
	if err != nil {
		return err
	}
	if quick && d.NeedsOCR {
		return w.Engine.Recognise(ctx, job, id)
	}
	inner, err := w.storeContents(ctx, d, c.kept)
	if err != nil {
		return fmt.Errorf("store what is inside revision %d: %w", id, err)
	}
	unchecked, err := w.Engine.Understand(ctx, job, id, engine.Understood{Reading: d, Draw: true, Contents: inner, Check: true})
	if unchecked != nil {
		w.Log.Warn("the check is left to the queue", "job", job, "error", unchecked)
	}
	return err
}

// marksFor writes what the body's marks mean into a folder and returns the path, ""
// where they mean what they usually do.
func (w *Workers) marksFor(ctx context.Context, of original, dir string) (path string, err error) {
	var all []reception.Mark
	if err := w.DB.Read(ctx, storage.ForOffice(of.office), func(r *storage.Reader) (err error) {
		all, err = r.Marks(ctx, of.body)
		return err
	}); err != nil {
		return "", fmt.Errorf("marks of body %d: %w", of.body, err)
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
	v, wanted, err := w.Engine.RevisionFor(ctx, job, document.RevisionID(subject))
	if err != nil || !wanted {
		return err
	}
	c, err := w.folderFor(w.ofRevision(v), false)
	if err != nil {
		return err
	}
	defer c.remove()
	if err := c.copy(ctx); err != nil {
		return err
	}
	pages, err := extract.PreviewChild(ctx, c.options(w), c.path)
	if err != nil {
		return fmt.Errorf("draw %s: %w", c.of, err)
	}
	for _, p := range pages {
		key := blob.DerivedKey{SHA256: v.SHA256, Name: p.Name}
		if err := w.Blobs.PutDerived(ctx, key, bytes.NewReader(p.JPEG), "image/jpeg"); err != nil {
			return fmt.Errorf("store page image %s of %s: %w", p.Name, c.of, err)
		}
	}
	return w.Engine.RecordPreviews(ctx, job, v.ID, len(pages))
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
