package mail

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/quotedprintable"
	"regexp"
	"strings"
)

// MediaType returns the media type in lower case and its parameters. Without
// the header it is text/plain (RFC 2045, 5.2).
func (e Entity) MediaType() (string, map[string]string) {
	if !e.Has("Content-Type") {
		return "text/plain", map[string]string{}
	}
	return parseType(strings.Join(e.header["content-type"][:1], ""))
}

var parameter = regexp.MustCompile(`;\s*([\w\-*]+)\s*=\s*("[^"]*"|[^;]*)`)

// parseType reads a header with parameters, by hand where it breaks the rules.
func parseType(s string) (string, map[string]string) {
	media, params, err := mime.ParseMediaType(s)
	if err == nil {
		return media, params
	}
	first, _, _ := strings.Cut(s, ";")
	params = map[string]string{}
	for _, m := range parameter.FindAllStringSubmatch(s, 32) {
		if name := strings.ToLower(m[1]); params[name] == "" {
			params[name] = strings.Trim(strings.TrimSpace(m[2]), `"`)
		}
	}
	return strings.ToLower(strings.TrimSpace(first)), params
}

// Boundary is what parts a multipart entity, or "".
func (e Entity) Boundary() string {
	media, params := e.MediaType()
	if !strings.HasPrefix(media, "multipart/") {
		return ""
	}
	return params["boundary"]
}

// IsAttachment says that the sender wants the part to be a file.
func (e Entity) IsAttachment() bool {
	disposition, _ := parseType(e.Get("Content-Disposition"))
	return disposition == "attachment"
}

// FileName is the name that the sender gives to the part, or "".
func (e Entity) FileName() string {
	_, disposition := parseType(e.Get("Content-Disposition"))
	_, params := e.MediaType()
	name := disposition["filename"]
	if name == "" {
		name = params["name"]
	}
	return decodeWords(name)
}

// Decoded is the body without its transfer encoding (RFC 2045, 6); what can't be
// decoded ends it.
func (e Entity) Decoded() []byte {
	switch strings.ToLower(e.Get("Content-Transfer-Encoding")) {
	case "base64":
		return decode64(e.Body)
	case "quoted-printable":
		out, _ := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(e.Body)))
		return out
	}
	return e.Body
}

// decode64 passes over characters that are not of base64, as RFC 2045, 6.8, asks.
func decode64(b []byte) []byte {
	clean := make([]byte, 0, len(b))
	for _, c := range b {
		if c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/' {
			clean = append(clean, c)
		} else if c == '=' && len(clean)%4 > 1 {
			break
		}
	}
	if len(clean)%4 == 1 {
		clean = clean[:len(clean)-1]
	}
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))
	n, _ := base64.RawStdEncoding.Decode(out, clean)
	return out[:n]
}

// Text is the decoded body in UTF-8.
func (e Entity) Text() string {
	_, params := e.MediaType()
	return toUTF8(e.Decoded(), params["charset"])
}

// Parts cuts a body at its boundary (RFC 2046, 5.1.1) into at most limit parts,
// as they stand. A part without an end goes on to the end.
func Parts(body []byte, boundary string, limit int) [][]byte {
	delimiter := []byte("--" + boundary)
	rest, ok := afterLine(body, delimiter)
	var out [][]byte
	for ok && len(out) < limit {
		end := lineWith(rest, delimiter)
		if end < 0 {
			return append(out, rest)
		}
		out = append(out, bytes.TrimSuffix(bytes.TrimSuffix(rest[:end], []byte("\n")), []byte("\r")))
		if bytes.HasPrefix(rest[end+len(delimiter):], []byte("--")) {
			break
		}
		rest, ok = afterLine(rest[end:], delimiter)
	}
	return out
}

// lineWith returns where the first line that is a delimiter begins, or -1: what
// follows it is blank, or the mark of the last one.
func lineWith(b, delimiter []byte) int {
	for at := 0; ; at++ {
		i := bytes.Index(b[at:], delimiter)
		if i < 0 {
			return -1
		}
		at += i
		if line, _, _ := bytes.Cut(b[at+len(delimiter):], []byte("\n")); (at == 0 || b[at-1] == '\n') && isBlank(line) {
			return at
		}
	}
}

func isBlank(line []byte) bool {
	return len(bytes.TrimSpace(bytes.TrimPrefix(line, []byte("--")))) == 0
}

// afterLine returns what follows the first delimiter.
func afterLine(b, delimiter []byte) ([]byte, bool) {
	at := lineWith(b, delimiter)
	if at < 0 {
		return nil, false
	}
	_, rest, ok := bytes.Cut(b[at:], []byte("\n"))
	return rest, ok
}
