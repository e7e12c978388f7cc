package workers

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/storage/blob"
	"github.com/insiemi/insiemi/workflow"
)

// readDraft reads a file that is tried before it is sent as it would be read once it
// was sent, and has the rules run on what was read. One whose pages are images is left
// to scanDraft.
func (w *Workers) readDraft(ctx context.Context, job workflow.JobID, subject int64) error {
	return w.try(ctx, job, workflow.DraftID(subject), true)
}

// scanDraft is readDraft for a draft whose pages are images.
func (w *Workers) scanDraft(ctx context.Context, job workflow.JobID, subject int64) error {
	return w.try(ctx, job, workflow.DraftID(subject), false)
}

// try reads a draft; quick leaves scans to another job. The bytes of what is inside it
// go with the copy.
func (w *Workers) try(ctx context.Context, job workflow.JobID, id workflow.DraftID, quick bool) error {
	d, wanted, err := w.Engine.DraftFor(ctx, job, id)
	if err != nil || !wanted {
		return err
	}
	c, err := w.folderFor(w.ofDraft(d), quick)
	if err != nil {
		return err
	}
	defer w.rooms.refill()
	defer c.remove()
	r, err := w.readCopy(ctx, &c, quick)
	if err != nil {
		return err
	}
	if quick && r.NeedsOCR {
		return w.Engine.ScanDraft(ctx, job, d)
	}
	return w.Engine.CheckDraft(ctx, job, d, r)
}

// failDraft tells whoever waits for a draft that its reading does not succeed.
func (w *Workers) failDraft(ctx context.Context, subject int64) error {
	return w.Engine.FailDraft(ctx, workflow.DraftID(subject))
}

// marksMoved has the drafts of a body read by what its marks mean now.
func (w *Workers) marksMoved(ctx context.Context, job workflow.JobID, subject int64) error {
	return w.Engine.MarksMoved(ctx, job, reception.BodyID(subject))
}

func (w *Workers) ofDraft(d storage.Draft) original {
	return original{what: "draft", id: int64(d.ID), office: d.OfficeID, body: d.BodyID, fileName: d.FileName, received: w.Engine.Today(),
		open: func(ctx context.Context) (io.ReadCloser, error) {
			return w.Blobs.OpenDraft(ctx, blob.Draft{Key: blob.DraftKey(d.StoredAs), SHA256: d.SHA256, Size: d.Size})
		}}
}

// What lies in the object store longer than this is nobody's any more. A draft may
// still be sent in its last moment.
const (
	draftStays  = workflow.DraftLasts + time.Hour
	uploadStays = 24 * time.Hour
)

// endDrafts empties the drafts whose time is over, and removes from the object store
// their bytes, those of drafts that no row names, and what broken uploads left.
func (w *Workers) endDrafts(ctx context.Context) error {
	if _, err := w.Engine.EndDrafts(ctx); err != nil {
		return fmt.Errorf("end drafts: %w", err)
	}
	drafts, err := w.Blobs.SweepDrafts(ctx, time.Now().Add(-draftStays))
	if err != nil {
		return fmt.Errorf("sweep drafts: %w", err)
	}
	uploads, err := w.Blobs.Sweep(ctx, time.Now().Add(-uploadStays))
	if err != nil {
		return fmt.Errorf("sweep uploads: %w", err)
	}
	if drafts+uploads > 0 {
		w.Log.Info("what was not sent is gone from the object store", "removed", drafts+uploads)
	}
	return nil
}
