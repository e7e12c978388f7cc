package check

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// sureKind is the score from which a recognised kind is taken as a fact.
const sureKind = 0.8

// kindOfPaper is K1: the file is another kind of document than was asked for.
func kindOfPaper() Rule {
	return Rule{
		ID: "K1", Version: 2, TitleIt: "Tipo di documento", TitleEn: "Kind of document",
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

// coveringLetter is the code of the reading's warning that it is a letter which only
// accompanies other papers.
const coveringLetter = "letter.cover"

// isCovering says that the reading knows no more of the paper than what it accompanies.
func isCovering(r document.Reading) bool {
	return r.Kind == "" && slices.ContainsFunc(r.Warnings, func(w document.Warning) bool { return w.Code == coveringLetter })
}

// guessed is what a paper of no certain kind seems to be: a guess that is good enough to
// be asked about, as a print of an invoice, which is never taken for the invoice itself.
func guessed(r document.Reading) (document.Guess, bool) {
	if r.Kind != "" || len(r.Guesses) == 0 || r.Guesses[0].Score < goodGuess {
		return document.Guess{}, false
	}
	return r.Guesses[0], len(r.Guesses) == 1 || r.Guesses[1].Score < goodGuess
}

// isPrint says that a paper seems to be the print of an invoice. It bills nothing: the
// XML does, of which it may be the copy.
func isPrint(r document.Reading) bool {
	g, ok := guessed(r)
	return ok && g.Kind == document.Invoice
}

// ofPrints is why a rule about invoices does not apply to their prints.
var ofPrints = words{"È la copia di una fattura: il controllo si fa sul file XML (K1).", "It is the copy of an invoice: the XML file is checked (K1)."}

// goodGuess is the score from which on a guess is told.
const goodGuess = 0.7

func findKind(d *desk) []Finding {
	r, asked := d.This.Reading, paperWords(d.This.Kind)
	inputs := []Input{registry(words{"documento richiesto", "document asked for"}, asked, calendar.Date{})}
	g, seemed := guessed(r)
	switch {
	case r.Kind == d.This.Kind:
		return nil
	case isCovering(r):
		return []Finding{covering(asked, inputs)}
	case seemed && g.Kind == document.Invoice && d.This.Kind == document.Invoice:
		return []Finding{printOfInvoice(inputs)}
	case seemed && g.Kind != d.This.Kind && !mayBePrint(g.Kind, d.This.Kind):
		return []Finding{guessedOther(d, g, asked, inputs)}
	case r.Kind == "" && !machineRead(d.This.Kind):
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
	f := seemsOther(seems, asked, append(inputs, d.this.cite(document.Field{}, words{"tipo riconosciuto (certezza " + certainty(r.KindScore).it + ")",
		"kind recognised (certainty " + certainty(r.KindScore).en + ")"}, seems)))
	f.Severity = severity
	f.DoIt = "Spostarlo nell'adempimento giusto e inviare qui il documento richiesto."
	f.DoEn = "Move it to the right obligation and send here the document that is asked for."
	return []Finding{f}
}

// seemsOther says that a file seems to be another paper than is asked for.
func seemsOther(seems, asked words, inputs []Input) Finding {
	return Finding{
		It:      fmt.Sprintf("Il file sembra «%s», ma qui serve «%s».", seems.it, asked.it),
		En:      fmt.Sprintf("The file seems to be “%s”, but “%s” is asked for here.", seems.en, asked.en),
		Figures: compared(seems, asked, words{}), Inputs: inputs,
	}
}

// mayBePrint says that a paper of a kind may well look like the print of an invoice: a
// supplier's.
func mayBePrint(seems, asked document.Kind) bool {
	return seems == document.Invoice && (asked == document.Subcontracts || asked == document.CostStatement)
}

// guessedOther asks about a paper that seems to be another than is asked for, though not
// certainly: a print or a photo of an invoice in the place of a register.
func guessedOther(d *desk, g document.Guess, asked words, inputs []Input) Finding {
	seems := paperWords(g.Kind)
	if g.Kind == document.Invoice {
		seems = words{"copia di una fattura", "copy of an invoice"}
	}
	f := seemsOther(seems, asked, append(inputs, d.this.cite(document.Field{}, words{"tipo probabile (certezza " + certainty(g.Score).it + ")",
		"likely kind (certainty " + certainty(g.Score).en + ")"}, seems)))
	f.Severity = Task
	f.DoIt = "Guardare il file: se è un altro documento, spostarlo nell'adempimento giusto e inviare qui quello richiesto; se è quello giusto, confermarlo."
	f.DoEn = "Look at the file: if it is another document, move it to the right obligation and send here the one asked for; if it is the right one, confirm it."
	return f
}

// covering asks for the paper that a letter accompanies.
func covering(asked words, inputs []Input) Finding {
	return Finding{
		Severity: Task,
		It:       fmt.Sprintf("Il file sembra una lettera di accompagnamento, ma qui serve «%s».", asked.it),
		En:       fmt.Sprintf("The file seems to be a covering letter, but “%s” is asked for here.", asked.en),
		DoIt:     "Guardare il file: se è quello giusto, o lo contiene, confermarlo; altrimenti inviare qui il documento che la lettera accompagna.",
		DoEn:     "Look at the file: if it is the right one, or holds it, confirm it; otherwise send here the document that the letter accompanies.",
		Inputs:   inputs,
	}
}

// printOfInvoice asks for the XML of which a paper is the print.
func printOfInvoice(inputs []Input) Finding {
	return Finding{
		Severity: Task,
		It:       "Il file è una copia leggibile della fattura: l'originale è il file XML, che qui serve.",
		En:       "The file is a readable copy of the invoice: the original is the XML file, which is asked for here.",
		DoIt:     "Inviare qui il file XML (o .p7m) della fattura. I valori letti dalla copia servono solo da confronto.",
		DoEn:     "Send the XML (or .p7m) file of the invoice here. What was read of the copy only serves to compare.",
		Inputs:   inputs,
	}
}

// certainty writes a score from 0 to 1.
func certainty(score float64) words {
	return percent(decimal.NewFromFloat(score).Shift(2).Round(0))
}
