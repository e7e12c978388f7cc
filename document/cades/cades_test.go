package cades_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/smallstep/pkcs7"

	"github.com/insiemi/insiemi/document/cades"
)

// signer is a made-up person with a key and a self-signed certificate.
type signer struct {
	key  crypto.Signer
	cert *x509.Certificate
	der  []byte
}

func newSigner(t *testing.T, key crypto.Signer, name, code string) signer {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(4711),
		Subject:      pkix.Name{CommonName: name, SerialNumber: "TINIT-" + code, Country: []string{"IT"}},
		NotBefore:    time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:     time.Date(2029, 1, 1, 0, 0, 0, 0, time.UTC),
		SubjectKeyId: []byte{1, 2, 3, 4},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return signer{key, cert, der}
}

func rsaSigner(t *testing.T) signer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return newSigner(t, key, "Rossi Prova", "RSSPRV80A01H294X")
}

func sign(t *testing.T, content []byte, s signer, detach bool) []byte {
	t.Helper()
	sd, err := pkcs7.NewSignedData(content)
	if err != nil {
		t.Fatal(err)
	}
	sd.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	if err := sd.AddSigner(s.cert, s.key, pkcs7.SignerInfoConfig{}); err != nil {
		t.Fatal(err)
	}
	if detach {
		sd.Detach()
	}
	der, err := sd.Finish()
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// lines cuts text into lines of n characters.
func lines(s string, n int, end string) string {
	var b strings.Builder
	for len(s) > n {
		b.WriteString(s[:n] + end)
		s = s[n:]
	}
	return b.String() + s + end
}

// Every wrapping that signing programs write gives the same content and the
// same verdict.
func TestOpenWrappings(t *testing.T) {
	content := bytes.Repeat([]byte("Registro presenze di prova\n"), 200)
	der := sign(t, content, rsaSigner(t), false)
	b64 := base64.StdEncoding.EncodeToString(der)
	for name, b := range map[string][]byte{
		"DER":                     der,
		"trailing bytes":          append(bytes.Clone(der), "\r\n\x00\x00"...),
		"base64, one line":        []byte(b64),
		"base64, LF":              []byte(lines(b64, 64, "\n")),
		"base64, CRLF":            []byte(lines(b64, 76, "\r\n")),
		"base64, no padding":      []byte(strings.TrimRight(b64, "=")),
		"base64, byte-order mark": append([]byte("\xEF\xBB\xBF"), b64...),
		"PEM":                     pem.EncodeToMemory(&pem.Block{Type: "PKCS7", Bytes: der}),
	} {
		t.Run(name, func(t *testing.T) {
			if !cades.Is(b[:min(len(b), 300)]) {
				t.Error("not recognised by its first bytes")
			}
			e, err := cades.Open(b)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(e.Content, content) {
				t.Errorf("content of %d bytes, want %d", len(e.Content), len(content))
			}
			s := e.Signatures[0]
			if s.Integrity != cades.Intact || s.Signer != "Rossi Prova" || s.TaxCode != "RSSPRV80A01H294X" || s.SignedAt.IsZero() {
				t.Errorf("signature %+v", s)
			}
		})
	}
}

// openssl is the oracle: streaming (indefinite lengths, content in chunks), the
// identification of the signer by key, RSA-PSS, elliptic curves, no attributes.
func TestOpenSSL(t *testing.T) {
	dir := t.TempDir()
	content := bytes.Repeat([]byte("Convenzione di prova, art. 1.\r\n"), 9000) // more than one chunk
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	person := writeSigner(t, dir, "rsa", rsaSigner(t))
	curve := writeSigner(t, dir, "ec", newSigner(t, ec, "Bianchi Prova", "BNCPRV80A01H294Y"))
	in := filepath.Join(dir, "in")
	if err := os.WriteFile(in, content, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, args := range map[string][]string{
		"streamed":      append([]string{"-stream", "-nodetach"}, person...),
		"definite":      append([]string{"-nodetach"}, person...),
		"key id":        append([]string{"-nodetach", "-keyid", "-stream"}, person...),
		"curve":         append([]string{"-nodetach", "-stream"}, curve...),
		"no attributes": append([]string{"-nodetach", "-noattr", "-stream"}, person...),
		"sha512":        append([]string{"-nodetach", "-md", "sha512"}, person...),
		"pss":           append(append([]string{"-nodetach"}, person...), "-keyopt", "rsa_padding_mode:pss"),
		"two signers":   append(append([]string{"-nodetach", "-stream"}, person...), curve...),
	} {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "out.p7m")
			openssl(t, append([]string{"cms", "-sign", "-binary", "-outform", "DER", "-in", in, "-out", out}, args...)...)
			b, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			if name == "streamed" && !bytes.Contains(b[:64], []byte{0x80}) {
				t.Fatal("openssl wrote no indefinite length: the case tests nothing")
			}
			e, err := cades.Open(b)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(e.Content, content) {
				t.Errorf("content differs: %d bytes, want %d", len(e.Content), len(content))
			}
			want := 1
			if name == "two signers" {
				want = 2
			}
			if len(e.Signatures) != want {
				t.Fatalf("%d signatures, want %d", len(e.Signatures), want)
			}
			for _, s := range e.Signatures {
				if s.Integrity != cades.Intact {
					t.Errorf("%s is %s: %s", s.Signer, s.Integrity, s.Why)
				}
			}
		})
	}
}

