package workbook

import (
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// value is one field of a line, on its way to a cell or from one.
type value interface {
	out() cell
	// in reads a cell that is not blank, or a blank one, which empties the field.
	// It returns what is wrong, or nil.
	in(c cell) *Words
}

func wrong(it, en string, args ...any) *Words {
	w := words(it, en, args...)
	return &w
}

// plain is what a cell says as a text. A number beyond 15 digits has lost the
// others already.
func (c cell) plain() (string, *Words) {
	switch c.kind {
	case broken:
		return "", wrong("La formula non ha un risultato (%s). Scrivere il valore al suo posto.", "The formula has no result (%s). Write the value instead.", c.shown())
	case number:
		f, err := strconv.ParseFloat(c.text, 64)
		if err != nil || f >= 1e15 || f <= -1e15 {
			return "", wrong("Il foglio di calcolo ha arrotondato questo numero. Mettere la cella in formato Testo e scriverlo di nuovo.",
				"The spreadsheet has rounded this number. Set the cell to the format Text and write it again.")
		}
		return strconv.FormatFloat(f, 'f', -1, 64), nil
	}
	s := squeeze(c.text)
	if len([]rune(s)) > maxText {
		return "", wrong("Il testo è più lungo di %d caratteri. Accorciarlo.", "The text is longer than %d characters. Shorten it.", maxText)
	}
	return s, nil
}

// textValue is a text; change, where it is set, makes it the way it is kept.
type textValue struct {
	to     *string
	change func(string) string
}

func textOf(p *string) value { return textValue{to: p} }

// codeOf is a text of capital letters and digits without spaces: a CIG, a tax
// code, an IBAN.
func codeOf(p *string) value { return textValue{p, foldCode} }

func (v textValue) out() cell {
	if *v.to == "" {
		return cell{}
	}
	return cell{kind: text, text: *v.to}
}

func (v textValue) in(c cell) *Words {
	s, w := c.plain()
	if w != nil {
		return w
	}
	if v.change != nil {
		s = v.change(s)
	}
	*v.to = s
	return nil
}

type dateValue struct{ to *calendar.Date }

func dateOf(p *calendar.Date) value { return dateValue{p} }

func (v dateValue) out() cell {
	if v.to.IsZero() {
		return cell{}
	}
	return cell{kind: day, text: v.to.It(), on: *v.to}
}

func (v dateValue) in(c cell) (w *Words) {
	if c.isBlank() {
		*v.to = calendar.Date{}
		return nil
	}
	d, w := readDate(c)
	if w == nil {
		*v.to = d
	}
	return w
}

type wholeValue struct{ to *int }

func wholeOf(p *int) value { return wholeValue{p} }

func (v wholeValue) out() cell {
	return cell{kind: number, text: strconv.Itoa(*v.to), number: decimal.NewFromInt(int64(*v.to))}
}

func (v wholeValue) in(c cell) *Words {
	if c.isBlank() {
		*v.to = 0
		return nil
	}
	n, w := readWhole(c)
	if w == nil {
		*v.to = n
	}
	return w
}

// optionalOf is a whole number that is left blank where it is zero.
func optionalOf(p *int) value { return optionalValue{wholeValue{p}} }

type optionalValue struct{ wholeValue }

func (v optionalValue) out() cell {
	if *v.to == 0 {
		return cell{}
	}
	return v.wholeValue.out()
}

type amountValue struct{ to *decimal.Decimal }

// amountOf is an amount of euros, left blank where it is zero.
func amountOf(p *decimal.Decimal) value { return amountValue{p} }

func (v amountValue) out() cell {
	if v.to.IsZero() {
		return cell{}
	}
	s := v.to.String()
	if v.to.Exponent() > -2 || v.to.Equal(v.to.Round(2)) {
		s = v.to.StringFixed(2)
	}
	return cell{kind: number, text: strings.Replace(s, ".", ",", 1), number: *v.to}
}

func (v amountValue) in(c cell) *Words {
	if c.isBlank() {
		*v.to = decimal.Zero
		return nil
	}
	d, w := readAmount(c)
	if w == nil {
		*v.to = d
	}
	return w
}

// chargeOf is an amount of euros that is written where it is zero too.
func chargeOf(p *decimal.Decimal) value { return chargeValue{amountValue{p}} }

type chargeValue struct{ amountValue }

func (v chargeValue) out() cell {
	if v.to.IsZero() {
		return cell{kind: number, text: "0,00"}
	}
	return v.amountValue.out()
}

// truthValue is yes or no; not says that the field is the opposite of what the
// column asks.
type truthValue struct {
	to  *bool
	not bool
}

func truthOf(p *bool) value { return truthValue{to: p} }
func notOf(p *bool) value   { return truthValue{p, true} }

func (v truthValue) out() cell {
	if *v.to != v.not {
		return cell{kind: text, text: yes}
	}
	return cell{kind: text, text: no}
}

func (v truthValue) in(c cell) *Words {
	b, w := readTruth(c)
	if w == nil {
		*v.to = b != v.not
	}
	return w
}

// choice is one of the answers that a column takes.
type choice struct {
	code string
	Words
}

type choiceValue[K ~string] struct {
	to   *K
	from []choice
}

// choiceOf is one of a closed list: written in Italian, read in either language
// or by its code.
func choiceOf[K ~string](p *K, from []choice) value { return choiceValue[K]{p, from} }

func (v choiceValue[K]) out() cell {
	if *v.to == "" {
		return cell{}
	}
	for _, c := range v.from {
		if c.code == string(*v.to) {
			return cell{kind: text, text: c.It}
		}
	}
	return cell{kind: text, text: string(*v.to)}
}

func (v choiceValue[K]) in(c cell) *Words {
	s, w := c.plain()
	if w != nil {
		return w
	}
	if s == "" {
		*v.to = ""
		return nil
	}
	code, ok := chosen(s, v.from)
	if !ok {
		return wrong("«%[1]s» non è tra le risposte possibili: %[2]s.", "“%[1]s” is not among the possible answers: %[3]s.",
			shorten(s), listed(v.from, "it"), listed(v.from, "en"))
	}
	*v.to = K(code)
	return nil
}

// chosen finds an answer by code or by word.
func chosen(s string, from []choice) (string, bool) {
	f := fold(s)
	for _, c := range from {
		if f == fold(c.code) || f == fold(c.It) || f == fold(c.En) {
			return c.code, true
		}
	}
	return "", false
}

// listed writes the answers one after the other; of a long list the first ones.
func listed(from []choice, lang string) string {
	const most = 9
	var out []string
	for _, c := range from[:min(len(from), most)] {
		out = append(out, c.In(lang))
	}
	if len(from) > most {
		out = append(out, "…")
	}
	return strings.Join(out, ", ")
}

// listValue is several answers in one cell.
type listValue[K ~string] struct {
	to   *[]K
	from []choice
}

func listOf[K ~string](p *[]K, from []choice) value { return listValue[K]{p, from} }

func (v listValue[K]) out() cell {
	var parts []string
	for _, k := range *v.to {
		parts = append(parts, choiceOf(&k, v.from).out().text)
	}
	if len(parts) == 0 {
		return cell{}
	}
	return cell{kind: text, text: strings.Join(parts, "; ")}
}

func (v listValue[K]) in(c cell) *Words {
	s, w := c.plain()
	if w != nil {
		return w
	}
	var out []K
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ';' || r == ',' }) {
		var k K
		if w := choiceOf(&k, v.from).in(cell{kind: text, text: part}); w != nil {
			return w
		}
		if k != "" && !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	*v.to = out
	return nil
}
