package mail_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"unicode"
	"unicode/utf8"

	"github.com/insiemi/insiemi/workers/mail"
)

// token is that of the notices in testdata/bounces.
const token = "0f8fad5b-d9cd-469f-a165-70867728950e"

// bounceWant is what a report in testdata/bounces says. The reports are
// invented, in the shapes of the servers that they are called after.
type bounceWant struct {
	file      string
	id        string
	action    mail.BounceAction
	status    string
	recipient string
	said      string // part of the diagnostic
	reason    string // part of the Italian sentence
}

func bounceWants() []bounceWant {
	return []bounceWant{
		{"postfix-unknown", "notice-4711", mail.BounceFailed, "5.1.1", "s.neri@ilmelograno.example", "User unknown in virtual", "la casella non esiste"},
		{"postfix-delayed", "notice-4712", mail.BounceDelayed, "4.4.1", "info@portoaperto.example", "Connection timed out", "ritenta da solo"},
		{"postfix-delivered", "notice-4713", mail.BounceDelivered, "2.0.0", "s.neri@ilmelograno.example", "queued as", "è stato consegnato"},
		{"exim-full", "notice-4720", mail.BounceFailed, "5.2.2", "amministrazione@portoaperto.example", "out of storage space", "la casella è piena"},
		{"exim-plain", "notice-4721", mail.BounceFailed, "5.0.0", "direzione@hotelbellavista.example", "block list", "ha bloccato il messaggio"},
		{"exim-warning", "notice-4722", mail.BounceDelayed, "", "direzione@hotelbellavista.example", "Connection refused", "Causa: il server di chi riceve non è raggiungibile"},
		{"exchange-unknown", "notice-4730", mail.BounceFailed, "5.1.10", "marta.rossi@comunita.example", "RESOLVER.ADR.RecipientNotFound", "la casella non esiste"},
		{"exchange-hidden-id", "notice-4731", mail.BounceFailed, "5.7.133", "gruppo@comunita.example", "authentication required", "ha bloccato il messaggio"},
		{"blocked", "notice-4740", mail.BounceFailed, "5.7.26", "ufficio.melograno@grandeposta.example", "sender is unauthenticated", "SPF, DKIM e DMARC"},
		{"qmail", "notice-4750", mail.BounceFailed, "5.1.1", "segreteria@casaginestra.example", "no mailbox here by that name", "la casella non esiste"},
		{"domain", "notice-4751", mail.BounceFailed, "5.4.4", "sara@ilmelogarno.example", "Host not found", "il dominio dell'indirizzo non esiste"},
		{"two-recipients", "notice-4752", mail.BounceFailed, "5.2.1", "due@portoaperto.example", "has been disabled", "la casella è disattivata"},
	}
}

func report(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "bounces", name+".eml"))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestParseBounce(t *testing.T) {
	for _, want := range bounceWants() {
		raw := report(t, want.file)
		for form, in := range map[string][]byte{
			"as it is": raw,
			"crlf":     bytes.ReplaceAll(raw, []byte("\n"), []byte("\r\n")),
			"mbox":     append([]byte("From MAILER-DAEMON Tue Oct  5 09:00:00 2027\n"), bytes.TrimPrefix(raw, []byte("From MAILER-DAEMON Tue Oct  5 13:00:14 2027\n"))...),
		} {
			b, err := mail.ParseBounce(bytes.NewReader(in))
			if err != nil {
				t.Errorf("%s %s: %v", want.file, form, err)
				continue
			}
			if b.ID != want.id+"."+token || b.MessageID != "insiemi."+want.id+"."+token+"@example.org" || b.Action != want.action || b.Status != want.status || b.Recipient != want.recipient {
				t.Errorf("%s %s: got %+v", want.file, form, b)
			}
			if !strings.Contains(b.Diagnostic, want.said) {
				t.Errorf("%s %s: diagnostic %q, want one with %q", want.file, form, b.Diagnostic, want.said)
			}
			if !strings.Contains(b.Reason("it"), want.reason) {
				t.Errorf("%s %s: reason %q, want one with %q", want.file, form, b.Reason("it"), want.reason)
			}
			checkBounce(t, b)
		}
	}
}

