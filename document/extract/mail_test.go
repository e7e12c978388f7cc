package extract_test

import (
	"encoding/base64"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// mailOf is a message with headers and a body, with the line ends of mail.
func mailOf(headers, body string) string {
	return strings.ReplaceAll(headers+"\n\n"+body, "\n", "\r\n")
}

func attachment(media, name string, b []byte) string {
	return "Content-Type: " + media + name + "\nContent-Transfer-Encoding: base64\n\n" + lines(base64.StdEncoding.EncodeToString(b)) + "\n"
}

// lines cuts base64 as mailers do.
func lines(s string) string {
	var b strings.Builder
	for len(s) > 76 {
		b.WriteString(s[:76] + "\n")
		s = s[76:]
	}
	return b.String() + s
}

const someone = "From: =?utf-8?q?Citt=C3=A0_Aperta?= <a@b.example>\nTo: c@d.example\nDate: Thu, 5 Nov 2026 10:11:12 +0100\nMIME-Version: 1.0\n"

// The parts of a message are its documents, with or without names; its text is
// that of the HTML where there is no other; logos are no documents.
func TestMail(t *testing.T) {
	m := mailOf(someone+"Subject: Registro\n\tdi ottobre\nContent-Type: multipart/mixed; boundary=out", "Un messaggio MIME.\n--out\n"+
		"Content-Type: multipart/related; boundary=rel\n\n--rel\nContent-Type: text/html; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n"+
		"<style>p{}</style><p>Si trasmette=20il registro, l'attivit=E0</p><p>Saluti &egrave;</p>\n--rel\nContent-ID: <l>\n"+attachment("image/png", "; name=logo.png", []byte("\x89PNG\r\n\x1a\n"))+"--rel--\n"+
		"--out\n"+attachment("application/pdf", "", contractPDF(t))+
		"--out\n"+attachment("application/octet-stream", "; name*=UTF-8''citt%C3%A0.xlsx", registerXLSX(t))+
		"--out\n"+attachment("application/pkcs7-mime", "; name=\"fattura.xml.p7m\"", signed(t, invoiceXML("2026-11-05")))+
		"--out\nContent-Type: message/rfc822\n\nFrom: x@y.example\nTo: z@y.example\nSubject: Vecchia\n\nTesto inoltrato.\n"+
		"--out\n"+attachment("application/ms-tnef", "; name=winmail.dat", []byte{1, 2, 3}))
	r := read(t, []byte(m), "m.eml")
	if r.MediaType != "message/rfc822" || r.Error != nil || !strings.Contains(r.Text, "Registro di ottobre\nSi trasmette il registro, l'attività\nSaluti è") || strings.Contains(r.Text, "p{}") {
		t.Errorf("%q, %q, %+v", r.MediaType, r.Text, r.Error)
	}
	want := map[string]document.Kind{"allegato-1.pdf": document.Agreement, "città.xlsx": document.Register, "fattura.xml.p7m": document.Invoice, "Vecchia.eml": ""}
	for name, kind := range want {
		if c := find(t, r, name); c.From != "mail" || c.Reading.Kind != kind || c.Reading.Error != nil {
			t.Errorf("%s: %q from %q, %+v", name, c.Reading.Kind, c.From, c.Reading.Error)
		}
	}
	if len(r.Contents) != len(want) || !slices.Contains(r.Attachments, "winmail.dat") || !slices.Contains(r.Attachments, "logo.png") || !has(r, "mail.winmail") || len(r.Warnings) != 1 {
		t.Errorf("contents %q, attachments %q, warnings %+v", names(r), r.Attachments, r.Warnings)
	}
	for name, value := range map[string]string{document.MailFrom: "Città Aperta <a@b.example>", document.MailTo: "c@d.example",
		document.MailSubject: "Registro di ottobre", document.MailDate: "2026-11-05T10:11:12+01:00"} {
		if r.Value(name) != value {
			t.Errorf("%s = %q", name, r.Value(name))
		}
	}
}

const daticert = `<?xml version="1.0" encoding="UTF-8"?><postacert tipo="posta-certificata" errore="nessuno"><intestazione><mittente>ente@pec.example</mittente>
<destinatari tipo="certificato">prefettura@pec.example</destinatari><oggetto>Registro di ottobre</oggetto></intestazione>
<dati><gestore-emittente>Gestore di prova</gestore-emittente><data zona="+0100"><giorno>05/11/2026</giorno><ora>10:11:12</ora></data>
<identificativo>opec1.2026@pec.example</identificativo><msgid>&lt;m1@pec.example&gt;</msgid></dati></postacert>`

// pecMessage is a certified message as a provider makes it, signed by openssl.
func pecMessage(t *testing.T) []byte {
	t.Helper()
	sent := mailOf(someone+"Subject: Registro di ottobre\nContent-Type: multipart/mixed; boundary=in", "--in\nContent-Type: text/plain\n\nSi trasmette.\n--in\n"+
		attachment("application/pdf", "; name=contratto.pdf", contractPDF(t))+"--in--\n")
	body := mailOf("Content-Type: multipart/mixed; boundary=busta", "--busta\nContent-Type: text/plain\n\nMessaggio di posta certificata.\n--busta\n"+
		"Content-Type: message/rfc822; name=\"postacert.eml\"\nContent-Disposition: inline; filename=\"postacert.eml\"\n\n"+strings.ReplaceAll(sent, "\r\n", "\n")+
		"\n--busta\n"+attachment("application/xml", "; name=daticert.xml", []byte(daticert))+"--busta--\n")
	dir := t.TempDir()
	in, out, key, cert := filepath.Join(dir, "in"), filepath.Join(dir, "out"), filepath.Join(dir, "k.pem"), filepath.Join(dir, "c.pem")
	if err := os.WriteFile(in, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-subj", "/CN=Gestore di prova", "-days", "2"},
		{"cms", "-sign", "-in", in, "-out", out, "-signer", cert, "-inkey", key,
			"-from", "\"Per conto di: ente@pec.example\" <posta-certificata@pec.example>", "-to", "prefettura@pec.example", "-subject", "POSTA CERTIFICATA: Registro di ottobre"},
	} {
		if b, err := exec.Command("openssl", args...).CombinedOutput(); err != nil {
			t.Fatalf("openssl %v: %v\n%s", args, err, b)
		}
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return append([]byte("X-Trasporto: posta-certificata\r\n"), b...)
}

// A certified message (PEC): the provider's signature is judged, the message
// that was sent is a document with documents of its own, and the certified data
// are fields.
func TestPEC(t *testing.T) {
	r := readWith(t, pecMessage(t), "m.eml", extract.Options{Received: calendar.DateOf(time.Now())}) // when its certificate is made
	if r.MediaType != "message/rfc822" || r.Error != nil || len(r.Warnings) > 0 || r.Value(document.PECType) != "posta-certificata" {
		t.Fatalf("%q, %+v, %+v", r.MediaType, r.Error, r.Warnings)
	}
	if s := r.Signatures; len(s) != 1 || s[0].Form != "S/MIME" || s[0].Intact != "yes" || s[0].Signer != "Gestore di prova" {
		t.Errorf("signatures %+v", s)
	}
	if got := names(r); !slices.Equal(got, []string{"daticert.xml", "postacert.eml"}) {
		t.Fatalf("contents %q, attachments %q", got, r.Attachments)
	}
	if c := find(t, r, "contratto.pdf"); c.Reading.Kind != document.Agreement {
		t.Errorf("%q, %+v", c.Reading.Kind, c.Reading.Error)
	}
	if sent := find(t, r, "postacert.eml").Reading; sent.Value(document.MailSubject) != "Registro di ottobre" || !slices.Equal(names(sent), []string{"contratto.pdf"}) {
		t.Errorf("%q, %q", sent.Value(document.MailSubject), names(sent))
	}
	data := find(t, r, "daticert.xml").Reading
	for name, value := range map[string]string{document.PECType: "posta-certificata", document.PECAt: "2026-11-05T10:11:12+01:00", document.PECID: "opec1.2026@pec.example",
		document.PECProvider: "Gestore di prova", document.MailFrom: "ente@pec.example", document.PECRefersTo: "<m1@pec.example>"} {
		f, ok := data.Field(name)
		if !ok || f.Value != value || f.Place.XPath == "" {
			t.Errorf("%s = %q at %q", name, f.Value, f.Place.XPath)
		}
	}
	if data.Error != nil {
		t.Errorf("daticert.xml: %+v", data.Error)
	}
}

// Changing a certified message breaks its signature.
func TestChangedPEC(t *testing.T) {
	changed := strings.Replace(string(pecMessage(t)), "Si trasmette.", "Si trasmettono.", 1)
	r := read(t, []byte(changed), "m.eml")
	if len(r.Signatures) != 1 || r.Signatures[0].Intact != "no" || !has(r, "p7m.not_intact") || len(r.Contents) != 2 {
		t.Errorf("%+v, %+v, %q", r.Signatures, r.Warnings, names(r))
	}
}

// The document that a detached signature in the same message is of is found
// among its parts.
func TestPartnerInMail(t *testing.T) {
	inv := invoiceXML("2026-11-05")
	m := mailOf(someone+"Subject: Fattura\nContent-Type: multipart/mixed; boundary=b", "--b\n"+attachment("application/xml", "; name=f.xml", inv)+
		"--b\n"+attachment("application/pkcs7-signature", "; name=f.xml.p7s", signedAs(t, inv, true))+"--b--")
	r := read(t, []byte(m), "m.eml")
	c := find(t, r, "f.xml.p7s")
	if c.Reading.Kind != document.Invoice || len(c.Reading.Signatures) != 1 || c.Reading.Signatures[0].Of != "f.xml" || c.Reading.Signatures[0].Intact != "yes" {
		t.Errorf("%q, %+v, %+v", c.Reading.Kind, c.Reading.Signatures, c.Reading.Error)
	}
}
