package check

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/document"
)

// The tolerances of the exchange system's own controls (Elenco controlli
// FatturaPA): line totals (00423), summaries (00422, less than a euro), tax
// (00421).
var (
	lineTolerance    = decimal.New(19, -3)
	summaryTolerance = decimal.New(1, 0)
	taxTolerance     = decimal.New(1, -2)
)

// arithmetic is R5: the sums of the invoice, as the exchange system checks them.
func arithmetic() Rule {
	return Rule{
		ID: "R5", Version: 3, TitleIt: "Conti della fattura", TitleEn: "Sums of the invoice",
		Basis:    "Elenco controlli FatturaPA: 00400, 00401, 00419, 00421, 00422, 00423, 00429, 00430, 00443, 00444",
		Severity: Block,
		Kinds:    []document.Kind{document.Invoice},
		applies: func(d *desk) (string, string, bool) {
			if d.this.Reading.Value(document.InvoiceFormat) == "FSM10" {
				return "È una fattura semplificata: non ha prezzi, quantità e riepiloghi.", "It is a simplified invoice: it has no prices, quantities and summaries.", false
			}
			if len(d.bill.lines) == 0 {
				return "Non si leggono le righe della fattura.", "The lines of the invoice could not be read.", false
			}
			return "", "", true
		},
		find: func(d *desk) []Finding {
			var out []Finding
			for _, l := range d.bill.lines {
				out = append(out, d.lineSum(l)...)
				out = append(out, d.nature(l.group, lineWords(l))...)
			}
			for _, s := range d.bill.summaries {
				out = append(out, d.summarySum(s)...)
				out = append(out, d.nature(s, summaryWords(s))...)
			}
			return append(append(out, d.missingSummaries()...), d.grandTotal()...)
		},
	}
}

const (
	mendIt = "Correggere la fattura: così il Sistema di Interscambio la scarta."
	mendEn = "Correct the invoice: as it is, the exchange system discards it."
)

// lineSum compares a line's total with quantity × price (less the discount).
func (d *desk) lineSum(l line) []Finding {
	if !l.has.price || !l.has.total {
		return nil
	}
	discount, _ := l.decimal("discount")
	sum := l.quantity.Mul(l.price.Sub(discount))
	diff := l.total.Sub(sum)
	if diff.Abs().LessThanOrEqual(lineTolerance) {
		return nil
	}
	each := price(l.price)
	if !discount.IsZero() {
		each = step("(%s − %s)", each, price(discount))
	}
	how := step("%s × %s = %s", figure(l.quantity), each, euro(sum))
	return []Finding{{
		It:   fmt.Sprintf("Riga %d: il totale è %s, ma %s.", l.number, euro(l.total).it, how.it),
		En:   fmt.Sprintf("Line %d: the total is %s, but %s.", l.number, euro(l.total).en, how.en),
		DoIt: mendIt, DoEn: mendEn,
		Figures:      compared(euro(l.total), euro(sum), signed(diff, euro)),
		ArithmeticIt: []string{how.it}, ArithmeticEn: []string{how.en},
		Inputs: d.bill.cites(l, "quantity", "unit_price", "total"),
	}}
}

func summaryWords(g group) words {
	return words{fmt.Sprintf("riepilogo %d", g.number), fmt.Sprintf("summary %d", g.number)}
}

// bucket is the VAT treatment by which lines are summed.
func bucket(g group) string {
	rate, _ := g.decimal("vat_rate")
	return rate.StringFixed(2) + " " + strings.ToUpper(g.text("nature"))
}

// bucketWords tells a bucket: "IVA 5 %", "IVA 0 % natura N4".
func bucketWords(g group) words {
	rate, _ := g.decimal("vat_rate")
	w := words{"IVA ", "VAT "}.plus(percent(rate))
	if n := g.text("nature"); n != "" {
		w.it, w.en = w.it+" natura "+n, w.en+" nature "+n
	}
	return w
}

func (d *desk) citeGroup(g group, of words, whats ...string) []Input {
	var out []Input
	for _, what := range whats {
		if f, ok := g.fields[what]; ok {
			out = append(out, d.this.cite(f, of, onScreen(what, f.Value)))
		}
	}
	return out
}

