package extract

import (
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"

	"golang.org/x/net/html/charset"
)

// Limits of messages.
const (
	maxMailParts = 200
	maxMailDepth = 8
)

// readMail reads the text of an e-mail message (RFC 5322) and lists its
// attachments.
func (j *job) readMail(c content) {
	m, err := mail.ReadMessage(c.reader())
	if err != nil {
		j.readText(c, Text)
		return
	}
	w := mailWalker{}
	w.part(m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Header.Get("Content-Disposition"), m.Body, 0)
	j.r.Attachments = w.attachments
	if n := len(w.attachments); n > 0 {
		j.warn("mail.attachments", itoa(n))
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		subject = m.Header.Get("Subject")
	}
	j.understandText(strings.TrimSpace(subject + "\n" + w.text.String()))
}

type mailWalker struct {
	text        strings.Builder
	attachments []string
	parts       int
}

func (w *mailWalker) part(contentType, encoding, disposition string, body io.Reader, depth int) {
	if w.parts++; w.parts > maxMailParts || depth > maxMailDepth {
		return
	}
	media, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		media = "text/plain"
	}
	_, disp, _ := mime.ParseMediaType(disposition)
	if name := fileName(disp, params); name != "" {
		w.attachments = append(w.attachments, name)
		return
	}
	switch {
	case strings.HasPrefix(media, "multipart/"):
		w.multipart(body, params["boundary"], depth)
	case media == "text/plain":
		r := decoded(body, encoding)
		if cr, err := charset.NewReaderLabel(params["charset"], r); err == nil {
			r = cr
		}
		b, _ := io.ReadAll(io.LimitReader(r, maxText))
		w.text.WriteString(strings.ToValidUTF8(string(b), "?"))
	}
}

func fileName(disposition, params map[string]string) string {
	name := disposition["filename"]
	if name == "" {
		name = params["name"]
	}
	if d, err := new(mime.WordDecoder).DecodeHeader(name); err == nil {
		name = d
	}
	return strings.ToValidUTF8(name, "?")
}

func (w *mailWalker) multipart(body io.Reader, boundary string, depth int) {
	if boundary == "" {
		return
	}
	mr := multipart.NewReader(body, boundary)
	for {
		p, err := mr.NextRawPart()
		if err != nil { // the end, or a damaged message: what came before is kept
			return
		}
		w.part(p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p.Header.Get("Content-Disposition"), p, depth+1)
	}
}

func decoded(r io.Reader, encoding string) io.Reader {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, r)
	case "quoted-printable":
		return quotedprintable.NewReader(r)
	}
	return r
}
