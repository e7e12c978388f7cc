package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// Ticked counts what a tick did.
type Ticked struct {
	Obligations int // written ahead
	Reminders   int // decided
	Notices     int // digests written
	Nobody      int // reminders that wait because nobody would get them
	// Why counts the reasons of everything that was decided, of what was due and
	// did not go out too.
	Why map[workflow.Reason]int
	// Reason is the one for which an office was passed over, if any was.
	Reason workflow.Reason
}

func (d *Ticked) because(r workflow.Reason, n int) {
	if n == 0 {
		return
	}
	if d.Why == nil {
		d.Why = map[workflow.Reason]int{}
	}
	d.Why[r] += n
}

func (d *Ticked) add(one Ticked) {
	d.Obligations += one.Obligations
	d.Reminders += one.Reminders
	d.Notices += one.Notices
	d.Nobody += one.Nobody
	d.Reason = cmp.Or(one.Reason, d.Reason)
	for r, n := range one.Why {
		d.because(r, n)
	}
}

// Tick brings every office up to date: what holds from today on, obligations
// ahead, and who is reminded of what. What is due is asked of the database each
// time, so a tick that did not run is caught up by the next, and two at once do
// nothing twice. It reads what is due and nothing else.
func (e *Engine) Tick(ctx context.Context) (done Ticked, err error) {
	var failed []error
	if _, err := e.ApplyVersions(ctx, e.Today()); err != nil {
		failed = append(failed, fmt.Errorf("changes of the registry whose day has come: %w", err))
	}
	if done.Obligations, err = e.expectDue(ctx); err != nil {
		failed = append(failed, err)
	}
	var due map[reception.OfficeID]storage.ToNudge
	err = e.db.Read(ctx, storage.System(), func(r *storage.Reader) (err error) {
		due, err = r.DueNudges(ctx, e.Today())
		return err
	})
	if err != nil {
		return done, errors.Join(append(failed, fmt.Errorf("what is due: %w", err))...)
	}
	for _, id := range slices.Sorted(maps.Keys(due)) {
		one, err := e.remindOffice(ctx, id, due[id])
		if err != nil { // the other offices are not to wait for this one
			failed = append(failed, fmt.Errorf("reminders of office %d: %w", id, err))
			continue
		}
		done.add(one)
	}
	return done, errors.Join(failed...)
}

// remindOffice decides about what is due in one office and writes the digests of
// the day, in one transaction. Outside its hours and on days on which the office
// is closed nothing is decided, and nothing is lost.
func (e *Engine) remindOffice(ctx context.Context, id reception.OfficeID, due storage.ToNudge) (done Ticked, err error) {
	err = e.db.Write(ctx, storage.ForOffice(id), func(t *storage.Tx) error {
		done = Ticked{}
		o, err := t.Office(ctx, id)
		if err != nil {
			return err
		}
		cal, err := calendarOf(ctx, &t.Reader, id)
		if err != nil {
			return err
		}
		if why, ok := workflow.ReminderHours(o.Rules, cal, e.now()); !ok {
			return passOver(&done, why, due)
		}
		if ok, err := t.LockClock(ctx, id); err != nil || !ok {
			return errors.Join(err, passOver(&done, workflow.ReasonElsewhere, due))
		}
		r := &round{t: t, office: o, today: e.Today(), at: e.now(), done: &done}
		return r.run(ctx, due)
	})
	if errors.Is(err, storage.ErrDigestThere) { // another clock was here, and did the same
		done = Ticked{}
		return done, passOver(&done, workflow.ReasonElsewhere, due)
	}
	return done, err
}

func passOver(done *Ticked, why workflow.Reason, due storage.ToNudge) error {
	done.Reason = why
	done.because(why, len(due.Obligations)+len(due.Tasks))
	return nil
}
