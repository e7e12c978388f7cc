package web

import (
	"time"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/reception/check"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// badge is a state told three ways: by colour, by symbol and in words.
type badge struct {
	Tone string // ok, info, wait, warn, bad: the colours of app.css
	Icon string
	Text string
}

// standingLook is the colour and the symbol of a standing.
func standingLook(st workflow.Standing) badge {
	switch workflow.ObligationStatus(st) {
	case workflow.ObligationSubmitted:
		return badge{"info", "upload", ""}
	case workflow.ObligationUnderReview:
		return badge{"info", "search", ""}
	case workflow.ObligationToComplete:
		return badge{"warn", "pencil", ""}
	case workflow.ObligationAccepted:
		return badge{"ok", "check-circle", ""}
	case workflow.ObligationRejected:
		return badge{"bad", "close-circle", ""}
	case workflow.ObligationWaived:
		return badge{"wait", "minus-circle", ""}
	case workflow.ObligationDeclared:
		return badge{"info", "inbox", ""}
	case workflow.ObligationNothing:
		return badge{"ok", "minus-circle", ""}
	case workflow.ObligationWithdrawn:
		return badge{"wait", "ban", ""}
	}
	switch st {
	case workflow.Overdue:
		return badge{"bad", "warning-circle", ""}
	case workflow.DueSoon:
		return badge{"warn", "clock", ""}
	}
	return badge{"wait", "calendar", ""}
}

// standingBadge tells how an obligation stands.
func (v *visit) standingBadge(o workflow.Obligation, st workflow.Standing, d desk) badge {
	b := standingLook(st)
	b.Text = v.t("standing." + string(st))
	left := d.today.DaysUntil(o.Due.On)
	switch {
	case st == workflow.Overdue && left >= 0:
		b.Text = v.texts.count(v.lang, "late.hours", o.LateAt(d.now).Hours)
	case st == workflow.Overdue:
		b.Text = v.texts.count(v.lang, "late", -left)
	case st == workflow.DueSoon && left == 0:
		b.Text = v.t("standing.due.today")
	case st == workflow.DueSoon && left == 1:
		b.Text = v.t("standing.due.tomorrow")
	case st == workflow.DueSoon:
		b.Text = v.texts.count(v.lang, "left", left)
	}
	return b
}

// standingRank orders obligations by how much they ask for attention.
func standingRank(s workflow.Standing) int {
	switch s {
	case workflow.Overdue:
		return 0
	case workflow.Standing(workflow.ObligationToComplete):
		return 1
	case workflow.DueSoon:
		return 2
	case workflow.Upcoming:
		return 3
	case workflow.Standing(workflow.ObligationRejected):
		return 4
	case workflow.Standing(workflow.ObligationAccepted), workflow.Standing(workflow.ObligationWaived), workflow.Standing(workflow.ObligationNothing):
		return settledRank
	}
	return 5
}

// settledRank is the rank of what asks for nothing any more.
const settledRank = 6

// severityBadge tells how serious a finding is.
func (v *visit) severityBadge(s check.Severity) badge {
	b := map[check.Severity]badge{
		check.Block: {"bad", "error", ""},
		check.Task:  {"warn", "help-circle", ""},
		check.Warn:  {"warn", "warning-circle", ""},
		check.Info:  {"info", "info-circle", ""},
	}[s]
	b.Text = v.t("severity." + string(s))
	return b
}

// statusView is the line that is always true: where a document stands, whose
// turn it is, since when and until when.
type statusView struct {
	Badge   badge
	Text    string // the sentence
	Since   time.Time
	DueOn   calendar.Date
	Because calendar.Derivation
	Late    int // days
	// Working says that machines are at it: the page looks again by itself.
	Working bool
	Yours   bool // it is the visitor's turn
}

// slowReading is after how long a reading that has not come is worth a word.
const slowReading = 10 * time.Minute

// statusOf says where a document stands. step is the title of the case's step.
func (v *visit) statusOf(d storage.DocumentLine, step string, now time.Time) statusView {
	switch {
	case d.Outcome == workflow.Approved:
		return v.closedStatus(d, badge{"ok", "check-circle", v.t("status.approved")}, "status.approved.text")
	case d.Outcome == workflow.Rejected:
		return v.closedStatus(d, badge{"bad", "close-circle", v.t("status.rejected")}, "status.rejected.text")
	case d.ReadAt == nil:
		return v.readingStatus(d, now)
	case d.Opened():
		return statusView{Badge: badge{"ok", "files", v.t("status.opened")}, Text: v.texts.count(v.lang, "status.inside", d.Inside), Since: *d.ReadAt}
	case d.CheckedAt == nil, d.CaseID == 0 && d.ObligationID != 0: // linked by hand: checked again
		return statusView{Badge: badge{"info", "refresh", v.t("status.checking")}, Text: v.t("status.checking.text"),
			Since: *d.ReadAt, Working: true}
	case d.TaskID != 0:
		return v.taskStatus(d, step, calendar.DateOf(now))
	case d.CaseID == 0:
		return statusView{Badge: badge{"warn", "help-circle", v.t("status.unplaced")}, Text: v.t("status.unplaced.text"),
			Since: *d.CheckedAt, Yours: true}
	}
	return statusView{Badge: badge{"wait", "clock", v.t("status.moving")}, Text: v.t("status.moving.text"), Since: d.SubmittedAt, Working: true}
}

func (v *visit) closedStatus(d storage.DocumentLine, b badge, key string) statusView {
	s := statusView{Badge: b, Text: v.t(key)}
	if d.ClosedAt != nil {
		s.Since = *d.ClosedAt
	}
	return s
}

func (v *visit) readingStatus(d storage.DocumentLine, now time.Time) statusView {
	s := statusView{Badge: badge{"info", "refresh", v.t("status.reading")}, Text: v.t("status.reading.text"),
		Since: d.SubmittedAt, Working: true}
	if now.Sub(d.SubmittedAt) > slowReading {
		s.Text = v.t("status.reading.slow")
	}
	return s
}

func (v *visit) taskStatus(d storage.DocumentLine, step string, today calendar.Date) statusView {
	s := statusView{DueOn: d.TaskDueOn, Because: d.TaskReason, Late: max(0, d.TaskDueOn.DaysUntil(today)),
		Yours: d.TaskRole == v.person.Role}
	if d.TaskOpenedAt != nil {
		s.Since = *d.TaskOpenedAt
	}
	if step == "" {
		step = v.t("role." + string(d.TaskRole))
	}
	s.Badge = badge{"info", "search", step}
	if d.TaskRole == reception.Operator {
		s.Badge = badge{"warn", "pencil", step}
	}
	s.Text = v.t("status.turn." + string(d.TaskRole))
	if s.Yours {
		s.Text = v.t("status.yours." + string(d.TaskRole))
	}
	return s
}

// documentBadge is the state of a document in a list.
func (v *visit) documentBadge(d storage.DocumentLine, now time.Time) badge {
	if d.TaskID != 0 {
		b := badge{"info", "search", v.t("list.at." + string(d.TaskRole))}
		if d.TaskRole == reception.Operator {
			b = badge{"warn", "pencil", b.Text}
		}
		return b
	}
	return v.statusOf(d, "", now).Badge
}
