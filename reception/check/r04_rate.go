package check

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
)

// rateBilled is R4: the unit price of lines of reception is the tariff that held
// on each of their days.
func rateBilled() Rule {
	return Rule{
		ID: "R4", Version: 2, TitleIt: "Tariffa del giorno", TitleEn: "Rate of the day",
		Basis: "Convenzione, prezzo pro die pro capite e sue revisioni", Severity: Block,
		Kinds: []document.Kind{document.Invoice},
		applies: func(d *desk) (string, string, bool) {
			if it, en, ok := d.billsDays(); !ok {
				return it, en, false
			}
			if it, en, ok := d.placedLines(); !ok {
				return it, en, false
			}
			if len(d.bill.days()) == 0 {
				return "Nessuna riga fattura presenze: vedere R3.", "No line bills presences: see R3.", false
			}
			return "", "", true
		},
		find: func(d *desk) []Finding {
			var out []Finding
			for _, l := range d.bill.days() {
				out = append(out, d.judgeRate(l)...)
			}
			return out
		},
	}
}

// judgeRate judges a line against the tariffs of each kind of centre that it may
// bill; one that fits is enough.
func (d *desk) judgeRate(l line) []Finding {
	kinds := kindsOf(l.agreement, l.centres)
	if l.of != "" {
		kinds = []reception.CentreKind{l.of}
	}
	var all []offer
	for _, k := range kinds {
		o := d.offerOf(l, k)
		if o.fits(l.price.Abs()) {
			return nil
		}
		if len(o.spans) > 0 {
			all = append(all, o)
		}
	}
	if len(all) == 0 || !l.has.price {
		return nil
	}
	return []Finding{d.wrongRate(l, all)}
}

// offer is what the agreement pays for a kind of centre on the days of a line,
// with the presences of each span where the registers tell them.
type offer struct {
	kind     reception.CentreKind
	spans    []span
	presence []census // by span; nil where not every register is there
}

func (d *desk) offerOf(l line, k reception.CentreKind) offer {
	o := offer{kind: k, spans: spans(l.agreement, k, l.period)}
	if len(o.spans) < 2 {
		return o
	}
	for _, s := range o.spans {
		part := l
		part.period = s.period
		c := d.take(l.agreement, part.cover())
		if !c.complete() || len(c.parts) == 0 {
			o.presence = nil
			return o
		}
		o.presence = append(o.presence, c)
	}
	return o
}

// fits says that the price is the rate of every day on which somebody was, or
// may have been, there.
func (o offer) fits(price decimal.Decimal) bool {
	for i, s := range o.spans {
		if o.presence != nil && o.presence[i].high == 0 {
			continue
		}
		if !s.ok || !s.tariff.DailyRate.Equal(price) {
			return false
		}
	}
	return len(o.spans) > 0
}

// lacks says that the registry has no tariff for some of the days.
func (o offer) lacks() bool {
	for _, s := range o.spans {
		if !s.ok {
			return true
		}
	}
	return false
}

// changes says that the rate changes within the line's days.
func (o offer) changes() bool { return len(o.spans) > 1 }

func (d *desk) wrongRate(l line, all []offer) Finding {
	f := Finding{Inputs: append(d.bill.cites(l, "unit_price", "quantity", "start", "end"), rateInputs(all)...),
		Declared: Price(l.price.Abs())}
	lacking := slices.IndexFunc(all, offer.lacks) // the price may be the one that is not there
	switch {
	case lacking >= 0:
		lackingRate(&f, l, all[lacking])
	case len(all) == 1 && all[0].changes():
		splitRate(&f, l, all[0])
	default:
		plainRate(&f, l, all)
	}
	if !l.sure && f.Severity == "" {
		f.Severity = Task
		f.It += " Non è certo che la riga fatturi presenze."
		f.En += " It is not certain that the line bills presences."
	}
	d.creditMayMend(&f)
	return f
}

