package cades_test

import (
	"crypto/x509"
	"errors"
	"os/exec"
	"testing"
	"time"

	"github.com/insiemi/insiemi/document/cades"
	"github.com/insiemi/insiemi/document/cades/cadestest"
)

// openssl cms -verify is the oracle of chains.
func TestChain(t *testing.T) {
	w := newWorld(t)
	stranger := cadestest.Root(t, "Radice di prova") // the same name, another key
	old := w.middle.Signer(t, "Neri Prova", "NREPRV80A01H294V", func(c *x509.Certificate) { c.NotAfter = time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC) })
	false_ := w.signer.Signer(t, "Falsi Prova", "FLSPRV80A01H294U", nil) // issued by a person
	for name, c := range map[string]struct {
		store  []cadestest.Person
		others []cadestest.Person
		signer cadestest.Person
		want   cades.Chain
	}{
		"root":              {[]cadestest.Person{w.root}, []cadestest.Person{w.middle}, w.signer, cades.Trusted},
		"authority":         {[]cadestest.Person{w.root, w.middle}, nil, w.signer, cades.Trusted},
		"authority missing": {[]cadestest.Person{w.root}, nil, w.signer, cades.Untrusted},
		"another root":      {[]cadestest.Person{stranger}, []cadestest.Person{w.middle}, w.signer, cades.Untrusted},
		"expired":           {[]cadestest.Person{w.root}, []cadestest.Person{w.middle}, old, cades.Untrusted},
		"a person issued":   {[]cadestest.Person{w.root}, []cadestest.Person{w.middle, w.signer}, false_, cades.Untrusted},
	} {
		t.Run(name, func(t *testing.T) {
			der := cadestest.Sign(t, []byte("contenuto"), false, c.others, c.signer)
			pem := cadestest.PEM(c.store...)
			err := exec.Command("openssl", "cms", "-verify", "-inform", "DER", "-purpose", "any", "-in", cadestest.Write(t, "in", der),
				"-CAfile", cadestest.Write(t, "store", pem), "-out", cadestest.Write(t, "out", nil)).Run()
			if (err == nil) != (c.want == cades.Trusted) {
				t.Fatalf("openssl says %v", err)
			}
			trust, err := cades.ParseTrust(pem)
			if err != nil {
				t.Fatal(err)
			}
			e, err := cades.Open(der)
			if err != nil || e.Signatures[0].Integrity != cades.Intact {
				t.Fatalf("%+v, %v", e.Signatures, err)
			}
			if got := trust.Judge(e.Signatures[0], time.Now()).Chain; got != c.want {
				t.Errorf("chain %s, want %s", got, c.want)
			}
			var none *cades.Trust
			if got := none.Judge(e.Signatures[0], time.Now()).Chain; got != cades.Unresolved {
				t.Errorf("without a store: %s", got)
			}
			if valid := e.Signatures[0].InValidity(e.Signatures[0].Time()); valid == (name == "expired") {
				t.Errorf("valid at the time of signing: %t", valid)
			}
		})
	}
}

func TestParseTrust(t *testing.T) {
	if _, err := cades.ParseTrust([]byte("nothing here")); !errors.Is(err, cades.ErrNoCertificate) {
		t.Errorf("no certificate: %v", err)
	}
	if _, err := cades.ParseTrust([]byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")); err == nil {
		t.Error("garbage is a certificate")
	}
}

// FuzzParseTrust looks for stores and certificates that break the reader.
func FuzzParseTrust(f *testing.F) {
	f.Add([]byte("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if trust, err := cades.ParseTrust(b); err == nil && trust == nil {
			t.Error("no store and no error")
		}
		if c, ok := cades.ParseCertificate(b); ok {
			_ = (&cades.Trust{}).Judge(cades.By(c, []cades.Certificate{c}), time.Now())
		}
	})
}
