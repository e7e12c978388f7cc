package check

import (
	"fmt"
)

// dearer tells a line whose price for a piece is higher than any that the agreement has
// for its centres on its days, discounts taken off. A multiple of that price is that of
// several pieces.
func (d *desk) dearer(l kitLine) (Finding, bool) {
	g := goodsAtEntry()[l.goods]
	agreed, from := highestOf(g.tariff, l.line)
	if !l.has.quantity || !l.has.total || l.n.IsZero() || agreed.IsZero() {
		return Finding{}, false
	}
	price := l.total.Div(l.n).Abs().Round(4)
	if price.LessThanOrEqual(agreed.Add(taxTolerance)) || price.Div(agreed).IsInteger() {
		return Finding{}, false
	}
	over := price.Sub(agreed)
	piece := fmt.Sprintf("%s / %s = %s", Euro(l.total), Count(l.n), Price(price))
	step := fmt.Sprintf("%s − %s = %s", Price(price), Price(agreed), signed(over, Price))
	return Finding{
		It: fmt.Sprintf("%s: la fattura li conta a %s l'uno, il contratto dice %s.", capital(g.words.it), Price(price), Price(agreed)),
		En: fmt.Sprintf("%s: the invoice counts them at %s each, the agreement says %s.", capital(g.words.en), Price(price), Price(agreed)),

		DoIt: "Correggere il prezzo della riga. Se il contratto è cambiato, dirlo all'ufficio.",
		DoEn: "Correct the price of the line. If the agreement has changed, tell the office.",

		Declared: Price(price), Computed: Price(agreed), Difference: signed(over, Price),
		ArithmeticIt: []string{piece, step}, ArithmeticEn: []string{piece, step},
		Inputs: append(d.bill.cites(l.line, "total", "quantity", "price"), registry(words{"prezzo nel contratto CIG " + l.agreement.CIG, "price in the agreement CIG " + l.agreement.CIG}, Price(agreed), from)),
	}.verifyFirst(), true
}
