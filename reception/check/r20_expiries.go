package check

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
)

// lasting are the papers that must be valid while guests are received. The DURC
// has a rule of its own.
var lasting = []document.Kind{document.Insurance, document.FireSafety, document.Premises, document.AntiMafia, document.PerformanceBond}

// expiredInPeriod is R20: insurance, fire safety, lease, anti-mafia information
// and guarantee last to the end of the period that is billed.
func expiredInPeriod() Rule {
	return Rule{
		ID: "R20", Version: 1, TitleIt: "Scadenze nel periodo", TitleEn: "Expiries in the period",
		Basis: "Convenzione e capitolato; DPR 151/2011 art. 5; D.Lgs. 159/2011 art. 86; D.Lgs. 36/2023 art. 117", Severity: Warn,
		Kinds: []document.Kind{document.Invoice},
		applies: func(d *desk) (string, string, bool) {
			if d.bill.isCredit() {
				return "È una nota di credito.", "It is a credit note.", false
			}
			b, ok := d.billed()
			switch {
			case !ok:
				return whyNotBilled()
			case len(d.lastOf(b)) == 0:
				return "Non è registrata nessuna scadenza di assicurazione, prevenzione incendi, immobile, antimafia o garanzia.",
					"No expiry of insurance, fire safety, premises, anti-mafia information or guarantee is recorded.", false
			}
			return "", "", true
		},
		find: func(d *desk) []Finding {
			b, _ := d.billed()
			var out []Finding
			for _, h := range d.lastOf(b) {
				if h.On.Before(b.period.End) {
					out = append(out, d.expired(b, h))
				}
			}
			return out
		},
	}
}

// lastOf are the latest expiries of papers that must last, one for each kind and
// what it is about. One of the whole body stands for those of its parts.
func (d *desk) lastOf(b billed) []Recorded {
	type about struct {
		kind      document.Kind
		centre    reception.CentreID
		agreement reception.AgreementID
	}
	of := func(h Recorded) about {
		if h.CentreID != 0 { // the same paper, whichever agreement covers the centre
			return about{h.What.Expires(), h.CentreID, 0}
		}
		return about{h.What.Expires(), 0, h.AgreementID}
	}
	last := map[about]Recorded{}
	for _, h := range d.Expiries {
		if !slices.Contains(lasting, h.What.Expires()) || !b.covers(h.AgreementID, h.CentreID) {
			continue
		}
		if was, ok := last[of(h)]; !ok || later(h, was) {
			last[of(h)] = h
		}
	}
	var out []Recorded
	for a, h := range last {
		if whole, ok := last[about{kind: a.kind}]; !ok || !whole.On.After(h.On) {
			out = append(out, h)
		}
	}
	slices.SortFunc(out, func(x, y Recorded) int {
		return cmp.Or(slices.Index(lasting, x.What.Expires())-slices.Index(lasting, y.What.Expires()),
			cmp.Compare(d.ofWhat(x.CentreID).it, d.ofWhat(y.CentreID).it), cmp.Compare(x.AgreementID, y.AgreementID), cmp.Compare(x.CentreID, y.CentreID))
	})
	return out
}

func (d *desk) expired(b billed, h Recorded) Finding {
	w, p := d.expiryWords(h), periodWords(b.period)
	f := Finding{
		It: fmt.Sprintf("%s: la scadenza registrata è il %s, prima della fine del periodo fatturato (%s).", w.it, h.On.It(), p.it),
		En: fmt.Sprintf("%s: the expiry recorded is %s, before the end of the period billed (%s).", w.en, h.On.En(), p.en),

		DoIt: "Inviare il documento rinnovato. Se l'ufficio lo ha già, ne registra la nuova scadenza.",
		DoEn: "Send the renewed document. If the office has it already, it records its new expiry.",

		Figures: compared(date(h.On), date(b.period.End), signedCount(b.period.End.DaysUntil(h.On))),
		Inputs:  append([]Input{d.expiryInput(h)}, b.inputs...),
	}
	if h.What.Expires() == document.AntiMafia { // the Prefettura issues it
		f.DoIt = "L'ufficio verifica l'informazione antimafia e ne registra la nuova scadenza. Se chiede documenti per il rinnovo, inviarli."
		f.DoEn = "The office sees to the anti-mafia information and records its new expiry. If it asks for papers for the renewal, send them."
	}
	return f
}
