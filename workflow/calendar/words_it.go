package calendar

import (
	"fmt"
	"strings"
	"time"
)

var italian = &tongue{
	and:     " e ",
	dayDate: dayDateIt,
	head:    headIt,
	suspend: func(s Step) string {
		return fmt.Sprintf("; la sospensione di %s (%s) porta a %s",
			countIt(s.N, "giorno", "giorni"), spansIt(s.Spans), dayDateIt(s.To))
	},
	isOff: func(names string, n int, holidays bool) string {
		if holidays {
			return names + pick(n, " è giorno festivo", " sono giorni festivi")
		}
		return names + pick(n, " non è un giorno utile", " non sono giorni utili")
	},
	offAlone: "giorno festivo",
	notUse:   "giorno non utile",
	moves:    ", quindi si passa a ",
	kept:     ", ma questo termine non si sposta",
	hoursRun: ", ma i termini a ore corrono anche nei festivi",
	saturday: " (il sabato non è festivo)",
	extended: ". Proroga concessa: la nuova scadenza è ",
	reason:   reasonIt,
}

func reasonIt(o DayOff) string {
	switch o.Code {
	case OfficeClosed:
		return "ufficio chiuso: " + o.It
	case LocalHoliday:
		return o.It
	case Suspended:
		return "termine sospeso"
	}
	h, _ := holidayByCode(o.Code)
	return h.it
}

var monthsIt = [...]string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
	"luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"}

