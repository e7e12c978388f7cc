package workflow

import (
	"fmt"
	"slices"
	"strings"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// periods are the touched obligations of periods that are no longer expected, by
// what they are about (the slot is that part).
type periods map[place][]Obligation

func keptPeriods(stored []Obligation, wanted map[place]bool) periods {
	kept := periods{}
	for _, o := range stored {
		k, ofPeriod := papersOf(o)
		if !ofPeriod || o.Untouched() || o.Status == ObligationWithdrawn || wanted[placeOf(o)] {
			continue
		}
		kept[k] = append(kept[k], o)
	}
	return kept
}

// beside returns what was sent in the place of a row, with the row itself.
func (k periods) beside(row Obligation) periods {
	about, ofPeriod := papersOf(row)
	if !ofPeriod {
		return nil
	}
	return periods{about: append(slices.Clip(k[about]), row)}
}

// matter says that something was sent in the place of one of the papers.
func (k periods) matter(os []Obligation) bool {
	return slices.ContainsFunc(os, func(o Obligation) bool {
		left := k.leave(o)
		return len(left) != 1 || placeOf(left[0]) != placeOf(o)
	})
}

// leave returns what is still to be asked for of a paper: the paper where nothing
// was sent in its place, each run of its months of which nothing was, or nothing.
// What was sent of single days counts where all the days of a run were.
func (k periods) leave(o Obligation) []Obligation {
	about, ofPeriod := papersOf(o)
	sent := k[about]
	if !ofPeriod || len(sent) == 0 {
		return []Obligation{o}
	}
	if !o.ofMonths() {
		if slices.ContainsFunc(sent, func(p Obligation) bool { return p.For.Contains(o.For.Start) }) {
			return nil
		}
		return []Obligation{o}
	}
	var left []Obligation
	for _, run := range monthsLeft(o.For, sent) {
		if !everyDaySent(run, sent) {
			left = append(left, o.part(run))
		}
	}
	return left
}

// monthsLeft returns the runs of whole months of a period that no paper of months
// is about, oldest first.
func monthsLeft(p calendar.Period, sent []Obligation) (runs []calendar.Period) {
	for m := calendar.MonthOf(p.Start); !m.Start.After(p.End); m = m.Next() {
		if slices.ContainsFunc(sent, func(o Obligation) bool { return o.ofMonths() && o.For.Contains(m.Start) }) {
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

// everyDaySent says that there is a paper of each day of a period.
func everyDaySent(p calendar.Period, sent []Obligation) bool {
	for d := p.Start; !d.After(p.End); d = d.AddDays(1) {
		if !slices.ContainsFunc(sent, func(o Obligation) bool { return o.For.Contains(d) }) {
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
