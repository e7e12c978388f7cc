package workflow

import (
	"time"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Sent is a reminder that was written for the present due date of an obligation
// or a task. One of an earlier due date is not Sent: a later date is reminded of
// anew.
type Sent struct {
	Step      int  // days from the due date, negative before it
	Escalated bool // to the head of office
	On        calendar.Date
}

// Nudge is the decision to remind or not, with its named reason.
type Nudge struct {
	Send     bool // whoever owes it is reminded, of Step
	Step     int  // the latest step that was reached; meaningless when none was
	Escalate bool // the head of office is told
	Reason   Reason
	Next     calendar.Date // the next day on which to decide; zero: the ladder is over
}

// LadderOf is the ladder of a requirement: its own steps where it has any, else
// the office's. When the head of office is told is the office's to say, unless
// the requirement says so too. A requirement with no steps is reminded of never.
func LadderOf(office reception.Ladder, own *reception.Ladder) reception.Ladder {
	if own == nil || len(own.Steps) == 0 {
		if own != nil {
			return reception.Ladder{}
		}
		return office
	}
	l := reception.Ladder{Steps: own.Steps, EscalateAfter: own.EscalateAfter}
	if l.EscalateAfter == 0 {
		l.EscalateAfter = office.EscalateAfter
	}
	return l
}

// Unheard is the ladder of what nobody would be reminded of: what is left of it
// is telling the head of office.
func Unheard(l reception.Ladder) reception.Ladder {
	return reception.Ladder{EscalateAfter: l.EscalateAfter}
}

// FirstNudge is the first day on which to decide whether to remind of something
// due on a day; zero: never.
func FirstNudge(l reception.Ladder, due calendar.Date) calendar.Date {
	if len(l.Steps) > 0 {
		first := l.Steps[0]
		for _, s := range l.Steps {
			first = min(first, s)
		}
		return due.AddDays(first)
	}
	if l.EscalateAfter > 0 {
		return due.AddDays(l.EscalateAfter)
	}
	return calendar.Date{}
}

// NudgeFor decides whether somebody who still owes something by a date is
// reminded on a day, given the reminders sent for that date. The latest step
// that was reached counts, and counts once: after ten days without running one
// reminder is due, not ten. The head of office is told once, and only of what
// was reminded of on an earlier day, or of what has no step to wait for.
func NudgeFor(l reception.Ladder, due calendar.Date, sent []Sent, today calendar.Date) Nudge {
	passed := due.DaysUntil(today)
	n := Nudge{Reason: ReasonTooEarly}
	step, reached := latestStep(l, passed)
	if reached {
		n.Step, n.Reason = step, ReasonReminded
		n.Send = !toldOf(sent, step)
	}
	ripe := l.EscalateAfter > 0 && !escalated(sent)
	n.Escalate = ripe && passed >= l.EscalateAfter && (!reached || remindedBefore(sent, today))
	if n.Send || n.Escalate {
		n.Reason = reasonOf(passed)
	}
	if len(l.Steps) == 0 && l.EscalateAfter == 0 {
		n.Reason = ReasonNoLadder
	}
	n.Next = nextNudge(l, due, today, ripe && !n.Escalate)
	return n
}

// latestStep is the latest step that was reached after so many days.
func latestStep(l reception.Ladder, passed int) (step int, reached bool) {
	for _, s := range l.Steps {
		if s <= passed && (!reached || s > step) {
			step, reached = s, true
		}
	}
	return step, reached
}

func toldOf(sent []Sent, step int) bool {
	for _, s := range sent {
		if !s.Escalated && s.Step >= step {
			return true
		}
	}
	return false
}

func escalated(sent []Sent) bool {
	for _, s := range sent {
		if s.Escalated {
			return true
		}
	}
	return false
}

func remindedBefore(sent []Sent, today calendar.Date) bool {
	for _, s := range sent {
		if !s.Escalated && s.On.Before(today) {
			return true
		}
	}
	return false
}

// nextNudge is the day of the next step after today, or of telling the head.
func nextNudge(l reception.Ladder, due, today calendar.Date, escalating bool) (next calendar.Date) {
	days := l.Steps
	if escalating {
		// Ripe already but not told: it was reminded of today for the first time.
		days = append(append([]int{}, days...), max(l.EscalateAfter, due.DaysUntil(today)+1))
	}
	for _, s := range days {
		if d := due.AddDays(s); d.After(today) && (next.IsZero() || d.Before(next)) {
			next = d
		}
	}
	return next
}

// ReminderHours says whether an office reminds anybody at an instant: on its
// working days, within its hours, by the clock on the wall in Italy. When it does
// not, the reason is named and nothing is decided; nothing is lost either.
func ReminderHours(r reception.OfficeRules, cal calendar.Calendar, at time.Time) (why Reason, ok bool) {
	if !cal.IsWorkingDay(calendar.DateOf(at)) {
		return ReasonClosed, false
	}
	wall := at.In(calendar.Rome()).Format("15:04")
	if wall < r.HoursFrom || wall >= r.HoursTo {
		return ReasonHours, false
	}
	return "", true
}

// Chaseable says whether the office may chase an obligation by hand today: one of
// which nothing came, or of which the document waits for the body to complete it. A
// file of the body that is being read may be what is missing. why is empty when it
// may.
func Chaseable(o Obligation, somebody, remindedToday, beingRead bool) (why Reason) {
	switch {
	case o.Status != ObligationOpen && o.Status != ObligationToComplete:
		return settled(o.Status).Reason
	case remindedToday:
		return ReasonToday
	case beingRead:
		return ReasonBeingRead
	case !somebody:
		return ReasonNobody
	}
	return ""
}
