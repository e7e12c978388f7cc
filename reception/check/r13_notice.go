package check

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// noticesKept is R13: a guest whose departure was notified is not marked present
// afterwards, and one who is not there any more without a word was notified. The
// rule says what does not go together and concludes nothing of anybody: a person
// asks. Absences beyond the threshold are R22's, guests who are missing in the next
// month R14's.
//
// Transfers and revocations are told by no kind of document yet: where the notice
// of departure tells them, they count as one.
func noticesKept() Rule {
	return Rule{
		ID: "R13", Version: 1, TitleIt: "Presenze e comunicazioni", TitleEn: "Presences and notices",
		Basis: "D.Lgs. 142/2015, art. 23 c. 3: l'allontanamento si comunica immediatamente alla Prefettura; TAR Lazio 13777/2023: conclude solo una persona", Severity: Warn,
		Kinds: []document.Kind{document.Register},
		applies: func(d *desk) (string, string, bool) {
			s := d.sheet
			switch {
			case s.mislaid || s.month.IsZero():
				return "Non è certo di quale centro e mese è il registro: vedere K2.", "The register's centre and month are not certain: see K2.", false
			case !s.hasMarks() || !slices.ContainsFunc(s.rows, func(r row) bool { return r.guest.Value != "" }):
				return "Il registro non ha i codici degli ospiti con le loro presenze: le comunicazioni non si possono confrontare.",
					"The register has no guests' codes with their presences: notices can't be compared.", false
			}
			return "", "", true
		},
		find: func(d *desk) []Finding {
			var out []Finding
			for i := range d.sheet.rows {
				r := &d.sheet.rows[i]
				if f, ok := d.presentAfter(r); ok {
					out = append(out, f)
				} else if f, ok := d.goneSilently(r); ok {
					out = append(out, f)
				}
			}
			return out
		},
	}
}

// presentAfter tells the presences of a row after the departure that was notified,
// the first of several. A date that may be another is taken as the latest.
func (d *desk) presentAfter(r *row) (Finding, bool) {
	var first *notice
	var code document.Field
	var left calendar.Date
	for _, n := range d.notices {
		f, ok := n.names(d.sheet, r)
		on := latest(n.from)
		if !ok || !n.isDeparture() || on.IsZero() || r.cameAfter(on) || first != nil && !on.Before(left) {
			continue
		}
		first, code, left = n, f, on
	}
	if first == nil {
		return Finding{}, false
	}
	var days []int
	for day := 1; day <= len(r.pattern.Value); day++ {
		if r.at(day) == 'P' && d.sheet.dateOf(day).After(left) {
			days = append(days, day)
		}
	}
	if len(days) == 0 {
		return Finding{}, false
	}
	who, n, list := r.called(), strconv.Itoa(len(days)), dayList(days)
	f := Finding{
		It: fmt.Sprintf("Ospite %s: la comunicazione dice che ha lasciato il centro il %s, e il registro segna %s dopo: %s %s.", who.it, left.It(),
			plural(len(days), "una presenza", n+" presenze"), plural(len(days), "giorno", "giorni"), listIt(list)),
		En: fmt.Sprintf("Guest %s: the notice says that the guest left the centre on %s, and the register marks %s afterwards: %s %s.", who.en, left.En(),
			plural(len(days), "a presence", n+" presences"), plural(len(days), "day", "days"), listEn(list)),

		DoIt: "Se l'ospite è rientrato, scriverlo all'ufficio; se no, correggere il registro, oppure la comunicazione, e inviare di nuovo il documento sbagliato. Quale dei due è giusto lo dice una persona.",
		DoEn: "If the guest came back, write it to the office; if not, correct the register, or the notice, and send the wrong paper again. Which of the two is right is for a person to say.",

		Figures:      compared(same(n), same("0"), signedCount(len(days))),
		ArithmeticIt: []string{fmt.Sprintf("%s dopo il %s: %s; attese 0", plural(len(days), "presenza segnata", "presenze segnate"), left.It(), n)},
		ArithmeticEn: []string{fmt.Sprintf("%s after %s: %s; 0 expected", plural(len(days), "presence marked", "presences marked"), left.En(), n)},
		Inputs:       []Input{first.citeGuest(code), first.citeDay()},
	}
	f.Inputs = append(f.Inputs, d.sheet.citeDays(r, words{"giorni di presenza", "days of presence"}, list)...)
	return f.verifyFirst(), true
}

// gap is from which day on a guest is not there any more.
type gap struct {
	last int  // day of the last presence
	ends bool // the row has no days afterwards; else they are absences
}

// gapOf finds the end of a row's presences that nothing in the register explains and
// that no other rule tells: the row stops while the register goes on, or the last
// days are absences, too few for R22, and no register of the next month is there yet.
// A single one may be the mark of the exit.
func (d *desk) gapOf(r *row) (g gap, ok bool) {
	days := len(r.pattern.Value)
	for g.last = days; g.last > 0 && r.at(g.last) != 'P'; g.last-- {
		if m := r.at(g.last); m != r.at(days) || r.excusedOn(g.last) {
			return g, false
		}
	}
	if g.last == 0 || g.last == days || r.went.Value != "" {
		return g, false
	}
	if r.at(days) == '-' {
		g.ends = true
		return g, d.sheet.lastMarked() > g.last && !d.isBack(r)
	}
	n := days - g.last
	return g, r.at(days) == 'A' && n > 1 && n*24 <= d.absenceLimit(g.last+1).hours && days == d.sheet.month.Days() && d.after == nil
}

