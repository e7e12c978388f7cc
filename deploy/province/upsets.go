package province

import (
	"slices"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// upsets are the faults that are in what happened and not in how it was written
// down: they are made in the stays, and the registers tell them as they are.
type upsets struct {
	crowded  crowd
	doubled  double // at two bodies
	own      double // in two centres of one body
	unlisted vanished
	appeared vanished // who is there from a day on, and was not before
	away     vanished // who is absent from a day on, for six days
}

// crowd is a centre with more guests than places for some days.
type crowd struct {
	centre   reception.CentreID
	from, to calendar.Date // both included
	guests   int           // on the worst day
}

// double is a guest marked present in two centres on the same days.
type double struct {
	left, entered reception.CentreID
	code          string
	from, to      calendar.Date // both included
}

// vanished is a guest who was in the centre on the last day of a month, and is
// missing from the next register without an exit.
type vanished struct {
	centre reception.CentreID
	code   string
	from   calendar.Date // first day without the guest
}

// upsetMonth is the month in which the upsets happen: the last but one.
func (p *Province) upsetMonth() calendar.Period { return p.months[max(0, len(p.months)-2)] }

// makeUpsets plants them in centres of bodies that are never late, so that the
// registers that show them are there.
func (p *Province) makeUpsets() {
	c := p.chance("upsets")
	centres := p.reliableCentres()
	if len(centres) < 4 {
		return
	}
	c.Shuffle(len(centres), func(i, j int) { centres[i], centres[j] = centres[j], centres[i] })
	p.crowd(centres)
	p.double(centres, &p.upset.doubled, false)
	p.double(centres, &p.upset.own, true)
	p.stayAway(centres)
	if len(p.months) > 2 { // else no register tells who was there in the month before
		p.vanish(centres)
		p.appear(centres)
	}
}

// upsetIn says that something has happened in the centre.
func (p *Province) upsetIn(c reception.CentreID) bool {
	u := p.upset
	return slices.Contains([]reception.CentreID{u.crowded.centre, u.doubled.left, u.doubled.entered, u.own.left, u.own.entered, u.unlisted.centre, u.appeared.centre, u.away.centre}, c)
}

// reliableCentres are centres of the first office, open all the time, whose day of
// exit isn't paid, of bodies that send their papers in time.
func (p *Province) reliableCentres() []reception.CentreID {
	var out []reception.CentreID
	for _, id := range p.centresOf(1) {
		c := p.centre(id)
		a, ok := p.AgreementOf(id, p.upsetMonth())
		open := ok && !a.Counting.ExitDay && c.ClosedOn.IsZero() && c.OpenedOn.Before(p.months[0].Start)
		if h := p.detail(c.BodyID).habits; open && h.punctuality <= onTime && h.register != Scan {
			out = append(out, id)
		}
	}
	return out
}

// crowd brings guests into the fullest of the centres for a week, two more than
// it has places.
func (p *Province) crowd(centres []reception.CentreID) {
	m := p.upsetMonth()
	from, to := m.Start.AddDays(8), m.Start.AddDays(14)
	best, room := reception.CentreID(0), 1000
	for _, id := range centres {
		least := 1000
		for d := from; !d.After(to); d = d.AddDays(1) {
			least = min(least, p.occupancy(id, d))
		}
		if free := p.centre(id).Places - least; free < room {
			best, room = id, free
		}
	}
	l := &life{p: p, centre: p.centre(best), chance: p.chance("crowd"), serial: 900}
	o := pick(l.chance, origins)
	for range room + 2 {
		p.guests = append(p.guests, l.newGuest(o, pick(l.chance, o.surnames), false, 0, from))
		p.stays[best-1] = append(p.stays[best-1], stay{guest: len(p.guests) - 1, entry: from, exit: to.AddDays(1), first: true})
	}
	worst := 0
	for d := from; !d.After(to); d = d.AddDays(1) {
		worst = max(worst, p.occupancy(best, d))
	}
	p.upset.crowded = crowd{best, from, to, worst}
}

// double moves a guest from one centre to another, of the same body or of a
// different one, and leaves the guest on the first one's register for three more
// days.
func (p *Province) double(centres []reception.CentreID, told *double, own bool) {
	m := p.upsetMonth()
	from := m.Start.AddDays(11)
	for _, to := range centres {
		if p.upsetIn(to) || p.spare(to, from, m.End) < 1 {
			continue
		}
		for _, id := range centres {
			s := p.settled(id, m)
			if id == to || p.upsetIn(id) || (p.centre(id).BodyID == p.centre(to).BodyID) != own || s == nil {
				continue
			}
			s.exit, s.moved = from.AddDays(3), true
			p.stays[to-1] = append(p.stays[to-1], stay{guest: s.guest, entry: from, exit: m.End.AddDays(1)})
			*told = double{id, to, p.guests[s.guest].code, from, from.AddDays(2)}
			return
		}
	}
}

// spare is the smallest number of free places of the centre on the days.
func (p *Province) spare(c reception.CentreID, from, to calendar.Date) int {
	least := 1000
	for d := from; !d.After(to); d = d.AddDays(1) {
		least = min(least, p.centre(c).Places-p.occupancy(c, d))
	}
	return least
}

// settled is a stay of a single guest, without absences, that holds from before
// the month until after the last month; nil when there is none.
func (p *Province) settled(c reception.CentreID, m calendar.Period) *stay {
	for i := range p.stays[c-1] {
		s := &p.stays[c-1][i]
		if s.family == 0 && len(s.away) == 0 && s.entry.Before(m.Start) && s.exit.IsZero() {
			return s
		}
	}
	return nil
}

// vanish ends a stay with the month before the upset month, in silence.
func (p *Province) vanish(centres []reception.CentreID) {
	m := p.upsetMonth()
	for _, id := range centres {
		if p.upsetIn(id) {
			continue
		}
		if s := p.settled(id, m); s != nil {
			s.exit, s.unlisted = m.Start, true
			p.upset.unlisted = vanished{id, p.guests[s.guest].code, m.Start}
			return
		}
	}
}

// appear brings a guest in on the first of the upset month, whose entry is written
// as one of weeks before.
func (p *Province) appear(centres []reception.CentreID) {
	m := p.upsetMonth()
	for _, id := range centres {
		if p.upsetIn(id) || p.spare(id, m.Start, p.months[len(p.months)-1].End) < 1 {
			continue
		}
		l := &life{p: p, centre: p.centre(id), chance: p.chance("appear"), serial: 950}
		o := pick(l.chance, origins)
		p.guests = append(p.guests, l.newGuest(o, pick(l.chance, o.surnames), false, 0, m.Start))
		p.stays[id-1] = append(p.stays[id-1], stay{guest: len(p.guests) - 1, entry: m.Start, written: m.Start.AddDays(-25)})
		p.upset.appeared = vanished{id, p.guests[len(p.guests)-1].code, m.Start}
		return
	}
}

// stayAway lets a guest be absent for six days without a reason.
func (p *Province) stayAway(centres []reception.CentreID) {
	m := p.upsetMonth()
	from := m.Start.AddDays(9)
	for _, id := range centres {
		if p.upsetIn(id) {
			continue
		}
		if s := p.settled(id, m); s != nil {
			s.away = append(s.away, absence{from, from.AddDays(5), Absent})
			p.upset.away = vanished{id, p.guests[s.guest].code, from}
			return
		}
	}
}
