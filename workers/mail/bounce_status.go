package mail

import (
	"bufio"
	"regexp"
	"strings"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/textproto"
)

// maxStatuses is how many recipients of a report are looked at: ours have one,
// an address that forwards to many may come back with more.
const maxStatuses = 50

// paragraphs splits a text where lines are blank.
func paragraphs(text string) []string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return blank.Split(strings.Trim(text, "\n"), -1)
}

var blank = regexp.MustCompile(`\n[ \t]*\n\s*`)

// fields reads header fields, passing over the lines that are none.
func fields(text string) message.Header {
	var kept strings.Builder
	inField := false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			break
		}
		if goesOn := line[0] == ' ' || line[0] == '\t'; !goesOn {
			inField = fieldForm.MatchString(line)
		}
		if inField {
			kept.WriteString(line + "\r\n")
		}
	}
	h, _ := textproto.ReadHeader(bufio.NewReader(strings.NewReader(kept.String() + "\r\n")))
	return message.Header{Header: h}
}

var fieldForm = regexp.MustCompile(`^[!-9;-~]+[ \t]*:`) // RFC 5322 § 2.2

// deliveryStatus reads the part of a report for machines: fields about the
// message, then a group of fields for each recipient (RFC 3464 § 2.1). Some
// servers forget the blank line between the two.
func (s *scan) deliveryStatus(text string) {
	for _, group := range paragraphs(text) {
		h := fields(group)
		if d, ok := statusOf(h); ok && len(s.statuses) < maxStatuses {
			s.statuses = append(s.statuses, d)
		}
		s.references(h)
	}
}

// statusOf reads the fields about one recipient.
func statusOf(h message.Header) (d dsn, ok bool) {
	said := words(h.Get("Diagnostic-Code"))
	d = dsn{recipient: address(h.Get("Final-Recipient")), diagnostic: tidy(said, maxDiagnostic)}
	if d.recipient == "" {
		d.recipient = address(h.Get("Original-Recipient"))
	}
	d.status = sharper(enhanced(h.Get("Status")), said)
	switch action := strings.ToLower(strings.TrimSpace(h.Get("Action"))); action {
	case "failed", "delayed":
		d.action = BounceAction(action)
	case "delivered", "relayed", "expanded":
		d.action = BounceDelivered
	default:
		d.action, ok = actionOf(d.status)
		return d, ok
	}
	return d, true
}

// actionOf tells from a status code what became of the message.
func actionOf(status string) (BounceAction, bool) {
	switch {
	case strings.HasPrefix(status, "5."):
		return BounceFailed, true
	case strings.HasPrefix(status, "4."):
		return BounceDelayed, true
	case strings.HasPrefix(status, "2."):
		return BounceDelivered, true
	}
	return "", false
}

// words returns the text of a field of the form "smtp; text".
func words(field string) string {
	if kind, text, ok := strings.Cut(field, ";"); ok && !strings.ContainsAny(strings.TrimSpace(kind), " \t") {
		return strings.TrimSpace(text)
	}
	return strings.TrimSpace(field)
}

// address returns the address of a field of the form "rfc822; a@b", or nothing.
func address(field string) string {
	a := strings.Trim(words(field), "<> \t")
	if !strings.Contains(a, "@") || len(a) > maxAddress || strings.ContainsAny(a, " \t\r\n") {
		return ""
	}
	return tidy(a, maxAddress)
}

var enhancedForm = regexp.MustCompile(`(?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?:[^\d.]|\.(?:\D|$)|$)`)

// enhanced returns the first enhanced status code in a text, or nothing.
func enhanced(text string) string {
	if m := enhancedForm.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// sharper prefers the code that the remote server said to one of the same class
// that says nothing ("5.0.0"), or to none.
func sharper(status, said string) string {
	if status != "" && !strings.HasSuffix(status, ".0.0") {
		return status
	}
	if other := enhanced(said); other != "" && (status == "" || other[0] == status[0]) {
		return other
	}
	return status
}
