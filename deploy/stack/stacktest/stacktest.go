// Package stacktest gives tests the real parts: Postgres, Redis, the object
// store and a mail server.
//
// One stack serves all test packages of a run when the tests are started by
// cmd/teststack (make test does); otherwise each package that asks gets its
// own, for which its TestMain must be
//
//	func TestMain(m *testing.M) { os.Exit(stacktest.Main(m)) }
//
// What tests of several packages share is safe to share: databases and buckets
// are made one per test, Redis and mail are private to the test that asks. A
// test that kills or stops parts uses Private.
//
// It never flushes to disk, Durable apart, and leaves nothing behind.
package stacktest

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/insiemi/insiemi/deploy/stack"
	"github.com/insiemi/insiemi/deploy/stack/mailbox"
)

// Variable is the environment variable in which cmd/teststack hands the shared
// stack to the tests, a stack.Access in JSON. It does not start with INSIEMI_,
// which only settings of the product do.
const Variable = "TESTSTACK_ACCESS"

// startTime bounds the start of anything here.
const startTime = 2 * time.Minute

// shared is this process's stack, started when the first test asks.
var shared struct {
	once   sync.Once
	owned  bool // Main runs, so somebody will stop it
	stack  *stack.Stack
	access stack.Access
	err    error
}

// Main runs the tests of a package and then stops the stack that they started,
// if any. It returns the code to exit with.
func Main(m *testing.M) int {
	shared.owned = true
	defer func() {
		if shared.stack != nil {
			_ = Discard(shared.stack)
		}
	}()
	return m.Run()
}

// Shared returns the stack that every test may use. Tests must not kill its
// parts, nor empty its Redis.
func Shared(t testing.TB) stack.Access {
	t.Helper()
	shared.once.Do(func() { shared.access, shared.err = findShared() })
	if shared.err != nil {
		t.Fatalf("no stack to test on: %v", shared.err)
	}
	return shared.access
}

func findShared() (a stack.Access, err error) {
	if given := os.Getenv(Variable); given != "" {
		return a, json.Unmarshal([]byte(given), &a)
	}
	if !shared.owned {
		return a, fmt.Errorf("%s is not set and this package has no TestMain that calls stacktest.Main", Variable)
	}
	shared.stack, err = Start(io.Discard)
	if err != nil {
		return a, err
	}
	return shared.stack.Access(), nil
}

// Start starts a stack for tests in a new temporary folder. Discard ends it.
func Start(log io.Writer) (*stack.Stack, error) { return start(log, true) }

func start(log io.Writer, test bool) (*stack.Stack, error) {
	s3d, err := s3dPath()
	if err != nil {
		return nil, err
	}
	dir, err := tempDir()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), startTime)
	defer cancel()
	s, err := stack.Start(ctx, stack.Options{Dir: dir, S3D: s3d, Local: localDir(), Test: test, Log: log})
	if err != nil {
		_ = os.RemoveAll(dir)
	}
	return s, err
}

// Discard stops a stack made by Start and removes its data.
func Discard(s *stack.Stack) error {
	err := s.Stop()
	if gone := os.RemoveAll(s.Dir()); err == nil {
		err = gone
	}
	return err
}

// Private starts a stack that only this test uses, to kill and stop its parts.
// It takes about two seconds.
func Private(t testing.TB) *stack.Stack { return private(t, true) }

// Durable is Private with everything flushed to disk as in earnest, for
// benchmarks.
func Durable(t testing.TB) *stack.Stack { return private(t, false) }

func private(t testing.TB, test bool) *stack.Stack {
	t.Helper()
	s, err := start(Log(t), test)
	if err != nil {
		t.Fatalf("start a stack: %v", err)
	}
	t.Cleanup(func() {
		if err := Discard(s); err != nil {
			t.Errorf("stop the stack: %v", err)
		}
	})
	return s
}

// Redis starts a Redis that only this test uses: keys of the queues have no
// prefix, so two tests on one server would take each other's work.
func Redis(t testing.TB) *stack.RedisServer {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), startTime)
	defer cancel()
	r, err := stack.StartRedis(ctx, stack.Options{Dir: t.TempDir(), Local: localDir(), Test: true, Log: Log(t)})
	if err != nil {
		t.Fatalf("start Redis: %v", err)
	}
	t.Cleanup(func() {
		if err := r.Stop(); err != nil {
			t.Errorf("stop Redis: %v", err)
		}
	})
	return r
}

// Mail starts a mail server that only this test uses.
func Mail(t testing.TB) *mailbox.Sink {
	t.Helper()
	sink, err := mailbox.Listen(t.TempDir(), "127.0.0.1:0")
	if err != nil {
		t.Fatalf("start a mail server: %v", err)
	}
	t.Cleanup(func() {
		if err := sink.Close(); err != nil {
			t.Error(err)
		}
	})
	return sink
}

// Bucket returns the name of a bucket that no other test uses. It does not
// exist yet.
func Bucket() string { return "test-" + strings.ToLower(rand.Text()[:20]) }

// tempDir makes a folder that the user postgres can enter.
func tempDir() (string, error) {
	dir, err := os.MkdirTemp("", "insiemi-test-")
	if err != nil {
		return "", fmt.Errorf("make a folder for the stack: %w", err)
	}
	return filepath.EvalSymlinks(dir)
}

// Log passes what a stack says to the log of a test, until the test ends.
func Log(t testing.TB) io.Writer {
	w := &testLog{t: t}
	t.Cleanup(func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.t = nil
	})
	return w
}

type testLog struct {
	mu sync.Mutex
	t  testing.TB
}

// Write implements io.Writer.
func (l *testLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.t != nil {
		l.t.Log(strings.TrimSuffix(string(p), "\n"))
	}
	return len(p), nil
}
