package extract_test

import (
	"crypto/x509"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/smallstep/pkcs7"

	"github.com/insiemi/insiemi/document/cades/cadestest"
	"github.com/insiemi/insiemi/document/extract"
	"github.com/insiemi/insiemi/workflow/calendar"
)

// untimed is an envelope that does not say when it was signed.
func untimed(t *testing.T, content []byte, p cadestest.Person) []byte {
	t.Helper()
	key, cert := p.Files(t)
	in := cadestest.Write(t, "in", content)
	return cadestest.Run(t, filepath.Dir(in), "openssl", "cms", "-sign", "-noattr", "-binary", "-nodetach", "-md", "sha256", "-outform", "DER",
		"-in", in, "-signer", cert, "-inkey", key)
}

// A certificate is judged when its signature was there for sure: a time that only
// the signer claims, or no time at all, makes none valid that is not.
func TestWhenACertificateIsJudged(t *testing.T) {
	root, stranger := cadestest.Root(t, "Radice di prova"), cadestest.Root(t, "Altra radice")
	stamper, own := root.StampAuthority(t, "Marche di prova"), stranger.StampAuthority(t, "Marche proprie")
	now := time.Now() // what the envelopes claim
	until := func(at time.Time) func(*x509.Certificate) { return func(c *x509.Certificate) { c.NotAfter = at } }
	old := root.Signer(t, "Neri Prova", "NREPRV80A01H294V", until(time.Date(2021, 3, 1, 0, 0, 0, 0, time.UTC)))
	brief := root.Signer(t, "Bruni Prova", "BRNPRV80A01H294V", until(now.AddDate(0, 0, 2)))
	foreign := stranger.Signer(t, "Verdi Prova", "VRDPRV80A01H294W", until(now.AddDate(0, 0, 2)))
	xml := invoiceXML("2026-11-05")
	claimed := func(p cadestest.Person) []byte { return cadestest.Sign(t, xml, false, nil, p) }
	stamped := func(by cadestest.Person) []byte {
		return cadestest.SignWith(t, xml, brief, []cadestest.Person{by}, func(v []byte) []pkcs7.Attribute {
			return []pkcs7.Attribute{cadestest.StampAttribute(by.Stamp(t, v))}
		})
	}
	received, later := calendar.DateOf(now), calendar.DateOf(now).AddDays(10)
	store := cadestest.Write(t, "root.pem", cadestest.PEM(root))
	for name, c := range map[string]struct {
		file    []byte
		on      calendar.Date
		store   string
		chain   string
		undated bool
		warning string
	}{
		"valid when received, no time":         {untimed(t, xml, brief), received, store, "trusted", false, ""},
		"valid when received, a claim":         {claimed(brief), received, store, "trusted", false, ""},
		"expired, no time":                     {untimed(t, xml, old), received, store, "unknown", true, "p7m.undated"},
		"expired, no time, no store":           {untimed(t, xml, old), received, "", "unknown", true, "p7m.undated"},
		"expired since the claim":              {claimed(brief), later, store, "unknown", true, "p7m.undated"},
		"expired since the claim, no store":    {claimed(brief), later, "", "unknown", true, "p7m.undated"},
		"expired when claimed":                 {claimed(old), received, store, "untrusted", false, "p7m.expired"},
		"expired since the claim, not ours":    {claimed(foreign), later, store, "untrusted", false, "p7m.untrusted"},
		"expired since a time stamp":           {stamped(stamper), later, store, "trusted", false, ""},
		"expired since a time stamp, not ours": {stamped(own), later, store, "unknown", true, "p7m.undated"},
	} {
		t.Run(name, func(t *testing.T) {
			r := readWith(t, c.file, "f.xml.p7m", extract.Options{Trust: c.store, Received: c.on})
			s := r.Signatures[0]
			if s.Intact != "yes" || s.Chain != c.chain || slices.Contains(s.NotChecked, "validity") != c.undated {
				t.Errorf("%+v", s)
			}
			for _, code := range []string{"p7m.undated", "p7m.expired", "p7m.untrusted"} {
				if code != "p7m.untrusted" && has(r, code) != (code == c.warning) || c.warning == code && !has(r, code) {
					t.Errorf("%s: %v", code, r.Warnings)
				}
			}
		})
	}
}
