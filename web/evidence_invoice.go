package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
)

// shownValue is a value with the id of its place, so that it can be lit up.
type shownValue struct {
	ID     string
	Label  string
	Text   string
	Unsure bool
}

// invoiceView is our own rendering of an e-invoice, from the fields read.
type invoiceView struct {
	Seller, Buyer []shownValue
	Head          []shownValue
	Lines         []invoiceRow
	Summaries     []invoiceRow
	Totals        []shownValue
	Payment       []shownValue
}

// invoiceRow is a line or a summary: its number and one value a column.
type invoiceRow struct {
	Number int
	Values map[string]shownValue
}

// invoice renders the fields of an invoice and notes the ids of their places.
func (v *visit) invoice(fields []document.Field, ids map[string]bool) invoiceView {
	b := invoiceBuilder{v: v, ids: ids}
	for _, f := range fields {
		b.take(f)
	}
	return b.inv
}

type invoiceBuilder struct {
	v   *visit
	ids map[string]bool
	inv invoiceView
}

// shown makes the view of a field. The first value at a place gets its id.
func (b *invoiceBuilder) shown(f document.Field) shownValue {
	g := tongue{b.v.lang, b.v.texts}
	s := shownValue{Label: b.v.texts.or(b.v.lang, "invoice.label."+f.Name, b.v.fieldLabel(f.Name)), Text: g.value(f), Unsure: f.Unsure}
	if id := placeID(f.Place); id != "" && !b.ids[id] {
		s.ID = id
		b.ids[id] = true
	}
	return s
}

func (b *invoiceBuilder) take(f document.Field) {
	if rest, ok := strings.CutPrefix(f.Name, "invoice.line."); ok {
		b.inv.Lines = b.cell(b.inv.Lines, rest, f)
		return
	}
	if rest, ok := strings.CutPrefix(f.Name, "invoice.summary."); ok {
		b.inv.Summaries = b.cell(b.inv.Summaries, rest, f)
		return
	}
	var to *[]shownValue
	switch f.Name {
	case document.SellerName, document.SellerVATID, document.SellerTaxCode:
		to = &b.inv.Seller
	case document.BuyerName, document.BuyerTaxCode, document.BuyerOfficeCode:
		to = &b.inv.Buyer
	case document.InvoiceTotal, document.InvoiceStampDuty:
		to = &b.inv.Totals
	case document.InvoiceIBAN, document.InvoiceDueOn, document.InvoicePayable:
		to = &b.inv.Payment
	case document.InvoiceTaxable, document.InvoiceTax, document.PeriodMonth, document.PeriodStart, document.PeriodEnd, document.InvoiceBodies:
		return // sums and repetitions of what the lines show
	default:
		to = &b.inv.Head
	}
	*to = append(*to, b.shown(f))
}

// cell puts a value such as "3.quantity" into its row.
func (b *invoiceBuilder) cell(rows []invoiceRow, name string, f document.Field) []invoiceRow {
	number, what, ok := strings.Cut(name, ".")
	n, err := strconv.Atoi(number)
	if !ok || err != nil {
		return rows
	}
	i := slices.IndexFunc(rows, func(r invoiceRow) bool { return r.Number == n })
	if i < 0 {
		i = len(rows)
		rows = append(rows, invoiceRow{Number: n, Values: map[string]shownValue{}})
	}
	rows[i].Values[what] = b.shown(f)
	return rows
}
