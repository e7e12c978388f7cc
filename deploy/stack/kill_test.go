package stack_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/insiemi/insiemi/deploy/stack"
	"github.com/insiemi/insiemi/deploy/stack/stacktest"
)

// These tests run a stack in another process, to kill that.

const helperDir = "STACK_TEST_DIR"

// helper runs a stack on dir, prints its access as JSON, and lives until killed.
func helper(dir string) int {
	s3d := os.Getenv("STACK_TEST_S3D")
	s, err := stack.Start(context.Background(), stack.Options{Dir: dir, S3D: s3d, Test: true, Log: os.Stderr})
	if err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		return 1
	}
	if err := json.NewEncoder(os.Stdout).Encode(s.Access()); err != nil {
		return 1
	}
	s.Wait()
	return 0
}

type run struct {
	cmd    *exec.Cmd
	access stack.Access
	said   *safeBuffer
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func startHelper(t *testing.T, dir string) run {
	t.Helper()
	r := run{cmd: exec.Command(os.Args[0]), said: &safeBuffer{}}
	r.cmd.Env = append(os.Environ(), helperDir+"="+dir, "STACK_TEST_S3D="+s3d(t))
	r.cmd.Stderr = r.said
	out, err := r.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.kill() })
	if err := json.NewDecoder(out).Decode(&r.access); err != nil {
		r.kill()
		t.Fatalf("the stack did not start: %v\n%s", err, r.said)
	}
	return r
}

func (r run) kill() {
	_ = r.cmd.Process.Kill()
	_ = r.cmd.Wait()
}

func s3d(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../../bin/s3d")
	if err != nil {
		t.Fatal(err)
	}
	stacktest.Shared(t) // builds it when it is missing
	return path
}

// openDir names a folder that the user postgres will be able to enter.
func openDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "insiemi-stack-")
	if err == nil {
		err = os.Chmod(dir, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return filepath.Join(dir, "data")
}

func TestNothingIsLostWhenTheSupervisorIsKilled(t *testing.T) {
	dir := openDir(t)
	first := startHelper(t, dir)
	if _, err := connect(t, first.access.DatabaseURL).Exec(t.Context(), "create table kept (n int); insert into kept values (7)"); err != nil {
		t.Fatal(err)
	}
	if err := redisClient(t, first.access.RedisURL).Set(t.Context(), "kept", "7", 0).Err(); err != nil {
		t.Fatal(err)
	}
	first.kill()

	second := startHelper(t, dir)
	if second.access != first.access {
		t.Errorf("ports or passwords changed:\n%v\n%v\n%s", first.access, second.access, second.said)
	}
	var n int
	if err := connect(t, second.access.DatabaseURL).QueryRow(t.Context(), "select n from kept").Scan(&n); err != nil || n != 7 {
		t.Errorf("Postgres: %d, %v", n, err)
	}
	if v, err := redisClient(t, second.access.RedisURL).Get(t.Context(), "kept").Result(); err != nil || v != "7" {
		t.Errorf("Redis: %q, %v", v, err)
	}
}

func TestASecondCopyIsRefused(t *testing.T) {
	dir := openDir(t)
	first := startHelper(t, dir)
	_, err := stack.Start(t.Context(), stack.Options{Dir: dir, S3D: s3d(t)})
	if !errors.Is(err, stack.ErrInUse) || !strings.Contains(err.Error(), "--data") {
		t.Errorf("got %v", err)
	}
	if err := redisClient(t, first.access.RedisURL).Ping(t.Context()).Err(); err != nil {
		t.Errorf("the first copy was disturbed: %v", err)
	}
}
