package extract

// registerSentences are about registers.
var registerSentences = map[string]sentence{
	"register.no_month":     {"Nel registro non si trova il mese. Scrivete mese e anno in alto, per esempio «ottobre 2026».", "The register does not say its month. Write month and year at the top, for example “ottobre 2026”."},
	"register.no_codes":     {"Righe del registro senza il codice dell'ospite: %[1]s. Aggiungete la colonna «Cod. ospite»: i nomi non vengono usati.", "Rows of the register without a guest code: %[1]s. Add the column “Cod. ospite”: names are not used."},
	"register.no_rows":      {"Nel registro non si trova nessuna riga di ospiti sotto i giorni del mese. Controllate il foglio.", "No row of guests was found under the days of the month. Check the sheet."},
	"register.several":      {"Il file contiene %[1]s registri: sono letti tutti, ma si abbina solo il primo. Inviate un registro per file.", "The file contains %[1]s registers: all are read, but only the first is matched. Send one register a file."},
	"register.days":         {"Nel registro ci sono segni nel giorno %[1]s, che nel mese non esiste. Correggete il foglio.", "The register has marks on day %[1]s, which the month does not have. Correct the sheet."},
	"register.unfilled":     {"Giorni del registro senza nessun segno: %[1]s. Se gli ospiti erano assenti scrivete A, altrimenti completate il registro.", "Days of the register without any mark: %[1]s. If guests were absent write A, otherwise complete the register."},
	"register.unknown":      {"Caselle del registro che non si capiscono (segno sconosciuto, o vuote durante la permanenza): %[1]s. Non sono state contate. Dite all'ufficio che cosa significano.", "Cells of the register that are not understood (unknown mark, or blank within the stay): %[1]s. They were not counted. Tell the office what they mean."},
	"register.lost_rows":    {"Righe con segni che non si sa di quale ospite siano: %[1]s. Non sono state contate. Scrivete su ogni riga il codice dell'ospite.", "Rows with marks that belong to no known guest: %[1]s. They were not counted. Write the guest's code on every row."},
	"register.second_table": {"Accanto alla tabella dei giorni ce n'è un'altra, che non è stata contata. Mettete le tabelle una sotto l'altra o in fogli separati.", "Another table stands beside the table of days and was not counted. Put the tables one below the other or on sheets of their own."},
	"register.hidden":       {"Ci sono righe o colonne nascoste con segni di presenza: %[1]s. Sono comprese nei conti: mostratele o cancellatele.", "Rows or columns with marks are hidden: %[1]s. They are part of the sums: show or delete them."},
	"register.hidden_sheet": {"Il registro sta nel foglio nascosto «%[1]s». Mostrate il foglio o cancellatelo.", "The register stands on the hidden sheet “%[1]s”. Show the sheet or delete it."},
	"register.merged":       {"Ci sono celle unite sopra i segni di più giorni o ospiti: %[1]s. Dividetele e scrivete un segno per cella.", "Cells are merged over the marks of several days or guests: %[1]s. Split them and write one mark a cell."},
	"register.unmatched":    {"Nelle due metà del mese ci sono righe senza codice né nome: non si sa quale ospite sia. Scrivete il codice su ogni riga.", "The two halves of the month have rows without a code or a name: the guest is not known. Write the code on every row."},
	"register.truncated":    {"Il registro è stato letto solo in parte: i totali non sono completi. Inviate solo il foglio del mese.", "The register was read in part only: the totals are not complete. Send the month's sheet only."},
	"register.missing_days": {"Nel registro mancano le colonne di %[1]s giorni del mese: il totale è solo di una parte. Inviate il mese intero.", "The register lacks the columns of %[1]s days of the month: the total is of a part only. Send the whole month."},
	"register.month_doubt":  {"Il mese del registro non è sicuro: intestazione, giorni o giorni della settimana non concordano. Correggete il mese in alto.", "The month of the register is not sure: header, days or weekdays disagree. Correct the month at the top."},
	"register.marks_file":   {"Il file con i significati dei segni non si può usare: vale la tabella comune. Avvisate chi gestisce il sistema.", "The file of the meanings of marks cannot be used: the common table holds. Tell whoever runs the system."},
}
