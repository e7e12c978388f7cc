package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

type readData struct {
	Kind   document.Kind `json:"kind,omitempty"`
	Score  float64       `json:"score,omitempty"`
	Pages  int           `json:"pages,omitempty"`
	Method string        `json:"method,omitempty"`
	Fields int           `json:"fields"`
	Error  string        `json:"error,omitempty"`
}

type placedData struct {
	Kind   document.Kind `json:"kind"`
	Reason string        `json:"reason"`
	arrival
}

// RevisionFor returns the revision that a job is to read; wanted is false when
// the job was done already.
func (e *Engine) RevisionFor(ctx context.Context, job workflow.JobID, id document.RevisionID) (v storage.Revision, wanted bool, err error) {
	err = e.db.Read(ctx, storage.System(), func(r *storage.Reader) error {
		done, err := r.JobDone(ctx, job)
		if err != nil || done {
			return err
		}
		wanted = true
		v, err = r.Revision(ctx, id)
		return err
	})
	return v, wanted, err
}

// RecordReading is Understand for a reading alone, whose page images are stored
// already: previews is their number.
func (e *Engine) RecordReading(ctx context.Context, job workflow.JobID, id document.RevisionID, d document.Reading, previews int) error {
	_, err := e.Understand(ctx, job, id, Understood{Reading: d, Previews: previews})
	return err
}

// Understood is what a worker made of a revision.
type Understood struct {
	Reading  document.Reading
	Previews int  // page images that are stored
	Draw     bool // they are still to be drawn
	// Contents are the documents found inside, whose bytes are stored.
	Contents []Inner
	// Check has the rules look at the document at once, so that its case is open when
	// the reading is there: not where it came inside something, or something came
	// inside it, which locks more than one document.
	Check bool
}

// Understand saves what a worker read of a revision, takes in what was found
// inside it, finds the document's slot when it has none, and checks it or asks for
// the check. The job's second run changes nothing. It errs when the reading is of
// other bytes than the revision's; unchecked is why a check that was to be done at
// once was left to the queue.
func (e *Engine) Understand(ctx context.Context, job workflow.JobID, id document.RevisionID, u Understood) (unchecked, err error) {
	err = e.understand(ctx, job, id, u)
	if failed, ok := errors.AsType[failedCheck](err); ok && ctx.Err() == nil {
		u.Check = false
		if err = e.understand(ctx, job, id, u); err == nil {
			return failed.error, nil
		}
	}
	return nil, err
}

// failedCheck is why a check failed that was to be done together with something else,
// or what ended with it: the last statements of a check go with the commit.
type failedCheck struct{ error }

func (f failedCheck) Unwrap() error { return f.error }

func (e *Engine) understand(ctx context.Context, job workflow.JobID, id document.RevisionID, u Understood) error {
	sealing, checking := e.db.SealAhead(id, withoutInner(u.Reading)), false
	err := e.db.Write(ctx, work(), func(t *storage.Tx) error {
		d, ahead := u.Reading, sealing
		checking = false
		if first, err := t.FinishJob(ctx, job); err != nil || !first {
			return err
		}
		v, err := t.Revision(ctx, id)
		if err != nil {
			return err
		}
		if d.SHA256 != v.SHA256 {
			return fmt.Errorf("revision %d has SHA-256 %s, what was read has %s", v.ID, v.SHA256, d.SHA256)
		}
		if u.Check {
			if err := t.LockReadings(ctx, v.BodyID); err != nil {
				return err
			}
		}
		now := e.now()
		left, err := e.takeIn(ctx, t, v, u.Contents)
		if err != nil {
			return err
		}
		if left > 0 {
			d.Warnings, ahead = append(slices.Clone(d.Warnings), leftOut(left)), nil
		}
		came, around, err := lockAround(ctx, t, v.DocumentID)
		if err != nil {
			return err
		}
		doc, err := t.LockDocument(ctx, v.DocumentID) // a decision on it is before this, or after
		if err != nil {
			return err
		}
		if err := e.keep(ctx, t, v, d, u.Previews, ahead); err != nil {
			return err
		}
		if u.Draw {
			if err := t.Enqueue(ctx, v.OfficeID, workflow.JobDraw, int64(v.ID)); err != nil {
				return err
			}
		}
		ev := readData{Kind: d.Kind, Score: d.KindScore, Pages: d.PageCount, Method: string(d.Method), Fields: len(d.Fields)}
		if d.Error != nil {
			ev.Error = d.Error.Code
		}
		if err := t.AddEvent(ctx, storage.Event{OfficeID: v.OfficeID, BodyID: v.BodyID, DocumentID: v.DocumentID,
			Kind: "revision.read", At: now, Data: ev}); err != nil {
			return err
		}
		if doc, err = e.unpack(ctx, t, doc, v, d); err != nil {
			return err
		}
		if err := e.place(ctx, t, doc, v, d); err != nil {
			return err
		}
		for _, c := range append(around, storage.ContentLine{Content: storage.Content{Container: v.ID}, Outer: v.DocumentID}) {
			if err := e.settle(ctx, t, c.Container, c.Outer, v.DocumentID); err != nil {
				return err
			}
		}
		if u.Check && len(came) == 0 && len(u.Contents) == 0 {
			checking = true
			return e.checkDocument(ctx, t, v.DocumentID, v)
		}
		return t.Enqueue(ctx, v.OfficeID, workflow.JobCheck, int64(v.DocumentID))
	})
	if err != nil && checking {
		return failedCheck{err}
	}
	return err
}

