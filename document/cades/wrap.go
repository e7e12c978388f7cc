package cades

import (
	"bytes"
	"encoding/base64"
)

// Object identifiers, as their contents octets.
var (
	oidSignedData    = []byte{0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02}
	oidEnvelopedData = []byte{0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x03}
	oidTimeStamped   = []byte{0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x01, 0x1F}
)

// Is says that bytes begin a signed, encrypted or time-stamped envelope in any
// of the wrappings that Open reads. A few hundred bytes are enough.
func Is(head []byte) bool {
	if isBinary(head) {
		return true
	}
	text, ok := textStart(head)
	if !ok {
		return false
	}
	b, _ := decode64(text[:min(len(text), 512)], false)
	return isBinary(b)
}

// isBinary looks for the content type at the start of a ContentInfo.
func isBinary(b []byte) bool {
	if len(b) < 12 || b[0] != tagSequence {
		return false
	}
	head, _, _, err := header(b)
	if err != nil { // the length claims more than there is: read it all the same
		head = 2 + int(b[1]&0x7F)
	}
	if head >= len(b) || b[head] != tagOID {
		return false
	}
	for _, oid := range [][]byte{oidSignedData, oidEnvelopedData, oidTimeStamped} {
		if bytes.HasPrefix(b[head+1:], append([]byte{byte(len(oid))}, oid...)) {
			return true
		}
	}
	return false
}

// textStart returns what may be base64 at the start of a text: after a PEM
// header, if there is one.
func textStart(b []byte) ([]byte, bool) {
	b = bytes.TrimLeft(bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF")), " \t\r\n")
	if bytes.HasPrefix(b, []byte("-----BEGIN")) {
		_, after, ok := bytes.Cut(b, []byte("\n"))
		if !ok {
			return nil, false
		}
		return after, true
	}
	return b, len(b) > 0 && b[0] == 'M'
}

// Binary returns the BER bytes of an envelope, taking base64 or PEM off. It
// errs with ErrNotCMS.
func Binary(b []byte) ([]byte, error) {
	if isBinary(b) {
		return b, nil
	}
	if text, ok := textStart(b); ok {
		if d, _ := decode64(text, true); isBinary(d) {
			return d, nil
		}
	}
	return nil, ErrNotCMS
}

// decode64 decodes base64 up to the first character that is none: padding, a
// PEM footer, rubbish. Line ends and blanks are skipped. Both alphabets of RFC
// 4648 are taken.
func decode64(b []byte, all bool) ([]byte, error) {
	clean := make([]byte, 0, len(b))
	for _, c := range b {
		switch {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
			continue
		case c == '_':
			c = '/'
		case c == '-' && all && len(clean) > 0 && bytes.Contains(b, []byte("-----END")):
			return decodeClean(clean)
		case c == '-':
			c = '+'
		}
		if !isBase64(c) {
			break
		}
		clean = append(clean, c)
	}
	return decodeClean(clean)
}

func isBase64(c byte) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/'
}

func decodeClean(b []byte) ([]byte, error) {
	if len(b)%4 == 1 {
		b = b[:len(b)-1]
	}
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(b)))
	n, err := base64.RawStdEncoding.Decode(out, b)
	return out[:n], err
}
