package province

import "github.com/insiemi/insiemi/reception/check"

// FaultKind is a way in which a file can be wrong, and who must notice.
type FaultKind struct {
	Code   string
	It, En string // what it is
	// Rule must find it, with AtLeast this severity. Empty: no rule can, and Why
	// says what is missing.
	Rule    string
	AtLeast check.Severity
	Why     string
}

// The faults.
const (
	FaultLate            = "late_submission"
	FaultRegisterTotal   = "register_total"
	FaultDayTotal        = "register_day_total"
	FaultRowTotal        = "register_row_total"
	FaultUnknownMark     = "unknown_mark"
	FaultBlankMark       = "blank_mark"
	FaultWrongMonth      = "wrong_month"
	FaultWrongYear       = "wrong_year"
	FaultWrongCentre     = "wrong_centre"
	FaultForeignCentre   = "foreign_centre"
	FaultRegisterCIG     = "register_cig"
	FaultExtraDay        = "register_extra_day"
	FaultEntry1900       = "entry_1900"
	FaultAfterExit       = "presence_after_exit"
	FaultBeforeEntry     = "presence_before_entry"
	FaultWhileClosed     = "presence_while_closed"
	FaultGuestTwice      = "guest_twice"
	FaultOverCapacity    = "over_capacity"
	FaultTwoCentres      = "guest_at_two_bodies"
	FaultTwoOwnCentres   = "guest_in_two_centres"
	FaultCarryOver       = "carry_over"
	FaultAppeared        = "guest_appears"
	FaultLongAbsence     = "long_absence"
	FaultUnsigned        = "unsigned_days"
	FaultScanAgain       = "scan_again"
	FaultScanRedated     = "scan_redated"
	FaultSheetRedated    = "sheet_redated"
	FaultNoticed         = "presence_after_notice"
	FaultTextAsPDF       = "text_as_pdf"
	FaultTruncatedPDF    = "truncated_pdf"
	FaultWrongKind       = "wrong_kind"
	FaultOvercount       = "invoice_overcount"
	FaultOffByOne        = "invoice_off_by_one"
	FaultSwappedDigits   = "invoice_swapped_digits"
	FaultOldTariff       = "old_tariff"
	FaultTariffChange    = "tariff_change"
	FaultWrongCIG        = "wrong_cig"
	FaultOtherCIG        = "other_cig"
	FaultMalformedCIG    = "malformed_cig"
	FaultMissingCIG      = "missing_cig"
	FaultWrongOfficeCode = "wrong_office_code"
	FaultWrongBuyer      = "wrong_buyer"
	FaultWrongSeller     = "wrong_seller"
	FaultDuplicateNumber = "duplicate_number"
	FaultBilledTwice     = "billed_twice"
	FaultInvoiceMonth    = "invoice_wrong_month"
	FaultBilledAhead     = "billed_ahead"
	FaultFutureDate      = "future_date"
	FaultNumber          = "number_without_digits"
	FaultSummary         = "invoice_summary"
	FaultMissingSummary  = "missing_summary"
	FaultLine            = "invoice_line"
	FaultRounding        = "invoice_rounding"
	FaultInvoiceTotal    = "invoice_total"
	FaultTax             = "invoice_tax"
	FaultMissingBollo    = "missing_bollo"
	FaultBolloNotOwed    = "bollo_not_owed"
	FaultWrongIBAN       = "wrong_iban"
	FaultIBANDigits      = "iban_check_digits"
	FaultWrongVAT        = "wrong_vat"
	FaultWrongNature     = "wrong_nature"
	FaultMissingNature   = "missing_nature"
	FaultPocketMoney     = "pocket_money_overcount"
	FaultPocketRate      = "pocket_money_rate"
	FaultFamilyCap       = "pocket_money_family_cap"
	FaultKits            = "kits_without_entries"
	FaultPhoneCards      = "cards_without_entries"
	FaultKitPrice        = "kit_price"
	FaultCreditUnknown   = "credit_of_no_invoice"
	FaultCreditAmount    = "credit_too_high"
	FaultOtherDURC       = "other_durc"
	FaultBrokenSignature = "broken_signature"
	FaultAttachment      = "missing_attachment"
	FaultExpiredDURC     = "expired_durc"
	FaultExpiredPolicy   = "expired_insurance"
	FaultExpiredFire     = "expired_fire_safety"
	FaultContractCIG     = "contract_cig"
)

