package ical

// words are those of the calendar itself, in one language.
type words struct {
	code                                    string
	due, firstDue, why, basis, body, status string // labels of the description
	category, hour, rome, summer, winter    string
}

func (f Feed) words() words {
	if f.Lang == "en" {
		return words{
			code: "en", category: "Deadlines",
			due: "Due", firstDue: "Extended; first due", why: "Why this date", basis: "Basis",
			body: "Managing body", status: "Status",
			hour: "at", rome: " (Italian time)", summer: " (Italian summer time)", winter: " (Italian winter time)",
		}
	}
	return words{
		code: "it", category: "Scadenze",
		due: "Scadenza", firstDue: "Prorogata; prima scadenza", why: "Perché questa data", basis: "Riferimento",
		body: "Ente gestore", status: "Stato",
		hour: "ore", rome: " (ora italiana)", summer: " (ora legale)", winter: " (ora solare)",
	}
}
