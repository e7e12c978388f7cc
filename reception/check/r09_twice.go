package check

import (
	"fmt"

	"github.com/insiemi/insiemi/document"
)

// billedTwice is R9: an earlier invoice of the body has the same number in the
// same year, or bills the same agreement for the same days and centres. Credit
// notes are no invoices; one that takes an invoice back clears the way.
func billedTwice() Rule {
	return Rule{
		ID: "R9", Version: 3, TitleIt: "Già fatturato", TitleEn: "Already billed",
		Basis: "DPR 633/1972 art. 21 c. 2 lett. b; controlli SdI 00404, 00409; convenzione", Severity: Block,
		Kinds: []document.Kind{document.Invoice},
		applies: func(d *desk) (string, string, bool) {
			if isPrint(d.This.Reading) {
				return ofPrints.it, ofPrints.en, false
			}
			if d.bill.isCredit() {
				return "È una nota di credito: corregge una fattura, non la ripete.",
					"It is a credit note: it corrects an invoice and does not repeat it.", false
			}
			return "", "", true
		},
		find: func(d *desk) []Finding {
			var out []Finding
			for _, b := range d.earlier {
				if f, ok := d.sameNumber(b); ok {
					out = append(out, f)
					continue
				}
				if f, ok := d.sameDays(b); ok {
					out = append(out, f)
				}
			}
			return out
		},
	}
}

func (d *desk) sameNumber(b *bill) (Finding, bool) {
	if mine, its := d.This.Reading.Value(document.SellerVATID), b.Reading.Value(document.SellerVATID); mine != "" && its != "" && mine != its {
		return Finding{}, false // numbers are each seller's own
	}
	mine, ok1 := d.this.first(document.InvoiceNumber)
	its, ok2 := b.first(document.InvoiceNumber)
	on, f1, ok3 := d.this.date(document.InvoiceDate)
	before, f2, ok4 := b.date(document.InvoiceDate)
	if !ok1 || !ok2 || !ok3 || !ok4 || bare(mine.Value) != bare(its.Value) || on.Year() != before.Year() {
		return Finding{}, false
	}
	return Finding{
		It:      fmt.Sprintf("Il numero %s è già stato usato nel %d, nella fattura del %s.", mine.Value, on.Year(), before.It()),
		En:      fmt.Sprintf("The number %s was already used in %d, on the invoice of %s.", mine.Value, on.Year(), before.En()),
		DoIt:    "Se è la stessa fattura, chiedere all'ufficio di restituire quella già trasmessa e inviare lì la correzione. Altrimenti darle un numero nuovo.",
		DoEn:    "If it is the same invoice, ask the office to return the one already sent and submit the correction there. Otherwise give it a new number.",
		Figures: compared(same(mine.Value), same(its.Value), words{}),
		Inputs: []Input{
			d.this.cite(mine, words{"numero di questa fattura", "number of this invoice"}, words{}),
			d.this.cite(f1, words{"data di questa fattura", "date of this invoice"}, date(on)),
			b.cite(its, words{"numero della fattura precedente", "number of the earlier invoice"}, words{}),
			b.cite(f2, words{"data della fattura precedente", "date of the earlier invoice"}, date(before)),
		},
	}, true
}

// sameDays compares the lines of reception. An earlier invoice that was wholly
// taken back bills nothing any more; one with a credit note of another amount
// is for a person to judge.
func (d *desk) sameDays(b *bill) (Finding, bool) {
	for _, l := range d.bill.days() {
		for _, o := range b.days() {
			if !l.sure || !o.sure || l.presences().IsNegative() || o.presences().IsNegative() || !l.meets(o) {
				continue
			}
			return d.repeated(b, l, o)
		}
	}
	return Finding{}, false
}

func (d *desk) repeated(b *bill, l, o line) (Finding, bool) {
	number := b.Reading.Value(document.InvoiceNumber)
	shared, _ := overlap(l.period, o.period)
	w := periodWords(shared)
	f := Finding{
		It:      fmt.Sprintf("Le presenze (%s) per il CIG %s sono già nella fattura %s.", w.it, l.agreement.CIG, number),
		En:      fmt.Sprintf("The presences (%s) for CIG %s are already on invoice %s.", w.en, l.agreement.CIG, number),
		DoIt:    "Se questa fattura sostituisce l'altra, emettere prima una nota di credito (TD04) che la storni. Se riguarda altri centri, scrivere i codici dei centri nelle righe.",
		DoEn:    "If this invoice replaces the other, first issue a credit note (TD04) that takes it back. If it is about other centres, write the centres' codes in the lines.",
		Figures: compared(w, same(number), words{}),
		Inputs:  append(append(d.bill.cites(l, "start", "end", "quantity"), b.cites(o, "start", "end", "quantity")...), agreementInput(l.agreement)),
	}
	back := d.creditedOn(b)
	if back.whole {
		return Finding{}, false
	}
	if len(back.notes) > 0 {
		w := back.words()
		f.Severity = Task
		f.It += " " + w.it + ", ma non per l'intero importo."
		f.En += " " + w.en + ", but not for the whole amount."
		f.DoIt, f.DoEn = "Verificare che la nota di credito copra le presenze fatturate di nuovo.", "Verify that the credit note covers the presences billed again."
		f.Inputs = append(f.Inputs, back.inputs...)
	}
	return f, true
}
