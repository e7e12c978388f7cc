package engine

import (
	"context"
	"fmt"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// Trying is a file that is tried before it is sent. Its bytes are in the object store
// already, as a draft.
type Trying struct {
	Obligation workflow.ObligationID
	FileName   string // for display only
	StoredAs   string // its key in the object store
	SHA256     document.SHA256
	Size       int64 // bytes
}

// MayTry says whether the actor may have a draft for an obligation, before its bytes are
// stored. Refusals: those of PutDraft, which asks again.
func (e *Engine) MayTry(ctx context.Context, a workflow.Actor, id workflow.ObligationID) error {
	return e.db.Read(ctx, storage.For(a), func(r *storage.Reader) error {
		o, err := r.Obligation(ctx, id)
		if err != nil {
			return err
		}
		return workflow.MayTry(a, o)
	})
}

// PutDraft takes a file to be tried, in the place of the one that the same person
// tried for the same obligation, and asks for it to be read. replaced is under what key
// the bytes of that one are stored, "": there was none. Nothing is received: there is
// no receipt and no event, and the obligation stays as it is. Refusals: draft.role,
// draft.closed.
func (e *Engine) PutDraft(ctx context.Context, a workflow.Actor, in Trying) (replaced string, err error) {
	now := e.now()
	err = e.write(ctx, a, func(t *storage.Tx) error {
		o, err := t.LockObligation(ctx, in.Obligation)
		if err != nil {
			return err
		}
		if err := workflow.MayTry(a, o); err != nil {
			return err
		}
		var id workflow.DraftID
		id, replaced, err = t.PutDraft(ctx, workflow.Draft{ObligationID: o.ID, OfficeID: o.OfficeID, BodyID: o.BodyID, PersonID: a.Person,
			FileName: in.FileName, SHA256: in.SHA256, Size: in.Size, StoredAs: in.StoredAs, PutAt: now, EndsAt: now.Add(workflow.DraftLasts)})
		if err != nil {
			return err
		}
		return t.Enqueue(ctx, o.OfficeID, workflow.JobReadDraft, int64(id))
	})
	return replaced, err
}

// DraftFor returns the draft that a job is to read. wanted is false when the job was
// done already, or the draft is not to be read any more: then the job is done.
func (e *Engine) DraftFor(ctx context.Context, job workflow.JobID, id workflow.DraftID) (d storage.Draft, wanted bool, err error) {
	err = e.write(ctx, system(), func(t *storage.Tx) error {
		wanted = false
		done, err := t.JobDone(ctx, job)
		if err != nil || done {
			return err
		}
		if d, err = t.Draft(ctx, id); err != nil {
			return err
		}
		if wanted = d.StateAt(e.now()).ToRead(); !wanted {
			_, err = t.FinishJob(ctx, job)
		}
		return err
	})
	return d, wanted, err
}

// ScanDraft asks for the optical recognition of a draft; see Recognise.
func (e *Engine) ScanDraft(ctx context.Context, job workflow.JobID, d storage.Draft) error {
	return e.write(ctx, system(), func(t *storage.Tx) error {
		if first, err := t.FinishJob(ctx, job); err != nil || !first {
			return err
		}
		if err := t.ScanDraft(ctx, d.ID); err != nil {
			return err
		}
		return t.Enqueue(ctx, d.OfficeID, workflow.JobScanDraft, int64(d.ID))
	})
}

// CheckDraft runs the rules on what a worker read of a draft and keeps what they found
// with a summary; of the reading itself it keeps nothing. The job's second run changes
// nothing. It errs when the reading is of other bytes than the draft's.
func (e *Engine) CheckDraft(ctx context.Context, job workflow.JobID, d storage.Draft, r document.Reading) error {
	if r.SHA256 != d.SHA256 {
		return fmt.Errorf("draft %d has SHA-256 %s, what was read has %s", d.ID, d.SHA256, r.SHA256)
	}
	d, err := e.tryOut(ctx, d, r)
	if err != nil {
		return fmt.Errorf("check draft %d: %w", d.ID, err)
	}
	return e.write(ctx, system(), func(t *storage.Tx) error {
		if first, err := t.FinishJob(ctx, job); err != nil || !first {
			return err
		}
		// once more: whoever changes what marks mean finds what is kept by now
		if err := sameMarks(ctx, t, storage.Revision{BodyID: d.BodyID}, r); err != nil {
			return err
		}
		return t.CheckDraft(ctx, d, e.now())
	})
}

// FailDraft notes that the reading of a draft does not succeed, for whoever waits for
// it; machines go on trying.
func (e *Engine) FailDraft(ctx context.Context, id workflow.DraftID) error {
	return e.write(ctx, system(), func(t *storage.Tx) error { return t.FailDraft(ctx, id, e.now()) })
}

// RetryDraft has a draft of the actor's whose reading did not succeed read at once. One
// that is being read, or was, stays as it is. Refusals: draft.role, draft.none,
// draft.ended.
func (e *Engine) RetryDraft(ctx context.Context, a workflow.Actor, id workflow.ObligationID, draft workflow.DraftID) error {
	return e.write(ctx, a, func(t *storage.Tx) error {
		d, err := t.DraftOf(ctx, id, a.Person)
		if err != nil {
			return err
		}
		if d.ID != draft {
			return workflow.NoDraft()
		}
		if err := d.MaySend(a, e.now()); err != nil {
			return err
		}
		if ok, err := t.RetryDraft(ctx, d.ID, a.Person); err != nil || !ok {
			return err
		}
		return t.Enqueue(ctx, d.OfficeID, workflow.JobReadDraft, int64(d.ID))
	})
}

// MarksMoved has the drafts of a body read again whose marks mean something else now.
// The office that said so sees none of them.
func (e *Engine) MarksMoved(ctx context.Context, job workflow.JobID, body reception.BodyID) error {
	return e.write(ctx, system(), func(t *storage.Tx) error {
		if first, err := t.FinishJob(ctx, job); err != nil || !first {
			return err
		}
		b, err := t.Body(ctx, body)
		if err != nil {
			return err
		}
		ids, err := t.UncheckDrafts(ctx, body, e.now())
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := t.Enqueue(ctx, b.OfficeID, workflow.JobReadDraft, int64(id)); err != nil {
				return err
			}
		}
		return nil
	})
}