// creditMayMend asks a person where a credit note on the invoice may have taken back
// what is wrong with a price.
func (d *desk) creditMayMend(f *Finding) {
	if len(d.back.notes) == 0 || f.Severity != "" {
		return
	}
	w := d.back.words()
	f.Severity = Task
	f.It += " " + w.it + ": forse lo corregge."
	f.En += " " + w.en + ": it may correct this."
	f.DoIt = "Verificare se la nota di credito corregge il prezzo. " + f.DoIt
	f.DoEn = "Verify whether the credit note corrects the price. " + f.DoEn
	f.Inputs = append(f.Inputs, d.back.inputs...)
}

// plainRate tells a price that is none of the rates.
func plainRate(f *Finding, l line, all []offer) {
	var it, en, rates []string
	for _, o := range all {
		w := forKind(o.kind)
		for _, s := range o.spans {
			if !s.ok {
				continue
			}
			rate := Price(s.tariff.DailyRate)
			rates = append(rates, rate)
			it = append(it, fmt.Sprintf("%s %s (dal %s)", rate, w.it, s.tariff.FromOn.It()))
			en = append(en, fmt.Sprintf("%s %s (from %s)", rate, w.en, s.tariff.FromOn.It()))
		}
	}
	f.It = fmt.Sprintf("Riga %d: il prezzo di %s non è la tariffa del contratto: %s.", l.number, Price(l.price.Abs()), listIt(it))
	f.En = fmt.Sprintf("Line %d: the price of %s is not the agreement's rate: %s.", l.number, Price(l.price.Abs()), listEn(en))
	f.DoIt = "Correggere il prezzo della riga con la tariffa in vigore in quei giorni."
	f.DoEn = "Correct the line's price to the rate in force on those days."
	f.Computed = strings.Join(rates, " / ")
	if len(all) == 1 {
		f.Difference = signed(l.price.Abs().Sub(all[0].spans[0].tariff.DailyRate), Price)
		f.ArithmeticIt, f.ArithmeticEn = multiply(l, all[0].spans[0])
	}
}

// multiply opens the line at the right rate and as billed.
func multiply(l line, s span) (it, en []string) {
	right, billed := l.quantity.Mul(s.tariff.DailyRate), l.quantity.Mul(l.price.Abs())
	it = []string{times(Count(l.quantity)+" presenze", s, "tariffa dal", right),
		fmt.Sprintf("in fattura: %s × %s = %s", Count(l.quantity), Price(l.price.Abs()), Euro(billed)),
		"differenza: " + signed(billed.Sub(right), Euro)}
	en = []string{times(Count(l.quantity)+" presences", s, "rate from", right),
		fmt.Sprintf("on the invoice: %s × %s = %s", Count(l.quantity), Price(l.price.Abs()), Euro(billed)),
		"difference: " + signed(billed.Sub(right), Euro)}
	return it, en
}

func times(what string, s span, from string, sum decimal.Decimal) string {
	return fmt.Sprintf("%s × %s (%s %s) = %s", what, Price(s.tariff.DailyRate), from, s.tariff.FromOn.It(), Euro(sum))
}

// splitRate tells a line whose days have more than one rate.
func splitRate(f *Finding, l line, o offer) {
	w := periodWords(l.period)
	var it, en []string
	for i, x := range o.spans {
		rate := Price(x.tariff.DailyRate)
		if i == 0 {
			it, en = append(it, rate), append(en, rate)
			continue
		}
		it = append(it, rate+" dal "+x.period.Start.It())
		en = append(en, rate+" from "+x.period.Start.It())
	}
	f.It = fmt.Sprintf("Riga %d (%s): in questi giorni la tariffa cambia (%s), ma la riga ha un prezzo solo, %s.", l.number, w.it,
		strings.Join(it, ", "), Price(l.price.Abs()))
	f.En = fmt.Sprintf("Line %d (%s): on these days the rate changes (%s), but the line has one price only, %s.", l.number, w.en,
		strings.Join(en, ", "), Price(l.price.Abs()))
	f.DoIt = "Dividere la riga in una per ogni tariffa, con le presenze dei suoi giorni."
	f.DoEn = "Split the line in one for each rate, with the presences of its days."
	var rates []string
	for _, x := range o.spans {
		rates = append(rates, Price(x.tariff.DailyRate))
	}
	f.Computed = strings.Join(rates, " / ")
	if o.counts(l) {
		splitSum(f, l, o)
		return
	}
	for _, x := range o.spans {
		days := periodWords(x.period)
		f.ArithmeticIt = append(f.ArithmeticIt, fmt.Sprintf("%s: %s (tariffa dal %s)", days.it, Price(x.tariff.DailyRate), x.tariff.FromOn.It()))
		f.ArithmeticEn = append(f.ArithmeticEn, fmt.Sprintf("%s: %s (rate from %s)", days.en, Price(x.tariff.DailyRate), x.tariff.FromOn.It()))
	}
}

