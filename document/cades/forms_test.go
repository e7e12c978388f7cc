package cades_test

import (
	"bytes"
	"compress/zlib"
	"encoding/asn1"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/insiemi/insiemi/document/cades"
)

// utf16 writes ASCII text in UTF-16, little-endian.
func utf16(s string) []byte {
	var out []byte
	for _, c := range []byte(s) {
		out = append(out, c, 0)
	}
	return out
}

// Whatever stands around an envelope is taken off, whatever is damaged before
// its content is passed over, and the verdict stays the same.
func TestArmoursAndDamage(t *testing.T) {
	content := bytes.Repeat([]byte("Registro presenze di prova\n"), 20)
	der := sign(t, content, rsaSigner(t), false)
	b64 := base64.StdEncoding.EncodeToString(der)
	twice := base64.StdEncoding.EncodeToString([]byte(b64))
	mime := "MIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; smime-type=signed-data;\r\n name=\"smime.p7m\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
	block := string(pem.EncodeToMemory(&pem.Block{Type: "CMS", Headers: map[string]string{"Comment": "prova"}, Bytes: der}))
	with := func(at int, b ...byte) []byte {
		out := bytes.Clone(der)
		copy(out[at:], b)
		return out
	}
	for name, c := range map[string]struct {
		b        []byte
		repaired bool
		cut      bool
	}{
		"PEM with headers":     {b: []byte(block)},
		"PEM after text":       {b: []byte("Bag Attributes\n    localKeyID: 01\n\n" + block)},
		"PEM, CRLF":            {b: []byte(strings.ReplaceAll(block, "\n", "\r\n"))},
		"base64 twice":         {b: []byte(twice)},
		"base64 thrice, lines": {b: []byte(lines(base64.StdEncoding.EncodeToString([]byte(twice)), 76, "\r\n"))},
		"base64 after text":    {b: []byte("file: fattura.p7m\nfine delle note\n" + b64)},
		"base64, URL alphabet": {b: []byte(base64.URLEncoding.EncodeToString(der))},
		"base64, JSON":         {b: []byte(`"` + strings.ReplaceAll(lines(b64, 76, `\r\n`), "/", `\/`) + `"`)},
		"base64, in a URL":     {b: []byte(strings.NewReplacer("+", "%2B", "/", "%2F", "=", "%3D").Replace(b64))},
		"quoted":               {b: []byte("'" + b64 + "'\n")},
		"UTF-16":               {b: append([]byte("\xFF\xFE"), utf16(b64)...)},
		"UTF-16, no mark":      {b: utf16(b64)},
		"hexadecimal":          {b: []byte(hex.EncodeToString(der))},
		"hexadecimal, spaced":  {b: []byte(lines(strings.ToUpper(hex.EncodeToString(der)), 2, " "))},
		"data URL":             {b: []byte("data:application/pkcs7-mime;base64," + b64)},
		"MIME":                 {b: []byte(mime + lines(b64, 64, "\r\n"))},
		"HTTP":                 {b: append([]byte("HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n"), der...)},
		"HTTP, bare":           {b: append([]byte("HTTP/1.1 200 OK\r\n\r\n"), der...)},
		"line end before":      {b: append([]byte("\r\n"), der...)},
		"byte-order mark":      {b: append([]byte("\xEF\xBB\xBF"), der...)},
		"junk before":          {append([]byte{7, 7, 7, 0x30, 7}, der...), true, false},
		"first tag":            {with(0, 0x43), true, false},
		"first tag zero":       {with(0, 0), true, false},
		"first byte lost":      {der[1:], true, false},
		"four bytes lost":      {der[4:], true, false},
		"identifier lost":      {der[15:], true, false},
		"outer length longer":  {with(2, 0x7F), true, false},
		"outer length shorter": {with(2, 0, 40), true, false},
		"signature cut":        {der[:len(der)-40], true, true},
		"all after content":    {der[:bytes.Index(der, content)+len(content)], true, true},
		"base64, cut":          {[]byte(b64[:len(b64)-60]), true, true},
	} {
		t.Run(name, func(t *testing.T) {
			if !cades.Is(c.b[:min(len(c.b), 8<<10)]) {
				t.Error("not recognised by its first bytes")
			}
			e, err := cades.Open(c.b)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(e.Content, content) || e.Repaired != c.repaired || e.Cut != c.cut {
				t.Errorf("content of %d bytes, want %d; repaired %v, cut %v", len(e.Content), len(content), e.Repaired, e.Cut)
			}
			want := cades.Intact
			if c.cut {
				want = cades.Unverified
			}
			for _, s := range e.Signatures {
				if s.Integrity != want {
					t.Errorf("%+v", s)
				}
			}
			if !c.cut && len(e.Signatures) != 1 {
				t.Errorf("%d signatures", len(e.Signatures))
			}
		})
	}
}

