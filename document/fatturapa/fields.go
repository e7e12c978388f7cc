package fatturapa

import (
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/shopspring/decimal"
)

// Fields returns the invoice's facts in the vocabulary of package document,
// each with its XPath. Sums of several (taxable, tax, payable) and what a
// simplified invoice leaves to be added up are written nowhere and carry the
// XPath of what holds their addends. In a lot, the fields of the first body have
// the plain names, those of the others the prefix of document.OfBody.
// Every element with a text gives a field: one that the vocabulary does not know
// gives document.InvoiceOther.
func (inv Invoice) Fields() []document.Field {
	f := &collector{places: map[string]bool{}, wholes: map[string]bool{}}
	if inv.root == nil {
		return nil
	}
	f.header(inv)
	for i, b := range inv.Bodies {
		f.bodyNumber = i + 1
		f.body(b, inv.Simplified)
	}
	f.others(inv.root)
	return f.fields
}

// collector gathers fields and normalises their values.
type collector struct {
	fields     []document.Field
	places     map[string]bool // XPaths of the elements that gave a field
	wholes     map[string]bool // of those that gave one with all they hold
	bodyNumber int
}

func (f *collector) add(name string, v Value, value, why string) {
	if !v.Found() {
		return
	}
	f.places[v.XPath] = true
	if v.Text == "" {
		return
	}
	field := document.Field{Name: document.OfBody(f.bodyNumber, name), Written: v.Text, Value: value,
		Place: document.Place{XPath: v.XPath}, Method: document.MethodXML, Confidence: 1}
	if why != "" {
		field.Unsure, field.Why, field.Confidence = true, why, 0.3
	}
	f.fields = append(f.fields, field)
}

// computed adds a value that is written nowhere.
func (f *collector) computed(name, xpath, value, why string) {
	before := len(f.fields)
	f.add(name, Value{Text: value, XPath: xpath}, value, why)
	if len(f.fields) > before {
		f.fields[before].Written = ""
	}
}

func (f *collector) text(name string, v Value) { f.add(name, v, v.Text, "") }

func (f *collector) texts(name string, all []Value) {
	for _, v := range all {
		f.text(name, v)
	}
}

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

func (f *collector) header(inv Invoice) {
	f.text(document.InvoiceFormat, inv.Format)
	f.text(document.InvoiceProgressive, inv.Progressive)
	f.vat(document.InvoiceSender, inv.Sender)
	f.text(document.BuyerOfficeCode, inv.OfficeCode)
	f.text(document.BuyerPEC, inv.PEC)
	f.party(inv.Seller, document.SellerName, document.SellerTaxCode)
	f.vat(document.SellerVATID, inv.Seller)
	f.seat("seller", inv.Seller.Seat)
	f.sellerMore(inv.Seller)
	f.third("representative", inv.SellerAgent)
	f.party(inv.Buyer, document.BuyerName, document.BuyerTaxCode)
	f.vat(document.BuyerVATID, inv.Buyer)
	f.seat("buyer", inv.Buyer.Seat)
	f.third("buyer.representative", inv.BuyerAgent)
	f.third("intermediary", inv.Intermediary)
	f.text(document.InvoiceIssuedBy, inv.IssuedBy)
	n := decimal.NewFromInt(int64(len(inv.Bodies))).String()
	f.add(document.InvoiceBodies, Value{Text: n, XPath: inv.root.path}, n, "")
}

func (f *collector) party(p Party, name, taxCode string) {
	f.text(name, f.join(p.Name, p.FirstName))
	f.code(taxCode, p.TaxCode)
}

// join makes one value of two, at the place of the first.
func (f *collector) join(a, b Value) Value {
	if !a.Found() {
		return b
	}
	if b.Found() {
		f.places[b.XPath] = true
		a.Text = strings.TrimSpace(a.Text + " " + b.Text)
	}
	return a
}

func (f *collector) vat(name string, p Party) {
	if !p.VATCode.Found() {
		return
	}
	if p.VATCountry.Found() {
		f.places[p.VATCountry.XPath] = true
	}
	v := p.VATCode
	v.Text = p.VATCountry.Text + p.VATCode.Text
	f.code(name, v)
}

func (f *collector) seat(whose string, s Seat) {
	f.text(document.SeatField(whose, "street"), f.join(s.Street, s.Number))
	f.text(document.SeatField(whose, "postcode"), s.Postcode)
	f.text(document.SeatField(whose, "city"), s.City)
	f.text(document.SeatField(whose, "province"), s.Province)
	f.text(document.SeatField(whose, "country"), s.Country)
}

func (f *collector) sellerMore(p Party) {
	f.text(document.SellerRegime, p.Regime)
	f.text(document.SellerREA, f.join(p.REAOffice, p.REANumber))
	f.text(document.SellerPhone, p.Phone)
	f.text(document.SellerEmail, p.Email)
	f.text(document.SellerAdminRef, p.AdminRef)
}

func (f *collector) third(whose string, p Party) {
	f.party(p, document.ThirdField(whose, "name"), document.ThirdField(whose, "tax_code"))
	f.vat(document.ThirdField(whose, "vat_id"), p)
}

// others gives the elements that no field was made of, so that nothing of an
// invoice stays unsaid. Parts of a signature are no facts of the invoice.
func (f *collector) others(root *node) {
	body := 0
	for _, top := range root.kids {
		if top.name == "Signature" {
			continue
		}
		f.bodyNumber = 0
		if top.name == "FatturaElettronicaBody" && !top.foreign {
			body++
			f.bodyNumber = body
		}
		f.othersIn(top)
	}
}

func (f *collector) othersIn(n *node) {
	switch {
	case f.wholes[n.path]:
	case len(n.kids) == 0 && n.data == nil && !f.places[n.path]:
		f.text(document.InvoiceOther, n.own())
	default:
		for _, k := range n.kids {
			f.othersIn(k)
		}
	}
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
		f.computed(name, parentOf(first.XPath), total.StringFixed(2), why)
		return
	}
	f.add(name, first, total.StringFixed(2), why)
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
