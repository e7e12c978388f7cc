package mailtest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-message"
	msgmail "github.com/emersion/go-message/mail"
	"github.com/emersion/go-smtp"

	"github.com/insiemi/insiemi/workers/mail"
)

// New makes the sender under test for a server's URL and authority.
type New func(t *testing.T, s *Server, url string) mail.Sender

// Run proves what mail.Sender promises.
func Run(t *testing.T, newSender New) {
	t.Run("delivers", func(t *testing.T) { delivers(t, newSender) })
	t.Run("same id at every attempt", func(t *testing.T) { sameID(t, newSender) })
	t.Run("fates", func(t *testing.T) { fates(t, newSender) })
	t.Run("a yes is a yes", func(t *testing.T) { yes(t, newSender) })
	t.Run("credentials", func(t *testing.T) { wrongCredentials(t, newSender) })
	t.Run("no message", func(t *testing.T) { badMessages(t, newSender) })
	t.Run("no server", func(t *testing.T) { noServer(t, newSender) })
	t.Run("cancelled while waiting", func(t *testing.T) { cancelled(t, newSender) })
	t.Run("many at once", func(t *testing.T) { many(t, newSender) })
}

// Sample is a message with what a careless sender would spoil: accents, a long
// line, a line that begins with a dot.
func Sample() mail.Message {
	return mail.Message{
		ID: "notice-42", To: "Sara Neri <sara.neri@example.org>", FromName: "Prefettura – UTG di Rimini",
		ReplyTo: "ufficio@example.org", Lang: "it", Subject: "Più di un adempimento è scaduto: città di Forlì, perché così",
		Text:        "Però.\n.\n..punti\n" + strings.Repeat("una riga molto lunga ", 60) + "\nhttps://insiemi.example.org/a?b=c\n",
		Preferences: "https://insiemi.example.org/preferences",
		HTML:        "<!DOCTYPE html><html lang=\"it\"><body><p>Però</p>\n.\n<a href=\"https://insiemi.example.org/a?b=c\">apri</a></body></html>\n",
	}
}

func delivers(t *testing.T, newSender New) {
	for _, script := range []Script{
		{TLS: Plain}, {TLS: StartTLS}, {TLS: Implicit},
		{TLS: StartTLS, User: "insiemi", Password: "p@ss:/word"},
		{TLS: Implicit, User: "insiemi", Password: "p@ss:/word"},
		{TLS: StartTLS, User: "insiemi", Password: "segreta", Mechanisms: []string{"LOGIN"}},
		{TLS: Plain, User: "insiemi", Password: "segreta"},
	} {
		t.Run(string(script.TLS)+" "+strings.Join(append([]string{script.User}, script.Mechanisms...), " "), func(t *testing.T) {
			s := NewServer(t, script)
			m := Sample()
			if err := newSender(t, s, s.URL()).Send(t.Context(), m); err != nil {
				t.Fatalf("send: %v (%v)", err, errors.Unwrap(err))
			}
			got := s.Received()
			if len(got) != 1 {
				t.Fatalf("%d messages arrived", len(got))
			}
			if got[0].To != "sara.neri@example.org" || got[0].User != script.User || got[0].TLS != (script.TLS != Plain) {
				t.Errorf("envelope: to %q as %q, encrypted %v", got[0].To, got[0].User, got[0].TLS)
			}
			checkContent(t, got[0].Data, m)
		})
	}
}

