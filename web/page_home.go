package web

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gorilla/mux"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/storage"
	"github.com/insiemi/insiemi/workflow"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// homeView is the operator's home: the month first, the slots second.
type homeView struct {
	Month      calendar.Period
	Prev, Next calendar.Period
	Default    bool // the month whose papers are due now
	Counts     homeCounts
	Mend       []slotView // waits for the body, in any month
	Unplaced   int        // documents that wait for the body to say what they are for
	Agreements []agreementGroup
	Upload     uploadView
	Live       liveView
}

// homeCounts says how far the month is.
type homeCounts struct {
	All, Sent, Accepted, Open, Overdue, ToComplete int
	NextDue                                        calendar.Date // of what is still to be sent; zero: nothing
}

// agreementGroup is an agreement with its slots.
type agreementGroup struct {
	Title  string
	CIG    string
	Groups []slotGroup
}

// slotGroup is the slots of one centre, or those of the agreement as a whole.
type slotGroup struct {
	Title string // "" for the agreement as a whole
	Code  string
	Slots []slotView
	rank  int
}

// slotView is one obligation.
type slotView struct {
	storage.SlotLine
	Badge   badge
	CanSend bool
	Action  string // where the upload goes
	Late    int
	First   bool // among what is to be done first: it says why
	rank    int
}

// For is the period of the slot.
func (s slotView) For() calendar.Period { return s.Obligation().For }

// uploadView is what an upload form must know.
type uploadView struct {
	Limit int64 // bytes
}

// liveView marks the part of a page that looks again by itself.
type liveView struct {
	Stamp   string // changes with what is shown
	Working bool   // machines are at something shown here
}

// home sends everybody to the page where their work starts.
func (s *site) home(v *visit) error {
	switch v.person.Role {
	case reception.Operator:
		return s.showMonth(v, calendar.MonthOf(s.Engine.Today()).Previous())
	case reception.Administrator:
		return v.redirect("/overview")
	}
	return v.redirect("/tasks")
}

func (s *site) monthPage(v *visit) error {
	p, err := v.pathMonth()
	if err != nil {
		return err
	}
	return s.showMonth(v, p)
}

// pathMonth reads the month of the path.
func (v *visit) pathMonth() (calendar.Period, error) {
	p, err := calendar.ParseMonth(mux.Vars(v.r)["month"])
	if err != nil || p.Start.Year() < 2000 || p.Start.Year() > 2100 {
		return calendar.Period{}, workflow.Refuse(workflow.NotFound, "month.unknown",
			"Questo mese non esiste. Scegliere un mese con le frecce della pagina iniziale.",
			"There is no such month. Choose one with the arrows on the home page.")
	}
	return p, nil
}

func (s *site) showMonth(v *visit, month calendar.Period) error {
	today := s.Engine.Today()
	var slots, mend []storage.SlotLine
	var files storage.WaitingFiles
	err := s.DB.Read(v.r.Context(), v.scope(), func(r *storage.Reader) (err error) {
		if slots, err = r.SlotsOfMonth(v.r.Context(), v.person.BodyID, month); err != nil {
			return fmt.Errorf("slots of %s: %w", month.Key(), err)
		}
		if files, err = r.WaitingFiles(v.r.Context(), s.Now().Add(-slowReading)); err != nil {
			return fmt.Errorf("documents that wait: %w", err)
		}
		mend, err = r.SlotsToMend(v.r.Context(), v.person.BodyID, today.AddDays(workflow.DueSoonDays))
		return err
	})
	if err != nil {
		return err
	}
	view := homeView{Month: month, Prev: month.Previous(), Next: month.Next(),
		Default: month == calendar.MonthOf(today).Previous(), Upload: uploadView{s.UploadLimit}}
	for _, l := range mend {
		first := v.slot(l, today)
		first.First = true
		view.Mend = append(view.Mend, first)
	}
	view.Agreements, view.Counts = v.groupSlots(slots, today)
	view.Unplaced = files.Unplaced
	view.Live = liveOf(slots, files)
	f := frame{Title: v.t("home.title")}
	if view.Live.Working {
		f.Refresh = 5
	}
	return s.pageIn(v, http.StatusOK, "home", f, view)
}

// slot makes the view of an obligation.
func (v *visit) slot(l storage.SlotLine, today calendar.Date) slotView {
	o := l.Obligation()
	s := slotView{SlotLine: l, Badge: v.standingBadge(o, today), rank: standingRank(o.StandingOn(today)), Late: o.DaysLate(today)}
	if l.DocumentID != 0 && !l.Read {
		s.Badge = badge{"info", "refresh", v.t("status.reading")}
	}
	switch l.Status {
	case workflow.ObligationOpen:
		s.CanSend, s.Action = true, fmt.Sprintf("/obligations/%d/uploads", l.ID)
	case workflow.ObligationToComplete:
		s.CanSend, s.Action = true, fmt.Sprintf("/documents/%d/revisions", l.DocumentID)
	}
	return s
}

// groupSlots orders slots by agreement and centre, what is late first.
func (v *visit) groupSlots(lines []storage.SlotLine, today calendar.Date) (out []agreementGroup, c homeCounts) {
	agreement := map[reception.AgreementID]int{}
	for _, l := range lines {
		s := v.slot(l, today)
		c.add(s, today)
		i, ok := agreement[l.AgreementID]
		if !ok {
			i = len(out)
			agreement[l.AgreementID] = i
			out = append(out, agreementGroup{Title: l.AgreementTitle, CIG: l.CIG})
		}
		out[i].add(s)
	}
	for i := range out {
		for _, g := range out[i].Groups {
			slices.SortStableFunc(g.Slots, func(a, b slotView) int { return cmp.Compare(a.rank, b.rank) })
		}
		slices.SortStableFunc(out[i].Groups, func(a, b slotGroup) int { return cmp.Compare(a.rank, b.rank) })
	}
	return out, c
}

// add puts a slot into the group of its centre. Groups come in the order of
// centres, so the last one is the only candidate.
func (a *agreementGroup) add(s slotView) {
	n := len(a.Groups)
	if n == 0 || a.Groups[n-1].Code != s.CentreCode {
		a.Groups = append(a.Groups, slotGroup{Title: s.CentreName, Code: s.CentreCode, rank: s.rank})
		n++
	}
	g := &a.Groups[n-1]
	g.Slots = append(g.Slots, s)
	g.rank = min(g.rank, s.rank)
}

func (c *homeCounts) add(s slotView, today calendar.Date) {
	c.All++
	switch s.Status {
	case workflow.ObligationOpen:
		c.Open++
		if s.DueOn.Before(today) {
			c.Overdue++
		} else if c.NextDue.IsZero() || s.DueOn.Before(c.NextDue) {
			c.NextDue = s.DueOn
		}
	case workflow.ObligationToComplete:
		c.ToComplete++
	case workflow.ObligationAccepted:
		c.Accepted++
		c.Sent++
	default:
		c.Sent++
	}
}

// liveOf stamps what is shown of slots, so that the page knows when to change.
func liveOf(lines []storage.SlotLine, files storage.WaitingFiles) (l liveView) {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %d ", files.Unplaced, files.Working)
	l.Working = files.Working > 0
	for _, s := range lines {
		fmt.Fprintf(&b, "%d%s%d%t%d ", s.ID, s.Status, s.RevisionNumber, s.Read, s.Findings)
		l.Working = l.Working || (s.DocumentID != 0 && !s.Read)
	}
	l.Stamp = stamp(b.String())
	return l
}
