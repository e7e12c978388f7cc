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
//
// What waits for the body stands on top of every month, whatever its period:
// what is late, what is to be completed, and what is due within the office's
// days. Below it each obligation is in exactly one month (see SlotsOfMonth in
// package storage), so that nothing is ever out of sight.
type homeView struct {
	Month      calendar.Period
	Prev, Next calendar.Period
	Default    bool // the month whose papers are due now
	Today      calendar.Date
	Counts     homeCounts
	Waiting    []waitingView
	Unplaced   int // documents that wait for the body to say what they are for
	Groups     []slotGroup
	Upload     uploadView
	Live       liveView
	Findings   storage.FindingCounts // on what is not decided
	Done       string
}

// Waits says that something waits for the body.
func (h homeView) Waits() bool { return len(h.Waiting) > 0 || h.Unplaced > 0 }

// homeCounts says how far the month is. A day of what is owed every day counts
// as one.
type homeCounts struct {
	All, Sent, Open int
	NextDue         calendar.Date // of what is still to be sent and not late; zero: nothing
}

// waitingView is what waits for the body in one way: late, to be completed, due.
type waitingView struct {
	ID     string // "late", "to_complete", "due"
	Badge  badge
	Short  string // after a count
	Count  int
	Slots  []slotView
	More   []slotView // beyond the first ones, folded
	Strips []stripView
}

// slotGroup is the slots of one centre, of one agreement as a whole, or of the
// whole body.
type slotGroup struct {
	Code   string // of the centre; "" for an agreement or the body
	Title  string
	CIG    string
	Slots  []slotView
	Strips []stripView
	Done   []slotView  // settled, folded
	Past   []stripView // all of whose days were submitted, folded
	rank   int
}

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

// homeShown is what one snapshot says of a body and a month.
type homeShown struct {
	desk
	slots, mend    []storage.SlotLine
	days, mendDays []storage.DayLine
	files          storage.WaitingFiles
	found          storage.FindingCounts
}

// loadMonth reads the home of the visitor's body.
func (s *site) loadMonth(v *visit, month calendar.Period) (h homeShown, err error) {
	h.desk = s.desk()
	ctx, body := v.r.Context(), v.person.BodyID
	err = s.DB.Read(ctx, v.scope(), func(r *storage.Reader) (err error) {
		if h.soon, err = r.DueSoonDays(ctx, v.person.OfficeID); err != nil {
			return fmt.Errorf("days of the office: %w", err)
		}
		due := h.today.AddDays(h.soon)
		if h.mend, err = r.SlotsToMend(ctx, body, due); err != nil {
			return fmt.Errorf("what waits for body %d: %w", body, err)
		}
		if h.mendDays, err = r.DaysToMend(ctx, body, due); err != nil {
			return fmt.Errorf("days that wait for body %d: %w", body, err)
		}
		if h.slots, err = r.SlotsOfMonth(ctx, body, month); err != nil {
			return fmt.Errorf("slots of %s: %w", month.Key(), err)
		}
		if h.days, err = r.DaysOfMonth(ctx, body, month); err != nil {
			return fmt.Errorf("days of %s: %w", month.Key(), err)
		}
		if h.files, err = r.WaitingFiles(ctx, body, s.Now().Add(-slowReading)); err != nil {
			return fmt.Errorf("documents that wait: %w", err)
		}
		if h.found, err = r.OpenFindings(ctx, forOffice()); err != nil {
			return fmt.Errorf("count findings: %w", err)
		}
		return nil
	})
	return h, err
}

func (s *site) showMonth(v *visit, month calendar.Period) error {
	h, err := s.loadMonth(v, month)
	if err != nil {
		return err
	}
	view := homeView{Month: month, Prev: month.Previous(), Next: month.Next(), Today: h.today,
		Default: month == calendar.MonthOf(h.today).Previous(), Upload: uploadView{s.UploadLimit}, Done: v.doneText()}
	view.Waiting = v.waiting(h)
	view.Groups = v.groupSlots(h)
	view.Counts = countMonth(h)
	view.Unplaced, view.Findings = h.files.Unplaced, h.found
	view.Live = liveOf(h)
	f := frame{Title: v.t("home.title")}
	if view.Live.Working {
		f.Refresh = 5
	}
	return s.pageIn(v, http.StatusOK, "home", f, view)
}

// shownFirst is how many slots of a kind of waiting are shown without asking.
const shownFirst = 12

