package engine

import (
	"context"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// ReadPaper records that the actor reads a paper, which may name guests, on a screen:
// the first time of a day.
func (e *Engine) ReadPaper(ctx context.Context, a workflow.Actor, id document.ID, screen string) error {
	return e.write(ctx, a, func(t *storage.Tx) error {
		return t.LogPaperRead(ctx, id, a.Person, screen, e.now())
	})
}
