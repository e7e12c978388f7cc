package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// defaultTimeout bounds each conversation with the server.
const defaultTimeout = 30 * time.Second

// SMTPConfig says how to reach the mail server.
type SMTPConfig struct {
	// URL is smtp://, smtp+starttls:// or smtps://, with [user:password@]host[:port].
	// smtp:// is for a relay on this machine or on a private network: it encrypts
	// where the relay offers to, and is in clear where not. smtp+starttls:// insists on STARTTLS, smtps:// is TLS from the first byte.
	URL string
	// From is the sender of every message: "Insiemi <insiemi@example.org>". Its
	// domain is that of the Message-IDs.
	From string
	// Bounces is the address to which mail servers report what they can't deliver
	// (the MAIL FROM of RFC 5321 § 4.1.1.2, which becomes the Return-Path); what
	// arrives there is for ParseBounce. Empty: the address of From.
	Bounces string
	// RootCAs are the authorities to trust; nil: those of the system.
	RootCAs *x509.CertPool
	// Timeout bounds a conversation; 0: 30 seconds.
	Timeout time.Duration
}

// SMTP sends over SMTP, one connection a message.
type SMTP struct {
	from     *mail.Address
	bounces  *mail.Address
	host     string
	port     int
	policy   gomail.TLSPolicy // for STARTTLS
	implicit bool             // TLS from the first byte
	tls      *tls.Config
	user     *url.Userinfo // nil: none
	timeout  time.Duration
	shown    string // the URL with the password hidden
}

var _ Sender = (*SMTP)(nil)

// NewSMTP checks the configuration; it doesn't connect. The error names every
// problem.
func NewSMTP(cfg SMTPConfig) (*SMTP, error) {
	s := &SMTP{timeout: cfg.Timeout}
	if s.timeout <= 0 {
		s.timeout = defaultTimeout
	}
	if err := errors.Join(s.readSenders(cfg), s.readURL(cfg)); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *SMTP) readSenders(cfg SMTPConfig) error {
	var errFrom, errBounces error
	if s.from, errFrom = mail.ParseAddress(cfg.From); errFrom != nil {
		errFrom = fmt.Errorf("the mail sender %q is not an address: write Name <name@domain>", cfg.From)
	}
	s.bounces = s.from
	if cfg.Bounces != "" {
		if s.bounces, errBounces = mail.ParseAddress(cfg.Bounces); errBounces != nil {
			errBounces = fmt.Errorf("the address for undelivered mail %q is not one: write name@domain", cfg.Bounces)
		}
	}
	return errors.Join(errFrom, errBounces)
}

func (s *SMTP) readURL(cfg SMTPConfig) error {
	u, err := url.Parse(cfg.URL)
	if err != nil || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return errors.New("the mail server must be written smtp://, smtp+starttls:// or smtps://[user:password@]host[:port]")
	}
	s.host, s.shown = u.Hostname(), u.Redacted()
	s.tls = &tls.Config{ServerName: s.host, RootCAs: cfg.RootCAs, MinVersion: tls.VersionTLS12}
	usual := 25
	switch u.Scheme {
	case "smtp":
		// Encrypted where the server offers it (RFC 3207). Its certificate is not
		// asked about: whoever could forge it could as well take the offer away.
		s.policy, s.tls.InsecureSkipVerify = gomail.TLSOpportunistic, true
	case "smtp+starttls":
		s.policy, usual = gomail.TLSMandatory, 587
	case "smtps":
		s.policy, s.implicit, usual = gomail.NoTLS, true, 465
	default:
		return fmt.Errorf("the mail server's scheme %q is not known: write smtp, smtp+starttls or smtps", u.Scheme)
	}
	if s.port, err = portOf(u, usual); err != nil {
		return err
	}
	s.user = u.User
	return checkCredentials(u)
}

func portOf(u *url.URL, usual int) (int, error) {
	if u.Port() == "" {
		return usual, nil
	}
	port, err := strconv.Atoi(u.Port())
	if err != nil || port < 1 || port > 65535 {
		return 0, fmt.Errorf("the mail server's port %q is not one", u.Port())
	}
	return port, nil
}

