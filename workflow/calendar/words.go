package calendar

import (
	"strconv"
	"strings"
)

// tongue is a language in which a derivation is told.
type tongue struct {
	and      string
	dayDate  func(Date) string // martedì 5 ottobre 2027
	head     func(start, length Step) string
	suspend  func(Step) string
	isOff    func(names string, n int, holidays bool) string
	offAlone string // follows the date in the clause before: "a holiday"
	notUse   string // the same for a day that is no holiday by law
	moves    string
	kept     string
	hoursRun string
	saturday string
	extended string
	reason   func(DayOff) string
}

// It tells the derivation in Italian, in one or two sentences.
func (d Derivation) It() string { return italian.tell(d.Steps) }

// En tells the derivation in English, in one or two sentences.
func (d Derivation) En() string { return english.tell(d.Steps) }

// In tells the derivation in the language of that code: "en", or Italian for
// any other.
func (d Derivation) In(lang string) string {
	if lang == "en" {
		return d.En()
	}
	return d.It()
}

func (t *tongue) tell(steps []Step) string {
	if len(steps) == 0 {
		return ""
	}
	length, rest := steps[0], steps[1:]
	if len(rest) > 0 {
		length, rest = rest[0], rest[1:]
	}
	var b strings.Builder
	b.WriteString(t.head(steps[0], length))
	prev := length
	for _, s := range rest {
		b.WriteString(t.clause(prev, s))
		prev = s
	}
	b.WriteString(".")
	return b.String()
}

// clause tells a step that comes after the length, with the punctuation that
// joins it to what was told before.
func (t *tongue) clause(prev, s Step) string {
	switch s.Rule {
	case RuleSuspended:
		return t.suspend(s)
	case RuleRoll:
		return t.roll(s)
	case RuleKept:
		why := t.kept
		if prev.Rule == RuleHours {
			why = t.hoursRun
		}
		return ", " + t.alone(s.Off) + why
	case RuleSaturday:
		return t.saturday
	case RuleExtended:
		return t.extended + t.dayDate(s.To)
	}
	return ""
}

func (t *tongue) roll(s Step) string {
	to := t.moves + t.dayDate(s.To)
	if len(s.Off) == 1 {
		return ", " + t.alone(s.Off) + to
	}
	names := make([]string, len(s.Off))
	for i, o := range s.Off {
		names[i] = t.dayDate(o.On)
		if s.To.Year() == o.On.Year() {
			names[i] = strings.TrimSuffix(names[i], " "+strconv.Itoa(s.To.Year()))
		}
		names[i] += paren(t.reason(o))
	}
	return "; " + t.isOff(list(names, t.and), len(names), allHolidays(s.Off)) + to
}

// alone tells why the day just named is off.
func (t *tongue) alone(offs []DayOff) string {
	if len(offs) == 0 {
		return ""
	}
	if allHolidays(offs) {
		return t.offAlone + paren(t.reason(offs[0]))
	}
	return t.notUse + paren(t.reason(offs[0]))
}

// paren puts the reason for a day off in brackets.
func paren(reason string) string {
	if reason == "" {
		return ""
	}
	return " (" + reason + ")"
}

// allHolidays says that each day is a holiday by law, so that it may be called
// one.
func allHolidays(offs []DayOff) bool {
	for _, o := range offs {
		if o.Code == Saturday || o.Code == OfficeClosed || o.Code == Suspended {
			return false
		}
	}
	return true
}

// list joins words with commas and a last "and".
func list(words []string, and string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + and + words[last]
}

// crossesWeekend says that a working-day count passed a Saturday or a Sunday.
func crossesWeekend(s Step) bool {
	from, to := s.From, s.To
	if to.Before(from) {
		from, to = to, from
	}
	for d := from.AddDays(1); d.Before(to) && from.DaysUntil(d) < 8; d = d.AddDays(1) {
		if weekend(d) {
			return true
		}
	}
	return false
}

// clamped says that the month had no such day, so that its last was taken.
func clamped(s Step) bool {
	switch s.Rule {
	case RuleMonths, RuleYears:
		return s.To.Day() != s.From.Day()
	case RuleDayOfMonth:
		return s.To.Day() != s.N
	}
	return false
}

// Words tells the date with its weekday: martedì 5 ottobre 2027, or Tuesday 5
// October 2027 when lang is "en". The zero date has no words.
func (d Date) Words(lang string) string {
	if lang == "en" {
		return dayDateEn(d)
	}
	return dayDateIt(d)
}

// Words tells the period: settembre 2027, settembre–ottobre 2027 where it is of whole
// months, anno 2027, dal 10 al 20 settembre 2027, or of one day 10 settembre 2027; in
// English when lang is "en". The zero period has no words.
func (p Period) Words(lang string) string {
	if p.ofMonths() && !p.IsMonth() {
		return p.monthsWords(lang)
	}
	switch {
	case p.IsZero():
		return ""
	case p.Start.Equal(p.End) && lang == "en":
		return dateEn(p.Start)
	case p.Start.Equal(p.End):
		return dateIt(p.Start)
	case lang == "en" && p.IsMonth():
		return periodEn(p)
	case lang == "en":
		return spanEn(p)
	case p.IsMonth():
		return periodIt(p)
	}
	return spanIt(p)
}

// ofMonths says that the period is of whole months.
func (p Period) ofMonths() bool {
	return !p.IsZero() && MonthOf(p.Start).Start.Equal(p.Start) && MonthOf(p.End).End.Equal(p.End)
}

// monthsWords tells a period of several whole months.
func (p Period) monthsWords(lang string) string {
	month := periodIt
	if lang == "en" {
		month = periodEn
	}
	first, last := month(MonthOf(p.Start)), month(MonthOf(p.End))
	switch year := p.Start.Year(); {
	case year != p.End.Year():
		return first + " – " + last
	case p.Start.Month() == 1 && p.End.Month() == 12 && lang == "en":
		return "year " + strconv.Itoa(year)
	case p.Start.Month() == 1 && p.End.Month() == 12:
		return "anno " + strconv.Itoa(year)
	}
	name, _, _ := strings.Cut(first, " ")
	return name + "–" + last
}

// In names the day off: Natale, or Christmas Day when lang is "en". A local one
// without an English name keeps its own. Weekends have no name.
func (o DayOff) In(lang string) string {
	h, _ := holidayByCode(o.Code)
	switch {
	case lang == "en" && o.En != "":
		return o.En
	case o.It != "":
		return o.It
	case lang == "en":
		return h.en
	}
	return h.it
}
