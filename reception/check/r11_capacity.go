package check

import (
	"fmt"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// overCapacity is R11: no more guests on a day than the centre has places, and none
// on a day on which it is not open.
func overCapacity() Rule {
	return Rule{
		ID: "R11", Version: 2, TitleIt: "Presenze e posti", TitleEn: "Presences and places",
		Basis: "Convenzione, capienza del centro; D.L. 133/2023 art. 7 per le deroghe", Severity: Warn,
		Kinds: []document.Kind{document.Register},
		applies: func(d *desk) (string, string, bool) {
			switch s := d.sheet; {
			case s.centre.ID == 0:
				return "Non si sa di quale centro è il registro.", "The register's centre is not known.", false
			case !s.hasPlaces() && s.openAll():
				return "In anagrafe il centro non ha un numero di posti.", "The registry has no places for the centre.", false
			case len(s.daysKnown()) == 0:
				return "Nel registro non si contano le presenze per giorno.", "The presences of each day can't be counted.", false
			}
			return "", "", true
		},
		find: func(d *desk) []Finding { return append(findCrowded(d), findShut(d)...) },
	}
}

// daysKnown are the days of the month whose presences can be told.
func (s *sheet) daysKnown() []int {
	var out []int
	for day := 1; day <= 31; day++ {
		if _, ok := s.on(day); ok && (s.month.IsZero() || day <= s.month.Days()) {
			out = append(out, day)
		}
	}
	return out
}

// places are those of the centre on a day of the register's month.
func (s *sheet) places(day int) int {
	if s.month.IsZero() {
		return s.centre.Places
	}
	return s.centre.PlacesOn(s.month.Start.AddDays(day - 1))
}

func (s *sheet) hasPlaces() bool {
	for day := 1; day <= 31; day++ {
		if s.places(day) > 0 {
			return true
		}
	}
	return false
}

// crowd is a day on which more guests were present than there were places.
type crowd struct{ day, present, places int }

func (c crowd) over() int { return c.present - c.places }

// crowds are the days on which presences that are certain pass the places.
func (s *sheet) crowds() []crowd {
	var out []crowd
	for _, day := range s.daysKnown() {
		t, _ := s.on(day)
		if n := s.places(day); n > 0 && t.low > n && !s.shutOn(day) {
			out = append(out, crowd{day, t.low, n})
		}
	}
	return out
}

// findCrowded lists the crowded days, and tells the worst.
func findCrowded(d *desk) []Finding {
	s := d.sheet
	all := s.crowds()
	if len(all) == 0 {
		return nil
	}
	var days []int
	var inputs []Input
	worst := all[0]
	for _, c := range all {
		days = append(days, c.day)
		inputs = append(inputs, s.citeDay(c.day, c.present))
		if c.over() > worst.over() {
			worst = c
		}
	}
	list, places := dayList(days), count(worst.places)
	return []Finding{{
		It: fmt.Sprintf("%s: %s %s i presenti superano i posti del centro, fino a %s su %s.", s.centre.Code,
			plural(len(days), "il giorno", "nei giorni"), listIt(list), count(worst.present).it, places.it),
		En: fmt.Sprintf("%s: on %s %s more guests are present than the centre has places, up to %s for %s.", s.centre.Code,
			plural(len(days), "day", "days"), listEn(list), count(worst.present).en, places.en),
		DoIt:    "Controllare il registro. Se i posti in più sono stati autorizzati, indicare l'autorizzazione all'ufficio.",
		DoEn:    "Check the register. If the extra places were authorised, name the authorisation to the office.",
		Figures: compared(count(worst.present), places, signedCount(worst.over())),
		Inputs:  append(inputs, s.citePlaces(all)...),
	}}
}

// citePlaces cites the centre's places, with the day from which each number held
// where it changed.
func (s *sheet) citePlaces(all []crowd) []Input {
	var out []Input
	cited := map[int]bool{}
	for _, c := range all {
		if cited[c.places] {
			continue
		}
		cited[c.places] = true
		out = append(out, registry(words{"posti del centro " + s.centre.Code, "places of centre " + s.centre.Code}, count(c.places), s.placesSince(c)))
	}
	return out
}

// placesSince is the day of the month on which the centre came to have the places
// of a day; zero where it had them before.
func (s *sheet) placesSince(c crowd) calendar.Date {
	if s.month.IsZero() {
		return calendar.Date{}
	}
	for day := c.day; day > 1; day-- {
		if s.places(day-1) != c.places {
			return s.month.Start.AddDays(day - 1)
		}
	}
	return calendar.Date{}
}

// citeDay cites the presences of a day, at the place of its column where the
// reading has one.
func (s *sheet) citeDay(day, n int) Input {
	f, ok := s.first(document.DayField(day))
	if !ok && len(s.rows) > 0 {
		f = s.rows[0].pattern
	}
	in := s.cite(f, words{fmt.Sprintf("presenti il giorno %d", day), fmt.Sprintf("present on day %d", day)}, count(n))
	in.Unsure = s.weak(f)
	return in
}

// shutOn says that the centre was not open on a day of the register's month.
func (s *sheet) shutOn(day int) bool {
	if s.month.IsZero() {
		return false
	}
	on := s.dateOf(day)
	return on.Before(s.centre.OpenedOn) || !s.centre.ClosedOn.IsZero() && on.After(s.centre.ClosedOn)
}

// openAll says that the centre was open on every day of the month.
func (s *sheet) openAll() bool {
	return s.month.IsZero() || !s.shutOn(1) && !s.shutOn(s.month.Days())
}

// findShut tells presences on days on which the centre was not open.
func findShut(d *desk) []Finding {
	s := d.sheet
	var days []int
	var inputs []Input
	sum := 0
	for _, day := range s.daysKnown() {
		if t, _ := s.on(day); s.shutOn(day) && t.low > 0 {
			days, sum = append(days, day), sum+t.low
			inputs = append(inputs, s.citeDay(day, t.low))
		}
	}
	if len(days) == 0 {
		return nil
	}
	list := dayList(days)
	shut := words{"chiuso dal " + s.centre.ClosedOn.AddDays(1).It(), "closed since " + s.centre.ClosedOn.AddDays(1).En()}
	on := s.centre.ClosedOn
	if s.dateOf(days[0]).Before(s.centre.OpenedOn) {
		on = s.centre.OpenedOn
		shut = words{"aperto dal " + on.It(), "open since " + on.En()}
	}
	return []Finding{{
		It: fmt.Sprintf("%s: %s %s ci sono presenze, ma il centro è %s.", s.centre.Code, plural(len(days), "il giorno", "nei giorni"), listIt(list), shut.it),
		En: fmt.Sprintf("%s: on %s %s there are presences, but the centre is %s.", s.centre.Code, plural(len(days), "day", "days"), listEn(list), shut.en),

		DoIt:    "Controllare il registro. Se la data di apertura o di chiusura in anagrafe è sbagliata, dirlo all'ufficio.",
		DoEn:    "Check the register. If the day of opening or closing in the registry is wrong, tell the office.",
		Figures: compared(count(sum), same("0"), signedCount(sum)),
		Inputs:  append(inputs, registry(words{"centro " + s.centre.Code + ", " + shut.it, "centre " + s.centre.Code + ", " + shut.en}, date(on), on)),
	}}
}
