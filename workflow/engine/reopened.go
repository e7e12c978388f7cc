package engine

import (
	"context"
	"time"

	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
)

// eventReopened is told of findings on a revision that was checked before: what
// they rest on has changed meanwhile.
const eventReopened = "findings.reopened"

type reopenedData struct {
	Rules []string `json:"rules"`
	// Because are the documents that changed; none: the registry did, or the day,
	// where the document itself was not read again.
	Because []storage.Changed `json:"because"`
	Reread  bool              `json:"reread,omitempty"`
}

// tellReopened records that a revision has findings that it had not when it was
// last checked, and which documents changed since, or that it was itself read again:
// by another meaning of its marks, or by another reader.
func (e *Engine) tellReopened(ctx context.Context, t *storage.Tx, doc storage.Document, fresh []check.Finding, last time.Time) error {
	rules := check.RulesOf(fresh)
	if len(rules) == 0 {
		return nil
	}
	if _, has, err := t.LockCaseOf(ctx, doc.ID); err != nil || !has {
		return err // nobody looked at it yet
	}
	if moved, err := t.MovedSince(ctx, doc.ID, last); err != nil || moved {
		return err // the timeline tells that already
	}
	because, err := t.ChangedSince(ctx, check.DocumentsOf(fresh, doc.ID), last)
	if err != nil {
		return err
	}
	reread, err := t.ReadSince(ctx, doc.ID, last)
	if err != nil {
		return err
	}
	return t.AddEvent(ctx, storage.Event{OfficeID: doc.OfficeID, BodyID: doc.BodyID, DocumentID: doc.ID, Kind: eventReopened, At: e.now(),
		Data: reopenedData{Rules: rules, Because: because, Reread: reread}})
}
