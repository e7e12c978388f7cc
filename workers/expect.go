package workers

import (
	"context"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow"
)

// expectObligations makes the obligations of an office follow its registry.
func (w *Workers) expectObligations(ctx context.Context, job workflow.JobID, subject int64) error {
	return w.Engine.FollowJob(ctx, job, reception.OfficeID(subject))
}

// followHappening makes the obligations follow something that was recorded.
func (w *Workers) followHappening(ctx context.Context, job workflow.JobID, subject int64) error {
	return w.Engine.FollowHappening(ctx, job, reception.HappeningID(subject))
}

// makeWay makes the obligations of a body follow a paper that came for one which
// was no longer owed.
func (w *Workers) makeWay(ctx context.Context, job workflow.JobID, subject int64) error {
	return w.Engine.MakeWay(ctx, job, workflow.ObligationID(subject))
}
