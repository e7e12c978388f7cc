package check

import (
	"fmt"
	"strconv"

	"github.com/insiemi/insiemi/document"
)

// guestTwice is R12: a guest, known by code, is present on the same day in two rows
// of this register, or in this and in another of the office.
func guestTwice() Rule {
	return Rule{
		ID: "R12", Version: 2, TitleIt: "Stesso ospite due volte", TitleEn: "Same guest twice",
		Basis: "Capitolato, corrispettivo a presenza: un ospite, una presenza al giorno", Severity: Block,
		Kinds: []document.Kind{document.Register},
		applies: func(d *desk) (string, string, bool) {
			for _, r := range d.sheet.rows {
				if r.guest.Value != "" {
					return "", "", true
				}
			}
			return "Il registro non ha i codici degli ospiti.", "The register has no guests' codes.", false
		},
		find: func(d *desk) []Finding {
			var out []Finding
			for i := range d.sheet.rows {
				out = append(out, d.sheet.judgeTwin(&d.sheet.rows[i])...)
			}
			return append(out, d.judgeElsewhere()...)
		},
	}
}

func (s *sheet) judgeTwin(r *row) []Finding {
	var days []int
	for day := 1; day <= len(r.pattern.Value); day++ {
		if r.doubled(day) {
			days = append(days, day)
		}
	}
	if len(days) == 0 {
		return nil
	}
	list, code, n := dayList(days), r.guest.Value, count(len(days))
	inputs := []Input{s.citeMark(r.guest, r.number, same(code)), s.citeMark(r.pattern, r.number, n)}
	for _, o := range s.rows {
		if o.number == r.twinRow {
			inputs = append(inputs, s.citeMark(o.guest, o.number, same(o.guest.Value)), s.citeMark(o.pattern, o.number, n))
		}
	}
	return []Finding{{
		It: fmt.Sprintf("L'ospite %s è presente negli stessi giorni in due righe, %d e %d: %s %s.", code, r.twinRow, r.number,
			plural(len(days), "giorno", "giorni"), listIt(list)),
		En: fmt.Sprintf("Guest %s is present on the same days in two rows, %d and %d: %s %s.", code, r.twinRow, r.number,
			plural(len(days), "day", "days"), listEn(list)),
		DoIt:    "Togliere la riga ripetuta, oppure correggere il codice dell'ospite, e inviare di nuovo il registro.",
		DoEn:    "Take the repeated row out, or correct the guest's code, and send the register again.",
		Figures: compared(n, same("0"), signedCount(len(days))),
		Inputs:  inputs,
	}}
}

// citeMark cites a value of a row.
func (s *sheet) citeMark(f document.Field, number int, value words) Input {
	n := strconv.Itoa(number)
	w := words{"codice dell'ospite, riga " + n, "guest's code, row " + n}
	if f.Name == document.RowField(number, "present") {
		w = words{"presenze ripetute, riga " + n, "repeated presences, row " + n}
	}
	in := s.cite(f, w, value)
	if f.Name != document.RowField(number, "guest") {
		in.Unsure = s.weak(f)
	}
	return in
}
