package calendar

// DueOnDayAfter returns day N of the month after the period: "entro il 5 del
// mese successivo". A day that the month doesn't have is its last one, a
// holiday rolls forward, a Saturday and a closure of the office don't.
func (c Calendar) DueOnDayAfter(period Period, day int) Due {
	return c.DueOnDay(period, 1, day)
}

// DueOnDay is DueOnDayAfter for the month that comes months after the one in
// which the period ends; 0 is that month itself.
func (c Calendar) DueOnDay(period Period, months, day int) Due {
	w := walk{cal: c, at: period.End, steps: []Step{
		{Rule: RuleStart, Of: AnchorPeriod, Period: period, To: period.End},
	}}
	first := addMonths(MonthOf(period.End).Start, months)
	w.to(Step{Rule: RuleDayOfMonth, N: day, Months: months, To: dayOfMonth(first, day)})
	w.roll()
	return w.due()
}

// AfterDays returns the day n calendar days after from, holidays rolled. With a
// negative n it counts and rolls back; with 0 it only rolls.
func (c Calendar) AfterDays(from Date, n int) Due { return c.after(RuleDays, from, n) }

// AfterWorkingDays returns the nth working day after from, or before it when n
// is negative.
func (c Calendar) AfterWorkingDays(from Date, n int) Due { return c.after(RuleWorkingDays, from, n) }

// after is a plain term whose n the caller has checked.
func (c Calendar) after(rule Rule, from Date, n int) Due {
	of := AnchorEvent
	if n < 0 {
		of = AnchorExpiry
	}
	w := walk{cal: c, term: Term{Backward: n < 0}, at: from, steps: []Step{
		{Rule: RuleStart, Of: of, To: from},
	}}
	if rule == RuleWorkingDays && n != 0 {
		w.workingDays(n)
	} else {
		w.to(Step{Rule: rule, N: n, To: from.AddDays(n)})
	}
	w.roll()
	return w.due()
}
