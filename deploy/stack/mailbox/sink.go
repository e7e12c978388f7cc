package mailbox

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// maxSize is the largest message accepted, in bytes.
const maxSize = 64 << 20

// Stage is a moment of an SMTP dialogue at which a sink may refuse.
type Stage int

// The moments at which a sink may refuse.
const (
	AtMail Stage = iota + 1 // MAIL FROM
	AtRcpt                  // RCPT TO
	AtData                  // after the message was sent
	Cut                     // in the middle of the message: the connection breaks, nothing is answered
)

// Sink is a running server.
type Sink struct {
	dir    string
	server *smtp.Server
	ln     net.Listener

	mu       sync.Mutex
	refusal  *refusal
	changed  chan struct{} // closed and replaced when a message arrives
	refused  int
	lastTime time.Time
}

type refusal struct {
	stage Stage
	err   *smtp.SMTPError
	left  int // how often; negative for always
}

// Listen starts a server on a loopback address that keeps its messages in dir,
// which is made when missing. Messages already there stay.
func Listen(dir, address string) (*Sink, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of messages: %w", err)
	}
	if err := endLine(filepath.Join(dir, index)); err != nil {
		return nil, fmt.Errorf("read the index of messages: %w", err)
	}
	ln, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen for mail: %w", err)
	}
	s := &Sink{dir: dir, ln: ln, changed: make(chan struct{})}
	s.server = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{sink: s, conn: c}, nil
	}))
	s.server.Domain = "localhost"
	s.server.MaxMessageBytes = maxSize
	s.server.EnableSMTPUTF8 = true
	s.server.ReadTimeout, s.server.WriteTimeout = time.Minute, time.Minute
	s.server.ErrorLog = log.New(io.Discard, "", 0) // a cut connection is no news here
	go func() { _ = s.server.Serve(ln) }()
	return s, nil
}

// endLine ends a last line that a crash cut, so that the next is not lost too.
func endLine(name string) error {
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) || (err == nil && (len(data) == 0 || data[len(data)-1] == '\n')) {
		return nil
	}
	if err != nil {
		return err
	}
	return os.WriteFile(name, append(data, '\n'), 0o600)
}

// Addr is host:port.
func (s *Sink) Addr() string { return s.ln.Addr().String() }

// Dir is the folder of the messages.
func (s *Sink) Dir() string { return s.dir }

// Close stops the server. Messages stay.
func (s *Sink) Close() error {
	if err := s.server.Close(); err != nil && !errors.Is(err, smtp.ErrServerClosed) {
		return fmt.Errorf("stop the mail sink: %w", err)
	}
	return nil
}

// Refuse makes the server answer the next times messages with an SMTP code (451
// for "later", 550 for "never") at a stage, or always when times is negative.
// The code is ignored at Cut. Refuse replaces an earlier refusal.
func (s *Sink) Refuse(stage Stage, code int, text string, times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refusal = &refusal{stage: stage, left: times, err: &smtp.SMTPError{
		Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 0, 0}, Message: text}}
}

// Accept ends a refusal.
func (s *Sink) Accept() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refusal = nil
}

// Refused is how often the server has refused so far.
func (s *Sink) Refused() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.refused
}

// Await returns the messages, the newest first, once there are at least n.
func (s *Sink) Await(ctx context.Context, n int) ([]Message, error) {
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		all, err := List(s.dir)
		if err != nil || len(all) >= n {
			return all, err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return all, fmt.Errorf("%d of %d messages came: %w", len(all), n, ctx.Err())
		}
	}
}

// refuses says whether the server refuses at a stage now, and with what.
func (s *Sink) refuses(stage Stage) *smtp.SMTPError {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.refusal
	if r == nil || r.stage != stage || r.left == 0 {
		return nil
	}
	r.left--
	s.refused++
	return r.err
}

// keep stores a message, then its line in the index.
func (s *Sink) keep(from string, to []string, raw []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := Message{From: from, To: to, ReceivedAt: s.now()}
	m.ID = m.ReceivedAt.Format("20060102-150405-000000000") + "-" + rand.Text()[:6]
	m.describe(raw)
	name := filepath.Join(s.dir, m.ID+".eml")
	if err := os.WriteFile(name+".new", raw, 0o600); err != nil {
		return err
	}
	if err := os.Rename(name+".new", name); err != nil {
		return err
	}
	if err := s.appendIndex(m); err != nil {
		return err
	}
	close(s.changed)
	s.changed = make(chan struct{})
	return nil
}

// now is the time, always later than the last one given, so that ids sort.
func (s *Sink) now() time.Time {
	t := time.Now().UTC()
	if !t.After(s.lastTime) {
		t = s.lastTime.Add(time.Nanosecond)
	}
	s.lastTime = t
	return t
}

func (s *Sink) appendIndex(m Message) error {
	line, err := json.Marshal(m)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(s.dir, index), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(line, '\n'))
	return errors.Join(err, f.Close())
}

// session is one SMTP dialogue.
type session struct {
	sink *Sink
	conn *smtp.Conn
	from string
	to   []string
}

// Reset implements smtp.Session.
func (c *session) Reset() { c.from, c.to = "", nil }

// Logout implements smtp.Session.
func (c *session) Logout() error { return nil }

// Mail implements smtp.Session.
func (c *session) Mail(from string, _ *smtp.MailOptions) error {
	c.from = from
	return orNil(c.sink.refuses(AtMail))
}

// Rcpt implements smtp.Session.
func (c *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if err := c.sink.refuses(AtRcpt); err != nil {
		return err
	}
	c.to = append(c.to, to)
	return nil
}

// Data implements smtp.Session.
func (c *session) Data(r io.Reader) error {
	if c.sink.refuses(Cut) != nil {
		_, _ = io.CopyN(io.Discard, r, 1)
		return c.conn.Conn().Close()
	}
	var raw bytes.Buffer
	if _, err := raw.ReadFrom(r); err != nil {
		return err
	}
	if err := c.sink.refuses(AtData); err != nil {
		return err
	}
	if err := c.sink.keep(c.from, c.to, raw.Bytes()); err != nil {
		return &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 3, 1}, Message: "cannot store the message"}
	}
	return nil
}

// orNil keeps a nil *SMTPError from becoming a non-nil error.
func orNil(err *smtp.SMTPError) error {
	if err == nil {
		return nil
	}
	return err
}
