package check

import (
	"fmt"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

const (
	sdiDays     = 15 // to accept or refuse at the exchange system
	paymentDays = 30 // where the agreement does not say
	termSoon    = 3  // days before the end of a term from which on it presses
)

// termsOfInvoice is R21: the terms that run from the receipt of an invoice, for
// the exchange system and for payment. Asking for more papers stops neither.
func termsOfInvoice() Rule {
	return Rule{
		ID: "R21", Version: 2, TitleIt: "Termini della fattura", TitleEn: "Terms of the invoice",
		Basis: "D.Lgs. 231/2002 art. 4; DM 55/2013, allegato B (15 giorni); artt. 1187 e 2963 c.c. per il computo", Severity: Info,
		ForOffice: true,
		Kinds:     []document.Kind{document.Invoice},
		applies: func(d *desk) (string, string, bool) {
			switch {
			case d.This.SubmittedAt.IsZero():
				return "La fattura non è ancora stata inviata.", "The invoice has not been sent yet.", false
			case d.This.Closed:
				return "La pratica è chiusa.", "The case is closed.", false
			}
			if _, err := d.terms(); err != nil {
				return "I termini non si possono calcolare.", "The terms can't be computed.", false
			}
			return "", "", true
		},
		find: findTerms,
	}
}

// terms of an invoice, counted from its receipt.
type terms struct {
	from     calendar.Date
	sdi, pay calendar.Due // pay is zero for a credit note
	payDays  int
	inputs   []Input
}

// terms computes them. The exchange system stops taking messages when its days
// are over, on a holiday too, so that this term does not roll.
func (d *desk) terms() (t terms, err error) {
	cal := calendar.Named(d.Office.Calendar)
	t.from, t.payDays = calendar.DateOf(d.This.SubmittedAt), paymentDays
	t.inputs = []Input{Input{It: "ricezione della fattura qui", En: "receipt of the invoice here", Source: "calendar", ValidOn: t.from}.valued(date(t.from))}
	if t.sdi, err = (calendar.Term{Days: sdiDays, NoRoll: true}).After(cal, t.from); err != nil || d.bill.isCredit() {
		return t, err
	}
	if b, ok := d.billed(); ok && b.agreement.PaymentDays > 0 {
		t.payDays = b.agreement.PaymentDays
		t.inputs = append(t.inputs, registry(words{"giorni di pagamento, CIG " + b.agreement.CIG, "days of payment, CIG " + b.agreement.CIG}, count(t.payDays), t.from))
	}
	t.pay, err = calendar.Term{Days: t.payDays}.After(cal, t.from)
	return t, err
}

func findTerms(d *desk) []Finding {
	t, _ := d.terms() // applies only where there is no error
	f := Finding{
		Severity:     Info, // until the term is near
		It:           fmt.Sprintf("La fattura si può accettare o rifiutare allo SdI fino al %s", t.sdi.On.It()),
		En:           fmt.Sprintf("The invoice can be accepted or refused at the SdI until %s", t.sdi.On.En()),
		ArithmeticIt: []string{"SdI: " + t.sdi.Derivation.It()}, ArithmeticEn: []string{"SdI: " + t.sdi.Derivation.En()},
		Inputs: t.inputs,
	}
	left := d.Today.DaysUntil(t.sdi.On)
	if left < 0 {
		f.It = fmt.Sprintf("Il termine per accettare o rifiutare la fattura allo SdI è finito il %s", t.sdi.On.It())
		f.En = fmt.Sprintf("The term to accept or refuse the invoice at the SdI ended on %s", t.sdi.On.En())
	}
	if !t.pay.On.IsZero() {
		f.ArithmeticIt = append(f.ArithmeticIt, "Pagamento: "+t.pay.Derivation.It())
		f.ArithmeticEn = append(f.ArithmeticEn, "Payment: "+t.pay.Derivation.En())
		toPay := d.Today.DaysUntil(t.pay.On)
		if toPay < 0 {
			f.It, f.En = f.It+", quello di pagamento il "+t.pay.On.It(), f.En+", that of payment on "+t.pay.On.En()
		} else {
			f.It, f.En = f.It+"; va pagata entro il "+t.pay.On.It(), f.En+"; it is to be paid by "+t.pay.On.En()
		}
		left = min(left, toPay)
	}
	f.It, f.En = f.It+".", f.En+"."
	f.DoIt, f.DoEn = t.forBody(d.Today)
	if left <= termSoon {
		f.Severity = Warn
		f.Aside = &Aside{It: "L'ufficio decide ora.", En: "The office is to decide now."}
	}
	return []Finding{f}
}

// forBody says what the terms, which are the office's, mean for the body.
func (t terms) forBody(today calendar.Date) (it, en string) {
	it = "L'ente risponda subito alle richieste di integrazione: non fermano questi termini, che sono dell'ufficio. "
	en = "The body should answer at once when it is asked for more papers: that does not stop these terms, which are the office's. "
	if today.After(t.sdi.On) {
		it += "L'ufficio non può più rifiutare la fattura allo SdI: un errore si corregge con una nota di credito (TD04). "
		en += "The office can't refuse the invoice at the SdI any more: an error is corrected by a credit note (TD04). "
	} else {
		it += "Se l'ufficio rifiuta la fattura allo SdI, l'ente la corregge e la emette di nuovo. "
		en += "If the office refuses the invoice at the SdI, the body corrects it and issues it again. "
	}
	return it + "I giorni sono contati dalla ricezione qui, perché la consegna dello SdI non è nota: se è precedente, i termini finiscono prima.",
		en + "The days are counted from the receipt here, for the delivery by the SdI is not known: if it was earlier, the terms end earlier."
}
