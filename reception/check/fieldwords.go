package check

import (
	"strings"

	"github.com/insiemi/insiemi/document"
)

// fieldWords names a field of the vocabulary for people; a field that the list
// does not know is named by its own name.
func fieldWords(name string) words {
	for _, w := range plainFields {
		if w.name == name {
			return w.words
		}
	}
	if w, ok := invoiceWords(name); ok {
		return w
	}
	parts := strings.Split(name, ".")
	switch {
	case parts[0] == "row" && len(parts) > 2:
		what := partWords(parts[2:])
		return words{"riga " + parts[1] + ", " + what.it, "row " + parts[1] + ", " + what.en}
	case parts[0] == "day" && len(parts) > 1:
		return words{"giorno " + parts[1], "day " + parts[1]}
	case parts[0] == "invoice" && len(parts) > 3 && parts[1] == "line":
		return words{"riga " + parts[2] + " della fattura", "invoice line " + parts[2]}
	case parts[0] == "invoice" && len(parts) > 3 && parts[1] == "summary":
		return words{"riepilogo " + parts[2] + " della fattura", "invoice summary " + parts[2]}
	}
	return words{name, name}
}

func partWords(parts []string) words {
	switch strings.Join(parts, ".") {
	case "guest":
		return words{"codice dell'ospite", "guest's code"}
	case "entry":
		return words{"ingresso", "entry"}
	case "exit":
		return words{"uscita", "exit"}
	case "family":
		return words{"nucleo familiare", "family"}
	case "present":
		return words{"presenze giorno per giorno", "presences day by day"}
	case "ink":
		return words{"segni nelle caselle (indizio)", "ink in the cells (a hint)"}
	case "excused":
		return words{"assenze con un motivo, giorno per giorno", "absences with a reason, day by day"}
	case "days.declared":
		return words{"totale scritto", "total as written"}
	}
	return words{"totale", "total"}
}

var plainFields = []struct {
	name  string
	words words
}{
	{document.InvoiceNumber, words{"numero della fattura", "invoice number"}},
	{document.InvoiceDate, words{"data della fattura", "invoice date"}},
	{document.InvoiceType, words{"tipo di documento", "type of document"}},
	{document.InvoiceTotal, words{"totale della fattura", "invoice total"}},
	{document.InvoiceTaxable, words{"imponibile", "taxable amount"}},
	{document.InvoiceTax, words{"imposta", "tax"}},
	{document.InvoiceCIG, words{"CIG", "CIG"}},
	{document.InvoiceCUP, words{"CUP", "CUP"}},
	{document.InvoiceIBAN, words{"IBAN", "IBAN"}},
	{document.InvoicePayable, words{"importo da pagare", "amount to pay"}},
	{document.InvoiceDueOn, words{"scadenza del pagamento", "payment due date"}},
	{document.InvoiceStampDuty, words{"bollo", "stamp duty"}},
	{document.SellerVATID, words{"partita IVA del cedente", "seller's VAT number"}},
	{document.SellerTaxCode, words{"codice fiscale del cedente", "seller's tax code"}},
	{document.BuyerTaxCode, words{"codice fiscale del committente", "buyer's tax code"}},
	{document.BuyerOfficeCode, words{"codice destinatario", "office code"}},
	{document.PeriodMonth, words{"mese", "month"}},
	{document.PeriodStart, words{"inizio del periodo", "start of the period"}},
	{document.PeriodEnd, words{"fine del periodo", "end of the period"}},
	{document.CentreCode, words{"codice del centro", "centre code"}},
	{document.CentreName, words{"nome del centro", "centre name"}},
	{document.BodyName, words{"ente gestore", "managing body"}},
	{document.CIG, words{"CIG", "CIG"}},
	{document.PersonDays, words{"totale presenze", "total presences"}},
	{document.DeclaredPersonDays, words{"totale presenze scritto", "total presences as written"}},
	{document.GuestCount, words{"numero di ospiti", "number of guests"}},
	{document.FamilyCount, words{"numero di nuclei familiari", "number of families"}},
	{document.Capacity, words{"capienza", "capacity"}},
	{document.ContractStart, words{"inizio del contratto", "start of the contract"}},
	{document.ContractEnd, words{"fine del contratto", "end of the contract"}},
	{document.ContractRate, words{"tariffa giornaliera", "daily rate"}},
	{document.ContractDate, words{"data del contratto", "date of the contract"}},
	{document.PocketRate, words{"pocket money al giorno", "pocket money a day"}},
	{document.BodyTaxCode, words{"codice fiscale dell'ente", "body's tax code"}},
	{document.PersonTaxCode, words{"codice fiscale di persona", "person's tax code"}},
	{document.IBAN, words{"IBAN", "IBAN"}},
	{document.CUP, words{"CUP", "CUP"}},
	{document.Total, words{"totale", "total"}},
	{document.TotalCount, words{"quantità totale", "total quantity"}},
	{document.IssuedOn, words{"data del documento", "date of the document"}},
	{document.KitCount, words{"kit di primo ingresso", "first-entry kits"}},
	{document.CardCount, words{"schede telefoniche", "phone cards"}},
	{document.GuestCode, words{"codice dell'ospite", "guest's code"}},
	{document.DepartedOn, words{"data dell'allontanamento", "day of the departure"}},
	{document.LeaveStart, words{"inizio dell'assenza", "first day of the leave"}},
	{document.LeaveEnd, words{"fine dell'assenza", "last day of the leave"}},
	{document.ValidUntil, words{"fine della validità", "last day of validity"}},
}
