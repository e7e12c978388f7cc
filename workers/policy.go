package workers

import (
	"context"
	"time"

	"github.com/hibiken/asynq"

	"github.com/insiemi/insiemi/workflow"
)

// The queues, quick work first.
const (
	queueQuick = "quick"
	queueRead  = "read"
)

func queueWeights() map[string]int { return map[string]int{queueQuick: 2, queueRead: 1} }

// policy is how a kind of job is run.
type policy struct {
	queue   string
	timeout time.Duration
	retries int // by the queue; after them the relay starts again
	run     func(*Workers, context.Context, workflow.JobID, int64) error
}

// policies is the table of everything that the workers do.
func policies() map[workflow.JobKind]policy {
	return map[workflow.JobKind]policy{
		workflow.JobReadRevision: {queueRead, 5 * time.Minute, 4, (*Workers).readRevision},
		workflow.JobCheck:        {queueQuick, time.Minute, 6, (*Workers).checkDocument},
		workflow.JobNotify:       {queueQuick, time.Minute, 8, (*Workers).sendNotice},
	}
}

// retryDelay waits 1 s, 4 s, 9 s … up to five minutes.
func retryDelay(n int, _ error, _ *asynq.Task) time.Duration {
	d := time.Duration(n+1) * time.Duration(n+1) * time.Second
	return min(d, 5*time.Minute)
}
