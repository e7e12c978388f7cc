package extract

import (
	"slices"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/pattern"
)

// A print of an invoice (copia di cortesia) is never taken for the invoice, which is
// the XML. What it says serves to compare, and to tell at once what is wrong: number,
// date, amounts, codes, as common programs print them: behind a label on the same line,
// or below it in a row of labels.

var (
	moreMoney   = pattern.New(`^[ \t]*(?:eur|euro|€)?[ \t]*(?:eur|euro|€)?[ \t]*(-?\d[\d.,']*\d)(?:[\s€]|$)`)
	printSeller = pattern.New(`(?:partita\s+iva|p\.?\s?i(?:va|\.)?|identificativo\s+fiscale(?:\s+ai\s+fini\s+iva)?)[ \t]*(?:n\.?)?[ \t]*[:.]?[ \t]*(it)?[ \t]?(\d{11})\b`)
	printOffice = pattern.New(`\bcod(?:ice|\.)\s*(?:univoco(?:\s+ufficio)?|destinatario|ufficio|amministrazione\s+destinataria)[ \t]*([:.]?)[ \t]*([a-z0-9]{6,7})\b`)
	printDue    = pattern.New(`\bscadenz[ae](?:\s+(?:del\s+)?pagamento)?[ \t]*:?[ \t]*(` + dateExpr + `)`)
	// What stands behind these words is another invoice, or another paper.
	otherPrint = pattern.New(`\b(?:rif(?:erimento|\.)?|collegat[ae]|storno|storna|nota\s+di\s+credito\s+da|precedent[ei]|ns\.?|vs\.?|ordine|contratto|convenzione|ddt|bolla)\b[^\n\f]{0,40}$`)
	buyerSide  = pattern.New(`\b(?:cessionario|committente|cliente|destinatario\s+fattura|spett\.?(?:le)?|intestatario)\b`)
	sellerSide = pattern.New(`\b(?:cedente|prestatore|fornitore|emittente)\b`)
	// endsParty are words of what comes behind the parties: a code there may be anybody's.
	endsParty = pattern.New(`\b(?:totale|imponibile|descrizione|quantita|prezzo|importo|iban|scadenza|pagamento)\b`)
)

