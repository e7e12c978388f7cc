package check

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// presencesBilled is R3: the presences that the invoice bills are those of the
// registers of the same agreement, centres and days, and of days that are over.
func presencesBilled() Rule {
	return Rule{
		ID: "R3", Version: 4, TitleIt: "Presenze fatturate e registri", TitleEn: "Presences billed and registers",
		Basis: "DM 18 ottobre 2017; capitolato, corrispettivo a presenza", Severity: Block,
		Kinds: []document.Kind{document.Invoice},
		applies: func(d *desk) (string, string, bool) {
			if isPrint(d.This.Reading) {
				return ofPrints.it, ofPrints.en, false
			}
			if it, en, ok := billsDays(d.bill); !ok {
				return it, en, false
			}
			if d.back.whole {
				return "", "", true
			}
			return d.placedLines()
		},
		find: findPresences,
	}
}

// placedLines says whether lines of reception, where there are any, can be
// compared with an agreement and a period.
func (d *desk) placedLines() (it, en string, ok bool) {
	for _, l := range d.bill.lines {
		switch {
		case l.sort == perDiemLine && l.agreement == nil:
			return "Non si sa a quale contratto si riferisce la fattura: vedere R1.", "The invoice's agreement is not known: see R1.", false
		case l.sort == perDiemLine && l.period.IsZero():
			return "La fattura non dice il periodo delle presenze.", "The invoice does not say the period of the presences.", false
		}
	}
	return "", "", true
}

func findPresences(d *desk) []Finding {
	if d.back.whole {
		return []Finding{d.nothingToPay()}
	}
	lines := d.bill.days()
	if len(lines) == 0 {
		return []Finding{{
			Severity: Task,
			It:       "Nella fattura non si riconosce nessuna riga di accoglienza a presenza.",
			En:       "No line of the invoice bills presences in reception.",
			DoIt:     "Scrivere presenze e tariffa in righe separate (quantità = presenze, prezzo = tariffa). Se la fattura riguarda altro, dirlo all'ufficio.",
			DoEn:     "Write presences and rate in lines of their own (quantity = presences, price = rate). If the invoice is about something else, tell the office.",
			Inputs:   []Input{d.this.absent(words{"righe di accoglienza", "lines of reception"})},
		}}
	}
	var out []Finding
	for _, c := range clusters(lines) {
		out = append(out, d.compare(c)...)
	}
	return append(out, d.aheadOfTime()...)
}

// clusters groups lines that bill some of the same days and centres: their
// quantities only mean something together.
func clusters(lines []line) [][]line {
	var out [][]line
	for _, l := range lines {
		joined := []line{l}
		var apart [][]line
		for _, c := range out {
			if slices.ContainsFunc(c, l.meets) {
				joined = append(joined, c...)
			} else {
				apart = append(apart, c)
			}
		}
		out = append(apart, joined)
	}
	for _, c := range out {
		slices.SortFunc(c, func(a, b line) int { return a.number - b.number })
	}
	slices.SortFunc(out, func(a, b []line) int { return a[0].number - b[0].number })
	return out
}

// compare judges the lines of one cluster against the registers.
func (d *desk) compare(c []line) []Finding {
	days, billed, sure := cover{}, decimal.Zero, true
	var inputs []Input
	for _, l := range c {
		days.addLine(l)
		billed = billed.Add(l.presences())
		sure = sure && l.sure
		inputs = append(inputs, d.bill.cites(l, "quantity", "start", "end")...)
	}
	back := d.takenBackOf(c)
	billed, inputs = billed.Sub(back.n), append(inputs, back.inputs...)
	a := c[0].agreement
	found := d.take(a, days)
	if len(days) == 0 {
		return []Finding{noCentres(a, inputs)}
	}
	if !found.complete() {
		return []Finding{incomplete(found, inputs)}
	}
	registers := decimal.NewFromInt(int64(found.n))
	diff := billed.Sub(registers)
	if diff.IsZero() {
		return nil
	}
	f := difference(c, found, billed, diff, back)
	doubt, rest := found.inDoubt(), found.beyond(billed)
	f.It, f.En = f.It+doubt.it+rest.it, f.En+doubt.en+rest.en
	f.Inputs = append(append(inputs, found.inputs()...), agreementInput(a))
	switch {
	case back.unclear:
		w := d.back.words()
		f.Severity = Task
		f.It += " " + w.it + ", da cui non si ricava quante presenze toglie."
		f.En += " " + w.en + ", from which it can't be told how many presences it takes back."
		f.DoIt = "Verificare se la nota di credito spiega la differenza. " + f.DoIt
		f.DoEn = "Verify whether the credit note explains the difference. " + f.DoEn
		f.Inputs = append(f.Inputs, d.back.inputs...)
	case billed.IsInteger() && found.holds(billed.IntPart()):
		f.Severity = Task
		f.DoIt = "Chiarire prima le caselle dubbie dei registri (segni non noti, caselle non lette, giorni di uscita, ospiti ripetuti); poi il confronto si ripete."
		f.DoEn = "First settle the doubtful cells of the registers (unknown marks, cells that were not read, days of exit, guests listed twice); then the comparison is made again."
	case !sure:
		f.Severity = Task
		f.It += " Non è certo che la riga fatturi presenze."
		f.En += " It is not certain that the line bills presences."
	}
	f.unreadFirst(found.unread)
	return []Finding{f}
}

