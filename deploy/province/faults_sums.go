package province

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/reception"
)

// Faults of what an invoice counts and sums.

// days are the presences that the invoice bills.
func (inv *invoice) days() decimal.Decimal {
	sum := decimal.Zero
	for _, l := range inv.lines {
		if l.perDiem {
			sum = sum.Add(l.quantity)
		}
	}
	return sum
}

func plantOffByOne(m *maker, f *plan, _ chance) (it, en string, ok bool) {
	inv := f.invoice
	l := inv.lineOf("Servizio")
	if l == nil || !m.registersSent(f) {
		return "", "", false
	}
	right := inv.days()
	l.quantity = l.quantity.Add(decimal.NewFromInt(1))
	inv.settle()
	f.at = "Quantita of line 1"
	return fmt.Sprintf("La fattura conta %s presenze, i registri ne danno %s: una in più.", inv.days(), right),
		fmt.Sprintf("The invoice bills %s person-days, the registers give %s: one more.", inv.days(), right), true
}

func plantSwappedDigits(m *maker, f *plan, _ chance) (it, en string, ok bool) {
	inv := f.invoice
	l := inv.lineOf("Servizio")
	if l == nil || !m.registersSent(f) {
		return "", "", false
	}
	right := l.quantity
	wrong := decimal.RequireFromString(swappedAtEnd(right.String()))
	if wrong.Equal(right) || wrong.LessThan(decimal.NewFromInt(10)) {
		return "", "", false
	}
	l.quantity = wrong
	inv.settle()
	f.at = "Quantita of line 1"
	return fmt.Sprintf("Alla riga 1 le presenze sono %s, i registri ne danno %s: due cifre sono scambiate.", wrong, right),
		fmt.Sprintf("In line 1 the presences are %s, the registers give %s: two digits are swapped.", wrong, right), true
}

// plantTariffChange bills at the old rate what two lines billed, the one before and
// the one after a change of the tariff.
func plantTariffChange(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	inv := f.invoice
	for i := range inv.lines {
		for j := i + 1; j < len(inv.lines); j++ {
			a, b := &inv.lines[i], inv.lines[j]
			about, _, _ := strings.Cut(a.text, "–")
			if !a.perDiem || !b.perDiem || a.price.Equal(b.price) || !strings.HasPrefix(b.text, about) || a.period.End.AddDays(1) != b.period.Start {
				continue
			}
			a.text = about + "– presenze " + monthOfLine(f.Period)
			a.quantity, a.period.End = a.quantity.Add(b.quantity), b.period.End
			inv.lines = slices.Delete(inv.lines, j, j+1)
			inv.settle()
			f.at = fmt.Sprintf("PrezzoUnitario of line %d", i+1)
			return fmt.Sprintf("Tutto il mese è a %s, ma dal %s la tariffa è %s.", comma(a.price), b.period.Start.It(), comma(b.price)),
				fmt.Sprintf("The whole month is at %s, but since %s the rate is %s.", a.price.StringFixed(2), b.period.Start, b.price.StringFixed(2)), true
		}
	}
	return "", "", false
}

// plantMissingSummary leaves out the last of several summaries; the total holds it.
func plantMissingSummary(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	inv := f.invoice
	n := len(inv.summaries)
	if n < 2 || inv.summaries[n-1].nature == "" {
		return "", "", false
	}
	s := inv.summaries[n-1]
	inv.summaries = inv.summaries[:n-1]
	f.at = "DatiRiepilogo"
	return fmt.Sprintf("Manca il riepilogo della natura %s, usata nelle righe.", s.nature),
		fmt.Sprintf("The summary of nature %s, which lines use, is missing.", s.nature), true
}

// plantMissingNature bills without VAT and does not say why.
func plantMissingNature(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	inv := f.invoice
	if inv.body.VATProfile != reception.VATExempt || len(inv.summaries) != 1 {
		return "", "", false
	}
	for i := range inv.lines {
		inv.lines[i].nature = ""
	}
	inv.settle()
	f.at = "Natura"
	return "L'aliquota è zero e manca la natura (N4).", "The rate is zero and the nature (N4) is missing.", true
}

// plantWrongNature bills as out of scope what is exempt.
func plantWrongNature(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	inv := f.invoice
	if inv.body.VATProfile != reception.VATExempt || len(inv.summaries) != 1 {
		return "", "", false
	}
	for i := range inv.lines {
		inv.lines[i].nature = outsideVAT.nature
	}
	inv.settle()
	f.at = "Natura"
	return "La natura è N2.2 (fuori campo), per questo ente è N4 (esente).", "The nature is N2.2 (out of scope), for this body it is N4 (exempt).", true
}

func plantBolloNotOwed(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	if f.invoice.body.VATProfile != reception.VATOutOfScope {
		return "", "", false
	}
	f.invoice.bollo = true
	f.at = "DatiBollo"
	return "La fattura riporta il bollo, che l'ente del terzo settore non deve.", "The invoice bears stamp duty, which the body, of the third sector, does not owe.", true
}

