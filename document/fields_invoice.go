package document

import (
	"fmt"
	"strconv"
	"strings"
)

// Further names of an invoice's values; see fields.go for the first ones.
const (
	InvoiceProgressive  = "invoice.progressive"   // ProgressivoInvio
	InvoiceSender       = "invoice.sender"        // IdTrasmittente: IdPaese + IdCodice
	InvoiceIssuedBy     = "invoice.issued_by"     // SoggettoEmittente: CC, TZ
	InvoiceCurrency     = "invoice.currency"      // Divisa
	InvoiceRounding     = "invoice.rounding"      // Arrotondamento of the document
	InvoiceCause        = "invoice.cause"         // Causale; repeated
	InvoiceStampVirtual = "invoice.bollo.virtual" // BolloVirtuale: SI
	InvoiceStampAmount  = "invoice.bollo.amount"  // ImportoBollo
	InvoiceArt73        = "invoice.art73"         // Art73: SI
	InvoiceOther        = "invoice.other"         // repeated: the text of any other element, by its XPath

	SellerRegime   = "seller.regime"    // RegimeFiscale: RF01 …
	SellerAdminRef = "seller.admin_ref" // RiferimentoAmministrazione
	SellerREA      = "seller.rea"       // IscrizioneREA: office and number
	SellerPhone    = "seller.phone"
	SellerEmail    = "seller.email"
	BuyerVATID     = "buyer.vat_id"
	BuyerPEC       = "buyer.pec" // PECDestinatario
)

// SeatField names a part of the seat of "seller" or "buyer": what is one of
// "street" (with its number), "postcode", "city", "province", "country".
func SeatField(whose, what string) string { return whose + ".seat." + what }

// ThirdField names a value of one who stands for a party: whose is
// "representative" (RappresentanteFiscale of the seller), "buyer.representative"
// or "intermediary"; what is "name", "vat_id" or "tax_code".
func ThirdField(whose, what string) string { return whose + "." + what }

// ReferenceField names a value of the n-th document that an invoice refers to
// (from 1): what is one of "kind" (the name of the element), "document", "date",
// "item", "job", "cig", "cup", "lines" (their numbers, with commas), "changed".
func ReferenceField(n int, what string) string { return invoicePart("reference", n, what) }

// DeliveryField names a value of the n-th DatiDDT: "number", "date", "lines".
func DeliveryField(n int, what string) string { return invoicePart("delivery", n, what) }

// WithholdingField names a value of the n-th DatiRitenuta: "kind", "amount",
// "rate", "reason".
func WithholdingField(n int, what string) string { return invoicePart("withholding", n, what) }

// FundField names a value of the n-th DatiCassaPrevidenziale: "kind", "rate",
// "amount", "taxable", "vat_rate", "withheld", "nature", "admin_ref".
func FundField(n int, what string) string { return invoicePart("fund", n, what) }

// DiscountField names a value of the n-th ScontoMaggiorazione of the document:
// "kind" (SC, MG), "percent", "amount".
func DiscountField(n int, what string) string { return invoicePart("discount", n, what) }

// PaymentField names a value of the n-th DettaglioPagamento: "terms", "payee",
// "method", "from", "days", "due_on", "amount", "bank", "iban", "bic", "code".
func PaymentField(n int, what string) string { return invoicePart("payment", n, what) }

// AttachmentField names a value of the n-th Allegati: "name", "format",
// "compression", "description", "size" (bytes, computed).
func AttachmentField(n int, what string) string { return invoicePart("attachment", n, what) }

func invoicePart(part string, n int, what string) string {
	return fmt.Sprintf("invoice.%s.%d.%s", part, n, what)
}

// OfBody names a value of the n-th invoice of a lot. Those of the first keep
// their names; from the second on they begin with "body." and the number.
func OfBody(n int, name string) string {
	if n <= 1 {
		return name
	}
	return "body." + strconv.Itoa(n) + "." + name
}

// CutBody takes the number of the invoice off a name that OfBody made; other
// names are those of the first. "body.name", the managing body, is such a name.
func CutBody(name string) (n int, rest string) {
	after, ok := strings.CutPrefix(name, "body.")
	digits, rest, ok2 := strings.Cut(after, ".")
	n, err := strconv.Atoi(digits)
	if !ok || !ok2 || err != nil || n < 2 || digits[0] == '0' || digits[0] == '+' {
		return 1, name
	}
	return n, rest
}
