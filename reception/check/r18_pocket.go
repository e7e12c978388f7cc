package check

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// pocketMoney is R18, in part: the pocket money billed is not more than the
// agreement's amount for each person and day. The ceiling for families needs
// the families, which the registers don't tell.
func pocketMoney() Rule {
	return Rule{
		ID: "R18", Version: 2, TitleIt: "Pocket money", TitleEn: "Pocket money",
		Basis: "Convenzione e capitolato, pocket money", Severity: Warn,
		Kinds: []document.Kind{document.Invoice},
		applies: func(d *desk) (string, string, bool) {
			if it, en, ok := d.billsDays(); !ok {
				return it, en, false
			}
			for _, l := range d.bill.lines {
				if l.sort == pocketLine && l.has.total && l.agreement != nil && !l.period.IsZero() {
					return "", "", true
				}
			}
			return "La fattura non ha righe di pocket money.", "The invoice has no line of pocket money.", false
		},
		find: findPocket,
	}
}

func findPocket(d *desk) []Finding {
	type key struct {
		agreement reception.AgreementID
		period    calendar.Period
	}
	byKey := map[key][]line{}
	var keys []key
	for _, l := range d.bill.lines {
		if l.sort != pocketLine || !l.has.total || l.agreement == nil || l.period.IsZero() {
			continue
		}
		k := key{l.agreement.ID, l.period}
		if byKey[k] == nil {
			keys = append(keys, k)
		}
		byKey[k] = append(byKey[k], l)
	}
	var out []Finding
	for _, k := range keys {
		out = append(out, d.judgePocket(byKey[k])...)
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
	n, doubt, from, of := d.presencesFor(lines)
	limit := rate.Mul(n)
	if rate.IsZero() || n.IsZero() || billed.LessThanOrEqual(limit.Add(taxTolerance)) {
		return nil
	}
	doubtIt, doubtEn := "", ""
	if doubt > 0 {
		doubtIt = fmt.Sprintf(" Nei registri %s in dubbio: qui %s.", plural(doubt, "una presenza è", count(doubt).it+" presenze sono"), plural(doubt, "è contata", "sono contate"))
		doubtEn = fmt.Sprintf(" In the registers %s in doubt: counted here.", plural(doubt, "one presence is", count(doubt).en+" presences are"))
	}
	how := step("%s × %s = %s", figure(n), price(rate), euro(limit))
	return []Finding{{
		It:           fmt.Sprintf("Il pocket money fatturato (%s) supera quello spettante: %s presenze × %s = %s.", euro(billed).it, figure(n).it, price(rate).it, euro(limit).it) + doubtIt,
		En:           fmt.Sprintf("The pocket money billed (%s) is more than what is due: %s presences × %s = %s.", euro(billed).en, figure(n).en, price(rate).en, euro(limit).en) + doubtEn,
		DoIt:         "Controllare il registro pocket money firmato e correggere la riga.",
		DoEn:         "Check the signed pocket-money register and correct the line.",
		Figures:      compared(euro(billed), euro(limit), signed(billed.Sub(limit), euro)),
		ArithmeticIt: []string{"presenze " + of.it + ": " + how.it}, ArithmeticEn: []string{"presences " + of.en + ": " + how.en},
		Inputs: append(append(inputs, from...), registry(words{"pocket money a persona al giorno", "pocket money per person and day"}, price(rate), on)),
	}}
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

// presencesFor counts the presences that lines of pocket money are for, each once: with
// the doubtful ones of the registers, of which doubt is how many the marks alone don't
// tell.
func (d *desk) presencesFor(lines []line) (n decimal.Decimal, doubt int, from []Input, of words) {
	days := cover{}
	for _, l := range lines {
		days.addLine(l)
	}
	c := d.take(lines[0].agreement, days)
	if c.complete() && len(c.parts) > 0 {
		return decimal.NewFromInt(int64(c.high)), c.high - c.n, c.inputs(), words{"dei registri", "of the registers"}
	}
	for _, o := range d.bill.days() {
		if slices.ContainsFunc(lines, func(l line) bool { return l.meets(o) || slices.EqualFunc(l.centres, o.centres, sameCentre) }) {
			n = n.Add(o.presences())
			from = append(from, d.bill.cites(o, "quantity")...)
		}
	}
	return n, 0, from, words{"fatturate", "billed"}
}

func sameCentre(a, b reception.Centre) bool { return a.ID == b.ID }
