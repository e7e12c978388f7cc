package workflow

import (
	"fmt"
	"slices"
	"strings"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// periods are the rows that stand in the way of others, by what they are about
// (the slot is that part), with the rows of the same papers.
type periods struct {
	rows map[place][]Obligation // those in the way
	all  map[place][]Obligation // those, and what stands beside them
}

// keptPeriods finds the rows of periods that are no longer expected and stay all
// the same: those that somebody touched, and those whose date has passed and
// some of whose days others ask for now.
func keptPeriods(stored, expected []Obligation, wanted map[place]bool, today calendar.Date) periods {
	k := periods{map[place][]Obligation{}, map[place][]Obligation{}}
	asked := map[place][]Obligation{}
	for _, o := range expected {
		if about, ofPeriod := papersOf(o); ofPeriod {
			asked[about] = append(asked[about], o)
		}
	}
	for _, o := range stored {
		if about, ofPeriod := papersOf(o); ofPeriod && o.Status != ObligationWithdrawn {
			k.all[about] = append(k.all[about], o)
		}
	}
	for about, rows := range k.all {
		for _, o := range rows {
			if !wanted[placeOf(o)] && (!o.Untouched() || o.passed(today) && k.succeeded(o, asked[about])) {
				k.rows[about] = append(k.rows[about], o)
			}
		}
	}
	return k
}

// succeeded says that others ask for some days of a row in its place.
func (k periods) succeeded(row Obligation, asked []Obligation) bool {
	return slices.ContainsFunc(asked, func(o Obligation) bool {
		return !k.wereBeside(row, o) && slices.ContainsFunc(o.owes, func(days calendar.Period) bool {
			_, shared := common(days, row.For)
			return shared
		})
	})
}

// wereBeside says that a paper is of another template than a row, and was asked
// for beside it: there are rows of its template of the same days.
func (k periods) wereBeside(row, o Obligation) bool {
	if row.RequirementID == o.RequirementID {
		return false
	}
	about, _ := papersOf(row)
	return slices.ContainsFunc(k.all[about], func(other Obligation) bool {
		_, shared := common(other.For, row.For)
		return shared && other.RequirementID == o.RequirementID
	})
}

// has says that a row is one that stands in the way.
func (k periods) has(row Obligation) bool {
	about, ofPeriod := papersOf(row)
	return ofPeriod && slices.ContainsFunc(k.rows[about], func(o Obligation) bool { return o.Slot == row.Slot })
}

// beside returns the rows in the way of a paper with its own row among them.
func (k periods) beside(row Obligation) periods {
	about, ofPeriod := papersOf(row)
	if !ofPeriod {
		return periods{}
	}
	return periods{map[place][]Obligation{about: append(slices.Clip(k.rows[about]), row)}, k.all}
}

// matter says that something stands in the way of one of the papers.
func (k periods) matter(os []Obligation) bool {
	return slices.ContainsFunc(os, func(o Obligation) bool {
		left := k.leave(o)
		return len(left) != 1 || placeOf(left[0]) != placeOf(o)
	})
}

// leave returns what is still to be asked for of a paper: the paper where nothing
// stands in its way, each run of its months that are left and of which something
// is owed, or nothing. What was sent of single days counts where all the days
// that are owed were.
func (k periods) leave(o Obligation) []Obligation {
	about, ofPeriod := papersOf(o)
	if !ofPeriod {
		return []Obligation{o}
	}
	sent := slices.DeleteFunc(slices.Clone(k.rows[about]), func(row Obligation) bool { return row.Slot != o.Slot && k.wereBeside(row, o) })
	if !slices.ContainsFunc(sent, func(row Obligation) bool { _, shared := common(row.For, o.For); return shared }) {
		return []Obligation{o}
	}
	if !o.ofMonths() {
		if slices.ContainsFunc(sent, func(p Obligation) bool { return p.For.Contains(o.For.Start) }) {
			return nil
		}
		return []Obligation{o}
	}
	ofMonths := func(row Obligation) bool { _, shared := common(row.For, o.For); return shared && row.ofMonths() }
	runs := []calendar.Period{o.For}
	if slices.ContainsFunc(sent, ofMonths) {
		runs = o.monthsLeft(sent)
	}
	var left []Obligation
	for _, run := range runs {
		if !o.everyDaySent(run, sent) {
			left = append(left, o.part(run))
		}
	}
	return left
}

// monthsLeft returns the runs of whole months, oldest first, of which something is
// owed and that no paper of months is about.
func (o Obligation) monthsLeft(sent []Obligation) (runs []calendar.Period) {
	for m := calendar.MonthOf(o.For.Start); !m.Start.After(o.For.End); m = m.Next() {
		if !o.owedIn(m) || slices.ContainsFunc(sent, func(p Obligation) bool { return p.ofMonths() && p.For.Contains(m.Start) }) {
			continue
		}
		if last := len(runs) - 1; last >= 0 && runs[last].End.AddDays(1).Equal(m.Start) {
			runs[last].End = m.End
		} else {
			runs = append(runs, m)
		}
	}
	return runs
}

// owedIn says that something of the days is owed.
func (o Obligation) owedIn(days calendar.Period) bool {
	return slices.ContainsFunc(o.owes, func(p calendar.Period) bool { _, shared := common(p, days); return shared })
}

// everyDaySent says that there is a paper of each day of a period that is owed.
func (o Obligation) everyDaySent(p calendar.Period, sent []Obligation) bool {
	for d := p.Start; !d.After(p.End); d = d.AddDays(1) {
		if o.owedIn(calendar.Period{Start: d, End: d}) && !slices.ContainsFunc(sent, func(s Obligation) bool { return s.For.Contains(d) }) {
			return false
		}
	}
	return true
}

// part returns the obligation of a run of its months, due when the whole is. One
// that reaches to the end keeps its name when the agreement that cuts it is
// extended; the last days of it are then counted from its own months. The
// derivation of an earlier one goes on naming the whole, from whose end it counts.
func (o Obligation) part(run calendar.Period) Obligation {
	about, _ := aboutSlot(o.Slot)
	n := 0
	if _, err := fmt.Sscanf(o.Slot[strings.LastIndex(o.Slot, "/"):], "/%dm", &n); err != nil || run == o.For {
		return o
	}
	for m := calendar.MonthOf(o.For.Start); m.Start.Before(run.Start); m = m.Next() {
		n--
	}
	if run.End.Before(o.For.End) {
		n = 0
		for m := calendar.MonthOf(run.Start); !m.Start.After(run.End); m = m.Next() {
			n++
		}
	} else {
		o.Due.Derivation.Steps = slices.Clone(o.Due.Derivation.Steps)
		for i, s := range o.Due.Derivation.Steps {
			if s.Of == calendar.AnchorPeriod && s.Period == o.For {
				o.Due.Derivation.Steps[i].Period.Start = run.Start
			}
		}
	}
	o.For, o.Slot = run, about+"/"+key(run.Start, n, "m")
	return o
}

// papersOf is where the papers of one kind about one thing stand, whatever their
// periods; ok is false for a paper of no period.
func papersOf(o Obligation) (p place, ok bool) {
	about, ok := aboutSlot(o.Slot)
	return place{o.BodyID, o.Kind, about}, ok
}

// aboutSlot returns what the slot of a period is about; ok is false for others.
func aboutSlot(slot string) (about string, ok bool) {
	parts := strings.Split(slot, "/")
	return parts[0], len(parts) == 3
}

// ofMonths says that the paper is about a month or several.
func (o Obligation) ofMonths() bool {
	if o.Slot == "" {
		return o.For.IsMonth()
	}
	_, ok := aboutSlot(o.Slot)
	return ok && strings.HasSuffix(o.Slot, "m")
}

// ofDay says that the paper is about a day, as those of every day are.
func (o Obligation) ofDay() bool {
	_, ok := aboutSlot(o.Slot)
	return ok && strings.HasSuffix(o.Slot, "d")
}
