package extract

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/pattern"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// dateExpr matches a date in folded Italian text: 05/11/2026, 5.11.2026,
// 5 novembre 2026, 1° novembre 2026, primo novembre 2026, 2026-11-05.
const dateExpr = `(?:\d{1,2}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?\d{4}\b|\d{4}-\d{2}-\d{2}\b|(?:\d{1,2}[°º]?|primo|l')\s?(?:gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre)\s+\d{4}\b)`

var monthNames = []string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
	"luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"}

// parseDate reads a text that dateExpr matched; ok is false for a day that the
// calendar does not have.
func parseDate(s string) (calendar.Date, bool) {
	year, month, day, ok := dateParts(s)
	if !ok {
		return calendar.Date{}, false
	}
	d, err := calendar.NewDate(year, time.Month(month), day)
	return d, err == nil
}

// dateParts reads the three numbers of a date, whether the calendar has such a
// day or not.
func dateParts(s string) (year, month, day int, ok bool) {
	s = strings.NewReplacer("°", " ", "º", " ", "primo", "1 ", "l'", "1 ").Replace(s)
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" /.-\n\f\t\r", r) })
	if len(parts) != 3 {
		return 0, 0, 0, false
	}
	if len(parts[0]) == 4 {
		parts[0], parts[2] = parts[2], parts[0]
	}
	var errs [3]error
	day, errs[0] = strconv.Atoi(parts[0])
	month, errs[1] = strconv.Atoi(parts[1])
	year, errs[2] = strconv.Atoi(parts[2])
	if i := slices.Index(monthNames, parts[1]); i >= 0 {
		month, errs[1] = i+1, nil
	}
	return year, month, day, errors.Join(errs[:]...) == nil
}

// impossible writes a date that the calendar does not have in the form of one
// (2026-02-31), so that it is kept as it stands; nobody can parse it by mistake.
func impossible(s string) string {
	year, month, day, ok := dateParts(s)
	if !ok {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", year, month, day)
}

// whyImpossible is said of a day that the calendar does not have.
const whyImpossible = "the calendar has no such day"

// Why a date is unsure.
const (
	whySeveralDates = "the paper names several dates"
	whyOtherDate    = "it may be the date of something else"
)

var (
	// birth stands before a date that is a person's, which no field holds.
	birth = pattern.New(`(?:\bnat[oaie](?:\s*/\s*[oa])?\b|\bnascita\b|\bn\.\s*il\b)[^;\d]{0,60}$`)
	// otherPaper stands in the clause of a date that is of another act, or of a part
	// of the sum.
	otherPaper = pattern.New(`\bappalt|\bcontratt|\bconvenzion|\brat[ae]\b|\bquietanz|\bpremio\b|\bsostitu|\bprecedent|\bquell[ao]\b|\bscadut|\bofferta\b|\bgara\b`)
	// otherAct stands before the date of an act that a contract cites.
	otherAct   = pattern.New(`\b(?:decret|determin|deliber|ordinanz|gara\b|bando|nota\b|prot(?:ocollo|\.)|legge|offerta|verbale|aggiudica|circolare|d\.\s?(?:lgs|m|p\.?r))[^;\n]{0,60}$`)
	notTheTerm = pattern.New(`\bprova\b|\bcauzion|\bgaranzi|\bpolizz|\bdurc\b|\bofferta\b|\bprorogabil|\bpreced`)
)

// date adds the date that the first of some expressions' group 1 matches, unless
// other words of its clause say that it is of something else. Where the paper
// names another one in the same way, it is unsure. One that the calendar does
// not have is kept, unsure, with the possible ones that follow.
func (f *finder) date(name string, other *pattern.Pattern, exprs ...*pattern.Pattern) {
	var left []span
	for _, re := range exprs {
		spans, others := f.dates(re, other)
		f.dateOf(name, spans...)
		left = append(left, others...)
	}
	n := len(f.fields)
	if f.dateOf(name, left...); len(f.fields) > n { // better than none, and never sure
		f.doubt(n, whyOtherDate)
	}
}

// dates lists what an expression matches, apart from what other words claim.
// Days of birth are left out.
func (f *finder) dates(re, other *pattern.Pattern) (spans, others []span) {
	text := f.flat.text
	for _, m := range re.FindAllStringSubmatchIndex(text[f.from:], 50) {
		s := span{f.from + m[2], f.from + m[3]}
		before := text[max(0, s.from-90):s.from]
		if year, _, _, ok := dateParts(text[s.from:s.to]); birth.MatchString(before) || ok && f.guests && year < firstYear {
			continue
		}
		if i := strings.LastIndexAny(before[:max(0, len(before)-(m[2]-m[0]))], ";\n\f"); i >= 0 {
			before = before[i:]
		}
		if other != nil && other.MatchString(before) {
			others = append(others, s)
			continue
		}
		spans = append(spans, s)
	}
	slices.SortStableFunc(spans, func(a, b span) int { // what is seen comes first
		return cmp.Compare(rank01(f.flat.unseen(a)), rank01(f.flat.unseen(b)))
	})
	return spans, others
}

func rank01(b bool) int {
	if b {
		return 1
	}
	return 0
}

// dateOf adds the first of some dates; see date.
func (f *finder) dateOf(name string, spans ...span) {
	if len(spans) == 0 || f.has(name) {
		return
	}
	first := f.flat.text[spans[0].from:spans[0].to]
	value, why := normalDate(first), whySeveralDates
	if value == "" {
		value, why = impossible(first), whyImpossible
	}
	n := len(f.fields)
	if f.add(name, value, spans[0]); len(f.fields) == n {
		return
	}
	var others []string
	for _, s := range spans[1:] {
		v := normalDate(f.flat.text[s.from:s.to])
		if v != "" && v != value && len(others) < maxOthers && !slices.Contains(others, v) {
			others = append(others, v)
		}
	}
	if why == whyImpossible || len(others) > 0 {
		f.fields[n].Others = others
		f.doubt(n, why)
	}
}

// maxOthers bounds the other values that a field tells of.
const maxOthers = 3

// doubt marks the n-th field as unsure.
func (f *finder) doubt(n int, why string) {
	x := &f.fields[n]
	x.Unsure, x.Confidence, x.Why = true, min(x.Confidence, doubtful), why
}

// Dates before this year are older than the rules that these papers follow.
const firstYear = 2011

// judgeDates marks dates that can't be right: a day that the calendar does not
// have, an invoice or a period before 2011, or more than a year ahead of today.
// The value is kept.
func (j *job) judgeDates() {
	for i := range j.r.Fields {
		f := &j.r.Fields[i]
		if !isJudged(f.Name) {
			continue
		}
		if f.Why == whyImpossible {
			j.warn("date.impossible", f.Written)
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
		document.ContractDate, document.ContractStart, document.ContractEnd, document.IssuedOn, document.ValidUntil,
		document.DepartedOn, document.LeaveStart, document.LeaveEnd:
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
