package extract

import (
	"regexp"

	"github.com/insiemi/insiemi/document"
)

var (
	findExpiry = regexp.MustCompile(`(?:scadenza|valid[oa]\s+(?:fino\s+)?(?:al|a\s+tutto\s+il)|validita\s+(?:fino\s+)?al|scade\s+il|termine\s+(?:di\s+)?validita)[^\n\f\d]{0,30}(?:24(?:[.:]00)?\s+del(?:\s+giorno)?)?[^\n\f\d]{0,12}(` + dateExpr + `)`)
	findIssued = regexp.MustCompile(`(?:data\s+(?:di\s+)?(?:richiesta|rilascio|emissione|decorrenza|effetto)|rilasciat[oa]\s+il|emess[oa]\s+il|effetto|decorrenza)[^\n\f\d]{0,30}(?:24(?:[.:]00)?\s+del(?:\s+giorno)?)?[^\n\f\d]{0,12}(` + dateExpr + `)`)
	anyDate    = regexp.MustCompile(`(?:\bli'?|\baddi'?|\bil|\bdata:?|,)\s+(` + dateExpr + `)`)
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
	find := &finder{flat: f.flat, seen: map[string]bool{}, fields: []document.Field{}}
	switch j.r.Kind {
	case document.Agreement, document.Extension:
		find.contract(j.r.Kind)
	case document.DURC, document.Insurance, document.PerformanceBond, document.AntiMafia, document.FireSafety:
		find.common(j.r.Kind)
		find.date(document.ValidUntil, findExpiry)
		find.date(document.IssuedOn, findIssued)
	default:
		find.common(j.r.Kind)
		find.centre()
		if info, ok := j.r.Kind.Info(); !ok || info.Monthly {
			find.monthly()
		}
		if hasTotal(j.r.Kind) {
			find.totals(j.r.Kind)
		}
		find.date(document.IssuedOn, findIssued)
		find.date(document.IssuedOn, anyDate)
	}
	return find.fields
}
