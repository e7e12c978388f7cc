package mailbox_test

import (
	"context"
	"errors"
	"net/smtp"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wneessen/go-mail"

	"github.com/insiemi/insiemi/deploy/stack/mailbox"
)

func listen(t *testing.T) *mailbox.Sink {
	t.Helper()
	s, err := mailbox.Listen(filepath.Join(t.TempDir(), "mail"), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func send(s *mailbox.Sink, subject string) error {
	return smtp.SendMail(s.Addr(), nil, "mittente@example.org", []string{"uno@example.org", "due@example.org"},
		[]byte("Subject: "+subject+"\r\nMessage-ID: <42@example.org>\r\n\r\nTesto\r\n"))
}

func TestWhatWasSentIsListedNewestFirst(t *testing.T) {
	s := listen(t)
	if all, err := mailbox.List(s.Dir()); len(all) != 0 || err != nil {
		t.Errorf("at first: %v, %v", all, err)
	}
	for _, subject := range []string{"prima", "seconda", "terza"} {
		if err := send(s, subject); err != nil {
			t.Fatal(err)
		}
	}
	all, err := s.Await(t.Context(), 3)
	if err != nil || len(all) != 3 {
		t.Fatalf("%v, %v", all, err)
	}
	m := all[0]
	if m.Subject != "terza" || all[2].Subject != "prima" || m.From != "mittente@example.org" ||
		strings.Join(m.To, " ") != "uno@example.org due@example.org" || m.MessageID != "42@example.org" ||
		m.Size < 50 || time.Since(m.ReceivedAt) > time.Minute {
		t.Errorf("%+v", all)
	}
}

// TestAMessageOfOurClientIsRead sends what the product's own client makes.
func TestAMessageOfOurClientIsRead(t *testing.T) {
	s := listen(t)
	m := mail.NewMsg()
	for _, err := range []error{m.From("Insiemi <no-reply@insiemi.example>"), m.To("ente@example.org")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	m.Subject("È arrivato il registro più atteso")
	m.SetBodyString(mail.TypeTextPlain, "Perché sì: à è ì ò ù €\n")
	m.AddAlternativeString(mail.TypeTextHTML, "<p>Perché sì</p>")
	if err := m.AttachReader("città.ics", strings.NewReader("BEGIN:VCALENDAR")); err != nil {
		t.Fatal(err)
	}
	host, port, _ := strings.Cut(s.Addr(), ":")
	number := 0
	for _, c := range port {
		number = number*10 + int(c-'0')
	}
	client, err := mail.NewClient(host, mail.WithPort(number), mail.WithTLSPolicy(mail.NoTLS))
	if err != nil {
		t.Fatal(err)
	}
	if err := client.DialAndSendWithContext(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	all, err := s.Await(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	l, err := mailbox.Read(s.Dir(), all[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if l.Subject != "È arrivato il registro più atteso" || strings.TrimSpace(l.Text) != "Perché sì: à è ì ò ù €" ||
		strings.TrimSpace(l.HTML) != "<p>Perché sì</p>" || l.From != "no-reply@insiemi.example" {
		t.Errorf("%+v", l)
	}
	if len(l.Attachments) != 1 || l.Attachments[0].Name != "città.ics" || l.Attachments[0].Size != 15 {
		t.Errorf("%+v", l.Attachments)
	}
}

func code(err error) int {
	var e *textproto.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return 0
}

func TestRefusals(t *testing.T) {
	s := listen(t)
	for _, stage := range []mailbox.Stage{mailbox.AtMail, mailbox.AtRcpt, mailbox.AtData} {
		s.Refuse(stage, 451, "più tardi", 1)
		if got := code(send(s, "x")); got != 451 {
			t.Errorf("stage %d: the first time %d", stage, got)
		}
		if err := send(s, "x"); err != nil {
			t.Errorf("stage %d: the second time %v", stage, err)
		}
		s.Refuse(stage, 550, "mai", -1)
		for range 3 {
			if got := code(send(s, "x")); got != 550 {
				t.Errorf("stage %d: always, and got %d", stage, got)
			}
		}
		s.Accept()
		if err := send(s, "x"); err != nil {
			t.Errorf("stage %d: accepted again, and got %v", stage, err)
		}
	}
	if all, err := mailbox.List(s.Dir()); len(all) != 6 || err != nil {
		t.Errorf("%d messages were kept, want 6 (%v)", len(all), err)
	}
	if s.Refused() != 12 {
		t.Errorf("refused %d times, want 12", s.Refused())
	}
}

func TestCutConnection(t *testing.T) {
	s := listen(t)
	s.Refuse(mailbox.Cut, 0, "", 1)
	if err := send(s, "x"); err == nil || code(err) != 0 {
		t.Errorf("got an answer: %v", err)
	}
	if all, err := mailbox.List(s.Dir()); len(all) != 0 || err != nil {
		t.Errorf("a message that was not acknowledged was kept: %v, %v", all, err)
	}
	if err := send(s, "x"); err != nil {
		t.Error(err)
	}
}

func TestAwaitGivesUpWithItsContext(t *testing.T) {
	s := listen(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Await(ctx, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestALineCutByACrashLosesNoOther(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "index.jsonl"), []byte(`{"id":"a","subject":"intera"}`+"\n"+`{"id":"b","sub`), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := mailbox.Listen(dir, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := send(s, "nuova"); err != nil {
		t.Fatal(err)
	}
	all, err := mailbox.List(dir)
	if err != nil || len(all) != 2 || all[0].Subject != "nuova" || all[1].Subject != "intera" {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestReadRefusesNamesThatAreNoMessages(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(filepath.Dir(dir), "secret.eml"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"", "x", "../secret", "..%2fsecret", "a/b", "index.jsonl"} {
		if _, err := mailbox.Read(dir, id); !errors.Is(err, mailbox.ErrNoMessage) {
			t.Errorf("%q: %v", id, err)
		}
	}
}

func TestUnreadableMessagesKeepTheirBytes(t *testing.T) {
	s := listen(t)
	raw := "Subject: =?x-none?Q?=FF?=\r\nContent-Type: multipart/mixed; boundary=never\r\n\r\nno boundary\r\n"
	if err := smtp.SendMail(s.Addr(), nil, "a@example.org", []string{"b@example.org"}, []byte(raw)); err != nil {
		t.Fatal(err)
	}
	all, err := s.Await(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if l, err := mailbox.Read(s.Dir(), all[0].ID); err != nil || !strings.Contains(string(l.Raw), "no boundary") {
		t.Errorf("%q, %v", l.Raw, err)
	}
}
