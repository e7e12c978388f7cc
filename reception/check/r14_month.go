package check

import (
	"fmt"
	"slices"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// monthToMonth is R14: who is in the centre at the end of a month is there on
// the first day of the next, but for who enters on that day. It speaks on each of
// the two registers once both have come.
func monthToMonth() Rule {
	return Rule{
		ID: "R14", Version: 3, TitleIt: "Da un mese all'altro", TitleEn: "From one month to the next",
		Basis: "DM 18 ottobre 2017, registro delle presenze; capitolato, comunicazione di ingressi e uscite", Severity: Warn,
		Kinds: []document.Kind{document.Register},
		applies: func(d *desk) (string, string, bool) {
			switch all := d.handovers(); {
			case d.sheet.mislaid || d.sheet.centre.ID == 0 || d.sheet.month.IsZero():
				return "Non è certo di quale centro e mese è il registro: vedere K2.", "The register's centre and month are not certain: see K2.", false
			case len(all) == 0:
				return "Non ci sono ancora i registri del mese prima e del mese dopo.", "The registers of the months before and after are not there yet.", false
			case !all[0].told() && !all[len(all)-1].told():
				return "Dai registri dei due mesi non si ricava chi c'era l'ultimo e il primo giorno.",
					"The registers of the two months don't tell who was there on the last and the first day.", false
			}
			return "", "", true
		},
		find: func(d *desk) []Finding {
			var out []Finding
			for _, h := range d.handovers() {
				out = append(out, h.judge()...)
			}
			return out
		},
	}
}

// handover is the passage from a month to the next: the registers of a centre.
type handover struct{ from, to *sheet }

func (d *desk) handovers() []handover {
	var out []handover
	if d.before != nil {
		out = append(out, handover{d.before, d.sheet})
	}
	if d.after != nil {
		out = append(out, handover{d.sheet, d.after})
	}
	return out
}

func (h handover) last() calendar.Date  { return h.from.month.End }
func (h handover) first() calendar.Date { return h.to.month.Start }

// stays says whether a guest of the first register goes on to the next month. The
// day of exit, paid or not, is the last; an absence on the last day alone may be
// the mark of an exit.
func (h handover) stays(r *row) tally {
	last := h.from.month.Days()
	switch mark := r.at(last); {
	case !r.exit.IsZero() && !r.exit.After(h.last()), mark == '-':
		return tally{}
	case mark == '?':
		return tally{0, 0, 1}
	case r.went.Unsure, r.exit.Equal(h.first()) && !r.exit.IsZero(), mark == 'A' && r.at(last-1) != 'A':
		return tally{1, 0, 1}
	}
	return tally{1, 1, 1}
}

// there says whether a guest of the second register is in the centre on its first
// day, present or not; who leaves on that day is.
func (h handover) there(r *row) tally {
	switch mark := r.at(1); {
	case mark == '-' && !(!r.exit.IsZero() && r.exit.Equal(h.first())):
		return tally{}
	case mark == '?':
		return tally{0, 0, 1}
	}
	return tally{1, 1, 1}
}

// enters says whether a guest of the second register enters on its first day. A
// register without any date of entry does not tell.
func (h handover) enters(r *row) tally {
	d, err := calendar.ParseDate(r.came.Value)
	switch {
	case !h.datesEntries() || r.came.Unsure:
		return tally{0, 0, 1}
	case err == nil && d.Equal(h.first()):
		return tally{1, 1, 1}
	}
	return tally{}
}

func (h handover) datesEntries() bool {
	for _, r := range h.to.rows {
		if r.came.Value != "" {
			return true
		}
	}
	return false
}

// coded says that both registers name by a code each guest who may be there on
// either day.
func (h handover) coded() bool {
	n := 0
	for i := range h.from.rows {
		r := &h.from.rows[i]
		if h.stays(r).high > 0 && bare(r.guest.Value) == "" {
			return false
		}
		n++
	}
	for i := range h.to.rows {
		r := &h.to.rows[i]
		if h.there(r).high > 0 && bare(r.guest.Value) == "" {
			return false
		}
		n++
	}
	return n > 0 && h.marked()
}

// marked says that both registers have the marks of each guest.
func (h handover) marked() bool { return h.from.hasMarks() && h.to.hasMarks() }

// told says that the two registers can be compared.
func (h handover) told() bool {
	if h.marked() {
		return true
	}
	_, ok := h.perDay()
	return ok
}

func (h handover) judge() []Finding {
	if h.coded() {
		return h.judgeGuests()
	}
	p, ok := h.perGuest()
	if !ok {
		p, ok = h.perDay()
	}
	if !ok || p.fits() {
		return nil
	}
	f := h.finding(p)
	entered := words{}
	if n := p.entered.n; n > 0 {
		entered = words{fmt.Sprintf("%s %s e ", plural(n, "ne entra", "ne entrano"), count(n).it), fmt.Sprintf("%s %s and ", count(n).en, plural(n, "enters", "enter"))}
	}
	f.It = fmt.Sprintf("I registri di %s non si seguono: il %s restano %s ospiti, il %s %sce ne sono %s.", h.to.centre.Code, h.last().It(), count(p.left.n).it, h.first().It(), entered.it, count(p.there.n).it)
	f.En = fmt.Sprintf("The registers of %s don't follow each other: %s guests stay on %s, on %s %sthere are %s.", h.to.centre.Code, count(p.left.n).en, h.last().En(), h.first().En(), entered.en, count(p.there.n).en)
	f.Inputs = append(f.Inputs, p.inputs...)
	return []Finding{f.verifyFirst()}
}

// verifyFirst asks to look first at what the reading does not vouch for.
func (f Finding) verifyFirst() Finding {
	if slices.ContainsFunc(f.Inputs, func(in Input) bool { return in.Unsure }) {
		f.DoIt = "Verificare prima i valori letti che non sono certi. " + f.DoIt
		f.DoEn = "First verify the values as read that are not certain. " + f.DoEn
	}
	return f
}

// passage is how many guests go from a month to the next.
type passage struct {
	left    tally // at the end of the last day
	entered tally // on the first day
	there   tally // on the first day
	inputs  []Input
}

func (p passage) expected() tally { return p.left.plus(p.entered) }

// fits says that some reading of the doubtful marks makes both sides the same.
func (p passage) fits() bool {
	x := p.expected()
	return p.there.low <= x.high && x.low <= p.there.high
}

// again says that a guest who is counted was so in an earlier row of the same code.
func again(counted map[string]bool, r *row, t tally) bool {
	code := bare(r.guest.Value)
	if code == "" || t.n == 0 {
		return false
	}
	twice := counted[code]
	counted[code] = true
	return twice
}

// perGuest counts the guests of the two registers: the rows, those of one code once.
func (h handover) perGuest() (p passage, ok bool) {
	if !h.marked() {
		return p, false
	}
	stayed, present := map[string]bool{}, map[string]bool{}
	for i := range h.from.rows {
		r := &h.from.rows[i]
		if left := h.stays(r); !again(stayed, r, left) {
			p.left = p.left.plus(left)
		}
	}
	for i := range h.to.rows {
		r := &h.to.rows[i]
		there := h.there(r)
		if again(present, r, there) {
			continue
		}
		p.there = p.there.plus(there)
		if enters := h.enters(r); there.n > 0 {
			p.entered = p.entered.plus(enters)
		} else if there.high > 0 {
			p.entered = p.entered.plus(tally{0, 0, enters.high})
		}
	}
	return p, true
}

// perDay takes the presences of the two days, where a register tells no guests
// apart. Who came and left in the month may have done so on its first day.
func (h handover) perDay() (p passage, ok bool) {
	came, cf, ok1 := h.to.number(document.DeclaredEntered)
	went, wf, ok2 := h.to.number(document.DeclaredLeft)
	var ok3, ok4 bool
	p.left, ok3 = h.from.on(h.from.month.Days())
	p.there, ok4 = h.to.on(1)
	p.entered = tally{0, -int(went.IntPart()), int(came.IntPart())}
	p.inputs = []Input{h.to.cite(cf, words{"entrati nel mese, come scritto", "entered in the month, as written"}, words{}),
		h.to.cite(wf, words{"usciti nel mese, come scritto", "left in the month, as written"}, words{})}
	return p, ok1 && ok2 && ok3 && ok4 && !cf.Unsure && !wf.Unsure
}

// finding opens the sum, whatever the sentence.
func (h handover) finding(p passage) Finding {
	x := p.expected()
	f := Finding{
		DoIt: "Scrivere l'ingresso o l'uscita che manca, oppure correggere il registro sbagliato, e inviarlo di nuovo. Se tutti e due sono giusti, dire all'ufficio perché.",
		DoEn: "Write the entry or the exit that is missing, or correct the register that is wrong, and send it again. If both are right, tell the office why.",

		Figures: compared(count(p.there.n), count(x.n), signedCount(p.there.n-x.n)),
		Inputs:  []Input{h.from.citeDay(h.from.month.Days(), p.left.n), h.to.citeDay(1, p.there.n)},
	}
	f.Inputs[0].It, f.Inputs[0].En = "ospiti che restano il "+h.last().It(), "guests who stay on "+h.last().En()
	f.Inputs[1].It, f.Inputs[1].En = "ospiti il "+h.first().It(), "guests on "+h.first().En()
	f.ArithmeticIt = []string{fmt.Sprintf("%s che restano il %s + %s che entrano il %s = %s; nel registro %s", count(p.left.n).it, h.last().It(), count(p.entered.n).it, h.first().It(), count(x.n).it, count(p.there.n).it)}
	f.ArithmeticEn = []string{fmt.Sprintf("%s who stay on %s + %s who enter on %s = %s; in the register %s", count(p.left.n).en, h.last().En(), count(p.entered.n).en, h.first().En(), count(x.n).en, count(p.there.n).en)}
	return f
}
