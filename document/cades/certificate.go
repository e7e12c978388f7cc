package cades

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"regexp"
	"strings"
	"time"
	"unicode/utf16"
)

// Certificate is what is needed of an X.509 certificate (RFC 5280). It is read
// by our own reader because crypto/x509 refuses certificates that are in use:
// negative serial numbers, odd policies.
type Certificate struct {
	raw        []byte
	serial     []byte
	issuer     element
	subject    element
	notBefore  time.Time
	notAfter   time.Time
	keyID      []byte // subject key identifier
	publicKey  crypto.PublicKey
	keyProblem string
	signed     []byte // what the issuer signed: TBSCertificate
	algorithm  element
	signature  []byte
	extensions
}

// extensions are those that matter here (RFC 5280, 4.2.1).
type extensions struct {
	authority bool // basic constraints: it may issue certificates
	pathLen   int  // how many authorities may stand below it; -1: any number
	signs     bool // its key usage lets it sign certificates
	stamps    bool // its extended key usage lets it sign time stamps
	strange   bool // a critical extension is not known here
}

// ParseCertificate reads an X.509 certificate in DER. ok is false for anything
// else.
func ParseCertificate(der []byte) (c Certificate, ok bool) {
	e, err := parse(der)
	if err != nil {
		return Certificate{}, false
	}
	return parseCertificate(e)
}

// Raw is the certificate in DER.
func (c Certificate) Raw() []byte { return c.raw }

// IsZero says that there is no certificate.
func (c Certificate) IsZero() bool { return c.raw == nil }

// Issued says that the certificate names this one as its issuer.
func (c Certificate) Issued(other Certificate) bool {
	return len(other.raw) > 0 && !bytes.Equal(c.raw, other.raw) && bytes.Equal(c.subject.der(), other.issuer.der())
}

// parseCertificate reads a Certificate; ok is false for other choices.
func parseCertificate(e element) (Certificate, bool) {
	tbs := e.kid(0)
	if e.tag != tagSequence || tbs.tag != tagSequence {
		return Certificate{}, false
	}
	i := 0
	if tbs.kid(0).tag == contextOf0 { // version
		i = 1
	}
	c := Certificate{
		raw: e.raw, serial: tbs.kid(i).body, issuer: tbs.kid(i + 2), subject: tbs.kid(i + 4),
		notBefore: parseTime(tbs.kid(i + 3).kid(0)), notAfter: parseTime(tbs.kid(i + 3).kid(1)),
		signed: tbs.raw, algorithm: e.kid(1), signature: bitString(e.kid(2)),
	}
	key, err := x509.ParsePKIXPublicKey(tbs.kid(i + 5).der())
	if err != nil {
		c.keyProblem = "the key is of a kind that is not known here"
	}
	c.publicKey = key
	c.pathLen, c.signs = -1, true
	for _, k := range tbs.kids {
		if k.tag == contextOf0+3 {
			c.readExtensions(k.kid(0))
		}
	}
	return c, tbs.kid(i).tag == tagInteger
}

// bitString are the octets of a bit string of whole octets.
func bitString(e element) []byte {
	if len(e.body) == 0 {
		return nil
	}
	return e.body[1:]
}

// Extensions by object identifier, as contents octets.
const (
	extKeyID       = "\x55\x1D\x0E"
	extKeyUsage    = "\x55\x1D\x0F"
	extConstraints = "\x55\x1D\x13"
	extExtended    = "\x55\x1D\x25"
	usageStamps    = "\x2B\x06\x01\x05\x05\x07\x03\x08" // id-kp-timeStamping
)

