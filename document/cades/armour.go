package cades

import (
	"bytes"
	"encoding/hex"
	"strings"

	"github.com/insiemi/insiemi/document/mail"
)

// lead is how far into a text the envelope may begin.
const lead = 8 << 10

// dataURL takes the scheme, media type and parameters off (RFC 2397).
func dataURL(b []byte) ([]byte, bool) {
	head := b[:min(len(b), 256)]
	if len(head) < 5 || !strings.EqualFold(string(head[:5]), "data:") {
		return nil, false
	}
	i := bytes.IndexByte(head, ',')
	return b[i+1:], i > 0
}

// unquoted takes quotation marks off the start; the ones at the end stop the
// decoding.
func unquoted(b []byte) ([]byte, bool) {
	t := bytes.TrimLeft(b, "\"'`")
	return t, len(t) < len(b) && isTextual(t)
}

// pemBody returns what stands between the lines of a PEM text (RFC 7468), which
// may have other text before it and headers in it (RFC 1421).
func pemBody(b []byte) ([]byte, bool) {
	at := bytes.Index(b[:min(len(b), lead)], []byte("-----BEGIN "))
	if at < 0 {
		return nil, false
	}
	_, body, ok := bytes.Cut(b[at:], []byte("\n"))
	if !ok {
		return nil, false
	}
	if end := bytes.Index(body, []byte("-----END")); end >= 0 {
		body = body[:end]
	}
	return withoutHeaders(body), true
}

// withoutHeaders drops lines of the form "Name: value" from the start.
func withoutHeaders(b []byte) []byte {
	for {
		line, rest, ok := bytes.Cut(b, []byte("\n"))
		if !ok || len(line) > 0 && !bytes.ContainsRune(line, ':') && len(bytes.TrimSpace(line)) > 0 && line[0] != ' ' {
			return b
		}
		b = rest
	}
}

// entityBody returns what follows the headers of a MIME entity or of an HTTP
// answer.
func entityBody(b []byte) ([]byte, bool) {
	m, ok := mail.Read(b)
	if !ok || m.Boundary() != "" {
		return nil, false
	}
	if strings.EqualFold(m.Get("Content-Transfer-Encoding"), "quoted-printable") {
		return m.Decoded(), true
	}
	return m.Body, true // base64 is left to our own decoder, which forgives more
}

// hexBody decodes hexadecimal digits, with or without separators.
func hexBody(b []byte) ([]byte, bool) {
	t := bytes.TrimPrefix(bytes.TrimPrefix(b, []byte("0x")), []byte("\\x"))
	if !bytes.HasPrefix(t, []byte("30")) || !isTextual(t) {
		return nil, false
	}
	digits := make([]byte, 0, len(t))
	for _, c := range t {
		if c == ' ' || c == ':' || c == '\r' || c == '\n' || c == '\t' {
			continue
		}
		if !isHex(c) {
			break
		}
		digits = append(digits, c)
	}
	digits = digits[:len(digits)&^1]
	out := make([]byte, len(digits)/2)
	_, err := hex.Decode(out, digits)
	return out, err == nil && len(digits) >= 64
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// base64Body decodes base64, which may have lines of other text before it.
func base64Body(b []byte) ([]byte, bool) {
	if !isTextual(b) {
		return nil, false
	}
	if len(decode64(b[:min(len(b), 64)])) >= 24 {
		return decode64(b), true
	}
	if at := bytes.Index(b[:min(len(b), lead)], []byte("\nMI")); at >= 0 {
		return decode64(b[at:]), true
	}
	return nil, false
}

// decode64 decodes base64 in both alphabets of RFC 4648 up to the first
// character that is none. Blanks, line ends, padding, and the ways in which
// other texts write them (\n, \/, %2B) are passed over.
func decode64(b []byte) []byte {
	out := make([]byte, 0, len(b)/4*3+3)
	var bits uint32
	n := 0
	for i := 0; i < len(b); i++ {
		c := b[i]
		if c == '%' || c == '\\' {
			var skip int
			if c, skip = escaped(b[i:]); skip == 0 {
				break
			}
			i += skip - 1
		}
		v, kind := sextet(c)
		switch kind {
		case padding:
			bits, n = 0, 0
			continue
		case blank:
			continue
		case foreign:
			return out
		}
		bits, n = bits<<6|uint32(v), n+6
		if n >= 8 {
			n -= 8
			out = append(out, byte(bits>>n))
		}
	}
	return out
}

// escaped reads an escape of JSON or of a URL: the character that it stands for
// and the length of the escape, 0 when it is none.
func escaped(b []byte) (byte, int) {
	if len(b) >= 2 && b[0] == '\\' {
		switch b[1] {
		case 'n', 'r', 't':
			return '\n', 2
		case '/':
			return '/', 2
		}
		return 0, 0
	}
	var out [1]byte
	if len(b) < 3 {
		return 0, 0
	}
	if _, err := hex.Decode(out[:], b[1:3]); err != nil {
		return 0, 0
	}
	return out[0], 3
}

// Kinds of characters in base64.
const (
	digit = iota
	padding
	blank
	foreign
)

func sextet(c byte) (value byte, kind int) {
	switch {
	case c >= 'A' && c <= 'Z':
		return c - 'A', digit
	case c >= 'a' && c <= 'z':
		return c - 'a' + 26, digit
	case c >= '0' && c <= '9':
		return c - '0' + 52, digit
	case c == '+' || c == '-':
		return 62, digit
	case c == '/' || c == '_':
		return 63, digit
	case c == '=':
		return 0, padding
	case c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0:
		return 0, blank
	}
	return 0, foreign
}
