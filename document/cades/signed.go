package cades

import (
	"bytes"
	"fmt"
	"time"
)

// signedDataParts are the parts of SignedData (RFC 5652, 5.1) that matter.
type signedDataParts struct {
	contentType  string // object identifier
	content      []byte // nil when detached
	certificates []Certificate
	signers      []signerInfo
}

// signerInfo is RFC 5652, 5.3.
type signerInfo struct {
	issuer, serial []byte // of the certificate: one way to name it
	keyID          []byte // the other
	digest         element
	algorithm      element
	signature      []byte
	signedAttrs    element // tag 0 when absent
	messageDigest  []byte
	signingTime    time.Time
	hasAttrs       bool
	named          []certificateName
	unsigned       element // unsigned attributes; tag 0 when absent
}

// explicit0 returns what a ContentInfo's [0] holds.
func explicit0(e element) (element, bool) {
	for _, k := range e.kids {
		if k.tag == contextOf0 && len(k.kids) > 0 {
			return k.kids[0], true
		}
	}
	return element{}, false
}

func contentType(root element) []byte {
	if root.tag != tagSequence || root.kid(0).tag != tagOID {
		return nil
	}
	return root.kid(0).body
}

func signedData(root element) (signedDataParts, error) {
	switch oid := contentType(root); {
	case types[string(oid)] == Encrypted:
		return signedDataParts{}, ErrEncrypted
	case !bytes.Equal(oid, oidSignedData):
		return signedDataParts{}, ErrNotCMS
	}
	sd, ok := explicit0(root)
	if !ok || len(sd.kids) < 3 {
		return signedDataParts{}, fmt.Errorf("%w: it has no signed data", ErrDamaged)
	}
	return signedParts(sd)
}

// signedParts finds the parts in their order: version, digest algorithms,
// content, [0] certificates, [1] revocation lists, signers.
func signedParts(sd element) (signedDataParts, error) {
	var out signedDataParts
	last := len(sd.kids) - 1
	for i, k := range sd.kids {
		switch {
		case k.tag == tagSequence && i <= 2:
			out.contentType = string(k.kid(0).body)
			if c, ok := explicit0(k); ok {
				out.content = c.octets()
				if out.content == nil {
					out.content = []byte{}
				}
			}
		case k.tag == contextOf0:
			for _, c := range k.kids {
				if cert, ok := parseCertificate(c); ok {
					out.certificates = append(out.certificates, cert)
				}
			}
		case k.tag == tagSet && i == last:
			for _, s := range k.kids {
				out.signers = append(out.signers, parseSigner(s))
			}
		}
	}
	return out, nil
}

func parseSigner(e element) signerInfo {
	var s signerInfo
	sid := e.kid(1)
	if sid.tag == tagSequence {
		s.issuer, s.serial = sid.kid(0).der(), sid.kid(1).body
	} else if sid.tag&^constructed == primitiveOf0 {
		s.keyID = sid.octets()
	}
	s.digest = e.kid(2)
	next := 3
	if e.kid(next).tag == contextOf0 {
		s.signedAttrs, s.hasAttrs = e.kid(next), true
		s.readAttributes()
		next++
	}
	s.algorithm = e.kid(next)
	s.signature = e.kid(next + 1).octets()
	if u := e.kid(next + 2); u.tag == contextOf1 {
		s.unsigned = u
	}
	return s
}

var (
	oidMessageDigest = []byte{0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x04}
	oidSigningTime   = []byte{0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x05}
)

func (s *signerInfo) readAttributes() {
	for _, a := range s.signedAttrs.kids {
		value := a.kid(1).kid(0)
		switch oid := a.kid(0).body; {
		case bytes.Equal(oid, oidMessageDigest):
			s.messageDigest = value.octets()
		case bytes.Equal(oid, oidSigningTime):
			s.signingTime = parseTime(value)
		default:
			s.readNamed(oid, value)
		}
	}
}

// parseTime reads UTCTime and GeneralizedTime.
func parseTime(e element) time.Time {
	layouts := []string{"060102150405Z0700", "0601021504Z0700"}
	if e.tag == tagGenTime {
		layouts = []string{"20060102150405Z0700", "20060102150405.999Z0700", "200601021504Z0700"}
	}
	for _, l := range layouts {
		if t, err := time.Parse(l, string(e.body)); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

// certificateOf finds the signer's certificate among those in the envelope.
// exact is false where only its serial number fits, because names may be
// encoded in two ways.
func (sd signedDataParts) certificateOf(s signerInfo) (found Certificate, exact, ok bool) {
	for _, c := range sd.certificates {
		named := s.serial != nil && bytes.Equal(c.serial, s.serial) && bytes.Equal(c.issuer.der(), s.issuer)
		if !named && (s.keyID == nil || !bytes.Equal(c.keyID, s.keyID)) {
			continue
		}
		if !ok || !s.namesOther(c) { // several certificates may have one key
			found, ok = c, true
		}
	}
	if ok {
		return found, true, true
	}
	for _, c := range sd.certificates {
		if s.serial != nil && bytes.Equal(c.serial, s.serial) {
			return c, false, true
		}
	}
	return Certificate{}, false, false
}
