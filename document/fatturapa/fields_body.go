package fatturapa

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/shopspring/decimal"
)

func (f *collector) body(b Body, simplified bool) {
	f.text(document.InvoiceNumber, b.Number)
	f.date(document.InvoiceDate, b.Date)
	f.text(document.InvoiceType, b.Type)
	f.text(document.InvoiceCurrency, b.Currency)
	f.amount(document.InvoiceTotal, b.Total)
	f.amount(document.InvoiceRounding, b.Rounding)
	f.stamp(b)
	f.text(document.InvoiceArt73, b.Art73)
	f.texts(document.InvoiceCause, b.Causes)
	f.codes(b)
	f.references(b)
	f.deductions(b)
	f.lines(b.Lines)
	f.period(b.Lines)
	if simplified {
		f.simplifiedSums(b)
	} else {
		f.summaries(b.Summaries)
	}
	f.payments(b.Payments)
	f.attachments(b.Attachments)
}

func (f *collector) stamp(b Body) {
	if b.StampAmount.Found() {
		f.amount(document.InvoiceStampDuty, b.StampAmount)
	} else {
		f.text(document.InvoiceStampDuty, b.StampVirtual)
	}
	f.text(document.InvoiceStampVirtual, b.StampVirtual)
	f.amount(document.InvoiceStampAmount, b.StampAmount)
}

// codes gives each CIG and CUP once, wherever it stands, and the invoices that
// this one is linked to.
func (f *collector) codes(b Body) {
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
		if r.Kind == "DatiFattureCollegate" || r.Kind == "DatiFatturaRettificata" {
			f.text(document.InvoiceLinked, r.Document)
		}
	}
	for _, l := range b.Lines {
		once(document.InvoiceCIG, l.CIG)
	}
}

func (f *collector) references(b Body) {
	for i, r := range b.References {
		name := func(what string) string { return document.ReferenceField(i+1, what) }
		f.computed(name("kind"), r.XPath, r.Kind, "")
		f.text(name("document"), r.Document)
		f.date(name("date"), r.Date)
		f.text(name("item"), r.Item)
		f.text(name("job"), r.Job)
		f.code(name("cig"), r.CIG)
		f.code(name("cup"), r.CUP)
		f.list(name("lines"), r.Lines)
		f.text(name("changed"), r.Changed)
	}
	for i, d := range b.Deliveries {
		f.text(document.DeliveryField(i+1, "number"), d.Number)
		f.date(document.DeliveryField(i+1, "date"), d.Date)
		f.list(document.DeliveryField(i+1, "lines"), d.Lines)
	}
}

// list joins values with commas, at the place of the first.
func (f *collector) list(name string, all []Value) {
	if len(all) == 0 {
		return
	}
	texts := make([]string, len(all))
	for i, v := range all {
		texts[i], f.places[v.XPath] = v.Text, true
	}
	f.text(name, Value{Text: strings.Join(texts, ", "), XPath: all[0].XPath})
}

// deductions are what changes the amount to pay: withholding tax, pension
// funds, discounts on the whole.
func (f *collector) deductions(b Body) {
	for i, w := range b.Withholdings {
		f.text(document.WithholdingField(i+1, "kind"), w.Kind)
		f.amount(document.WithholdingField(i+1, "amount"), w.Amount)
		f.amount(document.WithholdingField(i+1, "rate"), w.Rate)
		f.text(document.WithholdingField(i+1, "reason"), w.Reason)
	}
	for i, c := range b.Funds {
		f.text(document.FundField(i+1, "kind"), c.Kind)
		f.amount(document.FundField(i+1, "rate"), c.Rate)
		f.amount(document.FundField(i+1, "amount"), c.Amount)
		f.amount(document.FundField(i+1, "taxable"), c.Taxable)
		f.amount(document.FundField(i+1, "vat_rate"), c.VATRate)
		f.text(document.FundField(i+1, "withheld"), c.Withheld)
		f.text(document.FundField(i+1, "nature"), c.Nature)
		f.text(document.FundField(i+1, "admin_ref"), c.AdminRef)
	}
	for i, d := range b.Discounts {
		f.text(document.DiscountField(i+1, "kind"), d.Kind)
		f.amount(document.DiscountField(i+1, "percent"), d.Percent)
		f.amount(document.DiscountField(i+1, "amount"), d.Amount)
	}
}

func (f *collector) lines(lines []Line) {
	for _, l := range lines {
		name := func(what string) string { return document.LineField(l.Number, what) }
		f.places[l.XPath+"/NumeroLinea"] = true // the number is in the names
		f.text(name("kind"), l.Kind)
		f.merged(name("code"), l.Codes)
		f.text(name("description"), l.Description)
		f.amount(name("quantity"), l.Quantity)
		f.text(name("unit"), l.Unit)
		f.amount(name("unit_price"), l.UnitPrice)
		f.discount(l)
		f.amount(name("total"), l.Total)
		f.amount(name("vat_rate"), l.VATRate)
		f.amount(name("tax"), l.Tax)
		f.text(name("nature"), l.Nature)
		f.text(name("law"), l.Law)
		f.text(name("withheld"), l.Withheld)
		f.day(name("start"), l.Start, l.IsReversed())
		f.day(name("end"), l.End, l.IsReversed())
		f.code(name("cig"), l.CIG)
		f.wholes[path.Dir(l.CIG.XPath)] = true
		f.text(name("admin_ref"), l.AdminRef)
		f.merged(name("note"), l.Notes)
	}
}

// merged gives values that join the children of an element, of which nothing
// else is given.
func (f *collector) merged(name string, all []Value) {
	for _, v := range all {
		f.wholes[v.XPath] = true
		f.text(name, v)
	}
}

