package workflow

import (
	"bytes"
	"encoding/json"

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
// month owes, in place of a longer time with it, what that month leaves of it.
// Where what was sent ends before what is expected in its place, the days that
// are left are owed by themselves too. So no month is asked for twice, and none
// is lost.
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
	kept := keptPeriods(stored, wanted)
	for _, o := range expected {
		row, there := rows[placeOf(o)]
		o.ID = row.ID
		switch {
		case there && row.Untouched():
			c.follow(o, row)
		case there && row.Status != ObligationWithdrawn:
			c.rest(kept.beside(row).leave(o), rows, wanted)
		default:
			left := kept.leave(o)
			if len(left) != 1 || placeOf(left[0]) != placeOf(o) {
				c.rest(left, rows, wanted)
			} else if there {
				c.Revive = append(c.Revive, o)
			} else {
				c.Add = append(c.Add, o)
			}
		}
	}
	for _, o := range stored {
		if o.Untouched() && !wanted[placeOf(o)] {
			c.Withdraw = append(c.Withdraw, o)
		}
	}
	return c
}

// follow notes an untouched row that is not as it is expected.
func (c *Changes) follow(o, row Obligation) {
	if !follows(row, o) {
		c.Change = append(c.Change, o)
	}
}

// rest asks for what others leave of a paper, unless it is asked for anyway, and
// notes that it is wanted.
func (c *Changes) rest(left []Obligation, rows map[place]Obligation, wanted map[place]bool) {
	for _, o := range left {
		if wanted[placeOf(o)] {
			continue
		}
		wanted[placeOf(o)] = true
		row, there := rows[placeOf(o)]
		o.ID = row.ID
		switch {
		case !there:
			c.Rest = append(c.Rest, o)
		case row.Status == ObligationWithdrawn:
			c.Revive = append(c.Revive, o)
		case row.Untouched():
			c.follow(o, row)
		}
	}
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
// rows that were touched, and what these leave of the others. all is everything
// that is expected until the last of them ends: it is called only where it
// matters.
func Unasked(add, touched []Obligation, all func() []Obligation) []Obligation {
	if !keptPeriods(touched, nil).matter(add) {
		return add
	}
	wanted := map[place]bool{}
	for _, o := range all() {
		wanted[placeOf(o)] = true
	}
	kept := keptPeriods(touched, wanted)
	var out []Obligation
	for _, o := range add {
		for _, left := range kept.leave(o) {
			if placeOf(left) == placeOf(o) || !wanted[placeOf(left)] {
				out = append(out, left)
			}
		}
	}
	return out
}

// place is where an obligation stands in the ledger; no two have the same.
type place struct {
	body reception.BodyID
	kind document.Kind
	slot string
}

func placeOf(o Obligation) place { return place{o.BodyID, o.Kind, o.Slot} }

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
