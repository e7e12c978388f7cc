package cades_test

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"encoding/asn1"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/smallstep/pkcs7"

	"github.com/insiemi/insiemi/document/cades"
	"github.com/insiemi/insiemi/document/cades/cadestest"
)

// world is an authority, a signer and a time-stamping authority.
type world struct{ root, middle, signer, stamper cadestest.Person }

func newWorld(t *testing.T) world {
	t.Helper()
	root := cadestest.Root(t, "Radice di prova")
	middle := root.Authority(t, "Certificatore di prova")
	return world{root, middle, middle.Signer(t, "Rossi Prova", "RSSPRV80A01H294X", nil), root.StampAuthority(t, "Marche di prova")}
}

var oidCounter = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 6}

// signWith signs content and adds unsigned attributes made from the value of the
// signature.
func signWith(t *testing.T, content []byte, w world, more []cadestest.Person, attributes func(value []byte) []pkcs7.Attribute) []byte {
	t.Helper()
	return cadestest.SignWith(t, content, w.signer, more, attributes)
}

// A time stamp on a signature is openssl's; openssl verifies it too.
func TestTimeStamp(t *testing.T) {
	w := newWorld(t)
	other := w.root.Signer(t, "Bianchi Prova", "BNCPRV80A01H294Y", nil)
	for name, c := range map[string]struct {
		stamp func(value []byte) []byte
		want  cades.Integrity
	}{
		"of the signature": {func(v []byte) []byte { return w.stamper.Stamp(t, v) }, cades.Intact},
		"of other bytes":   {func([]byte) []byte { return w.stamper.Stamp(t, []byte("altro")) }, cades.Broken},
		"changed": {func(v []byte) []byte {
			b := w.stamper.Stamp(t, v)
			return bytes.Replace(b, []byte("20"), []byte("19"), 1) // the year of the instant, or another octet of it
		}, ""},
		"of no authority": {func(v []byte) []byte { return cadestest.Sign(t, v, false, nil, other) }, cades.Unverified},
		"in a string":     {func(v []byte) []byte { return octets(t, w.stamper.Stamp(t, v)) }, cades.Intact},
		"garbage":         {func([]byte) []byte { return []byte{0x04, 0x01, 0x00} }, cades.Unverified},
	} {
		t.Run(name, func(t *testing.T) {
			der := signWith(t, []byte("contenuto"), w, nil, func(v []byte) []pkcs7.Attribute { return []pkcs7.Attribute{cadestest.StampAttribute(c.stamp(v))} })
			e, err := cades.Open(der)
			if err != nil || len(e.Signatures) != 1 || e.Signatures[0].Integrity != cades.Intact || len(e.Signatures[0].Timestamps) != 1 {
				t.Fatalf("%+v, %v", e.Signatures, err)
			}
			s := e.Signatures[0].Timestamps[0]
			if c.want == "" && s.Integrity == cades.Intact || c.want != "" && s.Integrity != c.want {
				t.Errorf("%s: %s, want %q", s.Integrity, s.Why, c.want)
			}
			if c.want == cades.Intact && (s.Signer != "Marche di prova" || time.Since(s.Attested).Abs() > time.Hour || !e.Signatures[0].Time().Equal(s.Attested)) {
				t.Errorf("by %q at %s", s.Signer, s.Attested)
			}
		})
	}
}

func octets(t *testing.T, b []byte) []byte {
	t.Helper()
	out, err := asn1.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// openssl ts is the oracle of VerifyStamp.
func TestVerifyStampAsOpenSSL(t *testing.T) {
	w := newWorld(t)
	data := []byte("il registro di novembre")
	token := cadestest.Write(t, "token", w.stamper.Stamp(t, data))
	store := cadestest.Write(t, "root.pem", cadestest.PEM(w.root))
	for text, want := range map[string]cades.Integrity{string(data): cades.Intact, "il registro di ottobre": cades.Broken} {
		in := cadestest.Write(t, "data", []byte(text))
		err := exec.Command("openssl", "ts", "-verify", "-data", in, "-in", token, "-token_in", "-CAfile", store).Run()
		if (err == nil) != (want == cades.Intact) {
			t.Fatalf("openssl says %v of %q", err, text)
		}
		s, err := cades.VerifyStamp(w.stamper.Stamp(t, data), []byte(text))
		if err != nil || s.Integrity != want || !s.Stamp {
			t.Errorf("%q: %+v, %v", text, s, err)
		}
	}
	if _, err := cades.VerifyStamp([]byte("nothing"), data); err == nil {
		t.Error("garbage is a time stamp")
	}
}

// TimeStampedData (RFC 5544) carries its content and its time stamp.
func TestTimeStampedData(t *testing.T) {
	w := newWorld(t)
	content := []byte("contenuto marcato")
	type evidence struct{ Stamp asn1.RawValue }
	type data struct {
		Version int
		Content []byte
		Stamps  []evidence `asn1:"tag:0"`
	}
	inner, err := asn1.Marshal(data{1, content, []evidence{{asn1.RawValue{FullBytes: w.stamper.Stamp(t, content)}}}})
	if err != nil {
		t.Fatal(err)
	}
	der, err := asn1.Marshal(struct {
		Type    asn1.ObjectIdentifier
		Content asn1.RawValue
	}{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 31}, asn1.RawValue{Class: 2, Tag: 0, IsCompound: true, Bytes: inner}})
	if err != nil {
		t.Fatal(err)
	}
	e, err := cades.Open(der)
	if err != nil || !bytes.Equal(e.Content, content) || len(e.Signatures) != 1 || !e.Signatures[0].Stamp || e.Signatures[0].Integrity != cades.Intact {
		t.Fatalf("%q, %+v, %v", e.Content, e.Signatures, err)
	}
	e, err = cades.Open(bytes.Replace(der, content, []byte("contenuto mutato!"), 1))
	if err != nil || e.Signatures[0].Integrity != cades.Broken {
		t.Errorf("changed: %+v, %v", e.Signatures, err)
	}
}