func (c *Certificate) readExtensions(list element) {
	for _, x := range list.kids {
		value, err := parse(x.kid(len(x.kids) - 1).octets())
		if err != nil {
			continue
		}
		switch oid := string(x.kid(0).body); oid {
		case extKeyID:
			c.keyID = value.octets()
		case extKeyUsage:
			b := bitString(value)
			c.signs = len(b) > 0 && b[0]&0x04 != 0 // keyCertSign is bit 5
		case extConstraints:
			c.readConstraints(value)
		case extExtended:
			for _, usage := range value.kids {
				c.stamps = c.stamps || string(usage.body) == usageStamps
			}
		default:
			c.strange = c.strange || isCritical(x) && !isHarmless(oid)
		}
	}
}

// readConstraints reads BasicConstraints: whether it is an authority, and how
// many may stand below.
func (c *Certificate) readConstraints(value element) {
	for _, k := range value.kids {
		switch {
		case k.tag == tagBoolean && len(k.body) == 1:
			c.authority = k.body[0] != 0
		case k.tag == tagInteger && len(k.body) == 1:
			c.pathLen = int(k.body[0])
		}
	}
}

func isCritical(extension element) bool {
	k := extension.kid(1)
	return k.tag == tagBoolean && len(k.body) == 1 && k.body[0] != 0
}

// isHarmless says of an extension that it does not limit who may issue what:
// policies, alternative names, statements of qualified certificates (RFC 3739).
func isHarmless(oid string) bool {
	switch oid {
	case "\x55\x1D\x11", "\x55\x1D\x20", "\x55\x1D\x1F", "\x55\x1D\x23", "\x2B\x06\x01\x05\x05\x07\x01\x03":
		return true
	}
	return false
}

// Attribute types of a name (X.520), as contents octets.
const (
	attrCommonName   = "\x55\x04\x03"
	attrSurname      = "\x55\x04\x04"
	attrSerialNumber = "\x55\x04\x05"
	attrOrganization = "\x55\x04\x0A"
	attrGivenName    = "\x55\x04\x2A"
)

// attribute returns the first value of a type in a name.
func attribute(name element, oid string) string {
	for _, rdn := range name.kids {
		for _, pair := range rdn.kids {
			if string(pair.kid(0).body) == oid {
				return directoryString(pair.kid(1))
			}
		}
	}
	return ""
}

// directoryString decodes the string types of X.520.
func directoryString(e element) string {
	const (
		tagTeletex = 0x14
		tagBMP     = 0x1E
	)
	switch e.tag {
	case tagBMP:
		units := make([]uint16, len(e.body)/2)
		for i := range units {
			units[i] = uint16(e.body[2*i])<<8 | uint16(e.body[2*i+1])
		}
		return clean(string(utf16.Decode(units)))
	case tagTeletex:
		r := make([]rune, len(e.body))
		for i, b := range e.body {
			r[i] = rune(b)
		}
		return clean(string(r))
	}
	return clean(strings.ToValidUTF8(string(e.octets()), "?"))
}

func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7F {
			return ' '
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 200 {
		s = string(r[:200])
	}
	return strings.Join(strings.Fields(s), " ")
}

// signerName is the common name, or given name and surname, or organisation.
func (c Certificate) signerName() string {
	if cn := attribute(c.subject, attrCommonName); cn != "" {
		return cn
	}
	if n := strings.TrimSpace(attribute(c.subject, attrGivenName) + " " + attribute(c.subject, attrSurname)); n != "" {
		return n
	}
	return attribute(c.subject, attrOrganization)
}

func (c Certificate) issuerName() string {
	if cn := attribute(c.issuer, attrCommonName); cn != "" {
		return cn
	}
	return attribute(c.issuer, attrOrganization)
}

// personCode matches an Italian tax code of a person or a body within a
// serialNumber: "TINIT-RSSMRA80A01H501U" (ETSI EN 319 412-1), "IT:RSSMRA…".
var personCode = regexp.MustCompile(`(?:^|[-:])([A-Z]{6}[0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]|[0-9]{11})$`)

func (c Certificate) taxCode() string {
	m := personCode.FindStringSubmatch(strings.ToUpper(attribute(c.subject, attrSerialNumber)))
	if m == nil {
		return ""
	}
	return m[1]
}
