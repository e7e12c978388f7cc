package engine

import (
	"context"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

type correctedData struct {
	Kind document.Kind `json:"kind"`
	Was  document.Kind `json:"was,omitempty"`
}

// CorrectKind says that a document is of another kind than the one it was taken
// for, as a person chose. Its slot is free again, it goes to the one that fits
// the new kind, if any, and a case on which nobody has decided starts anew on the
// definition of that kind. The office's readings learn from it.
//
// What follows changes obligation and case, which a body may not by itself: the
// actor's own scope must show the document first, then the system follows.
func (e *Engine) CorrectKind(ctx context.Context, a workflow.Actor, id document.ID, kind document.Kind) error {
	if err := e.db.Read(ctx, storage.For(a), func(r *storage.Reader) error {
		_, err := r.Document(ctx, id)
		return err
	}); err != nil {
		return err
	}
	return e.write(ctx, system(), func(t *storage.Tx) error {
		doc, err := t.LockDocument(ctx, id)
		if err != nil {
			return err
		}
		f, open, err := t.LockCaseOf(ctx, id)
		if err != nil {
			return err
		}
		if err := workflow.Correct(doc.Kind, kind, open, f.Case, len(f.Taken)); err != nil {
			return err
		}
		v, err := t.CurrentRevision(ctx, id)
		if err != nil {
			return err
		}
		reading, _, read, err := t.Reading(ctx, v.ID)
		if err != nil {
			return err
		}
		if !read {
			return workflow.Refuse(workflow.Conflict, "document.being_read",
				"Questo documento è ancora in lettura. Attendere qualche secondo e ricaricare la pagina.",
				"This document is still being read. Wait a few seconds and reload the page.")
		}
		return e.correctKind(ctx, t, a, correcting{doc, v, reading, kind, f, open})
	})
}

// correcting is a correction that the rule allows, with what it changes.
type correcting struct {
	doc     storage.Document
	rev     storage.Revision
	reading document.Reading
	kind    document.Kind
	file    storage.CaseFile
	open    bool // it has a case
}

func (e *Engine) correctKind(ctx context.Context, t *storage.Tx, a workflow.Actor, c correcting) error {
	if err := e.said(ctx, t, a, c); err != nil {
		return err
	}
	if err := t.AddEvent(ctx, storage.Event{OfficeID: c.doc.OfficeID, BodyID: c.doc.BodyID, DocumentID: c.doc.ID, CaseID: c.file.Case.ID,
		Kind: "document.kind_corrected", At: e.now(), By: a.Person, Data: correctedData{Kind: c.kind, Was: c.doc.Kind}}); err != nil {
		return err
	}
	if err := e.recheckInvoices(ctx, t, c.doc); err != nil { // those that the register it was no longer speaks for
		return err
	}
	if err := e.recheckNeighbours(ctx, t, c.doc); err != nil {
		return err
	}
	if err := e.free(ctx, t, c.doc); err != nil {
		return err
	}
	c.reading.Kind = c.kind
	if err := e.fit(ctx, t, c.doc, c.rev, c.reading, a); err != nil {
		return err
	}
	if c.open {
		if err := e.refile(ctx, t, a, c.file, c.reading); err != nil {
			return err
		}
	}
	return t.Enqueue(ctx, c.doc.OfficeID, workflow.JobCheck, int64(c.doc.ID))
}

// said keeps what a person said, where the reading had said something else.
func (e *Engine) said(ctx context.Context, t *storage.Tx, a workflow.Actor, c correcting) error {
	return t.AddCorrection(ctx, storage.Correction{OfficeID: c.doc.OfficeID, BodyID: c.doc.BodyID, DocumentID: c.doc.ID, RevisionID: c.rev.ID,
		MachineKind: c.reading.Kind, Kind: c.kind, SaidAt: e.now(), SaidBy: a.Person})
}

// free takes a document out of its slot, which waits again as it did before. While
// it was there the slot did not follow the registry; a job sees to it that it does.
func (e *Engine) free(ctx context.Context, t *storage.Tx, doc storage.Document) error {
	if doc.ObligationID == 0 {
		return nil
	}
	o, err := t.LockObligation(ctx, doc.ObligationID)
	if err != nil {
		return err
	}
	before, err := t.StatusBefore(ctx, doc.ID)
	if err != nil {
		return err
	}
	if before == "" {
		before = workflow.ObligationOpen
		if err := t.Enqueue(ctx, o.OfficeID, workflow.JobMakeWay, int64(o.ID)); err != nil {
			return err
		}
	}
	if err := t.PlaceDocument(ctx, doc.ID, doc.Kind, 0); err != nil {
		return err
	}
	return t.ReopenObligation(ctx, o.ID, before, e.now())
}

// refile makes an undecided case follow its document, which is of another kind or
// in another slot than when the case was opened: it starts anew.
func (e *Engine) refile(ctx context.Context, t *storage.Tx, a workflow.Actor, f storage.CaseFile, d document.Reading) error {
	doc, err := t.Document(ctx, f.Case.DocumentID)
	if err != nil {
		return err
	}
	key, _, err := e.definitionFor(ctx, t, doc, d)
	if err != nil {
		return err
	}
	id, def, err := t.Definition(ctx, doc.OfficeID, key)
	if err != nil {
		return err
	}
	cal, err := calendarOf(ctx, &t.Reader, doc.OfficeID)
	if err != nil {
		return err
	}
	if err := t.RepinCase(ctx, f.Case.ID, id); err != nil {
		return err
	}
	f.Definition = def
	return e.move(ctx, t, f, workflow.Open(def, cal, e.Today()), doc.ObligationID, a, e.now(), "case.refiled",
		openedData{Definition: def.Key, Version: def.Version})
}
