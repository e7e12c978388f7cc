package engine

import (
	"context"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow"
)

// Placing is what a person said of a document: which obligation it fills.
type Placing struct {
	Document   document.ID
	Obligation workflow.ObligationID
}

// PlaceAll says which obligations several documents fill, as Place does, each by
// itself: what can't be placed keeps none of the others. It returns why, by document;
// the error is of what is no refusal, and leaves what came before it placed.
func (e *Engine) PlaceAll(ctx context.Context, a workflow.Actor, all []Placing) (refused map[document.ID]*workflow.Refusal, err error) {
	refused = map[document.ID]*workflow.Refusal{}
	for _, p := range all {
		err := e.Place(ctx, a, p.Document, p.Obligation)
		if r, ok := workflow.RefusalOf(err); ok {
			refused[p.Document] = r
		} else if err != nil {
			return refused, err
		}
	}
	return refused, nil
}
