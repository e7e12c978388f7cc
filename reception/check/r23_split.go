package check

import (
	"fmt"

	"github.com/insiemi/insiemi/document"
)

// splitPayment is R23: VAT billed to a public office is paid by the office
// (EsigibilitaIVA S). It goes by the day of the invoice, which may be later than what
// it bills: the authorisation ends on a day, and what follows it is not known.
func splitPayment() Rule {
	return Rule{
		ID: "R23", Version: 1, TitleIt: "Scissione dei pagamenti", TitleEn: "Split payment",
		Basis: "DPR 633/1972 art. 17-ter; decisione di esecuzione (UE) 2023/1552 del Consiglio", Severity: Warn,
		Kinds: []document.Kind{document.Invoice},
		applies: func(d *desk) (string, string, bool) {
			on, _, ok := d.this.date(document.InvoiceDate)
			switch {
			case !ok:
				return "La fattura non ha una data.", "The invoice has no date.", false
			case on.After(splitPaymentEnd):
				return fmt.Sprintf("La scissione dei pagamenti è autorizzata fino al %s: la fattura è di dopo.", splitPaymentEnd.It()),
					fmt.Sprintf("Split payment is authorised until %s: the invoice is dated later.", splitPaymentEnd.En()), false
			case on.Before(splitPaymentStart):
				return fmt.Sprintf("La scissione dei pagamenti vale dal %s: la fattura è di prima.", splitPaymentStart.It()),
					fmt.Sprintf("Split payment holds from %s: the invoice is dated earlier.", splitPaymentStart.En()), false
			}
			return "", "", true
		},
		find: findSplitPayment,
	}
}

func findSplitPayment(d *desk) []Finding {
	on, f, _ := d.this.date(document.InvoiceDate)
	var out []Finding
	for _, s := range d.bill.summaries {
		tax, ok := s.decimal("tax")
		if !ok || !tax.IsPositive() || s.text("due") == "S" {
			continue
		}
		out = append(out, Finding{
			It:      fmt.Sprintf("Riepilogo %s: l'IVA non è in scissione dei pagamenti (EsigibilitaIVA «%s»).", bucketWords(s).it, s.text("due")),
			En:      fmt.Sprintf("Summary %s: the VAT is not under split payment (EsigibilitaIVA “%s”).", bucketWords(s).en, s.text("due")),
			DoIt:    "Emettere la fattura con EsigibilitaIVA «S»: l'IVA la versa l'ufficio.",
			DoEn:    "Issue the invoice with EsigibilitaIVA “S”: the office pays the VAT.",
			Figures: compared(same(s.text("due")), same("S"), words{}),
			Inputs:  append(d.citeGroup(s, summaryWords(s), "due", "tax"), d.this.cite(f, fieldWords(f.Name), date(on))),
		})
	}
	return out
}
