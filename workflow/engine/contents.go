package engine

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Inner is a document found inside a revision. Its bytes are in the object store.
type Inner struct {
	Name   string // as the container calls it
	Origin string // "zip", "mail", "invoice", "pdf"
	SHA256 document.SHA256
	Size   int64 // bytes
}

// maxInside is inside how many containers, one in the other, a document may be.
const maxInside = 3

type insideData struct {
	receivedData
	Container document.RevisionID `json:"container"`
	Origin    string              `json:"origin"`
}

// Limits of what is inside one revision that was sent, over all the containers in
// it together: each is read by itself, with a budget of its own.
const (
	maxInsideDocuments = 1_000
	maxInsideBytes     = 600 << 20 // what one reading may unpack, at each depth
)

// placed is an Inner with its place in its container.
type placed struct {
	Inner
	position int // from 1
}

// takeIn makes a document of each thing found inside a revision, as if its sender
// had sent it at the same time: with a revision and a receipt of its own, and the
// work of reading it. What the body had sent before stays the document that it was
// then. Where each came from is kept. It returns how many were left out because
// what was sent holds too much already.
func (e *Engine) takeIn(ctx context.Context, t *storage.Tx, v storage.Revision, inner []Inner) (left int, err error) {
	var all []placed
	for i, c := range inner {
		if c.SHA256 != v.SHA256 && c.Size > 0 {
			all = append(all, placed{c, i + 1})
		}
	}
	if len(all) == 0 {
		return 0, nil
	}
	if depth, err := t.DepthOf(ctx, v.DocumentID); err != nil || depth >= maxInside {
		return 0, err
	}
	have, err := t.LockInside(ctx, v)
	if err != nil {
		return 0, err
	}
	fits := whatFits(all, have)
	left = len(all) - len(fits)
	slices.SortFunc(fits, func(a, b placed) int { return bytes.Compare(a.SHA256[:], b.SHA256[:]) }) // so that two containers never wait for each other
	for _, c := range fits {
		id, err := e.takeInOne(ctx, t, v, c.Inner)
		if err != nil {
			return 0, err
		}
		if id == v.DocumentID { // an earlier revision of itself
			continue
		}
		if err := t.AddContent(ctx, v, storage.Content{Position: c.position, Document: id, Name: c.Name, Origin: c.Origin}); err != nil {
			return 0, err
		}
	}
	return left, nil
}

// whatFits are the first of the things found in a container that what was sent
// still has room for.
func whatFits(all []placed, have storage.Inside) []placed {
	for i, c := range all {
		have.Documents++
		have.Bytes += c.Size
		if have.Documents > maxInsideDocuments || have.Bytes > maxInsideBytes {
			return all[:i]
		}
	}
	return all
}

// leftOut says that things found in a container were not taken in.
func leftOut(n int) document.Warning {
	return document.Warning{Code: "contents.left_out",
		It: fmt.Sprintf("Quello che è stato inviato contiene, un contenitore dentro l'altro, più di 1.000 documenti o di %d MB: di questo contenitore ne sono rimasti fuori %d, che non sono stati ricevuti. Inviarli a parte, in file più piccoli.", maxInsideBytes>>20, n),
		En: fmt.Sprintf("What was sent holds, one container within the other, more than 1,000 documents or %d MB: %d of this container were left out and not received. Send them separately, in smaller files.", maxInsideBytes>>20, n)}
}

func (e *Engine) takeInOne(ctx context.Context, t *storage.Tx, v storage.Revision, c Inner) (document.ID, error) {
	if err := t.LockBytes(ctx, v.BodyID, c.SHA256); err != nil {
		return 0, err
	}
	if earlier, ok, err := t.RevisionOfBytes(ctx, v.BodyID, c.SHA256); err != nil || ok {
		return earlier.DocumentID, err
	}
	now := e.now()
	id, err := t.AddDocument(ctx, storage.Document{OfficeID: v.OfficeID, BodyID: v.BodyID, CreatedAt: now})
	if err != nil {
		return 0, err
	}
	in := storage.Revision{OfficeID: v.OfficeID, BodyID: v.BodyID, DocumentID: id, Number: 1, SHA256: c.SHA256, Size: c.Size,
		FileName: c.Name, SubmittedAt: v.SubmittedAt, SubmittedBy: v.SubmittedBy}
	if in, err = t.AddRevision(ctx, in, calendar.DateOf(now).Year()); err != nil {
		return 0, err
	}
	err = t.AddEvent(ctx, storage.Event{OfficeID: v.OfficeID, BodyID: v.BodyID, DocumentID: id, Kind: "revision.received", At: now, By: v.SubmittedBy,
		Data: insideData{receivedData{Receipt: in.Receipt.String(), Number: 1, SHA256: c.SHA256.String(), Size: c.Size}, v.ID, c.Origin}})
	if err != nil {
		return 0, err
	}
	return id, t.Enqueue(ctx, v.OfficeID, workflow.JobReadRevision, int64(in.ID))
}

// withoutInner leaves of what was read inside only what it is: it has a reading of
// its own.
func withoutInner(d document.Reading) document.Reading {
	var out []document.Content
	for _, c := range d.Contents {
		r := c.Reading
		out = append(out, document.Content{Name: c.Name, From: c.From, Reading: document.Reading{SHA256: r.SHA256, Size: r.Size,
			MediaType: r.MediaType, ContentType: r.ContentType, Kind: r.Kind, KindScore: r.KindScore, Error: r.Error, ReaderVersion: r.ReaderVersion}})
	}
	d.Contents = out
	return d
}

// onlyContainer says that a revision is nothing but what was found inside it: an
// archive, or a message. Its contents have cases of their own.
func onlyContainer(ctx context.Context, t *storage.Tx, id document.RevisionID) (bool, error) {
	inside, err := t.ContentsOf(ctx, id)
	if err != nil {
		return false, err
	}
	for _, c := range inside {
		if c.Origin == "zip" || c.Origin == "mail" {
			return true, nil
		}
	}
	return false, nil
}
