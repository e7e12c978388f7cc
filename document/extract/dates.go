package extract

import (
	"strconv"
	"strings"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// dateExpr matches a date in folded Italian text: 05/11/2026, 5.11.2026,
// 5 novembre 2026, 1° novembre 2026, primo novembre 2026.
const dateExpr = `(?:\d{1,2}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?\d{4}\b|(?:\d{1,2}[°º]?|primo|l')\s?(?:gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre)\s+\d{4}\b)`

var monthNames = []string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
	"luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"}

// parseDate reads a text that dateExpr matched; ok is false for a day that the
// calendar does not have.
func parseDate(s string) (calendar.Date, bool) {
	s = strings.NewReplacer("°", " ", "º", " ", "primo", "1", "l'", "1 ").Replace(s)
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" /.-\n", r) })
	if len(parts) != 3 {
		return calendar.Date{}, false
	}
	day, err1 := strconv.Atoi(parts[0])
	year, err2 := strconv.Atoi(parts[2])
	month, err3 := strconv.Atoi(parts[1])
	for i, name := range monthNames {
		if parts[1] == name {
			month, err3 = i+1, nil
		}
	}
	if err1 != nil || err2 != nil || err3 != nil {
		return calendar.Date{}, false
	}
	d, err := calendar.NewDate(year, time.Month(month), day)
	return d, err == nil
}

// Dates before this year are older than the rules that these papers follow.
const firstYear = 2011

// judgeDates marks dates that can't be right: an invoice or a period before
// 2011, or more than a year ahead of today. The value is kept.
func (j *job) judgeDates() {
	for i := range j.r.Fields {
		f := &j.r.Fields[i]
		if !isJudged(f.Name) {
			continue
		}
		text := f.Value
		if len(text) == 7 {
			text += "-01"
		}
		d, err := calendar.ParseDate(text)
		if err != nil || j.plausible(d, f.Name) {
			continue
		}
		f.Unsure, f.Confidence = true, min(f.Confidence, 0.2)
		f.Why = "the date is not plausible"
		j.warn("date.implausible", d.It())
	}
}

// isJudged lists the dates that lie about now; ends of contracts and policies
// may lie far ahead.
func isJudged(name string) bool {
	_, name = document.CutBody(name)
	switch name {
	case document.InvoiceDate, document.PeriodMonth, document.PeriodStart, document.PeriodEnd, document.InvoiceDueOn,
		document.ContractDate, document.ContractStart, document.ContractEnd, document.IssuedOn, document.ValidUntil:
		return true
	}
	return strings.HasPrefix(name, "invoice.line.") && (strings.HasSuffix(name, ".start") || strings.HasSuffix(name, ".end"))
}

func (j *job) plausible(d calendar.Date, name string) bool {
	if d.Year() < firstYear {
		return false
	}
	if j.in.Today.IsZero() {
		return true
	}
	years := 1
	switch name {
	case document.ContractEnd, document.ValidUntil:
		years = 15
	}
	return j.in.Today.AddDays(years * 366).After(d)
}
