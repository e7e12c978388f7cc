package attendance

import (
	"slices"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// judgeBlanks marks blanks within the stay as unknown. A stay starts at the
// entry date, at an entry mark, or at the first mark; it ends at the exit date,
// at an exit mark, or with the month; in a list, with the guest's last line. What was
// not read before the first mark is of the stay too, unless the row tells the entry.
func (r *Register) judgeBlanks(row *Row) {
	first, last, told := r.stay(row)
	gone := false // after an exit mark, until the next mark
	for d := range row.Marks {
		m := &row.Marks[d]
		if m.Written != "" {
			gone = m.leaves
			continue
		}
		if m.unread {
			within := d <= last && !gone
			m.judgeUnread(within && d >= first, within && !told)
			continue
		}
		if d >= first && d <= last && !gone && !slices.Contains(r.Unfilled, d+1) {
			m.Presence = Unknown
		}
	}
}

// stay returns the first and last day (from 0) of a row's stay; told says that the row
// itself says when it begins.
func (r *Register) stay(row *Row) (first, last int, told bool) {
	first, last = len(row.Marks), -1
	entered, left := false, false
	for d, m := range row.Marks {
		if m.Written == "" {
			continue
		}
		first, last = min(first, d), d
		entered = entered || m.enters
		left = m.leaves
	}
	if d, ok := dayIn(row.Entry, r.Month); ok && !entered {
		first, told = min(first, d), true
	}
	if d, ok := dayIn(row.Exit, r.Month); ok {
		last = max(last, min(d-1, len(row.Marks)-1)) // the day of exit itself may be blank
	} else if !left && !r.listed && !row.Exit.Found() {
		last = len(row.Marks) - 1
	}
	return first, last, told || entered
}

// dayIn returns the day (from 0) of a date within the month: 0 for an earlier
// date, a day beyond the end for a later one.
func dayIn(v Value, month calendar.Period) (int, bool) {
	d, ok := dateIn(v)
	if !ok || month.IsZero() {
		return 0, false
	}
	return max(month.Start.DaysUntil(d), 0), true
}

func dateIn(v Value) (calendar.Date, bool) {
	if !v.Found() {
		return calendar.Date{}, false
	}
	d, err := calendar.ParseDate(v.Text)
	return d, err == nil
}

// outsideStay is the doubt about a row that says both that a guest is there and
// that there is no stay.
const outsideStay = "the guest is present before the entry or after the exit"

// doubtStay notes the days on which a guest is present before the entry or after
// the exit that the row itself tells, by a date or by a mark. Who comes back is
// there again from a mark of entry on.
func (r *Register) doubtStay(row *Row) {
	gone, back := false, false
	for d, m := range row.Marks {
		switch {
		case m.leaves:
			gone, back = true, false
		case m.Presence != Present:
			continue
		case m.enters:
			for e := d - 1; e >= 0 && row.Marks[e].Presence == Present && !row.Marks[e].enters; e-- {
				r.away(row, e)
			}
			gone, back = false, true
		case gone:
			r.away(row, d)
		}
		if m.Presence == Present && r.outsideDates(row, d, back) {
			r.away(row, d)
		}
	}
}

func (r *Register) away(row *Row, d int) {
	row.doubt = outsideStay
	row.away.add(d + 1)
	r.doubts.away.add(d + 1)
}

// outsideDates says that a day is before the date of entry or after that of the
// exit; an exit before the entry leaves the days between them outside.
func (r *Register) outsideDates(row *Row, d int, back bool) bool {
	if r.Month.IsZero() {
		return false
	}
	day := r.Month.Start.AddDays(d)
	entry, comes := dateIn(row.Entry)
	exit, goes := dateIn(row.Exit)
	early := comes && day.Before(entry)
	late := goes && exit.Before(day) && !back
	if comes && goes && exit.Before(entry) {
		return early && late
	}
	return early || late
}
