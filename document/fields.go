package document

import "fmt"

// The vocabulary of fields: stable names, the same from every format.
// Normalised values: dates 2026-10-31, months 2026-10, amounts and rates with a
// dot and the decimals as written (32.31), counts as digits, codes in capitals
// without blanks.
const (
	InvoiceNumber    = "invoice.number"
	InvoiceDate      = "invoice.date"
	InvoiceType      = "invoice.type"      // TipoDocumento: TD01, TD04 …
	InvoiceTotal     = "invoice.total"     // ImportoTotaleDocumento
	InvoiceTaxable   = "invoice.taxable"   // sum of ImponibileImporto
	InvoiceTax       = "invoice.tax"       // sum of Imposta
	InvoiceCIG       = "invoice.cig"       // repeated: one field each
	InvoiceCUP       = "invoice.cup"       // repeated
	InvoiceIBAN      = "invoice.iban"      // DettaglioPagamento/IBAN
	InvoicePayable   = "invoice.payable"   // sum of ImportoPagamento
	InvoiceDueOn     = "invoice.due_on"    // DataScadenzaPagamento
	InvoiceStampDuty = "invoice.bollo"     // ImportoBollo, or "SI"
	InvoiceFormat    = "invoice.format"    // FPA12, FPR12, FSM10
	InvoiceBodies    = "invoice.bodies"    // number of FatturaElettronicaBody
	InvoiceLinked    = "invoice.linked"    // DatiFattureCollegate/IdDocumento
	SellerVATID      = "seller.vat_id"     // IdPaese + IdCodice, e.g. IT01234567890
	SellerTaxCode    = "seller.tax_code"   // CodiceFiscale
	SellerName       = "seller.name"       // Denominazione
	BuyerTaxCode     = "buyer.tax_code"    // CodiceFiscale of the office
	BuyerOfficeCode  = "buyer.office_code" // CodiceDestinatario
	BuyerName        = "buyer.name"

	PeriodMonth = "period"       // month the document is about: 2026-10
	PeriodStart = "period.start" // first day, where a document gives days
	PeriodEnd   = "period.end"   // last day
	CentreCode  = "centre.code"  // the office's code of the centre
	CentreName  = "centre.name"
	BodyName    = "body.name"
	CIG         = "cig" // of a document that is not an invoice

	PersonDays         = "person_days"          // computed: sum of the present marks
	DeclaredPersonDays = "person_days.declared" // the total written in the document
	GuestCount         = "guests"               // rows of guests
	FamilyCount        = "families"             // families that a register tells; none: it says nothing of families
	Capacity           = "capacity"             // places written in the document
	UnknownMark        = "mark.unknown"         // repeated: a cell whose symbol is not known, or a blank one within the stay
	UnreadMark         = "mark.unread"          // repeated: a cell of a scan that was not read; it may hold a mark or none

	DeclaredEntered = "guests.entered.declared" // guests who came in the month, as written
	DeclaredLeft    = "guests.left.declared"    // guests who left in the month, as written
	DeclaredAverage = "guests.average.declared" // guests a day, as written, with a dot

	ContractStart = "contract.start"
	ContractEnd   = "contract.end"
	ContractRate  = "contract.daily_rate" // repeated, in the order written
	ContractDate  = "contract.date"
	PocketRate    = "contract.pocket_money" // a person and day

	Total         = "total"           // of a cost, meal, goods or pocket-money statement, EUR
	TotalCount    = "total.count"     // meals or goods of such a statement
	IBAN          = "iban"            // repeated; of a paper that is not about guests
	CUP           = "cup"             // repeated; of a document that is not an invoice
	PersonTaxCode = "person.tax_code" // repeated; of a paper that is not about guests

	GuestCode  = "guest.code"   // repeated: whom a notice of departure or of leave is about; never a name
	DepartedOn = "departure.on" // the day on which a guest left or was last there, as a notice says
	LeaveStart = "leave.start"  // first day of an authorised leave
	LeaveEnd   = "leave.end"    // its last day

	KitCount  = "kit.count"  // first-entry kits that receipts declare
	CardCount = "card.count" // phone cards that they declare

	BodyTaxCode = "body.tax_code" // tax code or VAT number of the managing body
	IssuedOn    = "issued_on"     // date of a certificate, policy or report
	ValidUntil  = "valid_until"   // last day of validity of a certificate or policy
)

// Why a code is unsure: words of Field.Why.
const (
	WhyCheck = "the check characters are wrong"
	WhyForm  = "it has not the form of such a code"
)

// Names of repeated things carry their number (lines as NumeroLinea, days as
// day of the month).

// LineField names a value of an invoice line: what is one of "description",
// "quantity", "unit", "unit_price", "discount" (off the unit price; negative: a
// surcharge), "total", "vat_rate", "nature", "start", "end", "cig"; "kind",
// "code", "tax", "law", "withheld", "admin_ref", "note", and "discount.M.kind",
// ".percent", ".amount" of the M-th ScontoMaggiorazione.
func LineField(line int, what string) string { return fmt.Sprintf("invoice.line.%d.%s", line, what) }

// SummaryField names a value of the n-th DatiRiepilogo (from 1): what is one of
// "vat_rate", "nature", "taxable", "tax", "due", "expenses", "rounding", "law".
func SummaryField(n int, what string) string { return fmt.Sprintf("invoice.summary.%d.%s", n, what) }

// DayField names the number of present guests on a day of the month, as
// computed from the marks.
func DayField(day int) string { return fmt.Sprintf("day.%d", day) }

// DeclaredDayField names the number of present guests on a day of the month, as
// written in the document.
func DeclaredDayField(day int) string { return fmt.Sprintf("day.%d.declared", day) }

// RowField names a value of a register's row (from 1): what is one of "guest"
// (the guest's code, never the name), "entry", "exit", "family" (the code of the guest's
// family, see FamilyCode; never a name), "days" (computed),
// "days.declared", "present" (a string of one character a day: P present, A
// absent, ? unknown, - outside the stay), "excused" (x where the mark of an absence
// gives a reason, . elsewhere; only where there is one), "ink" (of scans: x there is ink in the
// day's cell, . none, ? unsure; a hint, from which nothing is counted).
func RowField(row int, what string) string { return fmt.Sprintf("row.%d.%s", row, what) }

// RegisterField names a value of the n-th register of a file: the first one's
// fields have the plain names, from the second on they begin with
// "register.N.".
func RegisterField(n int, name string) string {
	if n <= 1 {
		return name
	}
	return fmt.Sprintf("register.%d.%s", n, name)
}
