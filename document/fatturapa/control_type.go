package fatturapa

import (
	"fmt"
	"slices"
)

// kindOfDocument are the controls that depend on TipoDocumento (00471 to 00475).
// Where the buyer gives only a tax code, the exchange system looks the VAT number
// up; that can't be done here, and nothing is said.
func (c *judge) kindOfDocument(b Body) {
	kind, seller, buyer := b.Type.Text, c.inv.Seller, c.inv.Buyer
	is := func(kinds ...string) bool { return slices.Contains(kinds, kind) }
	same := seller.VATCountry.Text == buyer.VATCountry.Text && seller.VATCode.Text == buyer.VATCode.Text
	both := seller.VATCode.Found() && buyer.VATCode.Found()
	if both && same && is("TD16", "TD17", "TD18", "TD19", "TD20", "TD29") {
		c.here("00471", b.Type.XPath, fmt.Sprintf("Con il tipo %s cedente e committente non possono essere la stessa persona: correggere il tipo o le parti.", kind),
			fmt.Sprintf("With type %s seller and buyer can't be the same: correct the type or the parties.", kind))
	}
	if both && !same && is("TD21") {
		c.here("00472", b.Type.XPath, "Con il tipo TD21 (autofattura per splafonamento) cedente e committente devono essere la stessa persona: correggere il tipo o le parti.",
			"With type TD21 seller and buyer must be the same: correct the type or the parties.")
	}
	italian := seller.VATCountry.Text == "IT"
	if seller.VATCountry.Found() && (italian && is("TD17", "TD18", "TD19", "TD28") || !italian && is("TD29")) {
		c.here("00473", seller.VATCountry.XPath, fmt.Sprintf("Con il tipo %s il paese del cedente non può essere %s: correggere il tipo o il paese.", kind, clip(seller.VATCountry.Text)),
			fmt.Sprintf("With type %s the seller's country can't be %s: correct the type or the country.", kind, clip(seller.VATCountry.Text)))
	}
	if is("TD16", "TD17", "TD18", "TD19", "TD20", "TD22", "TD23", "TD28", "TD29") && !buyer.VATCode.Found() {
		c.here("00475", b.Type.XPath, fmt.Sprintf("Con il tipo %s serve la partita IVA del committente: aggiungerla.", kind),
			fmt.Sprintf("Type %s needs the buyer's VAT number: add it.", kind))
	}
	if is("TD21") {
		c.untaxedLines(b)
	}
}

func (c *judge) untaxedLines(b Body) {
	for _, l := range b.Lines {
		if rate, err := l.VATRate.Decimal(); err == nil && rate.IsZero() {
			c.here("00474", l.VATRate.XPath, fmt.Sprintf("Riga %d: con il tipo TD21 l'aliquota non può essere zero: correggere il tipo o la riga.", l.Number),
				fmt.Sprintf("Line %d: with type TD21 the rate can't be zero: correct the type or the line.", l.Number))
		}
	}
}
