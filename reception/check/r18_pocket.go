package check

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// pocketMoney is R18: the pocket money billed is not more than the agreement's amount
// for each person and day, and for each family and day not more than its cap, where
// the registers tell the families. Where they don't, the rule says that it could not
// check the cap.
func pocketMoney() Rule {
	return Rule{
		ID: "R18", Version: 3, TitleIt: "Pocket money", TitleEn: "Pocket money",
		Basis: "Convenzione e capitolato, pocket money: importo a persona al giorno, massimo per nucleo familiare", Severity: Warn,
		Kinds: []document.Kind{document.Invoice},
		applies: func(d *desk) (string, string, bool) {
			if it, en, ok := d.billsDays(); !ok {
				return it, en, false
			}
			if len(d.pocketLines()) == 0 {
				return "La fattura non ha righe di pocket money.", "The invoice has no line of pocket money.", false
			}
			return "", "", true
		},
		find:      findPocket,
		unchecked: familiesUnchecked,
	}
}

// pocketLines are the lines of pocket money that can be placed: those of one agreement
// and period together, in the order of the invoice.
func (d *desk) pocketLines() [][]line {
	var out [][]line
	for _, l := range d.bill.lines {
		if l.sort != pocketLine || !l.has.total || l.agreement == nil || l.period.IsZero() {
			continue
		}
		i := slices.IndexFunc(out, func(o []line) bool { return o[0].agreement.ID == l.agreement.ID && o[0].period == l.period })
		if i < 0 {
			i = len(out)
			out = append(out, nil)
		}
		out[i] = append(out[i], l)
	}
	return out
}

func findPocket(d *desk) []Finding {
	var out []Finding
	for _, lines := range d.pocketLines() {
		out = append(out, d.judgePocket(lines)...)
	}
	return out
}

// judgePocket compares lines of pocket money of one agreement and period with
// the amount for each presence: of the registers where all are there, else of
// the invoice itself.
func (d *desk) judgePocket(lines []line) []Finding {
	billed := decimal.Zero
	var inputs []Input
	for _, l := range lines {
		billed = billed.Add(l.total)
		inputs = append(inputs, d.bill.cites(l, "total", "start", "end")...)
	}
	rate, on := highestOf(func(t reception.Tariff) decimal.Decimal { return t.PocketMoney }, lines...)
	p := d.presencesFor(lines)
	all := rate.Mul(p.n)
	limit := all.Sub(p.families.over())
	if rate.IsZero() || p.n.IsZero() || billed.LessThanOrEqual(limit.Add(taxTolerance)) {
		return nil
	}
	f := tooMuchPocket(billed, limit, rate, p)
	how := step("%s × %s = %s", figure(p.n), price(rate), euro(all))
	f.ArithmeticIt, f.ArithmeticEn = []string{"presenze " + p.of.it + ": " + how.it}, []string{"presences " + p.of.en + ": " + how.en}
	f.Inputs = append(append(inputs, p.from...), registry(words{"pocket money a persona al giorno", "pocket money per person and day"}, price(rate), on))
	if len(p.families.capped) > 0 {
		it, en := p.families.lines()
		due := step("%s − %s = %s", euro(all), euro(p.families.over()), euro(limit))
		f.ArithmeticIt = append(append(f.ArithmeticIt, it...), "spettante: "+due.it)
		f.ArithmeticEn = append(append(f.ArithmeticEn, en...), "due: "+due.en)
		f.Inputs = append(f.Inputs, p.families.inputs()...)
	}
	return []Finding{f}
}

