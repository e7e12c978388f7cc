package mail

import (
	"errors"
	"time"

	"github.com/insiemi/insiemi/workflow/calendar"
)

// Invite is the data of KindInvite: the link with which a person chooses a
// password, at the first sign-in or for a reset. The path is a secret: a message
// made of it is for its recipient alone and must not be kept or logged.
type Invite struct {
	Letterhead
	Reset bool      // the person has an account and asked for a new password
	Body  string    // name of the managing body for which the person will work; empty for the office
	By    string    // who invites; empty: the office
	Until time.Time // when the link ends
	Path  string    // with the secret that proves the recipient
}

func (i Invite) page(kind Kind, l language) (*page, error) {
	if kind != KindInvite {
		return nil, notItsKind(kind, i)
	}
	if i.Until.IsZero() || i.Path == "" {
		return nil, errors.New("an invitation needs its link and until when it is valid")
	}
	p, err := i.letter(l, i.Path)
	if err != nil {
		return nil, err
	}
	until := i.Until.In(calendar.Rome())
	valid := fact{Label: l.say("Valido fino a", "Valid until"),
		Value: calendar.DateOf(i.Until).Words(string(l)) + l.say(", ore\u00a0", ", ") + until.Format("15:04")}
	if i.Reset {
		i.reset(p, l)
		p.Facts = facts(valid)
	} else {
		i.welcome(p, l)
		p.Facts = facts(
			fact{Label: l.say("Per conto di", "On behalf of"), Value: i.Body},
			fact{Label: l.say("Invito di", "Invited by"), Value: i.signer(i.By)},
			valid,
		)
	}
	p.Preview = p.Intro[0]
	return p, nil
}

func (i Invite) welcome(p *page, l language) {
	p.Subject = l.say("Invito a Insiemi: impostate la vostra password", "Invitation to Insiemi: set your password")
	p.Heading = l.say("Benvenuti in Insiemi", "Welcome to Insiemi")
	p.Intro = []string{
		l.say("È stato aperto un accesso personale a vostro nome al portale dei documenti dell'accoglienza.",
			"An account in your name was opened on the portal of reception paperwork."),
		l.say("Per il primo accesso impostate una password. Il nome utente è l'indirizzo a cui avete ricevuto questa e-mail.",
			"For the first sign-in, set a password. Your user name is the address at which you got this e-mail.")}
	p.Button = l.say("Imposta la password", "Set the password")
	i.sign(p, l, l.say("Il collegamento è personale e vale una volta sola: non inoltrate questa e-mail. Se non la aspettavate, ignoratela.",
		"The link is personal and works once: don't forward this e-mail. If you did not expect it, ignore it."))
}

func (i Invite) reset(p *page, l language) {
	p.Subject = l.say("Nuova password per Insiemi", "New password for Insiemi")
	p.Heading = l.say("Impostate una nuova password", "Set a new password")
	p.Intro = []string{l.say("È stata chiesta una nuova password per il vostro accesso. Finché non la impostate, quella attuale resta valida.",
		"A new password was asked for your account. Until you set it, the present one stays valid.")}
	p.Button = l.say("Imposta la nuova password", "Set the new password")
	i.sign(p, l, l.say("Se non l'avete chiesta voi, ignorate questa e-mail e avvisate l'ufficio. Il collegamento è personale e vale una volta sola: non inoltratela.",
		"If you did not ask for it, ignore this e-mail and tell the office. The link is personal and works once: don't forward it."))
}