// raise adds to a line's total and lets the sums follow.
func (inv *invoice) raise(line int, by decimal.Decimal) {
	l := &inv.lines[line]
	l.total = l.total.Add(by)
	s := inv.summary(l)
	tax := s.tax
	s.taxable = s.taxable.Add(by)
	s.tax = s.taxable.Mul(s.rate).Shift(-2).Round(2)
	inv.total = inv.total.Add(by).Add(s.tax).Sub(tax)
	inv.payable = inv.payable.Add(by)
}

func plantRounding(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	inv, right := f.invoice, f.invoice.lines[0].total
	written := right.Round(0)
	if written.Sub(right).Abs().LessThanOrEqual(euro("0.02")) {
		return "", "", false
	}
	inv.raise(0, written.Sub(right))
	f.at = "PrezzoTotale of line 1"
	return fmt.Sprintf("Alla riga 1 il prezzo totale è arrotondato a %s, quantità per prezzo dà %s.", comma(written), comma(right)),
		fmt.Sprintf("In line 1 the total price is rounded to %s, quantity times price gives %s.", written.StringFixed(2), right.StringFixed(2)), true
}

// plantInvoiceTotal exchanges two digits of the total of the document.
func plantInvoiceTotal(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	inv, right := f.invoice, f.invoice.total
	wrong := decimal.RequireFromString(swappedAtEnd(right.Truncate(0).String())).Add(right.Sub(right.Truncate(0)))
	if wrong.Equal(right) {
		return "", "", false
	}
	inv.total = wrong
	f.at = "ImportoTotaleDocumento"
	return fmt.Sprintf("Il totale del documento è %s, imponibile e imposta fanno %s.", comma(inv.total), comma(right)),
		fmt.Sprintf("The total of the document is %s, taxable amount and tax make %s.", inv.total.StringFixed(2), right.StringFixed(2)), true
}

// plantPocketRate bills pocket money at 3,00 instead of 2,50 a day.
func plantPocketRate(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	inv := f.invoice
	l := inv.lineOf("Pocket money")
	if l == nil || l.quantity.Mul(euro("3.00")).LessThanOrEqual(inv.days().Mul(pocketMoney)) {
		return "", "", false
	}
	l.price = euro("3.00")
	inv.settle()
	f.at = "PrezzoUnitario of the line of pocket money"
	return "Il pocket money è a 3,00 euro al giorno, il contratto dà 2,50.", "Pocket money is at 3.00 euros a day, the agreement gives 2.50.", true
}

// plantFamilyCap bills pocket money for every member of large families, where the
// registers tell the families.
func plantFamilyCap(m *maker, f *plan, _ chance) (it, en string, ok bool) {
	inv := f.invoice
	l, days := inv.lineOf("Pocket money"), inv.days()
	if l == nil || !days.GreaterThan(l.quantity) || !m.tellsFamilies(f) {
		return "", "", false
	}
	right := l.quantity
	l.quantity = days
	inv.settle()
	f.at = "Quantita of the line of pocket money"
	return fmt.Sprintf("Il pocket money è chiesto per %s giornate: con il limite di tre quote a famiglia sono %s.", days, right),
		fmt.Sprintf("Pocket money is billed for %s days: with the limit of three shares a family they are %s.", days, right), true
}

// tellsFamilies says that all registers that an invoice is about were sent, and have
// typed families.
func (m *maker) tellsFamilies(f *plan) bool {
	registers := map[reception.CentreID]bool{}
	for _, o := range m.plans {
		if o.register != nil && o.Period == f.Period && o.Format != Scan && o.register.habits().families {
			registers[o.Centre] = true
		}
	}
	for _, c := range f.invoice.agreement.Covered() {
		k := m.p.centre(c)
		there := f.invoice.agreement.CoversIn(c, f.Period) && !k.OpenedOn.After(f.Period.End) && (k.ClosedOn.IsZero() || !k.ClosedOn.Before(f.Period.Start))
		if there && !registers[c] {
			return false
		}
	}
	return len(registers) > 0
}

func plantPhoneCards(m *maker, f *plan, _ chance) (it, en string, ok bool) {
	inv := f.invoice
	l := inv.lineOf("Scheda telefonica")
	if l == nil {
		return "", "", false
	}
	right := l.quantity
	l.quantity = m.arrivals(f).Add(decimal.NewFromInt(3))
	inv.settle()
	f.at = "Quantita of the line of phone cards"
	return fmt.Sprintf("Le schede telefoniche fatturate sono %s, i nuovi ingressi sono %s.", l.quantity, right),
		fmt.Sprintf("%s phone cards are billed, the new entries are %s.", l.quantity, right), true
}

func plantKitPrice(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	inv := f.invoice
	l := inv.lineOf("Kit")
	if l == nil {
		return "", "", false
	}
	right := l.price
	l.price = right.Add(euro("27.00"))
	inv.settle()
	f.at = "PrezzoUnitario of the line of kits"
	return fmt.Sprintf("Il kit è a %s, il contratto dà %s.", comma(l.price), comma(right)),
		fmt.Sprintf("The kit is at %s, the agreement gives %s.", l.price.StringFixed(2), right.StringFixed(2)), true
}
