package attendance

import (
	"strings"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// How surely a line names the register's month.
const (
	byTitle = iota // the line calls it a register
	byLine         // any other line above the table
)

// severalMonths, otherHeads and beyondMonth are doubts about a month beside which another is
// named or meant.
const (
	severalMonths = "the lines above name several months"
	beyondMonth   = "marks stand on days that the month does not have"
	otherHeads    = "the headings of the days name another month"
)

// monthSeen is a month that a line above the table names.
type monthSeen struct {
	period calendar.Period
	value  Value
}

// readMonth decides on the register's month: the one behind a label, else the
// one in the title, else the one of another line, else the one of the headings
// of the days. Two different ones of the same weight leave a doubt, and so does a
// title that denies the label.
func (r *Register) readMonth(labelled []monthSeen, seen map[int][]monthSeen, c columns) {
	r.Month, r.MonthAt = calendar.Period{}, Value{}
	if len(labelled) > 0 {
		r.Month, r.MonthAt = labelled[0].period, labelled[0].value
	}
	for _, weight := range []int{byTitle, byLine} {
		for _, m := range seen[weight] {
			switch {
			case r.Month.IsZero():
				r.Month, r.MonthAt = m.period, m.value
			case m.period != r.Month && weight == byTitle:
				r.MonthAt.Doubt = severalMonths
			}
		}
		if !r.Month.IsZero() {
			break
		}
	}
	if len(labelled) == 0 && len(seen[byTitle]) == 0 && differ(seen[byLine]) || differ(labelled) {
		r.MonthAt.Doubt = severalMonths
	}
	r.monthOfDays(c)
}

func differ(all []monthSeen) bool {
	for _, m := range all {
		if m.period != all[0].period {
			return true
		}
	}
	return false
}

// monthOfDays takes the month that the headings of the days name, or compares
// it.
func (r *Register) monthOfDays(c columns) {
	month, year := c.monthOfHeads()
	switch {
	case month == 0:
	case !r.Month.IsZero():
		if int(r.Month.Start.Month()) != month || year != 0 && r.Month.Start.Year() != year {
			r.MonthAt.Doubt = otherHeads
		}
	case year != 0:
		r.monthFromHeads(c, month, year)
	}
}

func (r *Register) monthFromHeads(c columns, month, year int) {
	p, ok := monthOf(month, itoa(year))
	if !ok {
		return
	}
	first, last := c.days[0].at, c.days[len(c.days)-1].at
	r.Month = p
	r.MonthAt = Value{Written: strings.TrimSpace(first.Text), Place: unite(first.Place, last.Place), Confidence: first.confidence()}
}

// settleMonth compares the month with the weekdays over the days, and takes the
// sheet's name where nothing else names a month.
func (r *Register) settleMonth() {
	if r.Month.IsZero() {
		if p, written, ok := Month(r.Sheet); ok {
			r.Month = p
			r.MonthAt = Value{Written: written, Confidence: 1, Doubt: "only the name of the sheet says the month"}
			r.MonthAt.Place.Sheet = r.Sheet
		}
		return
	}
	if weekdaysDeny(r.weekdays, r.Month) && r.MonthAt.Doubt == "" {
		r.MonthAt.Doubt = "the weekdays over the days are not those of this month"
	}
}
