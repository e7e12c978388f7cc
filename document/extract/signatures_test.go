package extract_test

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/smallstep/pkcs7"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/cades/cadestest"
	"github.com/insiemi/insiemi/document/extract"
)

// envelopedTemplate is a signature that xmlsec1 fills in.
const envelopedTemplate = `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>` +
	`<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"/><ds:Reference URI=""><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/></ds:Transforms>` +
	`<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue/></ds:Reference></ds:SignedInfo><ds:SignatureValue/><ds:KeyInfo><ds:X509Data/></ds:KeyInfo></ds:Signature>`

func TestSignedInvoice(t *testing.T) {
	root := cadestest.Root(t, "Radice di prova")
	key, cert := root.Signer(t, "Rossi Prova", "RSSPRV80A01H294X", nil).Files(t)
	unsigned := string(invoiceXML("2026-11-05"))
	end := strings.LastIndex(unsigned, "</")
	in := cadestest.Write(t, "in.xml", []byte(unsigned[:end]+envelopedTemplate+unsigned[end:]))
	b := cadestest.Run(t, filepath.Dir(in), "xmlsec1", "--sign", "--privkey-pem", key+","+cert, in)
	r := read(t, b, "f.xml")
	if len(r.Signatures) != 1 || r.Kind != document.Invoice {
		t.Fatalf("%+v, %v", r.Signatures, r.Error)
	}
	if s := r.Signatures[0]; s.Form != "XAdES" || s.Intact != "yes" || s.Coverage != "whole" || s.Signer != "Rossi Prova" || s.TaxCode != "RSSPRV80A01H294X" {
		t.Errorf("%+v", s)
	}
	total := r.Value(document.InvoiceTotal)
	changed := strings.Replace(string(b), total, "9"+total[1:], 1)
	if r = read(t, []byte(changed), "f.xml"); r.Signatures[0].Intact != "no" || !has(r, "p7m.not_intact") {
		t.Errorf("changed: %+v", r.Signatures)
	}
}

// A trust store says where chains end; without one that is not checked.
func TestTrust(t *testing.T) {
	root, stranger := cadestest.Root(t, "Radice di prova"), cadestest.Root(t, "Altra radice")
	envelope := cadestest.Sign(t, invoiceXML("2026-11-05"), false, nil, root.Signer(t, "Rossi Prova", "RSSPRV80A01H294X", nil))
	for name, c := range map[string]struct {
		store, chain, warning string
	}{
		"no store":     {"", "unknown", ""},
		"its root":     {cadestest.Write(t, "root.pem", cadestest.PEM(stranger, root)), "trusted", ""},
		"another root": {cadestest.Write(t, "root.pem", cadestest.PEM(stranger)), "untrusted", "p7m.untrusted"},
		"no such file": {filepath.Join(t.TempDir(), "none.pem"), "unknown", "p7m.no_store"},
	} {
		r := readWith(t, envelope, "f.xml.p7m", extract.Options{Trust: c.store})
		s := r.Signatures[0]
		checked := !strings.Contains(strings.Join(s.NotChecked, " "), "chain")
		if s.SelfSigned || s.Chain != c.chain || checked != (c.chain != "unknown") || c.warning != "" && !has(r, c.warning) || s.Intact != "yes" || s.Coverage != "whole" {
			t.Errorf("%s: %+v, %v", name, s, r.Warnings)
		}
	}
	own := cadestest.Sign(t, invoiceXML("2026-11-05"), false, nil, root)
	for name, c := range map[string]struct {
		store string
		want  bool
	}{"no store": {"", true}, "itself": {cadestest.Write(t, "root.pem", cadestest.PEM(root)), false}, "another": {cadestest.Write(t, "other.pem", cadestest.PEM(stranger)), true}} {
		r := readWith(t, own, "f.xml.p7m", extract.Options{Trust: c.store})
		if has(r, "p7m.self_signed") != c.want || !r.Signatures[0].SelfSigned || has(r, "p7m.untrusted") {
			t.Errorf("self-signed, %s: %+v, %v", name, r.Signatures, r.Warnings)
		}
	}
	late := root.Signer(t, "Neri Prova", "NREPRV80A01H294V", func(c *x509.Certificate) { c.NotAfter = time.Date(2021, 3, 1, 0, 0, 0, 0, time.UTC) })
	r := read(t, cadestest.Sign(t, invoiceXML("2026-11-05"), false, nil, late), "f.xml.p7m")
	if r.Signatures[0].Intact != "yes" || r.Signatures[0].NotAfter != "2021-03-01T00:00:00Z" || !has(r, "p7m.expired") {
		t.Errorf("expired: %+v, %v", r.Signatures, r.Warnings)
	}
	if err := extract.CheckTrust(os.DevNull); err == nil {
		t.Error("an empty file is a trust store")
	}
}

// A time stamp attests when a signature was there; one of something else
// attests nothing.
func TestStampedEnvelope(t *testing.T) {
	root := cadestest.Root(t, "Radice di prova")
	signer, stamper := root.Signer(t, "Rossi Prova", "RSSPRV80A01H294X", nil), root.StampAuthority(t, "Marche di prova")
	store := cadestest.Write(t, "root.pem", cadestest.PEM(root))
	stamped := func(over func([]byte) []byte) []byte {
		return cadestest.SignWith(t, invoiceXML("2026-11-05"), signer, nil, func(v []byte) []pkcs7.Attribute {
			return []pkcs7.Attribute{cadestest.StampAttribute(stamper.Stamp(t, over(v)))}
		})
	}
	good := stamped(func(v []byte) []byte { return v })
	r := readWith(t, good, "f.xml.p7m", extract.Options{Trust: store})
	if s := r.Signatures[0]; s.TimestampAt == "" || s.TimestampBy != "Marche di prova" || len(s.NotChecked) != 2 {
		t.Errorf("%+v", s)
	}
	if s := read(t, good, "f.xml.p7m").Signatures[0]; s.TimestampAt == "" || !slices.Contains(s.NotChecked, "timestamp") {
		t.Errorf("without a store: %+v", s)
	}
	r = readWith(t, stamped(func([]byte) []byte { return []byte("altro") }), "f.xml.p7m", extract.Options{Trust: store})
	if s := r.Signatures[0]; s.Intact != "yes" || s.TimestampAt != "" || !has(r, "p7m.stamp_broken") {
		t.Errorf("of something else: %+v, %v", s, r.Warnings)
	}
}
