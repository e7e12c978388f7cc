package check

import (
	"fmt"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// overCapacity is R11: no more guests on a day than the centre has places.
func overCapacity() Rule {
	return Rule{
		ID: "R11", Version: 1, TitleIt: "Presenze e posti", TitleEn: "Presences and places",
		Basis: "Convenzione, capienza del centro; D.L. 133/2023 art. 7 per le deroghe", Severity: Warn,
		Kinds: []document.Kind{document.Register},
		applies: func(d *desk) (string, string, bool) {
			switch s := d.sheet; {
			case s.centre.ID == 0:
				return "Non si sa di quale centro è il registro.", "The register's centre is not known.", false
			case s.centre.Places <= 0:
				return "In anagrafica il centro non ha un numero di posti.", "The registry has no places for the centre.", false
			case len(s.daysKnown()) == 0:
				return "Nel registro non si contano le presenze per giorno.", "The presences of each day can't be counted.", false
			}
			return "", "", true
		},
		find: findCrowded,
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

// findCrowded lists the days on which presences that are certain pass the
// places.
func findCrowded(d *desk) []Finding {
	s, worst := d.sheet, tally{}
	var days []int
	var inputs []Input
	for _, day := range s.daysKnown() {
		t, _ := s.on(day)
		if t.low <= s.centre.Places {
			continue
		}
		days = append(days, day)
		if t.low > worst.low {
			worst = t
		}
		inputs = append(inputs, s.citeDay(day, t.low))
	}
	if len(days) == 0 {
		return nil
	}
	list, places := dayList(days), count(s.centre.Places)
	return []Finding{{
		It: fmt.Sprintf("%s: %s %s i presenti superano i posti del centro, fino a %s su %s.", s.centre.Code,
			plural(len(days), "il giorno", "nei giorni"), listIt(list), count(worst.low), places),
		En: fmt.Sprintf("%s: on %s %s more guests are present than the centre has places, up to %s for %s.", s.centre.Code,
			plural(len(days), "day", "days"), listEn(list), count(worst.low), places),
		DoIt:     "Controllate il registro. Se i posti in più sono stati autorizzati, indicate l'autorizzazione all'ufficio.",
		DoEn:     "Check the register. If the extra places were authorised, name the authorisation to the office.",
		Declared: count(worst.low), Computed: places, Difference: fmt.Sprintf("+%s", count(worst.low-s.centre.Places)),
		Inputs: append(inputs, registry(words{"posti del centro " + s.centre.Code, "places of centre " + s.centre.Code}, places, calendar.Date{})),
	}}
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