// Every report in the folder is one that a test expects something of.
func TestEveryReportIsRead(t *testing.T) {
	known := map[string]bool{"foreign.eml": true}
	for _, w := range bounceWants() {
		known[w.file+".eml"] = true
	}
	files, err := os.ReadDir(filepath.Join("testdata", "bounces"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !known[f.Name()] && !strings.HasPrefix(f.Name(), "none-") {
			t.Errorf("nobody expects anything of %s", f.Name())
		}
	}
}

func TestParseBounceRefuses(t *testing.T) {
	for name, want := range map[string]error{
		"none-vacation": mail.ErrNoBounce, "none-reply": mail.ErrNoBounce, "none-read-receipt": mail.ErrNoBounce,
		"none-complaint": mail.ErrNoBounce, "foreign": mail.ErrForeignBounce,
	} {
		if b, err := mail.ParseBounce(bytes.NewReader(report(t, name))); !errors.Is(err, want) {
			t.Errorf("%s: got %+v, %v, want %v", name, b, err, want)
		}
	}
	for name, text := range map[string]string{"nothing": "", "blank": "\r\n\r\n", "noise": "\x00\xff\xfe", "no colon": "hello\n\nworld"} {
		if _, err := mail.ParseBounce(strings.NewReader(text)); !errors.Is(err, mail.ErrNoBounce) {
			t.Errorf("%s: %v", name, err)
		}
	}
	broken := errors.New("the pipe broke")
	if _, err := mail.ParseBounce(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("a reader that fails: %v", err)
	}
}

// A report that breaks off anywhere tells the truth or nothing.
func TestParseBounceOfAPart(t *testing.T) {
	for _, want := range bounceWants() {
		raw := report(t, want.file)
		for n := range raw {
			b, err := mail.ParseBounce(bytes.NewReader(raw[:n]))
			if err != nil {
				continue
			}
			checkBounce(t, b)
			if !strings.HasPrefix(want.id+"."+token, b.ID) {
				t.Errorf("%s cut at %d is about %q", want.file, n, b.ID)
			}
		}
	}
}

func TestParseBounceIsBounded(t *testing.T) {
	t.Run("endless", func(t *testing.T) {
		r := &endless{head: report(t, "postfix-unknown")}
		b, err := mail.ParseBounce(r)
		if err != nil || b.Status != "5.1.1" {
			t.Errorf("%+v, %v", b, err)
		}
		if r.n > 2<<20 {
			t.Errorf("%d bytes were read", r.n)
		}
	})
	t.Run("deep", func(t *testing.T) {
		var text strings.Builder
		for range 5000 {
			text.WriteString("Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\n")
		}
		if _, err := mail.ParseBounce(strings.NewReader(text.String())); !errors.Is(err, mail.ErrNoBounce) {
			t.Error(err)
		}
	})
	t.Run("many parts", func(t *testing.T) {
		text := "Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n" +
			strings.Repeat("--x\nContent-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1\n\n", 20000)
		if _, err := mail.ParseBounce(strings.NewReader(text)); !errors.Is(err, mail.ErrForeignBounce) {
			t.Error(err)
		}
	})
	t.Run("long words", func(t *testing.T) {
		text := strings.Replace(string(report(t, "postfix-unknown")), "User unknown in virtual mailbox table\n\n--", strings.Repeat("perché ", 9000)+"\n\n--", 1)
		b, err := mail.ParseBounce(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		checkBounce(t, b)
		if !strings.HasSuffix(b.Diagnostic, "…") {
			t.Errorf("a diagnostic of %d bytes", len(b.Diagnostic))
		}
	})
}

// endless is a report to which no end comes.
type endless struct {
	head []byte
	n    int
}

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		if e.n < len(e.head) {
			p[i] = e.head[e.n]
		} else {
			p[i] = 'x'
		}
		e.n++
	}
	return len(p), nil
}

