package check

import (
	"fmt"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// buyerOfInvoice is R2: the invoice goes to the office, by its office code and
// its tax code.
func buyerOfInvoice() Rule {
	return Rule{
		ID: "R2", Version: 1, TitleIt: "Destinatario della fattura", TitleEn: "Recipient of the invoice",
		Basis: "DM 55/2013 artt. 2-bis e 3; controlli SdI 00311, 00312, 00417", Severity: Block,
		Kinds: []document.Kind{document.Invoice},
		applies: func(d *desk) (string, string, bool) {
			if d.Office.OfficeCode == "" && d.Office.TaxCode == "" {
				return "Codice univoco e codice fiscale dell'ufficio non sono impostati.",
					"The office's codes are not set.", false
			}
			return "", "", true
		},
		find: func(d *desk) []Finding {
			return append(
				findBuyer(d, document.BuyerOfficeCode, d.Office.OfficeCode,
					words{"codice univoco ufficio", "office code"}, words{"Il codice destinatario", "The office code"}),
				findBuyer(d, document.BuyerTaxCode, d.Office.TaxCode,
					words{"codice fiscale dell'ufficio", "tax code of the office"}, words{"Il codice fiscale del committente", "The buyer's tax code"})...)
		},
	}
}

// findBuyer compares one code. A code that is not there is told of XML only: in
// other files it may not have been read.
func findBuyer(d *desk, name, right string, of, subject words) []Finding {
	f, ok := d.this.first(name)
	if right == "" || ok && bare(f.Value) == bare(right) || !ok && d.This.Reading.Method != document.MethodXML {
		return nil
	}
	out := Finding{
		It:      fmt.Sprintf("%s è %s, quello dell'ufficio è %s.", subject.it, f.Value, right),
		En:      fmt.Sprintf("%s is %s, that of the office is %s.", subject.en, f.Value, right),
		DoIt:    fmt.Sprintf("Emettere la fattura con %s %s.", of.it, right),
		DoEn:    fmt.Sprintf("Issue the invoice with %s %s.", of.en, right),
		Figures: compared(same(f.Value), same(right), words{}),
		Inputs:  []Input{d.this.cite(f, fieldWords(name), words{}), registry(of, same(right), calendar.Date{})},
	}
	if !ok {
		out.It = fmt.Sprintf("%s manca; quello dell'ufficio è %s.", subject.it, right)
		out.En = fmt.Sprintf("%s is missing; that of the office is %s.", subject.en, right)
		out.Inputs[0] = d.this.absent(fieldWords(name))
	}
	return []Finding{out}
}
