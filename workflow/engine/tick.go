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

// Ticked counts what a tick did.
type Ticked struct {
	Obligations int // written ahead
	Reminders   int // decided
	Notices     int // digests written
	Reason      string
}

// Tick brings every office up to date: obligations ahead, and what is overdue.
// What is due is asked of the database each time, so a tick that did not run is
// caught up by the next, and two at once do nothing twice.
func (e *Engine) Tick(ctx context.Context) (Ticked, error) {
	var offices []reception.Office
	err := e.db.Read(ctx, storage.System(), func(r *storage.Reader) (err error) {
		offices, err = r.Offices(ctx)
		return err
	})
	if err != nil {
		return Ticked{}, err
	}
	var sum Ticked
	var failed []error
	for _, o := range offices {
		one, err := e.TickOffice(ctx, o)
		if err != nil { // the other offices are not to wait for this one
			failed = append(failed, err)
		}
		sum.Obligations += one.Obligations
		sum.Reminders += one.Reminders
		sum.Notices += one.Notices
		sum.Reason = one.Reason
	}
	return sum, errors.Join(failed...)
}

// TickOffice brings one office up to date.
func (e *Engine) TickOffice(ctx context.Context, o reception.Office) (done Ticked, err error) {
	cal := calendar.Named(o.Calendar)
	months, err := e.monthsToExpect(ctx, o)
	if err != nil {
		return done, err
	}
	done.Obligations, err = e.Expect(ctx, o, months...)
	if err != nil {
		return done, fmt.Errorf("obligations of office %s: %w", o.Code, err)
	}
	if !cal.IsWorkingDay(e.Today()) {
		done.Reason = "not a working day"
		return done, nil
	}
	done.Reason = "working day"
	expected := done
	err = e.db.Write(ctx, storage.ForOffice(o.ID), func(t *storage.Tx) error {
		done = expected
		owed, tasks, err := t.RemindedSteps(ctx, o.ID)
		if err != nil {
			return err
		}
		if err := e.remindBodies(ctx, t, o, owed, &done); err != nil {
			return err
		}
		return e.remindTasks(ctx, t, o, tasks, &done)
	})
	if err != nil {
		return done, fmt.Errorf("reminders of office %s: %w", o.Code, err)
	}
	return done, nil
}

// monthsToExpect are the months from the latest that has obligations to this
// one, so that months in which nothing ran are caught up; from the previous one
// where there are none yet.
func (e *Engine) monthsToExpect(ctx context.Context, o reception.Office) (months []calendar.Period, err error) {
	this := e.Today().Period()
	first := this.Previous()
	err = e.db.Read(ctx, storage.ForOffice(o.ID), func(r *storage.Reader) error {
		latest, err := r.LatestMonth(ctx, o.ID)
		if err == nil && !latest.IsZero() && latest.Before(first.Start) {
			first = latest.Period()
		}
		return err
	})
	for m := first; !m.Start.After(this.Start); m = m.Next() {
		months = append(months, m)
	}
	return months, err
}

// Expect writes the obligations of an office for months that are not there yet,
// and returns how many were new.
func (e *Engine) Expect(ctx context.Context, o reception.Office, months ...calendar.Period) (added int, err error) {
	cal := calendar.Named(o.Calendar)
	err = e.db.Write(ctx, storage.ForOffice(o.ID), func(t *storage.Tx) error {
		requirements, err := t.Requirements(ctx)
		if err != nil {
			return err
		}
		agreements, err := t.Agreements(ctx, 0)
		if err != nil {
			return err
		}
		centres, err := t.Centres(ctx, 0)
		if err != nil {
			return err
		}
		added = 0
		for _, q := range requirements {
			var all []workflow.Obligation
			for _, a := range agreements {
				for _, m := range months {
					all = append(all, workflow.Expect(q, a, covered(a, centres), cal, m)...)
				}
			}
			n, err := t.AddObligations(ctx, q.ID, all)
			if err != nil {
				return err
			}
			added += n
		}
		return nil
	})
	return added, err
}

