package check

import (
	"fmt"
	"strings"

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
		ID: "R6", Version: 2, TitleIt: "Trattamento IVA", TitleEn: "VAT treatment",
		Basis: "DPR 633/1972 art. 10 n. 21, Tab. A parte II-bis; Ris. AdE 74/E del 27 settembre 2018", Severity: Warn,
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
		find: findVAT,
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
