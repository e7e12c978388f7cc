package mail_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document/mail"
)

func TestRead(t *testing.T) {
	e, ok := mail.Read([]byte("From a@b Thu Nov  5 10:11:12 2026\nSubject: =?iso-8859-1?q?Citt=E0?= di\n\t=?utf-8?b?UHJvdmE=?=\nto: a\nTO: b\nnot a header\nX-Raw: caff\xE8\nContent-Type: text/plain; charset=windows-1252\nContent-Transfer-Encoding: quoted-printable\n\nattivit=E0 =\nsvolta"))
	if !ok || !e.IsMail() || e.Get("subject") != "Città di Prova" || strings.Join(e.All("To"), " ") != "a b" || e.Get("X-Raw") != "caffè" || e.Text() != "attività svolta" {
		t.Errorf("%v: %q, %q, %q, %q", ok, e.Get("subject"), e.All("To"), e.Get("X-Raw"), e.Text())
	}
	for _, text := range []string{"", "Buongiorno,\n\nsaluti", "nota: una\nfine", "<a>\n\n"} {
		if _, ok := mail.Read([]byte(text)); ok {
			t.Errorf("%q is taken for an entity", text)
		}
	}
}

func TestNames(t *testing.T) {
	for header, want := range map[string]string{
		"Content-Disposition: attachment; filename=\"a b.pdf\"":                               "a b.pdf",
		"Content-Type: application/pdf; name=a.pdf":                                           "a.pdf",
		"Content-Type: application/pdf; name=fattura di ottobre.pdf":                          "fattura di ottobre.pdf",
		"Content-Disposition: attachment; filename*=UTF-8''citt%C3%A0.pdf":                    "città.pdf",
		"Content-Disposition: attachment; filename*0=\"lungo \"; filename*1=nome.pdf":         "lungo nome.pdf",
		"Content-Disposition: attachment; filename=\"=?utf-8?q?citt=C3=A0.pdf?=\"":            "città.pdf",
		"Content-Disposition: attachment; filename=\"citt\xE0.pdf\"":                          "città.pdf",
		"Content-Disposition: attachment":                                                     "",
		"Content-Type: application/pdf; name=\"a.pdf\"\nContent-Disposition: inline; size=12": "a.pdf",
	} {
		e, ok := mail.Read([]byte(header + "\n\n"))
		if !ok || e.FileName() != want {
			t.Errorf("%q: %q, want %q", header, e.FileName(), want)
		}
	}
}

// UTF-8 is told from Windows-1252 wherever its first accent stands: at the very
// end, or after a long text without any.
func TestUndeclaredUTF8(t *testing.T) {
	long := strings.Repeat("senza accenti ", 100)
	for header, want := range map[string]string{
		"Subject: La mia citt\u00e0":          "La mia città",
		"Subject: =?utf-8?q?Libert=C3=A0?=":   "Libertà",
		"Subject: fattura =?utf-8?b?4oKs?=":   "fattura €",
		"Subject: " + long + "perch\u00e9 no": long + "perché no",
		"Subject: caff\xE8":                   "caffè",
		"Subject: =?iso-8859-1?q?Libert=E0?=": "Libertà",
	} {
		e, ok := mail.Read([]byte(header + "\n\n"))
		if !ok || e.Get("Subject") != want {
			t.Errorf("%q: %q, want %q", header, e.Get("Subject"), want)
		}
	}
	if e := mail.Part([]byte("\n" + long + "attivit\u00e0")); e.Text() != long+"attività" {
		t.Errorf("the text ends with %q", e.Text()[len(long):])
	}
}

// The octets of a part are exactly those between the delimiters: signatures are
// computed over them.
func TestParts(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"CRLF":            {"preamble\r\n--b\r\none\r\n\r\n--b  \r\ntwo\r\n--b--\r\nepilogue", "one\r\n|two"},
		"LF":              {"--b\none\n--b\ntwo\n--b--", "one|two"},
		"no end":          {"--b\none\n--b\ntwo", "one|two"},
		"longer boundary": {"--b\none\n--bb\nstill\n--b--", "one\n--bb\nstill"},
		"within a line":   {"--b\none --b\n--b--", "one --b"},
		"none":            {"text", ""},
	} {
		got := string(bytes.Join(mail.Parts([]byte(c.body), "b", 9), []byte("|")))
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if n := len(mail.Parts(bytes.Repeat([]byte("--b\nx\n"), 50), "b", 7)); n != 7 {
		t.Errorf("%d parts, at most 7 were asked for", n)
	}
}

func TestDecoded(t *testing.T) {
	for body, want := range map[string]string{"VW5h\r\nIG5v dGE=\r\n": "Una nota", "VW5hIG5vdGE": "Una nota", "VW5h!IG5vdGE=\n-- \nfirma": "Una nota"} {
		if got := mail.Part([]byte("Content-Transfer-Encoding: BASE64\n\n" + body)).Decoded(); string(got) != want {
			t.Errorf("%q: %q", body, got)
		}
	}
	if e := mail.Part([]byte("\nsolo testo")); string(e.Body) != "solo testo" || e.Has("Content-Type") {
		t.Errorf("a part without headers: %q", e.Body)
	}
}

// No message makes reading panic, and no part holds what the body does not.
func FuzzRead(f *testing.F) {
	f.Add([]byte("From: a\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; name*=utf-8''a\n\nx\n--b--"))
	f.Add([]byte("HTTP/1.1 200 OK\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=E0=\r\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, ok := mail.Read(b)
		if !ok {
			return
		}
		_, _, _ = e.FileName(), e.Text(), e.IsAttachment()
		for _, p := range mail.Parts(e.Body, e.Boundary(), 20) {
			if !bytes.Contains(e.Body, p) {
				t.Errorf("the part %q is not in the body", p)
			}
			_ = mail.Part(p).Decoded()
		}
	})
}
