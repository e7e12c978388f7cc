package xades_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/insiemi/insiemi/document/cades"
	"github.com/insiemi/insiemi/document/cades/cadestest"
	"github.com/insiemi/insiemi/document/xades"
)

// Identifiers of algorithms.
const (
	c14n10     = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
	c14n10With = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments"
	c14n11     = "http://www.w3.org/2006/12/xml-c14n11"
	exclusive  = "http://www.w3.org/2001/10/xml-exc-c14n#"
	enveloped  = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
	xpath      = "http://www.w3.org/TR/1999/REC-xpath-19991116"
	filter2    = "http://www.w3.org/2002/06/xmldsig-filter2"
	sha256ID   = "http://www.w3.org/2001/04/xmlenc#sha256"
	rsa256     = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
)

// invoice is a document with what makes canonical forms differ: a prefix, an
// unused declaration, attributes out of order, references, CDATA, comments,
// instructions, an empty element, line ends of Windows, xml:lang.
const invoice = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<?xml-stylesheet type=\"text/xsl\" href=\"f.xsl\"?>\r\n<!-- prima -->\r\n" +
	`<p:FatturaElettronica xmlns:z="urn:z" versione="FPA12" xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2" xml:lang="it" xmlns="urn:base">` + "\r\n" +
	`  <FatturaElettronicaHeader z:b="2" a="1&#10;&quot;x&quot;` + "\t" + `y" xmlns=""><!-- dentro --><Denominazione>Cooperativa &amp; Rondine &lt;1&gt;&#13;</Denominazione><Vuoto/></FatturaElettronicaHeader>` + "\r\n" +
	`  <Causale><![CDATA[pocket money <2,50> & più]]></Causale><ImportoTotaleDocumento>30371.40</ImportoTotaleDocumento>` + "\r\n" +
	`%s</p:FatturaElettronica>` + "\n<!-- dopo -->\n"

// template is an empty XAdES signature that xmlsec1 fills in.
type template struct {
	canonical, method, transforms, uri string
	properties                         string // unsigned ones
	cert                               *x509.Certificate
}

func transform(id, inside string) string {
	return fmt.Sprintf(`<ds:Transform Algorithm="%s">%s</ds:Transform>`, id, inside)
}

func (m template) String() string {
	named := ""
	if m.cert != nil {
		sum := sha256.Sum256(m.cert.Raw)
		named = fmt.Sprintf(`<xades:SigningCertificateV2><xades:Cert><xades:CertDigest><ds:DigestMethod Algorithm="%s"/><ds:DigestValue>%s</ds:DigestValue></xades:CertDigest></xades:Cert></xades:SigningCertificateV2>`,
			sha256ID, base64.StdEncoding.EncodeToString(sum[:]))
	}
	transforms := ""
	if m.transforms != "" {
		transforms = "<ds:Transforms>" + m.transforms + "</ds:Transforms>"
	}
	return fmt.Sprintf(`<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Id="firma"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="%s"/><ds:SignatureMethod Algorithm="%s"/>`+
		`<ds:Reference URI="%s">%s<ds:DigestMethod Algorithm="%s"/><ds:DigestValue/></ds:Reference>`+
		`<ds:Reference Type="http://uri.etsi.org/01903#SignedProperties" URI="#proprieta"><ds:DigestMethod Algorithm="%[5]s"/><ds:DigestValue/></ds:Reference></ds:SignedInfo>`+
		`<ds:SignatureValue Id="valore"/><ds:KeyInfo><ds:X509Data/></ds:KeyInfo>`+
		`<ds:Object><xades:QualifyingProperties xmlns:xades="http://uri.etsi.org/01903/v1.3.2#" Target="#firma"><xades:SignedProperties Id="proprieta"><xades:SignedSignatureProperties>`+
		`<xades:SigningTime>2026-11-30T10:15:00+01:00</xades:SigningTime>%s</xades:SignedSignatureProperties></xades:SignedProperties>%s</xades:QualifyingProperties></ds:Object></ds:Signature>`,
		m.canonical, m.method, m.uri, transforms, sha256ID, named, m.properties)
}

