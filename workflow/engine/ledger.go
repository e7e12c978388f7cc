package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Followed counts what it took for the obligations of an office to follow its
// registry and the calendar.
type Followed struct {
	Added     int `json:"added"`
	Changed   int `json:"changed"`
	Withdrawn int `json:"withdrawn"`
	Revived   int `json:"revived"`
	// Skipped is how much is not owed as its date can't be computed; the rest is.
	Skipped int `json:"skipped,omitempty"`
}

// IsZero says that nothing had to be done, and nothing was left out.
func (f Followed) IsZero() bool { return f == Followed{} }

// Follow brings the obligations of an office up to date with its registry and
// writes those ahead that its horizon reaches. Where only time has passed it
// looks at the new days alone; where neither changed it reads one row. A ledger
// begins with the month before the first time. Running it twice, or twice at
// once, does nothing twice.
func (e *Engine) Follow(ctx context.Context, office reception.OfficeID) (done Followed, err error) {
	behind := false
	err = e.db.Read(ctx, storage.ForOffice(office), func(r *storage.Reader) error {
		l, err := r.Ledger(ctx, office)
		if err != nil {
			return err
		}
		o, err := r.Office(ctx, office)
		behind = l.Behind(e.horizon(o))
		return err
	})
	if err != nil || !behind {
		return done, err
	}
	err = e.db.Write(ctx, storage.ForOffice(office), func(t *storage.Tx) error {
		done, err = e.follow(ctx, t, office)
		return err
	})
	if err != nil {
		return done, fmt.Errorf("obligations of office %d: %w", office, err)
	}
	return done, nil
}

