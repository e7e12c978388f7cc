package check

import "fmt"

// dearer tells a line whose price for a piece is higher than any that the agreement has
// for its centres on its days, discounts taken off. A multiple of that price is that of
// several pieces.
func (d *desk) dearer(l kitLine) (Finding, bool) {
	g := goodsAtEntry()[l.goods]
	agreed, from := highestOf(g.tariff, l.line)
	if !l.has.quantity || !l.has.total || l.n.IsZero() || agreed.IsZero() {
		return Finding{}, false
	}
	each := l.total.Div(l.n).Abs().Round(4)
	if each.LessThanOrEqual(agreed.Add(taxTolerance)) || each.Div(agreed).IsInteger() {
		return Finding{}, false
	}
	over := each.Sub(agreed)
	piece := step("%s / %s = %s", euro(l.total), figure(l.n), price(each))
	how := step("%s − %s = %s", price(each), price(agreed), signed(over, price))
	return Finding{
		It: fmt.Sprintf("%s: la fattura li conta a %s l'uno, il contratto dice %s.", capital(g.words.it), price(each).it, price(agreed).it),
		En: fmt.Sprintf("%s: the invoice counts them at %s each, the agreement says %s.", capital(g.words.en), price(each).en, price(agreed).en),

		DoIt: "Correggere il prezzo della riga. Se il contratto è cambiato, dirlo all'ufficio.",
		DoEn: "Correct the price of the line. If the agreement has changed, tell the office.",

		Figures:      compared(price(each), price(agreed), signed(over, price)),
		ArithmeticIt: []string{piece.it, how.it}, ArithmeticEn: []string{piece.en, how.en},
		Inputs: append(d.bill.cites(l.line, "total", "quantity", "price"), registry(words{"prezzo nel contratto CIG " + l.agreement.CIG, "price in the agreement CIG " + l.agreement.CIG}, price(agreed), from)),
	}.verifyFirst(), true
}
