package web

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// desk is when a page is looked at, and how many days before its date the office
// counts an obligation as due.
type desk struct {
	now   time.Time
	today calendar.Date // of now
	soon  int
	cal   calendar.Calendar // of the office, for a list that says when it reminds next
}

// read reads what a list of what is missing needs to know of its office.
func (d *desk) read(ctx context.Context, r *storage.Reader, office reception.OfficeID) (err error) {
	if d.soon, err = r.DueSoonDays(ctx, office); err != nil {
		return err
	}
	o, err := r.Office(ctx, office)
	if err != nil {
		return err
	}
	d.cal, err = calendarOf(ctx, r, o)
	return err
}

// works is a day, or the first working day of the office after it.
func (d desk) works(on calendar.Date) calendar.Date {
	if on.IsZero() || d.cal.IsWorkingDay(on) {
		return on
	}
	return d.cal.NextWorkingDay(on)
}

// desk is the desk of this moment; how many days count is for the page to read.
func (s *site) desk() desk {
	now := s.Engine.Now()
	return desk{now: now, today: calendar.DateOf(now)}
}

// standing says how an obligation stands.
func (d desk) standing(o workflow.Obligation) workflow.Standing {
	return o.StandingAt(d.now, d.soon)
}

// slotView is one obligation.
type slotView struct {
	storage.SlotLine
	Badge    badge
	Standing workflow.Standing
	CanSend  bool
	Action   string // where the upload goes
	Late     int    // calendar days
	// LateHours is by how many hours it was submitted after its hour, where the
	// hour counts.
	LateHours int
	First     bool // among what is to be done first: it says where and why
	Above     bool // it is shown there in full, so that a line is enough
	MendLate  int  // days past the date by which to complete it
	rank      int
}

// For is the period of the slot.
func (s slotView) For() calendar.Period { return s.Obligation().For }

// OfMonth says that the slot is about one month, as most are.
func (s slotView) OfMonth() bool {
	return s.What == "" && s.Recurrence != reception.Once && s.For().IsMonth()
}

// about writes what a slot is about in time: its period, what happened, what
// expires, or the start of an agreement.
func (g tongue) about(s slotView) string {
	on := s.WhatOn
	if on.IsZero() {
		on = s.PeriodEnd
	}
	kind, expires := strings.CutPrefix(string(s.What), "expiry:")
	switch {
	case s.Recurrence == reception.Once:
		return g.t.say(g.lang, "about.once")
	case s.What == "":
		return g.period(s.For())
	case expires:
		return g.t.say(g.lang, "about.expiry", g.kind(document.Kind(kind)), g.date(on))
	}
	of := g.t.or(g.lang, "about."+string(s.What), strings.ReplaceAll(string(s.What), "_", " "))
	of = g.t.say(g.lang, "about.on", of, g.date(on))
	if s.Reference != "" {
		of += " " + g.t.say(g.lang, "about.reference", s.Reference)
	}
	return of
}

// Due is the date of the slot.
func (s slotView) Due() calendar.Due { return s.Obligation().Due }

// CanDeclare says that the body may say that there is nothing to submit.
func (s slotView) CanDeclare() bool {
	return s.Status == workflow.ObligationOpen && s.DocumentID == 0
}

// Settled says that nothing is left to do for anybody.
func (s slotView) Settled() bool {
	switch s.Status {
	case workflow.ObligationAccepted, workflow.ObligationWaived, workflow.ObligationNothing:
		return true
	}
	return false
}

// Declared says that a declaration waits for the office.
func (s slotView) Declared() bool { return s.Status == workflow.ObligationDeclared }

// RefusedDeclaration says that the office refused the declaration and nothing
// came since.
func (s slotView) RefusedDeclaration() bool {
	return s.Status == workflow.ObligationOpen && s.Said == workflow.ActRefused
}

// obligationHref is the page of an obligation.
func obligationHref(id workflow.ObligationID) string { return fmt.Sprintf("/obligations/%d", id) }

