// Package engine changes cases: it loads, applies a pure rule of package
// workflow, saves, and writes the work that follows, all in one transaction. It
// is the only package that changes a case.
//
//	Receive ─▶ outbox revision:read ─▶ RecordReading ─▶ document:check ─▶ Check ─▶ case, task
//	Decide  ─▶ decision, event, task, notice ─▶ notice:send
//	Tick    ─▶ obligations ahead, reminders once per step, one digest a person and day ─▶ notice:send
//	Chase   ─▶ act, reminder, notice ─▶ notice:send
//
// It never does the work that follows (no mail, no queue, no file), and never
// decides by itself. Bytes are in the object store before it hears of them. A
// job's effects and its done mark commit together, so a job that runs twice
// acts once.
package engine

import (
	"context"
	"time"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Engine applies the rules to what is stored.
type Engine struct {
	db  *storage.DB
	now func() time.Time
}

// New returns an engine on a database, whose key seals guests' names, with the clock
// to go by.
func New(db *storage.DB, now func() time.Time) *Engine { return &Engine{db: db, now: now} }

// At returns the same engine with its clock stopped at an instant, for loading
// what happened in the past.
func (e *Engine) At(t time.Time) *Engine {
	return &Engine{db: e.db, now: func() time.Time { return t }}
}

// Now is the instant by which the engine goes.
func (e *Engine) Now() time.Time { return e.now() }

// Today is the date on the wall in Italy.
func (e *Engine) Today() calendar.Date { return calendar.DateOf(e.now()) }

// write runs f for an actor's scope.
func (e *Engine) write(ctx context.Context, a workflow.Actor, f func(*storage.Tx) error) error {
	return e.db.Write(ctx, storage.For(a), f)
}

// calendarOf returns the calendar of an office, with the closures that it added.
func calendarOf(ctx context.Context, r *storage.Reader, id reception.OfficeID) (calendar.Calendar, error) {
	o, closures, err := r.OfficeAndClosures(ctx, id)
	if err != nil {
		return calendar.Calendar{}, err
	}
	days := make([]calendar.Closure, len(closures))
	for i, c := range closures {
		days[i] = c.Closure
	}
	return calendar.Named(o.Calendar).With(days...), nil
}

// work is the scope of a job that reads or checks a document.
func work() storage.Scope { return storage.System().PlannedOnce().Redone() }

func system() workflow.Actor { return workflow.Actor{System: true} }
