package extract

// officeSentences are about office documents, sheets and text.
var officeSentences = map[string]sentence{
	"office.old":          {"Il documento è in un vecchio formato Office (.doc, .xls). Salvatelo in PDF o XLSX e inviatelo di nuovo.", "The document is in an old Office format (.doc, .xls). Save it as PDF or XLSX and send it again."},
	"office.binary":       {"I fogli XLSB non si leggono. Salvate il foglio in formato XLSX e inviatelo di nuovo.", "XLSB sheets are not read. Save the sheet as XLSX and send it again."},
	"office.macros":       {"Il foglio contiene macro: non vengono eseguite. Si consiglia di inviare il formato XLSX.", "The sheet contains macros: they are not run. Sending the XLSX format is advised."},
	"office.damaged":      {"Il documento Office è danneggiato o incompleto. Apritelo, salvatelo di nuovo e inviatelo.", "The Office document is damaged or incomplete. Open it, save it again and send it."},
	"office.too_large":    {"Il foglio o il documento è troppo grande per essere letto per intero. Inviate solo il foglio del mese, senza righe e colonne vuote.", "The sheet or document is too large to be read in full. Send only the month's sheet, without empty rows and columns."},
	"text.too_large":      {"Il testo è troppo lungo ed è stato letto solo in parte.", "The text is too long and was read only in part."},
	"office.password":     {"Il documento Office è protetto da una password e non si può leggere. Salvatelo senza password e inviatelo di nuovo.", "The Office document is protected by a password and cannot be read. Save it without a password and send it again."},
	"office.too_deep":     {"Il documento contiene elementi annidati oltre ogni limite e non viene letto. Apritelo, salvatelo di nuovo e inviatelo.", "The document has elements nested beyond any limit and is not read. Open it, save it again and send it."},
	"office.entities":     {"Il documento contiene una dichiarazione DOCTYPE o entità XML, che nessun programma d'ufficio scrive, e non viene letto. Apritelo, salvatelo di nuovo e inviatelo.", "The document declares a DOCTYPE or XML entities, which no office program writes, and is not read. Open it, save it again and send it."},
	"office.partial":      {"Una parte del documento è danneggiata: si è letto solo ciò che la precede. Apritelo, salvatelo di nuovo e inviatelo.", "A part of the document is damaged: only what stands before it was read. Open it, save it again and send it."},
	"office.formulas":     {"Formule il cui valore salvato non torna con le celle: %[1]s. I valori sono segnati come incerti. Aprite il foglio, ricalcolate (F9), salvate e inviatelo di nuovo.", "Formulas whose stored value does not agree with their cells: %[1]s. The values are marked as unsure. Open the sheet, recalculate (F9), save and send it again."},
	"office.no_value":     {"Formule senza un valore salvato: %[1]s. Aprite il foglio con un programma di calcolo, salvatelo e inviatelo di nuovo.", "Formulas without a stored value: %[1]s. Open the sheet in a spreadsheet program, save it and send it again."},
	"office.hidden_sheet": {"Il foglio «%[1]s» è nascosto. È stato letto: controllate che debba esserci.", "The sheet “%[1]s” is hidden. It was read: check that it should be there."},
	"office.hidden_text":  {"Il documento contiene testo nascosto, che chi lo apre non vede: non è stato letto. Se serve, rendetelo visibile e inviate di nuovo il documento; altrimenti toglietelo.", "The document holds hidden text, which nobody sees who opens it: it was not read. If it is needed, show it and send the document again; otherwise take it out."},
}
