package extract

import (
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/pattern"
)

// Number and date of a print of an invoice: in its title, behind their labels, or in a
// sentence, where they may be of another invoice.

// printedDate is dateExpr, or a date whose year has two figures.
const printedDate = `(?:` + dateExpr + `|\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2}\b)`

var (
	// printTitle is where a print says what it is, with number and date.
	printTitle  = pattern.New(`\b(?:fattura|nota\s+di\s+credito|parcella)\b(?:\s+(?:elettronica|di\s+vendita|immediata|differita|di\s+cortesia|pa|fiscale))*\s*,?\s*(?:n[.°ºr]*\s*|nr\.?\s*|num(?:ero|\.)?\s*:?\s*)([0-9a-z][0-9a-z/\-_.]{0,19})`)
	printOn     = pattern.New(`^\s*,?\s*(?:del|data|in\s+data|emessa\s+il)\s*:?\s*(` + printedDate + `)`)
	printNumber = pattern.New(`\b(?:numero\s+(?:documento|fattura)|(?:n\.?|n[°º]|nr\.?|num\.?)\s*(?:documento|fattura|doc\.)|documento\s+(?:n\.|n[°º]|nr\.?|num\.?|numero))[ \t]*[:.]?[ \t]*([0-9a-z][0-9a-z/\-_.]{0,19})\b`)
	printDate   = pattern.New(`(?:\bdata\s+(?:del\s+)?(?:documento|fattura|emissione|doc\.)|[\n\f](?:documento|fattura)\s[^\n\f]{0,40}\bdel|\bemess[ao][ \t]+in[ \t]+data|\bdata)[ \t]*:?[ \t]*(` + printedDate + `)`)
	// Behind a number, what is of it too: "7 / 2026", "12 PA".
	moreNumber = pattern.New(`^(?:[ \t]*/[ \t]*[0-9a-z]{1,6}|[ \t]+-[ \t]*\d{1,4}|[ \t]+(?:[a-z]|pa|fe|fpa|bis|ter))(?:[^0-9a-z/.\-]|$)`)
	// onDay is "in data": of a letter or an act, unless it is when the print was issued.
	onDay    = pattern.New(`\bin[ \t]+data[ \t]*:?[ \t]*$`)
	issuedOn = pattern.New(`\bemess[ao][ \t]+in[ \t]+data[ \t]*:?[ \t]*$`)
)

// printedTitle is where a print, or a sentence in it, names an invoice with its number.
type printedTitle struct {
	number, date span // date is empty where none is told
	own          bool // it begins its line, or is in capitals
}

func (f *finder) titles() (out []printedTitle) {
	for _, m := range printTitle.FindAllStringSubmatchIndex(f.flat.text, 20) {
		if f.isOther(m[2]) || !hasDigit(f.flat.text[m[2]:m[3]]) {
			continue
		}
		t := printedTitle{number: span{m[2], f.endOfNumber(m[3])}, own: f.begins(m[0]) || f.inCapitals(span{m[0], m[2]})}
		if d := printOn.FindStringSubmatchIndex(f.flat.text[t.number.to:]); d != nil {
			t.date = span{t.number.to + d[2], t.number.to + d[3]}
		}
		out = append(out, t)
	}
	return out
}

// begins says that a place is the first of its line.
func (f *finder) begins(at int) bool {
	line := f.flat.text[:at]
	return strings.TrimLeft(line[strings.LastIndexAny(line, "\n\f")+1:], " \t") == ""
}

// inCapitals says that a stretch is written in capitals, as titles are.
func (f *finder) inCapitals(s span) bool {
	_, written, _, _ := f.flat.place(s)
	return written == strings.ToUpper(written)
}

// readTitles reads number and date of those titles that are the print's own, or of the
// others, which are unsure.
func (f *finder) readTitles(all []printedTitle, own bool) {
	for _, t := range all {
		if t.own != own || !own && (f.has(document.InvoiceNumber) || f.has(document.InvoiceDate)) {
			continue
		}
		n := len(f.fields)
		f.invoiceNumber(t.number)
		if t.date.to > 0 {
			f.invoiceDate(t.date)
		}
		for i := n; i < len(f.fields) && !own; i++ {
			f.doubt(i, whyOther)
		}
	}
}

// endOfNumber is where a number ends that goes on behind a place: "7 / 2026".
func (f *finder) endOfNumber(at int) int {
	rest := f.flat.text[at:min(len(f.flat.text), at+24)]
	if m := moreNumber.FindStringIndex(rest); m != nil && printOn.FindStringIndex(rest) == nil {
		return at + len(strings.TrimRight(rest[:m[1]], " \t\n\f,;:()"))
	}
	return at
}

// invoiceNumber adds a number. One that is written in pieces is as long as it seems only
// where a slash joins them.
func (f *finder) invoiceNumber(s span) {
	text := f.flat.text[s.from:s.to]
	pieces := strings.Fields(text)
	value := normalInvoiceNumber(strings.Join(pieces, " "))
	if strings.Contains(text, "/") {
		value = normalInvoiceNumber(strings.Join(pieces, ""))
	}
	n := len(f.fields)
	if f.one(document.InvoiceNumber, value, s); len(f.fields) > n && len(pieces) > 1 && !strings.Contains(text, "/") {
		f.fields[n].Others = append(f.fields[n].Others, normalInvoiceNumber(pieces[0]))
		f.doubt(n, whyPieces)
	}
}

// invoiceNumbers reads the number behind its own label.
func (f *finder) invoiceNumbers() {
	for _, m := range printNumber.FindAllStringSubmatchIndex(f.flat.text, 20) {
		if !f.isOther(m[2]) {
			f.invoiceNumber(span{m[2], f.endOfNumber(m[3])})
		}
	}
}

func (f *finder) invoiceDates() {
	for _, m := range printDate.FindAllStringSubmatchIndex(f.flat.text, 20) {
		line := f.flat.text[max(0, m[2]-60):m[2]]
		if !f.isOther(m[2]) && (!onDay.MatchString(line) || issuedOn.MatchString(line)) {
			f.invoiceDate(span{m[2], m[3]})
		}
	}
}

// invoiceDate adds a date; of one whose year has two figures the century is taken for
// granted, and it is unsure.
func (f *finder) invoiceDate(s span) {
	text := f.flat.text[s.from:s.to]
	if i := strings.LastIndexAny(text, "/.-"); i >= 0 && len(text)-i == 3 {
		n := len(f.fields)
		if f.one(document.InvoiceDate, normalDate(text[:i+1]+"20"+text[i+1:]), s); len(f.fields) > n {
			f.doubt(n, whyShortYear)
		}
		return
	}
	f.one(document.InvoiceDate, normalDate(text), s)
}

// normalInvoiceNumber writes a number as it stands in capitals; a date or a word is
// none.
func normalInvoiceNumber(s string) string {
	s = strings.ToUpper(strings.Trim(s, ".-_/"))
	if _, isDate := parseDate(strings.ToLower(s)); isDate || !hasDigit(s) {
		return ""
	}
	return s
}
