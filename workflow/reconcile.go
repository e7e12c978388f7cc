package workflow

import (
	"bytes"
	"encoding/json"
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
	Change   []Obligation // open and untouched ones, as they are from now on
	Withdraw []Obligation // no longer owed
	Revive   []Obligation // withdrawn before, owed again
}

// IsZero says that there is nothing to do.
func (c Changes) IsZero() bool {
	return len(c.Add)+len(c.Change)+len(c.Withdraw)+len(c.Revive) == 0
}

// Reconcile compares what is expected with what is stored of the same scope.
// Obligations for which something was received, or about which people said
// something that stands, are never changed. Neither is a paper asked for again
// whose days are within one of those that the registry no longer makes owed: who
// sent the paper of two months owes none of either.
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
		case !there && !kept.hold(o):
			c.Add = append(c.Add, o)
		case !there:
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

// place is where an obligation stands in the ledger; no two have the same.
type place struct {
	body reception.BodyID
	kind document.Kind
	slot string
}

func placeOf(o Obligation) place { return place{o.BodyID, o.Kind, o.Slot} }

// periods are the periods of touched obligations that are no longer expected, by
// what they are about (the slot is that part).
type periods map[place][]calendar.Period

func keptPeriods(stored []Obligation, wanted map[place]bool) periods {
	kept := periods{}
	for _, o := range stored {
		about, ofPeriod := aboutSlot(o.Slot)
		if !ofPeriod || o.Untouched() || o.Status == ObligationWithdrawn || wanted[placeOf(o)] {
			continue
		}
		k := place{o.BodyID, o.Kind, about}
		kept[k] = append(kept[k], o.For)
	}
	return kept
}

func (k periods) hold(o Obligation) bool {
	about, ofPeriod := aboutSlot(o.Slot)
	return ofPeriod && slices.ContainsFunc(k[place{o.BodyID, o.Kind, about}], func(p calendar.Period) bool {
		return p.Contains(o.For.Start) && p.Contains(o.For.End)
	})
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