var daysIt = [...]string{"domenica", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato"}

func dateIt(d Date) string {
	if d.IsZero() {
		return ""
	}
	day := fmt.Sprint(d.Day())
	if d.Day() == 1 {
		day = "1º"
	}
	return fmt.Sprintf("%s %s %d", day, monthsIt[d.Month()-1], d.Year())
}

func dayDateIt(d Date) string {
	if d.IsZero() {
		return ""
	}
	return daysIt[d.Weekday()] + " " + dateIt(d)
}

// artIt joins a preposition and the article before a date: dal 4, dall'8.
func artIt(prep string, d Date) string {
	if d.Day() == 8 || d.Day() == 11 {
		return prep + "l'" + dateIt(d)
	}
	return prep + " " + dateIt(d)
}

// clockIt does the same before an hour of the clock: dalle 10:20, dall'1:00.
func clockIt(prep string, t time.Time) string {
	if t.Hour() == 1 {
		return prep + "l'" + t.Format("3:04")
	}
	return prep + "le " + t.Format("15:04")
}

func pick(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func countIt(n int, one, many string) string { return fmt.Sprint(n, " ", pick(n, one, many)) }

func spansIt(spans []Period) string {
	var parts []string
	for _, p := range spans {
		if p.Days() == 1 {
			parts = append(parts, dayDateIt(p.Start))
			continue
		}
		parts = append(parts, spanIt(p))
	}
	return list(parts, " e ")
}

func suspensionIt(spans []Period) string {
	if len(spans) == 1 && spans[0].Days() == 1 {
		return "la sospensione di " + spansIt(spans)
	}
	return "la sospensione " + spansIt(spans)
}

// spanIt tells both ends, the month once when it is the same: dal 10 al 20
// settembre 2027.
func spanIt(p Period) string {
	from := artIt("dal", p.Start)
	if MonthOf(p.Start) == MonthOf(p.End) {
		from = strings.TrimSuffix(from, " "+periodIt(MonthOf(p.Start)))
	}
	return from + " " + artIt("al", p.End)
}

func periodIt(p Period) string {
	if p.IsMonth() {
		return fmt.Sprintf("%s %d", monthsIt[p.Start.Month()-1], p.Start.Year())
	}
	return "periodo " + spanIt(p)
}

func unitIt(s Step) string {
	n := abs(s.N)
	switch s.Rule {
	case RuleWorkingDays:
		return countIt(n, "giorno lavorativo", "giorni lavorativi")
	case RuleMonths:
		return countIt(n, "mese", "mesi")
	case RuleYears:
		return countIt(n, "anno", "anni")
	case RuleHours:
		return countIt(n, "ora", "ore")
	}
	return countIt(n, "giorno", "giorni")
}

// headIt tells the start and the length of a term.
func headIt(start, s Step) string {
	switch {
	case s.Rule == RuleStart:
		return dayDateIt(s.To)
	case s.Rule == RuleHours:
		return hoursIt(start, s)
	case s.Rule == RuleDayOfMonth:
		return dayOfMonthIt(start, s)
	case s.N == 0:
		return "Scade lo stesso giorno, " + dayDateIt(s.To)
	case start.Of == AnchorExpiry:
		return unitIt(s) + " prima " + artIt("del", start.To) + pick(abs(s.N), " porta a ", " portano a ") +
			dayDateIt(s.To) + skippedIt(s) + lastIt(s)
	case start.Of == AnchorPeriod:
		return unitIt(s) + " dalla fine " + ofPeriodIt(start.Period) + ends(s) + dayDateIt(s.To) + skippedIt(s) + lastIt(s)
	}
	return unitIt(s) + " " + artIt("dal", start.To) + " (giorno escluso)" + ends(s) + dayDateIt(s.To) + skippedIt(s) + lastIt(s)
}

func ends(s Step) string { return pick(s.N, " scade ", " scadono ") }

func ofPeriodIt(p Period) string {
	if p.IsMonth() {
		return "di " + periodIt(p)
	}
	return "del " + periodIt(p)
}

func lastIt(s Step) string {
	if clamped(s) {
		return " (ultimo giorno del mese)"
	}
	return ""
}

func skippedIt(s Step) string {
	if s.Rule != RuleWorkingDays {
		return ""
	}
	var parts []string
	if crossesWeekend(s) {
		parts = append(parts, "sabati", "domeniche")
	}
	for _, o := range s.Off {
		parts = append(parts, dayDateIt(o.On)+paren(reasonIt(o)))
	}
	if len(s.Spans) > 0 {
		parts = append(parts, suspensionIt(s.Spans))
	}
	if len(parts) == 0 {
		return ""
	}
	return ", senza contare " + list(parts, " e ")
}

func dayOfMonthIt(start, s Step) string {
	head := fmt.Sprintf("Entro il giorno %d ", s.N)
	switch {
	case s.Months == 0:
		head += "di " + periodIt(MonthOf(start.To))
	case start.Period.IsMonth():
		head += monthAfterIt(s.Months) + toMonthIt(start.Period)
	default:
		head += monthAfterIt(s.Months) + " al " + periodIt(start.Period)
	}
	return head + ": " + dayDateIt(s.To) + lastIt(s)
}

// toMonthIt puts the preposition before a month: a settembre, ad agosto.
func toMonthIt(p Period) string {
	if name := periodIt(p); name[0] == 'a' {
		return " ad " + name
	}
	return " a " + periodIt(p)
}

func monthAfterIt(n int) string {
	if n == 1 {
		return "del mese successivo"
	}
	return fmt.Sprintf("del %dº mese successivo", n)
}

func hoursIt(start, s Step) string {
	from, to := s.FromAt.In(Rome()), s.ToAt.In(Rome())
	text := unitIt(s) + " " + clockIt("dal", from) + " " + artIt("del", DateOf(from)) + " (ora iniziale esclusa)"
	if start.FromAt.IsZero() {
		text = unitIt(s) + " dalla fine " + artIt("del", start.To) + " (ora di partenza non nota)"
	}
	text += ends(s)
	if DateOf(to).Equal(s.To) {
		text += clockIt("al", to)
	} else {
		text += "alle 24:00"
	}
	text += " di " + dayDateIt(s.To)
	if len(s.Spans) > 0 {
		text += ", senza contare " + suspensionIt(s.Spans)
	}
	if offset(from) != offset(to) {
		text += " (ore effettive: nel frattempo cambia l'ora legale)"
	}
	return text
}

func offset(t time.Time) int {
	_, seconds := t.Zone()
	return seconds
}
