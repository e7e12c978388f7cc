package web

import (
	"errors"
	"net/http"

	"github.com/gorilla/mux"

	"github.com/insiemi/insiemi/deploy/stack/mailbox"
	"github.com/insiemi/insiemi/workflow"
)

// mailView lists the e-mails that were caught instead of sent. The page is
// there only where Config.DevMailDir is set, never in production.
type mailView struct {
	Messages []mailbox.Message
	More     int // older ones that are not listed
}

// letterView is one caught e-mail.
type letterView struct{ mailbox.Letter }

// maxMessages is how many caught e-mails are listed.
const maxMessages = 200

func (s *site) mailPage(v *visit) error {
	all, err := mailbox.List(s.DevMailDir)
	if err != nil {
		return err
	}
	view := mailView{Messages: all}
	if len(all) > maxMessages {
		view.Messages, view.More = all[:maxMessages], len(all)-maxMessages
	}
	return s.page(v, http.StatusOK, "mail", v.t("mail.title"), view)
}

func (s *site) letter(v *visit) (mailbox.Letter, error) {
	l, err := mailbox.Read(s.DevMailDir, mux.Vars(v.r)["name"])
	if errors.Is(err, mailbox.ErrNoMessage) {
		return l, workflow.Refuse(workflow.NotFound, "message.not_found",
			"Questo messaggio non c'è. Tornare all'elenco dei messaggi.",
			"There is no such message. Go back to the list of messages.")
	}
	return l, err
}

func (s *site) messagePage(v *visit) error {
	l, err := s.letter(v)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Security-Policy", policy+"; frame-src 'self'")
	return s.page(v, http.StatusOK, "message", l.Subject, letterView{l})
}

// messageHTML is the HTML part of an e-mail, alone in a sandbox.
func (s *site) messageHTML(v *visit) error {
	l, err := s.letter(v)
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups; frame-ancestors 'self'")
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Content-Type", "text/html; charset=utf-8")
	return send(v, http.StatusOK, []byte(l.HTML))
}