func difference(c []line, found census, billed, diff decimal.Decimal, back takenBack) Finding {
	w := clusterWords(c)
	much, more := figure(diff.Abs()), words{"in più", "more"}
	if diff.IsNegative() {
		more = words{"in meno", "fewer"}
	}
	regIt, regEn := found.lines()
	it, en := billedLines(c)
	bill := words{"La fattura conta", "The invoice counts"}
	if !back.n.IsZero() {
		bill = words{"Tolta la nota di credito, la fattura conta", "Less the credit note, the invoice counts"}
		it, en = it+" − nota di credito: "+figure(back.n).it, en+" − credit note: "+figure(back.n).en
	}
	return Finding{
		It:           fmt.Sprintf("%s %s presenze, i registri %s (%s): %s %s.", bill.it, figure(billed).it, count(found.n).it, w.it, much.it, more.it),
		En:           fmt.Sprintf("%s %s presences, the registers %s (%s): %s %s.", bill.en, figure(billed).en, count(found.n).en, w.en, much.en, more.en),
		DoIt:         "Controllare registri e fattura, correggere quello sbagliato e inviarlo di nuovo. Se la fattura è già passata dal Sistema di Interscambio serve una nota di credito (TD04).",
		DoEn:         "Check registers and invoice, correct the wrong one and send it again. If the invoice already went through the exchange system, a credit note (TD04) is needed.",
		Figures:      compared(figure(billed), count(found.n), signed(diff, figure)),
		ArithmeticIt: append(regIt, it+" − "+count(found.n).it+" = "+signed(diff, figure).it),
		ArithmeticEn: append(regEn, en+" − "+count(found.n).en+" = "+signed(diff, figure).en),
	}
}

// billedLines tells the quantities of the lines: "riga 1: 1.000".
func billedLines(c []line) (it, en string) {
	for i, l := range c {
		plus := ""
		if i > 0 {
			plus = " + "
		}
		it += fmt.Sprintf("%sriga %d: %s", plus, l.number, figure(l.presences()).it)
		en += fmt.Sprintf("%sline %d: %s", plus, l.number, figure(l.presences()).en)
	}
	return it, en
}

// clusterWords names what the lines are about: kind of centre or centres, and
// days.
func clusterWords(c []line) words {
	p, kinds, named := c[0].period, []reception.CentreKind{}, []string{}
	for _, l := range c {
		if l.period.Start.Before(p.Start) {
			p.Start = l.period.Start
		}
		if l.period.End.After(p.End) {
			p.End = l.period.End
		}
		kinds = append(kinds, l.of)
		for _, x := range l.centres {
			if l.centre {
				named = append(named, x.Code)
			}
		}
	}
	w := periodWords(p)
	slices.Sort(kinds)
	slices.Sort(named)
	if named = slices.Compact(named); len(named) > 0 {
		return words{listIt(named) + ", " + w.it, listEn(named) + ", " + w.en}
	}
	k := kindWords("")
	if kinds = slices.Compact(kinds); len(kinds) == 1 {
		k = kindWords(kinds[0])
	}
	return words{k.it + ", " + w.it, k.en + ", " + w.en}
}

