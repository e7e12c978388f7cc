package engine

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// round is one pass over what is due in one office.
type round struct {
	t      *storage.Tx
	office reception.Office
	today  calendar.Date
	at     time.Time
	done   *Ticked
	desks  map[workflow.Desk][]workflow.Recipient
	bodies map[reception.PersonID]reception.BodyID // zero: of the office
	// reading are the bodies of which a file waits to be read: they wait for the next tick.
	reading map[reception.BodyID]bool
	wanted  []wanted
}

// readWithin is for how long a document that can't be read holds the reminders of
// its body up.
const readWithin = 48 * time.Hour

// wanted is a reminder to be written, and whom it tells.
type wanted struct {
	storage.Reminder
	to []reception.PersonID
}

func (r *round) run(ctx context.Context, due storage.ToNudge) error {
	obligations, err := r.t.LockNudgedObligations(ctx, due.Obligations, r.today)
	if err != nil {
		return err
	}
	tasks, err := r.t.LockNudgedTasks(ctx, due.Tasks, r.today)
	if err != nil {
		return err
	}
	if err := r.loadPeople(ctx, obligations, tasks); err != nil {
		return err
	}
	if r.reading, err = r.t.BodiesBeingRead(ctx, r.office.ID, r.at.Add(-readWithin)); err != nil {
		return err
	}
	if err := r.decideObligations(ctx, obligations); err != nil {
		return err
	}
	if err := r.decideTasks(ctx, tasks); err != nil {
		return err
	}
	return r.write(ctx)
}

// loadPeople loads everybody who may be told something, in one query.
func (r *round) loadPeople(ctx context.Context, obligations []storage.NudgedObligation, tasks []storage.NudgedTask) error {
	bodies := map[reception.BodyID]bool{}
	for _, o := range obligations {
		bodies[o.BodyID] = true
	}
	for _, k := range tasks {
		bodies[k.BodyID] = true
	}
	all, err := r.t.Recipients(ctx, r.office.ID, slices.Sorted(maps.Keys(bodies)))
	r.desks, r.bodies = map[workflow.Desk][]workflow.Recipient{}, map[reception.PersonID]reception.BodyID{}
	for _, p := range all {
		r.desks[p.Desk()] = append(r.desks[p.Desk()], p)
		r.bodies[p.Person] = p.Body
	}
	return err
}

// decideObligations decides about what was not received. A body of which a
// document waits to be read is left for the next tick.
func (r *round) decideObligations(ctx context.Context, all []storage.NudgedObligation) error {
	if len(all) == 0 {
		return nil
	}
	ids := make([]workflow.ObligationID, len(all))
	for i, o := range all {
		ids[i] = o.ID
	}
	sent, err := r.t.SentOf(ctx, ids)
	if err != nil {
		return err
	}
	heads := r.desks[workflow.Desk{Role: reception.Head}]
	kept := make([]storage.Nudged, 0, len(all))
	for _, o := range all {
		if r.reading[o.BodyID] {
			kept = append(kept, r.keep(int64(o.ID), workflow.ReasonBeingRead, r.today))
			continue
		}
		desk := r.desks[workflow.Desk{Role: reception.Operator, Body: o.BodyID}]
		ladder := workflow.LadderOf(r.office.Rules.Ladder, o.Own())
		p := workflow.Owed(ladder, o.DueOn, sent[o.ID], desk, heads, r.today)
		m := storage.Reminder{OfficeID: r.office.ID, BodyID: o.BodyID, ObligationID: o.ID, DueOn: o.DueOn, DecidedOn: r.today}
		r.want(m, p)
		r.escalate(m, p, ladder)
		kept = append(kept, r.keep(int64(o.ID), p.Reason, p.Next))
	}
	return r.t.SetNudged(ctx, kept, r.today)
}