// Why a value of a print is unsure.
const (
	whyShortYear = "the year has two figures"
	whyOther     = "it may be of another invoice"
	whyPieces    = "it may be longer"
	whyWord      = "it may be a word"
	whyWhose     = "whose it is is not said beside it"
	whyRow       = "several amounts stand behind its label"
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

// print finds what a print of an invoice says. Titles within a sentence may be of
// another invoice: they count where nothing else is told.
func (f *finder) print() {
	titles := f.titles()
	f.readTitles(titles, true)
	f.invoiceNumbers()
	f.invoiceDates()
	f.every(document.InvoiceCIG, findCIG, normalCIG)
	f.every(document.InvoiceCUP, labelledCUP, normalCode)
	f.parties()
	f.officeCode()
	f.printed(document.InvoiceDueOn, printDue, 1, normalDate)
	for _, a := range amountLabels {
		f.amount(a)
	}
	f.printedIBAN()
	f.belowLabels()
	f.readTitles(titles, false)
	f.checkSum()
}

// officeCode reads the buyer's code. Six or seven letters behind its label may be the
// next label of a row ("Codice destinatario  Numero"): they count behind a colon only,
// and are unsure.
func (f *finder) officeCode() {
	for _, m := range printOffice.FindAllStringSubmatchIndex(f.flat.text, 20) {
		s := span{m[4], m[5]}
		isWord := !hasDigit(f.flat.text[s.from:s.to])
		if isWord && m[2] == m[3] || f.isOther(s.from) {
			continue
		}
		n := len(f.fields)
		if f.one(document.BuyerOfficeCode, normalCode(f.flat.text[s.from:s.to]), s); isWord && len(f.fields) > n {
			f.doubt(n, whyWord)
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

// parties reads VAT numbers: the seller's is the first that is not the buyer's. One of
// which nothing tells whose it is (the print's program, at the foot of the page, or the
// body in its letterhead) is taken for the seller's where there is no other, and unsure.
func (f *finder) parties() {
	sides := f.sides()
	var nobodys []span
	for _, m := range printSeller.FindAllStringSubmatchIndex(f.flat.text, 20) {
		s := span{m[4], m[5]}
		id := f.flat.text[s.from:s.to]
		switch f.side(sides, s) {
		case document.BuyerTaxCode:
			f.one(document.BuyerTaxCode, id, s)
		case document.SellerVATID:
			if !f.has(document.SellerVATID) {
				f.add(document.SellerVATID, "IT"+id, s)
			}
		default:
			nobodys = append(nobodys, s)
		}
	}
	if n := len(f.fields); len(nobodys) > 0 && !f.has(document.SellerVATID) {
		f.add(document.SellerVATID, "IT"+f.flat.text[nobodys[0].from:nobodys[0].to], nobodys[0])
		if len(f.fields) > n {
			f.doubt(n, whyWhose)
		}
	}
}

// sideWord is a word that announces a party of an invoice.
type sideWord struct {
	span
	of string // the field of its code
}

// sides are the words that announce the parties, in the order of the text.
func (f *finder) sides() (out []sideWord) {
	for name, re := range map[string]*pattern.Pattern{document.BuyerTaxCode: buyerSide, document.SellerVATID: sellerSide} {
		for _, m := range re.FindAllStringIndex(f.flat.text, 200) {
			out = append(out, sideWord{span{m[0], m[1]}, name})
		}
	}
	slices.SortFunc(out, func(a, b sideWord) int { return a.from - b.from })
	return out
}

// side says whose values stand at a place: those of the party that was announced last,
// in a column that is not further right; the seller's at the head of a print. "" where
// other parts of an invoice came between.
func (f *finder) side(all []sideWord, s span) string {
	from, of := 0, document.SellerVATID
	for _, w := range all {
		if w.from < s.from && !f.rightOf(w.span, s) {
			from, of = w.to, w.of
		}
	}
	if endsParty.MatchString(f.flat.text[from:s.from]) {
		return ""
	}
	return of
}

// rightOf says that a stretch stands wholly to the right of another on its page.
func (f *finder) rightOf(a, b span) bool {
	x, y := f.flat.words(a), f.flat.words(b)
	if len(x) == 0 || len(y) == 0 || x[0].sheet != y[0].sheet {
		return false
	}
	words := f.flat.sheets[x[0].sheet].Words
	box := words[y[len(y)-1].word].Box
	return words[x[0].word].Box.X > box.X+box.Width
}

// amount adds the amount behind a label. One that can be read in two ways is unsure, and
// so is one behind which others stand: the columns of a row.
func (f *finder) amount(a amountLabel) {
	for _, m := range a.re.FindAllStringSubmatchIndex(f.flat.text, 20) {
		s := span{m[2], m[3]}
		if f.flat.text[s.from] == '-' {
			s.from++
		}
		n, ok := readNumber(f.flat.text[s.from:s.to])
		if !ok {
			continue
		}
		n.span = s
		n.around(f.flat.text)
		i := len(f.fields)
		if f.one(a.name, n.value, n.span); len(f.fields) == i {
			continue
		}
		if !n.sure() || n.cents != 2 {
			f.fields[i].Others = append(f.fields[i].Others, n.others...)
			f.doubt(i, whyTwoWays)
		}
		if row := f.amountsBehind(s.to); len(row) > 0 {
			f.fields[i].Others = append(f.fields[i].Others, row...)
			f.doubt(i, whyRow)
		}
	}
}

// amountsBehind are the amounts that stand right behind a place, on its line.
func (f *finder) amountsBehind(at int) (out []string) {
	for len(out) < maxOthers {
		m := moreMoney.FindStringSubmatchIndex(f.flat.text[at:])
		if m == nil {
			break
		}
		if n, ok := readNumber(strings.TrimPrefix(f.flat.text[at+m[2]:at+m[3]], "-")); ok && n.sure() && n.cents == 2 {
			out = append(out, n.value)
		}
		at += m[3]
	}
	return out
}

func (f *finder) printedIBAN() {
	n := len(f.fields)
	f.ibans()
	for i := n; i < len(f.fields); i++ {
		f.fields[i].Name = document.InvoiceIBAN
	}
}