func noCentres(a *reception.Agreement, inputs []Input) Finding {
	return Finding{
		Severity: Task,
		It:       fmt.Sprintf("Al contratto con CIG %s non è collegato nessun centro aperto nel periodo: le presenze non si possono confrontare.", a.CIG),
		En:       fmt.Sprintf("No centre that was open in the period belongs to the agreement with CIG %s: presences can't be compared.", a.CIG),
		DoIt:     "Controllare con l'ufficio i centri del contratto e il periodo fatturato.",
		DoEn:     "Check the agreement's centres and the period billed with the office.",
		Inputs:   append(inputs, agreementInput(a)),
	}
}

func incomplete(found census, inputs []Input) Finding {
	f := Finding{Severity: Task, Inputs: append(inputs, found.inputs()...),
		It: "Le presenze fatturate non si possono confrontare:", En: "The presences billed can't be compared:",
		DoIt: "Inviare i registri che mancano: il confronto riparte da solo.",
		DoEn: "Send the registers that are missing: the comparison starts again by itself."}
	if n := len(found.missing); n > 0 {
		it, en := split(found.missing)
		f.It += fmt.Sprintf(" %s %s.", plural(n, "manca il registro di", "mancano i registri di"), listIt(it))
		f.En += fmt.Sprintf(" the %s of %s %s missing.", plural(n, "register", "registers"), listEn(en), plural(n, "is", "are"))
	}
	if n := len(found.blind); n > 0 {
		it, en := split(found.blind)
		f.It += fmt.Sprintf(" non si contano le presenze %s %s.", plural(n, "nel registro di", "nei registri di"), listIt(it))
		f.En += fmt.Sprintf(" presences can't be counted in the %s of %s.", plural(n, "register", "registers"), listEn(en))
		f.DoIt = "Inviare i registri che mancano, e quelli illeggibili come foglio elettronico o PDF con testo: il confronto riparte da solo."
		f.DoEn = "Send the registers that are missing, and the unreadable ones as a spreadsheet or a PDF with text: the comparison starts again by itself."
	}
	if n := len(found.waived); n > 0 {
		it, en := split(found.waived)
		f.It += fmt.Sprintf(" l'ufficio non chiede %s %s.", plural(n, "il registro di", "i registri di"), listIt(it))
		f.En += fmt.Sprintf(" the office does not ask for the %s of %s.", plural(n, "register", "registers"), listEn(en))
		if len(found.missing)+len(found.blind) == 0 {
			f.DoIt = "L'ufficio valuta le presenze in altro modo, oppure chiede di nuovo il registro."
			f.DoEn = "The office judges the presences in another way, or asks for the register again."
		}
	}
	for _, w := range slices.Concat(found.missing, found.blind, found.waived) {
		f.Inputs = append(f.Inputs, registry(words{"registro atteso " + w.it, "register expected " + w.en}, same("—"), calendar.Date{}))
	}
	f.ArithmeticIt, f.ArithmeticEn = found.lines()
	return f
}

// aheadOfTime is R3's: a line bills days that had not been yet when the invoice was
// issued.
func (d *desk) aheadOfTime() []Finding {
	on, f, ok := d.this.date(document.InvoiceDate)
	if !ok {
		return nil
	}
	var inputs []Input
	last := calendar.Date{}
	for _, l := range d.bill.days() {
		if l.sure && l.period.End.After(on) {
			inputs = append(inputs, d.bill.cites(l, "end")...)
			if l.period.End.After(last) {
				last = l.period.End
			}
		}
	}
	if last.IsZero() {
		return nil
	}
	return []Finding{{
		Severity: Warn,
		It:       fmt.Sprintf("La fattura è del %s, ma conta presenze fino al %s, che non c'erano ancora.", on.It(), last.It()),
		En:       fmt.Sprintf("The invoice is of %s, but bills presences until %s, which had not been yet.", on.En(), last.En()),
		DoIt:     "Emettere la fattura dopo l'ultimo giorno che contiene. Se la data è sbagliata, correggerla.",
		DoEn:     "Issue the invoice after the last day that it bills. If the date is wrong, correct it.",
		Figures:  compared(date(on), date(last), signedCount(last.DaysUntil(on))),
		Inputs:   append([]Input{d.this.cite(f, fieldWords(f.Name), date(on))}, inputs...),
	}}
}
