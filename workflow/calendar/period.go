package calendar

// Period is a span of whole days, both included: what an obligation is for.
type Period struct {
	Start Date `json:"start"`
	End   Date `json:"end"`
}

// MonthOf returns the calendar month that holds d.
func MonthOf(d Date) Period {
	first := MustDate(d.Year(), d.Month(), 1)
	return Period{first, Date{first.t.AddDate(0, 1, -1)}}
}

// ParseMonth reads YYYY-MM.
func ParseMonth(s string) (Period, error) {
	d, err := ParseDate(s + "-01")
	if err != nil {
		return Period{}, refuse("%q non è un mese della forma AAAA-MM", "%q is not a month of the form YYYY-MM", s)
	}
	return MonthOf(d), nil
}

// IsZero says that there is no period.
func (p Period) IsZero() bool { return p.Start.IsZero() && p.End.IsZero() }

// IsMonth says that the period is exactly one calendar month.
func (p Period) IsMonth() bool { return !p.IsZero() && p == MonthOf(p.Start) }

// Key returns YYYY-MM for a month, and START..END for any other period.
func (p Period) Key() string {
	if p.IsZero() {
		return ""
	}
	if p.IsMonth() {
		return p.Start.String()[:7]
	}
	return p.Start.String() + ".." + p.End.String()
}

// Days returns the number of days of the period, both ends included.
func (p Period) Days() int { return p.Start.DaysUntil(p.End) + 1 }

// Contains says that d is one of the period's days.
func (p Period) Contains(d Date) bool { return !d.Before(p.Start) && !d.After(p.End) }

// Next and Previous return the neighbouring calendar month of a month.
func (p Period) Next() Period     { return MonthOf(p.End.AddDays(1)) }
func (p Period) Previous() Period { return MonthOf(p.Start.AddDays(-1)) }
