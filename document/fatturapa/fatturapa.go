// Package fatturapa turns an Italian electronic invoice (FatturaPA, formats
// FPA12 and FPR12, and the simplified FSM10) into typed facts, each with the
// XPath of the element it was read from.
//
// It never fetches anything, never expands an entity and never trusts a
// declaration: a DOCTYPE is refused (the format has none; it is how external
// entities are smuggled in), names are matched by their local part (the
// prefixes met in the wild are p:, ns1:, ns2:, q1: and none), and size, depth
// and number of elements are bounded.
//
// Invariants:
//   - a Value is exactly what stands in the element, trimmed of blanks; nothing
//     is corrected or completed;
//   - an absent element is the zero Value, never an empty guess;
//   - parsing the same bytes gives the same Invoice.
//
// Source: Allegato A "Specifiche tecniche relative alla fattura elettronica",
// schema VFPR12 v1.2.x and VFSM10 v1.0 (Agenzia delle Entrate).
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

// Invoice is one transmission: a header and one or more bodies (a lot).
type Invoice struct {
	Version     string // attribute versione: FPA12, FPR12, FSM10
	Simplified  bool   // FatturaElettronicaSemplificata
	Format      Value  // DatiTrasmissione/FormatoTrasmissione
	Progressive Value  // DatiTrasmissione/ProgressivoInvio
	OfficeCode  Value  // DatiTrasmissione/CodiceDestinatario
	Seller      Party  // CedentePrestatore
	Buyer       Party  // CessionarioCommittente
	Bodies      []Body
	SignedXAdES bool // a ds:Signature stands in the document; not verified
}

// Party is the seller or the buyer.
type Party struct {
	VATCountry Value // IdFiscaleIVA/IdPaese
	VATCode    Value // IdFiscaleIVA/IdCodice
	TaxCode    Value // CodiceFiscale
	Name       Value // Denominazione, or Cognome where it is a person
	FirstName  Value // Nome
	Regime     Value // RegimeFiscale
	City       Value // Sede/Comune
}

// Body is one invoice of a lot.
type Body struct {
	Type         Value // TipoDocumento: TD01, TD04 …
	Currency     Value
	Date         Value
	Number       Value
	Total        Value // ImportoTotaleDocumento
	Rounding     Value // Arrotondamento
	StampVirtual Value // DatiBollo/BolloVirtuale
	StampAmount  Value // DatiBollo/ImportoBollo
	Causes       []Value
	References   []Reference
	Lines        []Line
	Summaries    []Summary
	Payments     []Payment
	Attachments  []Attachment
}

// Reference is one of DatiOrdineAcquisto, DatiContratto, DatiConvenzione,
// DatiRicezione or DatiFattureCollegate.
type Reference struct {
	Kind     string // name of the element
	Document Value  // IdDocumento
	Date     Value
	CUP      Value // CodiceCUP
	CIG      Value // CodiceCIG
	Lines    []Value
}

// Line is a DettaglioLinee.
type Line struct {
	Number      int // NumeroLinea, or its position where that is no number
	Description Value
	Quantity    Value
	Unit        Value
	Start       Value // DataInizioPeriodo
	End         Value // DataFinePeriodo
	UnitPrice   Value
	Discounts   []Discount
	Total       Value // PrezzoTotale
	VATRate     Value // AliquotaIVA
	Nature      Value // Natura
	AdminRef    Value // RiferimentoAmministrazione
	CIG         Value // of AltriDatiGestionali, where TipoDato says CIG
}

// Discount is a ScontoMaggiorazione.
type Discount struct {
	Kind    Value // Tipo: SC, MG
	Percent Value
	Amount  Value
}

// Summary is a DatiRiepilogo.
type Summary struct {
	VATRate  Value
	Nature   Value
	Rounding Value
	Taxable  Value // ImponibileImporto
	Tax      Value // Imposta
	Due      Value // EsigibilitaIVA: I, D, S
	Law      Value // RiferimentoNormativo
}

// Payment is a DettaglioPagamento.
type Payment struct {
	Method Value // ModalitaPagamento: MP05 …
	DueOn  Value // DataScadenzaPagamento
	Amount Value // ImportoPagamento
	IBAN   Value
}

// Attachment is an Allegati element. Its bytes stay in base64 until asked for.
type Attachment struct {
	Name   Value
	Format Value
	base64 string
}

// Parse reads one invoice. It reads at most MaxBytes; the error wraps one of
// ErrDoctype, ErrTooLarge, ErrNotInvoice and ErrMalformed.
func Parse(r io.Reader) (Invoice, error) {
	root, err := readTree(r)
	if err != nil {
		return Invoice{}, err
	}
	switch root.name {
	case "FatturaElettronica", "FatturaElettronicaSemplificata":
	default:
		return Invoice{}, fmt.Errorf("%w: its root is %q", ErrNotInvoice, clip(root.name))
	}
	root.number("")
	return build(root), nil
}
