package cades

import (
	"bytes"
	"slices"

	"github.com/insiemi/insiemi/document/mail"
)

// Type is the content type of a CMS structure (RFC 5652, 4 and below).
type Type string

// The content types that are told apart.
const (
	Signed      Type = "signed"      // SignedData, RFC 5652, 5
	TimeStamped Type = "timestamped" // TimeStampedData (TSD), RFC 5544
	Data        Type = "data"        // data without any signature, RFC 5652, 4
	Digested    Type = "digested"    // DigestedData, RFC 5652, 7: a digest, no signer
	Compressed  Type = "compressed"  // CompressedData, RFC 3274
	Encrypted   Type = "encrypted"   // EnvelopedData, EncryptedData, AuthEnvelopedData
)

// oidSignedData is 1.2.840.113549.1.7.2, as its contents octets.
var oidSignedData = []byte(pkcs7Arc + "\x02")

// Arcs of object identifiers: 1.2.840.113549.1.7 and 1.2.840.113549.1.9.16.1.
const (
	pkcs7Arc = "\x2A\x86\x48\x86\xF7\x0D\x01\x07"
	smimeArc = "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x01"
)

// types gives the content type of an object identifier.
var types = map[string]Type{
	pkcs7Arc + "\x01": Data,
	pkcs7Arc + "\x02": Signed,
	pkcs7Arc + "\x03": Encrypted, // enveloped
	pkcs7Arc + "\x04": Encrypted, // signed and enveloped, RFC 2315
	pkcs7Arc + "\x05": Digested,
	pkcs7Arc + "\x06": Encrypted, // encrypted
	smimeArc + "\x09": Compressed,
	smimeArc + "\x17": Encrypted, // authenticated and enveloped, RFC 5083
	smimeArc + "\x1F": TimeStamped,
}

// Is says that bytes begin an envelope in any of the wrappings that Open reads.
// The first 8 KiB are enough.
func Is(head []byte) bool {
	if startsOtherwise(head) {
		return false
	}
	if _, ok := readSignedMessage(head); ok {
		return true
	}
	_, ok := unarmour(head, 0)
	return ok
}

// startsOtherwise says that bytes are something else that may hold an envelope:
// a PDF, an archive, markup, an e-mail message.
func startsOtherwise(head []byte) bool {
	for _, magic := range []string{"%PDF-", "PK\x03\x04", "<", "{\\rtf", "\xD0\xCF\x11\xE0", "\xFF\xD8\xFF", "\x89PNG"} {
		if bytes.HasPrefix(head, []byte(magic)) {
			return true
		}
	}
	m, ok := mail.Read(head)
	return ok && m.IsMail()
}

// isBinary looks for the content type at the start of a ContentInfo.
func isBinary(b []byte) bool {
	if len(b) < 12 || b[0] != tagSequence {
		return false
	}
	head, _, _, err := header(b)
	if err != nil || head >= len(b) || b[head] != tagOID {
		return false
	}
	oid := b[head+1:]
	for o := range types {
		if bytes.HasPrefix(oid, append([]byte{byte(len(o))}, o...)) {
			return true
		}
	}
	return false
}

// Binary returns the BER bytes of an envelope, with every text around them
// taken off. It errs with ErrNotCMS.
func Binary(b []byte) ([]byte, error) {
	if d, ok := unarmour(b, 0); ok {
		return d, nil
	}
	return nil, ErrNotCMS
}

// maxArmours is how many texts may be around each other: base64 of base64 in a
// mail part in UTF-16 is four.
const maxArmours = 6

// unarmour takes off the texts that envelopes travel in. What is left begins
// with a ContentInfo, or is one whose start is damaged.
func unarmour(b []byte, layers int) ([]byte, bool) {
	if isBinary(b) {
		return b, true
	}
	if layers < maxArmours {
		for _, take := range armours() {
			inner, ok := take(b)
			if !ok {
				continue
			}
			if d, ok := unarmour(inner, layers+1); ok {
				return d, true
			}
			break // the first that fits is the only one that can
		}
	}
	return b, isDamaged(b)
}

// armours are the texts around envelopes, in the order in which they are tried.
func armours() []func([]byte) ([]byte, bool) {
	return []func([]byte) ([]byte, bool){narrow, trimmed, dataURL, unquoted, pemBody, entityBody, hexBody, base64Body}
}

// trimmed takes byte-order marks, blanks and line ends off the start.
func trimmed(b []byte) ([]byte, bool) {
	t := b
	for {
		n := len(t)
		t = bytes.TrimLeft(bytes.TrimPrefix(t, []byte("\xEF\xBB\xBF")), " \t\r\n")
		if len(t) == n {
			return t, len(t) < len(b)
		}
	}
}

// narrow turns text in UTF-16, with or without its mark, into bytes.
func narrow(b []byte) ([]byte, bool) {
	t := b
	for _, mark := range []string{"\xFF\xFE", "\xFE\xFF"} {
		t = bytes.TrimPrefix(t, []byte(mark))
	}
	head := t[:min(len(t), 64)&^1]
	if len(head) < 16 {
		return nil, false
	}
	for _, high := range []int{1, 0} { // little-endian, big-endian
		if !every(head, high, func(c byte) bool { return c == 0 }) || !every(head, 1-high, isPrintable) {
			continue
		}
		out := make([]byte, 0, len(t)/2)
		for i := 1 - high; i < len(t); i += 2 {
			out = append(out, t[i])
		}
		return out, true
	}
	return nil, false
}

// every says that each second byte, from the given one on, passes.
func every(b []byte, from int, pass func(byte) bool) bool {
	for i := from; i < len(b); i += 2 {
		if !pass(b[i]) {
			return false
		}
	}
	return true
}

func isPrintable(c byte) bool {
	return c >= 0x20 && c < 0x7F || c == '\r' || c == '\n' || c == '\t'
}

// isTextual says that the start of bytes is printable ASCII.
func isTextual(b []byte) bool {
	head := b[:min(len(b), 32)]
	return len(head) > 0 && !slices.ContainsFunc(head, func(c byte) bool { return !isPrintable(c) })
}
