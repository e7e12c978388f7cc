package fatturapa

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// Tolerances of the exchange system, in euros. For line totals (00423) the list
// says one cent; validators in use let 0.019 pass, and so do we.
func lineTolerance() decimal.Decimal    { return decimal.New(19, -3) }
func summaryTolerance() decimal.Decimal { return decimal.New(1, 0) }
func taxTolerance() decimal.Decimal     { return decimal.New(1, -2) }

// sums are the controls of what is computed: line totals, taxable amounts, tax.
func (c *judge) sums(b Body) {
	if c.inv.Simplified {
		return
	}
	for _, l := range b.Lines {
		c.lineTotal(l)
	}
	c.taxable(b)
	for i, s := range b.Summaries {
		c.taxOf(i, s)
	}
}

// lineTotal: (price less discounts) × quantity; a quantity that is missing is 1.
func (c *judge) lineTotal(l Line) {
	price, err1 := l.UnitPrice.Decimal()
	total, err2 := l.Total.Decimal()
	quantity, err3 := decimal.New(1, 0), error(nil)
	if l.Quantity.Found() {
		quantity, err3 = l.Quantity.Decimal()
	}
	left, ok := reduced(price, l.Discounts)
	if err1 != nil || err2 != nil || err3 != nil || !ok {
		return
	}
	right := left.Mul(quantity)
	if total.Sub(right).Abs().LessThanOrEqual(lineTolerance()) {
		return
	}
	c.here("00423", l.Total.XPath,
		fmt.Sprintf("Riga %d: il prezzo totale è %s, ma %s × %s fa %s. Correggere la riga.", l.Number, amountIt(total), rateIt(quantity), amountIt(left), amountIt(right)),
		fmt.Sprintf("Line %d: the total price is %s, but %s × %s makes %s. Correct the line.", l.Number, amountEn(total), quantity, amountEn(left), amountEn(right)))
}

// treatment is what the summaries of one rate say, and what lines and funds of
// that rate add up to.
type treatment struct {
	rate          decimal.Decimal
	written, made decimal.Decimal
	at            Value // the first ImponibileImporto
	bad           bool
}

func (t *treatment) plus(to *decimal.Decimal, v Value) {
	if !v.Found() {
		return
	}
	d, err := v.Decimal()
	t.bad = t.bad || err != nil
	*to = to.Add(d)
}

// taxable: of each rate, the taxable amounts are the sum of line totals,
// contributions to funds and roundings.
func (c *judge) taxable(b Body) {
	of, order := map[string]*treatment{}, []*treatment{}
	for _, s := range b.Summaries {
		rate, err := s.VATRate.Decimal()
		if err != nil {
			continue
		}
		t := of[rateKey(s.VATRate)]
		if t == nil {
			t = &treatment{rate: rate, at: s.Taxable}
			of[rateKey(s.VATRate)], order = t, append(order, t)
		}
		t.bad = t.bad || !s.Taxable.Found()
		t.plus(&t.written, s.Taxable)
		t.plus(&t.made, s.Rounding)
	}
	for _, l := range b.Lines {
		if t := of[rateKey(l.VATRate)]; t != nil {
			t.plus(&t.made, l.Total)
		}
	}
	for _, f := range b.Funds {
		if t := of[rateKey(f.VATRate)]; t != nil {
			t.plus(&t.made, f.Amount)
		}
	}
	for _, t := range order {
		c.judgeTaxable(t)
	}
}

func (c *judge) judgeTaxable(t *treatment) {
	if t.bad || t.written.Sub(t.made).Abs().LessThan(summaryTolerance()) {
		return
	}
	c.here("00422", t.at.XPath,
		fmt.Sprintf("IVA %s %%: l'imponibile dei riepiloghi è %s, ma righe, casse e arrotondamenti fanno %s. Correggere il riepilogo o le righe.", rateIt(t.rate), amountIt(t.written), amountIt(t.made)),
		fmt.Sprintf("VAT %s%%: the taxable amount of the summaries is %s, but lines, funds and roundings make %s. Correct the summary or the lines.", t.rate, amountEn(t.written), amountEn(t.made)))
}

// taxOf: the tax is the rate of the taxable amount, rounded to the cent.
func (c *judge) taxOf(i int, s Summary) {
	rate, err1 := s.VATRate.Decimal()
	taxable, err2 := s.Taxable.Decimal()
	tax, err3 := s.Tax.Decimal()
	if err1 != nil || err2 != nil || err3 != nil {
		return
	}
	right := taxable.Mul(rate).Shift(-2).Round(2)
	if tax.Sub(right).Abs().LessThanOrEqual(taxTolerance()) {
		return
	}
	c.here("00421", s.Tax.XPath,
		fmt.Sprintf("Riepilogo %d: l'imposta è %s, ma il %s %% di %s fa %s. Correggere l'imposta.", i+1, amountIt(tax), rateIt(rate), amountIt(taxable), amountIt(right)),
		fmt.Sprintf("Summary %d: the tax is %s, but %s%% of %s makes %s. Correct the tax.", i+1, amountEn(tax), rate, amountEn(taxable), amountEn(right)))
}