func writeSigner(t *testing.T, dir, name string, s signer) []string {
	t.Helper()
	key, err := x509.MarshalPKCS8PrivateKey(s.key)
	if err != nil {
		t.Fatal(err)
	}
	keyFile, certFile := filepath.Join(dir, name+".key"), filepath.Join(dir, name+".crt")
	for file, block := range map[string]*pem.Block{keyFile: {Type: "PRIVATE KEY", Bytes: key}, certFile: {Type: "CERTIFICATE", Bytes: s.der}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return []string{"-signer", certFile, "-inkey", keyFile}
}

func openssl(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.Command("openssl", args...).CombinedOutput(); err != nil {
		t.Fatalf("openssl %v: %v\n%s", args, err, out)
	}
}

func TestChangedContentIsBroken(t *testing.T) {
	content := []byte("presenze: 940, importo 30371.40 euro")
	der := sign(t, content, rsaSigner(t), false)
	changed := bytes.Replace(der, []byte("940"), []byte("990"), 1)
	e, err := cades.Open(changed)
	if err != nil {
		t.Fatal(err)
	}
	if e.Signatures[0].Integrity != cades.Broken || !bytes.Contains(e.Content, []byte("990")) {
		t.Errorf("%+v of %q", e.Signatures[0], e.Content)
	}
	// A flipped bit of the signature value is as broken.
	last := bytes.Clone(der)
	last[len(last)-1] ^= 1
	if e, err = cades.Open(last); err != nil || e.Signatures[0].Integrity != cades.Broken {
		t.Errorf("flipped value: %+v, %v", e.Signatures, err)
	}
}

func TestDetached(t *testing.T) {
	content := []byte("il documento sta altrove")
	der := sign(t, content, rsaSigner(t), true)
	e, err := cades.Open(der)
	if !errors.Is(err, cades.ErrDetached) || e.Signatures[0].Integrity != cades.Unverified {
		t.Errorf("opened without content: %+v, %v", e.Signatures, err)
	}
	for text, want := range map[string]cades.Integrity{string(content): cades.Intact, "un altro documento": cades.Broken} {
		s, err := cades.Verify(der, []byte(text))
		if err != nil || s[0].Integrity != want {
			t.Errorf("%q: %+v, %v", text, s, err)
		}
	}
}

func TestRefused(t *testing.T) {
	der := sign(t, []byte("contenuto"), rsaSigner(t), false)
	for name, c := range map[string]struct {
		b    []byte
		want error
	}{
		"empty":     {nil, cades.ErrNotCMS},
		"text":      {[]byte("Mario"), cades.ErrNotCMS},
		"PDF":       {[]byte("%PDF-1.4\n"), cades.ErrNotCMS},
		"cut short": {der[:60], cades.ErrDamaged},
		"endless nesting": {append([]byte{0x30, 0x80, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02},
			bytes.Repeat([]byte{0xA0, 0x80}, 5000)...), cades.ErrDamaged},
		"claims a terabyte": {append([]byte{0x30, 0x80, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02},
			0xA0, 0x86, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF), cades.ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := cades.Open(c.b); !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
		})
	}
}

// Nothing that comes from outside may make the reader panic, and opening twice
// gives the same content.
func FuzzOpen(f *testing.F) {
	f.Add([]byte{0x30, 0x80, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02, 0xA0, 0x80, 0x30, 0x80, 0x02, 0x01, 0x01,
		0x31, 0x00, 0x30, 0x80, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01, 0xA0, 0x80, 0x24, 0x80, 0x04, 0x02, 'h', 'i',
		0, 0, 0, 0, 0, 0, 0x31, 0x00, 0, 0, 0, 0, 0, 0})
	f.Add([]byte("MIAGCSqGSIb3DQEHAqCA"))
	f.Add([]byte("Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=x\r\n\r\n--x\r\n\r\na\r\n--x\r\n\r\nMIAGCSqGSIb3DQEHAqCA\r\n--x--"))
	f.Add([]byte("\x43\x80\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02\xA0\x80\x30\x80\x02\x01\x01\x31\x00\x30\x80\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01\xA0\x80\x24\x80\x04\x02hi"))
	f.Add([]byte("\x30\x1A\x06\x0B\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x01\x09\xA0\x0B\x30\x09\x02\x01\x00\x30\x00\x30\x02\xA0\x00"))
	f.Add([]byte("data:x;base64,\"TUlBR0NTcUdTSWIzRFFFSEFxQ0E="))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := cades.Open(b)
		if err != nil {
			return
		}
		again, err := cades.Open(b)
		if err != nil || !bytes.Equal(e.Content, again.Content) {
			t.Errorf("opening again gave another content: %v", err)
		}
	})
}
