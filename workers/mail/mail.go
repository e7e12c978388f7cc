// Package mail turns a notice into a message and hands it to a mail server.
//
//	typed notice ── Render ──▶ Message ── For ──▶ addressed Message ── Sender ──▶ SMTP
//	                (html + text)        (one recipient, fixed id)              │
//	                     Bounce ◀── ParseBounce ◀── delivery report of an MTA ◀─┘
//
// It never decides whom to tell or when, never reads the database, and never
// puts a guest's data into a subject or a body: the typed notices have no field
// for it.
//
// Italian sentences speak to their reader as the pages do, with voi or without a
// person; what a button does is a command to the machine ("Apri").
//
// Invariants:
//   - one message has one recipient, so that a bad address harms nobody else;
//   - a message has the same Message-ID at every attempt, so that a copy that
//     arrives twice is recognised as one;
//   - a Message-ID can't be guessed, so that nobody reports a message as
//     undelivered who has not seen it;
//   - a message whose fate is not known is reported as Unknown, never as sent
//     and never as refused;
//   - every link is an address of the installation's own site, and no image,
//     font or style comes from anywhere;
//   - a formal message (proof, refusal, request, invitation) never offers to be
//     turned off, whatever its letterhead says;
//   - whatever a stranger's server sends back, reading it ends, in little memory,
//     with one line of text at most.
package mail

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strings"
)

// Kind is what a message is about.
type Kind string

// The kinds.
const (
	KindReceipt     Kind = "receipt"      // data: Receipt
	KindDecision    Kind = "decision"     // data: Decision
	KindUnclear     Kind = "kind_unclear" // data: Unclear
	KindDigest      Kind = "digest"       // data: Daily
	KindChase       Kind = "chase"        // data: Chase
	KindDeclaration Kind = "declaration"  // data: Declaration
	KindExtension   Kind = "extension"    // data: Extension
	KindWaiver      Kind = "waiver"       // data: Waiver
	KindInvite      Kind = "invite"       // data: Invite
)

// Kinds lists every kind.
func Kinds() []Kind {
	return []Kind{KindReceipt, KindDecision, KindUnclear,
		KindDigest, KindChase, KindDeclaration, KindExtension, KindWaiver, KindInvite}
}

// Message is one e-mail to one recipient.
type Message struct {
	ID       string // fixed per notice and recipient: letters, digits, '.', '_' and '-'
	To       string // an address, with or without a name: "Sara Neri <sara@example.org>"
	FromName string // shown as the sender instead of the configured name; may be empty
	ReplyTo  string // an address, or empty
	Lang     string // "it" or "en"
	Subject  string
	Text     string
	HTML     string
	// Preferences is the address of the page where the recipient turns such
	// messages off, told to mail programs as List-Unsubscribe (RFC 2369 § 3.2);
	// empty for a message that can't be turned off.
	Preferences string
}

// For returns the message addressed to one recipient. The id must be the same
// whenever the same notice is sent to the same recipient.
func (m Message) For(id, to string) Message {
	m.ID, m.To = id, to
	return m
}

// validate says what keeps the message from being sent to anybody.
func (m Message) validate() error {
	switch {
	case m.ID == "" || strings.ContainsFunc(m.ID, notInID):
		return fmt.Errorf("the message id %q must be made of letters, digits, '.', '_' and '-'", m.ID)
	case m.Subject == "":
		return errors.New("the message has no subject")
	case m.Text == "" || m.HTML == "":
		return errors.New("the message needs a text and an HTML body")
	}
	if _, err := mail.ParseAddress(m.To); err != nil {
		return errors.New("the recipient's address is not valid")
	}
	if _, err := mail.ParseAddress(m.ReplyTo); m.ReplyTo != "" && err != nil {
		return errors.New("the reply address is not valid")
	}
	return nil
}

func notInID(r rune) bool {
	return !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-", r)
}

// Sender hands a message to a mail server. A nil error means that the server
// took it over; any other error is an *Error that says whether to try again.
// Implementations are safe for use by several goroutines at once and prove
// themselves with mailtest.Run.
type Sender interface {
	Send(ctx context.Context, m Message) error
}
