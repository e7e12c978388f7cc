package check

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// link is an invoice that a credit note names (DatiFattureCollegate).
type link struct {
	number document.Field
	on     calendar.Date // of the invoice; zero: not told
}

// links are the invoices that the paper names as those that it corrects, each once.
func (b *bill) links() []link {
	var out []link
	add := func(l link) {
		known := slices.ContainsFunc(out, func(o link) bool {
			return bare(o.number.Value) == bare(l.number.Value) && (l.on.IsZero() || l.on.Equal(o.on))
		})
		if bare(l.number.Value) != "" && !known {
			out = append(out, l)
		}
	}
	for _, g := range groups(b.paper, "invoice.reference.") {
		if kind := g.text("kind"); kind != "DatiFattureCollegate" && kind != "DatiFatturaRettificata" {
			continue
		}
		l := link{number: g.fields["document"]}
		if on, err := calendar.ParseDate(g.text("date")); err == nil {
			l.on = on
		}
		add(l)
	}
	for _, f := range b.all(document.InvoiceLinked) {
		add(link{number: f})
	}
	return out
}

// names says that the link is to an invoice: by its number, which is used once a year,
// and the year where both are known.
func (l link) names(b *bill) bool {
	on, _, ok := b.date(document.InvoiceDate)
	return bare(l.number.Value) == bare(b.Reading.Value(document.InvoiceNumber)) && (!ok || l.on.IsZero() || l.on.Year() == on.Year())
}

// corrects says that a credit note is on an invoice: it names it, and was not issued
// before it.
func (b *bill) corrects(inv *bill) bool {
	on, _, ok := inv.date(document.InvoiceDate)
	issued, _, ok2 := b.date(document.InvoiceDate)
	if ok && ok2 && issued.Before(on) {
		return false
	}
	return slices.ContainsFunc(b.links(), func(l link) bool { return l.names(inv) })
}

// credited is what credit notes say of an invoice.
type credited struct {
	notes  []*bill
	sum    decimal.Decimal // euros, of all notes
	whole  bool            // the notes that are on this invoice alone take back all of it
	inputs []Input
}

// creditedOn gathers the credit notes on an invoice that were received and not
// rejected. How much of a note on several invoices is for each can't be told.
func (d *desk) creditedOn(b *bill) (c credited) {
	alone := decimal.Zero
	for _, n := range d.credits {
		if !n.corrects(b) {
			continue
		}
		c.notes = append(c.notes, n)
		back, f, ok := n.number(document.InvoiceTotal)
		if !ok {
			continue
		}
		c.sum = c.sum.Add(back.Abs())
		if len(n.links()) == 1 && !f.Unsure {
			alone = alone.Add(back.Abs())
		}
		c.inputs = append(c.inputs, n.cite(f, words{"totale della nota di credito", "total of the credit note"}, euro(back.Abs())))
	}
	total, _, ok := b.number(document.InvoiceTotal)
	c.whole = len(c.notes) > 0 && ok && total.Sub(alone).LessThanOrEqual(taxTolerance)
	return c
}

// words name the notes: "C'è una nota di credito (310,00 €)".
func (c credited) words() words {
	sum := euro(c.sum)
	if len(c.notes) == 1 {
		return words{"C'è una nota di credito (" + sum.it + ")", "There is a credit note (" + sum.en + ")"}
	}
	return words{"Ci sono note di credito (in tutto " + sum.it + ")", "There are credit notes (" + sum.en + " in all)"}
}

// takenBack is the presences that credit notes take back of the lines of a cluster:
// those of lines of reception at the price of a line that they meet. unclear says that
// a note does not tell presences: it may be about these.
type takenBack struct {
	n       decimal.Decimal
	inputs  []Input
	unclear bool
}

func (d *desk) takenBackOf(c []line) (t takenBack) {
	for _, n := range d.back.notes {
		told := false
		for _, o := range n.days() {
			told = told || repeats(o, d.bill.days())
			if repeats(o, c) {
				t.n = t.n.Add(o.presences().Abs())
				for _, in := range n.cites(o, "quantity", "start", "end") {
					in.It, in.En = "nota di credito, "+in.It, "credit note, "+in.En
					t.inputs = append(t.inputs, in)
				}
			}
		}
		t.unclear = t.unclear || !told
	}
	return t
}

// repeats says that a line of a credit note bills what one of some lines does, at its
// price.
func repeats(o line, lines []line) bool {
	return slices.ContainsFunc(lines, func(l line) bool { return l.price.Abs().Equal(o.price.Abs()) && l.meets(o) })
}

// takenBackWhole is said of rules on what an invoice bills that was taken back.
var takenBackWhole = words{"La fattura è stornata per intero da una nota di credito: vedere R3.", "The invoice was taken back in full by a credit note: see R3."}

// nothingToPay is R3's: an invoice that was taken back as a whole is not to be paid,
// whatever it bills.
func (d *desk) nothingToPay() Finding {
	total, f, _ := d.this.number(document.InvoiceTotal)
	w := d.back.words()
	return Finding{
		Severity: Task,
		It:       w.it + " che storna per intero la fattura: non c'è niente da pagare.",
		En:       w.en + " that takes the invoice back in full: there is nothing to pay.",
		DoIt:     "Non approvare il pagamento di questa fattura. Le presenze si controllano sulla fattura che la sostituisce.",
		DoEn:     "Do not approve the payment of this invoice. The presences are checked on the invoice that replaces it.",
		Figures:  compared(euro(total), euro(total.Sub(d.back.sum)), signed(d.back.sum, euro)),
		Inputs:   append([]Input{d.this.cite(f, fieldWords(f.Name), euro(total))}, d.back.inputs...),
	}
}
