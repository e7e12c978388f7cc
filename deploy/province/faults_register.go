package province

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/insiemi/insiemi/reception"
	"github.com/insiemi/insiemi/workflow/calendar"
)

func plantRegisterTotal(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	n := f.register.sheet().Total
	f.at = "total of the month"
	f.register.edits = append(f.register.edits, func(s *Sheet) { s.Total += 2 })
	return fmt.Sprintf("Il totale delle presenze scritto è %s, la somma delle caselle è %s: 2 in più.", countIt(n+2), countIt(n)),
		fmt.Sprintf("The total on paper is %s, the sum of the cells is %s: 2 higher.", countEn(n+2), countEn(n)), n > 0
}

// countIt and countEn write a count below a million as people do: 1.183, 1,183.
func countIt(n int) string { return grouped(n, ".") }
func countEn(n int) string { return grouped(n, ",") }

func grouped(n int, thousands string) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%d%s%03d", n/1000, thousands, n%1000)
}

func plantDayTotal(_ *maker, f *plan, c chance) (it, en string, ok bool) {
	s := f.register.sheet()
	day := c.IntN(len(s.DayTotals))
	n := s.DayTotals[day]
	f.at = fmt.Sprintf("total of day %d", day+1)
	f.register.edits = append(f.register.edits, func(s *Sheet) { s.DayTotals[day]++ })
	return fmt.Sprintf("Per il giorno %d il totale scritto è %d, le caselle danno %d.", day+1, n+1, n),
		fmt.Sprintf("For day %d the total on paper is %d, the cells give %d.", day+1, n+1, n), true
}

func plantRowTotal(_ *maker, f *plan, c chance) (it, en string, ok bool) {
	s := f.register.sheet()
	if len(s.Rows) == 0 {
		return "", "", false
	}
	i := c.IntN(len(s.Rows))
	r := s.Rows[i]
	f.at = fmt.Sprintf("total of row %d", i+1)
	f.register.edits = append(f.register.edits, func(s *Sheet) { s.Rows[i].Total++ })
	return fmt.Sprintf("Per l'ospite %s il totale scritto è %d, le caselle danno %d.", r.Code, r.Total+1, r.Total),
		fmt.Sprintf("For guest %s the total on paper is %d, the cells give %d.", r.Code, r.Total+1, r.Total), true
}

// plantUnknownMark writes a letter that nobody has agreed on where the guest was
// absent, so that no total changes.
func plantUnknownMark(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	for i, r := range f.register.sheet().Rows {
		for d, mark := range r.Marks {
			if mark != Absent && mark != Leave && mark != Hospital {
				continue
			}
			f.at = fmt.Sprintf("row %d, day %d", i+1, d+1)
			f.register.edits = append(f.register.edits, func(s *Sheet) { s.Rows[i].Marks[d] = "K" })
			return fmt.Sprintf("Per l'ospite %s il giorno %d è segnato «K», simbolo non previsto.", r.Code, d+1),
				fmt.Sprintf("For guest %s day %d is marked \"K\", a symbol that is not agreed.", r.Code, d+1), true
		}
	}
	return "", "", false
}

// plantWrongMonth sends the register of the month before once more.
func plantWrongMonth(m *maker, f *plan, _ chance) (it, en string, ok bool) {
	before := f.Period.Previous()
	if !m.p.centre(f.Centre).OpenedOn.Before(before.Start) {
		return "", "", false
	}
	f.at = "month"
	f.register.month = before
	return fmt.Sprintf("Il registro è del mese di %s, era dovuto quello di %s.", monthOf(before), monthOf(f.Period)),
		fmt.Sprintf("The register is of %s, the one of %s was due.", before.Key(), f.Period.Key()), true
}

func monthOf(p calendar.Period) string {
	return fmt.Sprintf("%s %d", monthName(p.Start.Month()), p.Start.Year())
}

