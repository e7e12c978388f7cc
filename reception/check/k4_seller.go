package check

import (
	"fmt"
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// sellerOfInvoice is K4: the invoice was issued by someone else than the body
// that sends it. A group of companies may have a reason: a person concludes.
func sellerOfInvoice() Rule {
	return Rule{
		ID: "K4", Version: 2, TitleIt: "La fattura è dell'ente", TitleEn: "The invoice is the body's",
		Basis: "Specifiche tecniche FatturaPA, CedentePrestatore; convenzione", Severity: Task,
		Kinds: []document.Kind{document.Invoice},
		applies: func(d *desk) (string, string, bool) {
			_, vat := d.this.first(document.SellerVATID)
			_, tax := d.this.first(document.SellerTaxCode)
			if !(vat && d.Body.VATID != "") && !(tax && d.Body.TaxCode != "") {
				return "Mancano i codici fiscali da confrontare.", "There are no tax codes to compare.", false
			}
			return "", "", true
		},
		find: findSeller,
	}
}

func findSeller(d *desk) []Finding {
	f, own := d.seller()
	if d.billsItself() {
		return nil
	}
	return []Finding{{
		It:      fmt.Sprintf("La fattura è emessa da %s, che non è il codice dell'ente (%s).", f.Value, own),
		En:      fmt.Sprintf("The invoice was issued by %s, which is not your code (%s).", f.Value, own),
		DoIt:    "Controllare di avere inviato la fattura giusta. Se fattura un'impresa del raggruppamento, scriverlo all'ufficio.",
		DoEn:    "Check that you sent the right invoice. If a member of the group issues it, write so to the office.",
		Figures: compared(same(f.Value), same(own), words{}),
		Inputs: []Input{d.this.cite(f, fieldWords(f.Name), words{}),
			registry(words{"codice dell'ente in anagrafe", "the body's code in the registry"}, same(own), calendar.Date{})},
	}}
}

// billsItself says that one of the seller's codes is the body's. A member of a VAT
// group bills with the group's VAT number and its own tax code (DPR 633/1972, art.
// 70-bis).
func (d *desk) billsItself() bool {
	return slices.ContainsFunc(append(d.this.all(document.SellerVATID), d.this.all(document.SellerTaxCode)...), func(f document.Field) bool {
		return isOwn(f, d.Body)
	})
}

// seller returns the code of the invoice to compare, and the body's.
func (d *desk) seller() (document.Field, string) {
	if f, ok := d.this.first(document.SellerVATID); ok && d.Body.VATID != "" {
		return f, d.Body.VATID
	}
	f, _ := d.this.first(document.SellerTaxCode)
	return f, d.Body.TaxCode
}
