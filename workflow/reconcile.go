package workflow

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Changes are what makes stored obligations follow what is expected. What is
// changed, withdrawn or revived carries the id of its row.
type Changes struct {
	Add      []Obligation
	Rest     []Obligation // to add too, at once: the days that a paper which was sent leaves out
	Change   []Obligation // open and untouched ones, as they are from now on
	Withdraw []Obligation // no longer owed
	Revive   []Obligation // withdrawn before, owed again
}

// IsZero says that there is nothing to do.
func (c Changes) IsZero() bool {
	return len(c.Add)+len(c.Rest)+len(c.Change)+len(c.Withdraw)+len(c.Revive) == 0
}

// Reconcile compares what is expected with what is stored of the same scope.
// Obligations for which something was received, or about which people said
// something that stands, are never changed. Neither is a paper asked for again
// some of whose months are those of one that the registry no longer makes owed:
// who sent the paper of two months owes none of either, and who sent that of a
// month owes none of a longer time with it. Where what was sent ends before what
// is expected in its place, the days that are left are owed by themselves.
func Reconcile(expected, stored []Obligation) Changes {
	var c Changes
	rows := make(map[place]Obligation, len(stored))
	for _, o := range stored {
		rows[placeOf(o)] = o
	}
	wanted := make(map[place]bool, len(expected))
	for _, o := range expected {
		wanted[placeOf(o)] = true
	}
	whole := len(expected)
	expected = withRests(expected, rows, wanted)
	kept := keptPeriods(stored, wanted)
	for i, o := range expected {
		row, there := rows[placeOf(o)]
		o.ID = row.ID
		switch {
		case !there && i >= whole:
			c.Rest = append(c.Rest, o)
		case (!there || row.Status == ObligationWithdrawn) && kept.hold(o):
		case !there:
			c.Add = append(c.Add, o)
		case row.Status == ObligationWithdrawn:
			c.Revive = append(c.Revive, o)
		case row.Untouched() && !follows(row, o):
			c.Change = append(c.Change, o)
		}
	}
	for _, o := range stored {
		if o.Untouched() && !wanted[placeOf(o)] {
			c.Withdraw = append(c.Withdraw, o)
		}
	}
	return c
}

// KeepPast leaves out of the changes those that would move a date that has
// passed, or move one into the past: by that date the body is late or was in
// time, whatever a template says later. Such a row keeps its version too.
func KeepPast(changes, stored []Obligation, today calendar.Date) []Obligation {
	rows := make(map[ObligationID]Obligation, len(stored))
	for _, o := range stored {
		rows[o.ID] = o
	}
	var out []Obligation
	for _, o := range changes {
		row := rows[o.ID]
		if row.Due.On.Before(today) || o.Due.On.Before(today) {
			o.Due = row.Due
			if o.RequirementID == row.RequirementID {
				o.RequirementVersion = row.RequirementVersion
			}
		}
		if !follows(row, o) {
			out = append(out, o)
		}
	}
	return out
}

// Unasked returns those of new obligations that Reconcile would ask for beside
// rows that were touched. all is everything that is expected until the last of
// them ends: it is called only where it matters.
func Unasked(add, touched []Obligation, all func() []Obligation) []Obligation {
	kept := keptPeriods(touched, nil)
	if !slices.ContainsFunc(add, kept.hold) {
		return add
	}
	wanted := map[place]bool{}
	for _, o := range all() {
		wanted[placeOf(o)] = true
	}
	kept = keptPeriods(touched, wanted)
	return slices.DeleteFunc(slices.Clone(add), kept.hold)
}

// withRests returns what is expected with what rows that were touched leave out
// of it: the last paper of an agreement was cut at its end, was sent, and the
// agreement was extended. What is added is wanted too.
func withRests(expected []Obligation, rows map[place]Obligation, wanted map[place]bool) []Obligation {
	all := slices.Clip(expected)
	for _, o := range expected {
		for {
			row, there := rows[placeOf(o)]
			if !there || row.Untouched() || row.Status == ObligationWithdrawn {
				break
			}
			var ok bool
			if o, ok = o.after(row.For.End); !ok || wanted[placeOf(o)] {
				break
			}
			wanted[placeOf(o)] = true
			all = append(all, o)
		}
	}
	return all
}

// after returns the obligation of what is left of its months after a day that
// ends one of them; ok is false where nothing is, or it is not of months.
func (o Obligation) after(end calendar.Date) (rest Obligation, ok bool) {
	about, ofPeriod := aboutSlot(o.Slot)
	if !ofPeriod || !o.ofMonths() || !end.Before(o.For.End) || end.Before(o.For.Start) || !end.Equal(calendar.MonthOf(end).End) {
		return o, false
	}
	start, n := end.AddDays(1), 0
	if _, err := fmt.Sscanf(o.Slot[strings.LastIndex(o.Slot, "/"):], "/%dm", &n); err != nil {
		return o, false
	}
	for p := calendar.MonthOf(o.For.Start); p.Start.Before(start); p = p.Next() {
		n--
	}
	o.Due.Derivation.Steps = slices.Clone(o.Due.Derivation.Steps)
	for i, s := range o.Due.Derivation.Steps {
		if s.Of == calendar.AnchorPeriod && s.Period == o.For {
			o.Due.Derivation.Steps[i].Period.Start = start
		}
	}
	o.For.Start, o.Slot = start, about+"/"+key(start, n, "m")
	return o, true
}

// place is where an obligation stands in the ledger; no two have the same.
type place struct {
	body reception.BodyID
	kind document.Kind
	slot string
}

func placeOf(o Obligation) place { return place{o.BodyID, o.Kind, o.Slot} }

// periods are the touched obligations of periods that are no longer expected, by
// what they are about (the slot is that part).
type periods map[place][]Obligation

func keptPeriods(stored []Obligation, wanted map[place]bool) periods {
	kept := periods{}
	for _, o := range stored {
		about, ofPeriod := aboutSlot(o.Slot)
		if !ofPeriod || o.Untouched() || o.Status == ObligationWithdrawn || wanted[placeOf(o)] {
			continue
		}
		k := place{o.BodyID, o.Kind, about}
		kept[k] = append(kept[k], o)
	}
	return kept
}

// hold says that a paper is not asked for again: another of some of its months
// was sent, or those of all its days.
func (k periods) hold(o Obligation) bool {
	about, ofPeriod := aboutSlot(o.Slot)
	if !ofPeriod {
		return false
	}
	sent := k[place{o.BodyID, o.Kind, about}]
	left := o.For.Start // the first day that no paper was found of
	for !left.After(o.For.End) {
		i := slices.IndexFunc(sent, func(p Obligation) bool {
			_, shared := common(p.For, o.For)
			return p.Slot != o.Slot && (p.For.Contains(left) || shared && p.ofMonths())
		})
		switch {
		case i < 0:
			return false
		case sent[i].ofMonths():
			return true
		}
		left = sent[i].For.End.AddDays(1)
	}
	return true
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

// follows says that a row is as its template makes it.
func follows(row, o Obligation) bool {
	return row.RequirementID == o.RequirementID && row.RequirementVersion == o.RequirementVersion &&
		row.AgreementID == o.AgreementID && row.CentreID == o.CentreID && row.HappeningID == o.HappeningID &&
		row.For == o.For && row.Due.On.Equal(o.Due.On) && row.Due.At.Equal(o.Due.At) && sameDerivation(row.Due.Derivation, o.Due.Derivation)
}

// sameDerivation compares derivations as they are stored.
func sameDerivation(a, b calendar.Derivation) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}
