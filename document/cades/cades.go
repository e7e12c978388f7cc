// Package cades opens signed envelopes (.p7m: CMS SignedData, RFC 5652; CAdES,
// ETSI EN 319 122) and says what can be said of their signatures offline.
//
// It reads what Italian signing programs write: DER, BER with indefinite
// lengths (whose content is cut into chunks), trailing bytes, several signers,
// envelopes within envelopes, time-stamped data (RFC 5544, and M7M), and the
// other types of content, of which it says that nobody signed them. It takes off
// what mailers and copying put around an envelope: base64 with any line ends,
// once or twice, PEM, S/MIME, UTF-16, hexadecimal digits, data URLs, headers.
// Where the first bytes are damaged or missing, or the lengths around the
// content are wrong, it finds the parts by their object identifiers.
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
//   - content that is not whole is never returned: that is ErrDamaged;
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
	// ErrTooLarge is a structure beyond the limits of elements, depth or content.
	ErrTooLarge = errors.New("the envelope is larger than allowed")
	// ErrEncrypted is EnvelopedData and its like: a recipient's key is needed.
	ErrEncrypted = errors.New("the envelope is encrypted")
	// ErrNoSignature is certificates or revocation lists alone.
	ErrNoSignature = errors.New("the envelope holds certificates only")
	// ErrTimestamp is a time stamp alone, without what it stamps.
	ErrTimestamp = errors.New("the envelope holds a time stamp only")
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

// Envelope is an opened envelope.
type Envelope struct {
	Type Type
	// Content is the octets that were signed; nil in a detached signature.
	Content    []byte
	Signatures []Signature
	// Timestamps are the time-stamp tokens (RFC 3161, in DER, some within their
	// TimeStampResp) that TSD and M7M keep beside the content. What is said of them
	// is among the Signatures.
	Timestamps [][]byte
	// Repaired says that tags or lengths were wrong and the parts were found
	// without them; Cut that the end is missing, after the whole content.
	Repaired, Cut bool
	// DigestDiffers says that the content of DigestedData does not have its digest.
	DigestDiffers bool
}

// Open opens one layer, in any of its wrappings. A detached signature is returned
// with ErrDetached.
func Open(b []byte) (Envelope, error) {
	if m, ok := readSignedMessage(b); ok {
		return openMessage(m)
	}
	ber, err := Binary(b)
	if err != nil {
		return Envelope{}, err
	}
	root, repaired, cut, err := structure(ber)
	if err != nil {
		return Envelope{}, err
	}
	return openRoot(root, repaired, cut)
}

// Verify opens a detached signature and compares it with the content that it
// is said to sign.
func Verify(b, content []byte) ([]Signature, error) {
	ber, err := Binary(b)
	if err != nil {
		return nil, err
	}
	root, _, cut, err := structure(ber)
	if err != nil {
		return nil, err
	}
	sd, err := signedData(root)
	if err != nil {
		return nil, err
	}
	e := Envelope{Cut: cut}
	return e.judged(sd.signatures(content, true)), nil
}
