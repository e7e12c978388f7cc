package calendar

import "time"

// walk goes from the start of a term to its end and writes down each step.
type walk struct {
	cal   Calendar
	term  Term
	spans []Period // suspensions, sorted and disjoint
	at    Date
	steps []Step
}

// to records a step from where the walk is, and goes there.
func (w *walk) to(s Step) {
	s.From = w.at
	w.at = s.To
	w.steps = append(w.steps, s)
}

func (w *walk) due() Due { return Due{On: w.at, Derivation: Derivation{w.steps}} }

func (w *walk) suspended(d Date) bool { return within(w.spans, d) }

func within(spans []Period, d Date) bool {
	for _, p := range spans {
		if p.Contains(d) {
			return true
		}
	}
	return false
}

// workingDays counts n working days that are not suspended.
func (w *walk) workingDays(n int) {
	var off []DayOff
	dir, d, paused := sign(n), w.at, 0
	for left := abs(n); left > 0; {
		d = d.AddDays(dir)
		closed, isClosed := w.cal.IsClosed(d)
		switch {
		case w.suspended(d):
			paused++
		case isClosed && !weekend(d):
			off = append(off, closed)
		case !isClosed:
			left--
		}
	}
	s := Step{Rule: RuleWorkingDays, N: n, To: d, Off: off}
	if paused > 0 {
		s.Spans = crossed(w.spans, w.at, d)
	}
	w.to(s)
}

// weekend says that d is a Saturday or a Sunday: never a working day, so that a
// derivation need not list it.
func weekend(d Date) bool {
	return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
}

// suspend moves the end past the suspended days between from and the end.
func (w *walk) suspend(from Date) {
	n := 0
	for d := from.AddDays(1); !d.After(w.at); d = d.AddDays(1) {
		if w.suspended(d) {
			n++
		}
	}
	if n == 0 {
		return
	}
	end, total := w.at, n
	for left := n; left > 0; {
		end = end.AddDays(1)
		if w.suspended(end) {
			total++
		} else {
			left--
		}
	}
	w.to(Step{Rule: RuleSuspended, N: total, To: end, Spans: crossed(w.spans, from, end)})
}

// crossed returns the parts of spans after from, up to to.
func crossed(spans []Period, from, to Date) []Period {
	var cut []Period
	for _, p := range spans {
		if !p.Start.After(from) {
			p.Start = from.AddDays(1)
		}
		if p.End.After(to) {
			p.End = to
		}
		if !p.Start.After(p.End) {
			cut = append(cut, p)
		}
	}
	return cut
}

// roll moves an end that can't be one to the next day (the previous one for a
// backward term) that can.
func (w *walk) roll() {
	off, is := w.off(w.at)
	switch {
	case !is:
		w.noteSaturday()
	case w.term.NoRoll:
		w.to(Step{Rule: RuleKept, To: w.at, Off: []DayOff{off}})
	default:
		w.skip()
	}
}

func (w *walk) skip() {
	dir := 1
	if w.term.Backward {
		dir = -1
	}
	var skipped []DayOff
	d := w.at
	for off, is := w.off(d); is; off, is = w.off(d) {
		skipped = append(skipped, off)
		d = d.AddDays(dir)
	}
	w.to(Step{Rule: RuleRoll, To: d, Off: skipped})
	w.noteSaturday()
}

// off says that a term of this policy can't end on d.
func (w *walk) off(d Date) (DayOff, bool) {
	if w.suspended(d) {
		return DayOff{On: d, Code: Suspended}, true
	}
	if off, ok := w.cal.IsHoliday(d); ok {
		return off, true
	}
	if off, ok := w.cal.closure(d); ok && w.term.ClosuresRoll {
		return off, true
	}
	if w.term.SaturdayRolls && d.Weekday() == time.Saturday {
		return DayOff{On: d, Code: Saturday}, true
	}
	return DayOff{}, false
}

// noteSaturday explains an end on a Saturday, which surprises people.
func (w *walk) noteSaturday() {
	if w.at.Weekday() == time.Saturday && !w.term.NoRoll {
		w.to(Step{Rule: RuleSaturday, To: w.at})
	}
}

func sign(n int) int {
	if n < 0 {
		return -1
	}
	return 1
}

func abs(n int) int { return n * sign(n) }