// checkCredentials refuses a password that would leave this machine in clear.
func checkCredentials(u *url.URL) error {
	if u.User == nil {
		return nil
	}
	if password, _ := u.User.Password(); password == "" || u.User.Username() == "" {
		return errors.New("the mail server's URL has a user without a password, or the reverse")
	}
	if u.Scheme == "smtp" && !loopback(u.Hostname()) {
		return errors.New("smtp:// would send the password in clear: write smtp+starttls:// or smtps://")
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// String returns the server's URL with the password hidden.
func (s *SMTP) String() string { return s.shown }

// MessageID returns the Message-ID, without angle brackets, of the message with
// that id.
func (s *SMTP) MessageID(id string) string {
	_, domain, _ := strings.Cut(s.from.Address, "@")
	return messageIDPrefix + id + "@" + domain
}

// messageIDPrefix marks the Message-IDs that are ours.
const messageIDPrefix = "insiemi."

// Send hands the message over in a connection of its own.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	if err := m.validate(); err != nil {
		return &Error{Fate: Refused, Stage: StageMessage, cause: err}
	}
	msg, err := s.compose(m)
	if err != nil {
		return &Error{Fate: Refused, Stage: StageMessage, cause: err}
	}
	line := &line{implicit: s.implicit, tls: s.tls}
	client, err := gomail.NewClient(s.host, s.options(ctx, line)...)
	if err != nil {
		return &Error{Fate: Temporary, Stage: StageConnect, cause: err}
	}
	defer line.close()
	stop := context.AfterFunc(ctx, line.close)
	defer stop()
	conn, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return dialError(err)
	}
	if err = client.SendWithSMTPClient(conn, msg); msg.IsDelivered() {
		err = nil // whatever RSET says after the server's yes
	} else {
		err = sendError(err)
	}
	_ = client.CloseWithSMTPClient(conn) // QUIT is a courtesy: its answer changes nothing
	return err
}

func (s *SMTP) options(ctx context.Context, l *line) []gomail.Option {
	options := []gomail.Option{
		gomail.WithPort(s.port), gomail.WithTLSPolicy(s.policy), gomail.WithTLSConfig(s.tls),
		gomail.WithTimeout(s.timeFor(ctx)), gomail.WithDialContextFunc(l.dial), gomail.WithoutNoop(),
	}
	if s.user != nil {
		password, _ := s.user.Password()
		options = append(options, gomail.WithSMTPAuthCustom(&credentials{s.user.Username(), password, s.host, nil}))
	}
	return options
}

// timeFor returns the time that a conversation may take: the sender's own, or
// what the context leaves.
func (s *SMTP) timeFor(ctx context.Context) time.Duration {
	if deadline, ok := ctx.Deadline(); ok {
		return max(time.Millisecond, min(s.timeout, time.Until(deadline)))
	}
	return s.timeout
}

// compose builds the MIME message: text and HTML of the same content.
func (s *SMTP) compose(m Message) (*gomail.Msg, error) {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	from := *s.from
	if m.FromName != "" {
		from.Name = m.FromName
	}
	msg.FromMailAddress(&from)
	msg.EnvelopeFromMailAddress(&mail.Address{Address: s.bounces.Address})
	if err := msg.To(m.To); err != nil {
		return nil, err
	}
	if m.ReplyTo != "" {
		if err := msg.ReplyTo(m.ReplyTo); err != nil {
			return nil, err
		}
	}
	msg.Subject(oneLine(m.Subject))
	msg.SetMessageIDWithValue(s.MessageID(m.ID))
	msg.SetGenHeader(gomail.Header("Auto-Submitted"), "auto-generated") // RFC 3834
	msg.SetGenHeader(gomail.Header("X-Auto-Response-Suppress"), "OOF, AutoReply")
	msg.SetGenHeader(gomail.Header("Content-Language"), string(languageOf(m.Lang)))
	if m.Preferences != "" && !strings.ContainsFunc(m.Preferences, notInAddress) {
		msg.SetGenHeader(gomail.Header("List-Unsubscribe"), "<"+m.Preferences+">")
	}
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	return msg, nil
}

// notInAddress says that a character can't be in a page's address between angle
// brackets: RFC 3986 has only printable ASCII, without these.
func notInAddress(r rune) bool {
	return r <= ' ' || r > '~' || strings.ContainsRune("<>,\"", r)
}

// oneLine makes one line of s, so that no header can hide in it.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// dialError tells what went wrong before the first message: nothing was sent,
// and nothing of it is the recipient's fault.
func dialError(err error) error {
	e := &Error{Fate: Temporary, Stage: StageConnect, cause: err}
	var reply *textproto.Error
	if errors.As(err, &reply) {
		e.Code = reply.Code
	}
	if strings.Contains(err.Error(), "AUTH") || e.Code == 534 || e.Code == 535 {
		e.Stage = StageAuth
	}
	return e
}

// sendError tells what an error after the greeting means. Only an answer of 5xx
// to the recipient or the content is a refusal: a sender that is not accepted
// is a fault of ours, to be mended and tried again.
func sendError(err error) error {
	e := &Error{Fate: Unknown, Stage: StageContent, cause: err}
	var sent *gomail.SendError
	if !errors.As(err, &sent) {
		return e
	}
	e.Code, e.Enhanced = sent.ErrorCode(), sent.EnhancedStatusCode()
	switch sent.Reason {
	case gomail.ErrSMTPMailFrom, gomail.ErrGetSender:
		e.Stage, e.Fate = StageSender, Temporary
		return e
	case gomail.ErrConnCheck:
		e.Stage, e.Fate = StageConnect, Temporary
		return e
	case gomail.ErrSMTPRcptTo, gomail.ErrGetRcpts:
		e.Stage, e.Fate = StageRecipient, Temporary
	case gomail.ErrSMTPData:
		e.Fate = Temporary
	}
	switch e.Code / 100 {
	case 5:
		e.Fate = Refused
	case 4:
		e.Fate = Temporary
	}
	return e
}
