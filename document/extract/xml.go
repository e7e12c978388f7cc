package extract

import (
	"errors"
	"path"
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
	if lines := reversed(inv); len(lines) > 0 {
		j.warn("invoice.reversed", named(lines))
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
	j.doubtMisshapen(all)
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

// reversed lists the lines whose period ends before it begins.
func reversed(inv fatturapa.Invoice) (out []string) {
	for _, b := range inv.Bodies {
		for _, l := range b.Lines {
			if l.IsReversed() {
				out = append(out, itoa(l.Number))
			}
		}
	}
	return out
}

// whyMisshapen is said of what an element holds that has not the form of it, or
// that stands beside another one of its name.
const whyMisshapen = "its element is not as the format of invoices has it"

// Controls of the form of elements: one fault, and more than are listed.
const (
	structureFault = "00200"
	manyFaults     = "00201"
)

// doubtMisshapen marks the values of the elements that the control of structure
// names, of those that they repeat, and of those right within them; all, where
// there are more faults than it lists. What is missing casts no doubt on the rest.
func (j *job) doubtMisshapen(all []fatturapa.Control) {
	for _, c := range all {
		if c.Missing || c.Code != manyFaults && (c.Code != structureFault || c.XPath == "") {
			continue
		}
		for i := range j.r.Fields {
			if f := &j.r.Fields[i]; c.Code == manyFaults || isTouched(f.Place.XPath, c.XPath) {
				f.Unsure, f.Confidence = true, min(f.Confidence, doubtful)
				if f.Why == "" {
					f.Why = whyMisshapen
				}
			}
		}
	}
}

// isTouched says that the fault of an element spoils what a field says.
func isTouched(field, fault string) bool {
	if field == "" {
		return false
	}
	name := withoutNumber(fault)
	switch {
	case field == fault, path.Dir(field) == fault, path.Dir(fault) == field, withoutNumber(field) == name:
		return true
	}
	// All that is within elements of which there are too many.
	return name != fault && strings.HasPrefix(field, name) && strings.HasPrefix(strings.TrimLeft(field[len(name):], "[0123456789]"), "/")
}

// withoutNumber is an XPath without the position of its last element.
func withoutNumber(xpath string) string {
	if i := strings.LastIndexByte(xpath, '['); i > strings.LastIndexByte(xpath, '/') {
		return xpath[:i]
	}
	return xpath
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