// Recognise asks for the optical recognition of a revision, of which a job found
// that it needs it: that takes longer, and waits in a queue of its own.
func (e *Engine) Recognise(ctx context.Context, job workflow.JobID, id document.RevisionID) error {
	return e.write(ctx, system(), func(t *storage.Tx) error {
		if first, err := t.FinishJob(ctx, job); err != nil || !first {
			return err
		}
		v, err := t.Revision(ctx, id)
		if err != nil {
			return err
		}
		return t.Enqueue(ctx, v.OfficeID, workflow.JobRecognise, int64(id))
	})
}

// RecordPreviews notes how many page images of a revision are stored.
func (e *Engine) RecordPreviews(ctx context.Context, job workflow.JobID, id document.RevisionID, n int) error {
	return e.write(ctx, system(), func(t *storage.Tx) error {
		if first, err := t.FinishJob(ctx, job); err != nil || !first {
			return err
		}
		return t.SetPreviews(ctx, id, n)
	})
}

// place gives a document without a slot the kind that was recognised, and the
// one empty slot that fits it.
func (e *Engine) place(ctx context.Context, t *storage.Tx, doc storage.Document, v storage.Revision, d document.Reading) error {
	if doc.ObligationID != 0 || d.Kind == "" {
		return nil
	}
	if _, has, err := t.LockCaseOf(ctx, doc.ID); err != nil || has {
		return err // what the case follows was settled when it opened
	}
	said, err := t.KindSaid(ctx, doc.ID)
	if err != nil {
		return err
	}
	if _, is, err := isEnvelope(ctx, t, v.ID, d, d.Kind); err != nil || is && !said {
		return err // what is inside it has places of its own
	}
	if said {
		d.Kind = doc.Kind // a person's word holds against a later reading
	}
	return e.fit(ctx, t, doc, v, d, system())
}

// fit puts a document without a slot into the one empty slot that fits what its
// reading says; where there is none it has its kind alone.
func (e *Engine) fit(ctx context.Context, t *storage.Tx, doc storage.Document, v storage.Revision, d document.Reading, a workflow.Actor) error {
	slots, by, err := t.Fitting(ctx, v.BodyID, d.Kind)
	if err != nil {
		return err
	}
	o, reason, ok := workflow.Fit(slots, workflow.HintsOf(d, by.Centres, by.Agreements))
	if !ok {
		return t.PlaceDocument(ctx, doc.ID, d.Kind, 0)
	}
	if o, err = t.LockObligation(ctx, o.ID); err != nil {
		return err
	}
	return e.fill(ctx, t, doc, v, o, placedData{Kind: o.Kind, Reason: reason}, a)
}