// goneSilently tells a gap for which there is no notice with the guest's code.
func (d *desk) goneSilently(r *row) (Finding, bool) {
	g, ok := d.gapOf(r)
	if !ok || bare(r.guest.Value) == "" || d.elsewhere(r, g.last) {
		return Finding{}, false
	}
	next, end := d.sheet.dateOf(g.last+1), d.sheet.month.End
	var nameless []*notice
	for _, n := range d.notices {
		if len(n.guests) == 0 && n.at(d.sheet.centre.ID) && n.tells(r, end) {
			nameless = append(nameless, n)
		}
		if _, ok := n.names(d.sheet, r); ok && (n.tells(r, end) || n.tells(r, next)) {
			return Finding{}, false
		}
	}
	who, last := r.called(), d.sheet.dateOf(g.last)
	f := Finding{
		It: fmt.Sprintf("Ospite %s: presente fino al %s, poi assente fino alla fine del registro, e nessuna comunicazione con il suo codice.", who.it, last.It()),
		En: fmt.Sprintf("Guest %s: present until %s, then absent to the end of the register, and no notice with that code.", who.en, last.En()),

		DoIt: "Se l'ospite ha lasciato il centro, inviare subito la comunicazione; se è in assenza autorizzata, uscito o trasferito, scriverlo nel registro. Il registro da solo non dice che cosa è successo.",
		DoEn: "If the guest left the centre, send the notice at once; after an authorised leave, an exit or a transfer, write it in the register. The register alone does not say what happened.",

		Figures:      compared(same("0"), same("1"), signedCount(-1)),
		ArithmeticIt: []string{fmt.Sprintf("ultima presenza il %s, registro fino al %s; comunicazioni con il codice: 0 di 1", last.It(), end.It())},
		ArithmeticEn: []string{fmt.Sprintf("last presence on %s, register to %s; notices with the code: 0 of 1", last.En(), end.En())},
	}
	what := words{"giorni di assenza", "days of absence"}
	if g.ends {
		f.It = fmt.Sprintf("Ospite %s: presente fino al %s, poi la riga si ferma senza un'uscita, e nessuna comunicazione con il suo codice.", who.it, last.It())
		f.En = fmt.Sprintf("Guest %s: present until %s, then the row stops without an exit, and no notice with that code.", who.en, last.En())
		what = words{"giorni senza segno", "days without a mark"}
	}
	f.Inputs = d.sheet.citeDays(r, what, []string{strconv.Itoa(g.last+1) + "–" + strconv.Itoa(len(r.pattern.Value))})
	for _, n := range nameless {
		in := n.absent(words{"codice dell'ospite in una comunicazione del centro", "guest's code in a notice of the centre"})
		in.Unsure = true
		f.Inputs = append(f.Inputs, in)
	}
	if len(nameless) > 0 {
		f.DoIt = "Guardare prima la comunicazione di cui non si legge il codice: può essere di questo ospite. " + f.DoIt
		f.DoEn = "First look at the notice whose code could not be read: it may be about this guest. " + f.DoEn
		return f, true
	}
	return f.verifyFirst(), true
}

// isBack says that the guest is present on the first day of the next month: R14
// tells what is missing.
func (d *desk) isBack(r *row) bool {
	return d.after != nil && slices.ContainsFunc(d.after.rows, func(o row) bool {
		return bare(o.guest.Value) == bare(r.guest.Value) && o.at(1) == 'P'
	})
}

// elsewhere says that another row of the register goes on with the same guest.
func (d *desk) elsewhere(r *row, last int) bool {
	return slices.ContainsFunc(d.sheet.rows, func(o row) bool {
		if o.number == r.number || bare(o.guest.Value) != bare(r.guest.Value) {
			return false
		}
		for day := last + 1; day <= len(o.pattern.Value); day++ {
			if o.at(day) == 'P' {
				return true
			}
		}
		return false
	})
}

// dateOf is the date of a day of the register's month.
func (s *sheet) dateOf(day int) calendar.Date { return s.month.Start.AddDays(day - 1) }

// lastMarked is the last day on which any guest has a mark.
func (s *sheet) lastMarked() int {
	last := 0
	for i := range s.rows {
		for day := len(s.rows[i].pattern.Value); day > last; day-- {
			if m := s.rows[i].at(day); m == 'P' || m == 'A' {
				last = day
			}
		}
	}
	return last
}

// citeDays cites a guest's code and some days of the row.
func (s *sheet) citeDays(r *row, what words, list []string) []Input {
	w := periodWords(s.month)
	where := words{", riga " + strconv.Itoa(r.number) + " del registro di " + w.it, ", row " + strconv.Itoa(r.number) + " of the register of " + w.en}
	in := s.cite(r.pattern, words{what.it + where.it, what.en + where.en}, same(join(list, ", ")))
	in.Unsure, in.Others, in.OthersEn = s.weak(r.pattern), nil, nil
	return []Input{s.citeGuest(r, where), in}
}
