package extract

// officeSentences are about office documents, sheets and text.
var officeSentences = map[string]sentence{
	"office.old":       {"Il documento è in un vecchio formato Office (.doc, .xls) o è protetto da password. Salvatelo in PDF o XLSX senza password e inviatelo di nuovo.", "The document is in an old Office format (.doc, .xls) or is protected by a password. Save it as PDF or XLSX without a password and send it again."},
	"office.binary":    {"I fogli XLSB non si leggono. Salvate il foglio in formato XLSX e inviatelo di nuovo.", "XLSB sheets are not read. Save the sheet as XLSX and send it again."},
	"office.macros":    {"Il foglio contiene macro: non vengono eseguite. Si consiglia di inviare il formato XLSX.", "The sheet contains macros: they are not run. Sending the XLSX format is advised."},
	"office.damaged":   {"Il documento Office è danneggiato o incompleto. Apritelo, salvatelo di nuovo e inviatelo.", "The Office document is damaged or incomplete. Open it, save it again and send it."},
	"office.too_large": {"Il foglio o il documento è troppo grande per essere letto per intero. Inviate solo il foglio del mese, senza righe e colonne vuote.", "The sheet or document is too large to be read in full. Send only the month's sheet, without empty rows and columns."},
	"text.too_large":   {"Il testo è troppo lungo ed è stato letto solo in parte.", "The text is too long and was read only in part."},
}
