package stack

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
)

// state is what a data folder remembers between runs, in state.json (0600).
type state struct {
	mu      sync.Mutex
	Secrets secrets        `json:"secrets"`
	Ports   map[string]int `json:"ports"`
}

// secrets are random, of 128 bits or more, in hexadecimal digits so that they
// need no escaping in a URL.
type secrets struct {
	Postgres    string `json:"postgres"` // of the superuser postgres
	App         string `json:"app"`      // of the database role insiemi
	Redis       string `json:"redis"`    // requirepass
	S3AccessKey string `json:"s3_access_key"`
	S3SecretKey string `json:"s3_secret_key"`
	GuestKey    string `json:"guest_key"` // of the guests' names: 32 bytes in base64
}

// loadState reads the state of a data folder, or makes and stores a new one.
func loadState(dir string) (*state, error) {
	data, err := os.ReadFile(filepath.Join(dir, "state.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return newState(dir)
	}
	if err != nil {
		return nil, fmt.Errorf("read the passwords of %s: %w", dir, err)
	}
	st := &state{}
	if err := json.Unmarshal(data, st); err != nil {
		return nil, fmt.Errorf("%s/state.json cannot be read (%w): restore it from a backup, it holds the passwords of the data beside it", dir, err)
	}
	if st.Ports == nil {
		st.Ports = map[string]int{}
	}
	if st.Secrets.GuestKey == "" { // made before there were guests
		st.Secrets.GuestKey = randomKey()
		return st, st.save(dir)
	}
	return st, nil
}

func newState(dir string) (*state, error) {
	if _, err := os.Stat(filepath.Join(dir, "postgres")); err == nil {
		return nil, fmt.Errorf("%s holds a database but no state.json with its passwords: restore state.json from a backup, or choose another folder with --data", dir)
	}
	st := &state{Ports: map[string]int{}, Secrets: secrets{
		Postgres: random(24), App: random(24), Redis: random(24),
		S3AccessKey: random(10), S3SecretKey: random(20), GuestKey: randomKey(),
	}}
	return st, st.save(dir)
}

// random returns n random bytes as hexadecimal digits.
func random(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return hex.EncodeToString(b)
}

// randomKey returns 32 random bytes in base64.
func randomKey() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return base64.StdEncoding.EncodeToString(b)
}

// save writes the state so that a power cut leaves the old one or the new one.
func (st *state) save(dir string) error {
	st.mu.Lock()
	data, err := json.MarshalIndent(st, "", "  ")
	st.mu.Unlock()
	if err != nil {
		return fmt.Errorf("store the passwords: %w", err)
	}
	name := filepath.Join(dir, "state.json")
	if err := writeFlushed(name+".new", append(data, '\n')); err != nil {
		return fmt.Errorf("store the passwords: %w", err)
	}
	if err := os.Rename(name+".new", name); err != nil {
		return fmt.Errorf("store the passwords: %w", err)
	}
	return nil
}

func writeFlushed(name string, data []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}

// port is a TCP port on the loopback address.
type port int

func (p port) String() string  { return strconv.Itoa(int(p)) }
func (p port) address() string { return net.JoinHostPort("127.0.0.1", p.String()) }

// port returns the port a part had last time, or a free one if it is new or
// taken by somebody else now.
func (s *Stack) port(part string) (port, error) {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	if last := port(s.state.Ports[part]); last != 0 {
		if last.free() {
			return last, nil
		}
		s.log.say("port %d of %s is taken by another program, choosing another", last, part)
	}
	p, err := freePort()
	s.state.Ports[part] = int(p)
	return p, err
}

func (p port) free() bool {
	l, err := net.Listen("tcp4", p.address())
	if err != nil {
		return false
	}
	return l.Close() == nil
}

// freePort asks the system for a port. Another program may take it before a
// child listens on it: then the child is given another.
func freePort() (port, error) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer l.Close()
	return port(l.Addr().(*net.TCPAddr).Port), nil
}

// The first and last ports tried for the web pages before any free one.
const firstWeb, lastWeb = 8080, 8099

// pickListen chooses the port of the product's pages: the one asked for, the
// remembered one, else the first free one from 8080.
func (s *Stack) pickListen() error {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	if s.opts.Web != 0 {
		s.state.Ports["web"] = s.opts.Web
		if !port(s.opts.Web).free() {
			return fmt.Errorf("port %d is taken by another program: choose another one for the pages", s.opts.Web)
		}
		return nil
	}
	last := port(s.state.Ports["web"])
	if last != 0 && last.free() {
		return nil
	}
	for p := port(firstWeb); p <= lastWeb && !s.opts.Test; p++ {
		if p == last || !p.free() {
			s.log.say("port %d is taken by another program, trying the next one for the pages", p)
			continue
		}
		s.state.Ports["web"] = int(p)
		return nil
	}
	p, err := freePort()
	s.state.Ports["web"] = int(p)
	return err
}
