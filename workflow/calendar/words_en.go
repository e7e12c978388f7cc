package calendar

import "fmt"

var english = &tongue{
	and:     " and ",
	dayDate: dayDateEn,
	head:    headEn,
	suspend: func(s Step) string {
		return fmt.Sprintf("; the suspension of %s (%s) leads to %s",
			countIt(s.N, "day", "days"), spansEn(s.Spans), dayDateEn(s.To))
	},
	isOff: func(names string, n int, holidays bool) string {
		if holidays {
			return names + pick(n, " is a public holiday", " are public holidays")
		}
		return names + pick(n, " is not a day that counts", " are not days that count")
	},
	offAlone: "a public holiday",
	notUse:   "which doesn't count",
	moves:    ", so the date moves to ",
	kept:     ", but this term doesn't move",
	hoursRun: ", but terms in hours run on holidays too",
	saturday: " (Saturday is not a holiday)",
	extended: ". Extension granted: the new date is ",
	reason:   reasonEn,
}

func reasonEn(o DayOff) string {
	switch o.Code {
	case OfficeClosed:
		return "office closed: " + o.En
	case LocalHoliday:
		return o.En
	case Suspended:
		return "term suspended"
	}
	h, _ := holidayByCode(o.Code)
	return h.en
}

func dateEn(d Date) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d %s %d", d.Day(), d.Month(), d.Year())
}

func dayDateEn(d Date) string {
	if d.IsZero() {
		return ""
	}
	return d.Weekday().String() + " " + dateEn(d)
}

func spansEn(spans []Period) string {
	var parts []string
	for _, p := range spans {
		if p.Days() == 1 {
			parts = append(parts, dateEn(p.Start))
			continue
		}
		parts = append(parts, spanEn(p))
	}
	return list(parts, " and ")
}

// spanEn tells both ends, the month once when it is the same.
func spanEn(p Period) string {
	from := dateEn(p.Start)
	if MonthOf(p.Start) == MonthOf(p.End) {
		from = fmt.Sprint(p.Start.Day())
	}
	return from + " to " + dateEn(p.End)
}

func periodEn(p Period) string {
	if p.IsMonth() {
		return fmt.Sprintf("%s %d", p.Start.Month(), p.Start.Year())
	}
	return "the period " + spanEn(p)
}

func unitEn(s Step) string {
	n := abs(s.N)
	switch s.Rule {
	case RuleWorkingDays:
		return countIt(n, "working day", "working days")
	case RuleMonths:
		return countIt(n, "month", "months")
	case RuleYears:
		return countIt(n, "year", "years")
	case RuleHours:
		return countIt(n, "hour", "hours")
	}
	return countIt(n, "day", "days")
}

// headEn tells the start and the length of a term.
func headEn(start, s Step) string {
	switch {
	case s.Rule == RuleStart:
		return dayDateEn(s.To)
	case s.Rule == RuleHours:
		return hoursEn(start, s)
	case s.Rule == RuleDayOfMonth:
		return dayOfMonthEn(start, s)
	case s.N == 0:
		return "Due the same day, " + dayDateEn(s.To)
	case start.Of == AnchorExpiry:
		return unitEn(s) + " before " + dateEn(start.To) + pick(abs(s.N), " leads to ", " lead to ") +
			dayDateEn(s.To) + skippedEn(s) + lastEn(s)
	case start.Of == AnchorPeriod:
		return unitEn(s) + " from the end of " + periodEn(start.Period) + endEn(s) + dayDateEn(s.To) + skippedEn(s) + lastEn(s)
	}
	return unitEn(s) + " from " + dateEn(start.To) + " (that day excluded)" + endEn(s) + dayDateEn(s.To) + skippedEn(s) + lastEn(s)
}

func endEn(s Step) string { return pick(s.N, " ends on ", " end on ") }

func lastEn(s Step) string {
	if clamped(s) {
		return " (the last day of the month)"
	}
	return ""
}

func skippedEn(s Step) string {
	if s.Rule != RuleWorkingDays {
		return ""
	}
	var parts []string
	if crossesWeekend(s) {
		parts = append(parts, "Saturdays", "Sundays")
	}
	for _, o := range s.Off {
		parts = append(parts, dayDateEn(o.On)+paren(reasonEn(o)))
	}
	if len(s.Spans) > 0 {
		parts = append(parts, "the suspension of "+spansEn(s.Spans))
	}
	if len(parts) == 0 {
		return ""
	}
	return ", not counting " + list(parts, " and ")
}

func dayOfMonthEn(start, s Step) string {
	head := fmt.Sprintf("By day %d of ", s.N)
	switch s.Months {
	case 0:
		head += periodEn(MonthOf(start.To))
	case 1:
		head += "the month after " + periodEn(start.Period)
	default:
		head += fmt.Sprintf("the month %d months after %s", s.Months, periodEn(start.Period))
	}
	return head + ": " + dayDateEn(s.To) + lastEn(s)
}

func hoursEn(start, s Step) string {
	from, to := s.FromAt.In(Rome()), s.ToAt.In(Rome())
	clock := "24:00"
	if DateOf(to).Equal(s.To) {
		clock = to.Format("15:04")
	}
	text := fmt.Sprintf("%s from %s on %s (the initial hour excluded)", unitEn(s), from.Format("15:04"), dateEn(DateOf(from)))
	if start.FromAt.IsZero() {
		text = fmt.Sprintf("%s from the end of %s (the hour is not known)", unitEn(s), dateEn(start.To))
	}
	text += fmt.Sprintf(" %s at %s on %s", pick(s.N, "ends", "end"), clock, dayDateEn(s.To))
	if len(s.Spans) > 0 {
		text += ", not counting the suspension of " + spansEn(s.Spans)
	}
	if offset(from) != offset(to) {
		text += " (hours that pass: the clocks change in between)"
	}
	return text
}
