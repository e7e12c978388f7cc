package extract_test

import (
	"bytes"
	"context"
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

// Whatever mailers, copying and careless programs put around an envelope, the
// invoice in it is read, and the signature is judged.
func TestEnvelopeForms(t *testing.T) {
	inv := invoiceXML("2026-11-05")
	der := signed(t, inv)
	b64 := base64.StdEncoding.EncodeToString(der)
	for name, c := range map[string]struct {
		b      []byte
		intact string
		code   string
	}{
		"S/MIME":          {[]byte("MIME-Version: 1.0\nContent-Type: application/pkcs7-mime; smime-type=signed-data; name=\"smime.p7m\"\nContent-Transfer-Encoding: base64\n\n" + b64), "yes", ""},
		"base64 twice":    {[]byte(base64.StdEncoding.EncodeToString([]byte(b64))), "yes", ""},
		"data URL":        {[]byte("data:application/pkcs7-mime;base64," + b64), "yes", ""},
		"first tag lost":  {der[1:], "yes", "p7m.repaired"},
		"cut short":       {der[:len(der)-30], "unknown", "p7m.cut"},
		"base64 within":   {signed(t, []byte(base64.StdEncoding.EncodeToString(inv)+"\r\n")), "yes", ""},
		"headers within":  {signed(t, []byte("Content-Type: application/xml\r\nContent-Transfer-Encoding: base64\r\n\r\n"+base64.StdEncoding.EncodeToString(inv))), "yes", ""},
		"envelope in b64": {signed(t, []byte(base64.StdEncoding.EncodeToString(signed(t, inv)))), "yes", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, c.b, "f.xml.p7m")
			if r.Kind != document.Invoice || r.Error != nil || r.MediaType != "application/pkcs7-mime" || r.Value(document.InvoiceTotal) != "3457.17" {
				t.Fatalf("%q, %q in %q, %+v", r.Kind, r.ContentType, r.MediaType, r.Error)
			}
			if r.Signatures[0].Intact != c.intact || (c.code != "") != (len(beside(r)) > 0) || c.code != "" && !has(r, c.code) {
				t.Errorf("%+v, %+v", r.Signatures, r.Warnings)
			}
			_, media, err := extract.Content(bytes.NewReader(c.b), 1<<20)
			if err != nil || media != "application/xml" {
				t.Errorf("the content for previews is %q, %v", media, err)
			}
		})
	}
}

// beside are the warnings of an envelope beside that its certificate, made for the
// test, is self-signed.
func beside(r document.Reading) []document.Warning {
	return slices.DeleteFunc(slices.Clone(r.Warnings), func(w document.Warning) bool { return w.Code == "p7m.self_signed" })
}

// A text of words is never taken for base64.
func TestWordsAreNotBase64(t *testing.T) {
	for _, text := range []string{strings.Repeat("presenze", 40), "Verbale di consegna\n", strings.Repeat("ABCD", 100)} {
		if r := read(t, []byte(text), "a.txt"); r.MediaType != "text/plain" || r.ContentType != "" || strings.TrimSpace(r.Text) != strings.TrimSpace(text) {
			t.Errorf("%.20q: %q holding %q", text, r.MediaType, r.ContentType)
		}
	}
}

// openssl writes the S/MIME messages, and the types that nobody signs.
func TestOpenSSLForms(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in.xml")
	if err := os.WriteFile(in, invoiceXML("2026-11-05"), 0o600); err != nil {
		t.Fatal(err)
	}
	ssl := func(args ...string) {
		if out, err := exec.Command("openssl", args...).CombinedOutput(); err != nil {
			t.Fatalf("openssl %v: %v\n%s", args, err, out)
		}
	}
	key, cert := filepath.Join(dir, "k.pem"), filepath.Join(dir, "c.pem")
	ssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-subj", "/CN=Rossi Prova", "-days", "2")
	for name, c := range map[string]struct {
		args []string
		code string // of the error or the warning
		kind document.Kind
	}{
		"opaque":    {[]string{"cms", "-sign", "-nodetach", "-signer", cert, "-inkey", key}, "", document.Invoice},
		"clear":     {[]string{"cms", "-sign", "-signer", cert, "-inkey", key}, "", document.Invoice},
		"clear, LF": {[]string{"cms", "-sign", "-binary", "-signer", cert, "-inkey", key}, "", document.Invoice},
		"text":      {[]string{"cms", "-sign", "-nodetach", "-text", "-signer", cert, "-inkey", key}, "", document.Invoice},
		"data":      {[]string{"cms", "-data_create", "-binary", "-outform", "DER"}, "p7m.unsigned", document.Invoice},
		"digested":  {[]string{"cms", "-digest_create", "-binary", "-outform", "DER"}, "p7m.unsigned", document.Invoice},
		"encrypted": {[]string{"cms", "-encrypt", "-outform", "DER", cert}, "p7m.encrypted", ""},
		"authentic": {[]string{"cms", "-encrypt", "-aes-256-gcm", "-outform", "DER", cert}, "p7m.encrypted", ""},
		"certs":     {[]string{"crl2pkcs7", "-nocrl", "-certfile", cert, "-outform", "DER"}, "p7m.certificates", ""},
	} {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "out")
			args := append([]string{c.args[0], "-out", out}, c.args[1:]...)
			if c.args[0] == "cms" {
				args = append([]string{"cms", "-in", in, "-out", out}, c.args[1:]...)
			}
			ssl(args...)
			b, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			r := readWith(t, b, "f.p7m", extract.Options{Received: calendar.DateOf(time.Now())}) // when the certificate is made
			if r.Kind != c.kind || r.MediaType != "application/pkcs7-mime" {
				t.Errorf("%q in %q, %+v", r.Kind, r.MediaType, r.Error)
			}
			if c.code == "" && (len(beside(r)) > 0 || r.Error != nil || r.Signatures[0].Intact != "yes") || c.code != "" && findCode(r, c.code) == nil {
				t.Errorf("%+v, %+v, %+v", r.Error, r.Warnings, r.Signatures)
			}
		})
	}
}