// Href is the page of the obligation.
func (s slotView) Href() string { return obligationHref(s.ID) }

// Opens is what the name of the slot leads to: the document, else the
// obligation.
func (s slotView) Opens() string {
	if s.DocumentID != 0 {
		return documentHref(s.DocumentID)
	}
	return s.Href()
}

// showsProposal says that a date that rests on a proposal is marked as one: for the
// office, which is to confirm it, until it gives the date itself.
func (v *visit) showsProposal(proposed bool, o workflow.Obligation) bool {
	return proposed && v.isOffice() && o.FirstDueOn.IsZero()
}

// slot makes the view of an obligation.
func (v *visit) slot(l storage.SlotLine, d desk) slotView {
	o := l.Obligation()
	st := d.standing(o)
	l.Proposed = v.showsProposal(l.Proposed, o)
	s := slotView{SlotLine: l, Standing: st, Badge: v.standingBadge(o, st, d), rank: standingRank(st), Late: l.LateDays}
	if l.Status == workflow.ObligationOpen {
		s.Late = o.DaysLate(d.today)
	} else if l.FirstAt != nil {
		s.LateHours = o.LateAt(*l.FirstAt).Hours
	}
	if l.DocumentID != 0 && !l.Read {
		s.Badge = badge{"info", "refresh", v.t("status.reading")}
	}
	if l.Unreadable {
		s.Badge = badge{"warn", "warning-circle", v.t("status.unreadable")}
	} else if l.Unsigned {
		s.Badge = badge{"bad", "warning-circle", v.t("status.unsigned")}
	}
	switch l.Status {
	case workflow.ObligationOpen:
		s.CanSend, s.Action = true, obligationHref(l.ID)+"/uploads"
	case workflow.ObligationToComplete:
		s.CanSend, s.Action = true, fmt.Sprintf("/documents/%d/revisions", l.DocumentID)
		if !l.TaskDueOn.IsZero() {
			s.MendLate = max(0, l.TaskDueOn.DaysUntil(d.today))
		}
	}
	return s
}

// stripView is the obligations of every day of one kind and centre, in one line
// with a calendar of them behind it: thirty a month must not drown the rest.
type stripView struct {
	Kind       document.Kind
	CIG        string
	CentreCode string
	CentreName string
	First      bool // among what is to be done first
	Counts     stripCounts
	Badge      badge
	Months     []stripMonth
	Earlier    []stripCount // months that are only counted here
	Next       *dayView     // the first that waits for the body
	From, To   calendar.Date
	rank       int
}

// stripCounts says how the days stand.
type stripCounts struct{ All, Sent, Late, Due, ToComplete int }

// Left counts the days that wait for the body now.
func (c stripCounts) Left() int { return c.Late + c.Due + c.ToComplete }

// stripMonth is the days of one month, as a calendar lays them out.
type stripMonth struct {
	Month calendar.Period
	Days  []dayView
}

// stripCount is a month that is only counted.
type stripCount struct {
	Month calendar.Period
	Count int
}

// dayView is one day.
type dayView struct {
	Href  string
	On    calendar.Date
	DueOn calendar.Date
	Badge badge
	Mark  string // one character, beside the colour
	Skip  int    // column of the calendar, 1 for Monday; 0: the one after the day before
}

// Day is the day of the month.
func (d dayView) Day() int { return d.On.Day() }

// shownMonths is how many months of days a strip shows; earlier ones are
// counted, each with a way to its page.
const shownMonths = 2

// strips groups days by centre, kind and agreement, in the order in which they
// come.
func (v *visit) strips(lines []storage.DayLine, d desk) (out []stripView) {
	for i := 0; i < len(lines); {
		j := i + 1
		for j < len(lines) && sameStrip(lines[i], lines[j]) {
			j++
		}
		out = append(out, v.strip(lines[i:j], d))
		i = j
	}
	return out
}

func sameStrip(a, b storage.DayLine) bool {
	return a.CentreCode == b.CentreCode && a.Kind == b.Kind && a.CIG == b.CIG
}

