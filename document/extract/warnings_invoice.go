package extract

// invoiceSentences are about XML and invoices.
var invoiceSentences = map[string]sentence{
	"xml.doctype":     {"L'XML contiene una dichiarazione DOCTYPE (o entità esterne), che una fattura elettronica non può avere. Esportare di nuovo la fattura dal proprio programma e inviare quella.", "The XML contains a DOCTYPE declaration (or external entities), which an e-invoice cannot have. Export the invoice again from your program and send that."},
	"xml.damaged":     {"L'XML è danneggiato o incompleto. Scaricare di nuovo la fattura dal proprio programma e inviarla.", "The XML is damaged or incomplete. Download the invoice again from your program and send it."},
	"xml.too_large":   {"L'XML è molto più grande di una fattura. Controllare di avere scelto il file giusto.", "The XML is far larger than an invoice. Check that you chose the right file."},
	"xml.not_invoice": {"L'XML non è una fattura elettronica FatturaPA. Se è un'altra cosa, inviarla in PDF.", "The XML is not a FatturaPA e-invoice. If it is something else, send it as PDF."},
	"invoice.lot":     {"Il file contiene %[1]s fatture (lotto). Si leggono tutte, ma solo la prima è controllata con il resto della pratica: inviare una fattura per file.", "The file contains %[1]s invoices (a lot). All are read, but only the first is checked against the rest of the case: send one invoice a file."},
	"invoice.no_body": {"La fattura non contiene il corpo (FatturaElettronicaBody). Esportarla di nuovo.", "The invoice has no body (FatturaElettronicaBody). Export it again."},

	"invoice.reversed":    {"Righe il cui periodo finisce prima di cominciare: %[1]s. Le date sono segnate come incerte: correggerle nel programma di fatturazione ed esportare di nuovo.", "Lines whose period ends before it begins: %[1]s. Their dates are marked as unsure: correct them in the invoicing program and export again."},
	"invoice.cut":         {"Il file contiene più valori di quanti se ne possono elencare: se ne leggono i primi %[1]s. Inviare una fattura per file.", "The file holds more values than can be listed: the first %[1]s are read. Send one invoice a file."},
	"invoice.more_faults": {"Gli errori che il Sistema di Interscambio rifiuterebbe sono %[1]s: qui se ne elencano %[2]s. Correggere la fattura nel programma che l'ha fatta.", "There are %[1]s faults that the exchange system would refuse: %[2]s are listed here. Correct the invoice in the program that made it."},

	"xml.encoding":   {"L'XML dichiara una codifica dei caratteri e ne usa un'altra. È stato letto secondo i caratteri che contiene: controllare le lettere accentate, ed esportare di nuovo la fattura.", "The XML declares one character encoding and uses another. It was read by the characters it holds: check accented letters, and export the invoice again."},
	"xml.version":    {"L'XML dichiara una versione diversa da 1.0, che il Sistema di Interscambio non accetta. È stato letto lo stesso: esportare di nuovo la fattura.", "The XML declares a version other than 1.0, which the exchange system does not accept. It was read all the same: export the invoice again."},
	"xml.characters": {"L'XML contiene caratteri che non vi possono stare (di controllo, o segni iniziali ripetuti). Sono stati tolti per leggerlo: esportare di nuovo la fattura.", "The XML holds characters that may not be there (control characters, or repeated marks at its start). They were left out to read it: export the invoice again."},
	"xml.entities":   {"L'XML contiene nomi di caratteri dell'HTML o una & da sola, che non sono ammessi. Sono stati letti per quel che significano: esportare di nuovo la fattura.", "The XML holds character names of HTML or a bare &, which are not allowed. They were read for what they mean: export the invoice again."},
	"xml.trailing":   {"Dopo la fattura il file contiene altro, che non è stato letto. Controllare il file, ed esportare di nuovo la fattura.", "The file holds something after the invoice, which was not read. Check the file, and export the invoice again."},
}