// What looks a little like an envelope is not taken for one.
func TestIsNoEnvelope(t *testing.T) {
	der := sign(t, []byte("contenuto"), rsaSigner(t), false)
	b64 := base64.StdEncoding.EncodeToString(der)
	for name, b := range map[string][]byte{
		"mail with an envelope": []byte("From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\nContent-Type: text/plain\r\n\r\n-----BEGIN PKCS7-----\r\n" + b64),
		"archive with one":      append([]byte("PK\x03\x04rest of the header"), der...),
		"PDF with one":          append([]byte("%PDF-1.7\n"), der...),
		"XML with one":          []byte("<a>" + b64 + "</a>"),
		"words":                 []byte("MIMMO e MIAO sono due gatti\nMIAO non ha firmato niente di niente\n"),
		"certificate":           rsaSigner(t).der,
		"digits":                []byte(strings.Repeat("30820122", 40)),
		"MIME of words":         []byte("Content-Type: text/plain\r\n\r\nbuongiorno a tutti"),
		"signed by PGP":         []byte("MIME-Version: 1.0\r\nContent-Type: multipart/signed; boundary=x; protocol=\"application/pgp-signature\"\r\n\r\n--x\r\n\r\ntesto\r\n--x\r\n\r\n--x--"),
	} {
		if cades.Is(b) {
			t.Errorf("%s is taken for an envelope", name)
		}
	}
}

// Content that is not whole is never returned.
func TestPartOfContentIsNone(t *testing.T) {
	content := bytes.Repeat([]byte("presenze "), 100)
	der := sign(t, content, rsaSigner(t), false)
	at := bytes.Index(der, content)
	for cut := at - 4; cut < at+len(content); cut += 7 {
		if e, err := cades.Open(der[:cut]); !errors.Is(err, cades.ErrDamaged) || len(e.Content) > 0 {
			t.Fatalf("cut at %d: %d bytes, %v", cut-at, len(e.Content), err)
		}
	}
}

var (
	oidCompressed  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 9}
	oidZlib        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 3, 8}
	oidTimeStamped = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 31}
	oidData        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
)

type contentInfo struct {
	Type    asn1.ObjectIdentifier
	Content asn1.RawValue
}

func explicit(t *testing.T, v any) asn1.RawValue {
	t.Helper()
	b, err := asn1.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return asn1.RawValue{Class: 2, Tag: 0, IsCompound: true, Bytes: b}
}

