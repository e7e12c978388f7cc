package mail

import (
	"errors"
	"fmt"
)

// Fate is what became of a message that was not plainly taken over.
type Fate string

// The fates.
const (
	Refused   Fate = "refused"   // this message will never be taken for this recipient: don't retry
	Temporary Fate = "temporary" // surely not taken: retry
	Unknown   Fate = "unknown"   // perhaps taken: retry with the same id, it may arrive twice
)

// Stage is how far a delivery came.
type Stage string

// The stages, in order.
const (
	StageMessage   Stage = "message"   // the message itself can't be sent
	StageConnect   Stage = "connect"   // reaching the server, TLS included
	StageAuth      Stage = "auth"      // user name and password
	StageSender    Stage = "sender"    // MAIL FROM
	StageRecipient Stage = "recipient" // RCPT TO
	StageContent   Stage = "content"   // DATA, to the server's answer
)

// Error is why a message was not sent. Its text names no address, so that it may
// be logged; the cause, which may, is for Unwrap.
type Error struct {
	Fate     Fate
	Stage    Stage
	Code     int    // SMTP reply code (RFC 5321 § 4.2), 0 when there was no answer
	Enhanced string // enhanced status code (RFC 3463), may be empty
	cause    error
}

func (e *Error) Error() string {
	if e.Code == 0 {
		return fmt.Sprintf("send mail: %s: %s", e.Stage, e.Fate)
	}
	return fmt.Sprintf("send mail: %s: %s (%s)", e.Stage, e.Fate, e.code())
}

// Unwrap returns the cause, whose text may hold addresses and the server's words.
func (e *Error) Unwrap() error { return e.cause }

func (e *Error) code() string {
	if e.Enhanced == "" {
		return fmt.Sprint(e.Code)
	}
	return fmt.Sprintf("%d %s", e.Code, e.Enhanced)
}

// Reason tells people in the office what happened and what to do; in English
// when lang is "en", in Italian otherwise.
func (e *Error) Reason(lang string) string {
	l := languageOf(lang)
	text := e.sentence(l)
	if e.Code != 0 {
		text += " (" + l.say("risposta del server: ", "the server answered: ") + e.code() + ")"
	}
	return text + "."
}

func (e *Error) sentence(l language) string {
	switch {
	case e.Stage == StageMessage:
		return l.say("L'indirizzo o il messaggio non sono validi: correggere l'indirizzo nell'anagrafica",
			"The address or the message is not valid: correct the address in the registry")
	case e.Fate == Refused && e.Stage == StageRecipient:
		return l.say("La casella è stata rifiutata: verificare l'indirizzo con l'ente",
			"The mailbox was refused: check the address with the body")
	case e.Fate == Refused:
		return l.say("Il server di posta ha rifiutato il messaggio: contattare l'ente con un altro mezzo",
			"The mail server refused the message: reach the body by other means")
	case e.Fate == Unknown:
		return l.say("Il collegamento è caduto durante l'invio: si ritenta, il messaggio potrebbe arrivare due volte",
			"The connection broke during delivery: it is tried again and may arrive twice")
	case e.Stage == StageAuth:
		return l.say("Il server di posta non accetta le credenziali: verificare la configurazione. Si ritenta",
			"The mail server doesn't accept the credentials: check the configuration. It is tried again")
	case e.Stage == StageSender:
		return l.say("Il server di posta non accetta il mittente: verificare la configurazione. Si ritenta",
			"The mail server doesn't accept the sender: check the configuration. It is tried again")
	case e.Stage == StageConnect:
		return l.say("Il server di posta non è raggiungibile: si ritenta",
			"The mail server can't be reached: it is tried again")
	}
	return l.say("Il server di posta non può ricevere ora: si ritenta",
		"The mail server can't take it now: it is tried again")
}

// FateOf returns the fate that err tells: an error that is not an *Error tells
// nothing, so it is Unknown. For nil it returns "".
func FateOf(err error) Fate {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Fate
	}
	return Unknown
}
