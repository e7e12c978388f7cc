package extract

import (
	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/pattern"
)

// toDate is what may stand between the words that announce a date and the date.
const toDate = `[^\n\f\d]{0,30}(?:24(?:[.:]00)?\s+del(?:\s+giorno)?)?[^\n\f\d]{0,12}(` + dateExpr + `)`

var (
	findExpiry = pattern.New(`(?:scadenza|valid[oa]\s+(?:fino\s+)?(?:al|a\s+tutto\s+il)|validita(?:\s+della\s+(?:garanzia|polizza|copertura|cauzione|presente))?\s+(?:fino\s+)?al|scade\s+il|termine\s+(?:di\s+)?validita)` + toDate)
	findIssued = pattern.New(`(?:data\s+(?:di\s+)?(?:richiesta|rilascio|emissione)|rilasciat[oa]\s+il|emess[oa]\s+il)` + toDate)
	findEffect = pattern.New(`(?:data\s+(?:di\s+)?(?:decorrenza|effetto)|effetto|decorrenza)` + toDate)
	// The date of the paper itself, and any date.
	ownDate = pattern.New(`(?:(?:^|[\n\f])\s*[a-z][a-z'. ]{1,40},\s*(?:(?:li|addi)'?|il)?\s*|\b(?:li'?|addi'?)\s+|\bdata:?\s+)(` + dateExpr + `)`)
	anyDate = pattern.New(`(?:\bil|,)\s+(` + dateExpr + `)`)
	never   = pattern.New(`^`)
)

// fieldsOf reads the fields that the recognised kind has; remarks adds the
// warnings that come with them.
func (j *job) fieldsOf(f facts, remarks bool) []document.Field {
	if j.r.Kind == document.Register && len(f.registers) > 0 {
		if remarks {
			j.registerRemarks(f.registers)
		}
		return registerFields(f.registers)
	}
	find := &finder{flat: f.flat, seen: map[string]bool{}, fields: []document.Field{}, guests: namesGuests(j.r.Kind)}
	if j.printGuess().isPrint() {
		find.print()
		find.body()
		find.centre()
		find.monthly()
		return find.fields
	}
	switch j.r.Kind {
	case document.Agreement, document.Extension:
		find.contract(j.r.Kind)
	case document.DURC, document.Insurance, document.PerformanceBond, document.AntiMafia, document.FireSafety:
		find.common(j.r.Kind)
		find.date(document.ValidUntil, otherPaper, findExpiry)
		find.date(document.IssuedOn, otherPaper, findIssued, findEffect)
		if remarks && j.r.Kind == document.DURC && notRegular.MatchString(f.flat.text) {
			j.warn("durc.not_regular")
		}
	default:
		find.common(j.r.Kind)
		find.centre()
		if info, ok := j.r.Kind.Info(); !ok || info.Monthly {
			find.monthly()
		}
		if hasTotal(j.r.Kind) {
			find.totals(j.r.Kind)
		}
		find.issued(j.r.Kind)
		find.notice(j.r.Kind)
	}
	return find.fields
}

// notRegular is what a certificate says of who does not pay the contributions that
// are due. It is of no use, whatever its dates.
var notRegular = pattern.New(`\b(?:risulta(?:no)?\s+non|non\s+(?:e|risulta(?:no)?)(?:\s+essere)?)\s+(?:in\s+)?regol(?:are|ari|a)\b|\besito\s*:?\s*(?:non\s+regolare|irregolare)\b`)

// issued finds the date of a paper: the one of its issue, that beside its place,
// or any. In a paper about a guest any other date is of what happened.
func (f *finder) issued(k document.Kind) {
	f.date(document.IssuedOn, nil, findIssued, findEffect, ownDate)
	if namesGuests(k) {
		f.date(document.IssuedOn, never, anyDate)
		return
	}
	f.date(document.IssuedOn, nil, anyDate)
}