// FaultKinds returns the ledger's kinds, in the order in which people read them:
// terms, registers, invoices, what is beside them.
func FaultKinds() []FaultKind {
	found := func(code, rule string, atLeast check.Severity, it, en string) FaultKind {
		return FaultKind{Code: code, Rule: rule, AtLeast: atLeast, It: it, En: en}
	}
	hidden := func(code, it, en, why string) FaultKind { return FaultKind{Code: code, It: it, En: en, Why: why} }
	return []FaultKind{
		found(FaultLate, "T1", check.Warn, "inviato dopo la scadenza", "sent after the due date"),
		found(FaultTextAsPDF, "K3", check.Warn, "un testo con il nome di un PDF", "a text that is named a PDF"),
		found(FaultTruncatedPDF, "K3", check.Task, "un PDF a cui manca la fine", "a PDF whose end is missing"),
		found(FaultWrongKind, "K1", check.Block, "la convenzione al posto del registro", "the agreement in place of the register"),
		found(FaultBrokenSignature, "K7", check.Block, "firma che non corrisponde al contenuto", "signature that does not match the content"),

		found(FaultRegisterTotal, "R15", check.Block, "totale del mese diverso dalle caselle", "total of the month unlike the cells"),
		found(FaultDayTotal, "R15", check.Block, "totale di un giorno diverso dalle caselle", "total of a day unlike the cells"),
		found(FaultRowTotal, "R15", check.Block, "totale di una riga diverso dalle caselle", "total of a row unlike the cells"),
		found(FaultUnknownMark, "M1", check.Task, "segno non previsto", "a mark that nobody has explained"),
		found(FaultBlankMark, "M1", check.Task, "casella vuota durante il soggiorno", "a blank cell within the stay"),
		found(FaultWrongMonth, "K2", check.Block, "registro di un altro mese", "register of another month"),
		found(FaultWrongYear, "K2", check.Block, "anno sbagliato nell'intestazione", "wrong year in the head"),
		found(FaultWrongCentre, "K2", check.Block, "registro di un altro centro dell'ente", "register of another centre of the body"),
		found(FaultForeignCentre, "K2", check.Block, "codice di centro che l'ente non ha", "code of a centre that the body does not have"),
		found(FaultRegisterCIG, "K2", check.Warn, "registro con il CIG sbagliato", "register with the wrong CIG"),
		found(FaultExtraDay, "K3", check.Warn, "colonna di un giorno che il mese non ha", "column of a day that the month does not have"),
		found(FaultEntry1900, "K3", check.Warn, "ingresso nel 1900", "entry in 1900"),
		found(FaultAfterExit, "K3", check.Warn, "presenze dopo l'uscita scritta", "presences after the exit that is written"),
		found(FaultBeforeEntry, "K3", check.Warn, "presenze prima dell'ingresso scritto", "presences before the entry that is written"),
		found(FaultWhileClosed, "R11", check.Warn, "presenze in un centro già chiuso", "presences in a centre that has closed"),
		found(FaultGuestTwice, "R12", check.Block, "ospite su due righe", "guest in two rows"),
		found(FaultOverCapacity, "R11", check.Warn, "più ospiti che posti", "more guests than places"),
		found(FaultTwoOwnCentres, "R12", check.Task, "ospite in due centri dello stesso ente", "guest in two centres of one body"),
		found(FaultTwoCentres, "R12", check.Task, "ospite presso due enti", "guest at two bodies"),
		found(FaultCarryOver, "R14", check.Warn, "ospite che scompare tra un mese e l'altro", "guest who vanishes between two months"),
		found(FaultAppeared, "R14", check.Warn, "ospite che compare senza ingresso", "guest who appears without an entry"),
		found(FaultLongAbsence, "R22", check.Task, "assenza oltre 72 ore senza motivo scritto", "absence beyond 72 hours without a reason"),
		found(FaultNoticed, "R13", check.Warn, "presenze dopo l'allontanamento comunicato", "presences after the departure that was notified"),
		found(FaultUnsigned, "M1", check.Task, "giornate senza segno né firma su una scansione", "days without a mark or a signature on a scan"),

		found(FaultScanAgain, "D1", check.Task, "scansione di un altro mese, salvata di nuovo", "scan of another month, saved once more"),
		found(FaultScanRedated, "D1", check.Task, "la stessa scansione con un altro mese scritto sopra", "the same scan with another month typed over"),
		found(FaultSheetRedated, "D1", check.Task, "lo stesso foglio con un altro mese nell'intestazione", "the same sheet with another month in its head"),

		found(FaultWrongCIG, "R1", check.Block, "CIG sconosciuto (cifre scambiate)", "unknown CIG (digits swapped)"),
		found(FaultOtherCIG, "R1", check.Block, "CIG di un altro contratto dell'ente", "CIG of another agreement of the body"),
		found(FaultMalformedCIG, "R1", check.Block, "CIG di nove caratteri", "CIG of nine characters"),
		found(FaultMissingCIG, "R1", check.Block, "fattura senza CIG", "invoice without a CIG"),
		found(FaultWrongOfficeCode, "R2", check.Block, "codice destinatario sbagliato", "wrong office code"),
		found(FaultWrongBuyer, "R2", check.Block, "codice fiscale di un'altra Prefettura", "tax code of another Prefettura"),
		found(FaultOvercount, "R3", check.Block, "più presenze dei registri", "more presences than the registers"),
		found(FaultOffByOne, "R3", check.Block, "una presenza in più", "one presence more"),
		found(FaultSwappedDigits, "R3", check.Block, "cifre scambiate nelle presenze", "digits swapped in the presences"),
		found(FaultBilledAhead, "R3", check.Warn, "fattura emessa prima della fine del periodo", "invoice issued before the period is over"),
		found(FaultOldTariff, "R4", check.Block, "tariffa di prima del cambio", "rate from before the change"),
		found(FaultTariffChange, "R4", check.Block, "un prezzo solo per un mese con due tariffe", "one price for a month with two rates"),
		found(FaultSummary, "R5", check.Block, "imponibile diverso dalla somma delle righe", "taxable amount unlike the sum of the lines"),
		found(FaultMissingSummary, "R5", check.Block, "manca il riepilogo di una natura", "the summary of a nature is missing"),
		found(FaultLine, "R5", check.Block, "totale di riga diverso da quantità per prezzo", "line total unlike quantity times price"),
		found(FaultRounding, "R5", check.Block, "totale di riga arrotondato all'euro", "line total rounded to the euro"),
		found(FaultTax, "R5", check.Block, "imposta diversa dall'aliquota", "tax unlike its rate"),
		found(FaultMissingNature, "R5", check.Block, "aliquota zero senza natura", "rate of zero without a nature"),
		found(FaultInvoiceTotal, "R5", check.Warn, "totale del documento con cifre scambiate", "total of the document with swapped digits"),
		found(FaultWrongVAT, "R6", check.Warn, "cooperativa sociale che fattura in esenzione", "social cooperative that bills as exempt"),
		found(FaultWrongNature, "R6", check.Warn, "natura IVA di un altro profilo", "VAT nature of another profile"),
		found(FaultMissingBollo, "R7", check.Warn, "manca il bollo", "stamp duty is missing"),
		hidden(FaultBolloNotOwed, "bollo di un ente che non lo deve", "stamp duty of a body that owes none",
			"R7 does not object to a duty that was paid without being owed: it costs the office nothing, and some bodies pay it all the same."),
		found(FaultWrongIBAN, "R8", check.Block, "conto che non è quello dedicato", "account that is not the dedicated one"),
		found(FaultIBANDigits, "R8", check.Task, "IBAN con cifre scambiate", "IBAN with swapped digits"),
		found(FaultDuplicateNumber, "R9", check.Block, "numero già usato nell'anno", "number already used in the year"),
		found(FaultBilledTwice, "R9", check.Block, "mese fatturato due volte con numeri diversi", "month billed twice under two numbers"),
		found(FaultAttachment, "R10", check.Block, "manca un registro dell'elenco degli allegati", "a register of the list of attachments is missing"),
		found(FaultKits, "R17", check.Warn, "più kit che ingressi", "more kits than entries"),
		found(FaultPhoneCards, "R17", check.Warn, "più schede telefoniche che ingressi", "more phone cards than entries"),
		found(FaultKitPrice, "R17", check.Warn, "prezzo del kit oltre il contratto", "price of the kit above the agreement's"),
		found(FaultPocketMoney, "R18", check.Warn, "pocket money per più giornate delle presenze", "pocket money for more days than presences"),
		found(FaultPocketRate, "R18", check.Warn, "pocket money oltre l'importo del contratto", "pocket money above the agreement's amount"),
		found(FaultFamilyCap, "R18", check.Warn, "pocket money di famiglie oltre 7,50 € al giorno", "pocket money of families above €7.50 a day"),
		found(FaultExpiredDURC, "R19", check.Block, "DURC scaduto", "DURC expired"),
		found(FaultExpiredPolicy, "R20", check.Warn, "polizza scaduta nel mese", "insurance expired in the month"),
		found(FaultExpiredFire, "R20", check.Warn, "prevenzione incendi scaduta nel mese", "fire safety expired in the month"),
		found(FaultInvoiceMonth, "K2", check.Block, "periodo delle righe di un altro mese", "period of the lines of another month"),
		found(FaultFutureDate, "K3", check.Warn, "data della fattura nel futuro", "invoice date in the future"),
		found(FaultNumber, "K3", check.Warn, "numero della fattura senza cifre", "invoice number without digits"),
		found(FaultWrongSeller, "K4", check.Task, "fattura di un altro ente", "invoice of another body"),
		found(FaultOtherDURC, "K6", check.Block, "DURC di un altro ente", "DURC of another body"),
		found(FaultCreditUnknown, "K5", check.Task, "nota di credito per una fattura che non c'è", "credit note for an invoice that does not exist"),
		found(FaultCreditAmount, "K5", check.Block, "nota di credito più alta della fattura", "credit note higher than its invoice"),
		found(FaultContractCIG, "K2", check.Warn, "convenzione con il CIG sbagliato", "agreement with the wrong CIG"),
	}
}

// KindOf returns the kind of a fault; its Code is empty where there is none of
// that code.
func KindOf(code string) FaultKind {
	for _, k := range FaultKinds() {
		if k.Code == code {
			return k
		}
	}
	return FaultKind{}
}
