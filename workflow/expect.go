package workflow

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Grounds is what the obligations of one body rest on, as the registry stands.
type Grounds struct {
	Body         reception.Body
	Agreements   []reception.Agreement   // of the body
	Centres      []reception.Centre      // of the body
	Happenings   []reception.Happening   // of the body, without those that were cancelled
	Requirements []reception.Requirement // of the office and of its agreements, those that are off or removed included
	Calendar     calendar.Calendar
	Ladder       reception.Ladder // the office's
	// From is the day on which the office's ledger begins: what is about an
	// earlier time is not owed. Zero: no such day.
	From calendar.Date
}

// Expect returns the obligations that one requirement makes of a body and whose
// first day lies in the window, by slot. The first day of an obligation is that
// of its period, or its due date where that is earlier; a window without a start
// reaches back to where the ledger begins.
//
// Periods are whole: one of which the body owes a part is owed. Nothing is owed
// by a body that no longer works for the office, nor of days on which no
// agreement of it is in force. It errs when a date can't be computed: a template
// that Requirement.Validate refuses, or a year without known holidays.
func Expect(r reception.Requirement, g Grounds, window calendar.Period) ([]Obligation, error) {
	claims, skipped := g.claims(r, window)
	if len(skipped) > 0 {
		return nil, skipped[0]
	}
	return settle(claims), nil
}

// Skipped is what a requirement asks of a body and is not owed, as its date can't
// be computed: all that it asks by itself, or what follows from one happening.
type Skipped struct {
	Body        reception.BodyID
	Requirement reception.RequirementID
	Kind        document.Kind
	Happening   reception.HappeningID // zero: of none
	Cause       error
}

func (s Skipped) Error() string {
	return fmt.Sprintf("requirement %d (%s) of body %d: %v", s.Requirement, s.Kind, s.Body, s.Cause)
}

// Unwrap returns why the date can't be computed.
func (s Skipped) Unwrap() error { return s.Cause }

// ExpectAll is Expect for every requirement of the grounds. Where several ask
// for the same paper, it is owed once: under the agreement that covers its
// period last. What has a date that can't be computed is told and is not in the
// way of the rest.
func ExpectAll(g Grounds, window calendar.Period) ([]Obligation, []Skipped) {
	var all []claim
	var skipped []Skipped
	for _, r := range g.Requirements {
		claims, not := g.claims(r, window)
		all, skipped = append(all, claims...), append(skipped, not...)
	}
	return settle(all), skipped
}

// Ahead returns the obligations that are to be written by a day, when those are
// written whose period has begun and those that are due within a number of days.
// until is that number of days after today; with a since, those are left out
// that were to be written by then.
func Ahead(os []Obligation, horizon int, since, until calendar.Date) []Obligation {
	var out []Obligation
	for _, o := range os {
		on := earlier(o.Due.On, o.For.Start.AddDays(horizon))
		if on.After(until) || !since.IsZero() && !on.After(since) {
			continue
		}
		out = append(out, o)
	}
	return out
}

// claim is an obligation with the last day of its period on which its agreement
// covers what it is about.
type claim struct {
	Obligation
	last calendar.Date
}

// settle keeps one claim of each slot, with the days that all of them ask for,
// and sorts.
func settle(claims []claim) []Obligation {
	order := make([]*claim, len(claims)) // claims are large: they are moved once
	for i := range claims {
		order[i] = &claims[i]
	}
	slices.SortFunc(order, func(a, b *claim) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Slot, b.Slot), compareDates(b.last, a.last),
			cmp.Compare(b.AgreementID, a.AgreementID), cmp.Compare(a.RequirementID, b.RequirementID))
	})
	order = slices.CompactFunc(order, func(a, b *claim) bool {
		same := a.Kind == b.Kind && a.Slot == b.Slot
		if same {
			a.owes = append(a.owes, b.owes...)
		}
		return same
	})
	out := make([]Obligation, len(order))
	for i, c := range order {
		out[i] = c.Obligation
	}
	return out
}

// claims returns what a requirement asks for, and what of it has no date.
func (g Grounds) claims(r reception.Requirement, window calendar.Period) ([]claim, []Skipped) {
	if !r.Active || r.Removed || g.Body.Inactive {
		return nil, nil
	}
	x := asking{Grounds: g, r: r, window: window, from: later(g.From, r.StartsOn)}
	for _, a := range g.Agreements {
		if g.applies(r, a.ID) {
			x.agreements = append(x.agreements, a)
		}
	}
	switch r.Recurrence {
	case reception.Once:
		x.once()
	case reception.BeforeExpiry:
		x.expiries()
	case reception.AfterHappening:
		x.happenings()
	default:
		x.periods()
	}
	return x.out, x.skipped
}

