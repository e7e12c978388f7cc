// Package fatturapa turns an Italian electronic invoice (FatturaPA, formats
// FPA12 and FPR12, and the simplified FSM10) into typed facts, each with the
// XPath of the element it was read from; judges it by the controls of the
// exchange system (SdI) that need nothing but the file; and renders it for
// people.
//
//	bytes ─► Parse ─► Invoice ─┬─► Fields    the vocabulary of package document
//	                           ├─► Controls  code, sentence and place of each fault
//	                           └─► WriteHTML a page to read, print and light up
//
// It never fetches anything, never expands an entity and never trusts a
// declaration: a DOCTYPE is refused (the format has none; it is how external
// entities are smuggled in), names are matched by their local part (the
// prefixes met in the wild are p:, ns1:, ns2:, q1: and none), and size, depth
// and number of elements are bounded. XML that is not well-formed is tried once
// more with its bytes repaired: a wrong encoding, characters that XML does not
// have, names of HTML. What was repaired is in Invoice.Repairs; the structure
// is never guessed.
//
// Invariants:
//   - a Value is exactly what stands in the element, trimmed of blanks; nothing
//     is corrected or completed;
//   - an absent element is the zero Value, never an empty guess;
//   - parsing the same bytes gives the same Invoice;
//   - an attachment is held once, decoded.
//
// Sources: Allegato A "Specifiche tecniche relative alla fattura elettronica"
// v1.9, schemas VFPR12 v1.2.x and VFSM10 v1.0; "Elenco dei controlli effettuati
// sul file fattura del Sistema di Interscambio" v2.0 of 31 January 2025 (both
// Agenzia delle Entrate).
package fatturapa

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/insiemi/insiemi/workflow/calendar"
	"github.com/shopspring/decimal"
)

// Reasons for which a file is not an invoice that can be read.
var (
	// ErrDoctype is a document type declaration, which the format excludes.
	ErrDoctype = errors.New("the XML has a DOCTYPE, which FatturaPA does not allow")
	// ErrTooLarge is a document beyond the limits of size, depth or elements.
	ErrTooLarge = errors.New("the XML is larger or deeper than any invoice")
	// ErrNotInvoice is well-formed XML whose root is another one.
	ErrNotInvoice = errors.New("the XML is not a FatturaPA invoice")
	// ErrMalformed is XML that is not well-formed, or cut short.
	ErrMalformed = errors.New("the XML is damaged or incomplete")
)

// Value is the text of an element and where it stands. XPath uses local names,
// with positions only where an element is repeated:
// /FatturaElettronica/FatturaElettronicaBody/DatiBeniServizi/DettaglioLinee[2]/PrezzoTotale.
type Value struct {
	Text  string
	XPath string
}

// Found says that the element is there.
func (v Value) Found() bool { return v.XPath != "" }

// Decimal returns the amount; xs:decimal with a dot. It errs on other text.
func (v Value) Decimal() (decimal.Decimal, error) {
	d, err := decimal.NewFromString(v.Text)
	if err != nil || len(v.Text) > 24 || strings.ContainsAny(v.Text, "eE") {
		return decimal.Decimal{}, fmt.Errorf("%s: %q is not an amount", v.XPath, clip(v.Text))
	}
	return d, nil
}

// Date returns the date; xs:date, of which a time zone is ignored. It errs on
// other text.
func (v Value) Date() (calendar.Date, error) {
	text := v.Text
	if len(text) > 10 && (text[10] == 'Z' || text[10] == '+' || text[10] == '-') {
		text = text[:10]
	}
	d, err := calendar.ParseDate(text)
	if err != nil {
		return calendar.Date{}, fmt.Errorf("%s: %q is not a date", v.XPath, clip(v.Text))
	}
	return d, nil
}

func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// Parse reads one invoice of at most MaxXML bytes, attachments apart. The error
// wraps one of ErrDoctype, ErrTooLarge, ErrNotInvoice and ErrMalformed. A reader
// that can seek is not copied into memory for the second try.
func Parse(r io.Reader) (Invoice, error) {
	root, repairs, err := readTree(r)
	if err != nil {
		return Invoice{}, err
	}
	switch root.name {
	case "FatturaElettronica", "FatturaElettronicaSemplificata":
	default:
		return Invoice{}, fmt.Errorf("%w: its root is %q", ErrNotInvoice, clip(root.name))
	}
	root.number("")
	inv := build(root)
	inv.Repairs = repairs
	return inv, nil
}
