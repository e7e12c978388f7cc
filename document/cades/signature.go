package cades

import (
	"bytes"
	"fmt"
	"time"
)

// Signature is one signer's, or a time stamp.
type Signature struct {
	Signer    string    // common name
	TaxCode   string    // of the subject's serialNumber: TINIT-…, IT:…
	Issuer    string    // common name, or organisation, of the issuer
	SignedAt  time.Time // as claimed by the signer; zero when absent
	NotBefore time.Time // validity of the certificate
	NotAfter  time.Time
	Algorithm string // digest and key, for people: "SHA-256, RSA"
	Integrity Integrity
	Why       string // why it is not Intact, in a few English words

	// OtherCertificate says that the signer named another certificate than the one
	// that the envelope carries (RFC 5035: the signature must not be accepted).
	OtherCertificate bool
	// CounterOf is who signed what this countersigns; empty for other signatures.
	CounterOf string
	// Stamp says that this is a time stamp (RFC 3161): Signer is the authority, and
	// Attested the instant that it attests.
	Stamp    bool
	Attested time.Time
	// Timestamps are the time stamps on the value of this signature, Unread the
	// number of those of kinds that are not verified here (archive time stamps).
	Timestamps []Signature
	Unread     int

	certificate Certificate
	others      []Certificate // that the envelope carries beside it
}

// By is a signature of whoever owns a certificate, of which nothing is verified
// yet. others are certificates that may link it to a trust store.
func By(c Certificate, others []Certificate) Signature {
	return Signature{Signer: c.signerName(), TaxCode: c.taxCode(), Issuer: c.issuerName(),
		NotBefore: c.notBefore, NotAfter: c.notAfter, Integrity: Unverified, certificate: c, others: others}
}

// SelfSigned says that the signer's certificate names itself as its issuer: nobody
// but the signer says whose it is.
func (s Signature) SelfSigned() bool {
	c := s.certificate
	return !c.IsZero() && bytes.Equal(c.subject.der(), c.issuer.der())
}

// SameCertificate says that two signatures are by the same certificate.
func (s Signature) SameCertificate(o Signature) bool {
	return !s.certificate.IsZero() && bytes.Equal(s.certificate.raw, o.certificate.raw)
}

// Stamped returns the first time stamp that is intact.
func (s Signature) Stamped() (Signature, bool) {
	for _, t := range s.Timestamps {
		if t.Integrity == Intact {
			return t, true
		}
	}
	return Signature{}, false
}

// Time is when the signature was there: the instant that is attested, or else
// the one that the signer claims. It is zero when neither is known.
func (s Signature) Time() time.Time {
	if s.Stamp {
		return s.Attested
	}
	if t, ok := s.Stamped(); ok {
		return t.Attested
	}
	return s.SignedAt
}

// InValidity says that the certificate was valid at an instant. It is true
// where one of the three is not known.
func (s Signature) InValidity(at time.Time) bool {
	if at.IsZero() || s.NotBefore.IsZero() || s.NotAfter.IsZero() {
		return true
	}
	return !at.Before(s.NotBefore) && !at.After(s.NotAfter)
}

// String says in one line what a signature is, without its certificates.
func (s Signature) String() string {
	return fmt.Sprintf("%s (%s) at %s, intact: %s %s, stamp %t, attested %s, countersigns %q, %d time stamps", s.Signer, s.Algorithm,
		s.SignedAt.Format(time.RFC3339), s.Integrity, s.Why, s.Stamp, s.Attested.Format(time.RFC3339), s.CounterOf, len(s.Timestamps))
}
