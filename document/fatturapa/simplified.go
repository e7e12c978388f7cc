package fatturapa

import (
	"strings"

	"github.com/shopspring/decimal"
)

// simplifiedLines reads FSM10, where each DatiBeniServizi is a line and Importo
// includes the tax.
func simplifiedLines(n *node) []Line {
	var out []Line
	for i, g := range n.all("DatiBeniServizi") {
		out = append(out, Line{
			XPath: g.path, Number: i + 1, Description: g.value("Descrizione"), Total: g.value("Importo"),
			VATRate: g.value("DatiIVA/Aliquota"), Tax: g.value("DatiIVA/Imposta"),
			Nature: g.value("Natura"), Law: g.value("RiferimentoNormativo"),
		})
	}
	return out
}

// part is what lines of one rate and nature of a simplified invoice add up to.
// It stands nowhere in the file; xpath is that of the first line.
type part struct {
	rate, nature      Value
	gross, taxed, tax decimal.Decimal
	xpath             string
	bad               bool // an amount could not be read
}

// parts sums the lines of a simplified invoice by rate and nature, in the order
// in which they appear. The tax is what the lines write, and where they write
// none the part of the amount that the rate makes of it, to the cent.
func (b Body) parts() []part {
	var out []part
	at := map[string]int{}
	for _, l := range b.Lines {
		key := rateKey(l.VATRate) + " " + strings.ToUpper(l.Nature.Text)
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			out = append(out, part{rate: l.VATRate, nature: l.Nature, xpath: l.XPath})
		}
		out[i].add(l)
	}
	return out
}

func (p *part) add(l Line) {
	gross, err := l.Total.Decimal()
	if err != nil {
		p.bad = true
		return
	}
	tax, ok := l.simplifiedTax(gross)
	if !ok {
		p.bad = true
	}
	p.gross, p.tax = p.gross.Add(gross), p.tax.Add(tax)
	p.taxed = p.gross.Sub(p.tax)
}

// simplifiedTax is the tax within an amount: as written, or by the rate.
func (l Line) simplifiedTax(gross decimal.Decimal) (tax decimal.Decimal, ok bool) {
	if l.Tax.Found() {
		tax, err := l.Tax.Decimal()
		return tax, err == nil
	}
	rate, err := l.VATRate.Decimal()
	if err != nil {
		return decimal.Zero, !l.VATRate.Found() && l.Nature.Found()
	}
	over := rate.Add(decimal.New(100, 0))
	if !over.IsPositive() {
		return decimal.Zero, false
	}
	return gross.Mul(rate).DivRound(over, 2), true
}

// rateKey writes a rate so that 22 and 22.00 are the same.
func rateKey(v Value) string {
	d, err := v.Decimal()
	if err != nil {
		return v.Text
	}
	return d.String()
}
