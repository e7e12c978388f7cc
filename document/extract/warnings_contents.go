package extract

// contentsSentences are about documents within others.
var contentsSentences = map[string]sentence{
	"letter.cover":       {"È una lettera che accompagna altri documenti: li nomina, ma non è uno di essi. Inviare anche quei documenti, ciascuno nel suo posto; se il file li contiene, dire quale documento è.", "It is a letter that accompanies other papers: it names them, but is none of them. Send these papers too, each in its place; if the file holds them, say which paper it is."},
	"zip.damaged":        {"L'archivio ZIP è danneggiato o incompleto. Crearlo di nuovo, o inviare i documenti uno per uno.", "The ZIP archive is damaged or incomplete. Make it again, or send the documents one by one."},
	"zip.empty":          {"L'archivio ZIP non contiene nessun documento. Controllarlo e inviarlo di nuovo.", "The ZIP archive holds no document. Check it and send it again."},
	"zip.path_trick":     {"L'archivio ZIP contiene nomi o collegamenti che portano fuori dalla cartella: qui non hanno effetto e i collegamenti non sono stati letti. Verificare da dove viene l'archivio.", "The ZIP archive has names or links that lead out of its folder: they have no effect here, and the links were not read. Check where the archive comes from."},
	"contents.locked":    {"Il documento «%[1]s» è protetto da una password e non si può leggere. Inviarlo senza password.", "The document “%[1]s” is protected by a password and cannot be read. Send it without a password."},
	"contents.damaged":   {"Il documento «%[1]s» non si può estrarre: è danneggiato o compresso in un modo sconosciuto. Inviarlo da solo.", "The document “%[1]s” cannot be taken out: it is damaged, or packed in an unknown way. Send it by itself."},
	"contents.too_many":  {"Il file contiene troppi documenti: sono stati letti solo i primi (al massimo %[1]s). Inviare gli altri a parte.", "The file holds too many documents: only the first were read (at most %[1]s). Send the others separately."},
	"contents.too_large": {"I documenti contenuti nel file sono troppo grandi una volta aperti (più di %[2]s MB in tutto): alcuni non sono stati letti. Inviarli uno per uno.", "The documents in the file are too large once opened (more than %[2]s MB in all): some were not read. Send them one by one."},
	"contents.too_deep":  {"Nel file ci sono contenitori uno dentro l'altro oltre %[1]s livelli: i documenti più interni non sono stati letti. Inviarli da soli.", "The file has containers within each other beyond %[1]s levels: the innermost documents were not read. Send them by themselves."},
	"contents.late":      {"Il tempo per la lettura è finito: alcuni documenti contenuti nel file non sono stati letti. Inviarli a parte.", "The time for reading ran out: some of the documents in the file were not read. Send them separately."},
	"mail.winmail":       {"Il messaggio ha gli allegati in un file winmail.dat, che non si può leggere. Inviare di nuovo il messaggio in formato HTML o testo, oppure i documenti da soli.", "The attachments of the message are in a winmail.dat file, which cannot be read. Send the message again as HTML or plain text, or the documents by themselves."},
}