// decideTasks decides about tasks: of reviewers and heads of the office, once they
// are past their date, and of bodies that are to complete what was returned, which
// are reminded of it as of what they owe.
func (r *round) decideTasks(ctx context.Context, all []storage.NudgedTask) error {
	if len(all) == 0 {
		return nil
	}
	ids := make([]workflow.TaskID, len(all))
	for i, k := range all {
		ids[i] = k.ID
	}
	sent, err := r.t.SentOfTasks(ctx, ids)
	if err != nil {
		return err
	}
	kept := make([]storage.Nudged, 0, len(all))
	for _, k := range all {
		if k.Role == reception.Operator && r.reading[k.BodyID] {
			kept = append(kept, r.keep(int64(k.ID), workflow.ReasonBeingRead, r.today))
			continue
		}
		var p workflow.Put
		m := storage.Reminder{OfficeID: r.office.ID, TaskID: k.ID, DueOn: k.DueOn, DecidedOn: r.today}
		if k.Role == reception.Operator {
			m.BodyID = k.BodyID
			p = r.decideMending(k, m, sent[k.ID])
		} else {
			p = workflow.Waiting(r.office.Rules.TaskLadder, k.DueOn, sent[k.ID], r.desks[workflow.Desk{Role: k.Role}], r.today)
			r.want(m, p)
		}
		kept = append(kept, r.keep(int64(k.ID), p.Reason, p.Next))
	}
	return r.t.SetTasksNudged(ctx, kept)
}

// decideMending decides about what a body is to complete.
func (r *round) decideMending(k storage.NudgedTask, m storage.Reminder, sent []workflow.Sent) workflow.Put {
	ladder := workflow.LadderOf(r.office.Rules.Ladder, k.Own())
	p := workflow.Mending(ladder, k.DueOn, sent, r.desks[workflow.Desk{Role: reception.Operator, Body: k.BodyID}],
		r.desks[workflow.Desk{Role: reception.Head}], r.today)
	r.want(m, p)
	r.escalate(m, p, ladder)
	return p
}

// escalate notes that the head of office is told that a body stays late.
func (r *round) escalate(m storage.Reminder, p workflow.Put, l reception.Ladder) {
	if p.Escalate {
		m.BodyID, m.Escalated, m.Step, m.Reason = 0, true, l.EscalateAfter, workflow.ReasonEscalated
		r.wanted = append(r.wanted, wanted{m, p.Heads})
	}
}

func (r *round) want(m storage.Reminder, p workflow.Put) {
	if p.Send {
		m.Step, m.Reason = p.Step, p.Nudge.Reason
		r.wanted = append(r.wanted, wanted{m, p.To})
	}
}

// keep notes what was decided about one row.
func (r *round) keep(id int64, why workflow.Reason, next calendar.Date) storage.Nudged {
	r.done.because(why, 1)
	if why == workflow.ReasonNobody {
		r.done.Nobody++
	}
	return storage.Nudged{ID: id, Reason: why, Next: next}
}

// write writes the reminders and one digest for each person whom they tell, or
// for whom something waits.
func (r *round) write(ctx context.Context) error {
	rows := make([]storage.Reminder, len(r.wanted))
	for i, w := range r.wanted {
		rows[i] = w.Reminder
	}
	ids, err := r.t.AddReminders(ctx, rows)
	if err != nil {
		return err
	}
	waiting, err := r.t.WaitingForDigest(ctx, r.office.ID, r.today)
	if err != nil {
		return err
	}
	drafts := map[reception.PersonID]storage.DraftDigest{}
	for _, d := range waiting {
		drafts[d.PersonID] = d
	}
	for i, id := range ids {
		if id == 0 {
			continue // written before: somebody is told of it already
		}
		r.done.Reminders++
		for _, p := range r.wanted[i].to {
			d := drafts[p]
			d.PersonID, d.BodyID, d.Reminders = p, r.bodies[p], append(d.Reminders, id)
			drafts[p] = d
		}
	}
	r.done.Notices += len(drafts)
	all := make([]storage.DraftDigest, 0, len(drafts))
	for _, p := range slices.Sorted(maps.Keys(drafts)) {
		all = append(all, drafts[p])
	}
	return r.t.AddDigests(ctx, r.office.ID, r.today, r.at, all)
}