// expectDue is Follow for every office that is behind, and returns how many
// obligations were new. An office that fails is not in the way of the others.
func (e *Engine) expectDue(ctx context.Context) (added int, err error) {
	var behind []reception.OfficeID
	err = e.db.Read(ctx, storage.System(), func(r *storage.Reader) (err error) {
		behind, err = r.LedgersBehind(ctx, e.Today())
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("ledgers that are behind: %w", err)
	}
	var failed []error
	for _, id := range behind {
		done, err := e.Follow(ctx, id)
		added += done.Added
		failed = append(failed, err)
	}
	return added, errors.Join(failed...)
}

// FollowJob is Follow for a job; its second run does nothing that the first did.
func (e *Engine) FollowJob(ctx context.Context, job workflow.JobID, office reception.OfficeID) error {
	if _, err := e.Follow(ctx, office); err != nil {
		return err
	}
	return e.write(ctx, system(), func(t *storage.Tx) error {
		_, err := t.FinishJob(ctx, job)
		return err
	})
}

// Expect writes the obligations of an office for months that are not there yet,
// those that begin in them or were owed before and last into them, and returns
// how many were new. The office's ledger then begins with the first of them, if
// it did not before.
func (e *Engine) Expect(ctx context.Context, o reception.Office, months ...calendar.Period) (added int, err error) {
	if len(months) == 0 {
		return 0, nil
	}
	err = e.db.Write(ctx, storage.ForOffice(o.ID), func(t *storage.Tx) error {
		l, err := t.LockLedger(ctx, o.ID)
		if err != nil {
			return err
		}
		if first := months[0].Start; l.LedgerFrom.IsZero() || first.Before(l.LedgerFrom) {
			l.LedgerFrom = first
		}
		w, err := load(ctx, &t.Reader, o, l.LedgerFrom)
		if err != nil {
			return err
		}
		all, _ := w.expect(calendar.Period{End: months[len(months)-1].End})
		if added, err = t.AddObligations(ctx, all, e.now()); err != nil {
			return err
		}
		return t.SetLedger(ctx, l)
	})
	return added, err
}

// horizon is how far ahead obligations are written.
func (e *Engine) horizon(o reception.Office) calendar.Date {
	return e.Today().AddDays(o.Rules.HorizonDays)
}

// follow does what Follow says, under the lock of the ledger.
func (e *Engine) follow(ctx context.Context, t *storage.Tx, office reception.OfficeID) (done Followed, err error) {
	l, err := t.LockLedger(ctx, office)
	if err != nil {
		return done, err
	}
	o, err := t.Office(ctx, office)
	if err != nil {
		return done, err
	}
	until := e.horizon(o)
	if !l.Behind(until) {
		return done, nil // somebody else was here first
	}
	if l.LedgerFrom.IsZero() {
		l.LedgerFrom = e.Today().Period().Previous().Start
	}
	if l.ExpectedUntil.After(until) {
		until = l.ExpectedUntil
	}
	w, err := load(ctx, &t.Reader, o, l.LedgerFrom)
	if err != nil {
		return done, err
	}
	if l.ExpectedRevision == l.RegistryRevision {
		done, err = e.ahead(ctx, t, w, l.ExpectedUntil, until)
	} else {
		done, _, err = e.reconcile(ctx, t, w, until)
	}
	if err != nil {
		return done, err
	}
	l.ExpectedRevision, l.ExpectedUntil = l.RegistryRevision, until
	// What the rules look at is another: the registry, or the day.
	if _, err := t.RecheckOpen(ctx, office); err != nil {
		return done, err
	}
	return done, t.SetLedger(ctx, l)
}

// ahead writes the obligations of the days that a later horizon reaches.
func (e *Engine) ahead(ctx context.Context, t *storage.Tx, w ledger, since, until calendar.Date) (done Followed, err error) {
	days := w.office.Rules.HorizonDays
	all, skipped := w.expect(calendar.Period{Start: since.AddDays(1 - days), End: until})
	add := workflow.Ahead(all, days, since, until)
	done.Skipped = len(skipped)
	if len(add) == 0 {
		return done, nil
	}
	first, last := add[0].For.Start, add[0].For.End
	for _, o := range add {
		if o.For.Start.Before(first) {
			first = o.For.Start
		}
		if o.For.End.After(last) {
			last = o.For.End
		}
	}
	touched, err := t.TouchedSince(ctx, w.office.ID, first)
	if err != nil {
		return done, err
	}
	if workflow.InTheWay(add, touched, func() []workflow.Obligation {
		all, _ := w.expect(calendar.Period{End: last})
		return all
	}) {
		done, _, err = e.reconcile(ctx, t, w, until)
		return done, err
	}
	done.Added, err = t.AddObligations(ctx, add, e.now())
	return done, err
}

// reconcile compares everything that is stored of the ledger's bodies with
// everything that is expected of them, and makes it follow.
func (e *Engine) reconcile(ctx context.Context, t *storage.Tx, w ledger, until calendar.Date) (done Followed, skipped []workflow.Skipped, err error) {
	c, skipped, err := e.compare(ctx, t, w, until)
	if err != nil {
		return done, nil, err
	}
	done, err = e.apply(ctx, t, w, c, len(skipped))
	return done, skipped, err
}

// compare says what makes everything follow that is stored of the ledger's bodies,
// and what does not as its date can't be computed.
func (e *Engine) compare(ctx context.Context, t *storage.Tx, w ledger, until calendar.Date) (c workflow.Changes, skipped []workflow.Skipped, err error) {
	stored, err := t.LedgerRows(ctx, w.office.ID, w.only, w.ofHappenings)
	if err != nil {
		return c, nil, err
	}
	c, skipped = e.changes(w, stored, until)
	return c, skipped, nil
}

// changes compares rows with what is expected until a day.
func (e *Engine) changes(w ledger, stored []workflow.Obligation, until calendar.Date) (workflow.Changes, []workflow.Skipped) {
	expected, skipped := w.expect(reaching(until, stored))
	c := workflow.Reconcile(expected, w.bound(stored, e.Today()), e.Today())
	c.Change = workflow.KeepPast(c.Change, stored, e.Today())
	c.Add = append(workflow.Ahead(c.Add, w.office.Rules.HorizonDays, calendar.Date{}, until), c.Rest...)
	return c, skipped
}

// reaching is the window until a day, or until what was written further ahead,
// which is compared too.
func reaching(until calendar.Date, stored []workflow.Obligation) calendar.Period {
	for _, o := range stored {
		if o.For.Start.After(until) {
			until = o.For.Start
		}
	}
	return calendar.Period{End: until}
}

// apply writes changes, and one event that counts them and what was skipped.
func (e *Engine) apply(ctx context.Context, t *storage.Tx, w ledger, c workflow.Changes, skipped int) (done Followed, err error) {
	now := e.now()
	done.Skipped = skipped
	if done.Added, err = t.AddObligations(ctx, c.Add, now); err != nil {
		return done, err
	}
	if done.Changed, err = t.ChangeObligations(ctx, c.Change, now); err != nil {
		return done, err
	}
	if done.Withdrawn, err = t.WithdrawObligations(ctx, c.Withdraw, now); err != nil {
		return done, err
	}
	if done.Revived, err = t.ReviveObligations(ctx, c.Revive, now); err != nil || done.IsZero() {
		return done, err
	}
	return done, t.AddEvent(ctx, storage.Event{OfficeID: w.office.ID, BodyID: w.only, Kind: "obligations.followed", At: now, Data: done})
}