// discount gives what the line's ScontoMaggiorazione elements take off the unit
// price: see reduced.
func (f *collector) discount(l Line) {
	if len(l.Discounts) == 0 {
		return
	}
	for i, d := range l.Discounts {
		name := func(what string) string {
			return document.LineField(l.Number, "discount."+strconv.Itoa(i+1)+"."+what)
		}
		f.text(name("kind"), d.Kind)
		f.amount(name("percent"), d.Percent)
		f.amount(name("amount"), d.Amount)
	}
	price, err := l.UnitPrice.Decimal()
	why := ""
	if err != nil {
		why = "the unit price is not an amount"
	}
	left, ok := reduced(price, l.Discounts)
	if !ok {
		why = "a discount has neither amount nor percent"
	}
	f.add(document.LineField(l.Number, "discount"), l.Discounts[0].Kind, price.Sub(left).Round(8).String(), why)
}

// reduced applies discounts and surcharges to a price, one after the other
// (control 00423): of each the amount, or where it has none the percent of what
// the ones before left. It is false where one has neither.
func reduced(price decimal.Decimal, by []Discount) (left decimal.Decimal, ok bool) {
	left, ok = price, true
	for _, d := range by {
		off, err := d.Amount.Decimal()
		if percent, err2 := d.Percent.Decimal(); err != nil && err2 == nil {
			off, err = left.Mul(percent).Shift(-2), nil
		}
		ok = ok && err == nil
		if d.Kind.Text == "MG" {
			off = off.Neg()
		}
		left = left.Sub(off)
	}
	return left, ok
}

func (f *collector) summaries(all []Summary) {
	var taxable, tax []Value
	for i, s := range all {
		name := func(what string) string { return document.SummaryField(i+1, what) }
		f.amount(name("vat_rate"), s.VATRate)
		f.text(name("nature"), s.Nature)
		f.amount(name("expenses"), s.Expenses)
		f.amount(name("rounding"), s.Rounding)
		f.amount(name("taxable"), s.Taxable)
		f.amount(name("tax"), s.Tax)
		f.text(name("due"), s.Due)
		f.text(name("law"), s.Law)
		taxable, tax = append(taxable, s.Taxable), append(tax, s.Tax)
	}
	f.sum(document.InvoiceTaxable, taxable)
	f.sum(document.InvoiceTax, tax)
}

// simplifiedSums gives what a simplified invoice leaves to be added up: the
// summaries by rate and nature, the taxable amount, the tax and the total.
func (f *collector) simplifiedSums(b Body) {
	var gross, taxed, tax decimal.Decimal
	why := ""
	for i, p := range b.parts() {
		name := func(what string) string { return document.SummaryField(i+1, what) }
		bad := ""
		if p.bad {
			bad, why = "an amount or rate of the line can't be read", "an amount or rate of a line can't be read"
		}
		if p.rate.Found() {
			f.computed(name("vat_rate"), p.rate.XPath, p.rate.Text, "")
		}
		if p.nature.Found() {
			f.computed(name("nature"), p.nature.XPath, p.nature.Text, "")
		}
		f.computed(name("taxable"), p.xpath, p.taxed.StringFixed(2), bad)
		f.computed(name("tax"), p.xpath, p.tax.StringFixed(2), bad)
		gross, taxed, tax = gross.Add(p.gross), taxed.Add(p.taxed), tax.Add(p.tax)
	}
	if len(b.Lines) == 0 {
		return
	}
	f.computed(document.InvoiceTaxable, b.XPath, taxed.StringFixed(2), why)
	f.computed(document.InvoiceTax, b.XPath, tax.StringFixed(2), why)
	f.computed(document.InvoiceTotal, b.XPath, gross.StringFixed(2), why)
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
	for i, p := range all {
		name := func(what string) string { return document.PaymentField(i+1, what) }
		f.text(name("terms"), p.Terms)
		f.text(name("payee"), p.Payee)
		f.text(name("method"), p.Method)
		f.date(name("from"), p.From)
		f.text(name("days"), p.Days)
		f.date(name("due_on"), p.DueOn)
		f.amount(name("amount"), p.Amount)
		f.text(name("bank"), p.Bank)
		f.code(name("iban"), p.IBAN)
		f.code(name("bic"), p.BIC)
		f.text(name("code"), p.Code)
	}
}

func (f *collector) attachments(all []Attachment) {
	for i, a := range all {
		name := func(what string) string { return document.AttachmentField(i+1, what) }
		f.text(name("name"), a.Name)
		f.text(name("format"), a.Format)
		f.text(name("compression"), a.Compression)
		f.text(name("description"), a.Description)
		f.computed(name("size"), a.XPath, decimal.NewFromInt(int64(a.Size())).String(), "")
	}
}

// whyReversed is said of a period that ends before it begins.
const whyReversed = "the last day comes before the first"

// day is date for the ends of a period.
func (f *collector) day(name string, v Value, reversed bool) {
	if d, err := v.Date(); err == nil && reversed {
		f.add(name, v, d.String(), whyReversed)
		return
	}
	f.date(name, v)
}

// IsReversed says that the line's period ends before it begins.
func (l Line) IsReversed() bool {
	from, err := l.Start.Date()
	to, err1 := l.End.Date()
	return err == nil && err1 == nil && to.Before(from)
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
	why := ""
	if slices.ContainsFunc(lines, Line.IsReversed) || !from.IsZero() && !to.IsZero() && to.Before(from) {
		why = whyReversed
	}
	f.add(document.PeriodStart, start, from.String(), why)
	f.add(document.PeriodEnd, end, to.String(), why)
	if from.IsZero() || to.IsZero() || calendar.MonthOf(from) != calendar.MonthOf(to) {
		return
	}
	f.add(document.PeriodMonth, start, calendar.MonthOf(from).Key(), why)
}
