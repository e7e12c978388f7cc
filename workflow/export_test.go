package workflow

import "github.com/insiemi/insiemi/workflow/calendar"

// OwedIn says that something of the days is owed, for the tests.
func (o Obligation) OwedIn(days calendar.Period) bool { return o.owedIn(days) }
