package extract

import (
	"slices"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/pattern"
)

// Notices about one guest: that he left (D.Lgs. 142/2015 art. 23 c. 3), or that he
// will be away (c. 1). Of the guest only a code is taken, never a name.

// What may stand between the words that lead to a code and the code.
const toCode = `(?:[\s:.,;(]|\bn[r.]?°?(?:\s|:)|\bcon\b|\bil\b|\bdi\s+cui\s+al(?:la)?\b|\bcod(?:ice\b|\.)|\bc\.?u\.?i\b|\bidentificat[oaie]\b|\bdal\b)*`

// codeToken is a word that may be a code; guestCode judges it.
const codeToken = `([a-z0-9][a-z0-9./-]{0,24})`

var (
	codeLabelled = pattern.New(`(?:\bcod(?:ice\b|\.)(?:\s*(?:identificativo|personale|univoco)\b)?(?:\s*(?:dell'|del\b|della\b)?\s*(?:ospit[ei]|beneficiari[oa]|richiedente|stranier[oa])\b)?|\bc\.?u\.?i\b\.?)` + toCode + codeToken)
	codeOfGuest  = pattern.New(`\b(?:ospit[ei]|beneficiari[oae]|richiedent[ei]|stranier[oaie])\b` + toCode + codeToken)
	codeNext     = pattern.New(`^\s*(?:,|;|\be\b|\bed\b)\s*` + codeToken)
	citedAct     = pattern.New(`^(?:d\.?l|d\.?p\.?r|dpr|d\.?m\.|l\.|art|n\.)`)
)

// guestCode is a code in capitals, "" for what may be something else: it has a
// figure, no five letters in a row (a name, a tax code), and is no date or centre.
// What is of figures alone is a code only behind a label.
func (f *finder) guestCode(s string, labelled bool) string {
	s = strings.TrimRight(s, "./-")
	letters, row := false, 0
	for i := range len(s) {
		if s[i] >= 'a' && s[i] <= 'z' {
			letters = true
			row++
		} else {
			row = 0
		}
		if row > 4 {
			return ""
		}
	}
	code := normalCentre(s)
	switch {
	case len(s) > 20 || !hasDigit(s) || !letters && !labelled, citedAct.MatchString(s), isOnlyDate.MatchString(s):
		return ""
	case f.has(document.CentreCode) && f.hasValue(document.CentreCode, code), f.hasValue(document.CIG, strings.ToUpper(s)), f.hasValue(document.CUP, strings.ToUpper(s)):
		return ""
	}
	return strings.ToUpper(s)
}

var isOnlyDate = pattern.New(`^` + dateExpr + `$|^\d{1,2}[/.\-]\d{1,2}(?:[/.\-]\d{2})?$|^(?:19|20)\d\d$`)

func (f *finder) hasValue(name, value string) bool {
	return slices.ContainsFunc(f.fields, func(x document.Field) bool { return x.Name == name && x.Value == value })
}

// notice finds whom a notice of departure or a leave is about, and the days; of
// receipts how many things they are for.
func (f *finder) notice(k document.Kind) {
	switch k {
	case document.Departure:
		f.guestCodes()
		f.departed()
	case document.KitReceipts:
		f.count(document.KitCount, kitTotal, kitCount, countKits)
		f.count(document.CardCount, cardTotal, cardCount, countCards)
	case document.Leave:
		f.guestCodes()
		f.leave()
	}
}

