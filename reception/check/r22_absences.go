package check

import (
	"fmt"
	"strconv"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// customaryHours is the longest unbroken absence that nobody is asked about where the
// agreement says nothing of it. Many regulations of offices and centres have it; no law
// has a number (TAR Lazio 13777/2023).
const customaryHours = 72

// absenceLimit is the longest unbroken absence, in hours, that nobody is asked about.
type absenceLimit struct {
	hours int
	of    *reception.Agreement // nil: it is the customary one
}

// absenceLimit is the limit of the register's agreement on a day of the month.
func (d *desk) absenceLimit(day int) (l absenceLimit) {
	l.hours = customaryHours
	if d.sheet.month.IsZero() || d.sheet.centre.ID == 0 {
		return l
	}
	on := d.sheet.dateOf(day)
	if a := d.sheetAgreement(d.sheet, on); a != nil && a.CountingOn(on).AbsenceHours > 0 {
		l = absenceLimit{a.CountingOn(on).AbsenceHours, a}
	}
	return l
}

// days is the limit in days, rounded down: it is passed where more of them are whole.
func (l absenceLimit) days() int { return l.hours / 24 }

// from says where the limit comes from.
func (l absenceLimit) from() words {
	if l.of == nil {
		return words{"d'uso nei regolamenti, non di legge", "customary in regulations, not in law"}
	}
	return words{"contratto CIG " + l.of.CIG, "agreement CIG " + l.of.CIG}
}

// longAbsences is R22: a guest is absent on more days in a row than the threshold,
// without a reason that the register or a notice gives. The rule asks a person to look and
// concludes nothing. An absence that goes on from the month before is told once,
// on the register in whose month it passes the threshold.
func longAbsences() Rule {
	return Rule{
		ID: "R22", Version: 4, TitleIt: "Assenze oltre la soglia", TitleEn: "Absences beyond the threshold",
		Basis: "Convenzione; dove non lo dice, 72 ore: soglia d'uso dei regolamenti e non di legge; TAR Lazio 13777/2023: conclude solo una persona", Severity: Task,
		Kinds: []document.Kind{document.Register},
		applies: func(d *desk) (string, string, bool) {
			if d.sheet.mislaid { // its days are of another month
				return "Non è certo di quale centro e mese è il registro: vedere K2.", "The register's centre and month are not certain: see K2.", false
			}
			if !d.sheet.hasMarks() {
				return "Nel registro non si leggono le assenze di ciascun ospite.", "The absences of each guest can't be read in the register.", false
			}
			return "", "", true
		},
		find: findAbsences,
	}
}

// absence is an unbroken run of days of a row on which the guest is absent.
type absence struct {
	from, to int  // days of the month
	earlier  int  // days of the month before with which it goes on
	before   *row // the row of the month before; nil: none
}

func (a absence) days() int { return a.earlier + a.to - a.from + 1 }

// away says that the guest is absent on a day and neither the register nor a notice
// gives a reason; the day of exit is none.
func (r *row) away(day int) bool {
	return r.at(day) == 'A' && !r.excusedOn(day) && !r.noticedOn(day) && (r.exitDay == 0 || day < r.exitDay)
}

// absences are the runs of a row. The last absence before the days outside the
// stay may be the mark of the exit, and is not counted.
func (r *row) absences() []absence {
	var out []absence
	for day := 1; day <= len(r.pattern.Value); day++ {
		if !r.away(day) {
			continue
		}
		a := absence{from: day, to: day}
		for a.to < len(r.pattern.Value) && r.away(a.to+1) {
			a.to++
		}
		day = a.to
		if r.exitDay == 0 && a.to < len(r.pattern.Value) && r.at(a.to+1) == '-' {
			a.to--
		}
		if a.from <= a.to {
			out = append(out, a)
		}
	}
	return out
}

// goesOn joins a run that begins on the first day with the one at the end of the
// month before, where the guest's code is in one row there.
func (d *desk) goesOn(r *row, a absence) absence {
	code := bare(r.guest.Value)
	if a.from > 1 || d.before == nil || code == "" || r.guest.Unsure {
		return a
	}
	for i := range d.before.rows {
		b := &d.before.rows[i]
		if bare(b.guest.Value) != code {
			continue
		}
		if b.guest.Unsure || a.before != nil {
			return absence{from: a.from, to: a.to}
		}
		a.before = b
		last := d.before.month.Days()
		for a.earlier < last && b.away(last-a.earlier) {
			a.earlier++
		}
	}
	return a
}

func findAbsences(d *desk) []Finding {
	var out []Finding
	for i := range d.sheet.rows {
		r := &d.sheet.rows[i]
		for _, a := range r.absences() {
			limit := d.absenceLimit(a.from)
			if a = d.goesOn(r, a); a.days() > limit.days() && a.earlier <= limit.days() {
				out = append(out, d.tellAbsence(r, a, limit))
			}
		}
	}
	return out
}

func (d *desk) tellAbsence(r *row, a absence, limit absenceLimit) Finding {
	who, n, span := r.called(), a.days(), d.spanOf(a)
	if !isCode(r.guest.Value) {
		who = words{"della " + who.it, "of " + who.en}
	}
	f := Finding{
		It: fmt.Sprintf("Ospite %s: %d giorni di seguito senza presenza (%s), e nessun motivo nel registro o in una comunicazione.", who.it, n, span.it),
		En: fmt.Sprintf("Guest %s: %d days in a row without a presence (%s), and no reason in the register or in a notice.", who.en, n, span.en),

		DoIt: "Sentire l'ente e l'ospite, e scrivere che cosa è risultato: un'assenza autorizzata, un ricovero, una firma che manca, altro. Il registro da solo non dice perché; conclude una persona.",
		DoEn: "Ask the body and the guest, and write what came out: an authorised absence, a hospital stay, a missing signature, something else. The register alone does not say why; a person concludes.",

		Figures:      compared(count(n), count(limit.days()), signedCount(n-limit.days())),
		ArithmeticIt: []string{fmt.Sprintf("%d giorni − soglia di %d giorni (%d ore: %s) = +%d", n, limit.days(), limit.hours, limit.from().it, n-limit.days())},
		ArithmeticEn: []string{fmt.Sprintf("%d days − threshold of %d days (%d hours: %s) = +%d", n, limit.days(), limit.hours, limit.from().en, n-limit.days())},
	}
	if limit.of != nil {
		f.Inputs = append(f.Inputs, registry(words{"assenza senza motivo da verificare dopo (ore)", "absence without a reason looked into after (hours)"}, count(limit.hours), calendar.Date{}))
	}
	if a.earlier > 0 {
		f.Inputs = append(f.Inputs, d.before.citeAbsence(a.before, d.before.month.Days()-a.earlier+1, d.before.month.Days())...)
	}
	f.Inputs = append(f.Inputs, d.sheet.citeAbsence(r, a.from, a.to)...)
	return f
}

// spanOf tells the first and the last day, in dates where the month is known.
func (d *desk) spanOf(a absence) words {
	if d.sheet.month.IsZero() {
		return words{fmt.Sprintf("giorni %d–%d", a.from, a.to), fmt.Sprintf("days %d–%d", a.from, a.to)}
	}
	start := d.sheet.month.Start
	p := calendar.Period{Start: start.AddDays(a.from - 1 - a.earlier), End: start.AddDays(a.to - 1)}
	return spanOf(p)
}

// citeAbsence cites a row's days of absence, with the code where there is one.
func (s *sheet) citeAbsence(r *row, from, to int) []Input {
	n, days := strconv.Itoa(r.number), strconv.Itoa(from)
	if to > from {
		days += "–" + strconv.Itoa(to)
	}
	where := words{", riga " + n, ", row " + n}
	if !s.month.IsZero() {
		w := periodWords(s.month)
		where = words{where.it + " del registro di " + w.it, where.en + " of the register of " + w.en}
	}
	in := s.cite(r.pattern, words{"giorni di assenza" + where.it, "days of absence" + where.en}, same(days))
	in.Unsure, in.Others, in.OthersEn = s.weak(r.pattern), nil, nil
	if r.guest.Value == "" {
		return []Input{in}
	}
	return []Input{s.citeGuest(r, where), in}
}
