package calendar

import (
	"errors"
	"fmt"
	"time"
)

// Replay does the steps again, from their data alone, and returns the date that
// they lead to. It errs when a step doesn't follow from the one before it, or
// calls a day a national holiday, a Sunday or a Saturday that is none.
func (d Derivation) Replay() (Date, error) {
	if len(d.Steps) == 0 || d.Steps[0].Rule != RuleStart {
		return Date{}, errors.New("a derivation begins with its start")
	}
	at := d.Steps[0].To
	for i, s := range d.Steps {
		if i > 0 && !s.From.Equal(at) {
			return Date{}, fmt.Errorf("step %d (%s) starts from %s instead of %s", i+1, s.Rule, s.From, at)
		}
		to, err := s.replay()
		if err != nil {
			return Date{}, fmt.Errorf("step %d (%s): %w", i+1, s.Rule, err)
		}
		if !to.Equal(s.To) {
			return Date{}, fmt.Errorf("step %d (%s) leads to %s instead of %s", i+1, s.Rule, to, s.To)
		}
		at = to
	}
	return at, nil
}

// replay computes where the step leads.
func (s Step) replay() (Date, error) {
	switch s.Rule {
	case RuleStart:
		if s.Of == AnchorPeriod {
			return s.Period.End, nil
		}
		return s.To, nil
	case RuleDays, RuleMonths, RuleYears:
		return shift(s.Rule, s.From, s.N), nil
	case RuleDayOfMonth:
		return dayOfMonth(addMonths(MonthOf(s.From).Start, s.Months), s.N), nil
	case RuleWorkingDays:
		return s.replayWorkingDays()
	case RuleHours:
		return s.replayHours()
	case RuleSuspended:
		return s.replaySuspended()
	case RuleRoll:
		return s.replayRoll()
	case RuleKept:
		return s.From, checkOff(s.Off, 1)
	case RuleSaturday:
		return s.From, s.checkSaturday()
	case RuleExtended:
		return s.To, nil
	default:
		return Date{}, errors.New("no such rule")
	}
}

// replayWorkingDays counts again, with the listed days off and suspensions.
func (s Step) replayWorkingDays() (Date, error) {
	if abs(s.N) > maxDays {
		return Date{}, fmt.Errorf("%d working days are too many", s.N)
	}
	off := make(map[Date]bool, len(s.Off))
	for _, o := range s.Off {
		off[o.On] = true
	}
	d := s.From
	for left := abs(s.N); left > 0 && abs(s.From.DaysUntil(d)) <= 3*maxDays; {
		d = d.AddDays(sign(s.N))
		if !weekend(d) && !off[d] && !within(s.Spans, d) {
			left--
		}
	}
	return d, checkOff(s.Off, len(s.Off))
}

func (s Step) replayHours() (Date, error) {
	if s.N < 0 || s.N > maxDays*24 || spanDays(s.Spans) > maxDays {
		return Date{}, fmt.Errorf("%d hours can't be", s.N)
	}
	end := runHours(s.FromAt.In(Rome()), s.N, s.Spans)
	if !end.Equal(s.ToAt) {
		return Date{}, fmt.Errorf("the hours end at %s", end.Format(time.RFC3339))
	}
	return DateOf(end.Add(-time.Nanosecond)), nil
}

func (s Step) replaySuspended() (Date, error) {
	if n := spanDays(s.Spans); n != s.N {
		return Date{}, fmt.Errorf("the suspensions last %d days, not %d", n, s.N)
	}
	return s.From.AddDays(s.N), nil
}

func spanDays(spans []Period) int {
	n := 0
	for _, p := range spans {
		n += p.Days()
	}
	return n
}

// replayRoll walks over the days off, which follow each other without a gap.
func (s Step) replayRoll() (Date, error) {
	dir := 1
	if s.To.Before(s.From) {
		dir = -1
	}
	d := s.From
	for _, o := range s.Off {
		if !o.On.Equal(d) {
			return Date{}, fmt.Errorf("%s is not said to be off", d)
		}
		d = d.AddDays(dir)
	}
	return d, checkOff(s.Off, max(1, len(s.Off)))
}

func (s Step) checkSaturday() error {
	if s.From.Weekday() != time.Saturday {
		return fmt.Errorf("%s is not a Saturday", s.From)
	}
	return nil
}

// checkOff verifies what can be without a calendar: that there are n days off,
// and that those called by a national name are.
func checkOff(offs []DayOff, n int) error {
	if len(offs) != n {
		return fmt.Errorf("%d days off instead of %d", len(offs), n)
	}
	for _, o := range offs {
		ok := true
		switch o.Code {
		case LocalHoliday, OfficeClosed, Suspended:
		case Saturday:
			ok = o.On.Weekday() == time.Saturday
		case Sunday:
			ok = o.On.Weekday() == time.Sunday
		default:
			ok = nationalHoliday(o.On) == o.Code
		}
		if !ok {
			return fmt.Errorf("%s is not %q", o.On, o.Code)
		}
	}
	return nil
}
