package workflow

import (
	"cmp"
	"slices"

	"github.com/insiemi/insiemi/document"
)

// Unplaced is a document without a slot, as a person is asked about it.
type Unplaced struct {
	Kind    document.Kind   // "" where it was not recognised
	Guesses []document.Kind // what it may be, best first
	Hints   Hints
}

// Proposal is what a person is asked to confirm of a unplaced document. Nothing is
// filed on a proposal alone.
type Proposal struct {
	Best   ObligationID   // zero: none is likelier than the others
	Likely []ObligationID // that nothing speaks against, the likeliest first
	Reason string         // why Best, or why none: one of the words of Fit, or below
}

// Why something is proposed, or is not, beside the words of Fit.
const (
	LooksLike       = "it may be of that kind"          // it was not recognised for sure
	LeftOver        = "nothing speaks for another"      // of its kind, and no more is known of it
	KindUnknown     = "the kind is not known"           // and nothing else tells
	WantedBySeveral = "several documents would fill it" // equally well
)

// Propose says of each unplaced document of a body which of the open slots it is most
// likely for. No slot is proposed for two documents; one that fits two equally well is
// proposed for neither.
func Propose(slots []Obligation, papers []Unplaced) []Proposal {
	out := make([]Proposal, len(papers))
	points := make([]int, len(papers))
	most := map[ObligationID]int{} // points of the document that fits a slot best
	alike := map[wanted]int{}
	for i, p := range papers {
		out[i], points[i] = propose(slots, p)
		most[out[i].Best] = max(most[out[i].Best], points[i])
		alike[wanted{out[i].Best, points[i]}]++
	}
	for i, p := range out {
		if p.Best != 0 && (points[i] < most[p.Best] || alike[wanted{p.Best, points[i]}] > 1) {
			out[i].Best, out[i].Reason = 0, WantedBySeveral
		}
	}
	return out
}

// wanted is a slot that some document fits with so many points.
type wanted struct {
	slot   ObligationID
	points int
}

// ranked is a slot with what speaks for it.
type ranked struct {
	Obligation
	points int
}

func propose(slots []Obligation, p Unplaced) (Proposal, int) {
	var all []ranked
	for _, o := range slots {
		if n := likeness(o, p); n >= 0 {
			all = append(all, ranked{o, n})
		}
	}
	slices.SortStableFunc(all, func(a, b ranked) int {
		return cmp.Or(b.points-a.points, compareDates(a.Due.On, b.Due.On), cmp.Compare(a.ID, b.ID))
	})
	var out Proposal
	for _, o := range all {
		out.Likely = append(out.Likely, o.ID)
	}
	out.Reason = whyNone(slots, all, p)
	if out.Reason != "" {
		return out, 0
	}
	out.Best, out.Reason = all[0].ID, OneFits
	switch {
	case p.Kind == "":
		out.Reason = LooksLike
	case !fits(all[0].Obligation, p.Hints):
		out.Reason = LeftOver
	}
	return out, all[0].points
}

// whyNone says why none of the ranked slots stands out; "" where one does.
func whyNone(slots []Obligation, all []ranked, p Unplaced) string {
	switch {
	case len(slots) == 0:
		return NothingExpected
	case len(all) == 0:
		return NoSlotFits
	case p.Kind == "" && len(p.Guesses) == 0:
		return KindUnknown
	case all[0].points < leastPoints:
		return NoSlotFits
	case len(all) > 1 && all[0].points == all[1].points:
		return SeveralFit
	}
	return ""
}

// What speaks for a slot. A kind that was recognised outweighs all the rest, and no
// slot of a kind that nobody thought of is proposed.
const (
	pointsKind      = 40
	pointsGuess     = 20 // less one for each that is better
	pointsMonth     = 3
	pointsCentre    = 3
	pointsDay       = 3
	pointsAgreement = 1
	leastPoints     = pointsGuess - 5
)

// likeness is how much speaks for a slot; below zero where a hint, or the kind that
// was recognised, is of another.
func likeness(o Obligation, p Unplaced) int {
	if contradicts(o, p.Hints) || p.Kind != "" && p.Kind != o.Kind {
		return -1
	}
	n := 0
	if p.Kind == o.Kind {
		n = pointsKind
	} else if i := slices.Index(p.Guesses, o.Kind); i >= 0 {
		n = pointsGuess - i
	}
	if o.ofMonths() && o.For == p.Hints.For {
		n += pointsMonth
	}
	if o.ofDay() && o.For.Start == p.Hints.On {
		n += pointsDay
	}
	if o.CentreID != 0 && o.CentreID == p.Hints.Centre {
		n += pointsCentre
	}
	if o.AgreementID != 0 && o.AgreementID == p.Hints.Agreement {
		n += pointsAgreement
	}
	return n
}
