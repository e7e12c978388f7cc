package mail

import (
	"fmt"
	"strings"
	"time"
)

// Chase is the data of KindChase: the office asks, by hand and now, for what a
// body has not sent, or has not completed. It is no formal warning, which goes by certified mail.
type Chase struct {
	Letterhead
	Now   time.Time // as that of Daily
	Body  string    // name of the managing body
	Items []DueItem
	// ToComplete are documents that were returned.
	ToComplete []DueItem
	Message    string // the office's own words; may be empty, never about a guest
	By         string // who asks: a person or a unit of the office; empty: the office
	Again      bool   // what was no longer asked for is asked for again: no reminder
	Path       string // of the list of what the body owes
}

func (c Chase) page(kind Kind, l language) (*page, error) {
	if kind != KindChase {
		return nil, notItsKind(kind, c)
	}
	asked, err := Daily{Letterhead: c.Letterhead, Now: c.Now, Owed: c.Items, ToComplete: c.ToComplete}.topics(l)
	if err != nil {
		return nil, err
	}
	p, err := c.letter(l, c.Path)
	if err != nil {
		return nil, err
	}
	p.tell(l, asked)
	p.Badge = l.say("Sollecito", "Reminder")
	if c.Again {
		p.Badge = l.say("Di nuovo richiesto", "Asked for again")
		p.Heading = l.count(len(c.Items), "1 documento da trasmettere", fmt.Sprintf("%d documenti da trasmettere", len(c.Items)),
			"1 document to submit", fmt.Sprintf("%d documents to submit", len(c.Items)))
	}
	p.Subject = join(" – ", p.Badge+": "+p.Heading, c.Body)
	if only := p.only(asked); only != nil {
		p.Subject = p.Badge + ": " + join(" – ", only.Title, only.Where)
	} else {
		p.Button = l.say("Apri gli adempimenti", "Open the obligations")
	}
	p.Intro = []string{c.intro(l)}
	p.Facts = facts(
		fact{Label: l.say("Ente gestore", "Managing body"), Value: c.Body},
		fact{Label: l.say("Sollecito di", "Sent by"), Value: c.By},
	)
	if message := strings.TrimSpace(c.Message); message != "" {
		p.Quote = &quote{l.say("Messaggio dell'ufficio", "Message of the office"), message}
	}
	if c.Again {
		c.sign(p, l, l.say("Questa richiesta non è una diffida: gli atti formali arrivano via PEC.",
			"This request is not a formal warning: formal acts come by certified mail (PEC)."))
		return p, nil
	}
	c.sign(p, l, l.say("Questo sollecito non è una diffida: gli atti formali arrivano via PEC.",
		"This reminder is not a formal warning: formal acts come by certified mail (PEC)."))
	return p, nil
}

// intro says what the office asks for.
func (c Chase) intro(l language) string {
	switch {
	case c.Again:
		return l.say("L'ufficio vi chiede di nuovo quanto segue, che non era più richiesto. Se per un periodo non c'è nulla da trasmettere, dichiaratelo dalla pagina dell'adempimento.",
			"The office asks you again for what follows, which was no longer asked for. If there is nothing to submit for a period, declare it on the page of the obligation.")
	case len(c.Items) == 0:
		return l.say("L'ufficio vi chiede di correggere e inviare di nuovo quanto segue: il motivo è nella pagina del documento.",
			"The office asks you to correct what follows and send it again: the reason is on the page of the document.")
	case len(c.ToComplete) > 0:
		return l.say("L'ufficio vi chiede di trasmettere quanto segue, e di correggere ciò che è da integrare. Se per un periodo non c'è nulla da trasmettere, dichiaratelo dalla pagina dell'adempimento.",
			"The office asks you to submit what follows, and to correct what is to be completed. If there is nothing to submit for a period, declare it on the page of the obligation.")
	}
	return l.say("L'ufficio vi chiede di trasmettere quanto segue. Se per un periodo non c'è nulla da trasmettere, dichiaratelo dalla pagina dell'adempimento.",
		"The office asks you to submit what follows. If there is nothing to submit for a period, declare it on the page of the obligation.")
}
