package extract

import (
	"bytes"
	"encoding/base64"
	"io"
	"regexp"
	"strings"

	"github.com/insiemi/insiemi/document/mail"
)

// unwrapText takes off what is around a document without being an envelope: the
// base64 that some programs sign instead of the document, and the MIME headers
// of a signed part.
func unwrapText(c content, f Format) ([]byte, bool) {
	if c.size > maxEnvelope {
		return nil, false
	}
	switch f {
	case Text, CSV:
		return plainBase64(c)
	case EML:
		return bareEntity(c)
	}
	return nil, false
}

// minBase64 is the length from which a text in the alphabet of base64 can be no
// word.
const minBase64 = 64

// plainBase64 decodes a text that is base64 from its start to its end, and whose
// bytes are of a format that is known.
func plainBase64(c content) ([]byte, bool) {
	head := make([]byte, min(c.size, 512))
	n, _ := c.ReadAt(head, 0)
	if !isBase64Text(head[:n]) {
		return nil, false
	}
	b, err := io.ReadAll(c.reader())
	if err != nil || !isBase64Text(b) {
		return nil, false
	}
	clean := strings.TrimRight(string(bytes.Join(bytes.Fields(b), nil)), "=")
	out, err := base64.RawStdEncoding.DecodeString(clean)
	if err != nil || len(clean) < minBase64 {
		return nil, false
	}
	switch Sniff(bytes.NewReader(out), int64(len(out))) {
	case Unknown:
		return nil, false
	case Text, CSV: // base64 of base64, or a text that happens to be decodable
		_, ok := plainBase64(content{ReaderAt: bytes.NewReader(out), size: int64(len(out))})
		return out, ok
	}
	return out, true
}

func isBase64Text(b []byte) bool {
	for _, c := range b {
		if !(c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("+/=\r\n\t ", c) >= 0) {
			return false
		}
	}
	return true
}

// bareEntity decodes a MIME entity that is no message: a document with headers.
func bareEntity(c content) ([]byte, bool) {
	head := make([]byte, min(c.size, sniffed))
	n, _ := c.ReadAt(head, 0)
	if !isEntity(head[:n]) {
		return nil, false
	}
	b, err := io.ReadAll(c.reader())
	if err != nil {
		return nil, false
	}
	e, ok := mail.Read(b)
	if !ok || e.IsMail() || e.Boundary() != "" {
		return nil, false
	}
	return e.Decoded(), true
}

var entityStart = regexp.MustCompile(`(?i)^(content-(type|transfer-encoding|disposition|id)|mime-version):[ \t]`)

// isEntity says that bytes begin with the headers of a MIME entity.
func isEntity(head []byte) bool {
	if !entityStart.Match(head) {
		return false
	}
	e, ok := mail.Read(head)
	media, _ := e.MediaType()
	return ok && e.Has("Content-Type") && strings.Contains(media, "/")
}

// isMessage says that bytes begin with the headers of an e-mail message: three
// of those that every message has.
func isMessage(head []byte) bool {
	if bytes.HasPrefix(head, []byte("From ")) {
		_, head, _ = bytes.Cut(head, []byte("\n"))
	}
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")), "\r\n")
	block, _, _ := bytes.Cut(bytes.ReplaceAll(head, []byte("\r\n"), []byte("\n")), []byte("\n\n"))
	m := mailHeader.FindAllIndex(block, 4)
	return len(m) >= 3 && m[0][0] == 0
}
