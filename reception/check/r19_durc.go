package check

import (
	"fmt"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Of a certificate of social contributions (DURC): how long one lasts from the
// day of the check, and from when on the office is told that it ends.
const (
	durcDays     = 120
	durcSoonDays = 15
)

// validDURC is R19: the body has a valid DURC on the day on which the invoice is
// looked at. The office acquires it itself: nothing is asked of the body.
func validDURC() Rule {
	return Rule{
		ID: "R19", Version: 2, TitleIt: "DURC", TitleEn: "Social contributions (DURC)",
		Basis: "D.L. 21 giugno 2013 n. 69, art. 31; DM 30 gennaio 2015, art. 7", Severity: Block,
		ForOffice: true,
		Kinds:     []document.Kind{document.Invoice},
		applies: func(d *desk) (string, string, bool) {
			switch {
			case d.bill.isCredit():
				return "È una nota di credito: non c'è nulla da pagare.", "It is a credit note: there is nothing to pay.", false
			case d.This.Closed:
				return "La pratica è chiusa: il DURC conta nel giorno in cui si decide.", "The case is closed: the DURC counts on the day of the decision.", false
			}
			return "", "", true
		},
		find: findDURC,
	}
}

func findDURC(d *desk) []Finding {
	h, ok := d.lastDURC(false, d.Today.AddDays(durcDays))
	if !ok || h.On.Before(d.Today) { // only then does one that lasts too long matter
		h, ok = d.lastDURC(false, calendar.Date{})
	}
	if !ok {
		return []Finding{d.noDURC()}
	}
	if f, ok := d.newForTheEnd(h); ok {
		return []Finding{f}
	}
	left := d.Today.DaysUntil(h.On)
	f := Finding{
		Figures: compared(date(h.On), date(d.Today), signedCount(left)),
		Inputs:  []Input{d.expiryInput(h), Input{It: "oggi", En: "today", Source: "calendar", ValidOn: d.Today, Today: true}.valued(date(d.Today))},
	}
	switch {
	case left < 0:
		f.It = fmt.Sprintf("L'ente non ha un DURC valido dal %s: l'ultimo valeva fino al %s.", h.On.AddDays(1).It(), h.On.It())
		f.En = fmt.Sprintf("The body has had no valid DURC since %s: the last one was valid until %s.", h.On.AddDays(1).En(), h.On.En())
		f.DoIt = "L'ufficio acquisisce un nuovo DURC e ne registra la scadenza prima di approvare. All'ente non va chiesto."
		f.DoEn = "The office acquires a new DURC and records its expiry before approving. It is not to be asked of the body."
	case left > durcDays:
		f.Severity = Task
		f.It = fmt.Sprintf("La scadenza registrata del DURC è il %s, ma un DURC dura %d giorni: oggi può valere al massimo fino al %s.", h.On.It(), durcDays, d.Today.AddDays(durcDays).It())
		f.En = fmt.Sprintf("The expiry recorded of the DURC is %s, but a DURC lasts %d days: today it can be valid until %s at most.", h.On.En(), durcDays, d.Today.AddDays(durcDays).En())
		f.DoIt = "L'ufficio controlla la data sul DURC e la registra di nuovo."
		f.DoEn = "The office looks at the date on the DURC and records it again."
	case left <= durcSoonDays:
		f.Severity = Info
		f.It = fmt.Sprintf("Il DURC dell'ente vale fino al %s.", h.On.It())
		f.En = fmt.Sprintf("The body's DURC is valid until %s.", h.On.En())
		f.DoIt = "Se la fattura si approva più tardi, l'ufficio acquisisce prima un nuovo DURC."
		f.DoEn = "If the invoice is approved later, the office first acquires a new DURC."
	default:
		return nil
	}
	return []Finding{f}
}

// newForTheEnd asks for a DURC of after the end of the agreement, for its last
// invoice: the final balance is paid on a new one (D.L. 69/2013, art. 31 c. 5). One
// that has ended is told anyway.
func (d *desk) newForTheEnd(h Recorded) (Finding, bool) {
	b, ok := d.billed()
	if !ok || b.agreement == nil || h.On.Before(d.Today) {
		return Finding{}, false
	}
	issued, end := h.On.AddDays(-durcDays), b.agreement.EndsOn
	if end.IsZero() || b.period.End.Before(end) || !issued.Before(end) {
		return Finding{}, false
	}
	return Finding{
		Severity: Task,
		It:       fmt.Sprintf("È l'ultima fattura del contratto con CIG %s, finito il %s: per il saldo finale serve un DURC acquisito dopo, quello registrato è del %s circa.", b.agreement.CIG, end.It(), issued.It()),
		En:       fmt.Sprintf("It is the last invoice of the agreement with CIG %s, which ended on %s: the final balance needs a DURC acquired after that, the one recorded is of about %s.", b.agreement.CIG, end.En(), issued.En()),
		DoIt:     "L'ufficio acquisisce un nuovo DURC e ne registra la scadenza prima di approvare. All'ente non va chiesto.",
		DoEn:     "The office acquires a new DURC and records its expiry before approving. It is not to be asked of the body.",
		Figures:  compared(date(issued), date(end), words{}),
		Inputs:   []Input{d.expiryInput(h), agreementInput(b.agreement)},
	}, true
}

// noDURC is said where the office has recorded none. What a body records of its
// own DURC proves nothing: it is told, and the office still acquires one.
func (d *desk) noDURC() Finding {
	f := Finding{
		Severity: Task,
		It:       "L'ufficio non ha registrato nessun DURC dell'ente.",
		En:       "The office has recorded no DURC of the body.",
		DoIt:     "Prima di approvare l'ufficio acquisisce il DURC e ne registra la scadenza. All'ente non va chiesto.",
		DoEn:     "Before approving, the office acquires the DURC and records its expiry. It is not to be asked of the body.",
		Inputs:   []Input{d.now(registry(words{"DURC registrato dall'ufficio", "DURC recorded by the office"}, same("—"), d.Today))},
	}
	if h, ok := d.lastDURC(true, calendar.Date{}); ok {
		f.It += fmt.Sprintf(" L'ente ne ha registrato uno valido fino al %s.", h.On.It())
		f.En += fmt.Sprintf(" The body has recorded one that is valid until %s.", h.On.En())
		f.Inputs = append(f.Inputs, d.expiryInput(h))
	}
	return f
}

// lastDURC is the latest expiry recorded of a DURC, by the body or by the office,
// up to a day where one is given.
func (d *desk) lastDURC(byBody bool, upTo calendar.Date) (last Recorded, ok bool) {
	for _, h := range d.Expiries {
		if !upTo.IsZero() && h.On.After(upTo) {
			continue
		}
		if h.What.Expires() == document.DURC && h.ByBody == byBody && (!ok || later(h, last)) {
			last, ok = h, true
		}
	}
	return last, ok
}

// later orders expiries, those of one day by their references.
func later(a, b Recorded) bool {
	if !a.On.Equal(b.On) {
		return a.On.After(b.On)
	}
	return a.Reference > b.Reference
}

// now is an input of which the day is that of the run.
func (d *desk) now(in Input) Input {
	in.Today = true
	return in
}

// expiryInput cites an expiry as it was recorded.
func (d *desk) expiryInput(h Recorded) Input {
	w := d.expiryWords(h)
	return registry(words{"scadenza registrata: " + w.it, "expiry recorded: " + w.en}, date(h.On), h.On)
}

// expiryWords names what expires: its kind, its centre and its reference.
func (d *desk) expiryWords(h Recorded) words {
	w, of, ref := paperWords(h.What.Expires()), d.ofWhat(h.CentreID), ""
	if h.Reference != "" {
		ref = " (" + h.Reference + ")"
	}
	return words{w.it + of.it + ref, w.en + of.en + ref}
}
