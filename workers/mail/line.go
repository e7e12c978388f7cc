package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"slices"
	"sync"

	"github.com/wneessen/go-mail/smtp"
)

// line is the connection of one delivery: it can be cut from outside when the
// context ends, whatever the client is waiting for.
type line struct {
	implicit bool // TLS from the first byte
	tls      *tls.Config

	mu   sync.Mutex
	conn net.Conn
	shut bool
}

func (l *line) dial(ctx context.Context, network, address string) (net.Conn, error) {
	var conn net.Conn
	var err error
	if l.implicit {
		conn, err = (&tls.Dialer{Config: l.tls}).DialContext(ctx, network, address)
	} else {
		conn, err = (&net.Dialer{}).DialContext(ctx, network, address)
	}
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conn = conn
	if l.shut {
		_ = conn.Close()
	}
	return conn, nil
}

func (l *line) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.shut = true
	if l.conn != nil {
		_ = l.conn.Close()
	}
}

// credentials authenticates with the best mechanism that the server offers.
type credentials struct {
	user, password, host string
	chosen               smtp.Auth
}

func (c *credentials) Start(server *smtp.ServerInfo) (string, []byte, error) {
	offers := func(mechanism string) bool { return slices.Contains(server.Auth, mechanism) }
	inClear := loopback(c.host) // checkCredentials saw to it
	switch {
	case offers("SCRAM-SHA-256"):
		c.chosen = smtp.ScramSHA256Auth(c.user, c.password)
	case offers("PLAIN"):
		c.chosen = smtp.PlainAuth("", c.user, c.password, c.host, inClear)
	case offers("LOGIN"):
		c.chosen = smtp.LoginAuth(c.user, c.password, c.host, inClear)
	case offers("CRAM-MD5"):
		c.chosen = smtp.CRAMMD5Auth(c.user, c.password)
	default:
		return "", nil, errors.New("the server offers no way to authenticate that is known here")
	}
	return c.chosen.Start(server)
}

func (c *credentials) Next(fromServer []byte, more bool) ([]byte, error) {
	return c.chosen.Next(fromServer, more)
}
