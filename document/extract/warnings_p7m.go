package extract

// envelopeSentences are about signed envelopes and signatures.
var envelopeSentences = map[string]sentence{
	"p7m.damaged":    {"La busta firmata (p7m) è danneggiata o incompleta. Firmate di nuovo il documento e inviatelo.", "The signed envelope (p7m) is damaged or incomplete. Sign the document again and send it."},
	"p7m.detached":   {"Il file contiene solo la firma, senza il documento. Inviate il documento firmato con la firma inclusa (busta p7m completa).", "The file holds only the signature, without the document. Send the signed document with the signature included (a complete p7m)."},
	"p7m.too_deep":   {"Il documento è chiuso in troppe buste firmate una dentro l'altra (più di %[1]s). Inviate il documento con una sola busta.", "The document is enclosed in too many signed envelopes (more than %[1]s). Send it in a single envelope."},
	"p7m.not_intact": {"La firma non corrisponde al contenuto: il file è stato cambiato dopo la firma. Firmate di nuovo il documento.", "The signature does not match the content: the file was changed after it was signed. Sign the document again."},
	"p7m.encrypted":  {"Il file è cifrato, non solo firmato, e non si può leggere. Inviatelo firmato ma non cifrato.", "The file is encrypted, not only signed, and cannot be read. Send it signed but not encrypted."},
}
