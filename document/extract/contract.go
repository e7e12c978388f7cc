package extract

import (
	"regexp"
	"strings"

	"github.com/insiemi/insiemi/document"
)

var (
	contractSpan  = regexp.MustCompile(`\bdal(?:la\s+data\s+del|\s+giorno)?\s+(` + dateExpr + `)\s*(?:,|e)?\s*(?:fino\s+|sino\s+)?al(?:la\s+data\s+del|\s+giorno)?\s+(` + dateExpr + `)`)
	contractStart = regexp.MustCompile(`(?:con\s+decorrenza|decorre(?:nza)?|a\s+decorrere|a\s+partire|inizio(?:\s+del\s+servizio)?|data\s+(?:di\s+)?inizio)\s*(?:dal(?:la)?|il|:|data)*\s*(?:giorno\s+)?(` + dateExpr + `)`)
	contractEnd   = regexp.MustCompile(`(?:(?:fino|sino)\s+al(?:la\s+data\s+del|\s+giorno)?|scad(?:e|enza|ra)(?:\s+(?:il|al|del\s+contratto|della\s+convenzione|finale))*|termin(?:e|a)(?:\s+(?:il|al|finale))*|data\s+(?:di\s+)?fine|prorogat[oa]\s+(?:fino\s+|sino\s+)?al|nuova\s+scadenza)\s*:?\s*(?:il\s+)?(` + dateExpr + `)`)
	contractDate  = regexp.MustCompile(`(?:stipulat[oa]\s+(?:in\s+data|il)|sottoscritt[oa]\s+(?:in\s+data|il)|data\s+(?:di\s+)?(?:stipula|sottoscrizione|del\s+contratto)|l'anno.{0,60}?il\s+giorno|oggi|li'?|addi'?|in\s+data)\s*:?\s*(` + dateExpr + `)`)
	amounts       = regexp.MustCompile(`(?:(?:euro|eur|€)\s*(` + amountExpr + `)|(` + amountExpr + `)\s*(?:euro|eur|€))`)
	perDay        = regexp.MustCompile(`pro\s*[-/]?\s*die|pro\s*[-/]?\s*capite|giornalier|al\s+giorno|per\s+giorno|/\s*giorno|a\s+persona|per\s+ospite`)
	otherRates    = regexp.MustCompile(`pocket|kit\b|scheda|ricarica|massimal|penal|nucleo`)
)

// contract finds the facts of an agreement or of its extension.
func (f *finder) contract(k document.Kind) {
	f.common(k)
	f.every(document.CentreCode, findCentre, provinceCentre) // an agreement may be for many
	if m := contractSpan.FindStringSubmatchIndex(f.flat.text); m != nil {
		f.dateOf(document.ContractStart, span{m[2], m[3]})
		f.dateOf(document.ContractEnd, span{m[4], m[5]})
	}
	f.date(document.ContractStart, contractStart)
	f.date(document.ContractEnd, contractEnd)
	f.date(document.ContractDate, contractDate)
	f.first(document.Capacity, findCapacity, normalNumber)
	f.centreName()
	f.rates()
}

// rates finds amounts that are paid a person and day: each amount is judged by
// the words of its own clause, or as a further row of a table of rates.
func (f *finder) rates() {
	all := amounts.FindAllStringSubmatchIndex(f.flat.text, 200)
	rateEnd := -1 // where the last daily rate ends
	for i, m := range all {
		s := span{m[2], m[3]}
		if s.from < 0 {
			s = span{m[4], m[5]}
		}
		before, after := around(f.flat.text, all, i)
		value := normalAmount(f.flat.text[s.from:s.to])
		switch {
		case strings.Contains(before, "pocket") || !otherRates.MatchString(before) && strings.Contains(restOfLine(after), "pocket"):
			f.add(document.PocketRate, value, s)
		case otherRates.MatchString(before) || otherRates.MatchString(restOfLine(after)):
		case perDay.MatchString(before) || perDay.MatchString(after) || rateEnd >= 0 && isNextRow(f.flat.text[rateEnd:m[0]]):
			f.add(document.ContractRate, value, s)
			rateEnd = m[1]
		}
	}
}

// around returns the clause around the i-th amount, up to the amounts beside it.
func around(text string, all [][]int, i int) (before, after string) {
	m := all[i]
	from, to := clause(text, m[0], m[1])
	if i > 0 {
		from = max(from, all[i-1][1])
	}
	if i+1 < len(all) {
		to = min(to, all[i+1][0])
	}
	return text[from:m[0]], text[m[1]:to]
}

// isNextRow says that between two amounts there is no more than the start of
// another row of a table, or the edge of a page.
func isNextRow(between string) bool {
	longest := 80
	if strings.Contains(between, "\f") {
		longest = 220
	}
	return len(between) < longest && strings.Contains(between, "\n") && !strings.ContainsAny(between, ";!?") &&
		strings.Contains(between, "dal") && !otherRates.MatchString(between)
}

// restOfLine is the start of a text, where what an amount is for may follow it.
func restOfLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line[:min(len(line), 30)]
}

// clause returns the bounds of the clause around a stretch: up to a full stop
// at a line's or sentence's end, a semicolon, or 160 bytes.
func clause(text string, from, to int) (int, int) {
	lo, hi := max(0, from-160), min(len(text), to+160)
	before, after := text[lo:from], text[to:hi]
	for _, stop := range []string{". ", ".\n", ";", "\n\n", "\f"} {
		if i := strings.LastIndex(before, stop); i >= 0 {
			lo += i + len(stop)
			before = text[lo:from]
		}
		if i := strings.Index(after, stop); i >= 0 {
			after = after[:i]
		}
	}
	return lo, to + len(after)
}