// DraftFile returns a draft of the actor's and how to send it: once its bytes are kept
// as an original, the caller hands in to Receive. Refusals: draft.role, draft.none,
// draft.ended.
func (e *Engine) DraftFile(ctx context.Context, a workflow.Actor, id workflow.ObligationID, draft workflow.DraftID) (d storage.Draft, in Incoming, err error) {
	err = e.db.Read(ctx, storage.For(a), func(r *storage.Reader) error {
		o, err := r.Obligation(ctx, id)
		if err != nil {
			return err
		}
		if d, err = r.DraftOf(ctx, id, a.Person); err != nil {
			return err
		}
		if d.ID != draft {
			return workflow.NoDraft()
		}
		if err := d.MaySend(a, e.now()); err != nil {
			return err
		}
		in = Incoming{Obligation: o.ID, Draft: d.ID, FileName: d.FileName, SHA256: d.SHA256, Size: d.Size}
		if doc, ok, err := r.DocumentOf(ctx, id); err != nil {
			return err
		} else if ok { // a correction: the same bytes again are refused
			in.Obligation, in.Document = 0, doc
		}
		return nil
	})
	return d, in, err
}

// sentBefore answers a draft that was sent already with its receipt, and refuses to
// send one that is gone. The bytes are locked: of two that send it at once one waits.
func (e *Engine) sentBefore(ctx context.Context, t *storage.Tx, a workflow.Actor, in Incoming) (out Received, done bool, err error) {
	if in.Draft == 0 {
		return out, false, nil
	}
	d, err := t.Draft(ctx, in.Draft)
	if err != nil {
		return out, false, err
	}
	if d.PersonID != a.Person {
		return out, false, workflow.NoDraft()
	}
	if err := d.MaySend(a, e.now()); err != nil || d.RevisionID == 0 {
		return out, false, err
	}
	v, err := t.Revision(ctx, d.RevisionID)
	return Received{Document: v.DocumentID, Revision: v.ID, Number: v.Number, Receipt: v.Receipt, Already: true}, true, err
}

// sentDraft records as what revision a draft was sent.
func sentDraft(ctx context.Context, t *storage.Tx, in Incoming, v document.RevisionID) error {
	if in.Draft == 0 {
		return nil
	}
	ok, err := t.SentDraft(ctx, in.Draft, v)
	if err == nil && !ok {
		err = workflow.NoDraft()
	}
	return err
}

// DropDraft removes a draft of the actor's, and returns under what key its bytes are
// stored; "" where it is gone already. Refusal: draft.role.
func (e *Engine) DropDraft(ctx context.Context, a workflow.Actor, id workflow.DraftID) (storedAs string, err error) {
	err = e.write(ctx, a, func(t *storage.Tx) (err error) {
		storedAs, err = t.RemoveDraft(ctx, id, a.Person)
		return err
	})
	return storedAs, err
}

// EndDrafts empties the drafts whose time is over and returns how many these were. That
// it runs late harms nobody: nothing is shown or sent of them meanwhile.
func (e *Engine) EndDrafts(ctx context.Context) (n int64, err error) {
	now := e.now()
	err = e.write(ctx, system(), func(t *storage.Tx) (err error) {
		n, err = t.EndDrafts(ctx, now, now.Add(-workflow.DraftNotedFor))
		return err
	})
	return n, err
}
