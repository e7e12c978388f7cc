package mail

import (
	"strings"
	"time"
)

// Chase is the data of KindChase: the office asks, by hand and now, for what a
// body has not sent. It is no formal warning, which goes by certified mail.
type Chase struct {
	Letterhead
	Now     time.Time // as that of Daily
	Body    string    // name of the managing body
	Items   []DueItem
	Message string // the office's own words; may be empty, never about a guest
	By      string // who asks: a person or a unit of the office; empty: the office
	Path    string // of the list of what the body owes
}

func (c Chase) page(kind Kind, l language) (*page, error) {
	if kind != KindChase {
		return nil, notItsKind(kind, c)
	}
	if len(c.Items) == 0 || c.Now.IsZero() {
		return nil, errNothingToTell
	}
	owed, err := Daily{Letterhead: c.Letterhead, Now: c.Now, Owed: c.Items}.owed(l)
	if err != nil {
		return nil, err
	}
	p, err := c.letter(l, c.Path)
	if err != nil {
		return nil, err
	}
	p.tell(l, []topic{owed})
	p.Badge = l.say("Sollecito", "Reminder")
	p.Subject = join(" – ", p.Badge+": "+p.Heading, c.Body)
	if only := p.only([]topic{owed}); only != nil {
		p.Subject = p.Badge + ": " + join(" – ", only.Title, only.Where)
	} else {
		p.Button = l.say("Apri gli adempimenti", "Open the obligations")
	}
	p.Intro = []string{l.say("L'ufficio vi chiede di trasmettere quanto segue. Se per un periodo non c'è nulla da trasmettere, dichiaratelo dalla pagina dell'adempimento.",
		"The office asks you to submit what follows. If there is nothing to submit for a period, declare it on the page of the obligation.")}
	p.Facts = facts(
		fact{Label: l.say("Ente gestore", "Managing body"), Value: c.Body},
		fact{Label: l.say("Sollecito di", "Sent by"), Value: c.By},
	)
	if message := strings.TrimSpace(c.Message); message != "" {
		p.Quote = &quote{l.say("Messaggio dell'ufficio", "Message of the office"), message}
	}
	c.sign(p, l, l.say("Questo sollecito non è una diffida: gli atti formali arrivano via PEC.",
		"This reminder is not a formal warning: formal acts come by certified mail (PEC)."))
	return p, nil
}
