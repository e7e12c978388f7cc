package mail

import (
	"errors"
	"strings"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// Declaration is the data of KindDeclaration: the office's answer to a
// declaration of "nothing to submit". The zero answer is a refusal.
type Declaration struct {
	Letterhead
	Item
	Acknowledged bool
	Reason       string       // needed for a refusal; never about a guest
	Due          calendar.Due // by when to submit after a refusal: needed for one
	By           string       // who answered; empty: the office
	Path         string       // of the exact item
}

// Extension is the data of KindExtension: the office granted more time.
type Extension struct {
	Letterhead
	Item
	FirstDue calendar.Date // the date before
	Due      calendar.Due  // the date now, later than the one before
	Reason   string        // needed; never about a guest
	By       string        // who granted it; empty: the office
	Path     string        // of the exact item
}

// Waiver is the data of KindWaiver: the office doesn't ask for a document any
// more.
type Waiver struct {
	Letterhead
	Item
	Reason string // needed; never about a guest
	By     string // who decided; empty: the office
	Path   string // of the exact item
}

// answer is what the three have in common.
type answer struct {
	Letterhead
	Item
	Reason, By, Path string
}

// page starts the page of an answer.
func (a answer) page(l language, tone tone, badge, heading, intro string) (*page, error) {
	p, err := a.letter(l, a.Path)
	if err != nil {
		return nil, err
	}
	p.Tone, p.Badge, p.Heading, p.Lead = tone, badge, heading, a.full(l)
	p.Subject, p.Preview = badge+": "+a.full(l), intro
	p.Intro = []string{intro}
	if a.Reason != "" {
		p.Quote = &quote{l.say("Motivo", "Reason"), a.Reason}
	}
	p.Facts = facts(fact{Label: l.say("Deciso da", "Decided by"), Value: a.signer(a.By)})
	p.Button = l.say("Apri l'adempimento", "Open the obligation")
	a.sign(p, l, l.say("Questa e-mail informa della decisione dell'ufficio; non sostituisce gli atti trasmessi via PEC.",
		"This e-mail tells what the office decided; it doesn't replace acts sent by certified mail (PEC)."))
	return p, nil
}

func (d Declaration) page(kind Kind, l language) (*page, error) {
	if kind != KindDeclaration {
		return nil, notItsKind(kind, d)
	}
	a := answer{d.Letterhead, d.Item, strings.TrimSpace(d.Reason), d.By, d.Path}
	if !d.Acknowledged {
		return d.refusal(a, l)
	}
	p, err := a.page(l, toneGood, l.say("Presa d'atto", "Acknowledged"),
		l.say("L'ufficio ha preso atto: nulla da trasmettere", "The office has acknowledged: nothing to submit"),
		l.say("Per questo adempimento non dovete trasmettere altro.", "There is nothing else to submit for this obligation."))
	if err != nil {
		return nil, err
	}
	return p, d.offer(p, l)
}

func (d Declaration) refusal(a answer, l language) (*page, error) {
	if a.Reason == "" || d.Due.On.IsZero() {
		return nil, errors.New("a declaration that is refused needs the reason and the date by which to submit")
	}
	p, err := a.page(l, toneBad, l.say("Dichiarazione non accolta", "Declaration not accepted"),
		l.say("Il documento va comunque trasmesso", "The document must be submitted all the same"),
		l.say("L'ufficio non ha accolto la dichiarazione che non c'è nulla da trasmettere.",
			"The office did not accept the declaration that there is nothing to submit."))
	if err != nil {
		return nil, err
	}
	due := dueFact(l, d.Due)
	due.Label = l.say("Da trasmettere entro", "To be submitted by")
	p.Facts = append([]fact{due}, p.Facts...)
	p.Button = l.say("Trasmetti il documento", "Submit the document")
	return p, nil
}

func (e Extension) page(kind Kind, l language) (*page, error) {
	if kind != KindExtension {
		return nil, notItsKind(kind, e)
	}
	a := answer{e.Letterhead, e.Item, strings.TrimSpace(e.Reason), e.By, e.Path}
	if a.Reason == "" || e.FirstDue.IsZero() || !e.Due.On.After(e.FirstDue) {
		return nil, errors.New("an extension needs its reason, the date before and a later date now")
	}
	p, err := a.page(l, toneGood, l.say("Proroga concessa", "Extension granted"),
		l.say("Nuova scadenza: ", "New date: ")+e.Due.On.Words(string(l)),
		l.say("C'è più tempo per trasmettere il documento, che resta dovuto.", "There is more time to submit the document, which is still due."))
	if err != nil {
		return nil, err
	}
	p.Subject = l.say("Proroga al ", "Extended to ") + e.Due.On.It() + ": " + e.full(l)
	due := dueFact(l, e.Due)
	due.Label = l.say("Nuova scadenza", "New date")
	p.Facts = append([]fact{due, {Label: l.say("Prima della proroga", "Before the extension"), Value: e.FirstDue.Words(string(l))}}, p.Facts...)
	return p, e.offer(p, l)
}

func (w Waiver) page(kind Kind, l language) (*page, error) {
	if kind != KindWaiver {
		return nil, notItsKind(kind, w)
	}
	a := answer{w.Letterhead, w.Item, strings.TrimSpace(w.Reason), w.By, w.Path}
	if a.Reason == "" {
		return nil, errors.New("a waiver needs its reason")
	}
	p, err := a.page(l, toneInfo, l.say("Non più richiesto", "No longer asked for"),
		l.say("L'ufficio non chiede più questo documento", "The office no longer asks for this document"),
		l.say("Non dovete trasmetterlo: l'adempimento è chiuso.", "You don't have to submit it: the obligation is closed."))
	if err != nil {
		return nil, err
	}
	return p, w.offer(p, l)
}