// world is a root and people.
type world struct{ root, signer, stamper cadestest.Person }

func newWorld(t *testing.T) world {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	root := cadestest.Root(t, "Radice di prova")
	return world{root, root.SignerWith(t, key, "Rossi Prova", "RSSPRV80A01H294X", nil), root.StampAuthority(t, "Marche di prova")}
}

// sign has xmlsec1 fill the templates of a document in.
func sign(t *testing.T, p cadestest.Person, doc string) []byte {
	t.Helper()
	key, cert := p.Files(t)
	in := cadestest.Write(t, "in.xml", []byte(doc))
	return cadestest.Run(t, filepath.Dir(in), "xmlsec1", "--sign", "--privkey-pem", key+","+cert, "--id-attr:Id", "SignedProperties", "--id-attr:Id", "Causale", "--id-attr:Id", "SignatureValue", in)
}

// xmlsec says whether xmlsec1 verifies the (first) signature.
func xmlsec(t *testing.T, w world, b []byte) bool {
	t.Helper()
	in, store := cadestest.Write(t, "in.xml", b), cadestest.Write(t, "root.pem", cadestest.PEM(w.root))
	return exec.Command("xmlsec1", "--verify", "--trusted-pem", store, "--id-attr:Id", "SignedProperties", "--id-attr:Id", "Causale", in).Run() == nil
}

