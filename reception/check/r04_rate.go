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
		Figures: compared(price(l.price.Abs()), words{}, words{})}
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
	var it, en []string
	var rates []words
	for _, o := range all {
		w := forKind(o.kind)
		for _, s := range o.spans {
			if !s.ok {
				continue
			}
			rate := price(s.tariff.DailyRate)
			rates = append(rates, rate)
			it = append(it, fmt.Sprintf("%s %s (dal %s)", rate.it, w.it, s.tariff.FromOn.It()))
			en = append(en, fmt.Sprintf("%s %s (from %s)", rate.en, w.en, s.tariff.FromOn.En()))
		}
	}
	f.It = fmt.Sprintf("Riga %d: il prezzo di %s non è la tariffa del contratto: %s.", l.number, price(l.price.Abs()).it, listIt(it))
	f.En = fmt.Sprintf("Line %d: the price of %s is not the agreement's rate: %s.", l.number, price(l.price.Abs()).en, listEn(en))
	f.DoIt = "Correggere il prezzo della riga con la tariffa in vigore in quei giorni."
	f.DoEn = "Correct the line's price to the rate in force on those days."
	diff := words{}
	if len(all) == 1 {
		diff = signed(l.price.Abs().Sub(all[0].spans[0].tariff.DailyRate), price)
		f.ArithmeticIt, f.ArithmeticEn = multiply(l, all[0].spans[0])
	}
	f.Figures = compared(price(l.price.Abs()), chain(rates, " / "), diff)
}

// multiply opens the line at the right rate and as billed.
func multiply(l line, s span) (it, en []string) {
	right, billed := l.quantity.Mul(s.tariff.DailyRate), l.quantity.Mul(l.price.Abs())
	return split([]words{times(l.quantity, s, right),
		words{"in fattura: ", "on the invoice: "}.plus(billedAs(l, billed)),
		words{"differenza: ", "difference: "}.plus(signed(billed.Sub(right), euro))})
}

// times multiplies presences by a rate.
func times(n decimal.Decimal, s span, sum decimal.Decimal) words {
	of := words{" presenze × %s (tariffa dal %s) = %s", " presences × %s (rate from %s) = %s"}
	rate, from, result := price(s.tariff.DailyRate), date(s.tariff.FromOn), euro(sum)
	return figure(n).plus(words{fmt.Sprintf(of.it, rate.it, from.it, result.it), fmt.Sprintf(of.en, rate.en, from.en, result.en)})
}

// billedAs multiplies a line as it stands.
func billedAs(l line, billed decimal.Decimal) words {
	return step("%s × %s = %s", figure(l.quantity), price(l.price.Abs()), euro(billed))
}

// splitRate tells a line whose days have more than one rate.
func splitRate(f *Finding, l line, o offer) {
	w := periodWords(l.period)
	var it, en []string
	for i, x := range o.spans {
		rate := price(x.tariff.DailyRate)
		if i == 0 {
			it, en = append(it, rate.it), append(en, rate.en)
			continue
		}
		it = append(it, rate.it+" dal "+x.period.Start.It())
		en = append(en, rate.en+" from "+x.period.Start.En())
	}
	f.It = fmt.Sprintf("Riga %d (%s): in questi giorni la tariffa cambia (%s), ma la riga ha un prezzo solo, %s.", l.number, w.it,
		strings.Join(it, ", "), price(l.price.Abs()).it)
	f.En = fmt.Sprintf("Line %d (%s): on these days the rate changes (%s), but the line has one price only, %s.", l.number, w.en,
		strings.Join(en, ", "), price(l.price.Abs()).en)
	f.DoIt = "Dividere la riga in una per ogni tariffa, con le presenze dei suoi giorni."
	f.DoEn = "Split the line in one for each rate, with the presences of its days."
	var rates []words
	for _, x := range o.spans {
		rates = append(rates, price(x.tariff.DailyRate))
	}
	f.Figures = compared(price(l.price.Abs()), chain(rates, " / "), words{})
	if o.counts(l) {
		splitSum(f, l, o)
		return
	}
	for _, x := range o.spans {
		days := periodWords(x.period)
		f.ArithmeticIt = append(f.ArithmeticIt, fmt.Sprintf("%s: %s (tariffa dal %s)", days.it, price(x.tariff.DailyRate).it, x.tariff.FromOn.It()))
		f.ArithmeticEn = append(f.ArithmeticEn, fmt.Sprintf("%s: %s (rate from %s)", days.en, price(x.tariff.DailyRate).en, x.tariff.FromOn.En()))
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
		line := times(n, s, part)
		f.ArithmeticIt = append(f.ArithmeticIt, days.it+": "+line.it)
		f.ArithmeticEn = append(f.ArithmeticEn, days.en+": "+line.en)
	}
	billed := l.quantity.Mul(l.price.Abs())
	f.Figures = compared(euro(billed), euro(sum), signed(billed.Sub(sum), euro))
	line := billedAs(l, billed)
	f.ArithmeticIt = append(f.ArithmeticIt, "in tutto "+euro(sum).it+"; in fattura "+line.it)
	f.ArithmeticEn = append(f.ArithmeticEn, "together "+euro(sum).en+"; on the invoice "+line.en)
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
					"rate " + string(o.kind) + " from " + s.tariff.FromOn.En()}, price(s.tariff.DailyRate), s.period.Start))
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
