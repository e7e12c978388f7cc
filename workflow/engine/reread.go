package engine

import (
	"context"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// Reread asks for a new reading of every document whose latest revision was read
// by an older version of the reader, whose reading broke off or was sealed with
// another key, and returns how many those are; openOnly leaves closed cases alone. What a decision relied on
// stays as it is.
func (e *Engine) Reread(ctx context.Context, version int, openOnly bool) (n int, err error) {
	return e.readAgain(ctx, func(t *storage.Tx) ([]storage.Revision, error) { return t.ToReread(ctx, version, openOnly) })
}

// RereadAlone is Reread for those documents whose pages were read by the second
// reader alone: for where the first is there by now.
func (e *Engine) RereadAlone(ctx context.Context, openOnly bool) (n int, err error) {
	return e.readAgain(ctx, func(t *storage.Tx) ([]storage.Revision, error) { return t.ReadAlone(ctx, openOnly) })
}

func (e *Engine) readAgain(ctx context.Context, which func(*storage.Tx) ([]storage.Revision, error)) (n int, err error) {
	err = e.write(ctx, system(), func(t *storage.Tx) error {
		all, err := which(t)
		n = len(all)
		for _, v := range all {
			if err == nil {
				err = t.Enqueue(ctx, v.OfficeID, workflow.JobReadRevision, int64(v.ID))
			}
		}
		return err
	})
	return n, err
}

// keep writes a reading of a revision, whose document is locked. Made again by the
// same version of the reader, it is a further one where it tells more than the
// last; else nothing changes, but that the last can be opened again where another
// key had sealed it. Where another reading is in force from then on, who
// has the document's open case before them saw something else: their decision
// conflicts.
func (e *Engine) keep(ctx context.Context, t *storage.Tx, v storage.Revision, d document.Reading, previews int, ahead *storage.Sealing) error {
	if err := sameMarks(ctx, t, v, d); err != nil {
		return err
	}
	k, err := t.Kept(ctx, v.ID, d.ReaderVersion)
	if err != nil {
		return err
	}
	if k.Attempts > 0 && !d.Betters(&k.Last) {
		return t.Reseal(ctx, v, withoutInner(d), k.Attempts)
	}
	if err := t.AddReading(ctx, v, withoutInner(d), k.Attempts+1, previews, e.now(), ahead); err != nil {
		return err
	}
	if k.InForce != 0 { // else it is the new one
		if after, err := t.ReadingInForce(ctx, v.ID); err != nil || after == k.InForce {
			return err
		}
	}
	f, has, err := t.LockCaseOf(ctx, v.DocumentID)
	if err != nil || !has || f.Case.Outcome != "" {
		return err
	}
	return t.TouchCase(ctx, f.Case.ID)
}

// checked refuses to approve a revision, or a reading of it, that the rules have
// not looked at yet.
func checked(ctx context.Context, t *storage.Tx, v storage.Revision, d Deciding) error {
	if d.Outcome != workflow.Approved {
		return nil
	}
	looked, this, err := t.Checked(ctx, v)
	switch {
	case err != nil:
		return err
	case looked != v.ID:
		return workflow.Refuse(workflow.Conflict, "revision.unread",
			"L'ultima versione trasmessa è ancora in lettura. Attendere qualche secondo, ricaricare la pagina e decidere su quella.",
			"The latest revision is still being read. Wait a few seconds, reload the page and decide on that one.")
	case !this:
		return workflow.Refuse(workflow.Conflict, "reading.unchecked",
			"Il documento è stato letto di nuovo e i controlli sulla nuova lettura non sono ancora finiti. Attendere qualche secondo, ricaricare la pagina e decidere su quello che mostra.",
			"The document was read again, and the checks of the new reading are not done yet. Wait a few seconds, reload the page and decide on what it shows.")
	}
	return nil
}
