package extract

// contentsSentences are about documents within others.
var contentsSentences = map[string]sentence{
	"zip.content":      {"Il file è un archivio con %[1]s file. Inviate i documenti uno per uno: ciascuno trova il suo posto.", "The file is an archive of %[1]s files. Send the documents one by one: each finds its own place."},
	"zip.damaged":      {"L'archivio ZIP è danneggiato o troppo grande. Inviate i documenti uno per uno.", "The ZIP archive is damaged or too large. Send the documents one by one."},
	"mail.attachments": {"Il messaggio ha %[1]s allegati, che non vengono letti da qui. Inviate gli allegati uno per uno.", "The message has %[1]s attachments, which are not read from here. Send the attachments one by one."},
}
