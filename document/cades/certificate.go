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

// certificate is what is needed of an X.509 certificate (RFC 5280). It is read
// by our own reader because crypto/x509 refuses certificates that are in use:
// negative serial numbers, odd policies.
type certificate struct {
	serial     []byte
	issuer     element
	subject    element
	notBefore  time.Time
	notAfter   time.Time
	keyID      []byte // subject key identifier
	publicKey  crypto.PublicKey
	keyProblem string
}

var oidKeyID = []byte{0x55, 0x1D, 0x0E}

// parseCertificate reads a Certificate; ok is false for other choices.
func parseCertificate(e element) (certificate, bool) {
	tbs := e.kid(0)
	if e.tag != tagSequence || tbs.tag != tagSequence {
		return certificate{}, false
	}
	i := 0
	if tbs.kid(0).tag == contextOf0 { // version
		i = 1
	}
	c := certificate{
		serial: tbs.kid(i).body, issuer: tbs.kid(i + 2), subject: tbs.kid(i + 4),
		notBefore: parseTime(tbs.kid(i + 3).kid(0)), notAfter: parseTime(tbs.kid(i + 3).kid(1)),
	}
	key, err := x509.ParsePKIXPublicKey(tbs.kid(i + 5).der())
	if err != nil {
		c.keyProblem = "the key is of a kind that is not known here"
	}
	c.publicKey = key
	for _, k := range tbs.kids {
		if k.tag == contextOf0+3 {
			c.readExtensions(k.kid(0))
		}
	}
	return c, tbs.kid(i).tag == tagInteger
}

func (c *certificate) readExtensions(list element) {
	for _, x := range list.kids {
		if bytes.Equal(x.kid(0).body, oidKeyID) {
			value := x.kid(len(x.kids) - 1).octets()
			if inner, err := parse(value); err == nil {
				c.keyID = inner.octets()
			}
		}
	}
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
func (c certificate) signerName() string {
	if cn := attribute(c.subject, attrCommonName); cn != "" {
		return cn
	}
	if n := strings.TrimSpace(attribute(c.subject, attrGivenName) + " " + attribute(c.subject, attrSurname)); n != "" {
		return n
	}
	return attribute(c.subject, attrOrganization)
}

func (c certificate) issuerName() string {
	if cn := attribute(c.issuer, attrCommonName); cn != "" {
		return cn
	}
	return attribute(c.issuer, attrOrganization)
}

// personCode matches an Italian tax code of a person or a body within a
// serialNumber: "TINIT-RSSMRA80A01H501U" (ETSI EN 319 412-1), "IT:RSSMRA…".
var personCode = regexp.MustCompile(`(?:^|[-:])([A-Z]{6}[0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]|[0-9]{11})$`)

func (c certificate) taxCode() string {
	m := personCode.FindStringSubmatch(strings.ToUpper(attribute(c.subject, attrSerialNumber)))
	if m == nil {
		return ""
	}
	return m[1]
}
