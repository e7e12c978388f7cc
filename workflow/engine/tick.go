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
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Ticked counts what a tick did.
type Ticked struct {
	Obligations int // written ahead
	Reminders   int // decided
	Notices     int // digests written
	Nobody      int // reminders that wait because nobody would get them
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
		sum.Nobody += one.Nobody
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

// desk is who is reminded together: the operators of a body, or the people of
// the office who have a role.
type desk struct {
	role reception.Role
	body reception.BodyID // zero: of the office
}

// remindBodies reminds of what was not received: one digest for each operator
// of a body, whatever its number of obligations.
func (e *Engine) remindBodies(ctx context.Context, t *storage.Tx, o reception.Office, already map[workflow.ObligationID][]int, done *Ticked) error {
	ladder, today := workflow.BodyLadder(), e.Today()
	open, err := t.OpenObligations(ctx, o.ID, today.AddDays(ladder.Reach()))
	if err != nil {
		return err
	}
	due := map[desk][]storage.Reminder{}
	for _, x := range open {
		if n := ladder.Nudge(x.Due.On, today, already[x.ID]); n.Send {
			d := desk{reception.Operator, x.BodyID}
			due[d] = append(due[d], storage.Reminder{OfficeID: o.ID, BodyID: x.BodyID, ObligationID: x.ID,
				Step: n.Step, Reason: n.Reason, DecidedOn: today})
		}
	}
	return e.remind(ctx, t, o, storage.NoticeReminder, due, done)
}

// remindTasks reminds the people who have overdue tasks: reviewers and heads of
// the office, operators of the body whose case waits for them.
func (e *Engine) remindTasks(ctx context.Context, t *storage.Tx, o reception.Office, already map[workflow.TaskID][]int, done *Ticked) error {
	today := e.Today()
	overdue, err := t.OverdueTasks(ctx, o.ID, today)
	if err != nil {
		return err
	}
	due := map[desk][]storage.Reminder{}
	for _, k := range overdue {
		n := workflow.TaskLadder().Nudge(k.DueOn, today, already[k.ID])
		if !n.Send {
			continue
		}
		d := desk{role: k.Role}
		if k.Role == reception.Operator {
			d.body = k.BodyID
		}
		due[d] = append(due[d], storage.Reminder{OfficeID: o.ID, BodyID: d.body, TaskID: k.ID, Step: n.Step, Reason: n.Reason, DecidedOn: today})
	}
	return e.remind(ctx, t, o, storage.NoticeTasks, due, done)
}

// remind writes the reminders of each desk and one digest for each of its
// people. A desk where nobody is keeps its step: whoever comes is reminded.
func (e *Engine) remind(ctx context.Context, t *storage.Tx, o reception.Office, kind storage.NoticeKind, due map[desk][]storage.Reminder, done *Ticked) error {
	desks := slices.SortedFunc(maps.Keys(due), func(a, b desk) int {
		return cmp.Or(cmp.Compare(a.body, b.body), cmp.Compare(a.role, b.role))
	})
	for _, d := range desks {
		people, err := t.People(ctx, o.ID, d.body, d.role)
		if err != nil {
			return err
		}
		if len(people) == 0 {
			done.Nobody += len(due[d])
			continue
		}
		var ids []workflow.ReminderID
		for _, m := range due[d] {
			id, first, err := t.AddReminder(ctx, m)
			if err != nil {
				return err
			}
			if first {
				ids = append(ids, id)
			}
		}
		if len(ids) == 0 {
			continue // another tick was here first
		}
		done.Reminders += len(ids)
		if err := e.digest(ctx, t, o, d.body, people, kind, ids, done); err != nil {
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
