package engine

import (
	"context"
	"slices"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// ledger is what the obligations of an office, or of one body, rest on.
type ledger struct {
	office       reception.Office
	grounds      []workflow.Grounds
	only         reception.BodyID // zero: every body
	ofHappenings bool             // only what comes before or after a happening
}

// load reads the grounds of every body of an office.
func load(ctx context.Context, r *storage.Reader, o reception.Office, from calendar.Date) (w ledger, err error) {
	return loadBody(ctx, r, o, 0, from)
}

// loadBody reads the grounds of one body; of every one when it is zero.
func loadBody(ctx context.Context, r *storage.Reader, o reception.Office, only reception.BodyID, from calendar.Date) (w ledger, err error) {
	w.office, w.only = o, only
	cal, err := calendarOf(ctx, r, o.ID)
	if err != nil {
		return w, err
	}
	requirements, err := r.Requirements(ctx)
	if err != nil {
		return w, err
	}
	bodies, err := bodiesOf(ctx, r, only)
	if err != nil {
		return w, err
	}
	agreements, err := r.Agreements(ctx, only)
	if err != nil {
		return w, err
	}
	centres, err := r.Centres(ctx, only)
	if err != nil {
		return w, err
	}
	happenings, err := r.Happenings(ctx, only)
	if err != nil {
		return w, err
	}
	// The scope may see more than this office. What is a body's is this office's as
	// the body is.
	requirements = slices.DeleteFunc(requirements, func(q reception.Requirement) bool { return q.OfficeID != o.ID })
	bodies = slices.DeleteFunc(bodies, func(b reception.Body) bool { return b.OfficeID != o.ID })
	byBody := grouped(agreements, func(a reception.Agreement) reception.BodyID { return a.BodyID })
	centresBy := grouped(centres, func(c reception.Centre) reception.BodyID { return c.BodyID })
	happeningsBy := grouped(happenings, func(h reception.Happening) reception.BodyID { return h.BodyID })
	for _, b := range bodies {
		w.grounds = append(w.grounds, workflow.Grounds{Body: b, Agreements: byBody[b.ID], Centres: centresBy[b.ID],
			Happenings: happeningsBy[b.ID], Requirements: requirements, Calendar: cal, Ladder: o.Rules.Ladder, From: from})
	}
	return w, nil
}

func bodiesOf(ctx context.Context, r *storage.Reader, only reception.BodyID) ([]reception.Body, error) {
	if only == 0 {
		return r.Bodies(ctx)
	}
	b, err := r.Body(ctx, only)
	return []reception.Body{b}, err
}

func grouped[T any](rows []T, body func(T) reception.BodyID) map[reception.BodyID][]T {
	out := map[reception.BodyID][]T{}
	for _, r := range rows {
		out[body(r)] = append(out[body(r)], r)
	}
	return out
}

// expect returns what is expected of the bodies in a window, and what is not as
// its date can't be computed.
func (w ledger) expect(window calendar.Period) (all []workflow.Obligation, skipped []workflow.Skipped) {
	for _, g := range w.grounds {
		os, not := workflow.ExpectAll(g, window)
		all, skipped = append(all, os...), append(skipped, not...)
	}
	if w.ofHappenings {
		all = slices.DeleteFunc(all, func(o workflow.Obligation) bool { return o.HappeningID == 0 })
		skipped = slices.DeleteFunc(skipped, func(s workflow.Skipped) bool { return s.Happening == 0 })
	}
	return all, skipped
}

// bound leaves out of what is stored what no longer follows: what had begun when
// its body stopped working for the office.
func (w ledger) bound(stored []workflow.Obligation, today calendar.Date) []workflow.Obligation {
	left := map[reception.BodyID]bool{}
	for _, g := range w.grounds {
		left[g.Body.ID] = g.Body.Inactive
	}
	return slices.DeleteFunc(slices.Clone(stored), func(o workflow.Obligation) bool {
		return left[o.BodyID] && !o.For.Start.After(today)
	})
}

// followHappenings makes what comes before or after the happenings of a body
// follow them at once, and returns what does not as its date can't be computed. A
// ledger that has not begun stays so.
func (e *Engine) followHappenings(ctx context.Context, t *storage.Tx, office reception.OfficeID, body reception.BodyID) ([]workflow.Skipped, error) {
	w, until, err := e.lockBody(ctx, t, office, body)
	if err != nil || until.IsZero() {
		return nil, err
	}
	w.ofHappenings = true
	_, skipped, err := e.reconcile(ctx, t, w, until)
	return skipped, err
}

// lockBody locks the ledger of an office and loads what the obligations of one
// body rest on, and until when they are written; zero where the ledger has not
// begun.
func (e *Engine) lockBody(ctx context.Context, t *storage.Tx, office reception.OfficeID, body reception.BodyID) (w ledger, until calendar.Date, err error) {
	l, err := t.LockLedger(ctx, office)
	if err != nil {
		return w, until, err
	}
	return e.bodyLedger(ctx, &t.Reader, l, office, body)
}

// bodyLedger loads what the obligations of one body rest on, as lockBody does.
func (e *Engine) bodyLedger(ctx context.Context, r *storage.Reader, l storage.Ledger, office reception.OfficeID, body reception.BodyID) (w ledger, until calendar.Date, err error) {
	if l.LedgerFrom.IsZero() {
		return w, until, nil
	}
	o, err := r.Office(ctx, office)
	if err != nil {
		return w, until, err
	}
	if until = l.ExpectedUntil; until.IsZero() {
		until = e.horizon(o)
	}
	w, err = loadBody(ctx, r, o, body, l.LedgerFrom)
	return w, until, err
}

// MakeWay compares the obligations of a body with its registry, for a job: a paper
// came for one that was no longer owed, and what it is about is not to be asked
// for again; or the paper that was there turned out to be another one. A second run
// does nothing that the first did.
func (e *Engine) MakeWay(ctx context.Context, job workflow.JobID, id workflow.ObligationID) error {
	return e.write(ctx, system(), func(t *storage.Tx) error {
		o, err := t.Obligation(ctx, id)
		if err != nil {
			return err
		}
		if err := e.followBody(ctx, t, o.OfficeID, o.BodyID); err != nil {
			return err
		}
		_, err = t.FinishJob(ctx, job)
		return err
	})
}

// followBody makes the obligations of one body follow the registry.
func (e *Engine) followBody(ctx context.Context, t *storage.Tx, office reception.OfficeID, body reception.BodyID) error {
	w, until, err := e.lockBody(ctx, t, office, body)
	if err != nil || until.IsZero() {
		return err
	}
	_, _, err = e.reconcile(ctx, t, w, until)
	return err
}
