package engine

import (
	"context"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// seenBefore says that the latest run of the rules on a document looked at the
// reading that is in force: it runs again because something else has changed, and
// those who are compared with it need not follow.
func seenBefore(ctx context.Context, t *storage.Tx, v storage.Revision) (bool, error) {
	looked, same, err := t.Checked(ctx, v)
	return same && looked == v.ID, err
}

// recheckNeighbours asks for new checks of the registers of the same centre for
// the months before and after, unless they were decided: a register came between
// them, was corrected, or counts no longer. Their checks ask for none in turn.
func (e *Engine) recheckNeighbours(ctx context.Context, t *storage.Tx, doc storage.Document) error {
	if doc.Kind != document.Register || doc.ObligationID == 0 {
		return nil
	}
	o, err := t.Obligation(ctx, doc.ObligationID)
	if err != nil || o.CentreID == 0 {
		return err
	}
	ids, err := t.OpenBeside(ctx, doc.BodyID, o.CentreID, o.For)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := t.Enqueue(ctx, doc.OfficeID, workflow.JobCheck, int64(id)); err != nil {
			return err
		}
	}
	return nil
}
