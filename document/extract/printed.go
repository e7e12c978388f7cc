package extract

import (
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/pattern"
)

// A print of an invoice (copia di cortesia) is never taken for the invoice, which is
// the XML. What it says serves to compare, and to tell at once what is wrong: number,
// date, amounts, codes, as common programs print them: behind a label on the same line,
// or below it in a row of labels.

var (
	// printTitle is the line in which a print says what it is, with number and date.
	printTitle  = pattern.New(`(?:^|[\n\f])[^\n\f]{0,60}?\b(?:fattura|nota\s+di\s+credito|parcella)\b(?:\s+(?:elettronica|di\s+vendita|immediata|differita|di\s+cortesia|pa|fiscale))*\s*,?\s*(?:n[.°ºr]*\s*|nr\.?\s*|num(?:ero|\.)?\s*:?\s*)([0-9a-z][0-9a-z/\-_.]{0,19})(?:\s*,?\s*(?:del|data|in\s+data|emessa\s+il)\s*:?\s*(` + dateExpr + `))?`)
	printNumber = pattern.New(`\b(?:numero\s+(?:documento|fattura)|(?:n\.?|n[°º]|nr\.?|num\.?)\s*(?:documento|fattura|doc\.)|(?:documento|fattura)\s+(?:n\.|n[°º]|nr\.?|num\.?|numero))[ \t]*[:.]?[ \t]*([0-9a-z][0-9a-z/\-_.]{0,19})\b`)
	printDate   = pattern.New(`\b(?:data\s+(?:del\s+)?(?:documento|fattura|emissione|doc\.)|(?:documento|fattura)\s[^\n\f]{0,40}\bdel|data)[ \t]*:?[ \t]*(` + dateExpr + `)`)
	printSeller = pattern.New(`(?:partita\s+iva|p\.?\s?i(?:va|\.)?|identificativo\s+fiscale(?:\s+ai\s+fini\s+iva)?)[ \t]*(?:n\.?)?[ \t]*[:.]?[ \t]*(it)?[ \t]?(\d{11})\b`)
	printOffice = pattern.New(`\bcod(?:ice|\.)\s*(?:univoco(?:\s+ufficio)?|destinatario|ufficio|amministrazione\s+destinataria)[ \t]*[:.]?[ \t]*([a-z0-9]{6,7})\b`)
	printDue    = pattern.New(`\bscadenz[ae](?:\s+(?:del\s+)?pagamento)?[ \t]*:?[ \t]*(` + dateExpr + `)`)
	// What stands behind these words is another invoice, or another paper.
	otherPrint = pattern.New(`\b(?:rif(?:erimento|\.)?|collegat[ae]|storno|storna|nota\s+di\s+credito\s+da|precedent[ei]|ns\.?|vs\.?|ordine|contratto|convenzione|ddt|bolla)\b[^\n\f]{0,40}$`)
	buyerSide  = pattern.New(`\b(?:cessionario|committente|cliente|destinatario\s+fattura|spett\.?(?:le)?|intestatario)\b`)
	sellerSide = pattern.New(`\b(?:cedente|prestatore|fornitore|emittente)\b`)
)

// amountLabel is a label behind which an amount of an invoice stands.
type amountLabel struct {
	name string
	re   *pattern.Pattern
}

// A value stands on the line of its label: what begins the next line may be of another
// column.
const (
	beside      = `[ \t]*`
	moneyBehind = beside + `(?:\(?(?:eur|euro|€)\)?)?` + beside + `[:=.]?` + beside + `(?:eur|euro|€)?` + beside + `(-?\d[\d.,']*\d|\d)(?:[\s€]|$)`
)

var amountLabels = []amountLabel{
	{document.InvoiceTotal, pattern.New(`\b(?:totale\s+(?:documento|fattura|a\s+pagare\s+documento)|importo\s+totale\s+(?:del\s+)?documento|totale\s+da\s+fatturare|totale\s+complessivo)` + moneyBehind)},
	{document.InvoiceTaxable, pattern.New(`\b(?:totale\s+imponibile|imponibile\s+totale)` + moneyBehind)},
	{document.InvoiceTax, pattern.New(`\b(?:totale\s+(?:iva|imposta)|imposta\s+totale|iva\s+\d{1,2}\s*%)` + moneyBehind)},
	{document.InvoicePayable, pattern.New(`\b(?:netto\s+a\s+pagare|totale\s+a\s+pagare|importo\s+da\s+pagare)` + moneyBehind)},
}

// isPrint says that the paper is taken for the print of an invoice, with a score that
// would make it one.
func (r printGuess) isPrint() bool {
	return r.kind == "" && r.best == document.Invoice && r.score >= minScore
}

// printGuess is what is known of the kind of a paper.
type printGuess struct {
	kind, best document.Kind
	score      float64
}

