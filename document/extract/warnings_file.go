package extract

// fileSentences are about files as a whole, and their reading.
var fileSentences = map[string]sentence{
	"file.empty":       {"Il file è vuoto (0 byte). Controllatelo sul vostro computer e inviatelo di nuovo.", "The file is empty (0 bytes). Check it on your computer and send it again."},
	"name.mismatch":    {"Il nome finisce in %[1]s, ma il contenuto è %[2]s. Controllate di avere scelto il file giusto, o salvatelo di nuovo nel formato corretto.", "The name ends in %[1]s, but the content is %[3]s. Check that you chose the right file, or save it again in the right format."},
	"format.unknown":   {"Il tipo di file non è riconosciuto. Inviate un PDF, un XML di fattura, un foglio Excel o un'immagine JPEG o PNG.", "The type of file is not known. Send a PDF, an invoice XML, an Excel sheet, or a JPEG or PNG image."},
	"format.html":      {"Il file è una pagina web. Salvate o stampate il documento in PDF e inviate quello.", "The file is a web page. Save or print the document as PDF and send that."},
	"format.rtf":       {"I documenti RTF non si leggono in automatico. Salvate il documento in PDF e inviate quello.", "RTF documents are not read automatically. Save the document as PDF and send that."},
	"date.implausible": {"La data %[1]s non è plausibile. Verificate la data nel documento.", "The date %[1]s is not plausible. Check the date in the document."},
	"date.impossible":  {"La data %[1]s non esiste nel calendario. Verificatela nel documento e, se l'errore è lì, inviate il documento corretto.", "The date %[1]s is not in the calendar. Check it in the document and, if the mistake is there, send the corrected document."},
	"code.wrong":       {"Codici (fiscali, IBAN, CIG o CUP) che non superano il controllo: %[1]s, segnati come incerti. Verificateli nel documento; se l'errore è lì, inviate il documento corretto.", "Codes (tax codes, IBAN, CIG or CUP) that fail their check: %[1]s, marked as unsure. Check them in the document; if the mistake is there, send the corrected document."},
	"invoice.copy":     {"Il documento sembra la stampa di una fattura elettronica o una sua ricevuta: la fattura è il file XML. Inviate quello, anche firmato (.xml.p7m).", "The document seems to be the print of an e-invoice or a receipt for it: the invoice is the XML file. Send that, signed (.xml.p7m) too."},
	"read.crashed":     {"La lettura automatica si è interrotta per un difetto del file. Il documento è conservato: va letto a mano, oppure inviate una nuova copia in PDF.", "Automatic reading broke off because of a defect of the file. The document is kept: read it by hand, or send a new copy as PDF."},
	"read.timeout":     {"La lettura automatica ha superato il tempo massimo (%[1]s). Il documento è conservato: va letto a mano, oppure inviatelo diviso in parti.", "Automatic reading took longer than allowed (%[1]s). The document is kept: read it by hand, or send it in parts."},
	"read.too_large":   {"Il file è troppo grande o troppo complesso per la lettura automatica. Il documento è conservato: va letto a mano, oppure inviatelo diviso in parti.", "The file is too large or too complex to be read automatically. The document is kept: read it by hand, or send it in parts."},
}
