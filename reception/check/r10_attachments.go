package check

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// attachments is R10: what the agreement's own list asks for with an invoice is
// there: sent, acknowledged as nothing to submit, or waived.
func attachments() Rule {
	return Rule{
		ID: "R10", Version: 1, TitleIt: "Allegati della fattura", TitleEn: "Attachments of the invoice",
		Basis: "DM 18 ottobre 2017; convenzione, elenco degli allegati", Severity: Block,
		Kinds: []document.Kind{document.Invoice},
		applies: func(d *desk) (string, string, bool) {
			if d.bill.isCredit() {
				return "È una nota di credito: non ha allegati suoi.", "It is a credit note: it has no attachments of its own.", false
			}
			b, ok := d.billed()
			switch {
			case !ok:
				return whyNotBilled()
			case len(b.agreement.Checklist) == 0:
				return "Il contratto non elenca documenti da allegare alla fattura.", "The agreement lists no documents to go with the invoice.", false
			}
			return "", "", true
		},
		find: findAttachments,
	}
}

func findAttachments(d *desk) []Finding {
	b, _ := d.billed()
	var missing []Owed
	var unasked []document.Kind
	asked := 0
	for _, k := range b.agreement.Checklist {
		all := d.owedIn(b, k)
		if len(all) == 0 {
			unasked = append(unasked, k)
		}
		for _, o := range all {
			if !b.dueWith(o) {
				continue
			}
			if asked++; !o.settled() {
				missing = append(missing, o)
			}
		}
	}
	var out []Finding
	if len(missing) > 0 {
		out = append(out, d.missing(b, missing, asked))
	}
	if len(unasked) > 0 {
		out = append(out, d.notAsked(b, unasked))
	}
	return out
}

// dueWith says that a paper goes with what is billed: its period is over with
// that of the invoice, or it was due by then. The report of a quarter goes with
// the invoice of its last month.
func (b billed) dueWith(o Owed) bool {
	return !o.For.End.After(b.period.End) || !o.DueOn.IsZero() && !o.DueOn.After(b.period.End)
}

// owedIn are the papers of a kind that touch what is billed, in order of centre
// and period.
func (d *desk) owedIn(b billed, k document.Kind) []Owed {
	var out []Owed
	for _, o := range d.Owed {
		if _, ok := overlap(o.For, b.period); ok && o.Kind == k && b.covers(o.Agreement, o.Centre) {
			out = append(out, o)
		}
	}
	slices.SortFunc(out, func(x, y Owed) int {
		return cmp.Or(cmp.Compare(d.ofWhat(x.Centre).it, d.ofWhat(y.Centre).it), cmp.Compare(x.For.Start.String(), y.For.Start.String()),
			cmp.Compare(x.For.End.String(), y.For.End.String()), cmp.Compare(x.State, y.State), cmp.Compare(x.DueOn.String(), y.DueOn.String()))
	})
	return out
}

func (d *desk) missing(b billed, missing []Owed, asked int) Finding {
	var it, en []string
	open, declared := false, false
	inputs := append(slices.Clone(b.inputs), d.now(registry(words{"documenti dovuti per l'elenco del contratto", "papers owed by the agreement's list"}, count(asked), d.Today)))
	for _, o := range missing {
		open, declared = open || o.State != OwedDeclared, declared || o.State == OwedDeclared
		w, state := d.owedWords(b, o), stateWords(o.State)
		it, en = append(it, w.it+state.it), append(en, w.en+state.en)
		inputs = append(inputs, d.now(registry(words{"scadenza dell'adempimento «" + w.it + "»", "due date of the obligation “" + w.en + "”"}, dayOrNone(o.DueOn), d.Today)))
	}
	w := periodWords(b.period)
	f := Finding{
		It:      fmt.Sprintf("Allegati mancanti per il CIG %s, %s: %s.", b.agreement.CIG, w.it, listIt(atMost(it, 6, "altri"))),
		En:      fmt.Sprintf("Attachments missing for CIG %s, %s: %s.", b.agreement.CIG, w.en, listEn(atMost(en, 6, "others"))),
		Figures: compared(count(asked-len(missing)), count(asked), signedCount(-len(missing))),
		Inputs:  inputs,
	}
	if open {
		f.DoIt = "Inviare i documenti che mancano, oppure dichiarare che non c'è niente da trasmettere. Se un documento non serve, l'ufficio può segnarlo come non richiesto, con un motivo."
		f.DoEn = "Send the papers that are missing, or declare that there is nothing to submit. The office may waive what is not needed, with a reason."
	}
	if declared {
		f.DoIt = spaced(f.DoIt, "L'ufficio deve ancora rispondere a chi ha dichiarato «niente da trasmettere».")
		f.DoEn = spaced(f.DoEn, "The office still has to answer what was declared as “nothing to submit”.")
	}
	return f
}

// notAsked is about kinds of the list for which the ledger has no obligation:
// whether they came can't be told.
func (d *desk) notAsked(b billed, kinds []document.Kind) Finding {
	var it, en []string
	for _, k := range kinds {
		w := paperWords(k)
		it, en = append(it, "«"+w.it+"»"), append(en, "“"+w.en+"”")
	}
	w := periodWords(b.period)
	f := Finding{
		Severity: Task,
		It:       fmt.Sprintf("Il contratto con CIG %s elenca anche %s, ma per %s non c'è un adempimento: non si può verificare.", b.agreement.CIG, listIt(it), w.it),
		En:       fmt.Sprintf("The agreement with CIG %s lists %s too, but there is no obligation for %s: it can't be verified.", b.agreement.CIG, listEn(en), w.en),
		DoIt:     "L'ufficio verifichi se questi documenti servono: se sì, attivi il tipo di adempimento; se no, li tolga dall'elenco del contratto.",
		DoEn:     "The office is to see whether these papers are needed: if so, ask for them as obligations; if not, take them off the agreement's list.",
		Inputs:   slices.Clone(b.inputs),
	}
	for i := range it {
		f.Inputs = append(f.Inputs, d.now(registry(words{"adempimento " + it[i], "obligation " + en[i]}, same("—"), d.Today)))
	}
	return f
}

// owedWords names a paper: its kind, its centre, and its period where that is
// not the one that is billed.
func (d *desk) owedWords(b billed, o Owed) words {
	w, of := paperWords(o.Kind), d.ofWhat(o.Centre)
	w = words{w.it + of.it, w.en + of.en}
	if !o.For.Start.Equal(b.period.Start) || !o.For.End.Equal(b.period.End) {
		p := periodWords(o.For)
		w = words{w.it + ", " + p.it, w.en + ", " + p.en}
	}
	return w
}

func stateWords(s OwedState) words {
	switch s {
	case OwedRejected:
		return words{" (respinto)", " (rejected)"}
	case OwedDeclared:
		return words{" (dichiarato «niente da trasmettere»)", " (declared “nothing to submit”)"}
	}
	return words{}
}

// dayOrNone writes a day, or a dash where there is none.
func dayOrNone(d calendar.Date) words {
	if d.IsZero() {
		return same("—")
	}
	return date(d)
}

// spaced joins two sentences, of which the first may be empty.
func spaced(a, b string) string {
	if a == "" {
		return b
	}
	return a + " " + b
}
