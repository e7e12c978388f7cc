package extract

import (
	"errors"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/fatturapa"
)

// readXML reads a FatturaPA invoice.
func (j *job) readXML(c content) {
	inv, err := fatturapa.Parse(c.reader())
	switch {
	case errors.Is(err, fatturapa.ErrDoctype):
		j.fail("xml.doctype")
		return
	case errors.Is(err, fatturapa.ErrTooLarge):
		j.fail("xml.too_large")
		return
	case errors.Is(err, fatturapa.ErrNotInvoice) && j.readPECCertificate(c):
		return
	case errors.Is(err, fatturapa.ErrNotInvoice):
		j.fail("xml.not_invoice")
		return
	case err != nil:
		j.fail("xml.damaged")
		return
	}
	j.r.Kind, j.r.KindScore = document.Invoice, 1
	j.r.Guesses = []document.Guess{{Kind: document.Invoice, Score: 1, Why: []string{"the root element is FatturaElettronica"}}}
	j.r.Method, j.r.PageCount = document.MethodXML, 1
	if j.r.Fields = inv.Fields(); len(j.r.Fields) > maxInvoiceFields {
		j.r.Fields = j.r.Fields[:maxInvoiceFields]
		j.warn("invoice.cut", itoa(maxInvoiceFields))
	}
	j.r.Text = clipText(invoiceText(inv))
	j.invoiceRemarks(inv)
	if inv.SignedXAdES {
		j.readSignaturesOfXML(c)
	}
}

// maxInvoiceFields bounds the values of one file: some hundred invoices of usual
// length, within what a child may answer.
const maxInvoiceFields = 50_000

func (j *job) invoiceRemarks(inv fatturapa.Invoice) {
	for _, r := range inv.Repairs {
		j.warn(repaired(r))
	}
	switch n := len(inv.Bodies); {
	case n == 0:
		j.warn("invoice.no_body")
	case n > 1:
		j.warn("invoice.lot", itoa(n))
	}
	j.readContents(attachmentsOf(inv))
	j.controls(inv)
}

// repaired is the code of the sentence about a repair.
func repaired(r fatturapa.Repair) string {
	switch r {
	case fatturapa.RepairVersion:
		return "xml.version"
	case fatturapa.RepairCharacters:
		return "xml.characters"
	case fatturapa.RepairEntities:
		return "xml.entities"
	case fatturapa.RepairTrailing:
		return "xml.trailing"
	}
	return "xml.encoding"
}

// maxControls bounds how many faults of the exchange system's controls are told.
const maxControls = 60

// controls tells the faults for which the exchange system would discard the
// file: code sdi.00423, the sentence with its place, the element.
func (j *job) controls(inv fatturapa.Invoice) {
	all := fatturapa.Controls(inv, j.in.Today, sentName(j.in.Name))
	for i, c := range all {
		if i == maxControls {
			j.warn("invoice.more_faults", itoa(len(all)), itoa(maxControls))
			break
		}
		it, en := c.It, c.En
		if len(inv.Bodies) > 1 && c.Body > 0 {
			it, en = "Fattura "+itoa(c.Body)+" del lotto. "+it, "Invoice "+itoa(c.Body)+" of the lot. "+en
		}
		j.r.Warnings = append(j.r.Warnings, document.Warning{Code: document.ControlCode + c.Code, XPath: c.XPath,
			It: it + " (Controllo SdI " + c.Code + ".)", En: en + " (SdI control " + c.Code + ".)"})
	}
}

var forExchange = regexp.MustCompile(`^[A-Z]{2}[0-9A-Za-z]{5,}_`)

// sentName is a name that was made for the exchange system, whose form can be
// judged; "" for a name that a person gave.
func sentName(name string) string {
	if name = filepath.Base(name); forExchange.MatchString(name) {
		return name
	}
	return ""
}

// invoiceText is what a person would search for in an invoice.
func invoiceText(inv fatturapa.Invoice) string {
	var lines []string
	add := func(parts ...string) {
		if s := strings.TrimSpace(strings.Join(parts, " ")); s != "" {
			lines = append(lines, s)
		}
	}
	add(inv.Seller.Name.Text, inv.Seller.VATCountry.Text+inv.Seller.VATCode.Text)
	add(inv.Buyer.Name.Text, inv.Buyer.TaxCode.Text, inv.OfficeCode.Text)
	for _, b := range inv.Bodies {
		add(b.Type.Text, b.Number.Text, b.Date.Text, b.Total.Text)
		for _, c := range b.Causes {
			add(c.Text)
		}
		for _, r := range b.References {
			add(r.Document.Text, r.CIG.Text, r.CUP.Text)
		}
		for _, l := range b.Lines {
			add(l.Description.Text, l.Quantity.Text, l.UnitPrice.Text, l.Total.Text)
		}
	}
	return strings.Join(lines, "\n")
}
