package extract

// invoiceSentences are about XML and invoices.
var invoiceSentences = map[string]sentence{
	"xml.doctype":     {"L'XML contiene una dichiarazione DOCTYPE (o entità esterne), che una fattura elettronica non può avere. Esportate di nuovo la fattura dal vostro programma e inviate quella.", "The XML contains a DOCTYPE declaration (or external entities), which an e-invoice cannot have. Export the invoice again from your program and send that."},
	"xml.damaged":     {"L'XML è danneggiato o incompleto. Scaricate di nuovo la fattura dal vostro programma e inviatela.", "The XML is damaged or incomplete. Download the invoice again from your program and send it."},
	"xml.too_large":   {"L'XML è molto più grande di una fattura. Controllate di avere scelto il file giusto.", "The XML is far larger than an invoice. Check that you chose the right file."},
	"xml.not_invoice": {"L'XML non è una fattura elettronica FatturaPA. Se è un'altra cosa, inviatela in PDF.", "The XML is not a FatturaPA e-invoice. If it is something else, send it as PDF."},
	"invoice.lot":     {"Il file contiene %[1]s fatture (lotto). Qui si legge solo la prima: inviate una fattura per file.", "The file contains %[1]s invoices (a lot). Only the first is read here: send one invoice a file."},
	"invoice.no_body": {"La fattura non contiene il corpo (FatturaElettronicaBody). Esportatela di nuovo.", "The invoice has no body (FatturaElettronicaBody). Export it again."},
}
