package workflow

import "github.com/insiemi/insiemi/workflow/calendar"

// Ladder is on which days, counted from the due date, a reminder goes out:
// negative before it, positive after it.
type Ladder []int

// BodyLadder is the proposed ladder for a body's obligations.
func BodyLadder() Ladder { return Ladder{-7, -2, 0, 1, 5, 15} }

// TaskLadder is the proposed ladder for the tasks of the office.
func TaskLadder() Ladder { return Ladder{1, 5, 15} }

// Nudge is the decision to remind or not, with its named reason.
type Nudge struct {
	Send   bool
	Step   int
	Reason string // "overdue", "due today", "due soon", "reminded already", "too early"
}

// Nudge decides whether somebody who still owes something by a date is
// reminded on a day. The latest step that was reached counts, and each step
// counts once: after ten days without running, one reminder is due, not ten.
func (l Ladder) Nudge(due, today calendar.Date, already []int) Nudge {
	passed := due.DaysUntil(today)
	step, reached := 0, false
	for _, s := range l {
		if s <= passed && (!reached || s > step) {
			step, reached = s, true
		}
	}
	if !reached {
		return Nudge{Reason: "too early"}
	}
	for _, s := range already {
		if s >= step {
			return Nudge{Step: step, Reason: "reminded already"}
		}
	}
	return Nudge{Send: true, Step: step, Reason: nudgeReason(passed)}
}

func nudgeReason(passed int) string {
	switch {
	case passed > 0:
		return "overdue"
	case passed == 0:
		return "due today"
	}
	return "due soon"
}

// Reach is how many days ahead of a due date the first step comes: how far
// ahead one must look for what to remind of.
func (l Ladder) Reach() int {
	reach := 0
	for _, s := range l {
		reach = max(reach, -s)
	}
	return reach
}
