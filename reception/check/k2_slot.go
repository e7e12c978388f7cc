package check

import (
	"fmt"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// slotOfPaper is K2: the document names another period, centre or agreement than
// the slot that it was sent for. What is not the body's is never told whose it
// is.
func slotOfPaper() Rule {
	return Rule{
		ID: "K2", Version: 2, TitleIt: "Periodo e centro", TitleEn: "Period and centre",
		Basis: "Elenco degli adempimenti della convenzione", Severity: Block,
		applies: func(d *desk) (string, string, bool) {
			_, code := d.this.first(document.CentreCode)
			_, _, period := d.this.period()
			if !code && !period {
				return "Nel documento non si leggono né periodo né centro.", "Neither period nor centre was read in the document.", false
			}
			return "", "", true
		},
		find: func(d *desk) []Finding {
			return askWhereUnknown(d, append(append(findPeriod(d), findCentre(d)...), findAgreement(d)...))
		},
	}
}

// askWhereUnknown makes questions of blocks on a paper that was not recognised: a month
// or a code somewhere in it need not be what it is about.
func askWhereUnknown(d *desk, found []Finding) []Finding {
	if d.This.Reading.Kind != "" {
		return found
	}
	for i := range found {
		if found[i].Severity == "" {
			found[i].Severity = Task
		}
	}
	return found
}

func findPeriod(d *desk) []Finding {
	slot := d.This.Obligation
	info, _ := d.kind.Info()
	p, from, ok := d.this.period()
	if slot == nil || !ok || !info.Monthly || slot.For.IsZero() || within(p, slot.For) {
		return nil
	}
	said, asked := periodWords(p), periodWords(slot.For)
	f := Finding{
		It:      fmt.Sprintf("Il periodo del documento (%s) non è quello dell'adempimento (%s).", said.it, asked.it),
		En:      fmt.Sprintf("The document's period (%s) is not that of the obligation (%s).", said.en, asked.en),
		DoIt:    "Spostarlo nel periodo giusto, oppure correggere il periodo nel documento e inviarlo di nuovo.",
		DoEn:    "Move it to the right period, or correct the period in the document and send it again.",
		Figures: compared(said, asked, words{}),
		Inputs:  []Input{registry(words{"periodo dell'adempimento", "period of the obligation"}, asked, calendar.Date{})},
	}
	for _, x := range from {
		f.Inputs = append(f.Inputs, d.this.cite(x, words{"periodo nel documento", "period in the document"}, onScreen("", x.Value)))
	}
	if _, some := overlap(p, slot.For); some {
		f.Severity = Warn
		f.It = fmt.Sprintf("Il periodo del documento (%s) va oltre quello dell'adempimento (%s).", said.it, asked.it)
		f.En = fmt.Sprintf("The document's period (%s) goes beyond that of the obligation (%s).", said.en, asked.en)
		f.DoIt = "Controllare il periodo. Se il documento copre più mesi, dirlo all'ufficio."
		f.DoEn = "Check the period. If the document covers several months, tell the office."
	}
	return []Finding{f}
}

func findCentre(d *desk) []Finding {
	info, _ := d.kind.Info()
	code, ok := d.this.first(document.CentreCode)
	if !ok || d.kind != "" && !info.PerCentre {
		return nil
	}
	in := d.this.cite(code, words{"codice del centro nel documento", "centre code in the document"}, words{})
	if _, own := d.centreOf(code.Value); !own {
		return []Finding{{
			It:      fmt.Sprintf("Il codice %s non è tra i centri dell'ente.", code.Value),
			En:      fmt.Sprintf("The code %s is not among your centres.", code.Value),
			DoIt:    "Controllare il codice del centro e inviare il documento corretto. Se il file è di un altro ente, segnalarlo all'ufficio.",
			DoEn:    "Check the centre's code and send the right document. If the file is not yours, tell the office.",
			Figures: compared(same(code.Value), words{}, words{}), Inputs: []Input{in},
		}}
	}
	var asked reception.Centre
	if slot := d.This.Obligation; slot != nil {
		asked, _ = d.centre(slot.Centre)
	}
	if asked.ID == 0 || bare(asked.Code) == bare(code.Value) {
		return nil
	}
	return []Finding{{
		It:      fmt.Sprintf("Il documento è del centro %s, ma l'adempimento è per %s.", code.Value, asked.Code),
		En:      fmt.Sprintf("The document is of centre %s, but the obligation is for %s.", code.Value, asked.Code),
		DoIt:    "Spostarlo nel centro giusto, oppure inviare qui il documento di " + asked.Code + ".",
		DoEn:    "Move it to the right centre, or send here the document of " + asked.Code + ".",
		Figures: compared(same(code.Value), same(asked.Code), words{}),
		Inputs:  []Input{in, registry(words{"centro dell'adempimento", "centre of the obligation"}, same(asked.Code), calendar.Date{})},
	}}
}

// findAgreement compares the CIG on a paper that is not an invoice (R1 has
// those) with the agreement of its slot.
func findAgreement(d *desk) []Finding {
	a := d.slotAgreement()
	cig, ok := d.this.first(document.CIG)
	if a == nil || !ok || bare(a.CIG) == bare(cig.Value) {
		return nil
	}
	return []Finding{{
		Severity: Warn,
		It:       fmt.Sprintf("Il documento riporta il CIG %s, ma l'adempimento è per il contratto con CIG %s.", cig.Value, a.CIG),
		En:       fmt.Sprintf("The document has CIG %s, but the obligation is for the agreement with CIG %s.", cig.Value, a.CIG),
		DoIt:     "Controllare il CIG e, se è sbagliato, correggerlo nel documento.",
		DoEn:     "Check the CIG and, if it is wrong, correct it in the document.",
		Figures:  compared(same(cig.Value), same(a.CIG), words{}),
		Inputs:   []Input{d.this.cite(cig, words{"CIG nel documento", "CIG in the document"}, words{}), agreementInput(a)},
	}}
}