// checkContent reads the message with a parser that the sender doesn't use.
func checkContent(t *testing.T, data []byte, m mail.Message) {
	t.Helper()
	r, err := msgmail.CreateReader(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("the message can't be read: %v", err)
	}
	subject, err := r.Header.Subject()
	if err != nil || subject != m.Subject {
		t.Errorf("subject %q, %v", subject, err)
	}
	to, err := r.Header.AddressList("To")
	if err != nil || len(to) != 1 || to[0].Address != "sara.neri@example.org" || to[0].Name != "Sara Neri" {
		t.Errorf("to %v, %v", to, err)
	}
	from, err := r.Header.AddressList("From")
	if err != nil || len(from) != 1 || from[0].Name != m.FromName {
		t.Errorf("from %v, %v", from, err)
	}
	reply, err := r.Header.AddressList("Reply-To")
	if err != nil || len(reply) != 1 || reply[0].Address != m.ReplyTo {
		t.Errorf("reply to %v, %v", reply, err)
	}
	if got := r.Header.Get("Auto-Submitted"); got != "auto-generated" {
		t.Errorf("Auto-Submitted: %q", got)
	}
	if got := r.Header.Get("List-Unsubscribe"); got != "<"+m.Preferences+">" {
		t.Errorf("List-Unsubscribe: %q", got)
	}
	if date, err := r.Header.Date(); err != nil || date.IsZero() {
		t.Errorf("date %v, %v", date, err)
	}
	checkParts(t, r, m)
}

// checkParts expects the plain text first and the HTML last (RFC 2046 § 5.1.4).
func checkParts(t *testing.T, r *msgmail.Reader, m mail.Message) {
	t.Helper()
	if kind, _, _ := r.Header.ContentType(); kind != "multipart/alternative" {
		t.Errorf("content type %s", kind)
	}
	for _, want := range []struct{ kind, body string }{{"text/plain", m.Text}, {"text/html", m.HTML}} {
		p, err := r.NextPart()
		if err != nil {
			t.Fatalf("%s: %v", want.kind, err)
		}
		kind, params, err := p.Header.(*msgmail.InlineHeader).ContentType()
		if err != nil || kind != want.kind || !strings.EqualFold(params["charset"], "utf-8") {
			t.Errorf("part %s; %v, %v", kind, params, err)
		}
		body, err := io.ReadAll(p.Body)
		if err != nil || strings.ReplaceAll(string(body), "\r\n", "\n") != want.body {
			t.Errorf("%s came as %q, %v", want.kind, body, err)
		}
	}
	if _, err := r.NextPart(); err != io.EOF {
		t.Errorf("a third part, or %v", err)
	}
}

func sameID(t *testing.T, newSender New) {
	s := NewServer(t, Script{CutAfterData: true})
	sender := newSender(t, s, s.URL())
	other := Sample()
	other.ID = "notice-43"
	for _, m := range []mail.Message{Sample(), Sample(), other} {
		if err := sender.Send(t.Context(), m); mail.FateOf(err) != mail.Unknown {
			t.Fatalf("cut after the content: %v", err)
		}
	}
	var ids []string
	for _, r := range s.Received() {
		e, err := message.Read(bytes.NewReader(r.Data))
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, e.Header.Get("Message-Id"))
	}
	if len(ids) != 3 || ids[0] != ids[1] || ids[0] == ids[2] || !strings.Contains(ids[0], "notice-42") {
		t.Errorf("ids %q", ids)
	}
}

func answer(code int, enhanced smtp.EnhancedCode) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: "sara.neri@example.org says no"}
}

