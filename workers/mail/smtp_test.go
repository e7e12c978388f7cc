package mail_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/insiemi/insiemi/workers/mail"
	"github.com/insiemi/insiemi/workers/mail/mailtest"
)

const from = "Insiemi <insiemi@example.org>"

func TestSMTPConforms(t *testing.T) {
	mailtest.Run(t, func(t *testing.T, s *mailtest.Server, url string) mail.Sender {
		sender, err := mail.NewSMTP(mail.SMTPConfig{URL: url, From: from, RootCAs: s.RootCAs()})
		if err != nil {
			t.Fatal(err)
		}
		return sender
	})
}

func TestSMTPGivesUpOnASilentServer(t *testing.T) {
	s := mailtest.NewServer(t, mailtest.Script{HangInData: true})
	sender, err := mail.NewSMTP(mail.SMTPConfig{URL: s.URL(), From: from, Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if err := sender.Send(t.Context(), mailtest.Sample()); mail.FateOf(err) != mail.Unknown {
		t.Errorf("a server that never answers: %v", err)
	}
}

func TestSMTPSendsWhatRenderMakes(t *testing.T) {
	s := mailtest.NewServer(t, mailtest.Script{})
	sender, err := mail.NewSMTP(mail.SMTPConfig{URL: s.URL(), From: from})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range samples() {
		m, err := mail.Render(x.kind, "it", x.data)
		if err != nil {
			t.Fatal(err)
		}
		if err := sender.Send(t.Context(), m.For(x.name, "sara.neri@example.org")); err != nil {
			t.Errorf("%s: %v", x.name, err)
		}
	}
	if got := len(s.Received()); got != len(samples()) {
		t.Errorf("%d of %d arrived", got, len(samples()))
	}
}

func TestSMTPConfig(t *testing.T) {
	for _, x := range []struct{ url, from, want string }{
		{"smtp://mail.example.org", from, ""},
		{"smtp+starttls://u:p@mail.example.org", from, ""},
		{"smtps://u:p@mail.example.org:4465/", from, ""},
		{"smtp://u:p@127.0.0.1:2525", from, ""},
		{"smtp://u:p@mail.example.org", from, "would send the password in clear"},
		{"smtps://u@mail.example.org", from, "a user without a password"},
		{"http://mail.example.org", from, `scheme "http" is not known`},
		{"mail.example.org", from, "must be written smtp://"},
		{"smtp://mail.example.org/x", from, "must be written smtp://"},
		{"smtp://mail.example.org:70000", from, `port "70000" is not one`},
		{"smtp://mail.example.org", "Insiemi", "is not an address"},
		{"", "", "is not an address"},
	} {
		_, err := mail.NewSMTP(mail.SMTPConfig{URL: x.url, From: x.from})
		if x.want == "" && err != nil || x.want != "" && (err == nil || !strings.Contains(err.Error(), x.want)) {
			t.Errorf("%q from %q: got %v, want a sentence with %q", x.url, x.from, err, x.want)
		}
	}
}

func TestSMTPHidesThePassword(t *testing.T) {
	sender, err := mail.NewSMTP(mail.SMTPConfig{URL: "smtps://u:segreta@mail.example.org", From: from})
	if err != nil {
		t.Fatal(err)
	}
	if got := sender.String(); got != "smtps://u:xxxxx@mail.example.org" {
		t.Errorf("shown as %q", got)
	}
	_, err = mail.NewSMTP(mail.SMTPConfig{URL: "smtp://u:segreta@mail.example.org", From: from})
	if err == nil || strings.Contains(err.Error(), "segreta") {
		t.Errorf("the refusal: %v", err)
	}
	if got := sender.MessageID("notice-1"); got != "insiemi.notice-1@example.org" {
		t.Errorf("message id %q", got)
	}
}

func TestFateOf(t *testing.T) {
	if mail.FateOf(nil) != "" || mail.FateOf(errors.New("?")) != mail.Unknown {
		t.Error("no error has no fate, a strange one an unknown fate")
	}
	if e := (&mail.Error{Fate: mail.Refused, Stage: mail.StageRecipient, Code: 550, Enhanced: "5.1.1"}); !strings.Contains(e.Reason("it"), "La casella è stata rifiutata") ||
		!strings.Contains(e.Error(), "550 5.1.1") {
		t.Errorf("%s: %s", e, e.Reason("it"))
	}
}
