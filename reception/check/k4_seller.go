package check

import (
	"fmt"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// sellerOfInvoice is K4: the invoice was issued by someone else than the body
// that sends it. A group of companies may have a reason: a person concludes.
func sellerOfInvoice() Rule {
	return Rule{
		ID: "K4", Version: 1, TitleIt: "La fattura è dell'ente", TitleEn: "The invoice is the body's",
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
	if bare(f.Value) == bare(own) {
		return nil
	}
	return []Finding{{
		It:       fmt.Sprintf("La fattura è emessa da %s, che non è il codice dell'ente (%s).", f.Value, own),
		En:       fmt.Sprintf("The invoice was issued by %s, which is not your code (%s).", f.Value, own),
		DoIt:     "Controllare di avere inviato la fattura giusta. Se fattura un'impresa del raggruppamento, scriverlo all'ufficio.",
		DoEn:     "Check that you sent the right invoice. If a member of the group issues it, write so to the office.",
		Declared: f.Value, Computed: own,
		Inputs: []Input{d.this.cite(f, fieldWords(f.Name), ""),
			registry(words{"codice dell'ente in anagrafe", "the body's code in the registry"}, own, calendar.Date{})},
	}}
}

// seller returns the code of the invoice to compare, and the body's.
func (d *desk) seller() (document.Field, string) {
	if f, ok := d.this.first(document.SellerVATID); ok && d.Body.VATID != "" {
		return f, d.Body.VATID
	}
	f, _ := d.this.first(document.SellerTaxCode)
	return f, d.Body.TaxCode
}
