package extract

import (
	"bytes"
	"io"
	"strings"
	"time"

	netmail "net/mail"

	"github.com/insiemi/insiemi/document"
	"github.com/insiemi/insiemi/document/cades"
	"github.com/insiemi/insiemi/document/mail"
)

// Limits of messages.
const (
	maxMailParts = 500
	maxMailDepth = 12
	// logoBytes is the size in bytes of the encoded image below which a picture
	// within the text of a message is a logo, not a document.
	logoBytes = 64 << 10
)

// readMail reads an e-mail message (RFC 5322): its text, who sent it to whom and
// when, and its attachments as documents. In a certified message (PEC) the
// message that was sent is one of them, postacert.eml.
func (j *job) readMail(c content) {
	if c.size > maxEnvelope {
		j.fail("read.too_large")
		return
	}
	b, err := io.ReadAll(c.reader())
	if err != nil {
		j.fail("read.crashed")
		return
	}
	e, ok := mail.Read(bytes.TrimLeft(bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF")), "\r\n"))
	if !ok {
		j.readText(c, Text)
		return
	}
	l := letter{}
	l.walk(e, 0)
	j.addSignatures(formSMIME, l.signatures)
	if l.winmail {
		j.warn("mail.winmail")
	}
	if l.more {
		j.warn("contents.too_many", itoa(maxMailParts))
	}
	j.understandText(strings.TrimSpace(e.Get("Subject") + "\n" + l.body()))
	j.r.Fields = append(j.r.Fields, mailFields(e)...)
	j.r.Attachments = append(j.r.Attachments, l.named...)
	j.readContents(l.parts)
}

// mailFields are the headers that matter, about the message as a whole.
func mailFields(e mail.Entity) []document.Field {
	var out []document.Field
	add := func(name, written, value string) {
		if value != "" {
			out = append(out, document.Field{Name: name, Written: written, Value: value, Method: document.MethodText, Confidence: 1})
		}
	}
	for _, h := range []struct{ name, header string }{
		{document.MailFrom, "From"}, {document.MailTo, "To"}, {document.MailTo, "Cc"}, {document.MailSubject, "Subject"},
		{document.MailID, "Message-ID"}, {document.PECType, "X-Trasporto"}, {document.PECType, "X-Ricevuta"},
		{document.PECRefersTo, "X-Riferimento-Message-ID"},
	} {
		for _, v := range e.All(h.header) {
			add(h.name, "", v)
		}
	}
	if written := e.Get("Date"); written != "" {
		if at, err := netmail.ParseDate(written); err == nil {
			add(document.MailDate, written, at.Format(time.RFC3339))
		}
	}
	return out
}

// letter is what was found in a message.
type letter struct {
	text, html strings.Builder
	parts      []part
	named      []string // attachments that are not read
	signatures []cades.Signature
	count      int
	winmail    bool
	more       bool // parts were left out
}

// body is the plain text; where there is none, that of the HTML.
func (l *letter) body() string {
	if plain := strings.TrimSpace(l.text.String()); plain != "" {
		return plain
	}
	return htmlText(l.html.String())
}

// walk takes an entity and its parts.
func (l *letter) walk(e mail.Entity, depth int) {
	if l.count++; l.count > maxMailParts || depth > maxMailDepth {
		l.more = true
		return
	}
	media, params := e.MediaType()
	name := e.FileName()
	switch {
	case media == "multipart/signed" && l.signed(e, depth):
	case strings.HasPrefix(media, "multipart/") && e.Boundary() != "":
		for _, p := range mail.Parts(e.Body, e.Boundary(), maxMailParts) {
			l.walk(mail.Part(p), depth+1)
		}
	case media == "message/rfc822" || media == "message/global":
		l.message(e, name)
	case isTNEF(media, name):
		l.winmail, l.named = true, append(l.named, nonEmpty(name, "winmail.dat"))
	case isOpaque(media, params, name) && l.opaque(e, depth):
	case isTextPart(media) && name == "" && !e.IsAttachment():
		l.write(media, e)
	case strings.HasPrefix(media, "image/") && e.Has("Content-ID") && len(e.Body) < logoBytes:
		l.named = append(l.named, nonEmpty(name, "immagine"))
	default:
		l.attach(name, e.Decoded())
	}
}

func isTextPart(media string) bool {
	return strings.HasPrefix(media, "text/") || media == "message/delivery-status" || media == "message/disposition-notification"
}

func (l *letter) write(media string, e mail.Entity) {
	switch media {
	case "text/html":
		l.html.WriteString(e.Text() + "\n")
	case "text/plain":
		l.text.WriteString(e.Text() + "\n")
	}
}

// attach adds a document. One without a name is called after its number and its
// format.
func (l *letter) attach(name string, b []byte) {
	if len(b) == 0 && name == "" {
		return
	}
	if name == "" {
		f := Sniff(bytes.NewReader(b), int64(len(b)))
		name = "allegato-" + itoa(len(l.parts)+1) + "." + string(f)
	}
	l.parts = append(l.parts, inMemory(clipName(name), fromMail, b))
}

// message adds a message within the message.
func (l *letter) message(e mail.Entity, name string) {
	b := e.Decoded()
	if name == "" {
		inner, _ := mail.Read(b)
		name = nonEmpty(inner.Get("Subject"), "messaggio") + ".eml"
	}
	l.attach(name, b)
}

// signed takes the signed part of a multipart/signed entity (S/MIME; that of a
// PEC is its provider's).
func (l *letter) signed(e mail.Entity, depth int) bool {
	env, err := cades.OpenSigned(e.Body, e.Boundary())
	if err != nil {
		return false
	}
	l.signatures = append(l.signatures, env.Signatures...)
	l.walk(mail.Part(env.Content), depth+1)
	return true
}

// isOpaque says that a part is the envelope of a whole message, not a signed
// document that is attached.
func isOpaque(media string, params map[string]string, name string) bool {
	return strings.HasSuffix(media, "pkcs7-mime") &&
		(params["smime-type"] != "" || name == "" || strings.EqualFold(name, "smime.p7m"))
}

// opaque opens the envelope of a whole message.
func (l *letter) opaque(e mail.Entity, depth int) bool {
	env, err := cades.Open(e.Decoded())
	if err != nil {
		return false
	}
	inner, ok := mail.Read(env.Content)
	if !ok || !inner.Has("Content-Type") {
		return false
	}
	l.signatures = append(l.signatures, env.Signatures...)
	l.walk(inner, depth+1)
	return true
}

// isTNEF recognises the format in which Outlook hides attachments.
func isTNEF(media, name string) bool {
	return strings.HasSuffix(media, "ms-tnef") || strings.EqualFold(name, "winmail.dat")
}

func nonEmpty(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
