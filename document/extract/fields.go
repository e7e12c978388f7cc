package extract

import (
	"regexp"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
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
		return f.registers[0].Fields()
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
			find.totals()
		}
		find.date(document.IssuedOn, findIssued)
		find.date(document.IssuedOn, anyDate)
	}
	return find.fields
}

// registerRemarks tells what is odd in a register.
func (j *job) registerRemarks(all []attendance.Register) {
	if len(all) > 1 {
		j.warn("register.several", itoa(len(all)))
	}
	codes := map[string]string{"no_month": "register.no_month", "no_codes": "register.no_codes", "no_rows": "register.no_rows",
		"day_out_of_month": "register.days", "unfilled_days": "register.unfilled"}
	for _, p := range all[0].Problems {
		if p.Detail == "" {
			j.warn(codes[p.Code])
		} else {
			j.warn(codes[p.Code], p.Detail)
		}
	}
	if n := all[0].Unknown(); n > 0 {
		j.warn("register.unknown", itoa(n))
	}
}
