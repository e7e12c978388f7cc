package workflow

import (
	"fmt"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// stint is the days on which an agreement covers what a requirement is asked of.
type stint struct {
	of   about
	days calendar.Period
	a    reception.Agreement
}

// stints returns what the requirement is asked of, with the days on which it is
// there: bodies and agreements as long as an agreement holds, centres as long as
// it covers them and they are open. Days before the requirement asks are left out.
func (x *asking) stints() []stint {
	var out []stint
	for _, a := range x.agreements {
		of := about{agreement: a.ID}
		switch x.r.Subject {
		case reception.PerCentre:
			out = append(out, x.coverings(a)...)
			continue
		case reception.PerBody:
			of.agreement = 0
		}
		out = append(out, stint{of, a.Term(), a})
	}
	return out
}

// coverings are the stints of an agreement's centres.
func (x *asking) coverings(a reception.Agreement) []stint {
	var out []stint
	for _, v := range a.Covers {
		for _, c := range x.Centres {
			if c.ID != v.CentreID {
				continue
			}
			if days, ok := common(a.Days(v), openDays(c)); ok {
				out = append(out, stint{about{agreement: a.ID, centre: c.ID}, days, a})
			}
		}
	}
	return out
}

func openDays(c reception.Centre) calendar.Period {
	if c.ClosedOn.IsZero() {
		return calendar.Period{Start: c.OpenedOn, End: endOfTime}
	}
	return calendar.Period{Start: c.OpenedOn, End: c.ClosedOn}
}

// endOfTime is later than every date of the registry.
var endOfTime = calendar.MustDate(9999, 12, 31)

// serves says that papers of a period are owed under the agreement. Those of a
// framework without centres of its own are owed under its call-offs.
func serves(a reception.Agreement) bool {
	return a.Kind != reception.Framework || len(a.Covers) > 0
}

// periods asks for a paper of each period of which a stint has a day.
func (x *asking) periods() {
	for _, s := range x.stints() {
		days, ok := common(s.days, calendar.Period{Start: x.from, End: endOfTime})
		if !ok || !serves(s.a) {
			continue
		}
		of := s.of
		if of.centre != 0 {
			of.agreement = 0 // in the slot
		}
		for p, key := range x.cycle(s.a).over(days, x.window) {
			due, err := x.afterPeriod(p)
			if owed, ok := common(days, p); ok {
				x.add(s.of, slotOf(of, key), p, due, err, owed.End, owed)
			}
		}
	}
}

// once asks for a paper at the start of what the requirement is asked of.
func (x *asking) once() {
	whole := map[about]calendar.Period{}
	var order []about
	for _, s := range x.stints() {
		p, seen := whole[s.of]
		if !seen {
			order, p = append(order, s.of), s.days
		}
		whole[s.of] = calendar.Period{Start: earlier(p.Start, s.days.Start), End: later(p.End, s.days.End)}
	}
	for _, of := range order {
		p := whole[of]
		if p.End.Before(x.From) || p.Start.Before(x.r.StartsOn) {
			continue
		}
		due, err := x.after(p.Start, reception.Happening{})
		x.add(of, slotOf(of, "once"), p, due, err, p.End)
	}
}

// expiries asks for a paper before something expires.
func (x *asking) expiries() {
	if x.r.Happening == reception.AgreementExpiry {
		x.ends()
		return
	}
	for _, h := range x.Happenings {
		of, ok := x.aboutOf(h)
		if !ok || !x.needed(h) {
			continue
		}
		due, err := x.before(h.On)
		x.add(of, slotOf(of, ""), calendar.Period{Start: h.On, End: h.On}, due, err, h.On)
	}
}

// ends asks for a paper before each agreement ends; of centres, for those that
// are there on its last day.
func (x *asking) ends() {
	for _, s := range x.stints() {
		end := s.a.EndsOn
		if end.Before(x.from) || s.days.End.Before(end) {
			continue
		}
		of := about{agreement: s.a.ID, centre: s.of.centre}
		due, err := x.before(end)
		x.add(of, slotOf(of, "end"+end.String()), calendar.Period{Start: end, End: end}, due, err, end)
	}
}

// happenings asks for a paper after something happened. Who recorded it said so:
// what follows is owed even after the last agreement has ended.
func (x *asking) happenings() {
	for _, h := range x.Happenings {
		of, ok := x.aboutOf(h)
		if !ok || h.On.Before(x.from) {
			continue
		}
		due, err := x.after(h.On, h)
		x.add(of, slotOf(of, ""), calendar.Period{Start: h.On, End: h.On}, due, err, h.On)
	}
}

// aboutOf says what a happening makes an obligation about; ok is false when the
// requirement does not ask for anything of it.
func (x *asking) aboutOf(h reception.Happening) (of about, ok bool) {
	if h.What != x.r.Happening {
		return of, false
	}
	of = about{h.AgreementID, h.CentreID, h.ID}
	day := calendar.Period{Start: h.On, End: h.On}
	for _, a := range x.Agreements {
		if h.AgreementID == 0 && h.CentreID != 0 && a.CoversIn(h.CentreID, day) {
			of.agreement = a.ID // the latest, as they are in order of their start
		}
	}
	if of.agreement == 0 {
		return of, x.r.AgreementID == 0
	}
	return of, x.applies(x.r, of.agreement)
}

// needed says that what expires is still needed on its last day: an agreement is
// in force, that of the happening where it names one, and its centre is open.
func (x *asking) needed(h reception.Happening) bool {
	day := calendar.Period{Start: h.On, End: h.On}
	if h.On.Before(x.from) {
		return false
	}
	for _, c := range x.Centres {
		if c.ID == h.CentreID && !c.OpenIn(day) {
			return false
		}
	}
	for _, a := range x.Agreements {
		if a.ActiveOn(h.On) && (h.AgreementID == 0 || h.AgreementID == a.ID) {
			return true
		}
	}
	return false
}

// key names a period in a slot.
func key(start calendar.Date, n int, unit string) string {
	return fmt.Sprintf("%s/%d%s", start, n, unit)
}
