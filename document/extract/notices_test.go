package extract

import (
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document"
)

// A notice of departure says whom it is about, by the code alone, and since when.
func TestNoticeOfDeparture(t *testing.T) {
	t.Parallel()
	of := func(codes, on string) map[string]string {
		return map[string]string{document.GuestCode: codes, document.DepartedOn: on}
	}
	const head = "COMUNICAZIONE DI ALLONTANAMENTO DELL'OSPITE\nCentro RN-017, CIG B6DB8A4C65\n"
	var cases []paperCase
	for text, want := range map[string]map[string]string{
		"Si comunica che l'ospite G017-003 non è rientrato dal 20/10/2026 (art. 23 D.Lgs. 142/2015).\nRimini, 22/10/2026":          of("G017-003", "2026-10-20"),
		"L'ospite (codice G017-003) si è allontanato in data 20 ottobre 2026.\nRimini, lì 22/10/2026":                              of("G017-003", "2026-10-20"),
		"In data 20/10/2026 l'ospite cod. RN0002 ha lasciato il centro.\nData: 22/10/2026":                                         of("RN0002", "2026-10-20"),
		"Codice ospite: RN0002\nData di allontanamento: 20/10/2026\nData della comunicazione: 21/10/2026":                          of("RN0002", "2026-10-20"),
		"Codice ospite: 0002\nData allontanamento 20/10/2026":                                                                      of("0002", "2026-10-20"),
		"CUI 05A1B2C: dal 20/10/2026 non è più rientrato\nin struttura":                                                            of("05A1B2C", "2026-10-20"),
		"Gli ospiti G017-003, G017-004 e G017-005 si sono allontanati il 20/10/2026.":                                              of("G017-003, G017-004, G017-005", "2026-10-20"),
		"L'ospite G017-003 si è allontanato il 20/10/2026. Ne ha dato notizia l'ospite G017-009.":                                  of("G017-003, G017-009?", "2026-10-20"),
		"L'ospite G017-003 si è allontanato il 20/10/2026.\nL'ospite G017-004 si è allontanato il 21/10/2026.":                     of("G017-003, G017-004?", "2026-10-20? 2026-10-21"),
		"L'ospite G017-003 si è allontanato in data odierna.\nRimini, 22/10/2026":                                                  of("G017-003", "2026-10-22"),
		"L'ospite G017-003 si è allontanato.\nRimini, 22/10/2026":                                                                  of("G017-003", ""),
		"L'ospite G017-003 si è allontanato\nRimini, 22/10/2026":                                                                   of("G017-003", ""),
		"L'ospite Persona Inventata (cod. G017-003), nata il 05/03/2001, si è allontanata il 20/10/2026":                           of("G017-003", "2026-10-20"),
		"L'ospite Persona Inventata, C.F. RSSMRA85T10A562S, si è allontanata il 20/10/2026":                                        of("", "2026-10-20"),
		"L'ospite MARIO85 si è allontanato il 20/10/2026":                                                                          of("", "2026-10-20"),
		"L'ospite del centro RN-017 si è allontanato il 31/09/2026":                                                                of("", "2026-09-31?"),
		"Ai sensi dell'art. 23 D.Lgs.142/2015 n. 3 ospiti 12 su 20 risultano presenti; per l'ospite D.Lgs.142/2015 nulla è emerso": of("", ""),
	} {
		cases = append(cases, paperCase{document.Departure, head + text, want})
	}
	readPapers(t, cases)
}

// A leave has a first and a last day.
func TestNoticeOfLeave(t *testing.T) {
	t.Parallel()
	of := func(start, end string) map[string]string {
		return map[string]string{document.GuestCode: "G017-004", document.LeaveStart: start, document.LeaveEnd: end}
	}
	const head = "RICHIESTA DI AUTORIZZAZIONE ALL'ASSENZA\nL'ospite G017-004 chiede di assentarsi "
	var cases []paperCase
	for text, want := range map[string]map[string]string{
		"dal 12 al 14 ottobre 2026":                                           of("2026-10-12", "2026-10-14"),
		"dal 12/10/2026 al 14/10/2026.\nRimini, 10/10/2026":                   of("2026-10-12", "2026-10-14"),
		"dal 30 settembre al 2 ottobre 2026":                                  of("2026-09-30", "2026-10-02"),
		"dal 30 dicembre al 2 gennaio 2027":                                   of("2026-12-30", "2027-01-02"),
		"dalle ore 18.00 del 12/10/2026 alle ore 9 del 14/10/2026":            of("2026-10-12", "2026-10-14"),
		"nei giorni 12 e 13 ottobre 2026":                                     of("2026-10-12", "2026-10-13"),
		"per la notte del 12/10/2026":                                         of("2026-10-12", "2026-10-12"),
		"per motivi di famiglia. Partenza: 12/10/2026; rientro il 14/10/2026": of("2026-10-12", "2026-10-14"),
		"a Roma.\nRientrerà il 14/10/2026":                                    of("", "2026-10-14"),
		"dal 14/10/2026 al 12/10/2026":                                        of("2026-10-14?", "2026-10-12?"),
		"dal 12/10/2026 al 14/10/2026, e dal 20/10/2026 al 22/10/2026":        of("2026-10-12? 2026-10-20", "2026-10-14? 2026-10-22"),
	} {
		cases = append(cases, paperCase{document.Leave, head + text, want})
	}
	readPapers(t, cases)
}

// No value of a notice is a name, whatever stands in the place of the code.
func TestANoticeKeepsNoName(t *testing.T) {
	t.Parallel()
	for _, k := range []document.Kind{document.Departure, document.Leave} {
		for _, who := range []string{"Rossi Mario", "ROSSI-MARIO", "Rossi, Mario (nato il 05/03/2001)", "codice Rossi", "cod. ospite: Mario", "CUI Rossi Mario", "rossi.mario85"} {
			r := found(k, "Comunicazione di allontanamento, richiesta di assenza\nL'ospite "+who+" dal 12/10/2026 al 14/10/2026 non è rientrato")
			for _, f := range r.Fields {
				if strings.Contains(strings.ToLower(f.Value+f.Written+strings.Join(f.Others, " ")), "rossi") || strings.Contains(strings.ToLower(f.Value), "mario") {
					t.Errorf("%s of %q: %+v", f.Name, who, f)
				}
			}
		}
	}
}

// Receipts for goods say how many kits and cards they are for; one that counts
// neither has no number.
func TestReceiptsForGoods(t *testing.T) {
	t.Parallel()
	of := func(kits, cards string) map[string]string {
		return map[string]string{document.KitCount: kits, document.CardCount: cards}
	}
	var cases []paperCase
	for text, want := range map[string]map[string]string{
		"Centro RN-017, ottobre 2026. Kit di primo ingresso n. 3; schede telefoniche: 2":                         of("3", "2"),
		"Consegnati n. 3 kit di primo ingresso e n. 2 schede telefoniche da EUR 5,00":                            of("3", "2"),
		"Kit consegnati: 12\nSchede telefoniche consegnate: 11":                                                  of("12", "11"),
		"ospite G1: kit n. 1\nospite G2: kit n. 1\nTotale kit di primo ingresso: 2\nTotale schede telefoniche 2": of("2", "2"),
		"Kit: 3\nKit: 4": of("3? 4", ""),
		"Il sottoscritto ospite G017-002 dichiara di avere ricevuto il kit di primo ingresso e la scheda telefonica da 5,00 €": of("", ""),
	} {
		cases = append(cases, paperCase{document.KitReceipts, "Ricevute dei beni consegnati agli ospiti\n" + text, want})
	}
	readPapers(t, cases)
}