// covered returns the centres that an agreement covers.
func covered(a reception.Agreement, centres []reception.Centre) []reception.Centre {
	in := map[reception.CentreID]bool{}
	for _, id := range a.Centres {
		in[id] = true
	}
	var out []reception.Centre
	for _, c := range centres {
		if in[c.ID] {
			out = append(out, c)
		}
	}
	return out
}

// remindBodies reminds of what was not received: one digest for each operator
// of a body, whatever its number of obligations.
func (e *Engine) remindBodies(ctx context.Context, t *storage.Tx, o reception.Office, already map[workflow.ObligationID][]int, done *Ticked) error {
	ladder, today := workflow.BodyLadder(), e.Today()
	open, err := t.OpenObligations(ctx, o.ID, today.AddDays(ladder.Reach()))
	if err != nil {
		return err
	}
	digests := map[reception.BodyID][]workflow.ReminderID{}
	var order []reception.BodyID
	for _, x := range open {
		n := ladder.Nudge(x.Due.On, today, already[x.ID])
		if !n.Send {
			continue
		}
		id, first, err := t.AddReminder(ctx, storage.Reminder{OfficeID: o.ID, BodyID: x.BodyID, ObligationID: x.ID,
			Step: n.Step, Reason: n.Reason, DecidedOn: today})
		if err != nil {
			return err
		}
		if !first {
			continue
		}
		done.Reminders++
		if digests[x.BodyID] == nil {
			order = append(order, x.BodyID)
		}
		digests[x.BodyID] = append(digests[x.BodyID], id)
	}
	for _, body := range order {
		people, err := t.People(ctx, o.ID, body, reception.Operator)
		if err != nil {
			return err
		}
		if err := e.digest(ctx, t, o, body, people, storage.NoticeReminder, digests[body], done); err != nil {
			return err
		}
	}
	return nil
}

// remindTasks reminds the people who have overdue tasks: reviewers and heads of
// the office, operators of the body whose case waits for them.
func (e *Engine) remindTasks(ctx context.Context, t *storage.Tx, o reception.Office, already map[workflow.TaskID][]int, done *Ticked) error {
	type desk struct {
		role reception.Role
		body reception.BodyID
	}
	today := e.Today()
	overdue, err := t.OverdueTasks(ctx, o.ID, today)
	if err != nil {
		return err
	}
	digests := map[desk][]workflow.ReminderID{}
	var order []desk
	for _, k := range overdue {
		n := workflow.TaskLadder().Nudge(k.DueOn, today, already[k.ID])
		if !n.Send {
			continue
		}
		d := desk{role: k.Role}
		if k.Role == reception.Operator {
			d.body = k.BodyID
		}
		id, first, err := t.AddReminder(ctx, storage.Reminder{OfficeID: o.ID, BodyID: d.body, TaskID: k.ID,
			Step: n.Step, Reason: n.Reason, DecidedOn: today})
		if err != nil {
			return err
		}
		if !first {
			continue
		}
		done.Reminders++
		if digests[d] == nil {
			order = append(order, d)
		}
		digests[d] = append(digests[d], id)
	}
	for _, d := range order {
		people, err := t.People(ctx, o.ID, d.body, d.role)
		if err != nil {
			return err
		}
		if err := e.digest(ctx, t, o, d.body, people, storage.NoticeTasks, digests[d], done); err != nil {
			return err
		}
	}
	return nil
}

// digest writes one notice to each person that carries the reminders.
func (e *Engine) digest(ctx context.Context, t *storage.Tx, o reception.Office, body reception.BodyID, people []reception.Person, kind storage.NoticeKind, ids []workflow.ReminderID, done *Ticked) error {
	for _, p := range people {
		n, err := t.AddNotice(ctx, storage.Notice{OfficeID: o.ID, BodyID: body, PersonID: p.ID, Kind: kind, CreatedAt: e.now()})
		if err != nil {
			return err
		}
		if err := t.CarryReminders(ctx, n, ids); err != nil {
			return err
		}
		done.Notices++
	}
	return nil
}