func (j *job) printGuess() printGuess {
	g := printGuess{kind: j.r.Kind}
	if len(j.r.Guesses) > 0 {
		g.best, g.score = j.r.Guesses[0].Kind, j.r.Guesses[0].Score
	}
	return g
}

// print finds what a print of an invoice says.
func (f *finder) print() {
	f.printTitle()
	f.printed(document.InvoiceNumber, printNumber, 1, normalInvoiceNumber)
	f.printed(document.InvoiceDate, printDate, 1, normalDate)
	f.every(document.InvoiceCIG, findCIG, normalCIG)
	f.every(document.InvoiceCUP, labelledCUP, normalCode)
	f.parties()
	f.printed(document.BuyerOfficeCode, printOffice, 1, normalCode)
	f.printed(document.InvoiceDueOn, printDue, 1, normalDate)
	for _, a := range amountLabels {
		f.amount(a)
	}
	f.printedIBAN()
	f.belowLabels()
	f.checkSum()
}

// printTitle reads number and date of the line that says what the print is.
func (f *finder) printTitle() {
	for _, m := range printTitle.FindAllStringSubmatchIndex(f.flat.text, 20) {
		number := span{m[2], m[3]}
		if f.isOther(m[2]) || !hasDigit(f.flat.text[m[2]:m[3]]) {
			continue
		}
		f.one(document.InvoiceNumber, normalInvoiceNumber(f.flat.text[number.from:number.to]), number)
		if m[4] >= 0 {
			f.one(document.InvoiceDate, normalDate(f.flat.text[m[4]:m[5]]), span{m[4], m[5]})
		}
	}
}

// isOther says that what stands before a place makes it a value of another paper.
func (f *finder) isOther(at int) bool {
	line := f.flat.text[max(0, at-120):at]
	if i := strings.LastIndexAny(line, "\n\f"); i >= 0 {
		line = line[i+1:]
	}
	return otherPrint.MatchString(line)
}

// printed adds the matches of an expression that are of this invoice; several values
// make each other unsure.
func (f *finder) printed(name string, re *pattern.Pattern, group int, normal func(string) string) {
	for _, m := range re.FindAllStringSubmatchIndex(f.flat.text, 20) {
		from, to := m[2*group], m[2*group+1]
		if from < 0 || f.isOther(from) {
			continue
		}
		f.one(name, normal(f.flat.text[from:to]), span{from, to})
	}
}

// one adds a value that a print has once; a second one, that differs, makes the first
// unsure.
func (f *finder) one(name, value string, s span) {
	if value == "" {
		return
	}
	for i, x := range f.fields {
		if x.Name != name {
			continue
		}
		if x.Value != value && len(x.Others) < maxOthers {
			f.fields[i].Others = append(f.fields[i].Others, value)
			f.doubt(i, whySeveral)
		}
		return
	}
	f.add(name, value, s)
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

// parties reads VAT numbers: the seller's is the first that does not stand behind the
// words that announce the buyer.
func (f *finder) parties() {
	for _, m := range printSeller.FindAllStringSubmatchIndex(f.flat.text, 20) {
		id := "IT" + f.flat.text[m[4]:m[5]]
		s := span{m[4], m[5]}
		switch f.side(m[4]) {
		case document.BuyerTaxCode:
			f.one(document.BuyerTaxCode, id[2:], s)
		default:
			if !f.has(document.SellerVATID) {
				f.add(document.SellerVATID, id, s)
			}
		}
	}
}

// side says whose values stand at a place: the buyer's behind the words that announce
// the buyer, unless those of the seller come after them.
func (f *finder) side(at int) string {
	before := f.flat.text[:at]
	last := func(p *pattern.Pattern) int {
		all := p.FindAllStringIndex(before, 200)
		if len(all) == 0 {
			return -1
		}
		return all[len(all)-1][0]
	}
	if last(buyerSide) > last(sellerSide) {
		return document.BuyerTaxCode
	}
	return document.SellerVATID
}

// amount adds the amount behind a label. One that can be read in two ways is unsure.
func (f *finder) amount(a amountLabel) {
	for _, m := range a.re.FindAllStringSubmatchIndex(f.flat.text, 20) {
		s := span{m[2], m[3]}
		n, ok := readNumber(strings.TrimPrefix(f.flat.text[s.from:s.to], "-"))
		if !ok {
			continue
		}
		if strings.HasPrefix(f.flat.text[s.from:], "-") {
			n.value = negative(n.value)
		}
		had := f.has(a.name)
		f.one(a.name, n.value, s)
		if !had && f.has(a.name) && (!n.sure() || n.cents != 2) {
			i := len(f.fields) - 1
			f.fields[i].Others = append(f.fields[i].Others, n.others...)
			f.doubt(i, whyTwoWays)
		}
	}
}

func (f *finder) printedIBAN() {
	n := len(f.fields)
	f.ibans()
	for i := n; i < len(f.fields); i++ {
		f.fields[i].Name = document.InvoiceIBAN
	}
}