// Whoever countersigns signs the value of another signature.
func TestCounterSignature(t *testing.T) {
	w := newWorld(t)
	head := w.middle.Signer(t, "Verdi Prova", "VRDPRV80A01H294W", nil)
	counter := func(over func([]byte) []byte) []byte {
		return signWith(t, []byte("contenuto"), w, []cadestest.Person{head}, func(v []byte) []pkcs7.Attribute {
			sd, err := pkcs7.NewSignedData(over(v))
			if err != nil {
				t.Fatal(err)
			}
			sd.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
			if err := sd.AddSigner(head.Cert, head.Key, pkcs7.SignerInfoConfig{}); err != nil {
				t.Fatal(err)
			}
			return []pkcs7.Attribute{{Type: oidCounter, Value: sd.GetSignedData().SignerInfos[0]}}
		})
	}
	for want, over := range map[cades.Integrity]func([]byte) []byte{
		cades.Intact: func(v []byte) []byte { return v },
		cades.Broken: func([]byte) []byte { return []byte("altro") },
	} {
		e, err := cades.Open(counter(over))
		if err != nil || len(e.Signatures) != 2 {
			t.Fatalf("%+v, %v", e.Signatures, err)
		}
		first, second := e.Signatures[0], e.Signatures[1]
		if first.Integrity != cades.Intact || first.CounterOf != "" {
			t.Errorf("first %+v", first)
		}
		if second.Integrity != want || second.Signer != "Verdi Prova" || second.CounterOf != "Rossi Prova" {
			t.Errorf("second %+v, want %s", second, want)
		}
	}
}

// The certificate that a signer names (ESS) must be the one that is used;
// openssl writes the attribute with -cades.
func TestNamedCertificate(t *testing.T) {
	w := newWorld(t)
	key, cert := w.signer.Files(t)
	dir := filepath.Dir(key)
	in := cadestest.Write(t, "in", []byte("contenuto"))
	twin := cadestest.Person{Cert: &x509.Certificate{}}
	for len(twin.Cert.Raw) != len(w.signer.Cert.Raw) { // values of ECDSA differ in length by an octet or two
		twin = w.middle.SignerWith(t, w.signer.Key, "Rossi Sosia", "RSSPRV80A01H294X",
			func(c *x509.Certificate) { c.SerialNumber = w.signer.Cert.SerialNumber })
	}
	for _, md := range []string{"sha1", "sha256", "sha512"} {
		der := cadestest.Run(t, dir, "openssl", "cms", "-sign", "-cades", "-binary", "-nodetach", "-md", md, "-outform", "DER", "-in", in, "-signer", cert, "-inkey", key)
		e, err := cades.Open(der)
		if err != nil || e.Signatures[0].Integrity != cades.Intact || e.Signatures[0].OtherCertificate {
			t.Errorf("%s: %+v, %v", md, e.Signatures, err)
		}
		swapped := bytes.Replace(der, w.signer.Cert.Raw, twin.Cert.Raw, 1)
		if e, err = cades.Open(swapped); err != nil || e.Signatures[0].Integrity != cades.Unverified || !e.Signatures[0].OtherCertificate {
			t.Errorf("%s, another certificate of the same key: %+v, %v", md, e.Signatures, err)
		}
	}
}

// The digest of the content and the signature may use two hashes, and some
// programs name another one than they used.
func TestTwoHashes(t *testing.T) {
	p := rsaSigner(t)
	for name, c := range map[string]struct{ said, used crypto.Hash }{
		"as it says":  {crypto.SHA512, crypto.SHA512},
		"not as said": {crypto.SHA512, crypto.SHA256},
	} {
		sd, err := pkcs7.NewSignedData([]byte("contenuto"))
		if err != nil {
			t.Fatal(err)
		}
		sd.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
		if err := sd.AddSigner(p.cert, p.key, pkcs7.SignerInfoConfig{}); err != nil {
			t.Fatal(err)
		}
		si := &sd.GetSignedData().SignerInfos[0]
		attributes, err := asn1.MarshalWithParams(si.AuthenticatedAttributes, "set")
		if err != nil {
			t.Fatal(err)
		}
		h := c.used.New()
		h.Write(attributes)
		if si.EncryptedDigest, err = p.key.Sign(rand.Reader, h.Sum(nil), c.used); err != nil {
			t.Fatal(err)
		}
		si.DigestEncryptionAlgorithm.Algorithm = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 13} // sha512WithRSAEncryption
		der, err := sd.Finish()
		if err != nil {
			t.Fatal(err)
		}
		e, err := cades.Open(der)
		if err != nil || e.Signatures[0].Integrity != cades.Intact {
			t.Errorf("%s: %+v, %v", name, e.Signatures, err)
		}
		if e, err = cades.Open(bytes.Replace(der, []byte("contenuto"), []byte("contenute"), 1)); err != nil || e.Signatures[0].Integrity != cades.Broken {
			t.Errorf("%s, changed: %+v, %v", name, e.Signatures, err)
		}
	}
}
