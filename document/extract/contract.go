package extract

import (
	"slices"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/pattern"
)

var (
	contractSpan  = pattern.New(`\bdal(?:la\s+data\s+del|\s+giorno)?\s+(` + dateExpr + `)\s*(?:,|e)?\s*(?:fino\s+|sino\s+)?al(?:la\s+data\s+del|\s+giorno)?\s+(` + dateExpr + `)`)
	contractStart = pattern.New(`(?:con\s+decorrenza|decorre(?:nza)?|a\s+decorrere|a\s+partire|inizio(?:\s+del\s+servizio)?|data\s+(?:di\s+)?inizio)\s*(?:dal(?:la)?|il|:|data)*\s*(?:giorno\s+)?(` + dateExpr + `)`)
	contractEnd   = pattern.New(`(?:(?:fino|sino)\s+al(?:la\s+data\s+del|\s+giorno)?|scad(?:e|enza|ra)(?:\s+(?:il|al|del\s+contratto|della\s+convenzione|finale))*|termin(?:e|a)(?:\s+(?:il|al|finale))*|data\s+(?:di\s+)?fine|prorogat[oa]\s+(?:fino\s+|sino\s+)?al|nuova\s+scadenza)\s*:?\s*(?:il\s+)?(` + dateExpr + `)`)
	contractDate  = pattern.New(`(?:stipulat[oa]\s+(?:in\s+data|il)|sottoscritt[oa](?:\s+digitalmente)?\s+(?:in\s+data|il)|data\s+(?:di\s+)?(?:stipula|sottoscrizione|del\s+contratto)|l'anno.{0,60}?il\s+giorno|oggi|li'?|addi'?)\s*:?\s*(` + dateExpr + `)`)
	contractIn    = pattern.New(`in\s+data\s*:?\s*(` + dateExpr + `)`)
	// Words before a span of days that is the term of the contract.
	termWords = pattern.New(`durat|efficac|decorr|vigen|validit|prorog`)
	// Where an extension says what it extends to: before, it tells of the past.
	extends    = pattern.New(`prorogat[oaie]\b|\bsi\s+proroga\b|\bproroga\s+(?:fino|sino|dal|al)\b|nuova\s+scadenza|(?:durata|periodo|termine)\s+(?:della\s+|di\s+)?proroga`)
	amounts    = pattern.New(`(?:euro|eur|€)\s*(\d(?:[\d.,']*\d)?)|(\d[\d.']*,\d{2,5}|\d[\d,']*\.\d{2})\s*(?:euro|eur|€)`)
	perDay     = pattern.New(`pro\s*[-/]?\s*die|pro\s*[-/]?\s*capite|giornalier|al\s+giorno|per\s+giorno|/\s*giorno|a\s+persona|per\s+ospite`)
	otherRates = pattern.New(`pocket|kit\b|scheda|ricarica|massimal|penal|nucleo|cauzion|ribass|base\s+d'asta|a\s+base\s+di|garanzi|sanzion`)
	// What is named behind "pro die" is of this amount only where these words lead
	// to it: in "pro die, il pocket money è di" it is of the next one.
	leadsTo = pattern.New(`(?:\bper|\bquale|\bcome|\bdi|\()\s*(?:il\s+|la\s+)?$`)
)

// contract finds the facts of an agreement or of its extension.
func (f *finder) contract(k document.Kind) {
	f.common(k)
	f.every(document.CentreCode, findCentre, provinceCentre) // an agreement may be for many
	if k == document.Extension {
		if m := extends.FindStringIndex(f.flat.text); m != nil {
			f.from = m[0]
		}
	}
	f.term(k)
	f.date(document.ContractDate, otherAct, contractDate, contractIn)
	f.first(document.Capacity, findCapacity, normalNumber)
	f.centreName()
	f.rates()
}

