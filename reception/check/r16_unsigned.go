package check

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
)

// unsignedDays is R16: on a scanned register, a day that is marked present and in
// whose cell there is no ink. Ink is a hint: it is not known to be a signature,
// and where there seems to be none the guest may have been there all the same. A
// person looks at the paper. Whether the manager attests a presence is not read.
func unsignedDays() Rule {
	return Rule{
		ID: "R16", Version: 1, TitleIt: "Giornata senza firma", TitleEn: "Day without a signature",
		Basis: "DM 18 ottobre 2017, registro delle presenze con le firme; TAR Lazio 13777/2023: una firma che manca non prova un'assenza", Severity: Warn,
		Kinds: []document.Kind{document.Register},
		applies: func(d *desk) (string, string, bool) {
			for i := range d.sheet.rows {
				if r := &d.sheet.rows[i]; r.ink.Value != "" && r.pattern.Value != "" {
					return "", "", true
				}
			}
			return "Il registro non è una scansione di cui si siano guardate le caselle: le firme non si possono cercare.",
				"The register is not a scan whose cells were looked at: signatures can't be looked for.", false
		},
		find: findUnsigned,
	}
}

// unsigned are the days of a row that are marked present without any ink; marked
// is how many of its days are marked present and were looked at.
func (r *row) unsigned() (days []int, marked int) {
	for day := 1; day <= min(len(r.pattern.Value), len(r.ink.Value)); day++ {
		if r.pattern.Value[day-1] != 'P' {
			continue
		}
		marked++
		if r.ink.Value[day-1] == '.' {
			days = append(days, day)
		}
	}
	return days, marked
}

// findUnsigned makes one finding of all days of the register.
func findUnsigned(d *desk) []Finding {
	s := d.sheet
	var it, en []string
	var inputs []Input
	marked, without := 0, 0
	for i := range s.rows {
		r := &s.rows[i]
		days, n := r.unsigned()
		marked += n
		if len(days) == 0 {
			continue
		}
		without += len(days)
		w, list := r.called(), dayList(days)
		it = append(it, fmt.Sprintf("%s, %s %s", w.it, plural(len(days), "giorno", "giorni"), listIt(list)))
		en = append(en, fmt.Sprintf("%s, %s %s", w.en, plural(len(days), "day", "days"), listEn(list)))
		if len(it) <= maxListed {
			inputs = append(inputs, s.citeInk(r, list)...)
		}
	}
	if without == 0 {
		return nil
	}
	return []Finding{{
		It: fmt.Sprintf("%s %s presente, ma nella casella non si vede inchiostro: %s. L'inchiostro è solo un indizio: non dice se l'ospite c'era.",
			count(without).it, plural(without, "giornata è segnata", "giornate sono segnate"), strings.Join(atMost(it, maxListed, "altre righe"), "; ")),
		En: fmt.Sprintf("%s %s marked present, but no ink is seen in the cell: %s. Ink is only a hint: it does not say whether the guest was there.",
			count(without).en, plural(without, "day is", "days are"), strings.Join(atMost(en, maxListed, "more rows"), "; ")),

		DoIt: "Guardare queste caselle sulla carta. Se la firma c'è, o il responsabile ha attestato la presenza, scriverlo e confermare; se manca, chiedere all'ente. Decide una persona.",
		DoEn: "Look at these cells on the paper. If the signature is there, or the manager has attested the presence, write so and confirm; if it is missing, ask the body. A person decides.",

		Figures:      compared(count(marked), count(marked-without), signedCount(without)),
		ArithmeticIt: []string{fmt.Sprintf("%s giornate segnate presente nelle righe guardate − %s senza inchiostro = %s", count(marked).it, count(without).it, count(marked-without).it)},
		ArithmeticEn: []string{fmt.Sprintf("%s days marked present in the rows looked at − %s without ink = %s", count(marked).en, count(without).en, count(marked-without).en)},
		Inputs:       inputs,
	}}
}

// citeInk cites marks and hint of ink of a row.
func (s *sheet) citeInk(r *row, days []string) []Input {
	n := strconv.Itoa(r.number)
	marks := s.cite(r.pattern, words{"giorni segnati presente senza inchiostro, riga " + n, "days marked present without ink, row " + n}, words{listIt(days), listEn(days)})
	marks.Unsure, marks.Others, marks.OthersEn = s.weak(r.pattern), nil, nil
	blank := dayList(daysWith(r.ink.Value, '.'))
	ink := s.cite(r.ink, words{"caselle senza inchiostro, riga " + n + " (indizio), giorni", "cells without ink, row " + n + " (a hint), days"}, words{listIt(blank), listEn(blank)})
	return []Input{marks, ink}
}
