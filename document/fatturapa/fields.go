package fatturapa

import (
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/shopspring/decimal"
)

// Fields returns the invoice's facts in the vocabulary of package document,
// each with its XPath. Sums of several (taxable, tax, payable) are written
// nowhere and carry the XPath of what holds their addends. Of a lot, the first body gives the fields; InvoiceBodies says
// how many there are.
func (inv Invoice) Fields() []document.Field {
	f := &collector{}
	f.text(document.InvoiceFormat, inv.Format)
	f.text(document.BuyerOfficeCode, inv.OfficeCode)
	f.party(inv.Seller, document.SellerName, document.SellerTaxCode)
	f.vat(document.SellerVATID, inv.Seller)
	f.party(inv.Buyer, document.BuyerName, document.BuyerTaxCode)
	f.count(document.InvoiceBodies, len(inv.Bodies), "/FatturaElettronica")
	if len(inv.Bodies) > 0 {
		f.body(inv.Bodies[0])
	}
	return f.fields
}

// collector gathers fields and normalises their values.
type collector struct{ fields []document.Field }

func (f *collector) add(name string, v Value, value, why string) {
	if !v.Found() || v.Text == "" {
		return
	}
	field := document.Field{Name: name, Written: v.Text, Value: value,
		Place: document.Place{XPath: v.XPath}, Method: document.MethodXML, Confidence: 1}
	if why != "" {
		field.Unsure, field.Why, field.Confidence = true, why, 0.3
	}
	f.fields = append(f.fields, field)
}

func (f *collector) text(name string, v Value) { f.add(name, v, v.Text, "") }

func (f *collector) code(name string, v Value) {
	f.add(name, v, strings.ToUpper(strings.Join(strings.Fields(v.Text), "")), "")
}

func (f *collector) amount(name string, v Value) {
	d, err := v.Decimal()
	if err != nil {
		f.add(name, v, v.Text, "not an amount")
		return
	}
	f.add(name, v, d.StringFixed(max(-d.Exponent(), 0)), "")
}

func (f *collector) date(name string, v Value) {
	d, err := v.Date()
	if err != nil {
		f.add(name, v, v.Text, "not a date")
		return
	}
	f.add(name, v, d.String(), "")
}

func (f *collector) count(name string, n int, xpath string) {
	f.add(name, Value{Text: decimal.NewFromInt(int64(n)).String(), XPath: xpath},
		decimal.NewFromInt(int64(n)).String(), "")
}

func (f *collector) party(p Party, name, taxCode string) {
	full := p.Name
	if p.FirstName.Found() {
		full.Text = strings.TrimSpace(p.Name.Text + " " + p.FirstName.Text)
	}
	f.text(name, full)
	f.code(taxCode, p.TaxCode)
}

func (f *collector) vat(name string, p Party) {
	if !p.VATCode.Found() {
		return
	}
	v := p.VATCode
	v.Text = p.VATCountry.Text + p.VATCode.Text
	f.code(name, v)
}

func (f *collector) body(b Body) {
	f.text(document.InvoiceNumber, b.Number)
	f.date(document.InvoiceDate, b.Date)
	f.text(document.InvoiceType, b.Type)
	f.amount(document.InvoiceTotal, b.Total)
	f.stamp(b)
	f.references(b)
	f.lines(b.Lines)
	f.summaries(b.Summaries)
	f.payments(b.Payments)
	f.period(b.Lines)
}

func (f *collector) stamp(b Body) {
	if b.StampAmount.Found() {
		f.amount(document.InvoiceStampDuty, b.StampAmount)
		return
	}
	f.text(document.InvoiceStampDuty, b.StampVirtual)
}

// references gives each CIG and CUP once, wherever it stands.
func (f *collector) references(b Body) {
	seen := map[string]bool{}
	once := func(name string, v Value) {
		key := name + strings.ToUpper(v.Text)
		if !seen[key] {
			seen[key] = true
			f.code(name, v)
		}
	}
	for _, r := range b.References {
		once(document.InvoiceCIG, r.CIG)
		once(document.InvoiceCUP, r.CUP)
		if r.Kind == "DatiFattureCollegate" {
			f.text(document.InvoiceLinked, r.Document)
		}
	}
	for _, l := range b.Lines {
		once(document.InvoiceCIG, l.CIG)
	}
}

