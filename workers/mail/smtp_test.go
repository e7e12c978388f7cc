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

// A relay that offers STARTTLS gets it, asked for or not.
func TestSMTPEncryptsWhereOffered(t *testing.T) {
	for _, x := range []struct {
		script mailtest.Script
		want   bool
	}{{mailtest.Script{TLS: mailtest.StartTLS}, true}, {mailtest.Script{}, false}} {
		s := mailtest.NewServer(t, x.script)
		_, address, _ := strings.Cut(s.URL(), "://")
		sender, err := mail.NewSMTP(mail.SMTPConfig{URL: "smtp://" + address, From: from})
		if err != nil {
			t.Fatal(err)
		}
		if err := sender.Send(t.Context(), mailtest.Sample()); err != nil {
			t.Fatal(err)
		}
		if got := s.Received(); len(got) != 1 || got[0].TLS != x.want {
			t.Errorf("%s: %+v arrived, want encrypted %v", x.script.TLS, got, x.want)
		}
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

// Undelivered mail goes back to an address of its own, which readers don't see.
func TestSMTPSendsUndeliveredMailToItsOwnAddress(t *testing.T) {
	for bounces, want := range map[string]string{"": "insiemi@example.org", "rimbalzi@insiemi.example.org": "rimbalzi@insiemi.example.org",
		"Rimbalzi <rimbalzi@insiemi.example.org>": "rimbalzi@insiemi.example.org"} {
		s := mailtest.NewServer(t, mailtest.Script{})
		sender, err := mail.NewSMTP(mail.SMTPConfig{URL: s.URL(), From: from, Bounces: bounces})
		if err != nil {
			t.Fatal(err)
		}
		if err := sender.Send(t.Context(), mailtest.Sample()); err != nil {
			t.Fatal(err)
		}
		got := s.Received()[0]
		if got.From != want {
			t.Errorf("with %q the envelope is from %q, want %q", bounces, got.From, want)
		}
		if text := string(got.Data); strings.Contains(text, "rimbalzi") || !strings.Contains(text, "<insiemi@example.org>") {
			t.Errorf("with %q the message says:\n%s", bounces, text)
		}
	}
}

// A report about a message of ours leads back to it.
func TestWhatComesBackIsRecognised(t *testing.T) {
	s := mailtest.NewServer(t, mailtest.Script{})
	sender, err := mail.NewSMTP(mail.SMTPConfig{URL: s.URL(), From: from})
	if err != nil {
		t.Fatal(err)
	}
	if err := sender.Send(t.Context(), mailtest.Sample()); err != nil {
		t.Fatal(err)
	}
	report := "From: MAILER-DAEMON@mx.example.org\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n" +
		"--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n" +
		"--x\r\nContent-Type: message/rfc822\r\n\r\n" + string(s.Received()[0].Data) + "\r\n--x--\r\n"
	b, err := mail.ParseBounce(strings.NewReader(report))
	if err != nil || b.ID != mailtest.Sample().ID || b.MessageID != sender.MessageID(b.ID) {
		t.Errorf("%+v, %v", b, err)
	}
}

func TestSMTPRefusesABadAddressForBounces(t *testing.T) {
	_, err := mail.NewSMTP(mail.SMTPConfig{URL: "smtp://mail.example.org", From: from, Bounces: "rimbalzi"})
	if err == nil || !strings.Contains(err.Error(), `undelivered mail "rimbalzi" is not one`) {
		t.Errorf("got %v", err)
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
