package check

import (
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// Owed is a paper that the body owes for a period, and what became of it.
type Owed struct {
	Kind      document.Kind
	Agreement reception.AgreementID // zero: not about one agreement
	Centre    reception.CentreID    // zero: not about one centre
	For       calendar.Period
	DueOn     calendar.Date
	State     OwedState
	Document  document.ID // zero: nothing was sent
}

// OwedState says what became of a paper that is owed.
type OwedState string

// The states.
const (
	OwedOpen     OwedState = "open"     // nothing was received
	OwedSent     OwedState = "sent"     // received, whatever its case says so far
	OwedRejected OwedState = "rejected" // received and rejected
	OwedDeclared OwedState = "declared" // "nothing to submit", not answered yet
	OwedNothing  OwedState = "nothing"  // "nothing to submit", acknowledged
	OwedWaived   OwedState = "waived"   // the office does not ask for it, with a reason
)

// settled says that nothing more has to come.
func (o Owed) settled() bool {
	return slices.Contains([]OwedState{OwedSent, OwedNothing, OwedWaived}, o.State)
}

// Recorded is a happening, and whether the body recorded it and nobody of the
// office.
type Recorded struct {
	reception.Happening
	ByBody bool
}

// billed is what an invoice bills, for rules that look beyond it: an agreement
// and a period, and from what they are known.
type billed struct {
	agreement *reception.Agreement
	period    calendar.Period
	inputs    []Input
}

// billed takes agreement and period from the invoice's slot, else from what was
// read; ok is false where neither says both.
func (d *desk) billed() (b billed, ok bool) {
	if a := d.slotAgreement(); a != nil {
		return billed{a, d.This.Obligation.For, []Input{agreementInput(a)}}, true
	}
	b.period = d.billPeriod()
	for _, f := range d.bill.cigs() {
		if b.agreement = d.agreementOf(f.Value, b.period); b.agreement != nil {
			b.inputs = append(d.periodInputs(), d.this.cite(f, words{"CIG nella fattura", "CIG in the invoice"}, words{}), agreementInput(b.agreement))
			break
		}
	}
	return b, b.agreement != nil && !b.period.IsZero()
}

// covers says that a paper about an agreement, about a centre or about neither
// is of what is billed.
func (b billed) covers(a reception.AgreementID, c reception.CentreID) bool {
	if c != 0 {
		return b.agreement.CoversIn(c, b.period)
	}
	return a == 0 || a == b.agreement.ID
}

// ofWhat is how a paper of a centre is told from those of others: " di RN-017".
func (d *desk) ofWhat(id reception.CentreID) words {
	if c, ok := d.centre(id); ok {
		return words{" di " + c.Code, " of " + c.Code}
	}
	return words{}
}

// whyNotBilled is said where an invoice's agreement and period are not known.
func whyNotBilled() (it, en string, ok bool) {
	return "Non si sa di quale contratto e periodo è la fattura.", "It is not known of which agreement and period the invoice is.", false
}