// plantWrongCentre sends the register of another centre of the body.
func plantWrongCentre(m *maker, f *plan, _ chance) (it, en string, ok bool) {
	for _, id := range m.p.centresOfBody(f.Body) {
		a, has := m.p.AgreementOf(id, f.Period)
		if id == f.Centre || !has || a.ID != f.Agreement || m.p.PersonDays(id, f.Period) == 0 {
			continue
		}
		return m.otherCentre(f, id)
	}
	return "", "", false
}

func (m *maker) otherCentre(f *plan, id reception.CentreID) (it, en string, ok bool) {
	f.at = "centre"
	f.register.centre = id
	got, due := m.p.centre(id).Code, m.p.centre(f.Centre).Code
	return fmt.Sprintf("Il registro è del centro %s, era dovuto quello del centro %s.", got, due),
		fmt.Sprintf("The register is of centre %s, the one of centre %s was due.", got, due), true
}

// plantEntry1900 writes the day that spreadsheets make of the number 1.
func plantEntry1900(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	for i, r := range f.register.sheet().Rows {
		if !r.Entry.Before(f.Period.Start) {
			continue
		}
		f.at = fmt.Sprintf("entry of row %d", i+1)
		f.register.edits = append(f.register.edits, func(s *Sheet) { s.Rows[i].Entry = calendar.MustDate(1900, time.January, 1) })
		return fmt.Sprintf("Per l'ospite %s l'ingresso è scritto 01/01/1900, era il %s.", r.Code, r.Entry.It()),
			fmt.Sprintf("For guest %s the entry is written 01/01/1900, it was %s.", r.Code, r.Entry), true
	}
	return "", "", false
}

// plantGuestTwice lists a guest a second time at the end, with all totals, where
// there are places enough.
func plantGuestTwice(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	s := f.register.sheet()
	if len(s.Rows) < 3 || s.Rows[0].Total == 0 || slices.Max(s.DayTotals) >= s.Places {
		return "", "", false
	}
	r := s.Rows[0]
	f.at = fmt.Sprintf("rows 1 and %d", len(s.Rows)+1)
	f.register.edits = append(f.register.edits, func(s *Sheet) {
		s.Rows = append(s.Rows, s.Rows[0])
		s.sum()
	})
	return fmt.Sprintf("L'ospite %s è scritto due volte, alle righe 1 e %d: %d presenze contate due volte.", r.Code, len(s.Rows)+1, r.Total),
		fmt.Sprintf("Guest %s is listed twice, in rows 1 and %d: %d person-days counted twice.", r.Code, len(s.Rows)+1, r.Total), true
}

// plantTextAsPDF sends a note that was renamed.
func plantTextAsPDF(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	centre, month := f.register.sheet().Centre.Code, monthOf(f.Period)
	f.at = "the whole file"
	f.wreck = func([]byte) []byte {
		return []byte(strings.Join([]string{"Registro presenze " + centre, "Mese: " + month, "",
			"Il file firmato è nella cartella condivisa, lo carico domani.", ""}, "\r\n"))
	}
	return "Il file si chiama .pdf ma contiene solo testo: non è un PDF.", "The file is named .pdf but holds plain text: it is not a PDF.", true
}

// plantTruncatedPDF keeps the first 60 % of the bytes.
func plantTruncatedPDF(_ *maker, f *plan, _ chance) (it, en string, ok bool) {
	f.at = "the last 40 % of the file"
	f.wreck = func(b []byte) []byte { return b[:len(b)*6/10] }
	return "Il PDF è incompleto: manca la parte finale del file.", "The PDF is incomplete: the last part of the file is missing.", true
}

// plantWrongKind sends the agreement where the register is due.
func plantWrongKind(m *maker, f *plan, _ chance) (it, en string, ok bool) {
	a := m.p.agreement(f.Agreement)
	b, err := (&contract{m.p, a, a.CIG}).bytes()
	if err != nil {
		return "", "", false
	}
	f.at = "the whole file"
	f.wreck = func([]byte) []byte { return b }
	return "Al posto del registro è stata inviata la convenzione.", "The agreement was sent in place of the register.", true
}
