package check

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// stampThreshold is the amount without VAT above which stamp duty is due
// (DPR 642/1972, Tariffa art. 13).
var stampThreshold = decimal.New(7747, -2)

// exemptForms are legal forms that owe no stamp duty: bodies of the third sector,
// social cooperatives included (D.Lgs. 117/2017 art. 82).
var exemptForms = regexp.MustCompile(`(?i)cooperativa sociale|coop\.? soc|volontariato|promozione sociale|terzo settore|\bets\b|\bodv\b|\baps\b|onlus`)

// stampDuty is R7: stamp duty on invoices without VAT.
func stampDuty() Rule {
	return Rule{
		ID: "R7", Version: 1, TitleIt: "Imposta di bollo", TitleEn: "Stamp duty",
		Basis: "DPR 642/1972, Tariffa art. 13; D.Lgs. 117/2017 art. 82", Severity: Warn,
		Kinds: []document.Kind{document.Invoice},
		applies: func(d *desk) (string, string, bool) {
			switch p := d.Body.VATProfile; {
			case d.bill.isCredit():
				return "È una nota di credito.", "It is a credit note.", false
			case p == reception.VATOutOfScope || p == reception.VATReduced || exemptForms.MatchString(d.Body.LegalForm):
				return "L'ente non deve il bollo.", "The body owes no stamp duty.", false
			case len(d.bill.lines) == 0:
				return "Non si leggono le righe della fattura.", "The lines of the invoice could not be read.", false
			}
			return "", "", true
		},
		find: findStamp,
	}
}

// stampNatures are the natures whose amounts count: outside the base, out of
// scope, exempt.
func stampNature(n string) bool {
	n = strings.ToUpper(n)
	return n == "N1" || n == "N4" || strings.HasPrefix(n, "N2")
}

func findStamp(d *desk) []Finding {
	if _, ok := d.this.first(document.InvoiceStampDuty); ok {
		return nil
	}
	sum, addends := decimal.Zero, []words{}
	var inputs []Input
	for _, l := range d.bill.lines {
		if stampNature(l.text("nature")) && l.has.total {
			sum, addends = sum.Add(l.total), append(addends, euro(l.total))
			inputs = append(inputs, d.bill.cites(l, "total", "nature")...)
		}
	}
	if sum.LessThanOrEqual(stampThreshold) {
		return nil
	}
	it, en := addition(addends, sum)
	return []Finding{{
		It:           fmt.Sprintf("Manca il bollo: gli importi senza IVA fanno %s, oltre %s.", euro(sum).it, euro(stampThreshold).it),
		En:           fmt.Sprintf("Stamp duty is missing: the amounts without VAT make %s, above %s.", euro(sum).en, euro(stampThreshold).en),
		DoIt:         "Indicare il bollo virtuale (DatiBollo). Se l'ente è esente, scrivere la norma all'ufficio.",
		DoEn:         "Give the virtual stamp duty (DatiBollo). If the body is exempt, write the law to the office.",
		Figures:      compared(same("—"), euro(sum), words{}),
		ArithmeticIt: it, ArithmeticEn: en,
		Inputs: append(inputs, d.this.absent(fieldWords(document.InvoiceStampDuty)),
			registry(words{"forma giuridica dell'ente", "legal form of the body"}, same(d.Body.LegalForm), calendar.Date{})),
	}}
}
