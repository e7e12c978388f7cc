package check

import (
	"fmt"
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// cover is which days of which centres something is about.
type cover map[reception.CentreID]map[calendar.Date]bool

// add puts the days of a period into the cover of a centre: those on which the
// centre was open.
func (c cover) add(centre reception.Centre, p calendar.Period) {
	if c[centre.ID] == nil {
		c[centre.ID] = map[calendar.Date]bool{}
	}
	for d := p.Start; !d.After(p.End); d = d.AddDays(1) {
		if d.Before(centre.OpenedOn) || !centre.ClosedOn.IsZero() && d.After(centre.ClosedOn) {
			continue
		}
		c[centre.ID][d] = true
	}
}

// months returns the days of the cover of a centre by month, in order.
func (c cover) months(id reception.CentreID) (keys []calendar.Period, days map[calendar.Period][]int) {
	days = map[calendar.Period][]int{}
	for d := range c[id] {
		m := calendar.MonthOf(d)
		days[m] = append(days[m], d.Day())
	}
	for m := range days {
		slices.Sort(days[m])
		keys = append(keys, m)
	}
	slices.SortFunc(keys, func(a, b calendar.Period) int { return b.Start.DaysUntil(a.Start) })
	return keys, days
}

// census is the presences that the registers tell for a cover.
type census struct {
	tally
	parts   []part
	missing []words // centres and months without a register
	blind   []words // with a register in which days can't be counted
	waived  []words // whose register the office does not ask for
	unread  int     // cells of those days that were not read
	open    []words // where the presences are that are in doubt, a register's row each
}

// part is what one register adds to a census.
type part struct {
	name words
	tally
	in Input
}

// complete says that every register was there and could be counted.
func (c census) complete() bool { return len(c.missing)+len(c.blind)+len(c.waived) == 0 }

// take counts the cover in the registers of the agreement's centres.
func (d *desk) take(a *reception.Agreement, c cover) census {
	return d.tour(a, c, (*sheet).count)
}

// tour asks something of the days of a cover in each register of the agreement's
// centres.
func (d *desk) tour(a *reception.Agreement, c cover, ask func(*sheet, []int) (tally, Input, bool)) census {
	var out census
	for _, centre := range d.Centres {
		months, days := c.months(centre.ID)
		for _, m := range months {
			w := periodWords(m)
			name := words{centre.Code + " (" + w.it + ")", centre.Code + " (" + w.en + ")"}
			s := d.register(a.ID, centre.ID, m)
			if s == nil {
				out.without(d.registerOwed(centre.ID, m), name)
				continue
			}
			t, in, ok := ask(s, days[m])
			if !ok {
				out.blind = append(out.blind, name)
				continue
			}
			out.parts = append(out.parts, part{name, t, in})
			out.tally = out.plus(t)
			out.open = append(out.open, s.openOn(days[m])...)
			for _, day := range days[m] {
				out.unread += s.unreadOn(0, day)
			}
		}
	}
	return out
}

// without adds a centre and month of which there is no register: nobody was there
// where the office acknowledged that there is nothing to submit.
func (c *census) without(s OwedState, name words) {
	switch s {
	case OwedNothing:
		c.parts = append(c.parts, part{name, tally{}, registry(words{"niente da trasmettere, con presa d'atto: registro di " + name.it, "nothing to submit, acknowledged: register of " + name.en}, same("0"), calendar.Date{})})
	case OwedWaived:
		c.waived = append(c.waived, name)
	default:
		c.missing = append(c.missing, name)
	}
}

// registerOwed is what became of the register of a centre and month, "" where it is
// not known to be owed.
func (d *desk) registerOwed(c reception.CentreID, m calendar.Period) OwedState {
	for _, o := range d.Owed {
		if o.Kind == document.Register && o.Centre == c && o.For == m {
			return o.State
		}
	}
	return ""
}

// register returns the register of a centre and month that counts: one sent for
// the agreement before any other, an approved one before one under way, the
// latest before earlier ones. It is nil when there is none.
func (d *desk) register(a reception.AgreementID, c reception.CentreID, m calendar.Period) *sheet {
	var other *sheet
	for _, s := range d.sheets {
		if s.centre.ID != c || s.month != m || s.mislaid || s.Reading.Error != nil {
			continue
		}
		if s.Obligation != nil && s.Obligation.Agreement == a {
			return s
		}
		if other == nil {
			other = s
		}
	}
	return other
}

// lines tells the addition: one line a register, and the sum.
func (c census) lines() (it, en []string) {
	for _, p := range c.parts {
		it = append(it, fmt.Sprintf("%s: %s presenze", p.name.it, count(p.n).it))
		en = append(en, fmt.Sprintf("%s: %s presences", p.name.en, count(p.n).en))
	}
	if len(c.parts) > 1 {
		it = append(it, fmt.Sprintf("totale dei registri: %s presenze", count(c.n).it))
		en = append(en, fmt.Sprintf("total of the registers: %s presences", count(c.n).en))
	}
	return it, en
}

func (c census) inputs() []Input {
	out := make([]Input, len(c.parts))
	for i, p := range c.parts {
		out[i] = p.in
	}
	return out
}

func split(all []words) (it, en []string) {
	for _, w := range all {
		it, en = append(it, w.it), append(en, w.en)
	}
	return it, en
}