func marshal(t *testing.T, v any) []byte {
	t.Helper()
	b, err := asn1.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// compressed is CompressedData (RFC 3274).
func compressed(t *testing.T, content []byte, times int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	for range times {
		if _, err := z.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return marshal(t, contentInfo{oidCompressed, explicit(t, struct {
		Version   int
		Algorithm struct{ OID asn1.ObjectIdentifier }
		Inner     contentInfo
	}{0, struct{ OID asn1.ObjectIdentifier }{oidZlib}, contentInfo{oidData, explicit(t, b.Bytes())}})})
}

func TestCompressed(t *testing.T) {
	content := []byte("Registro presenze di prova\n")
	e, err := cades.Open(compressed(t, content, 1))
	if err != nil || e.Type != cades.Compressed || !bytes.Equal(e.Content, content) {
		t.Errorf("%q, %v", e.Content, err)
	}
	if e, err = cades.Open(compressed(t, make([]byte, 1<<20), 130)); !errors.Is(err, cades.ErrTooLarge) || e.Content != nil {
		t.Errorf("a bomb: %d bytes, %v", len(e.Content), err)
	}
	half := compressed(t, bytes.Repeat(content, 50), 1)
	half[len(half)-3] ^= 0xFF
	if e, err = cades.Open(half); !errors.Is(err, cades.ErrDamaged) || e.Content != nil {
		t.Errorf("damaged: %q, %v", e.Content, err)
	}
}

// openssl is the oracle of the other types, and makes the time stamps.
func TestTypes(t *testing.T) {
	dir := t.TempDir()
	content := []byte("Convenzione di prova.\n")
	in := filepath.Join(dir, "in")
	if err := os.WriteFile(in, content, 0o600); err != nil {
		t.Fatal(err)
	}
	person := writeSigner(t, dir, "rsa", rsaSigner(t))
	cert := person[1]
	for name, c := range map[string]struct {
		args []string
		is   cades.Type
		err  error
	}{
		"data":          {[]string{"-data_create", "-outform", "DER"}, cades.Data, nil},
		"digested":      {[]string{"-digest_create", "-outform", "DER"}, cades.Digested, nil},
		"enveloped":     {[]string{"-encrypt", "-outform", "DER", cert}, cades.Encrypted, cades.ErrEncrypted},
		"authenticated": {[]string{"-encrypt", "-aes-256-gcm", "-outform", "DER", cert}, cades.Encrypted, cades.ErrEncrypted},
		"key only":      {[]string{"-EncryptedData_encrypt", "-secretkey", strings.Repeat("01", 32), "-aes256", "-outform", "DER"}, cades.Encrypted, cades.ErrEncrypted},
		"clear text":    {append([]string{"-sign"}, person...), cades.Signed, nil},
		"streamed PEM":  {append([]string{"-sign", "-nodetach", "-stream", "-outform", "PEM"}, person...), cades.Signed, nil},
	} {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "out")
			openssl(t, append([]string{"cms", "-binary", "-in", in, "-out", out}, c.args...)...)
			b, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			e, err := cades.Open(b)
			if !errors.Is(err, c.err) || e.Type != c.is || c.err == nil && !bytes.Equal(e.Content, content) || e.DigestDiffers || !cades.Is(b) {
				t.Errorf("%q, %q, %v", e.Type, e.Content, err)
			}
			for _, s := range e.Signatures {
				if s.Integrity != cades.Intact {
					t.Errorf("%+v", s)
				}
			}
			if changed := bytes.Replace(b, content, bytes.ToUpper(content), 1); name == "digested" {
				if e, err = cades.Open(changed); err != nil || !e.DigestDiffers {
					t.Errorf("changed: %v, %v", e.DigestDiffers, err)
				}
			}
		})
	}
}

