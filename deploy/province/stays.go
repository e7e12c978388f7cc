package province

import (
	"fmt"
	"slices"
	"time"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// guest is an invented person, known by a code in everything but registers.
type guest struct {
	code, name, sex, country string
	born                     calendar.Date
}

// stay is the time of a guest in a centre.
type stay struct {
	guest       int
	entry, exit calendar.Date // exit zero: still there
	first       bool          // the entry into reception, not a transfer
	family      int           // number of the family unit within the centre; 0: alone
	away        []absence
	// unlisted says that the exit was never written down: the guest is simply
	// missing from the registers from the exit on.
	unlisted bool
	moved    bool // the exit is a transfer to another centre
	// written is the day of entry as registers write it, where it is another.
	written calendar.Date
}

// absence is a span of days on which the guest was not in the centre.
type absence struct {
	from, to calendar.Date // both included
	mark     Mark
}

// in says that the guest belongs to the centre on the day; the day of exit is
// not one of them.
func (s stay) in(d calendar.Date) bool {
	return !d.Before(s.entry) && (s.exit.IsZero() || d.Before(s.exit))
}

func (s stay) awayOn(d calendar.Date) (Mark, bool) {
	for _, a := range s.away {
		if !d.Before(a.from) && !d.After(a.to) {
			return a.mark, true
		}
	}
	return "", false
}

// makeStays lives through the months, centre by centre and day by day.
func (p *Province) makeStays() {
	p.stays = make([][]stay, len(p.Centres))
	for i := range p.Centres {
		l := &life{p: p, centre: &p.Centres[i], chance: p.chance("stays", i+1)}
		l.settle()
		for d := l.start(); !d.After(p.months[len(p.months)-1].End); d = d.AddDays(1) {
			l.day(d)
		}
		l.absences()
		p.stays[i] = l.stays
	}
	p.makeTransfers()
	p.makeUpsets()
}

// life is the work of making one centre's stays.
type life struct {
	chance
	p        *Province
	centre   *reception.Centre
	stays    []stay
	present  int
	families int
	serial   int
}

// start is the first day that is lived through: a month before the papers.
func (l *life) start() calendar.Date {
	first := l.p.months[0].Previous().Start
	if l.centre.OpenedOn.After(first) {
		return l.centre.OpenedOn
	}
	return first
}

// settle fills the centre as it was on the eve of the start. A centre that opens
// within the months is filled in its first days.
func (l *life) settle() {
	fill := l.centre.Places * l.between(80, 100) / 100
	for l.present < fill {
		days := l.between(20, 480)
		if l.centre.OpenedOn.Equal(l.start()) {
			days = -l.between(0, 4)
		}
		l.arrive(l.start().AddDays(-days), min(fill, l.centre.Places)-l.present)
	}
}

// arrive brings in one guest, or a family where they live in flats, never more
// than there is room for.
func (l *life) arrive(d calendar.Date, room int) {
	size, family := 1, 0
	if l.centre.Kind == reception.HousingUnit && room >= 3 && l.in100(22) {
		size = l.between(3, min(5, room))
		l.families++
		family = l.families
	}
	o := origins[pick(l.chance, origins100)]
	surname := pick(l.chance, o.surnames)
	for n := range size {
		l.p.guests = append(l.p.guests, l.newGuest(o, surname, family > 0, n, d))
		l.stays = append(l.stays, stay{guest: len(l.p.guests) - 1, entry: d, first: true, family: family})
	}
	l.present += size
}

// newGuest invents one guest: n counts the members of a family, two parents and
// then children.
func (l *life) newGuest(o origin, surname string, family bool, n int, d calendar.Date) guest {
	l.serial++
	female := l.in100(20)
	born := calendar.MustDate(d.Year()-l.between(19, 41), time.Month(l.between(1, 12)), l.between(1, 28))
	if family {
		female = n == 1 || n > 1 && l.in100(50)
		if n > 1 {
			born = d.AddDays(-l.between(200, 16*365))
		}
	}
	g := guest{sex: "M", country: o.country, born: born}
	name := pick(l.chance, o.men)
	if female {
		g.sex, name = "F", pick(l.chance, o.women)
	}
	g.name = surname + " " + name
	g.code = fmt.Sprintf("G%s-%04d", l.centre.Code[3:], l.serial)
	if l.centre.OfficeID != 1 {
		g.code = fmt.Sprintf("H%s-%04d", l.centre.Code[3:], l.serial)
	}
	return g
}

// day lets guests leave and arrive.
func (l *life) day(d calendar.Date) {
	if closed := l.centre.ClosedOn; !closed.IsZero() && !d.Before(closed) {
		if d.Equal(closed) {
			l.leave(d, func(stay) bool { return true })
		}
		return
	}
	room := l.centre.Places - l.present // a bed is free again on the day after
	if l.present > 0 && l.IntN(1000) < 2*l.present {
		who := l.stays[l.pickPresent(d)]
		l.leave(d, func(s stay) bool {
			return s.guest == who.guest || who.family > 0 && s.family == who.family
		})
	}
	if room > 0 && l.IntN(100) < 4+room {
		l.arrive(d, room)
	}
}

// pickPresent is the index of one of the stays of the day.
func (l *life) pickPresent(d calendar.Date) int {
	var in []int
	for i, s := range l.stays {
		if s.in(d) && s.exit.IsZero() {
			in = append(in, i)
		}
	}
	if len(in) == 0 {
		return 0
	}
	return pick(l.chance, in)
}

func (l *life) leave(d calendar.Date, who func(stay) bool) {
	for i := range l.stays {
		s := &l.stays[i]
		if s.exit.IsZero() && s.entry.Before(d) && who(*s) {
			s.exit = d
			l.present--
		}
	}
}

// absences sends some of the single guests away for a few days, some months.
func (l *life) absences() {
	for i := range l.stays {
		s := &l.stays[i]
		if s.family > 0 {
			continue
		}
		for _, m := range l.p.months {
			if l.in100(13) {
				l.absence(s, m)
			}
		}
	}
}

func (l *life) absence(s *stay, m calendar.Period) {
	mark, days := Absent, 1
	switch n := l.IntN(10); {
	case n < 4:
		mark, days = Leave, l.between(1, 3)
	case n < 6:
		mark, days = Hospital, l.between(2, 6)
	}
	if k := l.p.detail(l.centre.BodyID).habits.marks; k.hospital == k.absent {
		days = min(days, 3) // a longer absence without a reason would be asked about
	}
	from := m.Start.AddDays(l.between(1, m.Days()-days-1))
	to := from.AddDays(days - 1)
	if from.After(s.entry) && s.in(from) && s.in(to.AddDays(1)) {
		s.away = append(s.away, absence{from, to, mark})
	}
}

// move is a stay that ended, by its places in Province.stays.
type move struct{ centre, stay int }

// exits are the single guests' exits that may turn out to be transfers, by
// office and day. Where the day of exit is paid there are none: the guest would
// be paid for twice on that day.
func (p *Province) exits() map[string]move {
	exits := map[string]move{}
	for c, stays := range p.stays {
		a, _ := p.AgreementOf(p.Centres[c].ID, p.months[0])
		if a.Counting.ExitDay || !p.Centres[c].ClosedOn.IsZero() {
			continue
		}
		for i, s := range stays {
			if !s.exit.IsZero() && s.family == 0 && !p.months[0].Start.After(s.exit) {
				exits[fmt.Sprint(p.Centres[c].OfficeID, s.exit)] = move{c, i}
			}
		}
	}
	return exits
}

// makeTransfers turns some exits and entries of single guests on the same day
// into transfers from one centre to another of the same office.
func (p *Province) makeTransfers() {
	exits, luck := p.exits(), p.chance("transfers")
	for c := range p.stays {
		for i := range p.stays[c] {
			s := &p.stays[c][i]
			key := fmt.Sprint(p.Centres[c].OfficeID, s.entry)
			from, ok := exits[key]
			if !ok || s.family > 0 || from.centre == c || !luck.in100(40) {
				continue
			}
			s.guest, s.first = p.stays[from.centre][from.stay].guest, false
			p.stays[from.centre][from.stay].moved = true
			delete(exits, key)
		}
	}
}

// occupancy is the number of guests of the centre on the day, absent or not.
func (p *Province) occupancy(c reception.CentreID, d calendar.Date) int {
	n := 0
	for _, s := range p.stays[c-1] {
		if s.in(d) {
			n++
		}
	}
	return n
}

// inOrder sorts stays as registers list them: by entry, then by code.
func (p *Province) inOrder(stays []stay) {
	slices.SortStableFunc(stays, func(a, b stay) int {
		if a.entry != b.entry {
			return a.entry.DaysUntil(b.entry) * -1
		}
		ga, gb := p.guests[a.guest].code, p.guests[b.guest].code
		switch {
		case ga < gb:
			return -1
		case ga > gb:
			return 1
		}
		return 0
	})
}