func (f *collector) lines(lines []Line) {
	for _, l := range lines {
		f.text(document.LineField(l.Number, "description"), l.Description)
		f.amount(document.LineField(l.Number, "quantity"), l.Quantity)
		f.text(document.LineField(l.Number, "unit"), l.Unit)
		f.amount(document.LineField(l.Number, "unit_price"), l.UnitPrice)
		f.discount(l)
		f.amount(document.LineField(l.Number, "total"), l.Total)
		f.amount(document.LineField(l.Number, "vat_rate"), l.VATRate)
		f.text(document.LineField(l.Number, "nature"), l.Nature)
		f.date(document.LineField(l.Number, "start"), l.Start)
		f.date(document.LineField(l.Number, "end"), l.End)
		f.code(document.LineField(l.Number, "cig"), l.CIG)
	}
}

// discount gives what the line's ScontoMaggiorazione elements take off the unit
// price (control 00423): of each the amount, or where it has none the percent
// of what the ones before left.
func (f *collector) discount(l Line) {
	if len(l.Discounts) == 0 {
		return
	}
	at, why := l.Discounts[0].Kind, ""
	price, err := l.UnitPrice.Decimal()
	if err != nil {
		why = "the unit price is not an amount"
	}
	left := price
	for _, d := range l.Discounts {
		off, err := d.Amount.Decimal()
		if percent, err2 := d.Percent.Decimal(); err != nil && err2 == nil {
			off, err = left.Mul(percent).Shift(-2), nil
		}
		if err != nil {
			why = "a discount has neither amount nor percent"
		}
		if d.Kind.Text == "MG" {
			off = off.Neg()
		}
		left = left.Sub(off)
	}
	f.add(document.LineField(l.Number, "discount"), at, price.Sub(left).Round(8).String(), why)
}

func (f *collector) summaries(all []Summary) {
	var taxable, tax []Value
	for i, s := range all {
		f.amount(document.SummaryField(i+1, "vat_rate"), s.VATRate)
		f.text(document.SummaryField(i+1, "nature"), s.Nature)
		f.amount(document.SummaryField(i+1, "taxable"), s.Taxable)
		f.amount(document.SummaryField(i+1, "tax"), s.Tax)
		f.text(document.SummaryField(i+1, "due"), s.Due)
		taxable, tax = append(taxable, s.Taxable), append(tax, s.Tax)
	}
	f.sum(document.InvoiceTaxable, taxable)
	f.sum(document.InvoiceTax, tax)
}

// sum adds the amounts that are there; one that is no amount makes it unsure.
func (f *collector) sum(name string, values []Value) {
	total, first, why, addends := decimal.Zero, Value{}, "", 0
	for _, v := range values {
		if !v.Found() {
			continue
		}
		if addends++; addends == 1 {
			first = v
		}
		d, err := v.Decimal()
		if err != nil {
			why = "one of the addends is not an amount"
			continue
		}
		total = total.Add(d)
	}
	if addends > 1 {
		first = Value{Text: total.StringFixed(2), XPath: parentOf(first.XPath)}
	}
	before := len(f.fields)
	f.add(name, first, total.StringFixed(2), why)
	if addends > 1 && len(f.fields) > before { // the sum is written nowhere
		f.fields[before].Written = ""
	}
}

func (f *collector) payments(all []Payment) {
	var amounts []Value
	seen := map[string]bool{}
	for _, p := range all {
		amounts = append(amounts, p.Amount)
		if key := strings.ToUpper(p.IBAN.Text); key != "" && !seen[key] {
			seen[key] = true
			f.code(document.InvoiceIBAN, p.IBAN)
		}
		f.date(document.InvoiceDueOn, p.DueOn)
	}
	f.sum(document.InvoicePayable, amounts)
}

// period gives first and last day of the lines, and the month where they are
// within one.
func (f *collector) period(lines []Line) {
	var start, end Value
	var from, to calendar.Date
	for _, l := range lines {
		if d, err := l.Start.Date(); err == nil && (from.IsZero() || d.Before(from)) {
			from, start = d, l.Start
		}
		if d, err := l.End.Date(); err == nil && (to.IsZero() || d.After(to)) {
			to, end = d, l.End
		}
	}
	f.date(document.PeriodStart, start)
	f.date(document.PeriodEnd, end)
	if from.IsZero() || to.IsZero() || calendar.MonthOf(from) != calendar.MonthOf(to) {
		return
	}
	f.add(document.PeriodMonth, start, calendar.MonthOf(from).Key(), "")
}

// parentOf returns the XPath of the element that holds an addend's group: the
// path without its last two steps.
func parentOf(xpath string) string {
	for range 2 {
		if i := strings.LastIndexByte(xpath, '/'); i > 0 {
			xpath = xpath[:i]
		}
	}
	return xpath
}