// timestamp makes a time stamp of content: openssl's answer (RFC 3161).
func timestamp(t *testing.T, content []byte) []byte {
	t.Helper()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	config := "[tsa]\nserial=" + at("serial") + "\ndefault_policy=1.2.3.4\ndigests=sha256\nsigner_digest=sha256\naccuracy=secs:1\n"
	for name, text := range map[string]string{"in": string(content), "tsa.cnf": config, "serial": "01\n"} {
		if err := os.WriteFile(at(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	openssl(t, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", at("k"), "-out", at("c"), "-subj", "/CN=Marche di prova", "-days", "2",
		"-addext", "extendedKeyUsage=critical,timeStamping")
	openssl(t, "ts", "-query", "-data", at("in"), "-sha256", "-cert", "-out", at("q"))
	openssl(t, "ts", "-reply", "-queryfile", at("q"), "-config", at("tsa.cnf"), "-section", "tsa", "-signer", at("c"), "-inkey", at("k"), "-out", at("r"))
	b, err := os.ReadFile(at("r"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A signed document with its time stamp, in the two forms that Italian programs
// write, and the time stamp alone.
func TestTimeStamped(t *testing.T) {
	content := []byte("Registro presenze di prova")
	envelope := sign(t, content, rsaSigner(t), false)
	reply := timestamp(t, envelope)
	var parts []asn1.RawValue
	if _, err := asn1.Unmarshal(reply, &parts); err != nil || len(parts) != 2 {
		t.Fatalf("%d parts, %v", len(parts), err)
	}
	token := parts[1].FullBytes
	tsd := marshal(t, contentInfo{oidTimeStamped, explicit(t, struct {
		Version  int
		Content  []byte
		Evidence asn1.RawValue
	}{1, envelope, asn1.RawValue{Class: 2, Tag: 0, IsCompound: true, Bytes: marshal(t, struct{ Token asn1.RawValue }{asn1.RawValue{FullBytes: token}})}})})
	e, err := cades.Open(tsd)
	if err != nil || e.Type != cades.TimeStamped || !bytes.Equal(e.Content, envelope) || len(e.Timestamps) != 1 || !bytes.Equal(e.Timestamps[0], token) {
		t.Errorf("TSD: %d bytes, %d time stamps, %v", len(e.Content), len(e.Timestamps), err)
	}
	stamped := func(form string) {
		if last := e.Signatures[len(e.Signatures)-1]; !last.Stamp || last.Integrity != cades.Intact || last.Attested.IsZero() || last.Signer != "Marche di prova" {
			t.Errorf("%s: time stamp %s", form, last)
		}
	}
	stamped("TSD")
	m7m := "Mime-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"confine\"\r\n\r\n--confine\r\nContent-Type: application/pkcs7-mime; name=\"f.p7m\"\r\nContent-Transfer-Encoding: binary\r\n\r\n" +
		string(envelope) + "\r\n--confine\r\nContent-Type: application/timestamp-reply; name=\"f.tsr\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString(reply) + "\r\n--confine--\r\n"
	if e, err = cades.Open([]byte(m7m)); err != nil || !bytes.Equal(e.Content, content) || e.Signatures[0].Integrity != cades.Intact ||
		len(e.Timestamps) != 1 || !bytes.Equal(e.Timestamps[0], reply) || !cades.Is([]byte(m7m)[:300]) {
		t.Errorf("M7M: %q, %d time stamps, %v", e.Content, len(e.Timestamps), err)
	}
	stamped("M7M")
	for name, b := range map[string][]byte{"token": token, "reply": reply} {
		if e, err = cades.Open(b); !errors.Is(err, cades.ErrTimestamp) || !cades.Is(b) || e.Signatures[0].Integrity != cades.Unverified || !e.Signatures[0].Stamp {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A streamed envelope, whose content is in chunks, is opened with its end marks
// missing; with a chunk missing it is not.
func TestStreamedAndCut(t *testing.T) {
	dir := t.TempDir()
	content := bytes.Repeat([]byte("Convenzione di prova.\n"), 1000)
	in, out := filepath.Join(dir, "in"), filepath.Join(dir, "out")
	if err := os.WriteFile(in, content, 0o600); err != nil {
		t.Fatal(err)
	}
	openssl(t, append([]string{"cms", "-sign", "-nodetach", "-binary", "-stream", "-outform", "DER", "-in", in, "-out", out}, writeSigner(t, dir, "rsa", rsaSigner(t))...)...)
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, lost := range []int{1, 4, 6} {
		e, err := cades.Open(b[:len(b)-lost])
		if err != nil || !bytes.Equal(e.Content, content) || !e.Repaired || e.Cut || e.Signatures[0].Integrity != cades.Intact {
			t.Errorf("%d bytes of end marks lost: %d bytes, cut %v, %v", lost, len(e.Content), e.Cut, err)
		}
	}
	if e, err := cades.Open(b[:len(content)/2]); !errors.Is(err, cades.ErrDamaged) || e.Content != nil {
		t.Errorf("half of the chunks: %d bytes, %v", len(e.Content), err)
	}
}

// The oracle opens the same content from what it can open.
func TestOracleOpensTheSame(t *testing.T) {
	dir := t.TempDir()
	content := []byte("Registro presenze di prova\n")
	in, out := filepath.Join(dir, "in"), filepath.Join(dir, "out")
	b := []byte("MIME-Version: 1.0\nContent-Type: application/pkcs7-mime; smime-type=signed-data; name=\"smime.p7m\"\nContent-Transfer-Encoding: base64\n\n" +
		lines(base64.StdEncoding.EncodeToString(sign(t, content, rsaSigner(t), false)), 64, "\n"))
	if err := os.WriteFile(in, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if o, err := exec.Command("openssl", "cms", "-verify", "-noverify", "-binary", "-in", in, "-out", out).CombinedOutput(); err != nil {
		t.Fatalf("openssl: %v\n%s", err, o)
	}
	want, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if e, err := cades.Open(b); err != nil || !bytes.Equal(e.Content, want) {
		t.Errorf("%q, openssl says %q, %v", e.Content, want, err)
	}
}