// checkBounce expects of every answer that it can be kept, shown and compared.
func checkBounce(t *testing.T, b mail.Bounce) {
	t.Helper()
	if b.ID == "" || !strings.HasPrefix(b.MessageID, "insiemi."+b.ID+"@") || strings.ContainsAny(b.MessageID, " <>\r\n") {
		t.Errorf("ids %q and %q", b.ID, b.MessageID)
	}
	switch b.Action {
	case mail.BounceFailed, mail.BounceDelayed, mail.BounceDelivered:
	default:
		t.Errorf("action %q", b.Action)
	}
	for _, text := range []string{b.Recipient, b.Diagnostic, b.Reason("it"), b.Reason("en")} {
		if !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
			t.Errorf("not one line of text: %q", text)
		}
	}
	if utf8.RuneCountInString(b.Diagnostic) > 300 || len(b.Recipient) > 254 || len(b.Status) > 9 {
		t.Errorf("too long: %+v", b)
	}
	if b.Reason("it") == b.Reason("en") || b.Recipient != "" && strings.Contains(b.Reason("it"), b.Recipient) {
		t.Errorf("reasons %q and %q", b.Reason("it"), b.Reason("en"))
	}
}

func TestBounceNotice(t *testing.T) {
	for id, want := range map[string]int64{"notice-42": 42, "notice-0": 0, "notice-": 0, "42": 0, "invite-42": 0, "notice--1": 0, "notice-99999999999999999999": 0,
		"notice-42.": 42, "notice-.42": 0, "notice-x." + token: 0} {
		n, said, ok := mail.Bounce{ID: id}.Notice()
		if ok != (want > 0) || ok && (int64(n) != want || said != "") {
			t.Errorf("%s: %d with %q, %v", id, n, said, ok)
		}
	}
	if n, said, ok := (mail.Bounce{ID: mail.IDFor(42, token)}).Notice(); n != 42 || said != token || !ok {
		t.Errorf("what IDFor makes: %d with %q, %v", n, said, ok)
	}
}

func TestBounceReasons(t *testing.T) {
	for _, x := range []struct{ status, said, it string }{
		{"5.1.6", "", "la casella non esiste"},
		{"5.1.2", "", "il dominio dell'indirizzo"},
		{"5.4.1", "Recipient address rejected: Access denied", "la casella non esiste"},
		{"5.4.1", "", "non è raggiungibile"},
		{"5.7.1", "550 5.7.1 Mailbox full", "la casella è piena"},
		{"5.7.1", "", "ha bloccato il messaggio"},
		{"5.4.7", "", "non è raggiungibile"},
		{"5.3.4", "", "troppo grande"},
		{"5.3.0", "", "ha un guasto"},
		{"5.0.0", "utente sconosciuto", "la casella non esiste"},
		{"5.0.0", "casella disattivata", "la casella è disattivata"},
		{"", "", "non ne dice la causa"},
	} {
		b := mail.Bounce{Action: mail.BounceFailed, Status: x.status, Diagnostic: x.said}
		if got := b.Reason("it"); !strings.Contains(got, x.it) || !strings.Contains(got, "Che cosa fare: ") {
			t.Errorf("%s %q: %s", x.status, x.said, got)
		}
	}
}

func FuzzParseBounce(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("testdata", "bounces", "*.eml"))
	if err != nil || len(files) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		b, err := mail.ParseBounce(bytes.NewReader(raw))
		if err == nil {
			checkBounce(t, b)
		} else if !errors.Is(err, mail.ErrNoBounce) && !errors.Is(err, mail.ErrForeignBounce) {
			t.Errorf("an error that nothing explains: %v", err)
		}
	})
}