// waiting sorts what waits for the body: late, to be completed, due.
func (v *visit) waiting(h homeShown) (out []waitingView) {
	all := []waitingView{
		{ID: "late", Badge: badge{"bad", "warning-circle", v.t("waiting.late")}, Short: v.t("waiting.late.short")},
		{ID: "to_complete", Badge: badge{"warn", "pencil", v.t("waiting.to_complete")}, Short: v.t("waiting.to_complete.short")},
		{ID: "due", Badge: badge{"warn", "clock", v.t("waiting.due", tongue{v.lang, v.texts}.weekday(h.today.AddDays(h.soon)))}, Short: v.t("waiting.due.short")},
	}
	for _, l := range h.mend {
		s := v.slot(l, h.desk)
		s.First = true
		w := &all[waitsAs(s.Standing)]
		w.Count++
		if w.Slots = append(w.Slots, s); len(w.Slots) > shownFirst {
			w.More, w.Slots = append(w.More, s), w.Slots[:shownFirst]
		}
	}
	for i := range all {
		var days []storage.DayLine
		for _, l := range h.mendDays {
			if waitsAs(h.standing(l.Obligation())) == i {
				days = append(days, l)
			}
		}
		all[i].Count += len(days)
		all[i].Strips = v.strips(days, h.desk)
		for j := range all[i].Strips {
			all[i].Strips[j].First = true
		}
		if all[i].Count > 0 {
			out = append(out, all[i])
		}
	}
	return out
}

// waitsAs is the place of a standing among what waits for the body.
func waitsAs(st workflow.Standing) int {
	switch st {
	case workflow.Overdue:
		return 0
	case workflow.Standing(workflow.ObligationToComplete):
		return 1
	}
	return 2
}

// groupSlots puts the month into groups: what is late first, then in the order
// of centres; what is about all centres comes after them.
func (v *visit) groupSlots(h homeShown) []slotGroup {
	var out []slotGroup
	at := map[string]int{}
	group := func(code, name, cig, title string) *slotGroup {
		key := "centre " + code
		if code == "" {
			key = "agreement " + cig
		} else {
			cig, title = "", name
		}
		i, ok := at[key]
		if !ok {
			i, at[key] = len(out), len(out)
			out = append(out, slotGroup{Code: code, Title: title, CIG: cig, rank: settledRank})
		}
		return &out[i]
	}
	above := map[workflow.ObligationID]bool{}
	for _, l := range h.mend {
		above[l.ID] = true
	}
	for _, l := range h.slots {
		s := v.slot(l, h.desk)
		s.Above = above[l.ID]
		group(l.CentreCode, l.CentreName, l.CIG, l.AgreementTitle).add(s)
	}
	for _, s := range v.strips(h.days, h.desk) {
		g := group(s.CentreCode, s.CentreName, s.CIG, "")
		if g.rank = min(g.rank, s.rank); s.Counts.Sent == s.Counts.All {
			g.Past = append(g.Past, s)
		} else {
			g.Strips = append(g.Strips, s)
		}
	}
	for _, g := range out {
		byAttention(g.Slots)
	}
	slices.SortStableFunc(out, func(a, b slotGroup) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.place(), b.place()), cmp.Compare(a.Code, b.Code))
	})
	return out
}

// Folded counts what is folded, a line for each.
func (g slotGroup) Folded() int { return len(g.Done) + len(g.Past) }

// place orders groups that ask for the same attention: centres, agreements, the
// body.
func (g slotGroup) place() int {
	switch {
	case g.Code != "":
		return 0
	case g.CIG != "":
		return 1
	}
	return 2
}

// add puts a slot into the group; what is settled is folded.
func (g *slotGroup) add(s slotView) {
	if s.Settled() {
		g.Done = append(g.Done, s)
		return
	}
	g.Slots, g.rank = append(g.Slots, s), min(g.rank, s.rank)
}

// countMonth says how far the month is.
func countMonth(h homeShown) (c homeCounts) {
	for _, l := range h.slots {
		c.add(l.Obligation(), h.today)
	}
	for _, l := range h.days {
		c.add(l.Obligation(), h.today)
	}
	return c
}

func (c *homeCounts) add(o workflow.Obligation, today calendar.Date) {
	c.All++
	switch o.Status {
	case workflow.ObligationOpen:
		c.Open++
		if on := o.Due.On; !on.Before(today) && (c.NextDue.IsZero() || on.Before(c.NextDue)) {
			c.NextDue = on
		}
	case workflow.ObligationToComplete:
		c.Open++
	case workflow.ObligationDeclared: // the office has not answered
	default:
		c.Sent++
	}
}

// liveOf stamps what is shown, so that the page knows when to change.
func liveOf(h homeShown) (l liveView) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %d %d ", h.today, h.files.Unplaced, h.files.Working)
	l.Working = h.files.Working > 0
	for _, lines := range [][]storage.SlotLine{h.mend, h.slots} {
		for _, s := range lines {
			fmt.Fprintf(&b, "%d%s%s%d%t%d ", s.ID, s.Status, s.DueOn, s.RevisionNumber, s.Read, s.Findings)
			l.Working = l.Working || (s.DocumentID != 0 && !s.Read)
		}
	}
	for _, lines := range [][]storage.DayLine{h.mendDays, h.days} {
		for _, s := range lines {
			fmt.Fprintf(&b, "%d%s%d%t ", s.ID, s.Status, s.DocumentID, s.Read)
			l.Working = l.Working || (s.DocumentID != 0 && !s.Read)
		}
	}
	l.Stamp = stamp(b.String())
	return l
}
