package extract

import (
	"cmp"
	"slices"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/attendance"
	"github.com/insiemi/insiemi/document/pattern"
	"github.com/insiemi/insiemi/workflow/calendar"
)

const monthName = `(?:gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre)`

var (
	anyMonth = pattern.New(monthName + `(?:\s+|\s*[/\-]\s*)(?:del\s+|dell'anno\s+|anno\s+)?20\d\d\b|\b(?:0?[1-9]|1[0-2])\s?/\s?20\d\d\b|\b20\d\d-(?:0[1-9]|1[0-2])\b`)
	// What stands right before a month that the paper is about, by how plainly it
	// says so.
	monthLabel = pattern.New(`(?:\bmese(?:\s*/\s*anno)?(?:\s+di)?(?:\s+riferimento)?|mensilita(?:\s+di)?|periodo(?:\s+di\s+(?:riferimento|competenza))?|competenza(?:\s+di)?)[\s:\-=]*$`)
	monthTitle = pattern.New(`(?:presenze|pocket\s+money|registro|rendiconto|rendicontazione|riepilogo|prospetto|elenco|relazione|ricevute|buste\s+paga|fogli[oe]?\s+(?:firma|presenze)|consegna)[^\n\f]{0,60}$`)
	// What stands before a number of the form 10/2026 that is no month.
	numberLabel = pattern.New(`(?:\bn\.?[ro]?\.?|\bn[°º]\.?|\bnum(?:ero|\.)?|\bprot(?:ocollo|\.)?|fattura|determina(?:zione)?|decreto|legge|lgs\.?|\brep(?:ertorio|\.)?|\bart\.?|circolare|delibera(?:zione)?|ordinanza|convenzione|contratto|\bd\.?m\.?|\bd\.?p\.?r\.?|regolamento)\s*$`)
	dayBefore   = pattern.New(`(?:\b\d{1,2}\s*[°º]?|\bprimo|\bl')\s*$`)
	// A sign right before the number, a number and a sign with blanks between, or
	// the beginning of a date that recognition cut in two: 11/1 4/2022.
	joinedBefore = pattern.New(`[/.\-]$|\d\s*[/.\-]\s*$|\d\s?[/.\-]\s?\d{1,2}\s$`)
	daySpan      = pattern.New(`\bdal(?:l'|\s+giorno\s+|\s+)(` + dateExpr + `|(?:\d{1,2}[°º]?|primo)(?:\s+` + monthName + `)?)\s+al(?:l'|\s+giorno\s+|\s+)(` + dateExpr + `)`)
)

// monthAt is a month that a text names.
type monthAt struct {
	span
	value    string // 2026-10
	rank     int    // 2 after a label, 1 after a title, 0 anywhere
	inDigits bool
	head     bool // in the first lines
}

// monthly finds the month of a monthly paper: the one after a label, after the
// title, as days from and to, or the first one named. A month that is part of a
// date is none. Where the paper leaves a choice the month is unsure.
func (f *finder) monthly() {
	all := f.months()
	if f.monthsFromTo() {
		return
	}
	if len(all) == 0 || all[0].rank == 0 {
		f.days()
	}
	if len(all) == 0 || f.has(document.PeriodStart) {
		return
	}
	title, against := titleAgainst(all)
	if against {
		all = append([]monthAt{title}, all...)
	}
	best := all[0]
	n := len(f.fields)
	if f.add(document.PeriodMonth, best.value, best.span); len(f.fields) == n {
		return
	}
	others := rivals(all)
	if against {
		others = []string{all[1].value}
	}
	switch {
	case best.rank == 0 && best.inDigits:
		f.doubt(n, "the number may be no month")
	case len(others) > 0:
		f.doubt(n, "the paper names several months")
		f.fields[n].Others = others
	}
}

// titleAgainst is the month of the title where the plainest one, after a label,
// is another.
func titleAgainst(all []monthAt) (title monthAt, against bool) {
	for _, m := range all {
		if all[0].rank == 2 && m.rank == 1 && m.head {
			return m, m.value != all[0].value
		}
	}
	return title, false
}

// monthRange is two months after a label or in a title: "settembre 2026 -
// ottobre 2026", "09/2026 - 10/2026", "settembre-ottobre 2026".
var monthRange = pattern.New(`(` + monthName + `(?:\s+20\d\d)?|\b(?:0?[1-9]|1[0-2])\s?/\s?20\d\d)\s*(?:-|/|\ba\b|\bal\b|\bad\b|\be\b|\bfino\s+a\b)\s*(` + monthName + `\s+20\d\d\b|(?:0?[1-9]|1[0-2])\s?/\s?20\d\d\b)`)

