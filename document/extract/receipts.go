package extract

import (
	"github.com/insiemi/insiemi/document/pattern"
)

// How receipts for goods say how many kits and phone cards they are for: a total, a
// number behind the word, or before it.
const (
	kitWord  = `kit(?:\s+di)?(?:\s+primo)?(?:\s+ingresso|\s+accoglienza|\s+vestiario)?`
	cardWord = `(?:sched[ae]|tesser[ae])\s+telefonic(?:a|he)`
	handed   = `(?:\s+(?:consegnat[aeio]|distribuit[aeio]|erogat[aeio]))?`
	howMany  = `\s*(?:\(?\s*n(?:r|um(?:ero)?)?[.°]?\s*|:\s*n?\.?\s*)(\d{1,4})\b`
)

var (
	kitTotal   = pattern.New(`\btotale\s+(?:dei\s+|complessivo\s+)?` + kitWord + handed + `\s*:?\s*(?:n[r.°]*\s*)?(\d{1,4})\b`)
	cardTotal  = pattern.New(`\btotale\s+(?:delle\s+|complessivo\s+)?` + cardWord + handed + `\s*:?\s*(?:n[r.°]*\s*)?(\d{1,4})\b`)
	kitCount   = pattern.New(`\b` + kitWord + handed + howMany)
	cardCount  = pattern.New(`\b` + cardWord + handed + howMany)
	countKits  = pattern.New(`(?:\bn[r.°]?\.?\s*|\bconsegnat[io]\s+|\bricevuto\s+)(\d{1,4})\s+` + kitWord + `\b`)
	countCards = pattern.New(`(?:\bn[r.°]?\.?\s*|\bconsegnate\s+|\bricevuto\s+)(\d{1,4})\s+` + cardWord + `\b`)
)

// count adds a number that a paper states: that of the first expression that is
// there, unsure where it states several.
func (f *finder) count(name string, exprs ...*pattern.Pattern) {
	for _, re := range exprs {
		f.first(name, re, normalNumber)
	}
}
