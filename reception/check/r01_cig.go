package check

import (
	"fmt"
	"regexp"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// cigOfInvoice is R1: the invoice's CIG is that of an agreement of the body, in
// force in the period that is billed.
func cigOfInvoice() Rule {
	return Rule{
		ID: "R1", Version: 2, TitleIt: "CIG e contratto", TitleEn: "CIG and agreement",
		Basis: "L. 136/2010 art. 3; DM 55/2013 art. 2-bis", Severity: Block,
		Kinds: []document.Kind{document.Invoice},
		applies: func(d *desk) (string, string, bool) {
			if isPrint(d.This.Reading) && len(d.bill.cigs()) == 0 { // it may not have been read
				return ofPrints.it, ofPrints.en, false
			}
			return "", "", true
		},
		find: findCIG,
	}
}

var cigForm = regexp.MustCompile(`^[0-9A-Z]{10}$`)

func findCIG(d *desk) []Finding {
	cigs := d.bill.cigs()
	if len(cigs) == 0 {
		return []Finding{{
			It:     "La fattura non riporta il CIG.",
			En:     "The invoice has no CIG.",
			DoIt:   "Emettere la fattura con il CIG del contratto: senza, l'ufficio non può pagarla.",
			DoEn:   "Issue the invoice with the agreement's CIG: without it the office can't pay.",
			Inputs: []Input{d.this.absent(words{"CIG nella fattura", "CIG in the invoice"})},
		}}
	}
	var out []Finding
	known := false
	for _, f := range cigs {
		a := d.agreementOf(f.Value, d.billPeriod())
		if a == nil {
			out = append(out, d.foreignCIG(f))
			continue
		}
		known = known || d.slotAgreement() == nil || a.ID == d.slotAgreement().ID
		out = append(out, d.outOfTerm(f, a)...)
	}
	if a := d.slotAgreement(); a != nil && !known && len(out) == 0 {
		out = append(out, d.otherAgreement(cigs[0], a))
	}
	return out
}

// billPeriod is the period that the invoice says it is about, else the slot's.
func (d *desk) billPeriod() calendar.Period {
	if p, _, ok := d.this.period(); ok {
		return p
	}
	if d.This.Obligation != nil {
		return d.This.Obligation.For
	}
	return calendar.Period{}
}

func (d *desk) foreignCIG(f document.Field) Finding {
	it, en := "non è tra quelli dei contratti dell'ente", "is not one of your agreements"
	if !cigForm.MatchString(f.Value) {
		it, en = "non è valido: un CIG ha 10 lettere e cifre", "is not valid: a CIG has 10 letters and digits"
	}
	out := Finding{
		It:      fmt.Sprintf("Il CIG %s %s.", f.Value, it),
		En:      fmt.Sprintf("CIG %s %s.", f.Value, en),
		DoIt:    "Controllare il CIG sul contratto e correggere la fattura.",
		DoEn:    "Look the CIG up in the agreement and correct the invoice.",
		Figures: compared(same(f.Value), words{}, words{}),
		Inputs:  []Input{d.this.cite(f, words{"CIG nella fattura", "CIG in the invoice"}, words{})},
	}
	for i := range d.Agreements {
		out.Inputs = append(out.Inputs, agreementInput(&d.Agreements[i]))
	}
	return out
}

func (d *desk) outOfTerm(f document.Field, a *reception.Agreement) []Finding {
	p, inputs := d.billedOn(a)
	if p.IsZero() || within(p, a.Term()) {
		return nil
	}
	w := periodWords(p)
	return []Finding{{
		It: fmt.Sprintf("Il contratto con CIG %s vale dal %s al %s e non copre tutto il periodo fatturato (%s).",
			a.CIG, a.StartsOn.It(), a.EndsOn.It(), w.it),
		En: fmt.Sprintf("The agreement with CIG %s holds from %s to %s and does not cover the whole period billed (%s).",
			a.CIG, a.StartsOn.En(), a.EndsOn.En(), w.en),
		DoIt:    "Fatturare solo i giorni del contratto, oppure usare il CIG del contratto in vigore. Se c'è una proroga, inviarla.",
		DoEn:    "Bill the days of the agreement only, or use the CIG of the one in force. If it was extended, send the extension.",
		Figures: compared(w, spanOf(calendar.Period{Start: a.StartsOn, End: a.EndsOn}), words{}),
		Inputs:  append(inputs, d.this.cite(f, words{"CIG nella fattura", "CIG in the invoice"}, words{}), agreementInput(a)),
	}}
}

// billedOn is from when to when the invoice bills on an agreement, and where it says so:
// its whole period, or where it has several CIGs that of the lines on this agreement,
// of those with dates of their own where there are some.
func (d *desk) billedOn(a *reception.Agreement) (p calendar.Period, inputs []Input) {
	if len(d.bill.cigs()) < 2 {
		return d.billPeriod(), d.periodInputs()
	}
	for _, l := range d.bill.lines {
		if l.dated() && l.agreement != nil && l.agreement.ID == a.ID {
			p = joined(p, l.period)
			inputs = append(inputs, d.bill.cites(l, "start", "end")...)
		}
	}
	if !p.IsZero() {
		return p, inputs
	}
	for _, l := range d.bill.days() {
		if l.agreement.ID == a.ID {
			p = joined(p, l.period)
		}
	}
	return p, d.periodInputs()
}

// dated says that the line has days of its own.
func (l line) dated() bool { return l.text("start") != "" && l.text("end") != "" && !l.period.IsZero() }

// joined is from the first to the last day of two periods, of which the first may be
// zero.
func joined(p, q calendar.Period) calendar.Period {
	if p.IsZero() {
		return q
	}
	if q.Start.Before(p.Start) {
		p.Start = q.Start
	}
	if q.End.After(p.End) {
		p.End = q.End
	}
	return p
}

func (d *desk) otherAgreement(f document.Field, a *reception.Agreement) Finding {
	return Finding{
		It:      fmt.Sprintf("La fattura è per il CIG %s, ma l'adempimento è del contratto con CIG %s.", f.Value, a.CIG),
		En:      fmt.Sprintf("The invoice is for CIG %s, but the obligation is of the agreement with CIG %s.", f.Value, a.CIG),
		DoIt:    "Spostare la fattura nell'adempimento del suo contratto, oppure correggere il CIG.",
		DoEn:    "Move the invoice to the obligation of its agreement, or correct the CIG.",
		Figures: compared(same(f.Value), same(a.CIG), words{}),
		Inputs:  []Input{d.this.cite(f, words{"CIG nella fattura", "CIG in the invoice"}, words{}), agreementInput(a)},
	}
}

// periodInputs cites where the invoice says what period it is about.
func (d *desk) periodInputs() []Input {
	_, fields, _ := d.this.period()
	var out []Input
	for _, f := range fields {
		out = append(out, d.this.cite(f, words{"periodo fatturato", "period billed"}, onScreen("", f.Value)))
	}
	return out
}
