package check

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/document"
)

// creditNote is K5: a credit note names invoices that the body has sent, and takes
// back no more than these were of, earlier notes included.
func creditNote() Rule {
	return Rule{
		ID: "K5", Version: 2, TitleIt: "Nota di credito", TitleEn: "Credit note",
		Basis: "DPR 633/1972 art. 26; specifiche tecniche FatturaPA, DatiFattureCollegate", Severity: Block,
		Kinds: []document.Kind{document.Invoice},
		applies: func(d *desk) (string, string, bool) {
			if !d.bill.isCredit() {
				return "Non è una nota di credito.", "It is no credit note.", false
			}
			return "", "", true
		},
		find: findCredit,
	}
}

func findCredit(d *desk) []Finding {
	links := d.bill.links()
	if len(links) == 0 {
		return []Finding{{
			Severity: Warn,
			It:       "La nota di credito non dice quale fattura corregge.",
			En:       "The credit note does not say which invoice it corrects.",
			DoIt:     "Indicare numero e data della fattura (DatiFattureCollegate).",
			DoEn:     "Give the invoice's number and date (DatiFattureCollegate).",
			Inputs:   []Input{d.this.absent(words{"fattura collegata", "linked invoice"})},
		}}
	}
	var bills []*bill
	var out []Finding
	for _, l := range links {
		if b := d.billOf(l); b != nil {
			bills = append(bills, b)
			continue
		}
		out = append(out, d.unknownInvoice(l))
	}
	if len(out) > 0 {
		return out
	}
	return d.creditAmount(links, bills)
}

func (d *desk) unknownInvoice(l link) Finding {
	of := words{l.number.Value, l.number.Value}
	if !l.on.IsZero() {
		of = words{of.it + " del " + l.on.It(), of.en + " of " + l.on.En()}
	}
	return Finding{
		Severity: Task,
		It:       fmt.Sprintf("La nota di credito è per la fattura %s, che non è tra quelle ricevute dall'ente.", of.it),
		En:       fmt.Sprintf("The credit note is for invoice %s, which is not among those received from the body.", of.en),
		DoIt:     "Controllare numero e data. Se la fattura è di prima del portale, scriverlo all'ufficio.",
		DoEn:     "Check number and date. If the invoice is older than the portal, write so to the office.",
		Figures:  compared(same(l.number.Value), words{}, words{}),
		Inputs:   []Input{d.this.cite(l.number, words{"fattura collegata", "linked invoice"}, words{})},
	}
}

// billOf is the body's invoice that a link names and that came before this paper: the
// latest of several, one that was rejected where no other is left. A rejected one may
// have gone through the exchange system, and is taken back by a note too.
func (d *desk) billOf(l link) *bill {
	for _, all := range [][]*bill{d.earlier, d.refused} {
		for _, b := range slices.Backward(all) {
			if l.names(b) {
				return b
			}
		}
	}
	return nil
}

// creditAmount compares what was taken back with the invoices. An earlier note that is
// on another invoice too is left out: what it takes back of these is not known.
func (d *desk) creditAmount(links []link, bills []*bill) []Finding {
	back, cf, ok := d.this.number(document.InvoiceTotal)
	if !ok {
		return nil
	}
	total, sum, steps := decimal.Zero, back.Abs(), []words{euro(back.Abs())}
	var inputs, totals []Input
	for i, b := range bills {
		of, tf, ok := b.number(document.InvoiceTotal)
		if !ok {
			return nil
		}
		total = total.Add(of)
		inputs = append(inputs, d.this.cite(links[i].number, words{"fattura collegata", "linked invoice"}, words{}))
		totals = append(totals, b.cite(tf, words{"totale della fattura", "total of the invoice"}, euro(of)))
	}
	inputs = append(inputs, d.this.cite(cf, words{"totale della nota di credito", "total of the credit note"}, euro(back.Abs())))
	for _, c := range d.credits {
		amount, f, ok := c.number(document.InvoiceTotal)
		if !ok || byArrival(c.Submission, d.This) >= 0 || !c.within(bills) {
			continue
		}
		sum, steps = sum.Add(amount.Abs()), append(steps, euro(amount.Abs()))
		inputs = append(inputs, c.cite(f, words{"totale di un'altra nota di credito sulla stessa fattura", "total of another credit note on the same invoice"}, euro(amount.Abs())))
	}
	diff := sum.Sub(total)
	if diff.LessThanOrEqual(taxTolerance) {
		return nil
	}
	it, en := addition(steps, sum)
	w := tooMuch(bills, len(steps), sum, total)
	return []Finding{{
		It: w.it, En: w.en,
		DoIt:         "Correggere l'importo della nota di credito: non può superare la fattura.",
		DoEn:         "Correct the amount of the credit note: it can't be more than the invoice.",
		Figures:      compared(euro(sum), euro(total), signed(diff, euro)),
		ArithmeticIt: it, ArithmeticEn: en,
		Inputs: append(inputs, totals...),
	}}
}

// within says that a note is on some of the invoices and on no other.
func (b *bill) within(bills []*bill) bool {
	links := b.links()
	return len(links) > 0 && !slices.ContainsFunc(links, func(l link) bool { return !slices.ContainsFunc(bills, l.names) })
}

// tooMuch says that notes take back more than the invoices were of.
func tooMuch(bills []*bill, notes int, sum, total decimal.Decimal) words {
	var numbers []string
	for _, b := range bills {
		numbers = append(numbers, b.Reading.Value(document.InvoiceNumber))
	}
	list := words{listIt(numbers), listEn(numbers)}
	switch {
	case notes > 1 && len(bills) > 1:
		return words{fmt.Sprintf("Le note di credito sulle fatture %s fanno %s, ma le fatture sono in tutto di %s.", list.it, euro(sum).it, euro(total).it),
			fmt.Sprintf("The credit notes on invoices %s make %s, but the invoices are of %s in all.", list.en, euro(sum).en, euro(total).en)}
	case notes > 1:
		return words{fmt.Sprintf("Le note di credito sulla fattura %s fanno %s, ma la fattura è di %s.", list.it, euro(sum).it, euro(total).it),
			fmt.Sprintf("The credit notes on invoice %s make %s, but the invoice is of %s.", list.en, euro(sum).en, euro(total).en)}
	case len(bills) > 1:
		return words{fmt.Sprintf("La nota di credito è di %s, ma le fatture %s sono in tutto di %s.", euro(sum).it, list.it, euro(total).it),
			fmt.Sprintf("The credit note is of %s, but invoices %s are of %s in all.", euro(sum).en, list.en, euro(total).en)}
	}
	return words{fmt.Sprintf("La nota di credito è di %s, ma la fattura %s è di %s.", euro(sum).it, list.it, euro(total).it),
		fmt.Sprintf("The credit note is of %s, but invoice %s is of %s.", euro(sum).en, list.en, euro(total).en)}
}
