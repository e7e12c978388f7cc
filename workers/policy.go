package workers

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/hibiken/asynq"

	"github.com/insiemi/insiemi/workflow"
)

// The queues, by what their jobs cost. Mail has a server of its own, so that a
// mail server that hangs holds up nothing else; so has the optical recognition of
// scans, behind which no digital file, check or tick ever waits.
const (
	queueQuick = "quick"
	queueRead  = "read"
	queueDraw  = "draw"
	queueScan  = "scan"
	queueMail  = "mail"
)

// How often the servers look for jobs when they have none.
const (
	soon = 50 * time.Millisecond // where a person waits; a reading mostly begins without the queue
	late = 100 * time.Millisecond
)

// scansAtOnce is how many scans are recognised at once. Each uses all the
// processors that are free, a page on each.
const scansAtOnce = 1

// mailAtOnce is how many messages are sent at once.
const mailAtOnce = 2

// knownKinds are the kinds of job that this version can do.
func knownKinds() []workflow.JobKind { return slices.Sorted(maps.Keys(policies())) }

// policy is how a kind of job is run.
type policy struct {
	queue   string
	timeout time.Duration
	retries int // by the queue; after them the relay starts again
	run     func(*Workers, context.Context, workflow.JobID, int64) error
	// tell says that a job failed more than once, where a person waits for it; nil: nobody
	// does. The queue goes on trying.
	tell func(*Workers, context.Context, int64) error
}

// policies is the table of everything that the workers do.
func policies() map[workflow.JobKind]policy {
	return map[workflow.JobKind]policy{
		workflow.JobReadRevision: {queueRead, 5 * time.Minute, 4, (*Workers).readRevision, nil},
		workflow.JobRecognise:    {queueScan, 10 * time.Minute, 4, (*Workers).recognise, nil},
		workflow.JobReadDraft:    {queueRead, 5 * time.Minute, 4, (*Workers).readDraft, (*Workers).failDraft},
		workflow.JobScanDraft:    {queueScan, 10 * time.Minute, 4, (*Workers).scanDraft, (*Workers).failDraft},
		workflow.JobDraw:         {queueDraw, 5 * time.Minute, 4, (*Workers).draw, nil},
		workflow.JobCheck:        {queueQuick, time.Minute, 6, (*Workers).checkDocument, nil},
		workflow.JobExpect:       {queueQuick, 5 * time.Minute, 6, (*Workers).expectObligations, nil},
		workflow.JobFollow:       {queueQuick, time.Minute, 6, (*Workers).followHappening, nil},
		workflow.JobMakeWay:      {queueQuick, time.Minute, 6, (*Workers).makeWay, nil},
		workflow.JobMarksMoved:   {queueQuick, time.Minute, 6, (*Workers).marksMoved, nil},
		workflow.JobNotify:       {queueMail, time.Minute, 8, (*Workers).sendNotice, nil},
	}
}

// retryDelay waits 1 s, 4 s, 9 s … up to five minutes.
func retryDelay(n int, _ error, _ *asynq.Task) time.Duration {
	d := time.Duration(n+1) * time.Duration(n+1) * time.Second
	return min(d, 5*time.Minute)
}
