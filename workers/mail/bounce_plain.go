package mail

import (
	"regexp"
	"strings"

	"github.com/emersion/go-message"
)

// plain reads a report without a delivery status: the text of qmail
// (https://cr.yp.to/proto/qsbmf.txt), of an older Exim, and of those that sound
// like them. What a person writes is none, even in answer to us.
func (s *scan) plain(h message.Header) {
	if len(s.statuses) > 0 || !fromDaemon(h, s.texts) {
		return
	}
	for _, text := range s.texts {
		if d, ok := failure(beforeCopy(text)); ok {
			if r := address(h.Get("X-Failed-Recipients")); r != "" {
				d.recipient = r
			}
			s.statuses = append(s.statuses, d)
			break
		}
	}
}

var (
	daemonForm = regexp.MustCompile(`(?i)(?:^|[<\s"])(?:mailer-daemon|postmaster|mail-daemon|mailerdaemon)@`)
	qmailForm  = regexp.MustCompile(`(?i)^\s*Hi\. This is the `)
	copyForm   = regexp.MustCompile(`(?im)^-+ *(?:below this line|this is a copy|original message|returned message|unsent message|the header|message header|end of)[^\n]*$|^-{10,}$`)
	failForm   = regexp.MustCompile(`(?i)undeliver|(?:could|can) ?not be delivered|couldn't be delivered|delivery (?:has |to .{1,80})?(?:failed|delayed)|unable to deliver|wasn't able to deliver|(?:not|never) (?:yet )?been delivered|permanent(?:ly)? (?:fatal )?(?:error|fail)|returned mail|mancata consegna`)
	delayForm  = regexp.MustCompile(`(?i)\bdelayed\b|not yet been delivered|has not been delivered .{0,60}after more than|will (?:keep|continue) (?:trying|to try)|will be retried|no action is required`)
	rcptForm   = regexp.MustCompile(`(?s)^\s*<?([^\s<>@]+@[^\s<>:]+)>?:?(?:\s+(.*))?$`)
	replyForm  = regexp.MustCompile(`(?m)(?:^|[\s:])([45]\d\d)[ -]`)
)

// fromDaemon says that a machine that delivers mail wrote the message.
func fromDaemon(h message.Header, texts []string) bool {
	if h.Has("X-Failed-Recipients") || daemonForm.MatchString(h.Get("From")) {
		return true
	}
	return len(texts) > 0 && qmailForm.MatchString(texts[0])
}

// beforeCopy cuts a text where the copy of our message begins, so that our own
// words are not taken for the server's.
func beforeCopy(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if at := copyForm.FindStringIndex(text); at != nil {
		return text[:at[0]]
	}
	return text
}

// failure reads what a server tells in words about a message that did not
// arrive; ok is false for a text that tells nothing of the kind.
func failure(told string) (d dsn, ok bool) {
	d.status = enhanced(told)
	reply := replyForm.FindStringSubmatch(told)
	if d.status == "" && reply == nil && !failForm.MatchString(told) {
		return d, false
	}
	switch {
	case delayForm.MatchString(told):
		d.action = BounceDelayed
	case strings.HasPrefix(d.status, "2."):
		d.action = BounceDelivered
	default: // a report in words that promises no further attempt is the last one
		d.action = BounceFailed
	}
	if d.status == "" && reply != nil {
		d.status = reply[1][:1] + ".0.0"
	}
	d.recipient, d.diagnostic = complaint(told)
	return d, true
}

// complaint returns the recipient and what is said of it: the first paragraph
// that begins with an address, or else the one that speaks of failure.
func complaint(told string) (recipient, said string) {
	for _, p := range paragraphs(told) {
		if m := rcptForm.FindStringSubmatch(p); m != nil && m[2] != "" {
			return address(m[1]), tidy(m[2], maxDiagnostic)
		}
		if said == "" && (enhanced(p) != "" || replyForm.MatchString(p) || failForm.MatchString(p)) {
			said = tidy(p, maxDiagnostic)
		}
	}
	return "", said
}
