package check

import (
	"fmt"

	"github.com/insiemi/insiemi/document"
)

// creditNote is K5: a credit note names an invoice that the body has sent, and takes
// back no more than that one was of, earlier notes included.
func creditNote() Rule {
	return Rule{
		ID: "K5", Version: 1, TitleIt: "Nota di credito", TitleEn: "Credit note",
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
	f, ok := d.this.first(document.InvoiceLinked)
	if !ok {
		return []Finding{{
			Severity: Warn,
			It:       "La nota di credito non dice quale fattura corregge.",
			En:       "The credit note does not say which invoice it corrects.",
			DoIt:     "Indicare numero e data della fattura (DatiFattureCollegate).",
			DoEn:     "Give the invoice's number and date (DatiFattureCollegate).",
			Inputs:   []Input{d.this.absent(words{"fattura collegata", "linked invoice"})},
		}}
	}
	b := d.billOf(f.Value)
	if b == nil {
		return []Finding{{
			Severity: Task,
			It:       fmt.Sprintf("La nota di credito è per la fattura %s, che non è tra quelle ricevute dall'ente.", f.Value),
			En:       fmt.Sprintf("The credit note is for invoice %s, which is not among those received from the body.", f.Value),
			DoIt:     "Controllare il numero. Se la fattura è di prima del portale, scriverlo all'ufficio.",
			DoEn:     "Check the number. If the invoice is older than the portal, write so to the office.",
			Declared: f.Value,
			Inputs:   []Input{d.this.cite(f, words{"fattura collegata", "linked invoice"}, "")},
		}}
	}
	return d.creditAmount(f, b)
}

// billOf is the body's invoice of a number that came before this paper: the latest
// of several.
func (d *desk) billOf(number string) *bill {
	for i := len(d.earlier) - 1; i >= 0; i-- {
		if bare(d.earlier[i].Reading.Value(document.InvoiceNumber)) == bare(number) {
			return d.earlier[i]
		}
	}
	return nil
}

// creditAmount compares what was taken back with the invoice.
func (d *desk) creditAmount(linked document.Field, b *bill) []Finding {
	total, tf, ok := b.number(document.InvoiceTotal)
	back, cf, ok2 := d.this.number(document.InvoiceTotal)
	if !ok || !ok2 {
		return nil
	}
	sum, steps := back.Abs(), []string{Euro(back.Abs())}
	inputs := []Input{d.this.cite(linked, words{"fattura collegata", "linked invoice"}, ""), d.this.cite(cf, words{"totale della nota di credito", "total of the credit note"}, Euro(back.Abs()))}
	for _, c := range d.credits {
		amount, f, ok := c.number(document.InvoiceTotal)
		if !ok || byArrival(c.Submission, d.This) >= 0 || bare(c.Reading.Value(document.InvoiceLinked)) != bare(linked.Value) {
			continue
		}
		sum, steps = sum.Add(amount.Abs()), append(steps, Euro(amount.Abs()))
		inputs = append(inputs, c.cite(f, words{"totale di un'altra nota di credito sulla stessa fattura", "total of another credit note on the same invoice"}, Euro(amount.Abs())))
	}
	diff := sum.Sub(total)
	if diff.LessThanOrEqual(taxTolerance) {
		return nil
	}
	number, lines := b.Reading.Value(document.InvoiceNumber), addition(steps, sum)
	w := words{fmt.Sprintf("La nota di credito è di %s, ma la fattura %s è di %s.", Euro(sum), number, Euro(total)),
		fmt.Sprintf("The credit note is of %s, but invoice %s is of %s.", Euro(sum), number, Euro(total))}
	if len(steps) > 1 {
		w = words{fmt.Sprintf("Le note di credito sulla fattura %s fanno %s, ma la fattura è di %s.", number, Euro(sum), Euro(total)),
			fmt.Sprintf("The credit notes on invoice %s make %s, but the invoice is of %s.", number, Euro(sum), Euro(total))}
	}
	return []Finding{{
		It: w.it, En: w.en,
		DoIt:     "Correggere l'importo della nota di credito: non può superare la fattura.",
		DoEn:     "Correct the amount of the credit note: it can't be more than the invoice.",
		Declared: Euro(sum), Computed: Euro(total), Difference: signed(diff, Euro),
		ArithmeticIt: lines, ArithmeticEn: lines,
		Inputs: append(inputs, b.cite(tf, words{"totale della fattura", "total of the invoice"}, Euro(total))),
	}}
}