// nature: a Natura stands with a rate of zero, and only there.
func (d *desk) nature(g group, of words) []Finding {
	rate, ok := g.decimal("vat_rate")
	if !ok || rate.IsZero() == (g.text("nature") != "") {
		return nil
	}
	f := Finding{
		It:   fmt.Sprintf("%s: con aliquota %s la natura %s non va indicata.", capital(of.it), percent(rate).it, g.text("nature")),
		En:   fmt.Sprintf("%s: with a rate of %s the nature %s must not be given.", capital(of.en), percent(rate).en, g.text("nature")),
		DoIt: mendIt, DoEn: mendEn,
		Inputs: d.citeGroup(g, of, "vat_rate", "nature"),
	}
	if rate.IsZero() {
		f.It = fmt.Sprintf("%s: con aliquota zero manca la natura (per esempio N4).", capital(of.it))
		f.En = fmt.Sprintf("%s: with a rate of zero the nature is missing (N4, for example).", capital(of.en))
	}
	return []Finding{f}
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// summarySum compares a summary with the lines of its rate and nature, and its
// tax with the rate.
func (d *desk) summarySum(s group) []Finding {
	taxable, ok := s.decimal("taxable")
	if !ok {
		return nil
	}
	return append(d.summaryTaxable(s, taxable), d.summaryTax(s, taxable)...)
}

func (d *desk) summaryTaxable(s group, taxable decimal.Decimal) []Finding {
	inputs, addends, sum := d.citeGroup(s, summaryWords(s), "taxable"), []words{}, decimal.Zero
	for _, l := range d.bill.lines {
		if bucket(l.group) != bucket(s) || !l.has.total {
			continue
		}
		sum, addends = sum.Add(l.total), append(addends, euro(l.total))
		inputs = append(inputs, d.bill.cites(l, "total")...)
	}
	for _, x := range d.besideLines(s) {
		sum, addends = sum.Add(x.amount), append(addends, euro(x.amount))
		inputs = append(inputs, x.in)
	}
	for _, o := range d.bill.summaries {
		if o.number != s.number && bucket(o) == bucket(s) {
			return nil // two summaries of one treatment can't be told apart
		}
	}
	diff := taxable.Sub(sum)
	if diff.Abs().LessThan(summaryTolerance) {
		return nil
	}
	w := bucketWords(s)
	it, en := addition(addends, sum)
	return []Finding{{
		It:   fmt.Sprintf("Riepilogo %s: l'imponibile è %s, la somma delle righe %s.", w.it, euro(taxable).it, euro(sum).it),
		En:   fmt.Sprintf("Summary %s: the taxable amount is %s, the sum of the lines %s.", w.en, euro(taxable).en, euro(sum).en),
		DoIt: mendIt, DoEn: mendEn,
		Figures:      compared(euro(taxable), euro(sum), signed(diff, euro)),
		ArithmeticIt: it, ArithmeticEn: en, Inputs: inputs,
	}}
}

// extra is an amount of a summary that is in no line.
type extra struct {
	amount decimal.Decimal
	in     Input
}

// besideLines are the contributions to pension funds of the summary's treatment,
// and its rounding (control 00422).
func (d *desk) besideLines(s group) []extra {
	var out []extra
	add := func(g group, what string, of words) {
		if n, ok := g.decimal(what); ok {
			out = append(out, extra{n, d.this.cite(g.fields[what], of, price(n))})
		}
	}
	for _, f := range groups(d.bill.paper, "invoice.fund.") {
		if bucket(f) == bucket(s) {
			add(f, "amount", words{fmt.Sprintf("contributo alla cassa %d", f.number), fmt.Sprintf("contribution to fund %d", f.number)})
		}
	}
	add(s, "rounding", words{summaryWords(s).it + ", arrotondamento", summaryWords(s).en + ", rounding"})
	return out
}

// addition opens a sum of at least two amounts.
func addition(addends []words, sum decimal.Decimal) (it, en []string) {
	if len(addends) < 2 {
		return nil, nil
	}
	return split([]words{chain(addends, " + ").plus(step(" = %s", euro(sum)))})
}

func (d *desk) summaryTax(s group, taxable decimal.Decimal) []Finding {
	rate, ok1 := s.decimal("vat_rate")
	tax, ok2 := s.decimal("tax")
	right := taxable.Mul(rate).Shift(-2)
	diff := tax.Sub(right.Round(2))
	if !ok1 || !ok2 || diff.Abs().LessThanOrEqual(taxTolerance) {
		return nil
	}
	how := step("%s × %s = %s", euro(taxable), percent(rate), euro(right))
	w := bucketWords(s)
	return []Finding{{
		It:   fmt.Sprintf("Riepilogo %s: l'imposta è %s, ma %s.", w.it, euro(tax).it, how.it),
		En:   fmt.Sprintf("Summary %s: the tax is %s, but %s.", w.en, euro(tax).en, how.en),
		DoIt: mendIt, DoEn: mendEn,
		Figures:      compared(euro(tax), euro(right), signed(diff, euro)),
		ArithmeticIt: []string{how.it}, ArithmeticEn: []string{how.en},
		Inputs: d.citeGroup(s, summaryWords(s), "taxable", "vat_rate", "tax"),
	}}
}

// missingSummaries: each rate and nature of the lines has its summary.
func (d *desk) missingSummaries() []Finding {
	have := map[string]bool{}
	for _, s := range d.bill.summaries {
		have[bucket(s)] = true
	}
	var out []Finding
	for _, l := range d.bill.lines {
		if _, ok := l.decimal("vat_rate"); !ok || have[bucket(l.group)] {
			continue
		}
		have[bucket(l.group)] = true
		w := bucketWords(l.group)
		out = append(out, Finding{
			It:   fmt.Sprintf("Manca il riepilogo per %s, usata nella riga %d.", w.it, l.number),
			En:   fmt.Sprintf("There is no summary for %s, used in line %d.", w.en, l.number),
			DoIt: mendIt, DoEn: mendEn,
			Inputs: d.bill.cites(l, "vat_rate", "nature"),
		})
	}
	return out
}

// grandTotal compares the document's total with taxable amounts and tax; stamp
// duty may be in it or not. The exchange system does not check it.
func (d *desk) grandTotal() []Finding {
	total, f, ok := d.this.number(document.InvoiceTotal)
	taxable, f1, ok1 := d.this.number(document.InvoiceTaxable)
	tax, f2, ok2 := d.this.number(document.InvoiceTax)
	if !ok || !ok1 || !ok2 {
		return nil
	}
	sum := taxable.Add(tax)
	diff := total.Sub(sum)
	stamp, f3, hasStamp := d.this.number(document.InvoiceStampDuty)
	rounding, _, _ := d.this.number(document.InvoiceRounding)
	for _, beside := range []decimal.Decimal{decimal.Zero, rounding, stamp, rounding.Add(stamp)} {
		if diff.Sub(beside).Abs().LessThanOrEqual(taxTolerance) {
			return nil
		}
	}
	inputs := []Input{d.this.cite(f, fieldWords(f.Name), euro(total)), d.this.cite(f1, fieldWords(f1.Name), euro(taxable)),
		d.this.cite(f2, fieldWords(f2.Name), euro(tax))}
	if hasStamp {
		inputs = append(inputs, d.this.cite(f3, fieldWords(f3.Name), euro(stamp)))
	}
	how := step("%s + %s = %s", euro(taxable), euro(tax), euro(sum))
	return []Finding{{
		Severity:     Warn,
		It:           fmt.Sprintf("Il totale della fattura è %s, ma imponibile e imposta fanno %s.", euro(total).it, euro(sum).it),
		En:           fmt.Sprintf("The invoice's total is %s, but taxable amount and tax make %s.", euro(total).en, euro(sum).en),
		DoIt:         "Controllare il totale. Se comprende altro (arrotondamenti, bollo), scriverlo all'ufficio.",
		DoEn:         "Check the total. If it includes something else (rounding, stamp duty), write it to the office.",
		Figures:      compared(euro(total), euro(sum), signed(diff, euro)),
		ArithmeticIt: []string{how.it}, ArithmeticEn: []string{how.en}, Inputs: inputs,
	}}
}