// tooMuchPocket says that more is billed than is due.
func tooMuchPocket(billed, limit, rate decimal.Decimal, p presencesOf) Finding {
	due := words{fmt.Sprintf("%s presenze × %s", figure(p.n).it, price(rate).it), fmt.Sprintf("%s presences × %s", figure(p.n).en, price(rate).en)}
	do := words{"Controllare il registro pocket money firmato e correggere la riga.", "Check the signed pocket-money register and correct the line."}
	if n := p.families.count(); n > 0 {
		over, most := euro(p.families.over()), price(p.families.highest)
		due.it += fmt.Sprintf(", meno %s oltre il massimo di %s al giorno per %s", over.it, most.it, plural(n, "un nucleo familiare", count(n).it+" nuclei familiari"))
		due.en += fmt.Sprintf(", less %s above the cap of %s a day for %s", over.en, most.en, plural(n, "one family", count(n).en+" families"))
		do.it += " Se un nucleo è sbagliato, correggere il registro delle presenze."
		do.en += " If a family is wrong, correct the attendance register."
	}
	f := Finding{
		It:   fmt.Sprintf("Il pocket money fatturato (%s) supera quello spettante: %s = %s.", euro(billed).it, due.it, euro(limit).it),
		En:   fmt.Sprintf("The pocket money billed (%s) is more than what is due: %s = %s.", euro(billed).en, due.en, euro(limit).en),
		DoIt: do.it, DoEn: do.en,
		Figures: compared(euro(billed), euro(limit), signed(billed.Sub(limit), euro)),
	}
	if n := p.doubt; n > 0 {
		f.It += fmt.Sprintf(" Nei registri %s in dubbio: qui %s.", plural(n, "una presenza è", count(n).it+" presenze sono"), plural(n, "è contata", "sono contate"))
		f.En += fmt.Sprintf(" In the registers %s in doubt: counted here.", plural(n, "one presence is", count(n).en+" presences are"))
	}
	return f
}

// highestOf is the highest of an amount of the tariffs for the lines' kinds of centre and
// days, and the day from which it is taken.
func highestOf(amount func(reception.Tariff) decimal.Decimal, lines ...line) (highest decimal.Decimal, on calendar.Date) {
	for _, l := range lines {
		for _, k := range kindsOf(l.agreement, l.centres) {
			for day := l.period.Start; !day.After(l.period.End); day = day.AddDays(1) {
				if t, ok := l.agreement.TariffOn(k, day); ok && amount(t).GreaterThan(highest) {
					highest, on = amount(t), day
				}
			}
		}
	}
	return highest, on
}

// presencesOf is the presences that lines of pocket money are for.
type presencesOf struct {
	n        decimal.Decimal // with the doubtful ones
	doubt    int             // how many of them the marks alone don't tell
	from     []Input
	of       words // "dei registri"
	families toldFamilies
}

// presencesFor counts the presences that lines of pocket money are for, each once: those
// of the registers where all are there, else of the invoice itself.
func (d *desk) presencesFor(lines []line) (p presencesOf) {
	c, told := d.pocketCensus(lines)
	if c.complete() && len(c.parts) > 0 {
		return presencesOf{decimal.NewFromInt(int64(c.high)), c.high - c.n, c.inputs(), words{"dei registri", "of the registers"}, told}
	}
	p.of = words{"fatturate", "billed"}
	for _, o := range d.bill.days() {
		if slices.ContainsFunc(lines, func(l line) bool { return l.meets(o) || slices.EqualFunc(l.centres, o.centres, sameCentre) }) {
			p.n = p.n.Add(o.presences())
			p.from = append(p.from, d.bill.cites(o, "quantity")...)
		}
	}
	return p
}

// pocketCensus counts presences and families of the lines' days in the registers.
func (d *desk) pocketCensus(lines []line) (c census, told toldFamilies) {
	days, a := cover{}, lines[0].agreement
	for _, l := range lines {
		days.addLine(l)
	}
	c = d.tour(a, days, func(s *sheet, days []int) (tally, Input, bool) {
		told.look(a, s, days)
		return s.count(days)
	})
	return c, told
}

// familiesUnchecked says of which registers the cap per family could not be checked.
func familiesUnchecked(d *desk) (it, en string) {
	for _, lines := range d.pocketLines() {
		c, told := d.pocketCensus(lines)
		w := told.unchecked()
		if !c.complete() || len(c.parts) == 0 {
			w = d.uncountedFamilies(lines)
		}
		if w.it != "" {
			return w.it, w.en
		}
	}
	return "", ""
}

// uncountedFamilies says that the cap could not be checked for want of registers; empty
// where the agreement has none.
func (d *desk) uncountedFamilies(lines []line) words {
	most, _ := highestOf(func(t reception.Tariff) decimal.Decimal { return t.FamilyCap }, lines...)
	if most.IsZero() {
		return words{}
	}
	return words{"Il massimo per famiglia (" + price(most).it + " al giorno) non si è potuto controllare: non ci sono tutti i registri del periodo, o le presenze non vi si contano.",
		"The cap per family (" + price(most).en + " a day) could not be checked: not all registers of the period are there, or presences can't be counted in them."}
}

func sameCentre(a, b reception.Centre) bool { return a.ID == b.ID }
