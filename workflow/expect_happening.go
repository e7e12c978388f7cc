package workflow

import (
	"fmt"
	"strings"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// firstHappening is the first day that a happening is recorded of: an earlier one
// is a slip of the hand.
var firstHappening = calendar.MustDate(2000, 1, 1)

// expiryYears is how many years ahead an expiry is recorded.
const expiryYears = 15

// HappeningOn says what is wrong with the day of a happening that is recorded
// today: what happened is no later than tomorrow (an office and a body may not
// have the same date), what expires no later than in 15 years, and neither was
// before 2000. What Happening.Validate says is not said again.
func HappeningOn(h reception.Happening, today calendar.Date) reception.Problems {
	latest := today.AddDays(1)
	it, en := "Quel che è successo si registra al più tardi per domani", "What happened is recorded for tomorrow at the latest"
	if strings.HasPrefix(string(h.What), string(reception.ExpiryOf(""))) {
		latest = calendar.MonthOf(calendar.MustDate(today.Year()+expiryYears, today.Month(), 1)).End
		it, en = fmt.Sprintf("Una scadenza si registra fino a %d anni avanti", expiryYears), fmt.Sprintf("An expiry is recorded up to %d years ahead", expiryYears)
	}
	switch {
	case h.On.IsZero():
		return nil
	case h.On.Before(firstHappening):
		return reception.Problems{{Field: "on",
			It: fmt.Sprintf("Il giorno %s è prima del %d. Controllare l'anno.", h.On.It(), firstHappening.Year()),
			En: fmt.Sprintf("The day %s is before %d. Check the year.", h.On, firstHappening.Year())}}
	case h.On.After(latest):
		return reception.Problems{{Field: "on",
			It: fmt.Sprintf("%s, non per il giorno %s. Controllare la data.", it, h.On.It()),
			En: fmt.Sprintf("%s, not for %s. Check the date.", en, h.On)}}
	}
	return nil
}
