package web

import (
	"strings"

	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
)

// remindingView says, to the office, who was reminded of an open task and why, or
// why nobody was.
type remindingView struct {
	Says string
	Next string // when the next one goes out
}

func (v *visit) taskReminding(k storage.TaskReminding, d desk) *remindingView {
	today := d.today
	var says []string
	var last, head storage.ToldReminder
	for _, m := range k.Told {
		if m.Escalated {
			head = m
		} else {
			last = m
		}
	}
	if !last.DecidedOn.IsZero() {
		how := "task"
		if last.Reason == workflow.ReasonChased {
			how = "task.chased"
		}
		says = append(says, v.ago(how, last.DecidedOn.DaysUntil(today))+" "+v.toRoles(last)+" – "+last.Reason.In(v.lang))
	}
	if !head.DecidedOn.IsZero() {
		says = append(says, v.t("reminded.escalated")+" "+tongue{v.lang, v.texts}.date(head.DecidedOn))
	}
	switch because := tellsWhy(k.Decided); {
	case len(says) == 0 && because:
		says = append(says, v.t("task.reminded.never.because", k.Decided.In(v.lang)))
	case len(says) == 0:
		says = append(says, v.t("task.reminded.never"))
	case because:
		says = append(says, k.Decided.In(v.lang))
	}
	return &remindingView{strings.Join(says, "; "), v.nextOfTask(k, last, d)}
}

// tellsWhy says that what was decided explains why nobody was reminded.
func tellsWhy(r workflow.Reason) bool {
	switch r {
	case "", workflow.ReasonReminded, workflow.ReasonTooEarly, workflow.ReasonChased, workflow.ReasonDueSoon, workflow.ReasonDueToday,
		workflow.ReasonOverdue, workflow.ReasonEscalated:
		return false
	}
	return true
}

// nextOfTask says when a reminder goes out next, which is on a working day.
func (v *visit) nextOfTask(k storage.TaskReminding, last storage.ToldReminder, d desk) string {
	switch {
	case !k.Next.IsZero() && !k.Next.After(d.today) && last.DecidedOn.Equal(d.today):
		return "" // it is decided after today when the next one goes out
	case k.Next.IsZero():
		return v.t("reminded.no_more")
	case !k.Next.After(d.today):
		return v.t("reminded.next.today")
	}
	return v.t("reminded.next", tongue{v.lang, v.texts}.date(d.works(k.Next)))
}
