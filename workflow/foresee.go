package workflow

import (
	"slices"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Foreseen is what a changed template or agreement would do to the obligations that are
// stored, counted before anything is written.
type Foreseen struct {
	Moved     int // open ones that get another date
	Past      int // open ones that keep theirs: it has passed, or the new one would have
	Touched   int // those still ahead that keep theirs: something was received or said
	Withdrawn int // open ones that would no longer be owed
	Added     int // new ones, and withdrawn ones that would be owed again
	Late      int // of those added: late at once
}

// Foresee counts what the changes that Reconcile found would do to the obligations
// of a template, once KeepPast has left out what stays. What another template asks
// for is not counted; with the template 0, what each asks for is.
func Foresee(id reception.RequirementID, c Changes, expected, stored []Obligation, today calendar.Date) (f Foreseen) {
	rows := make(map[ObligationID]Obligation, len(stored))
	at := make(map[place]Obligation, len(stored))
	for _, o := range stored {
		rows[o.ID], at[placeOf(o)] = o, o
	}
	of := func(o Obligation) bool { return id == 0 || o.RequirementID == id }
	concerns := func(o Obligation) bool { return of(o) || of(rows[o.ID]) }
	follow := map[ObligationID]bool{}
	for _, o := range KeepPast(c.Change, stored, today) {
		follow[o.ID] = moves(rows[o.ID], o)
	}
	for _, o := range c.Change {
		switch {
		case !concerns(o) || !moves(rows[o.ID], o):
		case follow[o.ID]:
			f.Moved++
		default:
			f.Past++
		}
	}
	for _, o := range expected {
		if row, there := at[placeOf(o)]; there && of(o) && wouldMove(row, o, today) {
			f.Touched++
		}
	}
	f.Withdrawn = countOf(c.Withdraw, concerns)
	late := func(o Obligation) bool { return concerns(o) && o.passed(today) }
	for _, added := range [][]Obligation{c.Add, c.Rest, c.Revive} {
		f.Added += countOf(added, concerns)
		f.Late += countOf(added, late)
	}
	return f
}

// moves says that a row gets another day, or another hour.
func moves(row, o Obligation) bool {
	return !row.Due.On.Equal(o.Due.On) || !row.Due.At.Equal(o.Due.At)
}

// wouldMove says that a row which somebody touched would get another date, had
// nobody: one that was extended is compared by its first date, one that has passed
// or would have stays anyway.
func wouldMove(row, o Obligation, today calendar.Date) bool {
	if row.Untouched() || row.Status == ObligationWithdrawn || row.Due.On.Before(today) || o.Due.On.Before(today) {
		return false
	}
	if !row.FirstDueOn.IsZero() {
		return !row.FirstDueOn.Equal(o.Due.On)
	}
	return moves(row, o)
}

func countOf(os []Obligation, fit func(Obligation) bool) (n int) {
	for _, o := range os {
		if fit(o) {
			n++
		}
	}
	return n
}

// AskedAgain is what asking again for an obligation that was declared or waived
// would lead to: the obligation that would then ask for its days.
type AskedAgain struct {
	Obligation      // itself, by its date then, or the other paper in which its days are
	Dropped    bool // the registry no longer makes it owed: it can't be asked for
}

// IfAskedAgain reads what would become of an obligation off the changes that
// Reconcile finds once it is open.
func IfAskedAgain(o Obligation, c Changes) AskedAgain {
	if c.Drops(o) {
		return AskedAgain{Obligation: o, Dropped: true}
	}
	if c.withdraws(o) {
		other, _ := c.elsewhere(o)
		return AskedAgain{Obligation: other}
	}
	if i := slices.IndexFunc(c.Change, func(x Obligation) bool { return x.ID == o.ID }); i >= 0 {
		return AskedAgain{Obligation: c.Change[i]}
	}
	return AskedAgain{Obligation: o}
}
