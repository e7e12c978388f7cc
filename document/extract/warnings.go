package extract

import (
	"fmt"
	"strings"

	"github.com/insiemi/insiemi/document"
)

// sentence is a warning in both languages, with the same arguments in the same
// order; %[n]s picks one.
type sentence struct{ it, en string }

// sentences is every warning and error that a reading may carry: what is wrong,
// and what to do.
var sentences = map[string]sentence{
	"file.empty":        {"Il file è vuoto (0 byte). Controllatelo sul vostro computer e inviatelo di nuovo.", "The file is empty (0 bytes). Check it on your computer and send it again."},
	"name.mismatch":     {"Il nome finisce in %[1]s, ma il contenuto è %[2]s. Controllate di avere scelto il file giusto, o salvatelo di nuovo nel formato corretto.", "The name ends in %[1]s, but the content is %[3]s. Check that you chose the right file, or save it again in the right format."},
	"format.unknown":    {"Il tipo di file non è riconosciuto. Inviate un PDF, un XML di fattura, un foglio Excel o un'immagine JPEG o PNG.", "The type of file is not known. Send a PDF, an invoice XML, an Excel sheet, or a JPEG or PNG image."},
	"format.html":       {"Il file è una pagina web. Salvate o stampate il documento in PDF e inviate quello.", "The file is a web page. Save or print the document as PDF and send that."},
	"format.rtf":        {"I documenti RTF non si leggono in automatico. Salvate il documento in PDF e inviate quello.", "RTF documents are not read automatically. Save the document as PDF and send that."},
	"office.old":        {"Il documento è in un vecchio formato Office (.doc, .xls) o è protetto da password. Salvatelo in PDF o XLSX senza password e inviatelo di nuovo.", "The document is in an old Office format (.doc, .xls) or is protected by a password. Save it as PDF or XLSX without a password and send it again."},
	"office.binary":     {"I fogli XLSB non si leggono. Salvate il foglio in formato XLSX e inviatelo di nuovo.", "XLSB sheets are not read. Save the sheet as XLSX and send it again."},
	"office.macros":     {"Il foglio contiene macro: non vengono eseguite. Si consiglia di inviare il formato XLSX.", "The sheet contains macros: they are not run. Sending the XLSX format is advised."},
	"office.damaged":    {"Il documento Office è danneggiato o incompleto. Apritelo, salvatelo di nuovo e inviatelo.", "The Office document is damaged or incomplete. Open it, save it again and send it."},
	"office.too_large":  {"Il foglio o il documento è troppo grande per essere letto per intero. Inviate solo il foglio del mese, senza righe e colonne vuote.", "The sheet or document is too large to be read in full. Send only the month's sheet, without empty rows and columns."},
	"image.heic":        {"Le foto HEIC non si leggono ancora. Salvate la foto in JPEG o il documento in PDF e inviate quello.", "HEIC photos are not read yet. Save the photo as JPEG or the document as PDF and send that."},
	"image.damaged":     {"L'immagine è danneggiata o troppo grande. Rifate la foto o la scansione e inviatela di nuovo.", "The image is damaged or too large. Take the photo or the scan again and send it."},
	"zip.content":       {"Il file è un archivio con %[1]s file. Inviate i documenti uno per uno: ciascuno trova il suo posto.", "The file is an archive of %[1]s files. Send the documents one by one: each finds its own place."},
	"zip.damaged":       {"L'archivio ZIP è danneggiato o troppo grande. Inviate i documenti uno per uno.", "The ZIP archive is damaged or too large. Send the documents one by one."},
	"mail.attachments":  {"Il messaggio ha %[1]s allegati, che non vengono letti da qui. Inviate gli allegati uno per uno.", "The message has %[1]s attachments, which are not read from here. Send the attachments one by one."},
	"xml.doctype":       {"L'XML contiene una dichiarazione DOCTYPE (o entità esterne), che una fattura elettronica non può avere. Esportate di nuovo la fattura dal vostro programma e inviate quella.", "The XML contains a DOCTYPE declaration (or external entities), which an e-invoice cannot have. Export the invoice again from your program and send that."},
	"xml.damaged":       {"L'XML è danneggiato o incompleto. Scaricate di nuovo la fattura dal vostro programma e inviatela.", "The XML is damaged or incomplete. Download the invoice again from your program and send it."},
	"xml.too_large":     {"L'XML è molto più grande di una fattura. Controllate di avere scelto il file giusto.", "The XML is far larger than an invoice. Check that you chose the right file."},
	"xml.not_invoice":   {"L'XML non è una fattura elettronica FatturaPA. Se è un'altra cosa, inviatela in PDF.", "The XML is not a FatturaPA e-invoice. If it is something else, send it as PDF."},
	"invoice.lot":       {"Il file contiene %[1]s fatture (lotto). Qui si legge solo la prima: inviate una fattura per file.", "The file contains %[1]s invoices (a lot). Only the first is read here: send one invoice a file."},
	"invoice.no_body":   {"La fattura non contiene il corpo (FatturaElettronicaBody). Esportatela di nuovo.", "The invoice has no body (FatturaElettronicaBody). Export it again."},
	"pdf.encrypted":     {"Il PDF è protetto da una password e non si può leggere. Salvatelo senza password e inviatelo di nuovo.", "The PDF is protected by a password and cannot be read. Save it without a password and send it again."},
	"pdf.damaged":       {"Il PDF è danneggiato o incompleto. Esportatelo di nuovo dal programma che l'ha creato e inviatelo.", "The PDF is damaged or incomplete. Export it again from the program that made it and send it."},
	"pdf.truncated":     {"Il PDF sembra tagliato: manca la fine del file. Quello che si legge può non essere tutto. Inviatelo di nuovo.", "The PDF seems cut short: the end of the file is missing. What can be read may not be all. Send it again."},
	"pdf.too_many":      {"Il PDF ha più di %[1]s pagine: sono state lette solo le prime %[1]s. Dividete il documento.", "The PDF has more than %[1]s pages: only the first %[1]s were read. Split the document."},
	"pdf.one_reader":    {"Le pagine sono state lette da un solo programma (%[1]s): importi e date non hanno una seconda lettura di confronto. Verificateli.", "The pages were read by one program only (%[1]s): amounts and dates have no second reading to compare with. Check them."},
	"pdf.changed_after": {"Una firma copre solo una versione precedente del PDF: dopo la firma il file è stato modificato (altre firme o aggiunte). Verificate la firma con il vostro programma.", "A signature covers an earlier version of the PDF only: the file was changed after it (other signatures or additions). Check the signature with your program."},
	"pdf.no_text":       {"Nel PDF non c'è testo leggibile. Se è una scansione, rifatela più nitida; se è vuoto, controllate il file.", "There is no readable text in the PDF. If it is a scan, make it sharper; if it is blank, check the file."},
	"ocr.missing":       {"Il riconoscimento del testo (tesseract) non è installato. Pagine fatte di sole immagini, da leggere a mano: %[1]s.", "Text recognition (tesseract) is not installed. Pages made of images only, to be read by hand: %[1]s."},
	"ocr.used":          {"Pagine lette con il riconoscimento ottico: %[1]s. Verificate i valori segnati come incerti.", "Pages read by optical recognition: %[1]s. Check the values marked as unsure."},
	"ocr.failed":        {"Pagine su cui il riconoscimento del testo non è riuscito, da leggere a mano: %[1]s.", "Pages on which text recognition failed, to be read by hand: %[1]s."},
	"ocr.too_many":      {"Troppe pagine sono immagini: il testo è stato riconosciuto solo nelle prime %[1]s.", "Too many pages are images: text was recognised in the first %[1]s only."},
	"ocr.late":          {"Il tempo per il riconoscimento del testo è finito: le ultime pagine vanno lette a mano, oppure inviate il documento diviso in parti.", "The time for text recognition ran out: read the last pages by hand, or send the document in parts."},
	"p7m.damaged":       {"La busta firmata (p7m) è danneggiata o incompleta. Firmate di nuovo il documento e inviatelo.", "The signed envelope (p7m) is damaged or incomplete. Sign the document again and send it."},
	"p7m.detached":      {"Il file contiene solo la firma, senza il documento. Inviate il documento firmato con la firma inclusa (busta p7m completa).", "The file holds only the signature, without the document. Send the signed document with the signature included (a complete p7m)."},
	"p7m.too_deep":      {"Il documento è chiuso in troppe buste firmate una dentro l'altra (più di %[1]s). Inviate il documento con una sola busta.", "The document is enclosed in too many signed envelopes (more than %[1]s). Send it in a single envelope."},
	"p7m.not_intact":    {"La firma non corrisponde al contenuto: il file è stato cambiato dopo la firma. Firmate di nuovo il documento.", "The signature does not match the content: the file was changed after it was signed. Sign the document again."},
	"p7m.encrypted":     {"Il file è cifrato, non solo firmato, e non si può leggere. Inviatelo firmato ma non cifrato.", "The file is encrypted, not only signed, and cannot be read. Send it signed but not encrypted."},
	"register.no_month": {"Nel registro non si trova il mese. Scrivete mese e anno in alto, per esempio «ottobre 2026».", "The register does not say its month. Write month and year at the top, for example “ottobre 2026”."},
	"register.no_codes": {"Righe del registro senza il codice dell'ospite: %[1]s. Aggiungete la colonna «Cod. ospite»: i nomi non vengono usati.", "Rows of the register without a guest code: %[1]s. Add the column “Cod. ospite”: names are not used."},
	"register.no_rows":  {"Nel registro non si trova nessuna riga di ospiti sotto i giorni del mese. Controllate il foglio.", "No row of guests was found under the days of the month. Check the sheet."},
	"register.several":  {"Il file contiene %[1]s registri. Qui si legge solo il primo: inviate un registro per file.", "The file contains %[1]s registers. Only the first is read here: send one register a file."},
	"register.days":     {"Nel registro ci sono segni nel giorno %[1]s, che nel mese non esiste. Correggete il foglio.", "The register has marks on day %[1]s, which the month does not have. Correct the sheet."},
	"register.unfilled": {"Giorni del registro senza nessun segno: %[1]s. Se gli ospiti erano assenti scrivete A, altrimenti completate il registro.", "Days of the register without any mark: %[1]s. If guests were absent write A, otherwise complete the register."},
	"register.unknown":  {"Caselle del registro che non si capiscono (segno sconosciuto, o vuote durante la permanenza): %[1]s. Non sono state contate. Dite all'ufficio che cosa significano.", "Cells of the register that are not understood (unknown mark, or blank within the stay): %[1]s. They were not counted. Tell the office what they mean."},
	"date.implausible":  {"La data %[1]s non è plausibile. Verificate la data nel documento.", "The date %[1]s is not plausible. Check the date in the document."},
	"readers.differ":    {"Le due letture delle pagine non concordano su %[1]s valori, segnati come incerti. Verificateli sul documento.", "The two readings of the pages disagree on %[1]s values, marked as unsure. Check them on the document."},
	"text.too_large":    {"Il testo è troppo lungo ed è stato letto solo in parte.", "The text is too long and was read only in part."},
	"read.crashed":      {"La lettura automatica si è interrotta per un difetto del file. Il documento è conservato: va letto a mano, oppure inviate una nuova copia in PDF.", "Automatic reading broke off because of a defect of the file. The document is kept: read it by hand, or send a new copy as PDF."},
	"read.timeout":      {"La lettura automatica ha superato il tempo massimo (%[1]s). Il documento è conservato: va letto a mano, oppure inviatelo diviso in parti.", "Automatic reading took longer than allowed (%[1]s). The document is kept: read it by hand, or send it in parts."},
	"read.too_large":    {"Il file è troppo grande o troppo complesso per la lettura automatica. Il documento è conservato: va letto a mano, oppure inviatelo diviso in parti.", "The file is too large or too complex to be read automatically. The document is kept: read it by hand, or send it in parts."},
}

// Warn returns a warning of the table. It panics on a code that the table does
// not have, which a test excludes.
func Warn(code string, args ...any) document.Warning {
	s, ok := sentences[code]
	if !ok {
		panic("extract: no sentence for " + code)
	}
	if len(args) == 0 || !strings.Contains(s.it, "%[") {
		return document.Warning{Code: code, It: s.it, En: s.en}
	}
	// Indexed verbs let a language leave an argument out.
	return document.Warning{Code: code, It: fmt.Sprintf(s.it, args...), En: fmt.Sprintf(s.en, args...)}
}

func (j *job) warn(code string, args ...any) {
	w := Warn(code, args...)
	for _, have := range j.r.Warnings {
		if have == w {
			return
		}
	}
	j.r.Warnings = append(j.r.Warnings, w)
}

// fail sets the reading's error; the first one stays.
func (j *job) fail(code string, args ...any) {
	if j.r.Error == nil {
		w := Warn(code, args...)
		j.r.Error = &w
	}
}
