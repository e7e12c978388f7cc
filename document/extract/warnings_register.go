package extract

// registerSentences are about registers.
var registerSentences = map[string]sentence{
	"register.no_month": {"Nel registro non si trova il mese. Scrivete mese e anno in alto, per esempio «ottobre 2026».", "The register does not say its month. Write month and year at the top, for example “ottobre 2026”."},
	"register.no_codes": {"Righe del registro senza il codice dell'ospite: %[1]s. Aggiungete la colonna «Cod. ospite»: i nomi non vengono usati.", "Rows of the register without a guest code: %[1]s. Add the column “Cod. ospite”: names are not used."},
	"register.no_rows":  {"Nel registro non si trova nessuna riga di ospiti sotto i giorni del mese. Controllate il foglio.", "No row of guests was found under the days of the month. Check the sheet."},
	"register.several":  {"Il file contiene %[1]s registri. Qui si legge solo il primo: inviate un registro per file.", "The file contains %[1]s registers. Only the first is read here: send one register a file."},
	"register.days":     {"Nel registro ci sono segni nel giorno %[1]s, che nel mese non esiste. Correggete il foglio.", "The register has marks on day %[1]s, which the month does not have. Correct the sheet."},
	"register.unfilled": {"Giorni del registro senza nessun segno: %[1]s. Se gli ospiti erano assenti scrivete A, altrimenti completate il registro.", "Days of the register without any mark: %[1]s. If guests were absent write A, otherwise complete the register."},
	"register.unknown":  {"Caselle del registro che non si capiscono (segno sconosciuto, o vuote durante la permanenza): %[1]s. Non sono state contate. Dite all'ufficio che cosa significano.", "Cells of the register that are not understood (unknown mark, or blank within the stay): %[1]s. They were not counted. Tell the office what they mean."},
}