// guestCodes adds the code of each guest that the notice names. The first one and
// those that stand in a list with it are whom it is about; others are unsure.
func (f *finder) guestCodes() {
	var all []span
	for _, re := range []*pattern.Pattern{codeLabelled, codeOfGuest} {
		for _, m := range re.FindAllStringSubmatchIndex(f.flat.text, 50) {
			for s := (span{m[2], m[3]}); f.guestCode(f.flat.text[s.from:s.to], re == codeLabelled) != ""; {
				all = append(all, s)
				next := codeNext.FindStringSubmatchIndex(f.flat.text[s.to:])
				if next == nil {
					break
				}
				s = span{s.to + next[2], s.to + next[3]}
				if f.guestCode(f.flat.text[s.from:s.to], false) == "" {
					break
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b span) int { return a.from - b.from })
	end := 0
	for i, s := range all {
		n := len(f.fields)
		value := f.guestCode(f.flat.text[s.from:s.to], true)
		s.to = s.from + len(strings.TrimRight(f.flat.text[s.from:s.to], "./-"))
		if f.add(document.GuestCode, value, s); len(f.fields) == n {
			continue
		}
		if i > 0 && !listGap.MatchString(f.flat.text[end:s.from]) {
			f.doubt(n, whySeveral)
		}
		end = s.to
	}
}

// listGap is what stands between two codes of one list.
var listGap = pattern.New(`^\s*(?:[,;]|\be\b|\bed\b)?\s*(?:l'ospite|gli\s+ospiti|ospite)?\s*(?:cod(?:ice|\.))?\s*$`)

const (
	// Words that tell that a guest left.
	hasLeft = `(?:non\s+(?:e'?\s+(?:piu\s+)?(?:mai\s+)?rientrat[oa]|ha\s+fatto\s+rientro|si\s+e'?\s+(?:piu\s+)?presentat[oa]|risulta\s+(?:piu\s+)?presente)` +
		`|si\s+(?:e'?|sono)\s+(?:volontariamente\s+|arbitrariamente\s+)?allontanat[oaie]|ha(?:nno)?\s+(?:volontariamente\s+|definitivamente\s+)?(?:lasciato|abbandonato)\s+(?:la\s+struttura|il\s+centro|l'accoglienza)` +
		`|allontanament[oi]\s+(?:volontari[oi]\s+|ingiustificat[oi]\s+)?(?:avvenut[oi]|dell'\s?ospite|del\b|dal\s+centro)|risulta\s+(?:essere\s+)?assente|\bassente\s+ingiustificat[oa])`
	// Up to the end of a sentence, with what a code has within.
	sameSentence = `(?:[^;.\n\f]|\.[^\s]|\b[a-z]{1,4}\.\s|\n[^\n]){0,110}?`
)

var (
	leftLabel  = pattern.New(`\bdata\s+(?:e\s+ora\s+)?(?:di\s+|dell'\s?|del\s+|della\s+)?(?:allontanamento|abbandono|mancato\s+rientro|mancata\s+presentazione|uscita|ultima\s+presenza)[\s:.|]{0,6}(?:il\s+)?(` + dateExpr + `)`)
	leftAfter  = pattern.New(hasLeft + sameSentence + `\b(?:dal(?:la\s+data\s+del|la\s+sera\s+del|\s+giorno)?|il(?:\s+giorno)?|in\s+data|del(?:\s+giorno)?|giorno|data)\s*:?\s*(` + dateExpr + `)`)
	leftBefore = pattern.New(`\b(?:dal(?:la\s+data\s+del|la\s+sera\s+del|\s+giorno)?|il(?:\s+giorno)?|in\s+data|giorno)\s*:?\s*(` + dateExpr + `)` + sameSentence + hasLeft)
	leftToday  = pattern.New(`\b((?:in\s+)?data\s+odierna|in\s+pari\s+data)\b`)
	// A dateline, which is no date of what happened.
	dateline = pattern.New(`[\n\f]\s*(?:[a-z][a-z'. ]{1,40},\s*(?:li'?|addi'?|il)?|li'?|addi'?|data:?)\s*$`)
)

// departed finds the day on which the guest left: the one that is called so, else
// the one of the sentence that tells it.
func (f *finder) departed() {
	for _, re := range []*pattern.Pattern{leftLabel, leftAfter, leftBefore} {
		spans, _ := f.dates(re, nil)
		f.dateOf(document.DepartedOn, slices.DeleteFunc(spans, f.isDateline)...)
	}
	if m := leftToday.FindStringSubmatchIndex(f.flat.text); m != nil && !f.has(document.DepartedOn) {
		if v := f.value(document.IssuedOn); v != "" { // "in data odierna": that of the paper
			f.add(document.DepartedOn, v, span{m[2], m[3]})
		}
	}
}

func (f *finder) isDateline(s span) bool {
	return dateline.MatchString(f.flat.text[max(0, s.from-60):s.from])
}

const (
	hourOf    = `(?:l?e?\s*ore\s+\d{1,2}(?:[.:]\d{2})?\s+del(?:\s+giorno)?)?(?:\s*giorno)?\s*`
	dayAlone  = `(\d{1,2}[°º]?(?:\s+` + monthName + `)?)`
	untilWord = `\s*,?\s*(?:e\s+)?(?:fino\s+|sino\s+)?al`
)

var (
	leaveSpan  = pattern.New(`\bdal` + hourOf + `(` + dateExpr + `)` + untilWord + hourOf + `(` + dateExpr + `)`)
	leaveShort = pattern.New(`\bdal` + hourOf + dayAlone + untilWord + hourOf + `(` + dateExpr + `)`)
	leaveDays  = pattern.New(`\bnei\s+giorni\s+` + dayAlone + `\s*(?:e|,|-)\s*(` + dateExpr + `)`)
	leaveDay   = pattern.New(`\b(?:per\s+(?:il|la)\s+(?:giorno|giornata|notte)\s+(?:del\s+)?|nel\s+giorno\s+|il\s+giorno\s+)(` + dateExpr + `)`)
	leaveStart = pattern.New(`(?:\bdata\s+(?:di\s+)?(?:inizio|uscita|partenza)|\bpartenza|\b(?:assent(?:arsi|e)|recarsi)[^;\f\d]{0,60}\bdal)\s*:?\s*(?:il\s+|giorno\s+)*(` + dateExpr + `)`)
	leaveEnd   = pattern.New(`(?:\brientr(?:o|era)\b|\bdata\s+(?:di\s+)?(?:fine|rientro))[^;\f\d]{0,30}(` + dateExpr + `)`)
)

// leave finds the first and the last day of an absence. Where two spans differ, or
// the span ends before it begins, they are unsure.
func (f *finder) leave() {
	spans := leaveSpan.FindAllStringSubmatchIndex(f.flat.text, 20)
	var starts, ends []span
	for _, m := range spans {
		starts, ends = append(starts, span{m[2], m[3]}), append(ends, span{m[4], m[5]})
	}
	f.dateOf(document.LeaveStart, starts...)
	f.dateOf(document.LeaveEnd, ends...)
	for _, re := range []*pattern.Pattern{leaveShort, leaveDays} {
		if m := re.FindStringSubmatchIndex(f.flat.text); m != nil && !f.has(document.LeaveStart) {
			f.dateOf(document.LeaveEnd, span{m[4], m[5]})
			f.add(document.LeaveStart, shortDate(f.flat.text[m[2]:m[3]], f.flat.text[m[4]:m[5]]), span{m[2], m[3]})
		}
	}
	f.date(document.LeaveStart, nil, leaveStart)
	f.date(document.LeaveEnd, nil, leaveEnd)
	if !f.has(document.LeaveStart) && !f.has(document.LeaveEnd) {
		days, _ := f.dates(leaveDay, nil)
		days = slices.DeleteFunc(days, f.isDateline)
		f.dateOf(document.LeaveStart, days...)
		f.dateOf(document.LeaveEnd, days...)
	}
	f.judgeLeave()
}

// shortDate is the day of "dal 12 al 14 ottobre 2026", whose month or year stands
// with the other day; "" where there is no such day.
func shortDate(short, whole string) string {
	year, month, _, ok := dateParts(whole)
	if !ok {
		return ""
	}
	day, name, named := strings.Cut(strings.Join(strings.Fields(strings.NewReplacer("°", " ", "º", " ").Replace(short)), " "), " ")
	if i := slices.Index(monthNames, name); named && i >= 0 {
		if i+1 > month { // "dal 30 dicembre al 2 gennaio 2027"
			year--
		}
		month = i + 1
	}
	return normalDate(day + "/" + itoa(month) + "/" + itoa(year))
}

const whyBackwards = "the last day comes before the first"

// judgeLeave marks days that can't be those of one absence.
func (f *finder) judgeLeave() {
	start, end := -1, -1
	for i, x := range f.fields {
		switch x.Name {
		case document.LeaveStart:
			start = i
		case document.LeaveEnd:
			end = i
		}
	}
	if start < 0 || end < 0 || f.fields[end].Value >= f.fields[start].Value { // ISO dates sort as text
		return
	}
	f.doubt(start, whyBackwards)
	f.doubt(end, whyBackwards)
}
