package workflow

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"

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

// Drops says that the changes withdraw an obligation and ask for no day of it in
// another paper about the same.
func (c Changes) Drops(o Obligation) bool {
	_, elsewhere := c.elsewhere(o)
	return c.withdraws(o) && !elsewhere
}

func (c Changes) withdraws(o Obligation) bool {
	return slices.ContainsFunc(c.Withdraw, func(w Obligation) bool { return w.ID == o.ID })
}

// elsewhere is another paper about the same in which the changes ask for days of an
// obligation.
func (c Changes) elsewhere(o Obligation) (Obligation, bool) {
	about, ofPeriod := papersOf(o)
	for _, other := range slices.Concat(c.Add, c.Rest, c.Change, c.Revive) {
		mine, ok := papersOf(other)
		if _, shared := common(other.For, o.For); ofPeriod && ok && mine == about && shared && other.ID != o.ID {
			return other, true
		}
	}
	return Obligation{}, false
}

// Reconcile compares what is expected with what is stored of the same scope, as
// it is on a day.
//
// Obligations for which something was received, or about which people said
// something that stands, are never changed. Nor is what has passed rewritten: of
// a paper whose date has passed, neither the date nor what it is about follows a
// template that changes its periods. Such papers stand in the way of others of
// some of their months or days, unless both were asked for beside each other:
// what they leave of these is owed by itself. So nothing is asked for twice, no
// month that is owed is lost, and none is asked for that was not owed.
func Reconcile(expected, stored []Obligation, today calendar.Date) Changes {
	r := reconciling{today: today, rows: make(map[place]Obligation, len(stored)), wanted: make(map[place]bool, len(expected)), stays: map[place]bool{}, rests: map[place]Obligation{}}
	for _, o := range stored {
		r.rows[placeOf(o)] = o
	}
	for _, o := range expected {
		r.wanted[placeOf(o)] = true
	}
	r.kept = keptPeriods(stored, expected, r.wanted, today)
	for _, o := range expected {
		r.compare(o)
	}
	r.addRests()
	for _, o := range stored {
		if o.Untouched() && !r.stays[placeOf(o)] && !r.kept.has(o) {
			r.c.Withdraw = append(r.c.Withdraw, o)
		}
	}
	r.c.Add, r.c.Rest, r.c.Revive = r.onTime(r.c.Add), r.onTime(r.c.Rest), r.onTime(r.c.Revive)
	return r.c
}

// reconciling is one comparison under way.
type reconciling struct {
	today  calendar.Date
	rows   map[place]Obligation
	wanted map[place]bool // what is expected
	stays  map[place]bool // what is asked for, now that rows stand in the way
	kept   periods
	rests  map[place]Obligation // what is left of what is not asked for whole
	c      Changes
}

// compare decides about one expected obligation.
func (r *reconciling) compare(o Obligation) {
	row, there := r.rows[placeOf(o)]
	o.ID = row.ID
	standing := there && row.Status != ObligationWithdrawn
	if standing && (!row.Untouched() || grown(row, o) && row.passed(r.today)) {
		r.stays[placeOf(o)] = true
		r.left(r.kept.beside(row).leave(o))
		return
	}
	left := r.kept.leave(o)
	if len(left) != 1 || placeOf(left[0]) != placeOf(o) {
		r.left(left)
		return
	}
	r.stays[placeOf(o)] = true
	r.ask(o, row, there, &r.c.Add)
}

// ask notes what must happen for an obligation to be owed by a row that nobody
// touched, or by a new one.
func (r *reconciling) ask(o, row Obligation, there bool, add *[]Obligation) {
	switch {
	case !there:
		*add = append(*add, o)
	case row.Status == ObligationWithdrawn:
		r.c.Revive = append(r.c.Revive, o)
	case row.Untouched() && !follows(row, o):
		r.c.Change = append(r.c.Change, o)
	}
}

// left notes what others leave of a paper, unless it is expected by itself. Of
// two that leave the same, the earlier date holds.
func (r *reconciling) left(parts []Obligation) {
	for _, o := range parts {
		at := placeOf(o)
		if have, twice := r.rests[at]; r.wanted[at] || twice && !o.Due.On.Before(have.Due.On) {
			continue
		}
		r.rests[at] = o
	}
}

// addRests asks for what was left.
func (r *reconciling) addRests() {
	rests := slices.SortedFunc(maps.Values(r.rests), func(a, b Obligation) int {
		return cmp.Or(cmp.Compare(a.BodyID, b.BodyID), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Slot, b.Slot))
	})
	for _, o := range rests {
		row, there := r.rows[placeOf(o)]
		o.ID = row.ID
		r.stays[placeOf(o)] = true
		r.ask(o, row, there, &r.c.Rest)
	}
}

// onTime gives what would be late at once, because periods were cut anew, the
// date of the paper in whose place it comes.
func (r *reconciling) onTime(os []Obligation) []Obligation {
	for i, o := range os {
		if !o.Due.On.Before(r.today) {
			continue
		}
		for _, w := range r.c.Withdraw {
			about, ofPeriod := papersOf(w)
			mine, ok := papersOf(o)
			_, shared := common(w.For, o.For)
			if ofPeriod && ok && about == mine && shared && !r.kept.wereBeside(w, o) && !w.Due.On.Before(r.today) && (o.Due.On.Before(r.today) || w.Due.On.Before(o.Due.On)) {
				o = o.dueOn(w.Due)
			}
		}
		os[i] = o
	}
	return os
}

// dueOn is the obligation with another date, of which it is decided as many days
// before or after whether to remind.
func (o Obligation) dueOn(due calendar.Due) Obligation {
	if !o.NudgeOn.IsZero() {
		o.NudgeOn = due.On.AddDays(o.Due.On.DaysUntil(o.NudgeOn))
	}
	o.Due = due
	return o
}

// passed says that the date of an open obligation has passed.
func (o Obligation) passed(today calendar.Date) bool { return o.Due.On.Before(today) }

// grown says that a paper of months is now about months after those that its row
// is about.
func grown(row, o Obligation) bool { return o.ofMonths() && row.For.End.Before(o.For.End) }

// KeepPast leaves out of the changes those that would move a date that has
// passed, or move one into the past: by that date the body is late or was in
// time, whatever a template says later. Such a row keeps its template and the
// version of it too, as its date came of them.
func KeepPast(changes, stored []Obligation, today calendar.Date) []Obligation {
	rows := make(map[ObligationID]Obligation, len(stored))
	for _, o := range stored {
		rows[o.ID] = o
	}
	var out []Obligation
	for _, o := range changes {
		row := rows[o.ID]
		if row.Due.On.Before(today) || o.Due.On.Before(today) {
			o = o.dueOn(row.Due)
			o.RequirementID, o.RequirementVersion = row.RequirementID, row.RequirementVersion
		}
		if !follows(row, o) {
			out = append(out, o)
		}
	}
	return out
}

// InTheWay says that rows which somebody touched stand in the way of new
// obligations, so that everything must be compared. all is everything that is
// expected until the last of them ends: it is called only where it matters.
func InTheWay(add, touched []Obligation, all func() []Obligation) bool {
	if !keptPeriods(touched, nil, nil, calendar.Date{}).matter(add) {
		return false
	}
	wanted := map[place]bool{}
	for _, o := range all() {
		wanted[placeOf(o)] = true
	}
	return keptPeriods(touched, nil, wanted, calendar.Date{}).matter(add)
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
