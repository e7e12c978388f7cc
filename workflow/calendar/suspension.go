package calendar

import (
	"errors"
	"slices"
	"strings"
)

// Suspension is a span of whole days, both included, in which a term doesn't
// run. Terms that the law doesn't suspend (payment: art. 4 D.Lgs. 231/2002; the
// 15 days of SdI) are simply not given any.
type Suspension struct {
	From Date `json:"from"`
	To   Date `json:"to"`
}

// ParseSuspension reads YYYY-MM-DD..YYYY-MM-DD.
func ParseSuspension(s string) (Suspension, error) {
	from, to, ok := strings.Cut(s, "..")
	if !ok {
		return Suspension{}, refuse("%q non è una sospensione della forma AAAA-MM-GG..AAAA-MM-GG", "%q is not a suspension of the form YYYY-MM-DD..YYYY-MM-DD", s)
	}
	var p Suspension
	var errFrom, errTo error
	p.From, errFrom = ParseDate(from)
	p.To, errTo = ParseDate(to)
	if err := errors.Join(errFrom, errTo); err != nil {
		return Suspension{}, about("sospensione "+s, "suspension "+s, err)
	}
	return p, p.validate()
}

func (s Suspension) validate() error {
	if err := errors.Join(CheckYear(s.From), CheckYear(s.To)); err != nil {
		return about("sospensione", "suspension", err)
	}
	if s.To.Before(s.From) {
		return refuse("la sospensione finisce il %s, prima del suo inizio, il %s", "the suspension ends on %s, before it starts on %s", s.To, s.From)
	}
	return nil
}

// The two suspensions of L. 241/1990, in days.
const (
	integrationDays = 30 // art. 2 c. 7: once, at most
	objectionDays   = 10 // art. 10-bis: to answer, and again after the answer
)

// PauseForIntegration returns the suspension while information is asked for and
// until it comes, at most 30 days, the day of the request excluded (art. 2 c. 7
// L. 241/1990). A zero answered date means that it has not come. The zero
// Suspension, which suspends nothing, is that of an answer on the same day.
func PauseForIntegration(asked, answered Date) Suspension {
	last := asked.AddDays(integrationDays)
	if !answered.IsZero() && answered.Before(last) {
		last = answered
	}
	if !last.After(asked) {
		return Suspension{}
	}
	return Suspension{From: asked.AddDays(1), To: last}
}

// PauseForObjections returns the suspension after the notice of the reasons
// against an application: it lasts until 10 days after the observations are
// filed, or until the 10 days for them are over when there are none (art. 10-bis
// L. 241/1990). A zero filed date means that there are none.
func (c Calendar) PauseForObjections(notified, filed Date) Suspension {
	until := c.AfterDays(notified, objectionDays).On
	if !filed.IsZero() && !filed.After(until) {
		until = filed.AddDays(objectionDays)
	}
	return Suspension{From: notified.AddDays(1), To: until}
}

// IsZero says that nothing is suspended.
func (s Suspension) IsZero() bool { return s == Suspension{} }

// merge checks suspensions and returns them sorted, joined where they touch.
func merge(pauses []Suspension) ([]Period, error) {
	var spans []Period
	for _, p := range pauses {
		if p.IsZero() {
			continue
		}
		if err := p.validate(); err != nil {
			return nil, err
		}
		spans = append(spans, Period{p.From, p.To})
	}
	slices.SortFunc(spans, func(a, b Period) int { return b.Start.DaysUntil(a.Start) })
	var merged []Period
	for _, p := range spans {
		last := len(merged) - 1
		if last < 0 || p.Start.After(merged[last].End.AddDays(1)) {
			merged = append(merged, p)
		} else if p.End.After(merged[last].End) {
			merged[last].End = p.End
		}
	}
	return merged, nil
}