// strip makes one line of days that are of one kind and centre.
func (v *visit) strip(lines []storage.DayLine, d desk) stripView {
	l := lines[0]
	s := stripView{Kind: l.Kind, CIG: l.CIG, CentreCode: l.CentreCode, CentreName: l.CentreName,
		From: l.On, To: lines[len(lines)-1].On, rank: standingRank(workflow.Standing(workflow.ObligationAccepted))}
	for _, l := range lines {
		st := d.standing(l.Obligation())
		s.Counts.add(l.Status, st)
		if r := standingRank(st); r < s.rank {
			s.rank, s.Badge = r, v.standingBadge(l.Obligation(), st, d)
		}
		day := v.day(l, st, d)
		if s.Next == nil && (l.Status == workflow.ObligationOpen || l.Status == workflow.ObligationToComplete) {
			s.Next = &day
		}
		s.addDay(day)
	}
	s.Badge = v.stripBadge(s)
	if n := len(s.Months) - shownMonths; n > 0 {
		for _, m := range s.Months[:n] {
			s.Earlier = append(s.Earlier, stripCount{m.Month, len(m.Days)})
		}
		s.Months = s.Months[n:]
	}
	return s
}

func (s *stripView) addDay(d dayView) {
	m := calendar.MonthOf(d.On)
	if n := len(s.Months); n == 0 || s.Months[n-1].Month != m {
		s.Months = append(s.Months, stripMonth{Month: m})
	}
	days := &s.Months[len(s.Months)-1].Days
	if n := len(*days); n == 0 || !(*days)[n-1].On.AddDays(1).Equal(d.On) {
		d.Skip = (int(d.On.Weekday())+6)%7 + 1
	}
	*days = append(*days, d)
}

func (c *stripCounts) add(status workflow.ObligationStatus, st workflow.Standing) {
	c.All++
	switch {
	case st == workflow.Overdue:
		c.Late++
	case st == workflow.DueSoon:
		c.Due++
	case status == workflow.ObligationToComplete:
		c.ToComplete++
	case status != workflow.ObligationOpen:
		c.Sent++
	}
}

// stripBadge says the worst of a strip with how many days it is about.
func (v *visit) stripBadge(s stripView) badge {
	c := s.Counts
	switch {
	case c.Late > 0:
		return badge{"bad", "warning-circle", v.texts.count(v.lang, "strip.late", c.Late)}
	case c.ToComplete > 0:
		return badge{"warn", "pencil", v.texts.count(v.lang, "strip.to_complete", c.ToComplete)}
	case c.Due > 0:
		return badge{"warn", "clock", v.texts.count(v.lang, "strip.due", c.Due)}
	case c.Sent == c.All:
		return badge{"ok", "check-circle", v.t("strip.done")}
	}
	return badge{"wait", "calendar", v.t("standing.upcoming")}
}

// day makes the view of one day.
func (v *visit) day(l storage.DayLine, st workflow.Standing, d desk) dayView {
	out := dayView{Href: obligationHref(l.ID), On: l.On, DueOn: l.DueOn, Badge: v.standingBadge(l.Obligation(), st, d)}
	switch {
	case st == workflow.Overdue:
		out.Mark = "!"
	case st == workflow.DueSoon:
		out.Mark = "…"
	case l.Status == workflow.ObligationOpen:
		out.Mark = "·"
	case l.Status == workflow.ObligationToComplete || l.Status == workflow.ObligationRejected:
		out.Mark = "×"
	case l.Status == workflow.ObligationWaived || l.Status == workflow.ObligationNothing || l.Status == workflow.ObligationDeclared:
		out.Mark = "–"
	default:
		out.Mark = "✓"
	}
	return out
}

// byAttention orders slots: what asks for more comes first.
func byAttention(slots []slotView) {
	slices.SortStableFunc(slots, func(a, b slotView) int { return cmp.Compare(a.rank, b.rank) })
}
