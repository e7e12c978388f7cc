package workers

import (
	"context"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow"
)

// checkDocument runs the rules on a document.
func (w *Workers) checkDocument(ctx context.Context, job workflow.JobID, subject int64) error {
	return w.Engine.Check(ctx, job, document.ID(subject))
}
