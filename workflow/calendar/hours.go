package calendar

import (
	"errors"
	"time"
)

// AfterInstant returns the end of a term that starts at an instant. Terms in
// days or longer run from its date in Italy. A term in hours runs by the clock,
// Sundays and holidays included, the initial hour excluded (art. 155 c. 1
// c.p.c.): 48 hours from 10:20 end at 11:00 two days later. The hours are hours
// that pass, so that a change to or from summer time shows in the wall clock.
func (t Term) AfterInstant(c Calendar, from time.Time, pauses ...Suspension) (Due, error) {
	if t.Hours == 0 {
		return t.After(c, DateOf(from), pauses...)
	}
	return t.hours(c, from, Step{Rule: RuleStart, Of: AnchorEvent, To: DateOf(from), FromAt: from.In(Rome())}, pauses)
}

// hours computes a term in hours from an instant; start tells whether the
// instant was known, or only its day.
func (t Term) hours(c Calendar, from time.Time, start Step, pauses []Suspension) (Due, error) {
	if err := errors.Join(t.Validate(), CheckYear(DateOf(from))); err != nil {
		return Due{}, err
	}
	spans, err := merge(pauses)
	if err != nil {
		return Due{}, err
	}
	from = from.In(Rome())
	day, end := DateOf(from), runHours(from, t.Hours, spans)
	on := DateOf(end.Add(-time.Nanosecond)) // midnight ends the day before it
	steps := []Step{start, {Rule: RuleHours, N: t.Hours, From: day, FromAt: from, To: on, ToAt: end,
		Spans: crossed(spans, day.AddDays(-1), on)}}
	if off, is := c.IsHoliday(on); is {
		steps = append(steps, Step{Rule: RuleKept, From: on, To: on, Off: []DayOff{off}})
	}
	return Due{On: on, At: end, Derivation: Derivation{steps}}, CheckEnd(on)
}

// runHours lets n whole hours pass after the hour of from, outside suspended
// days.
func runHours(from time.Time, n int, spans []Period) time.Time {
	at := endOfHour(from)
	left := time.Duration(n) * time.Hour
	for {
		day := DateOf(at)
		midnight := day.AddDays(1).At(0, 0)
		if within(spans, day) {
			at = midnight
			continue
		}
		if rest := midnight.Sub(at); rest < left {
			at, left = midnight, left-rest
			continue
		}
		return at.Add(left)
	}
}

// endOfHour returns the end of the hour on the clock that holds t.
func endOfHour(t time.Time) time.Time {
	passed := time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second +
		time.Duration(t.Nanosecond())
	return t.Add(time.Hour - passed)
}
