package workflow

import (
	"iter"
	"time"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// cycle is how periods follow each other: days, or whole months counted from a
// first one. The last is cut at the end of the month in which an agreement ends.
type cycle struct {
	months int           // of each period; 0: days
	first  calendar.Date // first day of a month in which a period starts
	cut    calendar.Date // zero: never
}

// cycle returns the periods of the requirement: aligned to the calendar year, or
// to the agreement's first month where it follows the invoices.
func (x *asking) cycle(a reception.Agreement) cycle {
	c := cycle{first: calendar.MustDate(a.StartsOn.Year(), time.January, 1)}
	switch x.r.Recurrence {
	case reception.Daily:
	case reception.TwoMonthly:
		c.months = 2
	case reception.Quarterly:
		c.months = 3
	case reception.Yearly:
		c.months = 12
	case reception.Invoicing:
		c.months, c.first, c.cut = max(1, a.InvoiceMonths), calendar.MonthOf(a.StartsOn).Start, calendar.MonthOf(a.EndsOn).End
	default:
		c.months = 1
	}
	return c
}

// over returns the periods that have one of the days and may have their first
// day in the window, oldest first, each with its key. What is due within a period
// is never due before its first month, so a month's margin is enough.
func (c cycle) over(days, window calendar.Period) iter.Seq2[calendar.Period, string] {
	return func(yield func(calendar.Period, string) bool) {
		lo := days.Start
		if !window.Start.IsZero() {
			lo = later(lo, window.Start)
		}
		for p := c.at(lo); !p.Start.After(days.End) && !p.Start.After(window.End); p = c.at(p.End.AddDays(1)) {
			cut := p
			if !c.cut.IsZero() {
				cut.End = earlier(p.End, c.cut)
			}
			if !yield(cut, c.key(p)) {
				return
			}
		}
	}
}

// at returns the period that holds the day.
func (c cycle) at(d calendar.Date) calendar.Period {
	if c.months == 0 {
		return calendar.Period{Start: d, End: d}
	}
	passed := (d.Year()-c.first.Year())*12 + int(d.Month()) - int(c.first.Month())
	back := passed % c.months
	if back < 0 {
		back += c.months
	}
	p := calendar.MonthOf(d)
	for range back {
		p = p.Previous()
	}
	start := p.Start
	for range c.months - 1 {
		p = p.Next()
	}
	return calendar.Period{Start: start, End: p.End}
}

func (c cycle) key(p calendar.Period) string {
	if c.months == 0 {
		return key(p.Start, 1, "d")
	}
	return key(p.Start, c.months, "m")
}

// afterPeriod applies the due rule to a period.
func (x *asking) afterPeriod(p calendar.Period) (calendar.Due, error) {
	switch d := x.r.Due; {
	case d.Day > 0:
		return x.Calendar.DueOnDay(p, d.Months, d.Day), nil
	case d.Term == calendar.Term{}:
		return veryDay(x.Calendar, calendar.Step{Rule: calendar.RuleStart, Of: calendar.AnchorPeriod, Period: p, To: p.End}), nil
	case d.Term.Hours > 0:
		return d.Term.After(x.Calendar, p.End)
	default:
		return d.Term.AfterPeriod(x.Calendar, p)
	}
}

// after applies the due rule to a start or a happening, from its hour where that
// is known.
func (x *asking) after(on calendar.Date, h reception.Happening) (calendar.Due, error) {
	switch d := x.r.Due; {
	case d.Day > 0:
		return x.Calendar.DueOnDay(calendar.Period{Start: on, End: on}, d.Months, d.Day), nil
	case d.Term == calendar.Term{}:
		return veryDay(x.Calendar, calendar.Step{Rule: calendar.RuleStart, Of: calendar.AnchorEvent, To: on}), nil
	case !h.At.IsZero():
		return d.Term.AfterInstant(x.Calendar, h.At)
	default:
		return d.Term.After(x.Calendar, on)
	}
}

// before applies the due rule to an expiry.
func (x *asking) before(expiry calendar.Date) (calendar.Due, error) {
	if (x.r.Due.Term == calendar.Term{}) {
		return veryDay(x.Calendar, calendar.Step{Rule: calendar.RuleStart, Of: calendar.AnchorExpiry, To: expiry}), nil
	}
	return x.r.Due.Term.Before(x.Calendar, expiry)
}

// veryDay is the date of the zero rule: the day itself, even where it is a
// holiday, as nothing gives more time.
func veryDay(cal calendar.Calendar, start calendar.Step) calendar.Due {
	d := start.To
	steps := []calendar.Step{start, {Rule: calendar.RuleDays, From: d, To: d}}
	if off, is := cal.IsHoliday(d); is {
		steps = append(steps, calendar.Step{Rule: calendar.RuleKept, From: d, To: d, Off: []calendar.DayOff{off}})
	}
	return calendar.Due{On: d, Derivation: calendar.Derivation{Steps: steps}}
}