// A signature in a file of its own is of the file whose bytes it fits, whatever
// that is called, and the reading says of which.
func TestPartner(t *testing.T) {
	dir := t.TempDir()
	file := func(name string, b []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	inv := invoiceXML("2026-11-05")
	signature := signedAs(t, inv, true)
	right, wrong := file("fattura.xml", inv), file("altra.xml", invoiceXML("2026-11-06"))

	r := readWith(t, signature, "fattura.xml.p7s", extract.Options{Partners: []string{wrong, filepath.Join(dir, "missing"), right}})
	if r.Kind != document.Invoice || r.Error != nil || r.ContentType != "application/xml" || r.Value(document.InvoiceDate) != "2026-11-05" {
		t.Fatalf("%q, %+v", r.Kind, r.Error)
	}
	if s := r.Signatures; len(s) != 1 || s[0].Intact != "yes" || s[0].Of != "fattura.xml" || !has(r, "p7m.partner") {
		t.Errorf("%+v, %+v", s, r.Warnings)
	}
	r = readWith(t, signature, "fattura.xml.p7s", extract.Options{Partners: []string{wrong}})
	if r.Error == nil || r.Error.Code != "p7m.no_partner" || r.Kind != "" || r.Signatures[0].Intact != "unknown" {
		t.Errorf("a file that it does not sign: %q, %+v, %+v", r.Kind, r.Error, r.Signatures)
	}
	if r = read(t, signature, "fattura.xml.p7s"); r.Error == nil || r.Error.Code != "p7m.detached" {
		t.Errorf("alone: %+v", r.Error)
	}
	// The same in a process of its own, and within an archive.
	r, err := extract.Child(context.Background(), extract.ChildOptions{Self: self(t), Name: "a.p7s", Scratch: t.TempDir(), Partners: []string{wrong, right}}, write(t, signature))
	if err != nil || r.Kind != document.Invoice || r.Signatures[0].Of != "fattura.xml" {
		t.Errorf("child: %q, %+v, %v", r.Kind, r.Error, err)
	}
	r = read(t, archive(t, map[string][]byte{"x/altra.xml": invoiceXML("2026-11-06"), "x/f.xml": inv, "x/f.xml.p7s": signature}, 1), "a.zip")
	for _, c := range r.Contents {
		if c.Reading.Kind != document.Invoice || c.Reading.Error != nil {
			t.Errorf("%s: %q, %+v", c.Name, c.Reading.Kind, c.Reading.Error)
		}
	}
	if len(r.Contents) != 3 {
		t.Errorf("%d contents", len(r.Contents))
	}
}

func TestSameStem(t *testing.T) {
	for _, c := range []struct {
		signature, name string
		want            bool
	}{
		{"a.pdf.p7s", "a.pdf", true}, {"a.p7s", "a.pdf", true}, {"A.PDF.P7M", "a.pdf", true},
		{"a.pdf.p7s", "b.pdf", false}, {"a.p7s", "a.p7m", false}, {"a.pdf", "a.xml", false}, {"a.pdf.p7s", "a.xml", false},
	} {
		if got := extract.SameStem(c.signature, c.name); got != c.want {
			t.Errorf("%s and %s: %v", c.signature, c.name, got)
		}
	}
}
