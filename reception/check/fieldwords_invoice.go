package check

import (
	"strconv"
	"strings"

	"github.com/insiemi/insiemi/document"
)

// invoiceWords names the parts of an invoice and the invoices of a lot; false
// for other names.
func invoiceWords(name string) (words, bool) {
	if n, rest := document.CutBody(name); n > 1 {
		w, number := fieldWords(rest), strconv.Itoa(n)
		return words{w.it + " (fattura " + number + " del lotto)", w.en + " (invoice " + number + " of the lot)"}, true
	}
	parts := strings.Split(name, ".")
	if len(parts) < 4 || parts[0] != "invoice" {
		return words{}, false
	}
	w, ok := invoiceParts()[parts[1]]
	return words{w.it + " " + parts[2], w.en + " " + parts[2]}, ok
}

func invoiceParts() map[string]words {
	return map[string]words{
		"reference": {"riferimento", "reference"}, "delivery": {"documento di trasporto", "delivery note"},
		"withholding": {"ritenuta", "withholding"}, "fund": {"cassa previdenziale", "pension fund"},
		"discount": {"sconto o maggiorazione", "discount or surcharge"}, "payment": {"pagamento", "payment"},
		"attachment": {"allegato", "attachment"},
	}
}
