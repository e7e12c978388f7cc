package province

import (
	"fmt"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Mark is what a guest did on a day, before a body writes it with symbols of its
// own. Any other text is a symbol that nobody has agreed on.
type Mark string

// The marks.
const (
	Present  Mark = "P"
	Absent   Mark = "A"  // without leave
	Leave    Mark = "AA" // authorised absence
	Hospital Mark = "H"
	Exit     Mark = "U" // the day of exit, where it is not paid
	Outside  Mark = ""  // before the entry, after the exit
)

// Sheet is the attendance register of a centre for a month, as it ought to be
// written. It holds guests' names, which registers do and nothing else may.
type Sheet struct {
	Office    reception.Office
	Body      reception.Body
	Agreement reception.Agreement
	Centre    reception.Centre
	Period    calendar.Period
	Places    int
	Rows      []Row
	DayTotals []int // by day
	Total     int   // person-days
	Entries   int   // in the month
	Exits     int
	ExtraDays int // columns beyond those of the month
}

// columns is how many columns of days the table has.
func (s Sheet) columns() int { return s.Period.Days() + s.ExtraDays }

// Row is a guest's month.
type Row struct {
	Code, Name, Sex, Country string
	Family                   string        // code of the family within the centre; "": alone
	Born, Entry, Exit        calendar.Date // Exit zero: not before the month's end
	Marks                    []Mark        // by day
	Total                    int
}

// Sheet returns the register of the centre for the month.
func (p *Province) Sheet(c reception.CentreID, m calendar.Period) Sheet {
	centre := p.centre(c)
	s := Sheet{Office: *p.office(centre.OfficeID), Body: *p.body(centre.BodyID), Centre: *centre,
		Period: m, Places: centre.Places}
	s.Agreement, _ = p.AgreementOf(c, m)
	for _, st := range p.listed(c, m) {
		s.Rows = append(s.Rows, p.row(st, m, s.Agreement.Counting.ExitDay))
	}
	s.sum()
	return s
}

// listed are the stays that the register of the month lists.
func (p *Province) listed(c reception.CentreID, m calendar.Period) []stay {
	var out []stay
	for _, s := range p.stays[c-1] {
		gone := !s.exit.IsZero() && s.exit.Before(m.Start)
		if s.entry.After(m.End) || gone || s.unlisted && !s.exit.After(m.Start) {
			continue
		}
		out = append(out, s)
	}
	p.inOrder(out)
	return out
}

func (p *Province) row(st stay, m calendar.Period, countExit bool) Row {
	g := p.guests[st.guest]
	r := Row{Code: g.code, Name: g.name, Sex: g.sex, Country: g.country, Born: g.born, Entry: st.entry}
	if st.family > 0 {
		r.Family = fmt.Sprintf("N%d", st.family)
	}
	if !st.written.IsZero() {
		r.Entry = st.written
	}
	if !st.exit.IsZero() && !st.exit.After(m.End) {
		r.Exit = st.exit
	}
	for d := m.Start; !d.After(m.End); d = d.AddDays(1) {
		r.Marks = append(r.Marks, markOn(st, d, countExit))
	}
	return r
}

func markOn(st stay, d calendar.Date, countExit bool) Mark {
	if mark, away := st.awayOn(d); away {
		return mark
	}
	switch {
	case st.in(d):
		return Present
	case d != st.exit || st.unlisted:
		return Outside
	case countExit:
		return Present
	}
	return Exit
}

// sum computes every total of the sheet from its marks.
func (s *Sheet) sum() {
	s.DayTotals, s.Total, s.Entries, s.Exits = make([]int, s.Period.Days()), 0, 0, 0
	for i := range s.Rows {
		r := &s.Rows[i]
		r.Total = 0
		for d, m := range r.Marks {
			if m == Present {
				r.Total++
				s.DayTotals[d]++
			}
		}
		s.Total += r.Total
		if s.Period.Contains(r.Entry) {
			s.Entries++
		}
		if !r.Exit.IsZero() {
			s.Exits++
		}
	}
}

// PersonDays returns the days that guests spent in the centre in the period, as
// its agreement counts them: what the register shows and the invoice bills.
func (p *Province) PersonDays(c reception.CentreID, period calendar.Period) int {
	n := 0
	for _, present := range p.Presences(c, period) {
		n += present
	}
	return n
}

// Presences returns the number of guests present in the centre on each day of
// the period.
func (p *Province) Presences(c reception.CentreID, period calendar.Period) []int {
	a, _ := p.AgreementOf(c, period)
	out := make([]int, period.Days())
	for _, s := range p.stays[c-1] {
		p.eachPaidDay(s, period, a.Counting.ExitDay, func(day int) { out[day]++ })
	}
	return out
}

func (p *Province) eachPaidDay(s stay, period calendar.Period, countExit bool, do func(day int)) {
	if s.entry.After(period.End) || !s.exit.IsZero() && s.exit.Before(period.Start) {
		return
	}
	for i := range period.Days() {
		if markOn(s, period.Start.AddDays(i), countExit) == Present {
			do(i)
		}
	}
}

// PocketDays returns the days for which pocket money is due: one per person and
// day, and never more than three per family and day (7,50 EUR).
func (p *Province) PocketDays(c reception.CentreID, period calendar.Period) int {
	a, _ := p.AgreementOf(c, period)
	alone, families := 0, map[int][]int{}
	for _, s := range p.stays[c-1] {
		if s.family == 0 {
			p.eachPaidDay(s, period, a.Counting.ExitDay, func(int) { alone++ })
			continue
		}
		if families[s.family] == nil {
			families[s.family] = make([]int, period.Days())
		}
		p.eachPaidDay(s, period, a.Counting.ExitDay, func(day int) { families[s.family][day]++ })
	}
	for _, days := range families {
		for _, members := range days {
			alone += min(members, 3)
		}
	}
	return alone
}

// Entries returns how many guests entered reception in the centre in the
// period: each has a right to a first-entry kit and a phone card.
func (p *Province) Entries(c reception.CentreID, period calendar.Period) int {
	n := 0
	for _, s := range p.stays[c-1] {
		if s.first && period.Contains(s.entry) {
			n++
		}
	}
	return n
}

// arrivals returns how many guests came to the centre in the period, transfers
// included: what registers tell.
func (p *Province) arrivals(c reception.CentreID, period calendar.Period) int {
	n := 0
	for _, s := range p.stays[c-1] {
		if period.Contains(s.entry) {
			n++
		}
	}
	return n
}
