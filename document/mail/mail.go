// Package mail takes e-mail messages and other MIME entities (RFC 5322, RFC 2045
// to 2047, 2231) apart: headers, parts, file names, texts in any character set.
//
// It forgives what mailers get wrong: header lines that are none, names in raw
// eight-bit characters, base64 with foreign characters in it, a last part
// without its end. It never follows a link, opens an attachment or renders
// HTML.
//
// Invariants:
//   - the raw octets of a part stay as they are, which signatures need;
//   - what can't be decoded is left out, never invented.
package mail

import (
	"bytes"
	"io"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

// maxHeaders bounds the headers of an entity, in bytes.
const maxHeaders = 256 << 10

// Entity is headers and a body. An answer of an HTTP server reads as one.
type Entity struct {
	header map[string][]string // by lower-case name
	Body   []byte
}

// Read reads an entity that begins with a header. ok is false for anything else.
func Read(b []byte) (e Entity, ok bool) {
	if bytes.HasPrefix(b, []byte("From ")) { // of a mailbox file
		_, b, _ = bytes.Cut(b, []byte("\n"))
	}
	e = readHeaders(b)
	return e, len(e.header) > 0
}

// Part reads a part of a multipart entity, which may have no headers.
func Part(b []byte) Entity {
	if e, ok := Read(b); ok {
		return e
	}
	for _, end := range []string{"\r\n", "\n"} {
		if rest, ok := bytes.CutPrefix(b, []byte(end)); ok {
			return Entity{Body: rest}
		}
	}
	return Entity{Body: b}
}

// readHeaders reads up to the blank line. Lines that are no headers are passed
// over, unless they are among the first two: then this is something else.
func readHeaders(b []byte) Entity {
	e := Entity{header: map[string][]string{}}
	rest, last := b, ""
	for n := 0; len(b)-len(rest) < maxHeaders; n++ {
		line, after, found := bytes.Cut(rest, []byte("\n"))
		line = bytes.TrimRight(line, "\r")
		if len(line) == 0 || !found {
			e.Body = after
			if len(line) > 0 && !found {
				return Entity{} // headers that go on to the end are text
			}
			return e
		}
		rest = after
		name, value, ok := strings.Cut(string(line), ":")
		name = strings.TrimRight(name, " \t")
		switch {
		case (line[0] == ' ' || line[0] == '\t') && last != "":
			all := e.header[last]
			all[len(all)-1] += " " + string(bytes.TrimSpace(line))
		case n == 0 && bytes.HasPrefix(line, []byte("HTTP/")):
			e.header["http"], last = []string{""}, "http"
		case ok && isToken(name):
			last = strings.ToLower(name)
			e.header[last] = append(e.header[last], strings.TrimSpace(value))
		case n < 2:
			return Entity{}
		default:
			last = ""
		}
	}
	return Entity{}
}

// isToken says that a text may name a header.
func isToken(s string) bool {
	for _, c := range []byte(s) {
		if c <= ' ' || c >= 0x7F || c == '<' || c == '"' || c == '{' || c == '/' {
			return false
		}
	}
	return s != ""
}

// Get returns the first header of that name, decoded (RFC 2047), or "".
func (e Entity) Get(name string) string {
	all := e.All(name)
	if len(all) == 0 {
		return ""
	}
	return all[0]
}

// All returns every header of that name, decoded.
func (e Entity) All(name string) []string {
	var out []string
	for _, v := range e.header[strings.ToLower(name)] {
		out = append(out, decodeWords(v))
	}
	return out
}

// Has says that there is a header of one of these names.
func (e Entity) Has(names ...string) bool {
	for _, n := range names {
		if _, ok := e.header[strings.ToLower(n)]; ok {
			return true
		}
	}
	return false
}

// IsMail says that the entity is a message from somebody, not a file with MIME
// headers.
func (e Entity) IsMail() bool {
	return e.Has("From", "Received", "Return-Path", "Message-ID", "Subject")
}

// decodeWords decodes encoded words; raw eight-bit characters are read as UTF-8
// or Windows-1252.
func decodeWords(s string) string {
	d := mime.WordDecoder{CharsetReader: charset.NewReaderLabel}
	if out, err := d.DecodeHeader(s); err == nil {
		s = out
	}
	return strings.TrimSpace(toUTF8([]byte(s), ""))
}

// toUTF8 decodes text by its declared character set, or by what it looks like: it
// is UTF-8 if the whole of it is (charset.DetermineEncoding looks at the beginning
// only, and not at a last letter with an accent).
func toUTF8(b []byte, label string) string {
	if label == "" || strings.EqualFold(label, "us-ascii") {
		if utf8.Valid(b) {
			return strings.TrimPrefix(string(b), "\uFEFF")
		}
		e, _, _ := charset.DetermineEncoding(b, "text/plain")
		if out, err := e.NewDecoder().Bytes(b); err == nil {
			b = out
		}
	} else if r, err := charset.NewReaderLabel(label, bytes.NewReader(b)); err == nil {
		if out, err := io.ReadAll(r); err == nil {
			b = out
		}
	}
	return strings.ToValidUTF8(strings.TrimPrefix(string(b), "\uFEFF"), "?")
}
