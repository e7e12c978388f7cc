package check

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// sureKind is the score from which a recognised kind is taken as a fact.
const sureKind = 0.8

// kindOfPaper is K1: the file is another kind of document than was asked for.
func kindOfPaper() Rule {
	return Rule{
		ID: "K1", Version: 1, TitleIt: "Tipo di documento", TitleEn: "Kind of document",
		Basis: "Elenco degli adempimenti della convenzione", Severity: Block,
		applies: func(d *desk) (string, string, bool) {
			switch {
			case d.This.Kind == "":
				return "Il documento non è ancora collegato a un adempimento.", "The document is not placed yet.", false
			case d.This.Reading.Error != nil:
				return "Il file non si è potuto leggere: vedere K3.", "The file could not be read: see K3.", false
			}
			return "", "", true
		},
		find: findKind,
	}
}

// machineRead are the kinds whose content other rules read: one that is not
// recognised must be looked at.
func machineRead(k document.Kind) bool { return k == document.Register || k == document.Invoice }

func findKind(d *desk) []Finding {
	r, asked := d.This.Reading, paperWords(d.This.Kind)
	inputs := []Input{registry(words{"documento richiesto", "document asked for"}, asked.it, calendar.Date{})}
	if r.Kind == d.This.Kind || r.Kind == "" && !machineRead(d.This.Kind) {
		return nil
	}
	if r.Kind == "" {
		return []Finding{{
			Severity: Task,
			It:       fmt.Sprintf("Non si riconosce che documento è: qui serve «%s».", asked.it),
			En:       fmt.Sprintf("The document was not recognised: “%s” is asked for here.", asked.en),
			DoIt:     "Guardare il file e confermare che è quello giusto, oppure sostituirlo.",
			DoEn:     "Look at the file and confirm that it is the right one, or replace it.",
			Inputs:   inputs,
		}}
	}
	seems, severity := paperWords(r.Kind), Block
	if r.KindScore < sureKind {
		severity = Task
	}
	return []Finding{{
		Severity: severity,
		It:       fmt.Sprintf("Il file sembra «%s», ma qui serve «%s».", seems.it, asked.it),
		En:       fmt.Sprintf("The file seems to be “%s”, but “%s” is asked for here.", seems.en, asked.en),
		DoIt:     "Spostarlo nell'adempimento giusto e inviare qui il documento richiesto.",
		DoEn:     "Move it to the right obligation and send here the document that is asked for.",
		Declared: seems.it, Computed: asked.it,
		Inputs: append(inputs, d.this.cite(document.Field{}, words{"tipo riconosciuto (certezza " + percent(r.KindScore) + ")",
			"kind recognised (certainty " + percent(r.KindScore) + ")"}, seems.it)),
	}}
}

// percent writes a score from 0 to 1.
func percent(score float64) string {
	return Count(decimal.NewFromFloat(score).Shift(2).Round(0)) + " %"
}
