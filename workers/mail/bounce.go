package mail

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/emersion/go-message"

	"github.com/insiemi/insiemi/workflow"
)

// Bounce is what a mail server reports about a message of ours. Diagnostic and
// Recipient are the words of a stranger: they may hold addresses, so they are
// for people of the office and never for a log.
type Bounce struct {
	// ID is that of the Message: see IDFor.
	ID string
	// MessageID is the whole Message-ID without angle brackets. Compare it with what
	// SMTP.MessageID makes of ID, and the token of Notice with that of the notice,
	// before believing the report: anybody may write one.
	MessageID string
	Action    BounceAction
	Status    string // enhanced status code (RFC 3463): "5.1.1"; may be empty
	// Recipient is the address that the report is about, which may be one to which
	// ours forwards; may be empty.
	Recipient string
	// Diagnostic is what the server said, in one line of at most 300 characters;
	// may be empty.
	Diagnostic string
}

// BounceAction is what became of a message (RFC 3464 § 2.3.3).
type BounceAction string

// The actions. What was relayed or expanded onwards counts as delivered: no
// more reports are to be expected.
const (
	BounceFailed    BounceAction = "failed"
	BounceDelayed   BounceAction = "delayed"
	BounceDelivered BounceAction = "delivered"
)

// ErrNoBounce says that a message is no delivery report: an automatic answer, a
// read receipt, or the letter of a person.
var ErrNoBounce = errors.New("the message is not a delivery report")

// ErrForeignBounce says that a delivery report is about no message of ours.
var ErrForeignBounce = errors.New("the delivery report names no message of ours")

const (
	maxBounceBytes = 1 << 20 // what is read of a report; the rest is the returned message
	maxBounceDepth = 4       // of parts within parts
	maxBounceParts = 40
	maxPartBytes   = 64 << 10 // what is looked at of one part
	maxDiagnostic  = 300      // characters
	maxAddress     = 254      // RFC 5321 § 4.5.3.1.3, without the angle brackets
)

// IDFor returns the Message.ID of the message that tells a notice. The token is
// the notice's own.
func IDFor(id workflow.NoticeID, token string) string { return fmt.Sprintf("notice-%d.%s", id, token) }

// Notice returns the notice that the bounced message told, when it told one, and
// the token that the report bears, which may be empty.
func (b Bounce) Notice() (id workflow.NoticeID, token string, ok bool) {
	number, token, _ := strings.Cut(strings.TrimPrefix(b.ID, "notice-"), ".")
	n, err := strconv.ParseInt(number, 10, 64)
	return workflow.NoticeID(n), token, err == nil && n > 0 && strings.HasPrefix(b.ID, "notice-")
}

// ParseBounce reads a message that arrived at the address for bounces, as a mail
// server pipes it: a delivery status notification (RFC 3464), or a report in
// plain text of qmail, of an older Exim or of the like. It reads one mebibyte at
// most. The error is ErrNoBounce, ErrForeignBounce, or that of r.
func ParseBounce(r io.Reader) (Bounce, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxBounceBytes))
	if err != nil {
		return Bounce{}, fmt.Errorf("read bounce: %w", err)
	}
	s := &scan{}
	e, err := message.Read(bytes.NewReader(withoutEnvelope(raw)))
	if e == nil || err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
		return Bounce{}, ErrNoBounce
	}
	s.references(e.Header)
	s.part(e, 0)
	s.plain(e.Header)
	return s.bounce()
}

// withoutEnvelope drops the line "From sender date" that some servers put
// before a message that they pipe.
func withoutEnvelope(raw []byte) []byte {
	raw = bytes.TrimLeft(raw, "\r\n")
	if bytes.HasPrefix(raw, []byte("From ")) || bytes.HasPrefix(raw, []byte(">From ")) {
		if _, rest, ok := bytes.Cut(raw, []byte("\n")); ok {
			return rest
		}
	}
	return raw
}

// scan gathers what the parts of a report tell.
type scan struct {
	parts    int
	statuses []dsn    // one for each recipient
	returned string   // Message-ID in the returned message
	referred string   // Message-ID in the headers of the report
	texts    []string // readable parts, for reports without a status
}

// dsn is what a report tells about one recipient.
type dsn struct {
	action     BounceAction
	status     string
	recipient  string
	diagnostic string
}