// fill puts a document into a slot.
func (e *Engine) fill(ctx context.Context, t *storage.Tx, doc storage.Document, v storage.Revision, o workflow.Obligation, why placedData, a workflow.Actor) error {
	if err := t.PlaceDocument(ctx, doc.ID, o.Kind, o.ID); err != nil {
		return err
	}
	came, err := e.arrive(ctx, t, o, v.SubmittedAt)
	if err != nil {
		return err
	}
	why.arrival = came
	filled := doc
	filled.Kind, filled.ObligationID = o.Kind, o.ID
	if err := e.recheckNeighbours(ctx, t, filled); err != nil {
		return err
	}
	return t.AddEvent(ctx, storage.Event{OfficeID: doc.OfficeID, BodyID: doc.BodyID, DocumentID: doc.ID,
		Kind: "document.placed", At: e.now(), By: a.Person, Data: why})
}

// Place says which obligation an unplaced document fills, as a person chose.
func (e *Engine) Place(ctx context.Context, a workflow.Actor, id document.ID, slot workflow.ObligationID) error {
	return e.write(ctx, a, func(t *storage.Tx) error {
		doc, err := t.LockDocument(ctx, id)
		if err != nil {
			return err
		}
		if doc.ObligationID != 0 {
			return workflow.Refuse(workflow.Conflict, "document.placed",
				"Il documento è già collegato a un adempimento. Ricaricare la pagina.",
				"The document already belongs to an obligation. Reload the page.")
		}
		f, has, err := t.LockCaseOf(ctx, id)
		if err != nil {
			return err
		}
		if err := mayPlace(ctx, t, a, f, has); err != nil {
			return err
		}
		o, err := t.LockObligation(ctx, slot)
		if err != nil {
			return err
		}
		if _, taken, err := t.DocumentOf(ctx, slot); err != nil {
			return err
		} else if taken {
			return workflow.Refuse(workflow.Conflict, "slot.taken",
				"Per questo adempimento c'è già un documento. Sceglierne un altro.",
				"This obligation already has a document. Choose another one.")
		}
		if o.BodyID != doc.BodyID {
			return workflow.Refuse(workflow.Invalid, "slot.other_body",
				"L'adempimento scelto è di un altro ente. Scegliere uno di quelli dell'ente che ha inviato il documento.",
				"That obligation is another body's. Choose one of the body that sent the document.")
		}
		v, err := t.CurrentRevision(ctx, id)
		if err != nil {
			return err
		}
		if err := e.fill(ctx, t, doc, v, o, placedData{Kind: o.Kind, Reason: "chosen by a person"}, a); err != nil {
			return err
		}
		if err := e.taught(ctx, t, a, correcting{doc: doc, rev: v, kind: o.Kind, file: f, open: has}); err != nil {
			return err
		}
		return t.Enqueue(ctx, doc.OfficeID, workflow.JobCheck, int64(doc.ID))
	})
}

// mayPlace refuses to place a document that is under review: unless its kind was
// corrected and nobody decided since, when the office may.
func mayPlace(ctx context.Context, t *storage.Tx, a workflow.Actor, f storage.CaseFile, has bool) error {
	if !has {
		return nil
	}
	if a.Body == 0 && workflow.CanCorrect(has, f.Case, len(f.Taken)) {
		if said, err := t.KindSaid(ctx, f.Case.DocumentID); err != nil || said {
			return err
		}
	}
	return workflow.Refuse(workflow.Conflict, "document.in_case",
		"Il documento è già in esame e non si può spostare. Se serve per questo adempimento, chiedere all'ufficio.",
		"The document is already under review and can't be moved. If it is meant for this obligation, ask the office.")
}

// taught keeps what a person said by placing a document, where its reading had
// said another kind or none, and has its case follow.
func (e *Engine) taught(ctx context.Context, t *storage.Tx, a workflow.Actor, c correcting) (err error) {
	read := false
	if c.reading, _, read, err = t.Reading(ctx, c.rev.ID); err != nil {
		return err
	}
	if read && c.reading.Kind != c.kind {
		if err := e.said(ctx, t, a, c); err != nil {
			return err
		}
	}
	if !c.open {
		return nil
	}
	return e.refile(ctx, t, a, c.file, c.reading)
}
