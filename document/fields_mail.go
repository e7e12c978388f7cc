package document

// Fields of e-mail messages and of certified mail (PEC).
const (
	MailFrom    = "mail.from"    // as the header says; anybody can write it
	MailTo      = "mail.to"      // repeated: To, Cc
	MailSubject = "mail.subject" // decoded
	MailDate    = "mail.date"    // RFC 3339, as the sender's clock had it
	MailID      = "mail.id"      // Message-ID

	PECType     = "pec.type"      // posta-certificata, accettazione, avvenuta-consegna …
	PECID       = "pec.id"        // identificativo given by the provider
	PECAt       = "pec.at"        // RFC 3339, by the provider's clock
	PECProvider = "pec.provider"  // gestore-emittente
	PECRefersTo = "pec.refers_to" // Message-ID of the message that was sent
)