// bounce concludes: the worst of what was told, about the message it is told of.
func (s *scan) bounce() (Bounce, error) {
	if len(s.statuses) == 0 {
		return Bounce{}, ErrNoBounce
	}
	id := s.messageID()
	if id == "" {
		return Bounce{}, ErrForeignBounce
	}
	worst := s.statuses[0]
	for _, d := range s.statuses[1:] {
		if d.action.rank() > worst.action.rank() {
			worst = d
		}
	}
	return Bounce{ID: ourID(id), MessageID: id, Action: worst.action, Status: worst.status,
		Recipient: worst.recipient, Diagnostic: worst.diagnostic}, nil
}

// messageID returns the Message-ID of ours that the report is about: the best
// witness is the message that came back, the worst one the text.
func (s *scan) messageID() string {
	if s.returned != "" {
		return s.returned
	}
	if s.referred != "" {
		return s.referred
	}
	for _, text := range s.texts {
		if id := ourMessageID(text); id != "" {
			return id
		}
	}
	return ""
}

// rank orders actions from good to bad.
func (a BounceAction) rank() int {
	switch a {
	case BounceFailed:
		return 2
	case BounceDelayed:
		return 1
	}
	return 0
}

// messageIDForm is the form of our Message-IDs; see SMTP.MessageID and
// Message.ID. The domain is that of any installation.
var messageIDForm = regexp.MustCompile(regexp.QuoteMeta(messageIDPrefix) + `([A-Za-z0-9._-]{1,100})@[A-Za-z0-9.-]{1,253}`)

// ourMessageID returns the first Message-ID of ours in a text, or nothing.
func ourMessageID(text string) string { return messageIDForm.FindString(text) }

// ourID returns the Message.ID within a Message-ID.
func ourID(messageID string) string {
	if m := messageIDForm.FindStringSubmatch(messageID); m != nil {
		return m[1]
	}
	return ""
}

// references notes a message of ours that the headers of a report name.
// X-Original-Message-Id and the like are what some servers add.
func (s *scan) references(h message.Header) {
	for _, key := range []string{"X-Original-Message-Id", "Original-Message-Id", "In-Reply-To", "References"} {
		for _, v := range h.Values(key) {
			if id := ourMessageID(v); id != "" && s.referred == "" {
				s.referred = id
			}
		}
	}
}

// part looks at a part and at those within it.
func (s *scan) part(e *message.Entity, depth int) {
	if s.parts++; s.parts > maxBounceParts || depth > maxBounceDepth {
		return
	}
	kind, params, _ := e.Header.ContentType()
	switch kind = strings.ToLower(kind); {
	case strings.HasPrefix(kind, "multipart/"):
		if depth > 0 || kind != "multipart/report" || reportsDelivery(params) {
			s.within(e, depth)
		}
	case kind == "message/delivery-status" || kind == "message/global-delivery-status": // RFC 3464, RFC 6533
		s.deliveryStatus(string(head(e.Body)))
	case isReturned(kind):
		s.returnedMessage(head(e.Body))
	case kind == "" || strings.HasPrefix(kind, "text/"):
		s.texts = append(s.texts, string(head(e.Body)))
	}
}

// reportsDelivery tells a delivery report from a read receipt (RFC 8098) or a
// complaint (RFC 5965), which have the same shape.
func reportsDelivery(params map[string]string) bool {
	kind := strings.ToLower(params["report-type"])
	return kind == "" || kind == "delivery-status"
}

// isReturned says that a part is the message that came back, whole or its
// headers.
func isReturned(kind string) bool {
	switch kind {
	case "message/rfc822", "message/global", "message/global-headers", "text/rfc822-headers":
		return true
	}
	return false
}

// within looks at each part of a multipart. One that breaks off ends the list:
// what came before it counts.
func (s *scan) within(e *message.Entity, depth int) {
	parts := e.MultipartReader()
	for parts != nil && s.parts <= maxBounceParts {
		p, err := parts.NextPart()
		if p == nil || err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
			return
		}
		s.part(p, depth+1)
	}
}

// head reads the beginning of a part; what can't be read counts as its end.
func head(r io.Reader) []byte {
	b, _ := io.ReadAll(io.LimitReader(r, maxPartBytes))
	return b
}

// returnedMessage notes which message came back.
func (s *scan) returnedMessage(raw []byte) {
	h := fields(string(withoutEnvelope(raw)))
	for _, v := range h.Values("Message-Id") {
		if id := ourMessageID(v); id != "" && s.returned == "" {
			s.returned = id
		}
	}
}

// tidy makes one readable line of at most n characters of a stranger's words.
func tidy(text string, n int) string {
	text = strings.Map(func(r rune) rune {
		if r == unicode.ReplacementChar || !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, " "))
	runes := []rune(oneLine(text))
	if len(runes) <= n {
		return string(runes)
	}
	return strings.TrimSpace(string(runes[:n-1])) + "…"
}