func fates(t *testing.T, newSender New) {
	for _, x := range []struct {
		name   string
		script Script
		want   mail.Error
	}{
		{"no such mailbox", Script{Rcpt: answer(550, smtp.EnhancedCode{5, 1, 1})},
			mail.Error{Fate: mail.Refused, Stage: mail.StageRecipient, Code: 550, Enhanced: "5.1.1"}},
		{"mailbox busy", Script{Rcpt: answer(451, smtp.EnhancedCode{4, 7, 1})},
			mail.Error{Fate: mail.Temporary, Stage: mail.StageRecipient, Code: 451, Enhanced: "4.7.1"}},
		{"content refused", Script{Data: answer(554, smtp.EnhancedCode{5, 7, 1})},
			mail.Error{Fate: mail.Refused, Stage: mail.StageContent, Code: 554, Enhanced: "5.7.1"}},
		{"no room now", Script{Data: answer(452, smtp.EnhancedCode{4, 3, 1})},
			mail.Error{Fate: mail.Temporary, Stage: mail.StageContent, Code: 452, Enhanced: "4.3.1"}},
		{"our sender is not accepted", Script{Mail: answer(550, smtp.EnhancedCode{5, 7, 1})},
			mail.Error{Fate: mail.Temporary, Stage: mail.StageSender, Code: 550, Enhanced: "5.7.1"}},
		{"cut during the content", Script{CutInData: true}, mail.Error{Fate: mail.Unknown, Stage: mail.StageContent}},
		{"cut after the content", Script{CutAfterData: true}, mail.Error{Fate: mail.Unknown, Stage: mail.StageContent}},
		{"service not available", Script{Greeting: "421 4.3.2 closing"},
			mail.Error{Fate: mail.Temporary, Stage: mail.StageConnect, Code: 421}},
		{"hangs up at once", Script{Greeting: " "}, mail.Error{Fate: mail.Temporary, Stage: mail.StageConnect}},
		{"no STARTTLS", Script{TLS: StartTLS, NoStartTLS: true}, mail.Error{Fate: mail.Temporary, Stage: mail.StageConnect}},
	} {
		t.Run(x.name, func(t *testing.T) {
			s := NewServer(t, x.script)
			check(t, newSender(t, s, s.URL()).Send(t.Context(), Sample()), x.want)
		})
	}
}

// check compares what an error tells, and that it may be logged.
func check(t *testing.T, err error, want mail.Error) {
	t.Helper()
	var got *mail.Error
	if !errors.As(err, &got) {
		t.Fatalf("got %v, want %s at %s", err, want.Fate, want.Stage)
	}
	if got.Fate != want.Fate || got.Stage != want.Stage || got.Code != want.Code || got.Enhanced != want.Enhanced {
		t.Errorf("got %s at %s (%d %q), want %s at %s (%d %q): %v", got.Fate, got.Stage, got.Code, got.Enhanced,
			want.Fate, want.Stage, want.Code, want.Enhanced, errors.Unwrap(got))
	}
	if strings.Contains(got.Error(), "sara.neri") || strings.Contains(got.Reason("it")+got.Reason("en"), "sara.neri") {
		t.Errorf("the error names the recipient: %s", got)
	}
	if got.Reason("it") == got.Reason("en") || got.Reason("it") == "" {
		t.Errorf("reasons: %q, %q", got.Reason("it"), got.Reason("en"))
	}
}

func yes(t *testing.T, newSender New) {
	s := NewServer(t, Script{CutAtReset: true})
	if err := newSender(t, s, s.URL()).Send(t.Context(), Sample()); err != nil {
		t.Errorf("the server took the message, then cut the line: %v (%v)", err, errors.Unwrap(err))
	}
	if n := len(s.Received()); n != 1 {
		t.Errorf("%d messages arrived", n)
	}
}

func wrongCredentials(t *testing.T, newSender New) {
	for _, script := range []Script{
		{TLS: StartTLS, User: "insiemi", Password: "giusta"},
		{TLS: Implicit, User: "insiemi", Password: "giusta", Mechanisms: []string{"LOGIN"}},
	} {
		s := NewServer(t, script)
		err := newSender(t, s, s.URLAs("insiemi", "sbagliata")).Send(t.Context(), Sample())
		check(t, err, mail.Error{Fate: mail.Temporary, Stage: mail.StageAuth, Code: 535})
		if strings.Contains(err.Error()+errors.Unwrap(err).Error(), "sbagliata") {
			t.Error("the error tells the password")
		}
	}
	s := NewServer(t, Script{TLS: StartTLS})
	err := newSender(t, s, s.URLAs("insiemi", "giusta")).Send(t.Context(), Sample())
	check(t, err, mail.Error{Fate: mail.Temporary, Stage: mail.StageAuth})
}

