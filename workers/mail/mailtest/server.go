// Package mailtest proves a mail.Sender against a real SMTP server that listens
// on loopback and misbehaves on request: Server is that server, Run the suite.
//
// It is for tests only. The server never sends anything on.
package mailtest

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// TLS says how the server speaks TLS.
type TLS string

// The ways.
const (
	Plain    TLS = "smtp"          // in clear
	StartTLS TLS = "smtp+starttls" // in clear until STARTTLS
	Implicit TLS = "smtps"         // from the first byte
)

// Script is how the server behaves. The zero Script takes everything.
type Script struct {
	TLS            TLS // zero: Plain
	User, Password string
	Mechanisms     []string // of AUTH; nil: PLAIN
	NoStartTLS     bool     // don't offer STARTTLS though the URL asks for it
	Greeting       string   // sent instead of the greeting, then the line is cut

	Mail, Rcpt, Data error // *smtp.SMTPError to answer with
	CutInData        bool  // cut the line while the content arrives
	CutAfterData     bool  // store the content, then cut the line before the answer
	HangInData       bool  // store the content and never answer
	CutAtReset       bool  // answer yes to the content, then cut the line at the next command
}

// Received is a message that the server took, or was taking when it was told to
// misbehave.
type Received struct {
	From, To string
	Data     []byte
	User     string // who authenticated; empty: nobody
	TLS      bool   // whether the line was encrypted
}

// Server is an SMTP server on loopback.
type Server struct {
	script Script
	addr   string
	cert   certificate
	hung   chan struct{} // closed at the end of the test

	// Hanging gets a value when HangInData begins to hang.
	Hanging chan struct{}

	mu       sync.Mutex
	received []Received
}

// NewServer starts a server that behaves by the script until the test ends.
func NewServer(t testing.TB, script Script) *Server {
	t.Helper()
	if script.TLS == "" {
		script.TLS = Plain
	}
	s := &Server{script: script, cert: newCertificate(t), hung: make(chan struct{}), Hanging: make(chan struct{}, 1)}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("listen for the mail server: %v", err)
	}
	s.addr = l.Addr().String()
	if script.Greeting != "" {
		go s.greet(l)
		t.Cleanup(func() { _ = l.Close() })
		return s
	}
	server := s.smtp()
	if script.TLS == Implicit {
		l = tls.NewListener(l, server.TLSConfig)
		server.TLSConfig = nil
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	t.Cleanup(func() {
		close(s.hung)
		_ = server.Close()
		_ = l.Close() // Serve may not have begun when Close looked for its listeners
		if err := <-done; err != nil {
			t.Errorf("mail server: %v", err)
		}
	})
	return s
}

func (s *Server) smtp() *smtp.Server {
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{server: s, conn: c}, nil
	}))
	server.Domain = "localhost"
	server.AllowInsecureAuth = s.script.TLS == Plain
	server.ErrorLog = log.New(io.Discard, "", 0)
	if s.script.TLS == Implicit || s.script.TLS == StartTLS && !s.script.NoStartTLS {
		server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{s.cert.pair}, MinVersion: tls.VersionTLS12}
	}
	return server
}

// greet answers every caller with the scripted line and hangs up.
func (s *Server) greet(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		_, _ = io.WriteString(c, s.script.Greeting+"\r\n")
		_ = c.Close()
	}
}

// URL returns the server's address with its credentials, as SMTPConfig wants it.
func (s *Server) URL() string { return s.URLAs(s.script.User, s.script.Password) }

// URLAs is URL with other credentials.
func (s *Server) URLAs(user, password string) string {
	u := url.URL{Scheme: string(s.script.TLS), Host: s.addr}
	if user != "" {
		u.User = url.UserPassword(user, password)
	}
	return u.String()
}

// RootCAs returns the authority of the server's certificate.
func (s *Server) RootCAs() *x509.CertPool { return s.cert.pool }

// Received returns the messages so far, in order of arrival.
func (s *Server) Received() []Received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Received(nil), s.received...)
}

func (s *Server) keep(r Received) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.received = append(s.received, r)
}

// session is one conversation.
type session struct {
	server *Server
	conn   *smtp.Conn
	now    Received
	taken  bool
}

var errCut = errors.New("the line is cut")

func (s *session) AuthMechanisms() []string {
	if s.server.script.User == "" {
		return nil
	}
	if m := s.server.script.Mechanisms; m != nil {
		return m
	}
	return []string{sasl.Plain}
}

func (s *session) Auth(mechanism string) (sasl.Server, error) {
	check := func(user, password string) error {
		if user != s.server.script.User || password != s.server.script.Password {
			return smtp.ErrAuthFailed
		}
		s.now.User = user
		return nil
	}
	if strings.EqualFold(mechanism, sasl.Login) {
		return &loginServer{check: check}, nil
	}
	return sasl.NewPlainServer(func(_, user, password string) error { return check(user, password) }), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.server.script.User != "" && s.now.User == "" {
		return smtp.ErrAuthRequired
	}
	s.now.From = from
	return s.server.script.Mail
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.now.To = to
	return s.server.script.Rcpt
}

func (s *session) Data(r io.Reader) error {
	script := s.server.script
	if script.CutInData {
		_, _ = io.ReadFull(r, make([]byte, 64))
		return s.cut()
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if script.Data != nil {
		return script.Data
	}
	_, encrypted := s.conn.TLSConnectionState()
	s.now.Data, s.now.TLS = data, encrypted
	s.server.keep(s.now)
	s.taken = true
	switch {
	case script.CutAfterData:
		return s.cut()
	case script.HangInData:
		s.server.Hanging <- struct{}{}
		<-s.server.hung
	}
	return nil
}

func (s *session) cut() error {
	_ = s.conn.Conn().Close()
	return errCut
}

// Reset is called by RSET, and by the server itself after each message.
func (s *session) Reset() {
	if s.taken && s.server.script.CutAtReset && s.now.Data == nil {
		_ = s.conn.Conn().Close()
	}
	s.now = Received{User: s.now.User}
}

func (s *session) Logout() error { return nil }

// loginServer is the server's side of AUTH LOGIN.
type loginServer struct {
	check func(user, password string) error
	user  *string
}

func (l *loginServer) Next(response []byte) (challenge []byte, done bool, err error) {
	switch {
	case response == nil:
		return []byte("Username:"), false, nil
	case l.user == nil:
		user := string(response)
		l.user = &user
		return []byte("Password:"), false, nil
	}
	return nil, true, l.check(*l.user, string(response))
}