// counts says that the presences of the spans are those of the line, so that
// they can be multiplied.
func (o offer) counts(l line) bool {
	n := 0
	for _, c := range o.presence {
		n += c.n
	}
	return o.presence != nil && l.quantity.Equal(decimal.NewFromInt(int64(n)))
}

// splitSum opens the sum of a line at the rates of its days.
func splitSum(f *Finding, l line, o offer) {
	sum := decimal.Zero
	for i, s := range o.spans {
		days, n := periodWords(s.period), decimal.NewFromInt(int64(o.presence[i].n))
		part := n.Mul(s.tariff.DailyRate)
		sum = sum.Add(part)
		f.Inputs = append(f.Inputs, o.presence[i].inputs()...)
		f.ArithmeticIt = append(f.ArithmeticIt, days.it+": "+times(Count(n)+" presenze", s, "tariffa dal", part))
		f.ArithmeticEn = append(f.ArithmeticEn, days.en+": "+times(Count(n)+" presences", s, "rate from", part))
	}
	billed := l.quantity.Mul(l.price.Abs())
	f.Declared, f.Computed, f.Difference = Euro(billed), Euro(sum), signed(billed.Sub(sum), Euro)
	f.ArithmeticIt = append(f.ArithmeticIt, fmt.Sprintf("in tutto %s; in fattura %s × %s = %s", Euro(sum), Count(l.quantity), Price(l.price.Abs()), Euro(billed)))
	f.ArithmeticEn = append(f.ArithmeticEn, fmt.Sprintf("together %s; on the invoice %s × %s = %s", Euro(sum), Count(l.quantity), Price(l.price.Abs()), Euro(billed)))
}

// lackingRate tells days for which the registry has no tariff: nothing can be
// concluded against the invoice.
func lackingRate(f *Finding, l line, o offer) {
	k := forKind(o.kind)
	for _, s := range o.spans {
		if s.ok {
			continue
		}
		w := periodWords(s.period)
		f.Severity = Task
		f.It = fmt.Sprintf("Riga %d: %s il contratto con CIG %s non ha una tariffa (%s).", l.number, k.it, l.agreement.CIG, w.it)
		f.En = fmt.Sprintf("Line %d: the agreement with CIG %s has no rate %s (%s).", l.number, l.agreement.CIG, k.en, w.en)
		f.DoIt = "L'ufficio aggiunga la tariffa al contratto; l'ente controlli periodo e tipo di centro della riga."
		f.DoEn = "The office adds the rate to the agreement; the body checks the line's period and kind of centre."
		return
	}
}

func rateInputs(all []offer) []Input {
	var out []Input
	for _, o := range all {
		for _, s := range o.spans {
			if s.ok {
				out = append(out, registry(words{"tariffa " + string(o.kind) + " dal " + s.tariff.FromOn.It(),
					"rate " + string(o.kind) + " from " + s.tariff.FromOn.It()}, Price(s.tariff.DailyRate), s.period.Start))
			}
		}
	}
	return out
}

// lineWords names a line.
func lineWords(l line) words {
	n := strconv.Itoa(l.number)
	return words{"riga " + n, "line " + n}
}
