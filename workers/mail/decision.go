package mail

import (
	"errors"
	"fmt"
	"strings"

	"github.com/insiemi/insiemi/workflow"
)

func (d Decision) page(kind Kind, l language) (*page, error) {
	if kind != KindDecision {
		return nil, notItsKind(kind, d)
	}
	if d.Outcome != workflow.Approved && strings.TrimSpace(d.Reason) == "" {
		return nil, errors.New("a decision that doesn't approve needs its reason")
	}
	p, err := d.letter(l, d.Path)
	if err != nil {
		return nil, err
	}
	if err := d.outcome(p, l); err != nil {
		return nil, err
	}
	p.Subject = p.Badge + ": " + d.full(l)
	p.Lead = d.full(l)
	p.Preview = p.Intro[0]
	by := d.By
	if by == "" {
		by = d.Office
	}
	due := dueFact(l, d.Due)
	due.Label = l.say("Da fare entro", "To be done by")
	p.Facts = facts(
		due,
		fact{Label: l.say("Pratica n.", "Case no."), Value: d.Number},
		fact{Label: l.say("Deciso da", "Decided by"), Value: by},
	)
	if reason := strings.TrimSpace(d.Reason); reason != "" {
		p.Quote = &quote{l.say("Motivo", "Reason"), reason}
	}
	if len(d.Todo) > 0 {
		p.Todo = &todo{l.say("Che cosa fare", "What to do"), d.Todo}
	}
	return p, nil
}

// outcome says what was decided and what it means for the recipient.
func (d Decision) outcome(p *page, l language) error {
	switch d.Outcome {
	case workflow.Approved:
		p.Tone, p.Badge = toneGood, l.say("Approvato", "Approved")
		p.Heading = l.say("Il documento è stato approvato", "The document was approved")
		p.Intro = []string{l.say("Non dovete fare altro.", "There is nothing more to do.")}
		p.Button = l.say("Apri il documento", "Open the document")
		if err := d.offer(p, l); err != nil {
			return err
		}
	case workflow.Returned:
		p.Tone, p.Badge = toneWarn, l.say("Da integrare", "To be completed")
		p.Heading = l.say("Il documento va integrato", "The document needs completing")
		p.Intro = []string{l.say("Correggete quanto segue e trasmettete di nuovo il documento. La versione già inviata resta agli atti.",
			"Correct what follows and submit it again. The version already sent stays on record.")}
		p.Button = l.say("Invia la versione corretta", "Send the corrected version")
	case workflow.Rejected:
		p.Tone, p.Badge = toneBad, l.say("Respinto", "Rejected")
		p.Heading = l.say("Il documento è stato respinto", "The document was rejected")
		p.Intro = []string{l.say("Il motivo è riportato qui sotto. Se pensate che sia un errore, scrivete all'ufficio indicando il numero della pratica.",
			"Read the reason below. If you think that it is a mistake, write to the office and name the number of the case.")}
		p.Button = l.say("Apri la pratica", "Open the case")
	default:
		return fmt.Errorf("there is no outcome %q: it is approved, returned or rejected", d.Outcome)
	}
	d.sign(p, l, l.say("Questa e-mail informa dell'esito; non sostituisce gli atti trasmessi via PEC.",
		"This e-mail tells the outcome; it doesn't replace acts sent by certified mail (PEC)."))
	return nil
}
