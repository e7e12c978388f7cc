package engine

import (
	"context"
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// An archive that was sent for an obligation is not the paper that is owed: it
// leaves the slot, and what is inside it is placed. What its own reading doesn't
// place goes into that slot, where it alone can be what was meant.

// eventUnpacked is told of such an archive; it keeps what it was sent for.
const eventUnpacked = "document.unpacked"

type unpackedData struct {
	Obligation workflow.ObligationID `json:"obligation"`
	Kind       document.Kind         `json:"kind"`
}

// unpack takes an archive out of the slot that it was sent for, unless it is under
// review already, and returns the document as it is then. It is locked.
func (e *Engine) unpack(ctx context.Context, t *storage.Tx, doc storage.Document, v storage.Revision) (storage.Document, error) {
	if doc.ObligationID == 0 {
		return doc, nil
	}
	if archive, err := isArchive(ctx, t, v.ID); err != nil || !archive {
		return doc, err
	}
	if _, has, err := t.LockCaseOf(ctx, doc.ID); err != nil || has {
		return doc, err
	}
	if err := e.free(ctx, t, doc); err != nil {
		return doc, err
	}
	if err := t.PlaceDocument(ctx, doc.ID, "", 0); err != nil {
		return doc, err
	}
	out := doc
	out.ObligationID, out.Kind = 0, ""
	return out, t.AddEvent(ctx, storage.Event{OfficeID: doc.OfficeID, BodyID: doc.BodyID, DocumentID: doc.ID, Kind: eventUnpacked, At: e.now(),
		Data: unpackedData{doc.ObligationID, doc.Kind}})
}

// isArchive says that a revision is an archive of documents.
func isArchive(ctx context.Context, t *storage.Tx, id document.RevisionID) (bool, error) {
	inside, err := t.ContentsOf(ctx, id)
	return slices.ContainsFunc(inside, func(c storage.ContentLine) bool { return c.Origin == "zip" }), err
}

// lockAround locks the archives around a document that were sent for an
// obligation, before the document itself: what is inside one is settled by one
// transaction at a time.
func lockAround(ctx context.Context, t *storage.Tx, id document.ID) (around []storage.ContentLine, err error) {
	all, err := t.ContainersOf(ctx, id)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b storage.ContentLine) int { return int(a.Outer - b.Outer) })
	for _, c := range all {
		slot, err := t.SentFor(ctx, c.Outer)
		if err != nil {
			return nil, err
		}
		if slot == 0 || c.Outer == id {
			continue
		}
		if _, err := t.LockDocument(ctx, c.Outer); err != nil {
			return nil, err
		}
		around = append(around, c)
	}
	return around, nil
}

// settle gives the slot that an archive was sent for to the one document inside
// that can be meant, once all of them are read. than is a document whose check is
// asked for anyway.
func (e *Engine) settle(ctx context.Context, t *storage.Tx, container document.RevisionID, archive, than document.ID) error {
	slot, err := t.SentFor(ctx, archive)
	if err != nil || slot == 0 {
		return err
	}
	if _, taken, err := t.DocumentOf(ctx, slot); err != nil || taken {
		return err
	}
	o, err := t.Obligation(ctx, slot)
	if err != nil {
		return err
	}
	inside, papers, err := papersIn(ctx, t, container, o)
	if err != nil {
		return err
	}
	i, ok := workflow.Meant(o, papers)
	if !ok {
		return nil
	}
	doc, err := t.LockDocument(ctx, inside[i].Document)
	if err != nil || doc.ObligationID != 0 {
		return err
	}
	if o, err = t.LockObligation(ctx, slot); err != nil {
		return err
	}
	v, err := t.CurrentRevision(ctx, doc.ID)
	if err != nil {
		return err
	}
	if err := e.fill(ctx, t, doc, v, o, placedData{Kind: o.Kind, Reason: "the one in what was sent for this slot"}, system()); err != nil || doc.ID == than {
		return err
	}
	return t.Enqueue(ctx, doc.OfficeID, workflow.JobCheck, int64(doc.ID))
}

// papersIn is what is known of the documents inside an archive.
func papersIn(ctx context.Context, t *storage.Tx, container document.RevisionID, o workflow.Obligation) ([]storage.ContentLine, []workflow.Paper, error) {
	inside, err := t.ContentsOf(ctx, container)
	if err != nil {
		return nil, nil, err
	}
	centres, err := t.Centres(ctx, o.BodyID)
	if err != nil {
		return nil, nil, err
	}
	agreements, err := t.Agreements(ctx, o.BodyID)
	if err != nil {
		return nil, nil, err
	}
	papers := make([]workflow.Paper, len(inside))
	for i, c := range inside {
		doc, err := t.Document(ctx, c.Document)
		if err != nil {
			return nil, nil, err
		}
		v, err := t.CurrentRevision(ctx, c.Document)
		if err != nil {
			return nil, nil, err
		}
		d, _, read, err := t.Reading(ctx, v.ID)
		if err != nil {
			return nil, nil, err
		}
		_, has, err := t.LockCaseOf(ctx, c.Document)
		if err != nil {
			return nil, nil, err
		}
		papers[i] = workflow.Paper{Kind: doc.Kind, Read: read, Placed: has || doc.ObligationID != 0, Hints: workflow.HintsOf(d, centres, agreements)}
		if archive, err := isArchive(ctx, t, v.ID); err != nil || archive {
			papers[i].Placed = true // what is inside it is read by itself
		}
	}
	return inside, papers, nil
}
