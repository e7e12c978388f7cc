package cades

import (
	"bytes"
	"crypto"
	"encoding/pem"
	"errors"
	"time"
)

// Chain is where the chain of a signer's certificate ends.
type Chain string

// The three states.
const (
	Trusted    Chain = "trusted"   // in a certificate of the trust store
	Untrusted  Chain = "untrusted" // elsewhere, or it was not valid at the time
	Unresolved Chain = "unknown"   // there is no store, or a step or its validity can't be judged here
)

// Limits of a search for a chain.
const (
	maxChain    = 8
	maxAttempts = 200 // signature values of certificates that are compared
)

// Trust is a store of certificates in which chains may end. The nil store
// trusts nobody and says of every chain that it is Unresolved.
type Trust struct{ anchors []Certificate }

// ErrNoCertificate is a trust store without any certificate.
var ErrNoCertificate = errors.New("no certificate in PEM (-----BEGIN CERTIFICATE-----) is in it")

// ParseTrust reads a trust store: certificates in PEM, one after the other. It
// errs when there is none, or one that can't be read.
func ParseTrust(b []byte) (*Trust, error) {
	t := &Trust{}
	for {
		block, rest := pem.Decode(b)
		if block == nil {
			break
		}
		b = rest
		if block.Type != "CERTIFICATE" && block.Type != "TRUSTED CERTIFICATE" && block.Type != "X509 CERTIFICATE" {
			continue
		}
		c, ok := ParseCertificate(block.Bytes)
		if !ok {
			return nil, errors.New("a certificate in it can't be read")
		}
		t.anchors = append(t.anchors, c)
	}
	if len(t.anchors) == 0 {
		return nil, ErrNoCertificate
	}
	return t, nil
}

// Judgement is what a store says of a signer's certificate.
type Judgement struct {
	Chain Chain
	// Undated says that certificates were not valid when the signature was there
	// for sure, and nothing but the signer's own word says that it was made when
	// they were.
	Undated bool
}

// Judge says whether the chain of a signer's certificate ends in the store, with
// every certificate valid at the instant that a trusted time stamp attests, or
// else at there: an instant at which the signature was there for sure; zero where
// none is known. The time that the signer claims proves nothing: it makes a chain
// Untrusted, never Trusted. Revocation is not looked at.
func (t *Trust) Judge(s Signature, there time.Time) Judgement {
	if at, proven := t.proven(s); proven {
		return Judgement{Chain: t.chain(s, at)}
	}
	v := Judgement{Chain: t.chain(s, there)}
	if !there.IsZero() && v.Chain != Untrusted && s.InValidity(there) {
		return v
	}
	v.Chain = t.chain(s, s.Time())
	if v.Chain == Untrusted || !s.InValidity(s.Time()) || t == nil && there.IsZero() {
		return v
	}
	return Judgement{Chain: Unresolved, Undated: !s.certificate.IsZero()}
}

// proven is the instant at which a signature was there, where a time-stamping
// authority attests it whose own chain ends in the store. A time stamp is its own
// word.
func (t *Trust) proven(s Signature) (time.Time, bool) {
	if s.Stamp {
		return s.Attested, !s.Attested.IsZero()
	}
	stamp, ok := s.Stamped()
	return stamp.Attested, ok && t.chain(stamp, stamp.Attested) == Trusted
}

// chain looks for a chain of certificates that were valid at an instant; zero
// leaves their validity out.
func (t *Trust) chain(s Signature, at time.Time) Chain {
	if t == nil || s.certificate.IsZero() {
		return Unresolved
	}
	w := walk{trust: t, others: s.others, at: at, left: maxAttempts}
	return w.from(s.certificate, 0)
}

// walk is a search for a chain.
type walk struct {
	trust  *Trust
	others []Certificate
	at     time.Time // zero: validity is not looked at
	left   int
}

// from looks for a chain of a certificate; below counts the authorities under
// it.
func (w *walk) from(c Certificate, below int) Chain {
	if !w.valid(c) {
		return Untrusted
	}
	for _, a := range w.trust.anchors {
		if bytes.Equal(a.raw, c.raw) {
			return Trusted
		}
	}
	best := Untrusted
	if below >= maxChain {
		return best
	}
	for i, issuer := range append(w.trust.anchors[:len(w.trust.anchors):len(w.trust.anchors)], w.others...) {
		switch w.step(c, issuer, below) {
		case Broken:
			continue
		case Unverified:
			best = Unresolved
			continue
		}
		next := Trusted
		if i >= len(w.trust.anchors) {
			next = w.from(issuer, below+1)
		} else if !w.valid(issuer) {
			next = Untrusted
		}
		if next == Trusted {
			return Trusted
		}
		if next == Unresolved {
			best = Unresolved
		}
	}
	return best
}

func (w *walk) valid(c Certificate) bool {
	return w.at.IsZero() || !w.at.Before(c.notBefore) && !w.at.After(c.notAfter)
}

// step says whether issuer issued c and was allowed to (RFC 5280, 6.1.4).
func (w *walk) step(c, issuer Certificate, below int) Integrity {
	if !issuer.Issued(c) || !issuer.authority || !issuer.signs || issuer.pathLen >= 0 && below > issuer.pathLen {
		return Broken
	}
	if w.left--; w.left < 0 || issuer.publicKey == nil || issuer.strange {
		return Unverified
	}
	alg := string(c.algorithm.kid(0).body)
	h, ok := hashes[alg]
	if !ok && alg == oidRSAPSS {
		h.hash, ok = crypto.SHA1, true
	}
	if !ok || !h.hash.Available() {
		return Unverified
	}
	state, _ := checkValue(issuer.publicKey, alg, c.algorithm, h.hash, c.signed, c.signature)
	return state
}