func read(t *testing.T, b []byte) []xades.Signature {
	t.Helper()
	all, err := xades.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// xmlsec1 makes the signatures, and is the oracle of what is changed after.
func TestAsXMLSec(t *testing.T) {
	w := newWorld(t)
	curveKey, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	curve := w.root.SignerWith(t, curveKey, "Bianchi Prova", "BNCPRV80A01H294Y", nil)
	env := transform(enveloped, "")
	notSignature := `<ds:XPath xmlns:ds="http://www.w3.org/2000/09/xmldsig#">not(ancestor-or-self::ds:Signature)</ds:XPath>`
	this := `<dsig:XPath xmlns:dsig="http://www.w3.org/2000/09/xmldsig#">count(ancestor-or-self::dsig:Signature | here()/ancestor::dsig:Signature[1]) &gt; count(ancestor-or-self::dsig:Signature)</dsig:XPath>`
	subtract := `<XPath xmlns="http://www.w3.org/2002/06/xmldsig-filter2" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Filter="subtract">/descendant::ds:Signature</XPath>`
	prefixes := `<ec:InclusiveNamespaces xmlns:ec="http://www.w3.org/2001/10/xml-exc-c14n#" PrefixList="z #default"/>`
	for name, c := range map[string]struct {
		template
		signer cadestest.Person
		whole  bool
	}{
		"canonical 1.0":            {template{c14n10, rsa256, env, "", "", w.signer.Cert}, w.signer, true},
		"canonical 1.0 named":      {template{c14n10, rsa256, env + transform(c14n10, ""), "", "", nil}, w.signer, true},
		"with comments":            {template{c14n10With, rsa256, env + transform(c14n10With, ""), "#xpointer(/)", "", nil}, w.signer, true},
		"canonical 1.1":            {template{c14n11, rsa256, env + transform(c14n11, ""), "", "", nil}, w.signer, true},
		"exclusive":                {template{exclusive, rsa256, env + transform(exclusive, ""), "", "", w.signer.Cert}, w.signer, true},
		"exclusive with prefixes":  {template{exclusive, rsa256, env + transform(exclusive, prefixes), "", "", nil}, w.signer, true},
		"exclusive with comments":  {template{exclusive + "WithComments", rsa256, env + transform(exclusive+"WithComments", ""), "", "", nil}, w.signer, true},
		"XPath":                    {template{c14n10, rsa256, transform(xpath, notSignature), "", "", nil}, w.signer, true},
		"XPath that is here":       {template{c14n10, rsa256, transform(xpath, this), "", "", nil}, w.signer, true},
		"XPath filter 2":           {template{c14n10, rsa256, transform(filter2, subtract) + transform(exclusive, ""), "", "", nil}, w.signer, true},
		"an element":               {template{c14n10, rsa256, "", "#causale", "", nil}, w.signer, false},
		"an element in 1.1":        {template{c14n11, rsa256, transform(c14n11, ""), "#causale", "", nil}, w.signer, false},
		"an element exclusive":     {template{exclusive, rsa256, transform(exclusive, ""), "#causale", "", nil}, w.signer, false},
		"RSA with SHA-1":           {template{c14n10, "http://www.w3.org/2000/09/xmldsig#rsa-sha1", env, "", "", nil}, w.signer, true},
		"RSA with SHA-512":         {template{c14n10, "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", env, "", "", nil}, w.signer, true},
		"elliptic curve":           {template{c14n10, "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", env, "", "", curve.Cert}, curve, true},
		"elliptic curve SHA-256":   {template{exclusive, "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", env, "", "", nil}, curve, true},
		"several unsigned objects": {template{c14n10, rsa256, env, "", "<xades:UnsignedProperties/>", nil}, w.signer, true},
	} {
		t.Run(name, func(t *testing.T) {
			doc := strings.Replace(fmt.Sprintf(invoice, c.template), "<Causale>", `<Causale Id="causale">`, 1)
			b := sign(t, c.signer, doc)
			if !xmlsec(t, w, b) {
				t.Fatal("xmlsec1 does not verify what it signed")
			}
			all := read(t, b)
			if len(all) != 1 || all[0].Integrity != cades.Intact || all[0].Whole != c.whole || all[0].OtherCertificate {
				t.Fatalf("%s", all)
			}
			s := all[0]
			if s.Signer == "" || s.TaxCode == "" || !s.SignedAt.Equal(time.Date(2026, 11, 30, 9, 15, 0, 0, time.UTC)) || s.Algorithm == "" {
				t.Errorf("%s of %s", s, s.TaxCode)
			}
			trust, err := cades.ParseTrust(cadestest.PEM(w.root))
			if err != nil || trust.Judge(s.Signature, s.SignedAt).Chain != cades.Trusted {
				t.Errorf("chain %+v, %v", trust.Judge(s.Signature, s.SignedAt), err)
			}
			for what, pair := range map[string][2]string{
				"the content": {"pocket money", "pocket honey"}, "the instant": {"10:15:00", "10:16:00"},
				"white space in it": {"<2,50>", "<2,50 >"}, "the algorithm": {"<ds:SignedInfo>", "<ds:SignedInfo >"},
				"the total": {"30371.40", "30371.49"}, "a comment": {"dentro", "dintro"},
			} {
				changed := bytes.Replace(b, []byte(pair[0]), []byte(pair[1]), 1)
				state := read(t, changed)[0].Integrity
				if fits := xmlsec(t, w, changed); fits != (state == cades.Intact) || state == cades.Unverified {
					t.Errorf("%s changed: intact %q; xmlsec1 says %t", what, state, fits)
				}
			}
		})
	}
}

// Time stamps on the value, and countersignatures of it.
func TestStampsAndCounters(t *testing.T) {
	w := newWorld(t)
	head := w.root.SignerWith(t, w.signer.Key, "Verdi Prova", "VRDPRV80A01H294W", nil)
	plain := template{c14n10, rsa256, transform(enveloped, ""), "", "<xades:UnsignedProperties><xades:UnsignedSignatureProperties>@</xades:UnsignedSignatureProperties></xades:UnsignedProperties>", nil}
	b := string(sign(t, w.signer, fmt.Sprintf(invoice, plain)))
	from := strings.Index(b, "<ds:SignatureValue")
	to := strings.Index(b, "</ds:SignatureValue>") + len("</ds:SignatureValue>")
	value := strings.Replace(b[from:to], "<ds:SignatureValue", `<ds:SignatureValue xmlns:ds="http://www.w3.org/2000/09/xmldsig#"`, 1)
	stamp := func(over string) string {
		token := base64.StdEncoding.EncodeToString(w.stamper.Stamp(t, []byte(over)))
		return `<xades:SignatureTimeStamp><ds:CanonicalizationMethod Algorithm="` + exclusive + `"/><xades:EncapsulatedTimeStamp>` + token + `</xades:EncapsulatedTimeStamp></xades:SignatureTimeStamp>`
	}
	s := read(t, []byte(strings.Replace(b, "@", stamp(value)+stamp("altro")+"<xades:SignatureTimeStamp/><xades:RefsOnlyTimeStamp/>", 1)))[0]
	if s.Integrity != cades.Intact || len(s.Timestamps) != 3 || s.Unread != 1 {
		t.Fatalf("%s, %d unread", s, s.Unread)
	}
	for i, want := range []cades.Integrity{cades.Intact, cades.Broken, cades.Unverified} {
		if got := s.Timestamps[i]; got.Integrity != want || want != cades.Unverified && got.Signer != "Marche di prova" {
			t.Errorf("time stamp %d: %s", i, got)
		}
	}
	counter := counterSignature(t, head, value)
	all := read(t, []byte(strings.Replace(b, "@", "<xades:CounterSignature>"+counter+"</xades:CounterSignature>", 1)))
	if len(all) != 2 || all[0].Integrity != cades.Intact || all[1].Integrity != cades.Intact || all[1].CounterOf != "Rossi Prova" || all[1].Signer != "Verdi Prova" || all[1].Whole {
		t.Errorf("%s", all)
	}
}

// counterSignature signs the value of a signature, written in the exclusive
// form, by hand.
func counterSignature(t *testing.T, p cadestest.Person, value string) string {
	t.Helper()
	sum := sha256.Sum256([]byte(value))
	info := `<ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:CanonicalizationMethod Algorithm="` + exclusive + `"></ds:CanonicalizationMethod><ds:SignatureMethod Algorithm="` + rsa256 + `"></ds:SignatureMethod>` +
		`<ds:Reference Type="http://uri.etsi.org/01903#CountersignedSignature" URI="#valore"><ds:Transforms><ds:Transform Algorithm="` + exclusive + `"></ds:Transform></ds:Transforms><ds:DigestMethod Algorithm="` + sha256ID + `"></ds:DigestMethod><ds:DigestValue>` +
		base64.StdEncoding.EncodeToString(sum[:]) + `</ds:DigestValue></ds:Reference></ds:SignedInfo>`
	digest := sha256.Sum256([]byte(info))
	v, err := p.Key.Sign(rand.Reader, digest[:], crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	return `<ds:Signature>` + info + `<ds:SignatureValue>` + base64.StdEncoding.EncodeToString(v) + `</ds:SignatureValue><ds:KeyInfo><ds:X509Data><ds:X509Certificate>` +
		base64.StdEncoding.EncodeToString(p.Cert.Raw) + `</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>`
}

// What is not known here is Unverified, and says why.
func TestUnverified(t *testing.T) {
	w := newWorld(t)
	good := string(sign(t, w.signer, fmt.Sprintf(invoice, template{c14n10, rsa256, transform(enveloped, ""), "", "", w.signer.Cert})))
	other := w.root.SignerWith(t, w.signer.Key, "Rossi Sosia", "RSSPRV80A01H294X", nil)
	from := strings.Index(good, "<ds:X509Certificate>") + len("<ds:X509Certificate>")
	to := strings.Index(good, "</ds:X509Certificate>")
	for name, b := range map[string]string{
		"transform":           strings.Replace(good, enveloped, "http://www.w3.org/TR/1999/REC-xslt-19991116", 1),
		"XPath":               strings.Replace(good, enveloped, xpath, 1),
		"digest":              strings.Replace(good, sha256ID, "urn:other", 1),
		"method":              strings.Replace(good, rsa256, "urn:other", 1),
		"canonical form":      strings.Replace(good, `Algorithm="`+c14n10, `Algorithm="urn:other`, 1),
		"another file":        strings.Replace(good, `URI=""`, `URI="http://example.org/f.xml"`, 1),
		"no such element":     strings.Replace(good, `URI=""`, `URI="#nessuno"`, 1),
		"two of a name":       strings.Replace(good, "<ds:KeyInfo>", `<ds:KeyInfo Id="proprieta">`, 1),
		"no certificate":      good[:from] + good[to:],
		"another certificate": good[:from] + base64.StdEncoding.EncodeToString(other.Cert.Raw) + good[to:],
		"no signed info":      strings.ReplaceAll(good, "ds:SignedInfo>", "ds:Other>"),
	} {
		all := read(t, []byte(b))
		if b == good || len(all) != 1 || all[0].Why == "" || all[0].Integrity == cades.Intact {
			t.Errorf("%s: %s", name, all)
		}
		// Where SignedInfo itself was changed the value does not fit any more.
		if !strings.Contains("transform XPath digest another file no such element", name) && all[0].Integrity != cades.Unverified {
			t.Errorf("%s: %s", name, all)
		}
	}
	for name, b := range map[string]string{
		"a type declaration": strings.Replace(good, "<p:Fattura", "<!DOCTYPE p>\n<p:Fattura", 1), "cut short": good[:len(good)/2], "empty": "",
		"an encoding": strings.Replace(good, "UTF-8", "KOI8-R", 1), "no UTF-8": good + "\xFF",
	} {
		if all, err := xades.Read([]byte(b)); err == nil {
			t.Errorf("%s: %s", name, all)
		}
	}
}

// A second signer adds a signature beside the first, whose transform leaves out
// only itself: it does not fit any more, which is not called a change.
func TestTwoSigners(t *testing.T) {
	w := newWorld(t)
	m := template{c14n10, rsa256, transform(enveloped, ""), "", "", nil}
	first := string(sign(t, w.signer, fmt.Sprintf(invoice, m)))
	second := strings.NewReplacer(`"firma"`, `"firma2"`, "#firma", "#firma2", "proprieta", "proprieta2", "valore", "valore2").Replace(m.String())
	in := strings.Replace(first, "</p:FatturaElettronica>", second+"</p:FatturaElettronica>", 1)
	key, cert := w.signer.Files(t)
	file := cadestest.Write(t, "in.xml", []byte(in))
	b := cadestest.Run(t, filepath.Dir(file), "xmlsec1", "--sign", "--node-id", "firma2", "--privkey-pem", key+","+cert,
		"--id-attr:Id", "SignedProperties", "--id-attr:Id", "http://www.w3.org/2000/09/xmldsig#:Signature", file)
	all := read(t, b)
	if len(all) != 2 || all[0].Integrity != cades.Unverified || all[1].Integrity != cades.Intact || !all[1].Whole {
		t.Errorf("%s", all)
	}
}

// Whatever comes from outside, reading does not panic, and says the same twice.
func FuzzRead(f *testing.F) {
	f.Add([]byte(fmt.Sprintf(invoice, template{c14n10, rsa256, transform(enveloped, ""), "", "", nil})))
	f.Add([]byte(fmt.Sprintf(invoice, template{exclusive, rsa256, transform(xpath, "<XPath>not(ancestor-or-self::ds:Signature)</XPath>"), "#firma", "", nil})))
	f.Add([]byte(`<a xmlns:b="c"><b:d e='&#x41;'/></a>`))
	f.Fuzz(func(t *testing.T, b []byte) {
		one, err := xades.Read(b)
		two, again := xades.Read(b)
		if len(one) != len(two) || (err == nil) != (again == nil) {
			t.Error("reading again gives other signatures")
		}
	})
}