// term finds the first and the last day of a contract: a span of days, rather
// one that is called the term, or two dates. An extension has its end beside.
func (f *finder) term(k document.Kind) {
	var starts, ends, plainStarts, plainEnds []span
	for _, m := range contractSpan.FindAllStringSubmatchIndex(f.flat.text[f.from:], 50) {
		for i := range m {
			m[i] += f.from
		}
		from, _ := clause(f.flat.text, m[0], m[1])
		before := f.flat.text[max(from, m[0]-120):m[0]]
		line := before[strings.LastIndexByte(before, '\n')+1:]
		if notTheTerm.MatchString(line) || birth.MatchString(before) {
			continue
		}
		starts, ends = append(starts, span{m[2], m[3]}), append(ends, span{m[4], m[5]})
		if termWords.MatchString(before) {
			plainStarts, plainEnds = append(plainStarts, span{m[2], m[3]}), append(plainEnds, span{m[4], m[5]})
		}
	}
	if len(plainEnds) > 0 {
		starts, ends = plainStarts, plainEnds
	}
	if k == document.Extension {
		more, _ := f.dates(contractEnd, notTheTerm)
		ends = append(ends, more...)
	}
	f.dateOf(document.ContractStart, starts...)
	f.dateOf(document.ContractEnd, ends...)
	f.date(document.ContractStart, notTheTerm, contractStart)
	f.date(document.ContractEnd, notTheTerm, contractEnd)
}

// rates finds amounts that are paid a person and day: each amount is judged by
// the words of its own clause, or as a further row of a table of rates.
func (f *finder) rates() {
	all := amounts.FindAllStringSubmatchIndex(f.flat.text, 200)
	rateEnd := -1 // where the last daily rate ends
	claimed := 0  // words up to here are of the amount before
	for i, m := range all {
		s := span{m[2], m[3]}
		if s.from < 0 {
			s = span{m[4], m[5]}
		}
		n := rateAt(f.flat.text, s)
		before, after := around(f.flat.text, all, i)
		before = before[min(len(before), max(0, claimed-(m[0]-len(before)))):]
		rest := ownWords(restOfLine(after))
		what := lastOther(before)
		if what == "" {
			if what = otherRates.FindString(rest); what != "" {
				claimed = m[1] + len(rest)
			}
		}
		switch {
		case !n.odd && n.cents < 2, s.from < f.from:
		case what == "pocket":
			f.rate(document.PocketRate, n, s)
		case what != "":
		case perDay.MatchString(before) || perDay.MatchString(after) || rateEnd >= 0 && isNextRow(f.flat.text[rateEnd:m[0]]):
			f.rate(document.ContractRate, n, s)
			rateEnd = m[1]
		}
	}
}

// rateAt reads a rate, which has no sign: a dash before it begins a list.
func rateAt(text string, s span) figure {
	n, _ := readNumber(text[s.from:s.to])
	n.span = s
	n.around(text)
	n.value = strings.TrimPrefix(n.value, "-")
	n.others = slices.DeleteFunc(n.others, func(v string) bool { return strings.HasPrefix(v, "-") })
	return n
}

// rate adds a rate, unsure where its figures can be read in several ways.
func (f *finder) rate(name string, r figure, s span) {
	n := len(f.fields)
	if f.add(name, r.value, s); len(f.fields) > n && !r.sure() {
		f.fields[n].Others = r.others[:min(len(r.others), maxOthers)]
		f.doubt(n, whyTwoWays)
	}
}

// lastOther is the word before an amount that says what else than a rate it is: the
// last one.
func lastOther(before string) string {
	all := otherRates.FindAllString(before, -1)
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1]
}

// ownWords are the words behind an amount that are of it: those that lead on from
// "pro die", or stand before it.
func ownWords(rest string) string {
	day := perDay.FindStringIndex(rest)
	other := otherRates.FindStringIndex(rest)
	if day != nil && other != nil && other[0] > day[0] && !leadsTo.MatchString(rest[:other[0]]) {
		return rest[:other[0]]
	}
	return rest
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
