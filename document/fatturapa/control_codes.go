package fatturapa

import "regexp"

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
		if p.TaxCode.Found() && !isTaxCode(p.TaxCode.Text) {
			c.add(code, 0, p.TaxCode.XPath, "Il codice fiscale "+whoIt+" è sbagliato: devono essere 11 cifre o i 16 caratteri di una persona, e l'ultimo, di controllo, deve tornare.",
				"The tax code of the "+whoEn+" is wrong: it must be 11 digits or the 16 characters of a person, of which the last, the check character, must fit.")
		}
	}
	inv := c.inv
	if inv.Sender.VATCode.Found() && inv.Sender.VATCountry.Text == "IT" && !isTaxCode(inv.Sender.VATCode.Text) {
		c.add("00300", 0, inv.Sender.VATCode.XPath, "Il codice fiscale di chi trasmette è sbagliato: l'ultimo carattere, di controllo, non torna.",
			"The tax code of the sender is wrong: its last character, the check character, does not fit.")
	}
	id("00301", inv.Seller, "del cedente", "seller", isVAT)
	tax("00302", inv.Seller, "del cedente", "seller")
	id("00303", inv.SellerAgent, "del rappresentante fiscale", "fiscal representative", isVAT)
	id("00303", inv.BuyerAgent, "del rappresentante fiscale del committente", "buyer's fiscal representative", isVAT)
	tax("00304", inv.SellerAgent, "del rappresentante fiscale", "fiscal representative")
	id("00305", inv.Buyer, "del committente", "buyer", isVAT)
	tax("00306", inv.Buyer, "del committente", "buyer")
}

var (
	vatForm    = regexp.MustCompile(`^[0-9]{11}$`)
	personForm = regexp.MustCompile(`^[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPRST][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]$`)
)

func isTaxCode(s string) bool {
	if personForm.MatchString(s) {
		return personFits(s)
	}
	return isVAT(s)
}

// isVAT checks the check digit of a partita IVA or of the tax code of a legal
// person (DM 23 December 1976, art. 11): the Luhn sum is a multiple of ten.
func isVAT(s string) bool {
	if !vatForm.MatchString(s) {
		return false
	}
	sum := 0
	for i := range len(s) {
		n := int(s[i] - '0')
		if i%2 == 1 {
			n *= 2
			n -= 9 * (n / 10)
		}
		sum += n
	}
	return sum%10 == 0
}

// oddPlaces is what the characters A (and 0) to Z count for in odd places (DM
// 23 December 1976, art. 12).
const oddPlaces = "\x01\x00\x05\x07\x09\x0d\x0f\x11\x13\x15\x02\x04\x12\x14\x0b\x03\x06\x08\x0c\x0e\x10\x0a\x16\x19\x18\x17"

// personFits checks the check letter of a person's tax code.
func personFits(s string) bool {
	sum := 0
	for i := range 15 {
		n := int(s[i] - 'A')
		if s[i] <= '9' {
			n = int(s[i] - '0')
		}
		if i%2 == 0 { // the first place is odd
			n = int(oddPlaces[n])
		}
		sum += n
	}
	return s[15] == byte('A'+sum%26)
}
