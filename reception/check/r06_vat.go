package check

import (
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// treatment is how lines of reception of a body with a VAT profile look.
type treatment struct {
	rate   decimal.Decimal
	nature string
	words  words
}

// treatmentOf is the treatment of a profile: DPR 633/1972 art. 10 n. 21 and Tab.
// A part II-bis; Agenzia delle Entrate, risoluzione 74/E of 27 September 2018.
func treatmentOf(p reception.VATProfile) (t treatment, ok bool) {
	switch p {
	case reception.VATExempt:
		return treatment{decimal.Zero, "N4", words{"esente (aliquota 0 %, natura N4)", "exempt (rate 0%, nature N4)"}}, true
	case reception.VATReduced:
		return treatment{decimal.New(5, 0), "", words{"con IVA al 5 %, senza natura", "with VAT at 5%, without nature"}}, true
	case reception.VATOutOfScope:
		return treatment{decimal.Zero, "N2.2", words{"fuori campo IVA (aliquota 0 %, natura N2.2)", "out of scope (rate 0%, nature N2.2)"}}, true
	}
	return treatment{}, false
}

// vatTreatment is R6: the VAT on lines of reception is that of the body's
// profile. Pocket money and kits are left out: practice varies.
func vatTreatment() Rule {
	return Rule{
		ID: "R6", Version: 1, TitleIt: "Trattamento IVA", TitleEn: "VAT treatment",
		Basis: "DPR 633/1972 artt. 10 n. 21 e 17-ter; Ris. AdE 74/E del 27 settembre 2018", Severity: Warn,
		Kinds: []document.Kind{document.Invoice},
		applies: func(d *desk) (string, string, bool) {
			if _, ok := treatmentOf(d.Body.VATProfile); !ok {
				return "Il profilo IVA dell'ente non è impostato.", "The body's VAT profile is not set.", false
			}
			for _, l := range d.bill.lines {
				if _, ok := l.decimal("vat_rate"); ok && l.sort == perDiemLine {
					return "", "", true
				}
			}
			return "Nessuna riga di accoglienza con aliquota IVA.", "No line of reception with a VAT rate.", false
		},
		find: func(d *desk) []Finding { return append(findVAT(d), findSplitPayment(d)...) },
	}
}

func findVAT(d *desk) []Finding {
	t, _ := treatmentOf(d.Body.VATProfile)
	var out []Finding
	for _, l := range d.bill.lines {
		rate, ok := l.decimal("vat_rate")
		nature := strings.ToUpper(l.text("nature"))
		if l.sort != perDiemLine || !ok || rate.Equal(t.rate) && nature == t.nature {
			continue
		}
		w := bucketWords(l.group)
		out = append(out, Finding{
			It:      fmt.Sprintf("Riga %d: %s, ma per l'ente l'accoglienza è %s.", l.number, w.it, t.words.it),
			En:      fmt.Sprintf("Line %d: %s, but for your body reception is %s.", l.number, w.en, t.words.en),
			DoIt:    "Controllare il trattamento IVA. Se il profilo dell'ente è cambiato, dirlo all'ufficio.",
			DoEn:    "Check the VAT treatment. If the body's profile has changed, tell the office.",
			Figures: compared(w, t.words, words{}),
			Inputs: append(d.bill.cites(l, "vat_rate", "nature"),
				registry(words{"profilo IVA dell'ente", "VAT profile of the body"}, t.words, calendar.Date{})),
		})
	}
	return out
}

// splitPaymentEnd is the last day on which split payment is certainly
// authorised (Council Implementing Decision (EU) 2023/1552). Later invoices are
// not judged.
var splitPaymentEnd = calendar.MustDate(2026, time.June, 30)

// findSplitPayment: VAT billed to a public office is paid by the office
// (EsigibilitaIVA S).
func findSplitPayment(d *desk) []Finding {
	on, f, ok := d.this.date(document.InvoiceDate)
	if !ok || on.After(splitPaymentEnd) {
		return nil
	}
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
