package calendar

import "time"

// Rule names what a step of a derivation does. The names are stored: don't
// rename them.
type Rule string

const (
	RuleStart       Rule = "start"        // where the count begins (Of, To, Period)
	RuleDays        Rule = "days"         // N calendar days; negative: before
	RuleWorkingDays Rule = "working_days" // N working days; Off: those skipped beside weekends
	RuleMonths      Rule = "months"       // N months by the common calendar
	RuleYears       Rule = "years"        // N years by the common calendar
	RuleHours       Rule = "hours"        // N hours by the clock, from FromAt to ToAt
	RuleDayOfMonth  Rule = "day_of_month" // day N of the month Months after the period
	RuleSuspended   Rule = "suspended"    // N days within Spans didn't count
	RuleRoll        Rule = "roll"         // the last day was one of Off: the next (or previous) one
	RuleKept        Rule = "kept"         // the last day is one of Off, and the term doesn't roll
	RuleSaturday    Rule = "saturday"     // the last day is a Saturday, which counts
	RuleExtended    Rule = "extended"     // the office moved the date
)

// Anchor says what a term starts from.
type Anchor string

const (
	AnchorEvent  Anchor = "event"  // a fact on a day or at an instant
	AnchorPeriod Anchor = "period" // the end of a period
	AnchorExpiry Anchor = "expiry" // a date that the term comes before
)

// Step is one move of a derivation, as data. Which fields are set depends on
// Rule.
type Step struct {
	Rule   Rule      `json:"rule"`
	Of     Anchor    `json:"of,omitempty"`
	From   Date      `json:"from,omitzero"`
	To     Date      `json:"to"`
	N      int       `json:"n,omitempty"`
	Months int       `json:"months,omitempty"`
	Period Period    `json:"period,omitzero"`
	Off    []DayOff  `json:"off,omitempty"`
	Spans  []Period  `json:"spans,omitempty"`
	FromAt time.Time `json:"from_at,omitzero"`
	ToAt   time.Time `json:"to_at,omitzero"`
}

// Derivation is how a date came about: its steps in order. It is stored beside
// the date, tells itself with It and En, and replays with Replay.
type Derivation struct {
	Steps []Step `json:"steps"`
}

// IsZero says that there is no derivation.
func (d Derivation) IsZero() bool { return len(d.Steps) == 0 }

// Due is a date with the reason for it. At is set for terms in hours only: the
// instant of the end; On is then the day whose end or part it is.
type Due struct {
	On         Date       `json:"on"`
	At         time.Time  `json:"at,omitzero"`
	Derivation Derivation `json:"derivation"`
}

// DaysLate returns by how many days today is past the date: 0 on it or before.
func (d Due) DaysLate(today Date) int { return max(0, d.On.DaysUntil(today)) }

// Passed says that the date has passed at an instant: its hour where the hour
// counts, else its day.
func (d Due) Passed(now time.Time) bool {
	if !d.At.IsZero() {
		return now.After(d.At)
	}
	return d.On.Before(DateOf(now))
}

// HoursLate returns by how many begun hours an instant is past the hour: 0 up to
// it, and where the day counts.
func (d Due) HoursLate(now time.Time) int {
	if d.At.IsZero() || !now.After(d.At) {
		return 0
	}
	return int((now.Sub(d.At) + time.Hour - 1) / time.Hour)
}

// Extend returns the due date moved by the office to another day, with both in
// the derivation.
func (d Due) Extend(to Date) Due {
	steps := make([]Step, 0, len(d.Derivation.Steps)+1)
	steps = append(steps, d.Derivation.Steps...)
	steps = append(steps, Step{Rule: RuleExtended, From: d.On, To: to})
	return Due{On: to, Derivation: Derivation{steps}}
}