// applies says that a requirement holds for an agreement (zero: for what is about
// none): the agreement's own, or the office's where the agreement has none of its
// own for that kind and subject and of the same class.
func (g Grounds) applies(r reception.Requirement, a reception.AgreementID) bool {
	if r.AgreementID != 0 || a == 0 {
		return r.AgreementID == a
	}
	return !slices.ContainsFunc(g.Requirements, func(o reception.Requirement) bool {
		return o.AgreementID == a && !o.Removed && o.Kind == r.Kind && o.Subject == r.Subject && classOf(o) == classOf(r)
	})
}

// class is what tells two templates of a kind apart that don't stand in each
// other's place: a paper at the start, one of each period however long, one before
// or after what happens.
type class struct {
	recurrence reception.Recurrence // "": of periods
	happening  reception.What
}

// SameClass says that two templates of a kind and subject stand in each other's
// place: an agreement's own in that of its office.
func SameClass(a, b reception.Requirement) bool { return classOf(a) == classOf(b) }

func classOf(r reception.Requirement) class {
	switch r.Recurrence {
	case reception.Once:
		return class{recurrence: r.Recurrence}
	case reception.BeforeExpiry, reception.AfterHappening:
		return class{r.Recurrence, r.Happening}
	}
	return class{}
}

// asking is one requirement asked of one body.
type asking struct {
	Grounds
	r          reception.Requirement
	agreements []reception.Agreement // those for which the requirement holds
	window     calendar.Period
	from       calendar.Date // nothing before it is owed
	out        []claim
	skipped    []Skipped
}

// about is what an obligation is about.
type about struct {
	agreement reception.AgreementID
	centre    reception.CentreID
	happening reception.HappeningID
}

// add makes the obligation of a period, unless its first day lies outside the
// window.
func (x *asking) add(of about, slot string, p calendar.Period, due calendar.Due, err error, last calendar.Date, owed ...calendar.Period) {
	if err != nil {
		x.skip(of.happening, err)
		return
	}
	first := earlier(due.On, p.Start)
	if first.After(x.window.End) || first.Before(x.window.Start) {
		return
	}
	x.out = append(x.out, claim{last: last, Obligation: Obligation{OfficeID: x.Body.OfficeID, BodyID: x.Body.ID, Kind: x.r.Kind,
		RequirementID: x.r.ID, RequirementVersion: x.r.Version, AgreementID: of.agreement, CentreID: of.centre, HappeningID: of.happening,
		Slot: slot, For: p, Due: due, Status: ObligationOpen, owes: owed, NudgeOn: FirstNudge(LadderOf(x.Ladder, x.r.Ladder), due.On)}})
}

// skip notes what has no date, of periods only once.
func (x *asking) skip(h reception.HappeningID, cause error) {
	if !slices.ContainsFunc(x.skipped, func(s Skipped) bool { return s.Happening == h }) {
		x.skipped = append(x.skipped, Skipped{x.Body.ID, x.r.ID, x.r.Kind, h, cause})
	}
}

// The slots. What a paper is about comes before the stroke: the body, an
// agreement or a centre. A centre's paper of a period is the same whatever
// agreement covers it; what is owed once is owed under each agreement.
//
//	b/2026-10-01/3m   of the body, for the quarter
//	a12/2026-09-01/2m of an agreement, for the two months that it is invoiced in
//	c5/2026-10-01/1m  of a centre, for the month
//	c5/2026-10-03/1d  of a centre, for the day
//	a12c5/once        of a centre under an agreement
//	a12/end2026-12-31 before the agreement's end
//	h33               of a happening
func slotOf(of about, what string) string {
	switch {
	case of.happening != 0:
		return fmt.Sprintf("h%d", of.happening)
	case of.agreement == 0 && of.centre == 0:
		return "b/" + what
	case of.centre == 0:
		return fmt.Sprintf("a%d/%s", of.agreement, what)
	case of.agreement == 0:
		return fmt.Sprintf("c%d/%s", of.centre, what)
	}
	return fmt.Sprintf("a%dc%d/%s", of.agreement, of.centre, what)
}

func compareDates(a, b calendar.Date) int { return b.DaysUntil(a) }

func earlier(a, b calendar.Date) calendar.Date {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b calendar.Date) calendar.Date {
	if b.After(a) {
		return b
	}
	return a
}

// common returns the days that two periods share; ok is false when there are
// none.
func common(a, b calendar.Period) (p calendar.Period, ok bool) {
	p = calendar.Period{Start: later(a.Start, b.Start), End: earlier(a.End, b.End)}
	return p, !p.Start.After(p.End)
}
