package check

import (
	"slices"
	"strings"
	"unicode"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// notice is a notice of departure or a leave, opened: of whom, by code, and when.
type notice struct {
	*paper
	centre reception.CentreID // zero: not known
	guests []document.Field
	from   document.Field // departure.on or leave.start; without a name where it is not there
	to     document.Field // leave.end
}

// openNotices opens the notices that count: not those that were rejected, could not
// be read or are another paper.
func (d *desk) openNotices() {
	all := slices.Clone(d.GuestNotices)
	slices.SortFunc(all, byArrival)
	for _, s := range all {
		r := s.Reading
		if s.Closed && !s.Approved || r.Error != nil || r.Kind != "" && r.Kind != s.Kind {
			continue
		}
		n := &notice{paper: newPaper(s)}
		n.guests = n.all(document.GuestCode)
		n.from, _ = n.first(document.DepartedOn)
		if s.Kind == document.Leave {
			n.from, _ = n.first(document.LeaveStart)
			n.to, _ = n.first(document.LeaveEnd)
		}
		if code, ok := n.first(document.CentreCode); ok && !code.Unsure {
			c, _ := d.centreOf(code.Value)
			n.centre = c.ID
		}
		if s.Obligation != nil && s.Obligation.Centre != 0 {
			n.centre = s.Obligation.Centre
		}
		d.notices = append(d.notices, n)
	}
	d.tellNoticed(d.sheet)
	if d.before != nil {
		d.tellNoticed(d.before)
	}
}

// isDeparture says that the notice is of a guest who left.
func (n *notice) isDeparture() bool { return n.Kind == document.Departure }

// at says that the notice may be about a guest of the centre.
func (n *notice) at(c reception.CentreID) bool { return n.centre == 0 || n.centre == c }

// names returns the code by which the notice names the guest of a row. Where it
// does not say of which centre it is, figures alone may be another's.
func (n *notice) names(s *sheet, r *row) (document.Field, bool) {
	code := bare(r.guest.Value)
	if code == "" || !n.at(s.centre.ID) || n.centre == 0 && !strings.ContainsFunc(code, unicode.IsLetter) {
		return document.Field{}, false
	}
	for _, f := range n.guests {
		if bare(f.Value) == code {
			return f, true
		}
	}
	return document.Field{}, false
}

// latest is the last of the days that a date may be as it was read: zero where none
// is known.
func latest(f document.Field) calendar.Date {
	var last calendar.Date
	for _, v := range append([]string{f.Value}, f.Others...) {
		if d, err := calendar.ParseDate(v); err == nil && (last.IsZero() || d.After(last)) {
			last = d
		}
	}
	return last
}

// cameAfter says that the row is of a stay that began after a day: what was notified
// before is of another one.
func (r *row) cameAfter(on calendar.Date) bool {
	came, err := calendar.ParseDate(r.came.Value)
	return err == nil && !on.IsZero() && came.After(on)
}

// tells says that the notice gives the reason of an absence of the row on a day. A
// bound that is not known is wide.
func (n *notice) tells(r *row, on calendar.Date) bool {
	from, to := latest(n.from), latest(n.to)
	if n.isDeparture() {
		return !r.cameAfter(from) && (from.IsZero() || !on.Before(from))
	}
	return (from.IsZero() || !on.Before(from)) && (to.IsZero() || !on.After(to))
}

// tellNoticed marks the days of each row for which a notice gives the reason, where
// the reading vouches for it.
func (d *desk) tellNoticed(s *sheet) {
	if s.month.IsZero() {
		return
	}
	for i := range s.rows {
		r := &s.rows[i]
		for _, n := range d.notices {
			if f, ok := n.names(s, r); ok && !f.Unsure && n.from.Value != "" && !n.from.Unsure && !n.to.Unsure {
				r.notice(n, s.month)
			}
		}
	}
}

func (r *row) notice(n *notice, month calendar.Period) {
	if r.noticed == nil {
		r.noticed = make([]bool, len(r.pattern.Value))
	}
	for i := range r.noticed {
		r.noticed[i] = r.noticed[i] || n.tells(r, month.Start.AddDays(i))
	}
}

// noticedOn says that a notice gives the reason of the absence of a day.
func (r *row) noticedOn(day int) bool { return day >= 1 && day <= len(r.noticed) && r.noticed[day-1] }

// citeGuest cites the code by which the notice names the guest.
func (n *notice) citeGuest(f document.Field) Input {
	in := n.cite(f, words{"codice dell'ospite nella comunicazione", "guest's code in the notice"}, words{})
	if !isCode(in.Value) {
		in.Value = longText
	}
	in.Others = slices.DeleteFunc(slices.Clone(in.Others), func(o string) bool { return !isCode(o) })
	return in
}

// citeDay cites the day of the departure.
func (n *notice) citeDay() Input {
	return n.cite(n.from, words{"data dell'allontanamento nella comunicazione", "day of the departure in the notice"}, onScreen("", n.from.Value))
}
