package workflow

import (
	"cmp"
	"fmt"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Reminded is what is kept of reminding about one obligation.
type Reminded struct {
	Sent      []Sent        // for the present due date, oldest first
	DecidedOn calendar.Date // when it was decided last whether to remind; zero: never
	Decided   Reason        // and why so
	// Calendar is the office's: a reminder goes out on its working days.
	Calendar calendar.Calendar
}

// ReasonTold says why somebody is reminded of something or not: the name of the
// reason, and one or two sentences for people.
type ReasonTold struct {
	Reason Reason
	It, En string
}

// In returns the sentences in a language, Italian by default.
func (x ReasonTold) In(lang string) string { return Text{x.It, x.En}.In(lang) }

// Explain says on a day why an obligation is reminded of or not, with the dates.
func Explain(o Obligation, l reception.Ladder, was Reminded, today calendar.Date) ReasonTold {
	if o.Status != ObligationOpen {
		return settled(o.Status)
	}
	n := NudgeFor(l, o.Due.On, was.Sent, today)
	if n.Reason == ReasonNoLadder {
		return ReasonTold{ReasonNoLadder, "Per questo adempimento l'ufficio non prevede promemoria.", "The office sends no reminders for this obligation."}
	}
	past := pastReminders(was.Sent, today)
	next := nextReminder(l, o.Due.On, n, was, today)
	if len(was.Sent) == 0 {
		next.Reason = cmp.Or(next.Reason, ReasonTooEarly)
		return next
	}
	return ReasonTold{cmp.Or(next.Reason, ReasonReminded), past.It + " " + next.It, past.En + " " + next.En}
}

// settled explains what is not open: nobody is reminded of it.
func settled(s ObligationStatus) ReasonTold {
	switch s {
	case ObligationWaived:
		return ReasonTold{ReasonWaived, "Nessun promemoria: l'ufficio non chiede più questo documento.", "No reminders: the office doesn't ask for this document any more."}
	case ObligationDeclared:
		return ReasonTold{ReasonDeclared, "Nessun promemoria: è stato dichiarato che non c'è nulla da trasmettere e l'ufficio deve rispondere.",
			"No reminders: it was declared that there is nothing to submit, and the office has to answer."}
	case ObligationNothing:
		return ReasonTold{ReasonNothing, "Nessun promemoria: non c'è nulla da trasmettere, e l'ufficio ne ha preso atto.", "No reminders: there is nothing to submit, and the office acknowledged it."}
	case ObligationWithdrawn:
		return ReasonTold{ReasonWithdrawn, "Nessun promemoria: l'adempimento non è più dovuto.", "No reminders: the obligation is no longer owed."}
	case ObligationToComplete:
		return ReasonTold{ReasonToMend, "Il documento è stato restituito: i promemoria seguono la scadenza per integrarlo.", "The document was returned: reminders follow the date by which to complete it."}
	}
	return ReasonTold{ReasonReceived, "Nessun promemoria: il documento è stato ricevuto.", "No reminders: the document was received."}
}

// pastReminders tells of the reminders that went out.
func pastReminders(sent []Sent, today calendar.Date) ReasonTold {
	var last, head Sent
	for _, s := range sent {
		if s.Escalated {
			head = s
		} else if last.On.IsZero() || s.On.After(last.On) {
			last = s
		}
	}
	var x ReasonTold
	if !last.On.IsZero() {
		days := last.On.DaysUntil(today)
		x.It = "Ultimo promemoria: " + last.On.Words("it") + ", " + ago(days, "it") + "."
		x.En = "Last reminder: " + last.On.Words("en") + ", " + ago(days, "en") + "."
	}
	if !head.On.IsZero() {
		x.It = join(x.It, "Segnalato al dirigente: "+head.On.Words("it")+".")
		x.En = join(x.En, "The head of office was told: "+head.On.Words("en")+".")
	}
	return x
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}

// ago tells a number of days that have passed.
func ago(days int, lang string) string {
	it := lang != "en"
	switch {
	case days <= 0 && it:
		return "oggi"
	case days <= 0:
		return "today"
	case days == 1 && it:
		return "ieri"
	case days == 1:
		return "yesterday"
	case it:
		return fmt.Sprintf("%d giorni fa", days)
	}
	return fmt.Sprintf("%d days ago", days)
}

// nextReminder tells what comes next: nothing more, a day, or what keeps back a
// reminder that is due.
func nextReminder(l reception.Ladder, due calendar.Date, n Nudge, was Reminded, today calendar.Date) ReasonTold {
	if n.Send || n.Escalate {
		return pending(n.Reason, was, today)
	}
	if n.Next.IsZero() {
		return ReasonTold{It: "Non ne sono previsti altri.", En: "No further ones are planned."}
	}
	on := n.Next
	if !was.Calendar.IsWorkingDay(on) {
		on = was.Calendar.NextWorkingDay(on)
	}
	it, en := on.Words("it"), on.Words("en")
	switch step, reached := latestStep(l, due.DaysUntil(n.Next)); {
	case !reached || toldOf(was.Sent, step):
		return ReasonTold{It: "Se non arriva, il dirigente ne è informato da " + it + ".", En: "If it doesn't arrive, the head of office is told from " + en + "."}
	case len(was.Sent) == 0:
		return ReasonTold{It: "È presto: per questa scadenza il primo promemoria parte da " + it + ".", En: "Too early: for this date the first reminder goes out from " + en + "."}
	}
	return ReasonTold{It: "Il prossimo parte da " + it + ".", En: "The next one goes out from " + en + "."}
}

// pending tells what keeps back a reminder that is due.
func pending(due Reason, was Reminded, today calendar.Date) ReasonTold {
	if why := was.Decided; why.waits() {
		on := was.DecidedOn
		return ReasonTold{why, "Un promemoria è dovuto ma non è partito: " + why.In("it") + " (" + ago(on.DaysUntil(today), "it") + ").",
			"A reminder is due but did not go out: " + why.In("en") + " (" + ago(on.DaysUntil(today), "en") + ")."}
	}
	return ReasonTold{due, "Il promemoria dovuto parte nel prossimo orario d'ufficio di un giorno lavorativo.",
		"The reminder that is due goes out in the next office hours of a working day."}
}

// waits says that a reminder that is due waits for this reason.
func (r Reason) waits() bool {
	switch r {
	case ReasonBeingRead, ReasonNobody, ReasonChoseNone, ReasonDigestToday:
		return true
	}
	return false
}
