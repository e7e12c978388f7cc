package extract

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/pattern"
)

// Many programs print an invoice as tables: a row of labels, and below it the values.

// headLabel is a label below which a value may stand.
type headLabel struct {
	name   string
	re     *pattern.Pattern
	normal func(string) string
}

var headLabelsBelow = []headLabel{
	{document.InvoiceNumber, pattern.New(`\b(?:numero|n\.|nr\.?|n[°º])\s*(?:documento|fattura|doc\.)`), normalInvoiceNumber},
	{document.InvoiceDate, pattern.New(`\bdata\s+(?:documento|fattura|emissione|doc\.)`), normalDate},
	{document.BuyerOfficeCode, pattern.New(`\bcod(?:ice|\.)\s*(?:destinatario|univoco(?:\s+ufficio)?)`), normalOffice},
	{document.InvoiceTotal, pattern.New(`\b(?:totale\s+(?:documento|fattura)|importo\s+totale\s+documento)`), normalAmount},
	{document.InvoiceTaxable, pattern.New(`\btotale\s+imponibile`), normalAmount},
	{document.InvoiceTax, pattern.New(`\btotale\s+(?:iva|imposta)`), normalAmount},
	{document.InvoicePayable, pattern.New(`\bnetto\s+a\s+pagare`), normalAmount},
	{document.InvoiceDueOn, pattern.New(`\b(?:data\s+)?scadenza`), normalDate},
}

// Why a value of a print is unsure, beside what printed.go says.
const (
	whyBelow = "it stands below its label, in a table"
	whySum   = "taxable amount, tax and total do not add up"
)

func normalOffice(s string) string {
	if s = normalCode(s); (len(s) == 6 || len(s) == 7) && isCodeText(s) {
		return s
	}
	return ""
}

func isCodeText(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') })
}

// normalAmount reads an amount that can be read in one way, with its cents.
func normalAmount(s string) string {
	s = strings.Trim(strings.NewReplacer("eur", "", "euro", "", "€", "").Replace(s), " ")
	if n, ok := readNumber(s); ok && n.sure() && n.cents == 2 {
		return n.value
	}
	return ""
}

// belowLabels finds what no label had beside it in the rows below the labels. It is
// always unsure: a person sees at once whether it is right.
func (f *finder) belowLabels() {
	if f.flat.cells != nil {
		return
	}
	for _, l := range headLabelsBelow {
		if f.has(l.name) {
			continue
		}
		for _, m := range l.re.FindAllStringIndex(f.flat.text, 10) {
			n := len(f.fields)
			if s, ok := f.below(span{m[0], m[1]}); ok {
				f.one(l.name, l.normal(f.flat.text[s.from:s.to]), s)
			}
			if len(f.fields) > n {
				f.doubt(n, whyBelow)
				break
			}
		}
	}
}

// rowsBelow is how many heights of a label its value may stand below it.
const rowsBelow = 3.0

// below is the stretch of words right below a label: on the next line of its page, under
// the label or what lies between it and the next word of its own line.
func (f *finder) below(label span) (s span, ok bool) {
	at := f.flat.words(label)
	if len(at) == 0 {
		return span{}, false
	}
	words := f.flat.sheets[at[0].sheet].Words
	from, to := at[0], at[len(at)-1]
	box := words[from.word].Box.Union(words[to.word].Box)
	right := math.Inf(1)
	if next := to.word + 1; next < len(words) && overlaps(words[next].Box.Y, words[next].Box.Height, box.Y, box.Height) && words[next].Box.X > box.X {
		right = words[next].Box.X
	}
	line := math.Inf(1) // the top of the line below
	var under []int
	for i := to.word + 1; i < len(words); i++ {
		b := words[i].Box
		down, middle := b.Y-(box.Y+box.Height), b.X+b.Width/2
		if down < -0.3*box.Height || down > rowsBelow*box.Height || middle < box.X-box.Height || middle > right || b.X+b.Width < box.X {
			continue
		}
		switch {
		case b.Y < line-0.5*b.Height:
			line, under = b.Y, []int{i}
		case math.Abs(b.Y-line) <= 0.5*b.Height:
			under = append(under, i)
		}
	}
	if len(under) == 0 || under[len(under)-1]-under[0] != len(under)-1 {
		return span{}, false
	}
	return f.stretch(at[0].sheet, under[0], under[len(under)-1])
}

func overlaps(a, aSize, b, bSize float64) bool { return a < b+bSize/2 && b < a+aSize/2 }

// stretch is the part of the text that words of a page make, first to last.
func (f *finder) stretch(sheet, first, last int) (s span, ok bool) {
	i, found := slices.BinarySearchFunc(f.flat.at, wordAt{sheet, first}, compareWords)
	k, found2 := slices.BinarySearchFunc(f.flat.at, wordAt{sheet, last}, compareWords)
	if !found || !found2 {
		return span{}, false
	}
	end := len(f.flat.text)
	if k+1 < len(f.flat.starts) {
		end = f.flat.starts[k+1] - 1
	}
	return span{f.flat.starts[i], end}, true
}

func compareWords(a, b wordAt) int {
	if a.sheet != b.sheet {
		return a.sheet - b.sheet
	}
	return a.word - b.word
}

// stampDuty is what may stand beside taxable amount and tax in a total, in cents.
const stampDuty = 200

// checkSum makes the amounts unsure that do not add up: one of them is of something
// else, or was read wrongly.
func (f *finder) checkSum() {
	cents := func(name string) (int, int, bool) {
		for i, x := range f.fields {
			if v, err := strconv.ParseFloat(x.Value, 64); x.Name == name && err == nil {
				return int(math.Round(v * 100)), i, true
			}
		}
		return 0, 0, false
	}
	taxable, a, ok1 := cents(document.InvoiceTaxable)
	tax, b, ok2 := cents(document.InvoiceTax)
	total, c, ok3 := cents(document.InvoiceTotal)
	if !ok1 || !ok2 || !ok3 || total == taxable+tax || total == taxable+tax+stampDuty {
		return
	}
	for _, i := range []int{a, b, c} {
		f.doubt(i, whySum)
	}
}
