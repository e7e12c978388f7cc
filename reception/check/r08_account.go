package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/codes"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// dedicatedAccount is R8: the invoice is to be paid into the body's dedicated
// account.
func dedicatedAccount() Rule {
	return Rule{
		ID: "R8", Version: 2, TitleIt: "Conto dedicato", TitleEn: "Dedicated account",
		Basis: "L. 136/2010 art. 3; ISO 13616 per la verifica dell'IBAN", Severity: Block,
		Kinds: []document.Kind{document.Invoice},
		applies: func(d *desk) (string, string, bool) {
			if d.bill.isCredit() {
				return "È una nota di credito: non c'è nulla da pagare.", "It is a credit note: there is nothing to pay.", false
			}
			if isPrint(d.This.Reading) && len(d.this.all(document.InvoiceIBAN)) == 0 { // it may not have been read
				return ofPrints.it, ofPrints.en, false
			}
			return "", "", true
		},
		find: findAccount,
	}
}

func findAccount(d *desk) []Finding {
	all := slices.Clone(d.this.all(document.InvoiceIBAN))
	slices.SortStableFunc(all, func(a, b document.Field) int { return cmp.Compare(a.Value, b.Value) })
	if len(all) == 0 {
		return []Finding{{
			Severity: Warn,
			It:       "La fattura non indica l'IBAN su cui pagare.",
			En:       "The invoice gives no IBAN to pay into.",
			DoIt:     "Indicare nella fattura il conto dedicato comunicato all'ufficio.",
			DoEn:     "Give the dedicated account that the office knows.",
			Inputs:   []Input{d.this.absent(words{"IBAN nella fattura", "IBAN on the invoice"})},
		}}
	}
	var out []Finding
	for _, f := range all {
		out = append(out, d.judgeAccount(f)...)
	}
	return out
}

func (d *desk) judgeAccount(f document.Field) []Finding {
	in := d.this.cite(f, words{"IBAN nella fattura", "IBAN on the invoice"}, same(fours(f.Value)))
	own := registry(words{"conto dedicato in anagrafe", "dedicated account in the registry"}, same(fours(d.Body.IBAN)), calendar.Date{})
	switch {
	case bare(f.Value) == bare(d.Body.IBAN) && validIBAN(f.Value):
		return nil
	case !validIBAN(f.Value):
		return []Finding{{
			It:      fmt.Sprintf("L'IBAN %s non è valido: le cifre di controllo non tornano.", fours(f.Value)),
			En:      fmt.Sprintf("The IBAN %s is not valid: its check digits are wrong.", fours(f.Value)),
			DoIt:    "Correggere l'IBAN nella fattura con quello del conto dedicato.",
			DoEn:    "Correct the IBAN on the invoice to that of the dedicated account.",
			Figures: compared(same(fours(f.Value)), same(fours(d.Body.IBAN)), words{}), Inputs: []Input{in, own},
		}}
	case d.Body.IBAN == "":
		return []Finding{{
			Severity: Task,
			It:       "L'ufficio non ha il conto dedicato dell'ente: l'IBAN della fattura non si può verificare.",
			En:       "The office does not have your dedicated account: the invoice's IBAN can't be verified.",
			DoIt:     "Inviare la comunicazione del conto dedicato.",
			DoEn:     "Send the notice of the dedicated account.",
			Figures:  compared(same(fours(f.Value)), words{}, words{}), Inputs: []Input{in},
		}}
	}
	return []Finding{{
		It:      fmt.Sprintf("L'IBAN %s non è il conto dedicato comunicato (%s).", fours(f.Value), fours(d.Body.IBAN)),
		En:      fmt.Sprintf("The IBAN %s is not the dedicated account that was notified (%s).", fours(f.Value), fours(d.Body.IBAN)),
		DoIt:    "Correggere l'IBAN nella fattura. Se il conto è cambiato, inviare prima la comunicazione del nuovo conto dedicato.",
		DoEn:    "Correct the IBAN on the invoice. If the account has changed, first send the notice of the new one.",
		Figures: compared(same(fours(f.Value)), same(fours(d.Body.IBAN)), words{}), Inputs: []Input{in, own},
	}}
}

// fours writes an IBAN in groups of four, as people compare it.
func fours(iban string) string {
	var b strings.Builder
	for i, r := range bare(iban) {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// validIBAN is codes.ValidIBAN for one that was written with spaces.
func validIBAN(iban string) bool { return codes.ValidIBAN(bare(iban)) }
