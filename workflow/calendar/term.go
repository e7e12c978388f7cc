package calendar

import (
	"fmt"
	"time"
)

// Term is a length of time that the law or an agreement gives, in exactly one
// unit, and what may move its last day. The zero policy is the general one of
// the law: holidays roll, Saturdays and closures don't.
type Term struct {
	Hours       int `json:"hours,omitempty"`        // by the clock, the initial hour excluded
	Days        int `json:"days,omitempty"`         // calendar days
	WorkingDays int `json:"working_days,omitempty"` // days on which the office works
	Months      int `json:"months,omitempty"`       // by the common calendar
	Years       int `json:"years,omitempty"`        // by the common calendar

	Backward      bool `json:"backward,omitempty"`       // counted back from an expiry; rolls back
	NoRoll        bool `json:"no_roll,omitempty"`        // the last day stays even on a holiday
	SaturdayRolls bool `json:"saturday_rolls,omitempty"` // as art. 155 c. 5 c.p.c. for acts in court
	ClosuresRoll  bool `json:"closures_roll,omitempty"`  // local closures move it: reminders, not legal terms
}

// Upper limits of a term in each unit: about a century.
const (
	maxDays  = 36600
	maxYears = 100
)

// unit returns the rule and the length of the term, or an error that says what
// is wrong with it.
func (t Term) unit() (rule Rule, n int, err error) {
	units := 0
	for _, u := range []struct {
		rule   Rule
		it     string
		n, max int
	}{
		{RuleHours, "ore", t.Hours, maxDays * 24},
		{RuleDays, "giorni", t.Days, maxDays},
		{RuleWorkingDays, "giorni lavorativi", t.WorkingDays, maxDays},
		{RuleMonths, "mesi", t.Months, maxYears * 12},
		{RuleYears, "anni", t.Years, maxYears},
	} {
		switch {
		case u.n < 0:
			return "", 0, Refusal{fmt.Sprintf("un termine di %d %s non può essere: scrivere un numero positivo", u.n, u.it), fmt.Sprintf("a term of %d %s can't be: write a positive number", u.n, u.rule)}
		case u.n > u.max:
			return "", 0, Refusal{fmt.Sprintf("un termine di %d %s è troppo lungo: il limite è %d", u.n, u.it, u.max), fmt.Sprintf("a term of %d %s is too long: the limit is %d", u.n, u.rule, u.max)}
		case u.n > 0:
			rule, n = u.rule, u.n
			units++
		}
	}
	if units != 1 {
		return "", 0, refuse("un termine ha bisogno di una sola durata: ore, giorni, giorni lavorativi, mesi o anni", "a term needs exactly one length: hours, days, working days, months or years")
	}
	return rule, n, nil
}

// Validate says what is wrong with the term, in a sentence.
func (t Term) Validate() error {
	_, _, err := t.unit()
	if err == nil && t.Backward && t.Hours > 0 {
		err = refuse("un termine in ore non si conta a ritroso: darlo in giorni", "a term in hours can't be counted backward: give days")
	}
	return err
}

// After returns the end of the term that starts with a fact on day from. A term
// in hours whose hour is not known starts with the last hour of that day, so
// that it never ends too early.
func (t Term) After(c Calendar, from Date, pauses ...Suspension) (Due, error) {
	start := Step{Rule: RuleStart, Of: AnchorEvent, To: from}
	if t.Hours > 0 {
		return t.hours(c, from.AddDays(1).At(0, 0).Add(-time.Hour), start, pauses)
	}
	return t.run(c, start, pauses)
}

// AfterPeriod returns the end of the term that starts with the end of p.
func (t Term) AfterPeriod(c Calendar, p Period, pauses ...Suspension) (Due, error) {
	return t.run(c, Step{Rule: RuleStart, Of: AnchorPeriod, Period: p, To: p.End}, pauses)
}

// Before returns the day by which something must be done for the term to lie
// whole before expiry. It rolls back: a backward term that ends on a holiday
// ends on the last day before it that is none.
func (t Term) Before(c Calendar, expiry Date) (Due, error) {
	t.Backward = true
	return t.run(c, Step{Rule: RuleStart, Of: AnchorExpiry, To: expiry}, nil)
}

// run computes a term in whole days from the anchor in start.
func (t Term) run(c Calendar, start Step, pauses []Suspension) (Due, error) {
	if err := t.Validate(); err != nil {
		return Due{}, err
	}
	if err := CheckYear(start.To); err != nil {
		return Due{}, err
	}
	spans, err := merge(pauses)
	if err != nil {
		return Due{}, err
	}
	if t.Backward && len(spans) > 0 {
		return Due{}, refuse("un termine contato a ritroso non si sospende", "a term counted backward can't be suspended")
	}
	if t.Hours > 0 {
		return Due{}, refuse("un termine in ore parte da un'ora: dare il giorno e l'ora del fatto", "a term in hours starts from an instant: give the day and the hour of the fact")
	}
	due := t.count(c, start, spans)
	return due, CheckEnd(due.On)
}

// count applies a valid term: length, suspension, roll.
func (t Term) count(c Calendar, start Step, spans []Period) Due {
	rule, n, _ := t.unit()
	if t.Backward {
		n = -n
	}
	w := walk{cal: c, term: t, spans: spans, at: start.To, steps: []Step{start}}
	if rule == RuleWorkingDays {
		w.workingDays(n)
	} else {
		from := w.at
		w.to(Step{Rule: rule, N: n, To: shift(rule, from, n)})
		w.suspend(from)
	}
	w.roll()
	return w.due()
}

// CheckYear refuses, in a sentence, the zero date and dates for which the holidays
// are not known.
func CheckYear(d Date) error {
	if d.IsZero() {
		return refuse("manca la data: scriverla come AAAA-MM-GG", "the date is missing: write it as YYYY-MM-DD")
	}
	if y := d.Year(); y < FirstYear || y > LastYear {
		return refuse("%s è fuori dagli anni dal %d al %d, di cui si conoscono i festivi: controllare l'anno", "%s is outside the years %d to %d whose holidays are known: check the year", d, FirstYear, LastYear)
	}
	return nil
}

// CheckEnd is CheckYear for the end of a term, which nobody wrote.
func CheckEnd(d Date) error {
	if y := d.Year(); y < FirstYear || y > LastYear {
		return refuse("il termine finirebbe il %s, fuori dagli anni dal %d al %d, di cui si conoscono i festivi: dare una durata o una sospensione più corta, o un altro giorno",
			"the term would end on %s, outside the years %d to %d whose holidays are known: give a shorter length or suspension, or another day", d, FirstYear, LastYear)
	}
	return nil
}

// shift moves a date by n days, months or years. A day that the month doesn't
// have becomes its last (art. 2963 c. 5 c.c.).
func shift(rule Rule, from Date, n int) Date {
	switch rule {
	case RuleMonths:
		return addMonths(from, n)
	case RuleYears:
		return addMonths(from, 12*n)
	default:
		return from.AddDays(n)
	}
}

func addMonths(d Date, n int) Date {
	first := Date{MustDate(d.Year(), d.Month(), 1).t.AddDate(0, n, 0)}
	return dayOfMonth(first, d.Day())
}

// dayOfMonth returns that day of the month of d, or its last one.
func dayOfMonth(d Date, day int) Date {
	m := MonthOf(d)
	return m.Start.AddDays(min(max(day, 1), m.Days()) - 1)
}
