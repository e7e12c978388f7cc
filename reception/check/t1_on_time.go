package check

import (
	"fmt"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// onTime is T1: a document that came after its due date. Nothing is said while
// the term is open.
func onTime() Rule {
	return Rule{
		ID: "T1", Version: 1, TitleIt: "Invio entro la scadenza", TitleEn: "Sent by the due date",
		Basis: "Capitolato e convenzione; art. 155 c.p.c. e art. 2963 c.c. per il computo", Severity: Warn,
		applies: func(d *desk) (string, string, bool) {
			switch {
			case d.This.Obligation == nil:
				return "Il documento non è ancora collegato a un adempimento.", "The document is not placed yet.", false
			case d.This.Obligation.DueOn.IsZero():
				return "L'adempimento non ha una scadenza.", "The obligation has no due date.", false
			}
			return "", "", true
		},
		find: findLate,
	}
}

func findLate(d *desk) []Finding {
	slot := d.This.Obligation
	sent, draft := d.Today, true
	if !d.This.SubmittedAt.IsZero() {
		sent, draft = calendar.DateOf(d.This.SubmittedAt), false
	}
	late := slot.DueOn.DaysUntil(sent)
	if late <= 0 {
		return nil
	}
	f := Finding{
		It: fmt.Sprintf("Inviato il %s, %d %s dopo la scadenza del %s.", sent.It(), late, plural(late, "giorno", "giorni"), slot.DueOn.It()),
		En: fmt.Sprintf("Sent on %s, %d %s after the due date of %s.", sent.En(), late, plural(late, "day", "days"), slot.DueOn.En()),

		DoIt: "Il documento è ricevuto e non va rinviato. Se il ritardo ha un motivo, scriverlo all'ufficio.",
		DoEn: "The document is received: don't send it again. If there is a reason for the delay, write it to the office.",

		Figures:      compared(date(sent), date(slot.DueOn), signedCount(late)),
		ArithmeticIt: sentences(slot.DueIt), ArithmeticEn: sentences(slot.DueEn),
		Inputs: []Input{
			Input{It: "scadenza", En: "due date", Source: "calendar", ValidOn: slot.DueOn}.valued(date(slot.DueOn)),
			Input{It: "data di invio", En: "sent on", Source: "calendar", ValidOn: sent}.valued(date(sent)),
		},
	}
	if draft {
		f.It = fmt.Sprintf("La scadenza era il %s: oggi il ritardo è di %d %s.", slot.DueOn.It(), late, plural(late, "giorno", "giorni"))
		f.En = fmt.Sprintf("The due date was %s: today it is %d %s late.", slot.DueOn.En(), late, plural(late, "day", "days"))
		f.DoIt, f.DoEn = "Inviarlo appena possibile.", "Send it as soon as you can."
	}
	return []Finding{f}
}

// sentences is a list of one sentence, or of none.
func sentences(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}
