package cades

import (
	"bytes"
	"strings"

	"github.com/insiemi/insiemi/document/mail"
)

// readSignedMessage recognises a multipart/signed entity (RFC 8551, 3.5.3), and
// a multipart whose first part is an envelope or a time stamp (M7M).
func readSignedMessage(b []byte) (mail.Entity, bool) {
	b, _ = trimmed(b)
	m, ok := mail.Read(b)
	if !ok || m.Boundary() == "" || m.IsMail() {
		return mail.Entity{}, false
	}
	media, params := m.MediaType()
	if media == "multipart/signed" {
		return m, isPKCS7(params["protocol"])
	}
	parts := mail.Parts(m.Body, m.Boundary(), 1)
	if len(parts) == 0 {
		return mail.Entity{}, false
	}
	media, _ = mail.Part(parts[0]).MediaType()
	return m, isPKCS7(media) || isTimestamp(media)
}

func isPKCS7(media string) bool {
	return strings.Contains(strings.ToLower(media), "pkcs7")
}

func isTimestamp(media string) bool {
	return strings.HasPrefix(media, "application/timestamp")
}

// maxMessageParts is how many parts of a signed message are looked at.
const maxMessageParts = 16

// openMessage returns what a signed message holds.
func openMessage(m mail.Entity) (Envelope, error) {
	if media, _ := m.MediaType(); media == "multipart/signed" {
		return OpenSigned(m.Body, m.Boundary())
	}
	var envelope []byte
	var stamps [][]byte
	for _, p := range mail.Parts(m.Body, m.Boundary(), maxMessageParts) {
		part := mail.Part(p)
		if media, _ := part.MediaType(); isTimestamp(media) {
			stamps = append(stamps, rawToken(part.Body))
		} else if envelope == nil {
			envelope = p
		}
	}
	if envelope == nil {
		return Envelope{}, ErrTimestamp
	}
	e, err := Open(envelope)
	e.Timestamps = append(e.Timestamps, stamps...)
	e.Signatures = append(e.Signatures, stampsBeside(stamps, rawToken(mail.Part(envelope).Body), e.Content)...)
	return e, err
}

// rawToken takes base64 off a time stamp.
func rawToken(b []byte) []byte {
	if t, _ := trimmed(b); isTextual(t) {
		return decode64(t)
	}
	return b
}

// OpenSigned opens the body of a multipart/signed entity: a part that is signed
// by the part after it. Content is the first part as it stands, with its
// headers; programs disagree on its line ends, which RFC 8551, 3.1.1, wants to
// be CR LF.
func OpenSigned(body []byte, boundary string) (Envelope, error) {
	parts := mail.Parts(body, boundary, 2)
	if len(parts) < 2 {
		return Envelope{}, ErrDamaged
	}
	e := Envelope{Type: Signed, Content: parts[0]}
	for _, signed := range [][]byte{parts[0], withCRLF(parts[0])} {
		sigs, err := Verify(parts[1], signed)
		if err != nil {
			return e, err
		}
		if e.Signatures == nil || allIntact(sigs) {
			e.Signatures = sigs
		}
	}
	return e, nil
}

func allIntact(sigs []Signature) bool {
	for _, s := range sigs {
		if s.Integrity != Intact {
			return false
		}
	}
	return true
}

func withCRLF(b []byte) []byte {
	lf := bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(lf, []byte("\n"), []byte("\r\n"))
}