func badMessages(t *testing.T, newSender New) {
	s := NewServer(t, Script{})
	sender := newSender(t, s, s.URL())
	for name, spoil := range map[string]func(*mail.Message){
		"no recipient":   func(m *mail.Message) { m.To = "" },
		"two recipients": func(m *mail.Message) { m.To = "a@example.org, b@example.org" },
		"no address":     func(m *mail.Message) { m.To = "Sara Neri" },
		"header in to":   func(m *mail.Message) { m.To = "a@example.org\r\nBcc: b@example.org" },
		"bad reply":      func(m *mail.Message) { m.ReplyTo = "x\r\nBcc: b@example.org" },
		"no id":          func(m *mail.Message) { m.ID = "" },
		"header in id":   func(m *mail.Message) { m.ID = "1>\r\nBcc: b@example.org" },
		"no subject":     func(m *mail.Message) { m.Subject = "" },
		"no text":        func(m *mail.Message) { m.Text = "" },
		"no html":        func(m *mail.Message) { m.HTML = "" },
	} {
		m := Sample()
		spoil(&m)
		t.Run(name, func(t *testing.T) {
			check(t, sender.Send(t.Context(), m), mail.Error{Fate: mail.Refused, Stage: mail.StageMessage})
		})
	}
	if n := len(s.Received()); n != 0 {
		t.Errorf("%d messages left", n)
	}
	headerInSubject(t, sender, s)
}

// headerInSubject sends a subject and a name of two lines: they become one.
func headerInSubject(t *testing.T, sender mail.Sender, s *Server) {
	t.Helper()
	m := Sample()
	m.Subject = "Ricevuta\r\nBcc: b@example.org"
	m.FromName = "Prefettura\r\nBcc: b@example.org"
	if err := sender.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	e, err := message.Read(bytes.NewReader(s.Received()[0].Data))
	if err != nil {
		t.Fatal(err)
	}
	if e.Header.Has("Bcc") {
		t.Error("a header came out of the subject or the name")
	}
}

func noServer(t *testing.T, newSender New) {
	t.Run("nobody listens", func(t *testing.T) {
		var url string
		var s *Server
		t.Run("start and stop", func(t *testing.T) {
			s = NewServer(t, Script{})
			url = s.URL()
		})
		check(t, newSender(t, s, url).Send(t.Context(), Sample()), mail.Error{Fate: mail.Temporary, Stage: mail.StageConnect})
	})
	for _, kind := range []TLS{StartTLS, Implicit} {
		t.Run("unknown authority "+string(kind), func(t *testing.T) {
			s := NewServer(t, Script{TLS: kind, User: "insiemi", Password: "giusta"})
			stranger := &Server{cert: newCertificate(t)}
			err := newSender(t, stranger, s.URL()).Send(t.Context(), Sample())
			check(t, err, mail.Error{Fate: mail.Temporary, Stage: mail.StageConnect})
			if len(s.Received()) != 0 {
				t.Error("a message left to a server that nobody vouches for")
			}
		})
	}
	t.Run("context already over", func(t *testing.T) {
		s := NewServer(t, Script{})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		check(t, newSender(t, s, s.URL()).Send(ctx, Sample()), mail.Error{Fate: mail.Temporary, Stage: mail.StageConnect})
	})
}

// cancelled ends the context while the server holds the content and is silent.
func cancelled(t *testing.T, newSender New) {
	s := NewServer(t, Script{HangInData: true})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- newSender(t, s, s.URL()).Send(ctx, Sample()) }()
	<-s.Hanging
	cancel()
	select {
	case err := <-done:
		check(t, err, mail.Error{Fate: mail.Unknown, Stage: mail.StageContent})
	case <-time.After(10 * time.Second): // far less than a conversation may take
		t.Error("the sender waits on though its context is over")
	}
}

func many(t *testing.T, newSender New) {
	s := NewServer(t, Script{TLS: StartTLS, User: "insiemi", Password: "segreta"})
	sender := newSender(t, s, s.URL())
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if err := sender.Send(t.Context(), Sample()); err != nil {
				t.Errorf("%v (%v)", err, errors.Unwrap(err))
			}
		})
	}
	wg.Wait()
	if n := len(s.Received()); n != 20 {
		t.Errorf("%d of 20 messages arrived", n)
	}
}
