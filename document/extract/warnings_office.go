package extract

// officeSentences are about office documents, sheets and text.
var officeSentences = map[string]sentence{
	"office.old":          {"Il documento è in un vecchio formato Office (.doc, .xls). Salvarlo in PDF o XLSX e inviarlo di nuovo.", "The document is in an old Office format (.doc, .xls). Save it as PDF or XLSX and send it again."},
	"office.binary":       {"I fogli XLSB non si leggono. Salvare il foglio in formato XLSX e inviarlo di nuovo.", "XLSB sheets are not read. Save the sheet as XLSX and send it again."},
	"office.macros":       {"Il foglio contiene macro: non vengono eseguite. Si consiglia di inviare il formato XLSX.", "The sheet contains macros: they are not run. Sending the XLSX format is advised."},
	"office.damaged":      {"Il documento Office è danneggiato o incompleto. Aprirlo, salvarlo di nuovo e inviarlo.", "The Office document is damaged or incomplete. Open it, save it again and send it."},
	"office.too_large":    {"Il foglio o il documento è troppo grande per essere letto per intero. Inviare solo il foglio del mese, senza righe e colonne vuote.", "The sheet or document is too large to be read in full. Send only the month's sheet, without empty rows and columns."},
	"text.too_large":      {"Il testo è troppo lungo ed è stato letto solo in parte.", "The text is too long and was read only in part."},
	"office.password":     {"Il documento Office è protetto da una password e non si può leggere. Salvarlo senza password e inviarlo di nuovo.", "The Office document is protected by a password and cannot be read. Save it without a password and send it again."},
	"office.too_deep":     {"Il documento contiene elementi annidati oltre ogni limite e non viene letto. Aprirlo, salvarlo di nuovo e inviarlo.", "The document has elements nested beyond any limit and is not read. Open it, save it again and send it."},
	"office.entities":     {"Il documento contiene una dichiarazione DOCTYPE o entità XML, che nessun programma d'ufficio scrive, e non viene letto. Aprirlo, salvarlo di nuovo e inviarlo.", "The document declares a DOCTYPE or XML entities, which no office program writes, and is not read. Open it, save it again and send it."},
	"office.partial":      {"Una parte del documento è danneggiata: si è letto solo ciò che la precede. Aprirlo, salvarlo di nuovo e inviarlo.", "A part of the document is damaged: only what stands before it was read. Open it, save it again and send it."},
	"office.formulas":     {"Formule il cui valore salvato non torna con le celle: %[1]s. I valori sono segnati come incerti. Aprire il foglio, ricalcolare (F9), salvare e inviarlo di nuovo.", "Formulas whose stored value does not agree with their cells: %[1]s. The values are marked as unsure. Open the sheet, recalculate (F9), save and send it again."},
	"office.no_value":     {"Formule senza un valore salvato: %[1]s. Aprire il foglio con un programma di calcolo, salvarlo e inviarlo di nuovo.", "Formulas without a stored value: %[1]s. Open the sheet in a spreadsheet program, save it and send it again."},
	"office.hidden_sheet": {"Il foglio «%[1]s» è nascosto. È stato letto: controllare che debba esserci.", "The sheet “%[1]s” is hidden. It was read: check that it should be there."},
	"office.hidden_text":  {"Il documento contiene testo nascosto, che chi lo apre non vede: non è stato letto. Se serve, renderlo visibile e inviare di nuovo il documento; altrimenti toglierlo.", "The document holds hidden text, which nobody sees who opens it: it was not read. If it is needed, show it and send the document again; otherwise take it out."},
}
