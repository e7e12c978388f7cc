package reception

import (
	"fmt"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// RewritesPast says which tariffs of the agreement an edit that holds from a day on
// would change for the days before it: tariffs carry their own days, so that another
// amount in the same row is another amount since the row began. A correction
// (Ever) rewrites the past on purpose.
func (a Agreement) RewritesPast(edited Agreement, from calendar.Date) Problems {
	var ps Problems
	if from.Equal(Ever()) {
		return nil
	}
	for _, was := range a.Tariffs {
		if !was.FromOn.Before(from) {
			continue
		}
		i, kept := edited.tariffFrom(was.CentreKind, was.FromOn)
		switch {
		case !kept:
			ps.add("tariffs", fmt.Sprintf("La tariffa dal %[1]s vale già prima del %[2]s, da quando vale la modifica: senza di essa cambierebbe il passato. Darle una fine, o segnare che è la correzione di un errore.", was.FromOn.It(), from.It()),
				fmt.Sprintf("The tariff from %[1]s holds before %[2]s already, from when the change holds: without it the past would change. Give it an end, or mark the change as the correction of a mistake.", was.FromOn, from))
		case !was.sameAmounts(edited.Tariffs[i]):
			ps.add(fmt.Sprintf("tariffs[%d].daily_rate", i), fmt.Sprintf("La tariffa dal %[1]s vale già prima del %[2]s, da quando vale la modifica: un altro importo cambierebbe il passato. Aggiungere una tariffa dal %[2]s; se l'importo era sbagliato, far valere la modifica dal %[1]s, o segnare che è la correzione di un errore.", was.FromOn.It(), from.It()),
				fmt.Sprintf("The tariff from %[1]s holds before %[2]s already, from when the change holds: another amount would change the past. Add a tariff from %[2]s; if the amount was wrong, let the change hold from %[1]s, or mark it as the correction of a mistake.", was.FromOn, from))
		}
	}
	return ps
}

func (a Agreement) tariffFrom(k CentreKind, from calendar.Date) (i int, ok bool) {
	for i, t := range a.Tariffs {
		if t.CentreKind == k && t.FromOn.Equal(from) {
			return i, true
		}
	}
	return 0, false
}

func (t Tariff) sameAmounts(o Tariff) bool {
	return t.DailyRate.Equal(o.DailyRate) && t.PocketMoney.Equal(o.PocketMoney) && t.FamilyCap.Equal(o.FamilyCap) && t.Kit.Equal(o.Kit) && t.PhoneCard.Equal(o.PhoneCard)
}
