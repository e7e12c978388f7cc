// Package cades opens signed envelopes (.p7m: CMS SignedData, RFC 5652; CAdES,
// ETSI EN 319 122) and says what can be said of their signatures offline.
//
// It reads what Italian signing programs write: DER, BER with indefinite
// lengths (whose content is cut into chunks), base64 with any line ends, PEM,
// trailing bytes, several signers, envelopes within envelopes, and time-stamped
// data (RFC 5544).
//
// It says of each signature whether it is intact, who countersigned it, which
// time stamps (RFC 3161) it carries, and, with a trust store that the caller
// gives, whether the chain of its certificate ends there (see Trust).
//
// It never asks anybody: no trusted list, no revocation. Intact means that the
// digest and the signature value fit the content and the certificate that the
// envelope itself carries; it does not replace legal validation.
//
// Invariants:
//   - Content is exactly the octets that were signed, chunk headers removed;
//   - what could not be verified here is Unverified, never Broken;
//   - Broken is said only when the digest of the content differs, or the
//     signature value does not fit the certificate's key.
package cades

import "errors"

// Reasons for which an envelope can't be opened.
var (
	// ErrNotCMS is bytes that are no CMS structure.
	ErrNotCMS = errors.New("not a CMS structure")
	// ErrDamaged is a structure that ends early or does not hold together.
	ErrDamaged = errors.New("the signed envelope is damaged")
	// ErrEncrypted is EnvelopedData: a recipient's key is needed.
	ErrEncrypted = errors.New("the envelope is encrypted")
	// ErrDetached is a signature without the content it signs.
	ErrDetached = errors.New("the envelope holds no content")
)

// Integrity is what the arithmetic says of one signature.
type Integrity string

// The three states.
const (
	Intact     Integrity = "yes"
	Broken     Integrity = "no"
	Unverified Integrity = "unknown"
)

// Envelope is an opened SignedData.
type Envelope struct {
	// Content is the octets that were signed; nil in a detached signature.
	Content    []byte
	Signatures []Signature
}

// Open opens one layer. b may be DER, BER, base64 or PEM. A detached signature
// is returned with ErrDetached.
func Open(b []byte) (Envelope, error) {
	der, err := Binary(b)
	if err != nil {
		return Envelope{}, err
	}
	root, err := parse(der)
	if err != nil {
		return Envelope{}, err
	}
	if inner, ok := timeStamped(root); ok {
		return Envelope{Content: inner, Signatures: stampsOfData(root, inner)}, nil
	}
	sd, err := signedData(root)
	if err != nil {
		return Envelope{}, err
	}
	e := Envelope{Content: sd.content, Signatures: sd.signatures(sd.content, sd.content != nil)}
	if sd.content == nil {
		return e, ErrDetached
	}
	return e, nil
}

// Verify opens a detached signature and compares it with the content that it
// is said to sign.
func Verify(b, content []byte) ([]Signature, error) {
	der, err := Binary(b)
	if err != nil {
		return nil, err
	}
	root, err := parse(der)
	if err != nil {
		return nil, err
	}
	sd, err := signedData(root)
	if err != nil {
		return nil, err
	}
	return sd.signatures(content, true), nil
}