// monthsFromTo finds a paper that is about several months, as its first and its
// last day; false where it names no such range.
func (f *finder) monthsFromTo() bool {
	text := f.flat.text
	for _, m := range monthRange.FindAllStringSubmatchIndex(text, 20) {
		before := text[max(0, m[0]-90):m[0]]
		from, to := span{m[2], m[3]}, span{m[4], m[5]}
		if !standsAlone(text, m[0], m[1]) || !monthLabel.MatchString(before) && !(m[0] < titleEnd && monthTitle.MatchString(before)) {
			continue
		}
		first, last := text[from.from:from.to], text[to.from:to.to]
		if !hasDigit(first) {
			first += " " + last[len(last)-4:]
		}
		start, _, ok := attendance.Month(first)
		end, _, ok1 := attendance.Month(last)
		if !ok || !ok1 || !start.Start.Before(end.Start) || f.namesAnother(m[0], m[1]) {
			continue
		}
		f.add(document.PeriodStart, start.Start.String(), from)
		f.add(document.PeriodEnd, end.End.String(), to)
		return true
	}
	return false
}

// namesAnother says that the head of the paper names a month as its own outside
// a stretch: then the stretch is no range that the paper is about.
func (f *finder) namesAnother(from, to int) bool {
	return slices.ContainsFunc(f.months(), func(m monthAt) bool {
		return m.rank > 0 && m.head && (m.from < from || m.to > to)
	})
}

// rivals are the other months that the paper names as plainly as the first; none
// where only the first stands in the head of the paper.
func rivals(all []monthAt) (others []string) {
	alone := all[0].head
	for _, m := range all[1:] {
		if m.rank != all[0].rank || m.value == all[0].value {
			continue
		}
		alone = alone && !m.head
		if len(others) < maxOthers && !slices.Contains(others, m.value) {
			others = append(others, m.value)
		}
	}
	if alone {
		return nil
	}
	return others
}

// months lists the months that the text names, the plainest first, else in the
// order of the text.
func (f *finder) months() (out []monthAt) {
	text := f.flat.text
	for _, m := range anyMonth.FindAllStringIndex(text, 400) {
		written := text[m[0]:m[1]]
		p, _, ok := attendance.Month(written)
		if !ok || !standsAlone(text, m[0], m[1]) {
			continue
		}
		at := monthAt{span: span{m[0], m[1]}, value: p.Key(), inDigits: isDigit(written[0]), head: m[0] < titleEnd}
		before := text[max(0, m[0]-90):m[0]]
		switch {
		case monthLabel.MatchString(before):
			at.rank = 2
		case monthTitle.MatchString(before):
			at.rank = 1
		}
		if f.flat.unseen(at.span) {
			at.rank = -1 // whatever it says, others come first
		}
		if at.inDigits && at.rank < 2 && numberLabel.MatchString(before) {
			continue
		}
		out = append(out, at)
	}
	slices.SortStableFunc(out, func(a, b monthAt) int { return cmp.Compare(b.rank, a.rank) })
	return out
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// standsAlone says that a month is no part of a date or of a longer number.
func standsAlone(text string, from, to int) bool {
	before := text[max(0, from-12):from]
	if !isDigit(text[from]) {
		return !dayBefore.MatchString(before)
	}
	if joinedBefore.MatchString(before) {
		return false
	}
	after := strings.TrimLeft(text[to:min(len(text), to+4)], " ")
	return len(after) < 2 || !strings.ContainsRune("/.-", rune(after[0])) || !isDigit(after[1])
}

// days finds the first and the last day that a paper is about ("dal 1 al 31
// ottobre 2026"), and the month when both are in the same one.
func (f *finder) days() {
	m := daySpan.FindStringSubmatchIndex(f.flat.text)
	if m == nil {
		return
	}
	from, to := span{m[2], m[3]}, span{m[4], m[5]}
	end, ok := parseDate(f.flat.text[to.from:to.to])
	start, ok1 := startOf(f.flat.text[from.from:from.to], end)
	if !ok || !ok1 || end.Before(start) {
		f.dateOf(document.PeriodStart, from)
		f.dateOf(document.PeriodEnd, to)
		return
	}
	f.add(document.PeriodStart, start.String(), from)
	f.add(document.PeriodEnd, end.String(), to)
	if start.Year() == end.Year() && start.Month() == end.Month() {
		f.add(document.PeriodMonth, end.String()[:7], span{from.from, to.to})
	}
}

// startOf reads a first day that may leave month and year to the last one.
func startOf(s string, end calendar.Date) (calendar.Date, bool) {
	if d, ok := parseDate(s); ok || end.IsZero() {
		return d, ok
	}
	parts := strings.Fields(strings.NewReplacer("°", "", "º", "", "primo", "1").Replace(s))
	if len(parts) == 1 {
		parts = append(parts, monthNames[int(end.Month())-1])
	}
	return parseDate(strings.Join(append(parts, itoa(end.Year())), " "))
}
