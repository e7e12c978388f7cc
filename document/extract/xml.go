package extract

import (
	"errors"
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
	j.r.Fields = inv.Fields()
	j.r.Text = clipText(invoiceText(inv))
	j.invoiceRemarks(inv)
}

func (j *job) invoiceRemarks(inv fatturapa.Invoice) {
	switch n := len(inv.Bodies); {
	case n == 0:
		j.warn("invoice.no_body")
	case n > 1:
		j.warn("invoice.lot", itoa(n))
	}
	j.readContents(attachmentsOf(inv))
	if inv.SignedXAdES {
		j.r.Signatures = append(j.r.Signatures, document.Signature{Form: "XAdES", Intact: "unknown"})
	}
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
