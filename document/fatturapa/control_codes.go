package fatturapa

import "github.com/insiemi/insiemi/document/codes"

// codes are the controls of VAT numbers and tax codes: their form and their
// check digit. Identifiers of other countries are not judged.
func (c *judge) codes() {
	id := func(code string, p Party, whoIt, whoEn string, fits func(string) bool) {
		if p.VATCode.Found() && p.VATCountry.Text == "IT" && !fits(p.VATCode.Text) {
			c.add(code, 0, p.VATCode.XPath, "La partita IVA "+whoIt+" è sbagliata: devono essere 11 cifre, e l'ultima, di controllo, deve tornare.",
				"The VAT number of the "+whoEn+" is wrong: it must be 11 digits, of which the last, the check digit, must fit.")
		}
	}
	tax := func(code string, p Party, whoIt, whoEn string) {
		if p.TaxCode.Found() && !codes.ValidTaxCode(p.TaxCode.Text) {
			c.add(code, 0, p.TaxCode.XPath, "Il codice fiscale "+whoIt+" è sbagliato: devono essere 11 cifre o i 16 caratteri di una persona, e l'ultimo, di controllo, deve tornare.",
				"The tax code of the "+whoEn+" is wrong: it must be 11 digits or the 16 characters of a person, of which the last, the check character, must fit.")
		}
	}
	inv := c.inv
	if inv.Sender.VATCode.Found() && inv.Sender.VATCountry.Text == "IT" && !codes.ValidTaxCode(inv.Sender.VATCode.Text) {
		c.add("00300", 0, inv.Sender.VATCode.XPath, "Il codice fiscale di chi trasmette è sbagliato: l'ultimo carattere, di controllo, non torna.",
			"The tax code of the sender is wrong: its last character, the check character, does not fit.")
	}
	id("00301", inv.Seller, "del cedente", "seller", codes.ValidCompany)
	tax("00302", inv.Seller, "del cedente", "seller")
	id("00303", inv.SellerAgent, "del rappresentante fiscale", "fiscal representative", codes.ValidCompany)
	id("00303", inv.BuyerAgent, "del rappresentante fiscale del committente", "buyer's fiscal representative", codes.ValidCompany)
	tax("00304", inv.SellerAgent, "del rappresentante fiscale", "fiscal representative")
	id("00305", inv.Buyer, "del committente", "buyer", codes.ValidCompany)
	tax("00306", inv.Buyer, "del committente", "buyer")
}
